"""Which faces forms are set in, which characters they draw, and how wide they are.

The tables of the shipped faces are measured by script/build_fonts.py from the outlines, not from the
character maps: a map may point at an empty glyph.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

from fontTools.ttLib import TTFont

_FOLDER = files("zcforms.chinese") / "fonts"


def _table(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Face:
    """One shipped face: the family that style sheets ask for, its file, and what it may draw."""

    family: str
    file: str
    ranges: tuple[str, ...] = ()  # hexadecimal code points; empty: all that the file maps


@dataclass(frozen=True, slots=True)
class Official:
    """An official face that this machine has: the family that style sheets ask for, and where it is."""

    family: str
    file: Path
    index: int  # of the face in its file


@dataclass(frozen=True, slots=True)
class Typefaces:
    """What forms are set in: the shipped faces, and before them the official ones that were found."""

    chosen: Literal["shipped", "system"] = "shipped"
    official: tuple[Official, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The faces as plain data: the official ones by family, with their files' names."""
        return {"chosen": self.chosen, "official": {face.family: face.file.name for face in self.official}}


SHIPPED = Typefaces()


def file_of(face: Face) -> Path:
    """Where the file of a shipped face is."""
    return Path(str(_FOLDER / face.file))


@cache
def faces() -> tuple[Face, ...]:
    """The shipped faces.

    FandolFang draws twelve traditional characters as others (鬱 as 郁, 餘 as 余 …), which its list of
    drawn characters leaves out, and its letters and signs are wide and heavy: both come from the next
    faces of the stack. (A second face from the same file would not do: fontconfig drops one that seems
    to add nothing.)
    """
    coverage = _table("coverage.json")
    drawn, latin = (
        _codes(coverage[f]["drawn"]) for f in ("FandolFang-Regular.otf", "ZCFangLatin-Regular.ttf")
    )
    fang = drawn - latin | {0x20, 0xA0}  # spaces stay: they take the face before them
    return (
        Face("ZC Song", "ZCSong-Regular.ttf"),
        Face("ZC Title", "ZCTitle-Bold.ttf"),
        Face("ZC Hei", "ZCHei-Regular.ttf"),
        Face("ZC Kai", "ZCKai-Regular.ttf"),
        Face("ZC Rare", "ZCRare-Regular.ttf"),
        Face("ZC Fang", "FandolFang-Regular.otf", _ranges(fang)),
        Face("ZC Fang Latin", "ZCFangLatin-Regular.ttf"),
        Face("ZC Fang Rare", "ZCFangRare-Regular.ttf"),
    )


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first, 16), int(last or first, 16)


@cache
def _drawn() -> tuple[list[int], list[int]]:
    """The code points that any face draws, as starts and ends of merged ranges."""
    ranges = sorted(_range(r) for face in _table("coverage.json").values() for r in face["drawn"])
    starts: list[int] = []
    ends: list[int] = []
    for start, end in ranges:
        if ends and start <= ends[-1] + 1:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def is_drawn(character: str) -> bool:
    """Whether some face of ours has a visible outline (or a true space) for the character."""
    starts, ends = _drawn()
    i = bisect_right(starts, ord(character)) - 1
    return i >= 0 and ord(character) <= ends[i]


def drawn_characters() -> frozenset[str]:
    """Every character that some face of ours draws."""
    return frozenset(chr(c) for a, b in zip(*_drawn(), strict=True) for c in range(a, b + 1))


# The faces that draw an official family, as in base.css; what the first does not draw, the next does.
_STACKS = {
    "宋体": ("ZC Song", "ZC Rare"),
    "仿宋_GB2312": ("ZC Fang", "ZC Fang Latin", "ZC Fang Rare", "ZC Song", "ZC Rare"),
    "黑体": ("ZC Hei", "ZC Song", "ZC Rare"),
    "楷体_GB2312": ("ZC Kai", "ZC Song", "ZC Rare"),
    "方正小标宋简体": ("ZC Title", "ZC Song", "ZC Rare"),
}


@cache
def _advances(family: str, typefaces: Typefaces) -> dict[str, float]:
    """Advances in em of what is not one em wide in an official family."""
    by_name = {face.family: face for face in faces()}
    coverage, table = _table("coverage.json"), _table("advances.json")
    advances: dict[int, float] = {}
    for name in reversed(_STACKS[family]):
        face = by_name[name]
        drawn = _codes(face.ranges or coverage[face.file]["drawn"])
        listed = table[coverage[face.file]["family"]]
        own = {code: int(thousandths) / 1000 for thousandths, r in listed.items() for code in _codes(r)}
        advances = {code: advance for code, advance in advances.items() if code not in drawn}
        advances |= {code: advance for code, advance in own.items() if code in drawn}
    for official in typefaces.official:
        if official.family == family:
            advances |= official_advances(official)
    return {chr(code): advance for code, advance in advances.items()}


def _codes(ranges: Iterable[str]) -> set[int]:
    return {code for first, last in map(_range, ranges) for code in range(first, last + 1)}


def _ranges(codes: Iterable[int]) -> tuple[str, ...]:
    runs = groupby(enumerate(sorted(codes)), lambda place: place[1] - place[0])
    spans = ([code for _, code in run] for _, run in runs)
    return tuple(f"{span[0]:X}-{span[-1]:X}" for span in spans)


@cache
def official_advances(face: Official) -> dict[int, float]:
    """The advance in em of every code point that an official face draws.

    A map may point at an empty glyph, which is left to the shipped faces; a space is empty by right.
    """
    with TTFont(face.file, fontNumber=face.index, lazy=True) as font:
        em, advances, outlines = font["head"].unitsPerEm, font["hmtx"], font.get("glyf")
        return {
            code: advances[glyph][0] / em
            for code, glyph in font.getBestCmap().items()
            if outlines is None or outlines[glyph].numberOfContours or chr(code).isspace()
        }


def width(text: str, family: str = "", typefaces: Typefaces = SHIPPED) -> float:
    """The width of a text in em, set solid in an official family, 黑体 …; without one, in 宋 or 仿宋."""
    return measuring(family, typefaces)(text)


@cache
def measuring(family: str, typefaces: Typefaces = SHIPPED) -> Callable[[str], float]:
    """What tells the width of a text in em, as `width` does: for many texts in the same family."""
    advances = _advances(family, typefaces) if family in _STACKS else _widest(typefaces)

    def wide(text: str) -> float:
        if len(text) == 1:  # most pieces that lines are broken between
            return advances.get(text, 1.0)
        return sum([advances.get(character, 1.0) for character in text])

    return wide


def _widest(typefaces: Typefaces) -> dict[str, float]:
    """The wider advance of 宋 and 仿宋."""
    song, fang = _advances("宋体", typefaces), _advances("仿宋_GB2312", typefaces)
    return {
        character: max(song.get(character, 1.0), fang.get(character, 1.0)) for character in {*song, *fang}
    }
