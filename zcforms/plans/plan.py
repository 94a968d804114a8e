"""One circular of one year: who may apply for what, by which rules, with which forms."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pydantic import Field

from zcforms.chinese.dates import PartialDate
from zcforms.model.applicant import Applicant
from zcforms.model.career import TitleLevel
from zcforms.model.figures import Year
from zcforms.model.records import Label
from zcforms.plans.clauses import (
    AssessmentRule,
    Clause,
    Dates,
    DefenceRule,
    Discipline,
    EducationRule,
    EstablishmentRule,
    PhotoRule,
    PublicityRule,
    StatementRule,
)
from zcforms.plans.eligibility import Eligibility
from zcforms.plans.proving import EvidenceRule
from zcforms.plans.score_table import ScoringRule
from zcforms.plans.uses import Binding, BindingSection, FormUse, RosterRule


class Platform(Clause):
    """The online platform that the circular names, or none where all is handed in on paper."""

    name: str | None
    url: str | None
    unit_first_use: str | None = None


class Committee(Clause):
    """One of several committees of a circular, and what it reviews."""

    name: str
    scope: str


class Desk(Clause):
    """Where a county's applications are handed in."""

    name: str
    phone: str
    address: str


class Senders(Clause):
    """Who issues the letter and the roster, in the circular's words, and who else may (`otherwise`)."""

    who: str
    otherwise: str | None = None


# What makes another title of one before which it stands: 正高级工程师, 助理工程师 (初级工程师 by its level).
_OTHER_RANK = ("正", "正高", "教授级", "研究员级", "高级", "助理", "初级")


def names_title(said: str, title: str) -> bool:
    """Whether words name a title: it may have its trade before it and a speciality behind it.

    Circulars write it so (安全技术防范行业高级工程师, 高级工程师（采矿）); with the word of another rank
    before it, it is another.
    """
    before, named, _ = said.partition(title)
    return bool(named) and not re.sub(r"\W", "", before).endswith(_OTHER_RANK)


def may_shorten(said: str, title: str) -> bool:
    """Whether words may stand for a longer title: all their characters are in it, in order (助工, 工程师)."""
    rest = iter(title)
    return said != title and len(said) > 1 and all(character in rest for character in said)


class Note(Clause):
    """What else a circular says that some applicants must know, and no rule goes by."""

    words: str


class OpenTo(Clause):
    """Whom the circular is for, in its words, and of which kinds their unit is."""

    stated: str
    units: list[str] = Field(min_length=1)


class Reception(Clause):
    """The desks (受理点): the words in the name of the one that is for units of the province."""

    provincial: str


class Method(Clause):
    """One way to apply, with the clause of the conditions that it rests on.

    `condition` says what it takes in the circular's words, `title_level` the title that this names.
    `title_asked`: the circular asks for the certificate of a title with it.
    `short_of_conditions`: it is for whoever lacks the diploma or years of 正常申报.
    `again`: the one of its options that is for whoever passed at this level before (再次通过).
    """

    id: str
    label: Label
    clause: str | None = None
    condition: str | None = None
    title_level: TitleLevel | None = None
    short_of_conditions: bool = False
    title_asked: bool = True
    need: list[str] = Field(default_factory=list)
    options: list[Label] = Field(default_factory=list)
    again: Label | None = None


class Plan(Clause):
    """One circular of one year; `pending` are the keys of a draft that nobody has confirmed yet."""

    id: str
    name: str
    circular: str
    year: Year
    level: Literal["senior", "mid", "junior"]
    series: str
    target_title: Label
    committee: str | None
    issuer: str
    doc_no: str | None
    doc_date: PartialDate | None
    specialities: list[Label]
    specialities_src: str | None = None
    specialities_open: str | None = None  # the circular's words that leave the list open ("等…行业")
    also_level: Literal["mid", "junior"] | None = None
    committees: list[Committee] = Field(default_factory=list)
    legal_basis: list[str] = Field(default_factory=list)
    rule_document: str | None = None
    province: str | None = None  # its short name (浙江): what 省 and 省外 mean; else nobody can tell
    field_is_speciality: str | None = None  # the clause that makes 申报专业 equal 现从事专业
    watermark: str | None
    platform: Platform
    methods: list[Method] = Field(min_length=1)
    open_to: OpenTo | None = None
    reception: Reception | None = None
    eligibility: Eligibility
    photo: PhotoRule
    statement: StatementRule
    continuing_education: EducationRule
    assessment: AssessmentRule
    dates: Dates
    publicity: PublicityRule
    evidence: EvidenceRule
    scoring: ScoringRule | None = None
    establishment: EstablishmentRule | None = None
    defence: DefenceRule | None = None
    discipline: Discipline
    forms: list[FormUse]
    roster: RosterRule = RosterRule()
    binding: Binding | None = None
    senders: Senders | None = None
    desks: list[Desk] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)
    pending: list[str] = Field(default_factory=list, alias="待核")

    def form(self, form_id: str) -> FormUse | None:
        """How this plan uses a form, or None if it does not."""
        return next((use for use in self.forms if use.id == form_id), None)

    def method(self, label: str) -> Method | None:
        """The method of that label or id."""
        return next((m for m in self.methods if label in (m.label, m.id)), None)

    def method_of(self, applicant: Applicant) -> Method | None:
        """The method by which somebody applies; None where the plan has none of that name."""
        return self.method(applicant.application.method)

    @property
    def options(self) -> list[str]:
        """Every 申报情形 that a method has."""
        return [option for method in self.methods for option in method.options]

    def desk_of(self, office: str) -> Desk | None:
        """The desk that an office is, with or without its city before the name; None where it is none."""
        return next((desk for desk in self.desks if office.endswith(desk.name)), None)

    def title_sought(self, target: str | None) -> str:
        """The title applied for: the one that is stated (申报资格), else the plan's own."""
        return target or self.target_title

    def is_own_title(self, target: str | None) -> bool:
        """Whether the title applied for is the plan's own, which may review another one below it."""
        return names_title(self.title_sought(target), self.target_title)

    def title_proper(self, target: str | None) -> str:
        """The title applied for, without trade and speciality where it is the plan's own."""
        return self.target_title if self.is_own_title(target) else self.title_sought(target)

    def discipline_of(self, target: str | None) -> Discipline:
        """What the circular says of punishments to who applies for a title: nothing if of another alone."""
        is_for_all = not self.discipline.own_title or self.is_own_title(target)
        return self.discipline if is_for_all else Discipline(src=self.discipline.src)

    @property
    def last_day(self) -> date:
        """The last day of its year, up to which years count where the circular states no date.

        So says every circular that states one (浙经信人事〔2020〕84号 三（一）; 杭州市2024年度制造业 附件).
        """
        return date(self.year, 12, 31)

    @property
    def tenure_until(self) -> date:
        """Up to when years in a title count; where one kind of years has a date, it is that of both."""
        return self._stated("tenure_cutoff", "work_years_cutoff")

    @property
    def work_until(self) -> date:
        """Up to when years of work count."""
        return self._stated("work_years_cutoff", "tenure_cutoff")

    def _stated(self, *names: str) -> date:
        days = [day.latest for name in names if (day := self.dates.known(name))]
        return days[0] if days else self.last_day

    def needs_score(self, method: Method | None) -> bool:
        """Whether applying by the method takes a score and the scoring table."""
        return method is not None and self.scoring is not None and method.id in self.scoring.required_for

    def basis(self, src: str | None) -> str:
        """A clause as findings quote it: the circular (unless the clause names another) and clause."""
        if src and src.startswith("《"):
            return src
        return self.circular + (self.document_number or "") + (src or "")

    @property
    def sections(self) -> list[BindingSection]:
        """The parts of the bound volume in their order; none without binding."""
        return self.binding.sections if self.binding else []

    @property
    def volume_title(self) -> str:
        """What the bound volume is called; "" without binding."""
        return self.binding.title.format(year=self.year, series=self.series) if self.binding else ""

    @property
    def bound_forms(self) -> list[str]:
        """The forms that the bound volume holds."""
        return list(dict.fromkeys(section.form for section in self.sections if section.form))

    @property
    def evidence_categories(self) -> list[str]:
        """The categories of evidence: what is bound, then what is only uploaded; none without binding."""
        if self.binding is None:
            return []
        sections = [s.title for s in self.sections if s.form is None or s.required]
        return [*sections, *self.evidence.upload_only]

    @property
    def document_number(self) -> str | None:
        """The number of the circular, if it is stated and not lost."""
        return None if self.doc_no == "unknown" else self.doc_no
