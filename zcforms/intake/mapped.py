"""The people of another desk's table as trees of text, read through a mapping; every value keeps its cell.

Nothing is dropped in silence: columns and rows that are not read, and what is hidden, are told every time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from openpyxl.utils import get_column_letter

from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding, Place, Severity, blocks
from zcforms.ground.room import Spoiled, room
from zcforms.intake.books import Unreadable, content_of
from zcforms.intake.branches import NONE_WORDS, Pairs, append, node_of, put
from zcforms.intake.cells import read_cell
from zcforms.intake.columns import KEY
from zcforms.intake.grids import SEPARATED, Grid, grids_of, words_of
from zcforms.intake.kinds import Kind, kind_of
from zcforms.intake.mapping import KEY_COLUMN, MAPPING, SheetMapping, Target, Told, lists, read_mapping
from zcforms.intake.office import is_old, modern
from zcforms.intake.splitting import parts_of, unsplit
from zcforms.intake.tree import Node
from zcforms.intake.workbook import Contents

_TOTALS = {"合计", "小计", "总计", "本页合计", "本页小计", "共计", "累计"}
_COUNT = re.compile(r"(?:合计|总计|共计?)?[:：]?\d{1,5}[人名位]")  # where a name or a total stands
_COUNTED = re.compile(r"(?:合计|小计|总计|共计?)[:：]?\d{1,5}[人名位]")
_STATES = ("审核状态", "状态", "审核结果", "申报状态")  # heads of what a platform did with somebody
_RETURNED = re.compile("退回|不通过|未通过|驳回|撤回|撤销|未提交|草稿")
_NUMBER = re.compile(r"\d{6}")  # of a document; 合计 2人 is none
_NAMES = ("姓名", "作者", "作者姓名", "申报人", "申报人姓名", "第一作者")
_TOP = 4  # rows in which the head of a sheet is looked for
ONE_ROW = (
    "一篇论文（一段经历）一行的读不了，只能一人一行：把题目、刊物、时间各列排到这个人的那一行，"
    "列名写 论文1题目、论文1刊物、论文1时间、论文2题目……"
)
_TOLD = 12  # columns or rows that one finding names


def table_bytes(path: Path, shown: str) -> bytes:
    """What is to be read of a table: an older workbook as LibreOffice makes it one of today.

    Unreadable, or UnreadableInput for an older one that cannot be converted.
    """
    content = content_of(path)
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
    except Unreadable as e:
        return _unreadable(shown, e.message, e.hint)
    except UnreadableInput as e:
        return _unreadable(shown, e.message, e.hint)
    except Spoiled as e:
        return _unreadable(shown, f"这张表{e.why}", "用Excel或WPS打开，另存一份普通的xlsx后再用")


def _unreadable(shown: str, message: str, hint: str) -> Contents:
    return Contents({}, [Finding("unreadable-file", message, hint=hint, place=Place(shown))])


def _read(content: bytes, name: str, shown: str, told: Told) -> Contents:
    try:
        grids = grids_of(content, name)
    except Unreadable as e:
        return _unreadable(shown, e.message, e.hint)
    assert told.mapping is not None, "a mapping with faults reads nothing"
    people: dict[str, Node] = {}
    findings: list[Finding] = []
    by_title = {grid.title: grid for grid in grids}
    for i, sheet in enumerate(told.mapping.sheets):
        grid = by_title.get(sheet.title) if sheet.title else grids[0]
        if grid is None:
            hint = "对应关系里的“名称”要与工作表的名称一样；或删去对应关系，再运行 zcforms map"
            message = f"表里没有工作表“{sheet.title}”"
            findings.append(Finding("mapping-outdated", message, hint=hint, place=Place(shown)))
            continue
        reader = _Reader(shown, grid, told, i)
        reader.read()
        findings += reader.findings
        for key, node in reader.people.items():
            if key in people:
                findings.append(_twice(key, people[key].place, node.place))
            people.setdefault(key, node)
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
        hint = ONE_ROW if _has_names(grid) else anew
        yield Finding("sheet-unmapped", message, severity, hint, place=Place(shown, cell=grid.title))


def _has_names(grid: Grid) -> bool:
    """Whether a sheet names people, as one does with a row for every paper of theirs."""
    rows = list(grid.by_number.values())[:_TOP]
    return any(words_of(cell) in _NAMES for row in rows for cell in row.values())


@dataclass(frozen=True)
class _Row:
    """A row of somebody's: the texts of its cells by column, and their faults; None for what is not known."""

    number: int
    texts: Mapping[int, str | None]
    findings: Sequence[Finding]


class _Reader:
    """Collects the people and findings of one sheet."""

    def __init__(self, shown: str, grid: Grid, told: Told, i: int) -> None:
        assert told.mapping is not None
        self.shown, self.grid, self.told, self.i = shown, grid, told, i
        self.sheet: SheetMapping = told.mapping.sheets[i]
        self.heads = {head.column: head for head in grid.heads(*self.sheet.head_rows)}
        self.columns: dict[int, tuple[Target, ...]] = {}  # those that are read
        self.people: dict[str, Node] = {}
        self.findings: list[Finding] = []
        self.unused = dict.fromkeys(place for one, _, place in told.fixed[i] if one.sheet.path)

    def read(self) -> None:
        if self._lay_out():
            rows = list(self._rows())
            for row, key in zip(rows, self._keys(rows), strict=True):
                self._person(row, key)
            self._tell_hidden(rows)
            self._tell_returned(rows)
            self._tell_unused()

    def _find(self, code: str, message: str, severity: Severity, hint: str, cell: str) -> None:
        place = Place(self.shown, cell=f"{self.grid.title}!{cell}")
        self.findings.append(Finding(code, message, severity, hint, place=place))

    # --- columns ---------------------------------------------------------------------------------

    def _lay_out(self) -> bool:
        """Which column is which; False if the table is no longer laid out as the mapping says."""
        targets, head = self.told.targets[self.i], self.sheet.head_rows[1]
        columns = {one.name: column for column, one in self.heads.items()}
        if missing := [name for name in targets if name not in columns]:
            message = f"表头和对应关系对不上，表里的人没有采用：没有{_listed(missing)}"
            hint = "表改过了：删去对应关系（或改名留着参考），再运行 zcforms map，重新核对"
            self._find("mapping-outdated", message, Severity.ERROR, hint, f"A{head}")
            return False
        self.columns = {columns[name]: ones for name, ones in targets.items() if ones}
        unread = [name for name, ones in targets.items() if not ones]
        added = [name for name in columns if name not in targets]
        if unread:
            message = f"{len(unread)}列写明不读，没有采用：{_listed(unread)}"
            self._find("column-unmapped", message, Severity.INFO, "", f"{_letter(unread[0])}{head}")
        if added:
            message = f"{len(added)}列对应关系里没有写，没有采用：{_listed(added)}"
            hint = "要用的，在对应关系里加上一行；不要的写“不读”"
            self._find("column-unmapped", message, Severity.WARNING, hint, f"{_letter(added[0])}{head}")
        return True

    def _column_of(self, title: str) -> int | None:
        """The column of a value of the person's own."""
        return next(
            (
                column
                for column, ones in self.columns.items()
                if any(not one.sheet.path and one.column.title == title for one in ones)
            ),
            None,
        )

    # --- rows ------------------------------------------------------------------------------------

    def _rows(self) -> Iterator[_Row]:
        """The rows of people; the others are told."""
        others: list[int] = []
        for number in self.grid.by_number:
            if number <= self.sheet.head_rows[1]:
                continue
            row = self._row(number)
            if self._is_somebodys(row):
                yield row
            else:
                others.append(number)
        if others:
            message = f"{len(others)}行没有姓名，或是合计、重复的表头，没有采用：第{_listed(others)}行"
            hint = "合计、填表人、页尾不必理会；是某个人的，补上姓名"
            self._find("row-unread", message, Severity.WARNING, hint, f"A{others[0]}")

    def _row(self, number: int) -> _Row:
        cells, findings = self.grid.cells_of(number), []
        texts: dict[int, str | None] = {}
        for column, ones in self.columns.items():
            texts[column], found = read_cell(cells[column], ones[0].column) if column in cells else ("", None)
            if found is not None:
                findings.append(replace(found, place=self._place(number, column)))
        return _Row(number, texts, findings)

    def _is_somebodys(self, row: _Row) -> bool:
        names = self._column_of("姓名")
        assert names is not None, "a mapping without a name is refused"
        name, number = row.texts[names], row.texts.get(self._column_of("证件号码") or 0, "")
        if name is None or (not name and _NUMBER.search(number or "")):
            return True
        if not name or "".join(name.split()) in self.heads[names].said:
            return False
        return bool(_NUMBER.search(number or "")) or not self._is_total(row.number, names)

    def _is_total(self, row: int, names: int) -> bool:
        """Whether a row counts people: a total in any of its columns, or a number of people for a name."""
        said = {column: words_of(cell) for column, cell in self.grid.cells_of(row).items()}
        totals = any(text in _TOTALS or _COUNTED.fullmatch(text) for text in said.values())
        return totals or bool(_COUNT.fullmatch(said.get(names, "")))

    def _place(self, row: int, column: int) -> Place:
        return Place(self.shown, cell=f"{self.grid.title}!{get_column_letter(column)}{row}")

    def _keys(self, rows: Sequence[_Row]) -> Iterator[str]:
        """Everybody's key: as a column of the table says, else the name, of namesakes with their unit."""
        names = [row.texts[self._column_of("姓名") or 0] or f"第{row.number}行" for row in rows]
        often = Counter(names)
        keys, units = self._column_of(KEY), self._column_of("工作单位")
        for row, name in zip(rows, names, strict=True):
            if keys is not None:
                yield row.texts[keys] or name
            elif often[name] > 1 and units is not None:
                yield f"{name}（{row.texts[units] or row.number}）"
            else:
                yield name

    def _tell_hidden(self, rows: Sequence[_Row]) -> None:
        shape = self.grid.shape
        if self.grid.is_hidden:
            message = "这张工作表是隐藏的，照样读了"
            self._find("table-hidden", message, Severity.WARNING, "核对是不是要用的一张", "A1")
        if unseen := [row.number for row in rows if row.number in shape.unseen_rows]:
            message = f"{len(unseen)}人在隐藏（或筛选掉）的行里，照样读了：第{_listed(unseen)}行"
            hint = "不申报的，从表里删去；要申报的，取消隐藏和筛选再核对"
            self._find("table-hidden", message, Severity.WARNING, hint, f"A{unseen[0]}")
        if hidden := [self.heads[c].name for c in self.columns if c in shape.unseen_columns]:
            message = f"{len(hidden)}列是隐藏的，照样读了：{_listed(hidden)}"
            self._find("table-hidden", message, Severity.WARNING, "取消隐藏再核对", f"{_letter(hidden[0])}1")

    def _tell_returned(self, rows: Sequence[_Row]) -> None:
        """Whom the platform sent back, though nobody reads that column: they are read like the others."""
        for column in (c for c, head in self.heads.items() if head.said and head.said[-1] in _STATES):
            for row in rows:
                cell = self.grid.cells_of(row.number).get(column)
                if cell is not None and _RETURNED.search(said := words_of(cell)):
                    message = f"“{self.heads[column].caption}”是“{said[:20]}”，照样读了"
                    hint = "还不能申报的，从表里删去这一行；已改好的不必理会"
                    where = f"{get_column_letter(column)}{row.number}"
                    self._find("row-returned", message, Severity.WARNING, hint, where)

    def _tell_unused(self) -> None:
        """What is to be the same in every entry of a list of which nobody has one."""
        for one, _, place in self.told.fixed[self.i]:
            if place in self.unused and self.people:
                message = f"统一填写的“{one.plain}”没有用上：表里谁也没有一项“{one.sheet.title}”"
                title = f"{one.sheet.title}1.{one.column.title}"
                hint = f"每个人都要有一项的，写明第几项（{title}），就给每个人加上；不用的删去"
                self.findings.append(Finding("fixed-unused", message, Severity.WARNING, hint, place=place))

    # --- people ----------------------------------------------------------------------------------

    def _person(self, row: _Row, key: str) -> None:
        names = self._column_of(KEY) or self._column_of("姓名")
        place = self._place(row.number, names or 1)
        if (earlier := self.people.get(key)) is not None:
            self.findings.append(_twice(key, earlier.place, place))
            return
        findings = list(row.findings)
        pairs: Pairs = []
        entries: dict[tuple[str, int], Pairs] = {}
        for column, ones in self.columns.items():
            for one, node in self._nodes(row, column, ones, findings):
                into = entries.setdefault((one.sheet.title, one.entry), []) if one.sheet.path else pairs
                if one.column != KEY_COLUMN:
                    put(into, one.column.path, node)
        self._fix(pairs, entries, place)
        for (title, _), entry in sorted(entries.items(), key=lambda item: item[0][1]):
            _enter(pairs, title, entry)
        self.people[key] = Node(list(pairs), place)
        self.findings += [replace(found, person=key) for found in findings]

    def _nodes(
        self, row: _Row, column: int, ones: Sequence[Target], findings: list[Finding]
    ) -> Iterator[tuple[Target, Node]]:
        """What a cell says of each of its targets; an empty one is told as the place where to write."""
        text, place = row.texts[column], self._place(row.number, column)
        if text is None:
            yield from ((one, Node(None, place, unread=True)) for one in ones)
            return
        parts = parts_of(text, ones)
        if parts is None:
            findings.append(unsplit(text, ones, place))
            yield from ((one, Node(None, place, unread=True)) for one in ones)
            return
        for one, part in zip(ones, parts, strict=True):
            said = self.told.words[self.i].get(one.plain, {}).get(part, part)
            yield one, node_of(said, one.column, place) if said else Node(None, place)

    def _fix(self, pairs: Pairs, entries: dict[tuple[str, int], Pairs], row: Place) -> None:
        """What is the same for everybody, where the table itself says nothing.

        An entry that no column of the table has a part in is everybody's.
        """
        told = set(entries)
        for one, text, place in self.told.fixed[self.i]:
            if one.number and (one.sheet.title, one.number) not in told:
                into = entries.setdefault((one.sheet.title, one.number), [])
                put(into, one.column.path, node_of(text, one.column, place), row)
                self.unused.pop(place, None)
                continue
            listed = [
                entry
                for (title, number), entry in entries.items()
                if title == one.sheet.title and one.number in (0, number) and _is_filled(entry)
            ]
            if listed:
                self.unused.pop(place, None)
            for into in listed if one.sheet.path else [pairs]:
                if not any(_is_filled([pair]) for pair in _at(into, one.column.path)):
                    put(into, one.column.path, node_of(text, one.column, place), row)


def _is_filled(pairs: Pairs) -> bool:
    return any(node.value is not None or node.unread for _, node, _ in pairs)


def _at(pairs: Pairs, path: Sequence[str]) -> Pairs:
    """The pairs at the end of a way, as far as there are any."""
    found = [pair for pair in pairs if pair[0] == path[0]]
    inner = [pair for _, node, _ in found if isinstance(node.value, list) for pair in node.value]
    return _at([pair for pair in inner if isinstance(pair, tuple)], path[1:]) if path[1:] else found


def _enter(pairs: Pairs, title: str, entry: Pairs) -> None:
    """An entry of a list, unless nothing of it is filled in; the word for none where the first one stands."""
    said = [node for _, node, _ in entry if node.value is not None or node.unread]
    if not said:
        return
    path = lists()[title].path
    none = len(said) == 1 and isinstance(said[0].value, str) and said[0].value in NONE_WORDS
    append(pairs, path, None if none else Node(list(entry), said[0].place), said[0].place)


def _letter(name: str) -> str:
    return name.partition(" ")[0]


def _listed(ones: Sequence[object]) -> str:
    return "、".join(map(str, ones[:_TOLD])) + ("等" if len(ones) > _TOLD else "")
