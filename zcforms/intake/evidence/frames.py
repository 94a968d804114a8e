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
from zcforms.intake.evidence.scans import as_pages, nothing_seen, only_first, spoiled
from zcforms.intake.evidence.soundness import too_many
from zcforms.intake.evidence.strips import COMPRESSION, PHOTOMETRIC, require_strips
from zcforms.intake.kinds import Kind
from zcforms.intake.redrawing import coded, redrawn

HEIC_READER = "pillow_heif"  # an extra of its own: its wheels hold a decoder under the GPL
FRAMED = frozenset({Kind.TIFF, Kind.WEBP, Kind.GIF, Kind.BMP, Kind.JPEG_2000, Kind.AVIF, Kind.HEIC})
_LOSSY = frozenset({Kind.JPEG_2000, Kind.AVIF, Kind.HEIC})
_WEBP_DATA = re.compile(rb"VP8[ L]")  # the picture's own chunk: with loss, or without
# Tags of TIFF 6.0: what a directory is of (bit 0 a small copy, bit 2 a mask), bits of a sample, colours, of
# what kind its numbers are; which codings are a fax, of which zero is white, or JPEG; which zero is white.
_SUBFILE, _BITS, _COLOURS, _NUMBERS = 254, 258, 320, 339
_ASIDE, _FAX, _JPEG, _WHITE_IS_ZERO, _SIGNED = 0b101, (2, 3, 4), (6, 7), 0, 2


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
            if kind is Kind.BMP and image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0):
                image.putalpha(255)  # many programs leave it unwritten, and no viewer of Windows asks for it
            clean = as_pages([coded(redrawn(image), _is_lossy(raw, kind))], shown)
            told = (*only_first(shown, frames), *nothing_seen(image, shown))
    except (*BROKEN, MemoryError):
        return spoiled(shown)
    return replace(clean, findings=(*told, *clean.findings))


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

    OSError for one of which something is missing, which its decoder would fill up or take for something.
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
        require_strips(tags, raw)
        _require_meaning(tags)
        _mend_colours(image, tags)
        bits = tags.get(_BITS, (8,))[0]
        page = redrawn(image, most=2**bits - 1)
        if mode.startswith("I;16") and tags.get(PHOTOMETRIC) == _WHITE_IS_ZERO:
            page = ImageOps.invert(page)  # Pillow does it for samples of up to eight bits only
        yield page, tags.get(COMPRESSION) in _JPEG


def _require_meaning(tags: Mapping[int, Any]) -> None:
    """OSError where Pillow guesses which number is black: it is not told, or some are below zero."""
    is_told = PHOTOMETRIC in tags or tags.get(COMPRESSION) in _FAX
    if not is_told or (_SIGNED in tags.get(_NUMBERS, ()) and 8 in tags.get(_BITS, ())):
        raise OSError("which number is black is not told")


def _mend_colours(image: Image.Image, tags: Mapping[int, Any]) -> None:
    """Take a list of colours for one of eight bits, as old programs wrote it, where none has more (of 16)."""
    if image.mode == "P" and 0 < max(colours := tags.get(_COLOURS, (0,))) < 256:
        image.load()
        count = len(colours) // 3
        image.putpalette([colours[n + count * band] for n in range(count) for band in range(3)])


def _tags(image: Image.Image) -> dict[int, Any]:
    return image.tag_v2  # type: ignore[attr-defined, no-any-return]
