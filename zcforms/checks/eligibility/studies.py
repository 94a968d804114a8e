"""Predicates on studies, and on what the applicant is: at which unit, with which certificates."""

from __future__ import annotations

from collections.abc import Sequence

from zcforms.checks.eligibility.case import Case, Diploma
from zcforms.checks.eligibility.judge import judge
from zcforms.checks.eligibility.result import FAR, NEAR, OTHER_WAY, UNLISTED, Result, Standing
from zcforms.model.career import DEGREE_LEVELS
from zcforms.plans.naming import listed, mentioned, of_province
from zcforms.plans.predicates import (
    AcademicDegree,
    AtUnit,
    DegreeAtLeast,
    DegreeKind,
    Experts,
    HoldsAny,
    Node,
    RequiredDegree,
    ScoreAtLeast,
)

SHORT, UNKNOWN, HUMAN, HOLDS = Standing.SHORT, Standing.UNKNOWN, Standing.HUMAN, Standing.HOLDS


# --- studies -------------------------------------------------------------------------------------


def _studied(node: Node, found: Sequence[Diploma], name: str, case: Case, level: str) -> Result:
    """Whether one of the diplomas counts, by what its major is; without one, how many levels are lacking.

    So the clause that is told to whom no diploma opens a way is that of the nearest level.
    """
    if not found:
        return Result(node, SHORT, f"没有{name}", distance=FAR + case.levels_below(level))
    best = max(found, key=lambda d: (d.standing, -DEGREE_LEVELS.index(d.level)))
    if best.standing is HOLDS:
        return Result(node, HOLDS, name if isinstance(node, (DegreeKind, AcademicDegree)) else _shown(best))
    return Result(node, best.standing, best.note, distance=NEAR)


def _shown(diploma: Diploma) -> str:
    kind = diploma.education.kind
    return diploma.level if kind is None or kind == "第二学士学位" else f"{kind}（相当于{diploma.level}）"


@judge.register(DegreeAtLeast)
def _degree_at_least(node: DegreeAtLeast, case: Case) -> Result:
    level = node.degree_at_least
    found = [d for d in case.diplomas if d.at_least(level)]
    return _studied(node, found, f"{level}以上学历", case, level)


@judge.register(DegreeKind)
def _degree_kind(node: DegreeKind, case: Case) -> Result:
    kind = node.degree_kind
    return _studied(node, [d for d in case.diplomas if d.education.kind == kind], kind, case, "本科")


@judge.register(AcademicDegree)
def _academic_degree(node: AcademicDegree, case: Case) -> Result:
    found = [d for d in case.diplomas if d.has_degree(node.academic_degree)]
    return _studied(node, found, f"{node.academic_degree}学位", case, f"{node.academic_degree}研究生")


@judge.register(RequiredDegree)
def _required_degree(node: RequiredDegree, case: Case) -> Result:
    required = case.plan.eligibility.required_degree
    if required is None:
        return Result(node, HUMAN, f"{node.required_degree}规定学历")
    has = judge(required, case)
    if node.required_degree == "具备":
        return Result(node, has.standing, has.text, distance=has.distance)
    if has.standing is SHORT:
        return Result(node, HOLDS, "不具备规定学历")
    if has.standing is HOLDS:
        return Result(node, SHORT, "具备规定学历", distance=FAR)
    return Result(node, has.standing, f"不具备规定学历（{has.text}的，不属此项）")


_FEW = 4  # names that a message lists


# --- standing ------------------------------------------------------------------------------------


@judge.register(AtUnit)
def _at_unit(node: AtUnit, case: Case) -> Result:
    terms, staffing = node.unit, case.applicant.application.staffing
    if case.unit_kind is None:
        return Result(node, UNKNOWN, "工作单位没有登记，不知单位性质")
    if case.unit_kind not in terms.kind:
        return Result(node, SHORT, f"工作单位是{case.unit_kind}", distance=OTHER_WAY)
    if terms.staffing and staffing is None:
        return Result(node, UNKNOWN, "未填写编制情况")
    if terms.staffing and staffing != terms.staffing:
        return Result(node, SHORT, f"{staffing}人员", distance=OTHER_WAY)
    return Result(node, HOLDS, f"{case.unit_kind}{staffing if terms.staffing else ''}人员")


@judge.register(HoldsAny)
def _holds_any(node: HoldsAny, case: Case) -> Result:
    """One of the listed names; whoever brings others alone is told so by this clause, not by another."""
    a = case.applicant
    others = [one.title for one in a.honours or []] + [one.title for one in a.certificates or []]
    others += [one.called for one in a.awards or []]
    held = [*(one.title for one in a.skills or []), *others]
    for name in held:
        word = listed(name, node.holds_any)
        if word and of_province(name, word, case.plan.province):
            return Result(node, HOLDS, f"有“{name}”")
    for name in held:
        if near := mentioned(name, node.holds_any):
            return Result(node, HUMAN, f"“{name}”就是所列的“{near}”")
    few = len(node.holds_any) <= _FEW
    wanted = "、".join(node.holds_any) if few else "所列称号或证书"
    if others and not a.skills:
        named = "".join(f"“{name}”" for name in others[:_FEW])
        return Result(node, SHORT, f"{named}不是{wanted}", distance=UNLISTED)
    return Result(node, SHORT, f"没有填写{wanted}", distance=OTHER_WAY)


@judge.register(ScoreAtLeast)
def _score_at_least(node: ScoreAtLeast, case: Case) -> Result:
    score = case.applicant.application.score
    if score is None:
        return Result(node, UNKNOWN, f"自评分（未填）须{node.score_at_least:g}分以上")
    enough = score >= node.score_at_least
    return Result(node, HOLDS if enough else SHORT, f"自评{score}分（须{node.score_at_least:g}分以上）")


@judge.register(Experts)
def _experts(node: Experts, case: Case) -> Result:
    terms = node.experts
    number = len({(expert.name, expert.unit) for expert in case.applicant.experts or []})
    text = f"举荐专家{number}名（须{terms.title}{terms.count}名）"
    return Result(node, HOLDS if number >= terms.count else SHORT, text, distance=NEAR)
