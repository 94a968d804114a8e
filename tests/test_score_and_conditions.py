"""Score and check agree (004): what the conditions accept as proved the score counts, and the reverse."""

from random import Random
from typing import Any

import pytest
from test_eligibility import HOLDS, TZ, applicant, degree, title

from zcforms.checks.eligibility.case import Case
from zcforms.checks.eligibility.judge import judge
from zcforms.facts.scoring import propose
from zcforms.plans.conditions import Several

TABLE = TZ.scoring.tables[0].table
# What the conditions of 第七条, 第十一条（二） and the rows of the table both ask of one record: the kind of
# record, the predicate as the plan writes it, the rows that take it.
SAME: list[tuple[str, dict[str, Any], tuple[str, ...]]] = [
    ("awards", {"award": {"level": "企业级", "science": True, "or_like": True}}, ("B1.1", "B1.2", "B1.3")),
    ("papers", {"paper": {"tiers": ["核心期刊"]}}, ("B3.1",)),
    ("papers", {"paper": {"tiers": ["普通期刊", "会议论文集"]}}, ("B3.2",)),
    ("papers", {"book": {}}, ("B3.1",)),
    ("patents", {"patent": {"kinds": ["发明专利"]}}, ("B4.1", "B4.2")),
    ("patents", {"patent": {"kinds": ["实用新型专利", "外观设计专利"]}}, ("B4.3", "B4.4")),
    ("patents", {"patent": {"kinds": ["软件著作权"]}}, ("B4.5", "B4.6")),
    ("standards", {"standard": {"levels": ["国际标准", "国家标准"]}}, ("B5.1",)),
    ("standards", {"standard": {"levels": ["行业标准"]}}, ("B5.2",)),
    (
        "projects",
        {"project": {"level": "企业级", "research": True}},
        tuple(f"C4.{n}" for n in (*range(1, 10), 12, 13, 14)),
    ),
]


def some_day(random: Random) -> str:
    """A day of 2020 to 2025, as far as somebody knew it."""
    year, month, day = random.randint(2020, 2025), random.randint(1, 12), random.randint(1, 28)
    return random.choice([f"{year}-{month:02d}-{day:02d}", f"{year}.{month:02d}", f"{year}"])


def one(random: Random, records: str) -> dict[str, Any]:
    """An invented record of a list, with much of what is right and wrong about such records."""
    pick = random.choice
    evidence = pick([[], ["E-1"], ["E-2"]])
    shown = {"title": "甲", "date": some_day(random), "rank": pick(["1/3", "3/5"]), "evidence": evidence}
    levels = ["国家级", "省部级", "市厅级", "县区级", "企业级", None]
    match records:
        case "awards":
            names = [
                "科学技术进步奖",
                "浙江省科学技术奖二等奖",
                "优质工程奖",
                "自然科学优秀论文奖",
                "科技之星",
            ]
            return {**shown, "award": pick(names), "issuer": "虚构机构", "level": pick(levels)}
        case "papers":
            tiers = ["核心期刊", "普通期刊", "会议论文集", "内部刊物", None]
            return {
                **shown,
                "publication": "虚构学报",
                "kind": pick([None, "论文", "著作", "译作", "教材", "技术报告"]),
                "tier": pick(tiers),
                "status": pick([None, "已发表", "录用待发"]),
                "report": pick([None, "中国知网"]),
                "similarity": pick([None, "50", "50.1"]),
            }
        case "patents":
            kinds = ["发明专利", "实用新型专利", "外观设计专利", "软件著作权"]
            return {**shown, "number": "ZL1", "kind": pick(kinds), "status": pick([None, "授权", "受理"])}
        case "standards":
            kinds = ["国际标准", "国家标准", "行业标准", "地方标准", "团体标准", "企业标准"]
            return {**shown, "number": "T1", "level": pick(kinds)}
    del shown["date"]
    return {
        **shown,
        "start": "2019-01-01",
        "end": pick([None, some_day(random)]),
        "role": "参与",
        "content": "设计",
        "kind": pick(["科研项目", "工程技术项目", None]),
        "level": pick(levels),
        "part": pick(["负责人", "骨干", "成员", None]),
    }


def counted(person: Any) -> dict[str, int]:
    """The items or full years of every row that the score counts."""
    rows: dict[str, int] = {}
    for entry in propose(person, TZ, TABLE).entries:
        rows[entry.id] = rows.get(entry.id, 0) + int(entry.quantity)
    return rows


def holds(person: Any, condition: dict[str, Any]) -> bool:
    node = Several.model_validate({"count": 1, "of": [condition]}).of[0]
    return judge(node, Case(person, None, TZ)).standing is HOLDS


@pytest.mark.parametrize("tenth", range(20))
def test_004_whatever_is_accepted_as_proved_is_scored_and_the_reverse(tenth):
    for seed in range(10 * tenth, 10 * tenth + 10):
        agree(seed)


def agree(seed: int) -> None:
    """What is accepted as proved of a person by chance is scored, and the reverse."""
    random = Random(seed)  # noqa: S311
    held = [title(some_day(random), major="光学技术")]
    evidence = [
        {"id": "E-1", "category": "论文著作", "title": "甲"},
        {"id": "E-2", "category": "论文检索报告", "title": "检索报告"},
    ]
    for records in ("awards", "papers", "patents", "standards", "projects"):
        entry = one(random, records)
        person = applicant(titles=held, evidence=evidence, education=[degree()], **{records: [entry]})
        rows = counted(person)
        for _, condition, named in (same for same in SAME if same[0] == records):
            scored = any(rows.get(row) for row in named)
            if list(condition) == ["paper"] or list(condition) == ["book"]:
                is_book = entry["kind"] in ("著作", "译作", "教材")
                scored = scored and is_book is (list(condition) == ["book"])
            assert holds(person, condition) is scored, (seed, condition, entry, held)
    years = counted(person).get("C3.1", 0)
    held_for = {"title": "助理工程师", "level": "初级", "from": "qualified"}
    for least in range(1, 7):
        assert holds(person, {"years_in_title": {**held_for, "min": least}}) is (years >= least), (seed, held)
