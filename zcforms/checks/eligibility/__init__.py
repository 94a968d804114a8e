"""Eligibility, explained: a plan's conditions judged against one applicant (requirements B7)."""

from zcforms.checks.eligibility import studies, works, years  # noqa: F401  their predicates register here
from zcforms.checks.eligibility.explain import Explanation, explained
from zcforms.checks.eligibility.result import Standing
from zcforms.checks.eligibility.rules import check_eligibility, judged_methods

__all__ = [
    "Explanation",
    "Standing",
    "check_eligibility",
    "explained",
    "judged_methods",
]
