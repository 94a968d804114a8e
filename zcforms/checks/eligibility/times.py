"""Stretches of time known to the day, the month or the year, and the full years they make."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zcforms.chinese.dates import PartialDate, added_up, full_years, months_later, served_to

Interval = tuple[date, date]  # from, to (the day after the last)
Stretch = tuple[PartialDate, PartialDate | None]  # from, to (None: it goes on)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Times:
    """Stretches within bounds: surely `low`, at most `high` (disjoint, in order)."""

    low: tuple[Interval, ...] = ()
    high: tuple[Interval, ...] = ()

    @classmethod
    def of(cls, stretches: Iterable[Stretch], cutoff: date) -> Times:
        """Stretches up to the cutoff; those that meet in one month or the next are continuous."""
        runs = _runs(stretches)
        return cls(
            _union((a.latest, served_to(min(b.earliest if b else cutoff, cutoff))) for a, b in runs),
            _union((a.earliest, served_to(min(b.latest if b else cutoff, cutoff))) for a, b in runs),
        )

    def __or__(self, other: Times) -> Times:
        return Times(_union((*self.low, *other.low)), _union((*self.high, *other.high)))

    def __and__(self, other: Times) -> Times:
        return Times(_overlap(self.low, other.low), _overlap(self.high, other.high))

    def without(self, other: Times) -> Times:
        """What is left; `other` takes away at least its low."""
        return Times(_minus(self.low, other.high), _minus(self.high, other.low))

    @property
    def shortest(self) -> Run | None:
        """What is surely served."""
        return Run.of(self.low)

    @property
    def longest(self) -> Run | None:
        """What may be served at most."""
        return Run.of(self.high)


@dataclass(frozen=True, slots=True)
class Run:
    """Time served as if without a break: several stretches, added up, end on the day of the last."""

    start: date
    end: date
    broken: bool

    @classmethod
    def of(cls, intervals: Sequence[Interval]) -> Run | None:
        """The run that intervals make together."""
        if not intervals:
            return None
        end = intervals[-1][1]
        if len(intervals) == 1:
            return cls(intervals[0][0], end, broken=False)
        months, days = added_up(intervals)
        return cls(months_later(end, -months) - timedelta(days=days), end, broken=True)

    def reaches(self, years: int) -> bool:
        """Whether it makes so many full years (周年)."""
        return full_years(self.start, self.end) >= years

    def complete(self, years: int) -> date:
        """The day after that on which so many full years are served."""
        return anniversary(self.start, years)

    def due(self, years: int) -> date:
        """The day on which it makes, or made, so many full years."""
        return self.complete(years) - DAY

    @property
    def served(self) -> str:
        """The full years and months, as 3年7个月."""
        return span(0, full_months(self.start, self.end), 0)


def anniversary(start: date, years: int) -> date:
    """The same day so many years later; 29 February falls on the 28th (requirements G11)."""
    day = 28 if (start.month, start.day) == (2, 29) and not calendar.isleap(start.year + years) else start.day
    return date(start.year + years, start.month, day)


def full_months(start: date, end: date) -> int:
    """Full months from start to end; a start late in the month falls on a shorter month's last day."""
    if end < start:
        return 0
    last = calendar.monthrange(end.year, end.month)[1]
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < min(start.day, last))


def span(years: int, months: int, days: int) -> str:
    """A length of time as a clerk writes it: 3年7个月, 5个月, 1天."""
    years, months = years + months // 12, months % 12
    parts = [(years, "年"), (months, "个月"), (days, "天")]
    return "".join(f"{n}{unit}" for n, unit in parts if n) or "不足1个月"


def lack(cutoff: date, due: date, exact: bool) -> str:
    """How much is missing from the cutoff to the due day; by whole months where dates are not exact."""
    months = full_months(cutoff, due)
    rest = (due - months_later(cutoff, months)).days
    return span(0, months, rest) if exact else span(0, months + (rest > 0), 0)


def _runs(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order, joined where one begins in the month another ends, or in the next."""
    runs: list[Stretch] = []
    for start, end in sorted(stretches, key=lambda s: s[0]):
        if runs and _continues(runs[-1][1], start):
            first, last = runs[-1]
            runs[-1] = first, None if last is None or end is None else max(last, end)
        else:
            runs.append((start, end))
    return runs


def _continues(end: PartialDate | None, start: PartialDate) -> bool:
    if end is None:
        return True
    if end.day and start.day:
        return start.earliest <= end.latest + DAY
    begins, ends = start.earliest, end.latest
    return begins.year * 12 + begins.month <= ends.year * 12 + ends.month + 1


def _union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for start, end in sorted(i for i in intervals if i[0] < i[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return tuple(merged)


def _overlap(left: Iterable[Interval], right: Iterable[Interval]) -> tuple[Interval, ...]:
    right = tuple(right)
    return _union((max(a[0], b[0]), min(a[1], b[1])) for a in left for b in right)


def _minus(kept: Iterable[Interval], taken: Iterable[Interval]) -> tuple[Interval, ...]:
    left = list(kept)
    for start, end in taken:
        pieces = [piece for a, b in left for piece in ((a, min(b, start)), (max(a, end), b))]
        left = [piece for piece in pieces if piece[0] < piece[1]]
    return tuple(left)
