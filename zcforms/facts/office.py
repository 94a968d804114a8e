"""The facts of everybody together, for forms of scope `office`: roster and letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from zcforms.facts.lists import concerns, copies_of, package
from zcforms.facts.order import order_note
from zcforms.facts.person import Person, field_years
from zcforms.facts.wording import joined, number
from zcforms.forms import Form, Role
from zcforms.model import Settings
from zcforms.plans import FormUse, Plan


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
        # Never 否: the committee may call anybody (requirements B14).
        "defence": True if person.defence else None,
        "defence_reason": "；".join(person.defence),
        "remark": a.remark,
    }


def _staffing(person: Person) -> bool | None:
    """是否事业编制: only a public institution's staff can be in post; unknown there if not stated."""
    if person.institution.kind != "事业单位":
        return False
    staffing = person.applicant.application.staffing
    return None if staffing is None else staffing == "在编"


def _of_role(role: Role, plan: Plan, forms: Mapping[str, Form]) -> list[FormUse]:
    """The plan's forms of a role."""
    return [use for use in plan.forms if forms[use.id].role == role]


def _exceptional(people: Sequence[Person], plan: Plan, forms: Mapping[str, Form]) -> int:
    """How many apply by a way that needs an approval of its own (破格、标志性业绩)."""
    uses = _of_role("approval", plan, forms)
    return sum(any(concerns(use.when, p.applicant, p.institution, plan) for use in uses) for p in people)


def _materials(people: Sequence[Person], plan: Plan, forms: Mapping[str, Form]) -> str:
    """What is sent in, a line each: once, once a unit, once a person (requirements A4)."""
    lines = []
    for use in (use for use in plan.forms if use.goes_to is None):
        units = {p.institution.name for p in people if copies_of(use, p.applicant, p.institution, plan)}
        if units and forms[use.id].scope == "office":
            lines.append(f"{use.title}　{use.copies}份")
        elif units and forms[use.id].scope == "institution":
            lines.append(f"{use.title}　{len(units)}个单位×{use.copies}份")
    bags = Counter(
        (line["title"], line["copies"])
        for p in people
        # Single pieces of evidence are listed on the bag itself.
        for line in package(p.applicant.model_copy(update={"evidence": []}), p.institution, plan)
    )
    lines += [f"{title}　{n}人×{copies}" for (title, copies), n in bags.items()]
    lines.append(f"资料袋　{len(people)}只")
    return "\n".join(f"{n}．{line}" for n, line in enumerate(lines, 1))


def _is_clear(person: Person) -> bool:
    shown = person.applicant.publicity
    return shown is not None and shown.result == "无异议"


def office_facts(
    people: Sequence[Person], plan: Plan, settings: Settings, forms: Mapping[str, Form]
) -> dict[str, Any]:
    """The facts of everybody together, for forms of scope `office` (roster, letter)."""
    methods = Counter(p.applicant.application.method for p in people)
    specialities = Counter(p.applicant.application.speciality for p in people)
    sexes = Counter(p.applicant.sex_shown for p in people)
    staffing = [_staffing(p) for p in people]
    first = people[0].applicant.name if people else ""
    return {
        "plan": plan,
        "office": settings.office,
        "addressee": plan.committee or plan.issuer,
        "count": str(len(people)),
        "who": f"{first}同志" if len(people) == 1 else f"{first}等{len(people)}人",
        # Printed only where everybody's result says so: nobody vouches for what was not stated.
        "publicity_note": "，公示无异议" if people and all(_is_clear(p) for p in people) else "",
        "list_note": "（名单附后）" if len(people) > 1 else "",
        "by_method": "，".join(f"{m.label}{methods[m.label]}人" for m in plan.methods if methods[m.label]),
        "by_speciality": "，".join(f"{s}{n}人" for s, n in specialities.items()),
        "men": None if sexes[""] else str(sexes["男"]),
        "women": None if sexes[""] else str(sexes["女"]),
        "exceptional": str(_exceptional(people, plan, forms)),
        "in_post": None if None in staffing else str(sum(map(bool, staffing))),
        "materials": _materials(people, plan, forms) if people else None,
        "roster_title": "、".join(use.title for use in _of_role("batch_roster", plan, forms)),
        "basis": plan.circular + (f"（{plan.document_number}）" if plan.document_number else ""),
        "people": [roster_row(p, plan) for p in people],
        "order_note": order_note(people, plan, settings),
        "date": settings.date,
    }
