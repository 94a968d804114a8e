"""One cell of a workbook as the text that was meant, or what is wrong with it.

What a cell shows and what it holds are two things: a percentage holds a hundredth of it, 000123 may be a
123, and Excel makes a date of 1/5. A cell whose text cannot be known is a finding, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from zcforms.chinese.numbers import few
from zcforms.ground.findings import Finding, Severity
from zcforms.intake.books import UNREAD, Cell
from zcforms.intake.columns import Column

_AS_TEXT = "把该格设为“文本”格式（设置单元格格式—数字—文本），重新填写"
_AS_FILE = "把图片另存为文件，照片放进photos、佐证放进evidence里这个人的文件夹，这一格写文件名"
_PICTURE, _NO_VALUE = "DISPIMG(", "#VALUE!"  # as WPS and Excel write a picture that is in a cell
_EXACT = 15  # digits that a number of Excel keeps
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.9.2.19
_SCIENTIFIC = re.compile(r"[+-]?\d(\.\d+)?[Ee]\+?\d{2,}")
# What a format shows beside the number: colours and conditions, blanks of some width, filling.
_NO_DIGITS = re.compile(r"\[[^\]]*\]|[_*].")
_OTHERWISE = re.compile(r"\[(?:[<>=]|DBNum)", re.IGNORECASE)  # a condition, digits in Chinese
_GENERAL = r"general|g/通用格式"  # as English and as Chinese programs write it
_AS_IT_IS = re.compile(rf"{_GENERAL}|@|[#0]*(\.[0#]+)?e\+0+", re.IGNORECASE)
_PLACES = re.compile(r"(?=.)(?:[#,]*[#0])?(?:\.([0#?]+))?( ?%)?")
_TIME = re.compile(r"h.*|m+:s.*")
_NOTHING = re.compile(r"[#?,.]+( ?%)?")  # what shows no digit of zero
_PADDED = re.compile(r"0{2,}")
_QUOTED = re.compile(r'"[^"]*"|\\.')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# What was typed as 1/5, as Excel shows it in Chinese and in English, and as programs write what it holds:
# so it is copied and exported as text.
_DAY = re.compile(
    rf"(\d{{1,2}})月(\d{{1,2}})日|(\d{{1,2}})-({'|'.join(_MONTHS)})|\d{{4}}-(\d\d)-(\d\d)[ T]00:00:00"
)
_TOLD = 3  # titles that are named
_SECTIONS = 4  # of a format: positive, negative, zero, text
# What stands where a formula failed, or a column was too narrow, in what was copied or exported as text.
_FAILED = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|#{2,})")


def read_cell(cell: Cell, column: Column) -> tuple[str | None, Finding | None]:
    """The text of a cell (None if it cannot be known), and what is to be said of it, as yet without place."""
    value = cell.value
    if cell.kind == UNREAD:
        return None, Finding("cell-unread", f"“{column.title}”{value}", hint="在Excel或WPS里重新填写该格")
    if cell.kind == "f" and _PICTURE in value:
        return None, Finding("cell-formula", f"“{column.title}”是嵌在格里的图片", hint=_AS_FILE)
    if cell.kind == "f":
        return None, Finding("cell-formula", f"“{column.title}”是公式", hint="复制后“选择性粘贴—数值”")
    if cell.kind == "e":
        hint = "改成实际内容" + (f"；是嵌在格里的图片的，{_AS_FILE}" if value == _NO_VALUE else "")
        return None, Finding("cell-formula", f"“{column.title}”是错误值{value}", hint=hint)
    shown = cell.number_format
    if isinstance(value, datetime | date | time | timedelta):
        return _date(value, shown, column)
    if isinstance(value, bool) and not column.is_truth:
        message = f"“{column.title}”存的不是文字，是逻辑值{str(value).upper()}（勾选框、条件的结果）"
        return None, Finding("cell-number", message, hint=_AS_TEXT)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, shown, column)
    text = str(value).upper() if isinstance(value, bool) else plain_text(value)
    if isinstance(value, str) and not _shows_text(shown):
        message = f"“{column.title}”存的是“{text}”，却按格式“{shown}”显示，分不清哪个是要印的"
        return None, Finding("cell-number", message, hint=_AS_TEXT)
    return _text(text, column)


def struck_out(cells: Mapping[str, Cell]) -> Finding | None:
    """What is said of a row whose cells, by title, show something struck out, as yet without place."""
    struck = [title for title, cell in cells.items() if cell.struck]
    if not struck:
        return None
    message = f"{few([f'“{title}”' for title in struck], _TOLD, '格')}有划掉（删除线）的字，照样读了"
    hint = "整行不要的，删去这一行；不要的字，从格里删去；要的，去掉删除线"
    return Finding("cell-struck", message, Severity.WARNING, hint)


def plain_text(value: Any) -> str:
    """The text of a cell without the escapes of the file format; line breaks are \\n.

    Two escapes may make one character (UTF-16); one that is half of none is told as U+FFFD.
    """
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value))
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _date(value: date | time | timedelta, shown: str, column: Column) -> tuple[str | None, Finding | None]:
    if not isinstance(value, date):
        message = f"“{column.title}”被Excel变成了时间{value}"
        return None, Finding("cell-date", message, hint=_AS_TEXT)
    units = _units(shown)
    if column.is_date and not units:
        message = f"“{column.title}”按格式“{shown}”只显示时间，看不出是哪一天"
        return None, Finding("cell-date", message, hint=_AS_TEXT)
    if column.is_date and not {"y", "e"} & set(units):
        message = f"“{column.title}”按格式“{shown}”不显示年份，存的是{_day(value)}，年份多半是Excel填的"
        return None, Finding("cell-date", message, hint=_AS_TEXT)
    if column.is_date:
        parts = [f"{value.year}"]
        if "m" in units or "d" in units:
            parts.append(f"{value.month:02d}")
        if "d" in units:
            parts.append(f"{value.day:02d}")
        return ".".join(parts), None
    typed = f"{value.month}/{value.day}" if "d" in units else f"{value.month}-{value.year % 100:02d}"
    message = f"“{column.title}”被Excel变成了日期{_day(value)}，原来填的大概是“{typed}”"
    return None, Finding("cell-date", message, hint=f"{_AS_TEXT}“{typed}”（不是的，照原件填写）")


def _units(shown: str) -> str:
    """What of a date a format shows, in its letters: y or e the year, m, d; "" for times only."""
    if re.fullmatch(_GENERAL, shown, re.IGNORECASE):
        return "ymd"  # a cell that is a date by its kind (ISO/IEC 29500-1, 18.18.11), not by its format
    return _TIME.sub("", re.sub(r'\[[^\]]*\]|"[^"]*"|\\.', "", shown).lower()).strip()


def _day(value: date) -> str:
    return f"{value.year}-{value.month:02d}-{value.day:02d}"


def _number(value: float, shown: str, column: Column) -> tuple[str | None, Finding | None]:
    if abs(value) >= 10**_EXACT:
        message = f"“{column.title}”被Excel存成了数字，末几位已经丢失"
        return None, Finding("cell-number", message, hint=_AS_TEXT)
    number = Decimal(format(value, f".{_EXACT}g"))
    text = format(number, "f")
    if column.is_date and re.fullmatch(r"\d{4}\.1", text):
        year = text[:4]
        message = f"“{column.title}”的{text}是数字，分不清是1月还是10月"
        return None, Finding("cell-number", message, hint=f"{_AS_TEXT}，写成{year}.01或{year}.10")
    told = _as_shown(number, text, shown)
    if told is not None:
        return told, None
    message = f"“{column.title}”存的是{text}，却按格式“{shown}”显示，分不清哪个是要印的"
    return None, Finding("cell-number", message, hint=_AS_TEXT)


def _as_shown(number: Decimal, text: str, shown: str) -> str | None:
    """The text of a number by its format; None where the format shows another number, or something else."""
    sections = shown.split(";")
    which = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0
    pattern = _NO_DIGITS.sub("", sections[which]).strip()
    if _OTHERWISE.search(shown):
        return None
    if which == 1:  # which shows the number without its sign, and a sign only where it says one
        if not pattern.startswith("-"):
            return None
        pattern = pattern[1:]
    if number == 0 and _NOTHING.fullmatch(pattern):
        return None
    if _AS_IT_IS.fullmatch(pattern):
        return text
    if _PADDED.fullmatch(pattern) and number >= 0 and number == number.to_integral_value():
        return text.zfill(len(pattern))
    if not (match := _PLACES.fullmatch(pattern)):
        return None
    seen = (number * 100 if match[2] else number).normalize()
    if seen != round(seen, len(match[1] or "")):
        return None
    return f"{seen:f}%" if match[2] else text


@lru_cache(256)
def _shows_text(shown: str) -> bool:
    """Whether a format shows a text as it is: its fourth section is for texts, or the last one with an @."""
    sections = _QUOTED.sub(lambda found: found[0].replace(";", ","), shown).split(";")
    pattern = sections[-1] if len(sections) == _SECTIONS or "@" in sections[-1] else "@"
    return _NO_DIGITS.sub("", pattern).strip() == "@"


def _text(text: str, column: Column) -> tuple[str | None, Finding | None]:
    if _FAILED.fullmatch(text):
        return None, Finding("cell-formula", f"“{column.title}”是错误值{text}", hint="改成实际内容")
    if _SCIENTIFIC.fullmatch(text):
        message = f"“{column.title}”的“{text}”是Excel的科学计数法，原来的数字已经丢失"
        return None, Finding("cell-number", message, hint=f"{_AS_TEXT}全部数字")
    if not column.is_date and (day := _DAY.fullmatch(text)):
        month = int(day[1] or day[5] or _MONTHS.index(day[4]) + 1)
        typed = f"{month}/{int(day[2] or day[3] or day[6])}"
        message = f"“{column.title}”的“{text}”多半是Excel把“{typed}”变成的日期"
        hint = f"是排名、期号、编号的，{_AS_TEXT}“{typed}”；本来就是日期的不必理会"
        return text, Finding("cell-date", message, Severity.WARNING, hint)
    if len(text) > 1 and text[0] in "'‘’" and text[-1] not in "'‘’":
        message = f"“{column.title}”开头的撇号是给Excel看的，没有采用"
        return text[1:].strip(), Finding(
            "cell-apostrophe", message, Severity.WARNING, "核对该格；文本格式的格不用写撇号"
        )
    return text, None
