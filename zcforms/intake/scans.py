"""A picture as a page to be bound: upright, whole, without metadata."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import img2pdf
from pikepdf import Pdf
from PIL import Image, ImageMath, ImageOps

from zcforms.ground.findings import Finding, Severity
from zcforms.ground.geometry import A4
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.intake.clean import MAX_PIXELS, Clean, cannot, narrow

_EXIF_ORIENTATION = 0x0112
# EXIF orientation → clockwise turn that sets the picture upright; the mirrored ones are redrawn.
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}
_PNG_DEPTH = 24  # where a PNG says its bits a sample (PNG 3rd ed., 11.2.1)
_LEAST, _MOST = 3.0, 14400.0  # pt: sides of a page that readers take (ISO 32000-1, annex C)


def clean_scan(raw: bytes, shown: str) -> Clean | Finding:
    """A JPEG or PNG as a page: upright, without metadata, its coded image data as it is."""
    try:
        with whole_picture(raw, MAX_PIXELS) as image:
            orientation = image.getexif().get(_EXIF_ORIENTATION, 1)
            clean, turn = _upright(raw, image, orientation)
            findings = (*_too_few(image, shown), *narrow([image.size], shown))
        content = _as_page(clean)
    except (*BROKEN, MemoryError):
        hint = "重新扫描或拍摄；特别大的图片请降到300dpi"
        return cannot("evidence-unreadable", f"图片{shown}已损坏、不完整或过大", hint)
    if turn:
        with Pdf.open(io.BytesIO(content)) as pdf:
            pdf.pages[0].rotate(turn, relative=False)
            target = io.BytesIO()
            pdf.save(target)
            content = target.getvalue()
    return Clean(content, 1, findings)


def _as_page(picture: bytes) -> bytes:
    """A picture as a page of its own; ValueError for one that cannot be embedded."""
    try:
        return bytes(img2pdf.convert([picture], nodate=True, layout_fun=_layout(picture)))
    except Exception as e:  # the library raises Exception itself for what it cannot follow
        raise ValueError from e


def _too_few(image: Image.Image, shown: str) -> Iterator[Finding]:
    if min(image.size) < 600:
        yield Finding(
            "evidence-low-resolution",
            f"图片{shown}只有{image.width}×{image.height}像素，印出来可能不清楚",
            Severity.WARNING,
            "用300dpi重新扫描",
        )


def _upright(raw: bytes, image: Image.Image, orientation: int) -> tuple[bytes, int]:
    """The picture without metadata, and the clockwise turn that is left to do; scans stay as is."""
    if image.format == "JPEG" and orientation in _TURNS:
        return without_metadata(raw), _TURNS[orientation]
    if image.format == "PNG" and orientation == 1 and not _is_transparent(image):
        return raw, 0  # the coded image data is embedded as it is, 16-bit grey included
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        upright = _in_eight_bits(upright)
    elif image.format == "PNG" and raw[_PNG_DEPTH] == 16:
        upright.info.pop("transparency", None)  # one of 16 bits, which no pixel of eight has
    if _is_transparent(upright):
        rgba = upright.convert("RGBA")
        upright = Image.new("RGB", rgba.size, "white")
        upright.paste(rgba, mask=rgba.getchannel("A"))
    elif upright.mode not in ("1", "L", "RGB", "P", "CMYK"):
        upright = upright.convert("RGB")
    target = io.BytesIO()
    if image.format == "JPEG":
        upright.save(target, "JPEG", quality=95)
    else:
        upright.save(target, "PNG")
    return target.getvalue(), 0


def _in_eight_bits(grey: Image.Image) -> Image.Image:
    """Greys of 16 bits in the 8 that can be redrawn, white where they are transparent."""
    wide = grey.convert("I")  # Pillow's own way to 8 bits cuts all above 255 off
    shown = wide.point(lambda value: value * (1 / 257)).convert("L")
    clear = grey.info.get("transparency")
    if clear is not None:
        mask = ImageMath.lambda_eval(lambda given: given["equal"](given["wide"], clear) * 255, wide=wide)
        shown.paste(255, mask=mask.convert("L"))
    return shown


def _layout(picture: bytes) -> Callable[..., Any]:
    """As large as the picture's dpi says; as high as A4 where no reader takes a page of that size.

    What stands in the file is often nonsense, and the volume scales every page into its type area.
    """
    with Image.open(io.BytesIO(picture)) as image:
        stated = image.info.get("dpi", (img2pdf.default_dpi,) * 2)
        sides = [72 * side / dpi if dpi else 0.0 for side, dpi in zip(image.size, stated, strict=True)]
        if min(sides) >= _LEAST and max(sides) <= _MOST:
            return img2pdf.default_layout_fun  # type: ignore[no-any-return]
        dpi = 72 * max(image.size) / A4[1]
        return img2pdf.get_fixed_dpi_layout_fun((dpi, dpi))  # type: ignore[no-any-return]


def _is_transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def without_metadata(jpeg: bytes) -> bytes:
    """A JPEG without EXIF, XMP, IPTC and comments: a phone writes the place into them.

    Colour profile (APP2) and Adobe transform (APP14) stay: the picture depends on them. The coded
    image data is copied as it is (ISO/IEC 10918-1 annex B).
    """
    kept, at = [jpeg[:2]], 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        marker = jpeg[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        length = int.from_bytes(jpeg[at + 2 : at + 4], "big") + 2
        if marker not in (0xE1, 0xED, 0xFE):
            kept.append(jpeg[at : at + length])
        at += length
    return b"".join([*kept, jpeg[at:]])
