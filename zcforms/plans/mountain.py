"""Years of work in the 26 mountain counties of Zhejiang, and their points (requirements D3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache

from pydantic import Field

from zcforms.chinese.dates import service_years
from zcforms.model import Employment
from zcforms.plans.clauses import Clause
from zcforms.plans.shared import shared_data


class Step(Clause):
    """From so many full years on so many points, and more for each further year."""

    since: int = Field(alias="from")
    points: Decimal
    each_year: Decimal = Decimal(0)


class Mountain(Clause):
    """The counties by city, and the steps; 以上 includes the number itself."""

    max: Decimal
    steps: list[Step]
    counties: dict[str, list[str]]

    def points(self, years: int) -> Decimal | None:
        """The points of so many full years in the counties together: 15 → 4, 20 → 6, 24 and more → 10.

        Below the first step the circular says nothing: None.
        """
        reached = [step for step in self.steps if years >= step.since]
        if not reached:
            return None
        step = max(reached, key=lambda s: s.since)
        return min(self.max, step.points + step.each_year * (years - step.since))

    def years(self, work: Sequence[Employment], until: date, *, surely: bool) -> int:
        """Full years of the work in these counties up to a day, at least or at most; several add up."""
        return service_years(
            [
                (w.start.latest, min(w.end.earliest, until) if w.end else until)
                if surely
                else (w.start.earliest, min(w.end.latest, until) if w.end else until)
                for w in work
                if w.county and self.includes(w.county)
            ]
        )

    def includes(self, place: str) -> bool:
        """Whether a place is one of the counties, or in one, its province and city before it or not."""
        listed = [county for counties in self.counties.values() for county in counties]
        stem = re.sub(r"[县市区]$", "", re.sub(r"^.*[省市](?=.)", "", place))
        short = len(stem) >= 2 and any(county.startswith(stem) for county in listed)
        return short or any(county in place for county in listed)


@cache
def mountain26() -> Mountain:
    """The 26 mountain counties of Zhejiang and the points of the years there."""
    return Mountain.model_validate(shared_data("mountain26"))
