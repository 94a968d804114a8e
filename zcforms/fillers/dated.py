"""Texts of dated lines, 简历: the dates in a column of their own, what is said of them beside it."""

from __future__ import annotations

from zcforms.fillers.fitting import Box
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
        beside = Box(
            width=self.width - HANG * size / MM,
            height=self.height,
            flows=True,
            indent=0.0,
            family=self.family,
            typefaces=self.typefaces,
        )
        return beside.lines_of("\n".join(dates_of(line)[1] for line in text.split("\n")), size)
