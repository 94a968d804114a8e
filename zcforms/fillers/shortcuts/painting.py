"""What is painted most: boxes with square corners, without a border, and numbers with few digits."""

from __future__ import annotations

from typing import Any

import pydyf
from weasyprint import draw
from weasyprint.formatting_structure import boxes

_SQUARE = ((0, 0),) * 4

WHOLE_ROUNDED = boxes.Box.rounded_box
WHOLE_BORDER = draw.draw_border
WHOLE_BYTES = pydyf._to_bytes


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
    """In place of draw_border: most boxes have none."""
    style = box.style
    if (
        box.border_top_width
        or box.border_right_width
        or box.border_bottom_width
        or box.border_left_width
        or style["column_width"] != "auto"
        or style["column_count"] != "auto"
        or style["border_image_source"][0] != "none"
    ):
        WHOLE_BORDER(stream, box)


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
