"""From when achievements count: the one place that decides 任现职后 and 近n年 (requirements DT11)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto

from zcforms.chinese.dates import PartialDate
from zcforms.model import Applicant
from zcforms.model.achievements import Achievement, Adoption, Certificate, Influence, Paper, Project
from zcforms.plans.plan import Plan
from zcforms.plans.predicates import YearsInTitle
from zcforms.plans.present import is_of_series, present_title
from zcforms.plans.proving import AfterRule

_KINDS: dict[str, type[Achievement]] = {"projects": Project, "papers": Paper, "adoptions": Adoption}


class Counted(Enum):
    """Whether an achievement is from after the start of the window, as far as the dates tell."""

    HOLDS = auto()
    SHORT = auto()
    UNKNOWN = auto()
    HUMAN = auto()  # whether the title is what it goes by no circular says: a person judges


@dataclass(frozen=True, slots=True)
class Start:
    """One of the days from which achievements count, with the words for it.

    `inferred` says that the circular does not say which day it is.
    """

    words: str
    at: PartialDate
    inferred: bool = False

    def __str__(self) -> str:
        return f"{self.words}{self.at}"


@dataclass(frozen=True, slots=True)
class Window:
    """The starts from the earliest on; to be after that one is enough, and without any all count.

    Where the circular says it `of` some kinds of achievements, the others count whenever they are from.
    `before` is when the first title of the level of the present one was obtained, where that is an earlier
    one: whether what lies between is 任现职以来 of who was 转评 no circular says. Nor does it of who is
    `untitled`: applies by a way that takes no title (杭州2024 附件1二（二）1, “对助理级职称不作要求”).
    """

    starts: tuple[Start, ...]
    of: tuple[type[Achievement], ...] = ()
    before: PartialDate | None = None
    untitled: bool = False

    def answer(self, entry: Achievement) -> Counted:
        """Whether an achievement counts; the day of the start itself is in the window.

        A date without its day may mean any day of the month or year: what may lie on either side is
        UNKNOWN. What goes on counts, and so do certificates and posts of standing in the trade: they
        are no 工作业绩 or 学术成果, of which the circulars speak.
        """
        at = achieved_on(entry)
        if not self.starts or at is None or isinstance(entry, Certificate | Influence):
            return Counted.HOLDS
        if self.of and not isinstance(entry, self.of):
            return Counted.HOLDS
        since = self.starts[0].at
        if at.earliest >= since.latest:
            return Counted.HOLDS
        if at.latest >= since.earliest:
            return Counted.UNKNOWN
        is_between = self.before is not None and at.latest >= self.before.earliest
        return Counted.HUMAN if is_between or self.untitled else Counted.SHORT

    def is_open(self, entry: Achievement) -> bool:
        """Whether what is early may count by another reading of 近n年: it is from the year before.

        To whichever day of the plan's year the n years are counted back, they begin within that year.
        """
        at = achieved_on(entry)
        return at is not None and any(s.inferred and at.year == s.at.year - 1 for s in self.starts)

    def shows(self, entry: Achievement) -> bool:
        """Whether an achievement stands on the lists: what may count does, and a finding tells of it."""
        return self.answer(entry) is not Counted.SHORT


def achieved_on(entry: Achievement) -> PartialDate | None:
    """When an achievement was there: a project at its end, and None while it goes on."""
    at: PartialDate | None = entry.end if isinstance(entry, Project) else getattr(entry, "date", None)
    return at


def counting_window(applicant: Applicant, plan: Plan) -> Window:
    """From when achievements count under the plan; whoever has no title has the last years alone."""
    rule = plan.evidence.after
    if rule is None:
        return Window(())
    held = _since_title(applicant, plan, rule) if rule.since == "title" else Window(())
    starts = held.starts
    option = applicant.application.option
    untitled = bool(starts) and rule.or_years is None and _takes_no_title(applicant, plan, option)
    if rule.or_years is not None:
        first = Start(f"近{rule.or_years}年起算时间", recent_years_begin(plan, rule.or_years), inferred=True)
        starts = (*starts, first)
    kinds = tuple(_KINDS[name] for name in rule.of)
    return Window(tuple(sorted(starts, key=lambda start: start.at)), kinds, held.before, untitled)


def untitled_options(applicant: Applicant, plan: Plan) -> list[str]:
    """The 申报情形 that take no title and that somebody who stated none may apply by."""
    rule, method = plan.evidence.after, plan.method_of(applicant)
    if rule is None or rule.or_years is not None or method is None or applicant.application.option:
        return []
    return [option for option in method.options if _takes_no_title(applicant, plan, option)]


def _takes_no_title(applicant: Applicant, plan: Plan, option: str | None) -> bool:
    """Whether the conditions of a way to apply ask for no years in a title, all of the circular itself."""
    method, rule = plan.method_of(applicant), plan.eligibility
    if method is None or rule.external is not None:
        return False
    nodes = rule.asked_by(method.id, option)
    return bool(nodes) and not any(isinstance(node, YearsInTitle) for node in nodes)


def _since_title(applicant: Applicant, plan: Plan, rule: AfterRule) -> Window:
    """The present title, or of the level that the circular names the first one of the series.

    担任助理工程师职务后 (台州光电产业创新中心2025年通知 二（二）2) goes on under the titles that follow: so
    of a 工程师 who is to be 转评, and of who was 转评 as a 助理工程师.
    """
    present, level, held = present_title(applicant, plan), rule.title_level, title_window(applicant, plan)
    if present is None or level is None:
        return held
    if not present.reaches(level):
        return Window(())
    named = [t for t in applicant.titles if t.level == level and is_of_series(t, applicant, plan)]
    first = min(named, key=lambda title: title.qualified_on, default=present)
    if first.qualified_on >= present.qualified_on:
        return replace(held, before=None)
    return Window((Start(f"{first.name}资格取得时间", first.qualified_on),))


def conditions_window(applicant: Applicant, plan: Plan, since: str | None) -> Window:
    """From when achievements count for a condition, whatever they are, by its own words if it has any.

    杭州2024 附件1二（四）: 任现职以来具备下列条件2项的. 台光创〔2025〕8号 第十一条: 任现职期间, while 近4年
    is for what is put forward alone.
    """
    held = title_window(applicant, plan)
    if since is not None and "任现职" in since and held.starts:
        return held
    return replace(counting_window(applicant, plan), of=(), before=None, untitled=False)


def title_window(applicant: Applicant, plan: Plan) -> Window:
    """From the present title on: what the tables 任现职前 and 任现职后 go by, whatever the plan counts."""
    title = present_title(applicant, plan)
    if title is None:
        return Window(())
    first = min(t.qualified_on for t in applicant.titles if t.level == title.level)
    start = Start("现任职资格取得时间", title.qualified_on)
    return Window((start,), before=first if first < title.qualified_on else None)


def recent_years_begin(plan: Plan, years: int) -> PartialDate:
    """The first day of 近n年: whole years, of which the plan's own is the last.

    No circular says on which day 近n年 begins. The one that has it for achievements (台州光电产业创新中心
    2025年通知 二（二）2) says in item 1, just before, which years 近四年 are in 2025: 2022 to 2025.
    """
    return PartialDate(plan.year - years + 1, 1, 1)
