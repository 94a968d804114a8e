"""Pages that may be too dark for ink, told from what they draw first: where it is worth to look at them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Stream

from zcforms.ground.geometry import visible_box
from zcforms.paper.isolation import own_contents
from zcforms.paper.reading import decoded

_SCAN = 250_000  # dots: a picture that may fill a page, A4 at 50 dpi
_POINT = rb"(?<![^\s])(-?\d*\.?\d+)\s+(-?\d*\.?\d+)\s+"
_FILLED = rb"(?:f|F|B|b)\*?(?![^\s])"
_SURFACE = re.compile(_POINT + rb"re\s+" + _FILLED)
_PATH = re.compile(rb"((?:" + _POINT + rb"[ml]\s+){3,})(?:h\s+)?" + _FILLED)
_CORNER = re.compile(_POINT + rb"[ml]")
_PLACED = re.compile(_POINT * 2 + rb"[^\s]+\s+[^\s]+\s+cm(?![^\s])")
_SHADING = re.compile(rb"(?<![^\s])sh(?![^\s])")
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
    if _SHADING.search(content) or any(area > least for area in _surfaces(content)):
        return True
    forms = [one for one in shown if one.get(Name.Subtype) == Name.Form] if within else []
    return any(_shows_ground([one], one.get(Name.Resources), least, within - 1) for one in forms)


def _surfaces(content: bytes) -> Iterator[float]:
    """How large the surfaces are that a content fills, in pt²: of paths, the rectangle around them.

    And the squares of one that it makes larger, for a picture or a surface of whatever size.
    """
    for a, b, c, d in _PLACED.findall(content):
        yield abs(float(a) * float(d) - float(b) * float(c))
    for width, height in _SURFACE.findall(content):
        yield abs(float(width) * float(height))
    for path in _PATH.findall(content):
        xs, ys = zip(*((float(x), float(y)) for x, y in _CORNER.findall(path[0])), strict=True)
        yield (max(xs) - min(xs)) * (max(ys) - min(ys))


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int | Decimal) else 0
