"""What is painted on a page, in its order: texts, surfaces, borders, pictures (CSS 2.1 Appendix E)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.paper.typesetting.borders import Border, Grid
from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.columns import Columns
from zcforms.paper.typesetting.fragments import Fragment, Line, Run, Used
from zcforms.paper.typesetting.pages import Page
from zcforms.paper.typesetting.structure import Node


@dataclass(slots=True)
class Text:
    """A run of glyphs from its origin, with what is added after each of its characters.

    `heading` is the level and the number on the page of the heading that it is of; None if it is of none.
    `cell` is the cell of a table that it is in, if it is in one.
    """

    x: float
    y: float
    text: str
    used: Used
    gap: float
    heading: tuple[int, int] | None
    cell: Node | None = None


@dataclass(slots=True)
class Surface:
    """A rectangle filled with a colour."""

    x: float
    y: float
    width: float
    height: float
    color: Any


@dataclass(slots=True)
class Rule:
    """A line of a table whose borders collapse."""

    x: float
    y: float
    end_x: float
    end_y: float
    width: float
    style: str
    color: Any


@dataclass(slots=True)
class Ring:
    """The borders of a box: its outer edge, and widths, styles and colours by side."""

    x: float
    y: float
    width: float
    height: float
    widths: tuple[float, float, float, float]
    styles: tuple[str, ...]
    colors: tuple[Any, ...]


@dataclass(slots=True)
class Picture:
    """A picture in its box: its source, and how it fits."""

    x: float
    y: float
    width: float
    height: float
    source: str
    fit: str
    position: tuple[Any, Any]  # of the picture in the box: left and top, a length or a percentage of the rest


Item = Text | Surface | Rule | Ring | Picture


@dataclass(slots=True)
class Sheet:
    """A page as it is painted, with its links (x, y, width, height, target), anchors and bookmarks.

    `tables` are those that stand in no other.
    """

    width: float
    height: float
    items: list[Item] = field(default_factory=list)
    links: list[tuple[float, float, float, float, str]] = field(default_factory=list)
    anchors: dict[str, tuple[float, float]] = field(default_factory=dict)
    bookmarks: list[tuple[int, str, float, float]] = field(default_factory=list)
    tables: list[Node] = field(default_factory=list)

    def table(self) -> Node:
        """A new one."""
        made = Node("Table", len(self.tables))
        self.tables.append(made)
        return made


def display(pages: Sequence[Page]) -> list[Sheet]:
    """What is painted on each page of a document."""
    return [sheet(page) for page in pages]


def sheet(page: Page) -> Sheet:
    """What is painted on a page: made once, when it is first asked for."""
    if page.sheet is None:
        page.sheet = Sheet(page.width, page.height)
        for fragment in (page.content, *page.margins):
            page.sheet.items += _context(fragment, fragment.x, fragment.y, page.sheet)
    made: Sheet = page.sheet
    return made


def _context(fragment: Fragment, x: float, y: float, sheet: Sheet, cell: Node | None = None) -> list[Item]:
    """A box and what is in it: surfaces and borders first, then texts, then what is positioned."""
    painter = _Painter(sheet, cell)
    painter.box(fragment, x, y)
    found = painter.surfaces + painter.texts
    for positioned, left, top, within in painter.later:
        found += _context(positioned, left, top, sheet, within)
    return found


class _Painter:
    def __init__(self, sheet: Sheet, cell: Node | None) -> None:
        self.sheet, self.cell = sheet, cell
        self.surfaces: list[Item] = []
        self.texts: list[Item] = []
        self.later: list[tuple[Fragment, float, float, Node | None]] = []
        self.heading: tuple[int, int] | None = None

    def box(self, fragment: Fragment, x: float, y: float, bare: bool = False) -> None:
        """A box at a place; `bare` without its own surface and border."""
        self.mark(fragment, x, y)
        kind = fragment.box.kind
        if kind == "table":
            self.table(fragment, x, y)
            return
        around = self.heading
        if fragment.box.label:
            self.heading = fragment.used.style["bookmark_level"], len(self.sheet.bookmarks)
        if not bare:
            self.surface(fragment, x, y)
            if not (kind == "cell" and fragment.used.style["border_collapse"] == "collapse"):
                self.ring(fragment, x, y, fragment.height)
        if fragment.box.image:
            self.picture(fragment, x, y)
        left = x + fragment.border[3] + fragment.padding[3]
        top = y + fragment.border[0] + fragment.padding[0]
        for line in fragment.lines:
            self.line(line, left, top)
        for child in fragment.children:
            self.child(child, x + child.x, y + child.y)
        self.heading = around

    def child(self, child: Fragment, x: float, y: float, bare: bool = False) -> None:
        if child.used.position != "static" or child.used.hides:
            self.later.append((child, x, y, self.cell))
        else:
            self.box(child, x, y, bare)

    def mark(self, fragment: Fragment, x: float, y: float) -> None:
        """What a reader of the file can go to."""
        box = fragment.box
        if box.label:
            self.sheet.bookmarks.append((fragment.used.style["bookmark_level"], box.label, x, y))
        if box.link:
            self.sheet.links.append((x, y, fragment.width, fragment.height, box.link))
        if anchor := fragment.used.style["anchor"]:
            self.sheet.anchors.setdefault(anchor, (x, y))

    def line(self, line: Line, x: float, y: float) -> None:
        top = y + line.y
        for run in line.runs:
            if isinstance(run, Run):
                if run.text.strip():
                    left, down = x + run.x, top + run.y
                    text = Text(left, down, run.text, run.used, run.gap, self.heading, self.cell)
                    self.texts.append(text)
            elif run.used.position != "static" or run.used.hides:
                self.later.append((run, x + run.x, top + run.y, self.cell))
            else:
                inner = _Painter(self.sheet, self.cell)
                inner.heading = self.heading
                inner.box(run, x + run.x, top + run.y)
                self.texts += inner.surfaces + inner.texts
                self.later += inner.later
        for box, start, width in line.inlines:
            if box.link:
                self.sheet.links.append((x + start, top, width, line.height, box.link))

    def surface(self, fragment: Fragment, x: float, y: float) -> None:
        color = fragment.used.style["background_color"]
        if color != "currentcolor" and color[3]:
            self.surfaces.append(Surface(x, y, fragment.width, fragment.height, color))

    def ring(self, fragment: Fragment, x: float, y: float, height: float) -> None:
        if any(fragment.border):
            self.surfaces.append(Ring(x, y, fragment.width, height, fragment.border, *fragment.used.edges))

    def picture(self, fragment: Fragment, x: float, y: float) -> None:
        left = x + fragment.border[3] + fragment.padding[3]
        top = y + fragment.border[0] + fragment.padding[0]
        size = fragment.content_width, fragment.content_height
        style = fragment.used.style
        ((_, across, _, down),) = style["object_position"]
        place = across, down
        self.texts.append(Picture(left, top, *size, fragment.box.image, style["object_fit"], place))

    def table(self, table: Fragment, x: float, y: float) -> None:
        """A table: surfaces from the outside inwards, its borders, then its cells."""
        cells = []
        rows = []
        node = self.sheet.table() if self.cell is None else self.cell.add("Table")
        self.surface(table, x, y)
        for group in table.children:
            left, top = x + group.x, y + group.y
            self.surface(group, left, top)
            for row in group.children:
                across, down = left + row.x, top + row.y
                self.surface(row, across, down)
                rows.append((down, row.height))
                line = node.add("TR")
                for cell in row.children:
                    told = _told(cell.box, group.box, line)
                    cells.append((cell, across + cell.x, down + cell.y, told))
        for cell, left, top, _ in cells:
            if cell.used.position == "static":
                self.surface(cell, left, top)
        columns, skipped = table.grid
        if columns.grid:
            self.surfaces += _collapsed(table, columns, skipped, x, rows)
        else:
            end = max((down + height for down, height in rows), default=y)
            content = y + table.border[0] + table.padding[0]
            inner = min(table.content_height, end - content) if rows else table.content_height
            self.ring(table, x, y, inner + table.height - table.content_height)
            for cell, left, top, _ in cells:
                if cell.used.position == "static":
                    self.ring(cell, left, top, cell.height)
        around = self.cell
        for cell, left, top, self.cell in cells:
            self.child(cell, left, top, bare=True)
        self.cell = around


def _told(cell: Box, group: Box, line: Node) -> Node:
    """What a structure calls a cell: a head of its column, of its row, or neither."""
    if cell.tag != "th":
        return line.add("TD", "", cell.colspan, cell.rowspan)
    scope = "Column" if group.kind == "header-group" else "Row"
    return line.add("TH", scope, cell.colspan, cell.rowspan)


def _collapsed(
    table: Fragment, columns: Columns, skipped: int, x: float, rows: list[tuple[float, float]]
) -> Iterator[Rule]:
    """The rules of a table whose borders collapse, each once, the stronger ones on top."""
    grid = columns.grid
    assert grid
    if not rows:
        return
    left = x + table.border[3] + table.padding[3]
    across = [left + start for start in columns.starts]
    across.append(across[-1] + columns.widths[-1])
    down = [top for top, _ in rows]
    down.append(down[-1] + rows[-1][1])
    high, wide = len(rows), len(columns.widths)
    level, upright = _shown(table, grid, skipped, high)

    def half_level(y: int, x: int) -> float:
        return max((level[y][n][0][1] for n in (x - 1, x) if 0 <= n < wide), default=0.0) / 2

    def half_upright(y: int, x: int) -> float:
        return max((upright[n][x][0][1] for n in (y - 1, y) if 0 <= n < high), default=0.0) / 2

    found: list[tuple[Any, Rule]] = []

    def add_level(n: int, y: int) -> None:
        score, style, color = level[y][n]
        if score[1] and color[3]:
            start, end = across[n] - half_upright(y, n), across[n + 1] + half_upright(y, n + 1)
            found.append((score, Rule(start, down[y], end, down[y], score[1], style, color)))

    def add_upright(n: int, y: int) -> None:
        score, style, color = upright[y][n]
        if score[1] and color[3]:
            start, end = down[y] - half_level(y, n), down[y + 1] + half_level(y + 1, n)
            found.append((score, Rule(across[n], start, across[n], end, score[1], style, color)))

    for n in range(wide):
        add_level(n, 0)
    for y in range(high):
        add_upright(0, y)
        for n in range(wide):
            add_upright(n + 1, y)
            add_level(n, y + 1)
    found.sort(key=lambda one: one[0])
    yield from (rule for _, rule in found)


def _shown(
    table: Fragment, grid: Grid, skipped: int, high: int
) -> tuple[list[list[Border]], list[list[Border]]]:
    """The level and the upright lines of a grid on a page: those of the head, then of the rows there."""
    first = table.children[0]
    heads = len(first.children) if first.box.kind == "header-group" else 0
    offset = skipped - heads if skipped else 0
    level = [grid.level[y if heads and y <= heads else y + offset] for y in range(high + 1)]
    upright = [grid.upright[y if heads and y < heads else y + offset] for y in range(high)]
    return level, upright
