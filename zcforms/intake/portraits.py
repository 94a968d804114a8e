"""An ID photo cut and set to what a circular asks for: never enlarged, its ground never touched.

No face is looked for: where a photo is too wide, both sides are cut alike; where it is too high, a quarter
of what is too much goes above and the rest below, for a head stands in the upper half. Whoever looks at the
sheet of both versions sees whether that was right.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageStat

from zcforms.ground.files import read_file
from zcforms.ground.photo import PhotoFacts
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.ground.room import room
from zcforms.intake.photos import MAX_PIXELS, facts_of
from zcforms.intake.redrawing import in_colour

_MOST_HIGH = 1158  # px: 2寸 at 600 dpi; more is no better on any form
_QUALITIES = (95, 90, 85, 80, 75, 70)  # of JPEG, from the best
_FINEST = ((98, 0), (100, 0))  # quality and subsampling, where a plain photo weighs too little
_SHRINK = 0.85  # the next size, where even the least quality weighs too much
_ABOVE = 0.25  # the part of a surplus of height that is cut above
_SHOWN = (330, 460)  # px of a version on the sheet
_EVEN = 14.0  # of 255: how far a plain wall strays from its mean in a photo
_ORIENTATION = 0x0112  # of EXIF: how a camera was held
_WHITE = 205  # the darkest channel of a white ground
_TINT = 30  # how far one channel stands out of a coloured one


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a photo must be: width and height (px) and bytes within strict bounds, and its width ÷ height."""

    width_gt: int
    height_gt: int
    bytes_gt: int
    bytes_lt: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Portrait:
    """A photo as it is and as it would be (JPEG; None where nothing is to be done), small for the sheet.

    `done` says in words what was done, `ground` how its background looks, `facts` what the new one is.
    """

    before: bytes
    after: bytes | None
    shown: bytes | None
    facts: PhotoFacts | None
    done: tuple[str, ...]
    ground: str


def mended(path: Path, bounds: Bounds, faults: Iterable[str]) -> Portrait:
    """A photo put right in what is at fault with it, by the codes of `checks.photo`.

    Upright and in RGB it is made in any case. Raises Spoiled where it cannot be read.
    """
    return room().call(_mended, path, bounds, tuple(faults))


def _mended(path: Path, bounds: Bounds, faults: tuple[str, ...]) -> Portrait:
    try:
        with whole_picture(read_file(path), MAX_PIXELS) as image:
            turned = image.getexif().get(_ORIENTATION, 1) != 1
            mode = image.mode
            upright = in_colour(image)
    except BROKEN as e:
        raise ValueError("no picture") from e
    done = [
        *(["转正（手机横着放）"] if turned else []),
        *(["CMYK改为RGB，颜色略有不同"] if mode == "CMYK" else []),
    ]
    before = _jpeg(_thumbnail(upright), 85, 2)
    if not (done or faults):
        return Portrait(before, None, None, None, (), _ground(upright))
    made = upright
    if {"photo-aspect", "photo-size"} & set(faults):
        made = _cut(upright, bounds.ratio)
        lost = upright.width - made.width, upright.height - made.height
        done += [f"裁去左右共{lost[0]}像素"] * bool(lost[0]) + [f"裁去上下共{lost[1]}像素"] * bool(lost[1])
    if made.height > _MOST_HIGH:
        made = _sized(made, _MOST_HIGH / made.height)
        done.append(f"缩小到{made.width}×{made.height}")
    made, content = _written(made, bounds)
    done.append(f"存为JPG，{len(content) / 1024:.0f}K")
    facts = facts_of(content, made, "JPEG")
    return Portrait(before, content, _jpeg(_thumbnail(made), 85, 2), facts, tuple(done), _ground(made))


def _cut(image: Image.Image, ratio: float) -> Image.Image:
    """The picture cut to a width ÷ height."""
    width, height = image.size
    if width > height * ratio:
        keep = max(1, round(height * ratio))
        left = (width - keep) // 2
        return image.crop((left, 0, left + keep, height))
    keep = max(1, round(width / ratio))
    top = round((height - keep) * _ABOVE)
    return image.crop((0, top, width, top + keep))


def _sized(image: Image.Image, scale: float) -> Image.Image:
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS)


def _written(image: Image.Image, bounds: Bounds) -> tuple[Image.Image, bytes]:
    """The picture, smaller if it must be, and its JPEG, as good as the bounds of its weight let it be."""
    while True:
        for quality in _QUALITIES:
            content = _jpeg(image, quality, 2)
            if len(content) < bounds.bytes_lt:
                break
        else:
            smaller = _sized(image, _SHRINK)
            if smaller.width > bounds.width_gt and smaller.height > bounds.height_gt:
                image = smaller
                continue
        break
    for quality, subsampling in _FINEST:
        if len(content) > bounds.bytes_gt:
            break
        content = _jpeg(image, quality, subsampling)
    return image, content


def _jpeg(image: Image.Image, quality: int, subsampling: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, subsampling=subsampling, dpi=(300, 300))
    return target.getvalue()


def _thumbnail(image: Image.Image) -> Image.Image:
    small = image.copy()
    small.thumbnail(_SHOWN)
    return small


def _ground(image: Image.Image) -> str:
    """How the background looks, by the strips left and right of the head and above it."""
    width, height = image.size
    edge, top = max(1, width // 12), max(1, height // 20)
    strips = [(0, 0, width, top), (0, top, edge, height // 3), (width - edge, top, width, height // 3)]
    parts = [ImageStat.Stat(image.crop(box)) for box in strips if box[3] > box[1]]
    means = [sum(part.mean[n] for part in parts) / len(parts) for n in range(3)]
    strays = max(
        [part.stddev[n] for part in parts for n in range(3)]
        + [abs(part.mean[n] - means[n]) for part in parts for n in range(3)]
    )
    colour = _colour(*means)
    return colour if strays <= _EVEN else f"{colour}，不均匀"


def _colour(red: float, green: float, blue: float) -> str:
    if min(red, green, blue) >= _WHITE:
        return "白底"
    if blue - red > _TINT and blue > green:
        return "蓝底"
    if red - max(green, blue) > _TINT:
        return "红底"
    return "其他颜色"
