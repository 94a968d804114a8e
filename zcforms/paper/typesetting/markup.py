"""HTML as our templates write it, into a tree of elements.

Strict: every element is closed where it ends, nothing stands where the HTML
 standard's parser would move it. The one thing that this parser adds, as the standard has it, is the
tbody that rows without one stand in (HTML §13.2.6.4.9); it leaves out the white space between the parts of a
table, which has no box (CSS 2.1 §17.2.1). Anything else is Unsupported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from zcforms.paper.typesetting.unsupported import Unsupported

_VOID = frozenset({"br", "wbr", "col", "img", "meta"})
_BLOCKS = frozenset({"div", "h1", "h2", "header", "li", "ol", "p", "section", "table"})
_INLINE = frozenset({"a", "small", "span"})
_TABLES = {
    "table": frozenset({"colgroup", "thead", "tbody", "tfoot", "tr"}),
    "colgroup": frozenset({"col"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": frozenset({"td", "th"}),
    "ol": frozenset({"li"}),
    "html": frozenset({"head", "body"}),
    "head": frozenset({"meta", "title"}),
}
_FLOW = _BLOCKS | _INLINE | {"br", "wbr", "img"}
_PHRASING = _INLINE | {"br", "wbr", "img"}
_HOLDS = {
    **_TABLES,
    **dict.fromkeys(("body", "div", "header", "li", "section", "td", "th"), _FLOW),
    # (the standard's parser lets a block stand in these, too)
    **dict.fromkeys(("span", "small", "a"), _FLOW),
    **dict.fromkeys(("p", "h1", "h2"), _PHRASING | {"div"}),
    "title": frozenset[str](),
}
_TOKEN = re.compile(
    r"<!--.*?-->|<(/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:=(?:\"[^\"]*\"|[\w.-]+))?)*)\s*>", re.DOTALL
)
_ATTRIBUTE = re.compile(r"([a-z-]+)(?:=(?:\"([^\"]*)\"|([\w.-]+)))?")
_MOST = 1_000  # cells of a document that are kept for those after it
_CELLS = {tag: f"</{tag}>" for tag in ("td", "th")}  # with how they end
_SECTION = "</section>"
_LONG = 20_000  # characters of a section: a longer one is a list of somebody's own
_DOCTYPE = re.compile(r"\s*<!doctype html>\s*", re.IGNORECASE)
_ODD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# (bare & that is no reference, and references that HTML reads otherwise than Python, are not ours)
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp|#10|#34|#39);)")


class Element:
    """An element with its children; `text` stands before the first of them, `tail` after the element.

    It does not know what it is in: a tree without circles is let go of without a search for garbage.
    """

    __slots__ = ("attributes", "children", "section", "tag", "tail", "text")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element] = []
        self.text = ""
        self.tail = ""
        self.section: Section | None = None  # that it is written as

    def __repr__(self) -> str:
        return f"<{self.tag}>"

    def iter(self) -> Iterator[Element]:
        """The element and all in it, in the order of the markup."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            if element.children:
                waiting += element.children[::-1]

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of an attribute."""
        return self.attributes.get(name, default)

    def keys(self) -> Iterable[str]:
        """The names of its attributes."""
        return self.attributes.keys()

    def find(self, tag: str) -> Element | None:
        """The first child of that tag."""
        return next((child for child in self.children if child.tag == tag), None)


class Section:
    """What is known of the sections that are written alike, in whatever document: nothing of it is changed.

    Their element, their box at each place of the cascade, and what came of each layout of it at some spot.
    """

    __slots__ = ("boxes", "element", "laid")

    def __init__(self, element: Element) -> None:
        self.element = Element(element.tag, element.attributes)
        self.element.children, self.element.text = element.children, element.text
        self.boxes: dict[Any, Any] = {}
        self.laid: dict[Any, Any] = {}

    def again(self) -> Element:
        """Another element that is written so."""
        made = Element(self.element.tag, self.element.attributes)
        made.children, made.text, made.section = self.element.children, self.element.text, self
        return made


def parse(
    html: str, cells: dict[str, Element] | None = None, sections: dict[str, Section] | None = None
) -> Element:
    """The html element of a document; Unsupported for whatever is not written strictly.

    Of `cells` those that are written as one of the document are it. Its others are added, unless it has
    thousands. So are its `sections`, but long ones.
    """
    start = _DOCTYPE.match(html)
    if start is None:
        raise Unsupported("no <!doctype html>", html[:40])
    if (odd := _ODD.search(html)) or (odd := _REFERENCE.search(html)):
        raise Unsupported("a character that HTML reads otherwise", repr(html[odd.start() :][:20]))
    builder = _Builder(html, {} if cells is None else cells, sections)
    root = builder.build(start.end())
    if cells is not None and len(builder.cells) <= _MOST:
        cells |= builder.cells
    return root


class _Builder:
    """The state of parsing: the element that is open, and the last that was closed in it."""

    def __init__(self, html: str, known: Mapping[str, Element], sections: dict[str, Section] | None) -> None:
        self.html, self.known, self.sections = html, known, sections
        self.root: Element | None = None
        self.open: Element | None = None
        self.around: list[Element] = []  # what the open one is in, from the outside inwards
        self.last: Element | None = None  # child of the open one
        self.implied: list[Element] = []  # open bodies of tables that are not written
        self.cells: dict[str, Element] = {}  # that were not known, by how they are written
        self.begun: tuple[Element | None, int] = None, 0  # the cell that is open, and where it begins
        self.inside: tuple[Element | None, int] = None, 0  # the section of the body, and where it begins

    def build(self, at: int) -> Element:
        html = self.html
        search = _TOKEN.search
        while token := search(html, at):
            if (begin := token.start()) > at:
                self.write(html[at:begin])
            at = token.end()
            closes, tag, attributes = token.groups()
            if tag is None:
                continue
            if closes:
                if tag in _CELLS:
                    self.close_cell(tag, at)
                elif tag == "section":
                    self.close_section(at)
                else:
                    self.close(tag)
            elif tag in _CELLS:
                at = self.cell(tag, begin, at, attributes)
            elif tag == "section" and self.sections is not None:
                at = self.section(begin, at, attributes, self.sections)
            else:
                self.start(tag, attributes)
        if at < len(html):
            self.write(html[at:])
        if self.open is not None or self.root is None:
            raise Unsupported("not closed", repr(self.open))
        return self.root

    def write(self, text: str) -> None:
        """Text where the open element has got to."""
        into = self.open
        if "<" in text or ">" in text:
            raise Unsupported("markup that is not strict", text[:40])
        if "&" in text:
            text = unescape(text)
        if into is None or into.tag == "html":
            self.between(text)
            return
        if into.tag in _TABLES and into.tag != "ol":
            if not text.isspace():
                raise Unsupported("text in", repr(into))
        elif self.last is None:
            into.text += text
        else:
            self.last.tail += text

    def between(self, text: str) -> None:
        """White space outside of head and body: what follows the body is taken as its own."""
        if text.strip(" \t\n"):
            raise Unsupported("text outside of the body", text[:40])
        html = self.root
        if html is None or self.last is None:
            return
        if self.last.tag == "head":
            self.last.tail += text
            return
        body = html.children[-1]
        if body.children:
            body.children[-1].tail += text
        else:
            body.text += text

    def start(self, tag: str, written: str) -> None:
        parent = self.open
        if parent is None:
            if tag != "html" or self.root is not None:
                raise Unsupported("outside of html", tag)
        else:
            if parent.tag == "table" and tag == "tr":
                parent = self.body_of(parent)
            self.check(parent, tag)
        attributes: dict[str, str] = {}
        for name, value, word in _ATTRIBUTE.findall(written) if written else ():
            attributes.setdefault(name, unescape(value) if "&" in value else value or word)
        element = Element(tag, attributes)
        if parent is None:
            self.root = element
        else:
            parent.children.append(element)
        if tag in _VOID:
            self.last = element
        else:
            self.enter(element)

    def enter(self, element: Element) -> None:
        """Go into an element that has begun."""
        if self.open is not None:
            self.around.append(self.open)
        self.open, self.last = element, None

    def cell(self, tag: str, begin: int, at: int, attributes: str) -> int:
        """A cell; one that is written as another before it is the same element again. Where to read on."""
        end = self.html.find(_CELLS[tag], at) + len(_CELLS[tag])
        written = self.html[begin:end]
        known = self.known.get(written) or self.cells.get(written)
        if known is None or self.open is None or self.open.tag != "tr":
            self.start(tag, attributes)
            self.begun = self.open, begin
            return at
        self.open.children.append(known)
        self.last = known
        return end

    def section(self, begin: int, at: int, attributes: str, known: dict[str, Section]) -> int:
        """A section in the body; one that is written as another is known with all that it holds."""
        end = self.html.find(_SECTION, at) + len(_SECTION)
        written = self.html[begin:end]
        found = known.pop(written, None) if self.open and self.open.tag == "body" else None
        if found is None or self.open is None:
            self.start("section", attributes)
            if self.around and self.around[-1].tag == "body":
                self.inside = self.open, begin
            return at
        known[written] = found  # now the last that was asked for
        self.last = found.again()
        self.open.children.append(self.last)
        return end

    def close_section(self, end: int) -> None:
        """Close a section, and know it again if it stands in the body."""
        element, begin = self.inside
        self.close("section")
        if element and element is self.last and self.sections is not None and end - begin <= _LONG:
            element.section = self.sections[self.html[begin:end]] = Section(element)

    def close_cell(self, tag: str, end: int) -> None:
        """Close a cell, and know it again unless there is another in it."""
        element, begin = self.begun
        if element is self.open and element is not None:
            self.cells[self.html[begin:end]] = element
        self.begun = None, 0
        self.close(tag)

    def body_of(self, table: Element) -> Element:
        """The tbody for the first of the rows that stand in the table itself."""
        body = Element("tbody", {})
        table.children.append(body)
        self.enter(body)
        self.implied.append(body)
        return body

    def check(self, parent: Element, tag: str) -> None:
        if tag not in _HOLDS.get(parent.tag, ()):
            raise Unsupported(f"{tag} in", repr(parent))
        if tag in ("a", "div", "p", "section", "header", "table", "ol"):
            # In an open p or a these would close it.
            for above in (parent, *reversed(self.around)):
                if above.tag in ("td", "th", "html"):
                    break
                if above.tag == "p" or above.tag == tag == "a":
                    raise Unsupported(f"{tag} in", repr(above))

    def close(self, tag: str) -> None:
        element = self.open
        if self.implied and element is self.implied[-1] and tag == "table":
            self.implied.pop()
            element = self.around.pop()
        if element is None or element.tag != tag:
            raise Unsupported(f"</{tag}> ends", repr(element))
        self.last, self.open = element, self.around.pop() if self.around else None
