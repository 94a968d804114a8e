"""The texts of a workbook's cells and notes, read and written (ECMA-376 part 1, 18.3 and 18.4)."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from zcforms.chinese.names import code_point
from zcforms.fillers.workbook_file import MAIN
from zcforms.ground.office_parts import texts_in

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def string_of(item: Any) -> str:
    """The text of a string."""
    return "".join(text.text or "" for text in texts_in(item))


def empty_out(cell: Any) -> None:
    """Take out what a cell holds; its format stays."""
    for name in ("t", "cm", "vm"):
        cell.attrib.pop(name, None)
    for part in list(cell):
        cell.remove(part)


def put_text(cell: Any, text: str) -> None:
    """Write a text into an empty cell."""
    cell.set("t", "inlineStr")
    add_text(etree.SubElement(cell, f"{{{MAIN}}}is"), text)


def add_text(string: Any, text: str) -> None:
    """Give a string its text, with the spaces at its ends."""
    inner = etree.SubElement(string, f"{{{MAIN}}}t")
    inner.text = _escaped(text)
    inner.set(_SPACE, "preserve")


def _escaped(text: str) -> str:
    """Text as the format has it: what XML cannot hold by its code, and _x0041_ is no A (22.9.2.19)."""
    shown = _NOT_XML.sub(lambda match: f"〔{code_point(match[0])}〕", text)
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", shown)
