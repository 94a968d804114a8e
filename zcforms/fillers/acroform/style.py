"""How a field wants its text to look: font, border, colours, alignment (12.7.3.3, 12.5.6.19)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name

from zcforms.fillers.acroform.fields import Widget
from zcforms.fillers.acroform.objects import reading, text_of
from zcforms.ground.geometry import ordered_box

_ALIGNMENTS = {1: "center", 2: "right"}
_OPERANDS = {"g": 1, "rg": 3, "k": 4}
_PADDING = 2.0  # pt between border and text


@dataclass(frozen=True)
class Style:
    """One widget upright, in pt: its room, border and colours, and how its text is set.

    A size of 0 means that the text chooses it.
    """

    width: float
    height: float
    turn: int  # degrees, counter-clockwise
    family: str
    size: float
    ink: tuple[float, ...]
    align: str
    border: float
    dashed: bool
    underlined: bool
    stroke: tuple[float, ...]
    ground: tuple[float, ...]

    @property
    def padding(self) -> float:
        """The room (pt) that text keeps from every side."""
        return min(max(_PADDING, 2 * self.border), self.width / 4, self.height / 4)

    @property
    def inner(self) -> float:
        """The width (pt) that is left for text."""
        return self.width - 2 * self.padding


@reading()
def style_of(widget: Widget, defaults: Any) -> Style:
    """The style of a widget, with the form's own defaults for what it does not say."""
    left, bottom, right, top = ordered_box(widget.obj.Rect)
    marks = widget.obj.get(Name.MK, Dictionary())
    turn = int(marks.get(Name.R, 0)) % 360
    width, height = right - left, top - bottom
    if turn in (90, 270):
        width, height = height, width
    # Not `default_appearance`: it has no GBK, in which old programs name their fonts.
    appearance = widget.node.get_inheritable_field_value("/DA")
    family, size, ink = _default_appearance(defaults.get(Name.DA) if appearance is None else appearance)
    stroke = _colour(marks.get(Name.BC))
    thickness, line = _border(widget.obj)
    return Style(
        max(width, 0.1),
        max(height, 0.1),
        turn,
        family,
        size,
        ink,
        _ALIGNMENTS.get(widget.node.quadding, "left"),
        thickness if stroke else 0.0,
        line == Name.D,
        line == Name.U,
        stroke,
        _colour(marks.get(Name.BG)),
    )


def _default_appearance(value: Any) -> tuple[str, float, tuple[float, ...]]:
    """Family, size and colour of "/SimSun 12 Tf 0 g"; what is missing is 宋体, free size, black.

    Only 宋体 and 仿宋 are measured exactly (typefaces.width), and no other is wanted on a form.
    """
    words = text_of(value).split()
    family, size = "ZC Song", 0.0
    ink: tuple[float, ...] = (0.0,)
    for n, word in enumerate(words):
        if word == "Tf" and n >= 2 and _is_number(words[n - 1]):
            size = float(words[n - 1])
            family = "ZC Fang" if re.search("fang|仿", words[n - 2], re.IGNORECASE) else family
        elif n >= (count := _OPERANDS.get(word, len(words))):
            operands = words[n - count : n]
            ink = tuple(map(float, operands)) if all(map(_is_number, operands)) else ink
    return family, max(size, 0.0), ink


def _is_number(word: str) -> bool:
    return re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", word) is not None


def _colour(value: Any) -> tuple[float, ...]:
    return tuple(float(part) for part in value) if isinstance(value, Array) else ()


def _border(widget: Any) -> tuple[float, Any]:
    """Width (pt) and style name of the border: /BS, else the older /Border, else one solid point."""
    style = widget.get(Name.BS)
    if isinstance(style, Dictionary):
        return float(style.get(Name.W, 1)), style.get(Name.S, Name("/S"))
    old = widget.get(Name.Border)
    return (float(old[2]) if isinstance(old, Array) and len(old) > 2 else 1.0), Name("/S")


def operators(colour: tuple[float, ...], stroking: bool) -> str:
    """The PDF operator that chooses a colour of one, three or four parts."""
    names = {1: "gG", 3: ("rg", "RG"), 4: "kK"}.get(len(colour))
    return " ".join(map(number, colour)) + f" {names[stroking]}" if names else ""


def number(value: float) -> str:
    """A number as PDF and style sheets write it: no exponent."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def css(colour: tuple[float, ...]) -> str:
    """The same colour for a style sheet."""
    return "rgb(" + " ".join(f"{100 * part:g}%" for part in _rgb(colour)) + ")"


def grey(colour: tuple[float, ...]) -> float:
    """How light a colour is, from 0 for black to 1 for white or for none at all (ITU-R BT.601)."""
    return sum(n * part for n, part in zip((0.299, 0.587, 0.114), _rgb(colour), strict=True)) if colour else 1


def _rgb(colour: tuple[float, ...]) -> tuple[float, ...]:
    if len(colour) == 4:
        colour = tuple((1 - part) * (1 - colour[3]) for part in colour[:3])
    return tuple(min(1, max(0, part)) for part in (colour * 3 if len(colour) == 1 else colour))
