"""A photograph or scan of a signed paper: what its code says, and the page made straight and clean.

The paper is laid over the page as it was printed by the corners of the code that both have.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2
from PIL import Image

from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import read_file
from zcforms.ground.flattening import Corners, across
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.ground.room import Spoiled, room
from zcforms.intake.redrawing import in_colour
from zcforms.intake.whitening import whitened

T = TypeVar("T")

MAX_PIXELS = 60_000_000  # of a photograph
CODE_READER = "zxingcpp"  # an extra
_LARGEST = 4000  # px a side that is looked at: a code of 34 mm on A4 is some 400 px then
_SHEET = (1240, 1754)  # px: A4 at 150 dpi
_EDGE = 40  # px round the page, for what the corners of the code are not exact in
_MOST_CODES = 8
_FINER = 4  # times larger is a code of which the corners are looked for
_QUALITY = 80
_HINT = "发JPG、PNG图片，或扫描的PDF；拍不清的，把整页拍全、拍正，再拍一张"


@dataclass(frozen=True)
class Code:
    """A code in a photograph: what it says, and its corners (px), from the upper left one clockwise."""

    text: str
    corners: Corners


def reads_codes() -> bool:
    """Whether the extra that reads codes in photographs is installed."""
    return find_spec(CODE_READER) is not None


def codes_in(photo: Path) -> list[Code]:
    """The QR codes in a picture (JPEG, PNG, the first page of a PDF); none without the extra that reads them.

    UnreadableInput for what is no such picture.
    """
    return _in_room(_codes_in, photo)


def made_straight(photo: Path, corners: Corners | None, printed: bytes) -> bytes:
    """The page in a photograph as a JPEG, its shadows and its metadata gone.

    With the corners of its code it lies as the `printed` page (PDF) does; else it is as it was taken.
    """
    return _in_room(_made_straight, photo, corners, printed)


def _in_room(work: Callable[..., T], photo: Path, *rest: Any) -> T:
    try:
        return room().call(work, photo, *rest)
    except Spoiled as e:
        raise UnreadableInput(f"照片打不开（{e.why}）", hint=_HINT) from e


def _picture(photo: Path) -> Image.Image:
    try:
        raw = read_file(photo)
    except OSError as e:
        raise UnreadableInput(f"照片打不开（{reason(e)}）", hint=_HINT) from e
    try:
        if raw.startswith(b"%PDF"):
            return _page(raw, _LARGEST)
        with whole_picture(raw, MAX_PIXELS) as image:
            if image.format not in ("JPEG", "PNG"):
                raise UnreadableInput("不是JPG、PNG图片，也不是PDF", hint=_HINT)
            upright = in_colour(image)
    except (*BROKEN, pypdfium2.PdfiumError) as e:
        raise UnreadableInput("照片是坏的，或不是图片", hint=_HINT) from e
    upright.thumbnail((_LARGEST, _LARGEST))
    return upright


def _page(pdf: bytes, high: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        scale = min(high / page.get_height(), high / page.get_width())
        picture: Image.Image = page.render(scale=scale).to_pil().convert("RGB")
        return picture


def _codes_in(photo: Path) -> list[Code]:
    return _codes_of(_picture(photo))


def _codes_of(picture: Image.Image) -> list[Code]:
    if not reads_codes():
        return []
    import zxingcpp

    found = zxingcpp.read_barcodes(
        picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    codes = []
    for one in found[:_MOST_CODES]:
        at = one.position
        four = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
        codes.append(Code(one.text, tuple((float(p.x), float(p.y)) for p in four)))
    return codes


def _made_straight(photo: Path, corners: Corners | None, printed: bytes) -> bytes:
    picture = _picture(photo)
    if corners is not None:
        page = _page(printed, _SHEET[1])
        aim = next((code.corners for code in _codes_of(page)), None)
        if aim is not None:
            picture = _laid_over(picture, _finer(picture, corners), _finer(page, aim), page.size)
    picture.thumbnail((_SHEET[1] + 2 * _EDGE,) * 2)
    target = io.BytesIO()
    whitened(picture).save(target, "JPEG", quality=_QUALITY, optimize=True)
    return target.getvalue()


def _finer(picture: Image.Image, corners: Corners) -> Corners:
    """The corners of a code by parts of a pixel: the reader says whole ones, here of the code made larger."""
    xs, ys = ([point[axis] for point in corners] for axis in (0, 1))
    room = (max(xs) - min(xs)) / 4
    left, top = round(min(xs) - room), round(min(ys) - room)
    cut = picture.crop((left, top, round(max(xs) + room), round(max(ys) + room)))
    larger = cut.resize((cut.width * _FINER, cut.height * _FINER), Image.Resampling.BICUBIC)
    found = next((code.corners for code in _codes_of(larger)), None)
    return tuple((x / _FINER + left, y / _FINER + top) for x, y in found) if found else corners


def _laid_over(picture: Image.Image, corners: Corners, aim: Corners, size: tuple[int, int]) -> Image.Image:
    """The picture as the page of that size, on which the code has its corners at the `aim`."""
    there = tuple((x + _EDGE, y + _EDGE) for x, y in aim)
    whole = (size[0] + 2 * _EDGE, size[1] + 2 * _EDGE)
    way = across(there, corners, whole, picture.size)
    return picture.transform(
        whole, Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC, fillcolor="white"
    )
