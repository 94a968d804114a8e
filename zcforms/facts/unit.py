"""One institution's facts, for forms of scope `institution`: the post table, the public notice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zcforms.facts.order import order_note
from zcforms.facts.person import Person, field_years
from zcforms.facts.publicity import publicity_facts
from zcforms.facts.wording import joined
from zcforms.model import POST_LEVELS, Establishment, Institution, Settings
from zcforms.plans import Plan


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
        "applicants": [notice_row(p, plan) for p in people],
        "publicity": publicity_facts([p.applicant for p in people], plan, people[0].calendar)
        if people
        else None,
        "count": str(len(people)),
        "order_note": order_note(people, plan, settings),
        "who": _who(people),
        "date": settings.date,
    }


def _who(people: Sequence[Person]) -> str:
    """The applicants in running text: 张三同志, or 张三等3人."""
    first = people[0].applicant.name if people else ""
    return f"{first}同志" if len(people) == 1 else f"{first}等{len(people)}人"


def notice_row(person: Person, plan: Plan) -> dict[str, Any]:
    """One applicant's row of what hangs in public: no ID number, phone or address (requirements G25)."""
    a, title, highest = (
        person.applicant,
        person.applicant.current_title,
        person.applicant.highest_education,
    )
    # The representative ones first; a project and its award bear the same title.
    works = sorted((work for _, _, work in a.achievements), key=lambda work: not work.representative)
    titles = list(dict.fromkeys(work.title for work in works))  # type: ignore[attr-defined]
    return {
        "name": a.name,
        "sex": a.sex_shown,
        "birth": a.birth_shown,
        "department": a.department,
        "education": joined(highest.level, highest.degree, by="\n"),
        "school": joined(highest.school, highest.major, by="\n"),
        "field_years": str(field_years(a, plan)),
        "target": a.application.target or plan.target_title,
        "title_line": joined(title.name, title.qualified_on.to_month(), by="\n") if title else "无",
        "speciality": a.application.speciality,
        "method": a.application.method,
        "works": "；".join(titles[:3]),
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
