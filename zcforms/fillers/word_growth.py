"""How much longer a Word form becomes than it is blank: Word makes rows grow, and nobody lays it out here.

An estimate: what a value takes at the size of its run in the width of its cell, against the height that
the row has blank.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from zcforms.chinese.typefaces import width as measure
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import Cell, Grid, grids, paragraphs, text_of
from zcforms.forms import Values

_PT = 25.4 / 72  # mm
_LEADING = 1.3  # of the size, a line of Word's
_MARGINS = 3.8  # mm that a cell's margins take of its width, as Word sets them
_USUAL = 10.5  # pt: 五号
_LOOP = re.compile(r"\{%tr for row in (\w+) %\}")
_TAG = re.compile(r"\{\{ (row\.)?(\w+) \}\}")
_STATEMENT = re.compile(r"\{[{%][^{}]*[}%]\}")


def growth(body: Any, values: Values) -> tuple[float, dict[str, float]]:
    """How much (mm) the tables of a template grow by its values, in all and by field or list."""
    found: dict[str, float] = {}
    for grid in grids(body):
        table = ""
        for number, row in enumerate(grid.rows):
            said = "".join(row.itertext(f"{W}t"))
            if loop := _LOOP.search(said):
                table = loop[1]
            elif "{%tr endfor %}" in said:
                table = ""
            else:
                for name, more in _of_row(grid, number, table, values).items():
                    found[name] = found.get(name, 0) + more
    return sum(found.values()), found


def _of_row(grid: Grid, number: int, table: str, values: Values) -> dict[str, float]:
    """What makes a row grow, and by how much: of its fields the one that needs most."""
    cells = [cell for cell in grid.begun(number) if cell.rows == 1 and cell.width]
    if not table:
        needs = {name: more for cell in cells for name, more in _needs(cell, values.fields).items()}
        longest = max(needs, key=lambda name: needs[name], default="")
        return {longest: needs[longest]} if longest and needs[longest] > 0 else {}
    rows = values.tables.get(table, [])
    more = sum(
        max([0.0, *(need for cell in cells for need in _needs(cell, row.cells).values())]) for row in rows
    )
    return {table: more} if more else {}


def _needs(cell: Cell, texts: Mapping[str, str]) -> dict[str, float]:
    """By field how much higher (mm) than it is the cell must be for its value."""
    found = {}
    lines = [text_of(p) for p in paragraphs(cell.element)]
    sizes = [int(size.get(f"{W}val", "21")) / 2 for size in cell.element.iter(f"{W}sz")]
    size = max(sizes, default=_USUAL)
    line = size * _LEADING * _PT
    for tag in _TAG.finditer("\n".join(lines)):
        if tag[2] not in texts:
            continue
        room = max(size, (cell.width - _MARGINS) / _PT)
        value = texts[tag[2]].split("\n")
        taken = sum(max(1, math.ceil(measure(part) * size / room)) for part in value)
        others = sum(bool(_STATEMENT.sub("", text).strip()) for text in lines if tag[0] not in text)
        found[tag[2]] = (taken + others) * line - max(cell.height, (1 + others) * line)
    return found
