"""Why an achievement counts nothing under a plan, whatever it is: one rule for check and score alike.

Its time is another matter (`window`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zcforms.model import Applicant, Paper
from zcforms.model.achievements import Achievement, Patent
from zcforms.plans.plan import Plan


def is_article(paper: Paper) -> bool:
    """Whether it is a 论文: what is not said to be anything else."""
    return paper.kind in (None, "论文")


def report_of(paper: Paper, applicant: Applicant, plan: Plan) -> str:
    """What shows the report of similarity: who made it, else the name of a cited item or file; "" if none."""
    return paper.report or mention(paper, applicant, plan.evidence.papers.report_called)


def mention(entry: Achievement, applicant: Applicant, words: Sequence[str]) -> str:
    """The first file or item of evidence that an achievement cites and one of the words occurs in."""
    cited = [item for item in applicant.evidence if item.id in entry.evidence]
    named = [name for item in cited for name in item.names()]
    return next((name for name in named if any(word in name for word in words)), "")


def not_accepted(entry: Achievement, applicant: Applicant, plan: Plan) -> str:
    """Why an achievement counts nothing, or ""."""
    rule = plan.evidence.papers
    if isinstance(entry, Paper):
        if entry.status == "录用待发":
            return "尚未发表"
        if is_article(entry) and rule.report_missing_means and not report_of(entry, applicant, plan):
            return f"没有检索报告，{rule.report_missing_means}"
        limit = None if rule.similarity_max is None else Decimal(str(rule.similarity_max))
        if is_article(entry) and limit is not None and (entry.similarity or 0) > limit:
            return f"相似度{entry.similarity}%，超过{rule.similarity_max:g}%"
    if isinstance(entry, Patent) and entry.status == "受理":
        return "尚未授权"
    return ""
