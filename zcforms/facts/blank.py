"""What stands on a form before anybody fills it in: what the plan says for everybody."""

from __future__ import annotations

from typing import Any

from zcforms.facts.scores import blank_score_facts
from zcforms.facts.seen import plan_facts
from zcforms.plans import Plan
from zcforms.plans.plan import Method


def blank_facts(plan: Plan) -> list[dict[str, Any]]:
    """The plan, its year and name, its methods to tick, how long it bars a fraud, and its scoring table.

    The title sought is among it where the plan is for one only. Where specialities have scoring tables of
    their own, it is told once with each.
    """
    known = {
        "plan": plan_facts(plan),
        "plan_name": plan.name,
        "year": str(plan.year),
        "targets": None if plan.also_level else plan.target_title,
        "method_boxes": method_boxes(plan),
        "fraud_bar": plan.discipline.fraud_bar,
    }
    return [{**known, **table} for table in blank_score_facts(plan) or [{}]]


def method_boxes(plan: Plan, chosen: Method | None = None) -> str:
    """The ways to apply that the plan offers, one of them ticked (在相应选择项打钩)."""
    return "　".join(("☑" if method is chosen else "□") + method.label for method in plan.methods)
