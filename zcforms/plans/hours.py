"""Hours of continuing education by route, and the shares of participants by rank (requirements D2)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Literal

from pydantic import Field

from zcforms.plans.clauses import Clause
from zcforms.plans.shared import shared_data


class Route(Clause):
    """One way of continuing education: hours for each day, course, project…, by level where it matters."""

    id: int
    clause: str
    name: str
    called: list[str]  # words by which a route that somebody wrote is known
    each: Literal["班", "天", "学时", "项", "篇或万字", "合格科目", "合格课程"]
    hours: Decimal | None = None
    by_level: dict[str, Decimal] = Field(default_factory=dict)
    weighted: bool = False


class HoursRule(Clause):
    """The routes of 专业科目, and the shares of participants by rank."""

    routes: list[Route]
    weights: dict[int, list[Decimal]]

    def route(self, written: str) -> Route | None:
        """The route that somebody means; None where none or several are named."""
        found = [way for way in self.routes if any(word in written for word in (way.name, *way.called))]
        return found[0] if len(found) == 1 else None

    def most(self, way: Route, level: str | None, amount: Decimal | None, rank: str | None) -> Decimal | None:
        """The most hours of one entry; None where its days or lessons are not stated.

        What is not stated is read in the applicant's favour: the highest level, the first place; a class,
        a project, a paper stands for one.
        """
        if amount is None and way.each in ("天", "学时"):
            return None
        each = way.by_level.get(level or "") or way.hours or max(way.by_level.values())
        place = re.search(r"(\d+)\s*/\s*(\d+)", rank or "")
        share = self.weight(int(place[2]), int(place[1])) if way.weighted and place else Decimal(1)
        return each * (amount or Decimal(1)) * share

    def weight(self, participants: int, rank: int) -> Decimal:
        """The share of a participant by rank (from 1); ranks after the printed ones get nothing."""
        shares = self.weights[min(participants, max(self.weights))]
        return shares[rank - 1] if 1 <= rank <= len(shares) else Decimal(0)


@cache
def hours_table(name: str) -> HoursRule:
    """A table of routes and shares that comes with zcforms; ValueError if there is none of that name."""
    return HoursRule.model_validate(shared_data(name))
