"""The marked page as a tree of what becomes Word, with the style and the place of every element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

from zcforms.fillers.engine import lay_out
from zcforms.fillers.engine.loading import loaded
from zcforms.forms import Form


@dataclass
class Frame:
    """Where an element stands, in px from the top left of its page: border box and content box."""

    page: int
    x: float
    y: float
    width: float
    height: float
    inner_x: float
    inner_y: float
    inner_width: float
    lines: tuple[float, float] | None  # top of its own first line, foot of its last


@dataclass
class Either:
    """`then` if a condition holds, else `other`; or, for a table, `then` once a row."""

    tag: str  # "if …" or "for row in …"
    then: list[Any] = field(default_factory=list)
    other: list[Any] = field(default_factory=list)


@dataclass
class Text:
    """Characters inside an element."""

    characters: str


class Page:
    """The tree of a marked page, laid out once as it is when every value is there."""

    def __init__(self, form: Form, html: str) -> None:
        self.root = _parse(html)
        for n, element in enumerate(_elements(self.root)):
            element.set("data-n", str(n))
        whole = ElementTree.tostring(self.root, encoding="unicode", method="html")
        pruned = _parse(whole)
        _prune(pruned)
        self.frames: dict[str, Frame] = {}
        self.styles: dict[str, Any] = {}
        self._read(form, whole)
        self.frames = {}
        self.pages = self._read(form, ElementTree.tostring(pruned, encoding="unicode", method="html"))

    def _read(self, form: Form, html: str) -> list[Any]:
        document = lay_out(html, form, {}, False)
        pages = [page._page_box for page in document.pages]
        for number, page in enumerate(pages):
            self._walk(page, number)
        return pages

    def _walk(self, box: Any, page: int) -> None:
        for child in getattr(box, "children", ()):
            element = getattr(child, "element", None)
            n = element.get("data-n") if element is not None and child.element_tag == element.tag else None
            if n is not None and n not in self.frames and not _is_text(child):
                self.frames[n] = _frame(child, page)
                self.styles[n] = child.style
            elif n is not None and type(child).__name__ == "TableBox":
                # The wrapper has the place; the table inside it has the borders and the rows.
                self.styles[n] = child.style
            self._walk(child, page)

    def body(self) -> ElementTree.Element:
        """The element with the page's content."""
        found: ElementTree.Element | None = self.root.find("body")
        assert found is not None
        return found

    def frame(self, element: Any) -> Frame | None:
        """Where an element stands when every value is there; None if it is not shown then."""
        return self.frames.get(element.get("data-n"))

    def style(self, element: Any) -> Any:
        """An element's computed style; None for what makes no box."""
        return self.styles.get(element.get("data-n"))


def _is_text(box: Any) -> bool:
    return type(box).__name__ in {"LineBox", "TextBox"}


def _own_lines(box: Any) -> Iterator[Any]:
    """The lines of an element itself, also of the anonymous blocks in it."""
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "LineBox":
            yield child
        elif type(child).__name__ == "BlockBox" and child.element is box.element:
            yield from _own_lines(child)


def _frame(box: Any, page: int) -> Frame:
    lines = list(_own_lines(box))
    own = (lines[0].position_y, lines[-1].position_y + lines[-1].height) if lines else None
    if type(box).__name__ in {"InlineBox", "TextBox", "LineBox"}:
        return Frame(page, box.position_x, box.position_y, 0, 0, box.position_x, box.position_y, 0, None)
    return Frame(
        page,
        box.border_box_x(),
        box.border_box_y(),
        box.border_width(),
        box.border_height(),
        box.content_box_x(),
        box.content_box_y(),
        box.width,
        own,
    )


# --- the tree ------------------------------------------------------------------------------------


def _parse(html: str) -> Any:
    return loaded().HTML(string=html).etree_element


def _elements(root: Any) -> Iterator[Any]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _is_comment(node: Any) -> bool:
    return node.tag is ElementTree.Comment or not isinstance(node.tag, str)


def _prune(element: Any) -> None:
    """Take out what is shown only where a value is missing."""
    shown = [True]
    for child in list(element):
        words = (child.text or "").strip() if _is_comment(child) else ""
        if words.startswith("if "):
            shown.append(words != "if blank" and not words.startswith("if not "))
        elif words == "else":
            shown[-1] = not shown[-1]
        elif words == "endif":
            shown.pop()
        if not all(shown) and _is_comment(child):
            child.tail = None
        elif not all(shown):
            element.remove(child)
        elif not _is_comment(child):
            _prune(child)


def children(element: Any) -> list[Any]:
    """An element's content: Text, elements, and Either for what stands between two comments."""
    top = Either("")
    stack: list[tuple[Either, list[Any]]] = [(top, top.then)]

    def put(node: Any) -> None:
        stack[-1][1].append(node)

    def text(characters: str | None) -> None:
        if characters:
            put(Text(re.sub("[ \t\r\n]+", " ", characters)))

    text(element.text)
    for child in element:
        words = (child.text or "").strip() if _is_comment(child) else ""
        if not _is_comment(child):
            put(child)
        elif words.startswith("if "):
            stack.append((either := Either(words), either.then))
        elif words.startswith("for "):
            loop = words if " in " in words else words.replace("for ", "for row in ")
            stack.append((either := Either(loop), either.then))
        elif words == "else":
            either, _ = stack.pop()
            stack.append((either, either.other))
        elif words in {"endif", "endfor"}:
            either, _ = stack.pop()
            put(either)
        text(child.tail)
    assert len(stack) == 1, "every condition ends where it began"
    return top.then
