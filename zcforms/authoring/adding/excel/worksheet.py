"""A worksheet read as a Word table is, by the same words: where it has blanks, and what each asks for."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree
from openpyxl.utils import get_column_letter

from zcforms.authoring.adding.as_word import KEYS, add_cell, words_in, write
from zcforms.authoring.adding.word.captions import Words, is_caption, meant
from zcforms.authoring.adding.word.listings import headed
from zcforms.authoring.adding.word.marks import Draft
from zcforms.authoring.adding.word.table import Table
from zcforms.authoring.adding.word.tabular import read_table
from zcforms.chinese.typefaces import width as measure
from zcforms.fillers.sheets import Book
from zcforms.fillers.sheets.anchoring import LEAST, box_of
from zcforms.fillers.sheets.cells import At, Sheet, name_of
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import MOST_COLUMNS, grids

_MOST_ROWS = 1000
_TWIPS = 20  # of a pt
_FORMULA = "＝"  # stands for a formula: neither blank nor a caption
_ROW = re.compile(r"\{\{ row\.(\w+) \}\}")
_WITHIN = re.compile(r"\.within\([^()]*\)")
_SURE_HEAD = 3  # captions


@dataclass
class _Table(Table):
    """A worksheet while it is read: its cells are called as Excel does, B4."""

    name: str = ""
    rows: tuple[int, ...] = ()  # of the sheet, by those of the table

    def place(self, cell: Any) -> str:
        """Where a cell is."""
        return f"{self.name}!{name_of((self.rows[cell.row], cell.column + 1))}"

    def context(self, top: int) -> str:
        """What stands over a head: the name of the sheet and its title, too."""
        return f"{self.name}\n{self.around}\n{super().context(top)}"


@dataclass
class Reading:
    """A sheet that was read: each cell as it was and, in the table, as it is now."""

    sheet: Sheet
    was: Mapping[At, str]
    cells: Mapping[At, Any]
    tags: dict[At, str] = field(default_factory=dict)

    def now(self) -> dict[At, tuple[str, str]]:
        """The cells that say something else than they did, and the ground that they stand on."""
        found = {}
        for at, cell in self.cells.items():
            if (said := words_in(cell)) != self.was[at]:
                shade = next(cell.iter(f"{W}shd"), None)
                found[at] = said, "" if shade is None else shade.get(f"{W}fill", "")
        return found


def read_sheet(book: Book, sheet: Sheet, words: Words, draft: Draft) -> Reading | None:
    """Guess what belongs into the blanks of a sheet; None for an empty one."""
    rows = _rows(book, sheet)
    if not rows:
        return None
    element, lines, cells = _as_table(book, sheet, rows)
    (grid,) = grids(element.getparent())
    title = next((sheet.text(at).strip() for at in sorted(sheet.cells) if sheet.text(at).strip()), "")
    reading = Reading(sheet, {at: words_in(cell) for at, cell in cells.items()}, cells)
    begun = len(draft.lists), len(draft.gone)
    table = _Table(grid, 1, title, words, draft, name=sheet.name, rows=tuple(rows))
    _leave_examples(table)
    read_table(table)
    reading.tags = {at: said for at, (said, _) in reading.now().items()}
    _leave_alone(reading, draft)
    for number, (first, others) in enumerate(draft.gone[begun[1] :], begun[0]):
        _repeat(reading, draft, number, lines[first], [lines[other] for other in others])
    unseen = {column for _, column in reading.tags} & set(sheet.hidden_columns())
    if columns := "、".join(get_column_letter(column) for column in sorted(unseen)):
        draft.unread.append(
            f"工作表“{sheet.name}”的{columns}列隐藏着：填了也印不出来，要印的取消隐藏，再添加"
        )
    return reading


def _rows(book: Book, sheet: Sheet) -> dict[int, int]:
    """The rows that say or draw something, each with its last column that does.

    The blank row below captions side by side is one more: it may be that of a list. So is the blank cell
    after a caption that stands alone: it may be its value.
    """
    rows: dict[int, int] = {}
    worded: dict[int, list[int]] = {}
    for row, column in sorted(sheet.cells):
        at = row, column
        says = bool(sheet.text(at).strip()) or sheet.formula(at) is not None
        if row <= _MOST_ROWS and column < MOST_COLUMNS and (says or _is_drawn(book, sheet, at)):
            rows[row] = max(rows.get(row, 0), column)
            if says and sheet.formula(at) is None and not sheet.text(at).strip().isdecimal():
                worded.setdefault(row, []).append(column)
    for top, _, low, far in sheet.merged():
        for row in set(rows) & set(range(top, low + 1)):
            rows[row] = max(rows[row], min(far, MOST_COLUMNS))
    for row, columns in worded.items():
        if columns[-1] == rows[row] and columns[-1] - 1 not in columns:
            rows[row] += 1
    heads = (row for row, columns in worded.items() if {c + 1 for c in columns} & set(columns))
    below = {row + 1: rows[row] for row in heads if row + 1 not in rows}
    return dict(sorted({**rows, **below}.items()))


def _is_drawn(book: Book, sheet: Sheet, at: At) -> bool:
    return book.styles.is_bordered(sheet.style(at))


def _seen_until(book: Book, sheet: Sheet, at: At, right: int, merged: Container[At]) -> int:
    """The last column that the words of a cell are seen in: they may go on over blank cells of their own."""
    style, column = sheet.style(at), at[1]
    if not book.styles.flows(style) or sheet.formula(at) is not None:
        return column
    needed = measure(sheet.text(at).partition("\n")[0].strip()) * book.styles.size(style)
    while column < right and needed > sheet.room(at[1], column):
        beside = at[0], column + 1
        if sheet.text(beside) or sheet.formula(beside) is not None or _is_drawn(book, sheet, beside):
            break
        if beside in merged:
            break
        column += 1
    return column


def _as_table(book: Book, sheet: Sheet, rows: Mapping[int, int]) -> tuple[Any, dict[Any, int], dict[At, Any]]:
    """The sheet as a table of a Word file; the rows of the sheet by its lines, its cells by their places."""
    ends = {(top, left): (low, far) for top, left, low, far in sheet.merged()}
    corner = {
        (row, column): (top, left)
        for (top, left), (low, far) in ends.items()
        for row in range(top, min(low, _MOST_ROWS) + 1)
        for column in range(left, min(far, MOST_COLUMNS) + 1)
    }
    table = etree.SubElement(etree.Element(f"{W}body"), f"{W}tbl")
    widths = etree.SubElement(table, f"{W}tblGrid")
    for column in range(1, max(rows.values()) + 1):
        wide = round(sheet.room(column, column) * _TWIPS)
        etree.SubElement(widths, f"{W}gridCol").set(f"{W}w", str(wide))
    lines: dict[Any, int] = {}
    cells: dict[At, Any] = {}
    for row, right in rows.items():
        line, column = etree.SubElement(table, f"{W}tr"), 1
        lines[line] = row
        while column <= right:
            top, left = corner.get((row, column), (row, column))
            seen = _seen_until(book, sheet, (row, column), right, corner)
            low, far = ends.get((top, left)) or (row, seen)
            is_first = row == top
            merge = "" if low == top else "restart" if is_first else "continue"
            cell = add_cell(line, min(far, right) - column + 1, merge)
            if is_first:
                cells[row, column] = cell
            write(cell, _said(sheet, (row, column)) if is_first else "")
            column = min(far, right) + 1
    return table, lines, cells


def _said(sheet: Sheet, at: At) -> str:
    """What a cell says; a formula in a row that is blank otherwise is a part of a blank row."""
    if sheet.formula(at) is None:
        return sheet.text(at)
    others = (
        sheet.text(one).strip() for one in sheet.cells if one[0] == at[0] and sheet.formula(one) is None
    )
    return "" if all(not text or text.isdecimal() for text in others) else _FORMULA


def _leave_alone(reading: Reading, draft: Draft) -> None:
    """Take back what was guessed of pictures where the cell is too low, and of cells with formulas."""
    for at in list(reading.tags):
        keys = set(KEYS.findall(reading.tags[at]))
        guesses = [one for one in draft.fields if one.key in keys]
        is_picture = any(one.format == "image" for one in guesses)
        if is_picture and box_of(reading.sheet, at)[2] >= LEAST:
            reading.tags[at] = _WITHIN.sub("", reading.tags[at])  # (the cell says how large)
            is_picture = False
        if not guesses or not (is_picture or reading.sheet.formula(at) is not None):
            continue
        del reading.tags[at]
        draft.fields = [one for one in draft.fields if one not in guesses]
        draft.marks = [mark for mark in draft.marks if not set(mark.guesses) & set(guesses)]
        if is_picture:
            draft.unread.append(f"{guesses[0].place}的照片：格子不到20毫米高，放不下照片，做好后自己插入")


def _repeat(reading: Reading, draft: Draft, number: int, first: int, others: list[int]) -> None:
    """The tags of a list in each of its rows: what is reckoned or numbered there stays."""
    asked = draft.lists[number]
    kept = []
    for at in [at for at in reading.tags if at[0] == first]:
        found = _ROW.fullmatch(reading.tags.pop(at))
        if found and reading.sheet.formula(at) is None:
            kept.append(found[1])
            for row in (first, *others):
                reading.tags[row, at[1]] = f"{{{{ {asked.key}.{found[1]} }}}}"
    columns = tuple(column for column in asked.columns if column.key in kept)
    draft.lists[number] = replace(asked, columns=columns)
    dropped = {f"{asked.key}.{column.key}" for column in asked.columns} - {
        f"{asked.key}.{key}" for key in kept
    }
    draft.marks = [m for m in draft.marks if not {guess.key for guess in m.guesses} & dropped]


def _leave_examples(table: _Table) -> None:
    """Heads that are known, with words in the row below them: nothing there is touched, and that is told."""
    grid = table.grid
    for number in range(len(grid.rows) - 1):
        cells = grid.ended(number)
        if len(cells) < _SURE_HEAD or not all(is_caption(cell.text) for cell in cells):
            continue
        if all(cell.columns > 1 for cell in cells):
            continue  # groups, over the heads of their columns: whatever else is one goes through both rows
        found = headed([cell.text for cell in cells], table.context(number), table.words.scope)
        below = grid.begun(number + 1)
        said = [
            cell.text.strip() for cell in below if cell.text.strip() and not cell.text.strip().isdecimal()
        ]
        if found is None or not found.sure or not said or all(_is_head(text, table) for text in said):
            continue
        table.take(*cells)
        for other in range(number + 1, len(grid.rows)):
            begun = grid.begun(other)
            if [cell.column for cell in begun] != [cell.column for cell in below]:
                break
            table.take(*begun)
        told = "下一行已经有内容，没有动；是示例的，删去内容、留着空行，再添加"
        table.draft.unread.append(f"{table.place(cells[0])}起的清单：{told}")


def _is_head(text: str, table: _Table) -> bool:
    """Whether words below a head may be a second row of it."""
    return meant(text, table.words).sure
