"""Tables: the widths of columns, the heights of rows, and the rows that a page takes (CSS 2.1 §17.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING

from zcforms.paper.typesetting import flow, page_breaks
from zcforms.paper.typesetting.borders import Grid, grid
from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.fragments import Fragment, Used
from zcforms.paper.typesetting.spot import Done, Resume, Spot
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


# --- rows ----------------------------------------------------------------------------------------


def rows(layout: Layout, found: Columns, group: Box) -> list[Fragment]:
    """The rows of a group, laid out one below the other, with their cells as high as they have to be."""
    if group not in found.rows:
        found.rows[group] = _rows(layout, found, group)
    return found.rows[group]


def _rows(layout: Layout, found: Columns, group: Box) -> list[Fragment]:
    ending: list[list[tuple[Fragment, float]]] = [[] for _ in group.children]
    placed: list[Fragment] = []
    at = 0.0
    across = sum(found.widths) + found.spacing[0] * (len(found.widths) - 1)
    for n, row in enumerate(group.children):
        used = layout.used(row.style)
        fragment = Fragment(row, used, y=at, width=across, index=n)
        cells = [_cell(layout, found, cell) for cell in row.children]
        _on_baseline(cells)
        for cell in cells:
            ending[n + cell.box.rowspan - 1].append((cell, at))
        fragment.children = cells
        if ending[n]:
            asked = used.content_height("auto", 0.0)
            bottom = max(top + cell.height for cell, top in ending[n])
            fragment.height = max(bottom - at, 0.0)
            if asked != "auto":
                fragment.height = max(asked, max(cell.height for cell, _ in ending[n]))
        for cell, top in ending[n]:
            _stretch(cell, at + fragment.height - top)
        placed.append(fragment)
        at += fragment.height + found.spacing[1]
    return placed


def _cell(layout: Layout, found: Columns, cell: Box) -> Fragment:
    """A cell with its content, as high as that and its style ask for; `first` keeps nothing here."""
    used = layout.used(cell.style)
    border = found.grid.cells[id(cell)] if found.grid else used.border
    across = found.widths[cell.column]
    if cell.colspan > 1:
        across = sum(found.widths[cell.column : cell.column + cell.colspan])
        across += found.spacing[0] * (cell.colspan - 1)
    inner = across - border[1] - border[3] - used.padding[1] - used.padding[3]
    known = cell.like or cell
    content = layout.cells.get((known, inner))
    if content is None:
        content = layout.cells[known, inner] = layout.alone(known, inner)
    children, high = content.children, content.content_height
    down, right = border[0] - content.border[0], border[3] - content.border[3]
    if children and (down or right):
        children = [child.moved(right, down) for child in children]
    ends = border[0] + border[2] + used.padding[0] + used.padding[2]
    asked = used.content_height("auto", ends)
    return Fragment(
        *(cell, used, found.starts[cell.column] - found.spacing[0], content.y, across),
        ends + (high if asked == "auto" else max(high, asked)),
        *(content.margin, content.padding, border, children, content.lines),
        baseline=high,  # how high the content is by itself
    )


def _on_baseline(cells: list[Fragment]) -> None:
    """Move cells down that stand on the baseline of their row."""
    standing = [cell for cell in cells if cell.used.vertical not in ("top", "middle", "bottom")]
    if not standing:
        return
    lines = []
    for cell in standing:
        found = _first_baseline(cell)
        if found is None:
            found = cell.border[0] + cell.padding[0] + cell.content_height
        lines.append(found)
    for cell, line in zip(standing, lines, strict=True):
        if extra := max(lines) - line:
            _down(cell, extra)
            cell.height += extra


def _first_baseline(fragment: Fragment) -> float | None:
    if fragment.lines:
        line = fragment.lines[0]
        return fragment.border[0] + fragment.padding[0] + line.y + line.baseline
    for child in fragment.children:
        if not child.fixed():
            found = _first_baseline(child)
            if found is not None:
                return child.y + found
    return None


def _stretch(cell: Fragment, height: float) -> None:
    """Make a cell as high as its rows, and put its content where it belongs in it."""
    content, where = cell.baseline, cell.used.vertical
    extra = height - cell.height
    ends = cell.border[0] + cell.border[2] + cell.used.padding[0] + cell.used.padding[2]
    asked = cell.used.content_height("auto", ends)
    spare = 0.0 if asked == "auto" else max(0.0, asked - content)
    share = {"middle": 0.5, "bottom": 1.0}.get(where, 0.0)
    down = extra * share + spare * share
    cell.height = height
    if down:
        _down(cell, down)


def _down(cell: Fragment, down: float) -> None:
    cell.padding = (cell.padding[0] + down, *cell.padding[1:])
    cell.children = [child.moved(0.0, down) for child in cell.children]


# --- pages ---------------------------------------------------------------------------------------


class _Table:
    """A table on a page."""

    def __init__(self, layout: Layout, found: Columns, fragment: Fragment, whole: bool) -> None:
        self.layout, self.found, self.fragment = layout, found, fragment
        self.whole = whole  # it goes to the next page rather than being cut

    def group(
        self, group: Box, y: float, space: float, empty: bool, resume: Resume
    ) -> tuple[Fragment | None, Resume]:
        """As many rows of a group as the page takes."""
        layout, used = self.layout, self.layout.used(group.style)
        all_rows = rows(layout, self.found, group)
        skip, cut = resume or (0, None)
        if cut is not None:
            raise Unsupported("row that goes on on another page", group.tag)
        began, at = empty, y
        placed: list[Fragment] = []
        goes_on: Resume = None
        for n in range(skip, len(all_rows)):
            row = all_rows[n]
            if placed and page_breaks.break_between(layout, placed[-1].box, row.box) in page_breaks.FORCED:
                raise Unsupported("forced break in a table", group.tag)
            bottom = at + row.height
            broken = bool(row.children) and layout.over(at + max(map(_natural, row.children)), space)
            if broken:
                if self.whole:
                    return None, None
                self._may_move(row, empty)
            if (broken or layout.over(bottom + self.found.spacing[1], space)) and not empty:
                kept, goes_on = self.earlier(row.box, n, placed, began)
                if goes_on is None:
                    return None, None
                placed = kept
                break
            placed.append(replace(row, y=at - y))
            at = bottom + self.found.spacing[1]
            empty = False
        if goes_on and not began and (used.inside in page_breaks.AVOID or not placed):
            return None, None
        if goes_on and any(
            row.index + cell.box.rowspan > goes_on[0] for row in placed for cell in row.children
        ):
            raise Unsupported("cell of several rows cut by the end of a page", group.tag)
        fragment = Fragment(group, used, self.fragment.content_x + self.found.spacing[0], y)
        fragment.width = sum(self.found.widths) + self.found.spacing[0] * (len(self.found.widths) - 1)
        fragment.height = at - y - (self.found.spacing[1] if placed else 0.0)
        fragment.children = placed
        return fragment, goes_on

    def _may_move(self, row: Fragment, empty: bool) -> None:
        """Refuse a row that would be split."""
        inside = (row.used.inside, *(cell.used.inside for cell in row.children))
        if empty or not any(one in page_breaks.AVOID for one in inside):
            raise Unsupported("row split by the end of a page", row.box.tag)

    def earlier(
        self, box: Box, index: int, placed: list[Fragment], empty: bool
    ) -> tuple[list[Fragment], Resume]:
        """Where the page ends if not even the next row or group fits; nowhere if that is None."""
        if placed:
            if page_breaks.break_between(self.layout, placed[-1].box, box) not in page_breaks.AVOID:
                return placed, (index, None)
            found = page_breaks.earlier_break(self.layout, placed)
            if found:
                return found
        return placed, ((index, None) if empty else None)

    def bodies(
        self, y: float, space: float, empty: bool, resume: Resume
    ) -> tuple[list[Fragment] | None, Resume, float]:
        """The groups of rows on the page, and where they end."""
        skip, sub = resume or (0, None)
        placed: list[Fragment] = []
        all_groups = groups(self.fragment.box)
        for index in range(skip, len(all_groups)):
            group = all_groups[index]
            if group.kind in ("header-group", "footer-group"):
                continue
            fragment, goes_on = self.group(group, y, space, empty, sub)
            sub = None
            if fragment is None:
                kept, before = self.earlier(group, index, placed, empty)
                return (None, None, y) if before is None else (kept, before, y)
            fragment.index = index
            placed.append(fragment)
            y += fragment.height + self.found.spacing[1]
            empty = False
            if goes_on:
                return placed, (index, goes_on), y
        return placed, None, y


def _natural(cell: Fragment) -> float:
    """How high a cell is by its content."""
    used: Used = cell.used
    return cell.baseline + cell.border[0] + cell.border[2] + used.padding[0] + used.padding[2]


def table(layout: Layout, box: Box, parent: Fragment, spot: Spot) -> Done:
    """A table in its wrapper, as far as the page goes."""
    space, resume, empty = spot.space, spot.resume, spot.empty
    used = layout.used(box.style)
    found = layout.chosen[box]
    fragment = Fragment(box, used, parent.content_x, spot.y, padding=used.padding, border=found.border)
    all_groups = groups(box)
    header = all_groups[0] if all_groups and all_groups[0].kind == "header-group" else None
    if all_groups and all_groups[-1].kind == "footer-group":
        raise Unsupported("foot of a table", box.tag)
    if resume and header is None and not used.clones:
        flow.strip(fragment, 0)
    skipped = 0
    if resume:
        skipped = sum(len(group.children) for group in all_groups[: resume[0]])
        skipped += resume[1][0] if resume[1] else 0
    if found.grid and header is None:
        fragment.border = (found.grid.above(skipped), *fragment.border[1:])
    fragment.width = found.content + fragment.padding[1] + fragment.padding[3]
    fragment.width += fragment.border[1] + fragment.border[3]
    fragment.grid = found, skipped
    one = _Table(layout, found, fragment, used.inside in page_breaks.AVOID and not empty)
    top = fragment.content_y + (0.0 if resume else found.spacing[1])
    placed: list[Fragment] = []
    at, inside = top, empty
    if header is not None:
        head, cut = one.group(header, top, space if empty else -inf, False, None)
        if head is None or cut:
            raise Unsupported("head of a table higher than a page", box.tag)
        placed, at = [head], top + head.height + found.spacing[1]
        first = next((g for g in all_groups[resume[0] if resume else 0 :] if g is not header), None)
        inside = first is not None and layout.used(first.style).inside in page_breaks.AVOID
    body, goes_on, at = one.bodies(at, space, inside, resume)
    if header is not None and not body and empty and len(all_groups) > 1:
        raise Unsupported("table whose head leaves no room", box.tag)
    if body is None or (goes_on and not empty and used.inside in page_breaks.AVOID):
        return Done(None)
    fragment.children = [*placed, *body]
    if goes_on and not used.clones:
        flow.strip(fragment, 2)
    asked = used.content_height("auto", 0.0)
    if asked != "auto":
        if goes_on or resume:
            raise Unsupported("height of a table on several pages", box.tag)
        at = max(at, fragment.content_y + asked)
    _close(fragment, at)
    return Done(fragment, goes_on, page=used.page)


def _close(table: Fragment, end: float) -> None:
    """Let a table end where its last group does; from now on its groups stand at places in it."""
    table.height = max(0.0, end - table.content_y) + table.border[0] + table.padding[0]
    table.height += table.padding[2] + table.border[2]
    for child in table.children:
        child.x -= table.x
        child.y -= table.y
