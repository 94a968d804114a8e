"""Judging a tree of conditions: how parts combine. The predicates are in `studies`, `years` and `works`."""

from __future__ import annotations

from dataclasses import replace
from functools import singledispatch

from zcforms.checks.eligibility.case import Case
from zcforms.checks.eligibility.result import NEAR, NOT_CHOSEN, Result, Standing, all_of, any_of, n_of
from zcforms.chinese.widths import wide_brackets
from zcforms.plans.conditions import AllOf, AnyOf, NOf
from zcforms.plans.predicates import Manual, Node

NOT_TAKEN = "未选"


@singledispatch
def judge(node: Node, case: Case) -> Result:
    """What an applicant's data says to a condition; never raises for what is not filled in."""
    raise NotImplementedError(type(node).__name__)


@judge.register(AnyOf)
def _any(node: AnyOf, case: Case) -> Result:
    named = [branch for branch in node.branches if wide_brackets(branch.label or "") == case.option]
    return any_of(node, tuple(judge(branch, case) for branch in named or node.branches))


@judge.register(AllOf)
def _all(node: AllOf, case: Case) -> Result:
    return all_of(node, tuple(judge(part, case) for part in node.parts))


@judge.register(Manual)
def _manual(node: Manual, _case: Case) -> Result:
    return Result(node, Standing.HUMAN, node.manual)


@judge.register(NOf)
def _n_of(node: NOf, case: Case) -> Result:
    """Several of a list; where the applicant chose conditions, only these count."""
    count, items = node.n_of.count, node.n_of.of
    case = replace(case, since=node.n_of.since or case.since)
    name = node.label or "所列条件"
    chosen = case.chosen if any(item.id for item in items) else None
    if chosen is None:
        parts = tuple(judge(item, case) for item in items)
        met = sum(part.standing is Standing.HOLDS for part in parts)
        return n_of(node, parts, count, f"{name}{len(parts)}项中须满足{count}项，按资料已符合{met}项")
    parts = tuple(
        judge(item, case)
        if item.id and item.id.upper() in chosen
        else Result(item, Standing.SHORT, NOT_TAKEN, distance=NEAR)
        for item in items
    )
    refuted = [p for p in parts if p.standing is Standing.SHORT and p.text != NOT_TAKEN]
    against = [f"“{p.node.id}”与资料不符：{p.text}" for p in refuted]
    unnumbered = Result(Node(), Standing.UNKNOWN, "有破格理由没有写条件编号")
    taken = sum(part.text != NOT_TAKEN for part in parts)
    met = sum(part.standing is Standing.HOLDS for part in parts)
    agreeing = f"，与资料相符{met}项" if refuted else ""
    text = "；".join([f"已选破格条件{taken}项{agreeing}，{name}须满足{count}项", *against])
    result = n_of(node, (*parts, *[unnumbered] * case.unnumbered), count, text)
    elsewhere = all(part.text == NOT_TAKEN for part in parts) and not case.unnumbered
    return replace(result, distance=NOT_CHOSEN) if elsewhere else result
