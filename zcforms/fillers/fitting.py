"""Whether a text fits its box, and at which size: measured before layout, never cut, never spilled."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from zcforms.chinese.typefaces import SHIPPED, Typefaces, width
from zcforms.ground.geometry import MM

_STEP = 0.5  # pt between tried sizes (requirements F3: 10.5 → 10 → 9.5 → 9)

# 避头尾 (GB/T 15834-2011 5.1.10): what may not begin a line, and what may not end one.
_NO_BEGIN = set("\n、，。．：；！？）》」』】〕〉”’…—～·%％,.:;!?)]}")
_NO_END = set("（《「『【〔〈“‘([{")
CONTINUES = "（转续页）"  # the last words of a cell whose text goes on
# Never torn apart at the end of a line: a number of a standard, patent or journal with the punctuation
# around it, a number with what it counts, the dot in a name with the character before it.
KEPT_WHOLE = re.compile(
    r"[（《“]?[A-Za-z0-9]+(?:[-/.—][A-Za-z0-9]+)+(?: [0-9]+(?:[-/—][A-Za-z0-9]+)*)?[，。；、）》”：]*"
    rf"|[0-9]+[人份项][，。；、）]*|[^\s·]·|{CONTINUES}"
)
_WORD = re.compile(rf"{KEPT_WHOLE.pattern}|[0-9A-Za-z][0-9A-Za-z.,:/%_+-]*|.", re.DOTALL)
_SENTENCE_ENDS = "\n。；！？"


@dataclass(frozen=True, slots=True)
class Box:
    """The room of a text (mm) and how it is set: size and smallest size (pt), leading (times the size).

    The family as style sheets call it, 黑体 …; without one, 宋 or 仿宋. Measured in the faces of the form.
    """

    width: float
    height: float
    size: float = 10.5
    floor: float = 9
    leading: float = 1.35
    indent: bool = False
    family: str = ""
    typefaces: Typefaces = SHIPPED

    def lines(self, size: float) -> int:
        """How many lines of a size (pt) there is room for; one, even if it is a tight one."""
        return max(1, math.floor(self.height * MM / (size * self.leading) + 0.01))

    def lines_of(self, text: str, size: float) -> int:
        """How many lines a text takes in this width at a size (pt)."""
        # Half an em is kept back: engines round advances, and justify by a hair.
        measure = self.width * MM / size - 0.5
        return lines_of(text, measure, self.indent, self.family, self.typefaces)


@dataclass(frozen=True, slots=True)
class Fit:
    """The size (pt) at which a text was set, its lines there, and by how many it is over."""

    size: float
    lines: int
    excess: int


def lines_of(
    text: str, width_em: float, indent: bool = False, family: str = "", typefaces: Typefaces = SHIPPED
) -> int:
    """How many lines a text takes in a measure of so many em, by the Chinese breaking rules."""
    used = 2.0 if indent else 0.0
    return sum(_lines_of_paragraph(p, width_em, used, family, typefaces) for p in text.split("\n"))


def _lines_of_paragraph(text: str, measure: float, used: float, family: str, typefaces: Typefaces) -> int:
    lines = 1
    for chunk in _chunks(text):
        chunk_width = width(chunk, family, typefaces)
        if used and used + chunk_width > measure:
            lines, used = lines + 1, 0.0
        if chunk_width > measure:
            # Longer than a line by itself: torn wherever the line ends (overflow-wrap: anywhere).
            lines += math.ceil(chunk_width / measure) - 1
            used = chunk_width % measure
        else:
            used += chunk_width
    return lines


def _chunks(text: str) -> Iterator[str]:
    """What may not be torn apart: 《 with what follows, a word with its full stop."""
    chunk = ""
    for token in _WORD.findall(text):
        if chunk and not (token[0] in _NO_BEGIN or chunk[-1] in _NO_END):
            yield chunk
            chunk = ""
        chunk += token
    if chunk:
        yield chunk


def fit(text: str, box: Box) -> Fit:
    """The largest size from the box's own down to its floor at which the text fits.

    If none does, the floor size and the number of lines that are too many. A line that is over by a
    character or two is drawn in: a tenth less in size looks better than 司 on a line of its own.
    """
    size = box.size
    while True:
        lines, room = box.lines_of(text, size), box.lines(size)
        if lines <= room or size <= box.floor:
            break
        size = max(box.floor, size - _STEP)
    smaller = size
    while 1 < lines <= min(3, room) and not box.indent and smaller - _STEP >= max(box.floor, size * 0.9):
        smaller -= _STEP
        if box.lines_of(text, smaller) < lines:
            return Fit(smaller, lines - 1, 0)
    return Fit(size, lines, max(0, lines - room))


def split(text: str, box: Box, size: float) -> tuple[str, str]:
    """What of a text stands in its box with （转续页） after it, and what is left; together, the text.

    Cut after a paragraph or sentence if that leaves no more than two fifths of the box empty, else
    wherever a line may break.
    """
    breaks = [0]
    for paragraph in text.splitlines(keepends=True):
        for chunk in _chunks(paragraph):
            breaks.append(breaks[-1] + len(chunk))
    last = bisect_right(
        breaks, box.lines(size), key=lambda end: box.lines_of(text[:end].rstrip("\n") + CONTINUES, size)
    )
    most = breaks[max(0, last - 1)]
    ends = [end for end in breaks if most * 0.6 <= end <= most and text[end - 1 : end] in _SENTENCE_ENDS]
    cut = ends[-1] if ends else most
    return text[:cut], text[cut:]
