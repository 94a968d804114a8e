"""A judged tree as lines: every condition with its mark, for a clerk to follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zcforms.checks.eligibility.result import MARKS, Result
from zcforms.checks.eligibility.rules import applies, judged_methods, judged_review
from zcforms.model import Applicant, Institution
from zcforms.plans import Plan
from zcforms.plans.conditions import AllOf, AnyOf, SingleBreak


@dataclass(frozen=True, slots=True)
class Line:
    """One condition: how deep it is, its mark (✓ holds, ✗ short, □ to be ticked, ？ unknown), its words."""

    depth: int
    mark: str
    text: str
    src: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One method (or the review) for one person, as lines."""

    person: str
    title: str
    lines: tuple[Line, ...]


def explained(
    key: str, applicant: Applicant, institution: Institution | None, plan: Plan
) -> Iterator[Explanation]:
    """Every method of the plan for one person, their own first, and the conditions of the review."""
    if applies(applicant, plan):
        for method, result in judged_methods(applicant, institution, plan):
            yield Explanation(key, method.label, tuple(explain(result)))
        review = judged_review(applicant, institution, plan)
        if review is not None:
            yield Explanation(key, "评审条件", tuple(explain(review)))


def explain(result: Result, depth: int = 0) -> Iterator[Line]:
    """A judged condition and everything inside it, as lines."""
    node = result.node
    name = "　".join(filter(None, (node.id, node.clause, node.words)))
    match node:
        case AnyOf() if result.parts:
            says = "具备下列之一"
        case AllOf() if result.parts:
            says = "同时具备下列各项"
        case SingleBreak():
            says = f"单破（学历或资历）：{result.text}"
        case _:
            says = result.text
    if says or name:
        text = name if says == node.words else "：".join(filter(None, (name, says)))
        yield Line(depth, MARKS[result.standing], text, node.src)
    for part in result.parts:
        yield from explain(part, depth + 1)
