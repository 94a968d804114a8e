"""The lists of achievements on the summary sheet: what counts, in which columns, and when 无 is said."""

import pytest
from rules import applicant, institution

from zcforms.chinese.dates import PartialDate
from zcforms.facts import Person, works
from zcforms.facts.achievements import AchievementFacts
from zcforms.facts.proofs import Proof
from zcforms.facts.unit import notice_row
from zcforms.plans import load_plan

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
    return AchievementFacts(a, PLAN, {"A1": Proof("六-1", "12—15")})


@pytest.mark.parametrize("rows", LISTS)
def test_what_was_achieved_since_the_title_is_listed_in_order(rows):
    name, at, record = LISTS[rows]
    found = shown(**{name: [{**record, "title": f"第{n}项", at: at_} for n, at_ in enumerate(MONTHS, 1)]})
    assert [(row.index, row.name) for row in getattr(found, rows)] == [("1", "第2项"), ("2", "第1项")]
    assert [getattr(found, other) for other in LISTS if other != rows] == [None] * (len(LISTS) - 1)


@pytest.mark.parametrize("rows", LISTS)
def test_without_a_title_everything_counts(rows):
    name, at, record = LISTS[rows]
    listed = [{**record, "title": f"第{n}项", at: at_} for n, at_ in enumerate(MONTHS, 1)]
    found = getattr(shown(titles=[], **{name: listed}), rows)
    assert [row.name for row in found] == ["第3项", "第2项", "第1项"], "by time, as in every other list"


@pytest.mark.parametrize("rows", LISTS)
def test_a_list_says_nothing_unless_nothing_was_declared(rows):
    name, at, record = LISTS[rows]
    assert getattr(shown(), rows) is None, "not stated"
    assert getattr(shown(**{name: []}), rows) == [], "declared as 无"
    too_early = {**record, "title": "甲", at: MONTHS[2]}
    assert getattr(shown(**{name: [too_early]}), rows) is None, "stated, but nothing of it counts"


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
    (first, second) = map(vars, shown(papers=[paper, plain]).paper_rows)
    assert first == {
        "index": "1",
        "name": "论爆破【代表作】",
        "rank": "合著（1/2）",
        "publication": "虚构学报，2019年第3期",
        "number": "CN33-0001",
        "published": "虚构学报，2019年第3期，CN33-0001",
        "date": PartialDate(2019, 3),
        "proof": "六-1 第12—15页",
        "page": "P12",
    }
    assert second == {**first, "index": "2", "name": "再论", "rank": "独著", "proof": "", "page": ""}


EVERY_KIND = {
    "projects": [
        {
            "title": "某露天矿爆破设计",
            "start": "2016.01",
            "end": "2017.03",
            "role": "主持",
            "rank": "1/6",
            "content": "负责孔网设计",
            "result": "通过验收",
            "amount": "86.50",
            "level": "市厅级",
            "evidence": ["A1"],
        }
    ],
    "papers": [
        {
            "title": "论爆破",
            "date": "2019.03",
            "publication": "虚构学报",
            "rank": "1/2",
            "representative": True,
        }
    ],
    "patents": [{"title": "一种炮孔", "kind": "发明专利", "number": "ZL1", "date": "2018.02", "rank": "1/3"}],
    "standards": [
        {"title": "爆破规程", "number": "DB33/T 1", "level": "地方标准", "date": "2020.05", "rank": "2/9"}
    ],
    "awards": [
        {
            "title": "光面爆破",
            "award": "科技进步奖",
            "grade": "二等奖",
            "issuer": "虚构市政府",
            "date": "2021.01",
        }
    ],
    "honours": [{"title": "劳动模范", "issuer": "虚构区政府", "date": "2020.04"}],
    "certificates": [{"title": "爆破工程师证", "number": "B-7", "issuer": "虚构协会", "date": "2013.01"}],
    "influence": [{"title": "学会理事", "date": "2013.06"}],
    "adoptions": [
        {"title": "降振法", "by": "虚构矿业", "date": "2019.09", "rank": "2/4", "effect": "全矿采用"}
    ],
}


def test_a_form_may_list_every_kind_of_achievement_in_one_table():
    found = [tuple(vars(row).values()) for row in shown(**EVERY_KIND).achievements]
    assert found == [
        (
            *("1", "项目", "某露天矿爆破设计", "2016.01—2017.03", "市厅级"),
            *("主持（排名1/6）：负责孔网设计", "通过验收；经费86.5万元", "六-1 第12—15页", "P12"),
        ),
        ("2", "论文", "论爆破【代表作】", "2019.03", None, "合著（1/2）", "虚构学报", "", ""),
        ("3", "发明专利", "一种炮孔", "2018.02", None, "排名1/3", "ZL1", "", ""),
        ("4", "标准", "爆破规程", "2020.05", "地方标准", "排名2/9", "DB33/T 1", "", ""),
        ("5", "获奖", "光面爆破", "2021.01", None, "", "科技进步奖二等奖（虚构市政府）", "", ""),
        ("6", "荣誉", "劳动模范", "2020.04", None, "", "虚构区政府授予", "", ""),
        ("7", "资质证书", "爆破工程师证", "2013.01", None, "", "虚构协会，B-7", "", ""),
        ("8", "行业影响力", "学会理事", "2013.06", None, "", "", "", ""),
        ("9", "成果运用推广", "降振法", "2019.09", None, "排名2/4", "虚构矿业，全矿采用", "", ""),
    ]


def test_the_one_table_says_nothing_only_where_every_list_was_declared_empty():
    nothing = {name: [] for name in EVERY_KIND}
    assert shown(**nothing).achievements == []
    assert shown(**{**nothing, "honours": None}).achievements is None
    assert shown().achievements is None
    posted = [
        notice_row(Person("lin", 1, applicant(**lists), institution()), PLAN).works
        for lists in (nothing, {**nothing, "honours": None}, {})
    ]
    assert posted == ["无", None, None]


def test_the_notice_names_what_counts_and_each_work_once():
    project = {"title": "论爆破", "start": "2010.01", "end": MONTHS[2], "role": "主持", "content": "设计"}
    paper = {"publication": "虚构学报", "rank": "1/2"}
    award = {"award": "科技进步奖", "issuer": "虚构市人民政府", "title": "论爆破", "date": MONTHS[0]}
    papers = [
        {**paper, "title": "早年之作", "date": MONTHS[2]},
        {**paper, "title": "《论爆破》", "date": MONTHS[0]},
    ]
    posted = [
        notice_row(Person("lin", 1, applicant(**lists), institution()), PLAN).works
        for lists in ({"projects": [project], "papers": papers, "awards": [award]}, {"projects": [project]})
    ]
    assert posted == ["论爆破", None]


def test_a_result_that_ends_with_a_full_stop_goes_on_to_the_funds_without_it():
    project = {
        "title": "甲",
        "start": "2015.01",
        "end": "2016.01",
        "role": "主持",
        "content": "设计",
        "amount": "3",
    }
    told = [
        works.told(applicant(projects=[{**project, "result": said}]).projects[0]).result
        for said in ("已验收。", "已验收")
    ]
    assert told == ["已验收；经费3万元"] * 2
