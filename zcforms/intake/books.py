"""A workbook opened for reading, or the reason why it cannot be."""

from __future__ import annotations

import errno
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree
from openpyxl.chartsheet import Chartsheet
from openpyxl.styles.numbers import BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from zcforms.ground.errors import reason
from zcforms.ground.files import read_file
from zcforms.intake.kinds import Kind, kind_of

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
_LAST_COLUMN = 16_384
_MOST_CHARACTERS = 32_767  # of a cell: more than that Excel neither takes nor shows
_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*?\br\s*=\s*[\"'](\d+)[\"']")
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^<>]*>[^<>\s]")  # a value, or a text of its own
_TEXTS, _STRIKE = re.compile(r"xl/sharedStrings\.xml", re.IGNORECASE), b"strike"
_SHAPE = ("{*}col", "{*}row", "{*}mergeCell")
_ZERO = re.compile(r"0*\.?0+")
_PART, _TAG = 2**20, 400  # bytes that are looked at at once, and of a tag that a part may cut
_SAVE_AS = "用Excel或WPS另存为“Excel工作簿（.xlsx）”"
# What openpyxl raises for a part that is cut off, missing or not as the standard has it.
_DAMAGED = (
    OSError,
    EOFError,
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # of a part with a password of its own, or of a way to pack that is not known
    SyntaxError,  # of XML, whichever parser is there
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
)
_DOCUMENTS = (Kind.DOCX, Kind.PPTX, Kind.OFD)
_OLE = b"\xd0\xcf\x11\xe0"  # the container of .xls files, and of .xlsx files with a password
_STRICT = b"http://purl.oclc.org/ooxml/"  # namespaces of ISO/IEC 29500 Strict, which openpyxl does not read

# Numbers of formats that a Chinese Excel writes without saying them (ISO/IEC 29500-1, 18.8.30, zh-cn).
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    **dict.fromkeys((32, 34, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 35, 56), 'h"时"mm"分"ss"秒"'),
}

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_BOOK = re.compile(r"(?:^|/)workbook\w*\.xml$")
_MAIN = re.compile(r"^_rels/\.rels$|workbook\w*\.xml$")  # what says which part is the book, and the book


class Unreadable(Exception):
    """A workbook that cannot be read: why, and what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty: where it is (both count from 1), what it holds and how it shows it.

    It is `struck` if all or a part of it is shown struck out.
    """

    row: int
    column: int
    value: Any
    kind: str  # openpyxl's data_type: "f" is a formula, "e" an error
    number_format: str
    struck: bool = False

    @property
    def name(self) -> str:
        """The cell as Excel calls it, C7."""
        return f"{get_column_letter(self.column)}{self.row}"


@contextmanager
def opened(content: bytes) -> Iterator[Any]:
    """A workbook for reading; Unreadable if it is none."""
    with _telling_damage():
        file = io.BytesIO(content)
        if content.startswith(_OLE):
            raise Unreadable("是旧的xls文件，或设有打开密码", f"去掉密码，{_SAVE_AS}")
        _refuse_others(content)
        with zipfile.ZipFile(file) as parts:
            if any(_STRICT in parts.read(name) for name in parts.namelist() if _MAIN.search(name)):
                message = "存成了“Strict Open XML”格式，读不出工作表"
                raise Unreadable(message, f"{_SAVE_AS}，不要选“Strict Open XML”")
            _refuse_long(parts)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of extensions that are no data
            book = openpyxl.load_workbook(file, read_only=True)
        _refuse_lost(file, book.sheetnames)
        _know_chinese_dates(book)
        _know_struck_texts(book, file)
    with closing(book):
        yield book


def _refuse_others(content: bytes) -> None:
    """Unreadable for a file of another program under the name of a workbook, which Excel would not open."""
    kind = kind_of(content)
    if (kind not in (Kind.XLSX, Kind.UNKNOWN) and not content.startswith(b"PK")) or kind in _DOCUMENTS:
        message = f"不是Excel工作簿，是{kind.value}"
        raise Unreadable(message, "这里放Excel工作簿（.xlsx）；表在别的文件里的，先复制到Excel")


def _refuse_lost(file: io.BytesIO, found: Sequence[str]) -> None:
    """Unreadable for a sheet that openpyxl passes over without a word, and for one of two of one title."""
    with zipfile.ZipFile(file) as parts:
        books = [etree.fromstring(parts.read(n), _PARSER) for n in parts.namelist() if _BOOK.search(n)]
    listed = [str(sheet.get("name")) for book in books for sheet in book.iterfind("{*}sheets/{*}sheet")]
    for title in listed:
        if title not in found:
            raise Unreadable(f"找不到工作表“{title}”的内容", _SAVE_AS)
        if listed.count(title) > 1:
            raise Unreadable(f"有两张工作表都叫“{title}”", "把其中一张改名或删去")


def _know_chinese_dates(book: Any) -> None:
    """Let openpyxl take for a date what a Chinese Excel shows as one: it knows the English formats."""
    for number, style in enumerate(book._cell_styles):
        if shown := _CHINESE_DATES.get(style.numFmtId):
            style.numFmtId = book._number_formats.add(shown) + BUILTIN_FORMATS_MAX_SIZE
            book._date_formats.add(number)


class _Struck(str):
    """A text that is shown struck out in part."""

    __slots__ = ()


def _know_struck_texts(book: Any, file: io.BytesIO) -> None:
    """Mark the texts that are struck out in part: openpyxl tells of a whole cell only."""
    with zipfile.ZipFile(file) as parts:
        contents = [parts.read(name) for name in parts.namelist() if _TEXTS.search(name)]
    for content in (content for content in contents if _STRIKE in content):
        for n, one in enumerate(etree.fromstring(content, _PARSER).iterfind("{*}si")):
            marks = one.iterfind("{*}r/{*}rPr/{*}strike")
            if any(mark.get("val", "1") in ("1", "true") for mark in marks):
                for sheet in book.worksheets[:1]:  # they share one list
                    sheet._shared_strings[n] = _Struck(sheet._shared_strings[n])


def _struck_styles(book: Any) -> Set[int]:
    """Which styles of cells are struck out, by number."""
    struck = {n for n, font in enumerate(book._fonts) if font.strike}
    return {n for n, style in enumerate(book._cell_styles) if style.fontId in struck}


def book_bytes(path: Path) -> bytes:
    """The bytes of a workbook; Unreadable if they cannot be had."""
    with _telling_damage():
        try:
            return read_file(path, MAX_BYTES)
        except OSError as e:
            if e.errno == errno.EFBIG:
                raise Unreadable("文件过大", "按受理点分成几个工作文件夹") from e
            raise Unreadable(f"无法读取（{reason(e)}）", "核对文件名、所在的文件夹和文件的权限") from e


def rows_of(book: Any, title: str) -> Iterator[list[Cell]]:
    """The rows and cells of a sheet that are not empty; Unreadable where it is damaged, or beyond bounds."""
    sheet = book[title]
    if isinstance(sheet, Chartsheet):
        return
    sheet.reset_dimensions()  # WPS and others write a dimension that leaves rows out
    one_row = sheet._get_row
    # The cell that comes last is taken for the one farthest to the right: those beyond it would be lost.
    sheet._get_row = lambda cells, *more: one_row(sorted(cells, key=itemgetter("column")), *more)
    rows, struck = sheet.iter_rows(max_row=MAX_ROWS), _struck_styles(book)
    while True:
        with _telling_damage(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of dates out of range: they come as errors of the cell
            row = next(rows, None)
            filled = [c for c in row or () if c.value is not None and str(c.value).strip()]
            cells = [_cell(c, title, struck) for c in filled]
        if row is None:
            break
        if cells:
            yield cells


def _refuse_long(parts: zipfile.ZipFile) -> None:
    """Unreadable for a sheet of too many rows: told before any is read, which would take long."""
    for name in parts.namelist():
        if _SHEET.fullmatch(name) and _goes_on(parts, name):
            title = _title_of(parts, name)
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


def shape_of(book: Any, title: str) -> Shape:
    """The shape of a sheet; openpyxl tells none of it of a book that is only read."""
    sheet = book[title]
    if isinstance(sheet, Chartsheet):
        return Shape()
    merged, rows, columns, last = [], set(), set(), 0
    with _telling_damage(), sheet._get_source() as source:
        for _, one in etree.iterparse(source, tag=_SHAPE, resolve_entities=False, no_network=True):
            kind, said = etree.QName(one).localname, dict(one.attrib)
            one.clear()
            if kind == "mergeCell":
                left, top, right, bottom = (n or 1 for n in range_boundaries(said["ref"]))
                merged.append((top, left, bottom, right))
            elif kind == "col" and _is_unseen(said, "width"):
                columns |= {*range(int(said["min"]), min(int(said["max"]), _LAST_COLUMN) + 1)}
            elif kind == "row":
                number = int(said.get("r", last + 1))
                if number <= last:  # openpyxl leaves such a row out
                    raise Unreadable(f"工作表“{title}”的各行次序乱了", _SAVE_AS)
                last = number
                if _is_unseen(said, "ht"):
                    rows.add(number)
    return Shape(tuple(merged), frozenset(rows), frozenset(columns))


def _is_unseen(said: Mapping[str, str], size: str) -> bool:
    return said.get("hidden") in ("1", "true") or _ZERO.fullmatch(said.get(size, "")) is not None


def _title_of(parts: zipfile.ZipFile, name: str) -> str:
    """What a sheet is called, by its part; the name of the part where that cannot be found out."""
    with suppress(KeyError, etree.LxmlError):
        relations = etree.fromstring(parts.read("xl/_rels/workbook.xml.rels"), _PARSER)
        known = {one.get("Id"): (one.get("Target") or "").rpartition("/")[2] for one in relations}
        for sheet in etree.fromstring(parts.read("xl/workbook.xml"), _PARSER).iter("{*}sheet"):
            ids = (value for key, value in sheet.attrib.items() if str(key).endswith("}id"))
            if known.get(next(ids, "")) == name.rpartition("/")[2]:
                return str(sheet.get("name"))
    return name


def _goes_on(parts: zipfile.ZipFile, name: str) -> bool:
    """Whether anything is filled in below the last row that is read; rows that only have borders are many."""
    is_below, kept = False, b""
    with parts.open(name) as source:
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


def _cell(cell: Any, title: str, struck: Set[int]) -> Cell:
    if isinstance(cell.value, str) and len(cell.value) > _MOST_CHARACTERS:
        name = f"{get_column_letter(cell.column)}{cell.row}"
        message = f"工作表“{title}”的{name}格超过{_MOST_CHARACTERS}字"
        raise Unreadable(message, "删去该格多余的内容")
    is_struck = cell._style_id in struck or isinstance(cell.value, _Struck)
    return Cell(cell.row, cell.column, cell.value, cell.data_type, str(cell.number_format), is_struck)


@contextmanager
def _telling_damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGED as e:
        raise Unreadable("不是完好的xlsx文件", _SAVE_AS) from e
