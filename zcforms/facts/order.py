"""What the roster is ordered by, and how it says so (requirements A3, F6)."""

from __future__ import annotations

from collections.abc import Sequence

from zcforms.model import Applicant, Settings
from zcforms.plans import Plan

_GROUPS = {"target": "申报资格", "speciality": "申报专业", "unit": "工作单位"}
_NAMES = {"姓氏笔画": "姓氏笔画", "拼音": "姓名拼音"}


def group_of(applicant: Applicant, group: str, plan: Plan) -> str:
    """The group that an applicant stands in: the title applied for, the speciality or the unit."""
    if group == "unit":
        return applicant.unit
    application = applicant.application
    return application.speciality if group == "speciality" else plan.title_proper(application.target)


def sought(applicants: Sequence[Applicant], plan: Plan) -> dict[str, list[int]]:
    """The titles that are applied for, each with the places (from 1) of who applies for it."""
    places: dict[str, list[int]] = {}
    for n, applicant in enumerate(applicants, 1):
        places.setdefault(plan.title_proper(applicant.application.target), []).append(n)
    return places


def titles_sought(applicants: Sequence[Applicant], plan: Plan) -> str:
    """The titles that are applied for, in running text: 工程师、助理工程师."""
    return "、".join(sought(applicants, plan)) or plan.target_title


def order_note(applicants: Sequence[Applicant], plan: Plan, settings: Settings) -> str | None:
    """The footnote of a list of names, “（按申报专业、姓氏笔画为序）”; None where no rule made the order.

    A group is named only where it divides the people.
    """
    names = settings.sort or plan.roster.names
    given = names == "录入顺序" or settings.order is not None or settings.fixed_numbers
    if given or len(applicants) < 2:
        return None
    dividing = [
        _GROUPS[group]
        for group in plan.roster.groups
        if len({group_of(applicant, group, plan) for applicant in applicants}) > 1
    ]
    return f"（按{'、'.join([*dividing, _NAMES[names]])}为序）"
