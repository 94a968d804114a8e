"""Values into a new workbook: the only home of XlsxWriter.

Every cell is text: an ID number must not become a number, and what begins with = stays what it is. Counts
are numbers, so that they can be reckoned with.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from zcforms.chinese.names import code_point
from zcforms.chinese.typefaces import width as measure
from zcforms.forms import FieldSpec, Form, Values

_UNIT = 7  # px at 96 dpi of Excel's unit of width, a digit of 11 pt
_BESIDE = 5 / _UNIT  # units that a column is wider than XlsxWriter is told
_EM = 12 / _UNIT  # of 9 pt, in units
_PER_MM = 9 / 7.5 * 96 / 25.4 / _UNIT  # units for a mm of the paper roster, which is in 7.5 pt
_ACROSS = 273 * _PER_MM  # so wide a sheet prints its 9 pt on A4 as 7.5 pt
_WORD = 5  # em that no column tears: 高级工程师
_COUNTS = {"项目": 16, "类别": 40, "人数": 10}  # headings and widths of the sheet of counts
_COUNTED = (14, 60, 10, 10, 28)  # the widths of a sheet of counts with charts
_CHART, _ROW = 16, 0.53  # cm: a chart's width, a row of a sheet
_CM = 96 / 2.54  # px
_WORDS = re.compile(r"(?<= )|(?<=-)(?=[A-Za-z])")  # between those of a foreign name a line may end
_FORMULAS = frozenset("=+-@")
_MOST = 32767  # characters of a cell
_MOST_LINES = 28  # of 12 pt in a row: Excel has none higher than 409 pt, and cuts what is below
_NO_CLOCK = datetime(1980, 1, 1, tzinfo=UTC)
_GRID = {"border": 1, "text_wrap": True, "num_format": "@"}
_CENTRE = {**_GRID, "align": "center", "valign": "vcenter"}
_TOP_LEFT = {**_GRID, "align": "left", "valign": "top"}
_PLAIN = {"font_name": "宋体", "font_size": 9}

Looks = Mapping[bool, Format]


def fill_sheet(
    form: Form,
    values: Values,
    table: str,
    head: Sequence[str],
    foot: Sequence[str],
    counts: Sequence[Sequence[str]] = (),
) -> bytes:
    """One table of a form as a workbook: title, a line above, header row, rows, a line below.

    A4 landscape, one page wide, header repeated on every page and frozen on the screen. `counts`, of
    three columns, go to a second sheet.
    """
    columns = values.options.get("columns") or list(form.tables[table].columns)
    specs = [form.tables[table].columns[name] for name in columns]
    shown = [[row.cells[name] for name in columns] for row in values.tables[table]]
    widths = _widths(specs, list(zip(*shown, strict=True)) or [()] * len(columns))
    titles = [spec.title for spec in specs]
    last, end = len(columns) - 1, 3 + len(shown)
    target = io.BytesIO()
    with _book(target) as book:
        sheet = _sheet(book, _sheet_name(values.title), alone=not counts)
        _set_widths(sheet, widths)
        _line(book, sheet, 0, last, values.title, {"font_name": "方正小标宋简体", "font_size": 18}, "center")
        _line(book, sheet, 1, last, "　　　　".join(head), {"font_name": "宋体", "font_size": 10}, "left")
        _row(sheet, 2, titles, widths, _looks(book, {**_CENTRE, "font_name": "黑体", "font_size": 9}))
        looks = _looks(book, {**_CENTRE, **_PLAIN})
        for y, texts in enumerate(shown, 3):
            _row(sheet, y, texts, widths, looks)
        _line(book, sheet, end, last, "　　　　".join(foot), {"font_name": "宋体", "font_size": 10}, "left")
        sheet.freeze_panes(3, 0)
        sheet.repeat_rows(0, 2)
        sheet.print_area(0, 0, end, last)
        if counts:
            _counts(book, _sheet(book, "人数统计", alone=False), _COUNTS, counts)
    return target.getvalue()


def write_list(title: str, columns: Mapping[str, float], rows: Iterable[Sequence[str]]) -> bytes:
    """A plain list as a workbook: a header that stays and can be filtered, a row each, text wrapped.

    `columns` are the headings with their widths in Excel's units.
    """
    target = io.BytesIO()
    with _book(target) as book:
        _list(book, _sheet(book, title, alone=True), columns, rows)
    return target.getvalue()


def write_counts(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]) -> bytes:
    """Counts as a workbook, a sheet each: the headings of what is counted, and rows of it.

    A row is group, kind, count, share and perhaps a code; beside the rows stands a chart of bars a group,
    drawn by the program that opens the file.
    """
    target = io.BytesIO()
    with _book(target) as book:
        for title, (headings, rows) in sheets.items():
            sheet = _sheet(book, title, alone=len(sheets) == 1)
            columns = dict(zip([*headings, "人数", "占比", "编号"], _COUNTED[: len(rows[0])], strict=False))
            _counts(book, sheet, columns, rows)
            _charts(book, sheet, rows)
    return target.getvalue()


def _charts(book: Workbook, sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """A chart for each group of rows, one below the other, at the right of them."""
    below = 0
    for group, (first, *others) in groupby(range(len(rows)), key=lambda i: rows[i][0]):
        top, bottom = first + 1, first + 1 + len(others)
        chart = book.add_chart({"type": "bar"})
        of = {
            "categories": [sheet.name, top, 1, bottom, 1],
            "values": [sheet.name, top, 2, bottom, 2],
            "fill": {"color": "#8C8C8C"},
            "gap": 60,
            "data_labels": {"value": True},
        }
        chart.add_series(of)
        chart.set_title({"name": group})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})  # the first kind at the top, as in the rows
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        height = 2.4 + 0.7 * (1 + len(others))
        chart.set_size({"width": _CHART * _CM, "height": height * _CM})
        sheet.insert_chart(below, len(rows[0]) + 1, chart)
        below += math.ceil(height / _ROW) + 1


def _list(
    book: Workbook, sheet: Worksheet, columns: Mapping[str, float], rows: Iterable[Sequence[str]]
) -> None:
    widths = list(columns.values())
    _set_widths(sheet, widths)
    heading = _looks(book, {**_CENTRE, "font_name": "黑体", "font_size": 10})
    for x, text in enumerate(columns):
        _text(sheet, 0, x, text, heading)
    y, looks = 0, _looks(book, {**_TOP_LEFT, **_PLAIN})
    for y, row in enumerate(rows, 1):
        texts = [
            "".join(c if c.isprintable() or c == "\n" else f"〔{code_point(c)}〕" for c in t) for t in row
        ]
        _row(sheet, y, texts, widths, looks)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0, 0)
    sheet.autofilter(0, 0, y, len(columns) - 1)


def _counts(
    book: Workbook, sheet: Worksheet, columns: Mapping[str, float], rows: Sequence[Sequence[str]]
) -> None:
    """A list whose third column is numbers."""
    _list(book, sheet, columns, rows)
    number = book.add_format({**_TOP_LEFT, **_PLAIN, "num_format": "0"})
    for y, row in enumerate(rows, 1):
        sheet.write_number(y, 2, int(row[2]), number)


@contextmanager
def _book(target: io.BytesIO) -> Iterator[Workbook]:
    """A workbook that is written at the end, by nobody and at no time: the same values, the same bytes.

    Nothing of it lies on the disk meanwhile.
    """
    with Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": _NO_CLOCK})
        yield book


def _sheet_name(title: str) -> str:
    """What a sheet of a title is called: Excel takes at most 31 characters, and some not at all."""
    return "花名册" if len(title) > 31 or re.search(r"[][:*?/\\]|^'|'$", title) else title


def _sheet(book: Workbook, title: str, alone: bool) -> Worksheet:
    """A sheet set up for A4 landscape, one page wide."""
    sheet: Worksheet = book.add_worksheet(title)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=12 / 25.4, right=12 / 25.4, top=1, bottom=1)
    # Or Excel would put a green corner, 以文本形式存储的数字, on every ID number, date and telephone.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    # 共 &N 页 counts what is printed together, which may be all sheets of the workbook.
    sheet.set_footer("&C第 &P 页" + "　共 &N 页" * alone)
    return sheet


def _set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    for x, width in enumerate(widths):
        sheet.set_column(x, x, width - _BESIDE)


def _widths(specs: Sequence[FieldSpec], texts: Sequence[Sequence[str]]) -> list[float]:
    """The columns' widths as on paper, wider where a number or a word needs it, at the cost of the others."""
    least = [
        max(_least(line) for text in {spec.title, *column} for line in text.split("\n"))
        for spec, column in zip(specs, texts, strict=True)
    ]
    widths = [max((spec.width or 20) * _PER_MM, need) for spec, need in zip(specs, least, strict=True)]
    spare = [width - need for width, need in zip(widths, least, strict=True)]
    part = min(1.0, max(0.0, sum(widths) - _ACROSS) / (sum(spare) or 1))
    return [round(width - part * over, 2) for width, over in zip(widths, spare, strict=True)]


def _least(line: str) -> float:
    """The units that a line of a cell takes at least: a number whole, words one after the other.

    A long text takes what keeps its row as low as Excel has it.
    """
    words = max(map(measure, _WORDS.split(line)))
    return max(words if line.isascii() else min(words, _WORD), measure(line) / _MOST_LINES) * _EM + 1


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Room (pt) for the cell with the most lines: not every program makes rows grow by itself."""
    most = max(1, *map(_lines, texts, widths))
    return 12.0 * most + 6


@lru_cache(1 << 14)  # a unit or a title is that of many
def _lines(text: str, width: float) -> int:
    # A column unit is a digit of 11 pt; a character of 9 pt takes about 1.75 of them.
    fit = max(1.0, (width - 1) / 1.75)
    return sum(_wrapped(line, fit) for line in text.split("\n"))


def _wrapped(line: str, fit: float) -> int:
    """How many lines a line takes in so many em: of words, one after the other."""
    lines, used = 1, 0.0
    for word in map(measure, _WORDS.split(line)):
        if used and used + word > fit:
            lines, used = lines + 1, 0.0
        lines += max(0, math.ceil((used + word) / fit) - 1)
        used = (used + word) % fit
    return lines


def _line(
    book: Workbook, sheet: Worksheet, y: int, last: int, text: str, font: Mapping[str, object], align: str
) -> None:
    look = _looks(book, {**font, "align": align, "valign": "vcenter", "text_wrap": True, "num_format": "@"})
    if last:
        sheet.merge_range(y, 0, y, last, "", look[False])
    _text(sheet, y, 0, text, look)  # as a text: merge_range would make a formula of what begins with =
    sheet.set_row(y, 30 if font["font_size"] == 18 else 20)


def _row(sheet: Worksheet, y: int, texts: Sequence[str], widths: Sequence[float], looks: Looks) -> None:
    sheet.set_row(y, _height(texts, widths))
    plain, write = looks[False], sheet.write_string
    for x, text in enumerate(texts):
        if text and text[0] not in _FORMULAS:
            write(y, x, _shown(text), plain)  # nearly all of them
        else:
            _text(sheet, y, x, text, looks)


def _shown(text: str) -> str:
    """A text as a cell can hold it: where it is cut, that is seen."""
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _looks(book: Workbook, look: Mapping[str, object]) -> Looks:
    """How cells with a text look, by whether it begins like a formula."""
    return {quoted: book.add_format({**look, "quote_prefix": quoted}) for quoted in (False, True)}


def _text(sheet: Worksheet, y: int, x: int, text: str, looks: Looks) -> None:
    look = looks[text[:1] in _FORMULAS]
    if text:
        sheet.write_string(y, x, _shown(text), look)
    else:
        sheet.write_blank(y, x, None, look)
