"""The scoring sheet of one applicant: the table for their speciality, with the points of every level."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from zcforms.facts.scoring.levels import Level, add_up, by_applicant, by_unit
from zcforms.facts.wording import number
from zcforms.model import Applicant
from zcforms.model.application import ScoreRow
from zcforms.plans import Plan
from zcforms.plans.score_table import ZERO, Group, Indicator, ScoringTable, ScoringTableUse, Stated

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with an applicant's lines: as they score them, and as the unit has rechecked them.

    `known` says whether the table's rows come from the circular; else they are the applicant's own,
    each line a row. `strange` are the places of lines that name no row of the table.
    """

    table: ScoringTable
    known: bool
    entries: tuple[ScoreRow, ...]
    own: Level
    reviewed: Level | None
    strange: tuple[int, ...]

    def cap_notes(self, indicator: Level) -> list[str]:
        """What was cut, "B3.2：30分按20分计": rows by id, groups by name, the indicator itself by 合计."""
        parts = [*(part for part in indicator.every() if part is not indicator), indicator]
        return [
            f"{_called(part, indicator)}：{shown(part.raw)}分按{shown(part.points)}分计"
            for part in parts
            if part.counts and part.raw > part.points
        ]

    def over_labels(self) -> list[OverLabel]:
        """Where an own table goes over a ceiling that its labels state; one we know has its own caps."""
        if self.known:
            return []
        found = []
        lines = [(line, row.points) for row in self.own.every() for line in row.lines]  # one line a row
        for depth in range(1, len(_LABELS) + 1):
            sums: dict[tuple[str, ...], list[tuple[int, Decimal]]] = {}
            for line, points in lines:
                path = tuple(getattr(line.entry, name) or "" for name in _LABELS[:depth])
                sums.setdefault(path, []).append((line.place, points))
            for path, counted in sums.items():
                stated, total = _CEILING.search(path[-1]), sum((points for _, points in counted), ZERO)
                if stated and total > Decimal(stated[1]):
                    at = counted[0][0], _LABELS[depth - 1]
                    found.append(OverLabel(*at, path[-1], total, Decimal(stated[1])))
        return found


def _called(part: Level, indicator: Level) -> str:
    if part is indicator:
        return "合计"
    return part.name if part.parts else part.id


@dataclass(frozen=True, slots=True)
class OverLabel:
    """Lines under one label that add up to more than it states; `place` and `field` are where it is typed."""

    place: int
    field: str
    label: str
    total: Decimal
    most: Decimal

    def __str__(self) -> str:
        return f"“{self.label}”各行合计{shown(self.total)}分，超过所写的最高{shown(self.most)}分"


# What a copied table calls its lines, from the outside in; a ceiling of each item is none of the sum.
_LABELS = ("indicator", "level1", "level2", "level3")
_CEILING = re.compile(r"(?<!每项)(?<!每件)(?<!每篇)最高\s*(\d{1,4}(?:\.\d)?)\s*分")


def sheet_of(applicant: Applicant, plan: Plan) -> Sheet | None:
    """The applicant's scoring sheet; None where the plan has no table for their speciality and title."""
    if not plan.is_own_title(applicant.application.target):
        return None
    use = plan.scoring.table_for(applicant.application.speciality) if plan.scoring else None
    if use is None:
        return None
    given = tuple(applicant.score_rows or ())
    if use.table is None:
        table, entries = _own_table(given, use)
    else:
        table, entries = use.table, given
    ids = {row.id for _, _, row in table.rows()}
    return Sheet(
        table=table,
        known=use.table is not None,
        entries=entries,
        own=add_up(table, entries, by_applicant),
        reviewed=add_up(table, entries, by_unit) if any(e.reviewed is not None for e in entries) else None,
        strange=tuple(place for place, entry in enumerate(entries) if entry.id not in ids),
    )


def _own_table(
    given: tuple[ScoreRow, ...], use: ScoringTableUse
) -> tuple[ScoringTable, tuple[ScoreRow, ...]]:
    """A table whose rows are the applicant's own lines; the circular's own is not in our copy.

    In whichever order they are written, the lines of one indicator stand together, and of one 一级指标
    within it, under one sum; they are numbered as they stand. They stand by their numbers in the table
    (行号) where all have one; else as written, the indicators in the order that the plan gives them.
    """
    written = sorted(range(len(given)), key=lambda place: _numbered(given, place))
    indicators = _by_name(written, lambda place: given[place].indicator)
    if not all(entry.id for entry in given):
        indicators = _in_order(indicators, use.order)
    order = [
        place
        for indicator in indicators.values()
        for group in _by_name(indicator, lambda place: given[place].level1).values()
        for place in group
    ]
    numbers = {place: str(n) for n, place in enumerate(order, 1)}
    entries = tuple(entry.model_copy(update={"id": numbers[place]}) for place, entry in enumerate(given))
    standing = [entries[place] for place in order]
    parts = [
        Indicator(id=str(n), name=name, groups=[*_own_groups(rows)])
        for n, (name, rows) in enumerate(_by_name(standing, lambda entry: entry.indicator).items(), 1)
    ]
    return ScoringTable(id="own", title=use.title, indicators=parts), entries


def _numbered(given: Sequence[ScoreRow], place: int) -> tuple[tuple[int, str], ...]:
    """The number of a line in parts that sort as the table counts, B2 before B10; of none, all alike."""
    if not all(entry.id for entry in given):
        return ()
    parts = re.findall(r"\d+|\D+", given[place].id or "")
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)


def _in_order(names: dict[str, list[_Item]], order: Sequence[str]) -> dict[str, list[_Item]]:
    """Those that the order names stand in it, in the places that they have among the others."""
    ranks = {name: n for name in names for n, known in enumerate(order) if name.startswith(known)}
    sorted_ones = iter(sorted(ranks, key=lambda name: ranks[name]))
    return {name: names[name] for name in (next(sorted_ones) if name in ranks else name for name in names)}


def _own_groups(entries: Iterable[ScoreRow]) -> Iterator[Group]:
    for n, (name, own) in enumerate(_by_name(entries, lambda entry: entry.level1).items(), 1):
        rows = [
            Stated(id=e.id or "", level2=e.level2, level3=e.level3, max=e.maximum, note=e.rule) for e in own
        ]
        yield Group(id=str(n), name=name, combine="sum", rows=[*rows])


def _by_name(items: Iterable[_Item], name: Callable[[_Item], str | None]) -> dict[str, list[_Item]]:
    """Items by what they are called, the names in the order in which they come first."""
    found: dict[str, list[_Item]] = {}
    for item in items:
        found.setdefault(name(item) or "", []).append(item)
    return found


def shown(points: Decimal) -> str:
    """Points for the eye, as they are: rounded to the tenth, 8.25 and 8.25 would not add up on paper.

    No circular rounds them (requirements D0 does).
    """
    return number(points)
