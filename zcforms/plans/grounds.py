"""What a rule rests on under a circular: its words, an inference of ours, or a person's judgement.

Decided here alone. The reference (ground/findings.yaml) names for every code the keys of the plan that it
goes by; the plan says whether the circular states them (`inferred` names those that are ours).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from zcforms.ground.findings import GROUND_LABELS, Finding, Ground
from zcforms.ground.reference import Entry, explain
from zcforms.plans.clauses import Clause
from zcforms.plans.plan import Plan

DATA = "data"  # the record itself, a law or a standard: what no circular need state


class Rest(NamedTuple):
    """Whether a rule is asked under a plan, and on what; no ground where no circular need state it."""

    asked: bool
    ground: Ground | None = None
    left_open: str = ""

    @property
    def words(self) -> str:
        """In words: 通知原文, 本系统推定 with what is left open, 由人判断, 资料或法规, 不查."""
        if not self.asked:
            return "不查"
        return GROUND_LABELS[self.ground] + (f"：{self.left_open}" if self.left_open else "")


def rest_of(code: str, plan: Plan) -> Rest:
    """What the findings of a code rest on under a plan; one key that is ours makes an inference of it all."""
    entry = explain(code)
    if entry.asked and not any(Ground.STATED in _grounds(key, plan) for key in entry.asked):
        return Rest(asked=False)
    if entry.unless and any(_grounds(entry.unless, plan)):
        return Rest(asked=False)
    keys = [key for key in entry.rests if key != DATA and key not in set(Ground)]
    found = {ground for key in keys for ground in _grounds(key, plan)}
    if Ground.INFERRED in found:
        return _inferred(entry)
    if found:
        return Rest(asked=True, ground=Ground.STATED)
    for word in entry.rests:
        if word == DATA:
            return Rest(asked=True)
        if word == Ground.INFERRED:
            return _inferred(entry)
        if word in set(Ground):
            return Rest(asked=True, ground=Ground(word))
    return Rest(asked=False)


def _inferred(entry: Entry) -> Rest:
    return Rest(asked=True, ground=Ground.INFERRED, left_open=entry.open)


def said_of(code: str, plan: Plan) -> list[tuple[str, Any]]:
    """What a plan says that the findings of a code go by: each key, "photo.formats", with its value."""
    entry = explain(code)
    keys = [*entry.rests, *entry.asked, *filter(None, [entry.unless])]
    named = [key for key in dict.fromkeys(keys) if key != DATA and key not in set(Ground)]
    return [
        (key, getattr(block, key.rpartition(".")[2]))
        for key in named
        for block in _blocks(key, plan)
        if isinstance(block, Clause)
    ]


def _blocks(key: str, plan: Plan) -> list[Any]:
    """What in a plan has the last part of a key, wherever it stands."""
    blocks: list[Any] = [plan]
    for step in key.split(".")[:-1]:
        reached = [vars(block)[step] for block in blocks if isinstance(block, BaseModel)]
        blocks = [one for value in reached for one in (value if isinstance(value, list) else [value])]
    return blocks


def _grounds(key: str, plan: Plan) -> Iterator[Ground]:
    """Whether a key, "photo.formats", is stated or ours, wherever it stands; nothing where unsaid."""
    last = key.rpartition(".")[2]
    for block in _blocks(key, plan):
        if isinstance(block, Clause) and getattr(block, last) not in (None, False, [], {}, "unknown"):
            yield Ground.INFERRED if last in vars(block)["inferred"] else Ground.STATED


def rested(finding: Finding, plan: Plan) -> Finding:
    """A finding with what it rests on; an inference is at most a reminder and says what is left open."""
    _, ground, left_open = rest_of(finding.code, plan)
    return finding.resting_on(ground, left_open)
