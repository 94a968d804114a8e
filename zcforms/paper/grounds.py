"""Pages that may be too dark for ink, told from what they draw first: where it is worth to look at them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream

from zcforms.ground.geometry import visible_box
from zcforms.paper.isolation import own_contents
from zcforms.paper.reading import decoded

_SCAN = 250_000  # dots: a picture that may fill a page, A4 at 50 dpi
_NUMBER = re.compile(rb"-?\d*\.?\d+")
_GOES_ON = frozenset((b"m", b"l", b"c", b"v", b"y"))  # a path, by points
_PAINTS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s"))
_BEGINNING = 4000  # bytes of a content: a ground is painted before all else
_WITHIN = 3  # forms, one within the other, that may hold a ground


def drawables(resources: Any) -> Any:
    """The forms and pictures that a content may draw, by name."""
    found = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    return found if isinstance(found, Dictionary) else Dictionary()


def has_ground(page: pikepdf.Page) -> bool:
    """Whether a page shows a picture as large as a scan, or begins with a surface over most of it.

    Either may be too dark for the mark, which is ink.
    """
    left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
    return _shows_ground(own_contents(page), page.resources, (right - left) * (top - bottom) / 2, _WITHIN)


def _shows_ground(parts: Sequence[Stream], resources: Any, least: float, within: int) -> bool:
    """Whether a content does, itself or by a form that it draws: a surface of more than `least` pt²."""
    shown = [one for one in drawables(resources).values() if isinstance(one, Stream)]
    pictures = [one for one in shown if one.get(Name.Subtype) == Name.Image]
    if any(_number(one.get(Name.Width)) * _number(one.get(Name.Height)) > _SCAN for one in pictures):
        return True
    try:
        content = b"\n".join(map(decoded, parts))[:_BEGINNING]
    except (pikepdf.PdfError, pikepdf.DataDecodingError):
        return False
    if _drawn(content.split()) > least:
        return True
    forms = [one for one in shown if one.get(Name.Subtype) == Name.Form] if within else []
    return any(
        _shows_ground([one], one.get(Name.Resources), least / _scale(one), within - 1) for one in forms
    )


def _drawn(words: Sequence[bytes]) -> float:
    """How much a content may cover, in pt²: its rectangles, and its paths as the rectangles around them.

    And the squares of one that it makes larger, for a picture or a surface of whatever size; a shade covers
    all. It is a guess that is too large rather than too small: a page is looked at in vain then.
    """
    placed = rectangles = paths = line = 0.0
    operands, points, boxes = list[float](), list[float](), 0.0
    for word in words:
        if _NUMBER.fullmatch(word):
            operands.append(float(word))
            continue
        if word in _GOES_ON:
            points += operands
        elif word == b"re" and len(operands) > 3:
            boxes += abs(operands[-2] * operands[-1])
        elif word in _PAINTS:
            rectangles, paths = rectangles + boxes, max(paths, _around(points, line))
        elif word == b"cm" and len(operands) > 5:
            a, b, c, d = operands[-6:-2]
            placed += abs(a * d - b * c)
        elif word == b"w" and operands:
            line = operands[-1]
        elif word == b"sh":
            return math.inf
        if word in _PAINTS or word == b"n":
            points, boxes = [], 0.0
        operands = []
    return max(placed, rectangles, paths)


def _around(points: Sequence[float], line: float) -> float:
    xs, ys = points[::2], points[1::2]
    return (max(xs) - min(xs) + line) * (max(ys) - min(ys) + line) if ys else 0.0


def _scale(form: Stream) -> float:
    """How much larger a form makes what it draws."""
    with suppress(TypeError, ValueError):
        a, b, c, d, *_ = (float(n) for n in form.get(Name.Matrix, ()))
        return abs(a * d - b * c) or 1.0
    return 1.0


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int | Decimal) else 0
