"""Where things came to stand on a page that the typesetter of our own laid out: what tree.py reads of it.

Lengths are CSS px from the top left corner of the page, as the engine's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.paper.typesetting import Document, display
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.fragments import Fragment, Run, Used
from zcforms.paper.typesetting.metrics import UNITS
from zcforms.paper.typesetting.pages import Page

Source = tuple[Fragment, float, float, Mapping[Box, Any]]  # a fragment, its place, and the values by box
Seen = tuple[Box, float]  # a cell and its width

NORMAL = 1.35  # a line height, where the style sheet leaves it to us
_BLOCKS = frozenset({"block", "inline-block"})


@dataclass(frozen=True, slots=True)
class Edges:
    """The edges of a box's border."""

    x: float
    y: float
    width: float
    height: float


@dataclass(eq=False, slots=True)
class Placed:
    """A box of a fragment or of a text, at its place.

    `position_y` is the top of the margin of a line for a text: half the leading above its border.
    """

    box: Box
    used: Used
    at: Edges
    value: Any  # the element of the value that it is a part of
    border: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    text: str = ""
    position_y: float = 0.0
    source: Source | None = None  # of what is in it

    @property
    def parts(self) -> Iterator[Placed]:
        """What is in it, from the outside inwards."""
        return self.parts_but(None)

    def parts_but(self, known: set[Seen] | None) -> Iterator[Placed]:
        """The same without the cells that say what a known one does in the same width, if any are known."""
        return _parts(*self.source, known) if self.source else iter(())

    @property
    def element_tag(self) -> str:
        """The tag of the element that the box is of, or in."""
        return self.box.tag

    @property
    def inner(self) -> Edges:
        """The edges within its border and padding."""
        at = self.at
        top, right, bottom, left = map(sum, zip(self.used.padding, self.border, strict=True))
        return Edges(at.x + left, at.y + top, at.width - left - right, at.height - top - bottom)

    @property
    def style(self) -> Style:
        """Its style."""
        return self.used.style

    @property
    def size(self) -> float:
        """The size of its type."""
        return self.used.size

    @property
    def leading(self) -> float:
        """The height of its lines, as a multiple of the size."""
        height = self.style["line_height"]
        if isinstance(height, tuple):
            return float(height[0])
        return NORMAL if height == "normal" else height / self.size

    @property
    def is_cell(self) -> bool:
        """Whether it is a cell of a table."""
        return self.box.kind == "cell"

    @property
    def is_fixed(self) -> bool:
        """Whether it is a block whose style sheet gives it a height."""
        return (
            self.box.kind in _BLOCKS and self.used.height != "auto" and self.box.tag not in {"html", "body"}
        )

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return bool(self.box.image)


@dataclass(eq=False, slots=True)
class PlacedPage:
    """A page: its size, and what stands on its type area."""

    width: float
    height: float
    page: Page
    body: Placed
    area: Edges
    pieces: list[Any] | None = None  # what tree.py reads of it, once that is asked for
    tears = False  # a row that is higher than a page: it leaves such a form to WeasyPrint

    @property
    def bodies(self) -> list[Placed]:
        """All but the margins."""
        return [self.body]

    @property
    def anchors(self) -> Mapping[str, Any]:
        """What can be linked to on it, by name."""
        return display.sheet(self.page).anchors


def pages_of(document: Document) -> list[PlacedPage]:
    """The pages of a document with all that stands on them."""
    values: dict[Box, Any] = {}
    if document.root:
        _mark(document.root, None, values, set())
    found = []
    for page in document.pages:
        body = _placed(page.content, page.content.x, page.content.y, values)
        area = page.area
        edges = Edges(area.content_x, area.content_y, area.content_width, area.content_height)
        found.append(PlacedPage(page.width, page.height, page, body, edges))
    return found


def _mark(box: Box, value: Any, values: dict[Box, Any], known: set[Box]) -> None:
    """Note of every box the element of the value that it is a part of; of cells that are alike, once."""
    if value is None and box.element is not None and box.element.get("data-field"):
        value = box.element
    if value is not None:
        values[box] = value
    if box.like:
        if box.like in known:
            return
        known.add(box.like)
    for child in box.children:
        _mark(child, value, values, known)


def _placed(fragment: Fragment, x: float, y: float, values: Mapping[Box, Any]) -> Placed:
    box, edges = fragment.box, Edges(x, y, fragment.width, fragment.height)
    source = fragment, x, y, values
    return Placed(box, fragment.used, edges, values.get(box), fragment.border, position_y=y, source=source)


def _parts(
    fragment: Fragment, x: float, y: float, values: Mapping[Box, Any], known: set[Seen] | None
) -> Iterator[Placed]:
    border, padding = fragment.border, fragment.padding
    left, top = x + border[3] + padding[3], y + border[0] + padding[0]
    for line in fragment.lines:
        for run in line.runs:
            placed = _text if isinstance(run, Run) else _placed
            yield placed(run, left + run.x, top + line.y + run.y, values)  # type: ignore[arg-type]
    for child in fragment.children:
        if known is not None and child.box.kind == "cell":
            seen = child.box.like or child.box, child.width
            if seen in known:
                continue
            known.add(seen)
        yield _placed(child, x + child.x, y + child.y, values)


def _text(run: Run, x: float, baseline: float, values: Mapping[Box, Any]) -> Placed:
    ascent, descent = (length / UNITS for length in run.used.fount.extent(run.text))
    top, height = baseline - ascent, ascent + descent
    above = (run.used.lead - height) / 2
    return Placed(
        run.box,
        run.used,
        Edges(x, top, run.width, height),
        values.get(run.box),
        text=run.text,
        position_y=top - above,
    )
