"""A scoring table (量化评价表, 打分表) as data: its rows, what each is worth, how they add up.

Four levels as printed: 评价指标 (Indicator) → 一级 (Group) → 二级 → 三级 (both in a Row). Points are exact
decimals. A class of row is an operator (requirements D0); a new table needs no Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from zcforms.ground.manifests import near_or_all
from zcforms.model.achievements import Award, Honour, Paper, Patent, Project, Standard
from zcforms.model.career import Assessment, Education, Employment, Title
from zcforms.model.figures import Points, Quantity, Score
from zcforms.model.records import Label, Record, choices
from zcforms.plans.clauses import Clause, Unknown
from zcforms.plans.shared import shared_data

ZERO = Decimal(0)
RECORDS: dict[str, type[Record]] = {
    "awards": Award,
    "papers": Paper,
    "patents": Patent,
    "standards": Standard,
    "projects": Project,
    "honours": Honour,
    "assessments": Assessment,
    "education": Education,
    "work": Employment,
    "titles": Title,
}


class Source(Clause):
    """Which of the applicant's own records belong to a row: a list, and what their fields must say.

    A wanted text may hold `*` for anything, and "" is a field that is not filled in. `latest` looks at
    the record of the last year only. `science` takes awards of science and technology (科技奖项) alone.
    A `reading` says how a point was read that the table leaves open; a `doubt` what of one record a
    person must decide, with its fields in braces.
    """

    records: str
    where: dict[str, list[bool | str]]
    rank: Literal["first", "later"] | None = None
    latest: bool = False
    science: bool = False
    reading: str | None = None
    doubt: str | None = None

    @model_validator(mode="after")
    def _fields_exist(self) -> Self:
        record = RECORDS.get(self.records)
        unknown = self.where.keys() - record.model_fields.keys() if record else {self.records}
        if unknown:
            raise ValueError("没有这样的资料：" + "、".join(sorted(unknown)))
        for name, wanted in self.where.items():
            known = choices(RECORDS[self.records].model_fields[name].annotation)
            for word in wanted if known else ():
                if word and not any(fnmatchcase(option, str(word)) for option in known):
                    raise ValueError(f"“{name}”里没有“{word}”" + near_or_all(str(word), known))
        return self


class _Row(Clause):
    """One row of a table: what it is called, the most it gives, the note that is printed beside it.

    `provided` is what an expert must find before any line of it counts.
    """

    id: str
    level2: str | None = None
    level3: str | None = None
    max: Points | None = None
    note: str | None = None
    reading: str | None = None
    provided: str | None = None
    sources: list[Source] = Field(default_factory=list)

    @property
    def name(self) -> str:
        """What a row is called in a message; 三级 is a whole sentence in some tables."""
        return "·".join(part if len(part) <= 12 else f"{part[:10]}…" for part in self._levels if part)

    @property
    def _levels(self) -> tuple[str | None, str | None]:
        return self.level2, self.level3

    def worth(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:
        """What so many items (or years) are worth; None if a fact is missing or an expert decides."""
        raise NotImplementedError

    def most(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:
        """The most that so many items can be worth; None if the table states no limit."""
        worth = self.worth(quantity, rank)
        return self.max if worth is None else worth


class PerItem(_Row):
    """每项得n分."""

    op: Literal["per_item"]
    points: Points

    def worth(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:  # noqa: ARG002
        """Points × items; one item if no number is stated."""
        return self.points * _items(quantity)


class Flag(_Row):
    """Fixed points, once, if the fact holds."""

    op: Literal["flag"]
    points: Points

    def worth(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:  # noqa: ARG002
        """The fixed points."""
        return self.points


class PerYear(_Row):
    """每年得n分; 年 are full anniversaries."""

    op: Literal["per_year"]
    points: Points

    def worth(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:  # noqa: ARG002
        """Points × full years; None if the years are not stated."""
        return None if quantity is None else self.points * int(quantity)


class RankLinear(_Row):
    """The first rank of the row gets the base, every later one a step less, never below 0."""

    op: Literal["rank_linear"]
    first_rank: Quantity
    base: Points
    step: Points

    def worth(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:
        """max(0, base − step × (rank − first)) an item; 0 for a rank that belongs to another row."""
        if rank is None:
            return None
        points = max(ZERO, self.base - self.step * (rank - self.first_rank))
        return points * _items(quantity) if rank >= self.first_rank else ZERO

    def most(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:
        """The points of the best rank, where none is stated."""
        worth = self.worth(quantity, rank)
        return self.base * _items(quantity) if worth is None else worth


class Expert(_Row):
    """The experts give the points; the applicant may state what they expect, up to the maximum."""

    op: Literal["expert"]

    def worth(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:  # noqa: ARG002
        """Nothing: an expert decides."""
        return None


class ExpertPerItem(_Row):
    """每项最高n分: the experts give the points, item by item."""

    op: Literal["expert_per_item"]
    points_max: Points

    def worth(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:  # noqa: ARG002
        """Nothing: an expert decides."""
        return None

    def most(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:  # noqa: ARG002
        """The most of an item × items."""
        return self.points_max * _items(quantity)


class Stated(_Row):
    """The applicant's own row of a table whose rows are not in our copy: it is worth what they state."""

    op: Literal["stated"] = "stated"

    def worth(self, quantity: Decimal | None, rank: int | None) -> Decimal | None:  # noqa: ARG002
        """Nothing that we know."""
        return None


def _items(quantity: Decimal | None) -> Decimal:
    return Decimal(1) if quantity is None else quantity


Row = PerItem | Flag | PerYear | RankLinear | Expert | ExpertPerItem | Stated
Combine = Literal["sum", "choice", "sum_l2_choice_l3"]
COMBINE_WORDS: dict[Combine, str] = {
    "sum": "可累计计分",
    "choice": "不累计计分",
    "sum_l2_choice_l3": "二级指标可累计计分，三级指标不累计计分",
}


class Group(Clause):
    """One 一级指标: its rows and how they combine; `gaps` are records that no row takes."""

    id: str
    name: str
    cap: Points | None = None
    combine: Combine
    rows: list[Annotated[Row, Field(discriminator="op")]] = Field(min_length=1)
    gaps: list[Source] = Field(default_factory=list)


class Indicator(Clause):
    """One 评价指标; a bonus comes on top of the base scale."""

    id: str
    name: str
    cap: Points | None = None
    bonus: bool = False
    groups: list[Group] = Field(min_length=1)


class ScoringTable(Clause):
    """A whole table, with the full marks of its base scale and of everything."""

    id: str
    title: str
    base: Points | None = None
    cap: Points | None = None
    indicators: list[Indicator]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        ids = [row.id for _, _, row in self.rows()]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError("行号重复：" + "、".join(twice))
        for scale, indicators in (
            (self.cap, self.indicators),
            (self.base, [i for i in self.indicators if not i.bonus]),
        ):
            if scale is not None and sum(i.cap or ZERO for i in indicators) != scale:
                raise ValueError(f"各评价指标最高分之和不等于{scale}")
        return self

    def rows(self) -> Iterator[tuple[Indicator, Group, Row]]:
        """Every row with the levels above it, in order."""
        for indicator in self.indicators:
            for group in indicator.groups:
                for row in group.rows:
                    yield indicator, group, row

    def row(self, row_id: str | None) -> Row | None:
        """The row of that id."""
        return next((row for _, _, row in self.rows() if row.id == row_id), None)


def _shared_table(value: object) -> object:
    return shared_data(value) if isinstance(value, str) else value


class ScoringTableUse(Clause):
    """The scoring table of some specialities: its titles, and its rows if they are known.

    A plan names a table that comes with zcforms, or writes its own in place; of one whose rows it does not
    have it may name the 评价指标 in their order.
    """

    specialities: list[Label] = Field(alias="for")
    title: str
    landmark_title: str | None = None
    order: list[str] = Field(default_factory=list)
    table: Annotated[
        ScoringTable | None, BeforeValidator(_shared_table, json_schema_input_type=ScoringTable | str | None)
    ] = None


class ScoringRule(Clause):
    """The self-scoring route: pass mark, tables, and the experts who must recommend."""

    pass_mark: Score | Unknown | None = Field(alias="pass")
    tables: list[ScoringTableUse]
    required_for: list[str] = Field(default_factory=list)
    experts: Quantity | None = None
    expert_level: str | None = None
    mountain: bool = False
    each_row_needs: list[str] = Field(default_factory=list)
    overstated: str | None = None
    unproved: str | None = None  # the circular's words for points without evidence
    recheck: str | None = None  # the circular's words, where the unit must recheck the score

    def table_for(self, speciality: str) -> ScoringTableUse | None:
        """The table of a speciality; a circular with one table has it for all."""
        if len(self.tables) == 1:
            return self.tables[0]
        return next((table for table in self.tables if speciality in table.specialities), None)

    def fails(self, score: Decimal) -> bool:
        """Whether a score is below the pass mark; the mark itself passes."""
        return isinstance(self.pass_mark, float) and score < self.pass_mark
