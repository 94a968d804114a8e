"""What other programs leave out of a Word file, or write otherwise than Word, as Word writes it."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import own

_DECIMAL = re.compile(r"-?\d{1,8}\.\d{1,12}")
_MEASURES = (
    *("tblW", "tblInd", "gridCol", "tcW", "trHeight", "gridSpan", "top", "bottom", "left", "right"),
    *("start", "end", "ind", "spacing", "sz", "szCs", "tab", "pgSz", "pgMar", "kern", "position", "w"),
)
_BEFORE_GRID = {f"{W}tblPr", f"{W}bookmarkStart", f"{W}bookmarkEnd"}


def mend(tree: Any) -> None:
    """Give tables their columns and cells their paragraph, and measures whole numbers."""
    for element in tree.iter(*(f"{W}{name}" for name in _MEASURES)):
        for name, said in element.attrib.items():
            if _DECIMAL.fullmatch(said):
                element.set(name, str(round(float(said))))
    for cell in tree.iter(f"{W}tc"):
        if next(cell.iter(f"{W}p"), None) is None:
            etree.SubElement(cell, f"{W}p")
    for table in tree.iter(f"{W}tbl"):
        if table.find(f"{W}tblGrid") is None:
            _give_columns(table)


def _give_columns(table: Any) -> None:
    """The columns of a table as its fullest row has them."""
    rows = ([w for cell in own(row, "tc", table) for w in _widths(cell)] for row in own(table, "tr", table))
    grid = etree.Element(f"{W}tblGrid")
    for width in max(rows, key=len, default=[]):
        etree.SubElement(grid, f"{W}gridCol").set(f"{W}w", width)
    table.insert(sum(child.tag in _BEFORE_GRID for child in table), grid)


def _widths(cell: Any) -> list[str]:
    """The widths (twips) of the columns that a cell spans; "0" where it does not say one of its own."""
    span, width = (cell.find(f"{W}tcPr/{W}{name}") for name in ("gridSpan", "tcW"))
    spanned = "1" if span is None else span.get(f"{W}val", "1")
    if spanned != "1":
        return ["0"] * min(int(spanned), 63) if spanned.isdecimal() else ["0"]
    is_said = width is not None and width.get(f"{W}type", "dxa") == "dxa"
    return [width.get(f"{W}w", "0") if is_said else "0"]
