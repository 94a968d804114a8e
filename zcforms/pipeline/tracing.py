"""Where in a record the text stands that a form has no room for: by its words, whatever way it came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zcforms.forms import Values
from zcforms.ground.findings import Finding, Path
from zcforms.model import Applicant
from zcforms.model.records import values_within


def traced(findings: Iterable[Finding], values: Values, applicant: Applicant | None) -> tuple[Finding, ...]:
    """Findings of a form, whose paths name fields and cells of it, with paths of the record instead.

    A text that the record has no part of, or only little, has none.
    """
    return tuple(
        replace(one, path=_origin(text, applicant)) if (text := _shown(one.path, values)) else one
        for one in findings
    )


def _shown(path: Path, values: Values) -> str:
    """The text of a field, or of a cell by its table, row (from 0) and column; "" of anything else."""
    match path:
        case (str(name),):
            return values.fields.get(name, "")
        case (str(table), int(row), str(column)) if table in values.tables:
            return values.tables[table][row].cells.get(column, "")
    return ""


def _origin(text: str, applicant: Applicant | None) -> Path:
    """The way to the longest value of a record that a text holds, if that is half of it."""
    whole = _squeezed(text)
    if applicant is None:
        return ()
    known = ((path, _squeezed(value)) for path, value in values_within(applicant, str))
    within = {path: len(value) for path, value in known if value in whole and 2 * len(value) >= len(whole)}
    return max(within, key=within.__getitem__, default=())


def _squeezed(text: str) -> str:
    return "".join(text.split())
