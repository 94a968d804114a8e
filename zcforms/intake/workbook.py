"""people.xlsx as trees of text, one a person; every value keeps its cell.

Excel's own helpfulness is the enemy: an ID number becomes a number and loses its last digits, 2010.10
becomes 2010.1. Such cells are findings, never guesses.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from openpyxl.utils import get_column_letter

from zcforms.chinese.names import told_look_alikes
from zcforms.chinese.widths import plain_code
from zcforms.ground.findings import ANSWERS, Finding, Place, Severity
from zcforms.ground.findings import Path as FieldPath
from zcforms.ground.meant import nearest
from zcforms.ground.room import Spoiled, room
from zcforms.intake.books import SAVE_ANEW, Book, Cell, Unreadable, book_bytes, opened, rows_of
from zcforms.intake.branches import Pairs, append, node_of, put
from zcforms.intake.cells import plain_text, read_cell, struck_out
from zcforms.intake.columns import KEY, KEY_COLUMN, PEOPLE, Column, Layout, Sheet, sheets
from zcforms.intake.grids import Grid, grid_of
from zcforms.intake.tree import Node
from zcforms.model.records import NONE_WORDS

_Columns = dict[int, Column | None]  # by number from 1; None for a column of the user's own
_TOP = 20  # rows in which a sheet of nobody's has its titles, if any: there may be a hundred thousand


@dataclass(frozen=True)
class Contents:
    """The people of a workbook by key, in the order of the sheet, and what is wrong with its cells.

    A finding whose `person` is set concerns that person only; the others concern the file. There is no
    layout of what could not be read.
    """

    people: Mapping[str, Node]
    findings: Sequence[Finding]
    layout: Layout | None = None


def read_workbook(path: Path, shown: str) -> Contents:
    """Everybody in a workbook; `shown` is its name in messages."""
    try:
        return room().call(_read, path, shown)
    except Spoiled as e:
        return unreadable(shown, f"工作簿{e.why}", SAVE_ANEW)


def _read(path: Path, shown: str) -> Contents:
    try:
        content = book_bytes(path)
        with opened(content) as book:
            return _Reader(shown).read(book, hashlib.sha256(content).hexdigest())
    except Unreadable as e:
        return unreadable(shown, e.message, e.hint)


def unreadable(shown: str, message: str, hint: str) -> Contents:
    """What comes of a workbook or a table that cannot be read."""
    return Contents({}, [Finding("unreadable-file", message, hint=hint, place=Place(shown))])


class _Reader:
    """Collects one workbook's people and findings."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.people: dict[str, Pairs] = {}
        self.places: dict[str, Place] = {}
        self.known: dict[str, str] = {}  # keys as they are written in 人员, by their plain form
        self.heads: dict[str, int] = {}
        self.columns: dict[FieldPath, tuple[str, str]] = {}
        self.findings: list[Finding] = []
        self.of_nobody: dict[str, list[tuple[str, Sheet, Place]]] = {}  # rows, by the plain form of their key

    def read(self, book: Book, digest: str) -> Contents:
        known = {sheet.title: sheet for sheet in sheets()}
        if PEOPLE not in book.sheets:
            near = nearest(PEOPLE, book.sheets, cutoff=0.4)
            hint = "用 zcforms new 生成的people.xlsx填写；单位自己的表，用 zcforms map"
            hint = told_look_alikes(near, f"把工作表“{near}”改名为“{PEOPLE}”") if near else hint
            return unreadable(self.shown, f"没有“{PEOPLE}”工作表", hint)
        absent = [sheet for title, sheet in known.items() if title not in book.sheets]
        spare = [title for title in book.sheets if title not in known and title != "填写说明"]
        tops = [Grid(title, list(islice(rows_of(book, title), _TOP))) for title in spare]
        meant = [(top.title, sheet) for top in tops if top.rows and (sheet := self._spare(top, absent))]
        for title, sheet in known.items():
            if title in book.sheets and not self._sheet(grid_of(book, title), sheet) and title == PEOPLE:
                break  # nobody is known, whose the rows of the others could be
        for title, sheet in meant:
            self._hold(grid_of(book, title), sheet)
        for rows in self.of_nobody.values():
            self._nobodys(rows)
        nodes = {key: Node(list(pairs), self.places[key]) for key, pairs in self.people.items()}
        return Contents(nodes, self.findings, Layout(self.heads, self.columns, digest))

    def _spare(self, grid: Grid, absent: Sequence[Sheet]) -> Sheet | None:
        """A sheet of nobody's, its top: a mistake if one of the usual sheets is absent that it may be."""
        by_title = {sheet.title: sheet for sheet in absent}
        near = nearest(grid.title, by_title) or _alike(grid, absent)
        message, place = f"不认识的工作表“{grid.title}”，没有采用", Place(self.shown, cell=grid.title)
        if near:
            self._find("unknown-sheet", message, place, told_look_alikes(grid.title, f"是否想写“{near}”？"))
            return by_title[near]
        hint = "自己记事的不必理会；要填的内容写到同名的工作表"
        self._warn("unknown-sheet", message, place, hint)
        return None

    def _hold(self, grid: Grid, sheet: Sheet) -> None:
        """Whoever has rows in a sheet that may be one of ours is held back: their list is not known then."""
        header = grid.rows[_head(grid)]
        of_keys = {cell.column for cell in header if plain_code(plain_text(cell.value)) == KEY}
        rows: dict[str, list[Cell]] = {}
        for cell in (cell for cells in grid.rows for cell in cells if cell.column in of_keys):
            if key := self.known.get(plain_code(plain_text(cell.value))):
                rows.setdefault(key, []).append(cell)
        for key, cells in rows.items():
            place = Place(self.shown, cell=f"{grid.title}!{cells[0].name}")
            message = f"工作表“{grid.title}”可能是“{sheet.title}”，这个人的{len(cells)}行没有采用"
            self._find("unknown-sheet", message, place, f"把工作表改名为“{sheet.title}”", key)
            append(self.people[key], sheet.path, Node(None, place, unread=True), place)

    def _find(self, code: str, message: str, place: Place, hint: str = "", person: str = "") -> None:
        self.findings.append(Finding(code, message, hint=hint, place=place, person=person))

    def _warn(self, code: str, message: str, place: Place, hint: str) -> None:
        self.findings.append(Finding(code, message, Severity.WARNING, hint, place=place))

    def _sheet(self, grid: Grid, sheet: Sheet) -> bool:
        """Everything in one sheet; whether it says whose its rows are."""
        header = self._titles(grid, sheet)
        columns = self._header(header, sheet)
        if columns is None:
            return False
        self._lay_out(sheet, columns)
        untitled: Counter[str] = Counter()
        numbers = [cells[0].row for cells in grid.rows if cells[0].row > header[0].row] if header else []
        self._tell_hidden(grid, numbers, columns)
        for number in numbers:
            # (One that is merged with those above is told of in its own row.)
            said = [cell for _, cell in sorted(grid.cells_of(number).items())]
            if sheet.title == PEOPLE and any(
                columns.get(c.column) is KEY_COLUMN and c.row < number for c in said
            ):
                self._tell_beside([c for c in said if c.row == number and c.column in columns], sheet)
                continue
            cells = [cell if cell.row == number else replace(cell, row=number) for cell in said]
            self._row(cells, columns, sheet)
            untitled.update(get_column_letter(c.column) for c in cells if c.column not in columns)
        for letter, count in untitled.items():
            place = Place(self.shown, cell=f"{sheet.title}!{letter}{header[0].row}")
            message = f"{letter}列没有列名，{count}格没有采用"
            hint = "自己记事的不必理会；要填的内容写到有列名的列"
            self._warn("cell-unused", message, place, hint)
        return True

    def _tell_beside(self, cells: Sequence[Cell], sheet: Sheet) -> None:
        """What somebody has in a second row of 人员 that is merged with their first."""
        if cells:
            message = f"第{cells[0].row}行和上面合并成一个人，这一行另写的{len(cells)}格没有采用"
            hint = "每人只占一行：取消合并，把这几格并到上面一行"
            place = self._place(sheet, cells[0])
            self._warn("cell-unused", message, place, hint)

    def _titles(self, grid: Grid, sheet: Sheet) -> Sequence[Cell]:
        """The row of the titles; what stands above it is told."""
        first = _head(grid)
        header = grid.rows[first] if grid.rows else []
        if header:
            self.heads[sheet.title] = header[0].row
        if first:
            place = self._place(sheet, header[0])
            message = f"列名在第{header[0].row}行，上面的{first}行没有采用"
            hint = "是标题的不必理会；是某个人的，移到列名下面"
            self._warn("cell-unused", message, place, hint)
        return header

    def _tell_hidden(self, grid: Grid, numbers: Sequence[int], columns: _Columns) -> None:
        """What of a sheet nobody sees who opens the workbook."""
        filled = {column for number in numbers for column in grid.by_number[number]}
        known = {n: column.title for n, column in columns.items() if column is not None and n in filled}
        for message, hint, cell in grid.told_hidden(numbers, known, self.heads.get(grid.title, 1)):
            place = Place(self.shown, cell=f"{grid.title}!{cell}")
            self._warn("table-hidden", message, place, hint)

    def _lay_out(self, sheet: Sheet, columns: _Columns) -> None:
        """Note where the columns are, so that the place of a value that is missing can be told."""
        for number, column in columns.items():
            if column is not None and column.fields:
                self.columns[column.fields] = (sheet.title, get_column_letter(number))

    def _header(self, header: Sequence[Cell], sheet: Sheet) -> _Columns | None:
        """Which column of the sheet is which."""
        known = {plain_code(column.title): column for column in (KEY_COLUMN, *sheet.columns)}
        titles = {cell.column: plain_text(cell.value) for cell in header}
        present = {plain_code(title) for title in titles.values()}
        absent = {column.title: column for name, column in known.items() if name not in present}
        found: _Columns = {}
        for cell in header:
            title, place = titles[cell.column], self._place(sheet, cell)
            column = known.get(plain_code(title))
            if column is None and title == ANSWERS:
                found[cell.column] = None
                continue
            if column is None:
                column = self._unknown_column(title, absent, place)
            elif column in found.values():
                self._find("repeated-key", f"“{title}”列重复", place, "删去其中一列，或改成不同的列名")
            found[cell.column] = column
        if found and KEY_COLUMN not in found.values():
            message = f"“{sheet.title}”没有“{KEY}”列，这张工作表没有采用"
            hint = f"第一行写列名，其中一列的列名是“{KEY}”；改过的改回来"
            self._find("unknown-key", message, Place(self.shown, cell=sheet.title), hint)
            return None
        return found

    def _unknown_column(self, title: str, absent: Mapping[str, Column], place: Place) -> Column | None:
        """The absent column that may be meant, whose values cannot be known then; None for a private one."""
        message = f"不认识的列“{title}”，没有采用"
        if near := nearest(title, absent, cutoff=0.5):
            self._find("unknown-key", message, place, told_look_alikes(title, f"是否想写“{near}”？"))
            return replace(absent[near], is_meant=True)
        hint = "自己记事的列不必理会；要填的内容写到相应的列"
        self._warn("unknown-key", message, place, hint)
        return None

    def _place(self, sheet: Sheet, cell: Cell) -> Place:
        return Place(self.shown, cell=f"{sheet.title}!{cell.name}")

    def _row(self, cells: Sequence[Cell], columns: _Columns, sheet: Sheet) -> None:
        of_keys = next(number for number, column in columns.items() if column is KEY_COLUMN)
        place = Place(self.shown, cell=f"{sheet.title}!{get_column_letter(of_keys)}{cells[0].row}")
        key = self._key(cells, columns, sheet, place)
        if key is None:
            return
        pairs: Pairs = []
        known = {column.title: c for c in cells if (column := columns.get(c.column)) is not None}
        if found := struck_out(known):
            self.findings.append(replace(found, place=place, person=key))
        for cell in cells:
            column = columns.get(cell.column)
            if column is None or column is KEY_COLUMN:
                continue
            node = self._value(cell, column, sheet, key)
            if node is not None:
                put(pairs, column.path, node)
        self._add(key, sheet, pairs, place)

    def _key(self, cells: Sequence[Cell], columns: _Columns, sheet: Sheet, place: Place) -> str | None:
        """Whose row it is, by the key as it is written in 人员; None if it is nobody's."""
        cell = next((c for c in cells if columns.get(c.column) is KEY_COLUMN), None)
        text, found = read_cell(cell, KEY_COLUMN) if cell is not None else ("", None)
        if found is not None:
            self.findings.append(replace(found, place=place))
        if not text:
            if found is None and any(columns.get(c.column) for c in cells):
                message = f"第{cells[0].row}行没有人员编号，该行没有采用"
                self._find("key-missing", message, place, "填上这个人的编号")
            return None
        key = self.known.get(plain_code(text))
        if sheet.title != PEOPLE:
            if key is None:
                self.of_nobody.setdefault(plain_code(text), []).append((text, sheet, place))
            return key
        if key is not None:
            message = f"人员编号“{text}”与{self.places[key].cell.partition('!')[2]}重复"
            self._find("person-repeated", message, place, "每人一行，编号不分大小写和空格", key)
            return None
        self.known[plain_code(text)] = text
        self.people[text], self.places[text] = [], place
        return text

    def _nobodys(self, rows: Sequence[tuple[str, Sheet, Place]]) -> None:
        """Rows with a key of nobody's: whom they may mean is held back, for their lists are not known then.

        Nobody is where rows stand in several sheets, beside rows of whom they may mean: they are of somebody
        who was taken out of 人员.
        """
        key = rows[0][0]
        names = {value: one for one, pairs in self.people.items() if (value := _name(pairs))}
        near = nearest(plain_code(key), [*self.known, *names])
        owner = (self.known.get(near) or names[near]) if near else ""
        shown = dict.fromkeys(sheet.title for _, sheet, _ in rows)
        lists = {name for name, _, _ in self.people.get(owner, ())}
        if len(shown) > 1 and (
            not owner or any(sheet.path[:1] and sheet.path[0] in lists for _, sheet, _ in rows)
        ):
            message = f"人员编号“{key}”不在“{PEOPLE}”之列，{_quoted(shown)}里他的{len(rows)}行没有采用"
            hint = f"不申报了的，把这些行也删去；还要申报的，先在“{PEOPLE}”中登记"
            self._find("key-unknown", message, rows[0][2], hint)
            return
        hint = (
            f"是否想写“{owner}”？先暂缓这个人"
            if owner
            else f"先在“{PEOPLE}”中登记；是名单里某个人的，改成他的编号，不改，他的表上就没有这一项"
        )
        for said, sheet, place in rows:
            self._find("key-unknown", f"人员编号“{said}”不在“{PEOPLE}”之列，该行没有采用", place, hint, owner)
            if owner:
                append(self.people[owner], sheet.path, Node(None, place, unread=True), place)

    def _add(self, key: str, sheet: Sheet, pairs: Pairs, place: Place) -> None:
        person = self.people[key]
        if not sheet.path:
            person += pairs
            return
        first = pairs[0][1].value if pairs else None
        declared_none = len(pairs) == 1 and isinstance(first, str) and first in NONE_WORDS
        append(person, sheet.path, None if declared_none else Node(pairs, place), place)

    def _value(self, cell: Cell, column: Column, sheet: Sheet, key: str) -> Node | None:
        place = self._place(sheet, cell)
        if column.is_meant:
            message = f"该格的列名不认识，可能是“{column.title}”，没有采用"
            self._find("cell-unused", message, place, "改正列名", key)
            return Node(None, place, unread=True)
        text, found = read_cell(cell, column)
        if found is not None:
            self.findings.append(replace(found, place=place, person=key))
        if text is None:
            return Node(None, place, unread=True)
        if not text:
            return None
        return node_of(text, column, place)


def _head(grid: Grid) -> int:
    """Which row has the titles, the first that has the title of the keys: a heading may stand above."""
    said = (any(plain_code(plain_text(cell.value)) == KEY for cell in cells) for cells in grid.rows)
    return next((n for n, is_header in enumerate(said) if is_header), 0)


def _alike(grid: Grid, absent: Sequence[Sheet]) -> str | None:
    """The sheet that has most of the columns of one under another name, which has most of its own.

    Of a list of the office's own, 姓名、工作单位、联系电话, one of ours may have every column, and more.
    """
    titles = {plain_code(plain_text(cell.value)) for cell in grid.rows[_head(grid)]}
    for sheet in absent if KEY in titles else ():
        shared = sum(plain_code(column.title) in titles for column in sheet.columns)
        if 2 * shared > max(len(titles), len(sheet.columns)):
            return sheet.title
    return None


def _quoted(titles: Iterable[str]) -> str:
    return "、".join(f"“{title}”" for title in titles)


def _name(pairs: Pairs) -> str | None:
    value = next((node.value for name, node, _ in pairs if name == "姓名"), None)
    return plain_code(value) if isinstance(value, str) else None
