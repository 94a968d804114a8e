"""What is painted most: boxes with square corners, without a border, and numbers with few digits."""

from __future__ import annotations

from typing import Any

import pydyf
from weasyprint import draw
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes

_SQUARE = ((0, 0),) * 4
_SIDES = ("top", "right", "bottom", "left")
_ORDER = ("bottom", "left", "right", "top")  # in which the engine paints them

WHOLE_ROUNDED = boxes.Box.rounded_box
WHOLE_BORDER = draw.draw_border
WHOLE_BYTES = pydyf._to_bytes
WHOLE_DATA = pydyf.Stream.data


def rounded_box(self: Any, bt: float, br: float, bb: float, bl: float) -> Any:
    """In place of Box.rounded_box: a box inside the outer border, of four corners that are not round."""
    corners = (
        self.border_top_left_radius,
        self.border_top_right_radius,
        self.border_bottom_right_radius,
        self.border_bottom_left_radius,
    )
    if corners != _SQUARE:
        return WHOLE_ROUNDED(self, bt, br, bb, bl)
    x, y = self.border_box_x() + bl, self.border_box_y() + bt
    return (x, y, self.border_width() - bl - br, self.border_height() - bt - bb, *_SQUARE)


def border(stream: Any, box: Any) -> None:
    """In place of draw_border: most boxes have none, cells of tables one of plain rules at some sides."""
    style = box.style
    widths = (box.border_top_width, box.border_right_width, box.border_bottom_width, box.border_left_width)
    special = (
        style["column_width"] != "auto"
        or style["column_count"] != "auto"
        or style["border_image_source"][0] != "none"
    )
    if not special and not any(widths):
        return
    rules = [side for side, width in zip(_SIDES, widths, strict=True) if width]
    colors = [get_color(style, f"border_{side}_color") for side in rules]
    plain = all(style[f"border_{side}_style"] == "solid" for side in rules)
    if special or len(rules) == 4 or not plain or not all(color.alpha for color in colors):
        WHOLE_BORDER(stream, box)
    elif style["visibility"] == "visible":
        outer, inner = box.rounded_border_box(), box.rounded_padding_box()
        if outer[4:] != _SQUARE or inner[4:] != _SQUARE:
            WHOLE_BORDER(stream, box)
            return
        for side, color in sorted(zip(rules, colors, strict=True), key=lambda rule: _ORDER.index(rule[0])):
            with stream.artifact(), stream.stacked():
                _rule(stream, side, color, widths, outer, inner)


def _rule(stream: Any, side: str, color: Any, widths: Any, outer: Any, inner: Any) -> None:
    """The border at one side, mitred where it meets its neighbours: the ring, clipped to that side."""
    top, right, bottom, left = widths
    x, y, width, height = outer[:4]
    if side in ("top", "bottom"):
        edge, inward = (y, top) if side == "top" else (y + height, -bottom)
        stream.move_to(x + width, edge)
        stream.line_to(x, edge)
        stream.line_to(x + left, edge + inward)
        stream.line_to(x + width + -right, edge + inward)
    else:
        edge, inward = (x, left) if side == "left" else (x + width, -right)
        stream.move_to(edge, y + height)
        stream.line_to(edge, y)
        stream.line_to(edge + inward, y + top)
        stream.line_to(edge + inward, y + height + -bottom)
    stream.clip(even_odd=True)
    stream.end()
    stream.set_color(color)
    stream.rectangle(*inner[:4])
    stream.rectangle(*outer[:4])
    stream.fill(even_odd=True)


def to_bytes(item: Any) -> Any:
    """In place of pydyf's own: numbers and words of a PDF as bytes, the most frequent kinds first."""
    kind = type(item)
    if kind is bytes:
        return item
    if kind is float:
        if item.is_integer():
            return b"%d" % int(item)
        return f"{item:f}".rstrip("0").encode("ascii")
    if kind is str:
        return item.encode("ascii")
    if kind is int:
        return b"%d" % item
    return item.data if isinstance(item, pydyf.Object) else WHOLE_BYTES(item)


def data(self: Any) -> Any:
    """In place of pydyf.Stream.data: most that is painted is bytes already."""
    painted = self.stream
    self.stream = [b"\n".join([item if type(item) is bytes else to_bytes(item) for item in painted])]
    try:
        return WHOLE_DATA.fget(self)
    finally:
        self.stream = painted
