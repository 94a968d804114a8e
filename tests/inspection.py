"""Does every value stand in its own cell? A form drawn with a colour for each value, and looked at twice.

As pixels: ink of a colour may lie only in the cells of the values of that colour, nothing at all in the
margins at the sides. As boxes: all print lies in its own cell and on the type area, and no two
pieces of print lie on each other.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from tinycss2.color5 import parse_color
from verdicts import ENGINE, modules

from zcforms.chinese import typefaces
from zcforms.fillers import html
from zcforms.fillers.html import by_weasyprint, compose, fits_of, tree
from zcforms.fillers.html.fits import Fits
from zcforms.fillers.html.laying import Typeset, _cascade, lay_out
from zcforms.fillers.html.misfits import overflows_of
from zcforms.fillers.html.placed import Placed, _mark
from zcforms.forms import Form, Row, Values
from zcforms.paper import typesetting
from zcforms.paper.typesetting import Cascade, Unsupported
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.display import display
from zcforms.paper.typesetting.fragments import Fragment, Used
from zcforms.paper.typesetting.metrics import UNITS
from zcforms.paper.typesetting.pdf import PrintFile

DPI = 96
_PX = DPI / 25.4
_HUES = ("#f00", "#0f0", "#00f", "#ff0", "#f0f", "#0ff")
_BITS = (0b100, 0b010, 0b001, 0b110, 0b101, 0b011)  # which of red, green and blue are strong in a hue
_SLACK = 0.35  # mm: a line of 1 pt, of which the cell owns a half, and a pixel

Region = tuple[float, float, float, float]
_HTML = Path(html.__file__).parent
# What lays pages out and what looks at them.
LOOKING = [
    *modules(Path(typesetting.__file__).parent),
    *(_HTML / f"{name}.py" for name in ("__init__", "by_weasyprint", "laying", "placed", "tree")),
    *ENGINE,
    Path(typefaces.__file__),
    Path(__file__),
]


@dataclass(frozen=True)
class Print:
    """A line of print: what it says, where its characters stand, and where they may stand (mm)."""

    text: str
    at: Region
    room: Region
    value: object


def faults(form: Form, values: Values) -> list[str] | None:
    """What is wrong with the pages of a form with some values; None if the form refuses them itself."""
    fits = fits_of(form, values)
    return (
        None if overflows_of(form, values, fits) else faults_of(form, values, *coloured(form, values, fits))
    )


def shown(form: Form, values: Values) -> tuple[object, ...]:
    """What the faults of a form with some values hang on, beside its style sheets and the modules LOOKING."""
    fits = fits_of(form, values)
    boxes = [(box.field, box.outer.height) for box in html.compiled(form, values) if box.alone]
    refused = [finding.message for finding in overflows_of(form, values, fits)]
    return compose(form, values, fits=fits), values.images, form.digest, boxes, fits.fields, refused


def coloured(form: Form, values: Values, fits: Fits | None = None) -> tuple[Any, bytes]:
    """A form with some values as it is laid out for them, and its PDF, with each value in one of six colours.

    Painted on the boxes when they are laid out: a document with a style sheet of its own goes the long
    way through the engine's cascade.
    """
    markup = compose(form, values, fits=fits)
    document = lay_out(markup, form, values.images, False)
    hues = itertools.count()
    if isinstance(document, Typeset):
        try:
            return document, _painted(document, hues)
        except Unsupported:
            document = by_weasyprint.lay_out(markup, form, values.images, False)
            hues = itertools.count()
        finally:
            _forget(form)
    for page in document.pages:
        _paint(page.page._page_box, None, hues, {})
    # Looked at once and thrown away: to compress it took a tenth of all the time.
    return document, document.document.write_pdf(uncompressed_pdf=True)


def _forget(form: Form) -> None:
    """Let nothing be kept of a form's cells, which are painted now: the next paper would have the colours."""
    cascade = _cascade(form, False)
    assert isinstance(cascade, Cascade)
    cascade.cells.clear()


def _paint(box: Any, hue: int | None, hues: Iterator[int], styles: dict[tuple[int, int], Any]) -> None:
    """Give what WeasyPrint laid out its colours."""
    box = getattr(box, "_box", box)  # what is positioned absolutely leaves a stand-in
    if hue is None and box.element is not None and box.element.get("data-field"):
        if box.element.get("data-hue") is None:
            box.element.set("data-hue", str(next(hues) % len(_HUES)))
        hue = int(box.element.get("data-hue"))
    if hue is not None:
        key = id(box.style), hue
        if key not in styles:
            # (kept with the style it is made of, whose number nothing else has as long as it lives)
            styles[key] = box.style, box.style.copy()
            styles[key][1]["color"] = parse_color(_HUES[hue])
        box.style = styles[key][1]
    for child in getattr(box, "children", ()):
        _paint(child, hue, hues, styles)


def _painted(document: Typeset, hues: Iterator[int]) -> bytes:
    """The PDF of what our own typesetter laid out, in colours."""
    values: dict[Box, Any] = {}
    _mark(document.document.root, None, values, set())
    inks: dict[tuple[Used, str], Used] = {}

    def inked(used: Used, hue: str) -> Used:
        if (used, hue) not in inks:
            inks[used, hue] = copy(used)
            color = parse_color(_HUES[int(hue)])
            inks[used, hue].style = Style(used.style | {"color": (*color.coordinates, color.alpha)})
        return inks[used, hue]

    def paint(fragment: Fragment) -> None:
        for run in (run for line in fragment.lines for run in line.runs):
            if isinstance(run, Fragment):
                paint(run)
            elif run.box in values:
                attributes = values[run.box].attributes
                attributes.setdefault("data-hue", str(next(hues) % len(_HUES)))
                run.used = inked(run.used, attributes["data-hue"])
        for child in fragment.children:
            paint(child)

    for page in document.document.pages:
        paint(page.content)
    file = PrintFile()
    file.add(display(document.document.pages), document.images)
    return file.finished(document.title, document.language, b"0" * 16)


def faults_of(form: Form, values: Values, document: Any, pdf: bytes) -> list[str] | None:
    """What is wrong with the coloured pages; None if the form refuses them as too many."""
    if html.spills(form, values, document):
        return None
    found = list(_grown_cells(form, values, document))
    with pypdfium2.PdfDocument(pdf) as painted:
        for number, page in enumerate(document.pages, 1):
            area = _corners(tree.type_area(page))
            prints = list(_prints(page, area))
            found += [
                f"p{number}: {fault}"
                for fault in [*_boxes(prints), *_pixels(painted[number - 1], prints, area)]
            ]
    return found


def _grown_cells(form: Form, values: Values, document: Any) -> Iterator[str]:
    """Cells that a value made higher although it was measured to fit."""
    fitted = fits_of(form, values).fields
    if any(found.fit.excess for found in fitted.values()):
        return  # then a whole row may have grown
    empty = {box.field: box.outer.height for box in html.compiled(form, values) if box.alone}
    for page in document.pages:
        for piece in tree.pieces(page):
            name = piece.value is not None and piece.value.get("data-field")
            if name in fitted and piece.room and tree.outside(piece.room.box).height > empty[name] + 0.1:
                yield f"grew with its value: {name}"


def _corners(at: tree.Rectangle) -> Region:
    return at.x, at.y, at.x + at.width, at.y + at.height


def _prints(page: object, area: Region) -> Iterator[Print]:
    for piece in tree.pieces(page):
        box = piece.box
        if not piece.text:
            continue
        size = box.size * 25.4 / 96
        line = tree.outside(box)
        # The square of the characters, a little smaller: the box of a line of text is taller than they are.
        if isinstance(box, Placed):
            baseline = box.at.y + box.used.fount.extent(box.text)[0] / UNITS
        else:
            baseline = box.position_y + box.box.baseline
        foot = baseline * 25.4 / 96 + 0.04 * size
        at = (line.x + 0.08 * size, foot - 0.84 * size, line.x + line.width - 0.16 * size, foot)
        yield Print(
            piece.text, at, _corners(tree.outside(piece.room.box)) if piece.room else area, piece.value
        )


def _boxes(prints: list[Print]) -> Iterator[str]:
    for one in prints:
        left, top, right, bottom = one.at
        if left < one.room[0] or top < one.room[1] or right > one.room[2] or bottom > one.room[3]:
            yield f"outside its cell: {one.text[:20]}"
    if prints:
        left, top, right, bottom = np.array([one.at for one in prints]).T[:, :, None]
        over = (left < right.T) & (right > left.T) & (top < bottom.T) & (bottom > top.T)
        for i, j in zip(*np.nonzero(np.triu(over, 1)), strict=True):
            yield f"on each other: {prints[i].text[:20]} / {prints[j].text[:20]}"


def _pixels(page: pypdfium2.PdfPage, prints: list[Print], area: Region) -> Iterator[str]:
    blue, green, red = np.moveaxis(page.render(scale=DPI / 72).to_numpy(), 2, 0)
    high, low = np.maximum(np.maximum(red, green), blue), np.minimum(np.minimum(red, green), blue)
    ys, xs = np.nonzero(high - low >= 90)  # most of a page has no colour
    middle = (low + (high - low) // 2)[ys, xs]
    hue = np.zeros(low.shape, np.uint8)
    hue[ys, xs] = (red[ys, xs] > middle) * 4 + (green[ys, xs] > middle) * 2 + (blue[ys, xs] > middle)
    for one in prints:
        if one.value is not None:
            # In running text a value has no cell: its own lines, then.
            left, top, right, bottom = one.room if one.room != area else _grown(one.at)
            own = hue[_span(top, bottom), _span(left, right)]
            own[own == _BITS[int(one.value.get("data-hue"))]] = 0
    for bits, colour in zip(_BITS, _HUES, strict=True) if hue.any() else ():
        ys, xs = np.nonzero(hue == bits)
        if len(ys):
            yield f"ink of {colour} outside: {len(ys)} pixels, at {xs[0] / _PX:.0f}, {ys[0] / _PX:.0f} mm"
    for side, band in (
        ("left", low[:, : max(0, int((area[0] - 1) * _PX))]),
        ("right", low[:, int((area[2] + 1) * _PX) + 1 :]),
    ):
        if (band < 200).any():
            yield f"ink in the {side} margin"


def _grown(at: Region) -> Region:
    size = at[3] - at[1]
    return at[0] - 0.2 * size, at[1] - 0.3 * size, at[2] + 0.2 * size, at[3] + 0.3 * size


def _span(start: float, end: float) -> slice:
    return slice(max(0, int((start - _SLACK) * _PX)), int((end + _SLACK) * _PX) + 1)


_PLAIN = re.compile(r"^[^\u4e00-\u9fff]*$|^\d{4}年\d|^第?\d+[人年]?$")


def _repeated(text: str, times: int) -> str:
    """A text said several times over; numbers, dates and codes cannot be any longer than they are."""
    return text if _PLAIN.match(text) else text * times


def enlarged(form: Form, values: Values, texts: int, rows: int) -> Values:
    """Some values with their texts and rows several times over; a text that is refused stays as it was."""
    choices = {
        "id_type",
        "result",
        *(name for name, spec in form.fields.items() if spec.format in {"month", "chinese_date"}),
    }
    fields = {
        name: text if name in choices else _repeated(text, texts) for name, text in values.fields.items()
    }
    tables = {
        name: [
            Row({c: _repeated(t, texts) for c, t in row.cells.items()}, row.blank)
            for row in listed
            for _ in range(rows)
        ]
        for name, listed in values.tables.items()
    }
    larger = replace(values, fields=fields, tables=tables)
    refused = {
        name
        for name, fitted in fits_of(form, larger).fields.items()
        if fitted.fit.excess and fitted.overflow == "error"
    }
    return replace(
        larger,
        fields={name: values.fields[name] if name in refused else text for name, text in fields.items()},
    )
