"""Two pages of A4 side by side on a sheet of A3: booklets that are folded, and sheets that are cut."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator

import pikepdf
from pikepdf import Name, Pdf

from zcforms.ground.geometry import A4, MM, transformed, visible_box
from zcforms.paper.copies import saved
from zcforms.paper.placing import FOLDED_WIDTH, Area, fit_into

_A3_LYING = (FOLDED_WIDTH, A4[1])  # pt
_TICK = 5 * MM  # the line at either end that says where to cut
_LINES = ((0.0, _TICK), (A4[1] - _TICK, A4[1]))
_CUT = " ".join(f"{A4[0]:.3f} {low:.3f} m {A4[0]:.3f} {high:.3f} l" for low, high in _LINES)
_Side = tuple[int | None, int | None]  # the pages (from 0) on the left and on the right
_Form = tuple[tuple[int, int], tuple[int, int]]  # the contents and resources of a page


def booklet(document: bytes) -> bytes:
    """A document on sheets of A3, both sides, to be folded once and stapled in the fold (骑马订).

    It is bound at its left edge; empty pages at its end fill the last sheet.
    """
    return _imposed(document, _folded, duplex=True)[0]


def on_booklets(pages: bytes) -> bytes:
    """Pages that lie on top of booklets, each on a sheet of A3 where the booklet has its first page."""
    return _imposed(pages, lambda count: ((None, n) for n in range(count)), duplex=False)[0]


def cut_and_stacked(print_file: bytes, duplex: bool) -> tuple[bytes, int]:
    """A print file on sheets of A3 that are cut in two, and its pages; the left stack goes on the right one.

    So the first half of the leaves is on the left, and they are in order afterwards.
    """
    return _imposed(print_file, lambda count: _halved(count, duplex), duplex, cut=True)


def _folded(count: int) -> Iterator[_Side]:
    """The sides of a booklet, front and back of each sheet from the outermost."""
    pages: list[int | None] = [*range(count), *[None] * (-count % 4)]
    for n in range(0, len(pages) // 2, 2):
        yield pages[-1 - n], pages[n]
        yield pages[n + 1], pages[-2 - n]


def _halved(count: int, duplex: bool) -> Iterator[_Side]:
    """The sides of sheets that are cut; the backs of two leaves change places, for a sheet is turned over."""
    each = 2 if duplex else 1  # pages of a leaf
    half = -(-count // each // 2) * each
    pages: list[int | None] = [*range(count), *[None] * (2 * half - count)]
    for n in range(0, half, each):
        yield pages[n], pages[half + n]
        if duplex:
            yield pages[half + n + 1], pages[n + 1]


def _imposed(
    document: bytes, sides: Callable[[int], Iterable[_Side]], duplex: bool, cut: bool = False
) -> tuple[bytes, int]:
    out = Pdf.new()
    forms: dict[_Form, pikepdf.Object] = {}
    with Pdf.open(io.BytesIO(document)) as source:
        for side in sides(len(source.pages)):
            sheet = out.add_blank_page(page_size=_A3_LYING)
            for nth, n in enumerate(side):
                if n is not None:
                    _place(out, sheet, nth, source.pages[n], forms)
            if cut:
                sheet.contents_add(f"q 0.25 w {_CUT} S Q\n".encode())
        return saved(out, duplex), len(out.pages)


def _place(
    out: Pdf, sheet: pikepdf.Page, nth: int, source: pikepdf.Page, forms: dict[_Form, pikepdf.Object]
) -> None:
    """Place a page on the left half of a sheet (0) or the right one; its copies share what is drawn."""
    if Name.Contents not in source.obj:  # the blank verso of a copy
        return
    key = source.obj.Contents.objgen, source.obj.Resources.objgen
    if key not in forms or (0, 0) in key:
        forms[key] = out.copy_foreign(source.as_form_xobject())
    form = forms[key]
    matrix = [float(n) for n in form.get(Name.Matrix, [1, 0, 0, 1, 0, 0])]
    seen = transformed(visible_box(source.mediabox, source.cropbox), matrix)
    placement = fit_into(seen, Area(nth * A4[0], 0, *A4))
    name = sheet.add_resource(form, Name.XObject, Name(f"/ZCHalf{nth}"))
    numbers = " ".join(f"{n:.9f}" for n in placement)
    sheet.contents_add(f"q {numbers} cm {name} Do Q\n".encode())
