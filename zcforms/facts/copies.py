"""Which forms are made for an applicant, in how many copies, and what lies in the bag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from zcforms.facts.wording import joined
from zcforms.ground.titled import Titled
from zcforms.model import Applicant, EvidenceItem, Institution
from zcforms.model.records import as_told
from zcforms.plans import FormUse, Plan, When


@dataclass(frozen=True)
class PackageRow(Titled):
    """A thing in the bag."""

    index: Annotated[str, "序号"]
    title: Annotated[str, "材料名称"]
    copies: Annotated[str, "份数"]
    note: Annotated[str, "备注"]


def concerns(when: When, applicant: Applicant, institution: Institution, plan: Plan) -> bool:
    """Whether a condition of the plan holds for an applicant."""
    return not why_not(when, applicant, institution, plan)


def why_not(when: When, applicant: Applicant, institution: Institution, plan: Plan) -> str:
    """The first part of a condition of the plan that an applicant does not meet, in words; else ""."""
    application = applicant.application
    if when.own_title and not plan.is_own_title(application.target):
        return f"申报的是“{application.target}”，不是“{plan.target_title}”"
    methods = None if when.method is None else [m.label for m in plan.methods if m.id in when.method]
    method = plan.method_of(applicant)
    for title, wanted, actual in (
        ("申报方式", methods, method.label if method else application.method),
        ("单位性质", when.unit_kind, as_told(lambda: institution.kind, None)),
        ("编制情况", when.staffing, application.staffing),
    ):
        if wanted is not None and actual not in wanted:
            said = f"{title}为“{actual}”" if actual else f"没有填写“{title}”"
            return f"{said}，不是“{'”“'.join(wanted)}”"
    empty = [Applicant.model_fields[name].title for name in when.has if not getattr(applicant, name)]
    return f"没有填写“{empty[0]}”" if empty else ""


def copies_of(
    use: FormUse,
    applicant: Applicant,
    institution: Institution,
    plan: Plan,
    asked: frozenset[str] = frozenset(),
) -> int | None:
    """How many copies of a form are printed for an applicant; None if it is not made for them at all.

    `asked` are the forms that were asked for by id, all if empty. One without copies of its own is made
    only when it is asked for: 0 copies, printed as they are needed.
    """
    due = use.id in asked if asked else use.copies > 0
    return use.copies if due and concerns(use.when, applicant, institution, plan) else None


def package(a: Applicant, institution: Institution, plan: Plan, books: int = 1) -> list[PackageRow]:
    """What lies in the applicant's bag (requirements E5): loose forms, the volume, loose evidence.

    `books` are those that the volume is divided into.
    """
    lines = [(title, f"{copies}份", "") for title, copies in _put_in(a, institution, plan)]
    if plan.binding is not None:
        lines.append(("装订成册的申报材料", f"{plan.binding.volumes * books}册", ""))
    # Where nothing is bound all evidence is uploaded (杭州2024年通知附件4二: 评审表 and 破格审批表 alone).
    for item in a.evidence if plan.binding else []:
        if reason := loose_reason(a, item, plan):
            lines.append((item.title, "1份", joined(reason, "原件请退还" if "原" in reason else None)))
    return [
        PackageRow(str(n), title, copies_shown, note)
        for n, (title, copies_shown, note) in enumerate(lines, 1)
    ]


def _put_in(a: Applicant, institution: Institution, plan: Plan) -> Iterator[tuple[str, int]]:
    """What the circular wants in the bag beside the volume, each with its copies."""
    for loose in plan.binding.loose if plan.binding else []:
        use = plan.form(loose.form) if loose.form else None
        if copies := copies_of(use, a, institution, plan) if use else loose.copies:
            yield use.title if use else loose.title, copies
    for use in plan.forms:
        if use.goes_to == "bag" and (copies := copies_of(use, a, institution, plan)):
            yield use.title, copies


def loose_reason(a: Applicant, item: EvidenceItem, plan: Plan) -> str:
    """Why an item stays out of the volume: the applicant's reason, or that of the 代表作 does."""
    kept_out = plan.binding.representative if plan.binding else ""
    if kept_out and any(paper.representative and item.id in paper.evidence for paper in a.papers or []):
        return kept_out
    return item.loose or ""
