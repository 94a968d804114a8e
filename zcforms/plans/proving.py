"""What a circular says of evidence, as data: what proves a paper, a diploma, an award (requirements B9)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from zcforms.model.career import TitleLevel
from zcforms.model.figures import Characters, Percentage, Quantity, Year, YearSpan
from zcforms.model.records import Label
from zcforms.plans.clauses import Clause


class PaperRule(Clause):
    """What proves a paper: its parts, its report of similarity (%), how the journal is shown legal.

    `similar_means` and `report_missing_means` are what the circular says of a paper over the limit or
    without a report.
    """

    parts: list[str] = Field(default_factory=list)
    mark_name: bool = False
    published_only: bool = False
    journal_query: str | None = None
    reports: list[str] = Field(default_factory=list)
    report_called: list[str] = Field(["检索", "查重"])  # 叫法: a report is known by these words
    report_missing_means: str | None = None
    similarity_max: Percentage | None = None
    similar_means: str | None = None
    abstract_max_chars: Characters | None = None


class ProjectRule(Clause):
    """What proves a project: its parts."""

    parts: list[str] = Field(default_factory=list)
    mark_name: bool = False


class DegreeRule(Clause):
    """How a diploma is proved, by its year and by where it was granted."""

    automatic_from: Year | None = None
    registered_from: Year | None = None
    otherwise: list[str] = Field(default_factory=list)
    foreign: str | None = None


class SocialRule(Clause):
    """The record of social insurance: how many years back, and of years outside the province.

    `out_of_province` asks for it whenever the years outside were; `automatic` that the platform fetches it.
    """

    stated: str | None = None
    years: YearSpan | None = None
    out_of_province_years: YearSpan | None = None
    out_of_province: bool = False
    automatic: bool = False


class AppointmentRule(Clause):
    """Letters of appointment: how many years they cover, for which methods, and whether this year's too.

    `recent`: it is the last years (近n年) that they cover, not any.
    """

    years: YearSpan
    recent: bool = False
    methods: list[str] | None = None
    this_year: bool = False


class AfterRule(Clause):
    """From when achievements count, with the circular's words for it.

    `since` the present title, and with `or_years` also what is from the last so many years; `null`
    where the circular does not state it. `title_level` the least that this title must be, where the
    circular names it. `of` which lists the circular says it; of all if it names none.
    """

    stated: str
    since: Literal["title"] | None = None
    title_level: TitleLevel | None = None
    or_years: YearSpan | None = Field(None, gt=0)
    of: list[Literal["projects", "papers", "adoptions"]] = Field(default_factory=list)


class Consequence(Clause):
    """What the circular says must follow, in its words."""

    stated: str


class HonourRule(Clause):
    """What proves an honour or award, where its clause is not that of the other evidence."""

    parts: list[str]


class EvidenceRule(Clause):
    """What each kind of evidence must consist of, and from when achievements count."""

    after: AfterRule | None = None
    papers: PaperRule = PaperRule()
    projects: ProjectRule = ProjectRule()
    degree: DegreeRule = DegreeRule()
    social: SocialRule = SocialRule()
    appointment: AppointmentRule | None = None
    contract: str | None = None
    representative_works: Quantity | None = None
    achievements_advised: Quantity | None = None  # 突出代表性，不宜过多过杂: from how many on
    feasibility_report: str | None = None
    collective: str | None = None
    collective_awards: bool = False  # whether 集体项目 may mean awards, too
    honour: HonourRule | None = None
    skilled: str | None = None  # what who applies by a skill uploads
    unproved: Consequence | None = None  # what becomes of an achievement without evidence
    upload_only: list[Label] = Field(default_factory=list)
