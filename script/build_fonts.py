#!/usr/bin/env python3
"""Build the fonts in ``zcforms/chinese/fonts/`` from Debian's font packages.

    python3 -m venv .fonts && .fonts/bin/pip install fonttools==4.68.0
    .fonts/bin/python script/build_fonts.py              # download, build, write
    .fonts/bin/python script/build_fonts.py --check      # build, compare with the committed files
    .fonts/bin/python script/build_fonts.py --debs DIR   # use .deb files already downloaded

Needs Debian 12 (apt-get, dpkg-deb), 300 MB of downloads, and two minutes.
The same packages and the same fontTools give the same bytes: every .deb is
pinned by version and SHA-256, and nothing of the day or the machine goes in.

Why rebuild at all: the PDF engine subsets a 9,000-glyph TrueType face several
times faster than a 65,535-glyph CFF collection; one line height for all faces
keeps a fallback glyph from moving the line; and what a face really draws has to
be known, because a cmap may promise a character whose outline is empty.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import fontTools
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.transform import Identity, Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

FONTTOOLS = "4.68.0"  # another version may write the same outlines as other bytes

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "zcforms" / "chinese" / "fonts"
TGH = HERE / "tgh-ranges.txt"


# --- Sources ------------------------------------------------------------------


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    sha256: str


NOTO = Package(
    "fonts-noto-cjk",
    "1:20220127+repack1-1",
    "4a2515eb6db3978b897fef9709ed0d2b1f4c6c4df4d83d6c4ef65f71f1b1f502",
)
NOTO_EXTRA = Package(
    "fonts-noto-cjk-extra",
    "1:20220127+repack1-1",
    "5f6536c99f9b3d77a3c383c3f1544f6d49350e7f20832c4c979af0e33f603cb5",
)
WENKAI = Package(
    "fonts-lxgw-wenkai",
    "1.250+repack-1",
    "6d1e4c4aac78ad32062aefa2c836ee4d6e58f9dcf8b3f4407c9eefe304615318",
)
TEXLIVE = Package(
    "texlive-lang-chinese",
    "2022.20230122-1",
    "9cfa07bd44e7b9098e26f0ecac1b5ad210d2249d474c8074d53de92d650b0ec0",
)
PACKAGES = (NOTO, NOTO_EXTRA, WENKAI, TEXLIVE)

NOTO_DIR = "usr/share/fonts/opentype/noto"
FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf"
FANDOL_DOC = "usr/share/doc/texlive-doc/fonts/fandol"


@dataclass(frozen=True)
class Face:
    """One font file to build: where its outlines come from and what it is called."""

    file: str
    family: str
    source: str  # path inside the packages
    source_family: str  # full name of the face inside a collection
    bold: bool = False
    # The common set, the ideographs outside it, letters with digits and their signs, or the
    # ideographs that FandolFang lacks.
    draws: Literal["common", "rare", "latin", "fang"] = "common"
    scale: float = 1  # of the outlines and advances
    matrix: Transform = Identity  # of the outlines alone, after the scale
    heavier: tuple[str, str] | None = None  # the face whose figures, made small, are as heavy as its own ² ³


# Noto has ¹ to ⁴ and no other small digits; those of another family would stand beside them smaller.
# ZC Title is Bold: vertical stems of 107/1000 em (SemiBold 87, Regular 61).  It
# is also *named* Bold, so that neither a normal nor a bold request embolds it again.
# ZC Hei is Medium: stems of 79/1000 em (Regular 63), nearest to SimHei's colour.
# ZC Fang Latin is ExtraLight at 92 %: stems of 55/1000 em and figures of 678 beside FandolFang's hanzi
# with stems of 42 to 50; ZC Song's figures have 83 and 743, FandolFang's own 70 and 655, but far apart.
# ZC Fang Rare is ExtraLight too, narrowed to 92 %, lowered by 0.072 em and rising to the right as 仿宋
# does. The medians of 1,500 hanzi: FandolFang 844 wide about the height 308, ExtraLight 919 about 380.
FACES = (
    Face(
        "ZCSong-Regular.ttf",
        "ZC Song",
        f"{NOTO_DIR}/NotoSerifCJK-Regular.ttc",
        "Noto Serif CJK SC",
        heavier=(f"{NOTO_DIR}/NotoSerifCJK-SemiBold.ttc", "Noto Serif CJK SC SemiBold"),
    ),
    Face(
        "ZCTitle-Bold.ttf",
        "ZC Title",
        f"{NOTO_DIR}/NotoSerifCJK-Bold.ttc",
        "Noto Serif CJK SC Bold",
        bold=True,
        heavier=(f"{NOTO_DIR}/NotoSerifCJK-Black.ttc", "Noto Serif CJK SC Black"),
    ),
    Face(
        "ZCHei-Regular.ttf",
        "ZC Hei",
        f"{NOTO_DIR}/NotoSansCJK-Medium.ttc",
        "Noto Sans CJK SC Medium",
        heavier=(f"{NOTO_DIR}/NotoSansCJK-Bold.ttc", "Noto Sans CJK SC Bold"),
    ),
    Face(
        "ZCKai-Regular.ttf",
        "ZC Kai",
        "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        "LXGW WenKai",
    ),
    Face(
        "ZCRare-Regular.ttf",
        "ZC Rare",
        f"{NOTO_DIR}/NotoSerifCJK-Regular.ttc",
        "Noto Serif CJK SC",
        draws="rare",
    ),
    Face(
        "ZCFangLatin-Regular.ttf",
        "ZC Fang Latin",
        f"{NOTO_DIR}/NotoSerifCJK-ExtraLight.ttc",
        "Noto Serif CJK SC ExtraLight",
        draws="latin",
        scale=0.92,
        heavier=(f"{NOTO_DIR}/NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC"),
    ),
    Face(
        "ZCFangRare-Regular.ttf",
        "ZC Fang Rare",
        f"{NOTO_DIR}/NotoSerifCJK-ExtraLight.ttc",
        "Noto Serif CJK SC ExtraLight",
        draws="fang",
        matrix=Transform(0.92, 0.06, 0, 1, 37, -102),
    ),
)


# --- Which characters ---------------------------------------------------------

# FandolFang draws these traditional characters as others (幹 as 干, 鬱 as 郁, 臟 as 髒 …), found by
# comparing every hanzi with Noto and WenKai.  In a name that is a falsification, so they count as
# not drawn; the layout has to ask another face for them.
MISDRAWN = {"FandolFang-Regular.otf": "幹捨餘醜鬱鬆準癥衹鹼滷臟"}

SYMBOL_BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0100, 0x017F),  # Latin Extended-A
    (0x01CD, 0x01DC),  # Pinyin vowels with caron and with ü
    (0x01F8, 0x01F9),  # ǹ
    (0x0251, 0x0251),  # ɑ
    (0x0261, 0x0261),  # ɡ
    (0x02C6, 0x02D9),  # tone marks ˇ ˉ ˊ ˋ ˙
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # basic Cyrillic
    (0x1E3E, 0x1E3F),  # ḿ
    (0x1EBE, 0x1EC1),  # ế ề
    (0x2000, 0x206F),  # general punctuation
    (0x2070, 0x209F),  # superscripts and subscripts
    (0x20A0, 0x20CF),  # currency
    (0x2100, 0x214F),  # letterlike: ℃ № ℡
    (0x2150, 0x218F),  # number forms
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # mathematical operators
    (0x2300, 0x23FF),  # technical: ⌒
    (0x2460, 0x24FF),  # enclosed alphanumerics
    (0x2500, 0x257F),  # box drawing
    (0x2580, 0x259F),  # block elements
    (0x25A0, 0x25FF),  # geometric shapes
    (0x2600, 0x26FF),  # ☆ ★ ♀ ♂
    (0x2700, 0x27BF),  # ✓ ❶
    (0x3000, 0x303F),  # CJK punctuation
    (0x3040, 0x30FF),  # kana
    (0x3100, 0x312F),  # bopomofo
    (0x3220, 0x325F),  # ㈠ ㉑
    (0x3280, 0x32CB),  # ㊀ ㋀
    (0x3358, 0x33FF),  # hours, days, units: ㎡ ㎎ ㏄
    (0xFE50, 0xFE6B),  # small forms
    (0xFF01, 0xFF60),  # full-width forms
    (0xFFE0, 0xFFE6),  # ¢ £ ¥ full-width
)

IDEOGRAPH_BLOCKS = (
    (0x3400, 0x4DBF),  # Extension A
    (0x4E00, 0x9FFF),  # URO
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0x20000, 0x2A6DF),  # Extension B
    (0x2A700, 0x2EE5F),  # Extensions C, D, E, F, I
    (0x2F800, 0x2FA1F),  # compatibility supplement
    (0x30000, 0x323AF),  # Extensions G, H
)


SPACES = {0x20, 0xA0, 0x3000}

# What stands among letters and figures. FandolFang's own Greek, ℃ and ≤ are half as heavy again as its
# hanzi; its ×, ÷ and arrows are not, and its · is as wide as names want it.
LATIN_BLOCKS = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00A0),  # no-break space
    (0x00B0, 0x00B1),  # ° ±
    (0x00B5, 0x00B5),  # µ
    (0x00C0, 0x00D6),  # letters of Latin-1, without × and ÷
    (0x00D8, 0x00F6),
    (0x00F8, 0x017F),  # and of Latin Extended-A
    (0x0370, 0x03FF),  # Greek
    (0x0400, 0x045F),  # basic Cyrillic
    (0x2030, 0x2033),  # ‰ ′ ″
    (0x20AC, 0x20AC),  # €
    (0x2100, 0x214F),  # letterlike: ℃ № ℡
    (0x2160, 0x217F),  # Roman numerals
    (0x2200, 0x22FF),  # mathematical operators
    (0x3371, 0x33DF),  # units: ㎡ ㎎ ㏄
)


def codes(blocks: Iterable[tuple[int, int]]) -> set[int]:
    return {code for first, last in blocks for code in range(first, last + 1)}


def read_ranges(path: Path) -> set[int]:
    """The code points of a file of hex ranges; ``#`` starts a comment."""
    found: set[int] = set()
    for line in path.read_text(encoding="ascii").splitlines():
        for part in line.partition("#")[0].split():
            first, _, last = part.partition("-")
            found.update(range(int(first, 16), int(last or first, 16) + 1))
    return found


def ranges(found: Iterable[int]) -> list[str]:
    """``[0x20, 0x21, 0xA1]`` → ``["20-21", "A1"]``."""
    spans: list[list[int]] = []
    for code in sorted(found):
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    return [f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in spans]


def gb2312() -> set[int]:
    """Every character of GB 2312-80, by Python's own codec."""
    found: set[int] = set()
    for row in range(0xA1, 0xFF):
        for cell in range(0xA1, 0xFF):
            text = bytes((row, cell)).decode("gb2312", "ignore")
            found.update(map(ord, text))
    return found


def fang_lacks(root: Path) -> set[int]:
    """The ideographs that FandolFang does not draw, and those that it draws wrongly."""
    fandol = root / FANDOL
    wrong = set(map(ord, MISDRAWN[fandol.name]))
    return codes(IDEOGRAPH_BLOCKS) - set(TTFont(fandol).getBestCmap()) | wrong


def common_set() -> set[int]:
    """通用规范汉字 (国发〔2013〕23号) ∪ GB 2312 ∪ symbols, without control characters."""
    wanted = read_ranges(TGH) | gb2312() | codes(SYMBOL_BLOCKS)
    return {code for code in wanted if unicodedata.category(chr(code))[0] != "C"}


# --- Outlines -----------------------------------------------------------------

EM = 1000
ASCENT, DESCENT = 880, -120
MIDDLE = (ASCENT + DESCENT) / 2

Draw = Callable[[Any], None]
Polygon = Sequence[tuple[float, float]]


class Source:
    """A face to take outlines from, transformed, with its cubic or quadratic curves handled alike."""

    def __init__(self, font: TTFont, scale: float = 1, matrix: Transform = Identity) -> None:
        if font["head"].unitsPerEm != EM:
            raise SystemExit("the source face does not have 1000 units per em")
        self.font = font
        self.scale = scale
        self.matrix = matrix.scale(scale)
        self.cmap: dict[int, str] = font.getBestCmap()
        self.glyphs = font.getGlyphSet()
        self.cubic = "glyf" not in font

    def draw(self, name: str, matrix: Transform = Identity) -> Draw:
        recording = DecomposingRecordingPen(self.glyphs)
        self.glyphs[name].draw(recording)
        whole = self.matrix.transform(matrix)
        if whole == Identity:
            return recording.replay
        return lambda pen: recording.replay(TransformPen(pen, whole))

    def advance(self, name: str) -> int:
        return round(self.font["hmtx"][name][0] * self.scale)

    def box(self, name: str) -> tuple[float, float, float, float] | None:
        pen = BoundsPen(self.glyphs)
        self.glyphs[name].draw(pen)
        return pen.bounds  # type: ignore[no-any-return]

    def polygon(self, corners: Polygon) -> Draw:
        """A filled polygon, given counter-clockwise, in the direction of the source's outlines."""

        def draw(pen: Any) -> None:
            first, *rest = corners if self.cubic else tuple(reversed(corners))
            pen.moveTo(first)
            for corner in rest:
                pen.lineTo(corner)
            pen.closePath()

        return draw

    def quadratic(self, *draws: Draw) -> Any:
        """A TrueType glyph of the outlines, within 1/1000 em of them, rounded to units."""
        pen = TTGlyphPen(None)
        for draw in draws:
            draw(Cu2QuPen(pen, max_err=0.001 * EM, reverse_direction=True) if self.cubic else pen)
        return pen.glyph(dropImpliedOnCurves=True)


def open_face(path: Path, name: str) -> TTFont:
    """The face called ``name`` in a font file or collection."""
    number = 0
    while True:
        font = TTFont(path, fontNumber=number if path.suffix == ".ttc" else -1)
        if font["name"].getDebugName(4) == name:
            return font
        number += 1
        if path.suffix != ".ttc":
            raise SystemExit(f"no face {name!r} in {path.name}")


@dataclass(frozen=True)
class Shape:
    """A glyph to be: its key (equal keys share one glyph), advance and outlines."""

    key: str
    advance: int
    draws: tuple[Draw, ...]


DASH, BAR, BOX = 0x2014, 0x2015, 0x25A1
OPENING, CLOSING = (0x2018, 0x201C), (0x2019, 0x201D)

# Signs of powers and charges: what each is small of, and whether it is lowered.
SMALL_SIGNS = {0x207A: ("+", False), 0x207B: ("−", False), 0x208A: ("+", True), 0x208B: ("−", True)}
# Figures of powers and formulas alike.
SMALL_FIGURES = SMALL_SIGNS | {
    **{0x2070 + digit: (str(digit), False) for digit in (0, 5, 6, 7, 8, 9)},
    **{0x2080 + digit: (str(digit), True) for digit in range(10)},
}

# Marks inside a box of side 1, with strokes of 0.09; counter-clockwise.
TICK: Polygon = (
    *((0.166, 0.471), (0.422, 0.168), (0.856, 0.732)),
    *((0.784, 0.788), (0.418, 0.312), (0.234, 0.529)),
)
CROSS: Polygon = (
    *((0.564, 0.5), (0.812, 0.748), (0.748, 0.812), (0.5, 0.564), (0.252, 0.812), (0.188, 0.748)),
    *((0.436, 0.5), (0.188, 0.252), (0.252, 0.188), (0.5, 0.436), (0.748, 0.188), (0.812, 0.252)),
)


def plain(source: Source, code: int) -> Shape:
    name = source.cmap[code]
    return Shape(name, source.advance(name), (source.draw(name),))


def full_dash(source: Source) -> Shape:
    """U+2014 one em wide from edge to edge, so that —— is one line of two ems (GB/T 15834).

    Noto leaves this to a ligature and WenKai rounds the ends; the bar keeps their thickness.
    """
    _, y0, _, y1 = source.box(source.cmap[DASH]) or (0, 0, 0, 0)
    half = (y1 - y0) / 2
    bar = [(0, MIDDLE - half), (EM, MIDDLE - half), (EM, MIDDLE + half), (0, MIDDLE + half)]
    return Shape("full-dash", EM, (source.polygon(bar),))


def full_quote(source: Source, code: int) -> Shape:
    """A quotation mark in a square of its own, at the side of what it encloses (GB/T 15834)."""
    shape = plain(source, code)
    if shape.advance == EM:
        return shape
    shift = EM - shape.advance if code in OPENING else 0
    return Shape(
        f"full-quote-{code:X}",
        EM,
        (source.draw(source.cmap[code], Transform().translate(shift, 0)),),
    )


def ticked_box(source: Source, mark: Polygon, boxed: bool = True) -> Shape:
    """☐ ☑ ☒ with the face's own □: the sources do not draw them, and forms need them.

    The mark is drawn here, since a serif ✓ reduced to the box has strokes too fine to print.
    """
    box = source.cmap[BOX]
    x0, y0, x1, y1 = source.box(box) or (0, 0, 0, 0)
    draws = [source.draw(box)] if boxed else []
    if mark:
        at = [(x0 + x * (x1 - x0), y0 + y * (y1 - y0)) for x, y in mark]
        draws.append(source.polygon(at))
    return Shape(f"box-{len(mark)}-{boxed}", source.advance(box), tuple(draws))


def small_sign(source: Source, code: int) -> Shape:
    """A sign that the face lacks beside its ⁺: the full one, as small as ⁺ is of +, lowered as ₂ is of ²."""
    whole, raised = (source.box(source.cmap[ord(of)]) or (0, 0, 0, 0) for of in "+⁺")
    scale = (raised[2] - raised[0]) / (whole[2] - whole[0])
    up = (raised[1] + raised[3] - scale * (whole[1] + whole[3])) / 2
    if SMALL_SIGNS[code][1]:
        high, low = (source.box(source.cmap[ord(of)]) or (0, 0, 0, 0) for of in "²₂")
        up -= high[1] - low[1]
    name = source.cmap[ord(SMALL_SIGNS[code][0])]
    matrix = Transform(scale, 0, 0, scale, 0, up)
    return Shape(f"small-{code:X}", round(scale * source.advance(name)), (source.draw(name, matrix),))


def small_figure(source: Source, heavier: Source, code: int) -> Shape:
    """A figure that the face lacks beside its ²: a heavier one as small as it, lowered to the descender."""
    figure, lowered = SMALL_FIGURES[code]
    small, whole = source.cmap[ord("²")], heavier.cmap[ord("2")]
    of, to = (face.box(name) or (0, 0, 0, 0) for face, name in ((heavier, whole), (source, small)))
    scale = (to[3] - to[1]) / (of[3] - of[1])
    advance, name = source.advance(small), heavier.cmap[ord(figure)]
    right = (advance - scale * heavier.advance(name)) / 2 / source.scale
    up = (DESCENT if lowered else to[1]) - scale * of[1]
    return Shape(f"small-{code:X}", advance, (heavier.draw(name, Transform(scale, 0, 0, scale, right, up)),))


def shapes(source: Source, heavier: Source | None, wanted: set[int]) -> Iterator[tuple[int, Shape]]:
    """What the new face draws for each wanted code point, in order of code point."""
    made: dict[int, Shape] = {}
    if {DASH, BOX} <= wanted & set(source.cmap):
        made = {DASH: full_dash(source), BAR: full_dash(source)}
        made |= {code: full_quote(source, code) for code in OPENING + CLOSING}
        if not {0x2610, 0x2611, 0x2612} <= source.cmap.keys():  # all three, so that they match
            made |= {0x2610: ticked_box(source, ())}
            made |= {0x2611: ticked_box(source, TICK), 0x2612: ticked_box(source, CROSS)}
        if set(map(ord, "⁺²₂")) <= source.cmap.keys():
            made |= {code: small_sign(source, code) for code in SMALL_SIGNS if code not in source.cmap}
        if 0x2714 not in source.cmap:
            made[0x2714] = ticked_box(source, TICK, boxed=False)
    if heavier:
        made |= {code: small_figure(source, heavier, code) for code in SMALL_FIGURES}
    for code in sorted(wanted):
        if code in made:
            yield code, made[code]
        elif code in source.cmap:
            blank = source.box(source.cmap[code]) is None
            if not blank or unicodedata.category(chr(code)) == "Zs":
                yield code, plain(source, code)


# --- Font files ---------------------------------------------------------------

NAMES_KEPT = {
    0: "copyright",
    7: "trademark",
    8: "manufacturer",
    9: "designer",
    13: "licenseDescription",
}


def wanted_of(face: Face, root: Path) -> set[int]:
    """The code points of a face.

    Every face needs spaces: text layout keeps a space in the face of what precedes it.
    """
    match face.draws:
        case "common":
            return common_set()
        case "rare":
            return codes(IDEOGRAPH_BLOCKS) - common_set() | SPACES
        case "fang":
            return fang_lacks(root) | SPACES
        case "latin":
            return codes(LATIN_BLOCKS) | set(map(ord, "¹²³⁴")) | set(SMALL_FIGURES)


def build(face: Face, root: Path, out: Path) -> None:
    """Write one TrueType face: no hinting, no layout features, one line height."""
    source = Source(open_face(root / face.source, face.source_family), face.scale, face.matrix)
    heavier = None
    if face.heavier:
        heavier = Source(open_face(root / face.heavier[0], face.heavier[1]), face.scale, face.matrix)
    wanted = wanted_of(face, root)

    order = [".notdef"]
    glyphs = {".notdef": source.quadratic(source.draw(".notdef"))}
    advances = {".notdef": source.advance(".notdef")}
    cmap: dict[int, str] = {}
    shared: dict[str, str] = {}
    for code, shape in shapes(source, heavier, wanted):
        if shape.key not in shared:
            name = f"u{code:05X}"
            shared[shape.key] = name
            order.append(name)
            glyphs[name] = source.quadratic(*shape.draws)
            advances[name] = shape.advance
        cmap[code] = shared[shape.key]

    style = "Bold" if face.bold else "Regular"
    postscript = f"{face.family.replace(' ', '')}-{style}"
    old_names, old_os2, old_post = source.font["name"], source.font["OS/2"], source.font["post"]
    original = f"{old_names.getDebugName(4)} {old_names.getDebugName(5).split(';')[0]}"
    reduced = f", reduced to {face.scale:.0%}" if face.scale != 1 else ""
    reduced += ", narrowed and slanted" if face.matrix != Identity else ""
    names = {
        "familyName": face.family,
        "styleName": style,
        "uniqueFontIdentifier": f"1.000;zcforms;{postscript}",
        "fullName": face.family if style == "Regular" else f"{face.family} {style}",
        "version": f"Version 1.000; from {original}",
        "psName": postscript,
        "description": f"A Modified Version of {original}: "
        f"subset, converted to TrueType outlines, renamed{reduced}.",
        "licenseInfoURL": "https://openfontlicense.org",
    }
    for number, key in NAMES_KEPT.items():
        if text := old_names.getDebugName(number):
            names[key] = text

    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder(order)
    font.setupCharacterMap(cmap)
    font.setupGlyf(glyphs)
    table = font.font["glyf"]
    font.setupHorizontalMetrics({name: (advances[name], getattr(table[name], "xMin", 0)) for name in order})
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT, lineGap=0)
    font.setupNameTable(names, mac=False)
    font.setupOS2(
        version=4,
        usWeightClass=700 if face.bold else 400,
        fsType=0,
        fsSelection=1 << 7 | (1 << 5 if face.bold else 1 << 6),  # USE_TYPO_METRICS
        sTypoAscender=ASCENT,
        sTypoDescender=DESCENT,
        sTypoLineGap=0,
        usWinAscent=ASCENT,
        usWinDescent=-DESCENT,
        achVendID="ZCFM",
        panose=old_os2.panose,
        **{
            field: round(getattr(old_os2, field) * face.scale)
            for field in (
                "sxHeight",
                "sCapHeight",
                "yStrikeoutSize",
                "yStrikeoutPosition",
                *(f"y{s}script{a}{d}" for s in ("Sub", "Super") for a in "XY" for d in ("Size", "Offset")),
            )
        },
    )
    font.setupPost(
        keepGlyphNames=False,
        underlinePosition=old_post.underlinePosition,
        underlineThickness=old_post.underlineThickness,
    )
    smooth = newTable("gasp")
    smooth.version, smooth.gaspRange = 1, {0xFFFF: 0x000A}  # no grid fitting, always grey
    font.font["gasp"] = smooth

    head = font.font["head"]
    head.created = head.modified = source.font["head"].modified
    head.fontRevision = 1.0
    head.flags = 0b11
    head.macStyle = int(face.bold)
    head.lowestRecPPEM = 8
    font.font.recalcTimestamp = False
    os2 = font.font["OS/2"]
    os2.recalcAvgCharWidth(font.font)
    os2.recalcUnicodeRanges(font.font)
    os2.recalcCodePageRanges(font.font)
    font.font.save(out / face.file)


# --- What the files draw ------------------------------------------------------


def measure(path: Path) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The coverage record of a font file, and its advances other than one em."""
    font = TTFont(path)
    glyphs, em = font.getGlyphSet(), font["head"].unitsPerEm
    drawn: list[int] = []
    other: dict[int, list[int]] = {}
    wrong = {ord(character) for character in MISDRAWN.get(path.name, "")}
    for code, name in font.getBestCmap().items():
        if code in wrong:
            continue
        pen = BoundsPen(glyphs)
        glyphs[name].draw(pen)
        if pen.bounds is None and unicodedata.category(chr(code)) != "Zs":
            continue
        drawn.append(code)
        advance = font["hmtx"][name][0]
        if advance * 1000 % em:
            raise SystemExit(f"{path.name}: U+{code:04X} has an advance of no whole 1/1000 em")
        if advance != em:
            other.setdefault(advance * 1000 // em, []).append(code)
    names = font["name"]
    record = {
        "family": names.getDebugName(16) or names.getDebugName(1),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "unitsPerEm": em,
        "ascent": font["hhea"].ascent,
        "descent": font["hhea"].descent,
        "lineGap": font["hhea"].lineGap,
        "drawn": ranges(drawn),
        "misdrawn": ranges(wrong),
    }
    return record, {str(advance): ranges(other[advance]) for advance in sorted(other)}


def compact(value: object, depth: int) -> str:
    """JSON with line breaks for the outer ``depth`` levels only, so that diffs stay short."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    lines = [f"{json.dumps(key)}: {compact(item, depth - 1)}" for key, item in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def write_measures(out: Path) -> None:
    coverage: dict[str, Any] = {}
    advances: dict[str, Any] = {}
    for path in sorted(out.glob("*.[ot]tf")):
        record, other = measure(path)
        coverage[path.name] = record
        advances[record["family"]] = other
    (out / "coverage.json").write_text(compact(coverage, 2) + "\n", encoding="utf-8")
    (out / "advances.json").write_text(compact(advances, 2) + "\n", encoding="utf-8")


# --- Licences -----------------------------------------------------------------


def licence_paragraph(root: Path, package: Package, tag: str) -> str:
    """The full text under ``License: tag`` in a package's Debian copyright file."""
    text = (root / f"usr/share/doc/{package.name}/copyright").read_text(encoding="utf-8")
    body = text.rpartition(f"\nLicense: {tag}\n")[2].partition("\nLicense: ")[0]
    if "PERMISSION & CONDITIONS" not in body:
        raise SystemExit(f"{package.name}: licence text not found")
    lines = ["" if line.strip() == "." else line.removeprefix(" ") for line in body.splitlines()]
    return "\n".join(lines).strip() + "\n"


def write_licences(root: Path, out: Path) -> None:
    notices = []
    for face in FACES[:3]:
        names = open_face(root / face.source, face.source_family)["name"]
        notices.append(f"{names.getDebugName(4)}: {names.getDebugName(0)}\n{names.getDebugName(7)}")
    (out / "LICENSE-NotoCJK.txt").write_text(
        "ZC Song, ZC Title, ZC Hei, ZC Rare, ZC Fang Latin and ZC Fang Rare are Modified Versions of\n"
        "Noto Serif CJK SC and Noto Sans CJK SC (Debian packages fonts-noto-cjk, fonts-noto-cjk-extra).\n\n"
        + "\n".join(dict.fromkeys(notices))
        + "\nDebian's copyright file names: 2010-2012, Google Corporation\n\n"
        + "This Font Software is licensed under the SIL Open Font License, Version 1.1.\n\n"
        + licence_paragraph(root, NOTO, "SIL-1.1"),
        encoding="utf-8",
    )
    names = open_face(root / FACES[3].source, FACES[3].source_family)["name"]
    (out / "LICENSE-LXGWWenKai.txt").write_text(
        "ZC Kai is a Modified Version of LXGW WenKai (Debian package fonts-lxgw-wenkai).\n\n"
        f"{names.getDebugName(0)}\n{names.getDebugName(7)}\n"
        'With Reserved Font Names "霞鹜" and "LXGW".\n\n'
        "This Font Software is licensed under the SIL Open Font License, Version 1.1.\n\n"
        + licence_paragraph(root, WENKAI, "OFL-1.1"),
        encoding="utf-8",
    )
    fandol = TTFont(root / FANDOL)["name"].getDebugName(0)
    readme = (root / FANDOL_DOC / "README").read_text(encoding="utf-8").replace("\r\n", "\n")
    copying = gzip.decompress((root / FANDOL_DOC / "COPYING.gz").read_bytes()).decode("utf-8")
    if "As a special exception, if you create a document which uses this font" not in copying:
        raise SystemExit("FandolFang: the font exception is missing from COPYING")
    rule = "\n" + "=" * 78 + "\n"
    (out / "LICENSE-Fandol.txt").write_text(
        f"FandolFang-Regular.otf: {fandol}\n"
        "Unaltered, from the Debian package texlive-lang-chinese.\n"
        "GNU General Public License, version 3, with the font exception that stands at the end\n"
        "of this file. Below: the fonts' own README, then their own COPYING, both in full.\n"
        f"{rule}\n"
        f"{readme.strip()}\n{rule}\n{copying.replace(chr(13), '').rstrip()}\n",
        encoding="utf-8",
    )


# --- The story ----------------------------------------------------------------


def unpack(debs: Path | None, work: Path) -> Path:
    """Download unless ``debs`` has the packages, verify every hash, extract; return the root."""
    store = debs or work / "debs"
    store.mkdir(exist_ok=True)
    root = work / "root"
    root.mkdir()
    for package in PACKAGES:
        if not debs:
            command = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download"]
            if subprocess.run(
                [*command, f"{package.name}={package.version}"], cwd=store, check=False
            ).returncode:
                raise SystemExit(
                    f"cannot download {package.name} {package.version}: "
                    "this needs Debian 12 after apt-get update"
                )
        found = sorted(store.glob(f"{package.name}_*.deb"))
        good = [path for path in found if hashlib.sha256(path.read_bytes()).hexdigest() == package.sha256]
        if not good:
            raise SystemExit(
                f"no {package.name} .deb with the pinned SHA-256 among {[p.name for p in found]}"
            )
        subprocess.run(["dpkg-deb", "-x", str(good[0]), str(root)], check=True)
    return root


def make(root: Path, out: Path) -> None:
    out.mkdir()
    with ProcessPoolExecutor() as pool:
        for job in [pool.submit(build, face, root, out) for face in FACES]:
            job.result()
    shutil.copyfile(root / FANDOL, out / Path(FANDOL).name)
    write_measures(out)
    write_licences(root, out)


def main() -> int:
    parser = argparse.ArgumentParser(description="Build zcforms/chinese/fonts/ from Debian's font packages.")
    parser.add_argument(
        "--debs", type=Path, metavar="DIR", help="take the .deb files from DIR; download nothing"
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=TARGET,
        metavar="DIR",
        help="where to write (default: zcforms/chinese/fonts)",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file there differs")
    options = parser.parse_args()
    if fontTools.version != FONTTOOLS:
        raise SystemExit(f"fontTools {fontTools.version} found; pip install fonttools=={FONTTOOLS}")

    differing = []
    with tempfile.TemporaryDirectory(prefix="zcforms-fonts-") as name:
        work = Path(name)
        made = work / "out"
        make(unpack(options.debs and options.debs.resolve(), work), made)
        if not options.check:
            options.out.mkdir(parents=True, exist_ok=True)
        for path in sorted(made.iterdir()):
            new, old = path.read_bytes(), options.out / path.name
            same = old.is_file() and old.read_bytes() == new
            if not same and options.check:
                differing.append(path.name)
            elif not same:
                old.write_bytes(new)
            state = "same" if same else "CHANGED"
            print(f"{hashlib.sha256(new).hexdigest()} {len(new):>11,}  {state:8}{path.name}")
    if differing:
        print("differs from what the packages give:", *differing, file=sys.stderr)
    return int(bool(differing))


if __name__ == "__main__":
    raise SystemExit(main())
