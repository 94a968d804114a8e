"""Points added up from the bottom: row → 二级 → 一级 → 评价指标 → the whole; each has a cap (D0)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from zcforms.chinese.names import rank_of
from zcforms.model.application import ScoreRow
from zcforms.plans.score_table import ZERO, Group, Row, ScoringTable


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the applicant's: its place in their list, what it counts, and why not as stated."""

    place: int
    entry: ScoreRow
    row: Row
    points: Decimal
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a table: its parts (or, of a row, its lines), their sum, and the cap on it.

    A row that does not count because a better one was chosen says so by `counts`.
    """

    id: str
    name: str
    cap: Decimal | None
    raw: Decimal
    parts: tuple[Level, ...] = ()
    lines: tuple[Line, ...] = ()
    counts: bool = True

    @property
    def points(self) -> Decimal:
        """What counts of the sum."""
        return self.raw if self.cap is None else min(self.raw, self.cap)

    def every(self) -> Iterator[Level]:
        """This level and all below it."""
        yield self
        for part in self.parts:
            yield from part.every()


# How much a line counts, and why not as stated.
Counting = Callable[[ScoreRow, Row], tuple[Decimal, str]]


_UNSCORED = {"stated": "未填自评分", "rank_linear": "未填本人排名", "per_year": "未填年数"}


def by_applicant(entry: ScoreRow, row: Row) -> tuple[Decimal, str]:
    """The applicant's own points, or by the rule where none are stated; nothing without evidence.

    无证明材料的不计分 (requirements SC5); never more than the rule gives for such a line.
    """
    most = row.most(entry.quantity, rank_of(entry.rank))
    stated = entry.score if entry.score is not None else row.worth(entry.quantity, rank_of(entry.rank))
    if stated is None:
        return ZERO, _UNSCORED.get(row.op, "待专家评分")
    if stated and not entry.evidence:
        return ZERO, "无佐证"
    if most is not None and stated > most:
        return most, f"最多{most}分"
    return stated, ""


def by_unit(entry: ScoreRow, row: Row) -> tuple[Decimal, str]:  # noqa: ARG001
    """The points of the unit's recheck (单位复核分)."""
    return entry.reviewed or ZERO, ""


def by_rule(entry: ScoreRow, row: Row) -> tuple[Decimal, str]:
    """What the rule gives for a line if everything in it is proved."""
    worth = row.worth(entry.quantity, rank_of(entry.rank))
    return (ZERO, _UNSCORED.get(row.op, "待专家评分")) if worth is None else (worth, "")


def add_up(table: ScoringTable, entries: Sequence[ScoreRow], counting: Counting) -> Level:
    """The whole table with the points of the lines, capped at each level from the bottom up."""
    indicators = []
    for indicator in table.indicators:
        groups = tuple(_group(group, entries, counting) for group in indicator.groups)
        indicators.append(Level(indicator.id, indicator.name, indicator.cap, _sum(groups), groups))
    return Level(table.id, "合计", table.cap, _sum(indicators), tuple(indicators))


def _group(group: Group, entries: Sequence[ScoreRow], counting: Counting) -> Level:
    rows = [_row(row, entries, counting) for row in group.rows]
    if group.combine == "choice":
        rows = _best(rows)
    elif group.combine == "sum_l2_choice_l3":
        by_level2 = groupby(zip(group.rows, rows, strict=True), key=lambda pair: pair[0].level2)
        rows = [level for _, pairs in by_level2 for level in _best([level for _, level in pairs])]
    return Level(group.id, group.name, group.cap, _sum(level for level in rows if level.counts), tuple(rows))


def _row(row: Row, entries: Sequence[ScoreRow], counting: Counting) -> Level:
    lines = tuple(
        Line(place, entry, row, *counting(entry, row))
        for place, entry in enumerate(entries)
        if entry.id == row.id
    )
    raw = sum((line.points for line in lines), ZERO)
    return Level(row.id, row.name, row.max, raw, lines=lines)


def _best(rows: list[Level]) -> list[Level]:
    """Only the row with the most points counts; of equals the first."""
    best = max(rows, key=lambda level: level.points)
    return [level if level is best or not level.points else replace(level, counts=False) for level in rows]


def _sum(levels: Iterable[Level]) -> Decimal:
    return sum((level.points for level in levels), ZERO)
