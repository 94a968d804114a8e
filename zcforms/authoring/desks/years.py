"""Columns of one year each: the head says the year, the cells what was found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from zcforms.intake.grids import Head
from zcforms.intake.mapping import Target, targets

# By column, and by the year that its head says: what the column is, and what every entry says besides.
Yearly = Mapping[int, tuple[Target, str]]
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)年?度?")
_ASSESSED = re.compile(r"(?:年?度)?(?:个人|本人)?考核(?:结果|等次|等级|情况)?")
_STUDIED = re.compile(
    r"(?:继续教育(?:学时|情况)?)?(?:其中[:：]?)?"
    r"(?:(?P<all>总学时|学时(?:合计|总数|总计|数)?|合计)|(?P<part>专业科目|行业公需|一般公需)(?:科目|课程?)?(?:学时)?)?"
)


def of_years(heads: Iterable[Head]) -> Yearly:
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
        elif rest and (study := _STUDIED.fullmatch(rest)) and (year or study["part"]):
            year = year or (last[1] if last[0] == head.column - 1 else "")
            told[head.column] = (f"继续教育.{study['part'] or '合计'}", year)
            last = (head.column, year)
    return _counted(told)


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
