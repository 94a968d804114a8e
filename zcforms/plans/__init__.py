"""A circular as data: titles, copies, dates, thresholds, forms and binding order of one plan."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zcforms.errors import BrokenPlan, UsageError
from zcforms.values import PartialDate


class Clause(BaseModel):
    """A part of a plan; `src` names the clause of the circular that it comes from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    src: str | None = None


class Platform(Clause):
    """The online platform that the circular names."""

    name: str
    url: str
    unit_first_use: str | None = None


class Method(Clause):
    """One way to apply, with the clause of the conditions that it rests on."""

    id: str
    label: str
    clause: str | None = None
    condition: str | None = None
    need: list[str] = Field(default_factory=list)
    predicate: dict[str, Any] | None = None


class PhotoRule(Clause):
    """What the ID photo must be: bytes, pixels, width ÷ height (bounds as their names say)."""

    formats: list[str]
    bytes_gt: int
    bytes_lt: int
    width_gt: int
    height_gt: int
    aspect_min: float
    aspect_max: float
    background: str
    sizes: list[str] | None = None


class StatementRule(Clause):
    """The applicant's own statement and its limit in characters."""

    label: str
    max_chars: int | None = None


class EducationRule(Clause):
    """Continuing education: the years, the unit of count and the rule."""

    unit: Literal["学时", "学分"]
    years: list[int]
    rule: str | None = None
    per_year: dict[str, int] | None = None


class AssessmentRule(Clause):
    """Annual assessments: which years, and the lowest level that counts."""

    years: str | list[int]
    recent_years: int | None = None
    min_level: list[str] | None = None
    exception: str | None = None


class Dates(Clause):
    """The dates of the circular; null where it states none."""

    open: PartialDate | None = None
    person_deadline: PartialDate | None = None
    unit_deadline: PartialDate | None = None
    forward_deadline: PartialDate | None = None
    tenure_cutoff: PartialDate | None = None
    work_years_cutoff: PartialDate | None = None
    evidence_cutoff: PartialDate | None = None


class PublicityRule(Clause):
    """The publicity inside the unit, in working days."""

    form: str | None = None
    min_workdays: int
    count_start_day: bool


class EvidenceRule(Clause):
    """What each kind of evidence must consist of."""

    after: str | None = None
    papers: dict[str, Any] = Field(default_factory=dict)
    projects: dict[str, Any] = Field(default_factory=dict)
    social: dict[str, Any] = Field(default_factory=dict)
    degree: dict[str, Any] = Field(default_factory=dict)
    upload_only: list[str] = Field(default_factory=list)


class ScoringTable(Clause):
    """The scoring table of some specialities."""

    specialities: list[str] = Field(alias="for")
    title: str


class ScoringRule(Clause):
    """The self-scoring route: pass mark and tables."""

    pass_mark: float = Field(alias="pass")
    tables: list[ScoringTable]
    each_row_needs: list[str] = Field(default_factory=list)
    veto_overstate: bool = False


class EstablishmentRule(Clause):
    """Who must bring the post table, and what the others bring."""

    required_for: str
    form: str
    non_establishment: str | None = None
    quota: bool = False


class Discipline(Clause):
    """The bar after fraud, in years."""

    fraud_bar_years: int | None = None


class When(Clause):
    """The applicants whom a form or section concerns; an empty condition concerns all."""

    method: list[str] | None = None
    unit_kind: list[str] | None = None
    staffing: list[str] | None = None
    has: list[str] = Field(default_factory=list)  # lists of the applicant that must not be empty

    def holds(self, method: str, unit_kind: str | None, staffing: str | None) -> bool:
        """Whether an applicant of this method, unit and staffing is concerned."""
        given = ((self.method, method), (self.unit_kind, unit_kind), (self.staffing, staffing))
        return all(wanted is None or actual in wanted for wanted, actual in given)


class FormUse(Clause):
    """How the circular uses a form: its title here, copies, watermark, seals, options."""

    id: str
    title: str
    alt_titles: list[str] = Field(default_factory=list)
    copies: int = Field(ge=0)
    duplex: bool
    in_bag: bool = False
    watermark: bool
    seals: list[str] = Field(default_factory=list)
    when: When = When()
    options: dict[str, Any] = Field(default_factory=dict)


class BindingSection(Clause):
    """One section of the bound volume: generated from a form, or from evidence of that name."""

    title: str
    form: str | None = None
    when: When = When()
    required: bool = False


class LooseItem(Clause):
    """Something that the circular keeps out of the bound volume."""

    title: str
    form: str | None = None
    copies: int | None = None
    note: str | None = None


class Binding(Clause):
    """The bound volume: its sections in order, and what stays loose (requirements E1)."""

    volumes: int
    send_to: str
    title: str
    sections: list[BindingSection]
    loose: list[LooseItem]
    cross_rule: str | None = None


class Plan(Clause):
    """One circular of one year."""

    id: str
    name: str
    circular: str
    year: int
    level: Literal["senior", "mid", "junior"]
    series: str
    target_title: str
    committee: str | None
    issuer: str
    doc_no: str | None
    doc_date: PartialDate | None
    specialities: list[str]
    specialities_src: str | None = None
    watermark: str
    platform: Platform
    methods: list[Method]
    eligibility: dict[str, Any]
    photo: PhotoRule
    statement: StatementRule
    continuing_education: EducationRule
    assessment: AssessmentRule
    dates: Dates
    publicity: PublicityRule
    evidence: EvidenceRule
    scoring: ScoringRule | None = None
    establishment: EstablishmentRule | None = None
    discipline: Discipline
    forms: list[FormUse]
    binding: Binding | None = None

    def form(self, form_id: str) -> FormUse | None:
        """How this plan uses a form, or None if it does not."""
        return next((use for use in self.forms if use.id == form_id), None)

    def method(self, label: str) -> Method | None:
        """The method of that label or id."""
        return next((m for m in self.methods if label in (m.label, m.id)), None)

    def basis(self, src: str | None) -> str:
        """A clause as findings quote it: the circular (unless the clause names another) and clause."""
        if src and src.startswith("《"):
            return src
        return self.circular + (self.doc_no or "") + (src or "")


_FOLDER = files("zcforms") / "plans"


def plan_ids() -> list[str]:
    """The ids of all plans that come with zcforms."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def load_plan(plan_id: str) -> Plan:
    """The plan of that id; UsageError names the near ones, BrokenPlan the faults of the file."""
    known = plan_ids()
    if plan_id not in known:
        near = get_close_matches(plan_id, known, n=3, cutoff=0.3) or known
        raise UsageError(f"没有评审计划“{plan_id}”", hint="可用的计划：" + "、".join(near))
    return parse_plan((_FOLDER / f"{plan_id}.yaml").read_text("utf-8"), f"{plan_id}.yaml")


def check_plan_file(path: Path, forms: set[str]) -> list[str]:
    """What is wrong with a plan file of the user's own: one line a fault, none if it is sound."""
    try:
        plan = parse_plan(path.read_text("utf-8-sig"), path.name)
    except BrokenPlan as e:
        return str(e).splitlines()
    except (OSError, UnicodeDecodeError) as e:
        return [f"{path.name}: 无法读取（{type(e).__name__}）"]
    faults = []
    needed = [section.form for section in plan.binding.sections if section.form] if plan.binding else []
    methods = {m.id for m in plan.methods}
    for use in plan.forms:
        if use.id not in forms:
            near = get_close_matches(use.id, forms, n=1)
            faults.append(f"forms: 没有表格“{use.id}”" + (f"，是否想写“{near[0]}”？" if near else ""))
        for method in use.when.method or []:
            if method not in methods:
                faults.append(f"forms.{use.id}.when: 没有申报方式“{method}”")
    for form in needed:
        if plan.form(form) is None:
            faults.append(f"binding: 装订用到的表格“{form}”不在forms之列")
    if path.stem != plan.id:
        faults.append(f"id: “{plan.id}”与文件名“{path.stem}”不同")
    return faults


def parse_plan(text: str, shown: str) -> Plan:
    """A plan from the text of its file; BrokenPlan lists every fault."""
    try:
        data = yaml.safe_load(text)
        return Plan.model_validate(data)
    except yaml.YAMLError as e:
        raise BrokenPlan(f"计划文件不是有效的YAML：{e}", where=shown) from e
    except ValidationError as e:
        faults = "\n".join(f"  {'.'.join(map(str, error['loc']))}: {error['msg']}" for error in e.errors())
        raise BrokenPlan(f"计划文件有{e.error_count()}处错误：\n{faults}", where=shown) from e
