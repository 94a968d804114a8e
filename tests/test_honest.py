"""Honest people of all plans and ways are neither refused nor reminded; one step past a bound is told.

A twin is one of the honest with a value moved to the first that the circular refuses; the table names
circular and clause. 000 is 浙安协〔2025〕20号, 001 浙经信人事〔2020〕84号, 002 the requirements of
矿山工程/爆破行业 2021, 003 杭州市 2024, 004 台州光电产业创新中心 2025.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from conftest import Workshop, citizen, photo_bytes, silent
from rules import ANFANG, BAOPO, ERROR, HANGZHOU, INFO, JIAOJIANG, JXT, WARNING, institution

from zcforms.batch import open_job
from zcforms.batch.everybody import check_job
from zcforms.checks import check_applicant, check_institution, check_schedule
from zcforms.chinese.workdays import official_calendar
from zcforms.forms import load_forms
from zcforms.ground.findings import Finding, Ground
from zcforms.ground.photo import PhotoFacts
from zcforms.model import Applicant
from zcforms.model.application import Application
from zcforms.plans import load_plan
from zcforms.plans.grounds import rest_of

FORMS, CALENDAR = load_forms(), official_calendar()
UNIT, OLD_UNIT = "虚构实业有限公司", "虚构机械有限公司"
PHOTO = PhotoFacts("JPEG", 30_721, 216, 301, light_background=True)  # the least that passes
Record = dict[str, Any]

# --- what people have ----------------------------------------------------------------------------


def proof(number: str, category: str, *pages: str) -> Record:
    """An item of evidence, a file for each of its pages."""
    parts = [{"file": f"{number}_{n}.jpg", "name": page} for n, page in enumerate(pages or (category,), 1)]
    return {"id": number, "category": category, "title": category, "parts": parts, "name_marked": True}


def held(name: str, level: str, qualified: str, appointed: str | None = None, **more: Any) -> list[Record]:
    """One title, appointed to when it was obtained unless said otherwise."""
    by = {"qualified_on": qualified, "approved_by": "虚构市人社局"}
    return [{"name": name, "level": level, **by, "appointed_from": appointed or qualified, **more}]


def studied(level: str, end: str, **more: Any) -> Record:
    return {"end": end, "school": "虚构大学", "major": "虚构工程", "level": level, "match": "一致", **more}


def worked(start: str, unit: str = UNIT, **more: Any) -> Record:
    return {"start": start, "unit": unit, "work": "设计", "employer": "企业", "in_field": True, **more}


def since(day: str, *before: Record) -> Record:
    """Work in the field at the unit from a day on, and elsewhere before it."""
    first = before[0]["start"] if before else day
    return {"work_started": first, "field_since": day, "work": [*before, worked(day)]}


def hours(plan_id: str, major: int, public: int, system: str) -> list[Record]:
    """The same hours in every year of the plan's window, with the certificate of each."""
    parts = {"total": major + public, "major": major, "industry_public": public, "system": system}
    years = load_plan(plan_id).continuing_education.years
    return [{"year": year, **parts, "evidence": [f"J{year}"]} for year in years]


def assessed(*years: int, unit: str = UNIT) -> list[Record]:
    return [{"year": year, "level": "合格", "unit": unit, "evidence": [f"K{year}"]} for year in years]


def posted(start: str, end: str, place: str = "本单位") -> Record:
    return {"start": start, "end": end, "place": place, "result": "无异议"}


def skill(day: str) -> list[Record]:
    return [{"title": "虚构工", "level": "技师", "date": day, "evidence": ["S-1"]}]


def honour(title: str, issuer: str, level: str) -> list[Record]:
    return [{"title": title, "issuer": issuer, "date": "2024-05-01", "level": level, "evidence": ["R-1"]}]


def reasons(*conditions: str) -> list[Record]:
    return [{"clause": c, "condition": c, "fact": "见佐证", "evidence": ["R-1"]} for c in conditions]


def lines(*scores: int) -> list[Record]:
    """Lines of a scoring table, rechecked by the unit."""
    proofs = ("X-1", "P-1")
    said = {"indicator": "业绩", "basis": "见佐证", "cumulative": True}
    pairs = zip(scores, proofs, strict=True)
    return [{**said, "score": n, "reviewed": n, "evidence": [e]} for n, e in pairs]


def expert(name: str) -> Record:
    by = {"unit": "虚构研究院", "field": "安全技术防范", "title": "正高级工程师"}
    return {"name": name, **by, "evidence": ["Q-1"]}


PAPER = {"kind": "论文", "title": "甲", "publication": "虚构学报", "rank": "1/1", "tier": "普通期刊"}
BOOK = {"kind": "著作", "title": "乙", "publication": "虚构出版社", "rank": "1/1", "words": 3}
PROJECT = {"kind": "科研项目", "title": "丙", "role": "负责人", "rank": "1/3", "content": "研制"}
AWARD = {
    "title": "丁",
    "award": "西湖区科学技术进步奖",
    "grade": "二等奖",
    "issuer": "西湖区人民政府",
    "date": "2023-05-01",
    "level": "县区级",
    "rank": "1/3",
    "evidence": ["R-1"],
}
PATENT = {
    "kind": "发明专利",
    "title": "戊",
    "number": "ZL201910123456.7",
    "date": "2024-05-01",
    "rank": "1/2",
    "evidence": ["R-1"],
}
STANDARD = {
    "title": "己",
    "number": "T/ABC 1-2024",
    "level": "团体标准",
    "date": "2024-05-01",
    "rank": "2/9",
    "evidence": ["R-1"],
}
PAGES = ("封面", "刊号", "目录", "正文")
PROJECT_PAGES = ("合同封面页", "项目金额页", "主要参与人员名单及负责的项目工作内容", "合同盖章页")
CONTRIBUTION = "本人系主要贡献者依据"

# --- the honest ----------------------------------------------------------------------------------

# By plan: the day of filling, the last that is in time, and what everybody brings: a posting from Monday to
# Friday, a book among the papers.
BRING: dict[str, tuple[date, Record]] = {
    ANFANG: (
        date(2025, 10, 20),
        {
            "field": "安全技术防范专业（系统集成）",
            "titles": held("工程师", "中级", "2019-12-31"),
            "continuing_education": hours(ANFANG, 72, 18, "浙江省专业技术人员继续教育学时登记管理系统"),
            "assessments": assessed(2022, 2023, 2024),
            "publicity": posted("2025-10-13", "2025-10-17"),
            "evidence": [
                *(proof("Z-1", "任职资格证书"), proof("Z-2", "聘任证书"), proof("Z-3", "劳动合同")),
                proof("P-1", "论文著作", *PAGES, "期刊查询"),
                proof("P-2", "论文著作", *PAGES),
                proof("X-1", "科研项目", *PROJECT_PAGES),
            ],
        },
    ),
    JXT: (
        date(2020, 10, 10),
        {
            "field": "化纤",
            "titles": held("工程师", "中级", "2014-12-31"),
            "continuing_education": hours(
                JXT, 72, 18, "浙江省工业和信息化领域专业技术人员继续教育学时登记管理系统"
            ),
            "assessments": assessed(2017, 2018, 2019),
            "publicity": posted("2020-08-03", "2020-08-07"),
            "evidence": [
                *(proof("Z-1", "任职资格证书"), proof("Z-3", "社保证明")),
                *(proof("P-1", "论文著作", *PAGES), proof("P-2", "论文著作", *PAGES)),
                proof("X-1", "科研项目", CONTRIBUTION),
            ],
        },
    ),
    BAOPO: (
        date(2021, 9, 15),
        {
            "field": "爆破器材",
            "titles": held("工程师", "中级", "2015-12-31"),
            "continuing_education": hours(BAOPO, 72, 18, "虚构平台"),
            "assessments": assessed(*range(2016, 2021)),
            "publicity": posted("2021-08-02", "2021-08-06"),
            "evidence": [
                *(proof("Z-1", "任职资格证书"), proof("Z-3", "社保证明"), proof("D-1", "评审打分表")),
                proof("P-1", "论文著作材料复印件", *PAGES),
                proof("P-2", "论文著作材料复印件", *PAGES),
                proof("X-1", "科研项目", *PROJECT_PAGES),
            ],
        },
    ),
    HANGZHOU: (
        date(2024, 9, 30),
        {
            "field": "机械制造",
            "titles": held("助理工程师", "初级", "2018-12-31", "2021-01-01"),
            **since("2021-01-01", worked("2018-07-01", OLD_UNIT, end="2020-12-31", in_field=False)),
            "education": [studied("本科", "2018-06-30")],
            "continuing_education": hours(HANGZHOU, 20, 10, "杭州市专业技术人员学习新干线系统"),
            "assessments": assessed(2021, 2022, 2023),
            "publicity": posted("2024-08-05", "2024-08-09", "单位公告栏"),
            "evidence": [
                *(proof("Z-2", "聘任证书"), proof("Z-3", "劳动合同"), proof("Z-4", "社保证明")),
                *(proof("P-1", "论文著作", *PAGES), proof("P-2", "论文著作", *PAGES)),
                proof("X-1", "科研项目", CONTRIBUTION),
            ],
        },
    ),
    JIAOJIANG: (
        date(2025, 9, 10),
        {
            "field": "光电检测",
            "titles": held("助理工程师", "初级", "2022-01-01"),
            "education": [studied("本科", "2008-06-30", registry_no="B-1")],
            "continuing_education": hours(JIAOJIANG, 60, 30, "台州市继续教育学时管理系统"),
            "assessments": assessed(2022, 2023, 2024),
            "publicity": posted("2025-08-04", "2025-08-08"),
            "evidence": [
                *(proof("Z-2", "聘任证书"), proof("Z-3", "劳动合同")),
                *(proof("P-1", "论文著作", "正文"), proof("P-2", "论文著作", "封面")),
                proof("X-1", "科研项目", CONTRIBUTION),
            ],
        },
    ),
}
POSTS = {
    "副高级": {"approved": 12, "actual": 11, "offered": 1},
    "中级": {"approved": 8, "actual": 7, "offered": 1},
}
PUBLIC = {
    "kind": "事业单位",
    "establishment": {"staff_total": 20, "posts_total": 20, "levels": POSTS, "approved_in_system": True},
}
SECONDARY = {"titles": "无", "education": [studied("中专", "2008-06-30")]}
DOCTOR = {
    **since("2018-07-01"),
    "education": [studied("本科", "2013-06-30"), studied("博士研究生", "2018-06-30")],
    "titles": held("工程师", "中级", "2018-12-31"),
    "assessments": assessed(2018, 2019, 2020),
}
MADE_UP = hours(ANFANG, 72, 18, "浙江省专业技术人员继续教育学时登记管理系统")
MADE_UP[0] |= {"total": 80, "major": 62}
MADE_UP[3] |= {"total": 100, "major": 82}
SKILL, BREAK = proof("S-1", "技能人才佐证"), proof("R-1", "破格证明材料", "证书", "公布文件", "名单")


@dataclass(frozen=True)
class Honest:
    """One of the honest: what differs from what everybody brings under the plan."""

    plan: str
    changes: Record
    application: Record
    unit: Record
    besides: tuple[Record, ...]


def honest(plan_id: str, *besides: Record, unit: Record | None = None, **changes: Any) -> Honest:
    """What of the changes belongs to the application is put there."""
    there = {name: changes.pop(name) for name in list(changes) if name in Application.model_fields}
    return Honest(plan_id, changes, there, unit or {}, besides)


HONEST = {
    "000 正常申报": honest(ANFANG),
    "000 补足学时": honest(ANFANG, continuing_education=MADE_UP),
    "000 技能人才": honest(
        ANFANG,
        proof("S-1", "技能人才佐证", "符合技能人才申报条件情况说明"),
        method="技能人才申报",
        titles="无",
        skills=skill("2019-01-01"),
    ),
    "000 自评分": honest(
        ANFANG,
        proof("Q-1", "专家职称证书"),
        method="自评分申报",
        score=80,
        titles="无",
        score_rows=lines(50, 30),
        experts=[expert("周一"), expert("吴二")],
    ),
    "000 转评": honest(
        ANFANG, method="转（兼）评", titles=held("高级工程师", "副高级", "2019-12-31", major="通信")
    ),
    "000 在编": honest(ANFANG, unit=PUBLIC, staffing="在编"),
    "001 化纤": honest(JXT),
    "001 破格晋升": honest(
        JXT,
        BREAK,
        unit=PUBLIC,
        method="破格晋升",
        staffing="在编",
        reasons=reasons("虚构条款"),
        field="纺织",
    ),
    "002 正常申报": honest(BAOPO),
    "002 自评分": honest(BAOPO, method="自评分申报", score=80, score_rows=lines(50, 30)),
    "002 转评": honest(BAOPO, method="转（兼）评申报", titles=held("测绘工程师", "副高级", "2015-12-31")),
    "002 博士": honest(BAOPO, **DOCTOR),
    "003 正常申报": honest(HANGZHOU),
    "003 研究生": honest(
        HANGZHOU,
        **since("2024-01-01", worked("2018-07-01", OLD_UNIT, end="2023-12-31", in_field=False)),
        education=[studied("硕士研究生", "2018-06-30")],
        titles=held("助理工程师", "初级", "2018-12-31", "2023-01-01"),
        assessments=assessed(2021, 2022, 2023, unit=OLD_UNIT),
    ),
    "003 直接申报": honest(
        HANGZHOU,
        **since("2018-01-01"),
        option="直接申报",
        titles="无",
        education=[studied("专科", "2017-06-30")],
    ),
    "003 技师": honest(HANGZHOU, SKILL, method="技能人才申报", **SECONDARY, skills=skill("2022-01-01")),
    "003 浙江工匠": honest(
        HANGZHOU,
        proof("R-1", "荣誉证书"),
        method="技能人才申报",
        **SECONDARY,
        honours=honour("浙江工匠", "浙江省总工会", "省部级"),
    ),
    "003 破格申报": honest(
        HANGZHOU,
        BREAK,
        method="破格申报",
        reasons=reasons("破格-1", "破格-3"),
        titles=held("助理工程师", "初级", "2018-12-31", "2022-01-01"),
        awards=[AWARD],
    ),
    "003 转评": honest(
        HANGZHOU,
        method="转（兼）评",
        titles=held("工程师", "中级", "2020-12-31", "2024-01-01", major="建筑"),
    ),
    "004 光电检测": honest(JIAOJIANG),
    "004 技师": honest(JIAOJIANG, SKILL, option="技能人才申报", **SECONDARY, skills=skill("2023-01-01")),
    "004 一般破格": honest(
        JIAOJIANG,
        BREAK,
        method="破格申报",
        option="一般破格",
        reasons=reasons("一般-1", "一般-2", "一般-6"),
        titles=held("助理工程师", "初级", "2023-01-01"),
        honours=honour("劳动模范", "椒江区人民政府", "县区级"),
        patents=[PATENT],
    ),
    "004 越级申报": honest(
        JIAOJIANG,
        BREAK,
        method="破格申报",
        option="越级申报",
        reasons=reasons("越级-5"),
        **SECONDARY,
        standards=[STANDARD],
    ),
    "004 转评": honest(
        JIAOJIANG,
        **since("2025-01-01", worked("2008-07-01", OLD_UNIT, end="2024-12-31", in_field=False)),
        method="转评",
        titles=held("工程师", "中级", "2018-12-31", major="建筑"),
        assessments=assessed(2022, 2023, 2024, unit=OLD_UNIT),
    ),
    "004 在编": honest(JIAOJIANG, unit=PUBLIC, staffing="在编"),
}


def record_of(name: str) -> Record:
    """The whole record of one of the honest."""
    one = HONEST[name]
    _, brought = BRING[one.plan]
    plan = load_plan(one.plan)
    done = f"{plan.year - 1}-06-01"
    record = deepcopy(
        {
            "name": "林一山",
            "id": {"number": citizen("33020019850615001")},
            "ethnicity": "汉族",
            "phone": "13800000009",
            "unit": UNIT,
            **since("2008-07-01"),
            "education": [studied("本科", "2008-06-30")],
            "statement": "字" * 1000,
            "sanctions": "无",
            "projects": [
                {**PROJECT, "start": done, "end": done, "representative": True, "evidence": ["X-1"]}
            ],
            "papers": [
                {**PAPER, "date": done, "evidence": ["P-1"]},
                {**BOOK, "date": done, "evidence": ["P-2"]},
            ],
            **brought,
            **one.changes,
        }
    )
    if one.plan == JIAOJIANG:
        record["papers"][0] |= {"similarity": "50", "report": "中国知网"}
    record["application"] = {
        "method": plan.methods[0].label,
        "speciality": record["field"],
        **one.application,
    }
    yearly = (("continuing_education", "继续教育证明"), ("assessments", "年度考核材料"))
    years = [proof(year["evidence"][0], called) for key, called in yearly for year in record[key]]
    record["evidence"] += [*one.besides, *years]
    return record


def moved(record: Record, changes: Record) -> Record:
    """A record with the values at some places, "titles.0.level", moved; None takes one away."""
    twin = deepcopy(record)
    for path, value in changes.items():
        *way, last = path.split(".")
        at: Any = twin
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at[step]
        key = int(last) if isinstance(at, list) else last
        if value is None:
            del at[key]
        else:
            at[key] = value
    return twin


def found_in(
    name: str, record: Record, unit: Record, photo: PhotoFacts = PHOTO, on: date | None = None
) -> list[Finding]:
    """All that is found in a record, and in the unit if it recommends staff in post."""
    plan_id = HONEST[name].plan
    plan, applicant = load_plan(plan_id), Applicant.model_validate(record)
    employer, on = institution(name=UNIT, **unit), on or BRING[plan_id][0]
    found = list(check_applicant(applicant, employer, photo, plan, FORMS, on, CALENDAR))
    staff = [applicant] if applicant.application.staffing == "在编" else []
    return [*found, *check_institution(employer, staff, plan, ("institutions", 0))]


def told(
    name: str, record: Record, unit: Record, photo: PhotoFacts = PHOTO, on: date | None = None
) -> list[Finding]:
    """What of it the clerk must see to."""
    return [finding for finding in found_in(name, record, unit, photo, on) if finding.severity is not INFO]


NEXT_MONDAY = {
    ANFANG: "2025-10-20",
    JXT: "2020-08-10",
    BAOPO: "2021-08-09",
    HANGZHOU: "2024-08-12",
    JIAOJIANG: "2025-08-11",
}


def posted_longer(name: str) -> Record:
    """One of the honest, posted so long that it does not matter whether the first day counts."""
    return moved(record_of(name), {"publicity.end": NEXT_MONDAY[HONEST[name].plan]})


@pytest.mark.parametrize("name", HONEST)
def test_the_honest_are_neither_refused_nor_reminded(name):
    """But that five weekdays may be four, where the circular does not say whether the first day counts."""
    (found,) = told(name, record_of(name), HONEST[name].unit)
    assert (found.code, found.severity, found.ground) == ("publicity-first-day", WARNING, Ground.INFERRED)
    assert told(name, posted_longer(name), HONEST[name].unit) == []


# --- their twins ---------------------------------------------------------------------------------

ID = citizen("33020019850615001")
FORGED = ID[:-1] + ("0" if ID[-1] != "0" else "1")
SECOND = "continuing_education.1"
SHORT_89 = {f"{SECOND}.total": 89, f"{SECOND}.major": 71}
SHORT_59 = {f"{SECOND}.major": 59, f"{SECOND}.industry_public": 31}
SHORT_17 = {f"{SECOND}.major": 73, f"{SECOND}.industry_public": 17}
# In 004 another year has what one lacks, so that the sums of the four years are enough.
THIRD = "continuing_education.2"
LESS_PUBLIC = {f"{SECOND}.major": 61, f"{SECOND}.industry_public": 29}
MORE_PUBLIC = {f"{THIRD}.total": 91, f"{THIRD}.industry_public": 31}
OFFERED = "unit.establishment.levels"
CENSURED = {"kind": "记过", "decided_on": "2024-01-01", "until": "2024-06-30"}
WARNED = {"kind": "警告", "decided_on": "2025-03-10", "until": "2025-09-10"}  # the day of filling
FRAUD = {"kind": "弄虚作假", "decided_on": "2022-12-31"}
MOVED = [worked("2008-07-01", OLD_UNIT, end="2022-12-30"), worked("2022-12-31")]
OLD_PAPER, DOUBTFUL_PAPER = {"papers.0.date": "2020-12-31"}, {"papers.0.date": "2021-12-31"}
POOR = {"score_rows.0.score": 49, "score_rows.0.reviewed": 49, "application.score": 79}
PROVINCIAL = {"application.desk": "省本级单位受理点", "unit.affiliation": "设区市"}
OTHER_TRADE = {"application.speciality": "光电检测", "field": "光电检测"}

# Whose twin, by which clause, one step past which bound: the one finding meant (the letters of appointment
# are counted beside the years themselves, and reminded of).
REFUSED: list[tuple[str, str, Record, str]] = [
    ("000 正常申报", "GB 11643", {"id.number": FORGED}, "id-number"),
    ("000 正常申报", "五（三）", {"assessments.0.level": "基本合格"}, "assessment-level"),
    ("000 正常申报", "七（五）", {"assessments.0.kind": "多年合并"}, "assessment-document"),
    ("000 正常申报", "七（五）", {"assessments.0.unit": OLD_UNIT, "work": MOVED}, "assessment-unit"),
    ("000 正常申报", "附件1二9", {"assessments.0": None}, "assessment-missing"),
    (
        "000 正常申报",
        "七（七）",
        {"papers.0.date": "2025-11-01", "on": date(2025, 11, 1)},
        "evidence-too-late",
    ),
    ("000 正常申报", "七（一）", {"publicity.end": "2025-10-16"}, "publicity-short"),
    (
        "000 正常申报",
        "六（二）",
        {"publicity.start": "2025-10-24", "publicity.end": "2025-11-01", "on": date(2025, 11, 1)},
        "publicity-late",
    ),
    ("000 正常申报", "附件2二4（2）", {"statement": "字" * 1001}, "statement-too-long"),
    ("000 正常申报", "附件2二4（3）", PROVINCIAL, "desk-provincial"),
    ("000 正常申报", "一", OTHER_TRADE, "speciality-unknown"),
    ("000 自评分", "四（二）", POOR, "score-below-pass"),
    ("000 自评分", "附件2二4（1）", {"experts.1": None}, "experts-missing"),
    ("000 自评分", "附件2二4（1）", {"experts.1.name": "周一"}, "experts-missing"),
    ("000 自评分", "四（二）", {"experts.1.title": "高级工程师"}, "expert-level"),
    ("000 在编", "五（四）", {f"{OFFERED}.副高级.offered": 0}, "posts-too-few"),
    ("000 在编", "五（四）", {"unit.establishment.posts_total": 19}, "posts-sum"),
    ("001 化纤", "二（四）", SHORT_89, "hours-short"),
    ("001 化纤", "二（四）", SHORT_59, "hours-major-short"),
    ("001 化纤", "二（四）", SHORT_17, "hours-public-short"),
    ("001 化纤", "附件2第9项", {"assessments.0": None}, "assessment-missing"),
    ("001 化纤", "附件2第4、5、10项", {"papers.0.representative": True}, "representative-many"),
    ("001 化纤", "三（一）", {"publicity.end": "2020-08-06"}, "publicity-short"),
    (
        "001 化纤",
        "一",
        {"publicity.start": "2020-09-28", "publicity.end": "2020-10-12", "on": date(2020, 10, 12)},
        "publicity-late",
    ),
    ("001 破格晋升", "三（六）", {f"{OFFERED}.副高级.offered": 0}, "posts-too-few"),
    ("001 破格晋升", "附件2第11项", {"application.reasons": []}, "reasons-missing"),
    ("002 正常申报", "（二）9", {"assessments.0": None}, "assessment-missing"),
    ("002 正常申报", "网上申报办法》6", {"statement": "字" * 1001}, "statement-too-long"),
    ("002 自评分", "（三）1、4", POOR, "score-below-pass"),
    ("002 转评", "（三）5", {"titles.0.level": "中级"}, "method-title"),
    ("002 博士", "（二）9", {"assessments.0": None}, "assessment-missing"),
    (
        "003 正常申报",
        "附件1二（一）2",
        {"titles.0.appointed_from": "2021-01-02"},
        "eligibility-unmet appointment-short",
    ),
    (
        "003 正常申报",
        "附件1三",
        {"continuing_education.2.total": 29, "continuing_education.2.major": 19},
        "hours-sum-short",
    ),
    ("003 正常申报", "附件1四", {"assessments.0.level": "基本称职"}, "assessment-level"),
    ("003 正常申报", "附件3一4", {"publicity.end": "2024-08-08"}, "publicity-short"),
    (
        "003 正常申报",
        "附件2二8",
        {"publicity.start": "2024-09-23", "publicity.end": "2024-10-08", "on": date(2024, 10, 8)},
        "publicity-late",
    ),
    (
        "003 研究生",
        "附件1二（一）1",
        {"titles.0.appointed_from": "2023-01-02"},
        "eligibility-unmet appointment-short",
    ),
    ("003 直接申报", "附件1二（二）1", {"education.0.end": "2018-01-02"}, "eligibility-unmet"),
    ("003 技师", "附件1二（二）2（1）", {"skills.0.date": "2022-01-02"}, "eligibility-unmet"),
    ("003 技师", "附件1二（二）2（1）", {"skills.0.level": "高级工"}, "eligibility-unmet"),
    ("003 破格申报", "附件1二（四）", {"titles.0.appointed_from": "2022-01-02"}, "eligibility-unmet"),
    ("003 浙江工匠", "二（二）2（2）", {"honours.0.title": "杭州工匠"}, "eligibility-unmet skill-unproved"),
    ("003 破格申报", "附件1二（四）", {"awards.0.grade": "三等奖"}, "eligibility-unmet"),
    ("003 破格申报", "附件1二（四）", {"awards.0.date": "2018-12-30"}, "eligibility-unmet"),
    ("003 破格申报", "附件1二（四）", {"papers.1.words": "2.9"}, "eligibility-unmet"),
    ("003 转评", "附件1二（三）", {"titles.0.appointed_from": "2024-01-02"}, "eligibility-unmet"),
    (
        "004 光电检测",
        "第七条（一）2",
        {"titles.0.qualified_on": "2022-01-02", "titles.0.appointed_from": "2022-01-02"},
        "eligibility-unmet",
    ),
    ("004 光电检测", "二（二）1", LESS_PUBLIC | MORE_PUBLIC, "hours-public-short"),
    ("004 光电检测", "二（二）2、3", {"papers.0.similarity": "50.1"}, "paper-similar"),
    ("004 光电检测", "二（二）5", {"assessments.0.level": "不合格"}, "assessment-level"),
    ("004 光电检测", "三（一）", {"field": "光学技术"}, "speciality-differs"),
    ("004 光电检测", "附件3一4", {"publicity.end": "2025-08-07"}, "publicity-short"),
    ("004 光电检测", "第十四条", {"sanctions": [FRAUD]}, "barred-by-fraud"),
    ("004 光电检测", "第十四条", {"sanctions": [WARNED]}, "sanction-pending"),
    ("004 光电检测", "第十五条", {"sanctions": [CENSURED]}, "sanction-delays"),
    ("004 技师", "第七条（一）3", {"skills.0.date": "2023-01-02"}, "eligibility-unmet"),
    (
        "004 一般破格",
        "第九条（一）",
        {"titles.0.qualified_on": "2023-01-02", "titles.0.appointed_from": "2023-01-02"},
        "eligibility-unmet",
    ),
    ("004 一般破格", "第九条（一）", {"application.reasons.2": None}, "eligibility-unmet"),
    (
        "004 一般破格",
        "第九条（一）",
        {"honours.0.level": "企业级", "honours.0.issuer": UNIT},
        "eligibility-unmet",
    ),
    (
        "004 越级申报",
        "第十条",
        {"standards.0.level": "企业标准", "standards.0.number": "Q/ABC 1-2024"},
        "eligibility-unmet",
    ),
    ("004 转评", "第八条", {"titles.0.appointed_from": "2025-01-02"}, "eligibility-unmet appointment-short"),
    ("004 转评", "第八条", {"field_since": "2025-01-02", "work.1.start": "2025-01-02"}, "eligibility-unmet"),
    ("004 在编", "二（二）7", {f"{OFFERED}.中级.offered": 0}, "posts-too-few"),
]
REMINDED: list[tuple[str, str, Record, str]] = [
    ("000 自评分", "四（二）", {"experts.1.title": "首席专家"}, "expert-level"),
    ("000 在编", "五（四）", {"unit.establishment.approved_in_system": False}, "posts-not-approved"),
    ("001 化纤", "附件2第9项", {"assessments.0.level": "不合格"}, "assessment-level"),
    ("002 正常申报", "（三）1", OTHER_TRADE, "speciality-unknown"),
    ("002 正常申报", "（二）3", {"publicity.end": "2021-08-05"}, "publicity-short"),
    ("002 自评分", "（三）1", {"score_rows.1.reviewed": None}, "score-recheck-missing"),
    ("003 正常申报", "二5", {"evidence.1": None}, "contract-missing"),
    ("004 光电检测", "二（二）2", OLD_PAPER, "achievement-too-early"),
    ("004 光电检测", "二（二）2", DOUBTFUL_PAPER, "achievement-before-recent"),
    ("004 光电检测", "二（二）2、3", {"papers.0.report": None}, "paper-report-missing"),
    ("004 光电检测", "附件2二4、5", {"titles.0.appointed_from": "2023-01-02"}, "appointment-short"),
]
PHOTOS = [
    (PhotoFacts("JPEG", 30_000, 216, 301, light_background=True), "photo-bytes"),
    (PhotoFacts("JPEG", 2**20, 216, 301, light_background=True), "photo-bytes"),
    (PhotoFacts("JPEG", 30_721, 215, 301, light_background=True), "photo-pixels"),
    (PhotoFacts("JPEG", 30_721, 649, 1000, light_background=True), "photo-aspect"),
    (PhotoFacts("JPEG", 30_721, 801, 1000, light_background=True), "photo-aspect"),
    (PhotoFacts("PNG", 30_721, 216, 301, light_background=True), "photo-format"),
]


def twin_of(name: str, changes: Record) -> tuple[Record, Record, date | None]:
    """One of the honest with some values moved: the record, the unit, the day of filling if that is moved."""
    of_unit = {path.removeprefix("unit."): v for path, v in changes.items() if path.startswith("unit.")}
    of_person = {path: v for path, v in changes.items() if not path.startswith("unit.")}
    on = of_person.pop("on", None)
    return moved(posted_longer(name), of_person), moved(HONEST[name].unit, of_unit), on


@pytest.mark.parametrize(
    ("name", "clause", "changes", "codes", "severity"),
    [(*twin, ERROR) for twin in REFUSED] + [(*twin, WARNING) for twin in REMINDED],
)
def test_one_step_past_a_bound_is_told_by_its_clause_and_nothing_else_is(
    name, clause, changes, codes, severity
):
    twin, unit, on = twin_of(name, changes)
    meant, *others = told(name, twin, unit, on=on)
    assert [meant.code, *(other.code for other in others)] == codes.split()
    assert clause in meant.basis
    assert meant.severity is severity
    assert {other.severity for other in others} <= {WARNING}


@pytest.mark.parametrize(("name", "changes"), [(name, moves) for name, _, moves, _ in REFUSED + REMINDED])
def test_of_no_twin_an_inference_is_an_error(name, changes):
    """Whatever is found in them, 说明 too, rests on what the plan says and weighs no more than that."""
    plan = load_plan(HONEST[name].plan)
    twin, unit, on = twin_of(name, changes)
    for finding in found_in(name, twin, unit, on=on):
        rest = rest_of(finding.code, plan)
        assert (rest.asked, rest.ground) == (True, finding.ground), finding
        inferred, manual = finding.ground is Ground.INFERRED, finding.ground is Ground.MANUAL
        assert not (finding.severity is ERROR and (inferred or manual)), finding
        assert finding.message.endswith(f"；{rest.left_open}（本系统推定）") is inferred, finding
        assert finding.message.startswith("□ ") is manual


def test_000_5_2_an_hour_short_of_the_sum_is_told_with_the_year_that_is_to_be_made_up_for():
    """五（二）“2025年度补充学习合计补足达到360学时方可申报”: 80, 90, 90 and 99 hours."""
    fourth = "continuing_education.3"
    twin = moved(posted_longer("000 补足学时"), {f"{fourth}.total": 99, f"{fourth}.major": 81})
    (total,) = told("000 补足学时", twin, {})
    assert (total.code, total.severity) == ("hours-sum-short", ERROR)
    assert total.message.startswith("2022年度未达标，") and "可于2025年度补足1学时" in total.message


@pytest.mark.parametrize("name", ["000 正常申报", "002 正常申报", "003 正常申报", "004 光电检测"])
@pytest.mark.parametrize(("photo", "code"), PHOTOS)
def test_000_annex_2_2_2_002_4_003_004_annex_2_2_1_the_photo_has_bounds(name, photo, code):
    """“大于30K且小于1M，大于215*300像素，照片宽高比大于等于0.65且小于等于0.8”."""
    found = [
        one for one in told(name, posted_longer(name), HONEST[name].unit, photo) if one.severity is ERROR
    ]
    assert [one.code for one in found] == [code]


@pytest.mark.parametrize(
    ("plan_id", "clause", "severity"),
    [(ANFANG, "三、", WARNING), (JXT, "一、", ERROR), (HANGZHOU, "附件2二8", ERROR)],
)
def test_000_3_001_1_003_annex_2_2_8_the_day_after_the_last_is_too_late(plan_id, clause, severity):
    """“个人网上申报截止时间为10月20日”; “报送截止时间为10月10日”; “于9月30日前统一报中评委办公室”."""
    plan, (last, _) = load_plan(plan_id), BRING[plan_id]

    def said(on: date) -> list[Finding]:
        return [one for one in check_schedule(plan, on, CALENDAR) if one.severity is not INFO]

    assert said(last) == []
    (late,) = said(last + timedelta(days=1))
    assert (late.code, late.severity) == ("deadline-passed", severity)
    assert clause in late.basis


# --- whole folders -------------------------------------------------------------------------------


def _remark(text: bytes) -> bytes:
    """A comment in a JPEG (ITU-T T.81, B.2.4.5): each scan is a file of its own."""
    return b"\xff\xfe" + (len(text) + 2).to_bytes(2, "big") + text


def folder(workshop: Workshop, name: str, people: Mapping[str, Record]) -> list[Finding]:
    """What is said of a whole folder of one plan, its evidence scanned, its unit and office registered."""
    one, scan = HONEST[name], photo_bytes(1240, 1754, quality=40)
    files = {
        f"{key}/{part['file']}": scan[:2] + _remark(f"{key}/{part['file']}".encode()) + scan[2:]
        for key, record in people.items()
        for item in record["evidence"]
        for part in item["parts"]
    }
    # 000 and 002 are handed in by the cities, 003 by the desks of its list.
    office = "西湖区发展改革和经济信息化局" if name.startswith("003") else "虚构市经济和信息化局"
    root = workshop(
        {key: yaml.safe_dump(record | {"photo": f"{key}.jpg"}) for key, record in people.items()},
        files,
        评审计划=one.plan,
        填报日期=str(BRING[one.plan][0]),
        报送单位={"名称": office, "联系人": "王某", "联系电话": "0571-88000000"},
        单位=[{"name": UNIT, "kind": "企业", **one.unit}],
    )
    for n, key in enumerate(people):
        (root / "photos" / f"{key}.jpg").write_bytes(photo_bytes(quality=95 - n))
    checked, common = check_job(open_job(root, BRING[one.plan][0]), silent)
    found = [*common, *(finding for person in checked for finding in person.findings)]
    return [finding for finding in found if finding.severity is not INFO]


@pytest.mark.parametrize("name", ["000 在编", "001 化纤", "002 正常申报", "003 正常申报", "004 光电检测"])
def test_a_folder_of_the_honest_is_said_nothing_of(workshop, name):
    assert folder(workshop, name, {"lin": posted_longer(name)}) == []


@pytest.mark.parametrize(("name", "clause"), [("000 在编", "五（四）"), ("004 在编", "二（二）7")])
def test_000_5_4_004_2_2_7_two_for_one_post_hold_back_their_unit(workshop, name, clause):
    """“在核定的专业技术岗位结构比例内进行”: each alone is honest, both are one too many."""
    first = posted_longer(name)
    other = {
        "name": "周二水",
        "id": {"number": citizen("33020019860615003")},
        "phone": "13800000008",
    }
    found = folder(workshop, name, {"lin": first, "zhou": first | other})
    assert sorted(one.code for one in found) == ["posts-too-few", "unit-blocked", "unit-blocked"]
    (few,) = (one for one in found if one.code == "posts-too-few")
    assert clause in few.basis
