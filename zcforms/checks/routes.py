"""The hours of a year that count: what a route has beyond its cap is taken off (CE7)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from zcforms.chinese.titles import in_marks
from zcforms.facts.wording import number
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant, EducationYear
from zcforms.model.career import EducationItem
from zcforms.plans import Plan
from zcforms.plans.clauses import RouteCap
from zcforms.plans.hours import hours_table


@dataclass(frozen=True)
class Counted:
    """The hours of one year that count: caps by route are taken off."""

    year: int
    total: Decimal
    major: Decimal | None
    public: Decimal | None

    def of(self, category: str) -> Decimal:
        """The hours of `total`, `major` or `public`; what nobody wrote counts nothing."""
        return getattr(self, category) or Decimal(0)

    def states(self, category: str) -> bool:
        """Whether the hours of a category were written."""
        return getattr(self, category) is not None


def capped_year(applicant: Applicant, entry: EducationYear, plan: Plan) -> tuple[Counted, list[Finding]]:
    """One year's hours with what a route has beyond its cap taken off (CE7)."""
    rule = plan.continuing_education
    whole = Counted(entry.year, entry.total, entry.major, entry.public)
    cap = rule.route_cap
    if cap is None or (rule.make_up and rule.make_up.year == entry.year):
        return whole, []
    routes, excess, findings = _by_route(applicant, entry.year, plan, cap)
    years = [stated.year for stated in applicant.continuing_education or []]
    counts, at = Decimal(0), ("continuing_education", years.index(entry.year), "major")
    for route, (hours, written) in routes.items():
        if hours <= cap.hours or not _is_capped(route, entry.year, cap):
            counts += hours
            continue
        counts += cap.hours
        excess += hours - cap.hours
        called = "、".join(dict.fromkeys(written))
        findings.append(
            Finding(
                "hours-route-capped",
                f"{entry.year}年度途径“{called}”{number(hours)}{rule.unit}，按{cap.hours}{rule.unit}计",
                Severity.WARNING,
                "同一途径每年最多登记这些；不足部分用其他途径补足",
                plan.basis(cap.src or rule.src),
                at,
            )
        )
    if entry.major is None:
        return whole, findings
    lost = max(Decimal(0), min(excess, entry.major - counts))
    return Counted(entry.year, entry.total - lost, entry.major - lost, entry.public), findings


def _by_route(
    applicant: Applicant, year: int, plan: Plan, cap: RouteCap
) -> tuple[dict[str, tuple[Decimal, list[str]]], Decimal, list[Finding]]:
    """A year's hours by route, and what that was called; how much entries have beyond the table, and that."""
    routes: dict[str, tuple[Decimal, list[str]]] = {}
    excess, findings = Decimal(0), []
    for i, item in enumerate(applicant.education_items or []):
        if item.year != year or item.category != "专业科目":
            continue
        hours = item.hours
        most, over = _by_table(item, cap, plan, ("education_items", i))
        if most is not None and over:
            findings.append(over)
            excess, hours = excess + item.hours - most, most
        route = _route(item.route, cap)
        before, written = routes.get(route, (Decimal(0), []))
        routes[route] = before + hours, [*written, item.route]
    return routes, excess, findings


def _is_capped(route: str, year: int, cap: RouteCap) -> bool:
    """Whether the cap is for a route, and not waived for it in that year."""
    free = cap.waived.get(year)
    is_meant = not cap.routes or any(named in route or route in named for named in cap.routes)
    return is_meant and not (free and (free in route or route in free))


def _route(written: str, cap: RouteCap) -> str:
    """The route that somebody means, whatever they call it: by the table, by the cap, or as written."""
    way = hours_table(cap.table).route(written) if cap.table else None
    return way.name if way else next((named for named in cap.routes if named in written), written)


def _by_table(
    item: EducationItem, cap: RouteCap, plan: Plan, at: Path
) -> tuple[Decimal | None, Finding | None]:
    """The most that one entry gives by the table of routes, and that it is over it (D2)."""
    table = hours_table(cap.table) if cap.table else None
    way = table.route(item.route) if table else None
    most = table.most(way, item.level, item.amount, item.rank) if table and way else None
    if way is None or most is None or item.hours <= most:
        return None, None
    return most, Finding(
        "hours-item-over",
        f"{item.year}年度“{item.route}”{in_marks(item.title)}登记{number(item.hours)}学时，"
        f"按“{way.name}”至多{number(most)}学时",
        Severity.WARNING,
        f"按每{way.each}核对；几{way.each}合写的写上“数量”，几人合作的按“本人排名”加权",
        plan.basis((cap.src or "") + way.clause),
        at,
    )
