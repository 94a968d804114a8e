"""The columns of a table: how wide they are, and where they stand (CSS 2.1 §17.5.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zcforms.paper.typesetting.borders import Grid, grid
from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.fragments import Fragment
from zcforms.paper.typesetting.unsupported import Unsupported
from zcforms.paper.typesetting.widths import least

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout


@dataclass(slots=True)
class Columns:
    """The columns of a table: their widths, where they begin in its content, and its collapsed borders."""

    widths: list[float]
    starts: list[float]
    content: float  # the width of the table's content
    spacing: tuple[float, float]
    border: tuple[float, float, float, float]
    grid: Grid | None
    rows: dict[Box, list[Fragment]]  # of each group, laid out

    @property
    def across(self) -> float:
        """The width of a row."""
        return sum(self.widths) + self.spacing[0] * (len(self.widths) - 1)


def groups(table: Box) -> list[Box]:
    """The groups of rows of a table."""
    return [group for group in table.children if group.kind != "column-group"]


def has_columns(table: Box) -> bool:
    """Whether a table has more than one column, or a column with a style of its own."""
    wide = (cell.column + cell.colspan for g in groups(table) for row in g.children for cell in row.children)
    return len(groups(table)) < len(table.children) or max(wide, default=0) != 1


def wrapper_width(layout: Layout, wrapper: Box, room: float) -> float:
    """The width of what a table and its caption stand in."""
    if len(wrapper.children) != 1:
        raise Unsupported("caption", wrapper.tag)
    table = wrapper.children[0]
    found = layout.chosen[table] = columns(layout, table, room)
    padding = layout.used(table.style).padding
    return found.content + found.border[1] + found.border[3] + padding[1] + padding[3]


def columns(layout: Layout, table: Box, room: float) -> Columns:
    """The columns of a table in a room of some width, worked out once."""
    found = layout.columns.get((table, room))
    if found is None:
        found = layout.columns[table, room] = _columns(layout, table, room)
    return found


def _columns(layout: Layout, table: Box, room: float) -> Columns:
    used, style = layout.used(table.style), table.style
    collapses = style["border_collapse"] == "collapse"
    spacing = (0.0, 0.0) if collapses else tuple(style["border_spacing"])
    all_columns = [c for group in table.children if group.kind == "column-group" for c in group.children]
    body = groups(table)
    first = body[0].children[0].children if body and body[0].children else []
    number = max(len(all_columns), sum(cell.colspan for cell in first))
    wide = max((c.column + c.colspan for g in body for row in g.children for c in row.children), default=0)
    lines = grid(table, wide) if collapses else None
    border = lines.table if lines else used.border
    sides = border[1] + border[3] + used.padding[1] + used.padding[3]
    width = used.content_width(room, sides)
    if width == "auto":
        raise Unsupported("table as wide as what is in it", table.tag)
    if style["table_layout"] != "fixed":
        cells = [row.children[0] for group in body for row in group.children if row.children]
        width = max(width, *(least(layout, cell, True) for cell in cells))
    if wide > number:
        raise Unsupported("row with more columns than the table", table.tag)
    widths: list[float | None] = [None] * number
    for n, column in enumerate(all_columns):
        asked = layout.used(column.style).width
        if asked != "auto":
            widths[n] = width * asked[0] / 100 if isinstance(asked, tuple) else asked
    n = 0
    for cell in first:
        own = layout.used(cell.style)
        edges = lines.cells[id(cell)] if lines else own.border
        around = edges[1] + edges[3] + own.padding[1] + own.padding[3]
        asked = own.content_width(width, around)
        if asked != "auto":
            left = asked + around - spacing[0] * (cell.colspan - 1)
            open_ = [m for m in range(n, n + cell.colspan) if widths[m] is None]
            left -= sum(widths[m] or 0.0 for m in range(n, n + cell.colspan))
            for m in open_:
                widths[m] = left / len(open_)
        n += cell.colspan
    return _spread(widths, width, spacing, border, lines)


def _spread(
    asked: list[float | None],
    width: float,
    spacing: tuple[float, float],
    border: tuple[float, float, float, float],
    lines: Grid | None,
) -> Columns:
    """Give what is left of a width to the columns without one, or to all."""
    between = spacing[0] * (len(asked) + 1)
    taken = sum(one for one in asked if one is not None) + between
    open_ = asked.count(None)
    each = (width - taken) / open_ if open_ and width >= taken else 0.0
    widths = [each if one is None else one for one in asked]
    extra = width - sum(widths) - between
    if extra <= 0:
        width -= extra
    elif widths:
        widths = [one + extra / len(widths) for one in widths]
    starts, at = [], 0.0
    for one in widths:
        at += spacing[0]
        starts.append(at)
        at += one
    return Columns(widths, starts, width, spacing, border, lines, {})
