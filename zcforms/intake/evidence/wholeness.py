"""Whether pictures that a PDF holds in codings of their own go on to their end: JPEG 2000, fax, JBIG2.

Their decoders fill up with black or white what breaks off, and say nothing.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping
from typing import Any

from PIL import Image

from zcforms.ground.pictures import BROKEN, whole_picture

_END_OF_CODE = b"\xff\xd9"  # ISO/IEC 15444-1, A.4.4
_END_OF_FAX = "000000000001" * 2  # ITU-T T.6, 2.4.1
_A_FILE = b"\x97JB2"  # a file of its own, which no PDF may hold
_FILL = b"\0\r\n"
_STRIPES = 64  # rows
_SOME_ZEROS = 7  # bytes: of the last code, and up to a whole number of words
_UNTOLD = 0xFFFFFFFF  # the length of a region that its coder did not know (ITU-T T.88, 7.2.7)


def is_whole(coding: str, raw: bytes, size: tuple[int, int], parameters: Mapping[str, Any]) -> bool:
    """Whether data coded so (a filter of ISO 32000-1, 7.4) have all of a picture of that size (dots).

    It is only denied of what surely breaks off.
    """
    if coding == "/JPXDecode":
        return raw.rstrip(_FILL).endswith(_END_OF_CODE) or _can_be_decoded(raw, size)
    if coding == "/CCITTFaxDecode" and int(parameters.get("/K", 0)) < 0:
        return bool(parameters.get("/EncodedByteAlign", False)) or _has_all_rows(raw, size)
    is_plain = coding == "/JBIG2Decode" and not raw.startswith(_A_FILE)
    return not is_plain or _has_all_segments(raw)


def _can_be_decoded(raw: bytes, size: tuple[int, int]) -> bool:
    try:
        with whole_picture(raw, size[0] * size[1]):
            return True
    except BROKEN:
        return False


def _has_all_rows(raw: bytes, size: tuple[int, int]) -> bool:
    """Whether it ends as a fax does, or looks the same whatever is put behind it.

    Many zeros are no code (the last may end with some): what lies there was never written.
    """
    written = raw.rstrip(b"\0")
    last = "".join(f"{byte:08b}" for byte in raw.rstrip(_FILL)[-8:]).rstrip("0")
    if last.endswith(_END_OF_FAX):
        return True
    raw = written if len(raw) - len(written) > _SOME_ZEROS else raw
    stripes = Image.linear_gradient("L").resize((size[0], _STRIPES)).convert("1")
    stripes.save(target := io.BytesIO(), "TIFF", compression="group4")
    strip = target.getvalue()[8:]  # libtiff writes the data first
    try:
        one, other = (_faxed(raw + behind, size) for behind in (bytes(len(strip)), strip))
    except BROKEN:
        return False
    return one == other


def _faxed(raw: bytes, size: tuple[int, int]) -> bytes:
    """The dots of a fax, by way of a TIFF around it (TIFF 6.0, section 11)."""
    width, height = size
    told = {256: width, 257: height, 258: 1, 259: 4, 262: 0, 273: 0, 277: 1, 278: height, 279: len(raw)}
    told[273] = 8 + 2 + 12 * len(told) + 4
    fields = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in told.items())
    head = b"II*\0" + struct.pack("<IH", 8, len(told)) + fields + bytes(4)
    with whole_picture(head + raw, width * height) as image:
        return image.tobytes()


def _has_all_segments(raw: bytes) -> bool:
    """Whether every segment of an embedded JBIG2 has as many bytes as it says (ITU-T T.88, 7.2)."""
    at = 0
    while at + 11 <= len(raw):
        number, flags, referred = struct.unpack_from(">IBB", raw, at)
        count, at = referred >> 5, at + 6
        if count == 7:
            count = struct.unpack_from(">I", raw, at - 1)[0] & 0x1FFFFFFF
            at += 3 + (count + 8) // 8
        at += count * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 0x40 else 1)
        length = struct.unpack_from(">I", raw, at)[0] if at + 4 <= len(raw) else _UNTOLD
        if length == _UNTOLD:
            return True
        at += 4 + length
    return at <= len(raw)
