"""Blocks: widths, margins that collapse, heights, and where a page may end between or within them.

What is laid out on a page stands at its place there; `resume` says where the next page goes on: pairs of the
number of a child and where in it, for lines the number of the line.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from zcforms.paper.typesetting import flow, tables
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.fragments import Fragment, Line, Used, four
from zcforms.paper.typesetting.labels import lines as lines_of
from zcforms.paper.typesetting.unsupported import Unsupported
from zcforms.paper.typesetting.widths import greatest, shrunk

Resume = tuple[int, Any] | None
_ALONE = frozenset({"cell", "inline-block"})  # what may be nothing but text


@dataclass(slots=True)
class Done:
    """What came of laying out a box: nothing (None) if not even a part of it fits the page."""

    fragment: Fragment | None
    resume: Resume = None
    forced: tuple[str, str | None] | None = None  # a break that must be, and the name of the page after it
    margins: list[float] = field(default_factory=list)  # that collapse with what follows
    through: bool = False  # margins collapse through the box
    page: str | None = None


def collapsed(margins: list[float]) -> float:
    """What margins that meet come to (CSS 2.1 §8.3.1)."""
    return max([0.0, *margins]) + min([0.0, *margins])


class Layout:
    """The state of laying out one document."""

    def __init__(self, image_size: Any = None) -> None:
        self._lines: dict[tuple[Box, float], list[Line]] = {}
        self.cells: dict[tuple[Box, float], Fragment] = {}
        self.columns: dict[tuple[Box, float], tables.Columns] = {}
        self.chosen: dict[Box, tables.Columns] = {}  # of each table, in the room that it has
        self.image_size = image_size
        self.bottom = inf  # of the page's content
        self.number = 1  # of the page
        self.after_forced = False
        self.running: list[Box] = []
        self.waiting: list[flow.Waiting] = []  # positioned boxes that wait for the box that they refer to
        self.pages: dict[Box, tuple[str, str]] = {}
        self.between: dict[tuple[Box, Box], str] = {}

    def used(self, style: Style) -> Used:
        """The values of a style, worked out once for all documents."""
        try:
            return style.used  # type: ignore[no-any-return]
        except AttributeError:
            found = style.used = Used(style)
            return found

    def lines(self, box: Box, width: float) -> list[Line]:
        """The lines in a box of a line, broken once for each width."""
        key = box, width
        if key not in self._lines:
            self._lines[key] = lines_of(self, box, width)
        return self._lines[key]

    def over(self, y: float, space: float) -> bool:
        """Whether something reaches below the content of the page, of which some space is taken."""
        return y > (self.bottom - space) * (1 + 1e-9)

    # --- whole things ---------------------------------------------------------------------------

    def alone(self, box: Box, width: float, height: float | str = "auto") -> Fragment:
        """The content of a box (a cell, an inline block) as a whole, in a content of some width."""
        if box.kind in _ALONE and (not box.children or [one.kind for one in box.children] == ["line"]):
            return self._text_alone(box, width, height)
        bottom, self.bottom = self.bottom, inf
        waiting, self.waiting = self.waiting, []
        number, self.number = self.number, 1
        try:
            used = self.used(box.style)
            fragment = Fragment(box, used, padding=used.padding, border=used.border)
            fragment.width = width + used.padding[1] + used.padding[3] + used.border[1] + used.border[3]
            done = self.container(fragment, 0.0, height, -inf, None, True, [])
        finally:
            self.bottom, self.number = bottom, number
        outside, self.waiting = self.waiting, waiting
        assert done.fragment
        if outside:
            raise Unsupported("absolute box that refers to a box outside", box.tag)
        return done.fragment

    def _text_alone(self, around: Box, width: float, height: float | str) -> Fragment:
        """What `container` comes to for a box of nothing but text: most cells and inline blocks are."""
        used = self.used(around.style)
        fragment = Fragment(around, used, padding=used.padding, border=used.border)
        fragment.width = width + used.padding[1] + used.padding[3] + used.border[1] + used.border[3]
        at = top = fragment.content_y
        for box in around.children:
            fragment.lines = self.lines(box, fragment.content_width)
        for line in fragment.lines:
            line.y, at = at - top, at + line.height
        ends = used.padding[0] + used.padding[2] + used.border[0] + used.border[2]
        low, high = used.heights(ends)
        inner = max(min(max(0.0, at - top) if height == "auto" else float(height), high), low)
        # (added up as everywhere: sums of lengths are told apart to the last bit)
        fragment.height = inner + used.border[0] + used.padding[0] + used.padding[2] + used.border[2]
        return fragment

    def inline_block(self, box: Box, room: float) -> Fragment:
        """A box that stands in a line as a whole, with its baseline from the top of its margin."""
        used = self.used(box.style)
        margin = four(0.0 if one == "auto" else one for one in used.margin)
        if box.kind == "inline-replaced":
            fragment = self.picture(box, room)
            fragment.margin = margin
            fragment.baseline = margin[0] + fragment.height + margin[2]
            return fragment
        sides = used.padding[1] + used.padding[3] + used.border[1] + used.border[3]
        width = used.content_width(room, sides)
        if width == "auto":
            width = shrunk(self, box, room - sides - margin[1] - margin[3])
        low, high = used.widths(room, sides)
        width = max(low, min(width, high))
        decoration = used.padding[0] + used.padding[2] + used.border[0] + used.border[2]
        fragment = self.alone(box, width, used.content_height("auto", decoration))
        fragment.margin = margin
        baseline = None if used.hides else last_baseline(fragment)
        fragment.baseline = margin[0] + baseline if baseline else margin[0] + fragment.height + margin[2]
        return fragment

    def picture(self, box: Box, room: float) -> Fragment:
        """A picture: as large as its style says."""
        used = self.used(box.style)
        sides = used.padding[1] + used.padding[3] + used.border[1] + used.border[3]
        ends = used.padding[0] + used.padding[2] + used.border[0] + used.border[2]
        width, height = used.content_width(room, sides), used.content_height("auto", ends)
        if width == "auto" or height == "auto":
            raise Unsupported("picture without a size", box.tag)
        fragment = Fragment(box, used, padding=used.padding, border=used.border)
        fragment.width, fragment.height = width + sides, height + ends
        return fragment

    # --- blocks in a block ----------------------------------------------------------------------

    def block(
        self,
        box: Box,
        parent: Fragment,
        height: float | str,
        x: float,
        y: float,
        space: float,
        resume: Resume,
        empty: bool,
        margins: list[float],
        root: bool = False,
    ) -> Done:
        """A block in its parent's content, its margin's edge at x and y."""
        used = self.used(box.style)
        room = parent.content_width
        if box.kind == "table":
            return tables.table(self, box, parent, y, space, resume, empty)
        fragment = Fragment(box, used, padding=used.padding, border=used.border)
        top = 0.0 if used.margin[0] == "auto" else used.margin[0]
        bottom = 0.0 if used.margin[2] == "auto" else used.margin[2]
        if self.number > 1 and empty and (root or margins) and not self.after_forced:
            top = 0.0
        if box.kind == "table-wrapper":
            width: float | str = tables.wrapper_width(self, box, room)
            low, high = 0.0, inf
        elif box.kind == "replaced":
            fragment = self.picture(box, room)
            width, low, high = fragment.content_width, 0.0, inf
        elif box.kind == "block":
            sides = used.padding[1] + used.padding[3] + used.border[1] + used.border[3]
            width = used.content_width(room, sides)
            low, high = used.widths(room, sides)
        else:
            raise Unsupported(box.kind, box.tag)
        left, right = _across(fragment, used, width, low, high, room)
        fragment.margin = (top, right, bottom, left)
        fragment.x = x + left
        if box.kind == "replaced":
            offset = collapsed([*margins, top]) - top if margins else 0.0
            fragment.y = y + offset + top
            return Done(fragment, margins=[])
        ends = used.padding[0] + used.padding[2] + used.border[0] + used.border[2]
        own = used.content_height(height, ends)
        return self.container(fragment, y, own, space, resume, empty, margins, root)

    def container(
        self,
        fragment: Fragment,
        y: float,
        height: float | str,
        space: float,
        resume: Resume,
        empty: bool,
        margins: list[float],
        root: bool = False,
    ) -> Done:
        """Fill a box that holds blocks or lines; y is the edge of its margin, `height` of its content."""
        from zcforms.paper.typesetting.flow import fill

        return fill(self, fragment, y, height, space, resume, empty, margins, root)


def _across(
    fragment: Fragment, used: Used, width: Any, low: float, high: float, room: float
) -> tuple[float, float]:
    """Set the width of a block; its left and right margin (CSS 2.1 §10.3.3)."""
    sides = used.padding[1] + used.padding[3] + used.border[1] + used.border[3]
    if fragment.box.kind == "table-wrapper":
        sides = 0.0
    left, right = used.margin[3], used.margin[1]
    if width == "auto":
        width = room - sides
        width -= left if left != "auto" else 0.0
        width -= right if right != "auto" else 0.0
    width = max(low, min(high, width))
    outer = width + sides + sum(one for one in (left, right) if one != "auto")
    if outer > room:
        left = 0.0 if left == "auto" else left
        right = 0.0 if right == "auto" else right
    spare = room - sides - width
    if left == right == "auto":
        left = right = spare / 2
    elif left == "auto":
        left = spare - right
    elif right == "auto":
        right = spare - left
    fragment.width = width + sides
    return left, right


def last_baseline(fragment: Fragment) -> float | None:
    """The baseline of the last line in a fragment that is not yet in another, from its top."""
    if fragment.lines:
        line = fragment.lines[-1]
        return fragment.border[0] + fragment.padding[0] + line.y + line.baseline
    for child in reversed(fragment.children):
        if not child.fixed():
            found = last_baseline(child)
            if found is not None:
                return child.y + found
    return None


def absolutes(layout: Layout, fragment: Fragment, waiting: list[flow.Waiting]) -> list[Fragment]:
    """Positioned boxes in the padding of the box that they refer to; places from its border."""
    found = []
    for box, parent, x, y in waiting:
        style = box.style
        still = style["left"] == style["right"] == "auto" or style["top"] == style["bottom"] == "auto"
        if still and parent is not fragment:
            raise Unsupported("absolute box at a place of its own in one direction", box.tag)
        found.append(_absolute(layout, fragment, box, x - fragment.x, y - fragment.y))
    return found


def _absolute(layout: Layout, around: Fragment, box: Box, static_x: float, static_y: float) -> Fragment:
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
    sides = used.padding[1] + used.padding[3] + used.border[1] + used.border[3]
    ends = used.padding[0] + used.padding[2] + used.border[0] + used.border[2]
    spacing = sides + margin[1] + margin[3]
    width = used.content_width(room_x, sides)
    if width == "auto":
        if left != "auto" and right != "auto":
            width = room_x - left - right - spacing
        else:
            taken = (left if left != "auto" else 0.0) + (right if right != "auto" else 0.0)
            width = greatest(layout, box) if box.marker else shrunk(layout, box, room_x - spacing - taken)
    low, high = used.widths(room_x, sides)
    width = max(low, min(high, width))
    height = used.content_height(room_y, ends)
    if top != "auto" and bottom != "auto" and height == "auto":
        height = room_y - top - bottom - ends - margin[0] - margin[2]
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
