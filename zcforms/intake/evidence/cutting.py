"""A page too long for A4 as several pages, cut between its lines: a screenshot of a whole conversation."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

import pypdfium2
from pikepdf import Array, Name, Page, Pdf
from PIL import Image, ImageChops

from zcforms.ground.geometry import MM, Rectangle, visible_box

PIECE = 20 / 9  # height over width of a piece: a phone's screen, 116 mm wide on A4
_NARROWEST = 44 * MM  # no paper is narrower: a till roll
_SCREEN = 116 / 1.5 * MM  # what is printed as wide as a phone's screen is there, being enlarged 1.5 times
_OVERLAP = 0.06  # of a piece's height, about two lines of a screen's: what is cut is whole on one of both
_SEARCHED = 0.06  # of a piece's height, before and behind the place for a cut
_MOST_PIECES = 60
_LOOKED_AT = 400  # pixels of width at which lines are told from gaps
_LOOKED_AT_MOST = 30_000_000  # pixels of a page
_GAP = 3  # rows around a cut that are looked at


def cut_up(pdf: Pdf, long: Sequence[int]) -> dict[int, int]:
    """Cut the long pages (indices from 0) of a PDF up in place; into how many each was cut, if it was.

    The pieces are windows onto the same content: nothing is decoded and nothing coded anew.
    """
    if not long:
        return {}
    cuts = {index: cut for index, cut in _cuts(pdf, long).items() if 1 < len(cut) <= _MOST_PIECES}
    for index in sorted(cuts, reverse=True):
        page = pdf.pages[index]
        for _ in cuts[index][1:]:
            pdf.pages.insert(index, page)
        for number, (above, below) in enumerate(cuts[index]):
            _narrow_to(pdf.pages[index + number], above, below)
    return {index: len(cut) for index, cut in cuts.items()}


def enlargement(width: float) -> float:
    """How much a page of that width (pt) is enlarged when it is cut: it is, if narrower than any paper."""
    return _SCREEN / width if width < _NARROWEST else 1.0


def _cuts(pdf: Pdf, long: Sequence[int]) -> dict[int, list[tuple[float, float]]]:
    target = io.BytesIO()
    pdf.save(target)
    with pypdfium2.PdfDocument(target.getvalue()) as document:
        return {index: _pieces(_busyness(document[index])) for index in long}


def _busyness(page: pypdfium2.PdfPage) -> tuple[int, bytes]:
    """The width that a page was looked at in, and how much goes on in each of its rows."""
    width, height = page.get_width(), page.get_height()
    scale = min(_LOOKED_AT / width, math.sqrt(_LOOKED_AT_MOST / (width * height)))
    grey = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    moved = ImageChops.offset(grey, 1, 0)
    edges = ImageChops.difference(grey, moved).point(lambda v: min(255, v * 8))
    edges.paste(0, (0, 0, 1, grey.height))  # what comes round from the other side is no edge
    return grey.width, edges.resize((1, grey.height), Image.Resampling.BOX).tobytes()


def _pieces(looked_at: tuple[int, bytes]) -> list[tuple[float, float]]:
    """Where pieces begin and end, from the top, as parts of the page's height."""
    width, busy = looked_at
    height, most = len(busy), width * PIECE
    overlap, reach = most * _OVERLAP, most * _SEARCHED
    count = math.ceil((height - overlap) / (most - overlap - reach))
    pieces, above = [], 0
    for left in range(count, 1, -1):
        each = (height - above + (left - 1) * overlap) / left  # gaps may all lie on one side of their places
        below = _gap(busy, above + each, reach)
        pieces.append((above / height, below / height))
        above = _gap(busy, below - overlap, overlap / 2)
    return [*pieces, (above / height, 1.0)]


def _gap(busy: bytes, wanted: float, reach: float) -> int:
    """The row nearest to the wanted one around which least goes on."""
    rows = range(max(_GAP, round(wanted - reach)), min(len(busy) - _GAP, round(wanted + reach)))
    return min(rows, key=lambda row: (sum(busy[row - _GAP : row + _GAP]), abs(row - wanted)))


def _narrow_to(page: Page, above: float, below: float) -> None:
    """Show a part of a page only, from `above` to `below` of its height as it is seen."""
    box = _window(visible_box(page.mediabox, page.cropbox), page.rotation, above, below)
    page.obj[Name.MediaBox] = page.obj[Name.CropBox] = Array([round(n, 3) for n in box])
    unit = float(page.obj.get(Name.UserUnit, 1))
    across = box[3] - box[1] if page.rotation % 180 else box[2] - box[0]
    if (more := enlargement(across * unit)) > 1:
        page.obj.UserUnit = round(unit * more, 4)


def _window(box: Rectangle, turn: int, above: float, below: float) -> Rectangle:
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    windows: dict[int, Rectangle] = {
        0: (left, top - below * height, right, top - above * height),
        90: (left + above * width, bottom, left + below * width, top),
        180: (left, bottom + above * height, right, bottom + below * height),
        270: (right - below * width, bottom, right - above * width, top),
    }
    return windows[turn % 360 // 90 * 90]
