"""Notes at cells (legacy comments: ECMA-376 part 1, 18.7; their boxes are VML, part 4, 19).

A note of ours is known again by how its text begins. Where the user has a note of their own, it stays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from lxml import etree
from openpyxl.utils.cell import column_index_from_string as number_of
from openpyxl.utils.cell import coordinate_from_string

from zcforms.fillers.annotation.grid import place
from zcforms.fillers.workbook_file import MAIN, RELATIONSHIP, WorkbookFile
from zcforms.fillers.workbook_text import add_text, string_of

HEAD = "zcforms检查"  # begins every note, and is its author
_NOTES = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_BOXES = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_ID = f"{{{RELATIONSHIP}}}id"
# Excel writes VML that is not always well-formed (<br>), so it is dealt with as text.
_SHAPE = re.compile(rb"<(?:\w+:)?shape\s(?:[^>]*[^/>])?>.*?</(?:\w+:)?shape\s*>", re.DOTALL)
_ROW, _COLUMN = (re.compile(rb"<(?:\w+:)?" + name + rb">\s*(\d+)") for name in (b"Row", b"Column"))
_NUMBER = re.compile(rb"_x0000_s(\d+)")
_TYPE = (
    '<v:shapetype xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHEET = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    '<o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_BOX = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202"'
    ' style="position:absolute;margin-left:60pt;margin-top:2pt;width:{width}pt;height:{height}pt;z-index:1;'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>'
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_WIDTH, _LINE, _CHARACTER = 270, 14, 10  # pt, of a box with text of 9 pt


class Notes:
    """The notes of one sheet, whose tree is `root`."""

    def __init__(self, package: WorkbookFile, sheet: str, root: Any) -> None:
        self._package, self._sheet, self._root = package, sheet, root

    def clear(self) -> bool:
        """Take the notes of ours out, and their boxes; whether there were any."""
        name = self._part("comments")
        tree = self._package.tree(name) if name else _no_notes()
        ours = [note for note in tree.iter(f"{{{MAIN}}}comment") if _is_ours(note)]
        if not ours:
            return False
        for note in ours:
            note.getparent().remove(note)
        if tree.find(f".//{{{MAIN}}}comment") is not None:
            _forget_author(tree)
            self._package.put(name, tree)
        else:
            self._package.unrelate(self._sheet, name)
            self._package.remove(name)
        self._clear_boxes({_at(note.get("ref")) for note in ours})
        return True

    def _clear_boxes(self, cells: set[tuple[int, int]]) -> None:
        drawing, name = self._drawing()
        if name not in self._package.parts:
            return
        kept = _SHAPE.sub(lambda m: b"" if _cell_of(m[0]) in cells else m[0], self._package.parts[name])
        self._package.parts[name] = kept
        if not re.search(rb"<(?:\w+:)?(?:shape|group|rect|oval|line)\s", kept):
            self._root.remove(drawing)
            self._package.unrelate(self._sheet, name)
            self._package.remove(name)

    def write(self, texts: Mapping[str, str]) -> None:
        """Put a note at every cell that has none."""
        name = self._part("comments")
        tree = self._package.tree(name) if name else _no_notes()
        taken = {note.get("ref") for note in tree.iter(f"{{{MAIN}}}comment")}
        new = {cell: text for cell, text in texts.items() if cell not in taken}
        if not new:
            return
        if not name:
            name, _ = self._new("comments", "xl/comments{}.xml")
            self._package.declare(name, _NOTES)
        authors, notes = tree.find(f"{{{MAIN}}}authors"), tree.find(f"{{{MAIN}}}commentList")
        etree.SubElement(authors, f"{{{MAIN}}}author").text = HEAD
        for cell, text in new.items():
            note = etree.SubElement(notes, f"{{{MAIN}}}comment", ref=cell, authorId=str(len(authors) - 1))
            add_text(etree.SubElement(note, f"{{{MAIN}}}text"), f"{HEAD}\n{text}")
        self._package.put(name, tree)
        self._add_boxes(new)

    def _add_boxes(self, texts: Mapping[str, str]) -> None:
        drawing, name = self._drawing()
        if name not in self._package.parts:
            name, key = self._new("vmlDrawing", "xl/drawings/vmlDrawing{}.vml", _SHEET.encode())
            self._package.declare(name, _BOXES, by_ending=True)
            if drawing is None:
                drawing = etree.Element(f"{{{MAIN}}}legacyDrawing")
                place(self._root, drawing)
            drawing.set(_ID, key)
        sheet = self._package.parts[name]
        first = max((int(number) for number in _NUMBER.findall(sheet)), default=1024) + 1
        boxes = [_box(number, cell, text) for number, (cell, text) in enumerate(texts.items(), first)]
        kind = "" if b'"_x0000_t202"' in sheet else _TYPE
        at = sheet.rindex(b"</")
        self._package.parts[name] = sheet[:at] + (kind + "".join(boxes)).encode() + sheet[at:]

    def _part(self, kind: str) -> str:
        return next(iter(self._package.related(self._sheet, kind).values()), "")

    def _drawing(self) -> tuple[Any, str]:
        """Where the sheet names its boxes, and the part with them."""
        drawing = self._root.find(f"{{{MAIN}}}legacyDrawing")
        known = self._package.related(self._sheet, "vmlDrawing")
        return drawing, "" if drawing is None else known.get(drawing.get(_ID), "")

    def _new(self, kind: str, pattern: str, content: bytes = b"") -> tuple[str, str]:
        """A part that the sheet points at; its name, and the id of the relation."""
        name = self._package.free_name(pattern)
        self._package.parts[name] = content
        return name, self._package.relate(self._sheet, kind, name)


def _no_notes() -> Any:
    tree = etree.Element(f"{{{MAIN}}}comments", nsmap={None: MAIN})
    etree.SubElement(tree, f"{{{MAIN}}}authors")
    etree.SubElement(tree, f"{{{MAIN}}}commentList")
    return tree


def _is_ours(note: Any) -> bool:
    return string_of(note).lstrip().startswith(HEAD)


def _forget_author(tree: Any) -> None:
    """Take our name from the end of the authors: the notes name them by number."""
    authors = tree.find(f"{{{MAIN}}}authors")
    if len(authors) and authors[-1].text == HEAD:
        authors.remove(authors[-1])


def _at(cell: str) -> tuple[int, int]:
    """Row and column of a cell, from 0."""
    letter, row = coordinate_from_string(cell)
    return row - 1, number_of(letter) - 1


def _cell_of(shape: bytes) -> tuple[int, int] | None:
    """Row and column, from 0, of the cell whose note a shape is."""
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    return (int(row[1]), int(column[1])) if row and column and b'"Note"' in shape else None


def _box(number: int, cell: str, text: str) -> str:
    row, column = _at(cell)
    lines = 2 + sum(math.ceil(len(line) * _CHARACTER / _WIDTH) for line in text.split("\n"))
    return _BOX.format(number=number, row=row, column=column, width=_WIDTH, height=_LINE * lines)
