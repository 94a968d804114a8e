"""What refers to cells, when rows are put in: ranges grow over them, what stands below moves down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from zcforms.fillers.sheets.book import Book
from zcforms.fillers.sheets.cells import Sheet
from zcforms.fillers.workbook_file import MAIN

_RANGE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?")
_FORMULAS = ("{*}f", "{*}formula", "{*}formula1", "{*}formula2")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Opened:
    """Rows that are put in: `count` of them below `last`, the last row of a block that begins at `first`."""

    sheet: str
    first: int
    last: int
    count: int

    def row(self, number: int) -> int:
        """Where a row goes."""
        return number + self.count if number > self.last else number

    def moved(self, ref: str, within: bool = False) -> str:
        """A cell or range (A4, A4:B13) as it is then; one that ends with the block goes over the new rows.

        A cell of a block of one row stands for the whole block, but `within` that row.
        """

        def move_one(found: re.Match[str]) -> str:
            left, top, right, bottom = found[1], int(found[2]), found[3], int(found[4] or found[2])
            alone = top == bottom and (self.first < self.last or within)
            grows = top <= self.last == bottom and not alone
            start, end = self.row(top), self.last + self.count if grows else self.row(bottom)
            return (
                f"{left}{start}" if right is None and end == start else f"{left}{start}:{right or left}{end}"
            )

        return _RANGE.sub(move_one, ref)

    def formula(self, said: str, here: str, within: bool = False) -> str:
        """A formula of a sheet as it is then; what is no formula stays."""
        try:
            tokens = Tokenizer(f"={said}")
        except (TokenizerError, IndexError):
            return said
        for token in tokens.items:
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                sheet, mark, ref = token.value.rpartition("!")
                if (sheet.strip("'").replace("''", "'") or here) == self.sheet:
                    token.value = f"{sheet}{mark}{self.moved(ref, within)}"
        return "".join(token.value for token in tokens.items)


def move(book: Book, sheet: Sheet, opened: Opened) -> None:
    """Let everything of a book that refers to cells follow rows that are about to be put into a sheet."""
    for other in book.sheets:
        for element in other.root.iter(*_FORMULAS):
            if element.text:
                within = other is sheet and opened.first <= _row_of(element) <= opened.last
                element.text = opened.formula(element.text, other.name, within)
    for name in book.tree.iter(f"{{{MAIN}}}definedName"):
        if name.text:
            name.text = opened.formula(name.text, "")
    _move_ranges(sheet, opened)
    _move_beside(book, sheet, opened)


def _row_of(formula: Any) -> int:
    """The row of the cell that a formula stands in, 0 for one of a condition or a choice."""
    name = formula.getparent().get("r") if formula.getparent().tag == f"{{{MAIN}}}c" else ""
    return int(name.lstrip(_LETTERS)) if name else 0


def _move_ranges(sheet: Sheet, opened: Opened) -> None:
    for element in sheet.root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag.endswith("}sqref") and element.text:
            element.text = opened.moved(element.text)
        for key in {"ref", "sqref"} & set(element.keys()):
            if element.tag == f"{{{MAIN}}}mergeCell":  # (what is merged only moves)
                ends = element.get(key).split(":")
                element.set(key, ":".join(opened.moved(end, within=True) for end in ends))
            else:
                element.set(key, opened.moved(element.get(key), within=element.tag == f"{{{MAIN}}}f"))
    for page in sheet.root.iterfind(f"{{{MAIN}}}rowBreaks/{{{MAIN}}}brk"):
        page.set("id", str(opened.row(int(page.get("id", "0")))))


def _move_beside(book: Book, sheet: Sheet, opened: Opened) -> None:
    """Tables, notes and drawings of the sheet, which are parts of their own."""
    for kind in ("table", "comments", "drawing"):
        for part in book.package.related(sheet.part, kind).values():
            tree = book.package.tree(part)
            for element in tree.iter("{*}table", "{*}autoFilter", "{*}comment"):
                if element.get("ref"):
                    within = element.tag.endswith("}comment")
                    element.set("ref", opened.moved(element.get("ref"), within))
            for row in tree.iter("{*}row"):
                if (row.text or "").isdecimal():  # (counted from 0)
                    row.text = str(opened.row(int(row.text) + 1) - 1)
            book.package.put(part, tree)
