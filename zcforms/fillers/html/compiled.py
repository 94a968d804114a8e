"""A form laid out once, without anybody's values: where each value will stand, and how it is set."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from zcforms.fillers.apart import apart
from zcforms.fillers.html import tree
from zcforms.fillers.html.laying import lay_out
from zcforms.fillers.html.setting import style_of
from zcforms.fillers.html.template import Pen, typeset
from zcforms.fillers.sandbox.plain import Plain
from zcforms.forms import Form, Values, left_blank
from zcforms.forms.library import KEPT

_MARK = "\u3000"  # a value that takes room, and leaves no trace


@dataclass(frozen=True, slots=True)
class ValueBox:
    """The room of one value on paper.

    `field` is its name, or table.column, and `row` then counts the rows of the empty table from 0.
    `inner` is what the text may fill, `outer` reaches to the lines around it, in mm from the top left
    corner of page `page` (from 1). Size in pt, leading in multiples of it. A cell `grows` with its
    text; a value that shares its room with other print is not `alone`.
    """

    field: str
    row: int | None
    page: int
    inner: tree.Rectangle
    outer: tree.Rectangle
    family: str
    size: float
    leading: float
    align: str
    grows: bool
    alone: bool

    def __str__(self) -> str:
        at = self.inner
        return f"第{self.page}页({at.x:.1f}, {at.y:.1f}) {at.width:.1f}×{at.height:.1f} {self.size:g}磅"


@apart
def compiled(form: Form, values: Values, duplex: bool = False) -> tuple[ValueBox, ...]:
    """Every value's box in a form with the title and options of some values; laid out once, then kept.

    Of blank values: the boxes of the print for writing by hand, with all its rows; else those of a
    filled one, with one row a table. A value in running text has no box.
    """
    options = json.dumps(dict(values.options), sort_keys=True, ensure_ascii=False, default=str)
    return _compiled(form, values.title, options, values.blank, duplex)


@lru_cache(KEPT)
def _compiled(form: Form, title: str, options: str, blank: bool, duplex: bool) -> tuple[ValueBox, ...]:
    empty = left_blank(form, title, json.loads(options))
    if blank:
        return tuple(_boxes(form, _marked(form, empty, frozenset(form.fields), frozenset()), duplex))
    empty = replace(empty, blank=False, tables={name: rows[:1] for name, rows in empty.tables.items()})
    boxes: list[ValueBox] = []
    # A template may show one field only where there is no other: those not seen get a turn alone.
    wanted, unseen = None, frozenset(form.fields)
    while wanted is None or (unseen and wanted != unseen):  # once at least: a form may have tables only
        wanted = unseen
        html = _marked(form, empty, wanted, wanted)
        boxes += [
            box for box in _boxes(form, html, duplex) if box.row is None or wanted == form.fields.keys()
        ]
        unseen = frozenset(name for name in wanted if f'data-field="{name}"' not in html)
    if any(box.row is not None and not box.grows for box in boxes):
        boxes = _apart(form, empty, boxes, duplex)
    return tuple(boxes)


def _apart(form: Form, empty: Values, boxes: list[ValueBox], duplex: bool) -> list[ValueBox]:
    """The boxes with those blocks of fixed height not alone that a second row would share."""
    two = replace(empty, tables={name: rows * 2 for name, rows in empty.tables.items()})
    found = _boxes(form, _marked(form, two, frozenset(form.fields), frozenset(form.fields)), duplex)
    shared = {box.field for box in found if box.row is not None and not box.alone}
    return [replace(box, alone=box.alone and box.field not in shared) for box in boxes]


def _marked(form: Form, values: Values, marked: frozenset[str], stated: frozenset[str]) -> str:
    """The markup with a mark for each marked field; the template believes those stated to have a text."""

    def field(name: str, row: Plain = None, *_: Plain) -> Markup:
        spec = form.spec(name)
        if row is None and name not in marked:
            return Markup()
        kind = "image" if spec.format == "image" else "value"
        return Markup('<span class="{}" data-field="{}"{}>{}</span>').format(
            kind, name, style_of(spec.size, spec.leading), _MARK
        )

    pen = Pen(
        field,
        text=lambda name, row=None: "甲" if row is None and name in stated else "",
        has_image=lambda name: name in stated,
    )
    return typeset(form, values, pen)


def _boxes(form: Form, html: str, duplex: bool) -> Iterator[ValueBox]:
    document = lay_out(html, form, {}, duplex)
    count: Counter[str] = Counter()
    for number, page in enumerate(document.pages, 1):
        seen: set[Any] = set()
        for piece in tree.pieces(page):
            room = piece.room
            # (rows that say the same have one value, each in a room of its own)
            if piece.value is None or room is None or (piece.value, room) in seen:
                continue
            seen.add((piece.value, room))
            name = piece.value.get("data-field")
            family, size, leading, align = tree.text_style(piece.box)
            yield ValueBox(
                field=name,
                row=count[name] if "." in name else None,
                page=number,
                inner=tree.inside(room.box),
                outer=tree.outside(room.box),
                family=family,
                size=size,
                leading=leading,
                align=align,
                grows=room.cell,
                alone=len(room.values) == 1 and not room.labelled,
            )
            count[name] += 1
