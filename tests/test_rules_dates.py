"""R-DT and R-PB at their exact bounds (requirements B5, B6)."""

from dataclasses import replace
from datetime import date

import pytest
from conftest import citizen, silent
from rules import (
    ANFANG,
    BAOPO,
    ERROR,
    HANGZHOU,
    INFO,
    JIAOJIANG,
    JXT,
    WARNING,
    applicant,
    by_code,
    institution,
    plan,
)

from zcforms import batch
from zcforms.checks.dates import _SPANS, check_dates
from zcforms.checks.publicity import check_publicity
from zcforms.checks.schedule import check_schedule
from zcforms.chinese.workdays import official_calendar

CALENDAR = official_calendar()
LATE = date(2026, 6, 1)


def dates(plan_id=BAOPO, on=LATE, **changes):
    return by_code(check_dates(applicant(**changes), plan(plan_id), on))


def paper(day, **more):
    return [{"title": "甲", "date": day, "publication": "虚构学报", "rank": "独著", **more}]


@pytest.mark.parametrize(
    ("end", "ended"),
    [("至今", False), ("2021-09-15", False), ("2021.09", False), ("2021-09-14", True), ("2021.08", True)],
)
def test_who_applies_is_at_work_on_the_day_of_filling(end, ended):
    work = [{"start": "2008.07", "end": end, "unit": "虚构矿业有限公司", "work": "采矿设计"}]
    found = dates(on=date(2021, 9, 15), work=work)
    assert ("work-ended" in found) is ended
    if ended:
        assert found["work-ended"].severity is WARNING
        assert found["work-ended"].path == ("work", 0, "end")


@pytest.mark.parametrize(
    ("day", "late"), [("2025-10-31", False), ("2025.10", False), ("2025-11-01", True), ("2025.11", True)]
)
def test_dt8_and_dt12_evidence_cutoff(day, late):
    for change in (
        {"papers": paper(day)},
        {"education": [{"end": day, "school": "甲", "major": "乙", "level": "本科"}]},
        {"evidence": [{"id": "E-1", "category": "其他", "title": "甲", "date": day}]},
    ):
        found = dates(ANFANG, **change).get("evidence-too-late")
        assert (found is not None) is late
        if found:
            assert found.severity is ERROR
            assert found.message == f"“甲”取得时间{day.replace('-', '.')}晚于截止时间2025年10月31日"
    assert "evidence-too-late" not in dates(JIAOJIANG, papers=paper(day))


@pytest.mark.parametrize(("on", "asked"), [(date(2025, 11, 5), True), (date(2025, 10, 31), False)])
def test_dt12_a_year_that_ends_after_the_cutoff_is_asked_about_once_the_cutoff_is_past(on, asked):
    found = dates(ANFANG, on=on, papers=paper("2025")).get("evidence-too-late")
    assert (found is not None) is asked
    if found:
        assert (found.severity, found.message) == (
            WARNING,
            "“甲”取得时间2025看不出是不是晚于截止时间2025年10月31日",
        )


@pytest.mark.parametrize(("day", "early"), [("2014.12", False), ("2014-11-30", True), ("2014.11", True)])
def test_dt11_after_the_present_title(day, early):
    found = dates(papers=paper(day)).get("achievement-too-early")
    assert (found is not None) is early
    if found:
        assert found.message.endswith("早于现任职资格取得时间2014.12，不予计入")
    assert "achievement-too-early" not in dates(JIAOJIANG, papers=paper("2014.12"))


def test_dt11_or_within_the_last_four_years():
    title = {"name": "助理工程师", "level": "初级", "qualified_on": "2024.12", "approved_by": "虚构市人社局"}
    assert "achievement-too-early" not in dates(JIAOJIANG, titles=[title], papers=paper("2022-01-01"))
    assert "achievement-before-recent" in dates(JIAOJIANG, titles=[title], papers=paper("2021-01-01"))
    assert "achievement-too-early" in dates(JIAOJIANG, titles=[title], papers=paper("2020-12-31"))
    assert "achievement-too-early" in dates(ANFANG, titles=[title], papers=paper("2022-01-01"))


def test_dt13_accepted_is_not_published():
    found = dates(ANFANG, papers=paper("2025.06", status="录用待发"))["paper-unpublished"]
    assert "仅有录用通知、未正式发表，评审中不予认可" in found.message
    assert "paper-unpublished" not in dates(ANFANG, papers=paper("2025.06", status="已发表"))
    assert "paper-unpublished" not in dates(HANGZHOU, papers=paper("2023.06", status="录用待发"))


@pytest.mark.parametrize(
    ("changes", "severity"),
    [
        ({"titles": [("2014.12", "2014.11")]}, WARNING),
        ({"titles": [("2008.06", None)]}, WARNING),
        ({"work": [{"start": "2008.06", "unit": "甲", "work": "乙"}]}, WARNING),
        (
            {"education": [{"start": "2009", "end": "2008", "school": "甲", "major": "乙", "level": "本科"}]},
            ERROR,
        ),
        ({"education": [{"end": "2000.05", "school": "甲", "major": "乙", "level": "中专"}]}, WARNING),
    ],
)
def test_dt15_order(changes, severity):
    if "titles" in changes:
        qualified, appointed = changes["titles"][0]
        title = {"name": "工程师", "level": "中级", "approved_by": "甲", "qualified_on": qualified}
        changes = {"titles": [{**title, "appointed_from": appointed}]}
    assert dates(**changes)["date-order"].severity is severity
    assert "date-order" not in dates()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("education", "毕业时间2008.06早于入学时间2009.09"),
        ("titles", "聘任截止2008.06早于聘任时间2009.09"),
        ("sanctions", "影响期满时间2008.06早于决定时间2009.09"),
        ("academic_posts", "结束时间2008.06早于起始时间2009.09"),
    ],
)
def test_dt15_nothing_ends_before_it_begins(name, said):
    first, last = _SPANS[name]
    rest = {
        "education": {"school": "甲", "major": "乙", "level": "本科"},
        "titles": {"name": "工程师", "level": "中级", "approved_by": "甲", "qualified_on": "2008.06"},
        "sanctions": {"kind": "警告"},
        "academic_posts": {"organisation": "甲", "post": "乙"},
    }[name]
    found = dates(**{name: [{**rest, first: "2009.09", last: "2008.06"}]})["date-order"]
    assert (found.message, found.severity, found.path) == (said, ERROR, (name, 0, last))


def test_dt15_a_month_may_end_after_a_day_in_it():
    work = {"unit": "虚构矿业有限公司", "work": "采矿设计", "start": "2008-07-15"}
    for end, wrong in (("2008.07", False), ("2008", False), ("2008-07-14", True), ("2008.06", True)):
        assert ("date-order" in dates(work=[{**work, "end": end}])) is wrong, end


@pytest.mark.parametrize("name", ["field_since", "duty_since"])
def test_dt15_work_in_the_field_begins_with_work(name):
    assert "date-order" not in dates(**{name: "2008.07"})
    found = dates(**{name: "2008.06"})["date-order"]
    assert (found.severity, found.path) == (WARNING, (name,))
    assert "2008.06早于参加工作时间2008.07" in found.message


def test_dt15_nothing_after_the_day_of_filling():
    on = date(2025, 9, 1)
    assert "date-future" not in dates(on=on, papers=paper("2025-09-01"))
    assert dates(on=on, papers=paper("2025-09-02"))["date-future"].severity is ERROR
    ahead = {"start": "2025-09-02", "end": "2025-09-09"}
    assert "date-future" not in dates(on=on, publicity=ahead)
    told = dates(on=on, publicity={**ahead, "result": "无异议"})["date-future"]
    assert told.message.startswith("“起始日期”2025.09.02晚于")


@pytest.mark.parametrize(
    ("began", "said"),
    [("2003-06-14", "不满18周岁"), ("2003-06-15", None), ("2001-06-14", "不满16周岁")],
)
def test_g10_age_at_the_start_of_work(began, said):
    found = dates(work_started=began).get("work-age")
    assert (said in found.message) if said else found is None


@pytest.mark.parametrize(
    ("birth", "sex", "age"),
    [
        ("19641231", 1, "60周岁，"),
        ("19650101", 1, "60周岁1个月，"),
        ("19650930", 1, "60周岁3个月，"),  # 2025-12-30
        ("19651001", 1, None),  # 60周岁3个月: 2026-01-01
        ("19700930", 2, "55周岁3个月，"),
        ("19701001", 2, None),
    ],
)
def test_g10_retirement_age_is_delayed_from_2025_on(birth, sex, age):
    """《关于实施渐进式延迟法定退休年龄的决定》: 每四个月延迟一个月."""
    number = citizen(f"330200{birth}00{sex}")
    found = dates(ANFANG, id={"number": number}).get("retirement-age")
    assert (found is not None) is (age is not None)
    if found:
        assert found.severity is WARNING
        assert found.message.startswith(f"截至2025.12.31已满{age}达到法定退休年龄")


# --- the circular's schedule ---------------------------------------------------------------------


def schedule(plan_id, *day):
    return by_code(check_schedule(plan(plan_id), date(*day), CALENDAR))


@pytest.mark.parametrize(
    ("plan_id", "day", "severity", "said"),
    [
        (ANFANG, (2025, 10, 20), None, ""),
        (ANFANG, (2025, 10, 21), WARNING, "已超过个人网上申报截止时间2025年10月20日，逾期不再受理"),
        (ANFANG, (2025, 11, 1), WARNING, "已超过所在单位审核截止时间2025年10月31日，逾期不再受理"),
        (ANFANG, (2025, 11, 28), WARNING, "所在单位审核"),
        (ANFANG, (2025, 11, 29), ERROR, "已超过材料报送截止时间2025年11月28日，逾期不再受理"),
        (JXT, (2020, 10, 10), None, ""),
        (JXT, (2020, 10, 11), ERROR, "材料报送"),
        (HANGZHOU, (2024, 9, 30), None, ""),
        (HANGZHOU, (2024, 10, 1), ERROR, "材料报送"),
        (BAOPO, (2030, 1, 1), None, ""),
    ],
)
def test_dt10_deadlines(plan_id, day, severity, said):
    found = schedule(plan_id, *day).get("deadline-passed")
    assert (found and found.severity) is severity
    assert found is None or said in found.message


def test_dt10_what_late_means_is_said_where_the_circular_says_it():
    assert "不再受理" in schedule(JXT, 2020, 10, 11)["deadline-passed"].message
    assert schedule(HANGZHOU, 2024, 10, 1)["deadline-passed"].message.endswith("2024年9月30日")


@pytest.mark.parametrize(("day", "held"), [("2025-11-28", False), ("2025-11-29", True)])
def test_dt10_after_the_last_deadline_nobody_is_printed(workshop, day, held):
    job = batch.open_job(workshop(评审计划=ANFANG, 填报日期=day), LATE)
    checked, _ = batch.check_job(job, silent)
    assert ("office-blocked" in {f.code for f in checked[0].findings}) is held


def test_what_the_plan_says_of_its_dates_has_no_place_in_a_file(workshop):
    sunday = plan(JXT, dates={"forward_deadline": "2020-10-11"})
    job = replace(batch.open_job(workshop(填报日期="2020-09-01"), LATE), plan=sunday)
    _, found = batch.check_job(job, silent)
    assert str(by_code(found)["deadline-rest-day"].place) == ""


def test_dt1_opening():
    assert "not-open" in schedule(ANFANG, 2025, 7, 17)
    assert "not-open" not in schedule(ANFANG, 2025, 7, 18)


def test_dates_that_our_copy_has_lost_are_said_once():
    found = schedule(JIAOJIANG, 2025, 9, 1)["dates-unknown"]
    assert (found.severity, "个人网上申报截止时间：" in found.message) == (INFO, True)
    assert "dates-unknown" not in schedule(ANFANG, 2025, 9, 1)


def test_g32_a_deadline_on_a_rest_day_is_told():
    sunday = plan(JXT, dates={"forward_deadline": "2020-10-11"})
    found = by_code(check_schedule(sunday, date(2020, 9, 1), CALENDAR))["deadline-rest-day"]
    assert found.message == "材料报送截止日2020年10月11日是休息日"
    assert "deadline-rest-day" not in schedule(JXT, 2020, 9, 1)  # a Saturday that is worked


def test_pb6_the_committees_own_publicity_is_only_told():
    assert (
        "5个工作日（省经信厅网站、浙江政务服务网）"
        in schedule(JXT, 2020, 9, 1)["committee-publicity"].message
    )
    assert "committee-publicity" not in schedule(ANFANG, 2025, 9, 1)


# --- publicity -----------------------------------------------------------------------------------


def shown(plan_id, start, end, calendar=CALENDAR, **more):
    a = applicant(publicity={"start": start, "end": end, "place": "单位公告栏", "result": "无异议", **more})
    return by_code(check_publicity(a, institution(), plan(plan_id), calendar))


@pytest.mark.parametrize(
    ("start", "end", "severity"),
    [
        ("2025-09-29", "2025-10-13", None),
        ("2025-09-29", "2025-10-11", WARNING),
        ("2025-09-29", "2025-10-10", ERROR),
        ("2025-10-09", "2025-10-13", ERROR),
    ],
)
def test_pb1_five_working_days(start, end, severity):
    found = shown(ANFANG, start, end)
    told = found.get("publicity-short") or found.get("publicity-first-day")
    assert (told and told.severity) is severity


def test_pb1_message_and_what_to_do():
    found = shown(ANFANG, "2025-10-09", "2025-10-13")["publicity-short"]
    assert found.message == "公示10月9日—10月13日起始当日算在内也只有4个工作日，不足5个工作日"
    soonest = "通知把起始当日算在内的，应公示到2025年10月14日"
    assert found.hint == f"应公示到2025年10月15日（起始当日不计）；{soonest}"


@pytest.mark.parametrize(("counts", "days", "last"), [(True, 4, "14日"), (False, 3, "15日（起始当日不计）")])
def test_where_the_circular_says_whether_the_first_day_counts_one_way_is_told(counts, days, last):
    ruled = plan(ANFANG, publicity={"count_start_day": counts})
    a = applicant(publicity={"start": "2025-10-09", "end": "2025-10-13", "result": "无异议"})
    found = by_code(check_publicity(a, institution(), ruled, CALENDAR))["publicity-short"]
    assert found.message == f"公示10月9日—10月13日仅{days}个工作日，不足5个工作日"
    assert found.hint == f"应公示到2025年10月{last}"


def test_pb1_the_plan_says_whether_the_first_day_counts():
    counting = plan(ANFANG, publicity={"count_start_day": True})
    a = applicant(publicity={"start": "2025-09-29", "end": "2025-10-11", "result": "无异议"})
    assert by_code(check_publicity(a, institution(), counting, CALENDAR)) == {}
    six = plan(ANFANG, publicity={"min_workdays": 6, "count_start_day": True})
    assert "publicity-short" in by_code(check_publicity(a, institution(), six, CALENDAR))
    never = plan(ANFANG, publicity={"count_start_day": False})
    assert by_code(check_publicity(a, institution(), never, CALENDAR))["publicity-short"].severity is ERROR


def test_pb1_a_year_without_a_table_is_refused():
    found = shown(BAOPO, "2026-12-28", "2027-01-08")["holidays-unknown"]
    assert (found.message, found.severity) == ("2027年节假日安排未录入，无法核定工作日", ERROR)


def test_pb1_a_month_is_not_a_day():
    assert set(shown(BAOPO, "2021.09", "2021.09")) == {"publicity-day-missing"}


def test_pb1_an_end_that_is_not_stated_is_long_enough_and_may_still_be_late():
    assert shown(BAOPO, "2021-09-15", None) == {}
    assert "publicity-late" in shown(ANFANG, "2025-10-27", None)
    assert "publicity-late" not in shown(ANFANG, "2025-10-24", None)
    assert "holidays-unknown" in shown(BAOPO, "2027-01-04", None)


def test_pb2_the_result_is_entered():
    for plan_id in (ANFANG, JXT, BAOPO, HANGZHOU, JIAOJIANG):
        found = by_code(check_publicity(applicant(), institution(), plan(plan_id), CALENDAR))
        assert found["publicity-missing"].message == "未录入公示情况"
    assert "publicity-missing" in shown(ANFANG, "2025-10-09", "2025-10-16", result=None)


def test_pb2_an_objection_is_handled():
    objection = {"result": "有异议"}
    assert "publicity-objection" in shown(ANFANG, "2025-10-09", "2025-10-16", **objection)
    assert shown(ANFANG, "2025-10-09", "2025-10-16", **objection, handling="经核实不影响申报") == {}


@pytest.mark.parametrize(
    ("place", "fits"), [("单位公告栏", True), ("食堂门口公告栏", True), ("微信群", False), (None, False)]
)
def test_pb3_place(place, fits):
    assert ("publicity-place" not in shown(HANGZHOU, "2024-09-02", "2024-09-09", place=place)) is fits
    assert "publicity-place" not in shown(JIAOJIANG, "2025-09-01", "2025-09-08", place=place)


def test_pb4_the_recommendation_of_public_institutions():
    in_post = applicant(application={"staffing": "在编"})
    unit = institution(kind="事业单位")
    assert "recommendation-not-shown" in by_code(check_publicity(in_post, unit, plan(JXT), CALENDAR))
    outside = by_code(check_publicity(applicant(), institution(), plan(JXT), CALENDAR))
    assert set(outside) == {"publicity-missing"}
    assert "recommendation-not-shown" not in by_code(check_publicity(in_post, unit, plan(ANFANG), CALENDAR))


@pytest.mark.parametrize(
    ("plan_id", "start", "end", "late"),
    [
        (ANFANG, "2025-10-22", "2025-10-31", None),
        (ANFANG, "2025-10-22", "2025-11-03", "公示截止日11月3日晚于所在单位审核截止日2025年10月31日"),
        (ANFANG, "2025-11-22", "2025-12-03", "公示截止日12月3日晚于所在单位审核截止日2025年10月31日"),
        (HANGZHOU, "2024-09-20", "2024-09-30", None),
        (HANGZHOU, "2024-09-20", "2024-10-08", "公示截止日10月8日晚于材料报送截止日2024年9月30日"),
    ],
)
def test_dt14_and_pb5_in_time(plan_id, start, end, late):
    found = shown(plan_id, start, end).get("publicity-late")
    assert (found and found.message) == late
    assert found is None or found.severity is ERROR


@pytest.mark.parametrize(
    ("end", "forward", "severity", "stage"),
    [
        ("2025-10-31", "2025-11-28", None, ""),
        ("2025-11-03", "2025-11-28", WARNING, "所在单位审核"),
        ("2025-11-28", "2025-11-28", WARNING, "所在单位审核"),
        ("2025-12-01", "2025-11-28", ERROR, "材料报送"),
        ("2025-11-03", None, ERROR, "所在单位审核"),
    ],
)
def test_pb5_publicity_after_the_review_of_the_unit(end, forward, severity, stage):
    after = plan(ANFANG, publicity={"before": "forward"}, dates={"forward_deadline": forward})
    a = applicant(publicity={"start": "2025-10-13", "end": end, "result": "无异议"})
    found = by_code(check_publicity(a, institution(), after, CALENDAR)).get("publicity-late")
    assert (found and found.severity) is severity
    if found:
        assert f"晚于{stage}截止日" in found.message
        assert ("2025年10月31日" in found.hint, "2025年11月28日" in found.hint) == (True, bool(forward))
        assert "录入" not in found.hint


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            {"committee_when": "评审后", "committee_places": ["市水务局门户网站"]},
            "评审后评委会另公示5个工作日（市水务局门户网站）",
        ),
        ({}, "评委会另公示5个工作日"),
    ],
)
def test_the_publicity_of_the_committee_is_said_as_far_as_the_plan_says_it(said, words):
    rules = plan(ANFANG, publicity={"committee_workdays": 5, **said})
    told = {one.code: one.message for one in check_schedule(rules, date(2025, 9, 1), CALENDAR)}
    assert told["committee-publicity"] == words


def test_dt15_nobody_is_born_after_the_day_of_filling():
    on = date(2025, 9, 1)
    number = {"number": citizen("33020020350615001")}
    found = dates(on=on, id=number)["date-future"]
    assert (found.severity, found.path) == (ERROR, ("id", "number"))
    assert found.message == "证件号码中的出生日期2035.06.15晚于填报日期2025.09.01"
