"""Borders that collapse: which of those that meet wins, and how wide it is (CSS 2.1 §17.6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zcforms.typesetting.unsupported import Unsupported

if TYPE_CHECKING:
    from zcforms.typesetting.boxes import Box

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


def grid(table: Box, width: int) -> Grid:
    """The collapsed borders of a table of so many columns."""
    rows = [row for group in table.children if group.kind != "column-group" for row in group.children]
    height = len(rows)
    if not height or not width:
        raise Unsupported("table without rows", table.tag)
    upright = [[_NONE] * (width + 1) for _ in range(height)]
    level = [[_NONE] * width for _ in range(height + 1)]

    def put(box: Box, x: int, y: int, across: int, down: int) -> None:
        top, right, bottom, left = _borders(box)
        for row in range(y, y + down):
            if upright[row][x][0] < left[0]:
                upright[row][x] = left
            if upright[row][x + across][0] < right[0]:
                upright[row][x + across] = right
        for column in range(x, x + across):
            if level[y][column][0] < top[0]:
                level[y][column] = top
            if level[y + down][column][0] < bottom[0]:
                level[y + down][column] = bottom

    for y, row in enumerate(rows):
        for cell in row.children:
            for line in range(cell.column + 1, cell.column + cell.colspan):
                for inner in range(y, y + cell.rowspan):
                    upright[inner][line] = _INSIDE
            for column in range(cell.column, cell.column + cell.colspan):
                for line in range(y + 1, y + cell.rowspan):
                    level[line][column] = _INSIDE
            put(cell, cell.column, y, cell.colspan, cell.rowspan)
    for y, row in enumerate(rows):
        put(row, 0, y, width, 1)
    y = 0
    for group in table.children:
        if group.kind != "column-group":
            put(group, 0, y, width, len(group.children))
            y += len(group.children)
    for group in table.children:
        for one in group.children if group.kind == "column-group" else ():
            put(one, one.column, 0, 1, height)
    put(table, 0, 0, width, height)
    cells = {}
    for y, row in enumerate(rows):
        for cell in row.children:
            x, across, down = cell.column, cell.colspan, cell.rowspan
            cells[id(cell)] = (
                max(b[0][1] for b in level[y][x : x + across]) / 2,
                max(line[x + across][0][1] for line in upright[y : y + down]) / 2,
                max(b[0][1] for b in level[y + down][x : x + across]) / 2,
                max(line[x][0][1] for line in upright[y : y + down]) / 2,
            )
    outer = (
        max(b[0][1] for b in level[0]) / 2,
        upright[0][width][0][1] / 2,
        max(b[0][1] for b in level[height]) / 2,
        upright[0][0][0][1] / 2,
    )
    return Grid(upright, level, cells, outer)


def color_of(style: Any, side: str) -> Any:
    """The colour of a border."""
    color = style[f"border_{side}_color"]
    return style["color"] if color == "currentcolor" else color


def _borders(box: Box) -> tuple[Border, Border, Border, Border]:
    style = box.style
    found = []
    for side in ("top", "right", "bottom", "left"):
        kind, width = style[f"border_{side}_style"], style[f"border_{side}_width"]
        found.append((((1 if kind == "hidden" else 0), width, _RANK[kind]), kind, color_of(style, side)))
    top, right, bottom, left = found
    return top, right, bottom, left
