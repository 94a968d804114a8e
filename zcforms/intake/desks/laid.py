"""A sheet of another desk's table as its mapping lays it out: its columns, and what each row says.

Whoever stands in a row is for others to say: people, a row each (mapped), or entries of their lists (linked).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from zcforms.chinese.names import one_line
from zcforms.ground.findings import Finding, Place, Severity
from zcforms.intake.branches import Pairs, append, node_of, put
from zcforms.intake.cells import read_cell, struck_out
from zcforms.intake.columns import KEY_COLUMN
from zcforms.intake.desks.mapping import SheetMapping, Target, Told, lists
from zcforms.intake.desks.splitting import parts_of, unsplit
from zcforms.intake.grids import Grid, listed, words_of
from zcforms.intake.tree import Node
from zcforms.model.records import NONE_WORDS

Entries = Sequence[tuple[str, Pairs]]  # of a row: the title of the list, and what the entry says
_TOTALS = {"合计", "小计", "总计", "本页合计", "本页小计", "共计", "累计"}
_COUNT = re.compile(r"(?:合计|总计|共计?)?[:：]?\d{1,5}[人名位]")  # where a name or a total stands
_COUNTED = re.compile(r"(?:合计|小计|总计|共计?)[:：]?\d{1,5}[人名位篇项]")


@dataclass(frozen=True)
class Row:
    """A row of somebody's: the texts of its cells by column, and their faults; None for what is not known."""

    number: int
    texts: Mapping[int, str | None]
    findings: Sequence[Finding]


class Laid:
    """One sheet, and what was found in it."""

    def __init__(self, shown: str, grid: Grid, told: Told, i: int) -> None:
        assert told.mapping is not None
        self.shown, self.grid, self.told, self.i = shown, grid, told, i
        self.sheet: SheetMapping = told.mapping.sheets[i]
        self.heads = {head.column: head for head in grid.heads(*self.sheet.head_rows)}
        self.columns: dict[int, tuple[Target, ...]] = {}  # those that are read
        self.people: dict[str, Node] = {}  # those of the sheet, or whose entries it tells
        self.findings: list[Finding] = []
        self.unused = dict.fromkeys(place for one, _, place in told.fixed[i] if one.sheet.path)

    def find(self, code: str, message: str, severity: Severity, hint: str, cell: str) -> None:
        """Tell something of the sheet that concerns nobody in particular."""
        place = Place(self.shown, cell=f"{self.grid.title}!{cell}")
        self.findings.append(Finding(code, message, severity, hint, place=place))

    def lay_out(self) -> bool:
        """Which column is which; False if the table is no longer laid out as the mapping says."""
        targets, head = self.told.targets[self.i], self.sheet.head_rows[1]
        columns = {one.name: column for column, one in self.heads.items()}
        if missing := [name for name in targets if name not in columns]:
            message = f"表头和对应关系对不上，表里的人没有采用：没有{listed(missing)}"
            here = {letter(name): name for name in columns}
            now = listed([here[letter(name)] for name in missing if letter(name) in here])
            hint = "表改过了：删去对应关系（或改名留着参考），再运行 zcforms map，重新核对"
            hint += f"；只是改了“表头”的行数：列名照现在的写：{now}" if now else ""
            self.find("mapping-outdated", message, Severity.ERROR, hint, f"A{head}")
            return False
        self.columns = {columns[name]: ones for name, ones in targets.items() if ones}
        unread = [name for name, ones in targets.items() if not ones]
        added = [name for name in columns if name not in targets]
        if unread:
            message = f"{len(unread)}列写明不读，没有采用：{listed(unread)}"
            self.find("column-unmapped", message, Severity.INFO, "", f"{letter(unread[0])}{head}")
        if added:
            message = f"{len(added)}列对应关系里没有写，没有采用：{listed(added)}"
            hint = "要用的，在对应关系里加上一行；不要的写“不读”"
            self.find("column-unmapped", message, Severity.WARNING, hint, f"{letter(added[0])}{head}")
        return True

    def column_of(self, title: str) -> int | None:
        """The column of a value of the person's own."""
        return next(
            (
                column
                for column, ones in self.columns.items()
                if any(not one.sheet.path and one.column.title == title for one in ones)
            ),
            None,
        )

    # --- rows -------------------------------------------------------------------------------------

    def row(self, number: int) -> Row:
        """What stands in the columns that are read."""
        cells, findings = self.grid.cells_of(number), []
        texts: dict[int, str | None] = {}
        for column, ones in self.columns.items():
            texts[column], found = read_cell(cells[column], ones[0].column) if column in cells else ("", None)
            if found is not None:
                findings.append(replace(found, place=self.place(number, column)))
        if found := struck_out({self.heads[c].name: cells[c] for c in self.columns if c in cells}):
            findings.append(replace(found, place=self.place(number, next(iter(self.columns)))))
        return Row(number, texts, findings)

    def is_total(self, row: int, names: int) -> bool:
        """Whether a row counts people: a total in any of its columns, or a number of people for a name."""
        said = {column: words_of(cell) for column, cell in self.grid.cells_of(row).items()}
        totals = any(text in _TOTALS or _COUNTED.fullmatch(text) for text in said.values())
        return totals or bool(_COUNT.fullmatch(said.get(names, "")))

    def place(self, row: int, column: int) -> Place:
        """Where a cell is."""
        return Place(self.shown, cell=f"{self.grid.title}!{get_column_letter(column)}{row}")

    def said(self, row: Row, place: Place, findings: list[Finding], own: Pairs) -> Entries:
        """The entries of lists that a row tells, in their order; what is the person's own goes into `own`."""
        entries: dict[tuple[str, int], Pairs] = {}
        for column, ones in self.columns.items():
            for one, node in self._nodes(row, column, ones, findings):
                into = entries.setdefault((one.sheet.title, one.entry), []) if one.sheet.path else own
                if one.column != KEY_COLUMN:
                    put(into, one.column.path, node)
        self._fix(own, entries, place)
        return [(title, entry) for (title, _), entry in sorted(entries.items(), key=lambda item: item[0][1])]

    def _nodes(
        self, row: Row, column: int, ones: Sequence[Target], findings: list[Finding]
    ) -> Iterator[tuple[Target, Node]]:
        """What a cell says of each of its targets; an empty one is told as the place where to write."""
        text, place = row.texts[column], self.place(row.number, column)
        if text is None:
            yield from ((one, Node(None, place, unread=True)) for one in ones)
            return
        parts = parts_of(text, ones)
        if parts is None:
            findings.append(unsplit(text, ones, place))
            yield from ((one, Node(None, place, unread=True)) for one in ones)
            return
        for one, part in zip(ones, parts, strict=True):
            words = self.told.words[self.i].get(one.plain, {})
            said = words.get(part, words.get(one_line(part), part))
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
                if title == one.sheet.title and one.number in (0, number) and is_filled(entry)
            ]
            if listed:
                self.unused.pop(place, None)
            for into in listed if one.sheet.path else [pairs]:
                if not any(is_filled([pair]) for pair in at(into, one.column.path)):
                    put(into, one.column.path, node_of(text, one.column, place), row)

    def tell_hidden(self, rows: Sequence[Row]) -> None:
        """What of the sheet nobody sees who opens it."""
        numbers, called = [row.number for row in rows], {c: self.heads[c].name for c in self.columns}
        for message, hint, cell in self.grid.told_hidden(numbers, called, self.sheet.head_rows[1]):
            self.find("table-hidden", message, Severity.WARNING, hint, cell)

    def tell_others(self, rows: Sequence[int], lacking: str, cure: str) -> None:
        """The rows that are nobody's."""
        if rows:
            message = f"{len(rows)}行{lacking}，或是合计、重复的表头，没有采用：第{listed(rows)}行"
            hint = f"合计、填表人、页尾不必理会；{cure}"
            self.find("row-unread", message, Severity.WARNING, hint, f"A{rows[0]}")

    def tell_unused(self) -> None:
        """What is to be the same in every entry of a list of which nobody has one."""
        for one, _, place in self.told.fixed[self.i]:
            if place in self.unused and self.people:
                message = f"统一填写的“{one.plain}”没有用上：表里谁也没有一项“{one.sheet.title}”"
                title = f"{one.sheet.title}1.{one.column.title}"
                hint = f"每个人都要有一项的，写明第几项（{title}），就给每个人加上；不用的删去"
                self.findings.append(Finding("fixed-unused", message, Severity.WARNING, hint, place=place))


def is_filled(pairs: Pairs) -> bool:
    """Whether there is anything in an entry, though it cannot be known."""
    return any(node.value is not None or node.unread for _, node, _ in pairs)


def at(pairs: Pairs, path: Sequence[str]) -> Pairs:
    """The pairs at the end of a way, as far as there are any."""
    found = [pair for pair in pairs if pair[0] == path[0]]
    inner = [pair for _, node, _ in found if isinstance(node.value, list) for pair in node.value]
    return at([pair for pair in inner if isinstance(pair, tuple)], path[1:]) if path[1:] else found


def enter(pairs: Pairs, title: str, entry: Pairs) -> None:
    """An entry of a list, unless nothing of it is filled in; the word for none where the first one stands."""
    said = [node for _, node, _ in entry if node.value is not None or node.unread]
    if not said:
        return
    path = lists()[title].path
    none = len(said) == 1 and isinstance(said[0].value, str) and said[0].value in NONE_WORDS
    append(pairs, path, None if none else Node(list(entry), said[0].place), said[0].place)


def letter(name: str) -> str:
    """The letter of a column, of its name in a mapping."""
    return name.partition(" ")[0]
