"""One worksheet of a form: its cells read and written, its rows made more (ECMA-376 part 1, 18.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import column_index_from_string as number_of
from openpyxl.utils.cell import get_column_letter, range_boundaries

from zcforms.fillers.workbook_file import MAIN
from zcforms.fillers.workbook_text import empty_out, put_text, string_of
from zcforms.ground.office_parts import is_unseen, row_number

_NAME = re.compile(r"([A-Z]+)(\d+)")
_WIDTH = 64 / 7  # digits: a column that says nothing, 64 dots with the cell's own margins
_HEIGHT = 15.0  # pt: a row that says nothing
_PX = 0.75  # pt
At = tuple[int, int]  # row and column, from 1


def name_of(at: At) -> str:
    """A cell as Excel calls it, B4."""
    return f"{get_column_letter(at[1])}{at[0]}"


def _at(name: str) -> At:
    found = _NAME.fullmatch(name)
    if found is None:
        raise ValueError(name)
    return int(found[2]), number_of(found[1])


class Sheet:
    """A worksheet: `cells` by row and column."""

    def __init__(self, name: str, part: str, root: Any, strings: list[str], hidden: bool) -> None:
        self.name, self.part, self.root, self._strings, self.hidden = name, part, root, strings, hidden
        self._data = root.find(f"{{{MAIN}}}sheetData")
        self.rows: dict[int, Any] = {}
        self.cells: dict[At, Any] = {}
        for row in self._data:
            number = row_number(row, max(self.rows, default=0))
            row.set("r", str(number))
            row.attrib.pop("spans", None)
            self.rows[number] = row
            column = 0
            for cell in row:
                column = _at(cell.get("r"))[1] if cell.get("r") else column + 1
                cell.set("r", name_of((number, column)))
                self.cells[number, column] = cell
        self._unshare()

    def _unshare(self) -> None:
        """Write every formula out that says only which other it is like."""
        masters: dict[str, tuple[str, str]] = {}
        for at, cell in self.cells.items():
            formula = cell.find(f"{{{MAIN}}}f")
            if formula is None or formula.get("t") != "shared":
                continue
            if formula.text:
                masters[formula.get("si")] = (formula.text, name_of(at))
            elif formula.get("si") in masters:
                said, origin = masters[formula.get("si")]
                formula.text = Translator(f"={said}", origin).translate_formula(name_of(at))[1:]
            for key in ("t", "si", "ref"):
                formula.attrib.pop(key, None)

    def merged(self) -> list[tuple[int, int, int, int]]:
        """The merged cells: first row and column, last row and column."""
        found = []
        for one in self.root.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell"):
            left, top, right, bottom = range_boundaries(one.get("ref"))
            found.append((int(top or 1), int(left or 1), int(bottom or 1), int(right or 1)))
        return found

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge some cells."""
        cells = self.root.find(f"{{{MAIN}}}mergeCells")
        ends = f"{name_of((top, left))}:{name_of((bottom, right))}"
        etree.SubElement(cells, f"{{{MAIN}}}mergeCell").set("ref", ends)
        cells.set("count", str(len(cells)))

    def formula(self, at: At) -> str | None:
        """The formula of a cell without its =."""
        cell = self.cells.get(at)
        said = None if cell is None else cell.find(f"{{{MAIN}}}f")
        return None if said is None else (said.text or "")

    def formulas(self) -> Iterator[str]:
        """All formulas of the sheet, those of conditions and choices too."""
        for one in self.root.iter("{*}f", "{*}formula", "{*}formula1", "{*}formula2"):
            yield one.text or ""

    def text(self, at: At) -> str:
        """What a cell holds, as it is stored."""
        cell = self.cells.get(at)
        if cell is None:
            return ""
        value = cell.findtext(f"{{{MAIN}}}v") or ""
        if cell.get("t") == "s" and value:
            return self._strings[int(value)]
        return string_of(cell) if cell.get("t") == "inlineStr" else value

    def style(self, at: At) -> int:
        """The number of a cell's format."""
        cell = self.cells.get(at)
        return 0 if cell is None else int(cell.get("s", "0"))

    def put(self, at: At, said: str, style: int | None = None, as_number: bool = False) -> None:
        """Write a text into a cell, "" for nothing; as a number only where it is to be reckoned with.

        A row that is hidden is shown: what is written there would not be on the paper.
        """
        if not said and at not in self.cells:
            return
        cell = self._cell(at)
        empty_out(cell)
        if style is not None:
            cell.set("s", str(style))
        if said:
            self._show(at[0])
        if said and as_number:
            etree.SubElement(cell, f"{{{MAIN}}}v").text = said
        elif said:
            put_text(cell, said)

    def _show(self, row: int) -> None:
        self.rows[row].attrib.pop("hidden", None)
        if not self.height(row):
            self.rows[row].attrib.pop("ht", None)

    def hidden_columns(self) -> list[int]:
        """The columns up to the last that is used of which nothing is seen."""
        last = max((column for _, column in self.cells), default=0)
        return [
            column
            for group in self.root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col")
            if is_unseen(group.attrib, "width")
            for column in range(int(group.get("min")), min(int(group.get("max")), last) + 1)
        ]

    def _cell(self, at: At) -> Any:
        if at not in self.cells:
            row = self._row(at[0])
            cell = self.cells[at] = etree.Element(f"{{{MAIN}}}c", r=name_of(at))
            right = [n for r, n in self.cells if r == at[0] and n > at[1]]
            later = self.cells[at[0], min(right)] if right else None
            if later is None:
                row.append(cell)
            else:
                later.addprevious(cell)
        return self.cells[at]

    def _row(self, number: int) -> Any:
        if number not in self.rows:
            row = self.rows[number] = etree.Element(f"{{{MAIN}}}row", r=str(number))
            later = min((n for n in self.rows if n > number), default=None)
            if later is None:
                self._data.append(row)
            else:
                self.rows[later].addprevious(row)
        return self.rows[number]

    # --- more rows -------------------------------------------------------------------------------

    def open_below(self, last: int, count: int) -> None:
        """Make room for so many rows below one, each looking like it; formulas go along, texts do not.

        What refers to cells is for `moving`.
        """
        for number in sorted((n for n in self.rows if n > last), reverse=True):
            row = self.rows[number + count] = self.rows.pop(number)
            row.set("r", str(number + count))
        cells = {at: cell for at, cell in self.cells.items() if at[0] > last}
        for at in cells:
            del self.cells[at]
        for (row, column), cell in cells.items():
            cell.set("r", name_of((row + count, column)))
            self.cells[row + count, column] = cell
        model, after = self.rows[last], self.rows[last]
        columns = [column for row, column in self.cells if row == last]
        for number in range(last + 1, last + count + 1):
            row = deepcopy(model)
            row.set("r", str(number))
            after.addnext(row)
            after = self.rows[number] = row
            for column, cell in zip(columns, row, strict=True):
                cell.set("r", name_of((number, column)))
                self.cells[number, column] = cell
                self._copy(cell, last, number)

    def _copy(self, cell: Any, model: int, number: int) -> None:
        formula = cell.find(f"{{{MAIN}}}f")
        column = cell.get("r").rstrip("0123456789")
        for part in list(cell):
            if part is not formula:
                cell.remove(part)
        cell.attrib.pop("t", None)
        if formula is not None and formula.text:
            moved = Translator(f"={formula.text}", f"{column}{model}").translate_formula(f"{column}{number}")
            formula.text = moved[1:]

    def forget_results(self) -> None:
        """Take out what formulas came to before: it is reckoned anew when the file is opened."""
        for cell in self.cells.values():
            if cell.find(f"{{{MAIN}}}f") is not None:
                cell.attrib.pop("t", None)
                for old in cell.findall(f"{{{MAIN}}}v"):
                    cell.remove(old)
        dimension = self.root.find(f"{{{MAIN}}}dimension")
        if dimension is not None:
            self.root.remove(dimension)

    # --- measures --------------------------------------------------------------------------------

    def room(self, first: int, last: int) -> float:
        """The width (pt) of some columns, without the cell's own margins."""
        usual = self.root.find(f"{{{MAIN}}}sheetFormatPr")
        default = _WIDTH if usual is None else float(usual.get("defaultColWidth") or _WIDTH)
        widths = {}
        for group in self.root.iterfind(f"{{{MAIN}}}cols/{{{MAIN}}}col"):
            for column in range(int(group.get("min")), min(int(group.get("max")), last) + 1):
                widths[column] = float(group.get("width") or default)
        return max(1.0, sum(widths.get(c, default) for c in range(first, last + 1)) * 7 - 5) * _PX

    def free_until(self, row: int, column: int) -> int:
        """The last of the blank columns of a row that follow one, no further than the sheet is used."""
        last = max((c for _, c in self.cells), default=column)
        while column < last and not self.text((row, column + 1)) and not self.formula((row, column + 1)):
            column += 1
        return column

    def height(self, row: int) -> float:
        """How high a row is (pt)."""
        usual = self.root.find(f"{{{MAIN}}}sheetFormatPr")
        said = self.rows[row].get("ht") if row in self.rows else None
        return float(said or (usual is not None and usual.get("defaultRowHeight")) or _HEIGHT)

    def grow(self, row: int, height: float) -> None:
        """Make a row at least so high (pt)."""
        if height > self.height(row):
            self.rows[row].set("ht", f"{height:g}")
            self.rows[row].set("customHeight", "1")
