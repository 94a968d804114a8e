"""Lengths and boxes of pages, in pt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
LETTER = (0.0, 0.0, 612.0, 792.0)

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Jump:
    """A place on a page (from 0; a box in pt from its bottom left) that names pages of a volume (from 1)."""

    page: int
    box: Rectangle
    first: int
    last: int


def ordered_box(box: Iterable[object]) -> Rectangle:
    """A box as left, bottom, right, top, however its corners were written."""
    a, b, c, d = (float(str(n)) for n in box)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def visible_box(media: Iterable[object], crop: Iterable[object]) -> Rectangle:
    """The part of a page that a reader sees: the crop box inside the media box (ISO 32000-1, 14.11).

    Boxes that do not overlap: the media box, which printers fall back to; one without area: Letter,
    which readers fall back to.
    """
    m, c = ordered_box(media), ordered_box(crop)
    left, bottom, right, top = max(m[0], c[0]), max(m[1], c[1]), min(m[2], c[2]), min(m[3], c[3])
    if right > left and top > bottom:
        return (left, bottom, right, top)
    return m if m[2] > m[0] and m[3] > m[1] else LETTER


def transformed(box: Rectangle, matrix: Sequence[float]) -> Rectangle:
    """The box around a box after a PDF matrix (a b c d e f)."""
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def upright(box: Rectangle, turn: int) -> tuple[Rectangle, tuple[float, ...]]:
    """A page as it is seen, its corner at the origin, and the PDF matrix that draws upright on it.

    `turn` is its /Rotate (degrees clockwise; ISO 32000-1, 7.7.3.3).
    """
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    if turn % 360 == 90:
        return (0, 0, height, width), (0, 1, -1, 0, right, bottom)
    if turn % 360 == 180:
        return (0, 0, width, height), (-1, 0, 0, -1, right, top)
    if turn % 360 == 270:
        return (0, 0, height, width), (0, -1, 1, 0, left, top)
    return (0, 0, width, height), (1, 0, 0, 1, left, bottom)
