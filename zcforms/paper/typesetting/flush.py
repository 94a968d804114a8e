"""Chinese lines set flush: what a line falls short of its width is shared among its characters.

fillers/engine/justification.py asks here what it does to the lines of WeasyPrint.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

from zcforms.paper.typesetting.fragments import Run

if TYPE_CHECKING:
    from zcforms.paper.typesetting.fragments import Line

WIDEST = 0.12  # em between two characters; a line that needs more stays ragged, as a torn one looks worse


@cache
def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


@cache
def _is_mark(character: str) -> bool:
    return category(character) == "Mn"


def takes(text: str) -> list[bool]:
    """Which characters may have room on either side: the wide ones, never digits, Latin, —— or ……."""
    following = [*text[1:], " "]
    return [_is_wide(c) and not _is_mark(after) for c, after in zip(text, following, strict=True)]


def set_flush(line: Line, missing: float, size: float) -> None:
    """Widen a line by what is missing, if its characters can take it."""
    rooms = []
    for run in line.runs:
        if isinstance(run, Run):
            taking = takes(run.text)
            before, after = taking[0] / 2, taking[-1] / 2
            rooms.append((before, sum(taking) - before - after, after))
        else:
            rooms.append((0.0, 0.0, 0.0))
    if not rooms:
        return
    room = sum(map(sum, rooms)) - rooms[0][0] - rooms[-1][2]
    if not room or missing > room * WIDEST * size:
        return
    gap, moved = missing / room, 0.0
    for n, (run, (before, inside, after)) in enumerate(zip(line.runs, rooms, strict=True)):
        moved += gap * before if n else 0.0
        run.x += moved
        if isinstance(run, Run):
            run.gap = gap if inside else 0.0
            run.width += gap * inside
        moved += gap * (inside + (after if n < len(rooms) - 1 else 0.0))
    line.width += missing
