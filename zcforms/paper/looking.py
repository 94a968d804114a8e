"""Whether what was drawn on pages of others is seen there: their pictures before and after, compared.

And which pages are too dark for it, told from small pictures of the few that might be.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

import pypdfium2
from pikepdf import Dictionary, Name, Page, Stream
from PIL import Image, ImageChops

from zcforms.ground.pictures import BROKEN
from zcforms.ground.room import Spoiled, room
from zcforms.paper.reading import document_of

_DOTS = 1_000_000  # of a page's picture: A4 at 100 dpi
_LARGEST = 4.0  # dots a pt, on small pages
_CELLS = 8  # across and down a page
_INKED, _LIGHT, _CHANGED = 235, 128, 8  # of 255: what is ink on white, where ink can be seen, and that it is
_ENOUGH = 20  # dots of ink that a cell must have to be judged
_AT_ONCE = 25  # pages: few enough for the limits of the room
_GLANCES = 200  # pages at once that are looked at in small
_SMALL = 64  # dots: the shorter side of a small picture
_MUCH = 0.5  # of a page: so much of it dark, and nothing drawn there shows


def unseen(before: bytes, after: bytes, drawn: bytes, numbers: Sequence[int]) -> list[int]:
    """Those of some pages (from 1) on which a part of what was drawn is not seen, or cannot be looked for.

    `drawn` has a page for each number, with nothing else on it than what was drawn.
    """
    found: list[int] = []
    for start in range(0, len(numbers), _AT_ONCE):
        some = list(enumerate(numbers))[start : start + _AT_ONCE]
        try:
            found += room().call(_missing_on, before, after, drawn, some)
        except Spoiled:
            found += [number for _, number in some]
    return found


def dark(raw: bytes, numbers: Sequence[int]) -> list[int]:
    """Those of some pages (from 1) that are dark over their greater part, or cannot be looked at."""
    found: list[int] = []
    for start in range(0, len(numbers), _GLANCES):
        some = numbers[start : start + _GLANCES]
        try:
            found += room().call(_dark_of, raw, some)
        except Spoiled:
            found += some
    return found


def _dark_of(raw: bytes, numbers: Sequence[int]) -> list[int]:
    """In the room: a scan is decoded in an eighth of its size, which takes a fifth of the time."""
    with document_of(raw) as pdf, pypdfium2.PdfDocument(raw) as document:
        doubtful = [n for n in numbers if not _is_light_scan(pdf.pages[n - 1])]
        return [n for n in doubtful if _is_dark(_picture(document[n - 1], _SMALL**2))]


def _is_light_scan(page: Page) -> bool:
    """Whether a page shows one JPEG and that is light."""
    drawn = list(page.resources.get(Name.XObject, Dictionary()).values())
    if len(drawn) != 1 or not isinstance(scan := drawn[0], Stream) or Name.Decode in scan:
        return False
    if scan.get(Name.Filter) != Name.DCTDecode or scan.get(Name.ColorSpace) == Name.DeviceCMYK:
        return False
    try:
        with Image.open(io.BytesIO(scan.read_raw_bytes())) as image:
            image.draft("L", (_SMALL, _SMALL))
            return not _is_dark(image.convert("L"))
    except BROKEN:
        return False


def _is_dark(grey: Image.Image) -> bool:
    return sum(grey.histogram()[:_LIGHT]) > _MUCH * grey.width * grey.height


def _missing_on(before: bytes, after: bytes, drawn: bytes, pages: Sequence[tuple[int, int]]) -> list[int]:
    """In the room: pages are told by where they stand in `drawn` (from 0) and their number (from 1)."""
    with (
        pypdfium2.PdfDocument(before) as old,
        pypdfium2.PdfDocument(after) as new,
        pypdfium2.PdfDocument(drawn) as alone,
    ):
        for document in (old, new):
            document.init_forms()  # fields are drawn over all else
        found = []
        for n, number in pages:
            try:
                pictures = [_picture(d[i]) for d, i in ((old, number - 1), (new, number - 1), (alone, n))]
                missing = len({p.size for p in pictures}) > 1 or any(_is_missing(*pictures))
            except pypdfium2.PdfiumError:
                missing = True
            if missing:
                found.append(number)
        return found


def _picture(page: pypdfium2.PdfPage, dots: int = _DOTS) -> Image.Image:
    scale = min(_LARGEST, math.sqrt(dots / max(1.0, page.get_width() * page.get_height())))
    picture: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
    return picture.convert("L")


def _is_missing(before: Image.Image, after: Image.Image, drawn: Image.Image) -> Iterator[bool]:
    """For each cell of a page in which ink should be seen, whether most of it is not."""
    light = before.point(lambda v: 255 * (v >= _LIGHT))
    wanted = ImageChops.multiply(drawn.point(lambda v: 255 * (v <= _INKED)), light)
    changed = ImageChops.subtract(before, after).point(lambda v: 255 * (v >= _CHANGED))
    seen = ImageChops.multiply(wanted, changed)
    xs, ys = ([side * n // _CELLS for n in range(_CELLS + 1)] for side in before.size)
    for left, right in pairwise(xs):
        for top, bottom in pairwise(ys):
            all_of_it, of_it = (p.crop((left, top, right, bottom)).histogram()[255] for p in (wanted, seen))
            yield all_of_it >= _ENOUGH and of_it < all_of_it / 2
