"""What the circulars say word for word: each test is named after a circular and its clause.

000 is 浙安协〔2025〕20号, 001 浙经信人事〔2020〕84号, 002 the requirements of 矿山工程/爆破行业 2021, 003
杭州市 2024, 004 台州光电产业创新中心 2025.
"""

import pytest
from rules import (
    ANFANG,
    BAOPO,
    ERROR,
    HANGZHOU,
    JIAOJIANG,
    JXT,
    WARNING,
    applicant,
    by_code,
    institution,
    plan,
)

from zcforms.checks.publicity import check_publicity
from zcforms.chinese.dates import PartialDate
from zcforms.chinese.workdays import official_calendar
from zcforms.plans import load_plan

CALENDAR = official_calendar()
ALL = (ANFANG, JXT, BAOPO, HANGZHOU, JIAOJIANG)

# --- publicity (公示) ----------------------------------------------------------------------------


def posted(plan_id, start, end):
    a = applicant(publicity={"start": start, "end": end, "place": "单位公告栏", "result": "无异议"})
    return by_code(check_publicity(a, institution(), load_plan(plan_id), CALENDAR)).get("publicity-short")


@pytest.mark.parametrize("plan_id", ALL)
def test_000_7_1_001_3_1_003_004_annex_3_monday_to_friday_is_only_reminded_of(plan_id):
    """公示时间不少于5个工作日（000 七（一），001 三（一），003、004 附件3一4）；首日计不计都没有说."""
    found = posted(plan_id, "2020-08-03", "2020-08-07")
    assert found.severity is WARNING
    assert found.message == (
        "公示8月3日—8月7日含首日5个工作日，首日不计为4个，不足5个；通知没有说首日计不计入（本系统推定）"
    )
    assert posted(plan_id, "2020-08-03", "2020-08-10") is None


@pytest.mark.parametrize("plan_id", ALL)
def test_002_2_3_names_no_number_of_days_and_the_others_refuse_four(plan_id):
    """002 （二）3: 申报材料公示确认情况（系统填报）."""
    found = posted(plan_id, "2020-08-03", "2020-08-06")
    assert found.severity is (WARNING if plan_id == BAOPO else ERROR)
    assert found.message.startswith("公示8月3日—8月6日仅4个工作日，不足5个工作日")
    assert found.message.endswith("；通知没有写公示几个工作日（本系统推定）") is (plan_id == BAOPO)


def test_the_notice_counts_the_day_of_posting_only_where_it_is_needed():
    rule = plan(ANFANG).publicity
    monday, friday, next_monday = (PartialDate(2020, 8, day) for day in (3, 7, 10))
    assert rule.workdays(monday, friday, CALENDAR) == 5
    assert rule.workdays(monday, next_monday, CALENDAR) == 5
    assert rule.workdays(monday, PartialDate(2020, 8, 6), CALENDAR) == 3
