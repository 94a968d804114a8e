"""The people of another desk's table as trees of text, read through a mapping; every value keeps its cell.

Nothing is dropped in silence: columns and rows that are not read, and what is hidden, are told every time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from openpyxl.utils import get_column_letter

from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding, Place, Severity, blocks
from zcforms.ground.room import Spoiled, room
from zcforms.intake.books import SAVE_ANEW, Unreadable, book_bytes
from zcforms.intake.branches import Pairs
from zcforms.intake.columns import KEY
from zcforms.intake.desks.laid import Laid, Row, enter
from zcforms.intake.desks.linked import Linked
from zcforms.intake.desks.mapping import MAPPING, Told, read_mapping
from zcforms.intake.grids import SEPARATED, Grid, grids_of, words_of
from zcforms.intake.kinds import Kind, kind_of
from zcforms.intake.office import is_old, modern
from zcforms.intake.tree import Node
from zcforms.intake.workbook import Contents, unreadable

_STATES = ("审核状态", "状态", "审核结果", "申报状态")  # heads of what a platform did with somebody
_RETURNED = re.compile("退回|不通过|未通过|驳回|撤回|撤销|未提交|草稿")
_NUMBER = re.compile(r"\d{6}")  # of a document; 合计 2人 is none
_NAMES = ("姓名", "作者", "作者姓名", "申报人", "申报人姓名", "第一作者")
_TOP = 4  # rows in which the head of a sheet is looked for
ONE_ROW = (
    "一篇论文（一段经历）一行的，放在人员以外的一张工作表里，写上证件号码或姓名，对应关系里写“接到”（见docs/tables.md）；"
    "或把题目、刊物、时间各列排到这个人的那一行，列名写 论文1题目、论文1刊物、论文1时间、论文2题目……"
)


def table_bytes(path: Path, shown: str) -> bytes:
    """What is to be read of a table: an older workbook as LibreOffice makes it one of today.

    Unreadable, or UnreadableInput for an older one that cannot be converted.
    """
    content = book_bytes(path)
    if path.name.lower().endswith(SEPARATED):
        return content
    if kind_of(content) is Kind.LOCKED:
        raise Unreadable("设有打开密码", "用Excel或WPS打开，去掉密码另存")
    return modern(content, shown) if is_old(content) else content


def mapping_of(path: Path) -> Path:
    """Where the mapping of a table is."""
    return path.with_name(path.name + MAPPING)


def read_table(path: Path, shown: str) -> Contents:
    """Everybody in a table of a folder of work; `shown` is its name in messages."""
    mapping = mapping_of(path)
    if not mapping.is_file():
        message = "这张表还没有对应关系，表里的人没有采用"
        hint = (
            f"运行 zcforms map {shown}（在工作文件夹里），核对它写的{mapping.name}；不用的表，移出这个文件夹"
        )
        return Contents({}, [Finding("mapping-missing", message, hint=hint, place=Place(shown))])
    try:
        told = read_mapping(mapping, shown + MAPPING)
        if told.mapping is None or blocks(told.findings):
            return Contents({}, told.findings)
        content = table_bytes(path, shown)
        return room().call(_read, content, path.name, shown, told)
    except (Unreadable, UnreadableInput) as e:
        return unreadable(shown, e.message, e.hint)
    except Spoiled as e:
        return unreadable(shown, f"这张表{e.why}", SAVE_ANEW)


def _read(content: bytes, name: str, shown: str, told: Told) -> Contents:
    try:
        grids = grids_of(content, name)
    except Unreadable as e:
        return unreadable(shown, e.message, e.hint)
    assert told.mapping is not None, "a mapping with faults reads nothing"
    people: dict[str, Node] = {}
    findings: list[Finding] = []
    linked: list[Linked] = []
    by_title = {grid.title: grid for grid in grids}
    for i, sheet in enumerate(told.mapping.sheets):
        grid = by_title.get(sheet.title) if sheet.title else grids[0]
        if grid is None:
            hint = "对应关系里的“名称”要与工作表的名称一样；或删去对应关系，再运行 zcforms map"
            message = f"表里没有工作表“{sheet.title}”"
            findings.append(Finding("mapping-outdated", message, hint=hint, place=Place(shown)))
            continue
        if sheet.link:
            linked.append(Linked(shown, grid, told, i))
            continue
        reader = _People(shown, grid, told, i)
        reader.read()
        findings += reader.findings
        for key, node in reader.people.items():
            if key in people:
                findings.append(_twice(key, people[key].place, node.place))
            people.setdefault(key, node)
    for entries in linked:
        entries.read(people)
        findings += entries.findings
    findings += _left(grids, told, shown)
    return Contents(people, findings)


def _twice(key: str, first: Place, place: Place) -> Finding:
    """Two rows under one key: only the first is read."""
    message = f"人员编号“{key}”重复，前一处在{first}，这一行没有采用"
    hint = f"同一个人留一行；{ONE_ROW}；是两个人的，在表里加一列人员编号，各写一个"
    return Finding("person-repeated", message, hint=hint, place=place, person=key)


def _left(grids: Sequence[Grid], told: Told, shown: str) -> Iterator[Finding]:
    """The sheets that nobody reads, those that say so and those that are new."""
    assert told.mapping is not None
    read = {sheet.title or grids[0].title for sheet in told.mapping.sheets}
    for grid in grids:
        if grid.title in read or not grid.rows:
            continue
        known = grid.title in told.mapping.unread
        said = f"工作表“{grid.title}”" + ("是隐藏的，" if grid.is_hidden else "")
        message = f"{said}没有采用" + ("" if known else "，对应关系里没有写它")
        severity = Severity.INFO if known else Severity.WARNING
        anew = "" if known else "要用的，删去对应关系，再运行 zcforms map；不要的写进“不读的工作表”"
        hint = (f"{ONE_ROW}；{anew}" if anew else ONE_ROW) if _has_names(grid) else anew
        yield Finding("sheet-unmapped", message, severity, hint, place=Place(shown, cell=grid.title))


def _has_names(grid: Grid) -> bool:
    """Whether a sheet names people, as one does with a row for every paper of theirs."""
    rows = list(grid.by_number.values())[:_TOP]
    return any(words_of(cell) in _NAMES for row in rows for cell in row.values())


class _People(Laid):
    """A sheet of people, a row each."""

    def read(self) -> None:
        """Everybody of the sheet, and what there is to be told of it."""
        if self.lay_out():
            rows = list(self._rows())
            for row, key in zip(rows, self._keys(rows), strict=True):
                self._person(row, key)
            self.tell_hidden(rows)
            self._tell_returned(rows)
            self.tell_unused()

    # --- rows ------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[Row]:
        """The rows of people; the others are told."""
        others: list[int] = []
        for number in self.grid.by_number:
            if number <= self.sheet.head_rows[1]:
                continue
            row = self.row(number)
            if self._is_somebodys(row):
                yield row
            else:
                others.append(number)
        self.tell_others(others, "没有姓名", "是某个人的，补上姓名")

    def _is_somebodys(self, row: Row) -> bool:
        names = self.column_of("姓名")
        assert names is not None, "a mapping without a name is refused"
        name, number = row.texts[names], row.texts.get(self.column_of("证件号码") or 0, "")
        if name is None or (not name and _NUMBER.search(number or "")):
            return True
        if not name or "".join(name.split()) in self.heads[names].said:
            return False
        return bool(_NUMBER.search(number or "")) or not self.is_total(row.number, names)

    def _keys(self, rows: Sequence[Row]) -> Iterator[str]:
        """Everybody's key: as a column of the table says, else the name, of namesakes with their unit."""
        names = [row.texts[self.column_of("姓名") or 0] or f"第{row.number}行" for row in rows]
        often = Counter(names)
        keys, units = self.column_of(KEY), self.column_of("工作单位")
        for row, name in zip(rows, names, strict=True):
            if keys is not None:
                yield row.texts[keys] or name
            elif often[name] > 1 and units is not None:
                yield f"{name}（{row.texts[units] or row.number}）"
            else:
                yield name

    def _tell_returned(self, rows: Sequence[Row]) -> None:
        """Whom the platform sent back, though nobody reads that column: they are read like the others."""
        for column in (c for c, head in self.heads.items() if head.said and head.said[-1] in _STATES):
            for row in rows:
                cell = self.grid.cells_of(row.number).get(column)
                if cell is not None and _RETURNED.search(said := words_of(cell)):
                    message = f"“{self.heads[column].caption}”是“{said[:20]}”，照样读了"
                    hint = "还不能申报的，从表里删去这一行；已改好的不必理会"
                    where = f"{get_column_letter(column)}{row.number}"
                    self.find("row-returned", message, Severity.WARNING, hint, where)

    # --- people ----------------------------------------------------------------------------------

    def _person(self, row: Row, key: str) -> None:
        names = self.column_of(KEY) or self.column_of("姓名")
        place = self.place(row.number, names or 1)
        if (earlier := self.people.get(key)) is not None:
            self.findings.append(_twice(key, earlier.place, place))
            return
        findings = list(row.findings)
        pairs: Pairs = []
        for title, entry in self.said(row, place, findings, pairs):
            enter(pairs, title, entry)
        self.people[key] = Node(list(pairs), place)
        self.findings += [replace(found, person=key) for found in findings]
