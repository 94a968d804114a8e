"""The cells of one worksheet (ECMA-376 part 1, 18.3), and the one column of ours at its right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree
from openpyxl.utils.cell import column_index_from_string as number_of
from openpyxl.utils.cell import coordinate_from_string, get_column_letter, range_boundaries

from zcforms.fillers.workbook_file import MAIN
from zcforms.fillers.workbook_text import empty_out, put_text, string_of
from zcforms.ground.findings import ANSWERS
from zcforms.ground.office_parts import row_number

# CT_Worksheet: what stands in a sheet, in this order.
_ORDER = re.findall(
    r"\w+",
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
    "scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr "
    "conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter "
    "rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing "
    "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst",
)
_WIDTH = 60  # of the column, in digits of the usual face: some 30 characters


def place(root: Any, element: Any) -> None:
    """Put an element where the standard has it in a sheet."""
    rank = _ORDER.index(etree.QName(element).localname)
    for other in root:
        name = etree.QName(other).localname if isinstance(other.tag, str) else ""
        # (What other programs add beside the standard stands for a control, nearly at the end.)
        if name and (_ORDER.index(name) if name in _ORDER else _ORDER.index("controls")) > rank:
            other.addprevious(element)
            return
    root.append(element)


class Grid:
    """The rows and cells of a sheet.

    `strings` are those that all sheets share, `tables` the ranges of tables in this one.
    """

    def __init__(self, root: Any, strings: list[str], tables: list[str]) -> None:
        self.root, self._strings, self._tables = root, strings, tables
        self._data = root.find(f"{{{MAIN}}}sheetData")
        self._rows = dict(_numbered(self._data, row_number))

    def _cells(self, row: Any) -> Iterator[tuple[int, Any]]:
        return _numbered(row, _column)

    def _text(self, cell: Any) -> str:
        """What a cell holds, as text; only whether it is empty matters of anything but words."""
        kind, value = cell.get("t"), cell.findtext(f"{{{MAIN}}}v") or ""
        if kind == "s" and value:
            return self._strings[int(value)]
        if cell.find(f"{{{MAIN}}}f") is not None:
            return "="
        return string_of(cell) if kind == "inlineStr" else value

    # --- the column of ours ----------------------------------------------------------------------

    def clear(self) -> bool:
        """Take our column out, wherever it is by now; whether there was one.

        Where Excel has drawn it into a table, as it does when somebody types there, its title has to stay.
        """
        heads: dict[int, int] = {}
        for number, row in self._rows.items():
            for column, cell in list(self._cells(row)):
                if column not in heads and self._text(cell).strip() == ANSWERS:
                    heads[column] = number
                if column in heads and not (heads[column] == number and self._in_table(column)):
                    _empty(cell)
        for column in heads:
            self._join_columns(column)
        return bool(heads)

    def _in_table(self, column: int) -> bool:
        ends = (range_boundaries(ref) for ref in self._tables)
        return any((left or 0) <= column <= (right or 0) for left, _, right, _ in ends)

    def last_column(self) -> int:
        """The number of the last column that holds anything, or belongs to a table, filter or merged cell."""
        named = [
            *self._tables,
            *(e.get("ref") for e in self.root.iterchildren(f"{{{MAIN}}}autoFilter") if e.get("ref")),
            *(e.get("ref") for e in self.root.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell")),
        ]
        # (A range of whole rows ends at no column.)
        most = max((range_boundaries(ref)[2] or 0 for ref in named), default=0)
        for row in self._rows.values():
            used = (column for column, cell in self._cells(row) if column > most and self._text(cell).strip())
            most = max(used, default=most)
        return most

    def covered(self, names: Iterable[str]) -> set[str]:
        """Which cells are parts of merged ones that begin elsewhere: no note may stand there."""
        merged = self.root.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell")
        areas = [range_boundaries(one.get("ref")) for one in merged]
        return {name for name in names if any(_is_covered(name, area) for area in areas)}

    def write(self, column: int, texts: dict[int, str]) -> None:
        """Fill our column, row by row; its cells are bare, those that stood there keep their format."""
        self._split_columns(column)
        for number in sorted(texts):
            self._write(self._row(number), f"{get_column_letter(column)}{number}", column, texts[number])
        dimension = self.root.find(f"{{{MAIN}}}dimension")
        if dimension is not None and dimension.get("ref"):
            left, top, right, bottom = range_boundaries(dimension.get("ref"))
            first = f"{get_column_letter(left or 1)}{min(top or 1, *texts)}"
            last = f"{get_column_letter(max(right or 1, column))}{max(bottom or 1, *texts)}"
            dimension.set("ref", f"{first}:{last}")

    def _row(self, number: int) -> Any:
        row = self._rows.get(number)
        if row is None:
            row = etree.Element(f"{{{MAIN}}}row", r=str(number))
            later = next((other for at, other in self._rows.items() if at > number), None)
            if later is None:
                self._data.append(row)
            else:
                later.addprevious(row)
            self._rows = dict(sorted([*self._rows.items(), (number, row)]))
        return row

    def _write(self, row: Any, name: str, column: int, text: str) -> None:
        row.attrib.pop("spans", None)  # a hint of which columns are used, which would be wrong now
        at, cell = next(((n, c) for n, c in self._cells(row) if n >= column), (0, None))
        if at != column:
            bare = etree.Element(f"{{{MAIN}}}c", r=name)
            if cell is None:
                row.append(bare)
            else:
                cell.addprevious(bare)
            cell = bare
        assert cell is not None
        empty_out(cell)
        put_text(cell, text)

    # --- widths ----------------------------------------------------------------------------------

    def _split_columns(self, column: int) -> None:
        """Give our column its width, out of the middle of a group of columns if need be."""
        columns = self.root.find(f"{{{MAIN}}}cols")
        if columns is None:
            columns = etree.Element(f"{{{MAIN}}}cols")
            place(self.root, columns)
        ours = etree.Element(f"{{{MAIN}}}col", width=str(_WIDTH), customWidth="1")
        _span(ours, column, column)
        for group in list(columns):
            first, last = int(group.get("min")), int(group.get("max"))
            if first <= column <= last:
                if "style" in group.attrib:
                    ours.set("style", group.get("style"))
                for at, end in ((first, column - 1), (column + 1, last)):
                    if at <= end:
                        part = etree.SubElement(columns, group.tag, dict(group.attrib))
                        _span(part, at, end)
                columns.remove(group)
        columns.append(ours)
        columns[:] = sorted(columns, key=lambda group: int(group.get("min")))

    def _join_columns(self, column: int) -> None:
        """Take the width of our column out; the group that it was taken from closes again."""
        columns = self.root.find(f"{{{MAIN}}}cols")
        groups = {} if columns is None else {int(group.get("min")): group for group in columns}
        ours = groups.get(column)
        if ours is None or int(ours.get("max")) != column:
            return
        earlier, later = ours.getprevious(), groups.get(column + 1)
        columns.remove(ours)
        if later is not None:
            later.set("min", str(column))
            if earlier is not None and _alike(earlier, later) and int(earlier.get("max")) == column - 1:
                later.set("min", earlier.get("min"))
                columns.remove(earlier)
        if not len(columns):
            self.root.remove(columns)


def _is_covered(cell: str, area: tuple[int | None, ...]) -> bool:
    """Whether a cell is part of a merged area and not its first one; of whole columns there is no row."""
    column, row = (n or 1 for n in range_boundaries(cell)[:2])
    left, top, right, bottom = area
    is_within = (left or 1) <= column <= (right or column) and (top or 1) <= row <= (bottom or row)
    return is_within and (column, row) != (left or 1, top or 1)


def _column(cell: Any, last: int) -> int:
    """The number of a cell's column; one that does not say it is the one after the last."""
    name = cell.get("r")
    return int(number_of(coordinate_from_string(name)[0])) if name else last + 1


def _numbered(elements: Any, number: Callable[[Any, int], int]) -> Iterator[tuple[int, Any]]:
    """Rows or cells with their numbers, each by that of the one before."""
    at = 0
    for element in elements:
        if isinstance(element.tag, str):
            at = number(element, at)
            yield at, element


def _empty(cell: Any) -> None:
    """Take a cell out, unless a format of the user's stands there, or the next is where it is by this one."""
    later = cell.getnext()
    if cell.get("s", "0") == "0" and (later is None or later.get("r")):
        cell.getparent().remove(cell)
    else:
        empty_out(cell)


def _span(group: Any, first: int, last: int) -> None:
    group.set("min", str(first))
    group.set("max", str(last))


def _alike(one: Any, other: Any) -> bool:
    ends = ("min", "max")
    return {k: v for k, v in one.items() if k not in ends} == {
        k: v for k, v in other.items() if k not in ends
    }
