"""The facts about an ID photo that circulars ask for, and the photo made fit for a form."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageOps

from zcforms.ground.errors import reason
from zcforms.ground.files import read_file
from zcforms.ground.findings import Finding
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.ground.room import Spoiled, room
from zcforms.model import PhotoFacts

MAX_PIXELS = 60_000_000
_PRINT_HEIGHT = 1200  # px: 49 mm at 600 dpi


def read_photo(path: Path, shown: str) -> tuple[PhotoFacts, bytes] | Finding:
    """Facts and a clean JPEG (upright, no metadata) of a photo, or why it cannot be used."""
    try:
        return room().call(_read, path, shown)
    except Spoiled as e:
        hint = "请用看图软件打开确认，重新导出为JPG"
        return Finding("photo-unreadable", f"照片{shown}{e.why}", hint=hint, path=("photo",))


def _read(path: Path, shown: str) -> tuple[PhotoFacts, bytes] | Finding:
    try:
        raw = read_file(path)
    except FileNotFoundError:
        hint = "把照片放到该位置（用办公网页的，放在ZIP的“照片”文件夹里发），或改正“照片”一栏的文件名"
        return Finding("photo-missing", f"找不到照片文件{shown}", hint=hint, path=("photo",))
    except OSError as e:
        return Finding(
            "photo-unreadable",
            f"照片{shown}无法读取（{reason(e)}）",
            hint="检查文件权限，重新拷贝",
            path=("photo",),
        )
    try:
        with whole_picture(raw, MAX_PIXELS) as image:
            upright = ImageOps.exif_transpose(image).convert("RGB")
            kind = image.format or "未知"
    except BROKEN:
        hint = "请用看图软件打开确认，重新导出为JPG"
        return Finding("photo-unreadable", f"照片{shown}不是完好的图片", hint=hint, path=("photo",))
    facts = facts_of(raw, upright, kind)
    upright.thumbnail((_PRINT_HEIGHT, _PRINT_HEIGHT))
    clean = io.BytesIO()
    upright.save(clean, "JPEG", quality=92)
    return facts, clean.getvalue()


def facts_of(raw: bytes, upright: Image.Image, kind: str) -> PhotoFacts:
    """The facts of a file, the picture in it, and what kind of picture that is."""
    return PhotoFacts(
        # The platform judges by content, not by the file's ending.
        kind="JPG" if raw[:3] == b"\xff\xd8\xff" else kind,
        size=len(raw),
        width=upright.width,
        height=upright.height,
        light_background=_light_background(upright),
    )


def _light_background(image: Image.Image) -> bool:
    """Whether the upper corners are near white (白底)."""
    w, h = image.size
    patch = max(2, w // 12)
    boxes = [(2, 2, patch, patch), (w - patch, 2, w - 2, patch), (2, h // 4, patch, h // 4 + patch)]
    for box in boxes:
        if box[2] <= box[0] or box[3] <= box[1]:
            return True
        tone = image.crop(box).resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
        if not isinstance(tone, tuple) or min(tone) < 215:
            return False
    return True
