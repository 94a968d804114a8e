"""Pages: their boxes, what stands in their margins, and what goes on on the next one (CSS Paged Media 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from zcforms.paper.typesetting import page_breaks
from zcforms.paper.typesetting.anonymous import complete
from zcforms.paper.typesetting.blocks import Layout
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.formatting import numeral
from zcforms.paper.typesetting.fragments import Fragment
from zcforms.paper.typesetting.spot import Resume, Spot
from zcforms.paper.typesetting.unsupported import Unsupported
from zcforms.paper.typesetting.widths import greatest, least

_MOST = 5000  # pages: more are a fault; a roster of 10,000 people has over 700
PageStyles = Callable[[str, str, int], Mapping[str, Style]]


@dataclass(slots=True, eq=False)
class Page:
    """A laid-out page: its content and what stands in its margins, in the order of painting."""

    width: float
    height: float
    content: Fragment
    area: Fragment  # the page itself, whose content is the type area
    margins: list[Fragment] = field(default_factory=list)
    sheet: Any = None  # what display.py paints on it, once that is asked for


@dataclass(slots=True, eq=False)
class _Made:
    """A page before its margins are filled."""

    page: Page
    box: Fragment
    styles: Mapping[str, Style]
    counters: dict[str, int]
    running: dict[str, list[Box]]
    strings: dict[str, list[str]]


def paginate(
    root: Box, styles: PageStyles, cells: MutableMapping[tuple[Box, float], Fragment] | None = None
) -> list[Page]:
    """Lay out a document; Unsupported for what this typesetter does not know.

    `cells` have been laid out before, by the width of their content; others are added.
    """
    layout = Layout(cells)
    made = list(_pages(layout, root, styles))
    for number, one in enumerate(made):
        one.page.margins = list(_Margins(layout, made, number).boxes())
    return [one.page for one in made]


def _pages(layout: Layout, root: Box, styles: PageStyles) -> Iterator[_Made]:
    resume: Resume = None
    forced, name = False, page_breaks.pages(layout, root)[0]
    counters: dict[str, int] = {}
    for index in range(_MOST):
        side = "left" if index % 2 else "right"
        chosen = styles(name, side, index)
        box, width, height = _page_box(layout, chosen[""])
        layout.bottom = box.content_y + box.content_height
        layout.number, layout.after_forced = index + 1, forced or bool(name)
        layout.running, layout.waiting = [], []
        spot = Spot(box.content_y, 0.0, resume, x=box.content_x, height=box.content_height, root=True)
        done = layout.block(root, box, spot)
        if done.fragment is None:
            raise Unsupported("nothing fits a page")
        if layout.waiting:
            raise Unsupported("absolute box that refers to the page", layout.waiting[0][0].tag)
        _count(chosen[""], counters)
        running: dict[str, list[Box]] = {}
        for one in layout.running:
            running.setdefault(layout.used(one.style).position[1], []).append(one)
        strings: dict[str, list[str]] = {}
        _strings(done.fragment, strings)
        page = Page(width, height, done.fragment, box)
        yield _Made(page, box, chosen, dict(counters), running, strings)
        if done.resume is None:
            return
        resume, forced = done.resume, done.forced is not None
        name = done.page or ""
    raise Unsupported("too many pages")


def _page_box(layout: Layout, style: Style) -> tuple[Fragment, float, float]:
    used = layout.used(style)
    width, height = style["size"]
    if "auto" in used.margin or used.width != "auto" or used.height != "auto":
        raise Unsupported("@page with margins: auto or a size of its content")
    if any(used.border) or style["background_color"][3]:
        raise Unsupported("@page with a border or a surface")
    top, right, bottom, left = used.margin
    box = Fragment(Box("page", "page", style), used, left, top, width - left - right, height - top - bottom)
    box.margin, box.padding, box.border = used.margin, used.padding, used.border
    return box, width, height


def _count(style: Style, counters: dict[str, int]) -> None:
    """What a page counts; `page` itself unless its rules say otherwise."""
    touched = False
    for kind in ("counter_reset", "counter_increment"):
        values = () if style[kind] == "auto" else style[kind]
        for name, value in values:
            touched |= name == "page"
            counters[name] = value + (counters.get(name, 0) if kind == "counter_increment" else 0)
    if not touched:
        counters["page"] = counters.get("page", 0) + 1


def _strings(fragment: Fragment, strings: dict[str, list[str]]) -> None:
    for name, text in fragment.box.strings:
        strings.setdefault(name, []).append(text)
    for child in fragment.children:
        _strings(child, strings)


class _Margins:
    """The margins of one page."""

    def __init__(self, layout: Layout, made: list[_Made], number: int) -> None:
        self.layout, self.made, self.number, self.one = layout, made, number, made[number]

    def boxes(self) -> Iterator[Fragment]:
        """The boxes in the margins, filled."""
        box = self.one.box
        wide, high = box.width, box.height
        top, right, bottom, left = box.margin
        for side, parts, room, across, x, y in (
            ("top", ("left", "center", "right"), wide, top, left, 0.0),
            ("bottom", ("left", "center", "right"), wide, bottom, left, top + high),
            ("left", ("top", "middle", "bottom"), high, left, 0.0, top),
            ("right", ("top", "middle", "bottom"), high, right, left + wide, top),
        ):
            three = [self.box(f"@{side}-{part}") for part in parts]
            if not any(three):
                continue
            if side in ("left", "right"):
                raise Unsupported(f"@{side}-…")
            widths = self.widths(three, room)
            for one, width, share in zip(three, widths, (0.0, 0.5, 1.0), strict=True):
                if one is None:
                    continue
                yield self.filled(one, width, share * (room - self.outer(one, width)) + x, y, across, side)
        for corner in ("top-left", "top-right", "bottom-left", "bottom-right"):
            if self.box(f"@{corner}-corner"):
                raise Unsupported(f"@{corner}-corner")

    def box(self, name: str) -> Box | None:
        """A margin's box with its content, or None."""
        style = self.one.styles.get(name)
        if style is None or style["content"] in ("normal", "none", "inhibit"):
            return None
        box = Box("margin", name, style)
        inline: list[Box] = []
        for kind, value in style["content"]:
            if kind == "element()":
                box.children += [_standing(one) for one in self.latest("running", *value)]
            else:
                text = self.text(kind, value)
                inline.append(Box("text", name, style, text=text))
        texts = [one for one in inline if one.text]
        if texts and box.children:
            raise Unsupported("element() with text", name)
        if texts:
            plain = Style(style)
            plain["vertical_align"], plain["position"] = "baseline", "static"
            plain["margin_top"] = plain["margin_right"] = plain["margin_bottom"] = plain["margin_left"] = 0.0
            whole = Box("text", name, plain, text="".join(one.text for one in texts))
            box.children = [Box("line", name, style, [whole])]
        return box

    def text(self, kind: str, value: Any) -> str:
        """The text of a part of a content."""
        if kind == "string":
            return str(value)
        if kind == "string()":
            return "".join(self.latest("strings", *value))
        if kind == "counter()":
            name, style = value
            number = len(self.made) if name == "pages" else self.one.counters.get(name, 0)
            return numeral(number, style)
        raise Unsupported(f"content: {kind}")

    def latest(self, store: str, name: str, which: str = "first") -> list[Any]:
        """A named string, or a running element, as it is on this page (CSS GCPM 3 §1.1)."""
        here = getattr(self.one, store).get(name)
        if here and which == "first":
            return [here[0]]
        if here and which == "last":
            return [here[-1]]
        if here and which == "start":
            inner: Fragment | None = self.one.page.content
            while inner is not None:
                if any(one == name for one, _ in inner.box.strings):
                    return [here[0]]
                inner = inner.children[0] if inner.children and not inner.lines else None
        elif here and which == "first-except":
            return []
        elif here:
            raise Unsupported(f"{name}: {which}")
        for before in reversed(self.made[: self.number]):
            if found := getattr(before, store).get(name):
                return [found[-1]]
        return []

    def outer(self, box: Box, width: float) -> float:
        used = self.layout.used(box.style)
        return width + sum(
            0.0 if one == "auto" else one
            for one in (*used.margin[1::2], *used.padding[1::2], *used.border[1::2])
        )

    def widths(self, three: list[Box | None], room: float) -> list[float]:
        """The widths of the contents of three boxes side by side (CSS Paged Media 3 §5.3.2)."""
        asked: list[Any] = []
        for one in three:
            if one is None:
                asked.append(0.0)
            else:
                asked.append(self.layout.used(one.style).content_width(room, self.outer(one, 0.0)))
        edges = [self.outer(one, 0.0) if one else 0.0 for one in three]
        if three[1] is None:
            if asked[0] == asked[2] == "auto":
                return self.both(three, edges, room)
            for n, other in ((0, 2), (2, 0)):
                if asked[n] == "auto":
                    asked[n] = room - asked[other] - edges[other] - edges[n]
            return asked
        if asked[1] == "auto":
            asked[1] = self.middle(three, asked, edges, room)
        for n in (0, 2):
            if asked[n] == "auto":
                asked[n] = (room - asked[1] - edges[1]) / 2 - edges[n]
        return asked

    def both(self, three: list[Box | None], edges: list[float], room: float) -> list[float]:
        """The widths of the boxes left and right, none in the middle: what is to spare, by what they hold."""
        most = [greatest(self.layout, one) if one else 0.0 for one in three]
        outer = [edge + own for edge, own in zip(edges, most, strict=True)]
        spare = room - sum(outer)
        if spare <= 0:
            raise Unsupported("boxes in a margin that are too wide for it")
        # As WeasyPrint, which leaves the edges out of what it shares and takes them off again.
        whole = sum(outer) or 1.0
        return [one - 2 * edge + spare * one / whole for one, edge in zip(outer, edges, strict=True)]

    def middle(self, three: list[Box | None], asked: list[Any], edges: list[float], room: float) -> float:
        """The width of the box in the middle, by what the others take."""

        def outer(n: int, most: bool) -> float:
            one, own = three[n], asked[n]
            if one is None:
                return 0.0
            if own != "auto":
                return float(edges[n] + own)
            return edges[n] + (greatest if most else least)(self.layout, one)

        own, sides = outer(1, True), 2 * max(outer(0, True), outer(2, True))
        if not sides and three[1] is not None:
            widest, narrowest = greatest(self.layout, three[1]), least(self.layout, three[1])
            return float(max(narrowest, min(room - edges[1], widest)))
        if room > own + sides:
            spare = room - own - sides
            return float(own - edges[1] + spare * own / (own + sides) - edges[1])
        raise Unsupported("boxes in a margin that are too wide for it")

    def filled(self, box: Box, width: float, x: float, y: float, room: float, side: str) -> Fragment:
        """A box in a margin with its content, at its place."""
        layout = self.layout
        used = layout.used(box.style)
        ends = used.ends
        top, bottom = used.margin[0], used.margin[2]
        height = used.content_height(room, ends)
        if ends + sum(one for one in (top, bottom, height) if one != "auto") > room:
            top, bottom = (0.0 if one == "auto" else one for one in (top, bottom))
            height = 0.0 if height == "auto" else height
        if "auto" not in (top, bottom, height):
            top, bottom = ("auto", bottom) if side == "top" else (top, "auto")
        if height == "auto":
            top, bottom = (0.0 if one == "auto" else one for one in (top, bottom))
            height = room - ends - top - bottom
        elif top == bottom == "auto":
            top = (room - ends - height) / 2
        elif top == "auto":
            top = room - ends - bottom - height
        layout.running = []
        found = layout.alone(box, width, height)
        found = replace(found)
        found.x = x + (0.0 if used.margin[3] == "auto" else used.margin[3])
        found.y = y + top
        high = sum(line.height for line in found.lines)
        if found.children:
            last = found.children[-1]
            high = last.y + last.height + last.margin[2] - found.border[0] - found.padding[0]
            high -= found.children[0].y - found.children[0].margin[0] - found.border[0] - found.padding[0]
        down = {"middle": 0.5, "bottom": 1.0}.get(used.vertical, 0.0) * (height - high)
        if down:
            found.padding = (found.padding[0] + down, *found.padding[1:])
            found.children = [replace(child, y=child.y + down) for child in found.children]
        return found


def _standing(box: Box) -> Box:
    """A running element as it stands in a margin."""
    style = Style(box.style)
    style.custom = box.style.custom
    style["position"] = "static"
    return complete(replace(box.copied(), style=style))
