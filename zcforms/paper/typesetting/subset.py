"""The glyphs of a face that a file needs, as a face of their own."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from struct import pack, unpack_from
from sys import byteorder

from zcforms.paper.typesetting.metrics import Face
from zcforms.paper.typesetting.unsupported import Unsupported

_COPIED = ("cvt ", "fpgm", "prep")
_COMPOSITE = -1  # contours that a glyph of other glyphs has


def subset(face: Face, glyphs: Sequence[int]) -> bytes:
    """A TrueType face of some glyphs, numbered in their order; the first is that of missing characters.

    Unsupported for glyphs made of others, which the shipped TrueType faces have not.
    """
    (longs,) = unpack_from(">h", face.content, face.tables["head"][0] + 50)
    at = face.tables["loca"][0]
    outlines, places, advances, length = [], [0], [], 0
    start = face.tables["glyf"][0]
    for glyph in glyphs:
        if longs:
            begin, end = unpack_from(">LL", face.content, at + 4 * glyph)
        else:
            begin, end = (2 * place for place in unpack_from(">HH", face.content, at + 2 * glyph))
        outline = face.content[start + begin : start + end]
        if outline and unpack_from(">h", outline)[0] <= _COMPOSITE:
            raise Unsupported(f"字体{face.file}里由别的字形合成的字形")
        outline += b"\0" * (-len(outline) % 4)
        outlines.append(outline)
        length += len(outline)
        places.append(length)
        advances += [face.advance(glyph), _bearing(face, glyph)]
    metrics = array("H", advances)
    if byteorder == "little":
        metrics.byteswap()
    tables = {
        "head": _changed(face, "head", 50, pack(">h", 1)),
        "hhea": _changed(face, "hhea", 34, pack(">H", len(glyphs))),
        "maxp": _changed(face, "maxp", 4, pack(">H", len(glyphs))),
        "hmtx": metrics.tobytes(),
        "loca": pack(f">{len(places)}L", *places),
        "glyf": b"".join(outlines),
    }
    tables |= {name: face.table(name) for name in _COPIED if name in face.tables}
    return _file(tables)


def _bearing(face: Face, glyph: int) -> int:
    """The left side bearing of a glyph, as it stands in the file."""
    start = face.tables["hmtx"][0]
    (long,) = unpack_from(">H", face.content, face.tables["hhea"][0] + 34)
    place = start + 4 * glyph + 2 if glyph < long else start + 4 * long + 2 * (glyph - long)
    return int(unpack_from(">H", face.content, place)[0])


def _changed(face: Face, name: str, at: int, value: bytes) -> bytes:
    table = face.table(name)
    return table[:at] + value + table[at + len(value) :]


def _file(tables: dict[str, bytes]) -> bytes:
    """Tables as a font file (OpenType, The Font File); its sums are not needed within a PDF."""
    number = len(tables)
    power = number.bit_length() - 1
    head = pack(">LHHHH", 0x00010000, number, 16 << power, power, 16 * (number - (1 << power)))
    offset, directory, bodies = 12 + 16 * number, b"", b""
    for name in sorted(tables):
        body = tables[name]
        directory += name.encode() + pack(">LLL", 0, offset + len(bodies), len(body))
        bodies += body + b"\0" * (-len(body) % 4)
    return head + directory + bodies
