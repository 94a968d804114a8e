"""Dates as circulars write them, where in a text they stand, and how their numbers look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.numbers import numeral, whole

_DIGITS = "一二两三四五六七八九十"
N = rf"(?:\d+(?:\.\d+)?|(?<!万)[{_DIGITS}][{_DIGITS}百千零]{{0,6}}|[壹贰叁肆伍陆柒捌玖])"
YEAR = r"(?:20\d\d|二[〇○零]\S{2})"
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"  # of a day
_UNTIL = r"\s*(?:—|–|-|～|~|至|到)+\s*"
_DAY = re.compile(
    rf"(?:(?P<last>{YEAR})年|(?P<prior>(?<!以)(?:上一?年|去年)度?))年?[底末]|"  # its last day
    rf"(?:(?P<y>{YEAR})\s*年\s*|(?P<y2>20\d\d)[-./]|(?P<near>(?<!以)上一?年度?|[去次翌]年)的?)?"
    r"(?:(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:月份?|(?<=[-./]\d)[-./]|(?<=[-./]\d\d)[-./]))"
    rf"(?:\s*(?P<d>{_NUMBER})\s*"
    rf"(?:日|号|(?={_UNTIL}{_NUMBER}\s*日)|(?!\d)(?<=[-./]\d)|(?!\d)(?<=[-./]\d\d)))?"
)
_TO_DAY = re.compile(rf"{_UNTIL}(?P<d>{_NUMBER})\s*日")


@dataclass(frozen=True)
class Day:
    """A date in a text: where, and what it says."""

    start: int
    end: int
    date: PartialDate


def days(text: str, year: int | None) -> Iterator[Day]:
    """The dates of a text; one without a year has that of the date before it, or the one that is given."""
    at, asked = 0, year
    while match := _DAY.search(text, at):
        at = match.end()
        written = match["y"] or match["y2"] or match["last"]
        own = whole(written) if written else year
        near, is_last = match["near"] or match["prior"], match["last"] or match["prior"]
        if near and asked is not None:  # "上年度12月31日", "次年1月", "上年底"
            own = asked + (1 if near[0] in "次翌" else -1)
        month, number = ("12", "31") if is_last else (match["m"], match["d"])
        day = _valid(own, month, number)
        if day is None or own is None:
            continue
        if day.day is None and text[at : at + 1] in ("底", "末"):
            at, day = at + 1, PartialDate.of(day.latest)
        yield Day(match.start(), at, day)
        year = year if near else own
        if day.day and (until := _TO_DAY.match(text, match.end())):
            last = _valid(own, match["m"], until["d"])
            if last:
                yield Day(until.start("d"), until.end(), last)
                at = until.end()


def year_written(year: int) -> str:
    """A pattern of a year as circulars write it: 2026, 二〇二六."""
    return f"(?:{year}|{''.join(numeral(int(c)) or '[〇○零]' for c in str(year))})"


def _valid(year: int | None, month: str, day: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(".".join(str(whole(str(p))) for p in (year, month, day) if p))
    except ValueError:
        return None
