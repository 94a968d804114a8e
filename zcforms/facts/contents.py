"""What the contents say of a piece of evidence besides its pages (requirements A13, E3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.numbers import runs
from zcforms.facts.scoring import Sheet
from zcforms.model import Applicant, EvidenceItem
from zcforms.model.achievements import LEVELS
from zcforms.plans.uses import ItemOrder
from zcforms.plans.window import achieved_on


def _only(values: Sequence[Any]) -> Any:
    """What all that is stated agrees on, else None."""
    stated = {value for value in values if value}
    return stated.pop() if len(stated) == 1 else None


def obtained_on(applicant: Applicant, item: EvidenceItem) -> PartialDate | None:
    """取得（发生）时间: the item's own date, else that of the achievement that it proves."""
    if item.date:
        return item.date
    found: PartialDate | None = _only([achieved_on(entry) for entry in applicant.proved_by([item.id])])
    return found


def part_in(applicant: Applicant, item: EvidenceItem) -> str:
    """本人排名/作用: the item's own rank, else the rank or the role in what it proves."""
    proved = applicant.proved_by([item.id])
    rank, role = (_only([getattr(entry, name, None) for entry in proved]) for name in ("rank", "role"))
    return item.rank or rank or role or ""


def score_lines(sheet: Sheet | None, item: EvidenceItem) -> str:
    """对应打分表条目: the lines of the scoring table that cite the item, as the table numbers them."""
    if sheet is None:
        return ""
    cited = dict.fromkeys(entry.id for entry in sheet.entries if entry.id and item.id in entry.evidence)
    if sheet.known or not cited:
        return "\n".join(cited)
    return f"第{runs(map(int, cited))}项"


def in_section_order(
    applicant: Applicant, items: Sequence[EvidenceItem], order: ItemOrder
) -> list[EvidenceItem]:
    """The items of one section: by date, or by level from the highest and then by date, or as given.

    What has no date or level stands after what has.
    """

    def key(item: EvidenceItem) -> tuple[object, ...]:
        date = obtained_on(applicant, item)
        levels = [getattr(entry, "level", None) for entry in applicant.proved_by([item.id])]
        level = min((LEVELS.index(name) for name in levels if name in LEVELS), default=len(LEVELS))
        dated = (date is None, date and (date.earliest, date.latest))
        return (level, *dated) if order == "level" else dated

    return list(items) if order == "given" else sorted(items, key=key)
