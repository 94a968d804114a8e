"""A text fitted into one widget: at which size, in one line, in several, or one character a cell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from zcforms.chinese.typefaces import width
from zcforms.fillers.acroform.fields import Field
from zcforms.fillers.acroform.style import Style
from zcforms.fillers.fitting import Box, fit
from zcforms.ground.geometry import MM

LEADING = 1.3
_FREE = 12.0  # pt: 小四, the largest that a field without a size of its own is set in
_FLOOR = 9.0  # pt: 小五 (requirements F3)
_LAST = 6.5  # pt: 小六, for what can neither shrink nor wrap at 小五
_LINE = 1.1  # of the size: the height that one line takes
_SLACK = 1.01  # engines round advances
_NARROW = 1.6  # of the size: a line that holds a character, and what fit() keeps back


@dataclass(frozen=True)
class Lettering:
    """A text in a widget: its size (pt), how it is set, its cells, and by how much it is over."""

    text: str
    style: Style
    size: float
    setting: Literal["line", "block", "middle", "cells"] = "line"
    cells: int = 0
    over: str = ""  # "约2行", "约3字"


def fitted(text: str, field: Field, style: Style, floor: float | None = None) -> Lettering:
    """The text at the largest size that fits, from the widget's own down to a floor (pt), usually 9.

    One line that is too long wraps if the widget is high enough for two; where no floor was asked for,
    both are tried again down to 6.5 pt.
    """
    if field.kind == "comb" and field.max_length:
        return _in_cells(text, field.max_length, style)
    if field.kind == "multiline":
        return _wrapped(text, style, floor or _FLOOR, "block")
    both = [_in_line(text, style, floor or _FLOOR), _wrapped(text, style, floor or _FLOOR, "middle")]
    fitting = [one for one in both if not one.over]
    if fitting or floor:
        return [*fitting, *both][0]
    both = [_in_line(text, style, _LAST), _wrapped(text, style, _LAST, "middle")]
    return max((one for one in both if not one.over), key=lambda one: one.size, default=both[0])


def _wrapped(text: str, style: Style, floor: float, setting: Literal["block", "middle"]) -> Lettering:
    # A line in the middle keeps clear of the border anyway.
    height = max(0.1, style.height - 2 * (style.padding if setting == "block" else style.border))
    size = min(style.size or _FREE, height / LEADING)
    floor = min(floor, size)
    if style.inner < _NARROW * floor or _is_tiny(size, style):
        return Lettering(text, style, floor, setting, over="（栏目太小）")
    box = Box(width=style.inner / MM, height=height / MM, size=size, floor=floor, leading=LEADING)
    found = fit(text, box)
    return Lettering(text, style, found.size, setting, over=f"约{found.excess}行" if found.excess else "")


def _in_line(text: str, style: Style, floor: float) -> Lettering:
    size = min(style.size or _FREE, style.height / _LINE)
    floor = min(floor, size)
    if _is_tiny(size, style):
        return Lettering(text, style, floor, over="（栏目太小）")
    if lines := text.count("\n"):
        return Lettering(text, style, floor, over=f"约{lines}行")
    widest = width(text) * _SLACK
    size = max(floor, min(size, math.floor(2 * style.inner / max(widest, 0.1)) / 2))  # by half points
    over = math.ceil(widest - style.inner / size)
    return Lettering(text, style, size, over=f"约{over}字" if over > 0 else "")


def _is_tiny(size: float, style: Style) -> bool:
    """Whether a size (pt) is too small to read, and smaller than the form itself asks for."""
    return size < min(_LAST, style.size or _LAST)


def _in_cells(text: str, cells: int, style: Style) -> Lettering:
    cell = style.width / cells
    widest = max((width(character) for character in text), default=1.0)
    size = min(style.size or _FREE, style.height / _LINE, cell / max(widest, 0.1))
    over = len(text) - cells
    if over <= 0 and _is_tiny(size, style):
        return Lettering(text, style, size, "cells", cells, over="（格子太小）")
    return Lettering(text, style, size, "cells", cells, over=f"{over}格" if over > 0 else "")
