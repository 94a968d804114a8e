"""Widths that follow from the content: what it takes without a break, and at least (CSS 2.1 §10.3.5)."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from zcforms.paper.typesetting.lines import Leaf, leaves
from zcforms.paper.typesetting.unsupported import Unsupported

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout
    from zcforms.paper.typesetting.boxes import Box


def shrunk(layout: Layout, box: Box, room: float) -> float:
    """The width of a box that is as narrow as its content lets it be, at most some room if that breaks."""
    wide = greatest(layout, box)
    if wide <= room:
        return wide
    return min(max(least(layout, box), room), wide)


def greatest(layout: Layout, box: Box, outer: bool = False) -> float:
    """The width of a box whose lines end only where they must."""
    return _width(layout, box, outer, True)


def least(layout: Layout, box: Box, outer: bool = False) -> float:
    """The width of a box whose lines end wherever they may."""
    return _width(layout, box, outer, False)


def _width(layout: Layout, box: Box, outer: bool, most: bool) -> float:
    if box.kind == "line":
        return _line(layout, box, most)
    if box.kind not in ("block", "inline-block", "cell", "margin", "inline-replaced", "replaced"):
        raise Unsupported(f"width by content: {box.kind}", box.tag)
    used = layout.used(box.style)
    sides = used.sides
    if used.width == "auto" or isinstance(used.width, tuple):
        inside = [
            _width(layout, child, True, most)
            for child in box.children
            if layout.used(child.style).position == "static" or child.kind == "line"
        ]
        width = max(inside, default=0.0)
    else:
        width = used.content_width(inf, sides)
    low = 0.0 if isinstance(used.least, tuple) else used.widths(0.0, sides)[0]
    high = inf if isinstance(used.most, tuple) else used.widths(0.0, sides)[1]
    width = max(low, min(width, high))
    if outer:
        width += sides + sum(one for one in (used.margin[1], used.margin[3]) if one != "auto")
    return width


def _line(layout: Layout, box: Box, most: bool) -> float:
    widths = [layout.used(box.style).indent]
    widest = 0.0
    for n, leaf in enumerate(found := list(leaves(layout, box))):
        if leaf.forced:
            widths.append(0.0)
            continue
        if not most and leaf.before:
            widths.append(0.0)
        if most:
            last = n == len(found) - 1 or found[n + 1].forced
            widths[-1] += leaf.left + _most(layout, leaf, last) + leaf.right
        else:
            widest = max(widest, _least(layout, leaf, widths))
    return max(widest, *widths)


def _most(layout: Layout, leaf: Leaf, last: bool) -> float:
    if leaf.ends is not None:
        text = leaf.text.rstrip(" ") if last and not leaf.used.keeps else leaf.text
        return leaf.ends[len(text)]
    return 0.0 if leaf.box.kind == "text" else greatest(layout, leaf.box, True)


def _least(layout: Layout, leaf: Leaf, widths: list[float]) -> float:
    """Add a leaf to the widths between the breaks; the width of its widest part that does not break."""
    if leaf.ends is None:
        wide = 0.0 if leaf.box.kind == "text" else least(layout, leaf.box, True)
        widths[-1] += wide + leaf.left + leaf.right
        return 0.0
    if not leaf.used.wraps:
        widths[-1] += leaf.ends[-1] + leaf.left + leaf.right
        return 0.0
    # overflow-wrap: anywhere
    if leaf.used.style["overflow_wrap"] != "anywhere":
        raise Unsupported("least width of a text")
    return max(b - a for a, b in zip(leaf.ends, leaf.ends[1:], strict=False))
