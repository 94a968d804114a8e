"""The cells of a page whose lines are dots: a scan set straight, its lines, and which cells are blank.

Dots are counted at 150 dpi. A line is as long as no stroke of a character is; dust is smaller than print.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf import Array, Stream
from PIL import Image, ImageChops, ImageFilter

from zcforms.authoring.adding.flat.ruling import Line, Ruled, cells_of
from zcforms.paper.isolation import isolate, own_contents
from zcforms.paper.reading import document_of

_DPI = 150
_PT = 72 / _DPI  # of a dot
_SHORTEST = 44  # dots, 7.5 mm: no stroke of a character is as long
_DARKER = 28  # of 255, than what is around
_AROUND = 12  # dots
_MOST_SKEW = 5.0  # degrees
_LEAST_SKEW = 0.05
_FROM_LINE = 1.0  # mm that a line may reach into a cell
_PRINT = 1.2  # mm² of ink in a cell that is not blank
_RUN = re.compile(b"\xff+")


def picture_of(page: pypdfium2.PdfPage) -> Image.Image:
    """A page in its ink: white is what is darker than the paper around it."""
    shown = page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L")
    around = shown.filter(ImageFilter.BoxBlur(_AROUND))
    return ImageChops.subtract(around, shown).point(lambda dot: 255 if dot > _DARKER else 0)


def has_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether a page shows a picture."""
    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def tables_in(ink: Image.Image) -> list[list[Ruled]]:
    """The tables whose lines are in a picture of ink, as those of `ruling.tables_of`."""
    height = ink.height * _PT
    across = [(height - at * _PT, a * _PT, b * _PT) for at, a, b in _runs(ink)]
    turned = ink.transpose(Image.Transpose.TRANSPOSE)
    down = [(at * _PT, height - b * _PT, height - a * _PT) for at, a, b in _runs(turned)]
    return cells_of(across, down)


def _runs(ink: Image.Image) -> list[Line]:
    """The level runs that are no stroke of a character: the row, from and to (dots)."""
    whole = ImageChops.lighter(ink, ImageChops.offset(ink, 0, 1))  # what stands askew by a dot holds together
    long, reach = whole, 1
    while reach < _SHORTEST:
        step = min(reach, _SHORTEST - reach)
        long = ImageChops.darker(long, ImageChops.offset(long, -step, 0))
        reach += step
    width, dots = long.width, long.tobytes()
    found = []
    for row in range(long.height):
        line = dots[row * width : (row + 1) * width]
        if 255 in line:
            for run in _RUN.finditer(line):
                found.append((float(row), float(run.start()), float(min(run.end() + _SHORTEST, width))))
    return found


def is_blank_in(ink: Image.Image, cell: Ruled) -> bool:
    """Whether nothing is printed in a cell."""
    left, bottom, right, top = cell.box
    inset, height = _FROM_LINE * 72 / 25.4, ink.height * _PT
    sides = (left + inset, height - top + inset, right - inset, height - bottom - inset)
    box = tuple(round(side / _PT) for side in sides)
    if box[2] <= box[0] or box[3] <= box[1]:
        return False
    inked = ink.crop(box).histogram()[255]  # type: ignore[arg-type]
    return bool(inked * (25.4 / _DPI) ** 2 < _PRINT)


# --- set straight --------------------------------------------------------------------------------


def straightened(content: bytes) -> tuple[bytes, Sequence[tuple[int, float]]]:
    """A PDF with its scans turned upright, and which pages (from 1) by how many degrees.

    A page is turned as a whole, its picture stays as it is.
    """
    skews: list[tuple[int, float]] = []
    with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
        for number, page in enumerate(document, 1):
            if has_picture(page) and not page.get_textpage().count_chars() and not page.get_rotation():
                skews.append((number, _skew(picture_of(page))))
    skews = [(number, skew) for number, skew in skews if abs(skew) >= _LEAST_SKEW]
    if not skews:
        return content, ()
    with document_of(content) as pdf:
        for number, skew in skews:
            page = pdf.pages[number - 1]
            isolate(pdf, page)
            left, bottom, right, top = (float(side) for side in page.mediabox)
            x, y = (left + right) / 2, (bottom + top) / 2
            cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
            e, f = x - cos * x + sin * y, y - sin * x - cos * y
            turn = f"q {cos:.6f} {sin:.6f} {-sin:.6f} {cos:.6f} {e:.4f} {f:.4f} cm\n".encode()
            parts = [Stream(pdf, turn), *own_contents(page), Stream(pdf, b"\nQ\n")]
            page.obj.Contents = Array([pdf.make_indirect(part) for part in parts])
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
        return target.getvalue(), skews


def _skew(ink: Image.Image) -> float:
    """By how many degrees, counter-clockwise, a picture is to be turned so that its lines are level."""
    small = ink.resize((ink.width // 2, ink.height // 2), Image.Resampling.BOX)

    def levelled(angle: float) -> float:
        rows = small.rotate(angle, Image.Resampling.BILINEAR).resize((1, small.height), Image.Resampling.BOX)
        return sum(shade * shade for shade in rows.tobytes())

    best, step, reach = 0.0, 0.5, _MOST_SKEW
    while step >= 0.02:
        count = round(reach / step)
        best = max((best + n * step for n in range(-count, count + 1)), key=levelled)
        reach, step = step, step / 5
    return best
