"""A picture as a page to be bound: upright, whole, without metadata."""

from __future__ import annotations

import io

import img2pdf
from pikepdf import Pdf
from PIL import Image, ImageOps

from zcforms.ground.findings import Finding, Severity
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.intake.clean import MAX_PIXELS, Clean, cannot

_EXIF_ORIENTATION = 0x0112
# EXIF orientation → clockwise turn that sets the picture upright; the mirrored ones are redrawn.
_TURNS = {1: 0, 3: 180, 6: 90, 8: 270}


def clean_scan(raw: bytes, shown: str) -> Clean | Finding:
    """A JPEG or PNG as a page: upright, without metadata, its coded image data as it is."""
    try:
        with whole_picture(raw, MAX_PIXELS) as image:
            orientation = image.getexif().get(_EXIF_ORIENTATION, 1)
            clean, turn = _upright(raw, image, orientation)
            small = min(image.size) < 600
        content = bytes(img2pdf.convert([clean], nodate=True))
    except (*BROKEN, img2pdf.ImageOpenError, MemoryError):
        hint = "重新扫描或拍摄；特别大的图片请降到300dpi"
        return cannot("evidence-unreadable", f"图片{shown}已损坏、不完整或过大", hint)
    if turn:
        with Pdf.open(io.BytesIO(content)) as pdf:
            pdf.pages[0].rotate(turn, relative=False)
            target = io.BytesIO()
            pdf.save(target)
            content = target.getvalue()
    if not small:
        return Clean(content, 1)
    coarse = Finding(
        "evidence-low-resolution",
        f"图片{shown}只有{image.width}×{image.height}像素，印出来可能不清楚",
        Severity.WARNING,
        "用300dpi重新扫描",
    )
    return Clean(content, 1, (coarse,))


def _upright(raw: bytes, image: Image.Image, orientation: int) -> tuple[bytes, int]:
    """The picture without metadata, and the clockwise turn that is left to do; scans stay as is."""
    if image.format == "JPEG" and orientation in _TURNS:
        return without_metadata(raw), _TURNS[orientation]
    if image.format == "PNG" and orientation == 1 and not _is_transparent(image):
        return raw, 0  # the coded image data is embedded as it is, 16-bit grey included
    upright = ImageOps.exif_transpose(image)
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
