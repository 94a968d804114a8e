"""Values into a workbook: the only home of openpyxl as a writer.

Every cell is text: an ID number must not become a number, and what begins with = stays what it is.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from zcforms.chinese.names import code_point
from zcforms.chinese.typefaces import width as measure
from zcforms.fillers.packaging import bare
from zcforms.forms import FieldSpec, Form, Values

_UNIT = 7  # px at 96 dpi of Excel's unit of width, a digit of 11 pt
_EM = 12 / _UNIT  # of 9 pt, in units
_PER_MM = 9 / 7.5 * 96 / 25.4 / _UNIT  # units for a mm of the paper roster, which is in 7.5 pt
_ACROSS = 273 * _PER_MM  # so wide a sheet prints its 9 pt on A4 as 7.5 pt
_WORD = 5  # em that no column tears: 高级工程师
_THIN = Side(style="thin")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TOP_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
_COUNTS = {"项目": 16, "类别": 40, "人数": 10}  # headings and widths of the sheet of counts
_COUNTED = (14, 60, 10, 10, 28)  # the widths of a sheet of counts with charts
_CHART, _ROW = 16, 0.53  # cm: a chart's width, a row of a sheet
_UNSAID = ("showSerName", "showCatName", "showLegendKey", "showPercent")  # beside a bar: only its count
_PLAIN = Font(name="宋体", size=9)
_FORMULAS = frozenset("=+-@")


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
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "花名册" if len(values.title) > 31 else values.title
    last = len(columns)
    _line(sheet, 1, last, values.title, Font(name="方正小标宋简体", size=18), "center")
    _line(sheet, 2, last, "　　　　".join(head), Font(name="宋体", size=10), "left")
    shown = [[row.cells[name] for name in columns] for row in values.tables[table]]
    widths = _widths(specs, list(zip(*shown, strict=True)) or [()] * last)
    for x, (spec, width) in enumerate(zip(specs, widths, strict=True), 1):
        cell = sheet.cell(3, x, spec.title)
        cell.font, cell.alignment, cell.border = Font(name="黑体", size=9), _CENTRE, _GRID
        sheet.column_dimensions[get_column_letter(x)].width = width
    sheet.row_dimensions[3].height = _height([spec.title for spec in specs], widths)
    y, looks = 3, _looks(sheet, _CENTRE)
    for texts in shown:
        y += 1
        for x, text in enumerate(texts, 1):
            _text(sheet.cell(y, x), text, looks)
        sheet.row_dimensions[y].height = _height(texts, widths)
    _line(sheet, y + 1, last, "　　　　".join(foot), Font(name="宋体", size=10), "left")
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "1:3"
    sheet.print_area = f"A1:{get_column_letter(last)}{y + 1}"
    if counts:
        _list(book.create_sheet("人数统计"), _COUNTS, counts)
    return _saved(book, sheet)


def write_list(title: str, columns: Mapping[str, float], rows: Iterable[Sequence[str]]) -> bytes:
    """A plain list as a workbook: a header that stays and can be filtered, a row each, text wrapped.

    `columns` are the headings with their widths in Excel's units.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    _list(sheet, columns, rows)
    return _saved(book, sheet)


def write_counts(sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[str]]]]) -> bytes:
    """Counts as a workbook, a sheet each: the headings of what is counted, and rows of it.

    A row is group, kind, count, share and perhaps a code; counts are numbers, so that they can be reckoned
    with, and beside the rows stands a chart of bars a group, drawn by the program that opens the file.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, (headings, rows) in sheets.items():
        sheet = book.create_sheet(title)
        columns = dict(zip([*headings, "人数", "占比", "编号"], _COUNTED[: len(rows[0])], strict=False))
        _list(sheet, columns, rows)
        for y, row in enumerate(rows, 2):
            cell = sheet.cell(y, 3)
            cell.value, cell.number_format = int(row[2]), "0"
        _charts(sheet, rows)
    return _saved(book, *book.worksheets)


def _charts(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    """A chart for each group of rows, one below the other, at the right of them."""
    anchor, below = get_column_letter(len(rows[0]) + 2), 1
    for group, (first, *others) in groupby(range(len(rows)), key=lambda i: rows[i][0]):
        top, bottom = first + 2, first + 2 + len(others)
        chart = BarChart()
        chart.type, chart.title, chart.legend, chart.gapWidth = "bar", group, None, 60
        chart.add_data(Reference(sheet, min_col=3, min_row=top, max_row=bottom))
        chart.set_categories(Reference(sheet, min_col=2, min_row=top, max_row=bottom))
        chart.x_axis.scaling.orientation = "maxMin"  # the first kind at the top, as in the rows
        chart.x_axis.delete, chart.y_axis.delete, chart.y_axis.majorGridlines = False, True, None
        chart.series[0].graphicalProperties.solidFill = "8C8C8C"
        chart.dataLabels = DataLabelList(showVal=True, **dict.fromkeys(_UNSAID, False))
        height = 2.4 + 0.7 * (1 + len(others))
        chart.width, chart.height = _CHART, height
        sheet.add_chart(chart, f"{anchor}{below}")
        below += math.ceil(height / _ROW) + 1


def _list(sheet: Worksheet, columns: Mapping[str, float], rows: Iterable[Sequence[str]]) -> None:
    widths = list(columns.values())
    for x, (heading, width) in enumerate(columns.items(), 1):
        cell = sheet.cell(1, x, heading)
        cell.font, cell.alignment, cell.border = Font(name="黑体", size=10), _CENTRE, _GRID
        sheet.column_dimensions[get_column_letter(x)].width = width
    y, looks = 1, _looks(sheet, _TOP_LEFT)
    for row in rows:
        y += 1
        texts = [
            "".join(c if c.isprintable() or c == "\n" else f"〔{code_point(c)}〕" for c in t) for t in row
        ]
        for x, text in enumerate(texts, 1):
            _text(sheet.cell(y, x), text, looks)
        sheet.row_dimensions[y].height = _height(texts, widths)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{y}"


def _saved(book: Workbook, *sheets: Worksheet) -> bytes:
    """The workbook's bytes, sheets set up for A4 landscape, one page wide."""
    for sheet in sheets:
        _set_up(sheet)
    book.properties.creator = "zcforms"
    target = io.BytesIO()
    book.save(target)
    return bare(target.getvalue())


def _set_up(sheet: Worksheet) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 12 / 25.4
    # 共 &N 页 counts what is printed together, which may be all sheets of the workbook.
    alone = len(sheet.parent.worksheets) == 1  # type: ignore[union-attr]
    sheet.oddFooter.center.text = "第 &P 页" + "　共 &N 页" * alone  # type: ignore[union-attr]


def _widths(specs: Sequence[FieldSpec], texts: Sequence[Sequence[str]]) -> list[float]:
    """The columns' widths as on paper, wider where a number or a word needs it, at the cost of the others."""
    least = [
        max(_least(line) for text in (spec.title, *column) for line in text.split("\n"))
        for spec, column in zip(specs, texts, strict=True)
    ]
    widths = [max((spec.width or 20) * _PER_MM, need) for spec, need in zip(specs, least, strict=True)]
    spare = [width - need for width, need in zip(widths, least, strict=True)]
    part = min(1.0, max(0.0, sum(widths) - _ACROSS) / (sum(spare) or 1))
    return [round(width - part * over, 2) for width, over in zip(widths, spare, strict=True)]


def _least(line: str) -> float:
    """The units that a line of a cell takes at least: a number whole, words one after the other."""
    return (measure(line) if line.isascii() else min(measure(line), _WORD)) * _EM + 1


def _height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Room (pt) for the cell with the most lines: not every program makes rows grow by itself."""
    most = max(1, *map(_lines, texts, widths))
    return 12.0 * most + 6


@lru_cache(1 << 14)  # a unit or a title is that of many
def _lines(text: str, width: float) -> int:
    # A column unit is a digit of 11 pt; a character of 9 pt takes about 1.75 of them.
    fit = max(1.0, (width - 1) / 1.75)
    return sum(math.ceil(measure(line) / fit) or 1 for line in text.split("\n"))


def _line(sheet: Worksheet, y: int, last: int, text: str, font: Font, align: str) -> None:
    sheet.merge_cells(start_row=y, start_column=1, end_row=y, end_column=last)
    cell = sheet.cell(y, 1)
    _text(cell, text, _looks(sheet, Alignment(horizontal=align, vertical="center"), font, Border()))
    sheet.row_dimensions[y].height = 30 if font.size and font.size > 12 else 20


Looks = Mapping[bool, StyleArray]


def _looks(sheet: Worksheet, alignment: Alignment, font: Font = _PLAIN, border: Border = _GRID) -> Looks:
    """How cells with a text look, by whether it begins like a formula; found once, not for every cell."""
    found = {}
    for quoted in (False, True):
        cell = Cell(sheet, row=1, column=1)
        cell.quotePrefix, cell.number_format = quoted, "@"
        cell.font, cell.alignment, cell.border = font, alignment, border
        found[quoted] = cell._style  # type: ignore[attr-defined]
    return found


def _text(cell: Cell | MergedCell, text: str, looks: Looks) -> None:
    cell.value = text or None
    if text:
        cell.data_type = "s"
    cell._style = looks[text[:1] in _FORMULAS]  # type: ignore[union-attr]
