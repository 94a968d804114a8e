"""Appearances of widgets: text and pictures by the layout engine, boxes and ticks by hand."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from zcforms.fillers.acroform.lettering import LEADING, Lettering
from zcforms.fillers.acroform.style import Style, css, number, operators
from zcforms.fillers.engine import lay_out, to_pdf
from zcforms.forms import Form

# The shipped faces only: what a viewer's own 宋体 would draw could not be embedded.
_REST = "'ZC Song', 'ZC Rare', 'ZC Kai', 'ZC Fang'"
_SHEET = f"""
body {{ margin: 0; line-height: {LEADING}; overflow-wrap: anywhere; }}
.line {{ white-space: pre; overflow: hidden; }}
.block {{ white-space: pre-wrap; overflow: hidden; }}
.middle {{ display: table; table-layout: fixed; white-space: pre-wrap; }}
.middle > * {{ display: table-cell; vertical-align: middle; }}
.cells {{ position: relative; }}
.cells > * {{ position: absolute; top: 0; text-align: center; white-space: pre; }}
img {{ display: block; box-sizing: border-box; width: 100%; height: 100%; object-fit: contain; }}
/* What the page says where a picture belongs (照片（二寸）) does not show beside it. */
img {{ padding: 0.5pt; background: #fff; background-clip: content-box; }}
"""


@dataclass(frozen=True)
class Picture:
    """A picture that fills a widget, as large as it fits, on white."""

    image: bytes
    style: Style


def draw(pdf: Pdf, contents: Sequence[Lettering | Picture], form: Form) -> list[Stream]:
    """One appearance (Form XObject) for each content, from one layout with the fonts shared."""
    if not contents:
        return []
    html = _document(contents)
    images = {f"w{n}": content.image for n, content in enumerate(contents) if isinstance(content, Picture)}
    document = lay_out(html, form, images, duplex=False, least=0)  # a sheet as small as its field
    raw = to_pdf(document, form, hashlib.sha256(html.encode()).hexdigest()[:32].encode())
    # A text that is far too large takes more than its page: what counts is the page that it begins on.
    first = {name: n for n, page in reversed(list(enumerate(document.pages))) for name in page.anchors}
    with Pdf.open(io.BytesIO(raw)) as source:
        drawn = []
        for n, content in enumerate(contents):
            inner = pdf.copy_foreign(source.pages[first[f"w{n}"]].as_form_xobject())
            cells = content.cells if isinstance(content, Lettering) else 0
            drawn.append(_appearance(pdf, inner, content.style, cells))
    return drawn


def _document(contents: Sequence[Lettering | Picture]) -> str:
    pages, bodies = [], []
    for n, content in enumerate(contents):
        width, height = number(content.style.width), number(content.style.height)
        pages.append(f"@page w{n} {{ size: {width}pt {height}pt; margin: 0 }} #w{n} {{ page: w{n} }}")
        bodies.append(_body(f"w{n}", content))
    head = _SHEET + "".join(pages)
    return f"<!doctype html><html lang=zh><style>{head}</style><body>{''.join(bodies)}</body></html>"


def _body(name: str, content: Lettering | Picture) -> str:
    style, pad, inner = content.style, content.style.padding, content.style.inner
    if isinstance(content, Picture):
        room = _sizes(width=style.width, height=style.height)
        return f'<div id="{name}" style="{room}"><img src="image:{name}" alt=""></div>'
    look = f"font-family:'{style.family}', {_REST};color:{css(style.ink)};text-align:{style.align};"
    look += _sizes(font_size=content.size)
    if content.setting == "cells":
        room = _sizes(height=style.height)
        return f'<div id="{name}" class="cells" style="{look}{room}">{_cells(content)}</div>'
    if content.setting == "line":
        top, room = 0.0, _sizes(width=inner, height=style.height, line_height=style.height)
    else:
        top = pad if content.setting == "block" else min(style.border, style.height / 4)
        room = _sizes(width=inner, height=style.height - 2 * top)
    room += _sizes(margin_top=top, margin_left=pad)
    text = escape(content.text)
    return f'<div id="{name}" class="{content.setting}" style="{look}{room}"><div>{text}</div></div>'


def _cells(content: Lettering) -> str:
    style = content.style
    cell = style.width / content.cells
    spare = max(0, content.cells - len(content.text))
    skipped = {"left": 0, "center": spare // 2, "right": spare}[style.align]
    return "".join(
        f'<span style="{_sizes(left=(skipped + n) * cell, width=cell, line_height=style.height)}">'
        f"{escape(character)}</span>"
        for n, character in enumerate(content.text)
    )


def _sizes(**sizes: float) -> str:
    """Declarations in pt: line_height=12 is "line-height:12pt;"."""
    return "".join(f"{name.replace('_', '-')}:{number(size)}pt;" for name, size in sizes.items())


# --- boxes ---------------------------------------------------------------------------------------


def _appearance(pdf: Pdf, inner: Any, style: Style, cells: int) -> Stream:
    room = f"0 0 {number(style.width)} {number(style.height)} re"
    # /Tx BMC … EMC marks what a viewer replaces when somebody edits the field (12.7.3.3).
    content = f"{frame(style, cells)}\n/Tx BMC\nq {room} W n /T Do Q\nEMC\n"
    return form_xobject(pdf, content, style, Dictionary(XObject=Dictionary(T=inner)))


def form_xobject(pdf: Pdf, content: str, style: Style, resources: Dictionary) -> Stream:
    """An appearance of the widget's size, turned as the widget says (/MK /R)."""
    matrix = {90: [0, 1, -1, 0, 0, 0], 180: [-1, 0, 0, -1, 0, 0], 270: [0, -1, 1, 0, 0, 0]}.get(style.turn)
    stream = Stream(
        pdf,
        content.encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(style.width, 3), round(style.height, 3)]),
        Resources=resources,
    )
    if matrix:
        stream.Matrix = Array(matrix)
    return pdf.make_indirect(stream)


def frame(style: Style, cells: int = 0) -> str:
    """Ground and border of a widget, with the lines between the cells of a comb."""
    parts = []
    if style.ground:
        parts.append(f"q {operators(style.ground, stroking=False)} {_rectangle(0, style)} f Q")
    if style.border and style.stroke:
        half, right, top = (number(n) for n in (style.border / 2, style.width, style.height))
        dash = " [3] 0 d" if style.dashed else ""
        pen = f"q {operators(style.stroke, stroking=True)} {number(style.border)} w{dash}"
        line = f"0 {half} m {right} {half} l" if style.underlined else _rectangle(style.border / 2, style)
        parts.append(f"{pen} {line} S Q")
        steps = [number(style.width * n / cells) for n in range(1, cells)]
        parts += [f"{pen} {x} 0 m {x} {top} l S Q" for x in steps]
    return "\n".join(parts)


def _rectangle(inset: float, style: Style) -> str:
    box = (inset, inset, style.width - 2 * inset, style.height - 2 * inset)
    return " ".join(map(number, box)) + " re"


def tick(style: Style, mark: str) -> str:
    """A ticked box: the frame, and the mark that the form asks for (/MK /CA in ZapfDingbats' letters)."""
    side = min(style.width, style.height) * 0.7
    x, y = (style.width - side) / 2, (style.height - side) / 2

    def at(*points: tuple[float, float]) -> list[str]:
        return [f"{x + side * px:.2f} {y + side * py:.2f}" for px, py in points]

    pen = f"q {operators(style.ink, stroking=True)} {operators(style.ink, stroking=False)} {side / 7:.2f} w"
    if mark == "8":  # a cross
        a, b, c, d = at((0, 0), (1, 1), (0, 1), (1, 0))
        path = f"{a} m {b} l {c} m {d} l S"
    elif mark == "l":  # a disc: a dot with a round pen
        (a,) = at((0.5, 0.5))
        path = f"{side * 0.8:.2f} w 1 J {a} m {a} l S"
    elif mark == "n":  # a square
        path = f"{x:.2f} {y:.2f} {side:.2f} {side:.2f} re f"
    else:
        a, b, c = at((0, 0.5), (0.35, 0.1), (1, 0.95))
        path = f"{a} m {b} l {c} l S"
    return f"{frame(style)}\n{pen} {path} Q\n"
