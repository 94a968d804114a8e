"""How fine the picture is that a page of a PDF shows, and nothing besides: a scan, a photo printed to PDF.

And how much of a page is pictures where there is something besides: a scan with the mark of its program.
"""

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


@dataclass(frozen=True)
class Lone:
    """A picture that is all of what a page shows: its sides there (pt), its dots an inch, the fewer of both.

    And how much of the page it is, from 0 to 1.
    """

    sides: tuple[float, float]
    dots: float
    part: float

    @property
    def is_scan(self) -> bool:
        """Whether it is so much of its page that it may be a scan of it."""
        return self.part >= _LEAST


@dataclass
class _Placed:
    """A picture and the matrix (to pt of the page) that its unit square is drawn by."""

    picture: Object
    matrix: Matrix

    @property
    def sides(self) -> tuple[float, float]:
        """Its width and height as it is drawn (pt)."""
        return math.hypot(self.matrix.a, self.matrix.b), math.hypot(self.matrix.c, self.matrix.d)

    @property
    def dots(self) -> float:
        """The dots of an inch, the fewer of both directions, of its finest layer."""
        width, height = self.sides
        layers = [self.picture, *(self.picture.get(key) for key in (Name.SMask, Name.Mask))]
        sizes = [(int(one.Width), int(one.Height)) for one in layers if isinstance(one, Stream)]
        return 72 * max(min(across / width, down / height) for across, down in sizes)


def lone_of(page: Page) -> Lone | None:
    """The only thing that a page shows, if that is a picture."""
    with suppress(*_ODD):
        told = b"\n".join(part.read_bytes() for part in own_contents(page))
        lone = _lone(page, page.resources, _in_points(page)) if _draws_one(told) else None
        if lone is not None and min(lone.sides) > 0:
            return Lone(lone.sides, lone.dots, math.prod(lone.sides) / _area(page))
    return None


def is_coarse(page: Page, least: float) -> bool:
    """Whether a page is pictures with fewer dots an inch for the most part, whatever else it shows.

    No paper of that size was scanned then: a phone gives a page as many points as its picture has dots.
    """
    with suppress(*_ODD):
        covered = {True: 0.0, False: 0.0}  # coarse or not: how much
        for one in _pictures(page, page.resources, _in_points(page)):
            covered[one.dots < least] += math.prod(one.sides)
        enough = _LEAST * _area(page)
        return covered[True] >= enough > covered[False]
    return False


def _in_points(page: Page) -> Matrix:
    """From the units of a page to pt."""
    unit = float(page.obj.get(Name.UserUnit, 1))
    return Matrix(unit, 0, 0, unit, 0, 0)


def _area(page: Page) -> float:
    left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
    return (right - left) * (top - bottom) * float(page.obj.get(Name.UserUnit, 1)) ** 2


def _pictures(shows: Page | Object, resources: Object, matrix: Matrix, depth: int = 0) -> Iterator[_Placed]:
    """Every picture that a page or a form draws; none of what draws at length, as a drawing does."""
    parts = own_contents(shows) if isinstance(shows, Page) else [shows]
    if depth > _DEEPEST or sum(len(part.read_bytes()) for part in parts) > _LONGEST:
        return
    for name, placed in filter(None, _drawn(shows, matrix)):
        shown = resources[Name.XObject][name]
        if shown.Subtype == Name.Image:
            yield _Placed(shown, placed)
        else:
            yield from _pictures(shown, *_within(shown, resources, placed), depth + 1)


def _within(form: Object, resources: Object, placed: Matrix) -> tuple[Object, Matrix]:
    """The resources of a form, or those of what draws it, and the matrix of what stands in it."""
    own = Matrix(*map(float, form.get(Name.Matrix, [1, 0, 0, 1, 0, 0])))
    return form.get(Name.Resources, resources), own @ placed


def _draws_one(content: bytes) -> bool:
    return len(content) <= _LONGEST and len(_DRAWS.findall(content)) == 1


def _lone(shows: Page | Object, resources: Object, matrix: Matrix, depth: int = 0) -> _Placed | None:
    """The picture that is all of what a page or a form shows."""
    drawn = [*_drawn(shows, matrix)]
    if len(drawn) != 1 or drawn[0] is None or depth > _DEEPEST:
        return None
    name, placed = drawn[0]
    shown = resources[Name.XObject][name]
    if shown.Subtype == Name.Image:
        return _Placed(shown, placed)
    if not _draws_one(shown.read_bytes()):
        return None
    return _lone(shown, *_within(shown, resources, placed), depth + 1)


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
