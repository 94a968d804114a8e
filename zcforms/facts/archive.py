"""The modules of the platform's 业绩档案 as rows of the review form (requirements A1).

In all of them None leaves a table blank (nobody stated anything), an empty list prints 无.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from zcforms.facts.wording import joined, number, period
from zcforms.facts.works import authorship
from zcforms.model import Applicant
from zcforms.model.achievements import Adoption, Paper, Project
from zcforms.plans.window import Window, achieved_on

_Row = dict[str, Any]
_Entry = TypeVar("_Entry")
_Work = TypeVar("_Work", Project, Paper, Adoption)

_BOOKS = {"著作", "译作", "教材"}


def archive(a: Applicant, window: Window) -> dict[str, list[_Row] | None]:
    """What the applicant put on file, module by module; works only if they count under the plan, or may.

    A project that does not say its kind is taken for an engineering one.
    """
    projects, papers = a.projects, a.papers
    years = None if a.assessments is None else sorted(a.assessments, key=lambda x: x.year)
    return {
        "degrees": _rows(
            sorted(a.education, key=lambda e: e.end),
            lambda e: {
                "period": period(e.start, e.end),
                "school": joined(e.school, e.school_original and f"（{e.school_original}）", by=""),
                "major": e.major,
                "level": e.level,
                "degree": e.degree,
                "mode": e.mode,
                "certificate": e.certificate_no,
            },
        ),
        "training": _rows(
            a.training,
            lambda t: {
                "period": period(t.start, t.end) if t.end else t.start.to_month(),
                "content": t.content,
                "place": t.place,
                "result": t.result,
            },
        ),
        "academic_posts": _rows(
            a.academic_posts,
            lambda p: {"period": period(p.start, p.end), "organisation": p.organisation, "post": p.post},
        ),
        "research_projects": _within(window, _only(projects, lambda p: p.kind == "科研项目"), _project),
        "engineering_projects": _within(window, _only(projects, lambda p: p.kind != "科研项目"), _project),
        "articles": _within(window, _only(papers, lambda p: p.kind not in _BOOKS), _article),
        "books": _within(window, _only(papers, lambda p: p.kind in _BOOKS), _book),
        "adoptions": _within(window, a.adoptions, _adoption),
        "certificates": _rows(
            a.certificates,
            lambda c: {"date": c.date, "name": c.title, "number": c.number, "issuer": c.issuer},
        ),
        "rewards": _rewards(a),
        "assessments": _rows(years, lambda x: {"line": f"{x.year}年{x.level}", "unit": x.unit}),
        "others": _rows(a.others, lambda o: {"date": o.date, "name": o.title, "note": o.note}),
    }


def _project(p: Project) -> _Row:
    return {
        "period": period(p.start, p.end),
        "name": p.title,
        "source": joined(p.source, p.number, f"{number(p.amount)}万元" if p.amount else None),
        "role": joined(p.role, f"排名{p.rank}" if p.rank else None),
        "result": p.result,
    }


def _article(p: Paper) -> _Row:
    return {
        "date": p.date,
        "name": _titled(p),
        "publication": joined(p.publication, p.issue, p.number, p.status if p.status == "录用待发" else None),
        "rank": authorship(p),
    }


def _book(p: Paper) -> _Row:
    return {
        "date": p.date,
        "kind": p.kind,
        "name": _titled(p),
        "publication": joined(p.publication, p.number),
        "words": number(p.words),
        "rank": authorship(p),
    }


def _titled(p: Paper) -> str:
    return p.title + ("【代表作】" if p.representative else "")


def _adoption(x: Adoption) -> _Row:
    return {
        "date": x.date,
        "name": x.title,
        "kind": x.kind,
        "by": x.by,
        "rank": x.rank,
        "effect": x.effect,
    }


def _rewards(a: Applicant) -> list[_Row] | None:
    """Rewards and punishments in order of time; 无 only where both were declared."""
    rows: list[_Row] = [
        {"date": r.date, "kind": "奖励", "content": r.content, "issuer": r.issuer} for r in a.rewards or []
    ] + [
        {
            "date": s.decided_on,
            "kind": "惩处",
            "content": s.kind + (f"（影响期至{s.until.to_chinese()}）" if s.until else ""),
            "issuer": s.note,
        }
        for s in a.sanctions or []
    ]
    rows.sort(key=lambda row: row["date"])
    return rows or (None if None in (a.rewards, a.sanctions) else [])


def _only(entries: list[_Entry] | None, wanted: Callable[[_Entry], bool]) -> list[_Entry] | None:
    return None if entries is None else [entry for entry in entries if wanted(entry)]


def _rows(entries: Iterable[_Entry] | None, row: Callable[[_Entry], _Row]) -> list[_Row] | None:
    return None if entries is None else [row(entry) for entry in entries]


def _within(window: Window, entries: list[_Work] | None, row: Callable[[_Work], _Row]) -> list[_Row] | None:
    """The works that count or may, in order of time; a project by its end."""
    if not entries:
        return _rows(entries, row)
    counted = [(achieved_on(entry), entry) for entry in entries if window.shows(entry)]
    counted.sort(key=lambda pair: (pair[0] is None, pair[0] and pair[0].earliest))
    # Where something was stated but nothing of it counts, nobody has said 无: the table stays blank.
    return [row(entry) for _, entry in counted] or None
