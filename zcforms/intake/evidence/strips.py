"""Whether a page of a TIFF has all its data: decoders fill up with black or white what is missing.

A TIFF holds a page in strips, one below the other, each coded by itself (TIFF 6.0, section 3).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.intake.evidence.wholeness import is_whole

# Tags of TIFF 6.0: sides, bits of a sample, coding, samples, their order, whether the lowest bit of a byte is
# the first dot; strips, rows of each, lengths; tiles, which are not looked at; colours; tables of JPEG.
_WIDTH, _HEIGHT, _BITS, COMPRESSION, PHOTOMETRIC, _FILL_ORDER = 256, 257, 258, 259, 262, 266
_STRIPS, _SAMPLES, _ROWS, _LENGTHS, _PLANAR, _TILES, _TABLES = 273, 277, 278, 279, 284, 324, 347
_NOT_CODED, _T4, _T6, _JPEG = 1, 3, 4, 7
_BY_PLANES, _LOW_FIRST, _THINNED = 2, 2, 6  # colour with fewer samples than dots
_FAX = {"/K": -1}
_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_END_OF_LINE = re.compile("0{11,}1")  # of a fax (ITU-T T.4, 4.1.2): before each
_ENOUGH = 0.98  # of a fax's lines: some are lost on the telephone


def require_strips(tags: Mapping[int, Any], raw: bytes) -> None:
    """OSError for a page of a TIFF of which something is surely missing."""
    if _TILES in tags:
        return
    width, height = tags[_WIDTH], tags[_HEIGHT]
    rows = min(tags.get(_ROWS, height), height) or 1
    samples = tags.get(_SAMPLES, 1)
    planes = samples if tags.get(_PLANAR) == _BY_PLANES else 1
    places = tags.get(_STRIPS, ())
    if len(places) < math.ceil(height / rows) * planes:
        raise OSError("strips are missing")
    coding = tags.get(COMPRESSION, _NOT_CODED)
    if coding == _NOT_CODED and tags.get(PHOTOMETRIC) != _THINNED:
        bits = width * tags.get(_BITS, (1,))[0] * samples // planes
        if any(0 < below - above < (bits + 7) // 8 * rows for above, below in pairwise(places)):
            raise OSError("strips lie over each other")
    strips = _coded(tags, raw)
    if coding == _JPEG and planes == 1:
        for strip in strips:
            _require_jpeg(strip, tags.get(_TABLES, b""), width * height)
    for n, strip in enumerate(strips if coding in (_T4, _T6) else ()):
        if not _is_whole_fax(strip, coding, (width, min(rows, height - n * rows))):
            raise OSError("a fax breaks off")


def _coded(tags: Mapping[int, Any], raw: bytes) -> Iterator[bytes]:
    turns = tags.get(_FILL_ORDER) == _LOW_FIRST
    for at, length in zip(tags.get(_STRIPS, ()), tags.get(_LENGTHS, ()), strict=False):
        strip = raw[at : at + length]
        yield strip.translate(_TURNED) if turns else strip


def _is_whole_fax(strip: bytes, coding: int, size: tuple[int, int]) -> bool:
    if coding == _T6:
        return is_whole("/CCITTFaxDecode", strip, size, _FAX)
    bits = "".join(f"{byte:08b}" for byte in strip)
    return len(_END_OF_LINE.findall(bits)) >= size[1] * _ENOUGH


def _require_jpeg(strip: bytes, tables: bytes, most: int) -> None:
    """A strip of JPEG is a picture by itself, but for the tables that all of them share."""
    try:
        with whole_picture(tables[:-2] + strip[2:] if tables else strip, most * 2, reduced=True):
            pass
    except BROKEN as e:
        raise OSError("a picture breaks off") from e
