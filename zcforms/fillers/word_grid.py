"""A table of a Word file as a grid: which cell covers which rows and columns, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from zcforms.fillers.word_file import W

_TWIP = 25.4 / 1440  # mm
MOST_COLUMNS = 63  # that a table of Word can have
_USUAL = 21  # half points: 五号, what Chinese Word writes in
_LINE = 13  # twips of a line for each half point: 1.3 times the size


@dataclass(frozen=True, eq=False)
class Cell:
    """A cell: its element, the first row and column that it covers, how many of each, and its text.

    `width` and `height` are mm, the height as far as the rows say one.
    """

    element: Any
    row: int
    column: int
    rows: int
    columns: int
    text: str
    width: float
    height: float

    @property
    def below(self) -> int:
        """The first row beneath it."""
        return self.row + self.rows

    @property
    def beside(self) -> int:
        """The first column right of it."""
        return self.column + self.columns


@dataclass(frozen=True, eq=False)
class Grid:
    """A table: its element, its rows, its cells, and by row and column the cell that lies there."""

    element: Any
    rows: tuple[Any, ...]
    cells: tuple[Cell, ...]
    at: dict[tuple[int, int], Cell]

    @cached_property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """By row the cells that cover it, from left to right."""
        found: list[dict[int, Cell]] = [{} for _ in self.rows]
        for cell in sorted(self.cells, key=lambda one: one.column):
            for number in range(cell.row, cell.below):
                found[number][cell.column] = cell
        return tuple(tuple(row.values()) for row in found)

    @cached_property
    def columns(self) -> int:
        """How many columns it has."""
        return max((cell.beside for cell in self.cells), default=0)

    @cached_property
    def bands(self) -> tuple[Cell | None, ...]:
        """By row the last cell above it that goes over the whole table."""
        found: list[Cell | None] = []
        last = None
        for row in self.lines:
            found.append(last)
            if row and row[0].columns == self.columns:
                last = row[0]
        return tuple(found)

    def row(self, number: int) -> tuple[Cell, ...]:
        """The cells that cover a row, from left to right."""
        return self.lines[number]

    def begun(self, number: int) -> list[Cell]:
        """The cells that begin in a row."""
        return [cell for cell in self.row(number) if cell.row == number]

    def ended(self, number: int) -> list[Cell]:
        """The cells that end in a row."""
        return [cell for cell in self.row(number) if cell.below == number + 1]


def grids(part: Any) -> list[Grid]:
    """The tables of a part in the order of reading; one inside another is a table of its own."""
    return [_grid(table) for table in part.iter(f"{W}tbl")]


def own(element: Any, tag: str, table: Any) -> Iterator[Any]:
    """The elements of a kind that belong to a table and to none inside it, whatever wraps them."""
    for found in element.iter(f"{W}{tag}"):
        if next(found.iterancestors(f"{W}tbl")) is table:
            yield found


def paragraphs(cell: Any) -> list[Any]:
    """The paragraphs of a cell itself."""
    return [p for p in cell.iter(f"{W}p") if next(p.iterancestors(f"{W}tc", f"{W}txbxContent")) is cell]


_READ_AS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}sym": "□"}


def pieces_of(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """What is read in a paragraph, piece by piece: its texts, tabs, breaks and symbols."""
    for piece in paragraph.iter(f"{W}t", *_READ_AS):
        if next(piece.iterancestors(f"{W}p")) is paragraph and piece.getparent().tag == f"{W}r":
            yield piece, _READ_AS.get(piece.tag, piece.text or "")


def text_of(paragraph: Any) -> str:
    """What is read in a paragraph."""
    return "".join(said for _, said in pieces_of(paragraph))


def split_lines(table: Any) -> None:
    """Make lines that are broken by hand (Shift+Enter) paragraphs of their own: each can then be filled."""
    for line in [p for p in table.iter(f"{W}p") if next(p.iter(f"{W}br"), None) is not None]:
        rest = line
        for run in [r for r in line if r.tag == f"{W}r"]:
            if rest is not line:
                rest.append(run)
            for piece in list(run):
                if piece.tag == f"{W}br" and piece.get(f"{W}type") is None:
                    rest = _next_line(rest, run, piece)
                    run = rest[-1]


def _next_line(line: Any, run: Any, broken: Any) -> Any:
    """What follows a break in a run, as the first of a new paragraph that looks alike; the break goes."""
    new, moved = etree.Element(f"{W}p"), etree.Element(f"{W}r")
    for above, made, name in ((line, new, "pPr"), (run, moved, "rPr")):
        looks = above.find(f"{W}{name}")
        if looks is not None:
            made.append(deepcopy(looks))
    moved.extend(list(broken.itersiblings()))
    run.remove(broken)
    new.append(moved)
    line.addnext(new)
    return new


def keep_height(grid: Grid, cell: Cell) -> None:
    """Tell the row of a cell how high its lines make it, unless it says so: some of them may then go."""
    if cell.height or cell.rows > 1:
        return
    sizes = [_number(size) for size in cell.element.iter(f"{W}sz")]
    half_points = max(sizes, default=0) or _USUAL
    row = grid.rows[cell.row]
    about = row.find(f"{W}trPr")
    if about is None:
        about = etree.Element(f"{W}trPr")
        own_first = row.find(f"{W}tblPrEx")
        row.insert(0 if own_first is None else 1, about)
    height = etree.SubElement(about, f"{W}trHeight")
    height.set(f"{W}val", str(len(paragraphs(cell.element)) * half_points * _LINE))
    height.set(f"{W}hRule", "atLeast")


@dataclass
class _Begun:
    """A cell as far as it was read."""

    element: Any
    row: int
    column: int
    columns: int
    rows: int = 1


def _grid(table: Any) -> Grid:
    rows = tuple(own(table, "tr", table))
    begun: list[_Begun] = []
    above: dict[int, _Begun] = {}  # by its first column, the cell that a merge would go on with
    for number, row in enumerate(rows):
        column = _number(row.find(f"{W}trPr/{W}gridBefore"))
        left: _Begun | None = None
        for element in own(row, "tc", table):
            columns = min(max(1, _number(element.find(f"{W}tcPr/{W}gridSpan"))), MOST_COLUMNS)
            if left is not None and _goes_on(element.find(f"{W}tcPr/{W}hMerge")):
                left.columns += columns  # the old way to say that two cells beside each other are one
                column += columns
                continue
            merge = element.find(f"{W}tcPr/{W}vMerge")
            one = above.get(column)
            if _goes_on(merge) and one is not None and one.row + one.rows == number:
                one.rows += 1
            else:
                one = above[column] = _Begun(element, number, column, columns)
                begun.append(one)
            left = one
            column += columns
    widths = [_number(c, "w") * _TWIP for c in table.findall(f"{W}tblGrid/{W}gridCol")]
    heights = [_number(row.find(f"{W}trPr/{W}trHeight")) * _TWIP for row in rows]
    cells = tuple(
        Cell(
            *(one.element, one.row, one.column, one.rows, one.columns),
            "\n".join(text_of(p) for p in paragraphs(one.element)),
            sum(widths[one.column : one.column + one.columns]),
            sum(heights[one.row : one.row + one.rows]),
        )
        for one in begun
    )
    at = {
        (r, c): cell
        for cell in cells
        for r in range(cell.row, cell.below)
        for c in range(cell.column, cell.beside)
    }
    return Grid(table, rows, cells, at)


def _goes_on(merge: Any) -> bool:
    """Whether a cell is a part of the one above or beside it."""
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _number(element: Any, name: str = "val") -> int:
    """A whole number that Word wrote, 0 for none."""
    said = "" if element is None else element.get(f"{W}{name}", "")
    return int(said) if said.isdecimal() and len(said) < 6 else 0
