"""What was found, written into a copy of the user's workbook: colours, notes, and one column at the right.

The package is patched, not written anew: a part that nothing is said in keeps its bytes, and what an earlier
check left is taken out first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from openpyxl.utils.cell import get_column_letter

from zcforms.fillers.annotation import colours
from zcforms.fillers.annotation.grid import Grid
from zcforms.fillers.annotation.notes import Notes
from zcforms.fillers.workbook_file import MAIN, RELATIONSHIP, WorkbookFile, is_as_written
from zcforms.fillers.workbook_text import string_of
from zcforms.ground.findings import ANSWERS, Severity

__all__ = ["Remark", "Remarks", "annotated", "is_as_written"]

_MOST = 32_767  # characters of a cell
_CUT = "……（太长，其余见 zcforms check）"


class Remark(NamedTuple):
    """What is said at one place, and how much it weighs."""

    severity: Severity
    text: str


@dataclass
class Remarks:
    """What is said in one sheet: at cells by their names, of rows, and of the sheet as a whole.

    `head` is the row of its titles.
    """

    head: int
    cells: dict[str, Remark] = field(default_factory=dict)
    rows: dict[int, Remark] = field(default_factory=dict)
    whole: Remark | None = None


def annotated(content: bytes, remarks: Mapping[str, Remarks]) -> bytes:
    """A workbook with what is said in its sheets, by their titles, and nothing of what was said before.

    KeyError, ValueError, IndexError, AttributeError, BadZipFile and the errors of lxml for a damaged one.
    """
    package = WorkbookFile(content)
    strings = _strings(package)
    for title, part in _sheets(package).items():
        root = package.tree(part)
        if root.tag != f"{{{MAIN}}}worksheet":
            continue
        tables = [package.tree(name).get("ref") for name in package.related(part, "table").values()]
        sheet, notes = Grid(root, strings, tables), Notes(package, part, root)
        is_cleared = [sheet.clear(), colours.clear(root), notes.clear()]
        if title in remarks:
            _say(package, sheet, notes, remarks[title])
        if title in remarks or any(is_cleared):
            package.put(part, root)
    return package.content()


def _say(package: WorkbookFile, sheet: Grid, notes: Notes, remarks: Remarks) -> None:
    column = sheet.last_column() + 1
    texts = {row: _cut(said.text) for row, said in remarks.rows.items()}
    sheet.write(column, {remarks.head: ANSWERS} | texts)
    letter = get_column_letter(column)
    head = f"{letter}{remarks.head}"
    levels = {head: remarks.whole.severity if remarks.whole else Severity.INFO}
    levels |= {f"{letter}{row}": said.severity for row, said in remarks.rows.items()}
    levels |= {cell: said.severity for cell, said in remarks.cells.items()}
    colours.lay(sheet.root, levels, colours.formats_of(package, _styles(package)))
    covered = sheet.covered(remarks.cells)
    told = {cell: said.text for cell, said in remarks.cells.items() if cell not in covered}
    notes.write(told | ({head: remarks.whole.text} if remarks.whole else {}))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - len(_CUT)] + _CUT


def _sheets(package: WorkbookFile) -> dict[str, str]:
    """The parts of the sheets by their titles."""
    known = package.related(package.book, "worksheet")
    sheets = package.tree(package.book).iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
    keys = {sheet.get("name"): sheet.get(f"{{{RELATIONSHIP}}}id") for sheet in sheets}
    return {title: known[key] for title, key in keys.items() if key in known}


def _strings(package: WorkbookFile) -> list[str]:
    names = package.related(package.book, "sharedStrings").values()
    return [string_of(item) for name in names for item in package.tree(name).iterchildren(f"{{{MAIN}}}si")]


def _styles(package: WorkbookFile) -> str:
    (name,) = package.related(package.book, "styles").values()
    return name
