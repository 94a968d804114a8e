"""The publicity of applications inside the unit, as notice, sheet and confirmation show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.workdays import Calendar
from zcforms.ground.titled import Titled
from zcforms.model import Applicant
from zcforms.plans import Plan


@dataclass(frozen=True)
class PublicityFacts(Titled):
    """When, where and how applications were publicised; None is written by hand."""

    period: Annotated[str | None, "公示起止时间"]
    workdays: Annotated[int | None, "公示工作日数"]
    workdays_note: Annotated[str | None, "公示工作日说明"]
    place: Annotated[str | None, "公示地点"]
    method: Annotated[str | None, "公示方式"]
    result: Annotated[str | None, "公示结果"]
    handling: Annotated[str | None, "异议处理"]


def publicity_facts(applicants: Sequence[Applicant], plan: Plan, calendar: Calendar) -> PublicityFacts | None:
    """When, where and how applications were publicised; None where not stated, or not alike for all.

    The result is each applicant's own. An end that is not stated is the first day that the circular
    allows; `period` and `workdays` are None where the days are not known, and written by hand.
    """
    stated = [a.publicity for a in applicants]
    first = stated[0] if stated else None
    if first is None:
        return None
    if any(s is None or (s.start, s.end) != (first.start, first.end) for s in stated):
        return None
    end = first.end or plan.publicity.last_day(first.start, calendar)
    workdays = plan.publicity.workdays(first.start, end, calendar) if end else None
    # Whoever counts the day of posting reads one day more, and both are right.
    after = calendar.workdays(first.start.earliest, end.latest, count_start_day=False) if end else None
    places = {s.place for s in stated if s}
    methods = {s.method for s in stated if s}
    return PublicityFacts(
        period=span(first.start, end) if end else None,
        workdays=workdays,
        workdays_note="（公示当日不计）" if workdays is not None and workdays == after else None,
        place=first.place if len(places) == 1 else None,
        method=first.method if len(methods) == 1 else None,
        result=first.result if len(stated) == 1 else None,
        handling=first.handling if len(stated) == 1 else None,
    )


def span(start: PartialDate, end: PartialDate) -> str:
    """A stretch of days in running text, 2025年10月9日至10月15日 (requirements F5)."""
    until = end.to_chinese()
    return f"{start.to_chinese()}至{until.removeprefix(f'{end.year}年') if end.year == start.year else until}"
