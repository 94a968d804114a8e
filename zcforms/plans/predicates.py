"""The predicates of a circular's conditions: one class each, with its figures.

Each has exactly one field of its own, whose name is its key in a plan file. Years are 周年, and every
least value includes itself (台光创〔2025〕8号 第十三条). What each means for an applicant is one function
in `checks/eligibility`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from zcforms.model.achievements import Level, PaperTier, Part, PatentKind, StandardLevel
from zcforms.model.career import DegreeLevel, SkillLevel, TitleLevel
from zcforms.model.figures import Count, FullYears, Score, Words
from zcforms.plans.clauses import Clause


class Node(Clause):
    """What every condition may carry: id (条件编号), clause, the words of the circular, its source."""

    id: str | None = None
    clause: str | None = None
    label: str | None = None

    @property
    def words(self) -> str:
        """The condition in the circular's words, "" where only its predicate says it."""
        return self.label or ""


class Terms(BaseModel):
    """The figures of one predicate."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Manual(Node):
    """What no data can show: a box that the clerk ticks, with its words."""

    manual: str

    @property
    def words(self) -> str:
        """The words of the box."""
        return self.label or self.manual


# --- studies -------------------------------------------------------------------------------------


class DegreeAtLeast(Node):
    """A diploma (学历) of at least this level, in a major that the plan's rule lets count."""

    degree_at_least: DegreeLevel


class DegreeKind(Node):
    """A diploma of this kind."""

    degree_kind: Literal["第二学士学位"]


class AcademicDegree(Node):
    """An academic degree (学位) of at least this name."""

    academic_degree: Literal["硕士", "博士"]


class RequiredDegree(Node):
    """Whether the applicant has the diploma that the plan requires (规定学历)."""

    required_degree: Literal["具备", "不具备"]


# --- years ---------------------------------------------------------------------------------------


class TitleYears(Terms):
    """Full years with a title, by its name, its level or both.

    `appointed` counts the years in the post (聘任) since the title, `qualified` those since it was obtained;
    `in_field` counts only work in the field since then; with `same_level` earlier titles of the same
    level add up (转评前后); with `other_field` it is a title of another field than is applied for.
    """

    title: str | None = None
    level: TitleLevel | None = None
    start: Literal["appointed", "qualified"] = Field(alias="from")
    min: FullYears
    in_field: bool = False
    same_level: bool = False
    other_field: bool = False


class YearsInTitle(Node):
    """Years with a title."""

    years_in_title: TitleYears


class FieldYears(Terms):
    """Full years of work in the field: after a diploma, at one kind of employer, or with titles added."""

    min: FullYears
    after_degree: DegreeLevel | Literal["第二学士学位", "硕士"] | None = None
    employer: Literal["企业", "事业单位"] | None = None
    or_in_title: TitleLevel | None = None


class YearsInField(Node):
    """Years of work in the field (本专业或相近专业)."""

    years_in_field: FieldYears


class LeastYears(Terms):
    """So many full years."""

    min: FullYears


class YearsAtWork(Node):
    """Years since starting work, in whatever field."""

    years_at_work: LeastYears


class SkillYears(Terms):
    """Full years of work since a skill of at least this level was certified, in the field if so said."""

    item: SkillLevel
    min: FullYears
    in_field: bool = False


class YearsSince(Node):
    """Years since a skill certificate."""

    years_since: SkillYears


class YearsAfterTransfer(Node):
    """Years in the post after a 转评 to another title of the same level, if there was one."""

    years_after_transfer: LeastYears


# --- standing ------------------------------------------------------------------------------------


class UnitTerms(Terms):
    """The kind of the present employer, and whether the applicant is on its staff (在编)."""

    kind: list[str]
    staffing: Literal["在编", "非在编"] | None = None


class AtUnit(Node):
    """Where the applicant works."""

    unit: UnitTerms


class HoldsAny(Node):
    """A certificate, skill, honour or award of one of these names; one that only contains it is a box."""

    holds_any: list[str] = Field(min_length=1)


class ScoreAtLeast(Node):
    """A self-score of at least so many points."""

    score_at_least: Score


class ExpertTerms(Terms):
    """How many experts, and the title that each must have."""

    count: Count
    title: str


class Experts(Node):
    """Experts who recommend the applicant."""

    experts: ExpertTerms


# --- achievements --------------------------------------------------------------------------------


class Counted(Terms):
    """How many achievements of a kind, of at least this level, within the plan's window of time."""

    count: Count = 1
    level: Level | None = None


class IssuerTerms(Terms):
    """Who must have granted it: exact names (`*` is anything); another issuer is for the clerk to judge.

    What is of a lower level than `least` is not of theirs.
    """

    told: str
    names: list[str] = Field(min_length=1)
    least: Level | None = None


class Named(Counted):
    """The name is one of `named`; with `or_like` another name is for the clerk to judge (…等).

    With `issuer` it must have been granted by one of these.
    """

    named: list[str] = Field(default_factory=list)
    or_like: bool = False
    issuer: IssuerTerms | None = None


class AwardTerms(Named):
    """Awards of at least this grade; `science` for those of science and technology (科技奖项) alone."""

    science: bool = False
    grade: Literal["特等奖", "一等奖", "二等奖", "三等奖"] | None = None


class AwardHeld(Node):
    """Awards."""

    award: AwardTerms


class HonourHeld(Node):
    """Honorary titles."""

    honour: Named


class PatentTerms(Terms):
    """Patents of these kinds, granted."""

    kinds: list[PatentKind]
    count: Count = 1


class PatentHeld(Node):
    """Patents and software copyrights."""

    patent: PatentTerms


class PaperTerms(Counted):
    """Published papers, in journals of this tier, by this kind of author."""

    tiers: list[PaperTier] = Field(default_factory=list)
    sole: bool = False


class PaperOut(Node):
    """Papers."""

    paper: PaperTerms


class BookTerms(Counted):
    """Books or translations, with at least so many 万字 of the applicant's own."""

    words: Words | None = None


class BookOut(Node):
    """Books and translations."""

    book: BookTerms


class ProjectTerms(Counted):
    """Projects with at least this part in them, accepted if the circular demands it.

    With `research` it must be one of research (科研项目).
    """

    research: bool = False
    part: Part | None = None
    accepted: bool = False


class ProjectDone(Node):
    """Projects."""

    project: ProjectTerms


class StandardTerms(Terms):
    """Standards of these levels; `first` if the applicant must have led the drafting."""

    levels: list[StandardLevel]
    count: Count = 1
    first: bool = False


class StandardOut(Node):
    """Standards."""

    standard: StandardTerms
