"""What layout makes of boxes: fragments with their places, lines of text, and what styles come to.

Lengths are CSS px. A fragment that is being laid out has its place on the page; once it stands in another,
its place is measured from the corner of that one's border.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf
from typing import Any

from zcforms.paper.typesetting.borders import color_of
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.metrics import UNITS, Fount, fount
from zcforms.paper.typesetting.unsupported import Unsupported

_SIDES = ("top", "right", "bottom", "left")
_PLAIN = {
    "direction": "ltr",
    "float": "none",
    "clear": "none",
    "visibility": "visible",
    "opacity": 1,
    "z_index": "auto",
    "text_transform": "none",
    "text_decoration_line": "none",
    "max_lines": "none",
    "continue": "auto",
    "font_style": "normal",
    "hyphens": "manual",
    "word_break": "normal",
    "margin_break": "auto",
    "outline_style": "none",
}


Sides = tuple[float, float, float, float]  # top, right, bottom, left


class Used:
    """The values of a style as layout uses them; one for all boxes of a style."""

    __slots__ = (
        *("style", "margin", "padding", "border", "fount", "size", "lead", "strut", "spacing"),
        *("word", "wraps"),
        *("sides", "ends", "keeps", "align", "align_last", "vertical", "indent", "width", "height", "least"),
        *("edges", "most", "low", "high", "inner", "position", "clones", "hides", "before", "after"),
        *("inside", "page"),
    )

    def __init__(self, style: Style) -> None:
        self.style = style
        for name, value in _PLAIN.items():
            if name in style and style[name] != value:
                raise Unsupported(f"{name}: {style[name]}")
        self.margin: Any = tuple(style[f"margin_{side}"] for side in _SIDES)  # lengths or "auto"
        self.padding = four(_length(style[f"padding_{side}"]) for side in _SIDES)
        self.border = four(_length(style[f"border_{side}_width"]) for side in _SIDES)
        # padding and border together, left and right, above and below
        self.sides = self.padding[1] + self.padding[3] + self.border[1] + self.border[3]
        self.ends = self.padding[0] + self.padding[2] + self.border[0] + self.border[2]
        # the styles and colours of the borders
        self.edges = (
            tuple(style[f"border_{side}_style"] for side in _SIDES),
            tuple(color_of(style, side) for side in _SIDES),
        )
        for one in self.margin:
            if one != "auto":
                _length(one)
        self.size = _length(style["font_size"])
        self.fount: Fount = fount(tuple(style["font_family"]), self.size)
        ascent, descent = (length / UNITS for length in self.fount.extent(""))
        asked = style["line_height"]
        if asked == "normal":
            self.lead = ascent + descent
        elif isinstance(asked, tuple):
            if asked[1]:
                raise Unsupported(f"line-height: {asked}")
            self.lead = asked[0] * self.size
        else:
            self.lead = asked
        self.strut = ascent + (self.lead - ascent - descent) / 2
        self.spacing = 0.0 if style["letter_spacing"] == "normal" else style["letter_spacing"]
        self.word = style["word_spacing"]
        self.wraps = style["white_space"] in ("normal", "pre-wrap", "pre-line")
        self.keeps = style["white_space"] in ("pre", "pre-wrap")
        self.align, self.align_last = style["text_align_all"], style["text_align_last"]
        self.vertical = style["vertical_align"]
        self.indent = _length(style["text_indent"])
        self.width, self.height = style["width"], style["height"]
        self.least, self.most = style["min_width"], style["max_width"]
        self.low, self.high = style["min_height"], style["max_height"]
        self.inner = style["box_sizing"] == "content-box"
        if style["box_sizing"] == "padding-box":
            raise Unsupported("box-sizing: padding-box")
        self.position = style["position"]
        self.clones = style["box_decoration_break"] == "clone"
        self.hides = style["overflow"] != "visible"
        self.before, self.after = style["break_before"], style["break_after"]
        self.inside, self.page = style["break_inside"], style["page"]

    def content_width(self, room: float, decoration: float) -> Any:
        """The width of the content in a room of some width, or "auto"."""
        return self._inner(_part(self.width, room), decoration)

    def widths(self, room: float, decoration: float) -> tuple[float, float]:
        """The least and the greatest width of the content."""
        least, most = _part(self.least, room), _part(self.most, room)
        low = 0.0 if least == "auto" else self._inner(least, decoration)
        high = inf if most in ("auto", "none") else self._inner(most, decoration)
        return low, high

    def content_height(self, room: float | str, decoration: float) -> Any:
        """The height of the content, or "auto"."""
        if isinstance(self.height, tuple):
            if room == "auto":
                return "auto"
            return self._inner(_part(self.height, room), decoration)
        return self._inner(self.height, decoration)

    def heights(self, decoration: float) -> tuple[float, float]:
        """The least and the greatest height of the content."""
        low, high = self.low, self.high
        if isinstance(low, tuple) or isinstance(high, tuple):
            raise Unsupported("min-height, max-height: %")
        return (
            0.0 if low == "auto" else self._inner(low, decoration),
            inf if high in ("auto", "none") else self._inner(high, decoration),
        )

    def _inner(self, length: Any, decoration: float) -> Any:
        if self.inner or length == "auto":
            return length
        return max(0.0, length - decoration)


def four(lengths: Iterable[float]) -> Sides:
    top, right, bottom, left = lengths
    return top, right, bottom, left


def _length(value: Any) -> float:
    if not isinstance(value, float | int):
        raise Unsupported(f"length {value!r}")
    return value


def _part(value: Any, room: Any) -> Any:
    """A length or a percentage of a room."""
    return room * value[0] / 100 if isinstance(value, tuple) else value


@dataclass(slots=True, eq=False)
class Run:
    """A text on a line: `x` from the left of the lines, `y` of its baseline from the top of the line.

    `gap` is what is added between its characters to set the line flush.
    """

    box: Box
    used: Used
    text: str
    x: float
    y: float
    width: float
    gap: float = 0.0


@dataclass(slots=True, eq=False)
class Line:
    """A line: what stands on it, and where it ends; `x` and `y` of the content of its block."""

    height: float
    baseline: float
    runs: list[Run | Fragment]
    width: float
    ended: bool  # by a forced break
    y: float = 0.0
    x: float = 0.0
    inlines: list[tuple[Box, float, float]] = field(default_factory=list)  # those with a link: x, width


@dataclass(slots=True, eq=False)
class Fragment:
    """A box laid out, as a whole or a part of it; x, y, width and height are those of its border."""

    box: Box
    used: Used
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    margin: Sides = (0.0, 0.0, 0.0, 0.0)
    padding: Sides = (0.0, 0.0, 0.0, 0.0)
    border: Sides = (0.0, 0.0, 0.0, 0.0)
    children: list[Fragment] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    index: int = 0  # among the children of the box that it is in
    first: int = 0  # of its lines, the number of the first
    baseline: float = 0.0
    grid: Any = None  # of a table with collapsed borders

    def moved(self, x: float, y: float) -> Fragment:
        """A copy of it so far to the right and down, with the same children and lines."""
        return Fragment(
            *(self.box, self.used, self.x + x, self.y + y, self.width, self.height),
            *(self.margin, self.padding, self.border, self.children, self.lines),
            *(self.index, self.first, self.baseline, self.grid),
        )

    @property
    def content_x(self) -> float:
        """Where the content begins."""
        return self.x + self.border[3] + self.padding[3]

    @property
    def content_y(self) -> float:
        """Where the content begins."""
        return self.y + self.border[0] + self.padding[0]

    @property
    def content_height(self) -> float:
        """The height of the content."""
        return self.height - self.border[0] - self.padding[0] - self.padding[2] - self.border[2]

    @property
    def content_width(self) -> float:
        """The width of the content."""
        return self.width - self.border[1] - self.padding[1] - self.padding[3] - self.border[3]

    def fixed(self) -> bool:
        """Whether it stands out of the flow."""
        return bool(self.used.position == "absolute")

    def baseline_within(self, last: bool = False) -> float | None:
        """The baseline of the first or last line in it, from its top, while it is not yet in another."""
        if self.lines:
            line = self.lines[-1 if last else 0]
            return self.border[0] + self.padding[0] + line.y + line.baseline
        for child in self.children[:: -1 if last else 1]:
            if not child.fixed() and (found := child.baseline_within(last)) is not None:
                return child.y + found
        return None


def relative(used: Used) -> tuple[float, float]:
    """How far a box is moved that is positioned relatively."""
    if used.position != "relative":
        return 0.0, 0.0
    style = used.style
    if any(isinstance(style[side], tuple) for side in ("left", "right", "top", "bottom")):
        raise Unsupported("position: relative, %")
    left, right, top, bottom = (style[side] for side in ("left", "right", "top", "bottom"))
    across = left if left != "auto" else -right if right != "auto" else 0.0
    down = top if top != "auto" else -bottom if bottom != "auto" else 0.0
    return across, down
