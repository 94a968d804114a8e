"""A handwritten signature: the strokes of a finger or pen, whether they can be read, and their drawing.

Points are in CSS pixels of the canvas they were drawn on, with the time in ms and the pressure from 0 to 1
(W3C Pointer Events 3); the drawing is of vectors, scaled to the ink.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

MOST_STROKES = 200
MOST_POINTS = 8000
_LARGEST = 4000.0  # px: the side of a canvas
_FAR = 1e12  # no number is larger: neither infinity nor what is no number
_OUTSIDE = 40.0  # px that a finger may leave the canvas by
_NEAR = 1.2  # px: a point nearer to the last one says nothing new
_THIN, _THICK = 1.4, 3.8  # px
_BRAKE = 0.9  # px of width that a speed of 1 px/ms takes
_CALM = 0.6  # share of the width that a piece has from the one before it
_EVEN = 0.05  # a pen whose pressure varies less than that has none
_LEAST_VIEW = 140.0  # px: ink smaller than that is not blown up
_MARGIN = 4.0  # px round the ink
_DOT = 12.0  # px: ink of no larger extent is a dot, whatever its strokes
# What a name of two characters or more hardly stays below.
_LEGIBLE_WIDTH, _LEGIBLE_HEIGHT, _LEGIBLE_STROKES, _LEGIBLE_LENGTH = 60.0, 25.0, 3, 150.0


class Dot(NamedTuple):
    """A point of a stroke: px, px, ms, pressure."""

    x: float
    y: float
    t: float
    p: float


@dataclass(frozen=True, slots=True)
class Strokes:
    """The strokes in the order in which they were drawn; none is empty."""

    lines: tuple[tuple[Dot, ...], ...]

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """The box round all points: left, top, right, bottom."""
        xs = [dot.x for line in self.lines for dot in line]
        ys = [dot.y for line in self.lines for dot in line]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def is_ink(self) -> bool:
        """Whether anything was written; nothing and a mere dot are not."""
        if not self.lines:
            return False
        left, top, right, bottom = self.extent
        return max(right - left, bottom - top) > _DOT

    @property
    def doubts(self) -> tuple[str, ...]:
        """What makes one doubt that a name can be read, in Chinese; a true name may be so: 丁一."""
        if not self.lines:
            return ("没有写字",)
        left, top, right, bottom = self.extent
        length = sum(math.dist(a[:2], b[:2]) for line in self.lines for a, b in pairwise(line))
        found = []
        if right - left < _LEGIBLE_WIDTH or bottom - top < _LEGIBLE_HEIGHT:
            found.append("字写得太小")
        if bottom - top > right - left:
            found.append("写成了几行，印出来字小")
        if len(self.lines) < _LEGIBLE_STROKES or length < _LEGIBLE_LENGTH:
            found.append("笔画太少")
        return tuple(found)


def read_strokes(data: Any) -> Strokes:
    """Strokes from JSON, [[[x, y, t, p], …], …]; ValueError for what no canvas gives."""
    if not isinstance(data, list) or len(data) > MOST_STROKES:
        raise ValueError("strokes")
    lines = tuple(tuple(_dot(point) for point in _listed(line)) for line in data)
    if sum(map(len, lines)) > MOST_POINTS or not all(lines):
        raise ValueError("points")
    return Strokes(lines)


def _listed(line: Any) -> list[Any]:
    if not isinstance(line, list) or len(line) > MOST_POINTS:
        raise ValueError("stroke")
    return line


def _dot(point: Any) -> Dot:
    if not isinstance(point, list) or len(point) != 4:
        raise ValueError("point")
    if not all(type(value) in (int, float) and abs(value) < _FAR for value in point):
        raise ValueError("number")
    dot = Dot(*map(float, point))
    is_near = min(dot.x, dot.y) >= -_OUTSIDE and max(dot.x, dot.y) <= _LARGEST + _OUTSIDE
    if not (is_near and 0 <= dot.p <= 1):
        raise ValueError("range")
    return dot


# --- drawing ---------------------------------------------------------------------------------------


def strokes_svg(strokes: Strokes) -> bytes:
    """An SVG of the ink and no more: pieces of curves with round ends, wide where the pen was slow."""
    left, top, right, bottom = strokes.extent
    room = _MARGIN + _THICK / 2
    width = max(right - left + 2 * room, _LEAST_VIEW)
    height = bottom - top + 2 * room
    x, y = (left + right - width) / 2, (top + bottom - height) / 2
    drawn = "".join(_drawn(strokes))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x:.1f} {y:.1f} {width:.1f} {height:.1f}" '
        f'width="{width:.1f}" height="{height:.1f}">'
        f'<g fill="none" stroke="#000" stroke-linecap="round" stroke-linejoin="round">{drawn}</g></svg>'
    ).encode()


def _drawn(strokes: Strokes) -> Iterator[str]:
    pressures = [dot.p for line in strokes.lines for dot in line]
    pressed = max(pressures) - min(pressures) > _EVEN
    for line in strokes.lines:
        points = _thinned(line)
        if len(points) == 1:
            x, y = points[0][:2]
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_THICK / 2:.1f}" fill="#000" stroke="none"/>'
            continue
        for path, width in zip(_curves(points), _widths(points, pressed), strict=True):
            yield f'<path d="{path}" stroke-width="{width:.1f}"/>'


def _thinned(line: Sequence[Dot]) -> list[Dot]:
    kept = [line[0]]
    for dot in line[1:]:
        if math.dist(dot[:2], kept[-1][:2]) >= _NEAR:
            kept.append(dot)
    return kept


def _curves(points: Sequence[Dot]) -> Iterator[str]:
    """One piece of path for each point: quadratic curves from middle to middle, so that no corner shows."""
    middles = [((a.x + b.x) / 2, (a.y + b.y) / 2) for a, b in pairwise(points)]
    first, last = points[0], points[-1]
    yield f"M{first.x:.1f} {first.y:.1f}L{middles[0][0]:.1f} {middles[0][1]:.1f}"
    for dot, (a, b) in zip(points[1:-1], pairwise(middles), strict=True):
        yield f"M{a[0]:.1f} {a[1]:.1f}Q{dot.x:.1f} {dot.y:.1f} {b[0]:.1f} {b[1]:.1f}"
    yield f"M{middles[-1][0]:.1f} {middles[-1][1]:.1f}L{last.x:.1f} {last.y:.1f}"


def _widths(points: Sequence[Dot], pressed: bool) -> Iterator[float]:
    """The width of each piece in px, each near to that before it."""
    width = None
    for before, dot in zip((points[0], *points), points, strict=False):
        if pressed:
            aim = _THIN + (_THICK - _THIN) * dot.p
        else:
            speed = math.dist(before[:2], dot[:2]) / max(dot.t - before.t, 1.0)
            aim = max(_THIN, _THICK - _BRAKE * speed)
        width = aim if width is None else _CALM * width + (1 - _CALM) * aim
        yield width
