"""Write zcforms/paper/typesetting/breaks.json: where Pango lets a line of our characters end.

Characters before and after which it breaks alike make a class. Whether a line may end between two characters
follows from their classes, in a few cases (spaces above all) from that of the character before them, too.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import accumulate, product
from pathlib import Path

from zcforms.chinese.typefaces import drawn_characters
from zcforms.fillers.engine import require_engine

TARGET = Path(__file__).parents[1] / "zcforms" / "paper" / "typesetting" / "breaks.json"
_PROBES = "中ぁ（）“”‘’，。、：；！？—…·-–/\\%‰￥$℃°0aA .&+*'\"~《〈\u2060\u200b\u3000\u00a0ー々"
_MORE = " \u2060\u200b\u3000\u00a0\u2e80"


def may_end(texts: Sequence[str]) -> list[bool]:
    """Whether a line may end before the last character of each text, as Pango has it.

    They are asked of it as lines of one text: what ends with a line has no say in the next.
    """
    from weasyprint.text.line_break import get_log_attrs

    marks = get_log_attrs("\n".join(texts), "zh-CN")
    ends = accumulate(len(text) + 1 for text in texts)
    return [bool(marks[end - 2].is_line_break) for end in ends]


def table() -> dict[str, object]:
    """The classes of characters, and by classes where a line may end."""
    require_engine()
    groups: dict[tuple[bool, ...], list[str]] = {}
    for character in sorted(drawn_characters() | set(_MORE)):
        probes = () if "\u4e00" <= character <= "\u9fff" or character >= "\U00020000" else _PROBES
        key = tuple(may_end([pair for p in probes for pair in (p + character, character + p)]))
        groups.setdefault(key, []).append(character)
    unprobed = groups.pop(())  # ideographs
    wide = next(group for group in groups.values() if "\u2e80" in group)
    assert all(may_end([pair for c in unprobed for pair in (c + "中", "中" + c)]))
    classes = [group for group in groups.values() if group is not wide]
    names = [group[len(group) // 2] for group in classes] + ["\u2e80"]
    numbers = range(len(names))
    pairs = [may_end([names[a] + names[b] for b in numbers]) for a in numbers]
    threes = list(product(numbers, repeat=3))
    ends = may_end(["".join(names[n] for n in three) for three in threes])
    other = [three for three, may in zip(threes, ends, strict=True) if may != pairs[three[1]][three[2]]]
    return {
        "classes": [_ranges(group) for group in classes],
        "pairs": ["".join("01"[may] for may in row) for row in pairs],
        "other after": other,
    }


def _ranges(characters: list[str]) -> str:
    """Characters as ranges of code points: 21-23,25."""
    ranges: list[list[int]] = []
    for code in map(ord, characters):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ",".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in ranges)


def written() -> str:
    """The table as the file has it."""
    return json.dumps(table(), indent=0) + "\n"


if __name__ == "__main__":
    TARGET.write_text(written(), "utf-8")
