"""Cells of other files as those of a table of Word, so that all are read by the same words."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from zcforms.authoring.adding.word.marks import SPACE
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import paragraphs, text_of

KEYS = re.compile(r"(?<![\w'.])f\d+(?![\w'])")  # of the fields that were guessed, in the words of a cell


def add_cell(line: Any, columns: int, merge: str = "") -> Any:
    """A cell at the end of a line, over so many columns; it may begin or go on with a `merge` of rows."""
    cell = etree.SubElement(line, f"{W}tc")
    about = etree.SubElement(cell, f"{W}tcPr")
    etree.SubElement(about, f"{W}gridSpan").set(f"{W}val", str(columns))
    if merge:
        etree.SubElement(about, f"{W}vMerge").set(f"{W}val", merge)
    return cell


def write(cell: Any, said: str) -> None:
    """Put words into a cell, a paragraph for each line."""
    for part in said.split("\n"):
        run = etree.SubElement(etree.SubElement(cell, f"{W}p"), f"{W}r")
        if part:
            text = etree.SubElement(run, f"{W}t")
            text.text = part
            text.set(SPACE, "preserve")


def words_in(cell: Any) -> str:
    """The words of a cell, line by line."""
    return "\n".join(text_of(one) for one in paragraphs(cell))
