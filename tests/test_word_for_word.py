"""What the circulars say word for word: each test is named after a circular and its clause.

000 is 浙安协〔2025〕20号, 001 浙经信人事〔2020〕84号, 002 the requirements of 矿山工程/爆破行业 2021, 003
杭州市 2024, 004 台州光电产业创新中心 2025.
"""

from datetime import date

import pytest
from conftest import TODAY, person, silent
from rules import (
    ANFANG,
    BAOPO,
    ERROR,
    HANGZHOU,
    INFO,
    JIAOJIANG,
    JXT,
    WARNING,
    applicant,
    by_code,
    institution,
    plan,
)

from zcforms.batch import open_job
from zcforms.batch.everybody import check_job
from zcforms.checks import needs_defence
from zcforms.checks.assessments import check_assessments
from zcforms.checks.credentials import check_credentials
from zcforms.checks.dates import check_dates
from zcforms.checks.defence import check_defence
from zcforms.checks.discipline import check_discipline
from zcforms.checks.education import check_education
from zcforms.checks.eligibility import check_eligibility
from zcforms.checks.eligibility.case import Case
from zcforms.checks.eligibility.judge import judge
from zcforms.checks.eligibility.result import Standing
from zcforms.checks.evidence import check_evidence
from zcforms.checks.experts import check_experts
from zcforms.checks.institution import check_institution, check_office
from zcforms.checks.numbers import check_numbers
from zcforms.checks.person import check_person
from zcforms.checks.photo import check_photo
from zcforms.checks.proofs import check_proofs
from zcforms.checks.publicity import check_publicity
from zcforms.checks.reception import check_reception
from zcforms.checks.schedule import check_schedule
from zcforms.checks.scoring import check_scoring
from zcforms.checks.texts import check_texts
from zcforms.chinese.dates import PartialDate
from zcforms.chinese.workdays import official_calendar
from zcforms.facts import Person
from zcforms.facts.office import roster_row
from zcforms.forms import load_forms
from zcforms.ground.findings import Ground
from zcforms.ground.photo import PhotoFacts
from zcforms.model import Office
from zcforms.plans import load_plan

FORMS = load_forms()
CALENDAR = official_calendar()
ALL = (ANFANG, JXT, BAOPO, HANGZHOU, JIAOJIANG)

# --- 面试答辩 -------------------------------------------------------------------------------------


def test_000_4_2_and_8_2_2_whoever_scores_themselves_attends_the_defence():
    """四（二）“未达到规定的……学历资历条件，但……自评分达到80分以上”，八（二）2“不具备规定的学历或资历”."""
    scorer = applicant(application={"method": "自评分申报", "score": 85})
    reasons = list(needs_defence(scorer, institution(), load_plan(ANFANG)))
    assert reasons == ["不具备规定的学历或资历"]
    row = roster_row(Person("lin", 1, scorer, institution(), defence=tuple(reasons)), load_plan(ANFANG))
    assert (row.defence, row.defence_reason) == (True, "不具备规定的学历或资历")
    assert list(needs_defence(applicant(), institution(), load_plan(ANFANG))) == []


def test_000_8_2_4_until_when_the_two_years_run_is_an_inference():
    late = {"end": "2024.06", "school": "甲", "major": "乙", "level": "本科"}
    (found,) = check_defence(applicant(education=[late]), institution(), load_plan(ANFANG))
    assert found.code == "defence-by-degree"
    assert found.message == (
        "需参加面试答辩：后学历取得时间2024年6月，不满2年；通知没有说后学历的年限算到哪天（本系统推定）"
    )


# --- 年度考核 -------------------------------------------------------------------------------------


def assessed(plan_id, years, level="合格", **changes):
    given = [{"year": y, "level": level, "evidence": [f"E-{y}"]} for y in years]
    return by_code(check_assessments(applicant(assessments=given, **changes), load_plan(plan_id)))


DOCTOR = [{"end": "2018.06", "school": "虚构大学", "major": "采矿工程", "level": "博士研究生"}]
LATE_TITLE = [{"name": "工程师", "level": "中级", "qualified_on": "2020.07", "approved_by": "虚构市人社局"}]


def test_002_2_9_a_doctor_of_less_than_four_years_brings_all_years_since_work_began():
    """“已获博士学位……因工作年限不满四年的，需提供参加工作以来的年度考核材料”."""
    young = {"work_started": "2018.07", "education": DOCTOR, "titles": LATE_TITLE}
    found = assessed(BAOPO, [2020], **young)["assessment-missing"]
    assert (found.message, found.severity) == ("缺2018、2019年度考核结果", ERROR)
    assert "需提供参加工作以来的年度考核材料" in found.hint
    assert "assessment-missing" not in assessed(BAOPO, [2018, 2019, 2020], **young)
    assert "assessment-missing" not in assessed(BAOPO, [], **{**young, "work_started": "2017-12-31"})
    master = [{**DOCTOR[0], "level": "硕士研究生"}]
    assert "assessment-missing" not in assessed(BAOPO, [], **{**young, "education": master})


@pytest.mark.parametrize("level", ["不合格", "不称职"])
def test_001_annex_2_9_a_year_that_failed_is_only_reminded_of(level):
    """“至少近三年来年度考核材料”: no level is stated."""
    found = assessed(JXT, [2017, 2018, 2019], level)["assessment-level"]
    assert found.severity is WARNING
    assert found.message.endswith("未达到合格（称职）以上；通知没有写考核等次（本系统推定）")


def test_000_7_5_an_assessment_without_achievements_is_none():
    """“杜绝以奖状替代、单句评语、无业绩阐述和近3年合并考核”."""
    one = [{"year": y, "level": "合格", "evidence": [f"E-{y}"]} for y in (2022, 2023)]
    bare = {"year": 2024, "level": "合格", "kind": "无业绩阐述", "evidence": ["E-2024"]}
    found = by_code(check_assessments(applicant(assessments=[*one, bare]), load_plan(ANFANG)))
    assert found["assessment-document"].message == "2024年度考核材料是“无业绩阐述”，不能作为年度考核材料"
    assert found["assessment-document"].severity is ERROR


# --- evidence (佐证) ----------------------------------------------------------------------------


def item(category, number="E-1", title=None):
    shown = {"id": number, "category": category, "title": title or category}
    return {**shown, "parts": [{"file": "a.pdf", "name": category}]}


def proved(plan_id, *items, **changes):
    a = applicant(evidence=list(items), **changes)
    plan = load_plan(plan_id)
    return by_code(
        [
            *check_evidence(a, institution(), plan),
            *check_credentials(a, institution(), plan, date(plan.year, 9, 15)),
        ]
    )


@pytest.mark.parametrize(
    ("plan_id", "category"),
    [
        (ANFANG, "劳动合同"),
        (JXT, "劳动合同"),
        (BAOPO, "劳动合同"),
        (HANGZHOU, "劳动合同"),
        (JIAOJIANG, "劳动合同"),
        (BAOPO, "学历认证材料"),
        (BAOPO, "备案表"),
        (BAOPO, "教育部学历证书电子注册备案表"),
        (BAOPO, "省外社保证明"),
    ],
)
def test_000_7_4_and_002_2_4_what_is_only_uploaded_needs_no_citation(plan_id, category):
    """七（四）“基本养老保险历年参保证明或劳动合同”；（二）4《教育部学历证书电子注册备案表》.

    A contract proves no achievement, whether the circular asks for it (000, 003) or not.
    """
    assert not {"evidence-uncited", "evidence-category"} & set(proved(plan_id, item(category)))


@pytest.mark.parametrize("appointed", ["2025-06-01", None])
def test_000_annex_2_2_4_1_the_letter_of_appointment_has_no_number_of_years(appointed):
    """附件2二4（1）“专业技术职务聘任情况（即单位聘书）及其有效佐证”."""
    held = {"name": "工程师", "level": "中级", "qualified_on": "2019.12", "approved_by": "甲"}
    found = proved(ANFANG, item("任职资格证书"), titles=[{**held, "appointed_from": appointed}])
    assert not {code for code in found if code.startswith("appointment")}
    assert found["need-missing"].message == "“正常申报”须提交聘书，佐证材料中没有"
    assert "need-missing" not in proved(ANFANG, item("任职资格证书"), item("聘任证书", "E-2"))


PROJECT = [{"title": "乙", "start": "2016.03", "end": "2019.03", "role": "负责人", "content": "设计"}]


@pytest.mark.parametrize(
    ("plan_id", "words"),
    [
        (ANFANG, "，无证明材料的不予评分"),
        (JXT, "；通知没有说每项业绩都要佐证（本系统推定）"),
        (BAOPO, "，无证明材料的不计分"),
        (HANGZHOU, "；通知没有说每项业绩都要佐证（本系统推定）"),
        (JIAOJIANG, "，需提供真实有效的佐证材料"),
    ],
)
def test_000_7_2_002_4_004_rule_12_what_becomes_of_a_bare_achievement(plan_id, words):
    found = proved(plan_id, projects=PROJECT)["achievement-unproved"]
    assert (found.message, found.severity) == (f"《乙》没有佐证材料{words}", WARNING)


@pytest.mark.parametrize("plan_id", ALL)
def test_001_annex_2_4_003_004_annex_2_2_4_what_several_did_is_a_project_not_an_award(plan_id):
    """003、004 附件2二4“业绩材料……集体项目须提供本人系主要贡献者依据”: of awards nothing is said.

    001 附件2第4项 says it right behind 荣誉证书及获奖证书, so that awards may be meant.
    """
    shared = {"rank": "2/5", "evidence": ["E-1"]}
    award = {"title": "丁", "award": "科技进步奖", "issuer": "甲", "date": "2018.05", **shared}
    a = applicant(projects=[{**PROJECT[0], **shared}], awards=[award], evidence=[item("获奖证书")])
    found = by_code(check_proofs(a, load_plan(plan_id)))
    asked = {code: found[code].ground for code in found if code.startswith("contribution")}
    of_projects = {"contribution-missing": Ground.STATED} if plan_id in (JXT, HANGZHOU, JIAOJIANG) else {}
    of_awards = {"contribution-award-missing": Ground.INFERRED} if plan_id == JXT else {}
    assert asked == of_projects | of_awards
    if of_projects:
        assert found["contribution-missing"].message == "集体项目《乙》未附本人系主要贡献者依据"
    if of_awards:
        told = found["contribution-award-missing"]
        assert (told.severity, told.message) == (
            WARNING,
            "集体奖项《丁》未附本人系主要贡献者依据；"
            "通知写在获奖证书之后的是集体项目，没有说集体奖项（本系统推定）",
        )


def test_002_4_evidence_of_work_answers_to_the_summary_form():
    """（四）“工作业绩证明材料与综合表上填写要相对应”."""
    found = proved(BAOPO, item("工作业绩证明"))
    assert found["evidence-unmatched"].severity is WARNING
    assert "evidence-uncited" not in found
    cited = [{**PROJECT[0], "evidence": ["E-1"]}]
    assert "evidence-unmatched" not in proved(BAOPO, item("工作业绩证明"), projects=cited)
    assert "evidence-unmatched" not in proved(JXT, item("工作业绩证明"))


# --- ways of applying (申报方式) -----------------------------------------------------------------


def applied(plan_id, unit=None, **changes):
    return by_code(check_person(applicant(**changes), unit or institution(), load_plan(plan_id), FORMS))


@pytest.mark.parametrize("plan_id", ALL)
def test_002_2_11_and_004_annex_2_2_5_3_only_these_ask_a_statement_of_the_unit(plan_id):
    """002 （二）11、004 附件2二5（3）“非在编人员需提供单位说明”; 000 and 001 ask nothing of them."""
    hint = applied(plan_id, institution(kind="事业单位"))["staffing-missing"].hint
    assert ("单位说明" in hint) is (plan_id in (BAOPO, JIAOJIANG))
    assert "单位出具说明" not in hint


@pytest.mark.parametrize(("level", "fits"), [("中级", False), ("副高级", True), ("正高级", True)])
def test_002_3_5_a_transfer_takes_the_title_of_senior_engineer(level, fits):
    """（三）5“具有相关专业高级工程师职务任职资格……选择转（兼）评申报”."""
    held = {"name": "某工程师", "level": level, "qualified_on": "2014.12", "approved_by": "甲"}
    found = applied(BAOPO, titles=[held], application={"method": "转（兼）评申报"})
    assert ("method-title" not in found) is fits
    if not fits:
        assert found["method-title"].severity is ERROR
        assert found["method-title"].message == (
            "“转（兼）评申报”须具有相关专业高级工程师职务任职资格，填报的资格：某工程师"
        )
    assert "method-title" not in applied(BAOPO, titles=[held])


@pytest.mark.parametrize(
    ("plan_id", "method", "asked"),
    [
        (ANFANG, "正常申报", True),
        (ANFANG, "转（兼）评", True),
        (ANFANG, "技能人才申报", False),
        (ANFANG, "自评分申报", False),
        (ANFANG, "标志性业绩直接申报", False),
        (JXT, "正常申报", True),
        (BAOPO, "自评分申报", True),
        (BAOPO, "标志性业绩直接申报", False),
        (HANGZHOU, "技能人才申报", False),
        (HANGZHOU, "正常申报", False),
        (JIAOJIANG, "正常申报", False),
    ],
)
def test_000_annex_2_2_4_1_a_title_is_missed_only_where_it_is_asked_for(plan_id, method, asked):
    """附件2二4（1）“选择正常申报、转（兼）评方式，须上传……职称证书”."""
    assert ("title-missing" in applied(plan_id, titles=[], application={"method": method})) is asked


def test_no_circular_asks_for_the_credit_code_of_a_unit():
    found = check_institution(institution(uscc=None), [], load_plan(HANGZHOU), ("institutions", 0))
    assert list(found) == []


PROVINCIAL = "浙江省安全技术防范行业高级工程师职务任职资格评审委员会（省本级单位受理点）"


def at_desk(desk, affiliation=None, plan_id=ANFANG):
    a = applicant(application={"desk": desk})
    return by_code(check_reception(a, institution(affiliation=affiliation), load_plan(plan_id)))


def test_000_6_1_2_and_annex_2_2_4_3_the_desk_of_the_province_is_for_its_own_units():
    """“（省本级单位受理点）仅针对省本级单位，非省本级单位的勿选”."""
    assert at_desk("西湖区职称申报受理点") == at_desk(PROVINCIAL, "省本级") == {}
    refused = at_desk(PROVINCIAL, "设区市")["desk-provincial"]
    assert refused.severity is ERROR
    assert refused.message.endswith("仅针对省本级单位；工作单位“虚构矿业有限公司”隶属设区市")
    box = at_desk(PROVINCIAL)["desk-provincial-unsaid"]
    assert (box.severity, box.message[:2]) == (INFO, "□ ")
    assert at_desk(None)["desk-unstated"].severity is INFO
    assert at_desk(None, plan_id=JXT) == {}


def test_001_2_2_who_fought_the_epidemic_has_preferences():
    """二（二）“按照……（人社厅发〔2020〕23号）享受相关政策优惠”."""
    found = by_code(check_schedule(load_plan(JXT), date(2020, 8, 1), CALENDAR))
    assert found["plan-note"].message.endswith("按照人社厅发〔2020〕23号享受相关政策优惠")
    assert found["plan-note"].basis.endswith("二（二）")


def test_003_annex_4_1_what_is_said_of_offices_of_the_city_is_told_by_its_clause():
    found = by_code(check_schedule(load_plan(HANGZHOU), date(2024, 8, 1), CALENDAR))
    assert found["plan-note"].basis == "杭州市2024年度制造业专业工程师资格评审通知附件4一"


def test_001_2_4_hours_are_registered_at_home_or_with_the_province():
    """二（四）“在当地学时登记平台登记；……在“浙江省工业和信息化领域专业技术人员继续教育学时登记管理系统”登记”."""

    def told(system):
        hours = [{"year": 2019, "total": 90, "major": 70, "industry_public": 20, "system": system}]
        found = check_education(applicant(continuing_education=hours), load_plan(JXT))
        return {code: f for code, f in by_code(found).items() if code.startswith("hours-system")}

    assert told("浙江省工业和信息化领域专业技术人员继续教育学时登记管理系统") == {}
    assert told("所在地市人社部门搭建的学时登记平台") == {}, "no name that a person could judge"
    local = told("嘉兴市学时平台")["hours-system-local"]
    assert local.severity is INFO
    assert local.message == "□ 2019年度登记系统“嘉兴市学时平台”是所在地市人社部门搭建的学时登记平台"


@pytest.mark.parametrize(("plan_id", "severity"), [(JXT, WARNING), (ANFANG, ERROR), (BAOPO, ERROR)])
def test_001_3_4_asks_nothing_of_the_photo(plan_id, severity):
    """001 三（四）“照片……等信息可在系统中自动提取”; 000 附件2二2 and 002 网上办法4 state the numbers."""
    found = list(check_photo(PhotoFacts("PNG", 20_000, 100, 300, light_background=True), load_plan(plan_id)))
    assert {f.code for f in found} == {"photo-format", "photo-bytes", "photo-pixels", "photo-aspect"}
    assert {f.severity for f in found} == {severity}
    assert all(("（本系统推定）" in f.message) is (plan_id == JXT) for f in found)


# --- scores (打分) -------------------------------------------------------------------------------


@pytest.mark.parametrize("plan_id", [ANFANG, BAOPO])
def test_000_annex_1_2_12_and_002_2_13_the_cells_of_a_row_are_called_as_the_circular_calls_them(plan_id):
    """“自评打分依据情况描述及注明佐证在申报系统中的目录位置”; “需注明系统佐证目录及得分符合情况描述”."""
    said = load_plan(plan_id)
    labels = {label.replace("\n", "") for label in said.form("scoring_table").options.values()}
    assert set(said.scoring.each_row_needs) == labels


def scored(plan_id, *rows, **application):
    return by_code(
        check_scoring(applicant(score_rows=list(rows), application=application), load_plan(plan_id))
    )


ROW = {"indicator": "论文", "score": 85, "basis": "甲", "evidence": ["E-1"]}
SELF_SCORED = {"method": "自评分申报", "score": 85}


def test_002_3_1_the_unit_rechecks_the_score():
    """（三）1“用人单位需对自评分进行复核”."""
    found = scored(BAOPO, ROW, **SELF_SCORED)["score-recheck-missing"]
    assert (found.severity, found.message) == (
        WARNING,
        "打分表没有填全单位复核分，用人单位需对自评分进行复核",
    )
    assert "score-recheck-missing" not in scored(BAOPO, {**ROW, "reviewed": 85}, **SELF_SCORED)
    assert "score-recheck-missing" not in scored(BAOPO, ROW)
    assert "score-recheck-missing" not in scored(ANFANG, ROW, **SELF_SCORED)


def test_004_table_of_scores_what_is_capped_is_one_line():
    """最高分值 of papers, patents and standards: one line a table."""
    rows = [
        {"id": row, "score": 20, "basis": "甲", "evidence": [f"{row}-{n}"]}
        for row in ("B1.1", "B2.1", "B3.1")
        for n in range(3)
    ]
    a = applicant(score_rows=rows, application={"speciality": "光学技术"})
    capped = [f for f in check_scoring(a, load_plan(JIAOJIANG)) if f.code == "score-capped"]
    assert len(capped) == 1
    assert capped[0].message.count("按") >= 3


# --- specialities (申报专业) ---------------------------------------------------------------------


def of_speciality(plan_id, speciality):
    a = applicant(application={"speciality": speciality}, field=speciality)
    found = check_person(a, institution(), load_plan(plan_id), FORMS)
    return {code: f for code, f in by_code(found).items() if code.startswith("speciality")}


def test_004_1_the_trades_of_optics_are_not_all_named():
    """004 一“光学技术、机械与设备技术、电子技术、软件算法、系统开发等光学光电行业”."""
    assert of_speciality(JIAOJIANG, "系统开发") == {}
    found = of_speciality(JIAOJIANG, "光电检测")
    assert set(found) == {"speciality-unlisted"}
    box = found["speciality-unlisted"]
    assert (box.severity, box.message) == (
        INFO,
        "□ 申报专业“光电检测”属于“光学技术、机械与设备技术、电子技术、软件算法、系统开发等光学光电行业”",
    )
    near = of_speciality(JIAOJIANG, "光学技木")["speciality-near"]
    assert (near.severity, near.hint) == (WARNING, "是否想写“光学技术”？")
    assert near.message.endswith("通知所列没有穷尽（本系统推定）")


def test_004_annex_1_the_table_of_scores_is_for_every_trade_of_optics():
    scoring = load_plan(JIAOJIANG).scoring
    assert scoring and scoring.table_for("光电检测") is scoring.table_for("系统开发")


@pytest.mark.parametrize("speciality", ["能源", "纺织", "化纤", "纺织工程", "精细化工", "印染技术"])
def test_001_annex_1_what_a_committee_reviews_is_said_in_its_scope(speciality):
    """附件1“轻工、造纸、纺织、丝绸、化纤、印染、家具、皮塑、食品等专业”."""
    assert of_speciality(JXT, speciality) == {}


def test_001_annex_1_what_no_scope_names_is_for_the_reviewer():
    found = of_speciality(JXT, "采矿工程")
    assert set(found) == {"speciality-unlisted"}
    assert (
        "省轻纺工程技术人员高级工程师职务任职资格评审委员会：轻工、造纸" in found["speciality-unlisted"].hint
    )


@pytest.mark.parametrize(("plan_id", "severity"), [(ANFANG, ERROR), (BAOPO, WARNING)])
def test_000_1_a_closed_list_refuses_and_002_3_1_is_none(plan_id, severity):
    """000 一“评审的专业为”; 002 （三）1 says only whose table of scores is which."""
    assert of_speciality(plan_id, "光电检测")["speciality-unknown"].severity is severity


def test_004_3_1_only_where_it_is_stated_must_the_field_be_the_speciality():
    """004 三（一）“申报专业”应与其他申报表格中“现从事专业”信息相一致."""
    a = applicant(application={"speciality": "光学技术"}, field="电子技术")
    stated = by_code(check_person(a, institution(), load_plan(JIAOJIANG), FORMS))["speciality-differs"]
    inferred = by_code(check_person(a, institution(), load_plan(ANFANG), FORMS))["speciality-differs"]
    assert (stated.severity, inferred.severity) == (ERROR, WARNING)
    assert inferred.message.endswith("；通知没有说两处须一致（本系统推定）")


# --- posts (岗位) --------------------------------------------------------------------------------


@pytest.mark.parametrize("plan_id", [ANFANG, JXT, BAOPO, HANGZHOU])
def test_000_5_4_001_3_6_002_3_3_missing_posts_hold_back_only_the_staff(workshop, plan_id):
    """全省事业单位……在核定的专业技术岗位结构比例内进行: only who is 在编 takes a post.

    003 附件3三2 names “事业编制人员评聘结合” alone, no table and no 结构比例: it holds back nobody.
    """
    unit = {"单位名称": "虚构矿业有限公司", "单位性质": "事业单位"}
    held = {"在编": "33020019850615001", "非在编": "33020019850615003"}
    people = {key: person(number) for key, number in held.items()}
    for key, record in people.items():
        record["申报"] = {**record["申报"], "编制情况": key}
    checked, _ = check_job(open_job(workshop(people, 评审计划=plan_id, 单位=[unit]), TODAY), silent)
    codes = {one.file.key: {f.code for f in one.findings} for one in checked}
    assert ("unit-blocked" in codes["在编"]) is (plan_id != HANGZHOU)
    assert "unit-blocked" not in codes["非在编"]


# --- publicity (公示) ----------------------------------------------------------------------------


def posted(plan_id, start, end):
    a = applicant(publicity={"start": start, "end": end, "place": "单位公告栏", "result": "无异议"})
    found = by_code(check_publicity(a, institution(), load_plan(plan_id), CALENDAR))
    return found.get("publicity-short") or found.get("publicity-first-day")


@pytest.mark.parametrize("plan_id", ALL)
def test_000_7_1_001_3_1_003_004_annex_3_monday_to_friday_is_only_reminded_of(plan_id):
    """公示时间不少于5个工作日（000 七（一），001 三（一），003、004 附件3一4）；首日计不计都没有说."""
    found = posted(plan_id, "2020-08-03", "2020-08-07")
    assert found.severity is WARNING
    assert found.message == (
        "公示8月3日—8月7日含首日5个工作日，首日不计为4个，不足5个；通知没有说首日计不计入（本系统推定）"
    )
    assert posted(plan_id, "2020-08-03", "2020-08-10") is None


@pytest.mark.parametrize("plan_id", ALL)
def test_002_2_3_names_no_number_of_days_and_the_others_refuse_four(plan_id):
    """002 （二）3: 申报材料公示确认情况（系统填报）."""
    found = posted(plan_id, "2020-08-03", "2020-08-06")
    assert found.severity is (WARNING if plan_id == BAOPO else ERROR)
    assert found.message.startswith("公示8月3日—8月6日起始当日算在内也只有4个工作日，不足5个工作日")
    assert found.message.endswith("；通知没有写公示几个工作日（本系统推定）") is (plan_id == BAOPO)


@pytest.mark.parametrize("plan_id", [JXT, BAOPO])
def test_001_annex_2_3_and_002_2_3_no_record_of_publicity_is_told(plan_id):
    """001 附件2第3项“申报材料公示确认表（系统填报）”；002 （二）3“申报材料公示确认情况（系统填报）”."""
    found = by_code(check_publicity(applicant(), institution(), load_plan(plan_id), CALENDAR))
    assert (found["publicity-missing"].message, found["publicity-missing"].severity) == (
        "未录入公示情况",
        WARNING,
    )


def test_the_notice_counts_the_day_of_posting_only_where_it_is_needed():
    rule = plan(ANFANG).publicity
    monday, friday, next_monday = (PartialDate(2020, 8, day) for day in (3, 7, 10))
    assert rule.workdays(monday, friday, CALENDAR) == 5
    assert rule.workdays(monday, next_monday, CALENDAR) == 5
    assert rule.workdays(monday, PartialDate(2020, 8, 6), CALENDAR) == 3


@pytest.mark.parametrize("plan_id", ALL)
def test_003_004_annex_3_who_is_objected_to_is_refused_only_where_it_is_said(plan_id):
    """003 附件3一4“公示无异议的，报送……”；004 附件3一4“确认无意见后，报送……”."""
    shown = {"start": "2020-08-03", "end": "2020-08-10", "place": "单位公告栏", "result": "有异议"}
    found = by_code(check_publicity(applicant(publicity=shown), institution(), load_plan(plan_id), CALENDAR))
    objected = found["publicity-objection"]
    assert objected.severity is (ERROR if plan_id in (HANGZHOU, JIAOJIANG) else WARNING)


# --- what is left open ---------------------------------------------------------------------------


def test_003_annex_4_1_an_office_of_the_city_is_not_listed():
    """附件4一“市直有关单位所属企事业单位申报人的纸质材料，报市直单位审核盖章后，报中评委办公室”."""

    def told(**more):
        office = Office(name="虚构市直单位", contact="甲", phone="1", **more)
        return [(f.code, f.severity) for f in check_office(office, load_plan(HANGZHOU))]

    assert told() == [("desk-unlisted-unsaid", INFO)]
    assert told(municipal=True) == []
    assert told(municipal=False) == [("desk-unlisted", WARNING)]
    (found,) = check_office(Office(name="甲", contact="甲", phone="1", municipal=False), load_plan(HANGZHOU))
    assert found.message.endswith("也不是市直单位；通知没有说没有列出的区、县（市）怎样报送（本系统推定）")


@pytest.mark.parametrize(
    ("name", "county"),
    [
        ("虚构市样例区经济和信息化局", True),
        ("样例县经信局", True),
        ("样例自治县人力资源和社会保障局", True),
        ("虚构市样例市自然资源和规划局", True),
        ("虚构市经济和信息化局组织人事处", False),
        ("浙江省样例厅人事处", False),
        ("浙江省山区发展中心", False),
        ("虚构地区行政公署经信局", False),
        ("虚构经济技术开发区经济发展局", False),
        ("浙江样例新区管理委员会", False),
    ],
)
@pytest.mark.parametrize("plan_id", [ANFANG, BAOPO])
def test_000_annex_1_1_1_and_002_1_1_a_city_or_the_province_sends_in(plan_id, name, county):
    """“设区市、省直单位人事部门开具的评审委托书1份（省级无归口主管部门的单位由其人事代理机构委托）”."""
    told = list(check_office(Office(name=name, contact="甲", phone="1"), load_plan(plan_id)))
    assert [(found.code, found.severity) for found in told] == county * [("sender-county", WARNING)]
    assert not told or "省级无归口主管部门的单位由其人事代理机构委托" in told[0].message
    assert not told or ("附件1一1" if plan_id == ANFANG else "（一）1") in told[0].basis


def test_000_annex_1_2_10_a_project_is_not_named_among_the_works_of_which_one_represents():
    """“著作、论文、项目可行性研究设计报告、成果鉴定材料等需确定一篇代表作”."""

    def told(title):
        found = check_texts(applicant(projects=[{**PROJECT[0], "title": title}]), load_plan(ANFANG))
        return [(f.code, f.severity) for f in found]

    assert told("乙") == [("representative-unclear", WARNING)]
    assert told("乙可行性研究") == [("representative-missing", WARNING)]


@pytest.mark.parametrize(
    ("similarity", "asked"), [("0.62", True), ("0.62%", True), ("1", False), ("0", False)]
)
def test_004_2_2_3_a_similarity_below_one_per_cent_is_asked_about(similarity, asked):
    paper = {
        "title": "甲",
        "date": "2024.06",
        "publication": "虚构学报",
        "rank": "独著",
        "report": "中国知网",
    }
    found = by_code(
        check_proofs(applicant(papers=[{**paper, "similarity": similarity}]), load_plan(JIAOJIANG))
    )
    assert ("paper-similarity-small" in found) is asked
    if asked:
        assert found["paper-similarity-small"].message == (
            "论文《甲》相似度填0.62，按0.62%计；检索报告上是62%吗"
        )


# --- skilled workers, experts ---------------------------------------------------------------------


def skilled_with(plan_id, **honour):
    given = {"issuer": "虚构省总工会", "date": "2022", "evidence": ["E-1"], **honour}
    a = applicant(application={"method": "技能人才申报"}, honours=[given], evidence=[item("荣誉证书")])
    return by_code(check_proofs(a, load_plan(plan_id))).get("skill-unproved")


def test_000_4_3_an_honour_proves_the_skilled_whose_conditions_are_in_another_document():
    """四（三）“按照……浙人社发〔2022〕77号的有关规定执行”: which honours count is not said here."""
    assert skilled_with(ANFANG, title="全国技术能手") is None
    bare = skilled_with(ANFANG, title="全国技术能手", evidence=[])
    assert "没有附佐证的职业技能，也没有附佐证的荣誉" in bare.message


def test_003_annex_2_2_3_3_an_honour_with_proof_that_is_not_listed_is_not_said_to_be_bare():
    """“选择‘技能人才申报’需上传佐证材料”; 附件1二（二）2（2） lists the honours."""
    assert skilled_with(HANGZHOU, title="浙江工匠") is None
    other = skilled_with(HANGZHOU, title="杭州工匠")
    assert "没有附佐证的职业技能，也没有附佐证的所列称号" in other.message


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("安全技术防范", False),
        ("安全技术防范（系统集成）", False),
        ("通信工程", True),
        ("安全工程", True),
    ],
)
def test_000_4_2_whether_an_expert_is_of_a_field_akin_is_for_the_reviewer(field, asked):
    """“由2名本专业或相近专业正高级专家举荐”: which fields are 相近 is not said."""
    expert = {
        "name": "周一",
        "unit": "虚构研究院",
        "field": field,
        "title": "正高级工程师",
        "evidence": ["Q"],
    }
    speciality = "安全技术防范专业（系统集成）"
    a = applicant(
        field=speciality, application={"method": "自评分申报", "speciality": speciality}, experts=[expert]
    )
    found = by_code(check_experts(a, load_plan(ANFANG)))
    assert ("expert-field" in found) is asked
    if asked:
        told = found["expert-field"]
        assert (told.severity, told.ground) == (INFO, Ground.MANUAL)
        assert told.message.startswith(f"□ 举荐专家“周一”的专业“{field}”是申报专业“{speciality}”")


# --- 破格、越级 -----------------------------------------------------------------------------------


def test_003_annex_1_2_4_3_a_paper_with_a_prize_counts_among_the_two():
    """“……交流论文（含获杭州市自然科学优秀论文二等奖以上）两篇以上（独著）”: among the awards it may count."""
    plan = load_plan(HANGZHOU)
    third = plan.eligibility.choices("exception")["破格-3"]
    award = {"title": "甲", "issuer": "杭州市科学技术协会", "date": "2023", "level": "市厅级", "rank": "1/1"}

    def says(**of_award):
        return judge(third, Case(applicant(awards=[{**award, **of_award}]), institution(), plan))

    second = says(award="杭州市自然科学优秀论文奖", grade="二等奖")
    assert second.standing is Standing.HUMAN
    (box,) = second.leaves(Standing.HUMAN)
    assert box.text.startswith("获杭州市自然科学优秀论文二等奖以上的")
    assert says(award="杭州市自然科学优秀论文奖", grade="三等奖").standing is Standing.SHORT
    assert says(award="杭州市科技进步奖", grade="二等奖").standing is Standing.SHORT


@pytest.mark.parametrize("plan_id", [ANFANG, BAOPO, JIAOJIANG])
def test_000_annex_1_2_10_002_2_10_and_004_2_2_2_whether_it_is_of_the_field_is_a_box(plan_id):
    """“工作业绩、专业学术成果等均应……与申报专业相关联”: no name tells."""
    a = applicant(application={"method": "正常申报"})
    found = check_eligibility(a, institution(), load_plan(plan_id))
    (box,) = (f for f in found if f.message.endswith("与申报专业相关联"))
    assert (box.severity, box.message[0]) == (INFO, "□")


def unmet(plan_id, **changes):
    """Why somebody may not apply, or None."""
    found = by_code(check_eligibility(applicant(**changes), institution(), load_plan(plan_id)))
    return found.get("eligibility-unmet")


@pytest.mark.parametrize("title", ["杭州工匠", "全国五一劳动奖章"])
def test_003_annex_1_2_2_2_an_honour_that_is_not_listed_is_refused_by_the_clause_of_honours(title):
    """二（二）2（2） is a list without “等”: whoever brings no skill is not told of 技师 of （1）."""
    honour = {"title": title, "issuer": "甲", "date": "2023.05", "level": "市厅级"}
    worker = {"application": {"method": "技能人才申报"}, "titles": [], "honours": [honour]}
    found = unmet(HANGZHOU, **worker)
    assert (found.severity, found.basis[-11:]) == (ERROR, "附件1二（二）2（2）")
    assert found.message.endswith(f"：“{title}”不是所列称号或证书")
    lower = [{"title": "车工", "level": "高级工", "date": "2015.05"}]
    assert unmet(HANGZHOU, **worker, skills=lower).basis.endswith("附件1二（二）2（1）")
    assert unmet(HANGZHOU, **{**worker, "honours": None}).basis.endswith("附件1二（二）2（1）")


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("浙江省技术能手", "eligibility-met"),
        ("2020年度“浙江省技术能手”称号", "eligibility-met"),
        ("第3届省技术能手", "eligibility-met"),
        ("江苏省技术能手", "eligibility-pending"),
        ("安徽省省级技能大师工作室", "eligibility-pending"),
    ],
)
def test_003_annex_1_2_2_2_of_a_title_of_another_province_a_person_judges(title, code):
    """“省技术能手、省级技能大师工作室领办人”: a circular of 浙江 does not say of which province."""
    honour = {"title": title, "issuer": "甲", "date": "2023.05", "level": "省部级"}
    worker = applicant(application={"method": "技能人才申报"}, titles=[], honours=[honour])
    found = by_code(check_eligibility(worker, institution(), load_plan(HANGZHOU)))
    assert code in found


def test_004_annex_2_2_5_4_letters_and_years_of_the_other_title_are_not_those_of_the_engineer():
    """二（一）: of 助理工程师 the conditions are those of 《浙江省经信厅工程技术人员……评审条件》.

    So neither the three years of letters (附件2二5（4）) nor the end of the years that the conditions demand
    (第十五条（一）) can be told from those of 工程师.
    """
    letter = {"name": "技术员", "level": "员级", "qualified_on": "2023.01", "approved_by": "甲"}
    letter |= {"appointed_from": "2023.01", "appointed_to": "2024.12"}
    junior = {"application": {"target": "助理工程师"}, "titles": [letter]}
    assert not {code for code in proved(JIAOJIANG, item("劳动合同"), **junior) if "appointment" in code}
    assert "appointment-ended" in proved(JIAOJIANG, item("劳动合同"), titles=junior["titles"])
    master = [{"end": "2019.06", "school": "甲", "major": "乙", "level": "硕士研究生", "match": "一致"}]
    warned = {"kind": "记过", "decided_on": "2022.03", "until": "2023.03"}
    young = {"education": master, "titles": [], "sanctions": [warned], "field_since": "2021-06-01"}
    young |= {"work_started": "2021-06-01", "work": [{"start": "2021-06-01", "unit": "甲", "work": "设计"}]}
    told = [
        by_code(
            check_discipline(
                applicant(application=target, **young), institution(), plan(JIAOJIANG), date(2025, 9, 15)
            )
        )
        for target in ({}, {"target": "助理工程师"})
    ]
    assert [("sanction-delays" in found) for found in told] == [True, False]


def test_004_article_7_1_2_who_lacks_years_is_not_told_of_another_diploma():
    """第七条（一）2 本科……取得助理工程师资格后满4年, not （一）1 of the 研究生."""
    young = {"name": "助理工程师", "level": "初级", "qualified_on": "2025-02-01", "approved_by": "甲"}
    found = unmet(JIAOJIANG, titles=[young], application={"option": None})
    assert found.basis.endswith("第七条（一）2")
    assert "满11个月，须满4年，差3年1个月" in found.message


STUDIED = {"end": "2008.06", "school": "虚构大学", "major": "采矿工程", "level": "本科"}
REASONS = {"method": "破格申报", "reasons": [{"clause": "甲", "condition": "破格-1", "fact": "甲"}]}


def test_003_annex_1_2_4_what_is_from_before_the_title_is_told_with_its_date():
    """“任现职以来具备下列条件2项的”."""
    award = {
        "title": "丁",
        "award": "科技进步奖",
        "grade": "二等奖",
        "issuer": "杭州市人民政府",
        "date": "2010-05-01",
        "level": "市厅级",
    }
    held = {"name": "助理工程师", "level": "初级", "qualified_on": "2014-12-31", "approved_by": "甲"}
    found = unmet(
        HANGZHOU,
        application=REASONS,
        awards=[award],
        titles=[{**held, "appointed_from": "2014-12-31"}],
        education=[{**STUDIED, "match": "一致"}],
    )
    assert found.message.endswith(
        "“破格-1”与资料不符：符合的获奖0项，须1项"
        "（《丁》取得于2010.05.01，早于现任职资格取得时间2014.12.31，不是“任现职以来”取得的）"
    )


def test_003_annex_1_2_4_why_a_condition_is_short_is_told_by_the_alternative_that_is_nearest():
    """1 “……三等奖以上……及区、县（市）政府……二等奖以上”; 3 “论文……；或……本人撰写部分不少于3万字”."""
    award = {
        "title": "丁",
        "award": "科技进步奖",
        "grade": "三等奖",
        "issuer": "杭州市人民政府",
        "rank": "1/5",
    }
    early = award | {"date": "2010-05-01", "level": "市厅级"}
    book = {
        "kind": "著作",
        "title": "乙",
        "publication": "丙",
        "date": "2020.05",
        "rank": "1/1",
        "words": 2.9,
    }
    held = {"name": "助理工程师", "level": "初级", "qualified_on": "2014-12-31", "approved_by": "甲"}
    found = unmet(
        HANGZHOU,
        application={
            "method": "破格申报",
            "reasons": [{"clause": "甲", "condition": f"破格-{n}", "fact": "甲"} for n in (1, 3)],
        },
        awards=[early],
        papers=[book],
        titles=[{**held, "appointed_from": "2014-12-31"}],
        education=[{**STUDIED, "match": "一致"}],
    )
    assert (
        "“破格-1”与资料不符：符合的获奖0项，须1项（《丁》取得于2010.05.01，早于现任职资格取得时间"
        in found.message
    )
    told = "“破格-3”与资料不符：符合的著作、译作0项，须1项（《乙》本人撰写2.9万字，须3万字）"
    assert found.message.endswith(told)


@pytest.mark.parametrize(("words", "told"), [("999.9", False), ("30000", True), (None, False)])
def test_003_annex_1_2_4_3_characters_written_as_ten_thousands_are_told(words, told):
    """“本人撰写部分不少于3万字”: 30000 characters are 3 of them."""
    book = {
        "kind": "著作",
        "title": "乙",
        "publication": "丙",
        "date": "2020.05",
        "rank": "1/1",
        "words": words,
    }
    found = by_code(check_numbers(applicant(papers=[book]))).get("book-words-large")
    assert (found and (found.message, found.hint)) == (
        ("《乙》本人撰写字数填30000，按30000万字计；写的是30000字吗", "是的，改填3（万字）") if told else None
    )


def test_003_annex_1_2_4_another_way_that_cannot_be_judged_is_not_said_to_be_none():
    """“不具备规定学历任助理工程师4年以上……具备下列条件2项的”: whether there are two is not filled in."""
    book = {"kind": "著作", "title": "乙", "publication": "丙", "date": "2020.05", "rank": "1/1", "words": 3}
    held = {"name": "助理工程师", "level": "初级", "qualified_on": "2014-12-31", "approved_by": "甲"}
    person = {
        "education": [{**STUDIED, "level": "中专", "match": "一致"}],
        "titles": [{**held, "appointed_from": "2014-12-31"}],
        "papers": [book],
    }
    project = {**PROJECT[0], "end": "2019-03-01"}
    found = unmet(HANGZHOU, **person, projects=[project])
    assert found.hint == "“破格申报”资料不足，不能判断：《乙》未填写级别"
    assert unmet(HANGZHOU, **person).hint == "“破格申报”只差条件：4项中须满足2项，按资料已符合1项"
    young = {**person, "titles": [], "papers": None}
    assert unmet(HANGZHOU, **young).hint == "核对资料；按所填资料，今年没有其他可选的申报方式"


OF_2020 = [
    {"title": "己", "number": "T/ABC 1-2020", "level": "团体标准", "date": "2020-05-01", "rank": "2/9"}
]


def test_004_articles_9_and_10_do_not_say_from_when_what_they_list_must_be():
    """第十条（五）“国家、行业、地方标准（规范）、团体标准起草者”; 第十一条 says 任现职期间.

    二（二）2 is of 业绩库: it tells of what is early, and does not refuse the way of applying.
    """
    plan = load_plan(JIAOJIANG)
    reason = {"clause": "第十条（五）", "condition": "越级-5", "fact": "甲"}
    application = {"method": "破格申报", "option": "越级申报", "reasons": [reason]}
    a = applicant(application=application, titles=[], standards=OF_2020)
    found = list(check_eligibility(a, institution(), plan))
    assert "eligibility-unmet" not in by_code(found)
    boxes = [f for f in found if f.message.startswith("□ 第十条（五）")]
    assert [(f.message, f.ground) for f in boxes] == [
        ("□ 第十条（五）：《己》（2020.05.01取得）可以计入，条件没有写何时取得的才计入", Ground.MANUAL)
    ]
    assert [f.severity for f in check_dates(a, plan, TODAY) if f.code == "achievement-too-early"] == [WARNING]
    assert "review-unsupported" in by_code(found)
    ninth = [{**OF_2020[0], "date": "2022-01-01", "rank": "9/9"}]
    drafter = applicant(application=application, titles=[], standards=ninth)
    assert "eligibility-met" in by_code(check_eligibility(drafter, institution(), plan))


@pytest.mark.parametrize(
    ("issuer", "level", "standing"),
    [
        ("浙江省人民政府", "省部级", Standing.HOLDS),
        ("国务院", "国家级", Standing.HOLDS),
        ("科学技术部", "国家级", Standing.HUMAN),
        ("虚构协会", "省部级", Standing.HUMAN),
        ("台州市人民政府", "市厅级", Standing.SHORT),
    ],
)
def test_004_article_10_1_the_title_is_of_the_state_or_the_province(issuer, level, standing):
    """“获得国家、省政府颁发的科技先进工作者称号”: who granted it decides, else a person."""
    plan = load_plan(JIAOJIANG)
    first = plan.eligibility.choices("exception")["越级-1"]
    honour = {"title": "科技先进工作者", "issuer": issuer, "date": "2023", "level": level}
    assert judge(first, Case(applicant(honours=[honour]), institution(), plan)).standing is standing


# --- each by its own clause, nothing of another circular ------------------------------------------


def test_004_annex_2_2_5_2_insurance_elsewhere_is_asked_only_of_whom_it_concerns():
    """“省外社保缴纳证明（适用于近1年内有省外社保缴纳记录人员）”: no other record is asked for."""
    assert "social-missing" not in proved(JIAOJIANG, item("身份证"))
    work = [{"start": "2008.07", "unit": "虚构矿业有限公司", "work": "甲", "county": "江苏省苏州市"}]
    assert "social-elsewhere" in proved(JIAOJIANG, item("身份证"), work=work)


def test_004_table_of_scores_an_honour_needs_certificate_and_document():
    """评分表“需提供证书和公布文件”: the clause is of the annex of 《评价条件》."""
    honour = {"title": "劳动模范", "issuer": "某市政府", "date": "2024.05", "evidence": ["E-1"]}
    a = applicant(honours=[honour], evidence=[item("荣誉证书")])
    found = by_code(check_proofs(a, load_plan(JIAOJIANG)))["honour-parts-missing"]
    assert found.basis == "《椒江区光学光电行业工程师任职资格评价条件（试行）》附件"


def test_004_article_15_an_accident_is_no_punishment():
    """“受记过以上处分或已定性为技术责任事故的直接者”."""
    accident = {"kind": "技术责任事故", "decided_on": "2025-01-01"}
    a = applicant(sanctions=[accident])
    found = by_code(check_discipline(a, institution(), load_plan(JIAOJIANG), date(2025, 9, 1)))
    assert found["sanction-delays"].message == "已定性为技术责任事故的直接者，延迟2年申报，最早2027年"


@pytest.mark.parametrize("plan_id", ALL)
def test_004_3_1_its_words_on_the_field_are_said_to_its_own_applicants_alone(plan_id):
    """“表中‘申报专业’应与其他申报表格中‘现从事专业’信息相一致”."""
    hint = applied(plan_id, field="测绘")["speciality-differs"].hint
    assert (hint == "各表上的申报专业应与现从事专业一致") is (plan_id == JIAOJIANG)


def test_002_2_4_the_certificate_of_the_title_is_asked_by_its_own_clause():
    """（二）4 “现任专业技术职务任职资格证书”."""
    assert "（二）4、" in applied(BAOPO, titles=[])["title-missing"].basis


def dated_before(plan_id, **changes):
    """Whether what is from before the title (2014.12) is said not to count."""
    return "achievement-too-early" in by_code(check_dates(applicant(**changes), load_plan(plan_id), TODAY))


@pytest.mark.parametrize(
    ("plan_id", "asked"), [(ANFANG, True), (BAOPO, True), (JIAOJIANG, True), (JXT, False), (HANGZHOU, False)]
)
def test_001_annex_2_10_and_003_annex_2_2_5_8_only_works_are_said_to_be_since_the_title(plan_id, asked):
    """“任现职以来的有关著作、论文、项目可行性研究设计报告、成果鉴定材料”: of honours nothing is said.

    000 附件1二10 and 002 （二）10 say it of all 工作业绩、专业学术成果, 004 二（二）2 of 业绩库中涉及到的.
    """
    of = {"issuer": "某市政府", "date": "2010.05"}
    assert dated_before(plan_id, honours=[{"title": "劳动模范", **of}]) is asked
    assert dated_before(plan_id, awards=[{"title": "甲", "award": "科技进步奖", **of}]) is asked
    paper = [{"title": "乙", "publication": "学报", "date": "2010.05", "rank": "1/1"}]
    assert dated_before(plan_id, papers=paper)


def test_003_annex_1_2_4_what_opens_the_exception_is_since_the_title():
    """“任现职以来具备下列条件2项”: of all that is listed there, honours too."""
    plan = load_plan(HANGZHOU)
    fourth = plan.eligibility.choices("exception")["破格-4"]
    honour = {"title": "劳动模范", "issuer": "西湖区人民政府", "level": "县区级"}
    for day, standing in (("2010-05-01", Standing.SHORT), ("2015-05-01", Standing.HOLDS)):
        a = applicant(honours=[{**honour, "date": day}])
        case = Case(a, institution(), plan, since="任现职以来")
        assert judge(fourth, case).standing is standing


@pytest.mark.parametrize(
    ("plan_id", "words"),
    [
        (ANFANG, "平台能自动提取的不必上传"),  # 附件1二5 “系统自动提取，如提取不到请手动上传”
        (JXT, "平台能自动提取的不必上传"),  # 附件2第5项 “系统自动提取”
        (BAOPO, "平台能自动提取的不必上传"),  # （二）5 “系统自动提取”
        (HANGZHOU, "下载后上传"),  # 附件2二5（4） “下载历年参保证明并上传”
    ],
)
def test_000_annex_1_2_5_001_annex_2_5_003_annex_2_2_5_4_who_fetches_the_record_of_insurance(plan_id, words):
    found = proved(plan_id, item("身份证"))["social-missing"]
    assert found.hint.startswith(words)
    assert found.severity is (WARNING if plan_id == HANGZHOU else INFO)


def test_004_2_2_8_2_no_platform_fetches_the_registration_of_a_diploma():
    """“须提供《教育部学历证书电子注册备案表》”; 000 七（三） “2001年以后……可在系统中自动提取”."""
    old = [{"end": "2000.06", "school": "虚构大学", "major": "采矿工程", "level": "本科"}]
    hints = {
        p: proved(p, item("身份证"), education=old)["diploma-unproved"].hint for p in (ANFANG, JIAOJIANG)
    }
    assert "平台已自动提取的不必理会" in hints[ANFANG]
    assert hints[JIAOJIANG].endswith("备案表也可以只填“学历备案表编号”")


@pytest.mark.parametrize(
    ("plan_id", "words"),
    [
        (JIAOJIANG, "学时数不足的允许在各地申报截止日前补学"),
        (JXT, "能不能补学，通知没有写，请与受理部门核实"),
    ],
)
def test_001_2_4_and_004_2_2_1_only_one_allows_to_catch_up(plan_id, words):
    short = [{"year": year, "total": 89} for year in load_plan(plan_id).continuing_education.years]
    found = by_code(check_education(applicant(continuing_education=short), load_plan(plan_id)))
    assert found["hours-short"].hint.endswith(words)


@pytest.mark.parametrize(
    ("plan_id", "kind", "told"),
    [
        (ANFANG, "企业", False),
        (ANFANG, "事业单位", False),
        (ANFANG, "机关", True),
        (JIAOJIANG, "机关", True),
        (JIAOJIANG, "社会团体", True),
        (JXT, "机关", False),  # which does not say whom it is for
    ],
)
def test_000_2_and_004_1_whom_the_circular_is_for(plan_id, kind, told):
    """企事业单位在职在岗专业技术人员."""
    a, unit = applicant(application={"staffing": "在编"}), institution(kind=kind)
    found = by_code(check_person(a, unit, load_plan(plan_id), load_forms()))
    assert ("unit-kind-outside" in found) is told
    if told:
        assert found["unit-kind-outside"].severity is WARNING
        assert found["unit-kind-outside"].basis.endswith("二" if plan_id == ANFANG else "一")


@pytest.mark.parametrize(
    ("plan_id", "method", "name", "level", "told"),
    [
        (BAOPO, "正常申报", "高级工程师", "副高级", True),
        (BAOPO, "正常申报", "工程师", "中级", False),
        (BAOPO, "转（兼）评申报", "高级工程师", "副高级", False),
        (ANFANG, "自评分申报", "副教授", "副高级", True),
        (JIAOJIANG, "正常申报", "讲师", "中级", True),
        (JIAOJIANG, "正常申报", "助理讲师", "初级", False),
        (HANGZHOU, "正常申报", "高级工程师", "副高级", True),
        (JXT, "正常申报", "高级工程师", "副高级", False),  # which has no 转评
    ],
)
def test_002_3_5_and_004_8_who_has_a_title_of_that_level_is_to_be_transferred(
    plan_id, method, name, level, told
):
    """“须转评与现专业技术职务等级相对应的光学光电专业技术资格”."""
    title = {"name": name, "level": level, "qualified_on": "2014.12", "approved_by": "虚构市人社局"}
    a = applicant(application={"method": method}, titles=[title])
    found = by_code(check_person(a, institution(), load_plan(plan_id), load_forms()))
    assert ("title-same-level" in found) is told
    if told:
        assert found["title-same-level"].severity is WARNING


@pytest.mark.parametrize("option", ["再次通过中级申报", "后学历（学位）取得时间不满2年", None])
def test_004_annex2_2_3_1_who_applies_again_at_their_level_is_not_told_to_be_transferred(option):
    """“正常申报（含后学历〈学位〉取得时间不满2年、再次通过中级申报）”."""
    title = {"name": "工程师", "level": "中级", "qualified_on": "2014.12", "approved_by": "虚构市人社局"}
    a = applicant(application={"method": "正常申报", "option": option}, titles=[title])
    told = by_code(check_person(a, institution(), load_plan(JIAOJIANG), FORMS)).get("title-same-level")
    assert (told is None) is (option == "再次通过中级申报")
    assert told is None or "；再次通过的，“申报情形”写“再次通过中级申报”" in told.hint


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("正高级工程师", None),
        ("教授级高级工程师", None),
        ("教授", None),
        ("高级工程师", ERROR),
        ("副教授", ERROR),
        ("高级工程师（专业技术三级）", WARNING),
        ("高级工程师、教授", WARNING),
        ("高级工程师兼教授", WARNING),
        ("副教授 研究员", WARNING),
        ("高级记者", None),  # of the press, 主任记者 is the deputy-senior one
        ("首席专家", WARNING),
    ],
)
def test_000_4_2_the_experts_are_full_senior(title, severity):
    """“由2名本专业或相近专业正高级专家举荐方可申报”."""
    experts = [
        {"name": name, "unit": name, "field": "安全技术防范", "title": title} for name in ("甲某", "乙某")
    ]
    a = applicant(application={"method": "自评分申报", "score": "80"}, experts=experts)
    found = by_code(check_experts(a, load_plan(ANFANG))).get("expert-level")
    assert (found and found.severity) == severity


@pytest.mark.parametrize(
    ("name", "level", "early"), [("助理工程师", "初级", False), ("技术员", "员级", True)]
)
def test_004_2_2_2_only_after_the_title_that_is_named(name, level, early):
    """“为担任助理工程师职务后或近4年所取得”: what a 技术员 did in 2015 is neither."""
    title = {"name": name, "level": level, "qualified_on": "2012.12", "approved_by": "虚构市人社局"}
    work = {"kind": "发明专利", "title": "甲", "number": "ZL1", "date": "2015-06-01", "rank": "1/2"}
    a = applicant(titles=[title], patents=[work])
    found = by_code(check_dates(a, load_plan(JIAOJIANG), date(2025, 8, 20)))
    assert ("achievement-too-early" in found) is early
