"""Dates known to the year, the month or the day, moments, and years of service: parse, format, count."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import total_ordering
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

BEIJING = timezone(timedelta(hours=8))  # 北京时间: the one time of all China, without summer time since 1992
_DATE = re.compile(
    r"(?P<y>\d{4})(?:\s*[-./年]\s*(?P<m>\d{1,2})(?:\s*[-./月]\s*(?P<d>\d{1,2})\s*日?|\s*月?)|\s*年?)"
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})?")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as the applicant knows it: the day, or only the month, or only the year."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2019.12, 2019-12-03, 2019年12月3日, 201912 or 2019; ValueError if impossible."""
        text = text.strip()
        # An Excel or YAML date may carry a midnight that nobody typed.
        text = re.sub(r"[T ]00:00(:00)?$", "", text)
        match = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.group("y", "m", "d"))
        assert year is not None
        first = (1 if part is None else part for part in (month, day))
        date(year, *first)  # ValueError for 2021-13, 2021-00 or 2021-02-30
        if not 1900 <= year <= 2100:
            raise ValueError(text)
        return cls(year, month, day)

    @classmethod
    def of(cls, day: date) -> Self:
        """A date that is known to the day."""
        return cls(day.year, day.month, day.day)

    @property
    def earliest(self) -> date:
        """The first day that the date may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that the date may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.earliest, self.latest) < (other.earliest, other.latest)

    def __str__(self) -> str:
        """The form of table cells, "1985.06" (requirements F5: 干部表格 convention)."""
        parts = [f"{self.year:04d}"] + [f"{p:02d}" for p in (self.month, self.day) if p]
        return ".".join(parts)

    def to_month(self) -> str:
        """The month for a cell, "1985.06", never more precise than known."""
        return str(PartialDate(self.year, self.month))

    def to_chinese(self) -> str:
        """The form of running text, "2025年7月15日", as far as known."""
        text = f"{self.year}年"
        if self.month:
            text += f"{self.month}月"
        if self.day:
            text += f"{self.day}日"
        return text

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        def validate(value: object) -> PartialDate:
            if isinstance(value, PartialDate):
                return value
            try:
                return cls.parse(str(value))
            except ValueError:
                raise PydanticCustomError("partial_date", "not a date") from None

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: CoreSchema, _handler: Any) -> dict[str, Any]:
        return {"type": "string", "examples": ["2019.12", "2019-12-03", "2019年12月3日"]}


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_EXCEL_DAY_0 = date(1899, 12, 30)  # so that every day after 28 February 1900 has Excel's number


def date_problem(text: str) -> tuple[str, str]:
    """What is wrong with a text that is no date, and how to write it: Excel has ways of its own."""
    if re.fullmatch(r"[1-6]\d{4}", text):
        day = _EXCEL_DAY_0 + timedelta(days=int(text))
        return f"是Excel的日期序号，即{day.isoformat()}", f"核对后写作{day:%Y.%m.%d}，或只写到月：{day:%Y.%m}"
    short = re.fullmatch(r"(\d{2})\s*[-./年]\s*(\d{1,2})(\s*月)?", text)
    if short and 1 <= int(short[2]) <= 12:
        century = 20 if int(short[1]) < 50 else 19
        return "年份只写了两位", f"年份写四位，如{century}{short[1]}.{int(short[2]):02d}"
    words = re.fullmatch(r"([A-Za-z]{3})[A-Za-z]*[-. /](\d{1,2})|(\d{1,2})[-. /]([A-Za-z]{3})[A-Za-z]*", text)
    name, number = (words[1] or words[4], words[2] or words[3]) if words else ("", "")
    if name.lower() in _MONTHS:
        month = _MONTHS.index(name.lower()) + 1
        return f"是Excel的英文写法，分不清是{month}月{int(number)}日还是20{int(number):02d}年{month}月", (
            f"照原件写全，如20{int(number):02d}.{month:02d}；先把该格设为“文本”格式"
        )
    return "不是有效的日期", "写作2019.12、2019-12-03或2019年12月3日"


def full_years(start: date, end: date) -> int:
    """Full anniversaries from start to end (满n年 counts 周年; 29 February falls on the 28th)."""
    if end < start:
        return 0
    anniversary = (end.month, end.day)
    born = (start.month, start.day)
    if born == (2, 29) and not calendar.isleap(end.year):
        born = (2, 28)
    return end.year - start.year - (anniversary < born)


def served_to(last: date) -> date:
    """The day up to which time counts that goes to a last day: the first and the last day both count.

    From 1 January 2022 to 31 December 2025 are four full years. The circulars say that 年 are 周年 (台光创
    〔2025〕8号 第十三条（三）), not whether both days count: inferred, in the applicant's favour.
    """
    return last + timedelta(days=1)


def service_years(stretches: Iterable[tuple[date, date]]) -> int:
    """Full years of several stretches of time together, first and last days included.

    Stretches that overlap count once.
    """
    apart: list[tuple[date, date]] = []
    for start, last in sorted(stretches):
        start, end = max(start, apart[-1][1]) if apart else start, served_to(last)
        if start < end:
            apart.append((start, end))
    return added_up(apart)[0] // 12


def added_up(stretches: Sequence[tuple[date, date]]) -> tuple[int, int]:
    """The months and days that stretches (each up to the day after its last) make together.

    Each goes on from the day on which the one before it ended: full years make full years whatever
    leap days lie between, and a day that is missing stays missing.
    """
    if not stretches:
        return 0, 0
    first, end = stretches[0]
    for stretch in stretches[1:]:
        months, days = months_and_days(*stretch)
        end = months_later(end, months) + timedelta(days=days)
    return months_and_days(first, end)


def months_and_days(start: date, end: date) -> tuple[int, int]:
    """The full months from start to end, and the days left over."""
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    return months, (end - months_later(start, months)).days


def months_later(start: date, months: int) -> date:
    """The same day so many months later (or earlier), or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def told_time(at: datetime) -> str:
    """A moment as the office tells it: 2021年9月15日14:03:22（北京时间）."""
    local = at.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M:%S}（北京时间）"
