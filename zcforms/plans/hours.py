"""Hours of continuing education by route, and the shares of participants by rank (requirements D2)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from pydantic import Field

from zcforms.plans.clauses import Clause
from zcforms.plans.shared import shared_data


class Route(Clause):
    """One way of continuing education: hours for each day, course, project…, by level where it matters."""

    id: int
    name: str
    each: str
    hours: Decimal | None = None
    by_level: dict[str, Decimal] = Field(default_factory=dict)
    weighted: bool = False


class HoursRule(Clause):
    """The routes of 专业科目, the most hours of one route in a year, the shares of participants by rank."""

    route_cap: int
    routes: list[Route]
    weights: dict[int, list[Decimal]]

    def registered(
        self, route: int, amount: Decimal, level: str | None = None, participants: int = 1, rank: int = 1
    ) -> Decimal:
        """The hours that count of one route in a year, for so many days, courses, papers…; capped.

        A weighted route (立法、课题、标准、论文、著作) is shared by rank. KeyError for an unknown level.
        """
        way = next(way for way in self.routes if way.id == route)
        each = way.by_level[level] if level else way.hours or Decimal(0)
        share = self.weight(participants, rank) if way.weighted else Decimal(1)
        return min(Decimal(self.route_cap), each * amount * share)

    def weight(self, participants: int, rank: int) -> Decimal:
        """The share of a participant by rank (from 1); ranks after the printed ones get nothing."""
        shares = self.weights[min(participants, max(self.weights))]
        return shares[rank - 1] if rank <= len(shares) else Decimal(0)


@cache
def taizhou_hours() -> HoursRule:
    """The routes and shares of Taizhou's industry."""
    return HoursRule.model_validate(shared_data("hours-taizhou"))
