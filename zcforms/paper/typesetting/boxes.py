"""Boxes as they are before they are laid out, with their styles.

The tree has the boxes that CSS 2.1 §9.2 and §17.2.1 ask for, anonymous ones too. All that is inline in a
block container stands in one box of a line, which the layout breaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


class Custom(dict[str, Any]):
    """Custom properties by name, and what declarations with var() came to under them."""

    __slots__ = ("found",)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.found: dict[Any, Any] = {}


class Style(dict[str, Any]):
    """Computed values by property (`font_size`), one object for all elements that look alike.

    Lengths are floats in CSS px, percentages pairs (50.0, "%"), a line height that is a number of lines a
    pair (1.35, ""), colours (red, green, blue, alpha) of 0 to 1 or "currentcolor", keywords strings;
    `display` and lists are tuples, content is a tuple of pairs such as ("counter()", ("page", "decimal")).
    """

    __slots__ = ("_anonymous", "custom", "rem", "used")

    custom: Custom
    rem: float  # px: the font size of the root element; of a style that others are computed from
    _anonymous: Style  # of anonymous boxes in a box of this style
    used: Any  # what the layout makes of it (fragments.Used), once that is asked for

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other


@dataclass(slots=True, eq=False)
class Box:
    """A box; `kind` is one of block, line, inline, text, inline-block, replaced, inline-replaced,
    table-wrapper, table, column-group, column, header-group, row-group, footer-group, row, cell, margin.

    In a table, the groups of columns come first, then the header, the groups of rows, the footer.
    """

    kind: str
    tag: str  # of the element, or of the one that an anonymous box is in; "br::before", "@bottom-center"
    style: Style
    children: list[Box] = field(default_factory=list)
    text: str = ""  # of text, after white space and text-transform
    attributes: Mapping[str, str] = field(default_factory=dict)  # of the element
    image: str = ""  # of a replaced box: its src
    element: Any = None  # the markup.Element that it is of
    link: str = ""  # where the box leads: "#anchor" or an address
    label: str = ""  # the bookmark's, at style["bookmark_level"]
    strings: tuple[tuple[str, str], ...] = ()  # named strings that it sets, for the margins of pages
    column: int = 0  # of a cell or column: the first in the grid that it takes
    colspan: int = 1
    rowspan: int = 1  # as far as its row group goes
    space_before: bool = False  # a collapsed space stood here: a line may break
    space_after: bool = False
    marker: bool = False  # of a list item, outside of it
    root: bool = False  # of the root element
    like: Box | None = None  # of a cell: the one before it whose content it has

    def copied(self) -> Box:
        """A copy, with copies of what is in it."""
        return replace(self, children=[child.copied() for child in self.children])
