"""Applicants, institutions and offices seen through a plan: the facts that forms draw on.

The keys of these mappings are the vocabulary of `source:` in every form.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zcforms.model import (
    POST_LEVELS,
    Applicant,
    Employment,
    Establishment,
    Institution,
    Paper,
    Settings,
)
from zcforms.plans import Plan
from zcforms.values import PartialDate, full_years


@dataclass(frozen=True)
class Person:
    """An applicant with what surrounds them: number in the roster, institution, images."""

    key: str
    number: int
    applicant: Applicant
    institution: Institution
    photo: bytes | None = field(default=None, repr=False)
    pledge_qr: bytes | None = field(default=None, repr=False)


# --- small wordings ------------------------------------------------------------------------------


def period(start: PartialDate | None, end: PartialDate | None, ongoing: str = "至今") -> str:
    """A stretch of time for a cell: "2010.07—2014.06", "2020.03—至今"."""
    until = end.to_month() if end else ongoing
    return f"{start.to_month()}—{until}" if start else until


def number(value: Decimal | int | None) -> str:
    """A number without needless zeros."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def joined(*parts: str | None, by: str = "，") -> str:
    """The parts that are there, joined."""
    return by.join(part for part in parts if part)


def field_years(applicant: Applicant, plan: Plan) -> int:
    """专业工作年限 in whole years to the plan's cutoff.

    Where the circular states no date, 31 December of the plan's year, as every other circular says
    (浙经信人事〔2020〕84号 三（一）; 杭州市2024年度制造业 附件).
    """
    stated = plan.dates.work_years_cutoff
    cutoff = stated.latest if stated else date(plan.year, 12, 31)
    return full_years(applicant.field_since.earliest, cutoff)


# --- achievements --------------------------------------------------------------------------------


def _works(applicant: Applicant) -> list[dict[str, Any]]:
    """Everything but papers as rows of 业绩登记, in order of time; only what the applicant stated.

    `at` decides between before and after the current title: a project counts when it was finished,
    and one that goes on counts as after.
    """
    rows: list[dict[str, Any]] = []

    def row(at: PartialDate, date: str, name: str, part: str, result: str) -> None:
        rows.append({"at": at, "date": date, "name": name, "part": part, "result": result})

    for p in applicant.projects or []:
        kind = joined(p.kind, p.number)
        rank = f"排名{p.rank}" if p.rank else None
        row(
            p.end or _ONGOING,
            period(p.start, p.end),
            p.title + (f"（{kind}）" if kind else ""),
            joined(p.role + (f"（{rank}）" if rank else ""), p.content, by="："),
            joined(p.result, f"经费{number(p.amount)}万元" if p.amount else None, by="；"),
        )
    for a in applicant.patents or []:
        result = joined(a.status, a.number)
        row(a.date, a.date.to_month(), f"{a.title}（{a.kind}）", f"排名{a.rank}", result)
    for s in applicant.standards or []:
        row(s.date, s.date.to_month(), f"《{s.title}》（{s.level}）", f"排名{s.rank}", s.number)
    for w in applicant.awards or []:
        result = joined(w.award, w.grade, by="") + f"（{w.issuer}）"
        row(w.date, w.date.to_month(), w.title, f"排名{w.rank}" if w.rank else "", result)
    for h in applicant.honours or []:
        row(h.date, h.date.to_month(), f"荣誉称号：{h.title}", "", f"{h.issuer}授予")
    return sorted(rows, key=lambda row: (row["at"], row["date"]))


_ONGOING = PartialDate(2100)


def _split_works(applicant: Applicant) -> tuple[list[Any] | None, list[Any] | None]:
    """Works before and after the current title; None leaves the table blank, [] prints 无.

    无 is printed only where every list was declared: nobody else has said that there is nothing.
    """
    lists = (
        applicant.projects,
        applicant.patents,
        applicant.standards,
        applicant.awards,
        applicant.honours,
    )
    if all(entries == [] for entries in lists):
        return [], []
    title = applicant.current_title
    since = title.qualified_on if title else None
    works = _works(applicant)
    before = [row for row in works if since and row["at"] < since]
    after = [row for row in works if not since or row["at"] >= since]
    return before or None, after or None


def _papers(applicant: Applicant) -> list[dict[str, Any]] | None:
    if applicant.papers is None:
        return None
    return [
        {
            "date": p.date.to_month(),
            "name": joined(
                f"《{p.title}》" + ("【代表作】" if p.representative else ""), p.abstract, by="："
            ),
            "publication": joined(
                p.publication, p.issue, p.number, p.status if p.status == "录用待发" else None
            ),
            "rank": _authorship(p),
        }
        for p in sorted(applicant.papers, key=lambda p: p.date)
    ]


def _authorship(paper: Paper) -> str:
    """合（独）著、译: the word, with the rank where there are several authors."""
    if paper.kind == "译作":
        return f"译（{paper.rank}）"
    match = re.fullmatch(r"(\d+)\s*/\s*(\d+)", paper.rank)
    if match is None:
        return paper.rank
    return "独著" if match[2] == "1" else f"合著（{paper.rank}）"


def _employment(entry: Employment) -> dict[str, Any]:
    return {
        "period": period(entry.start, entry.end),
        "unit": entry.unit,
        "work": entry.work,
        "duty": entry.duty,
        "witness": entry.witness,
    }


# --- the three views -----------------------------------------------------------------------------


def person_facts(person: Person, plan: Plan, settings: Settings) -> dict[str, Any]:
    """One applicant's facts for forms of scope `person`."""
    a, title, highest = (
        person.applicant,
        person.applicant.current_title,
        person.applicant.highest_education,
    )
    before, after = _split_works(a)
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
        "number": person.number,
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
            by="　",
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
        "papers": _papers(a),
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
            }
            for c in sorted(a.continuing_education, key=lambda c: c.year)
        ],
        "reasons": "\n".join(
            f"符合{r.clause}：{joined(r.text, r.fact, by='。')}"
            + (f"（佐证：{'、'.join(r.evidence)}）" if r.evidence else "")
            for r in a.application.reasons
        ),
        "pledge_qr": person.pledge_qr,
        "bar_years": plan.discipline.fraud_bar_years,
        "date": settings.date,
    }


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


def roster_row(person: Person, plan: Plan) -> dict[str, Any]:
    """One applicant's row of the roster."""
    a, title, highest = (
        person.applicant,
        person.applicant.current_title,
        person.applicant.highest_education,
    )
    return {
        "index": str(person.number),
        "name": a.name,
        "sex": a.sex_shown,
        "birth": a.birth_shown,
        "id_number": a.id.number,
        "unit": a.unit,
        "unit_kind": person.institution.kind,
        "education": joined(highest.level, highest.degree, by="／"),
        "school": joined(highest.school, highest.major, by="\n"),
        "graduated": highest.end,
        "work_started": a.work_started,
        "field_years": str(field_years(a, plan)),
        "title": title.name if title else "无",
        "qualified_on": title.qualified_on if title else None,
        "appointed_from": title.appointed_from if title else None,
        "speciality": a.application.speciality,
        "target": a.application.target or plan.target_title,
        "method": a.application.method,
        "score": number(a.application.score),
        "staffing": _staffing(person),
        "desk": person.institution.supervisor,
        "phone": a.phone,
        "remark": a.remark,
    }


def _staffing(person: Person) -> bool | None:
    """是否事业编制: only a public institution's staff can be in post; unknown there if not stated."""
    if person.institution.kind != "事业单位":
        return False
    staffing = person.applicant.application.staffing
    return None if staffing is None else staffing == "在编"


def office_facts(people: Sequence[Person], plan: Plan, settings: Settings) -> dict[str, Any]:
    """The facts of everybody together, for forms of scope `office` (roster, letter)."""
    methods = Counter(p.applicant.application.method for p in people)
    specialities = Counter(p.applicant.application.speciality for p in people)
    first = people[0].applicant.name if people else ""
    return {
        "plan": plan,
        "office": settings.office,
        "addressee": plan.committee or plan.issuer,
        "count": str(len(people)),
        "who": f"{first}同志" if len(people) == 1 else f"{first}等{len(people)}人",
        "list_note": "（名单附后）" if len(people) > 1 else "",
        "by_method": "，".join(f"{m.label}{methods[m.label]}人" for m in plan.methods if methods[m.label]),
        "by_speciality": "，".join(f"{s}{n}人" for s, n in specialities.items()),
        "roster_title": (plan.form("roster").title if plan.form("roster") else ""),  # type: ignore[union-attr]
        "basis": plan.circular + (f"（{plan.doc_no}）" if plan.doc_no else ""),
        "people": [roster_row(p, plan) for p in people],
        "date": settings.date,
    }


def institution_facts(
    institution: Institution, people: Sequence[Person], plan: Plan, settings: Settings
) -> dict[str, Any]:
    """One public institution's facts for the post table: numbers computed, never copied."""
    staff = [p for p in people if p.applicant.application.staffing == "在编"]
    establishment = institution.establishment
    return {
        "plan": plan,
        "unit": institution,
        "year": str(plan.year),
        "posts": post_figures(establishment) if establishment else None,
        "to_review": str(len(staff)) if establishment else None,
        "people": [
            {
                "name": p.applicant.name,
                "id_number": p.applicant.id.number,
                "current_title": p.applicant.current_title.name if p.applicant.current_title else "无",
                "hired_rank": p.applicant.application.hired_rank,
                "appointed_from": p.applicant.current_title.appointed_from
                if p.applicant.current_title
                else None,
                "post_grade": p.applicant.application.post_grade,
                "target": p.applicant.application.target or plan.target_title,
            }
            for p in staff
        ],
        "date": settings.date,
    }


def post_figures(establishment: Establishment) -> dict[str, Any]:
    """The figures of the post table (requirements A5, QT1, QT2, QT8).

    空缺 = 核准 − 实聘, 0 with a note where more are employed than approved; 总数 = sum of the levels.
    """
    levels = [establishment.levels.get(name) for name in POST_LEVELS]

    def row(read: str) -> dict[str, str]:
        figures = [None if level is None else int(getattr(level, read)) for level in levels]
        return _columns([None if f is None else str(f) for f in figures], sum(f or 0 for f in figures))

    vacancies = [None if level is None else max(0, level.approved - level.actual) for level in levels]
    over = [None if level is None else max(0, level.actual - level.approved) for level in levels]
    shown = [
        None if v is None else f"{v}（超聘{o}人）" if o else str(v)
        for v, o in zip(vacancies, over, strict=True)
    ]
    offered = [level.offered if level else 0 for level in levels]
    return {
        "staff_total": str(establishment.staff_total),
        "posts_total": str(establishment.posts_total),
        "ratio": {
            **_columns([level.ratio if level else None for level in levels], 0),
            "total": "—",
        },
        "approved": row("approved"),
        "actual": row("actual"),
        "vacancy": _columns(shown, sum(v or 0 for v in vacancies)),
        "offered": {
            "senior": str(offered[0]),
            "deputy": str(offered[1]),
            "lower": str(offered[2] + offered[3]),
        },
        "direct_hire": str(establishment.direct_hire),
    }


def _columns(cells: list[str | None], total: int) -> dict[str, str]:
    keys = ("senior", "deputy", "mid", "junior")
    return {**{k: c or "" for k, c in zip(keys, cells, strict=True)}, "total": str(total)}
