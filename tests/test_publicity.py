"""What hangs on the notice board: the period, where objections go, and nothing private."""

import pytest
from conftest import PLAN, TODAY, citizen, person, squeezed, text_of

from zcforms.batch import open_job
from zcforms.chinese.dates import PartialDate
from zcforms.facts import InstitutionFacts, Person, PersonFacts
from zcforms.facts.publicity import span
from zcforms.fillers import html
from zcforms.forms import fill_in, load_forms
from zcforms.plans import load_plan

FORMS = load_forms()
FIRST, SECOND = "33020019850615001", "33020019850615003"
DESK = {"受理部门": "人力资源部", "受理电话": "0571-66000000", "电子邮箱": "hr@example.cn"}


@pytest.fixture
def people(workshop):
    """Two people of one unit with the publicity given: the people and the folder's settings."""

    def make(first, second):
        root = workshop(
            {"a": person(FIRST, 公示=first), "b": person(SECOND, 姓名="林二山", 公示=second)},
            单位=[{"单位名称": "虚构矿业有限公司", "单位性质": "企业", "公示受理": DESK}],
        )
        job = open_job(root, TODAY)
        unit = job.work.settings.institutions[0]
        return [Person(f.key, 0, f.applicant, unit) for f in job.people if f.applicant], job.work.settings

    return make


def shown(form_id, people, settings):
    facts = InstitutionFacts(people[0].institution, people, load_plan(PLAN), settings)
    return squeezed(text_of(html.fill(FORMS[form_id], fill_in(FORMS[form_id], facts)).pdf))


AUGUST = {"起始日期": "2021-08-02", "截止日期": "2021-08-09", "地点": "公司公告栏", "结果": "无异议"}


@pytest.mark.parametrize("form_id", ["publicity_notice", "publicity_sheet"])
def test_what_hangs_in_public_says_when_and_where_but_nothing_private(form_id, people):
    found, settings = people(AUGUST, AUGUST)
    text = shown(form_id, found, settings)
    assert "自2021年8月2日至8月9日，共5个工作日（公示当日不计）" in text
    assert all(squeezed(word) in text for word in DESK.values())
    assert "林一山" in text and "林二山" in text
    for private in (citizen(FIRST), citizen(SECOND), "13800000009"):
        assert private not in text


@pytest.mark.parametrize("second", [{**AUGUST, "截止日期": "2021-08-10"}, None])
def test_a_period_that_is_not_alike_for_all_is_left_to_the_hand(people, second):
    found, settings = people(AUGUST, second)
    assert "8月2日" not in shown("publicity_notice", found, settings)


@pytest.mark.parametrize("end", ["2021-08", "2031-08-09"])
def test_working_days_that_nobody_can_count_are_left_to_the_hand(people, end):
    shown_so = {**AUGUST, "截止日期": end}
    found, settings = people(shown_so, shown_so)
    assert "共个工作日" in shown("publicity_sheet", found, settings).replace("_", "")


def test_the_result_is_never_printed_on_the_notice_board(people):
    found, settings = people(AUGUST, AUGUST)
    assert "□无异议□有异议" in shown("publicity_sheet", found, settings)


def test_the_confirmation_says_the_result_of_its_own_applicant(people):
    found, settings = people(AUGUST, {**AUGUST, "结果": "有异议", "异议处理": "已核实，不影响申报。"})
    form, plan = FORMS["publicity_confirmation"], load_plan(PLAN)
    facts = [PersonFacts(p, plan, settings) for p in found]
    texts = [squeezed(text_of(html.fill(form, fill_in(form, f)).pdf)) for f in facts]
    assert "☑无异议□有异议" in texts[0] and "□无异议☑有异议" in texts[1]
    assert "已核实，不影响申报。" in texts[1]


def test_a_year_is_said_once():
    assert span(PartialDate(2025, 10, 9), PartialDate(2025, 10, 15)) == "2025年10月9日至10月15日"
    assert span(PartialDate(2025, 12, 30), PartialDate(2026, 1, 7)) == "2025年12月30日至2026年1月7日"


def test_working_days_are_counted_and_an_end_that_is_not_stated_is_the_first_that_is_allowed(people):
    """2021-09-15, the day of posting not counted, ends on 23 September (requirements B6)."""
    announced = {"起始日期": "2021-09-15", "地点": "公司公告栏"}
    found, settings = people(announced, announced)
    assert "自2021年9月15日至9月23日，共5个工作日" in shown("publicity_notice", found, settings)


def test_a_day_of_posting_that_counts_is_not_said_to_be_left_out(people):
    """Five days with the day of posting: the circular leaves open whether it counts."""
    short = {**AUGUST, "截止日期": "2021-08-06"}
    found, settings = people(short, short)
    assert "自2021年8月2日至8月6日，共5个工作日。" in shown("publicity_notice", found, settings)


def test_working_days_that_nobody_knows_are_left_to_the_hand(people):
    unknown = {**AUGUST, "起始日期": "2031-08-04", "截止日期": "2031-08-11"}
    found, settings = people(unknown, unknown)
    text = shown("publicity_notice", found, settings)
    assert "自2031年8月4日至8月11日，共个工作日" in text
