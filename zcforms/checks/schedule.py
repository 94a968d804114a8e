"""The circular's own dates against the day of filling: said once for a folder (DT10, PB6, G32)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zcforms.checks.resting import resting
from zcforms.checks.wording import following
from zcforms.chinese.workdays import Calendar
from zcforms.ground.findings import Finding, Severity
from zcforms.plans import Plan
from zcforms.plans.clauses import Dates


@resting
def check_schedule(plan: Plan, on: date, calendar: Calendar) -> Iterator[Finding]:
    """Deadlines that have passed, dates that the circular has and our copy has lost, what comes later."""
    basis = plan.basis(plan.dates.src)
    opens = plan.dates.known("open")
    if opens and on < opens.earliest:
        yield Finding(
            "not-open",
            f"填报日期{on:%Y.%m.%d}早于申报开始时间{opens.to_chinese()}",
            Severity.WARNING,
            "核对zcforms.yaml的填报日期和评审计划",
            basis,
            ("date",),
        )
    yield from _deadlines(plan, on, calendar, basis)
    lost = [label for name, label in Dates.titles().items() if getattr(plan.dates, name) == "unknown"]
    if lost:
        yield Finding(
            "dates-unknown",
            f"{'、'.join(lost)}：通知载明而所据文本缺失，未核对",
            Severity.INFO,
            "请查通知原件",
            basis,
        )
    for note in plan.notes:
        hint = "与本批申报人无关的不必理会"
        yield Finding("plan-note", f"通知另有说明：{note.words}", Severity.INFO, hint, plan.basis(note.src))
    rule = plan.publicity
    if rule.committee:
        yield Finding(
            "committee-publicity",
            rule.committee,
            Severity.INFO,
            "由评委会办理，申报人和单位不必准备",
            plan.basis(rule.src),
        )


def _deadlines(plan: Plan, on: date, calendar: Calendar, basis: str) -> Iterator[Finding]:
    stages = Dates.stages()
    stated = [(name, plan.dates.known(name)) for name in stages]
    known = [(name, day) for name, day in stated if day is not None]
    passed = [(name, day) for name, day in known if day.latest < on]
    if passed:
        name, day = passed[-1]
        over = name == "forward_deadline"
        yield Finding(
            "deadline-passed",
            f"已超过{stages[name]}截止时间{day.to_chinese()}" + following(plan.dates.late_means),
            Severity.ERROR if over else Severity.WARNING,
            "填报日期写错的改zcforms.yaml的“填报日期”"
            if over
            else "截止前已在平台提交的不必理会；尚未提交的先向受理部门问明能否申报",
            basis,
            ("date",),
        )
    for name, day in known:
        last = day.latest
        if last >= on and calendar.unknown(last, last) is None and not calendar.is_workday(last):
            yield Finding(
                "deadline-rest-day",
                f"{stages[name]}截止日{day.to_chinese()}是休息日",
                Severity.INFO,
                "通知没有写顺延的，请在此前的工作日办理",
                basis,
            )
