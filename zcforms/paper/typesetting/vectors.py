"""Drawings in SVG, as far as our own go (a QR code, the strokes of a signature), as operators of a PDF.

What is known: rectangles, circles, and paths of M, L, Q, h, v and z, filled or stroked, one after another
and in groups without a place of their own. The numbers are those of the drawing's view box, downwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from zcforms.paper.typesetting.unsupported import Unsupported

_TAG = re.compile(r"<(/?)([a-z]+)((?: [a-zA-Z-]+=\"[^\"&<]*\")*)(/?)>")
_ATTRIBUTE = re.compile(r" ([a-zA-Z-]+)=\"([^\"]*)\"")
_FIGURE = r"-?\d+(?:\.\d+)?"
_PATH = re.compile(r"([MLQhvz])([-0-9. ]*)")
_RECTANGLE = re.compile(rf"M({_FIGURE}) ({_FIGURE})h({_FIGURE})v({_FIGURE})h-\3z")  # all that a code has
_NUMBERS = re.compile(_FIGURE)
_TAKES = {"M": 2, "L": 2, "Q": 4, "h": 1, "v": 1, "z": 0}
_COLORS = {"none": None, "#000": "0", "#fff": "1"}
_KNOWN = {
    "svg": {"xmlns", "viewBox", "width", "height", "shape-rendering"},
    "g": {"fill", "stroke", "stroke-linecap", "stroke-linejoin"},
    "rect": {"width", "height", "fill"},
    "circle": {"cx", "cy", "r", "fill", "stroke"},
    "path": {"d", "fill", "stroke", "stroke-width"},
}
_ROUND = 0.5522847498  # of a radius: the handle of a Bézier curve that is a quarter of a circle


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing: its view box (left, top, width, height), and the operators that paint it there."""

    view: tuple[float, float, float, float]
    content: bytes


def is_drawing(content: bytes) -> bool:
    """Whether a picture is an SVG."""
    return content.startswith(b"<svg ")


@lru_cache(16)  # a drawing is proved before it is painted
def read(content: bytes) -> Drawing:
    """An SVG of ours; Unsupported for what such a one does not have."""
    text = content.decode("utf-8", "replace")
    groups: list[dict[str, str]] = []
    operators: list[str] = []
    view: tuple[float, ...] = ()
    at = 0
    while at < len(text):
        found = _TAG.match(text, at)
        if found is None:
            raise Unsupported("drawing", text[at : at + 40])
        ends, tag, rest, empty = found.groups()
        at = found.end()
        if ends:
            if not groups or rest:
                raise Unsupported("drawing", found[0])
            groups.pop()
            continue
        given = dict(_ATTRIBUTE.findall(rest))
        if not given.keys() <= _KNOWN.get(tag, set()) or (tag == "svg") != (not groups):
            raise Unsupported("drawing", found[0][:40])
        style = {**(groups[-1] if groups else {}), **given}
        if tag == "svg":
            view = _numbers(given.get("viewBox", ""), 4)
            if view[2:] != _numbers(f"{given.get('width')} {given.get('height')}", 2):
                raise Unsupported("drawing of another size than its view box")
            style = {"fill": "#000"}
        elif tag != "g":
            operators += _painted(tag, style)
        if not empty:
            groups.append(style)
    if groups or not view:
        raise Unsupported("drawing that does not end")
    left, top, width, height = view
    return Drawing((left, top, width, height), "\n".join(operators).encode())


def _numbers(text: str, count: int) -> tuple[float, ...]:
    if len(found := text.split(" ")) != count or not all(map(_NUMBERS.fullmatch, found)):
        raise Unsupported("drawing", text[:40])
    return tuple(map(float, found))


def _painted(tag: str, style: Mapping[str, str]) -> Iterator[str]:
    fill, stroke = (style.get(name, "none") for name in ("fill", "stroke"))
    if fill not in _COLORS or stroke not in _COLORS:
        raise Unsupported("colour of a drawing", fill)
    inside, line = _COLORS[fill], _COLORS[stroke]
    if (inside is None) == (line is None):
        raise Unsupported("shape of a drawing that is filled and stroked, or neither")
    if line is not None:
        if style.get("stroke-linecap") != "round" or style.get("stroke-linejoin") != "round":
            raise Unsupported("stroke of a drawing with corners")
        (width,) = _numbers(style.get("stroke-width", ""), 1)
        yield f"{line} G 1 J 1 j {width:g} w"
    else:
        yield f"{inside} g"
    yield from _shape(tag, style)
    yield "S" if line is not None else "f"


def _shape(tag: str, style: Mapping[str, str]) -> Iterator[str]:
    if tag == "path":
        yield from _path(style.get("d", ""))
    elif tag == "rect":
        width, height = _numbers(f"{style.get('width')} {style.get('height')}", 2)
        yield f"0 0 {width:g} {height:g} re"
    else:
        x, y, r = _numbers(f"{style.get('cx')} {style.get('cy')} {style.get('r')}", 3)
        h = r * _ROUND
        yield f"{x + r:.3f} {y:.3f} m"
        for a, b, c, d, e, f in ((r, h, h, r, 0, r), (-h, r, -r, h, -r, 0), (-r, -h, -h, -r, 0, -r)):
            yield f"{x + a:.3f} {y + b:.3f} {x + c:.3f} {y + d:.3f} {x + e:.3f} {y + f:.3f} c"
        yield f"{x + h:.3f} {y - r:.3f} {x + r:.3f} {y - h:.3f} {x + r:.3f} {y:.3f} c h"


def _path(text: str) -> Iterator[str]:
    at, x, y, start = 0, 0.0, 0.0, (0.0, 0.0)
    while at < len(text):
        if box := _RECTANGLE.match(text, at):
            at = box.end()
            x, y, width, height = map(float, box.groups())
            start = x, y
            yield f"{x:g} {y:g} {width:g} {height:g} re"
            continue
        found = _PATH.match(text, at)
        if found is None or (not at and found[1] != "M"):
            raise Unsupported("path of a drawing", text[at : at + 40])
        at, kind = found.end(), found[1]
        numbers = [float(one) for one in _NUMBERS.findall(found[2])]
        if len(numbers) != _TAKES[kind]:
            raise Unsupported("path of a drawing", found[0][:40])
        if kind == "z":
            (x, y) = start
            yield "h"
            continue
        before = x, y
        if kind in "hv":
            x, y = (x + numbers[0], y) if kind == "h" else (x, y + numbers[0])
        else:
            x, y = numbers[-2:]
        if kind == "M":
            start = x, y
            yield f"{x:g} {y:g} m"
        elif kind == "Q":
            (a, b), (p, q) = numbers[:2], before
            handles = p + (a - p) * 2 / 3, q + (b - q) * 2 / 3, x + (a - x) * 2 / 3, y + (b - y) * 2 / 3
            yield " ".join(f"{one:.3f}" for one in handles) + f" {x:g} {y:g} c"
        else:
            yield f"{x:g} {y:g} l"
