"""Statement, abstracts, and how many achievements are put forward (R-TX)."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.unread import as_far_as_read
from zcforms.checks.wording import titled
from zcforms.chinese.names import text_length, word_count
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant
from zcforms.plans import Plan

_PUT_FORWARD = {"projects", "papers", "patents", "standards", "awards", "honours"}


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
                f"《{paper.title}》内容提要{length}字，超出{limit}字上限{length - limit}字",
                hint=f"删减{length - limit}字",
                basis=basis,
                path=("papers", i, "abstract"),
            )
    count = sum(1 for name, _, _ in applicant.achievements if name in _PUT_FORWARD)
    if count > plan.evidence.achievements_advised:
        yield Finding(
            "achievements-many",
            f"已选业绩{count}项，宜突出代表性",
            Severity.WARNING,
            "保留最能代表水平的；确需全部保留的不必改",
            basis,
        ).as_inferred(f"通知没有写件数，超过{plan.evidence.achievements_advised}项才提醒")


def _statement(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Counted in characters and as Word counts; the stricter decides (requirements B2)."""
    rule, basis = plan.statement, plan.basis(plan.statement.src)
    label = rule.label if rule.label == "本人述职" else f"本人述职（{rule.label}）"
    if not applicant.statement:
        yield Finding(
            "statement-missing",
            f"“{label}”未填写",
            hint="增加“本人述职”一栏",
            basis=basis,
            path=("statement",),
        )
        return
    length, words = text_length(applicant.statement), word_count(applicant.statement)
    strict = max(length, words)
    if rule.max_chars and strict > rule.max_chars:
        over = strict - rule.max_chars
        by_word = f"；按Word字数为{words:,}字" if words != length else ""
        yield Finding(
            "statement-too-long",
            f"“{label}”{length:,}字，超出{rule.max_chars}字上限{over}字",
            hint=f"删减{over}字（不计空格和换行{by_word}，从严）",
            basis=basis,
            path=("statement",),
        )


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
            hint="只在一篇上写“代表作: 是”",
            basis=basis,
        )
    elif len(chosen) < wanted and (applicant.papers or applicant.projects):
        yield Finding(
            "representative-missing",
            "未确定代表作",
            Severity.WARNING,
            "在论文、著作、项目报告或成果中确定一篇，写上“代表作: 是”",
            basis,
        )
