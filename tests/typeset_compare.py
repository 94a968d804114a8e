"""The two ways of setting a form, held against each other: `python tests/typeset_compare.py [FORM…]`."""

from __future__ import annotations

import ctypes
import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from time import process_time
from typing import Any
from unittest import mock

sys.path.insert(0, __file__.rpartition("/")[0])

import golden
import pikepdf
import pypdfium2
import pypdfium2.raw as raw
from test_typesetting_front import sheets_of
from typeset_reference import plain, reference

from zcforms.fillers import html
from zcforms.fillers.engine import to_pdf
from zcforms.fillers.html import by_weasyprint, citing, tree
from zcforms.forms import Form, Values
from zcforms.paper.typesetting import Cascade, display, typeset
from zcforms.paper.typesetting.pages import paginate
from zcforms.paper.typesetting.pdf import PrintFile
from zcforms.paper.typesetting.unsupported import Unsupported

NEAR = 0.05 / 0.75  # CSS px: a twentieth of a point


@contextmanager
def painted() -> Iterator[list[tuple[Any, ...]]]:
    """What WeasyPrint paints meanwhile: (kind, what, numbers…), in order."""
    import weasyprint.draw as draw
    from weasyprint.formatting_structure import boxes

    seen: list[tuple[Any, ...]] = []

    def text(_: Any, box: Any, *__: Any) -> None:
        if box.text.strip():
            place = box.position_x, box.position_y + box.baseline, box.style["font_size"]
            seen.append(("text", box.text, *place, getattr(box.pango_layout, "gap", 0.0)))

    def line(
        _: Any, x: float, y: float, end_x: float, end_y: float, width: float, style: str, color: Any
    ) -> None:
        seen.append(("rule", (style, plain(color)), x, y, end_x, end_y, width))

    def border(_: Any, box: Any) -> None:
        sides = ("top", "right", "bottom", "left")
        widths = [getattr(box, f"border_{side}_width") for side in sides]
        if any(widths) and not isinstance(box, boxes.MarginBox):
            outer = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
            seen.append(("ring", "", *outer, *widths))

    def picture(_: Any, box: Any) -> None:
        outer = box.content_box_x(), box.content_box_y(), box.width, box.height
        seen.append(("picture", "", *outer))

    def surface(_: Any, background: Any, *__: Any, **___: Any) -> None:
        if background and background.color.alpha and background.layers:
            seen.append(("surface", plain(background.color), *background.layers[-1].painting_area))

    with (
        mock.patch.object(draw, "draw_text", text),
        mock.patch.object(draw, "draw_line", line),
        mock.patch.object(draw, "draw_border", border),
        mock.patch.object(draw, "draw_replacedbox", picture),
        mock.patch.object(draw, "draw_background", surface),
    ):
        yield seen


def theirs(document: Any) -> list[list[tuple[Any, ...]]]:
    """What WeasyPrint paints, page by page."""
    found = []
    for n in range(len(document.pages)):
        with painted() as seen:
            document.copy([document.pages[n]]).write_pdf()
        found.append(seen)
    return found


def ours(sheets: list[display.Sheet]) -> list[list[tuple[Any, ...]]]:
    """What we paint, page by page, in the same form."""
    return [[_item(item) for item in sheet.items] for sheet in sheets]


def _item(item: Any) -> tuple[Any, ...]:
    if isinstance(item, display.Text):
        return "text", item.text, item.x, item.y, item.used.size, item.gap
    if isinstance(item, display.Rule):
        return "rule", (item.style, item.color), item.x, item.y, item.end_x, item.end_y, item.width
    if isinstance(item, display.Ring):
        return "ring", "", item.x, item.y, item.width, item.height, *item.widths
    if isinstance(item, display.Picture):
        return "picture", "", item.x, item.y, item.width, item.height
    return "surface", item.color, item.x, item.y, item.width, item.height


def differences(expected: list[Any], actual: list[Any]) -> tuple[list[str], float]:
    """What differs, and the worst deviation (CSS px) of what does not."""
    if len(expected) != len(actual):
        return [f"{len(actual)} pages instead of {len(expected)}"], 0.0
    found, worst = [], 0.0
    for number, (page, other) in enumerate(zip(expected, actual, strict=True), 1):
        for kind in ("text", "rule", "ring", "picture", "surface"):
            a, b = ([one for one in items if one[0] == kind] for items in (page, other))
            if kind != "text":
                a, b = (sorted(items, key=lambda one: [round(n) for n in one[2:]]) for items in (a, b))
            if [one[1] for one in a] != [one[1] for one in b]:
                at = next(
                    (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x[1] != y[1]),
                    min(len(a), len(b)),
                )
                found.append(
                    f"page {number} {kind} {at}: {a[at : at + 2]} became {b[at : at + 2]} ({len(a)}/{len(b)})"
                )
                continue
            for x, y in zip(a, b, strict=True):
                off = max(abs(p - q) for p, q in zip(x[2:], y[2:], strict=True))
                worst = max(worst, off)
                if off > NEAR:
                    found.append(f"page {number} {x} became {y}")
    return found, worst


@dataclass
class Compared:
    """What differs between the two ways, the worst deviation of a glyph (pt), what is refused, and the
    seconds that ours and theirs took.
    """

    differences: list[str] = field(default_factory=list)
    worst: float = 0.0
    refused: str = ""
    seconds: tuple[float, float] = (0.0, 0.0)


def documents(form: Form, values: Values, duplex: bool) -> Compared:
    """How a whole document compares, from its markup to the glyphs in its PDF."""
    text, laid, spent = markup(form, values, duplex)
    try:
        cascade = Cascade(_sheets(form, duplex))
        began = process_time()
        sheets = typeset(text, cascade)
        file = PrintFile()
        file.add(sheets, values.images)
        pdf = file.finished(values.title, "zh-CN", b"0" * 32)
    except Unsupported as e:
        return Compared(refused=str(e))
    took = process_time() - began
    found, _ = differences(theirs(laid), ours(sheets))
    found += _places(sheets, laid)
    began = process_time()
    other = to_pdf(laid, form, b"0" * 32)
    seconds = took, spent + process_time() - began
    moved, worst = _glyph_differences(pdf, without_empty_strings(other))
    found += moved
    if (a := outline(pdf)) != (b := outline(other)):
        found.append(f"outline {b} became {a}")
    return Compared(found, worst, seconds=seconds)


def _places(sheets: list[display.Sheet], document: Any) -> Iterator[str]:
    """Where links, anchors and bookmarks differ; only what a link leads to is an anchor of ours."""
    for number, (sheet, page) in enumerate(zip(sheets, document.pages, strict=True), 1):
        links = outer([(x, y, x + w, y + h, goal.removeprefix("#")) for x, y, w, h, goal in sheet.links])
        expected = outer([(*edges, goal) for _, goal, edges, _ in page.links])
        marks = [(*place, level, label) for level, label, *place in sheet.bookmarks]
        marked = [(*place, level, label) for level, label, place, _ in page.bookmarks]
        anchors = [(*place, name) for name, place in sheet.anchors.items()]
        anchored = [(*place[:2], name) for name, place in page.anchors.items()]
        for kind, a, b in (
            ("links", links, expected),
            ("bookmarks", marks, marked),
            ("anchors", anchors, anchored),
        ):
            if len(a) != len(b) or not all(map(_near, sorted(a, key=repr), sorted(b, key=repr))):
                yield f"page {number} {kind}: {b} became {a}"


def outer(links: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Links with an area that lie in no other to the same goal: WeasyPrint links each box in a link once
    more, and what is empty.
    """
    found: list[tuple[Any, ...]] = []
    for link in sorted(links, key=lambda one: (one[0], one[1], -one[2], -one[3])):
        left, top, right, bottom, goal = link
        if left == right or top == bottom:
            continue
        around = (
            one
            for one in found
            if one[4] == goal
            and one[0] <= left + NEAR
            and one[1] <= top + NEAR
            and one[2] >= right - NEAR
            and one[3] >= bottom - NEAR
        )
        if next(around, None) is None:
            found.append(link)
    return found


def _near(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(
        abs(a - b) <= NEAR if isinstance(a, float | int) and isinstance(b, float | int) else a == b
        for a, b in zip(one, other, strict=True)
    )


def _glyph_differences(ours: bytes, theirs: bytes) -> tuple[list[str], float]:
    """Where the glyphs of two PDFs differ or stand too far apart, and how far at most (pt)."""
    found, worst = [], 0.0
    for number, (a, b) in enumerate(zip(glyphs(ours), glyphs(theirs), strict=True), 1):
        if [one[:1] for one in a] != [one[:1] for one in b]:
            at = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x[0] != y[0]), -1)
            found.append(
                f"page {number} glyph {at}: {b[at : at + 3]} became {a[at : at + 3]} ({len(b)}/{len(a)})"
            )
            continue
        off = [max(abs(p - q) for p, q in zip(x[1:], y[1:], strict=True)) for x, y in zip(a, b, strict=True)]
        worst = max(worst, *off, 0.0)
        most = next((n for n, one in enumerate(off) if one > NEAR * 0.75), None)
        if most is not None:
            found.append(f"page {number} glyph {b[most]} became {a[most]}")
    return found, worst


def without_empty_strings(pdf: bytes) -> bytes:
    """A PDF without the empty strings that WeasyPrint writes between two numbers of one TJ.

    They mean nothing (ISO 32000-1 §9.4.3), but PDFium forgets the last number of a TJ that has any.
    """
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for page in document.pages:
            page.Contents = document.make_stream(page.Contents.read_bytes().replace(b"<>", b" "))
        document.save(saved)
    return saved.getvalue()


def glyphs(pdf: bytes) -> list[list[tuple[str, float, float]]]:
    """Page by page, the characters of a PDF with their origins (pt)."""
    found = []
    x, y = ctypes.c_double(), ctypes.c_double()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            here = []
            for n in range(text.count_chars()):
                code = raw.FPDFText_GetUnicode(text, n)
                if raw.FPDFText_IsGenerated(text, n) != 1 and not chr(code).isspace():
                    raw.FPDFText_GetCharOrigin(text, n, x, y)
                    here.append((chr(code), x.value, y.value))
            found.append(here)
    return found


def outline(pdf: bytes) -> list[tuple[int, str, int | None]]:
    """The bookmarks of a PDF: level, title and page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            (mark.level, mark.get_title(), dest and dest.get_index())
            for mark in document.get_toc()
            for dest in (mark.get_dest(),)
        ]


def read(form: Form, values: Values, document: Any) -> list[Any]:
    """All that fillers read of a document, in the order of its pages and texts."""
    spilt = html.spills(form, values, document)
    found: list[Any] = [len(document.pages), sorted(tree.misjudged(document)), spilt]
    for number, page in enumerate(document.pages):
        texts = []
        for piece in tree.pieces(page):
            if piece.text:
                room = piece.room
                texts.append(
                    (
                        piece.text.replace("\u200b", ""),
                        _name_of(piece.value),
                        numbers(tree.outside(piece.box)),
                        tree.text_style(piece.box),
                        room and (numbers(tree.outside(room.box)), numbers(tree.inside(room.box))),
                        room and (room.cell, room.labelled, [_name_of(value) for value in room.values]),
                    )
                )
        # (the number of a list item, which stands outside of it, is read before its text or after it)
        found.append((number, sorted(texts, key=lambda one: (one[0], round(one[2][1]), round(one[2][0])))))
        found.append(sorted(name for name in page.anchors if name.startswith("continuation")))
    found += [(jump.page, jump.first, jump.last, tuple(jump.box)) for jump in citing.jumps(form, document)]
    return found


def _name_of(value: Any) -> str | None:
    return None if value is None else value.get("data-field")


def numbers(at: tree.Rectangle) -> tuple[float, ...]:
    """Place and size (mm)."""
    return at.x, at.y, at.width, at.height


def alike(one: Any, other: Any) -> bool:
    """Whether two readings say the same, lengths but for a twentieth of a millimetre."""
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= 0.05
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def markup(form: Form, values: Values, duplex: bool) -> tuple[str, Any, float]:
    """What the filler lays out in the end, how WeasyPrint does, and the seconds that it takes."""
    text = html.compose(form, values)
    began = process_time()
    laid = by_weasyprint.lay_out(text, form, values.images, duplex)
    if misjudged := tree.misjudged(laid):
        text = html.compose(form, values, misjudged)
        began = process_time()
        laid = by_weasyprint.lay_out(text, form, values.images, duplex)
    return text, laid.document, process_time() - began


@cache
def _sheets(form: Form, duplex: bool) -> list[Any]:
    return sheets_of(form, duplex)


def compared(form: Form, values: Values, duplex: bool) -> tuple[list[str], float, float]:
    """What differs between the two ways, the worst deviation (px), and our time (s)."""
    both = reference(form, values, duplex)
    began = process_time()
    sheets = display.display(paginate(both.root, both.pages))
    took = process_time() - began
    return *differences(theirs(both.document), ours(sheets)), took


def main(asked: list[str]) -> None:
    """Print how every case of the goldens compares, or those of the named forms."""
    for name, (form, values) in golden.cases().items():
        if asked and form.id not in asked and name not in asked:
            continue
        for duplex in (False, True):
            try:
                found, worst, took = compared(form, values, duplex)
            except Unsupported as e:
                print(f"{name}{' duplex' if duplex else ''}: unsupported: {e}")
                continue
            verdict = "exact" if not found else f"{len(found)} differences"
            sides = " duplex" if duplex else ""
            print(f"{name}{sides}: {verdict}, worst {worst * 0.75:.4f} pt, {took * 1000:.0f} ms")
            for line in found[: 3 if asked else 1]:
                print("   ", line[:400])


if __name__ == "__main__":
    main(sys.argv[1:])
