"""A text whose cells are parted by commas, tabs or semicolons, as programs for tables write it.

A text that is partly UTF-8 and partly GBK was put together from two, and says nothing sure.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from zcforms.chinese.encodings import encoding_of
from zcforms.intake.books import MAX_COLUMNS, MAX_ROWS, Cell, Unreadable

_SAVE_AS = "用Excel或WPS打开核对，另存为“Excel工作簿（.xlsx）”"
_CHINESE = re.compile("[\u4e00-\u9fff]")
_TOLD = re.compile(r"sep=(.)", re.IGNORECASE)  # Excel's own way of naming the separator in the first line
_KEPT = re.compile(r'="([^"]*)"')  # ="330…": so that Excel keeps it a text
_PARTING = ",\t;，；"
_MOST = 1_000_000  # characters of one cell


def rows_of_text(content: bytes) -> Iterator[list[Cell]]:
    """The rows and cells that are not empty, numbered as Excel shows them; Unreadable if they cannot be told.

    2010.1 comes as a number: it may have been one, and October.
    """
    text = _decoded(content)
    first = text[: text.find("\n") + 1] or text
    if told := _TOLD.fullmatch(first.strip()):
        separator, text = told[1], text[len(first) :]
    else:
        separator = _separator(text)
    csv.field_size_limit(_MOST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 0
    try:
        for row, fields in enumerate(reader, 1):
            if row > MAX_ROWS:
                raise Unreadable(f"超过{MAX_ROWS}行", "按受理点分成几个文件")
            if len(fields) > MAX_COLUMNS:
                raise Unreadable(f"第{row}行超过{MAX_COLUMNS}列，不像是一份名单", _SAVE_AS)
            if cells := [_cell(row, n, field) for n, field in enumerate(fields, 1) if field.strip()]:
                yield cells
    except csv.Error as e:
        message = f"第{row + 1}行（文件的第{reader.line_num}行）读不下去：引号不成对，或一格过长"
        raise Unreadable(message, _SAVE_AS) from e


def _cell(row: int, column: int, field: str) -> Cell:
    field = field.strip()
    if kept := _KEPT.fullmatch(field):
        return Cell(row, column, kept[1], "s", "General")
    if re.fullmatch(r"\d{4}\.\d", field):
        return Cell(row, column, float(field), "n", "General")
    return Cell(row, column, field, "s", "General")


def _separator(text: str) -> str:
    """What parts most cells in the first lines outside of quotation marks; a comma if nothing does."""
    lines = re.sub(r'"[^"]*"', "", text[:20_000]).splitlines()[:20]
    return max(_PARTING, key=lambda mark: sum(line.count(mark) for line in lines))


def _decoded(content: bytes) -> str:
    encoding = encoding_of(content)
    if encoding == "gb18030":
        _refuse_mixed(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise Unreadable(f"文件的第{line}行不是{encoding.upper()}编码的文字", _SAVE_AS) from e


def _refuse_mixed(content: bytes) -> None:
    """Raise Unreadable where lines are of two encodings: read as one, half the names would be others."""
    kinds: dict[str, int] = {}
    for number, line in enumerate(content.split(b"\n"), 1):
        if kind := _encoding_of(line):
            kinds.setdefault(kind, number)
    if len(kinds) > 1:
        (one, first), (other, second) = sorted(kinds.items(), key=lambda pair: pair[1])
        message = f"两种编码混在一起：文件的第{first}行是{one}，第{second}行是{other}"
        raise Unreadable(message, f"多半是两个文件拼成的：分别{_SAVE_AS}，再合起来")


def _encoding_of(line: bytes) -> str:
    """UTF-8 for a line that is so, and Chinese; GBK for any other that is more than ASCII; else nothing."""
    if line.isascii():
        return ""
    try:
        return "UTF-8" if _CHINESE.search(line.decode("utf-8")) else ""
    except UnicodeDecodeError:
        return "GBK"
