"""What a form asks for in somebody's own words: “无” is no answer to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zcforms.checks.resting import resting
from zcforms.checks.unread import as_far_as_read
from zcforms.checks.wording import nothing_said
from zcforms.facts.copies import concerns
from zcforms.forms import Form
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant, Institution
from zcforms.plans import FormUse, Plan


@resting
def check_content(
    applicant: Applicant, institution: Institution | None, plan: Plan, forms: Mapping[str, Form]
) -> Iterator[Finding]:
    """Where a promise, a reason or a recommendation that a form is made for says nothing."""
    due = [
        use
        for use in plan.forms
        if institution and use.id in forms and concerns(use.when, applicant, institution, plan)
    ]
    yield from as_far_as_read(
        _goals(applicant, plan, [use for use in due if forms[use.id].shows("application.goals")]),
        _reasons(applicant, plan),
        _opinions(applicant, plan, [use for use in due if forms[use.id].lists("experts")]),
    )


def _goals(applicant: Applicant, plan: Plan, uses: list[FormUse]) -> Iterator[Finding]:
    """A promise to reach goals has goals (2020三（六）, 矿山2021（三）3: 作出竞聘履职承诺)."""
    for use in uses[:1]:
        yield from _said(
            "goals-empty",
            f"《{use.title}》的履职目标",
            applicant.application.goals,
            "写明聘期内要完成什么（几项、到什么程度）",
            plan.basis(use.src),
            ("application", "goals"),
        )


def _reasons(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Who meets a clause of the exceptional or landmark conditions says by what."""
    method = plan.method_of(applicant)
    for i, reason in enumerate(applicant.application.reasons):
        yield from _said(
            "reason-empty",
            f"{reason.clause}的符合情况",
            reason.fact,
            "写明凭什么符合这一条；不符合的，删去这一条",
            plan.basis(method.src if method else None),
            ("application", "reasons", i, "fact"),
        )


def _opinions(applicant: Applicant, plan: Plan, uses: list[FormUse]) -> Iterator[Finding]:
    """An expert who recommends says why (安防2025附件2二4（1）: 专家举荐书)."""
    for use in uses[:1]:
        for i, expert in enumerate(applicant.experts or []):
            yield from _said(
                "opinion-empty",
                f"《{use.title}》上“{expert.name}”的举荐意见",
                expert.opinion,
                "请专家写明对申报人专业水平、业绩的评价",
                plan.basis(use.src),
                ("experts", i, "opinion"),
            )


def _said(code: str, what: str, text: str | None, hint: str, basis: str, path: Path) -> Iterator[Finding]:
    """An error where a word says that there is nothing; what was left open is written by hand."""
    word = nothing_said(text)
    if word:
        yield Finding(code, f"{what}只写了“{word}”", hint=hint, basis=basis, path=path)
    elif word is not None:
        by_hand = f"{what}没有填写，印出来空着"
        yield Finding(code, by_hand, Severity.INFO, f"{hint}，或印出后手写", basis, path[:-1])
