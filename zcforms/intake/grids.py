"""A table that another desk laid out, as sheets of cells, whichever program wrote the file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from openpyxl.utils import get_column_letter

from zcforms.chinese.names import in_use
from zcforms.intake.books import Book, Cell, Shape, opened, rows_of, shape_of
from zcforms.intake.cells import plain_text
from zcforms.intake.separated import rows_of_text

SEPARATED = (".csv", ".tsv")  # whose cells are parted by a character
_LONGEST = 40  # characters of a caption that tell it from another
_WIDEST = 256  # columns of one group
_TOLD = 12  # columns or rows that one finding names


@dataclass(frozen=True)
class Head:
    """What stands over a column: its letter, and what the rows of the head say there, from above."""

    column: int
    said: tuple[str, ...]

    @property
    def caption(self) -> str:
        """What the rows say, one after another: 论文1／题目."""
        return "／".join(self.said)[:_LONGEST]

    @property
    def name(self) -> str:
        """The column as a mapping names it: F 论文1／题目."""
        return f"{get_column_letter(self.column)} {self.caption}".rstrip()


@dataclass(frozen=True)
class Grid:
    """One sheet: its title, its rows that are not empty, and its shape."""

    title: str
    rows: Sequence[Sequence[Cell]] = field(repr=False)
    shape: Shape = field(default_factory=Shape)
    is_hidden: bool = False

    @cached_property
    def by_number(self) -> Mapping[int, Mapping[int, Cell]]:
        """The cells by row and column, both from 1."""
        return {cells[0].row: {cell.column: cell for cell in cells} for cells in self.rows if cells}

    @cached_property
    def _merged_down(self) -> Mapping[int, list[tuple[int, int]]]:
        """By column the first and the last row of its merged areas, in order."""
        found: dict[int, list[tuple[int, int]]] = {}
        for top, left, bottom, right in sorted(self.shape.merged):
            if left == right:
                found.setdefault(left, []).append((top, bottom))
        return found

    def cells_of(self, row: int) -> dict[int, Cell]:
        """The cells of a row by column; one that is merged with those above says the same in every row."""
        cells = dict(self.by_number.get(row, {}))
        for column, areas in self._merged_down.items():
            at = bisect_right(areas, row, key=lambda area: area[0]) - 1
            if at < 0 or column in cells:
                continue
            top, bottom = areas[at]
            above = self.by_number.get(top, {}).get(column)
            if top < row <= bottom and above is not None:
                cells[column] = above
        return cells

    def heads(self, first: int, last: int) -> list[Head]:
        """What stands over every column that has anything in it, by the rows of the head."""
        said = {row: self._said(row, row < last) for row in range(first, last + 1)}
        used = {cell.column for cells in self.rows for cell in cells if cell.row >= first}
        found = []
        for column in sorted(used):
            words = [said[row].get(column, "") for row in said]
            found.append(Head(column, tuple(dict.fromkeys(word for word in words if word))))
        return found

    def told_hidden(
        self, rows: Sequence[int], columns: Mapping[int, str], head: int
    ) -> Iterator[tuple[str, str, str]]:
        """What is said of it where nobody sees it who opens the workbook, what to do, and at which cell.

        Of these rows, and these columns by what they are called, whose head ends in some row.
        """
        if self.is_hidden and rows:
            yield "这张工作表是隐藏的，照样读了", "取消隐藏，核对是不是要用的一张", "A1"
        if unseen := [row for row in rows if row in self.shape.unseen_rows]:
            message = f"隐藏（或筛选掉）的{len(unseen)}行，照样读了：第{listed(unseen)}行"
            yield message, "不要的从表里删去；要的，取消隐藏和筛选再核对", f"A{unseen[0]}"
        if hidden := sorted(columns.keys() & self.shape.unseen_columns):
            message = f"{len(hidden)}列是隐藏的，照样读了：{listed([columns[n] for n in hidden])}"
            yield message, "不要的内容删去；要的，取消隐藏再核对", f"{get_column_letter(hidden[0])}{head}"

    def goes_on(self, row: int) -> bool:
        """Whether a head goes on below a row: only there do its merged groups say what their columns are."""
        groups = [range(left, right + 1) for top, left, low, right in self.shape.merged if low == row >= top]
        wide = [group for group in groups if len(group) > 1]
        below = {column for column, cell in self.by_number.get(row + 1, {}).items() if words_of(cell)}
        return bool(below) and all(any(column in group for group in wide) for column in below)

    def _said(self, row: int, is_above: bool) -> dict[int, str]:
        """The words of a row of the head; those of a group stand over all its columns.

        Where nothing is merged, they reach as far as the row below goes on and this one is silent.
        """
        said = {number: words_of(cell) for number, cell in self.cells_of(row).items()}
        wide = [area for area in self.shape.merged if area[0] <= row <= area[2] and area[1] < area[3]]
        for top, left, _, right in wide:
            if words := self._above(top, left):
                said |= dict.fromkeys(range(left, min(right, left + _WIDEST) + 1), words)
        if is_above and not wide:
            below = self.by_number.get(row + 1, {})
            group = ""
            for column in sorted({*said, *below}):
                group = said.get(column, group) if column in below else ""
                if group:
                    said[column] = group
        return said

    def _above(self, row: int, column: int) -> str:
        cell = self.by_number.get(row, {}).get(column)
        return words_of(cell) if cell else ""


def listed(ones: Sequence[object]) -> str:
    """Some columns or rows, told after one another."""
    return "、".join(map(str, ones[:_TOLD])) + ("等" if len(ones) > _TOLD else "")


def words_of(cell: Cell) -> str:
    """What a cell of a head says, without the spaces and breaks that make it narrow, in usual characters."""
    return in_use(re.sub(r"\s+", "", plain_text(cell.value)))


def grids_of(content: bytes, name: str) -> list[Grid]:
    """The sheets of a table by the bytes of an .xlsx or separated file; Unreadable if it is none."""
    if name.lower().endswith(SEPARATED):
        return [Grid(name.rpartition(".")[0], list(rows_of_text(content)))]
    with opened(content) as book:
        return [grid_of(book, title) for title in book.sheets]


def grid_of(book: Book, title: str) -> Grid:
    """A sheet of a workbook; Unreadable where it is damaged, or beyond bounds."""
    return Grid(title, list(rows_of(book, title)), shape_of(book, title), book.sheets[title].is_hidden)
