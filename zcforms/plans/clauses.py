"""The rules of a circular as data: what each clause demands, in numbers, years and words.

`null` means that the circular does not state it; `unknown` that it does, but our copy has lost it.
Bounds are named by what they are: `_gt`/`_lt` strict, `_min`/`_max` inclusive.
"""

from __future__ import annotations

from math import inf
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.workdays import Calendar
from zcforms.model.figures import (
    Bytes,
    Characters,
    Pixels,
    Ratio,
    StudyHours,
    WorkingDays,
    Year,
    YearSpan,
)

Unknown = Literal["unknown"]
Day = Unknown | PartialDate | None


class Clause(BaseModel):
    """A part of a plan; `src` names the clause of the circular that it comes from.

    `inferred` names the keys whose values are ours: the circular does not state them, so what rests on
    them is at most a reminder that says so.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    src: str | None = None
    inferred: list[str] = Field(default_factory=list)

    @model_validator(mode="before")
    @classmethod
    def _null_is_not_given(cls, said: Any) -> Any:
        """Where a key need not be there, null says the same as leaving it out."""
        if not isinstance(said, dict):
            return said
        optional = {
            name
            for key, field in cls.model_fields.items()
            if not field.is_required() and field.default is not None
            for name in (key, field.alias)
        }
        return {key: value for key, value in said.items() if value is not None or key not in optional}

    @model_validator(mode="after")
    def _inferred_are_keys(self) -> Self:
        for name in self.inferred:
            if name not in self.model_fields_set:
                raise ValueError(f"inferred所列的“{name}”不是这里写了的键")
        return self


# --- texts and photo (requirements B1, B2) -------------------------------------------------------


class PhotoRule(Clause):
    """What the ID photo must be: bytes, pixels, width ÷ height; null is not asked."""

    formats: list[str] | None
    bytes_gt: Bytes | None
    bytes_lt: Bytes | None
    width_gt: Pixels | None
    height_gt: Pixels | None
    aspect_min: Ratio | None
    aspect_max: Ratio | None
    background: str | None
    sizes: list[str] | None = None

    @property
    def ratios(self) -> tuple[float, float]:
        """Width ÷ height, both bounds included; wide open where none is stated."""
        return self.aspect_min or 0, inf if self.aspect_max is None else self.aspect_max


class StatementRule(Clause):
    """The applicant's own statement and its limit in characters."""

    label: str
    max_chars: Characters | None = None


# --- continuing education and assessments (B3, B4) -----------------------------------------------


class Hours(Clause):
    """The least hours by category; 公需 is 行业公需 and 一般公需 together."""

    total: StudyHours | None = None
    major: StudyHours | None = None
    public: StudyHours | None = None


class MakeUp(Clause):
    """A short year may be made up for: in which year, and to what sum over the window."""

    total: StudyHours
    year: Year


class RouteCap(Clause):
    """The most hours of one route (途径) that count in a year; waived for some routes in some years.

    `routes` are the only ones that it is for, where the circular does not say every one.
    `table` names the file under tables/ that says what each route gives.
    """

    hours: StudyHours
    routes: list[str] = Field(default_factory=list)
    table: str | None = None
    waived: dict[Year, str] = Field(default_factory=dict)


class EducationRule(Clause):
    """Continuing education: the years, the unit of count, and what each year or their sum must reach.

    `catch_up` what a circular allows, in its words, of whom a year is short without a sum to make it up.
    `systems_open` are its words for platforms that serve as well as its `systems`, whatever they are called.
    """

    unit: Literal["学时", "学分"]
    years: list[Year]
    rule: str | None = None
    per_year: Hours | None = None
    cumulative: Hours | None = None
    make_up: MakeUp | None = None
    catch_up: str | None = None
    route_cap: RouteCap | None = None
    certificate_per_year: bool = False
    systems: dict[Literal["major", "public"], str] = Field(default_factory=dict)
    systems_open: str | None = None


class AssessmentException(Clause):
    """Who brings the assessments of every year since work began: the degree, and fewer years of work."""

    stated: str
    degree: Literal["博士", "硕士"]
    work_years_lt: YearSpan


class AssessmentRule(Clause):
    """Annual assessments: which years in the circular's words, and the levels that count.

    `recent` is the number of last completed years, `years` lists them where the circular does;
    with `or_since_title` an applicant appointed later brings the years since then instead.
    """

    stated: str
    years: list[Year] | None = None
    recent: YearSpan | None = None
    or_since_title: bool = False
    levels: list[str] | None = None
    document_per_year: bool = False
    last_employer: bool = False
    forbidden: list[str] = Field(default_factory=list)
    exception: AssessmentException | None = None


# --- dates and publicity (B5, B6) ----------------------------------------------------------------


class Dates(Clause):
    """The dates of the circular; `late_means` is what it says of whoever is late."""

    open: Day = Field(None, title="申报开始时间")
    person_deadline: Day = Field(None, title="个人网上申报截止时间")
    unit_deadline: Day = Field(None, title="所在单位审核截止时间")
    forward_deadline: Day = Field(None, title="材料报送截止时间")
    review: str | None = None
    tenure_cutoff: Day = Field(None, title="任职时间计算截止日")
    work_years_cutoff: Day = Field(None, title="专业工作年限计算截止日")
    evidence_cutoff: Day = Field(None, title="佐证材料取得截止日")
    late_means: str | None = None

    @classmethod
    def titles(cls) -> dict[str, str]:
        """The dates by key, with the words for them."""
        return {name: field.title for name, field in cls.model_fields.items() if field.title}

    @classmethod
    def stages(cls) -> dict[str, str]:
        """The stages of applying in their order, by the key of their deadline: 材料报送 is the last."""
        titles = cls.titles().items()
        return {key: title.removesuffix("截止时间") for key, title in titles if key.endswith("_deadline")}

    def known(self, name: str) -> PartialDate | None:
        """A date that is stated and not lost."""
        found = getattr(self, name)
        return found if isinstance(found, PartialDate) else None


class PublicityRule(Clause):
    """The publicity inside the unit, in working days; and the committee's own.

    `count_start_day` is null where the circular does not say whether the day of posting counts; then
    it counts against nobody, and who needs it is reminded. `before` is the deadline by which it must
    have ended: the unit's review, if the unit enters the result with it, else the forwarding of the
    materials.
    """

    form: str | None = None
    min_workdays: WorkingDays
    count_start_day: bool | None
    before: Literal["unit", "forward"] = "forward"
    place: str | None = None
    unopposed: str | None = None  # the circular's words that only who is not objected to is forwarded
    result_required: bool = False
    recommendation_public: bool = False
    committee_workdays: WorkingDays | None = None
    committee_places: list[str] = Field(default_factory=list)
    committee_when: str | None = None  # 评审前, 评审后: null where the circular does not say

    @property
    def committee(self) -> str | None:
        """What the committee itself makes public: when and where as far as the circular says it."""
        if not self.committee_workdays:
            return None
        places = f"（{'、'.join(self.committee_places)}）" if self.committee_places else ""
        return f"{self.committee_when or ''}评委会另公示{self.committee_workdays}个工作日{places}"

    def workdays(self, start: PartialDate, end: PartialDate, calendar: Calendar) -> int | None:
        """How many working days a publicity lasts; None where a day or a year's table is not known.

        A day of posting that is left open counts only where the number is not reached without it.
        """
        if start.day is None or end.day is None:
            return None
        first, last = start.earliest, end.latest
        without = calendar.workdays(first, last, count_start_day=False)
        with_it = calendar.workdays(first, last, count_start_day=True)
        if without is None or with_it is None or self.count_start_day is False:
            return without
        needed = without < self.min_workdays <= with_it
        return with_it if self.count_start_day or needed else without

    def last_day(self, start: PartialDate, calendar: Calendar) -> PartialDate | None:
        """The first day on which a publicity that begins then surely may end; None where it is not known."""
        last = None
        if start.day is not None:
            last = calendar.last_day(start.earliest, self.min_workdays, bool(self.count_start_day))
        return PartialDate.of(last) if last else None


# --- posts, defence, discipline (B8, B11, B14) ---------------------------------------


class EstablishmentRule(Clause):
    """Who must bring the post table, and what the others bring."""

    required_for: str
    form: str
    non_establishment: str | None = None
    quota: bool = False
    prior_system: str | None = None
    hire_within_years: YearSpan | None = None
    otherwise: str | None = None


class DefenceRule(Clause):
    """Who must attend the defence (面试答辩), and when a later degree is too young (years)."""

    triggers: list[Literal["transfer", "short_of_conditions", "landmark", "late_degree", "committee"]]
    degree_years: YearSpan | None = None
    degree_date: PartialDate | None = None


class Discipline(Clause):
    """The bar after fraud and the delay after a punishment, in years; what hiding one means.

    `own_title`: the circular says it of who applies for the plan's own title, not for one below it.
    """

    fraud_bar_years: YearSpan | None = None
    fraud_bar_from: str | None = None
    delay_years: YearSpan | None = None
    delay_kinds: list[str] = Field(default_factory=list)
    unstated_means: str | None = None
    no_secrets: bool = False
    own_title: bool = False

    @property
    def fraud_bar(self) -> str | None:
        """What fraud brings, from when where the circular says so: 自次年起3年内不得申报."""
        since = f"自{self.fraud_bar_from}起" if self.fraud_bar_from else ""
        return f"{since}{self.fraud_bar_years}年内不得申报" if self.fraud_bar_years else None
