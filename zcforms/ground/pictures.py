"""Pictures of the user's, read whole or not at all."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from PIL import Image, ImageFile, UnidentifiedImageError

# What Pillow raises for a file that is no picture, or a broken one.
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


# Frames that code a picture bit after bit in one go (ISO/IEC 10918-1, table B.1): baseline and extended.
_SEQUENTIAL = (0xC0, 0xC1)
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_START_OF_SCAN, _END = 0xDA, b"\xff\xd9"
_FILL = 16  # bytes at the end that may be no bits of the picture; a lost end that is all zeros is longer
_AHEAD = bytes(_FILL + 8)  # them, and as much as a decoder reads before it has to (libjpeg: 64 bits)


@contextmanager
def whole_picture(raw: bytes, max_pixels: int, reduced: bool = False) -> Iterator[Image.Image]:
    """A picture with all its data decoded once; raises one of BROKEN if anything is missing.

    A JPEG that is only to be proved is decoded `reduced`, to an eighth of its size: five times as fast.

    Where the middle of a JPEG is overwritten or lost, a decoder goes on with what comes: the rest of the page
    is grey, or shifted. But then the bits do not come out even, as each block takes its own number of them.
    So the last byte is kept back: a sound picture cannot be finished without it, and is finished with it,
    while a damaged one ends before, or asks for more. That holds of what is coded in one scan, as cameras
    and scanners do; of others, and where the loss happens to come out even, only the end is proved.

    The layout engine switches Pillow to accepting truncated files for the whole process: half a scan
    would then be bound as if it were complete.
    """
    end = _end_of_only_scan(raw)
    source = io.BytesIO(raw if end is None else raw[:end] + _AHEAD)
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(source) as image:
            if image.width * image.height > max_pixels:
                raise Image.DecompressionBombError(f"{image.width}×{image.height}")
            if reduced:
                image.draft(None, (1, 1))
            if end is not None and isinstance(image, ImageFile.ImageFile):
                image.decodermaxblock = end - 1
            image.load()
            if end is not None and source.tell() < end:
                raise OSError("coded data is left over")
            with suppress(*BROKEN):  # what cannot be read of it says nothing, and is not read again
                image.getexif()
            yield image
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _end_of_only_scan(jpeg: bytes) -> int | None:
    """Where the bits of a JPEG end that is coded in one scan; None if it is coded in several, or otherwise.

    Bytes that fill up the end, as some programs write them, are not counted.
    """
    at, components = 2, 0
    if not jpeg.startswith(b"\xff\xd8"):
        return None
    while jpeg[at : at + 1] == b"\xff" and at + 4 < len(jpeg):
        marker, size = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4], "big")
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _FRAMES and at + 9 < len(jpeg):
            components = jpeg[at + 9] if marker in _SEQUENTIAL else 0
        if marker == _START_OF_SCAN:
            start, end = at + 2 + size, jpeg.find(_END, at)
            end = _without_fill(jpeg, start, end if end >= 0 else len(jpeg))
            return end if components == jpeg[at + 4] and end > start else None
        at += 2 + size
    return None


def _without_fill(jpeg: bytes, start: int, end: int) -> int:
    """Where coded data ends before what only fills it up: zeros, ones, a mark to begin again (B.1.1.5)."""
    least = max(start, end - _FILL)
    while end > least:
        if jpeg[end - 1] == 0xFF:
            end -= 1
        elif jpeg[end - 2] == 0xFF and 0xD0 <= jpeg[end - 1] <= 0xD7:
            end -= 2
        elif jpeg[end - 1] == 0 and jpeg[end - 2] != 0xFF:  # (a byte of ones has a zero after it)
            end -= 1
        else:
            break
    return end
