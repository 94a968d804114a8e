"""Wording that several rule groups share: years, lists of titles, names that mean the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

_SHOWN = 3  # titles that a message names before it only counts


def years_of(years: Sequence[int]) -> str:
    """Years in running text, "2022、2023年度"."""
    return "、".join(str(year) for year in years) + "年度"


def following(consequence: str | None) -> str:
    """What the circular says must follow, to end a message with; nothing where it is silent."""
    return f"，{consequence}" if consequence else ""


def titled(titles: Sequence[str]) -> str:
    """Titles in running text, the first few by name: 《甲》《乙》《丙》等5项."""
    named = "".join(f"《{title}》" for title in titles[:_SHOWN])
    return named if len(titles) <= _SHOWN else f"{named}等{len(titles)}项"


# What a required page or document is also called; the clerk's own names are near, never the same.
_ALSO = {
    "正文": ("文章", "全文"),
    "刊号": ("版权页", "书号", "CN"),
    "金额": ("经费", "合同额", "造价"),
    "人员名单": ("人员", "分工"),
    "盖章": ("签章", "公章", "签字页"),
    "公布文件": ("文件", "通报", "决定", "公布"),
    "职称证书": ("资格证书", "职称"),
    "聘书": ("聘任", "聘书", "聘用"),
    "专家职称证书": ("专家",),
    "符合条件情况说明": ("说明",),
}
_GENERIC = re.compile(r"合同或立项书|主要参与|及负责.*|项目|复印件|材料$|页$|近\d+年|[《》]")
_NEAR = 0.75


def names(required: str, given: str) -> bool:
    """Whether a name that a person wrote means a document or page that the circular requires."""
    core = _GENERIC.sub("", required)
    if any(word in given for word in (core, *_ALSO.get(core, ()))):
        return True
    return SequenceMatcher(None, core, _GENERIC.sub("", given)).ratio() >= _NEAR
