"""Which known name somebody meant by one that is not known: asked in the same words everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def meant(name: str, known: Iterable[str], otherwise: str = "", cutoff: float = 0.6) -> str:
    """Asks whether the nearest known name was meant; where none is near, says what else to do."""
    near = get_close_matches(name, list(known), n=1, cutoff=cutoff)
    return f"是否想写“{near[0]}”？" if near else otherwise
