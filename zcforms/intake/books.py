"""A workbook opened for reading, or the reason why it cannot be."""

from __future__ import annotations

import errno
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel, from_ISO8601

from zcforms.ground.errors import reason
from zcforms.ground.files import read_file
from zcforms.ground.office_parts import COMPOUND, STRICT, archive_of, is_unseen, row_number
from zcforms.intake.book_parts import Package, SheetPart, Style, Text, each, text_of, written_in
from zcforms.intake.kinds import Kind, kind_of

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 16_384  # as many as Excel has
_LAST_ROW = 1_048_576
_MOST_CHARACTERS = 32_767  # of a cell: more than that Excel neither takes nor shows
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\br\s*=\s*[\"'](\d+)[\"']")
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^<>]*>[^<>\s]")  # a value, or a text of its own
_PART, _TAG = 2**20, 400  # bytes that are looked at at once, and of a tag that a part may cut
SAVE_ANEW = "用Excel或WPS打开，另存一份普通的xlsx后再用"  # what no process comes to an end with
_SAVE_AS = "用Excel或WPS另存为“Excel工作簿（.xlsx）”"
# What is raised of a part that is cut off, missing or not as the standard has it.
_DAMAGED = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # of a part with a password of its own, or of a way to pack that is not known
    SyntaxError,  # of XML
    LookupError,
    ValueError,
    OverflowError,
)
_DOCUMENTS = (Kind.DOCX, Kind.PPTX, Kind.OFD, Kind.PACKED)
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")
UNREAD = "unread"  # the kind of a cell that holds what is not of its kind, or more than a cell can
_LOST = Style()  # of a cell whose style the file does not have
_NO_DAY = 60  # 29 February 1900, which Excel has and nobody else


class Unreadable(Exception):
    """A workbook that cannot be read: why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty: where it is (both count from 1), what it holds and how it shows it.

    It is `struck` if all or a part of it is shown struck out. Of one that is UNREAD the value says why.
    """

    row: int
    column: int
    value: Any
    kind: str  # as the file says it (18.18.11); "f" is a formula, "d" a date, "e" an error; or UNREAD
    number_format: str
    struck: bool = False

    @property
    def name(self) -> str:
        """The cell as Excel calls it, C7."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class _Held:
    """What a cell holds, its kind, and whether a part of it is struck out."""

    value: Any
    kind: str
    struck: bool = False


class Book:
    """A workbook that is open for reading: its sheets by title, in order."""

    def __init__(self, package: Package, sheets: Mapping[str, SheetPart]) -> None:
        self.package, self.sheets = package, sheets
        self.texts, self.styles, self.epoch = package.texts(), package.styles(), package.epoch()

    def source(self, title: str) -> Any:
        """The part of a sheet, to be read as it comes."""
        return self.package.source(self.sheets[title].name)

    def style_of(self, cell: Any) -> Style:
        """How a cell shows what it holds."""
        number = cell.get("s", "0")
        if number.isdecimal() and int(number) < len(self.styles):
            return self.styles[int(number)]
        return Style() if number == "0" else _LOST

    def held_by(self, cell: Any, style: Style) -> _Held:
        """What a cell holds (18.3.1.4); ValueError or LookupError for what is not of its kind."""
        kind, parts = cell.get("t", "n"), {one.tag.rpartition("}")[2]: one for one in cell.iterchildren("*")}
        if "f" in parts:
            return _Held(f"={parts['f'].text or ''}", "f")
        if kind == "inlineStr" and "is" in parts:
            return _text(text_of(parts["is"]))
        if "v" not in parts or not (value := written_in(parts["v"])):
            return _Held(None, kind)
        if kind == "s":
            return _text(self.texts[_index(value)])
        if kind == "n" and style is _LOST:
            return _Held(f"存的是{value}，格式却不在文件里，不知道是数、日期还是百分数", UNREAD)
        if kind == "n" and style.is_date:
            return self._date(_number(value), style)
        # (a text of its own may stand where those of others do, as some programs write it)
        return _Held(_READ.get(kind, str)(value), "s" if kind in ("str", "inlineStr") else kind)

    def _date(self, number: float, style: Style) -> _Held:
        """A date, or the number that is none: what is before or after its days Excel shows as ####."""
        try:
            if number < 0 or (int(number) == _NO_DAY and self.epoch == WINDOWS_EPOCH):
                return _Held(number, "n")
            return _Held(from_excel(number, self.epoch, timedelta=style.is_span), "d")
        except (OverflowError, ValueError):
            return _Held(number, "n")


def _text(text: Text) -> _Held:
    return _Held(text.content, "s", text.struck)


def _index(value: str) -> int:
    """The number of a text that sheets share; ValueError below zero, where Python counts from the end."""
    if (number := int(value)) < 0:
        raise ValueError(number)
    return number


def _number(value: str) -> int | float:
    return float(value) if any(mark in value for mark in ".eE") else int(value)


_READ: Mapping[str, Callable[[str], Any]] = {
    "n": _number,
    "b": lambda value: {"0": False, "1": True, "false": False, "true": True}[value.strip()],
    "d": from_ISO8601,
}


@contextmanager
def opened(content: bytes) -> Iterator[Book]:
    """A workbook for reading; Unreadable if it is none."""
    with ExitStack() as stack:
        with _telling_damage():
            if not content:
                raise Unreadable("是空文件", "重新拷贝或下载一份")
            if content.startswith(COMPOUND):
                raise Unreadable("是旧的xls文件，或设有打开密码", f"去掉密码，{_SAVE_AS}")
            _refuse_others(content)
            package = Package(stack.enter_context(archive_of(content)))
            if package.book.tag.startswith(STRICT):
                message = "存成了“Strict Open XML”格式，读不出工作表"
                raise Unreadable(message, f"{_SAVE_AS}，不要选“Strict Open XML”")
            sheets = _sheets(package)
            _refuse_long(package, sheets)
            book = Book(package, sheets)
        yield book


def _refuse_others(content: bytes) -> None:
    """Unreadable for a file of another program under the name of a workbook, which Excel would not open."""
    kind = kind_of(content)
    if kind is Kind.UNKNOWN and _MARKUP.match(content):  # as many platforms export what they call .xls
        raise Unreadable(
            "是网页（HTML、XML）存成的表，不是Excel工作簿", f"打开（问格式不符时选“是”），{_SAVE_AS}"
        )
    if (kind not in (Kind.XLSX, Kind.UNKNOWN) and not content.startswith(b"PK")) or kind in _DOCUMENTS:
        message = f"不是Excel工作簿，是{kind.value}"
        raise Unreadable(message, "这里放Excel工作簿（.xlsx）；表在别的文件里的，先复制到Excel")


def _sheets(package: Package) -> dict[str, SheetPart]:
    """The sheets by title; Unreadable for one that is not there, and for two of one title."""
    sheets: dict[str, SheetPart] = {}
    for title, sheet in package.sheets():
        if not sheet.name:
            raise Unreadable(f"找不到工作表“{title}”的内容", _SAVE_AS)
        if title in sheets:
            raise Unreadable(f"有两张工作表都叫“{title}”", "把其中一张改名或删去")
        sheets[title] = sheet
    return sheets


def book_bytes(path: Path) -> bytes:
    """The bytes of a workbook; Unreadable if they cannot be had."""
    with _telling_damage():
        try:
            return read_file(path, MAX_BYTES)
        except OSError as e:
            if e.errno == errno.EFBIG:
                raise Unreadable("文件过大", "按受理点分成几个工作文件夹") from e
            raise Unreadable(f"无法读取（{reason(e)}）", "核对文件名、所在的文件夹和文件的权限") from e


def rows_of(book: Book, title: str) -> Iterator[list[Cell]]:
    """The rows and cells of a sheet that are not empty; Unreadable where it is damaged, or beyond bounds."""
    number = 0
    with book.source(title) as source:
        rows = each(source, "row")
        while True:
            with _telling_damage():
                row = next(rows, None)
                number = 0 if row is None else _number_of(row, number)
                cells = [] if row is None else _cells(row, number, book)
            if row is None or number > MAX_ROWS:
                return
            if cells:
                yield cells


def _number_of(row: Any, last: int) -> int:
    """The number of a row that follows on another."""
    if (number := row_number(row, last)) < 1:
        raise ValueError(number)
    return number


def _cells(row: Any, number: int, book: Book) -> list[Cell]:
    """The cells of a row that are not empty, from the left; ValueError for two in one place."""
    column, cells = 0, []
    for one in row.iterchildren("{*}c"):
        place = one.get("r")
        column = coordinate_to_tuple(place)[1] if place else column + 1
        style = book.style_of(one)
        try:
            held = book.held_by(one, style)
        except (ValueError, LookupError):
            held = _Held("读不出来", UNREAD)
        if isinstance(held.value, str) and len(held.value) > _MOST_CHARACTERS:
            held = _Held(f"超过{_MOST_CHARACTERS}字", UNREAD)
        if held.value is not None and str(held.value).strip():
            struck = style.struck or held.struck
            cells.append(Cell(number, column, held.value, held.kind, style.number_format, struck))
    if len({cell.column for cell in cells}) < len(cells):
        raise ValueError(number)
    return sorted(cells, key=attrgetter("column"))


def _refuse_long(package: Package, sheets: Mapping[str, SheetPart]) -> None:
    """Unreadable for a sheet of too many rows: told before any is read, which would take long."""
    for title, sheet in sheets.items():
        with package.source(sheet.name) as source:
            if _goes_on(source):
                hint = "多半是最底下误填了一格：按Ctrl+End找到，删去那些行；确实有这么多，分成几个工作文件夹"
                raise Unreadable(f"工作表“{title}”超过{MAX_ROWS}行", hint)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a sheet has beside its cells: merged areas (first row and column, last ones), what is hidden.

    All count from 1; rows that a filter leaves out are hidden rows.
    """

    merged: tuple[tuple[int, int, int, int], ...] = ()
    unseen_rows: frozenset[int] = frozenset()
    unseen_columns: frozenset[int] = frozenset()


def shape_of(book: Book, title: str) -> Shape:
    """The shape of a sheet."""
    merged, rows, columns, last = [], set(), set(), 0
    with _telling_damage(), book.source(title) as source:
        for one in each(source, "col", "row", "mergeCell"):
            kind, said = etree.QName(one).localname, one.attrib
            if kind == "mergeCell":  # of whole columns or rows, where only these are named
                left, top, right, bottom = range_boundaries(said["ref"])
                merged.append((top or 1, left or 1, bottom or _LAST_ROW, right or MAX_COLUMNS))
            elif kind == "col" and is_unseen(said, "width"):
                columns |= {*range(int(said["min"]), min(int(said["max"]), MAX_COLUMNS) + 1)}
            elif kind == "row":
                number = _number_of(one, last)
                if number <= last:
                    raise Unreadable(f"工作表“{title}”的各行次序乱了", _SAVE_AS)
                last = number
                if is_unseen(said, "ht"):
                    rows.add(number)
    return Shape(tuple(merged), frozenset(rows), frozenset(columns))


def _goes_on(source: Any) -> bool:
    """Whether anything is filled in below the last row that is read; rows that only have borders are many."""
    is_below, kept = False, b""
    while part := source.read(_PART):
        content, start = kept + part, 0
        if not is_below and _last_row(content) > MAX_ROWS:
            rows = (row.start() for row in _ROW.finditer(content) if int(row[1][:8]) > MAX_ROWS)
            start = next(rows, len(content))
            is_below = start < len(content)
        if is_below and _FILLED.search(content, start):
            return True
        kept = content[-_TAG:]
    return False


def _last_row(content: bytes) -> int:
    """The number of the last row that begins in a part of a sheet; 0 if it says none."""
    found = _ROW.search(content, max(0, content.rfind(b"row ") - _TAG))
    last = 0
    while found:
        last, found = int(found[1][:8]), _ROW.search(content, found.end())
    return last


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGED as e:
        raise Unreadable("不是完好的xlsx文件", _SAVE_AS) from e
