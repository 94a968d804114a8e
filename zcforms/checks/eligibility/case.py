"""One applicant before a plan's conditions: diplomas as the plan counts them, time, choices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zcforms.checks.eligibility.result import Standing
from zcforms.checks.eligibility.times import DAY, Stretch, Times
from zcforms.chinese.dates import full_years
from zcforms.model import Applicant, Employment, Institution
from zcforms.model.achievements import Achievement
from zcforms.model.career import DEGREE_LEVELS, Education
from zcforms.plans import Plan
from zcforms.plans.window import Window, achieved_on, conditions_window


@dataclass(frozen=True, slots=True)
class Diploma:
    """A diploma as the plan counts it: its level, and whether its major lets it count (and why)."""

    education: Education
    level: str
    standing: Standing
    note: str

    def at_least(self, level: str) -> bool:
        """Whether the level is reached (研究生 means either of the two above it)."""
        return DEGREE_LEVELS.index(self.level) <= DEGREE_LEVELS.index(level)

    def has_degree(self, name: str) -> bool:
        """Whether the academic degree (学位) is reached; a doctor is a master too."""
        degree = self.education.degree or ""
        return "博士" in degree or (name == "硕士" and "硕士" in degree)


@dataclass(frozen=True)
class Case:
    """An applicant, the employer as registered, the plan.

    What belongs to the applicant's own method: `option` is the 申报情形, `chosen` the 条件编号 of the
    reasons (None where none was given), `unnumbered` counts the reasons that point to no condition.
    `since` are the words that say from when what the conditions list must be, None where they do not.
    """

    applicant: Applicant
    institution: Institution | None
    plan: Plan
    option: str | None = None
    chosen: frozenset[str] | None = None
    unnumbered: int = 0
    since: str | None = None
    diplomas: tuple[Diploma, ...] = field(init=False, repr=False)
    window: Window = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "diplomas", tuple(_diplomas(self.applicant, self.plan)))
        object.__setattr__(self, "window", conditions_window(self.applicant, self.plan, self.since))

    @property
    def unit_kind(self) -> str | None:
        """The kind of the present employer."""
        return self.institution.kind if self.institution else None

    def levels_below(self, level: str) -> int:
        """How many levels the highest diploma is below one (研究生 is the first above 本科)."""
        highest = min((DEGREE_LEVELS.index(d.level) for d in self.diplomas), default=len(DEGREE_LEVELS))
        return highest - DEGREE_LEVELS.index(level)

    def field_times(self, employer: str | None = None) -> Times:
        """Work in the field to the cutoff, at one kind of employer if that is asked.

        Surely what the work history shows; at most everything since 从事本专业起始时间 but what it shows
        to be other work.
        """
        cutoff = self.plan.work_until
        sure: list[Stretch] = []
        other: list[Stretch] = []
        for entry in self.applicant.work:
            kind = self._employer(entry)
            if entry.in_field is False or (employer and kind and kind != employer):
                other.append((entry.start, entry.end))
            elif not employer or kind == employer:
                sure.append((entry.start, entry.end))
        since = Times.of([(self.applicant.field_since, None)], cutoff)
        marked = [(w.start, w.end) for w in self.applicant.work if w.in_field and (w.start, w.end) in sure]
        low = (Times.of(sure, cutoff) & since) | Times.of(marked, cutoff)
        high = (since | Times.of(marked, cutoff)).without(Times.of(other, cutoff))
        return Times(low.low, high.high)

    def _employer(self, entry: Employment) -> str | None:
        if entry.employer is None and entry.unit == self.applicant.unit:
            return self.unit_kind
        return entry.employer

    def achieved(self, entry: Achievement) -> tuple[Standing, str]:
        """Whether an achievement lies in the plan's window (requirements DT11), and what is to be said.

        Where the conditions do not say from when on, what is early is for a person to judge.
        """
        standing, at = Standing[self.window.answer(entry).name], achieved_on(entry)
        match standing:
            case Standing.HOLDS:
                return standing, ""
            case _ if self.since is None:
                return Standing.HUMAN, f"（{at}取得）可以计入，条件没有写何时取得的才计入"
            case Standing.UNKNOWN:
                return standing, f"取得时间{at}须写明到日"
            case Standing.HUMAN:
                return standing, f"（{at}取得，在任同级职务以后、取得现任资格以前）是“{self.since}”取得的"
        starts = "和".join(map(str, self.window.starts))
        return standing, f"取得于{at}，早于{starts}，不是“{self.since}”取得的"


def _diplomas(applicant: Applicant, plan: Plan) -> Iterator[Diploma]:
    """Every diploma with its standing under the plan's rule on majors (附件1二; 第七条（二）).

    That of a 技工院校 counts as the one that it is held equal to as well; where the circular does not say
    so, a person judges.
    """
    rule = plan.eligibility.major_match
    speciality = applicant.application.speciality
    schools: dict[str, str] = {str(k): str(v) for k, v in plan.eligibility.technician_school.items()}
    judged = [(e, *_match(e, speciality)) for e in applicant.education]
    best = max((standing for _, standing, _ in judged), default=Standing.SHORT)
    for education, standing, note in judged:
        if rule is None:
            standing, note = Standing.HOLDS, ""
        elif standing < best and rule.several == "highest":
            standing, note = best, next(n for _, s, n in judged if s is best)
        if rule is not None and standing is Standing.SHORT:
            cure = _cure(applicant, rule.exempt, rule.remedy_years)
            standing, note = (Standing.HUMAN, cure) if cure else (standing, note)
        yield Diploma(education, education.level, standing, note)
        level = schools.get(education.kind or "", education.level)
        if DEGREE_LEVELS.index(level) < DEGREE_LEVELS.index(education.level):
            if "technician_school" in plan.eligibility.inferred and standing is not Standing.SHORT:
                note = "；".join(filter(None, (note, f"{education.kind}按相当于{level}学历申报")))
                standing = Standing.HUMAN
            yield Diploma(education, level, standing, note)


def _match(education: Education, speciality: str) -> tuple[Standing, str]:
    if education.match == "不一致":
        return (
            Standing.SHORT,
            f"所学专业“{education.major}”与申报专业“{speciality}”不一致，视为不具备规定学历",
        )
    if education.match or education.major == speciality:
        return Standing.HOLDS, ""
    return Standing.HUMAN, f"所学专业“{education.major}”与申报专业“{speciality}”一致或相近"


def _cure(applicant: Applicant, exempt: list[str], remedy_years: int | None) -> str:
    """What makes good for a major that does not match, as the box to tick; "" if nothing does."""
    for certificate in applicant.certificates or []:
        if any(word in certificate.title for word in exempt):
            return f"“{certificate.title}”是所从事专业的国家注册类资格证书"
    for training in applicant.training or []:
        if remedy_years is None or training.end is None or not training.result:
            continue
        if full_years(training.start.earliest, training.end.latest + DAY) >= remedy_years:
            return f"“{training.content}”是连续一年以上的本专业脱产学习，已取得相应的证书或证明"
    return ""
