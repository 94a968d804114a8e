"""Which known name somebody meant by one that is not known: asked in the same words everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that is most like another one; None where none is near."""
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=cutoff)), None)


def meant(name: str, known: Iterable[str], otherwise: str = "", cutoff: float = 0.6) -> str:
    """Asks whether the nearest known name was meant; where none is near, says what else to do."""
    near = nearest(name, known, cutoff)
    return f"是否想写“{near}”？" if near else otherwise
