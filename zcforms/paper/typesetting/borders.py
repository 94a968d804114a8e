"""Borders that collapse: which of those that meet wins, and how wide it is (CSS 2.1 §17.6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from zcforms.paper.typesetting.unsupported import Unsupported

if TYPE_CHECKING:
    from zcforms.paper.typesetting.boxes import Box, Style

_STYLES = ("none", "inset", "groove", "outset", "ridge", "dotted", "dashed", "solid", "double", "hidden")
_RANK = {name: number for number, name in enumerate(_STYLES)}
# Whether hidden, width, rank of the style; style and colour.
Border = tuple[tuple[int, float, int], str, Any]
_NONE: Border = ((0, 0.0, _RANK["none"]), "none", None)
_INSIDE: Border = ((1, 0.0, _RANK["hidden"]), "hidden", None)


@dataclass(slots=True)
class Grid:
    """The borders of a table: by row and by the line of the grid to the left, or above."""

    upright: list[list[Border]]
    level: list[list[Border]]
    cells: dict[int, tuple[float, float, float, float]]  # half the borders of each cell, by its id
    table: tuple[float, float, float, float]

    def above(self, row: int) -> float:
        """Half the widest border above a row."""
        return max(border[0][1] for border in self.level[row]) / 2


class _Lines:
    """The lines of a grid, each with the strongest of the borders that meet there."""

    def __init__(self, height: int, width: int) -> None:
        self.upright = [[_NONE] * (width + 1) for _ in range(height)]
        self.level = [[_NONE] * width for _ in range(height + 1)]

    def put(self, box: Box, x: int, y: int, across: int, down: int) -> None:
        """The borders of a box around some places of the grid."""
        top, right, bottom, left = _borders(box.style)
        for line in self.upright[y : y + down]:
            if left[0] > line[x][0]:
                line[x] = left
            if right[0] > line[x + across][0]:
                line[x + across] = right
        for line, border in (self.level[y], top), (self.level[y + down], bottom):
            for column in range(x, x + across):
                if border[0] > line[column][0]:
                    line[column] = border

    def hide(self, cell: Box, y: int) -> None:
        """The lines inside a cell of several rows or columns, which nothing draws."""
        for inner in self.upright[y : y + cell.rowspan]:
            for line in range(cell.column + 1, cell.column + cell.colspan):
                inner[line] = _INSIDE
        for across in self.level[y + 1 : y + cell.rowspan]:
            for column in range(cell.column, cell.column + cell.colspan):
                across[column] = _INSIDE

    def halves(self, x: int, y: int, across: int, down: int) -> tuple[float, float, float, float]:
        """Half the widest borders around some places."""
        return (
            max(b[0][1] for b in self.level[y][x : x + across]) / 2,
            max(line[x + across][0][1] for line in self.upright[y : y + down]) / 2,
            max(b[0][1] for b in self.level[y + down][x : x + across]) / 2,
            max(line[x][0][1] for line in self.upright[y : y + down]) / 2,
        )


def grid(table: Box, width: int) -> Grid:
    """The collapsed borders of a table of so many columns."""
    groups = [group for group in table.children if group.kind != "column-group"]
    rows = [row for group in groups for row in group.children]
    height = len(rows)
    if not height or not width:
        raise Unsupported("table without rows", table.tag)
    lines = _Lines(height, width)
    cells = [(y, cell) for y, row in enumerate(rows) for cell in row.children]
    for y, cell in cells:
        lines.hide(cell, y)
        lines.put(cell, cell.column, y, cell.colspan, cell.rowspan)
    for y, row in enumerate(rows):
        lines.put(row, 0, y, width, 1)
    y = 0
    for group in groups:
        lines.put(group, 0, y, width, len(group.children))
        y += len(group.children)
    for columns in table.children:
        for one in columns.children if columns.kind == "column-group" else ():
            lines.put(one, one.column, 0, 1, height)
    lines.put(table, 0, 0, width, height)
    around = {id(cell): lines.halves(cell.column, y, cell.colspan, cell.rowspan) for y, cell in cells}
    top, _, bottom, _ = lines.halves(0, 0, width, height)
    # (the table is as wide as its first row makes it: CSS 2.1 §17.6.2)
    outer = top, lines.upright[0][width][0][1] / 2, bottom, lines.upright[0][0][0][1] / 2
    return Grid(lines.upright, lines.level, around, outer)


def color_of(style: Any, side: str) -> Any:
    """The colour of a border."""
    color = style[f"border_{side}_color"]
    return style["color"] if color == "currentcolor" else color


@lru_cache(4096)  # all boxes that look alike have one style
def _borders(style: Style) -> tuple[Border, Border, Border, Border]:
    found = []
    for side in ("top", "right", "bottom", "left"):
        kind, width = style[f"border_{side}_style"], style[f"border_{side}_width"]
        found.append((((1 if kind == "hidden" else 0), width, _RANK[kind]), kind, color_of(style, side)))
    top, right, bottom, left = found
    return top, right, bottom, left
