"""Numbers and dates as circulars write them, and where in a text they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zcforms.chinese.dates import PartialDate

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_DIGITS |= {c: n for n, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)}  # as copies are written on paper
_UNITS = {"十": 10, "百": 100, "千": 1000}
N = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3}|[壹贰叁肆伍陆柒捌玖]|[一二两三四五六七八九]百)"
YEAR = r"(?:20\d\d|二[〇○零]\S{2})"
_DAY = re.compile(
    rf"(?:(?P<y>{YEAR})\s*年\s*|(?P<y2>20\d\d)[-./])?"
    r"(?:(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:月份?|(?<=[-./]\d)[-./]|(?<=[-./]\d\d)[-./]))"
    r"(?:\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:日|号|(?!\d)(?<=[-./]\d)|(?!\d)(?<=[-./]\d\d)))?"
)
_TO_DAY = re.compile(r"\s*(?:—|–|-|～|~|至|到)+\s*(?P<d>\d{1,2})\s*日")


@dataclass(frozen=True)
class Day:
    """A date in a text: where, what it says, and whether its year stands there or was taken over."""

    start: int
    end: int
    date: PartialDate
    has_year: bool


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


def days(text: str, year: int | None) -> Iterator[Day]:
    """The dates of a text; one without a year has that of the date before it, or the one that is given."""
    at = 0
    while match := _DAY.search(text, at):
        at = match.end()
        written = match["y"] or match["y2"]
        own = whole(written) if written else year
        day = _valid(own, match["m"], match["d"])
        if day is None or own is None:
            continue
        yield Day(match.start(), match.end(), day, bool(written))
        year = own
        if day.day and (until := _TO_DAY.match(text, match.end())):
            last = _valid(own, match["m"], until["d"])
            if last:
                yield Day(until.start("d"), until.end(), last, has_year=bool(written))
                at = until.end()


def _valid(year: int | None, month: str, day: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(".".join(str(whole(str(p))) for p in (year, month, day) if p))
    except ValueError:
        return None
