"""Tables on pages: the rows that a page takes, and what of a table goes on on the next one."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from zcforms.paper.typesetting import flow, page_breaks
from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.columns import Columns, groups
from zcforms.paper.typesetting.fragments import Fragment
from zcforms.paper.typesetting.rows import natural_height, rows
from zcforms.paper.typesetting.spot import Done, Resume, Spot
from zcforms.paper.typesetting.unsupported import Unsupported

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout


class _Table:
    """A table on a page."""

    def __init__(self, layout: Layout, found: Columns, fragment: Fragment, whole: bool) -> None:
        self.layout, self.found, self.fragment = layout, found, fragment
        self.whole = whole  # it goes to the next page rather than being cut

    def group(
        self, group: Box, y: float, space: float, empty: bool, resume: Resume
    ) -> tuple[Fragment | None, Resume]:
        """As many rows of a group as the page takes."""
        layout, used = self.layout, self.layout.used(group.style)
        all_rows = rows(layout, self.found, group)
        skip, cut = resume or (0, None)
        if cut is not None:
            raise Unsupported("row that goes on on another page", group.tag)
        began, at = empty, y
        placed: list[Fragment] = []
        goes_on: Resume = None
        for n in range(skip, len(all_rows)):
            row = all_rows[n]
            if placed and page_breaks.break_between(layout, placed[-1].box, row.box) in page_breaks.FORCED:
                raise Unsupported("forced break in a table", group.tag)
            bottom = at + row.height
            broken = bool(row.children) and layout.over(at + max(map(natural_height, row.children)), space)
            if broken:
                if self.whole:
                    return None, None
                self._may_move(row, empty)
            if (broken or layout.over(bottom + self.found.spacing[1], space)) and not empty:
                kept, goes_on = self.earlier(row.box, n, placed, began)
                if goes_on is None:
                    return None, None
                placed = kept
                break
            placed.append(replace(row, y=at - y))
            at = bottom + self.found.spacing[1]
            empty = False
        if goes_on and not began and (used.inside in page_breaks.AVOID or not placed):
            return None, None
        if goes_on and any(
            row.index + cell.box.rowspan > goes_on[0] for row in placed for cell in row.children
        ):
            raise Unsupported("cell of several rows cut by the end of a page", group.tag)
        fragment = Fragment(group, used, self.fragment.content_x + self.found.spacing[0], y)
        fragment.width = self.found.across
        fragment.height = at - y - (self.found.spacing[1] if placed else 0.0)
        fragment.children = placed
        return fragment, goes_on

    def _may_move(self, row: Fragment, empty: bool) -> None:
        """Refuse a row that would be split."""
        inside = (row.used.inside, *(cell.used.inside for cell in row.children))
        if empty or not any(one in page_breaks.AVOID for one in inside):
            raise Unsupported("row split by the end of a page", row.box.tag)

    def earlier(
        self, box: Box, index: int, placed: list[Fragment], empty: bool
    ) -> tuple[list[Fragment], Resume]:
        """Where the page ends if not even the next row or group fits; nowhere if that is None."""
        if placed:
            if page_breaks.break_between(self.layout, placed[-1].box, box) not in page_breaks.AVOID:
                return placed, (index, None)
            found = page_breaks.earlier_break(self.layout, placed)
            if found:
                return found
        return placed, ((index, None) if empty else None)

    def bodies(
        self, y: float, space: float, empty: bool, resume: Resume
    ) -> tuple[list[Fragment] | None, Resume, float]:
        """The groups of rows on the page, and where they end."""
        skip, sub = resume or (0, None)
        placed: list[Fragment] = []
        all_groups = groups(self.fragment.box)
        for index in range(skip, len(all_groups)):
            group = all_groups[index]
            if group.kind in ("header-group", "footer-group"):
                continue
            fragment, goes_on = self.group(group, y, space, empty, sub)
            sub = None
            if fragment is None:
                kept, before = self.earlier(group, index, placed, empty)
                return (None, None, y) if before is None else (kept, before, y)
            fragment.index = index
            placed.append(fragment)
            y += fragment.height + self.found.spacing[1]
            empty = False
            if goes_on:
                return placed, (index, goes_on), y
        return placed, None, y


def table(layout: Layout, box: Box, parent: Fragment, spot: Spot) -> Done:
    """A table in its wrapper, as far as the page goes."""
    space, resume, empty = spot.space, spot.resume, spot.empty
    used = layout.used(box.style)
    found = layout.chosen[box]
    fragment = Fragment(box, used, parent.content_x, spot.y, padding=used.padding, border=found.border)
    all_groups = groups(box)
    header = all_groups[0] if all_groups and all_groups[0].kind == "header-group" else None
    if all_groups and all_groups[-1].kind == "footer-group":
        raise Unsupported("foot of a table", box.tag)
    if resume and header is None and not used.clones:
        flow.strip(fragment, 0)
    skipped = 0
    if resume:
        skipped = sum(len(group.children) for group in all_groups[: resume[0]])
        skipped += resume[1][0] if resume[1] else 0
    if found.grid and header is None:
        fragment.border = (found.grid.above(skipped), *fragment.border[1:])
    fragment.width = found.content + fragment.padding[1] + fragment.padding[3]
    fragment.width += fragment.border[1] + fragment.border[3]
    fragment.grid = found, skipped
    one = _Table(layout, found, fragment, used.inside in page_breaks.AVOID and not empty)
    top = fragment.content_y + (0.0 if resume else found.spacing[1])
    placed: list[Fragment] = []
    at, inside = top, empty
    if header is not None:
        head, cut = one.group(header, top, space if empty else -inf, False, None)
        if head is None or cut:
            raise Unsupported("head of a table higher than a page", box.tag)
        placed, at = [head], top + head.height + found.spacing[1]
        first = next((g for g in all_groups[resume[0] if resume else 0 :] if g is not header), None)
        inside = first is not None and layout.used(first.style).inside in page_breaks.AVOID
    body, goes_on, at = one.bodies(at, space, inside, resume)
    if header is not None and not body and empty and len(all_groups) > 1:
        raise Unsupported("table whose head leaves no room", box.tag)
    if body is None or (goes_on and not empty and used.inside in page_breaks.AVOID):
        return Done(None)
    fragment.children = [*placed, *body]
    if goes_on and not used.clones:
        flow.strip(fragment, 2)
    asked = used.content_height("auto", 0.0)
    if asked != "auto":
        if goes_on or resume:
            raise Unsupported("height of a table on several pages", box.tag)
        at = max(at, fragment.content_y + asked)
    _close(fragment, at)
    return Done(fragment, goes_on, page=used.page)


def _close(table: Fragment, end: float) -> None:
    """Let a table end where its last group does; from now on its groups stand at places in it."""
    table.height = max(0.0, end - table.content_y) + table.border[0] + table.padding[0]
    table.height += table.padding[2] + table.border[2]
    for child in table.children:
        child.x -= table.x
        child.y -= table.y
