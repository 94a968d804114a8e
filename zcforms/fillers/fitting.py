"""Whether a text fits its box, and at which size: measured before layout, never cut, never spilled."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from zcforms.chinese.breaking import Width, flowing, set_in_lines, tears
from zcforms.chinese.typefaces import SHIPPED, Typefaces, measuring
from zcforms.ground.geometry import MM

_STEP = 0.5  # pt between tried sizes (requirements F3: 10.5 → 10 → 9.5 → 9)
CONTINUES = "\u3000（转续页）"  # the last words of a cell whose text goes on
# What of a measure (em) is kept back: engines round advances, and justify running text by a hair.
_KEPT_BACK = 0.03
KEPT_BACK_FLOWING = 0.5
_SENTENCE_ENDS = "\n。；！？"


@dataclass(frozen=True, slots=True)
class Box:
    """The room of a text (mm) and how it is set: size and smallest size (pt), leading (times the size).

    Text that `flows` begins its paragraphs with an `indent` (em), and leaves its lines to the engine. The
    family as style sheets call it, 黑体 …; without one, 宋 or 仿宋. Measured in the faces of the form.
    """

    width: float
    height: float
    size: float = 10.5
    floor: float = 9
    leading: float = 1.35
    flows: bool = False
    indent: float = 2.0
    centred: bool = False
    family: str = ""
    typefaces: Typefaces = SHIPPED

    def lines(self, size: float) -> int:
        """How many lines of a size (pt) there is room for; one, even if it is a tight one."""
        return max(1, math.floor(self.height * MM / (size * self.leading) + 0.01))

    def lines_of(self, text: str, size: float) -> int:
        """How few lines a text can take in this width at a size (pt)."""
        if not self.flows:
            return len(self.set(text, size, 1))
        measure = self.width * MM / size - KEPT_BACK_FLOWING
        wide = measuring(self.family, self.typefaces)
        return sum(lines_of_pieces(flowing(part), measure, wide, self.indent) for part in text.split("\n"))

    def tears(self, text: str, size: float) -> bool:
        """Whether a word, a number or a code of a text is wider than this box at a size (pt)."""
        measure = self.width * MM / size - _KEPT_BACK
        return tears(text, measure, measuring(self.family, self.typefaces))

    def set(self, text: str, size: float, most: int = 0) -> tuple[str, ...]:
        """A text in the lines that it takes at a size (pt), in `most` of them if it can be."""
        measure = self.width * MM / size - _KEPT_BACK
        return _set(text, measure, self.family, self.typefaces, self.centred, most)


@dataclass(frozen=True, slots=True)
class Fit:
    """The size (pt) at which a text was set, its lines there, and by how many it is over.

    `set` are the lines themselves, of a text that does not flow.
    """

    size: float
    lines: int
    excess: int
    set: tuple[str, ...] = ()


@lru_cache(2048)  # templates ask about the same text again before they set it
def _set(
    text: str, measure: float, family: str, typefaces: Typefaces, centred: bool, most: int
) -> tuple[str, ...]:
    return tuple(set_in_lines(text, measure, measuring(family, typefaces), centred, most))


def lines_of_pieces(pieces: Iterable[str], measure: float, wide: Width, used: float = 0.0) -> int:
    """How many lines (em) pieces fill that are not torn; of the first, so much is `used` before them."""
    lines = 1
    for piece in pieces:
        piece_width = wide(piece)
        if used and used + piece_width > measure:
            lines, used = lines + 1, 0.0
        if piece_width > measure:
            # Longer than a line by itself: torn wherever the line ends (overflow-wrap: anywhere).
            lines += math.ceil(piece_width / measure) - 1
            used = piece_width % measure
        else:
            used += piece_width
    return lines


def fit(text: str, box: Box) -> Fit:
    """The largest size from the box's own down to its floor at which the text fits.

    If none does, the floor size and the number of lines that are too many.
    """
    size = box.size
    while True:
        found = _at(text, box, size)
        if not found.excess or size <= box.floor:
            break
        size = max(box.floor, size - _STEP)
    if found.excess or box.flows:
        return found
    whole = untorn(text, box, found.size)
    return _at(text, box, whole) if whole < found.size else _drawn_in(text, box, found)


def untorn(text: str, box: Box, size: float) -> float:
    """The largest size (pt) down to the floor at which no word is wider than the box, else the one given."""
    smaller = size
    while box.tears(text, smaller):
        if smaller <= box.floor:
            return size
        smaller = max(box.floor, smaller - _STEP)
    return smaller


def _at(text: str, box: Box, size: float) -> Fit:
    room = box.lines(size)
    lines = () if box.flows else box.set(text, size, room)
    count = len(lines) or box.lines_of(text, size)
    return Fit(size, count, max(0, count - room), lines)


def _drawn_in(text: str, box: Box, found: Fit) -> Fit:
    """A text at up to a tenth less in size, if that saves one of few lines, or a word from being torn.

    A line that is over by a character or two looks better a little smaller than with 司 on a line of
    its own.
    """
    whole = len(box.set(text, found.size)) <= box.lines(found.size)
    few = 1 < found.lines <= 3
    smaller = found.size
    while (few or not whole) and smaller - _STEP >= max(box.floor, found.size * 0.9):
        smaller -= _STEP
        lines = box.set(text, smaller)
        if len(lines) < found.lines or (not whole and len(lines) <= box.lines(smaller)):
            return Fit(smaller, len(lines), 0, lines)
    return found


def split(text: str, box: Box, size: float) -> tuple[str, str]:
    """What of a text stands in its box with （转续页） after it, and what is left; together, the text.

    Cut after a paragraph or sentence if that leaves no more than two fifths of the box empty, else
    wherever a line may break.
    """
    breaks = [0]
    for paragraph in text.splitlines(keepends=True):
        breaks += [breaks[-1] + end for end in accumulate(map(len, flowing(paragraph)))]

    def lines(end: int) -> int:
        return box.lines_of(text[:end].rstrip("\n") + CONTINUES, size)

    before = breaks[: bisect_right(breaks, box.lines(size), key=lines)] or breaks[:1]
    most = before[-1]
    ends = [end for end in before if most * 0.6 <= end and text[end - 1 : end] in _SENTENCE_ENDS]
    # A text of more characters takes fewer lines now and then, so each end is tried.
    cut = next((end for end in [*reversed(ends), *reversed(before)] if lines(end) <= box.lines(size)), 0)
    return text[:cut], text[cut:]
