"""Texts of dated lines, 简历: the dates in a column of their own, words beside it."""

from __future__ import annotations

from zcforms.chinese.breaking import standing
from zcforms.chinese.typefaces import measuring
from zcforms.fillers.fitting import KEPT_BACK_FLOWING, Box, lines_of_pieces
from zcforms.ground.geometry import MM

HANG = 9.0  # em of the dates' column: 2004.09—2008.06 takes eight


def dates_of(line: str) -> tuple[str, str]:
    """The dates that a line begins with and the rest of it; a line without dates is all rest."""
    dates, gap, said = line.partition("\u3000")
    return (dates, said) if gap and dates[:1].isdigit() else ("", line)


class DatedBox(Box):
    """The room of dated lines: what is said stands to the right of the dates, however many lines it takes."""

    __slots__ = ()

    def lines_of(self, text: str, size: float) -> int:
        """How many lines a text takes beside its dates at a size (pt)."""
        measure = self.width * MM / size - HANG - KEPT_BACK_FLOWING
        wide = measuring(self.family, self.typefaces)
        said = (dates_of(line)[1] for line in text.split("\n"))
        return sum(lines_of_pieces(standing(line, ends=True), measure, wide) for line in said)
