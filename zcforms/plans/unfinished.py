"""Two plans side by side of which one may be a draft that still lacks keys: they are told, not compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from zcforms.plans.library import load_plan, loaded, parse_plan, plan_ids, text_of
from zcforms.plans.plan import Plan

_ROUNDS = 4  # what is put in may lack something itself


class Side(NamedTuple):
    """A plan, and the keys that its file lacks; there it has what the other plan says."""

    plan: Plan
    missing: tuple[str, ...]


class _Asked(NamedTuple):
    plan: Plan | None
    said: Mapping[str, Any]
    text: str
    shown: str


def side_by_side(before: str, after: str) -> tuple[Side, Side]:
    """Two plans by id or file. BrokenPlan for faults other than keys that are not there yet."""
    one, other = _asked(before), _asked(after)
    return _side(one, other.said), _side(other, one.said)


def _asked(asked: str) -> _Asked:
    if not asked.endswith(".yaml"):
        plan = load_plan(asked)
        return _Asked(plan, _said(plan), "", asked)
    path = Path(asked)
    text = text_of(path)
    said, _, twice = loaded(text, path.name)
    is_whole = twice or not isinstance(said, dict)
    return _Asked(parse_plan(text, path.name) if is_whole else None, said, text, path.name)


def _said(plan: Plan) -> Mapping[str, Any]:
    """What the file of a plan says."""
    return plan.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _side(asked: _Asked, other: Mapping[str, Any]) -> Side:
    if asked.plan is not None:
        return Side(asked.plan, ())
    said, missing = deepcopy(dict(asked.said)), list[str]()
    for _ in range(_ROUNDS):
        try:
            return Side(Plan.model_validate(said), tuple(missing))
        except ValidationError as e:
            gaps = [[*map(str, fault["loc"])] for fault in e.errors() if fault["type"] == "missing"]
            if len(gaps) < e.error_count() or not all(_at(said, gap[:-1]) for gap in gaps):
                break  # other faults, or an entry of a list
        missing += dict.fromkeys(_filled(said, gap, other) for gap in gaps if _at(said, gap[:-1]))
    return Side(parse_plan(asked.text, asked.shown), ())


def _filled(said: dict[str, Any], gap: Sequence[str], other: Mapping[str, Any]) -> str:
    """Put into a gap what the other says, and if it lacks it, too, what another plan says in both.

    A part that the other does not have at all is taken out whole. The key that is not compared.
    """
    for n in range(1, len(gap)):
        is_needed = n == 1 and Plan.model_fields[gap[0]].is_required()
        if not is_needed and not any(_at(other, gap[:n])):
            _at(said, gap[: n - 1])[0].pop(gap[n - 1], None)
            return ".".join(gap[:n])
    donors = (other, *(_said(load_plan(plan_id)) for plan_id in plan_ids()))
    value = next(found[0] for donor in donors if (found := _at(donor, gap)))
    _at(said, gap[:-1])[0][gap[-1]] = deepcopy(value)
    return ".".join(gap)


def _at(said: Any, way: Sequence[str]) -> list[Any]:
    """What stands at the end of a way, if anything does."""
    for step in way:
        if not isinstance(said, dict) or step not in said:
            return []
        said = said[step]
    return [said]
