"""The marks 《》 around a title stand once, whether or not the user wrote them."""

import pytest
from rules import applicant, plan

from zcforms.checks.wording import titled
from zcforms.chinese.titles import in_marks, unmarked
from zcforms.facts.achievements import AchievementFacts
from zcforms.facts.works import WorkFacts


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
