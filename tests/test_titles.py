"""Titles, places among authors, nationalities: one style on a page, whatever the user wrote."""

import pytest
from rules import applicant, plan

from zcforms.checks.wording import titled
from zcforms.chinese.nationalities import NATIONALITIES
from zcforms.chinese.titles import in_marks, unmarked
from zcforms.facts.achievements import AchievementFacts
from zcforms.facts.works import WorkFacts, authorship


@pytest.mark.parametrize(
    ("title", "marked", "bare"),
    [
        ("甲", "《甲》", "甲"),
        ("《甲》", "《甲》", "甲"),
        ("《甲》与《乙》", "《《甲》与《乙》》", "《甲》与《乙》"),
        ("《论《甲》》", "《论《甲》》", "论《甲》"),
        ("《甲》解读", "《《甲》解读》", "《甲》解读"),
        ("《》", "《《》》", "《》"),
    ],
)
def test_marks_go_around_a_title_once(title, marked, bare):
    assert (in_marks(title), unmarked(title)) == (marked, bare)


def test_tables_and_messages_bear_the_marks_alike_for_all():
    paper = {"date": "2018.01", "publication": "虚构学报", "kind": "论文", "rank": "1/2"}
    standard = {"number": "T/XG 1-2019", "level": "团体标准", "rank": "1/2", "date": "2019.01"}
    told = applicant(
        papers=[{**paper, "title": "《甲》"}, {**paper, "title": "乙"}],
        standards=[{**standard, "title": "《丙》"}, {**standard, "title": "丁"}],
        projects=[],
        patents=[],
        awards=[],
        honours=[],
    )
    works = WorkFacts(told, plan(), {})
    assert [row.name for row in works.papers] == ["《甲》", "《乙》"]
    rows = [*(works.before or []), *(works.after or [])]
    assert [row.name for row in rows] == ["《丙》（团体标准）", "《丁》（团体标准）"]
    lists = AchievementFacts(told, plan(), {})
    assert [row.name for row in lists.paper_rows] == ["甲", "乙"]
    assert [row.name for row in lists.standard_rows] == ["丙", "丁"]
    assert titled([paper.title for paper in told.papers]) == "《甲》《乙》"


@pytest.mark.parametrize(
    ("rank", "said"),
    [
        *((rank, "第一作者") for rank in ("1", "第1", "第一", "第一作者", "第1作者")),
        ("2", "第二作者"),
        ("1/1", "独著"),
        ("2/3", "合著（2/3）"),
        *((rank, rank) for rank in ("独著", "通讯作者", "第一作者（并列）", "11", "0")),
    ],
)
def test_a_place_among_authors_is_said_alike_where_it_is_sure(rank, said):
    paper = {"date": "2018.01", "publication": "虚构学报", "kind": "论文", "title": "甲", "rank": rank}
    assert authorship(applicant(papers=[paper]).papers[0]) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        *(("汉", "汉族"), ("汉族", "汉族"), ("维吾尔", "维吾尔族"), ("土 家", "土家族")),
        *(("穿青人", "穿青人"), ("Han Chinese", "Han Chinese")),
    ],
)
def test_a_nationality_has_its_official_name(typed, said):
    assert applicant(ethnicity=typed).ethnicity == said


def test_there_are_56_nationalities():
    assert len(NATIONALITIES) == 56
