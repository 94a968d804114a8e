"""Boxes that stand out of the flow, at a place in the box that they refer to (CSS 2.1 §10.3.7, §10.6.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.fragments import Fragment, four
from zcforms.paper.typesetting.spot import Waiting
from zcforms.paper.typesetting.unsupported import Unsupported
from zcforms.paper.typesetting.widths import greatest, shrunk

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout


def absolutes(layout: Layout, fragment: Fragment, waiting: list[Waiting]) -> list[Fragment]:
    """Positioned boxes in the padding of the box that they refer to; places from its border."""
    found = []
    for box, parent, x, y in waiting:
        style = box.style
        still = style["left"] == style["right"] == "auto" or style["top"] == style["bottom"] == "auto"
        if still and parent is not fragment:
            raise Unsupported("absolute box at a place of its own in one direction", box.tag)
        found.append(absolute(layout, fragment, box, x - fragment.x, y - fragment.y))
    return found


def absolute(layout: Layout, around: Fragment, box: Box, static_x: float, static_y: float) -> Fragment:
    """One positioned box; where it says nothing of a direction, it stands at the place that it would have."""
    used = layout.used(box.style)
    room_x = around.width - around.border[1] - around.border[3]
    room_y = around.height - around.border[0] - around.border[2]
    style = used.style
    left, right, top, bottom = (
        one if one == "auto" else room * one[0] / 100 if isinstance(one, tuple) else one
        for one, room in (
            (style["left"], room_x),
            (style["right"], room_x),
            (style["top"], room_y),
            (style["bottom"], room_y),
        )
    )
    margin = four(0.0 if one == "auto" else one for one in used.margin)
    if "auto" in used.margin and "auto" not in (left, right):
        raise Unsupported("absolute box with margins: auto", box.tag)
    spacing = used.sides + margin[1] + margin[3]
    width = used.content_width(room_x, used.sides)
    if width == "auto":
        if left != "auto" and right != "auto":
            width = room_x - left - right - spacing
        else:
            taken = (left if left != "auto" else 0.0) + (right if right != "auto" else 0.0)
            width = greatest(layout, box) if box.marker else shrunk(layout, box, room_x - spacing - taken)
    low, high = used.widths(room_x, used.sides)
    width = max(low, min(high, width))
    height = used.content_height(room_y, used.ends)
    if top != "auto" and bottom != "auto" and height == "auto":
        height = room_y - top - bottom - used.ends - margin[0] - margin[2]
    placed = layout.alone(box, width, height)
    placed.margin = margin
    if left != "auto":
        placed.x = around.border[3] + left + margin[3]
    elif right != "auto":
        placed.x = around.width - around.border[1] - right - margin[1] - placed.width
    else:
        placed.x = static_x + margin[3] - (placed.width if box.marker else 0.0)
    if top != "auto":
        placed.y = around.border[0] + top + margin[0]
    elif bottom != "auto":
        placed.y = around.height - around.border[2] - bottom - margin[2] - placed.height
    else:
        placed.y = static_y + margin[0]
    return replace(placed)
