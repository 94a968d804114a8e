"""Hours of continuing education by route, the cap of a route, and shares by rank (requirements D2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

from pydantic import Field

from zcforms.model.career import EducationItem
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

    def weight(self, participants: int, rank: int) -> Decimal:
        """The share of a participant by rank (from 1); ranks after the printed ones get nothing."""
        shares = self.weights[min(participants, max(self.weights))]
        return shares[rank - 1] if rank <= len(shares) else Decimal(0)


def counted_hours(
    items: Iterable[EducationItem], cap: int, waived: Mapping[int, str]
) -> dict[tuple[int, str], tuple[Decimal, Decimal]]:
    """Hours of 专业科目 by year and route: as stated, and as they count under the cap of a route.

    `waived` names for a year the routes that were not limited, by a word in them (2020: 网络课件).
    """
    stated: dict[tuple[int, str], Decimal] = {}
    for item in items:
        if item.category == "专业科目":
            at = (item.year, item.route)
            stated[at] = stated.get(at, Decimal(0)) + item.hours
    return {
        (year, route): (
            hours,
            hours if year in waived and waived[year] in route else min(hours, Decimal(cap)),
        )
        for (year, route), hours in stated.items()
    }


@cache
def taizhou_hours() -> HoursRule:
    """The routes and shares of Taizhou's industry."""
    return HoursRule.model_validate(shared_data("hours-taizhou"))
