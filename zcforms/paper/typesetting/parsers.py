"""What the values of those properties are that are neither a length, a colour nor one of a few words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zcforms.paper.typesetting.values import Sum, Token, Tokens, bare, length

_DISPLAY = {
    "block": ("block", "flow"),
    "inline": ("inline", "flow"),
    "inline-block": ("inline", "flow-root"),
    "list-item": ("block", "flow", "list-item"),
    "table": ("block", "table"),
    **{
        name: (name,)
        for name in (
            *("none", "table-row", "table-cell", "table-row-group", "table-header-group"),
            *("table-footer-group", "table-column", "table-column-group"),
        )
    },
}


def _one_word(tokens: Tokens) -> str | None:
    return tokens[0].lower_value if len(tokens) == 1 and tokens[0].type == "ident" else None


def _family(tokens: Tokens) -> tuple[str, ...] | None:
    """Names in quotation marks, or of one word, between commas."""
    if len(tokens) % 2 == 0 or any(t.type != "literal" or t.value != "," for t in tokens[1::2]):
        return None
    if any(token.type not in ("string", "ident") for token in tokens[::2]):
        return None
    return tuple(token.value for token in tokens[::2])


def _weight(tokens: Tokens) -> int | None:
    return {"normal": 400, "bold": 700}.get(_one_word(tokens) or "")


def _line_height(tokens: Tokens) -> Any:
    if _one_word(tokens) == "normal":
        return "normal"
    found = length(tokens[0], number=True) if len(tokens) == 1 else None
    return found if isinstance(found, Sum) or (found and found.value >= 0) else None


def _size_of_font(tokens: Tokens) -> Any:
    if _one_word(tokens) == "smaller":
        return "smaller"
    return length(tokens[0], percentage=True) if len(tokens) == 1 else None


def _vertical_align(tokens: Tokens) -> Any:
    if _one_word(tokens) in ("baseline", "middle", "top", "bottom"):
        return _one_word(tokens)
    return length(tokens[0]) if len(tokens) == 1 else None


def _integer(tokens: Tokens) -> int | None:
    return tokens[0].int_value if len(tokens) == 1 and tokens[0].type == "number" else None


def _two_lengths(tokens: Tokens) -> Any:
    found = [length(token) for token in tokens]
    return tuple(found * 2)[:2] if all(found) and len(found) in (1, 2) else None


def _position(tokens: Tokens) -> Any:
    if len(tokens) == 1 and tokens[0].type == "function" and tokens[0].lower_name == "running":
        name = bare(tokens[0].arguments)
        return ("running()", name[0].value) if len(name) == 1 else None
    word = _one_word(tokens)
    return word if word in ("static", "relative", "absolute") else None


def _page(tokens: Tokens) -> str | None:
    return tokens[0].value if len(tokens) == 1 and tokens[0].type == "ident" else None


def _object_position(tokens: Tokens) -> Any:
    found = [length(token, percentage=True) for token in tokens]
    return (("left", found[0], "top", found[1]),) if len(found) == 2 and all(found) else None


def _counters(default: int) -> Callable[[Tokens], Any]:
    def parse(tokens: Tokens) -> Any:
        if len(tokens) == 1 and tokens[0].type == "ident":
            return () if tokens[0].lower_value == "none" else ((tokens[0].value, default),)
        return None

    return parse


def content(tokens: Tokens) -> Any:
    """The list that `content` and `string-set` have: texts, counters, attributes, strings, elements."""
    if _one_word(tokens) in ("none", "normal"):
        return _one_word(tokens)
    found = [_piece(token) for token in tokens]
    return tuple(found) if found and None not in found else None


def _piece(token: Token) -> Any:
    if token.type == "string":
        return "string", token.value
    if token.type != "function" or any(a.type not in ("ident", "literal") for a in bare(token.arguments)):
        return None
    name, arguments = token.lower_name, [a.value for a in bare(token.arguments) if a.type == "ident"]
    if name == "counter" and len(arguments) in (1, 2):
        return "counter()", (*arguments, "decimal")[:2]
    if name == "attr" and len(arguments) == 1:
        return "attr()", (arguments[0], "string", "")
    if name in ("string", "element") and len(arguments) in (1, 2):
        return f"{name}()", (*arguments, "first")[:2]
    return None


def _strings(tokens: Tokens) -> Any:
    pieces = content(tokens[1:]) if len(tokens) > 1 and tokens[0].type == "ident" else None
    return ((tokens[0].value, pieces),) if isinstance(pieces, tuple) else None


def _bookmark_level(tokens: Tokens) -> Any:
    return _integer(tokens) or (_one_word(tokens) if _one_word(tokens) == "none" else None)


PARSERS: dict[str, Callable[[Tokens], Any]] = {
    "anchor": lambda tokens: tokens[0].value,
    "bookmark_level": _bookmark_level,
    "border_spacing": _two_lengths,
    "content": content,
    "counter_increment": _counters(1),
    "counter_reset": _counters(0),
    "display": lambda tokens: _DISPLAY.get(_one_word(tokens) or ""),
    "font_family": _family,
    "font_size": _size_of_font,
    "font_weight": _weight,
    "lang": lambda tokens: tokens[0].value,
    "line_height": _line_height,
    "object_position": _object_position,
    "orphans": _integer,
    "page": _page,
    "position": _position,
    "size": _two_lengths,
    "string_set": _strings,
    "vertical_align": _vertical_align,
    "widows": _integer,
}
