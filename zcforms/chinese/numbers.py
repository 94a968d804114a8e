"""Numbers as Chinese writes them, and many of them, or of names, as running text tells them together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_NUMERALS = "零一二三四五六七八九"
_DIGITS = {c: n for n, c in enumerate(_NUMERALS)} | {"〇": 0, "○": 0, "两": 2}
_DIGITS |= {c: n for n, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}  # as copies are written on paper
_UNITS = {"十": 10, "百": 100, "千": 1000}


def numeral(n: int) -> str:
    """A number from 1 to 99 in Chinese: 三, 十, 二十一."""
    tens, ones = divmod(n, 10)
    before = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return before + (_NUMERALS[ones] if ones else "")


def number_of(text: str) -> float | None:
    """What "12", "0.8", "三", "十五" or "③" say; None for anything else."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    if len(text) == 1 and "①" <= text <= "⑩":
        return ord(text) - ord("①") + 1
    total, last = 0, 0
    for c in text:
        if c in _UNITS:
            total, last = total + (last or 1) * _UNITS[c], 0
        elif c in _DIGITS:
            last = last * 10 + _DIGITS[c]
        else:
            return None
    return total + last if text else None


def whole(text: str) -> int:
    """The whole number of a figure that a pattern for numbers matched."""
    return int(number_of(text) or 0)


def runs(numbers: Iterable[int]) -> str:
    """Numbers in order and each once, those that follow one another joined: "1—10、12"."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return "、".join(str(first) if first == last else f"{first}—{last}" for first, last in found)


def few(names: Sequence[str], most: int, unit: str) -> str:
    """The first of some names, and how many there are in all if there are more: 甲、乙、丙等7人."""
    return "、".join(names[:most]) + (f"等{len(names)}{unit}" if len(names) > most else "")
