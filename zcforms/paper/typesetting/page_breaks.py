"""Where a page may end: what boxes ask for around and inside themselves (CSS Fragmentation 3 §3, §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.fragments import Fragment
from zcforms.paper.typesetting.unsupported import Unsupported

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout
    from zcforms.paper.typesetting.spot import Resume

AVOID = ("avoid", "avoid-page")
FORCED = ("page", "left", "right", "recto", "verso")
_GROUPS = ("header-group", "row-group", "footer-group")
_BLOCKS = ("block", "table-wrapper", "table", "replaced", "row", *_GROUPS)


def in_flow(layout: Layout, box: Box) -> list[Box]:
    """The children of a box that stand in the flow; of a table, its groups of rows."""
    return [
        child
        for child in box.children
        if child.kind != "column-group"
        and (child.kind == "line" or layout.used(child.style).position in ("static", "relative"))
    ]


def pages(layout: Layout, box: Box) -> tuple[str, str]:
    """The names of the pages that a box begins and ends on (CSS Break 4 §3.2)."""
    found = layout.pages.get(box)
    if found is None:
        own = layout.used(box.style).page
        found = own, own
        children = in_flow(layout, box) if box.kind in ("block", "table-wrapper") else []
        if children:
            found = pages(layout, children[0])[0] or own, pages(layout, children[-1])[1] or own
        layout.pages[box] = found
    return found


def _edge(layout: Layout, box: Box, after: bool) -> list[str]:
    """The break values of a box and of what is first or last in it."""
    values = []
    while box.kind in _BLOCKS:
        used = layout.used(box.style)
        if used.position not in ("static", "relative"):
            break
        values.append(used.after if after else used.before)
        children = [child for child in box.children if child.kind != "column-group"]
        if not children:
            break
        box = children[-1 if after else 0]
    return values[::-1] if after else values


def break_between(layout: Layout, before: Box, after: Box) -> str:
    """What is asked for between two siblings: a break, none, or nothing (auto)."""
    key = before, after
    found = layout.between.get(key)
    if found is None:
        found = "auto"
        for value in (*_edge(layout, before, True), *_edge(layout, after, False)):
            if value in FORCED[1:]:
                raise Unsupported(f"break: {value}")
            if (value, found) in (("page", "auto"), ("page", "avoid"), ("avoid", "auto")):
                found = value
        layout.between[key] = found
    return found


def earlier_break(layout: Layout, children: list[Fragment]) -> tuple[list[Fragment], Resume] | None:
    """The last place in what is placed where the page may end; what stays, and where the next one begins."""
    following: Fragment | None = None
    for n in range(len(children) - 1, -1, -1):
        child = children[n]
        if child.box.kind in ("header-group", "footer-group"):
            continue
        if following is not None and break_between(layout, child.box, following.box) not in AVOID:
            return children[: n + 1], (following.index, None)
        following = child
        if child.used.inside not in AVOID and child.box.kind in ("block", "table-wrapper", "table", *_GROUPS):
            cut = child.moved(0.0, 0.0)  # as it is, it may be another document's, too
            found = _earlier_inside(layout, cut)
            if found:
                return [*children[:n], cut], (child.index, found)
    return None


def _earlier_inside(layout: Layout, child: Fragment) -> Resume:
    """Cut a fragment at the last place where a page may end in it; where it goes on."""
    if child.lines:
        orphans, widows = child.used.style["orphans"], child.used.style["widows"]
        keep = len(child.lines) - widows
        if keep < orphans:
            return None
        child.lines = child.lines[:keep]
        return 0, child.first + keep
    flowing = [one for one in child.children if not one.fixed()]
    found = earlier_break(layout, flowing)
    if not found:
        return None
    kept = iter(found[0])
    children = [one if one.fixed() else next(kept, None) for one in child.children]
    child.children = [one for one in children if one]
    return found[1]
