"""Lines set flush: as fillers/justification.py has it, for lines of our own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from unicodedata import category, east_asian_width

from zcforms.typesetting.fragments import Run

if TYPE_CHECKING:
    from zcforms.typesetting.fragments import Line

_WIDEST = 0.12  # em between two characters, as there


@cache
def _takes(character: str, following: str) -> bool:
    return east_asian_width(character) in "WF" and category(following) != "Mn"


def takes(text: str) -> list[bool]:
    """Which characters have room on either side when a line is set flush."""
    return [_takes(c, after) for c, after in zip(text, [*text[1:], " "], strict=True)]


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
    if not room or missing > room * _WIDEST * size:
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
