"""The lists of achievements on the summary sheet: what counts, in which columns, and when 无 is said."""

import pytest
from rules import applicant

from zcforms.chinese.dates import PartialDate
from zcforms.facts.lists import achievement_lists
from zcforms.plans import load_plan
from zcforms.plans.window import counting_window

PLAN = load_plan("zj-kuangshan-baopo-senior-2021")

# The applicant's title is of 2014.12: the third month lies before it, the second is its own.
MONTHS = ("2015.01", "2014.12", "2014.11")
# By the list of rows: the list of the record, its date, and one record without it.
LISTS = {
    "project_rows": ("projects", "end", {"start": "2010.01", "role": "主持", "content": "设计"}),
    "award_rows": ("awards", "date", {"award": "科技进步奖", "issuer": "虚构市人民政府"}),
    "paper_rows": ("papers", "date", {"publication": "虚构学报", "rank": "1/2"}),
    "patent_rows": ("patents", "date", {"kind": "发明专利", "number": "ZL1", "rank": "1/3"}),
    "standard_rows": ("standards", "date", {"number": "DB33/T 1", "level": "地方标准", "rank": "2/9"}),
    "honour_rows": ("honours", "date", {"issuer": "虚构区人民政府"}),
}


def shown(**changes):
    a = applicant(**changes)
    return achievement_lists(a, counting_window(a, PLAN), {"A1": "P12—15"})


@pytest.mark.parametrize("rows", LISTS)
def test_what_was_achieved_since_the_title_is_listed_in_order(rows):
    name, at, record = LISTS[rows]
    found = shown(**{name: [{**record, "title": f"第{n}项", at: at_} for n, at_ in enumerate(MONTHS, 1)]})
    assert [(row["index"], row["name"]) for row in found[rows]] == [("1", "第1项"), ("2", "第2项")]
    assert {other: found[other] for other in LISTS if other != rows} == dict.fromkeys(LISTS.keys() - {rows})


@pytest.mark.parametrize("rows", LISTS)
def test_without_a_title_everything_counts(rows):
    name, at, record = LISTS[rows]
    listed = [{**record, "title": f"第{n}项", at: at_} for n, at_ in enumerate(MONTHS, 1)]
    found = shown(titles=[], **{name: listed})[rows]
    assert [row["name"] for row in found] == ["第1项", "第2项", "第3项"]


@pytest.mark.parametrize("rows", LISTS)
def test_a_list_says_nothing_unless_nothing_was_declared(rows):
    name, at, record = LISTS[rows]
    assert shown()[rows] is None, "not stated"
    assert shown(**{name: []})[rows] == [], "declared as 无"
    too_early = {**record, "title": "甲", at: MONTHS[2]}
    assert shown(**{name: [too_early]})[rows] is None, "stated, but nothing of it counts"


def test_a_paper_fills_its_columns():
    paper = {
        "title": "论爆破",
        "representative": True,
        "date": "2019.03",
        "publication": "虚构学报",
        "issue": "2019年第3期",
        "number": "CN33-0001",
        "rank": "1/2",
        "evidence": ["A1"],
    }
    plain = {**paper, "title": "再论", "representative": False, "rank": "1/1", "evidence": []}
    (first, second) = shown(papers=[paper, plain])["paper_rows"]
    assert first == {
        "index": "1",
        "name": "论爆破【代表作】",
        "rank": "合著（1/2）",
        "publication": "虚构学报，2019年第3期",
        "number": "CN33-0001",
        "date": PartialDate(2019, 3),
        "proof": "A1 P12—15",
        "page": "P12",
    }
    assert second == {**first, "index": "2", "name": "再论", "rank": "独著", "proof": "", "page": ""}
