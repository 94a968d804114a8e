"""A plan that still lacks keys: its gaps are filled from others, so that the rest is compared and judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from zcforms.ground.manifests import Fault, Steps, path_of
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


def foreseen(said: Any, judge: Callable[[Plan], Iterable[Fault]]) -> list[Fault] | None:
    """The faults that a plan has with each of several fillings; None where more than keys are wrong.

    A part that lacks keys itself is not judged before they are there.
    """
    donors = _all_said()
    kept: list[Fault] | None = None
    for donor in donors:
        filled = _filled(said, partial(_as_any_says, [donor, *donors]))
        if filled is None:
            return None
        plan, gaps = filled
        lacking = {gap[0] for gap in gaps if gap[0] != "forms"}
        faults = [fault for fault in judge(plan) if fault[0][0] not in lacking]
        kept = faults if kept is None else [fault for fault in kept if fault in faults]
    return kept


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


def _all_said() -> list[Mapping[str, Any]]:
    return [_said(load_plan(plan_id)) for plan_id in plan_ids()]


def _side(asked: _Asked, other: Mapping[str, Any]) -> Side:
    if asked.plan is not None:
        return Side(asked.plan, ())
    filled = _filled(asked.said, partial(_as_the_other_says, other))
    if filled is None:
        return Side(parse_plan(asked.text, asked.shown), ())
    plan, gaps = filled
    return Side(plan, tuple(dict.fromkeys(map(path_of, gaps))))


def _filled(said: Any, fill: Callable[[Any, Steps], Steps | None]) -> tuple[Plan, list[Steps]] | None:
    """A plan with its gaps filled, and what it lacked; None where more is wrong or a gap stays."""
    said, gaps = deepcopy(said), list[Steps]()
    for _ in range(_ROUNDS):
        try:
            return Plan.model_validate(said), gaps
        except ValidationError as e:
            faults = e.errors()
        for fault in faults:
            lacking = fill(said, fault["loc"]) if fault["type"] == "missing" else None
            if lacking is None:
                return None
            gaps.append(lacking)
    return None


def _as_the_other_says(other: Mapping[str, Any], said: Any, gap: Steps) -> Steps | None:
    """Fill a gap with what the other says, and if it lacks it, too, with what another plan says in both.

    A part that the other does not have at all is taken out whole. What is not compared.
    """
    if any(isinstance(step, int) for step in gap):
        return None  # entries of lists are known by their names, not by their numbers
    for n in range(1, len(gap)):
        is_needed = n == 1 and Plan.model_fields[str(gap[0])].is_required()
        if not is_needed and not any(_at(other, gap[:n])):
            _at(said, gap[: n - 1])[0].pop(gap[n - 1], None)
            return gap[:n]
    return _put(said, gap, [other, *_all_said()])


def _as_any_says(donors: Sequence[Mapping[str, Any]], said: Any, gap: Steps) -> Steps | None:
    """Fill a gap with what the first donor says that can; what is bound and loose is left empty.

    Where a form goes must be said by itself or there, and nobody knows yet what will stand there.
    """
    is_open = gap in (("binding", "sections"), ("binding", "loose"))
    return _put(said, gap, [{"binding": {gap[-1]: []}}] if is_open else donors)


def _put(said: Any, gap: Steps, donors: Iterable[Mapping[str, Any]]) -> Steps | None:
    """Put into a gap what the first donor says that can; None if there is none, or no place for it."""
    around, found = _at(said, gap[:-1]), next((one for donor in donors if (one := _at(donor, gap))), None)
    if not around or not found:
        return None
    around[0][gap[-1]] = deepcopy(found[0])
    return gap


def _at(said: Any, way: Steps) -> list[Any]:
    """What stands at the end of a way, if anything does; in a list that is too short its last entry."""
    for step in way:
        if isinstance(said, list) and said and isinstance(step, int):
            said = said[min(step, len(said) - 1)]
        elif isinstance(said, dict) and step in said:
            said = said[step]
        else:
            return []
    return [said]
