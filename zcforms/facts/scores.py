"""The scoring tables of one applicant as rows on paper (requirements A10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from zcforms.facts.lists import Proofs, proof
from zcforms.facts.wording import number
from zcforms.model import Applicant
from zcforms.plans import Plan
from zcforms.plans.score_table import COMBINE_WORDS, Group, Indicator, Row, ScoringTable
from zcforms.scoring import Level, Line, Sheet, sheet_of, shown

_HAND = {"basis": None, "proof": None, "score": None, "reviewed": None}


def score_facts(a: Applicant, plan: Plan, proofs: Proofs) -> dict[str, Any]:
    """The scoring table with a subtotal for each 评价指标, its sums, and its titles.

    Where the rows are known, all are printed, also those without a claim; else the applicant's own. A
    line that counts less than stated says why (无证明材料的不计分).
    """
    use = plan.scoring.table_for(a.application.speciality) if plan.scoring else None
    facts: dict[str, Any] = {
        "score_title": use and use.title,
        "landmark_score_title": use and use.landmark_title,
        "score_rows": None,
        "score_total": None,
        "score_reviewed": None,
    }
    sheet = sheet_of(a, plan)
    if sheet is None:
        return facts
    if a.score_rows is None:
        return {**facts, "score_rows": printed_rows(sheet.table) if sheet.known else None}
    return {
        **facts,
        "score_rows": [*_rows(sheet, a, proofs)],
        "score_total": _cut(sheet.own),
        "score_reviewed": sheet.reviewed and _cut(sheet.reviewed),
    }


def blank_score_facts(plan: Plan) -> dict[str, Any]:
    """What a scoring table says before anybody fills it in: the rows of the plan's table, if known."""
    uses = plan.scoring.tables if plan.scoring else []
    known = next((use for use in uses if use.table), None)
    if known is None or known.table is None:
        return {}
    return {"score_title": known.title, "score_rows": printed_rows(known.table)}


def printed_rows(table: ScoringTable) -> list[dict[str, Any]]:
    """All rows of a table with their hand cells empty."""
    return [
        row
        for indicator in table.indicators
        for row in [
            *(
                {**_printed(indicator, group, row), **_HAND}
                for group in indicator.groups
                for row in group.rows
            ),
            _subtotal(indicator),
        ]
    ]


def _rows(sheet: Sheet, a: Applicant, proofs: Proofs) -> Iterator[dict[str, Any]]:
    reviewed = sheet.reviewed.parts if sheet.reviewed else [None] * len(sheet.own.parts)
    for indicator, own, unit in zip(sheet.table.indicators, sheet.own.parts, reviewed, strict=True):
        for group, level1 in zip(indicator.groups, own.parts, strict=True):
            for row, level in zip(group.rows, level1.parts, strict=True):
                printed = _printed(indicator, group, row)
                if not level.lines:
                    yield {**printed, **_HAND}
                for line in level.lines:
                    yield {**printed, **_written(line, level, proofs), **_own(line, a, sheet)}
        yield {
            **_subtotal(indicator),
            "basis": "；".join(sheet.cap_notes(own)),
            "score": _cut(own),
            "reviewed": unit and _cut(unit),
        }


def _printed(indicator: Indicator, group: Group, row: Row) -> dict[str, Any]:
    """What the circular prints in a row."""
    return {
        "kind": "line",
        "index": row.id,
        "indicator": _capped(indicator.name, indicator.cap),
        "level1": _capped(group.name, group.cap),
        "level2": row.level2,
        "level3": row.level3,
        "maximum": number(row.max),
        "rule": row.note,
        "cumulative": COMBINE_WORDS[group.combine],
    }


def _own(line: Line, a: Applicant, sheet: Sheet) -> Mapping[str, Any]:
    """What the applicant says of a row that we do not know: their own number, and whether it adds up."""
    if sheet.known or a.score_rows is None:
        return {}
    entry = a.score_rows[line.place]
    words = {True: "是", False: "否", None: None}
    return {"index": entry.id or str(line.place + 1), "cumulative": words[entry.cumulative]}


def _written(line: Line, level: Level, proofs: Proofs) -> dict[str, Any]:
    """What the applicant and the unit have written in a line."""
    entry = line.entry
    stated = line.points if entry.score is None else entry.score
    reason = line.reason or ("" if level.counts else "不累计")
    if reason and stated:
        counted = shown(line.points if level.counts else Decimal(0))
        score: str | None = f"{counted}（自评{shown(stated)}，{reason}）"
    else:
        score = None if reason else shown(stated)
    return {
        "basis": entry.basis,
        "proof": proof(entry.evidence, proofs),
        "score": score,
        "reviewed": number(entry.reviewed),
    }


def _subtotal(indicator: Indicator) -> dict[str, Any]:
    cells = ("index", "level1", "level2", "level3", "maximum", "rule", "cumulative")
    return {
        **dict.fromkeys(cells),
        **_HAND,
        "kind": "subtotal",
        "indicator": _capped(indicator.name, indicator.cap, by="") + "　小计",
    }


def _capped(name: str, cap: Decimal | None, by: str = "\n") -> str:
    """A name with its maximum, as the tables print it."""
    return name if cap is None else f"{name}{by}（最高{shown(cap)}分）"


def _cut(level: Level) -> str:
    """A sum, and what its cap leaves of it: "38→30"."""
    return shown(level.raw) if level.raw == level.points else f"{shown(level.raw)}→{shown(level.points)}"


def landmark_rows(a: Applicant, proofs: Proofs) -> list[dict[str, Any]] | None:
    """The clauses that an applicant meets by landmark achievements, with what their records say of each.

    Level, date and part are those of the records that cite the same evidence.
    """
    rows = []
    for n, reason in enumerate(a.application.reasons, 1):
        works = [work for _, _, work in a.achievements if set(work.evidence) & set(reason.evidence)]

        def said(*names: str, works: list[Any] = works) -> str:
            texts = (str(value) for work in works for name in names if (value := getattr(work, name, None)))
            return "\n".join(dict.fromkeys(texts))

        rows.append(
            {
                "index": str(n),
                "clause": reason.clause,
                "text": reason.text,
                "fact": reason.fact,
                "level": said("level", "grade"),
                "date": said("date", "end"),
                "part": said("role", "rank", "author"),
                "proof": proof(reason.evidence, proofs),
                "own": "符合",
            }
        )
    return rows or None
