"""Columns of one year each: the head says the year, the cells what was found in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from zcforms.intake.desks.mapping import Target, targets
from zcforms.intake.grids import Head

# By column, and by the year that its head says: what the column is, and what every entry says besides.
Yearly = Mapping[int, tuple[Target, str]]
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)年?度?")
_ASSESSED = re.compile(
    r"(?:近[\d一二三四五六七八九十]+年|历年|任现职以来)?(?:年?度)?(?:个人|本人)?考核(?:结果|等次|等级|情况)?"
)
_STUDIED = re.compile(
    r"(?:继续教育)?(?:学时|情况)?(?:其中[:：]?)?"
    r"(?:(?P<all>总学时|学时(?:合计|总数|总计|数)?|合计)|(?P<part>专业|行业公?需?|一般公需|公需)(?:科目|课程?)?(?:学时)?)?"
)
_BARE = re.compile(r"(?:(?:19|20)?(\d{2})年|(?:19|20)(\d{2}))度?")  # 2016, 16年
_ROW = 3  # years beside each other, which are those of assessments


def of_years(heads: Sequence[Head]) -> Yearly:
    """By column, the target (its entry counted by the years) and the year, "" where no head says one."""
    told: dict[int, tuple[str, str]] = {}
    last = (0, "")  # the column before, of study, and its year
    for head in heads:
        text = re.sub(r"[\s／/（）()—－-]", "", "".join(head.said))
        years = set(_YEAR.findall(text))
        if len(years) > 1:
            continue
        year, rest = next(iter(years), ""), _YEAR.sub("", text)
        if year and _ASSESSED.fullmatch(rest):
            told[head.column] = ("年度考核.等次", year)
            continue
        goes_on = last[0] == head.column - 1
        if rest and (study := _STUDIED.fullmatch(rest)) and _is_study(study, year, goes_on):
            year = year or (last[1] if goes_on else "")
            told[head.column] = (f"继续教育.{_part_of(study['part'])}", year)
            last = (head.column, year)
    bare = {column: ("年度考核.等次", year) for column, year in bare_years(heads).items()}
    return _counted(bare | told)


def bare_years(heads: Sequence[Head]) -> dict[int, str]:
    """The columns whose heads say nothing but years, one after another: most likely those of assessments."""
    found: dict[int, str] = {}
    row: dict[int, str] = {}
    for head in [*heads, Head(0, ())]:
        match = _BARE.fullmatch(head.caption)
        year = f"20{match[1] or match[2]}" if match else ""
        if not year or (row and int(year) - int([*row.values()][-1]) != 1):
            found |= row if len(row) >= _ROW else {}
            row = {}
        if year:
            row[head.column] = year
    return found


def _is_study(study: re.Match[str], year: str, goes_on: bool) -> bool:
    """Whether a head is of study: 专业 alone is so only beside the other figures of a year."""
    whole = "公需" in study[0] or study[0].startswith(("专业科目", "继续教育")) or "学时" in study[0]
    return bool(year) or goes_on or (whole and bool(study["part"] or "学时" in study[0]))


def _part_of(said: str | None) -> str:
    if not said:
        return "合计"
    return "专业科目" if said == "专业" else "行业公需" if said.startswith("行业") else "一般公需"


def _counted(told: Mapping[int, tuple[str, str]]) -> Yearly:
    entries: dict[str, Sequence[str]] = {}
    for name, year in told.values():
        title = name.partition(".")[0]
        if year not in entries.get(title, ()):
            entries[title] = [*entries.get(title, ()), year]
    return {
        column: (replace(targets()[name], number=entries[name.partition(".")[0]].index(year) + 1), year)
        for column, (name, year) in told.items()
    }
