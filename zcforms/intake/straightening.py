"""A photo of a paper as a scanner would have seen it: straight, to its edges, without shadows.

It is a proposal: the photo itself stays as it is, and the user looks at both.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import img2pdf
from PIL import Image, ImageDraw, ImageOps

from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import read_file
from zcforms.ground.flattening import perspective
from zcforms.ground.geometry import A4
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.ground.room import Spoiled, room
from zcforms.intake.clean import MAX_PIXELS
from zcforms.intake.quadrangles import Corners, corners_of
from zcforms.intake.redrawing import in_colour
from zcforms.intake.whitening import whitened

_A4_HIGH = 3508  # dots of 297 mm at 300 dpi
_A4_RATIO, _ABOUT = math.sqrt(2), 0.08  # a sheet that is so near to it is A4
_SPARED = 0.99  # of the way from the middle to a corner: 1 mm of A4 goes
_QUALITY = 90  # of a JPEG
_BESIDE = (1754, 1240)  # A4 landscape at 150 dpi, in dots
_EDGE = 30
_ONE = ("JPEG", "MPO")  # what else a phone has put behind a photo is no page


@dataclass(frozen=True)
class Straightened:
    """What came of a photo: a JPEG; both beside each other, as a PNG; whether the four edges were found."""

    picture: bytes
    beside: bytes
    found: bool


def straighten(path: Path) -> Straightened:
    """Straighten a photo and clean it; UnreadableInput if it cannot be read."""
    try:
        raw = read_file(path)
    except OSError as e:
        raise UnreadableInput(f"无法读取文件（{reason(e)}）", where=str(path)) from e
    try:
        made = room().call(_straightened, raw)
    except Spoiled as e:
        raise UnreadableInput(f"这张图片{e.why}", hint="用看图软件另存为JPG", where=str(path)) from e
    if isinstance(made, int):
        said = f"有{made}页（幅），这里一次一页" if made else "不是完好的图片"
        hint = "用看图软件把每一页另存为一张JPG" if made else "用看图软件另存为JPG"
        raise UnreadableInput(said, hint=hint, where=str(path))
    return made


def on_paper(boards: Sequence[bytes]) -> bytes:
    """Pictures that show photos beside what came of them, as a PDF on A4 landscape."""
    return bytes(img2pdf.convert(list(boards), nodate=True, layout_fun=img2pdf.get_layout_fun(A4[::-1])))


def _straightened(raw: bytes) -> Straightened | int:
    """What came of a photo; if it shows more than one picture, how many, and 0 if none that is whole."""
    try:
        with whole_picture(raw, MAX_PIXELS) as image:
            pages: int = 1 if image.format in _ONE else getattr(image, "n_frames", 1)
            if pages > 1:
                return pages
            photo = in_colour(image)
    except BROKEN:
        return 0
    corners = corners_of(photo)
    flat = _flattened(photo, _within(corners)) if corners else photo.copy()
    flat.thumbnail((_A4_HIGH, _A4_HIGH))
    clean = whitened(flat)
    dpi = max(1, round(300 * max(clean.size) / _A4_HIGH))
    target = io.BytesIO()
    clean.save(target, "JPEG", quality=_QUALITY, dpi=(dpi, dpi))
    return Straightened(target.getvalue(), _beside(photo, corners, clean), corners is not None)


def _within(corners: Corners) -> Corners:
    """Corners a little nearer to the middle, so that nothing of the table is seen at an edge."""
    x, y = (sum(corner[k] for corner in corners) / 4 for k in (0, 1))
    one, two, three, four = ((x + (a - x) * _SPARED, y + (b - y) * _SPARED) for a, b in corners)
    return one, two, three, four


def _flattened(photo: Image.Image, corners: Corners) -> Image.Image:
    """The sheet with these corners, seen from straight above."""
    one, two, three, four = corners
    width = (math.dist(one, two) + math.dist(four, three)) / 2
    height = (math.dist(one, four) + math.dist(two, three)) / 2
    if abs(max(width, height) / min(width, height) / _A4_RATIO - 1) < _ABOUT:
        height, width = (height, height / _A4_RATIO) if height > width else (width / _A4_RATIO, width)
    scale = min(1.0, _A4_HIGH / max(width, height))
    size = round(width * scale), round(height * scale)
    square = ((0, 0), (size[0], 0), size, (0, size[1]))
    return photo.transform(
        size, Image.Transform.PERSPECTIVE, perspective(square, corners), Image.Resampling.BICUBIC
    )


def _beside(photo: Image.Image, corners: Corners | None, clean: Image.Image) -> bytes:
    """The photo, the sheet in it framed, at the left and what came of it at the right."""
    framed = photo.copy()
    if corners:
        ImageDraw.Draw(framed).polygon(corners, outline=(200, 30, 30), width=max(2, max(photo.size) // 300))
    board = Image.new("RGB", _BESIDE, "white")
    for side, picture in enumerate((framed, clean)):
        shown = ImageOps.contain(picture, (_BESIDE[0] // 2 - 2 * _EDGE, _BESIDE[1] - 2 * _EDGE))
        place = _EDGE + side * _BESIDE[0] // 2, _EDGE
        board.paste(shown, place)
        box = (place[0] - 1, place[1] - 1, place[0] + shown.width, place[1] + shown.height)
        ImageDraw.Draw(board).rectangle(box, outline=(150, 150, 150))
    target = io.BytesIO()
    board.save(target, "PNG")
    return target.getvalue()
