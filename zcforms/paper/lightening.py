"""A book that has more bytes than it may: its photographs are coded anew, with the dots that print needs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image

from zcforms.ground.files import read_file, stage
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.ground.room import Spoiled, room

DENSITIES = (300, 200)  # dots an inch: what a print shop asks for, and what small type still needs
_QUALITY = 85  # of a JPEG
_MOST_PIXELS = 400_000_000  # of one picture
_WORTH = 0.9  # a picture that stays larger than this part of itself is left as it was
_POINTS = 72  # an inch
_BITS = 8  # of a colour of a dot


def lighten(path: Path, most: int) -> tuple[int, int]:
    """Code the photographs of a book anew until it has no more than `most` bytes, if that can be.

    Only JPEG pictures with more dots than 300, then 200, an inch of their page are touched; text, lines and
    every other picture stay. How many pictures were coded anew, and the dots an inch; (0, 0) if none.
    """
    told = 0, 0
    for density in DENSITIES:
        if path.stat().st_size <= most:
            break
        with Pdf.open(io.BytesIO(read_file(path, None))) as pdf:
            done = sum(_smaller(image, round(side * density / _POINTS)) for image, side in _photographs(pdf))
            target = io.BytesIO()
            pdf.save(target, deterministic_id=True)
        if done:
            stage(path, target.getvalue())
            told = done, density
    return told


def _photographs(pdf: Pdf) -> Iterator[tuple[Stream, float]]:
    """Every JPEG picture once, with the longest side (pt) of the largest page that shows it."""
    found: dict[tuple[int, int], tuple[Stream, float]] = {}
    for page in pdf.pages:
        left, bottom, right, top = map(float, page.mediabox)
        side = max(right - left, top - bottom)
        for image in _pictures(page.obj, set()):
            known = found.get(image.objgen)
            found[image.objgen] = image, max(side, known[1] if known else 0.0)
    yield from found.values()


def _pictures(holder: Object, seen: set[tuple[int, int]]) -> Iterator[Stream]:
    """The JPEG pictures of a page's resources, and of what is drawn by way of them."""
    resources = holder.get(Name.Resources)
    drawn = resources.get(Name.XObject) if isinstance(resources, Dictionary) else None
    for inner in drawn.values() if isinstance(drawn, Dictionary) else ():
        if not isinstance(inner, Stream) or inner.objgen in seen:
            continue
        seen.add(inner.objgen)
        if inner.get(Name.Subtype) == Name.Form:
            yield from _pictures(inner, seen)
        elif _is_photograph(inner):
            yield inner


def _is_photograph(image: Stream) -> bool:
    """Whether a picture is one JPEG of eight bits whose colours are coded as it says itself."""
    filters, given = image.get(Name.Filter), image.get(Name.DecodeParms)
    named = list(filters) if isinstance(filters, Array) else [filters]
    is_jpeg = named == [Name.DCTDecode] and image.get(Name.BitsPerComponent) == _BITS
    return is_jpeg and "ColorTransform" not in str(given)


def _smaller(image: Stream, longest: int) -> bool:
    """Whether a picture had more dots, and was coded anew with so many on its longest side."""
    if max(int(image.get(Name.Width, 0)), int(image.get(Name.Height, 0))) <= longest:
        return False
    try:
        coded = room().call(_coded, bytes(image.read_raw_bytes()), longest)
    except Spoiled:
        return False  # it stays as it was: bound, and proved when it was read
    if coded is None:
        return False
    content, width, height = coded
    image.write(content, filter=Name.DCTDecode)
    image[Name.Width], image[Name.Height] = width, height
    if Name.DecodeParms in image:
        del image[Name.DecodeParms]
    return True


def _coded(raw: bytes, longest: int) -> tuple[bytes, int, int] | None:
    """In the room: a JPEG with fewer dots, its width and height; None where little would be won.

    Samples stay what they were: those of four inks are mostly coded the other way round, as the page says
    (Decode), and Pillow turns them both when it reads and when it writes.
    """
    try:
        with whole_picture(raw, _MOST_PIXELS) as image:
            if image.mode not in ("L", "RGB", "CMYK"):
                return None
            image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            target = io.BytesIO()
            image.save(target, "JPEG", quality=_QUALITY)
            content = target.getvalue()
    except BROKEN:
        return None
    return (content, image.width, image.height) if len(content) < _WORTH * len(raw) else None
