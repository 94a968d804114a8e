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
from zcforms.fillers.acroform.style import Style, css, operators
from zcforms.fillers.engine import lay_out, to_pdf
from zcforms.forms import Form

# The shipped faces only: what a viewer's own 宋体 would draw could not be embedded.
_REST = '"ZC Song", "ZC Rare", "ZC Kai", "ZC Fang"'
_SHEET = f"""
body {{ margin: 0; line-height: {LEADING}; overflow-wrap: anywhere; }}
.line {{ white-space: pre; overflow: hidden; }}
.block {{ white-space: pre-wrap; overflow: hidden; }}
.middle {{ display: table; table-layout: fixed; white-space: pre-wrap; }}
.middle > * {{ display: table-cell; vertical-align: middle; }}
.cells {{ position: relative; }}
.cells > * {{ position: absolute; top: 0; text-align: center; white-space: pre; }}
img {{ display: block; width: 100%; height: 100%; object-fit: contain; }}
"""


@dataclass(frozen=True)
class Picture:
    """A picture that fills a widget, as large as it fits."""

    image: bytes
    style: Style


def draw(pdf: Pdf, contents: Sequence[Lettering | Picture], form: Form) -> list[Stream]:
    """One appearance (Form XObject) for each content, from one layout with the fonts shared."""
    if not contents:
        return []
    html = _document(contents)
    images = {f"w{n}": content.image for n, content in enumerate(contents) if isinstance(content, Picture)}
    document = lay_out(html, form, images, duplex=False)
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
        style = content.style
        pages.append(
            f"@page w{n} {{ size: {style.width:g}pt {style.height:g}pt; margin: 0 }} #w{n} {{ page: w{n} }}"
        )
        bodies.append(_body(f"w{n}", content))
    head = "".join(pages)
    return f"<!doctype html><html lang=zh><style>{_SHEET}{head}</style><body>{''.join(bodies)}</body></html>"


def _body(name: str, content: Lettering | Picture) -> str:
    style, pad = content.style, content.style.padding
    if isinstance(content, Picture):
        size = f"width:{style.width:g}pt;height:{style.height:g}pt"
        return f'<div id="{name}" style="{size}"><img src="image:{name}" alt=""></div>'
    inner = style.width - 2 * pad
    look = (
        f"font-family:'{style.family}', {_REST.replace(chr(34), chr(39))};font-size:{content.size:g}pt;"
        f"color:{css(style.ink)};text-align:{style.align};"
    )
    text = escape(content.text)
    if content.setting == "cells":
        box = f"height:{style.height:g}pt"
        return f'<div id="{name}" class="cells" style="{look}{box}">{_cells(content)}</div>'
    if content.setting == "line":
        box = f"margin:0 {pad:g}pt;width:{inner:g}pt;height:{style.height:g}pt;line-height:{style.height:g}pt"
        return f'<div id="{name}" class="line" style="{look}{box}">{text}</div>'
    top = pad if content.setting == "block" else style.border
    box = f"margin:{top:g}pt {pad:g}pt;width:{inner:g}pt;height:{style.height - 2 * top:g}pt"
    return f'<div id="{name}" class="{content.setting}" style="{look}{box}"><div>{text}</div></div>'


def _cells(content: Lettering) -> str:
    style = content.style
    cell = style.width / content.cells
    spare = max(0, content.cells - len(content.text))
    skipped = {"left": 0, "center": spare // 2, "right": spare}[style.align]
    room = f"width:{cell:g}pt;line-height:{style.height:g}pt"
    return "".join(
        f'<span style="left:{(skipped + n) * cell:g}pt;{room}">{escape(character)}</span>'
        for n, character in enumerate(content.text)
    )


# --- boxes ---------------------------------------------------------------------------------------


def _appearance(pdf: Pdf, inner: Any, style: Style, cells: int) -> Stream:
    room = f"0 0 {style.width:g} {style.height:g} re W n"
    # /Tx BMC … EMC marks what a viewer replaces when somebody edits the field (12.7.3.3).
    content = f"{frame(style, cells)}\n/Tx BMC\nq {room} /T Do Q\nEMC\n"
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
        fill = operators(style.ground, stroking=False)
        parts.append(f"q {fill} 0 0 {style.width:g} {style.height:g} re f Q")
    if style.border:
        half = style.border / 2
        dash = " [3] 0 d" if style.dashed else ""
        pen = f"q {operators(style.stroke, stroking=True)} {style.border:g} w{dash}"
        width, height = style.width - style.border, style.height - style.border
        if style.underlined:
            parts.append(f"{pen} 0 {half:g} m {style.width:g} {half:g} l S Q")
        else:
            parts.append(f"{pen} {half:g} {half:g} {width:g} {height:g} re S Q")
        steps = [style.width * n / cells for n in range(1, cells)]
        parts += [f"{pen} {x:.3f} 0 m {x:.3f} {style.height:g} l S Q" for x in steps]
    return "\n".join(parts)


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
