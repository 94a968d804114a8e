"""Whether a text fits its box, and at which size: measured before layout, never cut, never spilled."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from zcforms.forms import Box
from zcforms.geometry import MM
from zcforms.typefaces import width

_STEP = 0.5  # pt between tried sizes (requirements F3: 10.5 → 10 → 9.5 → 9)

# 避头尾 (GB/T 15834-2011 5.1.10): what may not begin a line, and what may not end one.
_NO_BEGIN = set("、，。．：；！？）》」』】〕〉”’…—～·%％,.:;!?)]}")
_NO_END = set("（《「『【〔〈“‘([{")
_WORD = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,:/%_+-]*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fit:
    """The size (pt) at which a text was set, its lines there, and by how many it is over."""

    size: float
    lines: int
    excess: int


def lines_of(text: str, width_em: float, indent: bool = False) -> int:
    """How many lines a text takes in a measure of so many em, by the Chinese breaking rules."""
    return sum(_lines_of_paragraph(p, width_em, 2.0 if indent else 0.0) for p in text.split("\n"))


def _lines_of_paragraph(text: str, measure: float, used: float) -> int:
    lines, chunk, chunk_width = 1, "", 0.0
    for token in [*_WORD.findall(text), ""]:
        # A chunk is what may not be torn apart: 《 with what follows, a word with its full stop.
        tied = chunk and token and (token[0] in _NO_BEGIN or chunk[-1] in _NO_END)
        if tied or not chunk:
            chunk, chunk_width = chunk + token, chunk_width + width(token)
            continue
        if used and used + chunk_width > measure:
            lines, used = lines + 1, 0.0
        if chunk_width > measure:
            # Longer than a line by itself: torn wherever the line ends (overflow-wrap: anywhere).
            lines += math.ceil(chunk_width / measure) - 1
            used = chunk_width % measure
        else:
            used += chunk_width
        chunk, chunk_width = token, width(token)
    return lines


def fit(text: str, box: Box) -> Fit:
    """The largest size from the box's own down to its floor at which the text fits.

    If none does, the floor size and the number of lines that are too many.
    """
    size = box.size
    while True:
        # Half an em is kept back: engines round advances, and justify by a hair.
        lines = lines_of(text, box.width * MM / size - 0.5, box.indent)
        room = max(1, math.floor(box.height * MM / (size * box.leading) + 0.05))
        if lines <= room or size <= box.floor:
            return Fit(size, lines, max(0, lines - room))
        size = max(box.floor, size - _STEP)
