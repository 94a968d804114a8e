"""From the declarations that win to a style: every property with its computed value (CSS Cascade 4 §4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zcforms.paper.typesetting.boxes import Custom, Style
from zcforms.paper.typesetting.properties import INHERITED, INITIAL, SIDES, specified
from zcforms.paper.typesetting.unsupported import Unsupported
from zcforms.paper.typesetting.values import Length, Pending, Sum, pixels, resolved, summed

# px of the sizes that have names, from large to small: a smaller one is the next (CSS Fonts 3 §3.5).
_NAMED_SIZES = (32.0, 24.0, 19.2, 16.0, 128 / 9, 12.0, 9.6)
# What others are reckoned from, in this order.
_FIRST = ("font_size", "position", *(f"border_{side}_style" for side in SIDES))
_NO_BORDERS = {f"border_{side}_width": 0 for side in SIDES}
_NO_PADDING = {f"padding_{side}": 0 for side in SIDES}
_NO_MARGINS = {f"margin_{side}": 0 for side in SIDES}


def style(declared: Iterable[tuple[str, Any]], parent: Style | None, pseudo: bool) -> Style:
    """The style of an element, pseudo-element or page: `declared` in the order of the cascade, the last
    wins; the root element has no parent.
    """
    chosen: dict[str, Any] = dict(declared)
    found = Style(INITIAL)
    found.update(_NO_BORDERS)
    found.custom = _custom(chosen, parent)
    found["page"] = ""
    if parent is not None:
        for name in INHERITED:
            found[name] = parent[name]
        found["page"] = parent["page"]
    names = [name for name in _FIRST if name in chosen]
    names += [name for name in chosen if name not in _FIRST and not name.startswith("--")]
    for name in names:
        value = chosen[name]
        if isinstance(value, Pending):
            value = _known(value, found.custom)[name]
        _set(found, name, value, parent, pseudo)
    found.rem = found["font_size"] if parent is None else parent.rem
    if parent is None or found["position"] == "absolute":
        found["display"] = _as_block(found["display"])
    if found["text_decoration_line"] != "none":
        raise Unsupported("text-decoration", str(found["text_decoration_line"]))
    _leave_out(found)
    return found


def _known(value: Pending, custom: Custom) -> dict[str, Any]:
    """What a declaration with var() comes to, by property."""
    key = value.name, id(value.tokens)
    if key not in custom.found:
        tokens = resolved(value.tokens, custom)
        # (the tokens are kept, too: no others shall have their id)
        custom.found[key] = value.tokens, dict(specified(value.name, tokens, value.name))
    known: dict[str, Any] = custom.found[key][1]
    return known


def _custom(chosen: Mapping[str, Any], parent: Style | None) -> Custom:
    """The custom properties, each with the var() in it replaced."""
    above = Custom() if parent is None else parent.custom
    own = {name: value for name, value in chosen.items() if name.startswith("--")}
    if not own:
        return above
    written = {**above, **own}
    return Custom({**above, **{name: tuple(resolved(value, written)) for name, value in own.items()}})


def _set(found: Style, name: str, value: Any, parent: Style | None, pseudo: bool) -> None:
    if value == "inherit" and parent is not None:
        found[name] = parent[name]
        return
    if value in ("initial", "inherit"):
        none = name.startswith("border_") and name.endswith("_width") and _side_style(found, name) == "none"
        found[name] = 0 if none else INITIAL[name]
        return
    if name == "page" and value == "auto":
        return
    size = found["font_size"]
    if name == "font_size":
        size = INITIAL["font_size"] if parent is None else parent["font_size"]
        if value == "smaller":
            found[name] = next((named for named in _NAMED_SIZES if named < size), size * 0.8)
            return
    computed = _computed(value, size, size if parent is None else parent.rem)
    if name == "font_size" and isinstance(computed, tuple):
        computed = computed[0] * size / 100
    elif name == "content" and computed in ("none", "normal"):
        computed = "inhibit" if pseudo or computed == "none" else "normal"
    elif name.startswith("border_") and name.endswith("_width") and _side_style(found, name) == "none":
        computed = 0
    found[name] = computed


def _side_style(found: Style, name: str) -> Any:
    return found[name.replace("_width", "_style")]


def _computed(value: Any, size: float, rem: float) -> Any:
    """A value with its lengths in px; percentages and numbers of lines are pairs of number and unit."""
    if isinstance(value, Sum):
        value = summed(value, size, rem)
    if isinstance(value, Length):
        if value.unit in ("%", ""):
            return (value.value, value.unit) if value.value or not value.unit else 0
        return pixels(value, size, rem)
    if isinstance(value, tuple):
        return tuple(_computed(one, size, rem) for one in value)
    return value


def _as_block(display: tuple[str, ...]) -> tuple[str, ...]:
    """The display of what stands alone (CSS 2.1 §9.7)."""
    if display[0] == "inline" or display[0].startswith("table-"):
        return ("block", "flow")
    return display


def _leave_out(found: Style) -> None:
    """Of parts of tables: padding and margins that do not apply (CSS 2.1 §17.5.1, §17.6.2)."""
    display = found["display"]
    if "table" in display and found["border_collapse"] == "collapse":
        found.update(_NO_PADDING)
    if display[0].startswith("table-"):
        found.update(_NO_MARGINS)


def anonymous(parent: Style) -> Style:
    """The style of an anonymous box in a box of that style, made once for each."""
    found: Style | None = getattr(parent, "_anonymous", None)
    if found is None:
        found = Style(INITIAL)
        found.update(_NO_BORDERS)
        for name in INHERITED:
            found[name] = parent[name]
        found["page"] = parent["page"]
        found.custom = parent.custom
        parent._anonymous = found
    return found
