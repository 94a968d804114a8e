"""Working days (工作日): the holidays and working weekends of each year, as the State Council set them.

The years are in workdays.yaml (国务院办公厅部分节假日安排的通知; requirements F7). A year without a table
has no answer: holidays are announced each autumn and cannot be computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from zcforms.ground.shipped import shipped_data

_DAY = timedelta(days=1)
_SPAN = re.compile(r"(\d{1,2})-(\d{1,2})(?:\s*(?:\.\.|至|—|～|~)\s*(\d{1,2})-(\d{1,2}))?")


def days_of(span: str, year: int) -> list[date]:
    """The days of a span in a year, "10-01" or "10-01..10-07"; ValueError if it is none."""
    match = _SPAN.fullmatch(span.strip())
    if match is None:
        raise ValueError(span)
    month, day, last_month, last_day = match.groups()
    first = date(year, int(month), int(day))
    last = date(year, int(last_month), int(last_day)) if last_month else first
    if last < first:
        raise ValueError(span)
    return [first + _DAY * n for n in range((last - first).days + 1)]


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, for the years that have a table."""

    off: Mapping[int, frozenset[date]]
    work: Mapping[int, frozenset[date]]

    @classmethod
    def of(cls, off: Mapping[int, Sequence[str]], work: Mapping[int, Sequence[str]]) -> Calendar:
        """A calendar from spans by year; ValueError if a span is none."""

        def days(spans: Mapping[int, Sequence[str]]) -> dict[int, frozenset[date]]:
            return {y: frozenset(day for span in spans[y] for day in days_of(span, y)) for y in spans}

        return cls(days(off), days(work))

    def __reduce__(self) -> tuple[Any, ...]:
        # A process that is sent a thousand people, each with the same calendar, has it once.
        return _one, (tuple(self.off.items()), tuple(self.work.items()))

    def with_years(self, other: Calendar) -> Calendar:
        """This calendar and the other's years; a year that both have is the other's."""
        return Calendar({**self.off, **other.off}, {**self.work, **other.work})

    def unknown(self, start: date, end: date) -> int | None:
        """The first year from start to end that has no table."""
        return next((year for year in range(start.year, end.year + 1) if year not in self.off), None)

    def is_workday(self, day: date) -> bool:
        """Whether a day is worked; only for a year with a table."""
        if day in self.work[day.year]:
            return True
        return day.weekday() < 5 and day not in self.off[day.year]

    def workdays(self, start: date, end: date, count_start_day: bool) -> int | None:
        """How many working days lie from start to end, both included but the start only on request.

        None if a year has no table. 期间开始的当日不计入 is the rule of 《民法典》第二百零一条.
        """
        if self.unknown(start, end) is not None:
            return None
        return sum(self.is_workday(day) for day in _days(start, end, count_start_day))

    def last_day(self, start: date, count: int, count_start_day: bool) -> date | None:
        """The day that ends so many working days from start; None if a year has no table."""
        day = start if count_start_day else start + _DAY
        while self.unknown(day, day) is None:
            count -= self.is_workday(day)
            if count <= 0:
                return day
            day += _DAY
        return None


def _days(start: date, end: date, count_start_day: bool) -> Iterator[date]:
    day = start if count_start_day else start + _DAY
    while day <= end:
        yield day
        day += _DAY


@lru_cache(4)
def _one(
    off: tuple[tuple[int, frozenset[date]], ...], work: tuple[tuple[int, frozenset[date]], ...]
) -> Calendar:
    return Calendar(dict(off), dict(work))


@cache
def official_calendar() -> Calendar:
    """The years that come with zcforms."""
    years: dict[int, dict[str, list[str]]] = shipped_data("chinese/workdays.yaml")["年度"]
    return Calendar.of({y: t["放假"] for y, t in years.items()}, {y: t["上班"] for y, t in years.items()})
