"""Where a line of text may end: as Pango has it, from a table (script/build_breaks.py)."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from zcforms.paper.typesetting.unsupported import Unsupported

_UNKNOWN = re.compile("  |[\u0300-\u036f\u302a-\u302f]")
ATOMIC = "\u2e80"  # what an inline block breaks like: an ideograph


@cache
def _table() -> tuple[dict[str, int], list[list[bool]], frozenset[tuple[int, int, int]]]:
    data = json.loads((files("zcforms.paper.typesetting") / "breaks.json").read_text("utf-8"))
    classes: dict[str, int] = {}
    for number, ranges in enumerate(data["classes"]):
        for piece in ranges.split(","):
            first, _, last = piece.partition("-")
            for code in range(int(first, 16), int(last or first, 16) + 1):
                classes[chr(code)] = number
    pairs = [[may == "1" for may in row] for row in data["pairs"]]
    return classes, pairs, frozenset(tuple(three) for three in data["other after"])


def _classes(text: str) -> list[int]:
    classes, pairs, _ = _table()
    ideograph = len(pairs) - 1
    return [classes.get(character, ideograph) for character in text]


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two characters with nothing before them."""
    first, second = _classes(before + after)
    return _table()[1][first][second]


@cache
def _between(first: int, before: int, after: int) -> bool:
    """Whether a line may end before the last of three characters, by their classes."""
    _, pairs, other = _table()
    return pairs[before][after] != ((first, before, after) in other)


def breaks(text: str) -> list[bool]:
    """By character, whether a line may end before it; never before the first.

    Unsupported for what depends on more than three characters: combining marks, several spaces.
    """
    found = [False] * len(text)
    if len(text) < 2:
        return found
    if _UNKNOWN.search(text):
        raise Unsupported(f"换行：“{text}”")
    classes = _classes(text)
    found[1] = _table()[1][classes[0]][classes[1]]
    found[2:] = map(_between, classes, classes[1:], classes[2:])
    return found
