"""面试答辩: who must attend, and why (requirements B14); and 后学历 as 申报情形 (G8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zcforms.checks.eligibility import Standing, judged_methods
from zcforms.checks.resting import resting
from zcforms.chinese.dates import full_years, served_to
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant, Institution
from zcforms.model.career import Education
from zcforms.plans import Plan


def needs_defence(applicant: Applicant, institution: Institution | None, plan: Plan) -> list[str]:
    """Why an applicant must attend the defence; none if nothing in the data demands it.

    What only the committee knows (评委会认为需要), and diplomas and years where the conditions are in
    another document, cannot be told from the data.
    """
    rule, method = plan.defence, plan.method_of(applicant)
    if rule is None or method is None:
        return []
    reasons = []
    if "transfer" in rule.triggers and method.id == "transfer":
        reasons.append("转评")
    if "short_of_conditions" in rule.triggers and _is_short(applicant, institution, plan):
        reasons.append("不具备规定的学历或资历")
    if "landmark" in rule.triggers and method.id == "landmark":
        reasons.append("标志性业绩申报")
    if "late_degree" in rule.triggers and rule.degree_years:
        until = rule.degree_date.latest if rule.degree_date else plan.last_day
        for late in _young(applicant, rule.degree_years, until):
            reasons.append(_told_young(late, rule.degree_years, until))
    return reasons


def _is_short(applicant: Applicant, institution: Institution | None, plan: Plan) -> bool:
    """Whether the applicant applies without the diploma or years of 正常申报, by the method or in fact."""
    method = plan.method_of(applicant)
    if method and method.short_of_conditions:
        return True
    if plan.eligibility.external:
        return False
    judged = {m.id: result for m, result in judged_methods(applicant, institution, plan)}
    return "normal" in judged and judged["normal"].standing is Standing.SHORT


def _young(applicant: Applicant, years: int, until: date) -> list[Education]:
    """后学历: diplomas obtained after starting work, and perhaps younger than so many years."""
    started = applicant.work_started.latest
    after = [e for e in applicant.education if e.end.earliest > started]
    return [e for e in after if _is_young(e, years, until, surely=False)]


def _is_young(education: Education, years: int, until: date, *, surely: bool) -> bool:
    start = education.end.earliest if surely else education.end.latest
    return full_years(start, served_to(until)) < years


def _told_young(education: Education, years: int, until: date) -> str:
    """That a diploma is younger than so many years, or that its day must be known to say so."""
    shown = f"后学历取得时间{education.end.to_chinese()}"
    is_sure = _is_young(education, years, until, surely=True)
    return f"{shown}，不满{years}年" if is_sure else f"{shown}，是否不满{years}年，须写明到日"


def _attends(reasons: list[str]) -> str:
    return f"需参加面试答辩：{'；'.join(reasons)}"


@resting
def check_defence(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    """The defence as information, and a 后学历 that is not declared where the plan asks for it."""
    reasons = needs_defence(applicant, institution, plan)
    by_degree = [reason for reason in reasons if reason.startswith("后学历")]
    others = [reason for reason in reasons if reason not in by_degree]
    basis, hint = plan.basis(plan.defence.src if plan.defence else None), "具体时间另行通知"
    if others:
        yield Finding("defence-needed", _attends(others), Severity.INFO, hint, basis)
    if by_degree:
        yield Finding("defence-by-degree", _attends(by_degree), Severity.INFO, hint, basis)
    method, late = plan.method_of(applicant), plan.eligibility.late_degree
    if late is None or method is None or late.option not in method.options:
        return
    young = _young(applicant, late.years, plan.last_day)
    if young and applicant.application.option is None:
        is_sure = _is_young(young[-1], late.years, plan.last_day, surely=True)
        yield Finding(
            "late-degree-undeclared",
            _told_young(young[-1], late.years, plan.last_day)
            + ("，申报时须勾选" if is_sure else "；不满的，申报时须勾选"),
            Severity.WARNING,
            f"在“申报情形”填写“{late.option}”",
            plan.basis(late.src),
            ("application", "option"),
        )
