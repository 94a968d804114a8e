"""Which of somebody's titles is the present one: the title that the application builds on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zcforms.chinese.names import without_brackets
from zcforms.model import Applicant
from zcforms.model.career import Title
from zcforms.plans.plan import Plan

_RANK = re.compile(r"^(?:正高级|教授级高级|研究员级高级|高级|主管|主任|助理)")


def present_title(applicant: Applicant, plan: Plan) -> Title | None:
    """The present title: of several of one level that of the series applied for, else what was obtained last.

    A 讲师 of a college who applies for 高级工程师 as a 工程师 of the works is that (省轻纺2020 附件3
    “现聘任专业技术职务”, 杭州2024 附件1二（一）2 “实际聘任助理工程师职务满4年”).
    """
    return max(
        present_titles(applicant, plan),
        key=lambda title: (is_of_series(title, applicant, plan), title.qualified_on),
        default=None,
    )


def present_titles(applicant: Applicant, plan: Plan) -> Sequence[Title]:
    """The titles that can be the present one: of the level of the one obtained last, and held still.

    An appointment that ended before the plan's year is no present one.
    """
    last = max(applicant.titles, key=lambda title: title.qualified_on, default=None)
    alike = [title for title in applicant.titles if last and title.level == last.level]
    return [title for title in alike if not _has_ended(title, plan)] or alike


def is_of_series(title: Title, applicant: Applicant, plan: Plan) -> bool:
    """Whether a title is of the series (系列) applied for: 工程师 below 高级工程师."""
    sought = without_brackets(plan.title_proper(applicant.application.target))
    return _RANK.sub("", sought) in title.name


def _has_ended(title: Title, plan: Plan) -> bool:
    return title.appointed_to is not None and title.appointed_to.latest.year < plan.year
