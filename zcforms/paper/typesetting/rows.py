"""The rows of a table: how high they are, and where the content of their cells stands (CSS 2.1 §17.5.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.columns import Columns
from zcforms.paper.typesetting.fragments import Fragment

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout


def rows(layout: Layout, found: Columns, group: Box) -> list[Fragment]:
    """The rows of a group, laid out one below the other, with their cells as high as they have to be."""
    if group not in found.rows:
        found.rows[group] = _rows(layout, found, group)
    return found.rows[group]


def _rows(layout: Layout, found: Columns, group: Box) -> list[Fragment]:
    ending: list[list[tuple[Fragment, float]]] = [[] for _ in group.children]
    placed: list[Fragment] = []
    at = 0.0
    for n, row in enumerate(group.children):
        used = layout.used(row.style)
        fragment = Fragment(row, used, y=at, width=found.across, index=n)
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
    """A cell with its content, as high as that and its style ask for."""
    used = layout.used(cell.style)
    border = found.grid.cells[id(cell)] if found.grid else used.border
    across = found.widths[cell.column]
    if cell.colspan > 1:
        across = sum(found.widths[cell.column : cell.column + cell.colspan])
        across += found.spacing[0] * (cell.colspan - 1)
    inner = across - border[1] - border[3] - used.padding[1] - used.padding[3]
    content = layout.cell(cell, inner)
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


def natural_height(cell: Fragment) -> float:
    """How high a cell is by its content."""
    used = cell.used
    return cell.baseline + cell.border[0] + cell.border[2] + used.padding[0] + used.padding[2]


def _on_baseline(cells: list[Fragment]) -> None:
    """Move cells down that stand on the baseline of their row."""
    standing = [cell for cell in cells if cell.used.vertical not in ("top", "middle", "bottom")]
    if not standing:
        return
    lines = []
    for cell in standing:
        found = cell.baseline_within()
        if found is None:
            found = cell.border[0] + cell.padding[0] + cell.content_height
        lines.append(found)
    for cell, line in zip(standing, lines, strict=True):
        if extra := max(lines) - line:
            _down(cell, extra)
            cell.height += extra


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
