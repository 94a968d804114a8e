"""Working days are counted by the State Council's tables, and never guessed (requirements B6, F7)."""

from copy import deepcopy
from datetime import date

import pytest

from zcforms import batch
from zcforms.chinese.workdays import Calendar, days_of, official_calendar

CALENDAR = official_calendar()

# Start, end with the start day counted, end without it (requirements B6).
VECTORS = [
    ((2025, 9, 29), (2025, 10, 11), (2025, 10, 13)),
    ((2025, 9, 26), (2025, 10, 9), (2025, 10, 10)),
    ((2025, 10, 24), (2025, 10, 30), (2025, 10, 31)),
    ((2025, 1, 22), (2025, 1, 27), (2025, 2, 5)),
    ((2025, 4, 28), (2025, 5, 7), (2025, 5, 8)),
    ((2024, 9, 12), (2024, 9, 19), (2024, 9, 20)),
    ((2024, 9, 27), (2024, 10, 9), (2024, 10, 10)),
    ((2020, 9, 24), (2020, 9, 29), (2020, 9, 30)),
    ((2021, 9, 15), (2021, 9, 22), (2021, 9, 23)),
]


@pytest.mark.parametrize(("start", "counted", "uncounted"), VECTORS)
def test_five_working_days_end_where_the_tables_say(start, counted, uncounted):
    first = date(*start)
    assert CALENDAR.last_day(first, 5, count_start_day=True) == date(*counted)
    assert CALENDAR.last_day(first, 5, count_start_day=False) == date(*uncounted)
    for last, switch in ((date(*counted), True), (date(*uncounted), False)):
        assert CALENDAR.workdays(first, last, switch) == 5
        assert CALENDAR.workdays(first, date.fromordinal(last.toordinal() - 1), switch) == 4


@pytest.mark.parametrize("day", [(2025, 10, 11), (2024, 9, 14), (2024, 9, 29), (2025, 9, 28)])
def test_adjusted_weekends_are_worked(day):
    assert date(*day).weekday() >= 5
    assert CALENDAR.is_workday(date(*day))


def test_every_table_is_sound():
    for year, off in CALENDAR.off.items():
        work = CALENDAR.work[year]
        assert not off & work
        assert all(day.weekday() >= 5 for day in work), year
        assert all(day.year == year for day in off | work)
        assert 11 <= len(off) <= 40


def test_a_year_without_a_table_has_no_answer():
    assert CALENDAR.unknown(date(2026, 12, 30), date(2027, 1, 5)) == 2027
    assert CALENDAR.workdays(date(2026, 12, 30), date(2027, 1, 5), False) is None
    assert CALENDAR.last_day(date(2026, 12, 30), 5, False) is None
    assert CALENDAR.last_day(date(2026, 12, 24), 5, False) == date(2026, 12, 31)


@pytest.mark.parametrize("span", ["13-01", "02-30", "10-07..10-01", "国庆", "10.01", ""])
def test_what_is_no_span_is_refused(span):
    with pytest.raises(ValueError):
        days_of(span, 2025)


def test_a_folder_brings_the_years_that_are_not_known(workshop):
    root = workshop()
    (root / "假期.yaml").write_text("年度:\n  2027:\n    放假: [01-01..01-03]\n    上班: [01-09]\n")
    calendar = batch.open_job(root, date(2027, 1, 1)).work.calendar
    assert calendar.workdays(date(2026, 12, 31), date(2027, 1, 9), False) == 6
    assert calendar.off[2025] == CALENDAR.off[2025]


def test_a_wrong_table_is_told_and_not_used(workshop):
    root = workshop()
    (root / "假期.yaml").write_text("年度:\n  2027:\n    放假: [02-30]\n")
    work = batch.open_job(root, date(2027, 1, 1)).work
    assert "“2027年02-30”不是有效的日期" in work.findings[0].message
    assert str(work.findings[0].place) == "假期.yaml:2:3"
    assert 2027 not in work.calendar.off


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("{2027: 5}", "“年度”“2027”填写“5”，应为若干“栏目: 内容”"),
        ("{2027: {放假: 元旦, 上班: [01-09]}}", "“年度”“2027”“放假”填写“元旦”，应为列表"),
        ("{2027: {上班: [01-09]}}", "缺少“年度”“2027”“放假”"),
        ("{99999999999: {放假: [01-01]}}", "应不大于2100"),
        ("{0: {放假: [01-01]}}", "应不小于1949"),
        ("{2027: {放假: [01-01..12-31, 10-01, 10-02]}}", "“年度”中2027年的日子合计超过一年"),
        ("[]", "“年度”应为若干“栏目: 内容”"),
    ],
)
def test_a_table_of_another_shape_is_told(workshop, table, told):
    root = workshop()
    (root / "假期.yaml").write_text(f"年度: {table}\n")
    work = batch.open_job(root, date(2027, 1, 1)).work
    assert told in work.findings[0].message
    assert work.calendar.off.keys() == CALENDAR.off.keys()


def test_the_folders_own_table_comes_first():
    own = Calendar.of({2025: ["01-01"]}, {2025: []})
    assert CALENDAR.with_years(own).off[2025] == {date(2025, 1, 1)}


def test_a_calendar_that_is_sent_again_and_again_is_there_once():
    first, again = (deepcopy(CALENDAR) for _ in range(2))
    assert first == CALENDAR
    assert first is again
    other = deepcopy(Calendar.of({2025: ["10-01"]}, {2025: []}))
    assert other.off == {2025: frozenset({date(2025, 10, 1)})}
