"""Publicity inside the unit: long enough, in the right place, with its result, in time (R-PB)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.chinese.dates import PartialDate
from zcforms.chinese.workdays import Calendar
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant, Institution
from zcforms.model.application import Publicity
from zcforms.plans import Plan
from zcforms.plans.clauses import Dates

WARNING = Severity.WARNING
_AT: Path = ("publicity",)


@resting
def check_publicity(
    applicant: Applicant, institution: Institution | None, plan: Plan, calendar: Calendar
) -> Iterator[Finding]:
    """What is wrong with the publicity of an application (requirements PB1-PB5, DT14)."""
    rule, shown = plan.publicity, applicant.publicity
    basis = plan.basis(rule.src)
    yield from _lacking(applicant, institution, plan)
    if shown is None:
        return
    if shown.end and shown.end.latest < shown.start.earliest:
        yield Finding(
            "date-order",
            "公示截止日期早于起始日期",
            hint="核对公示日期",
            basis=basis,
            path=(*_AT, "end"),
        )
    else:
        yield from _length(shown.start, shown.end, plan, calendar)
    yield from _place(shown, plan)
    if shown.result == "有异议" and not shown.handling:
        yield Finding(
            "publicity-objection",
            "公示有异议，没有填写处理情况",
            hint="查清异议并写明“异议处理”后再报送" + (f"；{rule.unopposed}" if rule.unopposed else ""),
            basis=basis,
            path=_AT,
        )
    end = shown.end or rule.last_day(shown.start, calendar)
    if end is not None:
        yield from _in_time(end, plan)


def _lacking(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    """No publicity or no result of it, where the plan asks for them (PB2, PB4)."""
    rule, shown = plan.publicity, applicant.publicity
    basis = plan.basis(rule.src)
    if rule.result_required and (shown is None or shown.result is None):
        yield Finding(
            "publicity-missing",
            "未录入公示情况",
            WARNING,
            f"公示{rule.min_workdays}个工作日后，在“公示”中写起止日期、地点和结果"
            "（工作簿里是“人员”表的起始日期、截止日期、地点、结果几列）",
            basis,
            _AT if shown else (),
        )
    in_post = applicant.application.in_post
    if rule.recommendation_public and shown is None and institution and in_post:
        yield Finding(
            "recommendation-not-shown",
            "推荐人选未在单位内公示",
            WARNING,
            "事业单位择优推荐的人选也要在单位内公示，公示后填写“公示”",
            basis,
        )


def _place(shown: Publicity, plan: Plan) -> Iterator[Finding]:
    """It was put up where the circular says, if that names a place at all (PB3)."""
    place, given = plan.publicity.place, shown.place or ""
    if place and place not in norms().any_place and place.removeprefix("单位") not in given:
        yield Finding(
            "publicity-place",
            f"公示应在{place}张贴" + (f"，填报为“{given}”" if given else ""),
            WARNING,
            "核对公示地点",
            plan.basis(plan.publicity.src),
            (*_AT, "place"),
        )


def _length(
    first: PartialDate, last: PartialDate | None, plan: Plan, calendar: Calendar
) -> Iterator[Finding]:
    rule, basis = plan.publicity, plan.basis(plan.publicity.src)
    if first.day is None or (last and last.day is None):
        yield Finding(
            "publicity-day-missing",
            "公示起止日期没有写到日，无法核定工作日",
            WARNING,
            "写作2025-10-09",
            basis,
            (*_AT, "start"),
        )
        return
    start = first.earliest
    end = last.latest if last else start
    most = calendar.workdays(start, end, count_start_day=rule.count_start_day is not False)
    least = calendar.workdays(start, end, count_start_day=rule.count_start_day is True)
    if most is None or least is None:
        yield Finding(
            "holidays-unknown",
            f"{calendar.unknown(start, end)}年节假日安排未录入，无法核定工作日",
            hint="把国务院办公厅该年的放假和调休日期写入工作文件夹的假期.yaml",
            path=(*_AT, "start"),
        )
    elif last and least < rule.min_workdays:
        yield _short(start, end, least, most, plan, calendar)


def _short(start: date, end: date, least: int, most: int, plan: Plan, calendar: Calendar) -> Finding:
    """Too few working days; a day of posting that is left open holds nobody back."""
    rule = plan.publicity
    shown = f"公示{start.month}月{start.day}日—{end.month}月{end.day}日"
    until = calendar.last_day(start, rule.min_workdays, count_start_day=bool(rule.count_start_day))
    hint = _until(until) + ("" if rule.count_start_day else "（起始当日不计）")
    basis, path = plan.basis(rule.src), (*_AT, "end")
    if most >= rule.min_workdays:
        counted_so = f"{shown}含首日{most}个工作日，首日不计为{least}个，不足{rule.min_workdays}个"
        return Finding("publicity-first-day", counted_so, WARNING, hint, basis, path)
    message = f"{shown}仅{most}个工作日，不足{rule.min_workdays}个工作日"
    if rule.count_start_day is None:  # the circular leaves it open: both ways are told, neither mixed
        message = f"{shown}起始当日算在内也只有{most}个工作日，不足{rule.min_workdays}个工作日"
        soonest = calendar.last_day(start, rule.min_workdays, count_start_day=True)
        hint += f"；通知把起始当日算在内的，{_until(soonest)}" if soonest != until else ""
    return Finding("publicity-short", message, hint=hint, basis=basis, path=path)


def _until(last: date | None) -> str:
    return f"应公示到{PartialDate.of(last).to_chinese()}" if last else "延长公示"


def _in_time(end: PartialDate, plan: Plan) -> Iterator[Finding]:
    """It ends in time for the stage that needs its result (DT14, PB5).

    Where that is the forwarding, an end between the unit's deadline and it is only worth a look.
    """
    known = {name: plan.dates.known(name) for name in ("unit_deadline", "forward_deadline")}
    stated = {name: day for name, day in known.items() if day is not None}
    passed = [name for name, day in stated.items() if end.earliest > day.latest]
    if not passed:
        return
    binding = f"{plan.publicity.before}_deadline"
    late = binding in passed or binding not in stated
    name = binding if binding in passed else passed[-1]
    stages = Dates.stages()
    dates = "，".join(f"{stages[stage]}截止{day.to_chinese()}" for stage, day in stated.items())
    if not late:
        hint = f"{dates}；公示须在报送前结束，请与单位核对审核和公示的日期"
    elif plan.publicity.before == "unit":
        hint = f"单位审核时要有公示结果，公示须在审核截止前结束（{dates}）；核对日期"
    else:
        hint = f"公示须在报送前结束（{dates}）；核对日期"
    shown = end.to_chinese().removeprefix(f"{stated[name].year}年")
    yield Finding(
        "publicity-late",
        f"公示截止日{shown}晚于{stages[name]}截止日{stated[name].to_chinese()}",
        Severity.ERROR if late else WARNING,
        hint,
        plan.basis(plan.publicity.src if name == "unit_deadline" else plan.dates.src),
        (*_AT, "end"),
    )
