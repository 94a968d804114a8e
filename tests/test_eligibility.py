"""Eligibility at its exact bounds, rule by rule (requirements B7).

EL3 are the rules of Hangzhou 2024 (杭州制造业), EL4 those of Jiaojiang 2025 (椒江光学光电).
"""

from datetime import date
from typing import Any

import pytest
from conftest import citizen

from zcforms.checks.eligibility import Standing, check_eligibility, judged_methods
from zcforms.checks.eligibility.case import Case
from zcforms.checks.eligibility.judge import judge as judge_node
from zcforms.checks.eligibility.times import Times
from zcforms.checks.proofs import check_proofs
from zcforms.chinese.dates import PartialDate, service_years
from zcforms.forms import load_forms
from zcforms.model import Applicant, Institution
from zcforms.plans import Plan, load_plan, parse_plan, plan_ids
from zcforms.plans.agreement import check_plan_file
from zcforms.plans.conditions import AnyOf
from zcforms.plans.eligibility import Eligibility
from zcforms.plans.predicates import TitleYears, YearsInTitle

HZ, TZ = load_plan("hz-mfg-mid-2024"), load_plan("tz-jiaojiang-optics-mid-2025")
FIRM, SCHOOL = "虚构光学有限公司", "虚构大学"
HOLDS, HUMAN, UNKNOWN, SHORT = Standing.HOLDS, Standing.HUMAN, Standing.UNKNOWN, Standing.SHORT
NORMAL, EXCEPTION, TRANSFER, SKILLED = "normal", "exception", "transfer", "skilled"


def degree(
    level: str = "本科", end: str = "2015-06-30", match: str | None = "一致", **more: Any
) -> dict[str, Any]:
    return {"end": end, "school": SCHOOL, "major": "光学工程", "level": level, "match": match, **more}


def title(
    qualified: str, appointed: str | None = None, name: str = "助理工程师", level: str = "初级", **more: Any
) -> dict[str, Any]:
    return {
        "name": name,
        "level": level,
        "qualified_on": qualified,
        "approved_by": "虚构市人社局",
        "appointed_from": appointed,
        **more,
    }


def applicant(method: str = "正常申报", started: str = "2023-07-01", **changes: Any) -> Applicant:
    """A young person with a bachelor's degree of the field and no title, at a firm."""
    application = {"method": method, "speciality": "光学技术", **changes.pop("application", {})}
    record = {
        "name": "林一山",
        "id": {"number": citizen("33020019950615001")},
        "ethnicity": "汉族",
        "phone": "13800000009",
        "unit": FIRM,
        "work_started": started,
        "field": "光学技术",
        "field_since": started,
        "application": application,
        "education": [degree()],
        "work": [{"start": started, "unit": FIRM, "work": "光学设计"}],
        "titles": [],
    }
    return Applicant.model_validate(record | changes)


def judge(person: Applicant, plan: Plan, method: str, kind: str = "企业"):
    institution = Institution.model_validate({"name": FIRM, "kind": kind})
    return next(r for m, r in judged_methods(person, institution, plan) if m.id == method)


def findings(person: Applicant, plan: Plan, kind: str = "企业"):
    institution = Institution.model_validate({"name": FIRM, "kind": kind})
    return list(check_eligibility(person, institution, plan))


def the(code: str, person: Applicant, plan: Plan):
    (found,) = (f for f in findings(person, plan) if f.code == code)
    return found


# --- 003: Hangzhou -------------------------------------------------------------------------------


def hz(appointed: str, **changes: Any) -> Applicant:
    return applicant(titles=[title("2017-01-01", appointed)], **changes)


def test_el3_1_a_major_that_does_not_match_is_no_required_degree():
    other = degree(match="不一致", major="英语")
    assert judge(hz("2018-01-01"), HZ, NORMAL).standing is HOLDS
    finding = the("eligibility-unmet", hz("2018-01-01", education=[other]), HZ)
    assert "所学专业“英语”与申报专业“光学技术”不一致，视为不具备规定学历" in finding.message
    assert "国家注册类资格证书" in finding.hint
    assert finding.basis == "杭州市2024年度制造业专业工程师资格评审通知附件1二（一）2"


def test_el3_1_a_registered_certificate_or_a_year_of_study_makes_good_for_the_major():
    other = degree(match="不一致")
    certificate = {"title": "注册电气工程师", "issuer": "虚构中心", "date": "2020"}
    held = judge(hz("2018-01-01", education=[other], certificates=[certificate]), HZ, NORMAL)
    assert held.standing is HUMAN
    assert "“注册电气工程师”是所从事专业的国家注册类资格证书" in [x.text for x in held.leaves(HUMAN)]

    def study(end: str, result: str | None = "结业证书") -> Standing:
        course = {"start": "2019-09-01", "end": end, "content": "光学", "place": SCHOOL, "result": result}
        return judge(hz("2018-01-01", education=[other], training=[course]), HZ, NORMAL).standing

    assert study("2020-08-31") is HUMAN  # a full year to the day
    assert study("2020-08-30") is SHORT
    assert study("2020-08-31", None) is SHORT


def test_el3_1_with_one_matching_degree_the_highest_counts():
    both = [degree("专科"), degree("硕士研究生", "2018-06", "不一致")]
    assert judge(hz("2022-12-31", education=both), HZ, NORMAL).standing is HOLDS
    assert judge(hz("2022-12-31", education=both[1:]), HZ, NORMAL).standing is SHORT


def test_el3_1_an_unstated_match_is_for_the_clerk():
    result = judge(hz("2018-01-01", education=[degree(match=None)]), HZ, NORMAL)
    assert result.standing is HUMAN
    assert [x.text for x in result.leaves(HUMAN)] == ["所学专业“光学工程”与申报专业“光学技术”一致或相近"]


@pytest.mark.parametrize(
    ("education", "years"),
    [
        (degree("硕士研究生"), 2),  # EL3-2
        (degree("本科", kind="第二学士学位"), 2),  # EL3-2
        (degree("本科"), 4),  # EL3-3
        (degree("专科"), 4),  # EL3-3
    ],
)
def test_el3_2_el3_3_years_in_the_post_to_the_day(education, years):
    last_day = f"{2025 - years}-01-01"
    first_short = f"{2025 - years}-01-02"
    held = judge(hz(last_day, education=[education]), HZ, NORMAL)
    assert held.standing is HOLDS
    assert (
        f"聘任助理工程师满{years}年（须满{years}年；首日、末日通知没有写明，都计入（本系统推定）" in held.text
    )
    short = judge(hz(first_short, education=[education]), HZ, NORMAL)
    assert short.standing is SHORT
    assert f"满{years - 1}年11个月，须满{years}年，差1天，截至2024年12月31日" in short.text


def test_el3_3_counts_from_the_appointment_not_the_qualification():
    person = applicant(titles=[title("2015-01-01", "2021-06-01")])
    assert judge(person, HZ, NORMAL).text == (
        "本科，聘任助理工程师满3年7个月，须满4年，差5个月，截至2024年12月31日"
    )


def test_003_annex1_2_1_2_a_secondary_diploma_is_refused_by_the_clause_for_college():
    finding = the("eligibility-unmet", hz("2018-01-01", education=[degree("中专")]), HZ)
    assert finding.message.startswith("不符合“正常申报”：没有专科以上学历")
    assert finding.basis == "杭州市2024年度制造业专业工程师资格评审通知附件1二（一）2"
    college = the("eligibility-unmet", tz("2018-01-01", education=[degree("中专")]), TZ)
    assert college.basis == "《椒江区光学光电行业工程师任职资格评价条件（试行）》第七条（一）2"


def test_el3_4_technician_school_counts_as_its_equivalent():
    def school(kind: str) -> Standing:
        study = degree("中专", kind=kind)
        return judge(hz("2018-01-01", education=[study]), HZ, NORMAL).standing

    assert school("高级工班") is HOLDS  # 大专
    assert school("预备技师班") is HOLDS  # 本科
    assert school("中级工班") is SHORT  # 中专


@pytest.mark.parametrize(
    ("education", "years"),
    [
        (degree("专科", "2010-06-30"), 7),
        (degree("本科", "2010-06-30"), 5),
        (degree("本科", "2010-06-30", kind="第二学士学位"), 3),
        (degree("硕士研究生", "2010-06-30"), 2),
        (degree("本科", "2010-06-30", degree="工学硕士"), 2),
    ],
)
def test_el3_5_direct_application_from_a_firm(education, years):
    held = judge(applicant(started=f"{2025 - years}-01-01", education=[education]), HZ, NORMAL)
    assert held.standing is HUMAN  # 业务骨干 is for the clerk
    assert (
        f"在企业从事本专业工作满{years}年（须满{years}年；首日、末日通知没有写明，都计入（本系统推定）"
        in held.text
    )
    short = applicant(started=f"{2025 - years}-01-02", education=[education])
    assert judge(short, HZ, NORMAL).standing is SHORT
    assert judge(short, HZ, NORMAL, "事业单位").standing is SHORT


def test_el3_5_years_count_after_the_degree():
    late = degree("本科", "2020-01-01")
    assert judge(applicant(started="2010-01-02", education=[late]), HZ, NORMAL).standing is HUMAN
    later = degree("本科", "2020-01-02")
    assert judge(applicant(started="2010-01-02", education=[later]), HZ, NORMAL).standing is SHORT


def test_el3_6_firm_years_and_years_in_the_post_add_up_after_moving_to_an_institution():
    def moved(firm_until: str, moved_on: str, staffing: str = "在编") -> Standing:
        firm = {
            "start": "2015-01-02",
            "end": firm_until,
            "unit": "虚构甲公司",
            "work": "设计",
            "employer": "企业",
        }
        work = [firm, {"start": moved_on, "unit": FIRM, "work": "设计"}]
        person = applicant(
            started="2015-01-02",
            work=work,
            titles=[title("2022-01-02", "2023-01-01")],
            application={"staffing": staffing},
            education=[degree(end="2014-06-30")],
        )
        return judge(person, HZ, NORMAL, "事业单位").standing

    assert moved("2018-01-01", "2018-01-02") is HUMAN  # 3 + 2 years
    assert moved("2017-12-31", "2018-01-01") is SHORT
    assert moved("2018-01-01", "2018-01-02", "非在编") is SHORT


def test_el3_7_three_years_after_the_technician_certificate():
    def since(day: str, level: str | None = "技师") -> Standing:
        skills = [{"title": "电工", "level": level, "date": day}]
        return judge(applicant(started="2009-07-01", skills=skills), HZ, SKILLED).standing

    assert since("2022-01-01") is HOLDS
    assert since("2022-01-01", "高级技师") is HOLDS
    assert since("2022-01-02") is SHORT
    assert since("2010-01-02", "高级工") is SHORT
    assert since("2010-01-02", None) is UNKNOWN


def test_004_2_1_a_technician_school_counts_as_its_equivalent_by_a_person():
    """“根据……（浙人社发〔2022〕77号）文件精神”: equal to which diploma the circular does not say."""

    def studied(kind: str | None, match: str | None = "一致") -> Any:
        study = degree("中专", end="2010-06-30", match=match, kind=kind)
        return judge(tz("2020-01-01", started="2012-07-01", education=[study]), TZ, NORMAL)

    assert studied("高级工班").standing is HUMAN
    (box,) = {leaf.text for leaf in studied("高级工班").leaves(HUMAN)}
    assert box == "高级工班按相当于专科学历申报"
    (box,) = {leaf.text for leaf in studied("高级工班", None).leaves(HUMAN)}
    assert box.endswith("一致或相近；高级工班按相当于专科学历申报")
    assert studied("高级工班", "不一致").standing is SHORT
    assert studied("中级工班").standing is studied(None).standing is SHORT


@pytest.mark.parametrize(
    ("written", "standing"),
    [
        ("技师（二级）", HOLDS),  # as the circular writes it
        ("二级/技师", HOLDS),  # as certificates do
        ("国家职业资格二级", HOLDS),
        ("特级技师", HOLDS),
        ("首席技师", HOLDS),
        ("三级／高级工", SHORT),
    ],
)
def test_004_article_7_1_3_the_level_of_a_skill_with_its_number(written, standing):
    """“取得技师（二级）职业资格或职业技能等级后……满3年”; 首席技师 and 特级技师 are above it."""
    skills = [{"title": "电工", "level": written, "date": "2015-01-02"}]
    person = applicant(started="2009-07-01", skills=skills, application={"option": "技能人才申报"})
    assert judge(person, TZ, NORMAL).standing is standing


def test_004_article_7_1_3_a_level_that_is_two_is_refused():
    with pytest.raises(ValueError, match="level"):
        applicant(skills=[{"title": "电工", "level": "二级/高级技师", "date": "2015-01-02"}])


def test_el3_8_a_title_of_the_skilled_suffices():
    def named(name: str) -> Standing:
        honour = {"title": name, "issuer": "虚构省政府", "date": "2022"}
        return judge(applicant(honours=[honour]), HZ, SKILLED).standing

    assert named("浙江工匠") is HOLDS
    assert named("优秀员工") is SHORT


def test_el3_9_transfer_after_a_year_in_a_middle_post():
    def post(appointed: str) -> Standing:
        person = applicant(titles=[title("2020-01-02", appointed, "经济师", "中级")])
        return judge(person, HZ, TRANSFER).standing

    assert post("2024-01-01") is HUMAN
    assert post("2024-01-02") is SHORT


def test_003_annex_1_2_3_who_transfers_meets_the_conditions_too():
    """“因专业技术岗位变动或工作需要，符合申报条件的，可转（兼）评”."""
    held = [title("2020-01-02", "2020-02-01", "经济师", "中级")]
    told = findings(applicant("转（兼）评", titles=held), HZ)
    assert "□ 因专业技术岗位变动或工作需要，符合申报条件" in [found.message for found in told]


AWARD = {"title": "项目", "award": "科技进步奖", "issuer": "杭州市人民政府", "date": "2023-01-01"}
CITY_AWARD = AWARD | {"grade": "三等奖", "level": "市厅级"}
COUNTY_HONOUR = {"title": "先进工作者", "issuer": "虚构区政府", "date": "2023-01-01", "level": "县区级"}


def hz_exception(appointed: str, numbers: list[str], **changes: Any) -> Applicant:
    reasons = [{"clause": f"第{n}条", "condition": n, "fact": "见佐证"} for n in numbers]
    facts = {"awards": [CITY_AWARD], "honours": [COUNTY_HONOUR]}
    return hz(appointed, method="破格申报", application={"reasons": reasons}, **(facts | changes))


def test_el3_10_exception_years_with_and_without_the_degree():
    two = ["破格-1", "破格-4"]
    assert judge(hz_exception("2022-01-01", two), HZ, EXCEPTION).standing is HOLDS
    assert judge(hz_exception("2022-01-02", two), HZ, EXCEPTION).standing is SHORT
    without = [degree("中专")]
    assert judge(hz_exception("2021-01-01", two, education=without), HZ, EXCEPTION).standing is HOLDS
    assert judge(hz_exception("2021-01-02", two, education=without), HZ, EXCEPTION).standing is SHORT


def test_el3_10_needs_two_conditions_that_the_data_bears_out():
    one = judge(hz_exception("2021-12-31", ["破格-1"]), HZ, EXCEPTION)
    assert one.standing is SHORT
    assert "已选破格条件1项，破格申报须满足2项" in one.text
    refuted = judge(hz_exception("2021-12-31", ["破格-1", "破格-3"]), HZ, EXCEPTION)
    assert refuted.standing is SHORT
    assert "“破格-3”与资料不符" in refuted.text
    assert "已选破格条件2项，与资料相符1项，破格申报须满足2项" in refuted.text


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"awards": [AWARD | {"grade": "二等奖"}]}, HOLDS),
        ({"awards": [AWARD | {"grade": "优秀奖", "level": "市厅级"}]}, HUMAN),
        ({"awards": [AWARD | {"level": "市厅级"}]}, UNKNOWN),
        ({"awards": [CITY_AWARD | {"award": "优秀论文奖"}]}, HUMAN),  # 等
        ({"awards": [CITY_AWARD | {"date": "2016-12-31"}]}, SHORT),  # before the title
        ({"honours": [COUNTY_HONOUR | {"title": "劳动模范"}]}, HOLDS),
        ({"honours": [COUNTY_HONOUR | {"title": "最美青年"}]}, HUMAN),  # 等同等称号
        ({"honours": [COUNTY_HONOUR | {"level": "企业级"}]}, SHORT),
    ],
)
def test_el3_10_conditions_1_and_4(changes, standing):
    person = hz_exception("2021-12-31", ["破格-1", "破格-4"], **changes)
    assert judge(person, HZ, EXCEPTION).standing is standing


@pytest.mark.parametrize(
    ("award", "standing"),
    [
        ({"issuer": "杭州市人民政府", "grade": "三等奖"}, HOLDS),
        ({"issuer": "杭州市人民政府", "grade": "优胜奖"}, HUMAN),
        ({"issuer": "桐庐县人民政府", "grade": "二等奖"}, HOLDS),
        ({"issuer": "桐庐县人民政府", "grade": "三等奖", "level": "县区级"}, SHORT),
        ({"issuer": "杭州市科学技术局", "grade": "二等奖"}, HUMAN),  # 市级主管部门: the list is nowhere
        ({"issuer": "杭州市科学技术局", "grade": "三等奖", "level": "市厅级"}, HUMAN),
        ({"issuer": "宁波市人民政府", "grade": "三等奖", "level": "市厅级"}, HUMAN),
        ({"issuer": "南昌市西湖区人民政府", "grade": "二等奖", "level": "县区级"}, HUMAN),
        ({"issuer": "浙江省人民政府", "grade": "三等奖", "level": "省部级"}, HUMAN),
        ({"issuer": "虚构公司", "grade": "一等奖", "level": "企业级"}, SHORT),
        ({"issuer": "虚构学会", "award": "杭州市青年科技奖"}, HOLDS),
        ({"issuer": "虚构学会", "award": "杭州市青年科技奖提名奖"}, HUMAN),
    ],
)
def test_003_annex1_2_4_1_the_issuer_decides_or_a_person(award, standing):
    awards = [AWARD | award]
    person = hz_exception("2021-12-31", ["破格-1", "破格-4"], awards=awards)
    assert judge(person, HZ, EXCEPTION).standing is standing


def test_003_annex1_2_4_1_the_box_names_the_issuer():
    awards = [AWARD | {"issuer": "宁波市人民政府", "grade": "三等奖", "level": "市厅级"}]
    person = hz_exception("2021-12-31", ["破格-1", "破格-4"], awards=awards)
    boxes = [f.message for f in findings(person, HZ) if f.code == "eligibility-manual"]
    assert "□ 附件1二（四）1：《项目》的授予机构“宁波市人民政府”是杭州市人民政府" in boxes


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("第47届世界技能大赛优胜奖", HOLDS),
        ("世界技能大赛银牌", HOLDS),
        ("第47届世界技能大赛浙江省选拔赛参与奖", HUMAN),
        ("世界技能大赛", HUMAN),
        ("浙江省技术能手", HOLDS),
        ("省技术能手提名", HUMAN),
        ("浙江省“百千万”高技能领军人才培养工程“拔尖技能人才”", HOLDS),
        ("温州市拔尖技能人才", HUMAN),  # 省“百千万”高技能领军人才培养工程中入选的“拔尖技能人才”
        ("浙江省技能大师工作室领办人", HOLDS),
        ("浙江省技能大师工作室", HUMAN),  # whose members are not 省级技能大师工作室领办人
        ("全国技术能手", HUMAN),  # above the province's, and not listed
        ("浙江省“百千万”高技能领军人才培养工程杰出技能人才", HUMAN),
        ("国家级技能大师工作室领办人", HUMAN),
        ("杭州市技术能手", SHORT),
    ],
)
def test_003_2_2_2_and_004_article_7_1_4_the_prize_of_the_competition_itself(name, standing):
    honour = {"title": name, "issuer": "虚构机构", "date": "2023"}
    assert judge(applicant(honours=[honour]), HZ, SKILLED).standing is standing
    assert judge(applicant(honours=[honour]), TZ, NORMAL).standing is standing


@pytest.mark.parametrize(("province", "ours", "theirs"), [("江苏", HUMAN, HOLDS), (None, HUMAN, HUMAN)])
def test_an_honour_of_the_province_is_that_of_the_circular(province, ours, theirs):
    hz = HZ.model_copy(update={"province": province})
    for name, standing in (("浙江省技术能手", ours), ("江苏省技术能手", theirs), ("省技术能手", HOLDS)):
        honour = {"title": name, "issuer": "虚构机构", "date": "2023"}
        assert judge(applicant(honours=[honour]), hz, SKILLED).standing is standing


def test_004_article_7_1_4_a_prize_among_the_awards_counts_too():
    prize = {"title": "光电技术", "award": "世界技能大赛", "issuer": "虚构机构", "date": "2023"}
    assert judge(applicant(awards=[prize | {"grade": "优胜奖"}]), TZ, NORMAL).standing is HOLDS
    assert judge(applicant(awards=[prize | {"grade": "参与奖"}]), TZ, NORMAL).standing is HUMAN


@pytest.mark.parametrize(
    ("contest", "award", "standing"),
    [
        ("第46届世界技能大赛", "优胜奖", HOLDS),
        ("第46届世界技能大赛光电技术项目", "银牌", HUMAN),
        ("世界技能大赛选手训练装置", "优秀产品奖", SHORT),  # an award of its own, for a piece of work
    ],
)
def test_003_2_2_2_a_bare_prize_is_of_the_contest_that_stands_as_the_project(contest, award, standing):
    prize = {"title": contest, "award": award, "issuer": "虚构机构", "date": "2023", "evidence": ["E"]}
    person = applicant(awards=[prize], application={"method": "技能人才申报"})
    assert judge(person, HZ, SKILLED).standing is standing
    unproved = "skill-unproved" in {one.code for one in check_proofs(person, HZ)}
    assert unproved is (standing is SHORT)


@pytest.mark.parametrize(
    ("award", "standing"),
    [
        ("浙江省科学技术进步奖", HOLDS),
        ("市科学技术进步奖二等奖", HOLDS),
        ("自然科学优秀论文奖", HUMAN),
        ("优质工程奖", HUMAN),
    ],
)
def test_004_article_9_2_2_only_awards_of_science_and_technology(award, standing):
    awards = [CITY_AWARD | {"award": award}]
    person = tz_exception("2022-12-31", ["突出-2"], awards=awards, patents=[])
    result = judge(person, TZ, EXCEPTION)
    assert result.standing is standing


def test_004_2_2_3_a_paper_without_a_report_is_none_for_the_conditions_either():
    def review(**changes: Any) -> str:
        work = {"title": "甲", "date": "2024-01-01", "publication": "虚构学报", "rank": "1/2"} | changes
        (box,) = (f for f in findings(tz("2021-12-31", papers=[work]), TZ) if "评审条件" in f.message)
        return box.message.partition("，专业成果")[2]

    assert review(tier="普通期刊").endswith("已符合0项")
    assert review(tier="普通期刊", report="中国知网").endswith("已符合1项")
    assert review(tier="普通期刊", report="中国知网", similarity="50.1").endswith("已符合0项")
    assert review(kind="著作").endswith("已符合1项")


def test_004_article_9_1_1_the_honour_is_of_a_government():
    def by(issuer: str) -> Standing:
        honours = [HONOUR | {"issuer": issuer}]
        return judge(tz_exception("2022-12-31", THREE, honours=honours), TZ, EXCEPTION).standing

    assert by("虚构区人民政府") is HOLDS
    assert by("虚构区科协") is HUMAN


def paper(**changes: Any) -> dict[str, Any]:
    record = {
        "title": "甲",
        "date": "2022-01-01",
        "publication": "虚构学报",
        "rank": "独著",
        "level": "市厅级",
    }
    return record | changes


@pytest.mark.parametrize(
    ("papers", "standing"),
    [
        ([paper(), paper(title="乙")], HOLDS),
        ([paper()], SHORT),
        ([paper(), paper(title="乙", rank="1/3")], SHORT),
        ([paper(), paper(title="乙", rank="1／1")], HOLDS),
        ([paper(), paper(title="乙", rank="1")], UNKNOWN),  # the first of how many?
        ([paper(), paper(title="乙", rank="2")], SHORT),
        ([paper(), paper(title="乙", rank="第一作者", author="第一作者")], SHORT),
        ([paper(), paper(title="乙", status="录用待发")], SHORT),
        ([paper(), paper(title="乙", level=None)], UNKNOWN),
        ([paper(kind="著作", words="3")], HOLDS),
        ([paper(kind="著作", words="2.9")], SHORT),
        ([paper(kind="著作")], UNKNOWN),
    ],
)
def test_el3_10_condition_3_two_papers_alone_or_thirty_thousand_characters(papers, standing):
    person = hz_exception("2021-12-31", ["破格-1", "破格-3"], papers=papers)
    assert judge(person, HZ, EXCEPTION).standing is standing


def test_el3_11_conduct_is_a_box_for_everybody():
    boxes = [f.message for f in findings(hz("2018-01-01"), HZ) if f.code == "eligibility-manual"]
    assert boxes == ["□ 具有良好的职业道德，遵守单位规章制度，无违规行为与挂靠现象"]
    assert not any(f.code == "eligibility-manual" for f in findings(hz("2018-01-01", method="无此方式"), HZ))


# --- 004: Jiaojiang ------------------------------------------------------------------------------


def tz(qualified: str, **changes: Any) -> Applicant:
    return applicant(**({"started": "2010-01-01", "titles": [title(qualified)]} | changes))


@pytest.mark.parametrize("study", [degree("硕士研究生"), degree("本科", degree="工学硕士")])
def test_el4_1_postgraduates_three_years_of_work_or_two_since_the_title(study):
    def works(started: str, titles: list[Any]) -> Standing:
        return judge(applicant(started=started, titles=titles, education=[study]), TZ, NORMAL).standing

    assert works("2023-01-01", []) is HOLDS
    assert works("2023-01-02", []) is SHORT
    assert works("2024-01-01", [title("2024-01-01")]) is HOLDS
    assert works("2024-01-01", [title("2024-01-02")]) is SHORT


@pytest.mark.parametrize("level", ["本科", "专科"])
def test_el4_2_four_years_since_the_title_not_the_appointment(level):
    assert judge(tz("2022-01-01", education=[degree(level)]), TZ, NORMAL).standing is HOLDS
    assert judge(tz("2022-01-02", education=[degree(level)]), TZ, NORMAL).standing is SHORT
    assert judge(tz("2022-01-01", education=[degree("中专")]), TZ, NORMAL).standing is SHORT


def test_el4_3_technicians_work_in_the_field():
    skill = [{"title": "光学零件工", "level": "技师", "date": "2018-01-02"}]
    assert judge(applicant(started="2023-01-01", skills=skill), TZ, NORMAL).standing is HOLDS
    assert judge(applicant(started="2023-01-02", skills=skill), TZ, NORMAL).standing is SHORT


def test_el4_4_a_title_of_the_skilled_suffices():
    honour = [{"title": "浙江省技术能手", "issuer": "虚构省政府", "date": "2022"}]
    assert judge(applicant(honours=honour), TZ, NORMAL).standing is HOLDS
    assert judge(applicant(), TZ, NORMAL).standing is SHORT


def test_el4_5_years_before_the_degree_count_but_the_major_must_match():
    late = degree(end="2024-06-30")
    assert judge(tz("2021-12-31", education=[late]), TZ, NORMAL).standing is HOLDS
    both = [degree("专科"), degree("硕士研究生", "2020-06", "不一致")]
    assert judge(tz("2023-12-31", education=both), TZ, NORMAL).standing is SHORT  # no highest-counts rule
    assert judge(tz("2021-12-31", education=[degree(match="相近")]), TZ, NORMAL).standing is HOLDS
    assert judge(tz("2021-12-31", education=[degree(match="不一致")]), TZ, NORMAL).standing is SHORT


def test_el4_5_only_work_in_the_field_counts():
    work = [
        {"start": "2010-01-01", "end": "2022-12-31", "unit": "虚构甲公司", "work": "销售", "in_field": False},
        {"start": "2023-01-01", "unit": FIRM, "work": "光学设计"},
    ]
    assert judge(tz("2021-12-31", work=work), TZ, NORMAL).standing is SHORT


@pytest.mark.parametrize(("plan", "method"), [(HZ, NORMAL), (TZ, NORMAL)])
def test_a_title_of_the_name_that_is_said_to_be_of_another_level_is_not_none(plan, method):
    held = [title("2015-01-01", "2015-01-01", "光学助理工程师", "员级")]
    found = judge(applicant(titles=held), plan, method)
    assert found.standing is UNKNOWN
    assert "光学助理工程师的级别填写“员级”，不是初级" in [leaf.text for leaf in found.leaves(UNKNOWN)]


@pytest.mark.parametrize(("plan", "method"), [(HZ, NORMAL), (TZ, NORMAL)])
@pytest.mark.parametrize("name", ["助工", "工程师", "工程师（光学）", "助理经济师"])
def test_a_title_that_may_be_short_for_the_one_that_is_asked_for_is_not_none(plan, method, name):
    found = judge(applicant(titles=[title("2015-01-01", "2015-01-01", name, "初级")]), plan, method)
    if name == "助理经济师":
        assert found.standing is SHORT
        return
    assert found.standing is UNKNOWN
    said = [leaf.text for leaf in found.leaves(UNKNOWN)]
    assert f"资格名称“{name}”（初级）看不出是不是助理工程师" in said


def test_a_title_of_another_level_is_short_for_none():
    terms = TitleYears.model_validate({"title": "高级工程师", "from": "qualified", "min": 1})
    engineer = applicant(titles=[title("2015-01-01", "2015-01-01", "工程师", "中级")])
    found = judge_node(YearsInTitle(years_in_title=terms), Case(engineer, None, HZ))
    assert found.standing is SHORT


@pytest.mark.parametrize("held", ["助理工程师任职资格", "光学助理工程师职务任职资格", "助理工程师（光学）"])
def test_a_title_is_of_its_name_with_the_words_of_the_certificate_behind_it(held):
    whole, plain = (
        judge(tz("2015-01-01", titles=[title("2015-01-01", "2015-01-01", name)]), TZ, NORMAL)
        for name in (held, "助理工程师")
    )
    assert (whole.standing, whole.text) == (plain.standing, plain.text)
    assert whole.standing is HOLDS


@pytest.mark.parametrize(
    ("held", "level", "standing"),
    [
        ("工程师", "中级", UNKNOWN),
        ("高级工程师", "副高级", UNKNOWN),
        ("助理经济师", "初级", SHORT),
        ("技术员", "员级", SHORT),
    ],
)
def test_who_has_a_higher_title_may_only_not_have_written_down_the_lower(held, level, standing):
    """再次通过中级申报 (附件2二3（1）) is by 第七条（一）2, too: 取得助理工程师资格后……满4年."""
    found = judge(tz("", titles=[title("2015-01-01", "2015-01-01", held, level)]), TZ, NORMAL)
    assert found.standing is standing
    if standing is UNKNOWN:
        assert f"没有填写助理工程师资格（已有{held}）" in found.text
        early = judge(
            tz_exception("", THREE, titles=[title("2015-01-01", "2015-01-01", held, level)]), TZ, EXCEPTION
        )
        assert early.standing is UNKNOWN
        assert "不必破格" not in early.text


def test_el4_6_transfer_after_a_year_in_the_other_post_and_a_year_in_the_field():
    def moved(appointed: str, started: str) -> Standing:
        titles = [title("2018-01-02", appointed, "经济师", "中级")]
        return judge(applicant(started=started, titles=titles), TZ, TRANSFER).standing

    assert moved("2025-01-01", "2025-01-01") is HUMAN
    assert moved("2025-01-02", "2025-01-01") is SHORT
    assert moved("2025-01-01", "2025-01-02") is SHORT


def test_004_article_8_the_old_title_is_of_another_field():
    def held(major: str | None) -> Any:
        old = [title("2018-01-01", "2018-01-01", "工程师", "中级", major=major)]
        return judge(applicant(started="2020-01-01", titles=old), TZ, TRANSFER)

    assert held("光学技术").standing is SHORT
    assert "没有其他专业的中级专业技术职务资格" in held("光学技术").text
    assert held("土木工程").standing is HUMAN
    assert "聘任中级专业技术职务（工程师，土木工程）满8年" in held("土木工程").text
    boxes = [leaf.text for leaf in held(None).leaves(HUMAN)]
    assert "原来担任的是其他专业的专业技术职务，与转评的职务等级相对应" in boxes


def test_el4_6_after_a_transfer_a_year_in_the_new_post_and_both_titles_add_up():
    def after(appointed: str | None) -> Standing:
        titles = [title("2020-01-02", "2020-01-02", "助理经济师"), title("2023-01-02", appointed)]
        return judge(tz("", titles=titles), TZ, NORMAL).standing

    assert after("2025-01-01") is HOLDS
    assert after("2025-01-02") is SHORT
    assert after(None) is UNKNOWN


PATENT = {"kind": "发明专利", "title": "甲", "number": "ZL1", "date": "2024-01-01", "rank": "1/3"}
HONOUR = {"title": "最美科技工作者", "issuer": "虚构区政府", "date": "2024-01-01", "level": "县区级"}
PROJECT = {
    "title": "甲",
    "start": "2022-01-01",
    "end": "2024-01-01",
    "role": "骨干",
    "content": "设计",
    "level": "市厅级",
    "part": "骨干",
    "accepted": True,
}
THREE = ["一般-1", "一般-2", "一般-3"]


def tz_exception(qualified: str, numbers: list[str], **changes: Any) -> Applicant:
    reasons = [{"clause": "见编号", "condition": n, "fact": "见佐证"} for n in numbers]
    facts = {"patents": [PATENT], "honours": [HONOUR], "projects": [PROJECT]}
    return tz(qualified, method="破格申报", application={"reasons": reasons}, **(facts | changes))


def test_el4_7_seniority_may_be_short_by_a_year_exactly():
    held = judge(tz_exception("2023-01-01", THREE), TZ, EXCEPTION)
    assert held.standing is HOLDS
    assert "资历破格" in held.text
    short = judge(tz_exception("2023-01-02", THREE), TZ, EXCEPTION)
    assert short.standing is SHORT
    assert "资历差1年1天，超过一般破格可提前的1年" in short.text
    assert short.src == "《椒江区光学光电行业工程师任职资格评价条件（试行）》第九条（一）"


@pytest.mark.parametrize(
    ("qualified", "standing"),
    [("2022-12", HOLDS), ("2023-01", UNKNOWN), ("2023", UNKNOWN), ("2023-02", SHORT)],
)
def test_el4_7_a_month_may_hide_the_day_that_decides_about_the_year(qualified, standing):
    found = judge(tz_exception(qualified, THREE), TZ, EXCEPTION)
    assert found.standing is standing
    if standing is UNKNOWN:
        (open_point,) = found.leaves(UNKNOWN)
        assert open_point.text.startswith("资历破格（可提前1年）：取得助理工程师资格后从事本专业工作满2年")
        assert open_point.text.endswith("资格取得时间须写明到日")


def test_el4_7_a_break_that_a_circular_gives_no_other_name_is_called_so():
    conditions = TZ.eligibility.model_dump(by_alias=True)
    (broken,) = (c for c in conditions["methods"]["exception"]["any"][0]["all"] if "single_break" in c)
    broken["label"] = None
    plain = TZ.model_copy(update={"eligibility": Eligibility.model_validate(conditions)})
    assert "超过破格可提前的1年" in judge(tz_exception("2023-01-02", THREE), plain, EXCEPTION).text


def test_el4_7_either_the_degree_or_the_seniority_but_not_both():
    without = {"education": [degree("中专")]}
    assert "学历破格" in judge(tz_exception("2022-01-01", THREE, **without), TZ, EXCEPTION).text
    both = judge(tz_exception("2022-01-02", THREE, **without), TZ, EXCEPTION)
    assert both.standing is SHORT
    assert "学历、资历均不符合，一般破格仅限“单破”，不能同时破学历和资历" in both.text


def test_el4_7_a_postgraduate_is_measured_by_the_years_of_postgraduates():
    master = {
        "education": [degree("硕士研究生")],
        "started": "2024-01-01",
        "projects": [PROJECT | {"start": "2024"}],
    }
    held = judge(tz_exception("2025-01-01", THREE, **master), TZ, EXCEPTION)
    assert held.standing is HOLDS
    assert "须满3年，差1年" in held.text
    assert (
        judge(tz_exception("2025-01-02", THREE, **master | {"started": "2025-01-02"}), TZ, EXCEPTION).standing
        is SHORT
    )


def test_el4_7_three_of_six():
    two = judge(tz_exception("2022-12-31", THREE[:2]), TZ, EXCEPTION)
    assert two.standing is SHORT
    assert "已选破格条件2项，一般破格须满足3项" in two.text
    assert judge(tz_exception("2022-12-31", [*THREE[:2], "一般-5"]), TZ, EXCEPTION).standing is HUMAN


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"patents": [PATENT | {"status": "受理"}]}, HUMAN),  # still, perhaps, 首台（套）
        ({"patents": [PATENT | {"kind": "实用新型专利"}]}, HUMAN),
        ({"projects": [PROJECT | {"part": "成员"}]}, SHORT),
        ({"projects": [PROJECT | {"accepted": False}]}, SHORT),
        ({"projects": [PROJECT | {"accepted": None}]}, UNKNOWN),
        ({"projects": [PROJECT | {"level": "县区级"}]}, HUMAN),  # 重点 is for the clerk
    ],
)
def test_el4_7_what_the_data_must_show(changes, standing):
    assert judge(tz_exception("2022-12-31", THREE, **changes), TZ, EXCEPTION).standing is standing


def test_el4_7_fifteen_years_of_engineering_work():
    def worked(started: str) -> Standing:
        person = tz_exception("2023-01-01", [*THREE[:2], "一般-6"], started=started)
        return judge(person, TZ, EXCEPTION).standing

    assert worked("2011-01-01") is HOLDS
    assert worked("2011-01-02") is SHORT


def test_el4_8_one_outstanding_condition_frees_from_single_break():
    none = {"education": [degree("中专")], "titles": []}
    two = judge(
        tz_exception("", ["突出-2"], **none, patents=[PATENT, PATENT | {"title": "乙"}]), TZ, EXCEPTION
    )
    assert two.standing is HOLDS
    city = {"awards": [CITY_AWARD | {"level": "市厅级"}]}
    assert judge(tz_exception("", ["突出-2"], **none, **city), TZ, EXCEPTION).standing is HOLDS
    lower = judge(tz_exception("", ["突出-1"], **none), TZ, EXCEPTION)
    assert lower.standing is SHORT  # 县级 honour


def test_el4_9_one_condition_suffices_to_skip_a_level():
    none = {"education": [degree("高中及以下")], "titles": []}
    standard = {"title": "甲", "number": "T/1", "level": "团体标准", "date": "2024", "rank": "3/9"}
    assert judge(tz_exception("", ["越级-5"], **none, standards=[standard]), TZ, EXCEPTION).standing is HOLDS
    own = standard | {"level": "企业标准"}
    assert judge(tz_exception("", ["越级-5"], **none, standards=[own]), TZ, EXCEPTION).standing is SHORT
    above = standard | {"level": "国际标准"}  # not listed, and above those that are
    assert judge(tz_exception("", ["越级-5"], **none, standards=[above]), TZ, EXCEPTION).standing is HUMAN


def test_el4_9_the_named_kind_is_the_only_one_judged():
    chosen = tz_exception("2022-12-31", THREE)
    application = chosen.application.model_copy(update={"option": "越级申报"})
    person = chosen.model_copy(update={"application": application})
    assert judge(chosen, TZ, EXCEPTION).standing is HOLDS
    assert judge(person, TZ, EXCEPTION).standing is SHORT


def test_el4_10_the_review_asks_one_of_four_and_one_of_seven():
    (box,) = (f for f in findings(tz("2021-12-31"), TZ) if "评审条件" in f.message)
    assert "专业技术水平4项中须满足1项，按资料已符合0项" in box.message
    (box,) = (f for f in findings(tz("2021-12-31", awards=[CITY_AWARD]), TZ) if "评审条件" in f.message)
    assert "专业成果7项中须满足1项，按资料已符合1项" in box.message


def test_004_article_11_2_not_one_of_seven_results_is_told():
    (told,) = (f for f in findings(tz("2021-12-31"), TZ) if f.code == "review-unsupported")
    assert told.message == "“专业成果”7项中须具备1项，所填资料一项也没有"
    assert told.severity == "warning"
    assert "成果-6、成果-7" in told.hint
    shown = tz("2021-12-31", patents=[PATENT])
    assert not [f for f in findings(shown, TZ) if f.code == "review-unsupported"]


@pytest.mark.parametrize(("date", "told"), [("2022-12-31", True), ("2023-01-01", False)])
def test_004_article_11_2_counts_results_since_the_title_though_four_years_may_be_put_forward(date, told):
    """“任现职期间，应至少具备下列条件中的1项”; “担任助理工程师职务后或近4年” is of 业绩库 (二（二）2)."""
    person = tz("2023-01-01", patents=[PATENT | {"date": date}])
    assert bool([f for f in findings(person, TZ) if f.code == "review-unsupported"]) is told


def test_004_article_11_2_2_two_projects_of_the_firm_need_not_be_research_projects():
    """“参与县（市、区）级以上科研项目1项及以上，或企业级项目2项及以上全过程研究的经历”."""
    done = {"start": "2023-01", "end": "2024-06", "role": "骨干", "content": "设计", "level": "企业级"}

    def told(number: int, kind: str) -> bool:
        works = [done | {"title": f"项目{n}", "kind": kind} for n in range(number)]
        return "review-unsupported" in {f.code for f in findings(tz("2021-12-31", projects=works), TZ)}

    assert [told(1, "工程技术项目"), told(2, "工程技术项目"), told(2, "科研项目")] == [True, False, False]


def test_el4_11_el4_13_certificates_open_a_way_for_the_clerk_to_judge():
    def holds(name: str) -> Standing:
        held = {"title": name, "issuer": "虚构中心", "date": "2022"}
        return judge(applicant(certificates=[held]), TZ, NORMAL).standing

    assert holds("注册电气工程师") is HUMAN  # EL4-11
    assert holds("浙江省海外高层次人才居住证") is HUMAN  # EL4-13
    assert holds("内审员证书") is SHORT


def test_el4_12_an_appointment_that_ended_counts_to_its_end():
    def ended(until: str | None) -> Any:
        titles = [title("2015-01-01", "2020-01-01", appointed_to=until)]
        return judge(applicant(titles=titles), HZ, NORMAL, "机关")

    assert ended(None).standing is HOLDS
    assert ended("2023-12-31").standing is HOLDS  # four years to the day
    short = ended("2023-12-30")
    assert short.standing is SHORT
    assert short.due is None  # time alone will not meet it


# --- dates that are not exact ---------------------------------------------------------------------


def cut(plan: Plan, day: str) -> Plan:
    """The plan with its years counted to another day."""
    dates = plan.dates.model_validate({"tenure_cutoff": day, "work_years_cutoff": day})
    return plan.model_copy(update={"dates": dates})


@pytest.mark.parametrize(
    ("appointed", "standing"),
    [
        ("2020-06-16", HOLDS),
        ("2020-06-17", SHORT),
        ("2020.06", UNKNOWN),  # the month alone leaves it open
        ("2020.05", HOLDS),
        ("2020.07", SHORT),
        ("2020", UNKNOWN),
        ("2019", HOLDS),
    ],
)
def test_a_month_matters_only_where_it_decides(appointed, standing):
    assert judge(hz(appointed), cut(HZ, "2024-06-15"), NORMAL).standing is standing


def test_an_undecided_month_is_a_warning_that_says_what_to_fill_in():
    finding = the("eligibility-unknown", hz("2020.06"), cut(HZ, "2024-06-15"))
    assert "聘任助理工程师满3年11个月至4年，须满4年" in finding.message
    assert "须写明到日" in finding.message


@pytest.mark.parametrize(
    ("qualified", "field_since", "doubt"),
    [
        ("2022.01", "2015-07-01", "资格取得时间须写明到日"),
        ("2015-01-01", "2022.01", "工作经历须写全，并写明起止日期、单位类型、是否从事申报专业"),
    ],
)
def test_what_is_to_be_filled_in_is_the_date_that_leaves_it_open(qualified, field_since, doubt):
    person = applicant(started=field_since, titles=[title(qualified)])
    assert the("eligibility-unknown", person, TZ).message.endswith(f"截至2025年12月31日：{doubt}")


def test_004_article_13_check_and_score_count_full_years_alike():
    title_of_the_first = tz("2022-01-01")
    held = judge(title_of_the_first, TZ, NORMAL)
    assert held.standing is HOLDS
    assert "满4年（须满4年；首日、末日通知没有写明，都计入（本系统推定））" in held.text
    assert judge(tz("2022-01-02"), TZ, NORMAL).standing is SHORT
    for day, years in (("2022-01-01", 4), ("2022-01-02", 3)):
        (stretch,) = Times.of([(PartialDate.parse(day), None)], date(2025, 12, 31)).low
        assert service_years([(stretch[0], date(2025, 12, 31))]) == years


def test_months_are_counted_in_months_where_days_are_not_known():
    text = judge(applicant(titles=[title("2017", "2021.06")]), HZ, NORMAL).text
    assert "满3年6个月，须满4年，差6个月" in text


def test_a_leap_day_falls_on_the_28th():
    plan = cut(HZ, "2026-02-28")
    held = judge(hz("2020-02-29", education=[degree(end="2025-06")]), cut(HZ, "2025-02-28"), NORMAL)
    assert held.standing is HOLDS
    short = judge(hz("2022-03-02", education=[degree(end="2025-06")]), plan, NORMAL)
    assert "差1天" in short.text
    decides = judge(hz("2020-02-29"), cut(HZ, "2024-02-27"), NORMAL)
    assert decides.standing is SHORT  # 2024 has its own 29th
    postgraduate = [degree("硕士研究生")]
    master = judge(hz("2024-02-29", education=postgraduate), cut(HZ, "2026-02-27"), NORMAL)
    assert master.standing is HOLDS
    assert "2月29日起算、按2月28日届满" in master.text


def test_stretches_of_work_add_up_and_neighbouring_months_are_continuous():
    def two(first_end: str, second_start: str) -> Any:
        posts = [
            title("2015", "2016.01", appointed_to=first_end),
            title("2015", second_start, unit=FIRM),
        ]
        return judge(applicant(titles=posts), cut(HZ, "2020-01-31"), NORMAL)

    assert two("2017.12", "2018.01").standing is HOLDS
    apart = two("2017.12", "2018.03")
    assert apart.standing is SHORT
    assert "累计满3年" in apart.text


def test_what_is_not_filled_in_is_never_guessed():
    finding = the("eligibility-unknown", applicant(titles=[title("2015-01-01")], started="2023"), HZ)
    assert "无法判断是否符合“正常申报”：未填写助理工程师的聘任时间" in finding.message
    # Nobody is appointed before the title: here even that would be too short.
    assert judge(applicant(titles=[title("2022-01-01")]), HZ, NORMAL).standing is SHORT
    gap = [
        {"start": "2010-01-01", "end": "2018-12-31", "unit": "虚构甲公司", "work": "设计"},
        {"start": "2023-06-01", "unit": FIRM, "work": "设计"},
    ]
    master = applicant(started="2010-01-01", work=gap[1:], education=[degree("硕士研究生")])
    assert judge(master, TZ, NORMAL).standing is UNKNOWN  # the history does not show 2010—2023
    assert (
        judge(
            applicant(started="2010-01-01", work=gap, education=[degree("硕士研究生")]), TZ, NORMAL
        ).standing
        is HOLDS
    )


def test_an_unregistered_unit_is_never_a_crash():
    for plan_id in plan_ids():
        plan = load_plan(plan_id)
        for method in plan.methods:
            list(check_eligibility(applicant(method.label), None, plan))


# --- findings ------------------------------------------------------------------------------------


def test_the_branch_that_holds_is_named():
    finding = the("eligibility-met", hz("2020-10-15"), HZ)
    assert finding.message == "符合“正常申报”：本科，聘任助理工程师满4年2个月（须满4年）"
    assert finding.basis.endswith("附件1二（一）2")


def test_what_is_short_says_when_and_which_other_way_is_open():
    skill = [{"title": "光学零件工", "level": "技师", "date": "2018-01-01"}]
    finding = the("eligibility-unmet", hz("2021-06-01", started="2021-07-01", skills=skill), HZ)
    assert finding.message.startswith("不符合“正常申报”：本科，聘任助理工程师满3年7个月，须满4年，差5个月")
    assert finding.severity == "error"
    assert "2025年5月31日起满足" in finding.hint
    assert "可改用“技能人才申报”" in finding.hint
    assert "“破格申报”只差条件：4项中须满足2项，按资料已符合0项" in finding.hint
    assert "转" not in finding.hint  # no middle title: that way is shut


def with_score(least: float = 70):
    """The Hangzhou plan, its exception asking for a score besides."""
    tree = HZ.eligibility.methods["exception"]
    more = tree.model_validate(
        {"all": [*tree.model_dump(by_alias=True, exclude_unset=True)["all"], {"score_at_least": least}]}
    )
    methods = {**HZ.eligibility.methods, "exception": more}
    return HZ.model_copy(update={"eligibility": HZ.eligibility.model_copy(update={"methods": methods})})


def test_another_way_names_all_that_it_still_takes():
    hint = the("eligibility-unmet", hz("2021-05-31"), with_score()).hint
    assert "只差" not in hint
    assert "“破格申报”还须：4项中须满足2项，按资料已符合0项；自评分（未填）须70分以上" in hint


def test_a_branch_that_is_called_as_its_method_is_named_once():
    tree = HZ.eligibility.methods["exception"].parts[1]
    methods = {**HZ.eligibility.methods, "exception": AnyOf.model_validate({"any": [tree]})}
    alone = HZ.model_copy(update={"eligibility": HZ.eligibility.model_copy(update={"methods": methods})})
    person = hz("2021-05-31", method="破格申报")
    assert the("eligibility-unmet", person, alone).message.startswith("不符合“破格申报”：")


def test_a_condition_number_must_be_one_of_the_plans():
    person = tz_exception("2022-12-31", ["一般-1", "一般-9"])
    finding = the("reason-condition-unknown", person, TZ)
    assert finding.path == ("application", "reasons", 1, "condition")
    assert finding.hint.startswith("是否想写“一般-")


def test_a_reason_is_known_by_its_clause_too():
    reasons = [{"clause": f"第九条（一）{n}", "fact": "见佐证"} for n in (1, 2, 3)]
    facts = {"patents": [PATENT], "honours": [HONOUR], "projects": [PROJECT]}
    named = tz("2022-12-31", method="破格申报", application={"reasons": reasons}, **facts)
    assert judge(named, TZ, EXCEPTION).standing is HOLDS
    vague = [*reasons[:2], {"clause": "其他", "fact": "见佐证"}]
    person = tz("2022-12-31", method="破格申报", application={"reasons": vague}, **facts)
    assert judge(person, TZ, EXCEPTION).standing is UNKNOWN
    assert "可填：一般-1" in the("reason-condition-missing", person, TZ).hint


EXTERNAL = [plan_id for plan_id in plan_ids() if load_plan(plan_id).eligibility.external is not None]


@pytest.mark.parametrize("plan_id", EXTERNAL)
def test_external_rules_only_give_boxes_to_tick(plan_id):
    plan = load_plan(plan_id)
    found = [f for method in plan.methods for f in findings(applicant(method.label), plan)]
    assert {f.code for f in found} == {"eligibility-manual"}
    assert all(f.severity == "info" and f.message.startswith("□ ") for f in found)


def test_the_other_title_of_a_plan_has_its_conditions_elsewhere():
    (box,) = findings(applicant(application={"target": "助理工程师"}), TZ)
    assert "中（初）级专业技术资格评审条件" in box.message
    plain, behind = (findings(applicant(application={"target": t}), TZ) for t in ("工程师", "工程师（光学）"))
    assert plain == behind, "a speciality behind the title makes no other title"


# --- the plan files ------------------------------------------------------------------------------


@pytest.mark.parametrize("plan_id", plan_ids())
def test_every_branch_names_its_source(plan_id):
    plan = load_plan(plan_id)
    institution = Institution.model_validate({"name": FIRM, "kind": "企业"})
    judged = list(judged_methods(applicant(), institution, plan))
    assert judged
    assert all(result.src for _, result in judged)


def test_a_condition_is_read_strictly():
    with pytest.raises(ValueError, match="条件须恰有一个谓词"):
        Eligibility.model_validate({"methods": {"normal": {"degree_at_least": "本科", "manual": "甲"}}})
    with pytest.raises(ValueError, match="min"):
        Eligibility.model_validate({"methods": {"normal": {"years_at_work": {}}}})


def test_a_plan_file_with_faulty_conditions_is_told_so(tmp_path):
    plan = load_plan("hz-mfg-mid-2024")
    data = plan.model_dump(mode="json", by_alias=True)
    tree = data["eligibility"]["methods"].pop("skilled")
    data["eligibility"]["methods"]["nobody"] = tree
    data["eligibility"]["required_degree"] = None
    conditions = data["eligibility"]["methods"]["exception"]["all"][1]["n_of"]
    conditions["count"], conditions["of"][1]["id"] = 5, "破格-1"
    path = tmp_path / f"{plan.id}.yaml"
    import yaml

    path.write_text(yaml.safe_dump(data, allow_unicode=True))
    faults = [f.split(": ", 1)[1] for f in check_plan_file(path, load_forms()) if ": eligibility" in f]
    exception = "eligibility.methods.exception.all"
    assert set(faults) == {
        "eligibility.methods.nobody: 没有申报方式“nobody”",
        "eligibility.methods: 缺少“skilled”的条件",
        f"{exception}[2].n_of.of.破格-1: 条件编号“破格-1”重复",
        f"{exception}[1].any[1].all[1]: 用到“规定学历”，但没有写required_degree",
        f"{exception}[1].any[2].all[1]: 用到“规定学历”，但没有写required_degree",
        f"{exception}[2].n_of: 5项多于所列的4项",
    }
    assert parse_plan(path.read_text(), path.name).eligibility.required_degree is None


def test_the_day_before_and_the_anniversary():
    from zcforms.checks.eligibility.times import anniversary, lack

    assert anniversary(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert anniversary(date(2020, 2, 29), 5) == date(2025, 2, 28)
    assert lack(date(2024, 12, 31), date(2025, 1, 1), exact=True) == "1天"
    assert lack(date(2024, 12, 31), date(2025, 12, 31), exact=True) == "1年"
    assert lack(date(2024, 12, 31), date(2026, 1, 1), exact=True) == "1年1天"


def test_the_boxes_of_chosen_conditions_carry_their_clause():
    person = hz_exception("2021-12-31", ["破格-1", "破格-4"], honours=[COUNTY_HONOUR | {"title": "最美青年"}])
    boxes = [f.message for f in findings(person, HZ) if f.code == "eligibility-manual"]
    assert "□ 附件1二（四）4：《最美青年》属劳动模范、先进工作者、优秀科技工作者等同等称号" in boxes
    pending = the("eligibility-pending", person, HZ)
    assert "已选破格条件2项，破格申报须满足2项；另有1项由审核人认定" in pending.message


def test_a_way_that_is_a_box_alone_counts_it_once():
    conditions = HZ.eligibility.model_dump(by_alias=True)
    conditions["methods"]["normal"] = {"manual": "符合考核认定条件"}
    plan = HZ.model_copy(update={"eligibility": Eligibility.model_validate(conditions)})
    (told,) = (f for f in findings(hz("2021-12-31"), plan) if f.code == "eligibility-pending")
    assert told.message.endswith("：有1项由审核人认定")


def test_years_with_a_break_add_up_to_full_years_whatever_leap_days_lie_between():
    stretches = [
        (PartialDate(2005, 7), PartialDate(2010, 6)),
        (PartialDate(2012, 7), PartialDate(2022, 6)),
    ]
    run = Times.of(stretches, date(2024, 12, 31)).longest
    assert run is not None
    assert run.broken and run.reaches(15) and not run.reaches(16)
    shorter = [stretches[0], (PartialDate(2012, 7), PartialDate(2022, 6, 29))]
    run = Times.of(shorter, date(2024, 12, 31)).longest
    assert run is not None
    assert not run.reaches(15)


@pytest.mark.parametrize(
    ("qualified", "standing"),
    [("2020-12-31", HOLDS), ("2021-01-01", HOLDS), ("2021-01-02", SHORT), ("2021.01", UNKNOWN)],
)
def test_el3_a_post_held_before_the_title_is_none_of_its_years(qualified, standing):
    """取得助理工程师资格后，实际聘任助理工程师职务满4年 (附件1二（一）2)."""
    found = judge(applicant(titles=[title(qualified, "2019-01-01")]), HZ, NORMAL)
    assert found.standing is standing
    if standing is SHORT:
        assert "取得助理工程师资格后聘任满3年11个月，须满4年，差1天" in found.text
    if standing is UNKNOWN:
        assert "资格取得时间须写明到日" in found.text


@pytest.mark.parametrize(("appointed", "short"), [("2025-01-01", False), ("2025-01-02", True)])
@pytest.mark.parametrize("option", ["一般破格", "业绩特别突出破格"])
def test_004_8_a_year_after_the_transfer_by_an_exception_too(option, appointed, short):
    """第八条: 转评后聘任满1年，方可申报高一级; 第九条 lifts 单破 and the years of 第七条 alone."""
    titles = [title("2023-01-01", "2023-01-01", "助理经济师"), title("2024-06-01", appointed)]
    facts = {"patents": [PATENT, PATENT], "honours": [HONOUR], "projects": [PROJECT]}
    by = {"method": "破格申报", "application": {"option": option, "reasons": []}}
    found = judge(applicant(started="2016-01-01", titles=titles, **by, **facts), TZ, EXCEPTION)
    assert (found.standing is SHORT) is short
    assert ("转评后聘任助理工程师满11个月，须满1年，差1天" in found.text) is short
    assert found.src.endswith(
        "第八条" if short else "第九条（一）" if option == "一般破格" else "第九条（二）"
    )


@pytest.mark.parametrize(
    "major",
    ["光学技术", "机械", "电子工程", "光学光电（镀膜）", None, "土木工程", "光电信息", "工程（土木）"],
)
def test_004_8_a_title_of_another_field_must_be_transferred_first(major):
    """第八条 “须转评……转评后聘任光学光电专业技术职务满1年，方可申报高一级专业技术资格”."""
    found = judge(tz("", titles=[title("2016-01-01", "2016-01-01", major=major)]), TZ, NORMAL)
    boxes = [leaf.text for leaf in found.leaves(HUMAN)]
    if major in ("土木工程", "光电信息", "工程（土木）"):  # whether 光电信息 is one no name can tell
        told = f"助理工程师（{major}）是光学光电或相近专业的；是其他专业的须先转评，转评后聘任满1年方可申报"
        assert (found.standing, boxes) == (HUMAN, [told])
    else:
        assert found.standing is HOLDS


def test_004_8_two_appointments_to_one_title_are_no_transfer():
    """续聘: the certificate is of one day; that one entry lacks the 资格专业 makes it no other title."""
    first = title("2016-01-01", "2016-01-01", appointed_to="2024-12-31", major="光学技术")
    found = judge(tz("", titles=[first, title("2016-01-01", "2025-04-01")]), TZ, NORMAL)
    assert found.standing is HOLDS


@pytest.mark.parametrize(
    ("second", "standing"), [("2022-07-01", HOLDS), ("2022-07-02", UNKNOWN), (None, UNKNOWN)]
)
def test_el3_years_after_a_skill_are_of_work(second, standing):
    """获得技师……后从事技术技能工作满3年 (附件1二（二）2（1）): a hole may be out of work."""
    posts = [{"start": "2016-07-01", "end": "2022-06-30", "unit": FIRM, "work": "装配"}]
    posts += [{"start": second, "unit": FIRM, "work": "装配"}] if second else []
    skill = {"title": "钳工", "level": "技师", "date": "2022-01-01"}
    found = judge(applicant("技能人才申报", "2016-07-01", titles=[], skills=[skill], work=posts), HZ, SKILLED)
    assert found.standing is standing
    if standing is UNKNOWN:
        assert "工作经历须写全" in found.text


@pytest.mark.parametrize(
    ("certificate", "standing"),
    [("注册安全工程师", HUMAN), ("一级建造师", HUMAN), ("一级造价工程师", HUMAN), ("计算机等级证书", SHORT)],
)
def test_003_1_2_a_certificate_that_is_registered_need_not_be_called_so(certificate, standing):
    """附件1二 “已取得所从事专业国家注册类资格证书的除外”; a person judges whether it is of the field."""
    held = [{"title": certificate, "issuer": "虚构部", "date": "2020.06"}]
    other = [degree(match="不一致")]
    found = judge(hz("2020-01-01", education=other, certificates=held, started="2022-07-01"), HZ, NORMAL)
    assert found.standing is standing


@pytest.mark.parametrize("plan", [HZ, TZ])
def test_of_two_diplomas_that_count_the_higher_is_named(plan):
    """杭州2024 附件1二: “可按其最高学历（学位）认定”."""
    studies = [degree("专科", "2008-06-30"), degree("本科", "2020-06-30", mode="非全日制")]
    person = applicant(started="2010-07-01", education=studies, titles=[title("2015-01-01", "2015-01-01")])
    assert judge(person, plan, NORMAL).text.startswith("本科，")


@pytest.mark.parametrize(("first", "standing"), [("2016-01-01", HUMAN), ("2018-06-01", SHORT)])
def test_004_8_what_lies_between_two_titles_of_a_level_is_for_the_reviewer(first, standing):
    """“转评前后担任同一级专业技术职务年限可累计相加”: is it 任现职以来 what a 助理工程师 did before 转评?"""
    titles = [title(first, first, major="电气"), title("2020-01-01", "2020-01-01", major="光学技术")]
    person = applicant(
        method="破格申报",
        application={
            "reasons": [{"clause": n, "condition": n, "fact": "见佐证"} for n in ("破格-1", "破格-4")]
        },
        titles=titles,
        awards=[CITY_AWARD | {"date": "2018-03-01"}],
        honours=[COUNTY_HONOUR],
    )
    assert judge(person, HZ, EXCEPTION).standing is standing


HZ_TITLE = [title("2018-12-31", "2019-01-01")]


@pytest.mark.parametrize(
    ("number", "works", "said"),
    [
        (
            "破格-1",
            {"awards": [("科学技术进步奖", "三等奖", "萧山区人民政府", "县区级")]},
            "（《甲》是三等奖，须二等奖以上）",
        ),
        (
            "破格-1",
            {"awards": [("优秀奖", "一等奖", "某集团", "企业级")]},
            "（《甲》是企业级，须区、县（市）政府或杭州市级主管部门颁发）",
        ),
        ("破格-3", {"papers": [("论文", "市厅级", "1/3", None)]}, "（《甲》不是独著）"),
        ("破格-3", {"papers": [("论文", "县区级", "独著", None)]}, "（《甲》是县区级，须市厅级以上）"),
        ("破格-3", {"papers": [("著作", None, "2/3", "2.99")]}, "（《甲》本人撰写2.99万字，须3万字）"),
    ],
)
def test_what_does_not_do_says_why(number, works, said):
    """杭州2024 附件1二（四）: that none of the works will do is no help without what they lack."""
    (name, given), *_ = works.items()
    keys = ("award", "grade", "issuer", "level") if name == "awards" else ("kind", "level", "rank", "words")
    rest = {"title": "甲", "date": "2023-05-01"} | ({} if name == "awards" else {"publication": "学报"})
    entries = [{**rest, **dict(zip(keys, values, strict=True))} for values in given]
    reasons = [{"clause": "见编号", "condition": number, "fact": "见佐证"}]
    person = applicant("破格申报", titles=HZ_TITLE, application={"reasons": reasons}, **{name: entries})
    assert said in judge(person, HZ, EXCEPTION).text
