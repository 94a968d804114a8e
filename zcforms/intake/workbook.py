"""people.xlsx as trees of text, one a person; every value keeps its cell.

Excel's own helpfulness is the enemy: an ID number becomes a number and loses its last digits, 2010.10
becomes 2010.1. Such cells are findings, never guesses.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from zcforms.ground.findings import Finding, Place
from zcforms.intake.columns import KEY, PEOPLE, Column, Sheet, sheets
from zcforms.intake.tree import Node

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
_NONE_WORDS = {"无", "没有"}
_Pairs = list[tuple[str, Node, Place]]


def read_workbook(path: Path, shown: str) -> tuple[dict[str, Node], list[Finding]]:
    """The people of a workbook by key, in the order of the sheet, and what is wrong with its cells.

    A finding whose `person` is set concerns that person only; the others concern the file.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            return {}, [_unreadable(shown, "文件过大", "按受理点分成几个工作文件夹")]
        book = openpyxl.load_workbook(path, read_only=True)
    except (OSError, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        return {}, [_unreadable(shown, "不是完好的xlsx文件", "用Excel或WPS另存为“Excel工作簿（.xlsx）”")]
    try:
        return _Reader(shown).read(book)
    finally:
        book.close()


def _unreadable(shown: str, message: str, hint: str) -> Finding:
    return Finding("unreadable-file", message, hint=hint, place=Place(shown))


class _Reader:
    """Collects one workbook's people and findings."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.people: dict[str, _Pairs] = {}
        self.places: dict[str, Place] = {}
        self.findings: list[Finding] = []

    def read(self, book: Any) -> tuple[dict[str, Node], list[Finding]]:
        known = {sheet.title: sheet for sheet in sheets()}
        if PEOPLE not in book.sheetnames:
            return {}, [
                _unreadable(self.shown, f"没有“{PEOPLE}”工作表", "用 zcforms new 生成的people.xlsx填写")
            ]
        for title in book.sheetnames:
            if title not in known and title != "填写说明":
                near = get_close_matches(title, known, n=1)
                hint = f"是否想写“{near[0]}”？" if near else "可用的工作表：" + "、".join(known)
                self._find("unknown-sheet", f"不认识的工作表“{title}”", Place(self.shown, cell=title), hint)
        for title, sheet in known.items():
            if title in book.sheetnames:
                self._sheet(book[title], sheet)
        nodes = {key: Node(list(pairs), self.places[key]) for key, pairs in self.people.items()}
        return nodes, self.findings

    def _find(self, code: str, message: str, place: Place, hint: str = "", person: str = "") -> None:
        self.findings.append(Finding(code, message, hint=hint, place=place, person=person))

    def _sheet(self, rows: Any, sheet: Sheet) -> None:
        lines = rows.iter_rows(max_row=MAX_ROWS)
        header = next(lines, ())
        columns = self._header(header, sheet)
        if columns is None:
            return
        for cells in lines:
            values = [cell for cell in cells if cell.value is not None and str(cell.value).strip()]
            if values:
                self._row(values, columns, sheet)

    def _header(self, header: Sequence[Any], sheet: Sheet) -> dict[int, Column | None] | None:
        """Which column of the sheet is which; None stands for 人员编号."""
        known = {column.title: column for column in sheet.columns}
        found: dict[int, Column | None] = {}
        for cell in header:
            title = str(cell.value).strip() if cell.value is not None else ""
            place = self._place(sheet, cell) if title else Place(self.shown)
            if title == KEY:
                found[cell.column] = None
            elif title in known:
                if known[title] in found.values():
                    self._find("repeated-key", f"“{title}”列重复", place)
                found[cell.column] = known[title]
            elif title:
                near = get_close_matches(title, known, n=1, cutoff=0.5)
                hint = f"是否想写“{near[0]}”？" if near else "可用的列：" + "、".join(known)
                self._find("unknown-key", f"不认识的列“{title}”", place, hint)
        if found and None not in found.values():
            self._find("unknown-key", f"“{sheet.title}”没有“{KEY}”列", Place(self.shown, cell=sheet.title))
            return None
        return found

    def _place(self, sheet: Sheet, cell: Any) -> Place:
        return Place(self.shown, cell=f"{sheet.title}!{get_column_letter(cell.column)}{cell.row}")

    def _row(self, cells: Sequence[Any], columns: dict[int, Column | None], sheet: Sheet) -> None:
        place = Place(self.shown, cell=f"{sheet.title}!A{cells[0].row}")
        key_cell = next((c for c in cells if c.column in columns and columns[c.column] is None), None)
        if key_cell is None:
            self._find(
                "key-missing", f"第{cells[0].row}行没有人员编号，该行没有采用", place, "填上这个人的编号"
            )
            return
        key = str(key_cell.value).strip()
        if sheet.title == PEOPLE:
            if key in self.people:
                self._find("person-repeated", f"人员编号“{key}”重复", place, "每人一行", key)
                return
            self.people[key], self.places[key] = [], place
        elif key not in self.people:
            near = get_close_matches(key, self.people, n=1)
            hint = f"是否想写“{near[0]}”？" if near else f"先在“{PEOPLE}”中登记"
            self._find("key-unknown", f"人员编号“{key}”不在“{PEOPLE}”之列，该行没有采用", place, hint)
            return
        pairs: _Pairs = []
        for cell in cells:
            column = columns.get(cell.column)
            if column is None:
                if cell.column not in columns:
                    self._find(
                        "cell-unused",
                        "该格不在任何一列之下，没有采用",
                        self._place(sheet, cell),
                        "补上列名",
                        key,
                    )
                continue
            node = self._value(cell, column, sheet, key)
            if node is not None:
                _put(pairs, column.path, node)
        self._add(key, sheet, pairs, place)

    def _add(self, key: str, sheet: Sheet, pairs: _Pairs, place: Place) -> None:
        person = self.people[key]
        if not sheet.path:
            person += pairs
            return
        first = pairs[0][1].value if pairs else None
        declared_none = len(pairs) == 1 and isinstance(first, str) and first in _NONE_WORDS
        _append(person, sheet.path, None if declared_none else Node(pairs, place), place)

    def _value(self, cell: Any, column: Column, sheet: Sheet, key: str) -> Node | None:
        place = self._place(sheet, cell)
        text = self._text(cell, column, place, key)
        if text is None:
            return None
        if column.title == "文件":
            return Node([_file(part, place) for part in _parts(text)], place)
        if column.is_list:
            return Node([Node(part, place) for part in _parts(text)], place)
        return Node(text, place)

    def _text(self, cell: Any, column: Column, place: Place, key: str) -> str | None:
        value = cell.value
        if cell.data_type == "f":
            self._find("cell-formula", f"“{column.title}”是公式", place, "复制后“选择性粘贴—数值”", key)
            return None
        if cell.data_type == "e":
            self._find("cell-formula", f"“{column.title}”是错误值{value}", place, "改成实际内容", key)
            return None
        if isinstance(value, datetime | date):
            by_month = "d" not in str(cell.number_format).lower()
            return f"{value.year}.{value.month:02d}" + ("" if by_month else f".{value.day:02d}")
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = format(Decimal(repr(value)), "f").removesuffix(".0")
            if column.is_date and re.fullmatch(r"\d{4}\.\d", number):
                hint = "把该列设为“文本”格式，重新填写（如2010.01或2010.10）"
                message = f"“{column.title}”的{number}是数字，分不清是1月还是10月"
                self._find("cell-number", message, place, hint, key)
                return None
            if len(number.replace(".", "")) > 15:
                hint = "把该列设为“文本”格式，重新填写"
                self._find(
                    "cell-number", f"“{column.title}”被Excel存成了数字，末几位已经丢失", place, hint, key
                )
                return None
            return number
        return str(value).strip()


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[、;；\n]", text) if part.strip()]


def _file(part: str, place: Place) -> Node:
    """合同.pdf[1-3] → file and pages."""
    match = re.fullmatch(r"(.*?)\[([^\]]*)\]", part)
    pairs: _Pairs = [("文件", Node(match[1].strip() if match else part, place), place)]
    if match:
        pairs.append(("页", Node(match[2].strip(), place), place))
    return Node(list(pairs), place)


def _branch(pairs: _Pairs, steps: Sequence[str], place: Place) -> _Pairs:
    """The pairs at the end of a way of nested records, made where they are missing."""
    for step in steps:
        inner = next((node for name, node, _ in pairs if name == step), None)
        if inner is None:
            inner = Node([], place)
            pairs.append((step, inner, place))
        assert isinstance(inner.value, list)
        pairs = inner.value  # type: ignore[assignment]
    return pairs


def _put(pairs: _Pairs, path: Sequence[str], node: Node) -> None:
    _branch(pairs, path[:-1], node.place).append((path[-1], node, node.place))


def _append(pairs: _Pairs, path: Sequence[str], node: Node | None, place: Place) -> None:
    holder = _branch(pairs, path[:-1], place)
    existing = next((n for name, n, _ in holder if name == path[-1]), None)
    if existing is None:
        existing = Node([], place)
        holder.append((path[-1], existing, place))
    if node is not None:
        assert isinstance(existing.value, list)
        existing.value.append(node)  # type: ignore[arg-type]
