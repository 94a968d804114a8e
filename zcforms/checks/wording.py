"""Wording that several rule groups share: years, lists of titles, names that mean the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from zcforms.checks.norms import norms
from zcforms.chinese.titles import in_marks

_NEAR = 0.75  # the clerk's own names of a page are near, never the same
_SHOWN = 3  # titles that a message names before it only counts


def years_of(years: Sequence[int]) -> str:
    """Years in running text, each once, "2022、2023年度"."""
    return "、".join(str(year) for year in dict.fromkeys(years)) + "年度"


def following(consequence: str | None) -> str:
    """What the circular says must follow, to end a message with; nothing where it is silent."""
    return f"，{consequence}" if consequence else ""


def titled(titles: Sequence[str]) -> str:
    """Titles in running text, the first few by name: 《甲》《乙》《丙》等5项."""
    named = "".join(in_marks(title) for title in titles[:_SHOWN])
    return named if len(titles) <= _SHOWN else f"{named}等{len(titles)}项"


def names(required: str, given: str) -> bool:
    """Whether a name that a person wrote means a document or page that the circular requires."""
    generic = "|".join(norms().generic)
    core = re.sub(generic, "", required)
    if any(word in given for word in (core, *norms().also_called.get(core, ()))):
        return True
    return SequenceMatcher(None, core, re.sub(generic, "", given)).ratio() >= _NEAR


def field_core(field: str) -> str:
    """A field of engineering without the words of every field: 采矿 of 采矿工程."""
    return re.sub("|".join(map(re.escape, norms().common_in_fields)), "", field)


def nothing_said(text: str | None) -> str | None:
    """The word that says nothing, "无", or "" where there is not even that; None where something is said."""
    said = (text or "").strip("。．. \n")
    return said if not said or said in norms().says_nothing else None
