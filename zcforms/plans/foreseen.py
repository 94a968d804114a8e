"""What else is wrong with a plan that still lacks keys: told at once, where it is so whatever those say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from zcforms.ground.manifests import Fault, Steps
from zcforms.plans.library import load_plan, plan_ids
from zcforms.plans.plan import Plan

_ROUNDS = 4  # what is put in may lack something itself


def foreseen(said: Any, judge: Callable[[Plan], Iterable[Fault]]) -> list[Fault] | None:
    """The faults that a plan has with each of several fillings; None where more than keys are wrong.

    A part that lacks keys itself is not judged before they are there.
    """
    donors = [load_plan(name).model_dump(mode="json", by_alias=True) for name in plan_ids()]
    kept: list[Fault] | None = None
    for donor in donors:
        filled = _filled(said, [donor, *donors])
        if filled is None:
            return None
        plan, gaps = filled
        lacking = {gap[0] for gap in gaps if gap[0] != "forms"}
        faults = [fault for fault in judge(plan) if fault[0][0] not in lacking]
        kept = faults if kept is None else [fault for fault in kept if fault in faults]
    return kept


def _filled(said: Any, donors: list[dict[str, Any]]) -> tuple[Plan, list[Steps]] | None:
    """A plan with its gaps filled from the first donor that can, and where they were."""
    said, gaps = deepcopy(said), list[Steps]()
    for _ in range(_ROUNDS):
        try:
            return Plan.model_validate(said), gaps
        except ValidationError as e:
            faults = e.errors()
        if any(fault["type"] != "missing" for fault in faults):
            return None
        for way in (fault["loc"] for fault in faults):
            value = _given(way, donors)
            if value is None:
                return None
            inside = said
            for step in way[:-1]:
                inside = inside[step]
            inside[way[-1]] = deepcopy(value[0])
            gaps.append(way)
    return None


def _given(way: Steps, donors: list[dict[str, Any]]) -> list[Any] | None:
    """What stands at a way in the first donor that has it; what is bound and loose is left empty.

    Where a form goes must be said by itself or there, and nobody knows yet what will stand there.
    """
    if way[0] == "binding" and way[-1] in ("sections", "loose"):
        return [[]]
    for donor in donors:
        found: Any = donor
        for step in way:
            if isinstance(found, list):
                found = found[0] if found else None  # any entry will do
            else:
                found = found.get(step) if isinstance(found, Mapping) else None
        if found is not None:
            return [found]
    return None
