"""What changed from one circular to another: in words, by key, and which forms and checks it touches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from zcforms.forms import load_forms
from zcforms.ground.reference import chapters
from zcforms.plans.grounds import said_of
from zcforms.plans.overview import TOPICS, of_form
from zcforms.plans.plan import Plan

_VALUE: TypeAdapter[Any] = TypeAdapter(Any)
_SOURCE = re.compile(r"［[^］]*］")
_NAMES = ("id", "label", "title", "name", "row", "year")  # by which an entry of a list is known
_OF_THE_CIRCULAR = {"id", "circular", "src", "inferred", "待核"}  # other in every circular, and no rule


@dataclass(frozen=True)
class Change:
    """What is said of one thing before and after; "" where nothing is said."""

    title: str
    before: str
    after: str

    @property
    def apart(self) -> tuple[str, str]:
        """What only one of them says, each with its clauses; "" where it says no more than the other."""
        one, other = _plain(self.before).split("；"), _plain(self.after).split("；")
        return _kept(self.before, one, other), _kept(self.after, other, one)


@dataclass(frozen=True)
class Changes:
    """All that changed: groups of rules and forms in words, keys of the plan, and codes of checks.

    `printed` are the forms on which a changed value stands, with the keys; `moved` the groups of which only
    the clause is another.
    """

    rules: tuple[Change, ...]
    forms: tuple[Change, ...]
    keys: tuple[Change, ...]
    printed: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, str]
    moved: tuple[str, ...]


def changes(before: Plan, after: Plan) -> Changes:
    """What is otherwise in the later of two plans."""
    said = [Change(one.title, one.said(before), one.said(after)) for one in TOPICS]
    ids = dict.fromkeys(use.id for plan in (before, after) for use in plan.forms)
    titles = {use.id: use.title for plan in (before, after) for use in plan.forms}
    forms = [Change(titles[one], of_form(one)(before), of_form(one)(after)) for one in ids]
    keys = tuple(_keys(before, after))
    return Changes(
        tuple(change for change in said if _plain(change.before) != _plain(change.after)),
        tuple(change for change in forms if _plain(change.before) != _plain(change.after)),
        keys,
        dict(_printed(after, {change.title for change in keys})),
        {code: what for code, what in _checks() if _asked(code, before) != _asked(code, after)},
        tuple(c.title for c in said if c.before != c.after and _plain(c.before) == _plain(c.after)),
    )


def _kept(said: str, parts: list[str], others: list[str]) -> str:
    """The parts that the other does not have, with the clauses at the end of all that is said."""
    kept = "；".join(part for part in parts if part not in others)
    return kept + "".join(_SOURCE.findall(said)[-1:]) if kept else ""


def _printed(plan: Plan, keys: set[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The forms of a plan on which the value of a key stands as it is."""
    forms = load_forms()
    for use in plan.forms:
        if use.id in forms:
            sources = {spec.source for spec in forms[use.id].fields.values()}
            if drawn := tuple(sorted(key for key in keys if _source(key) in sources)):
                yield use.title, drawn


def _source(key: str) -> str:
    """What forms call the value of a key (facts/seen)."""
    return "plan.document_number" if key == "doc_no" else f"plan.{key}"


def _plain(words: str) -> str:
    """What is said, without the clauses."""
    return _SOURCE.sub("", words)


def _checks() -> Iterator[tuple[str, str]]:
    return ((code, chapter.entry(code).what) for chapter in chapters() for code in chapter.codes)


def _asked(code: str, plan: Plan) -> list[list[tuple[str, str]]]:
    """What the findings of a code go by under a plan, without the clauses."""
    return [list(_leaves(_VALUE.dump_python(value, mode="json"), key)) for key, value in said_of(code, plan)]


def _keys(before: Plan, after: Plan) -> Iterator[Change]:
    """The values of the plan that are others, by key as the file has them."""
    one, other = (dict(_leaves(plan.model_dump(mode="json", by_alias=True), "")) for plan in (before, after))
    for key in dict.fromkeys([*one, *other]):
        if one.get(key, "") != other.get(key, ""):
            yield Change(key, one.get(key, ""), other.get(key, ""))


def _leaves(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Every value with its key; entries of a list are known by their name, not by their number."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in _OF_THE_CIRCULAR:
                yield from _leaves(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for n, item in enumerate(value, 1):
            names = [item[name] for name in _NAMES if item.get(name)] if isinstance(item, dict) else []
            yield from _leaves(item, f"{key}[{names[0] if names else n}]")
    elif value not in (None, [], {}):
        yield key, "、".join(map(_word, value)) if isinstance(value, list) else _word(value)


def _word(value: Any) -> str:
    """A value as the file has it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:g}" if isinstance(value, float) else str(value)
