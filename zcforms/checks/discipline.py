"""Punishments and fraud: who is barred, and until when (requirements B8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zcforms.checks.eligibility import judged_methods
from zcforms.checks.eligibility.times import anniversary
from zcforms.checks.resting import resting
from zcforms.chinese.dates import PartialDate
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant, Institution
from zcforms.model.career import Sanction
from zcforms.plans import Plan
from zcforms.plans.present import present_title

FRAUD, INQUIRY, ACCIDENT = "弄虚作假", "立案调查", "技术责任事故"
# What a kind is in while it goes on (台光创〔2025〕8号 第十四条（三）); any other is a 处分.
_STAGES = {INQUIRY: "立案调查", "组织处理": "处理", "行政处罚": "处罚"}


@resting
def check_discipline(
    applicant: Applicant, institution: Institution | None, plan: Plan, on: date
) -> Iterator[Finding]:
    """What the declared punishments mean on the day of filling; where the plan is silent, a reminder."""
    rule, basis = plan.discipline_of(applicant.application.target), plan.basis(plan.discipline.src)
    plan = plan.model_copy(update={"discipline": rule})
    if applicant.sanctions is None and rule.delay_years:
        yield Finding(
            "sanctions-unstated",
            f"没有填写“处分”：受过处分在申报材料中未反映的，{rule.unstated_means}"
            if rule.unstated_means
            else "没有填写“处分”",
            Severity.INFO,
            "如实填写；确实没有的写“无”",
            basis,
        )
    for i, sanction in enumerate(applicant.sanctions or []):
        at: Path = ("sanctions", i)
        findings = list(_barred(sanction, plan, basis, at, on))
        findings += _delayed(applicant, institution, sanction, plan, basis, at, on)
        yield from findings
        if not findings and not _is_settled(sanction, plan):
            yield Finding(
                "sanction-open",
                f"{sanction.decided_on.to_chinese()}{sanction.kind}，本通知没有规定如何处理，仍可申报",
                Severity.WARNING,
                "由审核人按有关规定认定能否申报",
                basis,
                at,
            )


def _is_settled(sanction: Sanction, plan: Plan) -> bool:
    """Whether the plan has a rule for the kind, so that no finding means that it no longer matters."""
    if sanction.kind == FRAUD:
        return plan.discipline.fraud_bar_years is not None
    return plan.discipline.delay_years is not None


def _barred(sanction: Sanction, plan: Plan, basis: str, at: Path, on: date) -> Iterator[Finding]:
    years = plan.discipline.fraud_bar_years
    last = sanction.decided_on.year + (years or 0)
    if sanction.kind == FRAUD and years and plan.year <= last:
        yield Finding(
            "barred-by-fraud",
            f"申报人{sanction.decided_on.year}年度因弄虚作假被处理，至{last}年12月31日前不得申报",
            hint=f"{last + 1}年度起方可申报",
            basis=basis,
            path=at,
        )
    if plan.discipline.delay_years is None or sanction.kind == FRAUD:
        return
    stage = _STAGES.get(sanction.kind, "处分")
    open_inquiry = sanction.kind == INQUIRY and sanction.until is None
    if open_inquiry or (sanction.until and sanction.until.latest >= on):
        until = f"（至{sanction.until.to_chinese()}）" if sanction.until else ""
        yield Finding(
            "sanction-pending",
            f"填报日期{PartialDate.of(on).to_chinese()}尚在{stage}阶段{until}，不得申报",
            hint="期满或结案后再填报；已结案的填写“影响期满时间”",
            basis=basis,
            path=at,
        )
    elif sanction.until is None and sanction.kind != ACCIDENT:
        yield Finding(
            "sanction-until-missing",
            f"没有填写{sanction.kind}的影响期满时间，无法判断是否仍在{stage}阶段",
            Severity.WARNING,
            "对照处分决定书填写“影响期满时间”",
            basis,
            at,
        )


def _delayed(
    applicant: Applicant,
    institution: Institution | None,
    sanction: Sanction,
    plan: Plan,
    basis: str,
    at: Path,
    on: date,
) -> Iterator[Finding]:
    """记过以上 or a technical accident during the present post: two years later (台光创〔2025〕8号 第十五条).

    A decision inside the years that the conditions demand delays from their end, a later one from
    its own day: to which day these two years are counted it does not say.
    """
    years, title = plan.discipline.delay_years, present_title(applicant, plan)
    if years is None or sanction.kind not in plan.discipline.delay_kinds:
        return
    decided = sanction.decided_on.latest
    if title and decided < title.qualified_on.earliest:
        return
    due = next((result.due for _, result in judged_methods(applicant, institution, plan)), None)
    inside = due is not None and decided <= due
    first = anniversary(due if due is not None and inside else decided, years)
    if first > plan.last_day:
        yield Finding(
            "sanction-delays",
            f"{_said(sanction.kind)}，延迟{years}年申报，最早{first.year}年",
            hint=f"{PartialDate.of(first).to_chinese()}起计算年限满足，按当年计划申报",
            basis=basis,
            path=at,
        )
    elif first > on and not inside:
        end, today = (PartialDate.of(day).to_chinese() for day in (first, on))
        yield Finding(
            "sanction-delay-open",
            f"{_said(sanction.kind)}，延迟{years}年到{end}，填报日期{today}还没有到，本年度可以申报",
            Severity.WARNING,
            "延迟的年限算到申报还是算到年底，通知没有写明，由审核人认定，请与受理部门核实",
            basis,
            at,
        )


def _said(kind: str) -> str:
    """What delays, in the circular's words: a punishment, or an accident, which is none."""
    return f"已定性为{kind}的直接者" if kind == ACCIDENT else f"受{kind}处分"
