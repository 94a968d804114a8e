"""Numbers of publications, patents and standards, and of the words of a book, as warnings (ID5-ID7)."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.chinese.publications import patent_problem, publication_problem, standard_problem
from zcforms.chinese.titles import in_marks
from zcforms.facts.wording import number
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant

_MOST_WORDS = 1000  # 万字, that nobody writes of one book: the slip is to write its characters


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
        if paper.words is not None and paper.words >= _MOST_WORDS:
            plain, meant = number(paper.words), number(paper.words / 10_000)
            yield Finding(
                "book-words-large",
                f"{in_marks(paper.title)}本人撰写字数填{plain}，按{plain}万字计；写的是{plain}字吗",
                Severity.WARNING,
                f"是的，改填{meant}（万字）",
                path=("papers", i, "words"),
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
