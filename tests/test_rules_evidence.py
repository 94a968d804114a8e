"""R-EV at its exact bounds (requirements B9), and no secrets (B8 DC7)."""

from datetime import date

import pytest
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

from zcforms.checks.credentials import check_credentials
from zcforms.checks.evidence import check_evidence
from zcforms.checks.proofs import check_proofs
from zcforms.checks.wording import names
from zcforms.facts.copies import loose_reason, package
from zcforms.intake.evidence import Evidence
from zcforms.pipeline.twice import bound_twice
from zcforms.plans.uses import BindingSection


def item(*parts, number="E-1", title="材料", category="其他", **more):
    """An item of evidence whose files have these names (None: not named)."""
    files = [{"file": f"{n}.pdf", **({"name": part} if part else {})} for n, part in enumerate(parts)]
    return {"id": number, "category": category, "title": title, "parts": files, **more}


def paper(**more):
    shown = {"title": "甲", "date": "2024.03", "publication": "虚构学报", "rank": "1/2", "evidence": ["E-1"]}
    return {**shown, **more}


def project(**more):
    shown = {"title": "乙", "start": "2022.03", "end": "2024.03", "role": "负责人", "content": "设计"}
    return {**shown, "evidence": ["E-1"], **more}


def proofs(plan_id=BAOPO, evidence=(), **changes):
    return by_code(check_proofs(applicant(evidence=list(evidence), **changes), plan(plan_id)))


@pytest.mark.parametrize(
    ("required", "given", "same"),
    [
        ("封面", "封面页", True),
        ("刊号", "版权页", True),
        ("正文", "论文全文", True),
        ("目录", "封面", False),
        ("合同或立项书封面页", "立项书封面", True),
        ("项目金额页", "合同金额", True),
        ("项目金额页", "人员名单", False),
        ("主要参与人员名单及负责的项目工作内容", "人员名单及分工", True),
        ("合同或立项书盖章页", "盖章页", True),
        ("近4年聘书", "聘任证书", True),
        ("职称证书", "任职资格证书", True),
    ],
)
def test_near_names(required, given, same):
    assert names(required, given) is same


@pytest.mark.parametrize("plan_id", [ANFANG, JXT, BAOPO, HANGZHOU])
def test_ev1_pages_of_a_paper(plan_id):
    whole = item("封面、刊号", "目录", "正文")
    assert "parts-missing" not in proofs(plan_id, [whole], papers=[paper()])
    found = proofs(plan_id, [item("封面", "正文")], papers=[paper()])["parts-missing"]
    assert (found.message, found.severity) == ("论文《甲》缺：刊号、目录", WARNING)
    assert found.path == ("papers", 0)


def test_ev1_is_not_asked_where_it_is_not_stated():
    assert "parts-missing" not in proofs(JIAOJIANG, [item("封面")], papers=[paper(report="中国知网")])


def test_ev1_unnamed_pages_are_said_once():
    found = proofs(BAOPO, [item(None)], papers=[paper(), paper(title="丙")], projects=[project()])
    assert found["parts-unnamed"].severity is INFO
    assert found["parts-unnamed"].message.startswith("《甲》《丙》《乙》的佐证文件没有写“名称”")
    assert "parts-missing" not in found
    assert proofs(BAOPO, [item(loose="原书")], papers=[paper()]) == {}


@pytest.mark.parametrize(
    ("similarity", "severity"), [(None, None), ("49.9", None), ("50", None), ("50.1", ERROR), ("56.2", ERROR)]
)
def test_ev2_similarity(similarity, severity):
    shown = paper(report="中国知网", similarity=similarity)
    found = proofs(JIAOJIANG, [item("正文")], papers=[shown])
    assert ("paper-similar" in found) is (severity is ERROR)
    if severity:
        message = f"论文《甲》相似度{similarity}%，超过50%，评审时实行“一票否决”"
        assert (found["paper-similar"].message, found["paper-similar"].severity) == (message, severity)
    assert ("paper-similarity-missing" in found) is (similarity is None)
    assert "paper-similar" not in proofs(HANGZHOU, [item("正文")], papers=[paper(similarity="90")])


@pytest.mark.parametrize(("similarity", "over"), [("30", False), ("30.1", True)])
def test_ev2_similarity_needs_no_reports_and_says_only_what_the_plan_says(similarity, over):
    limited = plan(HANGZHOU, evidence={"papers": {"similarity_max": 30}})
    a = applicant(papers=[paper(similarity=similarity)], evidence=[item("正文")])
    found = by_code(check_proofs(a, limited))
    assert {code for code in found if code.startswith("paper-")} == ({"paper-similar"} if over else set())
    assert not over or found["paper-similar"].message == "论文《甲》相似度30.1%，超过30%"
    a = applicant(papers=[paper()], evidence=[item("正文")])
    assert "paper-similarity-missing" in by_code(check_proofs(a, limited))


def test_ev2_a_missing_report_means_only_what_the_plan_says():
    asked = plan(HANGZHOU, evidence={"papers": {"reports": ["中国知网"]}})
    a = applicant(papers=[paper()], evidence=[item("正文")])
    assert by_code(check_proofs(a, asked))["paper-report-missing"].message == "论文《甲》未附第三方检索报告"


@pytest.mark.parametrize(
    "house", ["清华同方", "中国知网", "知网（CNKI）", "CNKI", "万方数据库", "万方", "维普"]
)
def test_ev2_named_houses(house):
    assert proofs(JIAOJIANG, [item("正文")], papers=[paper(report=house, similarity="10")]) == {}


def test_004_2_2_3_books_need_no_report():
    found = proofs(JIAOJIANG, [item("正文")], papers=[paper(kind="著作")])
    assert not [code for code in found if code.startswith("paper-")]


def test_ev2_report():
    found = proofs(JIAOJIANG, [item("正文")], papers=[paper()])["paper-report-missing"]
    assert (found.message, found.severity) == ("论文《甲》未附第三方检索报告，视作无此论文", WARNING)
    assert "paper-report-missing" not in proofs(JIAOJIANG, [item("检索报告")], papers=[paper()])
    other = proofs(JIAOJIANG, [item("正文")], papers=[paper(report="某某查重网", similarity="1")])
    assert "“某某查重网”不在指定机构之列" in other["paper-report-other"].message
    assert "paper-report-missing" not in proofs(ANFANG, [item("正文")], papers=[paper()])


def test_ev3_the_journal_is_shown_legal():
    pages = item("封面、刊号、目录、正文", name_marked=True)
    assert "国家新闻出版署" in proofs(ANFANG, [pages], papers=[paper()])["journal-query-missing"].message
    shot = item("期刊查询截图", number="E-2")
    assert "journal-query-missing" not in proofs(ANFANG, [pages, shot], papers=[paper()])
    assert "journal-query-missing" not in proofs(HANGZHOU, [pages], papers=[paper()])
    assert "journal-query-missing" not in proofs(ANFANG, [pages], papers=[paper(kind="著作")])


@pytest.mark.parametrize("plan_id", [ANFANG, BAOPO])
def test_ev4_pages_of_a_project(plan_id):
    whole = item("封面", "金额页", "人员名单及分工", "盖章页", name_marked=True)
    assert "parts-missing" not in proofs(plan_id, [whole], projects=[project()])
    found = proofs(plan_id, [item("封面", "人员名单")], projects=[project()])["parts-missing"]
    assert found.message == "项目《乙》缺：项目金额页、合同或立项书盖章页"


@pytest.mark.parametrize("plan_id", [JXT, HANGZHOU, JIAOJIANG])
def test_ev5_work_of_several(plan_id):
    bare, listed = item("验收证书"), item("验收证书", "主要贡献者依据")
    assert (
        "本人系主要贡献者依据"
        in proofs(plan_id, [bare], projects=[project(rank="2/5")])["contribution-missing"].message
    )
    assert "contribution-missing" not in proofs(plan_id, [listed], projects=[project(rank="2/5")])
    assert "contribution-missing" not in proofs(plan_id, [bare], projects=[project(rank="1/1")])
    assert "contribution-missing" not in proofs(ANFANG, [bare], projects=[project(rank="2/5")])


@pytest.mark.parametrize("plan_id", [JXT, HANGZHOU])
def test_ev6_a_feasibility_report_needs_proof_of_authorship(plan_id):
    report = project(title="乙可行性研究报告")
    assert "authorship-missing" in proofs(plan_id, [item("封面")], projects=[report])
    assert "authorship-missing" not in proofs(plan_id, [item("执笔依据")], projects=[report])
    assert "authorship-missing" not in proofs(BAOPO, [item("封面")], projects=[report])


def test_ev7_the_name_is_marked():
    pages = ["封面、刊号、目录、正文"]
    for plan_id in (ANFANG, HANGZHOU):
        found = proofs(plan_id, [item(*pages, name_marked=False)], papers=[paper()])
        assert found["name-unmarked"].severity is WARNING
        assert proofs(plan_id, [item(*pages)], papers=[paper()])["name-mark-unsaid"].severity is INFO
        marked = proofs(plan_id, [item(*pages, name_marked=True)], papers=[paper()])
        assert not {"name-unmarked", "name-mark-unsaid"} & set(marked)
    assert proofs(BAOPO, [item(*pages, name_marked=False)], papers=[paper()]) == {}


def test_ev7_the_units_own_word_is_not_enough():
    assert "proof-own-unit" in proofs(ANFANG, [item("单位出具的证明")], projects=[project()])
    assert "proof-own-unit" not in proofs(ANFANG, [item("单位证明", "验收证书")], projects=[project()])
    assert "proof-own-unit" not in proofs(BAOPO, [item("单位证明")], projects=[project()])


def test_ev13_each_reason_is_proved():
    reason = {"clause": "第九条（一）1", "fact": "市劳动模范"}
    assert "reason-unproved" in proofs(JIAOJIANG, application={"reasons": [reason]})
    proved = {"reasons": [{**reason, "evidence": ["E-1"]}]}
    assert proofs(JIAOJIANG, [item("证书")], application=proved) == {}


def test_ev14_certificate_and_document():
    honour = {"title": "劳动模范", "issuer": "某市政府", "date": "2024.05", "evidence": ["E-1"]}
    found = proofs(JIAOJIANG, [item("荣誉证书")], honours=[honour])["honour-parts-missing"]
    assert found.message == "《劳动模范》缺：公布文件"
    assert proofs(JIAOJIANG, [item("荣誉证书", "表彰通报")], honours=[honour]) == {}
    assert proofs(HANGZHOU, [item("荣誉证书")], honours=[honour]) == {}


@pytest.mark.parametrize(
    ("plan_id", "application"),
    [
        (ANFANG, {"method": "技能人才申报"}),
        (HANGZHOU, {"method": "技能人才申报"}),
        (JIAOJIANG, {"option": "技能人才申报"}),
    ],
)
def test_ev17_skills_are_proved(plan_id, application):
    skill = {"title": "技师", "date": "2020.01"}
    assert "skill-unproved" in proofs(plan_id, application=application, skills=[skill])
    skill["evidence"] = ["E-1"]
    assert proofs(plan_id, [item("证书")], application=application, skills=[skill]) == {}
    assert "skill-unproved" not in proofs(plan_id)


@pytest.mark.parametrize(("plan_id", "severity"), [(ANFANG, ERROR), (BAOPO, WARNING)])
def test_dc7_no_secrets(plan_id, severity):
    found = proofs(plan_id, [item("合同", secret="秘密")])["evidence-secret"]  # noqa: S106
    assert (found.severity, "标有密级“秘密”，不得上传" in found.message) == (severity, True)
    for word in ("无", "公开", None):
        assert "evidence-secret" not in proofs(plan_id, [item("合同", secret=word)])


# --- the person's own papers ---------------------------------------------------------------------


def credentials(plan_id=BAOPO, evidence=(), unit=None, **changes):
    """In mid-September of the plan's year."""
    rules = plan(plan_id)
    on = date(rules.year, 9, 15)
    return by_code(check_credentials(applicant(evidence=list(evidence), **changes), unit, rules, on))


def study(end, **more):
    return {"end": end, "school": "虚构大学", "major": "采矿", "level": "本科", **more}


@pytest.mark.parametrize(
    ("plan_id", "end", "asked"),
    [
        (ANFANG, "2001.06", False),
        (ANFANG, "2000.12", True),
        (JXT, "2001.06", False),
        (JXT, "2000.12", True),
        (BAOPO, "2000.12", True),
        (HANGZHOU, "1998.06", False),
        (JIAOJIANG, "1990.06", True),
        (JIAOJIANG, "1989.06", False),
    ],
)
def test_ev8_diplomas_by_year(plan_id, end, asked):
    found = credentials(plan_id, [item("x", title="身份证")], education=[study(end)])
    assert ("diploma-unproved" in found) is asked


@pytest.mark.parametrize(
    ("plan_id", "proof"),
    [
        (ANFANG, ["学历证书", "备案表"]),
        (JXT, ["高校毕业生登记表"]),
        (BAOPO, ["学历学位证书"]),
        (JIAOJIANG, ["认证报告"]),
        (JIAOJIANG, ["毕业生就业登记表"]),  # 附件2二5（5）: 学信网上无法查询学历信息人员
    ],
)
def test_ev8_proved(plan_id, proof):
    end = "1995.06"
    assert "diploma-unproved" not in credentials(plan_id, [item(*proof)], education=[study(end)])


def test_ev8_the_number_of_the_sheet_is_enough():
    shown = study("2008.06", registry_no="AB12")
    assert "diploma-unproved" not in credentials(JIAOJIANG, [item("x")], education=[shown])
    assert "diploma-unproved" in credentials(ANFANG, [item("考核登记表")], education=[study("1995.06")])


@pytest.mark.parametrize("plan_id", [ANFANG, JXT, BAOPO, HANGZHOU, JIAOJIANG])
@pytest.mark.parametrize("region", ["国外", "港澳台"])
def test_ev9_degrees_from_elsewhere(plan_id, region):
    found = credentials(plan_id, education=[study("2010.06", region=region)])["degree-unrecognised"]
    assert found.severity is ERROR
    numbered = study("2010.06", region=region, recognition_no="教留服认〔2010〕1号")
    assert "degree-unrecognised" not in credentials(plan_id, education=[numbered])
    scanned = item("x", title="国外学历学位认证书")
    assert "degree-unrecognised" not in credentials(
        plan_id, [scanned], education=[study("2010.06", region=region)]
    )


def stretch(start, end, county):
    return {"start": start, "end": end, "unit": "甲", "work": "设计", "county": county}


@pytest.mark.parametrize(
    ("plan_id", "end", "asked"),
    [
        (ANFANG, "2022-09-15", True),
        (ANFANG, "2022-09-14", False),
        (BAOPO, "2018.09", True),
        (BAOPO, "2018.08", False),
        (JIAOJIANG, "2024.12", True),  # 近1年内 in September 2025
        (JIAOJIANG, "2024.08", False),
        (JXT, "2020.06", False),
    ],
)
def test_ev10_other_provinces(plan_id, end, asked):
    work = [stretch("2008.07", end, "江苏省苏州市")]
    assert ("social-elsewhere" in credentials(plan_id, work=work)) is asked
    assert "social-elsewhere" not in credentials(plan_id, work=[stretch("2008.07", end, "杭州市淳安县")])
    shown = [item("x", title="省外社保证明")]
    assert "social-elsewhere" not in credentials(plan_id, shown, work=work)


def test_another_province_is_another_than_that_of_the_circular():
    elsewhere = plan(ANFANG).model_copy(update={"province": "江苏"})
    unsaid = plan(ANFANG).model_copy(update={"province": None})

    def told(at, county):
        work = [stretch("2008.07", "2025.01", county)]
        judged = check_credentials(applicant(work=work, evidence=[item("x")]), FIRM, at, date(2025, 9, 15))
        return "social-elsewhere" in {finding.code for finding in judged}

    assert told(plan(ANFANG), "江苏省苏州市") and not told(plan(ANFANG), "浙江省淳安县")
    assert told(elsewhere, "浙江省淳安县") and not told(elsewhere, "江苏省苏州市")
    assert not told(unsaid, "江苏省苏州市") and not told(unsaid, "浙江省淳安县")


def title(start, end=None, name="助理工程师"):
    record = {"name": name, "level": "初级", "qualified_on": "2015.12", "approved_by": "甲"}
    return {**record, "appointed_from": start, "appointed_to": end}


def technician(start, end):
    return {**title(start, end, "技术员"), "level": "员级", "qualified_on": "2012.12"}


@pytest.mark.parametrize(
    ("plan_id", "titles", "codes"),
    [
        (HANGZHOU, [title("2021-01-01")], set()),
        (HANGZHOU, [title("2021-02-01")], {"appointment-short"}),
        (HANGZHOU, [title("2016-01-01", "2019-12-31")], {"appointment-short"}),  # 近4年: 2021 to 2024
        (HANGZHOU, [title("2016-01-01", "2018-12-31"), title("2021-01-01", None, "二级")], set()),
        (
            HANGZHOU,
            [title("2016-01-01", "2020-12-31"), title("2022-01-01", None, "二级")],
            {"appointment-short"},
        ),
        (JIAOJIANG, [title("2023-01-01")], set()),
        (JIAOJIANG, [title("2023-01-02")], {"appointment-short"}),  # 1,095 days, but no third 周年
        (JIAOJIANG, [title("2019-01-01", "2024-12-31")], {"appointment-ended"}),
        (JIAOJIANG, [title("2019-01-01", "2025-01-31")], set()),
        (JIAOJIANG, [title("2019-01-01", "2020-06-30"), title("2024-07-01", None, "二级")], set()),
        (
            JIAOJIANG,
            [title("2019-01-01", "2020-05-31"), title("2024-07-01", None, "二级")],
            {"appointment-short"},
        ),
        (JIAOJIANG, [title("2024-01-01"), title("2024-01-01", None, "二级")], {"appointment-short"}),
        (JIAOJIANG, [title(None)], {"appointment-unstated"}),
        (JIAOJIANG, [technician("2016-01-01", "2023-12-31"), title("2024-01-01")], {"appointment-short"}),
        (JIAOJIANG, [technician("2016-01-01", "2023-12-31"), title(None)], {"appointment-unstated"}),
        (JXT, [title(None)], set()),
    ],
)
def test_ev11_letters_of_appointment(plan_id, titles, codes):
    found = credentials(plan_id, titles=titles)
    assert {code for code in found if code.startswith("appointment")} == codes


def test_ev11_only_for_the_stated_ways():
    short = [title("2023-01-01")]
    assert "appointment-short" in credentials(HANGZHOU, titles=short)
    skilled = {"method": "技能人才申报"}
    assert "appointment-short" not in credentials(HANGZHOU, titles=short, application=skilled)


MASTER = {"end": "2014.06", "school": "甲", "major": "采矿", "level": "硕士研究生", "match": "一致"}
FIRM = institution()


def test_003_annex2_2_5_2_letters_by_the_branch_of_the_conditions():
    two_years = [title("2022-12-01")]
    assert "appointment-short" not in credentials(HANGZHOU, unit=FIRM, education=[MASTER], titles=two_years)
    bachelor = [{**MASTER, "level": "本科"}]
    direct = {"unit": FIRM, "education": bachelor, "titles": two_years}
    direct["work"] = [{"start": "2012.07", "unit": "虚构矿业有限公司", "work": "采矿", "in_field": True}]
    found = credentials(HANGZHOU, [item("x", title="身份证")], **direct)
    assert "appointment-short" not in found
    assert "need-missing" not in found
    school = institution(kind="事业单位")
    assert "appointment-short" in credentials(HANGZHOU, **direct | {"unit": school})
    chosen = direct | {"unit": school, "application": {"option": "直接申报"}}
    found = credentials(HANGZHOU, [item("x", title="身份证")], **chosen)
    assert not {"appointment-short", "need-missing"} & set(found)  # short of years, but not of letters


def test_004_annex2_2_5_4_transfer_and_skipping_a_level_need_no_three_years():
    post = [{**title("2024-06-01"), "name": "经济师", "level": "中级"}]
    transfer = {"method": "转评", "speciality": "采矿工程"}
    assert "appointment-short" not in credentials(JIAOJIANG, unit=FIRM, titles=post, application=transfer)
    late = [{**post[0], "appointed_from": "2025-01-02"}]
    short = credentials(JIAOJIANG, unit=FIRM, titles=late, application=transfer)["appointment-short"]
    assert short.message == "聘书合计11个月（算到2025.12.31），不足1年"
    reasons = [{"clause": "第十条（四）", "condition": "越级-4", "fact": "团队成员"}]
    skips = {"method": "破格申报", "speciality": "采矿工程", "reasons": reasons}
    found = credentials(JIAOJIANG, unit=FIRM, titles=[title("2025-06-01")], application=skips)
    assert not [code for code in found if code.startswith("appointment")]


@pytest.mark.parametrize(
    ("level", "qualified", "appointed", "short"),
    [
        ("硕士研究生", "2025-01-01", "2025-01-01", False),
        ("硕士研究生", "2025-01-01", "2025-01-02", True),
        ("本科", "2023-01-01", "2023-01-01", False),
        ("本科", "2023-01-01", "2023-01-02", True),
    ],
)
def test_004_9_1_who_breaks_the_years_has_letters_of_those_since_the_title(
    level, qualified, appointed, short
):
    """第九条（一）“资历破格提前时间原则上不超过1年”: a master breaks two years with one."""
    breaks = {"method": "破格申报", "option": "一般破格", "speciality": "采矿工程"}
    study = {**MASTER, "end": "2024.06", "level": level}
    work = {"work_started": "2022-07-01", "field_since": "2024.07"}
    held = [{**title(appointed), "qualified_on": qualified}]
    found = credentials(JIAOJIANG, unit=FIRM, titles=held, application=breaks, education=[study], **work)
    assert ("appointment-short" in found) is short


def test_003_annex2_2_5_4_insurance_of_another_province_in_any_year():
    work = [stretch("2008.07", "2012.06", "江苏省苏州市")]
    found = credentials(HANGZHOU, work=work)["social-elsewhere"]
    assert found.message == (
        "在江苏省苏州市工作，没有登记省外缴纳社保的证明；"
        "通知说的是在省外缴纳社保的，没有说在省外工作的都是（本系统推定）"
    )
    assert found.severity is WARNING


def test_003_annex1_2_2_2_2_an_honour_proves_the_skilled():
    skilled = {"method": "技能人才申报", "speciality": "机械"}
    honour = {"title": "浙江工匠", "issuer": "省政府", "date": "2022", "evidence": ["E-1"]}
    assert "skill-unproved" not in proofs(HANGZHOU, application=skilled, honours=[honour])
    for lacking in ({**honour, "evidence": []}, {**honour, "title": "优秀员工"}):
        assert "skill-unproved" in proofs(HANGZHOU, application=skilled, honours=[lacking])


def test_003_annex4_2_the_bag_holds_the_forms_alone():
    book = {"title": "甲", "date": "2022", "publication": "乙", "rank": "独著", "evidence": ["E"]}
    person = applicant(
        papers=[{**book, "representative": True}],
        evidence=[{"id": "E", "category": "论文著作", "title": "代表作"}],
        application={"method": "破格申报"},
    )
    titles = [line.title for line in package(person, FIRM, plan(HANGZHOU))]
    assert titles == ["专业技术职务任职资格评审表", "破格推荐中级专业技术职务任职资格审批表"]


def test_a_representative_work_stays_out_of_the_volume_only_where_the_circular_says_so():
    """矿山2021（四） keeps 代表作复印件 out; where a circular does not, the evidence is bound."""
    book = {"title": "甲", "date": "2020", "publication": "乙", "rank": "独著", "evidence": ["E"]}
    proof = {"id": "E", "category": "论文著作材料复印件", "title": "丙"}
    a = applicant(papers=[{**book, "representative": True}], evidence=[proof])
    ours = plan(BAOPO)
    loose = [one.model_copy(update={"representative": False}) for one in ours.binding.loose]
    binding = ours.binding.model_copy(update={"loose": loose})
    assert loose_reason(a, a.evidence[0], ours) == "代表作复印件"
    assert loose_reason(a, a.evidence[0], ours.model_copy(update={"binding": binding})) == ""


def test_003_annex2_2_5_3_the_contract_is_asked_of_everybody():
    """“现履行期内的合同必须提供”: of staff in post (在编), too."""
    assert "contract-missing" in credentials(HANGZHOU, [item("身份证")])
    assert "contract-missing" not in credentials(HANGZHOU, [item("劳动合同")])
    in_post = {"staffing": "在编"}
    assert "contract-missing" in credentials(HANGZHOU, [item("身份证")], application=in_post)
    assert "contract-missing" not in credentials(ANFANG, [item("身份证")])


def test_ev10_insurance_is_told():
    assert credentials(ANFANG, [item("身份证")])["social-missing"].severity is INFO
    assert "social-missing" not in credentials(ANFANG, [item("历年参保证明")])
    assert "social-missing" not in credentials(ANFANG, [item("劳动合同")])
    assert (
        credentials(BAOPO, [item("身份证")])["social-missing"].message
        == "佐证材料中没有近3年《基本养老保险参保缴费证明》"
    )
    assert "social-missing" not in credentials(JIAOJIANG, [item("身份证")])


@pytest.mark.parametrize(
    ("plan_id", "method", "given", "lacking"),
    [
        (ANFANG, "正常申报", ["任职资格证书", "聘任证书"], None),
        (ANFANG, "正常申报", ["任职资格证书"], "聘书"),
        (ANFANG, "自评分申报", ["专家资格证书"], None),
        (ANFANG, "自评分申报", ["学历证书"], "专家职称证书"),
        (HANGZHOU, "正常申报", ["聘书"], None),
        (HANGZHOU, "正常申报", ["劳动合同"], "近4年聘书"),
        (HANGZHOU, "破格申报", ["劳动合同"], None),
        (BAOPO, "正常申报", ["身份证"], None),
    ],
)
def test_what_a_way_of_applying_needs(plan_id, method, given, lacking):
    found = credentials(plan_id, [item(*given)], application={"method": method}).get("need-missing")
    assert found is None if lacking is None else f"须提交{lacking}，" in found.message


def test_no_evidence_at_all_is_said_once():
    found = credentials(HANGZHOU, titles=[title("2016-01-01")])
    assert (set(found), found["evidence-none"].severity) == ({"evidence-none"}, INFO)


@pytest.mark.parametrize(
    ("plan_id", "category", "severity"),
    [(BAOPO, "获奖证书", ERROR), (BAOPO, "任职资格证书", INFO), (ANFANG, "获奖证书", INFO)],
)
def test_only_what_is_bound_must_have_a_file(plan_id, category, severity):
    """002 （四） binds the awards; what 002 （二）4 lists, and all of 000, is handed in on the platform."""
    bare = {"id": "E-1", "category": category, "title": "材料", "parts": []}
    found = by_code(check_evidence(applicant(evidence=[bare]), institution(), plan(plan_id)))
    assert found["evidence-empty"].severity is severity


def test_a_part_of_the_volume_is_missing_only_if_neither_a_form_nor_evidence_makes_it():
    """A form that is made for everybody needs no list and no evidence; what no form makes is evidence."""

    def hints(*sections, **changes):
        binding = plan(BAOPO).binding.model_copy(update={"sections": [BindingSection(**s) for s in sections]})
        changed = plan(BAOPO).model_copy(update={"binding": binding})
        judged = check_evidence(applicant(**changes), institution(), changed)
        return [finding.hint for finding in judged if finding.code == "section-missing"]

    always = {"title": "工作总结", "form": "work_summary", "required": True}
    scores = {"title": "打分表甲", "form": "scoring_table", "required": True}
    diploma = {"title": "学历证书", "required": True}
    assert hints(always) == []
    assert hints(scores) == ["填写“打分表”各行，或把填好的打分表甲作为佐证材料（类别“打分表甲”）加入"]
    assert hints(diploma) == ["把学历证书作为佐证材料（类别“学历证书”）加入"]
    assert hints({**diploma, "when": {"method": ["landmark"]}}) == []
    item = {"id": "E-1", "category": "学历证书", "title": "甲", "parts": [{"file": "a.pdf"}]}
    assert hints(diploma, evidence=[item]) == []


def test_a_project_bound_under_another_heading_than_its_kind_is_told():
    """The summary form lists it as 科研项目, the contents would say 科研项目 无 (矿山2021（四）)."""

    def found(category, kind="科研项目", plan_id=BAOPO):
        project = {"title": "甲", "kind": kind, "start": "2019.01", "role": "主持", "content": "设计"}
        proof = {"id": "E-1", "category": category, "title": "任务书", "parts": [{"file": "a.pdf"}]}
        a = applicant(projects=[{**project, "evidence": ["E-1"]}], evidence=[proof])
        judged = check_evidence(a, institution(), plan(plan_id))
        return by_code(judged).get("evidence-other-section")

    told = found("工作业绩证明")
    assert told.severity is WARNING and "填的是科研项目，佐证归在“工作业绩证明”" in told.message
    assert found("科研项目") is None
    assert found("工作业绩证明", "工程技术项目") is None  # the volume has no section of that kind
    assert found("工作业绩证明", plan_id=ANFANG) is None  # nothing is bound


def test_004_annex2_2_5_4_letters_of_appointment_are_uploaded():
    """“上传以下附件：……（4）累计3年现任专业技术职务资格聘书”; not by who needs no years in a title."""
    held = {"titles": [title("2016-01-01")], "education": [{**MASTER, "level": "本科"}], "unit": FIRM}
    given = [item("身份证")]
    assert credentials(JIAOJIANG, given, **held)["need-missing"].message == (
        "“正常申报”须提交聘书，佐证材料中没有"
    )
    assert "need-missing" not in credentials(JIAOJIANG, [*given, item("聘任证书", "E-2")], **held)
    skilled = {"option": "技能人才申报"}
    assert "need-missing" not in credentials(JIAOJIANG, given, application=skilled, **held)


@pytest.mark.parametrize(("plan_id", "told"), [(BAOPO, True), (ANFANG, False), (JIAOJIANG, False)])
def test_one_scan_for_two_things_is_told_only_where_a_volume_is_bound(plan_id, told):
    read = {"0.pdf": Evidence(None, (1,), digest="0")}
    a = applicant(evidence=[item("证书"), item("证书", number="E-2")])
    assert bool([*bound_twice(read, a, plan(plan_id))]) is told
