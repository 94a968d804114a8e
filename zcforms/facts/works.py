"""Achievements as the rows of 业绩登记 and 论文登记."""

from __future__ import annotations

import re
from typing import Any

from zcforms.chinese.dates import PartialDate
from zcforms.facts.wording import joined, number, period
from zcforms.model import Applicant, Paper
from zcforms.model.achievements import Achievement
from zcforms.plans.window import achieved_on, title_window


def _works(applicant: Applicant) -> list[tuple[Achievement, dict[str, Any]]]:
    """Everything but papers as rows of 业绩登记, in order of time; only what the applicant stated."""
    rows: list[tuple[Achievement, dict[str, Any]]] = []

    def row(entry: Achievement, date: str, name: str, part: str, result: str) -> None:
        rows.append((entry, {"date": date, "name": name, "part": part, "result": result}))

    for p in applicant.projects or []:
        kind = joined(p.kind, p.number)
        rank = f"排名{p.rank}" if p.rank else None
        row(
            p,
            period(p.start, p.end),
            p.title + (f"（{kind}）" if kind else ""),
            joined(p.role + (f"（{rank}）" if rank else ""), p.content, by="："),
            joined(p.result, f"经费{number(p.amount)}万元" if p.amount else None, by="；"),
        )
    for a in applicant.patents or []:
        result = joined(a.status, a.number)
        row(a, a.date.to_month(), f"{a.title}（{a.kind}）", f"排名{a.rank}", result)
    for s in applicant.standards or []:
        row(s, s.date.to_month(), f"《{s.title}》（{s.level}）", f"排名{s.rank}", s.number)
    for w in applicant.awards or []:
        result = joined(w.award, w.grade, by="") + f"（{w.issuer}）"
        row(w, w.date.to_month(), w.title, f"排名{w.rank}" if w.rank else "", result)
    for h in applicant.honours or []:
        row(h, h.date.to_month(), f"荣誉称号：{h.title}", "", f"{h.issuer}授予")
    return sorted(rows, key=lambda pair: (achieved_on(pair[0]) or _ONGOING, pair[1]["date"]))


_ONGOING = PartialDate(2100)  # what goes on comes last


def split_works(applicant: Applicant) -> tuple[list[Any] | None, list[Any] | None]:
    """Works before and after the current title; None leaves the table blank, [] prints 无.

    By the title alone, also where the plan counts the last years too; what may be from either side is
    after, once. 无 is printed only where every list was declared: nobody else has said that there is
    nothing.
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
    title, works = title_window(applicant), _works(applicant)
    before = [row for entry, row in works if not title.shows(entry)]
    after = [row for entry, row in works if title.shows(entry)]
    return before or None, after or None


def papers(applicant: Applicant) -> list[dict[str, Any]] | None:
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
            "rank": authorship(p),
        }
        for p in sorted(applicant.papers, key=lambda p: p.date)
    ]


def authorship(paper: Paper) -> str:
    """合（独）著、译: the word, with the rank where there are several authors."""
    if paper.kind == "译作":
        return f"译（{paper.rank}）"
    match = re.fullmatch(r"(\d+)\s*/\s*(\d+)", paper.rank)
    if match is None:
        return paper.rank
    return "独著" if match[2] == "1" else f"合著（{paper.rank}）"
