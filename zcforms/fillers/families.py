"""Whether the typefaces that a style sheet asks for are there.

The layout engine knows no font of the machine: a family that is not there is drawn in any other, and nobody
is told. Official families are there only where the settings want them, so one of ours must follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any

import tinycss2

from zcforms.chinese.typefaces import faces
from zcforms.fillers.official import OFFICIAL
from zcforms.ground.errors import BrokenForm

_KEPT = frozenset({"inherit", "initial", "unset", "revert"})
_HINT = (
    "写var(--song)（宋体）、var(--hei)（黑体）、var(--kai)（楷体）、"
    "var(--fangsong)（仿宋）或var(--xiaobiaosong)（小标宋）"
)


def own_families(rules: Iterable[Any]) -> frozenset[str]:
    """The families that a style sheet brings itself."""
    brought = [rule for rule in rules if rule.type == "at-rule" and rule.lower_at_keyword == "font-face"]
    return frozenset(
        name
        for rule in brought
        for declaration in tinycss2.parse_blocks_contents(rule.content or ())
        if declaration.type == "declaration" and declaration.lower_name == "font-family"
        for name in _names(declaration)
    )


def check_family(declaration: Any, own: frozenset[str], where: str) -> None:
    """BrokenForm for a declaration of a typeface that may not be there, or that no other of ours follows."""
    if declaration.lower_name not in ("font-family", "font"):
        return
    if any(token.type == "function" for token in declaration.value):  # var(--song)
        return
    names = list(_names(declaration))
    if len(names) == 1 and names[0].lower() in _KEPT:
        return
    there = _shipped() | own
    missing = [name for name in names if name not in there | frozenset(OFFICIAL)]
    if missing or there.isdisjoint(names):
        raise BrokenForm(f"没有字体“{(missing or names)[0][:40]}”", hint=_HINT, where=where)


@cache
def _shipped() -> frozenset[str]:
    return frozenset(face.family for face in faces())


def _names(declaration: Any) -> Iterator[str]:
    """The families of a declaration; of `font` what follows the size."""
    tokens = [token for token in declaration.value if token.type not in ("whitespace", "comment")]
    if declaration.lower_name == "font":
        sizes = [n for n, token in enumerate(tokens) if token.type in ("dimension", "percentage", "number")]
        tokens = tokens[sizes[-1] + 1 :] if sizes else tokens[-1:]
    for is_comma, found in groupby(tokens, lambda token: token.type == "literal"):
        if not is_comma:
            yield " ".join(token.value for token in found if token.type in ("ident", "string"))
