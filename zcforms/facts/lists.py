"""Lists of one applicant in columns: the summary sheet, scoring table, experts, bag contents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zcforms.facts.wording import joined, number, period
from zcforms.facts.works import authorship
from zcforms.model import Applicant, Institution
from zcforms.plans import FormUse, Plan, When
from zcforms.plans.window import Window

Proofs = Mapping[str, str]


def proof(ids: Sequence[str], proofs: Proofs) -> str:
    """The evidence that a line rests on: the ids of the items and where they are in the volume.

    工作业绩证明材料与综合表上填写要相对应 (requirements E4): a reviewer turns to the page.
    """
    return "、".join(f"{item} {proofs[item]}" if item in proofs else item for item in ids)


def cited(ids: Sequence[str], a: Applicant, proofs: Proofs) -> str:
    """The same in running text, "目录第3页"; an item that no volume holds is named by its title."""
    titles = {item.id: item.title for item in a.evidence}

    def one(item: str) -> str:
        where = proofs.get(item, "")
        if where.startswith("P"):
            return f"目录第{where[1:]}页"
        return titles.get(item, item) + ("（另附）" if where == "另附" else "")

    return "、".join(map(one, ids))


def page(ids: Sequence[str], proofs: Proofs) -> str:
    """The same in short, "P37": the first page of each item; its id while the pages are not known."""
    return "、".join(proofs.get(item, item).partition("—")[0] for item in ids)


def _numbered(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]] | None:
    if rows is None:
        return None
    return [{"index": str(n), **row} for n, row in enumerate(rows, 1)]


def achievement_lists(a: Applicant, window: Window, proofs: Proofs) -> dict[str, Any]:
    """Projects, awards, papers, patents and standards as rows (requirements A8); None: not stated.

    Only what counts under the plan, or may.
    """
    projects = [
        {
            "name": p.title,
            "number": p.number,
            "amount": number(p.amount),
            "period": period(p.start, p.end),
            "source": joined(p.kind, p.source),
            "role": joined(p.role, f"排名{p.rank}" if p.rank else None),
            "result": p.result,
            "proof": proof(p.evidence, proofs),
            "page": page(p.evidence, proofs),
        }
        for p in a.projects or []
        if window.shows(p)
    ]
    awards = [
        {
            "name": w.title,
            "award": w.award,
            "grade": w.grade,
            "rank": w.rank,
            "date": w.date,
            "issuer": w.issuer,
            "proof": proof(w.evidence, proofs),
            "page": page(w.evidence, proofs),
        }
        for w in a.awards or []
        if window.shows(w)
    ]
    papers = [
        {
            "name": p.title + ("【代表作】" if p.representative else ""),
            "rank": authorship(p),
            "publication": joined(p.publication, p.issue),
            "number": p.number,
            "date": p.date,
            "proof": proof(p.evidence, proofs),
            "page": page(p.evidence, proofs),
        }
        for p in a.papers or []
        if window.shows(p)
    ]
    patents = [
        {
            "name": p.title,
            "number": p.number,
            "kind": p.kind,
            "rank": p.rank,
            "date": p.date,
            "proof": proof(p.evidence, proofs),
            "page": page(p.evidence, proofs),
        }
        for p in a.patents or []
        if window.shows(p)
    ]
    standards = [
        {
            "name": s.title,
            "number": s.number,
            "level": s.level,
            "rank": s.rank,
            "date": s.date,
            "proof": proof(s.evidence, proofs),
            "page": page(s.evidence, proofs),
        }
        for s in a.standards or []
        if window.shows(s)
    ]
    honours = [
        {
            "name": h.title,
            "issuer": h.issuer,
            "date": h.date,
            "proof": proof(h.evidence, proofs),
            "page": page(h.evidence, proofs),
        }
        for h in a.honours or []
        if window.shows(h)
    ]
    stated: dict[str, tuple[object, list[dict[str, Any]]]] = {
        "project_rows": (a.projects, projects),
        "award_rows": (a.awards, awards),
        "paper_rows": (a.papers, papers),
        "patent_rows": (a.patents, patents),
        "standard_rows": (a.standards, standards),
        "honour_rows": (a.honours, honours),
    }
    # Where something was stated but nothing of it counts, nobody has said 无: the table stays blank.
    return {
        name: _numbered(None if given is None or (given and not rows) else rows)
        for name, (given, rows) in stated.items()
    }


def reason_rows(a: Applicant, proofs: Proofs) -> list[dict[str, Any]] | None:
    """The clauses of the exceptional or landmark conditions, each with its fact and evidence."""
    return _numbered(
        [
            {
                "clause": r.clause,
                "text": r.text,
                "fact": r.fact,
                "proof": proof(r.evidence, proofs),
                "page": page(r.evidence, proofs),
            }
            for r in a.application.reasons
        ]
        or None
    )


def assessment_years(a: Applicant, count: int) -> list[dict[str, Any]] | None:
    """The last annual assessments, oldest first."""
    if a.assessments is None:
        return None
    latest = sorted(a.assessments, key=lambda x: x.year)[-count:]
    return [{"year": f"{x.year}年", "level": x.level, "unit": x.unit} for x in latest]


def expert_rows(a: Applicant) -> list[dict[str, Any]] | None:
    """The recommending experts, one sheet each."""
    if a.experts is None:
        return None
    return [
        {
            "name": e.name,
            "sex": e.sex,
            "unit": e.unit,
            "field": e.field,
            "title": e.title,
            "qualified_on": e.qualified_on,
            "certificate_no": e.certificate_no,
            "phone": e.phone,
            "opinion": e.opinion,
        }
        for e in a.experts
    ]


def concerns(when: When, applicant: Applicant, institution: Institution, plan: Plan) -> bool:
    """Whether a condition of the plan holds for an applicant."""
    method = plan.method(applicant.application.method)
    kind, staffing = institution.kind, applicant.application.staffing
    return when.holds(method.id if method else "", kind, staffing) and all(
        getattr(applicant, name) for name in when.has
    )


def copies_of(
    use: FormUse,
    applicant: Applicant,
    institution: Institution,
    plan: Plan,
    asked: frozenset[str] = frozenset(),
) -> int | None:
    """How many copies of a form are printed for an applicant; None if it is not made for them at all.

    `asked` are the forms that were asked for by id, all if empty. One without copies of its own is made
    only when it is asked for: 0 copies, printed as they are needed.
    """
    due = use.id in asked if asked else use.copies > 0
    return use.copies if due and concerns(use.when, applicant, institution, plan) else None


def package(a: Applicant, institution: Institution, plan: Plan) -> list[dict[str, Any]]:
    """What lies in the applicant's bag (requirements E5): loose forms, the volume, loose evidence."""
    lines = [(title, f"{copies}份", "") for title, copies in _put_in(a, institution, plan)]
    if plan.binding is not None:
        lines.append(("装订成册的申报材料", f"{plan.binding.volumes}册", ""))
    for item in a.evidence:
        if reason := loose_reason(a, item.id, item.loose):
            lines.append((item.title, "1份", joined(reason, "原件请退还" if "原" in reason else None)))
    return [
        {"index": str(n), "title": title, "copies": copies_shown, "note": note}
        for n, (title, copies_shown, note) in enumerate(lines, 1)
    ]


def _put_in(a: Applicant, institution: Institution, plan: Plan) -> Iterator[tuple[str, int]]:
    """What the circular wants in the bag beside the volume, each with its copies."""
    for loose in plan.binding.loose if plan.binding else []:
        use = plan.form(loose.form) if loose.form else None
        if copies := copies_of(use, a, institution, plan) if use else loose.copies:
            yield use.title if use else loose.title, copies
    for use in plan.forms:
        if use.goes_to == "bag" and (copies := copies_of(use, a, institution, plan)):
            yield use.title, copies


def loose_reason(a: Applicant, item_id: str, stated: str | None) -> str:
    """Why an item stays out of the volume: the applicant's reason, or that it proves the 代表作."""
    if any(paper.representative and item_id in paper.evidence for paper in a.papers or []):
        return "代表作复印件"
    return stated or ""
