"""The properties of CSS that this typesetter knows, with the values that it knows of each.

Names are as in the styles: font_size. What is not here is Unsupported.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import tinycss2

from zcforms.paper.typesetting.parsers import PARSERS
from zcforms.paper.typesetting.unsupported import Unsupported
from zcforms.paper.typesetting.values import Length, Pending, Tokens, bare, color, has_var, length

SIDES = ("top", "right", "bottom", "left")
BLACK = (0.0, 0.0, 0.0, 1.0)

# Initial values, computed as far as they do not depend on others (CSS 2.1, and the modules of level 3).
INITIAL: dict[str, Any] = {
    "anchor": None,
    "background_color": (0.0, 0.0, 0.0, 0.0),
    "bookmark_level": "none",
    **{f"border_{side}_color": "currentcolor" for side in SIDES},
    **{f"border_{side}_style": "none" for side in SIDES},
    **{f"border_{side}_width": 3 for side in SIDES},
    "border_collapse": "separate",
    "border_spacing": (0, 0),
    "box_decoration_break": "slice",
    "box_sizing": "content-box",
    "break_after": "auto",
    "break_before": "auto",
    "break_inside": "auto",
    "caption_side": "top",
    "color": BLACK,
    "content": "normal",
    "counter_increment": "auto",
    "counter_reset": (),
    "direction": "ltr",
    "display": ("inline", "flow"),
    "empty_cells": "show",
    "float": "none",
    "font_family": ("serif",),
    "font_size": 16.0,
    "font_style": "normal",
    "font_weight": 400,
    "height": "auto",
    "hyphens": "manual",
    "lang": None,
    "letter_spacing": "normal",
    "line_height": "normal",
    "list_style_position": "outside",
    "list_style_type": "disc",
    **{f"margin_{side}": 0 for side in SIDES},
    "max_height": math.inf,
    "max_width": math.inf,
    "min_height": "auto",
    "min_width": "auto",
    "object_fit": "fill",
    "object_position": (("left", (50, "%"), "top", (50, "%")),),
    "orphans": 2,
    "overflow": "visible",
    "overflow_wrap": "normal",
    **{f"padding_{side}": 0 for side in SIDES},
    "page": "auto",
    "position": "static",
    **dict.fromkeys(SIDES, "auto"),
    "size": (210 * 96 / 25.4, 297 * 96 / 25.4),
    "string_set": "none",
    "table_layout": "auto",
    "text_align_all": "start",
    "text_align_last": "auto",
    "text_decoration_line": "none",
    "text_indent": 0,
    "text_transform": "none",
    "vertical_align": "baseline",
    "visibility": "visible",
    "white_space": "normal",
    "widows": 2,
    "width": "auto",
    "word_break": "normal",
    "word_spacing": 0,
}
INHERITED = frozenset(
    (
        *("border_collapse", "border_spacing", "caption_side", "color", "direction", "empty_cells"),
        *("font_family", "font_size", "font_style", "font_weight", "hyphens", "lang", "letter_spacing"),
        *("line_height", "list_style_position", "list_style_type", "orphans", "overflow_wrap"),
        *("text_align_all", "text_align_last", "text_indent", "text_transform", "visibility"),
        *("white_space", "widows", "word_break", "word_spacing"),
    )
)
_KEYWORDS: dict[str, tuple[str, ...]] = {
    **{f"border_{side}_style": ("none", "solid", "dashed") for side in SIDES},
    "border_collapse": ("collapse", "separate"),
    "box_decoration_break": ("clone", "slice"),
    "box_sizing": ("border-box", "content-box"),
    "break_after": ("auto", "avoid", "page"),
    "break_before": ("auto", "avoid", "page"),
    "break_inside": ("auto", "avoid"),
    "font_style": ("normal",),
    "hyphens": ("manual",),
    "list_style_type": ("decimal",),
    "object_fit": ("contain",),
    "overflow": ("hidden", "visible"),
    "overflow_wrap": ("anywhere", "normal"),
    "table_layout": ("auto", "fixed"),
    "text_align_all": ("start", "left", "right", "center", "justify"),
    "text_align_last": ("auto",),
    "text_decoration_line": ("none", "underline"),  # (underlined in the end is not known: computing.py)
    "white_space": ("normal", "nowrap", "pre", "pre-wrap", "pre-line"),
}
# Lengths: which words there are beside, and whether percentages and less than nothing will do.
_LENGTHS: dict[str, tuple[tuple[str, ...], bool, bool]] = {
    **{f"border_{side}_width": ((), False, False) for side in SIDES},
    "height": (("auto",), True, False),
    "letter_spacing": (("normal",), False, True),
    **{f"margin_{side}": (("auto",), True, True) for side in SIDES},
    "max_height": ((), True, False),
    "max_width": ((), True, False),
    "min_height": ((), True, False),
    "min_width": ((), True, False),
    **{f"padding_{side}": ((), True, False) for side in SIDES},
    **dict.fromkeys(SIDES, (("auto",), True, True)),
    "text_indent": ((), True, True),
    "width": (("auto",), True, False),
    "word_spacing": ((), False, True),
}
_SPLIT = {
    "margin": tuple(f"margin_{side}" for side in SIDES),
    "padding": tuple(f"padding_{side}" for side in SIDES),
    "border_width": tuple(f"border_{side}_width" for side in SIDES),
    "border_style": tuple(f"border_{side}_style" for side in SIDES),
    "border_color": tuple(f"border_{side}_color" for side in SIDES),
}


def declared(name: str, tokens: Tokens, where: str) -> list[tuple[str, Any]]:
    """A declaration as the properties that it sets, each with its value before computing, or Pending."""
    if name.startswith("--"):
        return [(name, tuple(bare(tokens)))]
    name = name.removeprefix("-weasy-").replace("-", "_")
    tokens = bare(tokens)
    if has_var(tokens):
        return [(one, Pending(name, tokens)) for one in longhands(name, where)]
    found = list(specified(name, tokens, where))
    for one, _ in found:
        if one not in INITIAL:
            raise Unsupported("property", f"{where}: {one}")
    return found


def longhands(name: str, where: str) -> tuple[str, ...]:
    """The properties that a shorthand, or a property itself, sets."""
    if name in _SPLIT:
        return _SPLIT[name]
    if name == "border":
        return tuple(f"border_{side}_{part}" for side in SIDES for part in ("width", "style", "color"))
    if name.startswith("border_") and name.removeprefix("border_") in SIDES:
        return tuple(f"{name}_{part}" for part in ("width", "style", "color"))
    if name == "font":
        return ("font_style", "font_weight", "font_size", "line_height", "font_family")
    if name not in INITIAL:
        raise Unsupported("property", f"{where}: {name}")
    return (name,)


def specified(name: str, tokens: Tokens, where: str) -> Iterator[tuple[str, Any]]:
    """Property and value of a declaration without var(), shorthands taken apart."""
    if len(tokens) == 1 and tokens[0].type == "ident" and tokens[0].lower_value in ("inherit", "initial"):
        names = ("text_align_all", "text_align_last") if name == "text_align" else longhands(name, where)
        yield from ((one, tokens[0].lower_value) for one in names)
    elif name in _SPLIT:
        yield from _sides(name, tokens, where)
    elif name == "border":
        for side in SIDES:
            yield from _border(f"border_{side}", tokens, where)
    elif name.startswith("border_") and name.removeprefix("border_") in SIDES:
        yield from _border(name, tokens, where)
    elif name in _SHORTHANDS:
        yield from _SHORTHANDS[name](tokens, where)
    else:
        yield name, value(name, tokens, where)


def value(name: str, tokens: Tokens, where: str) -> Any:
    """The value of one property before computing; Unsupported if it is not among those known."""
    found = None
    word = tokens[0].lower_value if len(tokens) == 1 and tokens[0].type == "ident" else None
    if name in PARSERS:
        found = PARSERS[name](tokens)
    elif name.endswith("color") and len(tokens) == 1:
        found = color(tokens[0])
    elif name in _KEYWORDS:
        found = word if word in _KEYWORDS[name] else None
    elif name in _LENGTHS and len(tokens) == 1:
        words, percentage, negative = _LENGTHS[name]
        found = word if word in words else length(tokens[0], percentage)
        if isinstance(found, Length) and found.value < 0 and not negative:
            found = None
    if found is None:
        raise Unsupported("value", f"{where}: {name}: {tinycss2.serialize(tokens)}")
    return found


def _sides(name: str, tokens: Tokens, where: str) -> Iterator[tuple[str, Any]]:
    if not 1 <= len(tokens) <= 4:
        raise Unsupported("value", f"{where}: {name}: {tinycss2.serialize(tokens)}")
    top, right, bottom, left = {
        1: (0, 0, 0, 0),
        2: (0, 1, 0, 1),
        3: (0, 1, 2, 1),
        4: (0, 1, 2, 3),
    }[len(tokens)]
    for one, which in zip(_SPLIT[name], (top, right, bottom, left), strict=True):
        yield one, value(one, tokens[which : which + 1], where)


def _border(name: str, tokens: Tokens, where: str) -> Iterator[tuple[str, Any]]:
    found: dict[str, Any] = {}
    for token in tokens:
        word = "style" if token.type == "ident" else "width"
        part = word if color(token) is None else "color"
        if part in found:
            raise Unsupported("value", f"{where}: {name}: {tinycss2.serialize(tokens)}")
        found[part] = value(f"{name}_{part}", [token], where)
    for part in ("width", "style", "color"):
        yield f"{name}_{part}", found.get(part, "initial")


def _font(tokens: Tokens, where: str) -> Iterator[tuple[str, Any]]:
    """font: size family (no style, weight or line height beside them)."""
    yield "font_style", "initial"
    yield "font_weight", "initial"
    yield "line_height", "initial"
    yield "font_size", value("font_size", tokens[:1], where)
    yield "font_family", value("font_family", tokens[1:], where)


def _text_align(tokens: Tokens, where: str) -> Iterator[tuple[str, Any]]:
    found = value("text_align_all", tokens, where)
    yield "text_align_all", found
    yield "text_align_last", "start" if found == "justify" else found


def _background(tokens: Tokens, where: str) -> Iterator[tuple[str, Any]]:
    yield "background_color", value("background_color", tokens, where)


def _text_decoration(tokens: Tokens, where: str) -> Iterator[tuple[str, Any]]:
    yield "text_decoration_line", value("text_decoration_line", tokens, where)


_SHORTHANDS: dict[str, Callable[[Tokens, str], Iterator[tuple[str, Any]]]] = {
    "font": _font,
    "text_align": _text_align,
    "background": _background,
    "text_decoration": _text_decoration,
}
