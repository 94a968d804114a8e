"""Blocks: their widths and margins, and what stands in a line or a cell as a whole (CSS 2.1 §10)."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from math import inf
from typing import Any

from zcforms.paper.typesetting import flow, tables
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.columns import Columns, wrapper_width
from zcforms.paper.typesetting.fragments import Fragment, Line, Used, four
from zcforms.paper.typesetting.labels import lines as lines_of
from zcforms.paper.typesetting.spot import Done, Spot, Waiting
from zcforms.paper.typesetting.unsupported import Unsupported
from zcforms.paper.typesetting.widths import shrunk

_ALONE = frozenset({"cell", "inline-block"})  # what may be nothing but text
_SPOTS = 20  # of a section, where what came of it is kept


class Layout:
    """The state of laying out one document."""

    def __init__(self, cells: MutableMapping[tuple[Box, float], Fragment] | None = None) -> None:
        self._lines: dict[tuple[Box, float], list[Line]] = {}
        self.cells = {} if cells is None else cells  # laid out already, by the width of their content
        self.columns: dict[tuple[Box, float], Columns] = {}
        self.chosen: dict[Box, Columns] = {}  # of each table, in the room that it has
        self.bottom = inf  # of the page's content
        self.number = 1  # of the page
        self.after_forced = False
        self.running: list[Box] = []
        self.waiting: list[Waiting] = []  # positioned boxes that wait for the box that they refer to
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
        used = self.used(box.style)
        fragment = Fragment(box, used, padding=used.padding, border=used.border)
        fragment.width = width + used.padding[1] + used.padding[3] + used.border[1] + used.border[3]
        if box.kind in _ALONE and (not box.children or [one.kind for one in box.children] == ["line"]):
            return self._text_alone(fragment, height)
        bottom, self.bottom = self.bottom, inf
        waiting, self.waiting = self.waiting, []
        number, self.number = self.number, 1
        try:
            done = flow.fill(self, fragment, height, Spot(0.0, -inf))
        finally:
            self.bottom, self.number = bottom, number
        outside, self.waiting = self.waiting, waiting
        assert done.fragment
        if outside:
            raise Unsupported("absolute box that refers to a box outside", box.tag)
        if done.resume is not None:
            raise Unsupported("forced break in a box that stands as a whole", box.tag)
        return done.fragment

    def cell(self, cell: Box, width: float) -> Fragment:
        """The content of a cell as a whole; that of cells that are alike is laid out once."""
        if cell.like is None:
            return self.alone(cell, width)
        key = cell.like, width
        found = self.cells.get(key)  # another document's thread may forget them all meanwhile
        if found is None:
            found = self.cells[key] = self.alone(*key)
        return found

    def _text_alone(self, fragment: Fragment, height: float | str) -> Fragment:
        """What `alone` comes to for a box of nothing but text: most cells and inline blocks are."""
        used = fragment.used
        at = top = fragment.content_y
        for box in fragment.box.children:
            fragment.lines = self.lines(box, fragment.content_width)
        for line in fragment.lines:
            line.y, at = at - top, at + line.height
        low, high = used.heights(used.ends)
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
        width = used.content_width(room, used.sides)
        if width == "auto":
            width = shrunk(self, box, room - used.sides - margin[1] - margin[3])
        low, high = used.widths(room, used.sides)
        width = max(low, min(width, high))
        fragment = self.alone(box, width, used.content_height("auto", used.ends))
        fragment.margin = margin
        baseline = None if used.hides else fragment.baseline_within(last=True)
        fragment.baseline = margin[0] + baseline if baseline else margin[0] + fragment.height + margin[2]
        return fragment

    def picture(self, box: Box, room: float) -> Fragment:
        """A picture: as large as its style says."""
        used = self.used(box.style)
        width, height = used.content_width(room, used.sides), used.content_height("auto", used.ends)
        if width == "auto" or height == "auto":
            raise Unsupported("picture without a size", box.tag)
        fragment = Fragment(box, used, padding=used.padding, border=used.border)
        fragment.width, fragment.height = width + used.sides, height + used.ends
        return fragment

    # --- blocks in a block ----------------------------------------------------------------------

    def block(self, box: Box, parent: Fragment, spot: Spot) -> Done:
        """A block in its parent's content; sections that are alike are laid out once at a spot."""
        if box.like is None:
            return self._block(box, parent, spot)
        laid = box.element.section.laid
        key = (
            *(box.like, parent.content_width, self.bottom, self.number > 1, self.after_forced, spot.y),
            *(spot.space, spot.resume, spot.empty, tuple(spot.margins), spot.x, spot.height, spot.root),
        )
        found = laid.get(key)
        if found is None:
            # (lines stand where they were placed last: these are for nobody else to place)
            waiting, running, lines, self._lines = len(self.waiting), len(self.running), self._lines, {}
            done: Done = self._block(box.like, parent, spot)
            self._lines = lines
            if (waiting, running) != (len(self.waiting), len(self.running)):
                return done
            found = done, done.margins is spot.margins, (*spot.margins,), (*done.margins,)
            if len(laid) >= _SPOTS:
                laid.clear()
            laid[key] = found
        done, one, around, after = found
        spot.margins[:] = around
        fragment = done.fragment and done.fragment.moved(0.0, 0.0)  # for its place in this document
        return replace(done, fragment=fragment, margins=spot.margins if one else [*after])

    def _block(self, box: Box, parent: Fragment, spot: Spot) -> Done:
        used = self.used(box.style)
        room = parent.content_width
        if box.kind == "table":
            return tables.table(self, box, parent, spot)
        fragment = Fragment(box, used, padding=used.padding, border=used.border)
        top = 0.0 if used.margin[0] == "auto" else used.margin[0]
        bottom = 0.0 if used.margin[2] == "auto" else used.margin[2]
        if self.number > 1 and spot.empty and (spot.root or spot.margins) and not self.after_forced:
            top = 0.0
        if box.kind == "table-wrapper":
            width: float | str = wrapper_width(self, box, room)
            low, high = 0.0, inf
        elif box.kind == "replaced":
            fragment = self.picture(box, room)
            width, low, high = fragment.content_width, 0.0, inf
        elif box.kind == "block":
            width = used.content_width(room, used.sides)
            low, high = used.widths(room, used.sides)
        else:
            raise Unsupported(box.kind, box.tag)
        left, right = _across(fragment, used, width, low, high, room)
        fragment.margin = (top, right, bottom, left)
        fragment.x = spot.x + left
        if box.kind == "replaced":
            offset = flow.collapsed([*spot.margins, top]) - top if spot.margins else 0.0
            fragment.y = spot.y + offset + top
            return Done(fragment, margins=[])
        return flow.fill(self, fragment, used.content_height(spot.height, used.ends), spot)


def _across(
    fragment: Fragment, used: Used, width: Any, low: float, high: float, room: float
) -> tuple[float, float]:
    """Set the width of a block; its left and right margin (CSS 2.1 §10.3.3)."""
    sides = 0.0 if fragment.box.kind == "table-wrapper" else used.sides
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
