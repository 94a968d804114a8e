"""One applicant's facts, for forms of scope `person`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zcforms.chinese.dates import PartialDate, full_years
from zcforms.chinese.workdays import Calendar, official_calendar
from zcforms.facts.archive import archive
from zcforms.facts.lists import achievement_lists, assessment_years, cited, expert_rows, package, reason_rows
from zcforms.facts.publicity import publicity_facts
from zcforms.facts.scores import landmark_rows, score_facts
from zcforms.facts.wording import joined, number, period
from zcforms.facts.works import papers, split_works
from zcforms.model import Applicant, Employment, Institution, Settings
from zcforms.plans import Plan
from zcforms.plans.window import counting_window


@dataclass(frozen=True)
class Person:
    """An applicant with what surrounds them: number in the roster, institution, images.

    `proofs` says of each evidence item where it is: "P23—25" of the bound volume, or 另附. `defence`
    says why the applicant must attend the defence (面试答辩), empty if nothing in the data demands it.
    `calendar` holds the working days that the folder knows.
    """

    key: str
    number: int
    applicant: Applicant
    institution: Institution
    photo: bytes | None = field(default=None, repr=False)
    pledge_qr: bytes | None = field(default=None, repr=False)
    proofs: Mapping[str, str] = field(default_factory=dict)
    defence: tuple[str, ...] = ()
    calendar: Calendar = field(default_factory=official_calendar, repr=False)


def field_years(applicant: Applicant, plan: Plan) -> int:
    """专业工作年限 in whole years to the plan's cutoff.

    Where the circular states no date, 31 December of the plan's year, as every other circular says
    (浙经信人事〔2020〕84号 三（一）; 杭州市2024年度制造业 附件).
    """
    stated = plan.dates.known("work_years_cutoff")
    cutoff = stated.latest if stated else date(plan.year, 12, 31)
    return full_years(applicant.field_since.earliest, cutoff)


def _employment(entry: Employment) -> dict[str, Any]:
    return {
        "period": period(entry.start, entry.end),
        "unit": entry.unit,
        "work": entry.work,
        "duty": entry.duty,
        "witness": entry.witness,
    }


def person_facts(person: Person, plan: Plan, settings: Settings) -> dict[str, Any]:
    """One applicant's facts for forms of scope `person`."""
    a, title, highest = (
        person.applicant,
        person.applicant.current_title,
        person.applicant.highest_education,
    )
    before, after = split_works(a)
    window = counting_window(a, plan)
    target = a.application.target or plan.target_title
    return {
        "person": a,
        "sex": a.sex_shown,
        "birth": a.birth_shown,
        "photo": person.photo,
        "unit": person.institution,
        "department_unit": joined(a.unit, a.department, by=""),
        "office": settings.office,
        "plan": plan,
        "application": a.application,
        "target": target,
        "method_boxes": method_boxes(a, plan),
        "number": person.number or None,
        "title": title,
        "title_line": joined(
            title.name,
            title.appointed_from.to_month() if title and title.appointed_from else None,
        )
        if title
        else "无",
        "duty_line": joined(a.duty, a.duty_since.to_month() if a.duty and a.duty_since else None),
        "qualification_line": joined(title.name, title.qualified_on.to_month(), title.approved_by)
        if title
        else "无",
        "field_years": f"{field_years(a, plan)}年",
        "highest": highest,
        "highest_line": joined(
            PartialDate(highest.end.year, highest.end.month).to_chinese(),
            highest.school,
            highest.major,
            by="\n",
        ),
        "education": [
            {
                "period": period(e.start, e.end),
                "content": joined(e.major, e.mode),
                "school": joined(e.school, f"（{e.school_original}）" if e.school_original else None, by=""),
                "result": joined(e.length, e.level, e.degree, by="／"),
                "witness": e.witness,
            }
            for e in sorted(a.education, key=lambda e: e.end)
        ]
        + [
            {
                "period": period(t.start, t.end) if t.end else t.start.to_month(),
                "content": t.content,
                "school": t.place,
                "result": t.result,
                "witness": t.witness,
            }
            for t in a.training or []
        ],
        "work": [_employment(w) for w in sorted(a.work, key=lambda w: w.start)],
        "resume": resume(a),
        "before": before,
        "after": after,
        "papers": papers(a),
        "exams": a.exams,
        "assessments": None
        if a.assessments is None
        else "　".join(f"{x.year}年{x.level}" for x in sorted(a.assessments, key=lambda x: x.year)) or "无",
        "assessment_lines": None
        if a.assessments is None
        else "\n".join(f"{x.year}年{x.level}" for x in sorted(a.assessments, key=lambda x: x.year)) or "无",
        "continuing_education": None
        if a.continuing_education is None
        else [
            {
                "year": f"{c.year}年",
                "total": number(c.total),
                "major": number(c.major),
                "public": number(c.industry_public + c.general_public),
                "industry": number(c.industry_public),
                "general": number(c.general_public),
            }
            for c in sorted(a.continuing_education, key=lambda c: c.year)
        ],
        "reasons": "\n".join(
            f"符合{r.clause}：{joined(r.text, r.fact, by='。')}"
            + (f"（佐证：{cited(r.evidence, a, person.proofs)}）" if r.evidence else "")
            for r in a.application.reasons
        ),
        **achievement_lists(a, window, person.proofs),
        "archive": archive(a, window),
        **score_facts(a, plan, person.proofs),
        "landmark_rows": landmark_rows(a, person.proofs),
        "reason_rows": reason_rows(a, person.proofs),
        "assessment_years": assessment_years(a, plan.assessment.recent or 3),
        "experts": expert_rows(a),
        "publicity": publicity_facts([a], plan, person.calendar),
        "package": package(a, person.institution, plan),
        "next_year": str(plan.year + 1),
        "pledge_qr": person.pledge_qr,
        "bar_years": plan.discipline.fraud_bar_years,
        "date": settings.date,
    }


def method_boxes(applicant: Applicant, plan: Plan) -> str:
    """The ways to apply that the plan offers, the applicant's own ticked (在相应选择项打钩)."""
    chosen = plan.method(applicant.application.method)
    return "　".join(("☑" if m is chosen else "□") + m.label for m in plan.methods)


def resume(applicant: Applicant) -> str:
    """简历 as lines: studies and posts in order of time, one a line."""
    lines = [
        (e.end, f"{period(e.start, e.end)}　{e.school}{e.major}专业{e.level}学习")
        for e in applicant.education
    ]
    lines += [
        (w.start, f"{period(w.start, w.end)}　{w.unit}　{joined(w.work, w.duty)}") for w in applicant.work
    ]
    return "\n".join(text for _, text in sorted(lines, key=lambda line: line[0]))
