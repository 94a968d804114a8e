"""A circular as data: titles, copies, dates, thresholds, forms and binding order of one plan."""

from zcforms.plans.library import load_plan, parse_plan, plan_ids, read_plan, read_plan_text
from zcforms.plans.plan import Method, Plan
from zcforms.plans.uses import Binding, FormUse, When

__all__ = [
    "Binding",
    "FormUse",
    "Method",
    "Plan",
    "When",
    "load_plan",
    "parse_plan",
    "plan_ids",
    "read_plan",
    "read_plan_text",
]
