"""Pictures of other encodings than JPEG and PNG as pages: a TIFF's page by page, of the others the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from PIL import Image, ImageOps

from zcforms.ground.files import USUAL_PAGES
from zcforms.ground.findings import Finding
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.intake.clean import MAX_PIXELS, Clean, cannot
from zcforms.intake.evidence.scans import as_pages, only_first, spoiled
from zcforms.intake.evidence.soundness import too_many
from zcforms.intake.evidence.wholeness import is_whole
from zcforms.intake.kinds import Kind
from zcforms.intake.redrawing import coded, redrawn

HEIC_READER = "pillow_heif"  # an extra of its own: its wheels hold a decoder under the GPL
FRAMED = frozenset({Kind.TIFF, Kind.WEBP, Kind.GIF, Kind.BMP, Kind.JPEG_2000, Kind.AVIF, Kind.HEIC})
_LOSSY = frozenset({Kind.JPEG_2000, Kind.AVIF, Kind.HEIC})
_WEBP_DATA = re.compile(rb"VP8[ L]")  # the picture's own chunk: with loss, or without
# Tags of TIFF 6.0: what a directory is of (bit 0 a small copy, bit 2 a mask), bits of a sample, how it is
# compressed (6 and 7 are JPEG), whether black or white is zero.
_SUBFILE, _BITS, _COMPRESSION, _PHOTOMETRIC = 254, 258, 259, 262
_ASIDE, _JPEG, _WHITE_IS_ZERO = 0b101, (6, 7), 0
# Of a fax: its sides, its strips, how many rows each has, whether the lowest bit of a byte is the first dot.
_WIDTH, _HEIGHT, _FILL_ORDER, _STRIPS, _ROWS, _LENGTHS = 256, 257, 266, 273, 278, 279
_T6, _FAX, _LOW_FIRST = 4, {"/K": -1}, 2
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def reads_heic() -> bool:
    """Whether the extra that reads HEIC is installed."""
    return find_spec(HEIC_READER) is not None


def clean_frames(raw: bytes, shown: str, kind: Kind, most_pages: int = USUAL_PAGES) -> Clean | Finding:
    """A picture's frames as pages: upright, over white, without metadata."""
    if kind is Kind.HEIC:
        if not reads_heic():
            return _no_reader(shown)
        import_module(HEIC_READER).register_heif_opener()
    try:
        with whole_picture(raw, MAX_PIXELS) as image:
            frames = getattr(image, "n_frames", 1)
            if frames > most_pages:
                said, hint = too_many(frames, most_pages)
                return cannot("evidence-too-heavy", f"图片{shown}{said}", hint)
            if kind is Kind.TIFF:
                return as_pages([coded(page, lossy) for page, lossy in _pages(image, frames, raw)], shown)
            clean = as_pages([coded(redrawn(image), _is_lossy(raw, kind))], shown)
    except (*BROKEN, MemoryError):
        return spoiled(shown)
    return replace(clean, findings=(*only_first(shown, frames), *clean.findings))


def _no_reader(shown: str) -> Finding:
    hint = (
        "用看图软件另存为JPG再放入；iPhone在“设置→相机→格式”里选“兼容性最好”，以后拍的就是JPG；"
        "要直接装订HEIC，安装读它的组件：pip install 'zcforms[heic]'"
    )
    return cannot("evidence-heic", f"图片{shown}是HEIC，要另存为JPG才能装订", hint)


def _is_lossy(raw: bytes, kind: Kind) -> bool:
    if kind is Kind.WEBP:
        found = _WEBP_DATA.search(raw)
        return found is not None and found[0] == b"VP8 "
    return kind in _LOSSY


def _pages(image: Image.Image, frames: int, raw: bytes) -> Iterator[tuple[Image.Image, bool]]:
    """The pages of a TIFF, without small copies and masks of others, and whether they lost something.

    OSError for a fax that breaks off: its decoder would fill it up.
    """
    shown = []
    for number in range(frames):
        image.seek(number)
        if not _tags(image).get(_SUBFILE, 0) & _ASIDE:
            shown.append(number)
    for number in shown or [0]:
        image.seek(number)
        if image.width * image.height > MAX_PIXELS:
            raise Image.DecompressionBombError(f"{image.width}×{image.height}")
        tags, mode = _tags(image), image.mode
        if not all(is_whole("/CCITTFaxDecode", strip, size, _FAX) for strip, size in _faxes(tags, raw)):
            raise OSError("a fax breaks off")
        bits = tags.get(_BITS, (8,))[0]
        page = redrawn(image, most=2**bits - 1)
        if mode.startswith("I;16") and tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
            page = ImageOps.invert(page)  # Pillow does it for samples of up to eight bits only
        yield page, tags.get(_COMPRESSION) in _JPEG


def _faxes(tags: Mapping[int, Any], raw: bytes) -> Iterator[tuple[bytes, tuple[int, int]]]:
    """The strips of a TIFF coded as a fax (T.6), each with its size in dots."""
    if tags.get(_COMPRESSION) != _T6:
        return
    width, height = tags[_WIDTH], tags[_HEIGHT]
    rows = min(tags.get(_ROWS, height), height) or 1
    for n, (at, length) in enumerate(zip(tags.get(_STRIPS, ()), tags.get(_LENGTHS, ()), strict=False)):
        strip = raw[at : at + length]
        if tags.get(_FILL_ORDER) == _LOW_FIRST:
            strip = strip.translate(_TURNED)
        yield strip, (width, min(rows, height - n * rows))


def _tags(image: Image.Image) -> dict[int, Any]:
    return image.tag_v2  # type: ignore[attr-defined, no-any-return]
