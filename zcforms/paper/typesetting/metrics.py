"""How wide the characters of the shipped faces are, and which face of a stack draws them.

Read from the font files: the character map (cmap), the advances (hmtx) and the ascent and descent (hhea).
Lengths are in units of 1/1024 CSS px, to which Pango rounds each advance.
"""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_right
from functools import cache, cached_property
from mmap import ACCESS_READ, mmap
from struct import unpack_from
from sys import byteorder
from unicodedata import category

from zcforms.chinese import typefaces
from zcforms.paper.typesetting.unsupported import Unsupported

UNITS = 1024  # Pango's, in a CSS px
_SPACES = {"Cc", "Cf", "Zl", "Zp", "Zs"}  # which take the face of what stands before them
INVISIBLE = frozenset("\u200b\u2060\ufeff\u200c\u200d\u00ad\n")


class Face:
    """A shipped face: its file, its glyphs by character, and their advances."""

    def __init__(self, shipped: typefaces.Face) -> None:
        self.family, self.file, self._path = shipped.family, shipped.file, typefaces.file_of(shipped)
        with self._path.open("rb") as file:  # what is needed of it comes into memory, once for all processes
            self.content = mmap(file.fileno(), 0, access=ACCESS_READ)
        self.tables = {
            self.content[at : at + 4].decode(): unpack_from(">LL", self.content, at + 8)
            for at in range(12, 12 + 16 * unpack_from(">H", self.content, 4)[0], 16)
        }
        self.compact = "CFF " in self.tables  # PostScript outlines
        (self.em,) = self._read("head", 18, ">H")
        self.ascent, descent = self._read("hhea", 4, ">hh")
        self.descent = -descent
        self.gap = self._read("hhea", 8, ">h")[0] > 0  # 仿宋 alone asks for room between lines
        (self._long,) = self._read("hhea", 34, ">H")
        start = self.tables["hmtx"][0]
        self._metrics = array("H", self.content[start : start + 4 * self._long])
        if byteorder == "little":
            self._metrics.byteswap()
        groups = self._map()
        self._starts = array("L", (start for start, _, _ in groups))
        self._ends = array("L", (end for _, end, _ in groups))
        self._glyphs = array("L", (glyph for _, _, glyph in groups))
        ranges = (one.partition("-") for one in shipped.ranges)
        self._only = sorted((int(first, 16), int(last or first, 16)) for first, _, last in ranges)

    def _read(self, table: str, offset: int, form: str) -> tuple[int, ...]:
        return unpack_from(form, self.content, self.tables[table][0] + offset)

    @cached_property
    def mark(self) -> str:
        """Which file it is, to the byte."""
        with self._path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]

    def table(self, name: str) -> bytes:
        """A table of the file, as it is."""
        offset, length = self.tables[name]
        return self.content[offset : offset + length]

    def _map(self) -> list[tuple[int, int, int]]:
        """The groups of the character map in order: first character, last, glyph of the first."""
        base = self.tables["cmap"][0]
        (count,) = unpack_from(">H", self.content, base + 2)
        subtables = [unpack_from(">HHL", self.content, base + 4 + 8 * n) for n in range(count)]
        found = {unpack_from(">H", self.content, base + at)[0]: base + at for *_, at in subtables}
        groups: list[tuple[int, int, int]] = []
        if 12 in found:
            at = found[12]
            (number,) = unpack_from(">L", self.content, at + 12)
            values = unpack_from(f">{3 * number}L", self.content, at + 16)
            groups = list(zip(values[::3], values[1::3], values[2::3], strict=True))
        elif 4 in found:
            groups = self._segments(found[4])
        else:
            raise Unsupported(f"字体{self.file}的字符表")
        return sorted(groups)

    def _segments(self, at: int) -> list[tuple[int, int, int]]:
        (twice,) = unpack_from(">H", self.content, at + 6)
        number = twice // 2
        ends = unpack_from(f">{number}H", self.content, at + 14)
        starts = unpack_from(f">{number}H", self.content, at + 16 + twice)
        deltas = unpack_from(f">{number}H", self.content, at + 16 + 2 * twice)
        offsets = unpack_from(f">{number}H", self.content, at + 16 + 3 * twice)
        groups = []
        for n, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
            for code in range(start, end + 1) if start != 0xFFFF else ():
                glyph = code
                if offset:
                    place = at + 16 + 3 * twice + 2 * n + offset + 2 * (code - start)
                    (glyph,) = unpack_from(">H", self.content, place)
                groups.append((code, code, (glyph + delta) & 0xFFFF))
        return groups

    def glyph(self, character: str) -> int:
        """The glyph of a character, 0 if the face does not draw it."""
        code = ord(character)
        if self._only:
            n = bisect_right(self._only, (code, 0x110000)) - 1
            if n < 0 or code > self._only[n][1]:
                return 0
        n = bisect_right(self._starts, code) - 1
        if n < 0 or code > self._ends[n]:
            return 0
        return self._glyphs[n] + code - self._starts[n]

    def advance(self, glyph: int) -> int:
        """The advance of a glyph in units of the face."""
        return self._metrics[2 * min(glyph, self._long - 1)]


@cache
def face(family: str) -> Face | None:
    """The shipped face of a family, or None."""
    return next((Face(one) for one in typefaces.faces() if one.family == family), None)


class Fount:
    """A stack of faces in one size: what a text takes of it.

    `advances` has the advance of each character, `glyphs` its face (by number in `faces`) and glyph.
    """

    def __init__(self, families: tuple[str, ...], size: float) -> None:
        self.size = size
        self.scale = int(size * UNITS)  # Pango cuts it, and rounds each length
        self.faces = [found for name in dict.fromkeys(families) if (found := face(name))]
        self.advances = _Advances(self)
        self.glyphs: dict[str, tuple[int, int]] = {}
        self._known = _Known(self)
        self.gapped: set[str] = set()  # characters of a face with a gap

    def glyph(self, character: str) -> tuple[int, int]:
        """The number of the face and the glyph of a character; Unsupported if no face draws it."""
        found = self.glyphs.get(character)
        if found is None:
            for n, one in enumerate(self.faces):
                if glyph := one.glyph(character):
                    found = n, glyph
                    if one.gap:
                        self.gapped.add(character)
                    break
            else:
                if character not in INVISIBLE:
                    raise Unsupported(f"没有字体画“{character}”（U+{ord(character):04X}）")
                found = 0, 0
            self.glyphs[character] = found
        return found

    def scaled(self, face: Face, length: int) -> int:
        """A length of a face in Pango's units."""
        return (length * self.scale + face.em // 2) // face.em

    def set(self, text: str) -> list[tuple[int, int, int]]:
        """The face, the glyph and the advance of each character; a space takes the face before it."""
        known = self._known
        kept = [known[character] for character in text]
        if None not in kept:
            return kept  # type: ignore[return-value]
        found = []
        before = next((one[0] for one in kept if one), 0)
        for character, one in zip(text, kept, strict=True):
            if one is not None:
                before = one[0]
                found.append(one)
            elif character in INVISIBLE:
                found.append((before, 0, 0))
            else:
                number, glyph = before, self.faces[before].glyph(character)
                if not glyph:
                    number, glyph = self.glyph(character)
                found.append((number, glyph, self.advance(number, glyph)))
        return found

    def advance(self, number: int, glyph: int) -> int:
        """The advance of a glyph of the face of that number, in Pango's units."""
        face = self.faces[number]
        return self.scaled(face, face.advance(glyph))

    def extent(self, text: str) -> tuple[int, int]:
        """Ascent and descent of a text, in Pango's units.

        Where 仿宋 meets another face in Chinese, Pango makes the text a little higher: above the line if 仿宋
        comes first, below it else (measured with Pango 1.50).
        """
        first = self.faces[0]
        ascent, descent = self.scaled(first, first.ascent), self.scaled(first, first.descent)
        if not self.gapped.isdisjoint(text):
            numbers = [number for number, *_ in self.set(text)]
            if len(set(numbers)) > 1 and _is_chinese(text):
                if not first.gap:
                    raise Unsupported(f"仿宋作后备字体：“{text}”")
                extra = self.scaled(first, first.em * 15 // 1000)
                return (ascent + extra, descent) if not numbers[0] else (ascent, descent + extra)
        return ascent, descent

    def mixes(self, text: str) -> bool:
        """Whether a text may be higher than its face alone."""
        return not self.gapped.isdisjoint(text)


def _is_chinese(text: str) -> bool:
    """Whether the first letter of a text is Chinese: of those that are numbers, 〇 is one, Ⅱ is Latin."""
    first = next((c for c in text if category(c).startswith("L") or category(c) == "Nl"), "")
    return bool(first) and (first >= "\u2e80")


def _is_space(character: str) -> bool:
    return category(character) in _SPACES


class _Advances(dict[str, int]):
    """The advances of the characters in a fount, found when first asked for."""

    def __init__(self, fount: Fount) -> None:
        super().__init__()
        self.fount = fount

    def __missing__(self, character: str) -> int:
        found = 0 if character in INVISIBLE else self.fount.advance(*self.fount.glyph(character))
        self[character] = found
        return found


class _Known(dict[str, "tuple[int, int, int] | None"]):
    """The face, the glyph and the advance of the characters in a fount; None for a space."""

    def __init__(self, fount: Fount) -> None:
        super().__init__()
        self.fount = fount

    def __missing__(self, character: str) -> tuple[int, int, int] | None:
        found = None
        if not _is_space(character):
            number, glyph = self.fount.glyph(character)
            found = number, glyph, self.fount.advance(number, glyph)
        self[character] = found
        return found


@cache
def fount(families: tuple[str, ...], size: float) -> Fount:
    """The fount of a stack of families in a size (CSS px)."""
    return Fount(families, size)
