"""A flat PDF read as a Word form is: its ruled cells as a table, fields laid over the blank ones."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from pikepdf import Array, Dictionary, Name, String

from zcforms.authoring.adding.as_word import KEYS, add_cell, words_in, write
from zcforms.authoring.adding.flat.ruling import Ruled
from zcforms.authoring.adding.word.captions import Words
from zcforms.authoring.adding.word.gaps import is_blank
from zcforms.authoring.adding.word.marks import Draft
from zcforms.authoring.adding.word.table import Table
from zcforms.authoring.adding.word.tabular import read_table
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import grids
from zcforms.paper.reading import document_of

_FIELD = re.compile(r"\{\{ (f\d+) \}\}")
_ROW = re.compile(r"\{\{ row\.(c\d+) \}\}")
_PHOTO = re.compile(r"\{% if (f\d+) %\}\{\{ f\d+\.within")
_INSET = 2.0  # pt from the lines of a cell
_CLOSE = 0.5  # pt: as near as a photo may come to them, and a value in a low row to those above and below
_SIZE = 10.5  # pt: 五号, what such forms are set in
_LINE = 1.1 * _SIZE + 0.02  # pt: what one line of it takes; places are written with two decimals
_TALL = 34.0  # pt: a cell for several lines
_BUTTON, _LINES = 1 << 16, 1 << 12  # flags of fields (ISO 32000-1, 12.7.4)


@dataclass
class _Table(Table):
    """A table of a page while it is read."""

    page: int = 1

    def place(self, cell: Any) -> str:
        """Where a cell is."""
        return f"第{self.page}页{super().place(cell)}"


@dataclass(frozen=True)
class Laid:
    """A field that is laid over a blank cell: its name, where, and of what kind."""

    name: str
    page: int  # from 0
    box: tuple[float, float, float, float]
    is_picture: bool = False


def text_in(texts: Any, cell: Ruled) -> str:
    """What is said in a cell, line by line."""
    left, bottom, right, top = cell.box
    said = texts.get_text_bounded(left + 1, bottom + 1, right - 1, top - 1)
    return "\n".join(line.strip() for line in said.splitlines()).strip("\n")


def read_cells(
    cells: Sequence[Ruled], said: Sequence[str], at: tuple[int, int], words: Words, draft: Draft
) -> Iterator[Laid]:
    """Guess what belongs into the blank cells of a table, by what is `said` in each.

    `at` is the page (from 0) and the number of the table (from 1).
    """
    page, number = at
    element, drawn = _as_table(cells, said)
    (grid,) = grids(element)
    begun = len(draft.lists), len(draft.gone)
    lines = list(grid.rows)
    table = _Table(grid, number, "", words, draft, page=page + 1)
    read_table(table)
    of_lists = {}
    for n, (first, others) in enumerate(draft.gone[begun[1] :], begun[0]):
        of_lists[lines.index(first)] = (n, [lines.index(first), *(lines.index(o) for o in others)])
    by_place = {(cell.row, cell.column): cell for cell in cells}
    kept, double = set[str](), set[str]()
    for cell, was, one in zip(cells, said, drawn, strict=True):
        now = words_in(one)
        if row := _ROW.fullmatch(now):
            n, rows = of_lists[cell.row]
            key = f"{draft.lists[n].key}{row[1]}"
            for count, line in enumerate(rows, 1):
                yield Laid(f"{key}_{count}", page, inner(by_place[line, cell.column].box))
            kept.add(f"{draft.lists[n].key}.{row[1]}")
        elif (field := _FIELD.fullmatch(now)) and is_blank(was):
            yield Laid(field[1], page, inner(cell.box))
            kept.add(field[1])
        elif photo := _PHOTO.match(now):
            yield Laid(photo[1], page, around(cell.box), is_picture=True)
            kept.add(photo[1])
        elif is_blank(was):
            double |= set(KEYS.findall(now))
    tagged = {key for one in drawn for key in KEYS.findall(words_in(one))}
    _leave_double(draft, double - kept)
    _give_up(draft, begun[0], tagged - double, kept)


def inner(box: Sequence[float]) -> tuple[float, float, float, float]:
    """The room of a value in a cell: a low row leaves as much as a line takes, so that sizes are alike."""
    left, bottom, right, top = box
    spare = min(_INSET, max(_CLOSE, (top - bottom - _LINE) / 2))
    return left + _INSET, bottom + spare, right - _INSET, top - spare


def around(box: Sequence[float]) -> tuple[float, float, float, float]:
    """The room of a photo in a cell: all but its lines, for it covers what is printed there."""
    left, bottom, right, top = box
    return left + _CLOSE, bottom + _CLOSE, right - _CLOSE, top - _CLOSE


def _leave_double(draft: Draft, keys: set[str]) -> None:
    """Blank cells that ask for two things, which one field over them cannot hold, each told once."""
    gone = [one for one in draft.fields if one.key in keys]
    draft.fields = [one for one in draft.fields if one not in gone]
    for place, caption in dict.fromkeys((one.place, one.caption) for one in gone):
        draft.unread.append(f"{place}“{caption}”：一格要填两样，PDF的一格只能填一样，留给手写")


def _give_up(draft: Draft, first: int, tagged: set[str], kept: set[str]) -> None:
    """What would stand over printed words is not filled: boxes, 年　月, lines after a caption; told."""
    for guess in [one for one in draft.fields if one.key in tagged - kept]:
        draft.fields.remove(guess)
        draft.unread.append(f"{guess.place}“{guess.caption}”：格里印着字，留给手写")
    for n in range(first, len(draft.lists)):
        one = draft.lists[n]
        columns = tuple(c for c in one.columns if f"{one.key}.{c.key}" in kept)
        draft.lists[n] = replace(one, columns=columns)


def _as_table(cells: Sequence[Ruled], said: Sequence[str]) -> tuple[Any, list[Any]]:
    """The cells as a table of a Word file, and each of its cells in the same order."""
    body = etree.Element(f"{W}body")
    table = etree.SubElement(body, f"{W}tbl")
    columns = max(cell.column + cell.columns for cell in cells)
    widths = etree.SubElement(table, f"{W}tblGrid")
    for column in range(columns):
        own = [cell.box[2] - cell.box[0] for cell in cells if (cell.column, cell.columns) == (column, 1)]
        etree.SubElement(widths, f"{W}gridCol").set(f"{W}w", str(round(min(own, default=0) * 20)))
    made: dict[int, Any] = {}
    for row in range(max(cell.row + cell.rows for cell in cells)):
        line = etree.SubElement(table, f"{W}tr")
        here = [n for n, cell in enumerate(cells) if cell.row <= row < cell.row + cell.rows]
        tall = [cells[n].box[3] - cells[n].box[1] for n in here if cells[n].rows == 1]
        if tall:
            about = etree.SubElement(etree.SubElement(line, f"{W}trPr"), f"{W}trHeight")
            about.set(f"{W}val", str(round(min(tall) * 20)))
        for n in sorted(here, key=lambda n: cells[n].column):
            is_first = cells[n].row == row
            merge = "" if cells[n].rows == 1 else "restart" if is_first else "continue"
            one = add_cell(line, cells[n].columns, merge)
            write(one, said[n] if is_first else "")
            if is_first:
                made[n] = one
    return body, [made[n] for n in range(len(cells))]


def with_fields(content: bytes, fields: Sequence[Laid]) -> bytes:
    """The same PDF with fields over its cells; what its pages draw is not touched."""
    with document_of(content) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        form = pdf.make_indirect(
            Dictionary(
                Fields=Array(),
                DA=String(f"/Helv {_SIZE:g} Tf 0 g"),
                DR=Dictionary(Font=Dictionary(Helv=font)),
            )
        )
        pdf.Root.AcroForm = form
        for field in fields:
            tall = field.box[3] - field.box[1] > _TALL
            made = pdf.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Widget,
                    F=4,
                    T=String(field.name),
                    FT=Name.Btn if field.is_picture else Name.Tx,
                    Ff=_BUTTON if field.is_picture else _LINES if tall else 0,
                    Rect=Array([round(side, 2) for side in field.box]),
                )
            )
            page = pdf.pages[field.page].obj
            page.Annots = Array([*page.get(Name.Annots, []), made])
            form.Fields.append(made)
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
        return target.getvalue()
