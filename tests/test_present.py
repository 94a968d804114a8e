"""Which of several titles is the present one: the forms print it, and the rules count from it."""

import pytest
from rules import ANFANG, HANGZHOU, applicant, institution

from zcforms.checks.person import check_person
from zcforms.facts import Person
from zcforms.facts.office import roster_row
from zcforms.ground.findings import Severity
from zcforms.plans import load_plan
from zcforms.plans.present import present_title
from zcforms.plans.window import title_window

INFO, WARNING = Severity.INFO, Severity.WARNING


def held(name, level, on, until=None):
    return {"name": name, "level": level, "qualified_on": on, "approved_by": "甲", "appointed_to": until}


ENGINEER, TEACHER = held("工程师", "中级", "2011.12"), held("讲师", "中级", "2013.08")
JUNIOR, ECONOMIST = held("助理工程师", "初级", "2008.12"), held("经济师", "中级", "2021.11")


@pytest.mark.parametrize(
    ("titles", "present", "told"),
    [
        ([ENGINEER], "工程师", None),
        ([ENGINEER, TEACHER], "工程师", INFO),
        ([TEACHER, ECONOMIST, ENGINEER], "工程师", INFO),
        ([JUNIOR, ENGINEER], "工程师", None),
        ([JUNIOR, TEACHER], "讲师", None),  # of a higher level: a junior one is nothing to build on
        ([TEACHER, ECONOMIST], "经济师", WARNING),
        ([TEACHER, ECONOMIST | {"appointed_to": "2022.12"}], "讲师", None),
        ([ENGINEER, held("采矿工程师", "中级", "2012.12")], "采矿工程师", WARNING),
        (
            [held(f"工程师{said}", "中级", "2010.12") for said in ("(采矿)", "（采矿）")],
            "工程师（采矿）",
            None,
        ),
        ([held("工程师", "中级", "2010.12", "2020.12")], "工程师", None),  # it may have been left as it was
        ([ENGINEER | {"appointed_to": "2018.12"}, JUNIOR], "工程师", None),
    ],
)
def test_of_one_level_the_one_of_the_series_applied_for_is_present(titles, present, told):
    plan, person = load_plan(ANFANG), applicant(titles=titles)
    title = present_title(person, plan)
    assert title is not None and title.name == present
    assert title_window(person, plan).starts[0].at == title.qualified_on
    assert roster_row(Person("lin", 1, person, institution()), plan).title == present
    found = [f for f in check_person(person, institution(), plan, {}) if f.code == "title-several"]
    assert [f.severity for f in found] == ([told] if told else [])
    assert all(f"现任资格取“{present}”" in f.message and f.path[:1] == ("titles",) for f in found)


def test_what_is_applied_for_says_of_which_series():
    junior = [JUNIOR, held("助理讲师", "初级", "2022.12")]
    present = present_title(applicant(titles=junior, application={"target": "工程师"}), load_plan(ANFANG))
    assert present is not None and present.name == "助理工程师"
    teacher = applicant(titles=junior, application={"target": "讲师"})
    assert present_title(teacher, load_plan(HANGZHOU)).name == "助理讲师"
    assert present_title(applicant(titles=[]), load_plan(HANGZHOU)) is None
    miner = applicant(titles=[ENGINEER, TEACHER], application={"target": "高级工程师（采矿）"})
    assert present_title(miner, load_plan(ANFANG)).name == "工程师"
