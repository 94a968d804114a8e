"""The self-scoring table against itself and the score that is applied with (requirements B10)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from zcforms.findings import Finding, Severity
from zcforms.model import Applicant
from zcforms.plans import Plan


def check_scoring(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Rows over their maximum, rows without evidence, and a sum that is not the score applied with."""
    rows, rule = applicant.score_rows, plan.scoring
    if not rows or rule is None:
        return
    basis = plan.basis(rule.src)
    for i, row in enumerate(rows):
        if row.score is not None and row.maximum is not None and row.score > row.maximum:
            yield Finding(
                "score-over-maximum",
                f"打分表“{row.indicator}”自评{row.score}分，超过最高分值{row.maximum}分",
                hint="按最高分值计",
                basis=basis,
                path=("score_rows", i, "score"),
            )
        if row.score and not row.evidence:
            yield Finding(
                "score-unproved",
                f"打分表“{row.indicator}”自评{row.score}分，没有佐证，按0分计",
                Severity.WARNING,
                "在“佐证”中写上佐证编号；无证明材料的不计分",
                basis,
                ("score_rows", i),
            )
    total = sum((row.score or Decimal(0) for row in rows if row.evidence), Decimal(0))
    stated = applicant.application.score
    if stated is not None and stated != total:
        yield Finding(
            "score-differs",
            f"自评分{stated}分，打分表有佐证的各行合计{total}分，两处不一致",
            hint="改正自评分，或补齐打分表的行和佐证",
            basis=basis,
            path=("application", "score"),
        )
