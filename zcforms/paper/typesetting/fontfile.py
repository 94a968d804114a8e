"""A face as it stands in a PDF (ISO 32000-1 §9.7): of what is drawn with it, no more.

A glyph keeps the number that it has in the face, whatever else a file draws: so the fonts of two files can
become one without a word of their pages being written anew.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from sys import byteorder

from zcforms.paper.typesetting import cff
from zcforms.paper.typesetting.metrics import Face
from zcforms.paper.typesetting.operators import figure
from zcforms.paper.typesetting.subset import subset

FACE = "ZCFace"  # key of a font of ours: which face it is, to the byte
_BATCH = 100  # characters in a block of a ToUnicode map (Adobe TN 5411)
_KEPT = 64  # fonts: those of one person's papers, which come into their volume soon after
_EM = 1000  # of a PDF's widths; what a glyph of Chinese is wide


@dataclass(frozen=True, slots=True)
class Embedded:
    """The parts of a font in a PDF: the entries of its dictionaries, and its streams as they are.

    `kind` is of the FontFile, `file` are the entries of that stream, `numbers` is which glyph of it each
    number is (empty if the file itself says so), `characters` the ToUnicode map.
    """

    outer: str
    inner: str
    descriptor: str
    kind: str
    file: str
    content: bytes
    numbers: bytes
    characters: bytes


def embedded(face: Face, texts: Mapping[int, str]) -> Embedded:
    """A face with some of its glyphs, given with the character of each.

    Unsupported for glyphs that cannot be taken out of their face.
    """
    return _embedded(face, tuple(sorted(texts.items())))


@lru_cache(_KEPT)
def _embedded(face: Face, texts: tuple[tuple[int, str], ...]) -> Embedded:
    glyphs = sorted({0, *(glyph for glyph, _ in texts)})
    if face.compact:
        content, numbers = cff.subset(face.table("CFF "), glyphs), b""
        kind, file, subtype = "3", " /Subtype /CIDFontType0C", "/CIDFontType0"
    else:
        content, numbers = subset(face, glyphs), _places(glyphs)
        kind, file, subtype = "2", f" /Length1 {len(content)}", "/CIDFontType2"
    name = f"/{_tag(glyphs)}+{face.family.replace(' ', '-')}"
    ascent, descent = (round(length * _EM / face.em) for length in (face.ascent, face.descent))
    return Embedded(
        f"/Type /Font /Subtype /Type0 /BaseFont {name} /Encoding /Identity-H /{FACE} ({face.mark})",
        f"/Type /Font /Subtype {subtype} /BaseFont {name} "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/DW {_EM} /W [{_widths(face, glyphs)}]",
        f"/Type /FontDescriptor /FontName {name} /Flags 4 /FontBBox [0 {-descent} {_EM} {ascent}] "
        f"/ItalicAngle 0 /Ascent {ascent} /Descent {-descent} /CapHeight {ascent} /StemV 80",
        kind,
        file,
        content,
        numbers,
        _to_unicode(texts),
    )


def _places(glyphs: Iterable[int]) -> bytes:
    """Where each number of a face is in the file, as a CIDToGIDMap: its place among the glyphs."""
    placed = dict(zip(glyphs, range(0x10000), strict=False))
    numbers = array("H", bytes(2 * (max(placed) + 1)))
    for glyph, place in placed.items():
        numbers[glyph] = place
    if byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


def _widths(face: Face, glyphs: Iterable[int]) -> str:
    """The glyphs that are not an em wide, in thousandths of it."""
    return " ".join(
        f"{glyph} [{figure(advance * _EM / face.em)}]"
        for glyph in glyphs
        if (advance := face.advance(glyph)) != face.em
    )


def _tag(glyphs: Iterable[int]) -> str:
    """The six letters that tell a subset of a face from others in a file that both come into (§9.6.4)."""
    digest = hashlib.sha256(repr(list(glyphs)).encode()).digest()
    return "".join(ascii_uppercase[byte % 26] for byte in digest[:6])


def _to_unicode(codes: Sequence[tuple[int, str]]) -> bytes:
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    for at in range(0, len(codes), _BATCH):
        batch = codes[at : at + _BATCH]
        lines.append(f"{len(batch)} beginbfchar")
        lines += [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in batch]
        lines.append("endbfchar")
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()
