"""One applicant's scoring as plain data: every level with its sum and cap, what the records would give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from zcforms.facts.scoring.levels import Level
from zcforms.facts.scoring.proposal import propose
from zcforms.facts.scoring.sheet import sheet_of
from zcforms.model import Applicant
from zcforms.plans import Plan


def account_of(applicant: Applicant, plan: Plan) -> dict[str, Any] | None:
    """The account that `zcforms score` shows; None where the plan has no table for the speciality.

    Points are numbers. `asked` says whether the applicant fills in a table: their method takes one or
    they did (`filled`). `proposed` is there where the table's rows are known and say which records they
    count.
    """
    sheet = sheet_of(applicant, plan)
    if sheet is None or plan.scoring is None:
        return None
    account: dict[str, Any] = {
        "table": sheet.table.title,
        "filled": bool(sheet.entries),
        "asked": bool(sheet.entries) or plan.needs_score(plan.method_of(applicant)),
        "pass": plan.scoring.pass_mark,
        "stated": _number(applicant.application.score),
        "own": _level(sheet.own),
        "reviewed": _number(sheet.reviewed.points if sheet.reviewed else None),
        "unknown": [place + 1 for place in sheet.strange],
        "over": [str(over) for over in sheet.over_labels()],
    }
    if sheet.known and not any(row.sources for _, _, row in sheet.table.rows()):
        account["remarks"] = ["本表各行没有写sources，不能按资料估算"]
    elif sheet.known:
        proposal = propose(applicant, plan, sheet.table)
        account["proposed"] = _level(proposal.total)
        account["remarks"] = list(proposal.remarks)
    return account


def _level(level: Level) -> dict[str, Any]:
    """A level with those of its parts that hold lines."""
    return {
        "id": level.id,
        "name": level.name,
        "raw": _number(level.raw),
        "cap": _number(level.cap),
        "points": _number(level.points),
        "counts": level.counts,
        "parts": [_level(part) for part in level.parts if any(below.lines for below in part.every())],
        "lines": [
            {
                "line": line.place + 1,
                "basis": line.entry.basis,
                "evidence": line.entry.evidence,
                "points": _number(line.points),
                "reason": line.reason,
            }
            for line in level.lines
        ],
    }


def _number(points: Decimal | None) -> float | None:
    return None if points is None else float(points)
