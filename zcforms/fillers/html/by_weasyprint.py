"""Where things came to stand on a page that WeasyPrint laid out: what tree.py reads of its private box tree.

(engine.lay_out closes the frames of its tables, before anybody reads them here.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.fillers import engine
from zcforms.fillers.html.placed import NORMAL, Edges, Seen
from zcforms.forms import Form

_BLOCKS = frozenset({"BlockBox", "InlineBlockBox", "FlexBox"})


@dataclass(eq=False, slots=True)
class TheirBox:
    """A box of WeasyPrint's, as placed.Placed is one of our own."""

    box: Any
    value: Any  # the element of the value that it is a part of

    def parts_but(self, _: set[Seen] | None) -> Iterator[TheirBox]:
        """What is in it, from the outside inwards; all of it, whatever is known."""
        return (_told(child, self.value) for child in getattr(self.box, "children", ()))

    @property
    def text(self) -> str:
        """The text of a box of text, else nothing."""
        return getattr(self.box, "text", "")

    @property
    def position_y(self) -> float:
        """The top of the margin."""
        return float(self.box.position_y)

    @property
    def at(self) -> Edges:
        """The edges of its border."""
        box = self.box
        return Edges(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())

    @property
    def inner(self) -> Edges:
        """The edges within its border and its padding as the style sheet has it.

        The engine aligns the contents of a cell by more of it.
        """
        box, at = self.box, self.at
        left, right, top, bottom = (
            box.style[f"padding_{side}"].value + getattr(box, f"border_{side}_width")
            for side in ("left", "right", "top", "bottom")
        )
        return Edges(at.x + left, at.y + top, at.width - left - right, at.height - top - bottom)

    @property
    def style(self) -> Any:
        """Its style."""
        return self.box.style

    @property
    def size(self) -> float:
        """The size of its type."""
        return float(self.style["font_size"])

    @property
    def leading(self) -> float:
        """The height of its lines, as a multiple of the size."""
        height = self.style["line_height"]
        if isinstance(height, float | int):
            return height
        return NORMAL if height == "normal" else height.value / self.size

    @property
    def is_cell(self) -> bool:
        """Whether it is a cell of a table."""
        return type(self.box).__name__ == "TableCellBox"

    @property
    def is_fixed(self) -> bool:
        """Whether it is a block whose style sheet gives it a height."""
        is_block = type(self.box).__name__ in _BLOCKS and self.box.element_tag not in {"html", "body"}
        return is_block and self.style["height"] != "auto"

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return hasattr(self.box, "replacement")


@dataclass(eq=False, slots=True)
class TheirPage:
    """A page of WeasyPrint's, as placed.PlacedPage is one of our own."""

    page: Any
    pieces: list[Any] | None = None  # what tree.py reads of it, once that is asked for
    tears = True  # a row that is higher than a page

    @property
    def height(self) -> float:
        """From edge to edge."""
        return float(self.page.height)

    @property
    def anchors(self) -> Mapping[str, Any]:
        """What can be linked to on it, by name."""
        anchors: Mapping[str, Any] = self.page.anchors
        return anchors

    @property
    def bodies(self) -> list[TheirBox]:
        """All but the margins."""
        children = self.page._page_box.children
        return [_told(child, None) for child in children if type(child).__name__ != "MarginBox"]

    @property
    def area(self) -> Edges:
        """What the margins leave."""
        box = self.page._page_box
        return Edges(box.content_box_x(), box.content_box_y(), box.width, box.height)


@dataclass(frozen=True, eq=False, slots=True)
class TheirDocument:
    """A document that WeasyPrint laid out."""

    document: Any
    pages: list[TheirPage]


def lay_out(html: str, form: Form, images: Mapping[str, bytes], duplex: bool) -> TheirDocument:
    """A form's markup laid out; raises as engine.lay_out does."""
    document = engine.lay_out(html, form, images, duplex)
    return TheirDocument(document, [TheirPage(page) for page in document.pages])


def _told(box: Any, value: Any) -> TheirBox:
    """A box with the value that it is a part of, or is."""
    box = getattr(box, "_box", box)  # what is positioned absolutely leaves a stand-in
    if value is None and box.element is not None and box.element.get("data-field"):
        value = box.element
    return TheirBox(box, value)
