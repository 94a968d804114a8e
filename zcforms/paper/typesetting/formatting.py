"""Boxes of elements: what CSS 2.1 §9.2 and §17.2.1 make of a document before anything is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from zcforms.paper.typesetting.anonymous import complete, flows
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.cascade import Cascade
from zcforms.paper.typesetting.computing import anonymous
from zcforms.paper.typesetting.markup import Element, Section
from zcforms.paper.typesetting.places import Place
from zcforms.paper.typesetting.unsupported import Unsupported

_KINDS = {
    ("block", "flow"): "block",
    ("inline", "flow"): "inline",
    ("inline", "flow-root"): "inline-block",
    ("block", "table"): "table",
    ("table-row",): "row",
    ("table-row-group",): "row-group",
    ("table-header-group",): "header-group",
    ("table-footer-group",): "footer-group",
    ("table-column",): "column",
    ("table-column-group",): "column-group",
    ("table-cell",): "cell",
}
_CELLS = frozenset({"td", "th"})
_PLAIN = frozenset({"block", "cell", "inline", "inline-block", "text"})
_BREAKS = re.compile("[\t ]*\n[\t ]*")
_SPACES = re.compile("[\t ]+")
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)

Counters = dict[str, list[int]]


def formatted(root: Element, cascade: Cascade) -> Box:
    """The box of a document's root element, with all that is in it."""
    place = cascade.place_root(root)
    builder = _Builder(cascade)
    found = builder.box(root, place)
    if found is None:
        raise Unsupported("display: none", repr(root))
    found.root = True
    _collapse_spaces(found, False)
    found = complete(found)
    for again in builder.again:
        again.children = again.like.children if again.like else []
    return found


class _Builder:
    """Boxes in the order of the markup, with the counters as they stand there."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        self.counters: Counters = {}
        self.scopes: list[set[str]] = [set()]
        self.again: list[Box] = []  # cells whose content is known; given to them when all else is complete

    def box(self, element: Element, place: Place) -> Box | None:
        style = place.style
        display = style["display"]
        if display == ("none",):
            return None
        box = Box(_KINDS[display[:2]], element.tag, style, [], "", element.attributes)
        box.element = element
        if style["counter_reset"] or style["counter_increment"] != "auto" or "list-item" in display:
            self.count(style)
        self.scopes.append(set())
        if place.marker is not None and "list-item" in display:
            self.mark(box, place.marker)
        self.generate(box, "before", place.before)
        self.fill(box, element, place)
        self.generate(box, "after", place.end)
        for name in self.scopes.pop():
            self.counters[name].pop()
        if box.children and len(box.children) == 1 and box.children[0].marker:
            box.children.append(Box("text", box.tag, anonymous(style), text="\u200b"))
        if style["string_set"] != "none":
            box.strings = tuple(
                (name, "".join(_text_of(piece, self.counters, element.attributes) for piece in pieces))
                for name, pieces in style["string_set"]
            )
        if style["bookmark_level"] != "none":
            box.label = _label(box)
        if element.tag == "img":
            return _image(box)
        if element.tag == "a":
            box.link = element.attributes.get("href", "")
        elif box.kind == "cell":
            _span(box)
        return box

    def fill(self, box: Box, element: Element, place: Place) -> None:
        """What the element holds: its text and its children."""
        children = box.children
        if element.text:
            children.append(Box("text", box.tag, anonymous(box.style), [], element.text))
        previous = None
        among = element.children
        last = len(among) - 1
        for n, child in enumerate(among):
            previous = self.cascade.place(child, place, previous, n == last)
            if child.tag in _CELLS:
                made = self.cell(child, previous)
            elif child.section:
                made = self.section(child, child.section, previous)
            else:
                made = self.box(child, previous)
            if made is not None:
                children.append(made)
            if child.tail:
                if children and children[-1].kind == "text":
                    children[-1].text += child.tail
                else:
                    children.append(Box("text", box.tag, anonymous(box.style), [], child.tail))

    def cell(self, element: Element, place: Place) -> Box | None:
        """The box of a cell; a plain one has the content of the first that is written so at such a place."""
        boxes = self.cascade.cells.boxes
        known = boxes.get((element, place))
        if known is None:
            made = self.box(element, place)
            if made is None or made.kind != "cell" or not _is_plain(made):
                return made
            _collapse_spaces(made, False)
            known = boxes[element, place] = complete(made)
        again = Box("cell", known.tag, known.style, [], "", known.attributes, element=element, like=known)
        _span(again)
        self.again.append(again)
        return again

    def section(self, element: Element, section: Section, place: Place) -> Box | None:
        """The box of a section; unless it counts, it has the content of the first that is written so."""
        if place not in section.boxes:
            kept, self.again = self.again, []
            made = self.box(section.element, place)
            alone = made is not None and not made.style["counter_reset"] and _counts_alone(made)
            if made is None or made.kind != "block" or not alone:
                self.again = kept + self.again
                return made
            _collapse_spaces(made, False)
            made = complete(made)
            for cell in self.again:
                cell.children = cell.like.children if cell.like else []
            section.boxes[place], self.again = made, kept
        known: Box = section.boxes[place]
        again = replace(known, element=element, children=[], like=known)
        self.again.append(again)
        return again

    def generate(self, box: Box, name: str, style: Style | None) -> None:
        """The box of ::before or ::after, if there is one."""
        if (
            style is None
            or style["display"] == ("none",)
            or style["content"] in ("normal", "inhibit", "none")
        ):
            return
        made = Box(_KINDS[style["display"][:2]], f"{box.tag}::{name}", style, [], "", box.attributes)
        made.element = box.element
        if style["counter_reset"] or style["counter_increment"] != "auto":
            self.count(style)
        text = "".join(_text_of(piece, self.counters, box.attributes) for piece in style["content"])
        if text:
            made.children.append(Box("text", made.tag, anonymous(style), [], text))
        box.children.append(made)

    def mark(self, box: Box, style: Style) -> None:
        """The number of a list item, in a box that stands outside of it."""
        if box.style["list_style_type"] != "decimal" or style["content"] != "normal":
            raise Unsupported("list-style-type", repr(box.element))
        tag = f"{box.tag}::marker"
        inner = _with(anonymous(style), white_space="pre-wrap")
        outer = _with(anonymous(inner), position="absolute", display=("block", "flow"))
        number = self.counters.get("list-item", [0])[-1]
        text = Box("text", tag, inner, [], f"{number}. ")
        box.children.append(
            Box("block", tag, outer, [text], "", box.attributes, element=box.element, marker=True)
        )

    def count(self, style: Style) -> None:
        """Counters reset and moved on (CSS 2.1 §12.4)."""
        scope = self.scopes[-1]
        for name, value in style["counter_reset"]:
            if name in scope:
                self.counters[name].pop()
            else:
                scope.add(name)
            self.counters.setdefault(name, []).append(value)
        steps = style["counter_increment"]
        if steps == "auto":
            steps = (("list-item", 1),) if "list-item" in style["display"] else ()
        for name, step in steps:
            values = self.counters.setdefault(name, [])
            if not values:
                scope.add(name)
                values.append(0)
            values[-1] += step


def _is_plain(box: Box) -> bool:
    """Whether a box has nothing but texts in it, and neither counts nor sets what is shown elsewhere."""
    style = box.style
    content = style["content"] if isinstance(style["content"], tuple) else ()
    return (
        box.kind in _PLAIN
        and not (box.strings or box.label or style["counter_reset"])
        and style["counter_increment"] == "auto"
        and "list-item" not in style["display"]
        and style["position"] == "static"
        and all(kind != "counter()" for kind, _ in content)
        and all(map(_is_plain, box.children))
    )


def _counts_alone(box: Box, begun: frozenset[str] = frozenset()) -> bool:
    """Whether all that a box counts or shows of counters begins anew around it, in what is looked at."""
    style = box.style
    shown = [*style["content"]] if isinstance(style["content"], tuple) else []
    for _, pieces in style["string_set"] if style["string_set"] != "none" else ():
        shown += pieces
    asked = {value[0] for kind, value in shown if kind == "counter()"}
    if style["counter_increment"] != "auto":
        asked.update(name for name, _ in style["counter_increment"])
    elif "list-item" in style["display"]:
        asked.add("list-item")
    begun |= {name for name, _ in style["counter_reset"]}
    return asked <= begun and all(_counts_alone(child, begun) for child in box.children)


def _with(style: Style, **changed: object) -> Style:
    """A style with some values changed, itself if they are so already."""
    if all(style[name] == value for name, value in changed.items()):
        return style
    found = Style(style)
    found.custom = style.custom
    found.update(changed)
    return found


def _text_of(piece: tuple[str, Any], counters: Counters, attributes: Mapping[str, str]) -> str:
    """A piece of `content` as text."""
    kind, value = piece
    if kind == "string":
        return str(value)
    if kind == "attr()":
        return attributes.get(str(value[0]), "")
    if kind == "counter()":
        return numeral(counters.get(value[0], [0])[-1], value[1])
    raise Unsupported(kind, str(value))


def numeral(number: int, style: str) -> str:
    """A number as a counter shows it: decimal, or lower-roman below 4000."""
    if style == "decimal":
        return str(number)
    if style != "lower-roman" or not 0 < number < 4000:
        raise Unsupported("counter", f"{number} {style}")
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _label(box: Box) -> str:
    """The text of a heading, in one line, as its bookmark says it."""
    copy = box.copied()
    _collapse_spaces(copy, False)
    return "".join(_texts(copy)).strip()


def _texts(box: Box) -> Iterator[str]:
    if not box.tag.endswith(("::before", "::after", "::marker")):
        yield box.text
        for child in box.children:
            yield from _texts(child)


def _image(box: Box) -> Box:
    box.kind = "replaced" if "block" in box.style["display"] else "inline-replaced"
    box.image = box.attributes.get("src", "")
    box.children = []
    if not box.image:
        raise Unsupported("img without src", repr(box.element))
    return box


def _span(cell: Box) -> None:
    for name in ("colspan", "rowspan"):
        written = cell.attributes.get(name)
        if written is None:
            continue
        if not written.isdecimal() or int(written) < 1:
            raise Unsupported(name, written)
        setattr(cell, name, int(written))


def _collapse_spaces(box: Box, after_space: bool) -> bool:
    """White space as `white-space` has it (CSS 2.1 §16.6.1); whether a space ends the box."""
    for child in box.children:
        if child.kind == "text":
            after_space = _collapse(child, after_space)
        elif child.kind == "inline":
            after_space = _collapse_spaces(child, after_space)
        else:
            _collapse_spaces(child, after_space)
            if flows(child):
                after_space = False
    return after_space


def _collapse(box: Box, after_space: bool) -> bool:
    text = box.text
    if not text:
        return after_space
    white = box.style["white_space"]
    if white in ("pre", "pre-wrap"):
        return False
    if "\n" in text:
        text = _BREAKS.sub("\n", text)
        if white != "pre-line":
            text = text.replace("\n", " ")
    if "  " in text or "\t" in text:
        text = _SPACES.sub(" ", text)
    ends = text.endswith(" ")
    if after_space and text.startswith(" "):
        text = text[1:]
        box.space_before = True
    box.text = text
    return ends
