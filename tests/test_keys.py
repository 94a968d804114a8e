"""Every key of a plan is read by some code or shown in some document: no rule lies there unread.

The plans' own models say which attributes were read while the checks, the forms, the reports and the
documents went over them. A key that nobody reads says nothing to anybody: show it or drop it.
"""

import runpy
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice, product
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import build
from pydantic import BaseModel
from rules import applicant, institution

from zcforms.checks import check_applicant, check_institution, check_office, check_schedule
from zcforms.checks.eligibility import explained
from zcforms.chinese.workdays import official_calendar
from zcforms.facts.desk import desk_line
from zcforms.facts.scoring.account import account_of
from zcforms.forms import load_forms
from zcforms.ground.findings import Finding, Ground, Severity
from zcforms.ground.photo import PhotoFacts
from zcforms.ground.reference import chapters, entry
from zcforms.model import Applicant, Office
from zcforms.plans import Plan, load_plan, plan_ids
from zcforms.plans.clauses import Clause
from zcforms.plans.grounds import DATA, rest_of, rested
from zcforms.plans.predicates import Node, Terms
from zcforms.terminal.planning import show_plan

Key = tuple[str, str]
FORMS, CALENDAR, DAY = load_forms(), official_calendar(), date(2026, 6, 1)
SCRIPT = Path(__file__).parent.parent / "script"


def keys_of(part: Any) -> Iterator[Key]:
    """The keys that are written in a plan, by the model that they belong to."""
    if isinstance(part, BaseModel):
        for name in part.model_fields_set:
            yield type(part).__name__, name
            yield from keys_of(getattr(part, name))
    elif isinstance(part, dict):
        for value in part.values():
            yield from keys_of(value)
    elif isinstance(part, (list, tuple)):
        for value in part:
            yield from keys_of(value)


@pytest.fixture
def reads(monkeypatch):
    """The attributes of plans that are read from now on."""
    seen: set[Key] = set()

    def recording(self: BaseModel, name: str) -> Any:
        if name in type(self).model_fields:
            seen.add((type(self).__name__, name))
        return object.__getattribute__(self, name)

    for root in (Clause, Node, Terms):
        monkeypatch.setattr(root, "__getattribute__", recording, raising=False)
    return seen


# --- whoever has everything ----------------------------------------------------------------------

IN_2020 = {"date": "2020-03", "evidence": ["E-1"]}
EVERYTHING: dict[str, Any] = {
    "projects": [
        {
            "title": "甲可行性研究",
            "start": "2019.03",
            "end": "2020.03",
            "role": "负责人",
            "content": "设计",
            "level": level,
            "part": part,
            "rank": "1/3",
            "accepted": True,
            "evidence": ["E-1"],
        }
        for level, part in (("省部级", "骨干"), ("市厅级", "负责人"), ("县区级", "骨干"), ("企业级", "成员"))
    ],
    "papers": [
        {
            **IN_2020,
            "kind": kind,
            "title": "乙",
            "publication": "虚构学报",
            "rank": "2/3",
            "level": "省部级",
            "tier": "核心期刊",
            "words": 4,
            "report": "某某网",
            "similarity": 60,
            "status": "录用待发",
        }
        for kind in ("论文", "论文", "著作")
    ],
    "patents": [
        {**IN_2020, "kind": kind, "title": "丙", "number": "ZL1", "rank": rank}
        for kind in ("发明专利", "实用新型专利", "软件著作权")
        for rank in ("1/3", "2/3")
    ],
    "standards": [
        {**IN_2020, "title": "丁", "number": "GB 1-2020", "level": level, "rank": "1"}
        for level in ("国家标准", "行业标准", "企业标准")
    ],
    "awards": [
        {
            **IN_2020,
            "title": "戊",
            "award": award,
            "grade": "二等奖",
            "issuer": issuer,
            "level": "市厅级",
        }
        for award in ("科技进步奖", "优秀论文奖", "优秀论文奖")
        for issuer in ("杭州市人民政府", "虚构市某局")
    ],
    "honours": [{**IN_2020, "title": "劳动模范", "issuer": "杭州市人民政府", "level": "市厅级"}],
    "skills": [{"title": "技师", "level": "技师", "date": "2012.03"}],
    "sanctions": [{"kind": "记过", "decided_on": "2020.03"}, {"kind": "弄虚作假", "decided_on": "2023.03"}],
    "assessments": [{"year": 2022, "level": "不合格", "kind": "奖状", "evidence": ["E-1"]}],
    "continuing_education": [
        {"year": year, "total": 48, "major": 40, "system": "甲"} for year in (2019, 2020, 2023)
    ],
    "education_items": [{"year": 2020, "route": "网络课件", "title": "甲", "hours": 48}],
    "evidence": [
        {
            "id": "E-1",
            "category": "工作业绩证明",
            "title": "打分表",
            "parts": [{"file": "a.pdf", "name": "封面"}],
        },
        {"id": "E-2", "category": "工作业绩证明", "title": "甲", "secret": "秘密"},
    ],
    "publicity": {"start": "2020-08-03", "end": "2020-08-06", "place": "甲"},
    "experts": [{"name": "王五", "unit": "甲", "field": "会计", "title": "工程师"}],
}
STUDIES = (
    [{"end": "2008.06", "school": "甲", "major": "采矿工程", "level": "本科", "match": "相近"}],
    [
        {
            "end": "2024.06",
            "school": "甲",
            "major": "会计",
            "level": "博士研究生",
            "degree": "博士",
            "region": "国外",
        }
    ],
    [
        {"end": "2008.06", "school": "甲", "major": "光学", "level": "本科", "match": "一致"},
        {"end": "2012.06", "school": "甲", "major": "会计", "level": "硕士研究生", "match": "不一致"},
    ],
    [
        {
            "end": "1995.06",
            "school": "甲",
            "major": "会计",
            "level": "专科",
            "kind": "高级工班",
            "match": "不一致",
        }
    ],
)
HELD = {"level": "初级", "approved_by": "甲"}
TITLES = (
    [{**HELD, "name": "助理工程师", "qualified_on": "2015.12", "appointed_from": "2016.01"}],
    [
        {**HELD, "name": "助理工程师", "qualified_on": "2022.06", "appointed_from": "2022.07"},
        {**HELD, "name": "助理农艺师", "qualified_on": "2022.05", "appointed_from": "2022.06"},
    ],
    [],
)


def applicants(plan: Plan) -> Iterator[Applicant]:
    """People who have something of everything, of every study, title and way of applying.

    Each way meets each study once, and the titles take turns: a third of all that may meet.
    """
    tables = [use.table for use in plan.scoring.tables if use.table] if plan.scoring else []
    ids = [row.id for table in tables for _, _, row in table.rows()]
    line = {"score": 99, "basis": "甲", "evidence": ["E-1"], "rank": "2/3", "quantity": 3}
    chosen = {"speciality": "光电检测", "score": 70, "staffing": "在编", "desk": "省本级单位受理点"}
    trees = [m for m in plan.methods if m.id in plan.eligibility.methods]
    ways = product(trees or plan.methods[:1], STUDIES)
    for (method, studies), titles in zip(ways, cycle(TITLES), strict=False):
        yield applicant(
            **EVERYTHING,
            education=studies,
            titles=titles,
            score_rows=[{**line, "id": row} for row in ids] or [{"indicator": "甲", "score": 5}],
            field="光电检测",
            work_started="2018.07" if studies[0]["level"] == "博士研究生" else "2008.07",
            application={"method": method.label, **chosen},
        )


def plain(plan: Plan) -> Iterator[Applicant]:
    """People who left out what they could."""
    for target in (None, "助理工程师"):
        application = {"method": plan.methods[0].label, "speciality": "甲", "target": target}
        assessments = [{"year": 2024, "level": "合格", "unit": "甲公司"}]
        shown = {"start": "2020-08-03", "end": "2031-08-10"}
        yield applicant(application=application, assessments=assessments, publicity=shown)


def read_all(plan: Plan) -> None:
    """The checks over everybody, the explanation of the conditions, the account of the score."""
    unit = institution(kind="事业单位", affiliation="设区市")
    photo = PhotoFacts("PNG", 1, 100, 300, light_background=False)
    for a in (*applicants(plan), *plain(plan)):
        list(check_applicant(a, unit, photo, plan, FORMS, DAY, CALENDAR))
    levels = {"副高级": {"approved": 4, "actual": 2}, "中级": {"approved": 4, "actual": 2}}
    posts = {"staff_total": 10, "posts_total": 8, "levels": levels, "unhired": 1}
    staffed = institution(kind="事业单位", establishment=posts)
    list(check_institution(staffed, list(plain(plan)), plan, ("institutions", 0)))
    list(check_schedule(plan, DAY, CALENDAR))
    for desk in plan.desks:
        desk_line(Office(name=desk.name, contact="甲", phone="1"), plan)
    somebody = next(plain(plan))
    explained("a", somebody, unit, plan)
    account_of(somebody, plan)


# Read by pydantic alone: the word that tells which rule a row of a table follows.
TAGS = {(model, "op") for model in ("Expert", "ExpertPerItem", "Flag", "PerItem", "PerYear", "RankLinear")}
# Where the clause of a block is quoted is each finding's own matter; soundness demands one of every block.
CLAUSES = {"src", "inferred"}


def findings(plan: Plan) -> Iterator[Finding]:
    """What is said of people who have everything or nothing, of their units and offices, and of the dates."""
    unit, photo = institution(kind="事业单位"), PhotoFacts("PNG", 1, 100, 300, light_background=False)
    people = [*islice(applicants(plan), 3), *plain(plan)]
    for a in people:
        yield from check_applicant(a, unit, photo, plan, FORMS, DAY, CALENDAR)
    yield from check_institution(unit, people, plan, ("institutions", 0))
    yield from check_schedule(plan, DAY, CALENDAR)
    for municipal in (None, False):
        yield from check_office(Office(name="甲区", contact="甲", phone="1", municipal=municipal), plan)


def test_an_inference_is_never_an_error_and_says_what_is_left_open():
    """Every finding over everybody, in every plan, rests on what the plan says of its rule."""
    found = [(finding, plan) for plan in map(load_plan, plan_ids()) for finding in findings(plan)]
    assert {finding.ground for finding, _ in found} == {*Ground, None}
    for finding, plan in found:
        rest = rest_of(finding.code, plan)
        assert (rest.asked, rest.ground) == (True, finding.ground), (plan.id, finding)
        if finding.ground is Ground.INFERRED:
            assert finding.severity is not Severity.ERROR
            assert finding.message.endswith(f"；{rest.left_open}（本系统推定）")
        else:
            assert not finding.message.endswith("（本系统推定）"), finding
        assert finding.message.startswith("□ ") is (finding.ground is Ground.MANUAL)
        if finding.ground is Ground.MANUAL:
            assert finding.severity is not Severity.ERROR


@pytest.mark.parametrize("plan_id", plan_ids())
def test_an_inference_of_a_plan_makes_a_reminder_of_an_error(plan_id):
    """Whatever the plan says of its keys: an error of an inferred rule is a reminder."""
    plan = load_plan(plan_id)
    for code in all_codes():
        told, rest = rested(Finding(code, "甲"), plan), rest_of(code, plan)
        inferred = rest.ground is Ground.INFERRED
        assert (told.ground, "（本系统推定）" in told.message) == (rest.ground, inferred)
        if inferred:
            assert told.severity is Severity.WARNING
            assert "通知" in rest.left_open, code


@pytest.mark.parametrize(
    "code",
    [
        *("photo-kilobytes", "photo-size", "statement-by-characters", "achievements-many"),
        *("work-gap", "work-overlap", "score-recheck-far", "score-evidence-twice", "score-reading"),
        *("representative-unclear", "desk-unlisted", "publicity-first-day", "social-elsewhere"),
        *("achievement-before-recent", "contribution-award-missing", "defence-by-degree", "expert-colleague"),
    ],
)
def test_what_no_circular_states_is_ours_wherever_it_is_asked(code):
    """And stands so on the page of the circulars."""
    rests = [rest for rest in (rest_of(code, load_plan(plan_id)) for plan_id in plan_ids()) if rest.asked]
    assert {rest.ground for rest in rests} == {Ground.INFERRED}
    page = (SCRIPT.parent / "docs" / "circulars.md").read_text("utf-8")
    (line,) = (line for line in page.splitlines() if f"`{code}`" in line)
    assert line.count(f"本系统推定：{entry(code).open}") == len(rests)
    assert "通知原文" not in line


def all_codes() -> list[str]:
    return [code for chapter in chapters() for code in chapter.codes]


def test_every_code_says_what_it_rests_on_by_keys_that_plans_have():
    words = {*Ground, DATA}
    for code in all_codes():
        declared = entry(code)
        assert declared and declared.rests, code
        for key in {*declared.rests, *declared.asked, declared.unless} - words - {""}:
            assert has_key(Plan, key.split(".")), (code, key)
        assert not (declared.open and "通知" not in declared.open), code


def has_key(model: Any, way: list[str]) -> bool:
    """Whether a model, or one within a list or a choice, has a key or tells it of itself."""
    if not way:
        return True
    inner = [one for part in get_args(model) for one in (part, *get_args(part))]
    models = [m for m in (model, *inner) if isinstance(m, type) and issubclass(m, BaseModel)]
    if len(way) == 1 and any(isinstance(vars(m).get(way[0]), property) for m in models):
        return True
    return any(
        way[0] in m.model_fields and has_key(m.model_fields[way[0]].annotation, way[1:]) for m in models
    )


def test_only_what_is_read_is_recorded(reads):
    plan = load_plan("hz-mfg-mid-2024")
    reads.clear()
    assert plan.photo.bytes_gt == 30720
    assert reads == {("Plan", "photo"), ("PhotoRule", "bytes_gt")}


def test_every_key_of_a_plan_is_read_or_shown(reads, workshop, tmp_path):
    plans = [load_plan(plan_id) for plan_id in plan_ids()]
    written = {key for plan in plans for key in keys_of(plan)}
    reads.clear()
    runpy.run_path(str(SCRIPT / "circulars.py"))["text"]()
    for plan in plans:
        show_plan(plan)
        read_all(plan)
    build(workshop(), tmp_path / "out")
    unread = {key for key in written - reads - TAGS if key[1] not in CLAUSES}
    assert len(written) > 400
    assert unread == set()
