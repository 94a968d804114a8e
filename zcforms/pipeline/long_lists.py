"""Forms of long lists: a roster of ten thousand takes hundreds of megabytes to be laid out, and to be marked.

What Python and QPDF have taken once they hardly give back, so a process does each that ends with it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any, TypeVar

from zcforms.forms import Form, Values, is_ours
from zcforms.ground.room import Limits, Room, Spoiled

T = TypeVar("T")

_LONG = 2_000  # rows: a few times as many as are made while a process begins
_ANYTHING = Limits(memory=2**40, seconds=10**6, answer=2**32)


def is_long(form: Form, values: Values) -> bool:
    """Whether it is one of our forms, which need no limits, with so many rows."""
    return is_ours(form) and sum(map(len, values.tables.values())) >= _LONG


def elsewhere(work: Callable[..., T], *args: Any) -> T:
    """What comes of some work, done by a process that ends with it, or here where that failed."""
    with suppress(Spoiled), closing(Room(_ANYTHING)) as room:
        return room.call(work, *args)
    return work(*args)


def here(work: Callable[..., T], *args: Any) -> T:
    """What comes of some work, done by this process."""
    return work(*args)
