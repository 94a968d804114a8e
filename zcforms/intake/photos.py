"""The facts about an ID photo that circulars ask for, and the photo made fit for a form."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from PIL import Image

from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import PERMIT, read_file, stage
from zcforms.ground.findings import Finding
from zcforms.ground.photo import PhotoFacts
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.ground.room import Spoiled, room
from zcforms.intake.called import absent
from zcforms.intake.redrawing import in_colour

MAX_PIXELS = 60_000_000
_PRINT_HEIGHT = 1200  # px: 49 mm at 600 dpi


@dataclass(frozen=True)
class Photo:
    """A photo for forms: the user's file with its SHA-256 in hex, and the folder where it is made fit."""

    path: Path
    shown: str
    digest: str
    folder: Path

    def __call__(self) -> bytes:
        """The clean JPEG (upright, no metadata); UnreadableInput if the file is another one by now."""
        if not self._staged.exists():
            read = read_photo(self.path, self.shown, self.folder)
            if isinstance(read, Finding) or read[1] != self.digest:
                raise UnreadableInput("制作的时候改动过", hint="再做一遍", where=self.shown)
        return read_file(self._staged, None)

    @property
    def _staged(self) -> Path:
        return _staged(self.folder, self.digest)


def read_photo(path: Path, shown: str, folder: Path | None = None) -> tuple[PhotoFacts, str] | Finding:
    """Facts and SHA-256 of a photo, which is made fit in a folder if forms follow; or why it cannot be used.

    Undeliverable if the folder takes no more.
    """
    try:
        return room().call(_read, path, shown, folder)
    except Spoiled as e:
        hint = "请用看图软件打开确认，重新导出为JPG"
        return Finding("photo-unreadable", f"照片{shown}{e.why}", hint=hint, path=("photo",))


def _staged(folder: Path, digest: str) -> Path:
    return folder / f"{digest}.jpg"


def _read(path: Path, shown: str, folder: Path | None) -> tuple[PhotoFacts, str] | Finding:
    try:
        raw = read_file(path)
    except FileNotFoundError:
        hint = "把照片放到该位置（用办公网页的，放在ZIP的“照片”文件夹里发），或改正“照片”一栏的文件名"
        message = absent(f"照片文件{shown}", path)
        return Finding("photo-missing", message, hint=hint, path=("photo",))
    except OSError as e:
        message = f"照片{shown}无法读取（{reason(e)}）"
        return Finding("photo-unreadable", message, hint=PERMIT, path=("photo",))
    try:
        with whole_picture(raw, MAX_PIXELS) as image:
            upright = in_colour(image)
            kind = image.format or "未知"
    except BROKEN:
        hint = "请用看图软件打开确认，重新导出为JPG"
        return Finding("photo-unreadable", f"照片{shown}不是完好的图片", hint=hint, path=("photo",))
    facts, digest = facts_of(raw, upright, kind), hashlib.sha256(raw).hexdigest()
    if folder is not None and not (staged := _staged(folder, digest)).exists():
        upright.thumbnail((_PRINT_HEIGHT, _PRINT_HEIGHT))
        clean = io.BytesIO()
        upright.save(clean, "JPEG", quality=92)
        half = folder / f"{uuid4().hex}.part"  # another process may be at the same photo
        stage(half, clean.getvalue())
        half.replace(staged)
    return facts, digest


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
