"""Which cells the formulas of a workbook reckon with: there a value is a number, everywhere else a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils.cell import range_boundaries

from zcforms.fillers.sheets.book import Book
from zcforms.fillers.sheets.cells import At, Sheet

# Functions that pass over a text in the cells they are given (+ and - take a text for its number).
_SUMS = ("SUM", "SUMIF", "SUMIFS", "SUMPRODUCT", "SUBTOTAL")
_RECKONING = frozenset(
    (*_SUMS, "AVERAGE", "AVERAGEIF", "COUNT", "MAX", "MIN", "LARGE", "SMALL", "RANK", "MEDIAN")
)
_CELL, _COLUMN = r"\$?[A-Z]{1,3}\$?\d{1,7}", r"\$?[A-Z]{1,3}"
_CELLS = re.compile(
    rf"(?:(?P<sheet>'(?:[^']|'')+'|[^'!]+)!)?(?P<cells>{_CELL}(?::{_CELL})?|{_COLUMN}:{_COLUMN})"
)


@dataclass(frozen=True)
class Reckoned:
    """Boxes of cells (left, top, right, bottom; from 1); a whole column has neither top nor bottom."""

    boxes: tuple[tuple[int | None, ...], ...]

    def __contains__(self, at: At) -> bool:
        row, column = at
        return any(
            (left or column) <= column <= (right or column) and (top or row) <= row <= (bottom or row)
            for left, top, right, bottom in self.boxes
        )


def reckoned_with(book: Book, sheet: Sheet) -> Reckoned:
    """The cells of a sheet that a formula of any sheet reckons with."""
    boxes: dict[tuple[int | None, ...], None] = {}
    for other in book.sheets:
        for at in other.cells:
            for name, box in _read(other.formula(at) or ""):
                if (name or other.name) == sheet.name:
                    boxes[box] = None
    return Reckoned(tuple(boxes))


def _read(formula: str) -> Iterator[tuple[str, tuple[int | None, ...]]]:
    """What stands directly in a function that reckons: the sheet ("" for its own), and which cells of it."""
    within: list[str] = []
    for token in Tokenizer(f"={formula}").items if "(" in formula else ():
        if token.subtype == Token.OPEN:
            within.append(token.value.rstrip("(").upper())
        elif token.subtype == Token.CLOSE:
            del within[-1:]
        elif within and within[-1] in ("", *_RECKONING) and (cells := _CELLS.fullmatch(token.value)):
            yield (cells["sheet"] or "").strip("'").replace("''", "'"), _box(cells["cells"])


def _box(cells: str) -> tuple[int | None, ...]:
    return tuple(range_boundaries(cells.replace("$", "")))
