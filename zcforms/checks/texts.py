"""Statement, abstracts, and how many achievements are put forward (R-TX)."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.resting import resting
from zcforms.checks.unread import as_far_as_read
from zcforms.checks.wording import nothing_said, titled
from zcforms.chinese.names import text_length, word_count
from zcforms.chinese.titles import in_marks
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant
from zcforms.plans import Plan

_PUT_FORWARD = {"projects", "papers", "patents", "standards", "awards", "honours"}


@resting
def check_texts(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """What is wrong with the texts of an application (requirements TX1-TX5)."""
    yield from as_far_as_read(
        _statement(applicant, plan),
        _representative(applicant, plan),
    )
    basis = plan.basis(plan.evidence.src)
    limit = plan.evidence.papers.abstract_max_chars
    for i, paper in enumerate(applicant.papers or []):
        length = text_length(paper.abstract or "")
        if limit and length > limit:
            yield Finding(
                "abstract-too-long",
                f"{in_marks(paper.title)}内容提要{length:,}字，超出{limit:,}字上限{length - limit:,}字",
                hint=f"删减{length - limit:,}字",
                basis=basis,
                path=("papers", i, "abstract"),
            )
    count = sum(1 for name, _, _ in applicant.achievements if name in _PUT_FORWARD)
    advised = plan.evidence.achievements_advised
    if advised is not None and count > advised:
        yield Finding(
            "achievements-many",
            f"已选业绩{count}项，超过{advised}项，宜突出代表性",
            Severity.WARNING,
            "保留最能代表水平的；确需全部保留的不必改",
            basis,
        )


def _statement(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Counted in characters and as Word counts; the stricter decides (requirements B2)."""
    rule, basis = plan.statement, plan.basis(plan.statement.src)
    label = rule.label if rule.label == "本人述职" else f"本人述职（{rule.label}）"
    text = applicant.statement or ""
    said = nothing_said(text)
    if said is not None:
        yield Finding(
            "statement-missing",
            f"“{label}”只写了“{said}”" if said else f"“{label}”未填写",
            hint="写出任现职以来的工作和成绩" if said else "增加“本人述职”一栏",
            basis=basis,
            path=("statement",),
        )
        return
    length, words = text_length(text), word_count(text)
    over = length - rule.max_chars if rule.max_chars else 0
    if over <= 0:
        return
    if rule.max_chars and words <= rule.max_chars:
        yield Finding(
            "statement-by-characters",
            f"“{label}”按字符{length:,}字，超出{rule.max_chars:,}字上限{over:,}字；按Word字数{words:,}字，没有超出",
            Severity.WARNING,
            f"平台按字符计的，删减{over:,}字（不计空格和换行）",
            basis,
            ("statement",),
        )
        return
    by_word = f"；按Word字数为{words:,}字" if words != length else ""
    yield Finding(
        "statement-too-long",
        f"“{label}”{length:,}字，超出{rule.max_chars:,}字上限{over:,}字",
        hint=f"删减{over:,}字（不计空格和换行{by_word}）",
        basis=basis,
        path=("statement",),
    )


def _so_many(works: int) -> str:
    return "一篇" if works == 1 else f"{works}篇"


def _representative(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    wanted, basis = plan.evidence.representative_works, plan.basis(plan.evidence.src)
    chosen = [entry for _, _, entry in applicant.achievements if entry.representative]
    if wanted is None:
        return
    if len(chosen) > wanted:
        yield Finding(
            "representative-many",
            f"代表作应只有{wanted}篇，现有{len(chosen)}篇："
            + titled([str(getattr(entry, "title", "")) for entry in chosen]),
            hint=f"只在{_so_many(wanted)}上写“代表作: 是”",
            basis=basis,
        )
    elif len(chosen) < wanted and (chosen or applicant.papers or _reports_feasibility(applicant)):
        yield Finding(
            "representative-missing",
            f"代表作须{wanted}篇，只确定了{len(chosen)}篇" if chosen else "未确定代表作",
            Severity.WARNING,
            f"在论文、著作、项目报告或成果中确定{_so_many(wanted)}，写上“代表作: 是”",
            basis,
        )
    elif len(chosen) < wanted and applicant.projects:
        yield Finding(
            "representative-unclear",
            "没有填论文、著作，也没有在项目的报告、成果中确定代表作",
            Severity.WARNING,
            "有可行性研究设计报告、成果鉴定材料的，在那一项写上“代表作: 是”；没有的不必理会",
            basis,
        )


def _reports_feasibility(applicant: Applicant) -> bool:
    """Whether a project is one of those that the circulars name beside papers: 项目可行性研究设计报告."""
    return any("可行性" in project.title for project in applicant.projects or [])
