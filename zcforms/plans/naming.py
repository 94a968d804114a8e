"""Whether a name that somebody wrote is one that a circular lists, only contains it, or neither.

What is only contained ("世界技能大赛浙江选拔赛参与奖") decides nothing: a person looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache

from zcforms.plans.shared import shared_data

_AROUND = re.compile(r"[\s“”\"'《》（）()·]|荣誉称号|称号|获得者|证书")
_GRADE = re.compile(r"(特|[一二三])等奖?$")


def _plain(name: str) -> str:
    """A name without quotes, 称号 and grade, and without 奖 at its end."""
    return _GRADE.sub("", _AROUND.sub("", name)).removesuffix("奖")


def listed(name: str, words: Iterable[str]) -> str | None:
    """The listed name that this is, whatever year, place or body stands before it; None if it is none."""
    plain = _plain(name)
    return next((word for word in words if plain.endswith(_plain(word))), None)


def of_province(name: str, word: str, province: str | None) -> bool:
    """Whether a listed name that begins with 省 or 省级 is that of a province, as far as the name tells.

    In 浙江 浙江省技术能手 is a 省技术能手, 2020年度省技术能手 too; of 江苏省技术能手 a person must judge.
    """
    before = _plain(name).removesuffix(_plain(word))
    return not word.startswith("省") or not re.sub(r"\d|第|届|年|度", "", before.replace(province or "", ""))


def mentioned(name: str, words: Iterable[str]) -> str | None:
    """The listed name that occurs anywhere in this one; None if none does."""
    return next((word for word in words if word in name), None)


def issued_by(issuer: str, names: Iterable[str]) -> bool:
    """Whether one of several issuers (joined by 、) is one of these; `*` in a name is anything."""
    bodies = re.split(r"[、，,；;\s]+", issuer)
    return any(fnmatchcase(body, name) for body in bodies for name in names)


@cache
def science_awards() -> tuple[str, ...]:
    """The names of awards that are 科技奖项 for certain."""
    return tuple(shared_data("science-awards")["names"])
