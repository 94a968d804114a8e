"""What judging a condition says: it holds, it is short, a person must decide, or data is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum

from zcforms.plans.conditions import AllOf, AnyOf
from zcforms.plans.predicates import Node


class Standing(IntEnum):
    """From the worst up, so that `any` is the best of its parts, `all` the worst, `n_of` the n-th."""

    SHORT = 0
    UNKNOWN = 1  # the data that would decide is not filled in, or not precise enough
    HUMAN = 2  # everything else holds, and what remains is a box for the clerk to tick
    HOLDS = 3


# How far an applicant is from a condition; time counts by its full years, and comes before a diploma that
# they do not have. Orders the explanations: the clause that is told is the one that applies to them.
NEAR, FAR, UNLISTED, OTHER_WAY, NOT_CHOSEN = 1, 20, 40, 50, 90
MARKS = {Standing.SHORT: "✗", Standing.UNKNOWN: "？", Standing.HUMAN: "□", Standing.HOLDS: "✓"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A deciding condition: its fact or the words of its box, the nearest clause and source."""

    node: Node = field(compare=False)  # the same words are the same box, wherever they stand
    text: str
    clause: str
    src: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """One condition as judged.

    `text` is the fact with its figures, or the words of the box to tick. `due` is the day on which
    time alone meets the condition (or met it), `lacking` how long that is from the cutoff. `distance`
    orders what is short. `decisive` are the parts that decide.
    """

    node: Node
    standing: Standing
    text: str
    due: date | None = None
    lacking: str = ""
    distance: int = 0
    parts: tuple[Result, ...] = ()
    decisive: tuple[Result, ...] = field(default=(), repr=False)

    @property
    def fact(self) -> str:
        """The text, unless it is the words of a box."""
        return "" if self.standing is Standing.HUMAN and not self.parts else self.text

    def leaves(self, standing: Standing, clause: str = "", src: str | None = None) -> Iterator[Leaf]:
        """The deciding conditions of a standing that no part of their own decides."""
        if self.standing is not standing:
            return
        clause, src = self.node.clause or clause, self.node.src or src
        inner = [leaf for part in self.decisive for leaf in part.leaves(standing, clause, src)]
        yield from inner or [Leaf(self.node, self.text, clause, src)]

    def wanting(self) -> Iterator[Result]:
        """What does not hold yet, by the nearest branch: all that `all` lacks, not its worst parts alone."""
        match self.node:
            case _ if self.standing is Standing.HOLDS:
                return
            case AllOf():
                inner = self.parts
            case AnyOf():
                inner = self.decisive
            case _:
                inner = ()
        for part in inner:
            yield from part.wanting()
        if not inner:
            yield self

    @property
    def src(self) -> str | None:
        """The source of the first deciding condition."""
        return next(self.leaves(self.standing)).src


def closeness(result: Result) -> tuple[int, int, int, int]:
    """How near a condition is to holding; the nearest is the greatest."""
    due = result.due.toordinal() if result.due else 0
    boxes = sum(1 for _ in result.leaves(Standing.HUMAN))
    return result.standing, -result.distance, -due, -boxes


def any_of(node: Node, parts: tuple[Result, ...]) -> Result:
    """The best of the branches."""
    best = max(parts, key=closeness)
    return Result(
        node, best.standing, best.fact, best.due, best.lacking, best.distance, parts, decisive=(best,)
    )


def all_of(node: Node, parts: tuple[Result, ...]) -> Result:
    """As the worst of the parts; the text says what decides and what holds."""
    worst = min(part.standing for part in parts)
    facts = [part.fact for part in parts if part.standing in (worst, Standing.HUMAN, Standing.HOLDS)]
    only_time = all(part.due for part in parts if part.standing is Standing.SHORT)
    timed = [part for part in parts if part.due and only_time]
    latest = max(timed, key=lambda part: part.due or date.min, default=None)
    return Result(
        node,
        worst,
        "，".join(fact for fact in dict.fromkeys(facts) if fact),
        latest.due if latest else None,
        latest.lacking if latest else "",
        sum(part.distance for part in parts if part.standing is Standing.SHORT),
        parts,
        decisive=tuple(part for part in parts if part.standing is worst),
    )


def n_of(node: Node, parts: tuple[Result, ...], count: int, text: str) -> Result:
    """As the n-th best of the parts; where too few hold, it is the count that decides."""
    ranked = sorted(parts, key=closeness, reverse=True)
    standing = ranked[count - 1].standing if len(ranked) >= count else Standing.SHORT
    missing = count - sum(part.standing is not Standing.SHORT for part in parts)
    decisive = () if standing is Standing.SHORT else tuple(p for p in ranked if p.standing is standing)
    return Result(node, standing, text, None, "", max(missing, 0), parts, decisive=decisive)
