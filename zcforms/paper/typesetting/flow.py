"""What stands in a block, from top to bottom, and where a page ends in it (CSS 2.1 §13.3)."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Any

from zcforms.paper.typesetting.absolute import absolute, absolutes
from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.fragments import Fragment, Used, relative
from zcforms.paper.typesetting.page_breaks import AVOID, FORCED, break_between, earlier_break, pages
from zcforms.paper.typesetting.spot import Done, Resume, Spot, Waiting
from zcforms.paper.typesetting.unsupported import Unsupported

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout


class Filling:
    """One box being filled, as far as the page goes."""

    def __init__(self, layout: Layout, fragment: Fragment, height: float | str, spot: Spot) -> None:
        self.layout, self.fragment, self.height, self.root = layout, fragment, height, spot.root
        self.used: Used = fragment.used
        self.space, self.empty, self.resume = spot.space, spot.empty, spot.resume
        if self.resume is not None and not self.used.clones:
            strip(fragment, 0)
        self.draws_foot = self.used.clones
        if self.draws_foot:
            self.space += fragment.padding[2] + fragment.border[2] + fragment.margin[2]
        spot.margins.append(fragment.margin[0])
        self.own = self.margins = spot.margins
        self.y = spot.y  # of the edge of the margin
        if self.collapses(0):
            self.at = self.y
        else:
            self.y += collapsed(self.margins) - fragment.margin[0]
            self.margins = []
            self.at = self.y + fragment.margin[0] + fragment.border[0] + fragment.padding[0]
        self.placed: list[Fragment] = []
        self.beside: list[Fragment] = []  # out of the flow
        self.waiting: list[Waiting] = []
        self.forced: tuple[str, str | None] | None = None
        self.page: str | None = None
        self.goes_on: Resume = None

    def collapses(self, side: int) -> bool:
        """Whether the margin at a side (0: top, 2: bottom) meets those of the content."""
        box = self.fragment.box
        return not (
            self.fragment.border[side]
            or self.fragment.padding[side]
            or box.kind in ("cell", "inline-block", "margin", "table-wrapper")
            or self.used.position == "absolute"
            or self.used.hides
            or self.root
        )

    # --- lines ----------------------------------------------------------------------------------

    def lines(self, box: Box, start: int) -> bool:
        """Place lines from a number on; False if not even the least of them fits."""
        fragment = self.fragment
        if self.margins:
            self.at += collapsed(self.margins)
        lines = self.layout.lines(box, fragment.content_width)
        foot = fragment.border[2] + fragment.padding[2]
        kept: list[Any] = []
        stopped = False
        for n in range(start, len(lines)):
            line = lines[n]
            bottom = self.at + line.height
            self.draws_foot |= n == len(lines) - 1
            offset = foot if self.draws_foot else 0.0
            if (kept or not self.empty) and self.layout.over(bottom + offset, self.space):
                widows, orphans = self.used.style["widows"], self.used.style["orphans"]
                needed = max(0, widows - 1 - (len(lines) - 1 - n))
                spare = len(kept) - orphans
                if (spare < 0 or needed > spare) and not self.empty:
                    return False
                if needed and needed <= spare:
                    del kept[-needed:]
                self.goes_on, stopped = (0, start + len(kept)), True
                break
            if self.empty and self.layout.over(bottom, self.space) and fragment.margin[0]:
                raise Unsupported("line higher than a page", box.tag)
            line.y = self.at
            kept.append(line)
            self.at = bottom
        if not stopped:
            self.goes_on = None
            self.draws_foot = True
        fragment.lines, fragment.first = kept, start
        self.margins = []
        return True

    # --- blocks ---------------------------------------------------------------------------------

    def blocks(self) -> bool:
        """Place the blocks in the box; False if the box has to go to the next page as a whole."""
        layout, box = self.layout, self.fragment.box
        skip, sub = self.resume if self.resume else (0, None)
        for index in range(skip, len(box.children)):
            child = box.children[index]
            used = layout.used(child.style)
            if child.kind == "line":
                if not self.lines(child, sub or 0):
                    return False
                if self.goes_on:
                    self.goes_on = index, self.goes_on[1]
                    return True
                sub = None
                continue
            if used.position == "absolute" or isinstance(used.position, tuple):
                self.aside(child, used)
                continue
            if self.placed:
                broken = break_between(layout, self.placed[-1].box, child)
                before, after = pages(layout, self.placed[-1].box)[1], pages(layout, child)[0]
                name = after if before != after else None
                if name or broken in FORCED:
                    self.forced, self.page = (broken, name), name or before
                    self.goes_on = index, None
                    return True
            verdict = self.block(index, child, sub)
            sub = None
            if verdict != "on":
                return verdict == "stop"
        return True

    def aside(self, child: Box, used: Used) -> None:
        """A box that stands out of the flow."""
        if isinstance(used.position, tuple):
            self.layout.running.append(child)
            return
        y = self.at + collapsed(self.margins)
        places = [used.style[side] for side in ("left", "right", "top", "bottom")]
        if all(place == "auto" for place in places):
            x = self.fragment.x if child.marker else self.fragment.content_x
            around = Fragment(self.fragment.box, used, width=self.fragment.width)
            self.beside.append(absolute(self.layout, around, child, x, y))
        else:
            self.waiting.append((child, self.fragment, self.fragment.content_x, y))

    def block(self, index: int, child: Box, sub: Any) -> str:
        """Place one block: "on", "stop" after it (or before it), or "abort"."""
        layout, fragment = self.layout, self.fragment
        margins, space = self.margins, self.space
        if margins and fragment.box.kind == "table-wrapper":
            self.at += collapsed(margins)
            margins = []
        empty = self.empty and not self.placed
        spot = Spot(self.at, space, sub, empty, margins, fragment.content_x, self.height)
        waiting = layout.waiting
        layout.waiting = list(waiting)
        done = layout.block(child, fragment, spot)
        found = done.fragment
        if found and not done.through:
            over = layout.over(found.content_y + found.content_height, space)
            space += found.padding[2] + found.border[2]
            if not self.collapses(2):
                space += found.margin[2]
            bottom = found.y + found.height
            if not (empty or _monolithic(fragment.used)):
                if over:
                    found = None
                elif layout.over(bottom, space):
                    layout.waiting = list(waiting)
                    done = layout.block(child, fragment, replace(spot, space=space))
                    found = done.fragment
                    if found:
                        self.at = found.y + found.height
                else:
                    self.at = bottom
            else:
                self.at = bottom
        self.margins = done.margins
        self.forced, self.page = done.forced, done.page
        if found is None:
            layout.waiting = waiting
            return self._none(index, child)
        self.margins.append(found.margin[2])
        found.index = index
        self.placed.append(found)
        if done.resume is not None:
            self.goes_on = index, done.resume
            return "stop"
        return "on"

    def _none(self, index: int, child: Box) -> str:
        """Nothing of a block fits: the page ends before it, or earlier."""
        if self.placed and break_between(self.layout, self.placed[-1].box, child) in AVOID:
            earlier = earlier_break(self.layout, self.placed)
            if earlier:
                self.placed, self.goes_on = earlier
                return "stop"
            if not self.empty:
                return "abort"
        if not self.placed:
            return "abort"
        self.goes_on = index, None
        return "stop"


def fill(layout: Layout, fragment: Fragment, height: float | str, spot: Spot) -> Done:
    """Fill a box that holds blocks or lines; `height` is that of its content."""
    filling = Filling(layout, fragment, height, spot)
    box, used = fragment.box, fragment.used
    outer = layout.waiting
    layout.waiting = []
    if not filling.blocks():
        layout.waiting = outer
        return Done(None, forced=None, page=pages(layout, box)[0])
    goes_on = filling.goes_on
    if goes_on is not None and height != "auto":
        # A box of fixed height that the page cuts: what does not fit is not shown, so WeasyPrint has it.
        raise Unsupported("box of fixed height at the end of a page", box.tag)
    if goes_on is not None and used.inside in AVOID and not spot.empty:
        layout.waiting = outer
        return Done(None)
    done = _finished(layout, filling)
    waiting = [*filling.waiting, *layout.waiting]
    if waiting and used.position in ("relative", "absolute"):
        fragment.children += absolutes(layout, fragment, waiting)
        waiting = []
    layout.waiting = outer + waiting
    return done


def _finished(layout: Layout, filling: Filling) -> Done:
    """The box with its place and height, when its content stands."""
    fragment, margins = filling.fragment, filling.margins
    goes_on, height = filling.goes_on, filling.height
    stopped = goes_on is not None
    if stopped:
        margins = []
    if filling.collapses(0):
        filling.y += collapsed(filling.own) - fragment.margin[0]
    fragment.y = filling.y + fragment.margin[0]
    ends = fragment.padding[0] + fragment.padding[2] + fragment.border[0] + fragment.border[2]
    low, high = filling.used.heights(ends)
    through = False
    if not (filling.placed or fragment.lines):
        if height in ("auto", 0) and low == 0 and not ends:
            through = True
        else:
            filling.at += collapsed(margins)
            margins = []
    elif height != "auto":
        margins = []
    if not filling.collapses(2):
        filling.at += collapsed(margins)
        margins = []
    if stopped and not filling.used.clones:
        strip(fragment, 2)
    inner = max(0.0, filling.at - fragment.content_y) if height == "auto" else float(height)
    inner = _reaching(layout, filling, inner) if stopped else max(min(inner, high), low)
    fragment.height = (
        inner + fragment.border[0] + fragment.padding[0] + fragment.padding[2] + fragment.border[2]
    )
    fragment.children = [*filling.placed, *filling.beside]
    for child in fragment.children:
        across, down = relative(child.used)
        child.x += across - fragment.x
        child.y += down - fragment.y
    for line in fragment.lines:
        line.y -= fragment.content_y
    name = filling.page
    if name is None:
        name = pages(layout, fragment.box)[1]
    return Done(fragment, goes_on, filling.forced, margins, through, name)


def _reaching(layout: Layout, filling: Filling, inner: float) -> float:
    """The height of the content of a box that goes on: down to the end of the page."""
    fragment = filling.fragment
    if filling.space == -inf:
        return inner
    rest = fragment.margin[0] + fragment.margin[2] + fragment.border[0] + fragment.border[2]
    rest += fragment.padding[0] + fragment.padding[2]
    room = layout.bottom - filling.space - filling.y - rest
    if room <= inner:
        return inner
    if filling.draws_foot and filling.used.clones:
        room += fragment.padding[2] + fragment.border[2] + fragment.margin[2]
    return room


def collapsed(margins: list[float]) -> float:
    """What margins that meet come to (CSS 2.1 §8.3.1)."""
    if len(margins) < 2:  # as most
        return margins[0] if margins else 0.0
    return max([0.0, *margins]) + min([0.0, *margins])


def strip(fragment: Fragment, side: int) -> None:
    """Take away margin, padding and border at a side where a page cuts the box."""

    def without(lengths: tuple[float, ...]) -> Any:
        return tuple(0.0 if n == side else length for n, length in enumerate(lengths))

    fragment.margin, fragment.padding = without(fragment.margin), without(fragment.padding)
    fragment.border = without(fragment.border)


def _monolithic(used: Used) -> bool:
    return bool(used.hides and used.height != "auto")
