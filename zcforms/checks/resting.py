"""Groups of rules whose findings say what they rest on: the circular's words, an inference, a judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from inspect import signature
from typing import ParamSpec

from zcforms.ground.findings import Finding
from zcforms.plans.grounds import rested

P = ParamSpec("P")


def resting(check: Callable[P, Iterator[Finding]]) -> Callable[P, Iterator[Finding]]:
    """A group of rules of which every finding says what it rests on under the `plan` that it is given."""
    of = signature(check)

    @wraps(check)
    def told(*args: P.args, **kwargs: P.kwargs) -> Iterator[Finding]:
        plan = of.bind(*args, **kwargs).arguments["plan"]
        for finding in check(*args, **kwargs):
            yield rested(finding, plan)

    return told
