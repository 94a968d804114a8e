"""How fine the picture is that a page of a PDF shows, and nothing besides: a scan, a photo printed to PDF."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pikepdf
from pikepdf import Matrix, Name, Object, Page, Stream

from zcforms.ground.geometry import visible_box
from zcforms.paper.isolation import own_contents

_DRAWS = re.compile(rb"\sDo(?![^\s\0/<>\[\](){}%])")
_LONGEST = 2**18  # bytes: the recognised text under a scanned page takes less
_DEEPEST = 4  # forms within each other
_LEAST = 0.5  # of the page: what shows a smaller picture alone is no scan
_DRAWN = {"c", "v", "y", "sh", "INLINE IMAGE"}  # an outline, a shade: the page shows more than its picture
_SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
_UNSEEN = 3  # the mode of text that lies under a scan to be searched for (ISO 32000-1, 9.3.6)
_ODD = (
    pikepdf.PdfError,
    pikepdf.DataDecodingError,
    AttributeError,
    TypeError,
    ValueError,
    IndexError,
    KeyError,
)


@dataclass
class _Lone:
    """A picture and the matrix (to pt of the page) that its unit square is drawn by."""

    picture: Object
    matrix: Matrix

    @property
    def sides(self) -> tuple[float, float]:
        """Its width and height as it is drawn (pt)."""
        return math.hypot(self.matrix.a, self.matrix.b), math.hypot(self.matrix.c, self.matrix.d)


def dots_of(page: Page) -> float | None:
    """The dots an inch of the only thing that a page shows, a picture, the fewer of both directions.

    None if it shows something else, or a picture over less than half of it.
    """
    with suppress(*_ODD):
        told = b"\n".join(part.read_bytes() for part in own_contents(page))
        lone = _lone(page, page.resources, Matrix()) if _draws_one(told) else None
        if lone is None:
            return None
        left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
        width, height = lone.sides
        if min(width, height) <= 0 or width * height < _LEAST * (right - left) * (top - bottom):
            return None
        unit = float(page.obj.get(Name.UserUnit, 1))
        layers = [lone.picture, *(lone.picture.get(key) for key in (Name.SMask, Name.Mask))]
        sizes = [(int(one.Width), int(one.Height)) for one in layers if isinstance(one, Stream)]
        return 72 / unit * max(min(across / width, down / height) for across, down in sizes)
    return None


def _draws_one(content: bytes) -> bool:
    return len(content) <= _LONGEST and len(_DRAWS.findall(content)) == 1


def _lone(shows: Page | Object, resources: Object, matrix: Matrix, depth: int = 0) -> _Lone | None:
    """The picture that is all of what a page or a form shows."""
    drawn = [*_drawn(shows, matrix)]
    if len(drawn) != 1 or drawn[0] is None or depth > _DEEPEST:
        return None
    name, placed = drawn[0]
    shown = resources[Name.XObject][name]
    if shown.Subtype == Name.Image:
        return _Lone(shown, placed)
    if not _draws_one(shown.read_bytes()):
        return None
    own = Matrix(*map(float, shown.get(Name.Matrix, [1, 0, 0, 1, 0, 0])))
    return _lone(shown, shown.get(Name.Resources, resources), own @ placed, depth + 1)


def _drawn(content: Page | Object, matrix: Matrix) -> Iterator[tuple[str, Matrix] | None]:
    """Each name that is drawn, with where; None for what is seen besides. Plain grounds are passed over."""
    mode, kept = 0, list[tuple[int, Matrix]]()
    for one in pikepdf.parse_content_stream(content):
        operands, told = one.operands, str(one.operator)
        if told == "q":
            kept.append((mode, matrix))
        elif told == "Q" and kept:
            mode, matrix = kept.pop()
        elif told == "cm":
            matrix = Matrix(*map(float, operands)) @ matrix
        elif told == "Tr":
            mode = int(operands[0])
        elif told == "Do":
            yield str(operands[0]), matrix
        elif told in _DRAWN or (told in _SHOWS_TEXT and mode != _UNSEEN):
            yield None
