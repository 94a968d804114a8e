"""What is not as it was when somebody signed, so that they need not look for it when they sign again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from zcforms.model import Applicant
from zcforms.model.records import steps_titled

MOST = 30  # changes that are told one by one
_LONGEST = 60  # characters of a value
_NOTHING = "（没有）"
_Path = tuple[str | int, ...]


def changes(before: Mapping[str, Any], now: Mapping[str, Any], titles: Mapping[str, str]) -> list[str]:
    """What was changed between two that were signed (as Press.pledge_said tells them), in words.

    `titles` are those of the form's fields: they are told where the person's own record is the same.
    """
    told = [
        f"{_titled(path)}：{_shown(old)} → {_shown(new)}"
        for path, old, new in _differences(before["record"], now["record"], ())
    ]
    if not told:
        told = [
            f"{titles.get(str(path[0]), path[0])}：{_shown(old)} → {_shown(new)}"
            for path, old, new in _differences(before["fields"], now["fields"], ())
        ]
    if before["title"] != now["title"] or before["form"] != now["form"]:
        told.append("保证书的固定文字或版式改过，请从头看一遍")
    more = len(told) - MOST
    return told[:MOST] + ([f"另有{more}处"] if more > 0 else [])


def _differences(old: Any, new: Any, path: _Path) -> Iterator[tuple[_Path, Any, Any]]:
    """The places of plain data that are not alike, with what was there and what is."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in dict.fromkeys([*old, *new]):
            yield from _differences(old.get(name), new.get(name), (*path, name))
    elif isinstance(old, list) and isinstance(new, list):
        for n, (was, now) in enumerate(zip_longest(old, new)):
            yield from _differences(was, now, (*path, n))
    elif old != new:
        yield path, old, new


def _titled(path: _Path) -> str:
    steps = zip(path, steps_titled(path, Applicant), strict=True)
    return " ".join(f"第{title}项" if isinstance(step, int) else title for step, title in steps)


def _shown(value: Any) -> str:
    """A value as it is told: of a whole entry its words, one after another."""
    if value in (None, "", [], {}):
        return _NOTHING
    if isinstance(value, dict | list):
        parts = value.values() if isinstance(value, dict) else value
        said = [_shown(part) for part in parts if part is not False]
        text = "，".join(part for part in said if part != _NOTHING)
    else:
        text = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}……"
