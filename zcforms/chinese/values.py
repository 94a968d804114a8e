"""Small values of Chinese paperwork: ID numbers, credit codes, months, names. Parse and format."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from stdnum.cn import uscc

# --- dates known to the year, the month or the day ----------------------------------------------

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
        date(year, month or 1, day or 1)  # ValueError for 2021-13 or 2021-02-30
        if not 1900 <= year <= 2100:
            raise ValueError(text)
        return cls(year, month, day)

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


def full_years(start: date, end: date) -> int:
    """Full anniversaries from start to end (满n年 counts 周年; 29 February falls on the 28th)."""
    if end < start:
        return 0
    anniversary = (end.month, end.day)
    born = (start.month, start.day)
    if born == (2, 29) and not calendar.isleap(end.year):
        born = (2, 28)
    return end.year - start.year - (anniversary < born)


def service_years(stretches: Iterable[tuple[date, date]]) -> int:
    """Full years of several stretches of time together, first and last days included.

    Stretches that overlap count once.
    """
    apart: list[tuple[date, date]] = []
    for start, last in sorted(stretches):
        start, end = max(start, apart[-1][1]) if apart else start, last + timedelta(days=1)
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


# --- identity ------------------------------------------------------------------------------------

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECK = "10X98765432"
# GB/T 2260 province codes; 81-83 are the residence permits of Hong Kong, Macao and Taiwan.
_PROVINCES = {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)}
_PROVINCES |= {*range(61, 66), 71, 81, 82, 83}


def id_check_character(first17: str) -> str:
    """The 18th character of a citizen's ID number (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(w * int(c) for w, c in zip(_ID_WEIGHTS, first17, strict=True))
    return _ID_CHECK[total % 11]


def id_number_problem(number: str) -> str:
    """Why a citizen's ID number cannot be right, in Chinese, or "" (GB 11643, requirements ID1)."""
    if re.fullmatch(r"[0-9]{15}", number):
        return "15位身份证号码已于2013年停用，请填写18位号码"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return f"身份证号码应为18位（17位数字加1位数字或X），现为{len(number)}位“{number}”"
    if int(number[:2]) not in _PROVINCES:
        return f"身份证号码前两位“{number[:2]}”不是省级行政区划代码"
    try:
        id_birth(number)
    except ValueError:
        return f"身份证号码中的出生日期“{number[6:14]}”不存在"
    expected = id_check_character(number[:17])
    if number[17] != expected:
        return f"身份证号码校验位错误，应为{expected}，现为{number[17]}：18位中有一位填错"
    return ""


def id_birth(number: str) -> date:
    """The birth date inside an 18-digit ID number; ValueError if there is none."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def id_sex(number: str) -> str:
    """男 or 女, by the 17th digit of an 18-digit ID number."""
    return "男" if int(number[16]) % 2 else "女"


_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc_problem(code: str) -> str:
    """Why a 统一社会信用代码 cannot be right, in Chinese, or "" (GB 32100-2015)."""
    if len(code) != 18:
        return f"统一社会信用代码应为18位，现为{len(code)}位"
    wrong = [c for c in code if c not in _USCC_ALPHABET]
    if wrong:
        return f"统一社会信用代码含不允许的字符“{'、'.join(wrong)}”（不使用I、O、S、V、Z）"
    # Not `validate`: it refuses the letters that may begin a code (N: 农业, Y: 其他).
    expected = uscc.calc_check_digit(code[:17])
    if code[17] != expected:
        return f"统一社会信用代码校验位错误，应为{expected}，现为{code[17]}"
    return ""


def phone_is_plausible(text: str) -> bool:
    """Whether a telephone number has the shape of a mobile or of 区号-号码 (requirements ID4)."""
    return bool(re.fullmatch(r"1[3-9]\d{9}|(0\d{2,3}-?)?\d{7,8}(-\d{1,6})?", text))


_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)}


def rank_of(text: str | None) -> int | None:
    """The place that a wording of rank means ("1/5", "第3", "排名第二", "独著"); None if it is unclear."""
    if not text:
        return None
    if re.search(r"不分先后|并列", text):
        return None
    if re.search(r"独著|独立|唯一", text):
        return 1
    match = re.search(
        r"(?<!\d)(\d{1,2})\s*/\s*\d{1,2}(?!\d)|(?<!\d)(\d{1,2})(?!\d)|第([一二三四五六七八九十])", text
    )
    if match is None:
        return None
    return _NUMERALS[match[3]] if match[3] else int(match[1] or match[2])


# --- names and text ------------------------------------------------------------------------------

MIDDLE_DOT = "\N{MIDDLE DOT}"
# Other dots that keyboards put between the parts of a name; 民委发〔2016〕33号 fixes U+00B7.
_DOTS = re.compile(r"(?<=[^\x00-\x7f])[・•‧．∙⋅.](?=[^\x00-\x7f])")


def normal_name(text: str) -> str:
    """A person's name with the separator of 民委发〔2016〕33号 (U+00B7) and no stray spaces."""
    text = _DOTS.sub(MIDDLE_DOT, text.strip())
    if re.search(r"[A-Za-z]", text):
        return re.sub(r"\s+", " ", text)
    return re.sub(r"\s+", "", text)


def text_length(text: str) -> int:
    """How many characters a text has, spaces and line breaks not counted (requirements B2)."""
    return sum(1 for c in text if not c.isspace())


def word_count(text: str) -> int:
    """How many 字 Word counts: a run of Latin letters or digits is one, any other character is one."""
    return len(re.findall(r"[!-~]+|[^\s!-~]", text))


def refused_characters(text: str) -> list[str]:
    """Characters that cannot stand on paper: controls, direction marks, private-use code points."""
    return [
        c
        for c in dict.fromkeys(text)
        if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Cn"} and c not in "\n\t\u200b\ufeff"
    ]


def code_point(character: str) -> str:
    """A character's name on paper, "U+4DAE"."""
    return f"U+{ord(character):04X}"
