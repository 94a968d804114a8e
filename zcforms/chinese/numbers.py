"""Many numbers or names as running text tells them together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


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
