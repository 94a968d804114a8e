"""004's table of scores line by line: what just earns a line, what just misses it, and where it is capped.

Figures and words are those of 台光创〔2025〕8号附件; `optics-mid-2025.yaml` is tried against them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from test_scoring import OPTICS, OPTICS_PLAN, applicant, level, line, points, total

from zcforms.facts.scoring import propose

D = Decimal
Record = dict[str, Any]

# What each 一级指标 is capped at, and how its lines add up (是否累计计分).
GROUPS = {
    "A1": (20, "sum"),
    "A2": (10, "sum"),
    "B1": (30, "sum"),
    "B2": (20, "sum"),
    "B3": (20, "sum"),
    "B4": (30, "sum"),
    "B5": (30, "sum"),
    "C1": (10, "choice"),
    "C2": (10, "choice"),
    "C3": (10, "choice"),
    "C4": (20, "sum_l2_choice_l3"),
    "C5": (10, "sum"),
    "D1": (20, "sum_l2_choice_l3"),
    "D2": (10, "sum"),
}


def test_004_table_what_each_indicator_is_capped_at_and_how_its_lines_add_up():
    found = {group.id: (group.cap, group.combine) for i in OPTICS.indicators for group in i.groups}
    assert found == GROUPS


# --- lines that the records fill in --------------------------------------------------------------


def award(level: str, **more: Any) -> Record:
    of = {"title": "甲", "award": "科学技术进步奖", "issuer": "乙", "date": "2021-12-20", "level": level}
    return {"awards": [{**of, **more}]}


def paper(**more: Any) -> Record:
    of = {"title": "甲", "publication": "乙", "date": "2021-12-20", "rank": "1/2", "report": "中国知网"}
    return {"papers": [{**of, **more}]}


def patent(kind: str, rank: str, **more: Any) -> Record:
    of = {"title": "甲", "number": "ZL1", "date": "2021-12-20", "kind": kind, "rank": rank}
    return {"patents": [{**of, **more}]}


def standard(level: str, **more: Any) -> Record:
    of = {"title": "甲", "number": "T1", "date": "2021-12-20", "level": level, "rank": "9/9"}
    return {"standards": [{**of, **more}]}


def studied(level: str, match: str, degree: str | None = None) -> Record:
    of = {"end": "2015.06", "school": "甲", "major": "乙", "level": level, "match": match, "degree": degree}
    return {"education": [of]}


def worked(since: str, *, in_field: bool) -> Record:
    return {"work": [{"start": since, "unit": "甲", "work": "乙", "in_field": in_field}]}


def titled(since: str, major: str) -> Record:
    of = {"name": "助理工程师", "level": "初级", "major": major, "approved_by": "甲"}
    return {"titles": [{**of, "qualified_on": since}]}


def project(level: str, part: str, **more: Any) -> Record:
    of = {"kind": "科研项目", "title": "甲", "start": "2020.01", "end": "2021-12-20", "role": "乙"}
    return {"projects": [{**of, "content": "丙", "level": level, "part": part, **more}]}


def honour(level: str, **more: Any) -> Record:
    of = {"title": "劳动模范", "issuer": "甲", "date": "2021-12-20", "level": level}
    return {"honours": [{**of, **more}]}


def judged(*levels: str) -> Record:
    return {"assessments": [{"year": 2024 - n, "level": given} for n, given in enumerate(levels)]}


MASTER, BACHELOR, COLLEGE = "硕士研究生", "本科", "专科"
EARLY = {"date": "2021-12-19"}  # the day before the title, and before 近4年
# Of every line: what just earns it, what it gives; what just misses it, and the line (if any) that this
# belongs to instead, with what that gives.
FILLED: list[tuple[str, Record, float, Record, tuple[str, float] | None]] = [
    ("B1.1", award("省部级"), 20, award("市厅级"), ("B1.2", 10)),
    ("B1.1", award("国家级"), 20, award("国家级", **EARLY), None),
    ("B1.2", award("市厅级"), 10, award("县区级"), ("B1.3", 5)),
    ("B1.3", award("县区级"), 5, award("县区级", award="优质工程奖"), None),
    ("B1.3", award("企业级"), 5, award("企业级", award="自然科学优秀论文奖"), None),
    ("B3.1", paper(tier="核心期刊", similarity=50), 20, paper(tier="核心期刊", similarity="50.1"), None),
    ("B3.1", paper(kind="著作", report=None), 20, paper(kind="教材", report=None), None),
    ("B3.1", paper(kind="译作", report=None), 20, paper(kind="译作", report=None, **EARLY), None),
    ("B3.2", paper(tier="普通期刊"), 10, paper(tier="普通期刊", report=None), None),
    ("B3.2", paper(tier="会议论文集"), 10, paper(tier="内部刊物"), None),
    ("B3.2", paper(tier="普通期刊"), 10, paper(tier="普通期刊", status="录用待发"), None),
    ("B4.1", patent("发明专利", "1/3"), 20, patent("发明专利", "2/3"), ("B4.2", 12)),
    ("B4.2", patent("发明专利", "2/3"), 12, patent("发明专利", "3/3"), ("B4.2", 10.5)),
    ("B4.2", patent("发明专利", "9/9"), 1.5, patent("发明专利", "10/10"), ("B4.2", 0)),
    ("B4.3", patent("实用新型专利", "1/3"), 10, patent("实用新型专利", "1/3", status="受理"), None),
    ("B4.3", patent("外观设计专利", "1/3"), 10, patent("外观设计专利", "2/3"), ("B4.4", 8)),
    ("B4.4", patent("实用新型专利", "2/3"), 8, patent("实用新型专利", "3/3"), ("B4.4", 6.5)),
    ("B4.4", patent("外观设计专利", "7/8"), 0.5, patent("外观设计专利", "8/8"), ("B4.4", 0)),
    ("B4.6", patent("软件著作权", "2/3"), 8, patent("软件著作权", "3/3"), ("B4.6", 6.5)),
    ("B5.1", standard("国际标准"), 20, standard("国际标准", **EARLY), None),
    ("B5.1", standard("国家标准"), 20, standard("行业标准"), ("B5.2", 15)),
    ("B5.2", standard("行业标准"), 15, standard("地方标准"), ("B5.3", 10)),
    ("B5.3", standard("地方标准"), 10, standard("企业标准"), ("B5.4", 5)),
    ("B5.4", standard("企业标准"), 5, standard("团体标准"), None),
    ("C1.1", studied(MASTER, "相近"), 10, studied(MASTER, "不一致", "工学硕士"), ("C1.2", 8)),
    ("C1.2", studied(MASTER, "不一致", "理学硕士"), 8, studied(MASTER, "不一致", "法学硕士"), ("C1.3", 5)),
    ("C1.3", studied(MASTER, "不一致", "法学硕士"), 5, studied(MASTER, "不一致"), None),
    ("C1.4", studied(BACHELOR, "相近"), 5, studied(BACHELOR, "不一致", "法学学士"), ("C1.5", 3)),
    ("C1.4", studied(BACHELOR, "不一致", "理学学士"), 5, studied(BACHELOR, "不一致"), None),
    ("C1.5", studied(BACHELOR, "不一致", "法学学士"), 3, studied(COLLEGE, "不一致"), ("C1.7", 2)),
    ("C1.6", studied(COLLEGE, "一致"), 3, studied(COLLEGE, "不一致"), ("C1.7", 2)),
    ("C1.7", studied(COLLEGE, "不一致"), 2, studied("中专", "一致"), None),
    ("C2.1", worked("2022-01-01", in_field=True), 8, worked("2022-01-02", in_field=True), ("C2.1", 6)),
    ("C2.2", worked("2022-01-01", in_field=False), 4, worked("2022-01-02", in_field=False), ("C2.2", 3)),
    ("C3.1", titled("2022-01-01", "光学技术"), 10, titled("2022-01-02", "光学技术"), ("C3.1", 7.5)),
    ("C3.2", titled("2022-01-01", "会计"), 4, titled("2022-01-02", "会计"), ("C3.2", 3)),
    ("C4.1", project("省部级", "负责人"), 20, project("省部级", "骨干"), ("C4.2", 15)),
    ("C4.1", project("国家级", "负责人"), 20, project("国家级", "负责人", kind="工程技术项目"), None),
    ("C4.2", project("国家级", "骨干"), 15, project("国家级", "成员"), ("C4.3", 10)),
    ("C4.3", project("省部级", "成员"), 10, project("省部级", "成员", end=EARLY["date"]), None),
    ("C4.4", project("市厅级", "负责人"), 15, project("市厅级", "骨干"), ("C4.5", 12)),
    ("C4.5", project("市厅级", "骨干"), 12, project("市厅级", "成员"), ("C4.6", 10)),
    ("C4.6", project("市厅级", "成员"), 10, project("县区级", "成员"), ("C4.9", 5)),
    ("C4.7", project("县区级", "负责人"), 12, project("县区级", "骨干"), ("C4.8", 10)),
    ("C4.8", project("县区级", "骨干"), 10, project("县区级", "成员"), ("C4.9", 5)),
    ("C4.9", project("县区级", "成员"), 5, project("企业级", "成员"), ("C4.14", 8)),
    ("C4.12", project("企业级", "负责人"), 12, project("企业级", "骨干"), ("C4.13", 10)),
    ("C4.13", project("企业级", "骨干"), 10, project("企业级", "成员"), ("C4.14", 8)),
    ("C4.14", project("企业级", "成员"), 8, project("企业级", "成员", kind="工程技术项目"), None),
    ("D1.1", honour("市厅级"), 10, honour("县区级"), ("D1.2", 7)),
    ("D1.2", honour("县区级"), 7, honour("企业级"), None),
    ("D1.2", honour("县区级"), 7, honour("县区级", **EARLY), None),
    ("D1.3", judged("优秀"), 10, judged("良好", "优秀"), ("D1.4", 6)),
    ("D1.4", judged("良好"), 6, judged("合格", "良好"), ("D1.5", 4)),
    ("D1.5", judged("称职"), 4, judged("基本合格", "合格"), None),
]
# What the records make so much of that the line's own maximum (最高分值) cuts it: how many records of the
# first kind of the line above it takes, and the maximum.
CUT = {
    "B1.1": (2, 30),
    "B1.2": (3, 20),
    "B1.3": (4, 15),
    "B3.1": (2, 20),
    "B3.2": (3, 20),
    "B4.1": (2, 20),
    "B4.2": (2, 20),
    "B4.3": (3, 20),
    "B4.4": (3, 20),
    "B4.6": (3, 20),
    "B5.1": (2, 20),
    "B5.2": (2, 20),
    "B5.3": (3, 20),
    "B5.4": (5, 20),
    "C4.1": (2, 20),
    "C4.2": (2, 20),
    "C4.3": (3, 20),
    "C4.4": (2, 20),
    "C4.5": (2, 20),
    "C4.6": (2, 15),
    "C4.7": (2, 20),
    "C4.8": (2, 15),
    "C4.9": (4, 15),
    "C4.12": (2, 12),
    "C4.13": (2, 10),
    "C4.14": (2, 8),
    "D1.1": (2, 10),
    "D1.2": (2, 7),
}
LONGER = [
    ("C2.1", worked("2020-01-01", in_field=True), 12, 10),
    ("C2.2", worked("2019-01-01", in_field=False), 7, 6),
    ("C3.1", titled("2021-01-01", "光学技术"), 12.5, 10),
    ("C3.2", titled("2019-01-01", "会计"), 7, 6),
]


def group_of(row: str) -> str:
    return row.partition(".")[0]


def given(records: Record, group: str) -> dict[str, D]:
    """What the records give in the lines of one 一级指标."""
    found = propose(applicant(**records), OPTICS_PLAN, OPTICS)
    lines = {entry.id for entry in found.entries}
    return {part.id: part.points for part in level(found.total, group).parts if part.id in lines}


@pytest.mark.parametrize(("row", "earns", "worth", "misses", "instead"), FILLED)
def test_004_table_a_record_just_earns_a_line_or_just_misses_it(row, earns, worth, misses, instead):
    group = group_of(row)
    assert given(earns, group) == {row: D(str(worth))}
    assert given(misses, group) == ({instead[0]: D(str(instead[1]))} if instead else {})


@pytest.mark.parametrize("row", CUT)
def test_004_table_so_many_records_are_cut_at_the_maximum_of_their_line(row):
    number, most = CUT[row]
    (records, list_of) = next((earns, next(iter(earns))) for name, earns, *_ in FILLED if name == row)
    many = {list_of: [{**records[list_of][0], "title": f"甲{n}"} for n in range(number)]}
    found = propose(applicant(**many), OPTICS_PLAN, OPTICS)
    raw, counted = points(found.total, row)
    assert (raw > most, counted) == (True, most)


@pytest.mark.parametrize(("row", "records", "raw", "most"), LONGER)
def test_004_table_so_many_years_are_cut_at_the_maximum_of_their_line(row, records, raw, most):
    found = propose(applicant(**records), OPTICS_PLAN, OPTICS)
    assert points(found.total, row) == (D(str(raw)), most)


# --- lines that the applicant fills in, and what experts give -------------------------------------

# The points of one, the maximum, and how many it takes to be cut there.
WRITTEN = {
    "B2.1": (10, 20, 3),
    "B2.2": (8, 20, 3),
    "B2.3": (5, 15, 4),
    "C4.10": (15, 15, 2),
    "C4.11": (12, 12, 2),
    "C5.1": (5, 10, 3),
    "D2.1": (5, 10, 3),
    "D2.2": (2, 10, 6),
}
BY_EXPERTS = {"A1.1": 20, "A1.2": 10, "A2.1": 10, "B4.5": 10}


@pytest.mark.parametrize(("row", "one", "most", "number"), [(row, *it) for row, it in WRITTEN.items()])
def test_004_table_a_line_that_no_record_fills_counts_with_evidence_alone(row, one, most, number):
    assert points(total(line(row)), row) == (one, one)
    bare = total(line(row, one, evidence=()))
    assert points(bare, row) == (0, 0)
    assert level(bare, row).lines[0].reason == "无佐证"
    raw, counted = points(total(*[line(row)] * number), row)
    assert (raw > most, counted) == (True, most)


@pytest.mark.parametrize(("row", "most"), BY_EXPERTS.items())
def test_004_table_what_experts_give_is_theirs_up_to_the_maximum(row, most):
    """“由评审专家根据提供的业绩材料打分”, “每项最高10分”."""
    waiting = total(line(row))
    assert points(waiting, row) == (0, 0)
    assert level(waiting, row).lines[0].reason == "待专家评分"
    assert points(total(line(row, most)), row)[0] == most
    assert points(total(line(row, most + 1)), row)[0] == most


def test_004_table_software_counts_at_most_twenty_however_many():
    assert points(total(*[line("B4.5", 10)] * 3), "B4.5") == (30, 20)
    found = propose(applicant(**patent("软件著作权", "1/3")), OPTICS_PLAN, OPTICS)
    assert [entry.id for entry in found.entries if entry.id.startswith("B4")] == ["B4.5"]
    assert points(found.total, "B4.5") == (0, 0)


def test_004_table_no_line_of_the_table_is_left_untried():
    tried = {row for row, *_ in FILLED} | set(WRITTEN) | set(BY_EXPERTS)
    assert tried == {row.id for _, _, row in OPTICS.rows()}
    cut = set(CUT) | {row for row, *_ in LONGER} | set(WRITTEN) | set(BY_EXPERTS)
    assert tried - cut == {f"C1.{n}" for n in range(1, 8)} | {"D1.3", "D1.4", "D1.5"}
