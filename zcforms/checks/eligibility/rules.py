"""From judged trees to findings: by which branch one may apply, what is missing, what else is open."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.checks.eligibility.case import Case
from zcforms.checks.eligibility.judge import judge
from zcforms.checks.eligibility.result import Leaf, Result, Standing
from zcforms.checks.resting import resting
from zcforms.chinese.dates import PartialDate
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.meant import meant
from zcforms.model import Applicant, Institution
from zcforms.plans import Method, Plan
from zcforms.plans.conditions import NOf
from zcforms.plans.predicates import Manual, Node

WARNING, INFO = Severity.WARNING, Severity.INFO
_FEW = 2  # facts that a hint on another way of applying names


def judged_methods(
    applicant: Applicant, institution: Institution | None, plan: Plan
) -> list[tuple[Method, Result]]:
    """Every method of the plan with what its conditions say; the applicant's own comes first.

    None where those of the title applied for are in another document. The applicant's choices (申报情形,
    条件编号) bear only on their own method.
    """
    if not applies(applicant, plan):
        return []
    own = plan.method_of(applicant)
    methods = sorted(plan.methods, key=lambda m: m is not own)
    return [
        (m, judge(_tree(m, plan), _case(applicant, institution, plan, m if m is own else None)))
        for m in methods
    ]


def judged_review(applicant: Applicant, institution: Institution | None, plan: Plan) -> Result | None:
    """What the data says to the conditions of the review itself (评审条件), if the plan states them."""
    tree = plan.eligibility.review_minimum
    return judge(tree, Case(applicant, institution, plan)) if tree is not None else None


def applies(applicant: Applicant, plan: Plan) -> bool:
    """Whether the plan's conditions are those of the title applied for (中、初级 may differ)."""
    return plan.is_own_title(applicant.application.target)


def _tree(method: Method, plan: Plan) -> Node:
    known = plan.eligibility.methods.get(method.id)
    return known or Manual(manual=_words(method, plan), src=method.src)


def _words(method: Method, plan: Plan) -> str:
    where = (plan.eligibility.external or plan.circular) + (method.clause or "").removeprefix("《评价条件》")
    return f"符合{where}规定的“{method.label}”条件"


def _case(applicant: Applicant, institution: Institution | None, plan: Plan, own: Method | None) -> Case:
    if own is None:
        return Case(applicant, institution, plan)
    choices = plan.eligibility.choices(own.id)
    by_clause = {node.clause: node.id for node in choices.values() if node.clause}
    numbers = [r.condition or by_clause.get(r.clause) for r in applicant.application.reasons]
    chosen = frozenset(n.upper() for n in numbers if n) if numbers else None
    return Case(applicant, institution, plan, applicant.application.option, chosen, numbers.count(None))


@resting
def check_eligibility(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    """Whether the applicant may apply by the chosen method, and if not, by how much not and how else.

    Plans whose conditions are in another document are never an error: they only give boxes to tick.
    """
    rule, method = plan.eligibility, plan.method_of(applicant)
    if method is None:
        return
    if not applies(applicant, plan):
        target = applicant.application.target
        message = f"符合{rule.other_target or plan.circular}规定的{target}申报条件"
        yield Finding("eligibility-manual", message, INFO, "由审核人对照认定", plan.basis(rule.src))
        return
    yield from _choices(applicant, method, plan)
    (_, result), *others = judged_methods(applicant, institution, plan)
    if rule.external is None:
        yield from _verdict(method, result, others, plan)
    for box in _general(applicant, institution, plan):
        yield _box(box, plan)
    if result.standing is Standing.HUMAN:
        for box in dict.fromkeys(result.leaves(Standing.HUMAN)):
            yield _box(box, plan)
    review = judged_review(applicant, institution, plan)
    if review is not None and review.standing is not Standing.HOLDS:
        yield Finding(
            "eligibility-manual",
            f"符合评审条件：{review.text}",
            INFO,
            "用 --explain 看逐项条件",
            plan.basis(review.src),
        )
        yield from _unsupported(review, plan)


def _unsupported(review: Result, plan: Plan) -> Iterator[Finding]:
    """A list of the review of which the data shows nothing.

    应至少具备下列条件中的1项 (台光创〔2025〕8号 第十一条（二）). What is a box from the start may still hold,
    so it is no more than 提醒.
    """
    for part in [review, *review.parts]:
        if not isinstance(part.node, NOf):
            continue
        boxes = [item for item in part.parts if isinstance(item.node, Manual)]
        shown = [item for item in part.parts if item not in boxes and item.standing is not Standing.SHORT]
        if boxes and not shown and len(boxes) < len(part.parts):
            numbers = "、".join(item.node.id or "" for item in boxes)
            text = (
                f"“{part.node.words}”{len(part.parts)}项中须具备{part.node.n_of.count}项，所填资料一项也没有"
            )
            hint = f"补填获奖、项目、论文、专利、标准；属{numbers}的由审核人定"
            yield Finding("review-unsupported", text, WARNING, hint, plan.basis(part.node.src))


def _general(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Leaf]:
    for tree in plan.eligibility.every_method:
        yield from judge(tree, Case(applicant, institution, plan)).leaves(Standing.HUMAN)


def _box(box: Leaf, plan: Plan) -> Finding:
    words = f"{box.clause}：{box.text}" if box.clause else box.text
    return Finding("eligibility-manual", words, INFO, "由审核人对照原件认定", plan.basis(box.src))


def _verdict(
    method: Method, result: Result, others: list[tuple[Method, Result]], plan: Plan
) -> Iterator[Finding]:
    basis, path = plan.basis(result.src or method.src), ("application", "method")
    branch = result.decisive[0].node.label if result.decisive else None
    way = f"“{method.label}”" + (f"（{branch}）" if branch and branch != method.label else "")
    match result.standing:
        case Standing.HOLDS:
            text = f"符合{way}：{result.text}"
            yield Finding("eligibility-met", text, INFO, "由审核人对照原件核实", basis, path)
        case Standing.HUMAN:
            boxes = len(set(result.leaves(Standing.HUMAN)))
            known = f"{result.fact}；另" if result.fact else ""  # not the words of the box, which counts
            text = f"{way}：{known}有{boxes}项由审核人认定"
            yield Finding("eligibility-pending", text, INFO, "逐项勾选后即可申报", basis, path)
        case Standing.UNKNOWN:
            missing = "；".join(dict.fromkeys(leaf.text for leaf in result.leaves(Standing.UNKNOWN)))
            text = f"无法判断是否符合{way}：{missing}"
            yield Finding("eligibility-unknown", text, WARNING, "补齐后重新检查", basis, path)
        case Standing.SHORT:
            text = f"不符合{way}：{result.text}"
            hint = (
                "；".join(_ways_out(result, others, plan))
                or "核对资料；按所填资料，今年没有其他可选的申报方式"
            )
            yield Finding("eligibility-unmet", text, hint=hint, basis=basis, path=path)


def _ways_out(result: Result, others: list[tuple[Method, Result]], plan: Plan) -> Iterator[str]:
    """When time will do, what makes good for the major, and which other methods are open."""
    if result.due:
        yield f"{PartialDate.of(result.due).to_chinese()}起满足"
    rule = plan.eligibility.major_match
    if rule and rule.exempt and "视为不具备规定学历" in result.text:
        yield "有国家注册类资格证书或一年以上脱产学习证明的请补填"
    for method, other in others:
        if other.standing is Standing.HOLDS:
            yield f"可改用“{method.label}”（{other.text}）"
    for method, other in others:
        if other.standing is Standing.HUMAN:
            by = "、".join(_branches(other))
            yield f"可请审核人认定“{method.label}”" + (f"（{by}）" if by else "")
        elif other.standing is Standing.UNKNOWN:
            missing = list(dict.fromkeys(leaf.text for leaf in other.leaves(Standing.UNKNOWN)))
            yield f"“{method.label}”资料不足，不能判断：{'、'.join(missing[:_FEW])}"
        short = list(other.leaves(Standing.SHORT))
        if short and all(isinstance(leaf.node, NOf) for leaf in short):
            yield _still(method, other)
        elif short and other.due:
            yield f"“{method.label}”{PartialDate.of(other.due).to_chinese()}起满足"


def _still(method: Method, result: Result) -> str:
    """What a method of which only the count of conditions is short takes besides: all of it."""
    parts = list(result.wanting())
    said = [p.text.removeprefix(method.label) for p in parts if p.standing is not Standing.HUMAN]
    if boxes := len(parts) - len(said):
        said.append(f"另有{boxes}项由审核人认定")
    says = "只差条件" if len(parts) == 1 else "还须"
    return f"“{method.label}”{says}：" + "；".join(said)


def _branches(result: Result) -> list[str]:
    """The named branches of a method that are still open."""
    open_ones = [p for p in result.parts if p.standing >= Standing.HUMAN and p.node.label]
    return [p.node.label for p in open_ones if p.node.label] if len(result.parts) > 1 else []


def _choices(applicant: Applicant, method: Method, plan: Plan) -> Iterator[Finding]:
    """The applicant's 条件编号 against the plan's."""
    choices = plan.eligibility.choices(method.id)
    known = {number.upper() for number in choices}
    clauses = {node.clause for node in choices.values()}
    for i, reason in enumerate(applicant.application.reasons if choices else []):
        if reason.condition and reason.condition not in known:
            yield Finding(
                "reason-condition-unknown",
                f"本计划没有编号为“{reason.condition}”的条件",
                hint=meant(reason.condition, choices, "可填：" + "、".join(choices)),
                basis=plan.basis(method.src),
                path=("application", "reasons", i, "condition"),
            )
        elif not reason.condition and reason.clause not in clauses:
            yield Finding(
                "reason-condition-missing",
                f"破格理由“{reason.clause}”没有写条件编号，无法核对是哪一项条件",
                WARNING,
                "增加“条件编号”，可填：" + "、".join(choices),
                plan.basis(method.src),
                ("application", "reasons", i),
            )
