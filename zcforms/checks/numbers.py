"""Numbers of publications, patents and standards, as warnings (ID5-ID7)."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.chinese.publications import patent_problem, publication_problem, standard_problem
from zcforms.chinese.titles import in_marks
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant


def check_numbers(applicant: Applicant) -> Iterator[Finding]:
    """Numbers whose form shows that something is mistyped, or that the kind is another."""
    for i, paper in enumerate(applicant.papers or []):
        if problem := publication_problem(paper.number or ""):
            yield Finding(
                "publication-number",
                f"{in_marks(paper.title)}{problem}",
                Severity.WARNING,
                "对照刊物封面或版权页核对",
                path=("papers", i, "number"),
            )
    for i, patent in enumerate(applicant.patents or []):
        if patent.status == "受理":
            continue
        if problem := patent_problem(patent.kind, patent.number, patent.date.year):
            yield Finding(
                "patent-number",
                f"{in_marks(patent.title)}{problem}",
                Severity.WARNING,
                "对照专利证书或登记证书核对",
                path=("patents", i, "number"),
            )
    for i, standard in enumerate(applicant.standards or []):
        if problem := standard_problem(standard.level, standard.number):
            yield Finding(
                "standard-number",
                f"{in_marks(standard.title)}{problem}",
                Severity.WARNING,
                "对照标准封面核对编号和级别",
                path=("standards", i, "number"),
            )
