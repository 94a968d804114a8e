"""A typesetter for the HTML and CSS that the shipped forms use: markup → cascade → boxes → pages.

Whatever it does not know is refused (`Unsupported`), never approximated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from zcforms.paper.typesetting import display, markup
from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.cascade import Cascade
from zcforms.paper.typesetting.columns import has_columns
from zcforms.paper.typesetting.display import Sheet
from zcforms.paper.typesetting.formatting import formatted
from zcforms.paper.typesetting.pages import Page, paginate
from zcforms.paper.typesetting.unsupported import Unsupported

__all__ = ["Cascade", "Document", "Once", "Sheet", "Unsupported", "lay_out", "typeset"]


@dataclass(slots=True)
class Document:
    """A document laid out: its boxes, and where they stand."""

    root: Box | None
    pages: list[Page]

    @property
    def sheets(self) -> list[Sheet]:
        """What is to be painted of every page."""
        return display.display(self.pages)


class Once:
    """The sheets of a document, one after the other, for once: each page is let go of before the next."""

    def __init__(self, document: Document) -> None:
        self._pages = document.pages[::-1]
        document.pages, document.root = [], None

    def __len__(self) -> int:
        return len(self._pages)

    def __iter__(self) -> Iterator[Sheet]:
        while self._pages:
            yield display.sheet(self._pages.pop())


def lay_out(tree: markup.Element, cascade: Cascade) -> Document:
    """A document laid out by the style sheets of `cascade`.

    Raises Unsupported for whatever this typesetter does not know: the whole is then to be set in another way.
    """
    try:
        root = formatted(tree, cascade)
        _refuse(root)
        pages = paginate(root, partial(cascade.page, root.style), cascade.cells.laid)
    finally:
        cascade.cells.settle()
    return Document(root, pages)


def _refuse(box: Box) -> None:
    """Unsupported for a kind of layout that is not known, before any other is tried in vain."""
    if box.kind == "table" and box.style["table_layout"] != "fixed" and has_columns(box):
        raise Unsupported("table with columns as wide as what is in them", box.tag)
    for child in () if box.kind == "cell" and box.like else box.children:
        _refuse(child)


def typeset(html: str, cascade: Cascade) -> list[Sheet]:
    """The pages of a document as they are to be painted; Unsupported as of `lay_out`."""
    cells = cascade.cells
    return lay_out(markup.parse(html, cells.elements, cells.sections), cascade).sheets
