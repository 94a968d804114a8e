"""Where things came to stand on a laid-out page: of our own typesetter, or in WeasyPrint's private box tree.

(engine.lay_out closes the frames of its tables, before anybody reads them here.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.fillers.html.placed import Placed, PlacedPage, Seen

_MM = 25.4 / 96  # a CSS pixel
_TOLERANCE = 0.07  # mm, pt; less than what a line keeps back (fitting.py)
_SPARE = 1.5  # mm that a template may leave unsaid of a room's width


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle in mm from the top left corner of its page."""

    x: float
    y: float
    width: float
    height: float


@dataclass(eq=False, slots=True)
class Room:
    """What holds values: a table cell, or a block whose style sheet gives it a height.

    `values` are the elements of the values in it; `labelled` says that something else is printed too.
    """

    box: Any
    cell: bool
    values: list[Any] = field(default_factory=list)
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One box of a page with the value that it is a part of (or None) and its room (or None)."""

    box: Any
    value: Any
    room: Room | None

    @property
    def text(self) -> str:
        """The text of a box of text, else nothing."""
        return str(getattr(self.box, "text", "")).strip()


def pieces(page: Any, known: set[Seen] | None = None) -> list[Piece]:
    """Every box on the type area of a page of a Document, from the outside inwards.

    Without the cells that are the same in content and width as a `known` one; those that are new are noted.
    """
    if isinstance(page, PlacedPage):
        if known is None and page.pieces is not None:
            return page.pieces
        own: list[Piece] = []
        _add_own(own, page.body, (), known)
        if known is None:
            page.pieces = own
        return own
    bodies = [child for child in page._page_box.children if type(child).__name__ != "MarginBox"]
    found: list[Piece] = []
    for body in bodies:
        _add_pieces(found, body, None, ())
    return found


def distinct(document: Any) -> list[Piece]:
    """The pieces of all pages, of cells that are the same those of the first."""
    known: set[Seen] = set()
    return [piece for page in document.pages for piece in pieces(page, known)]


def type_area(page: Any) -> Rectangle:
    """What the margins leave of a page."""
    if isinstance(page, PlacedPage):
        return _rectangle(page.area.x, page.area.y, page.area.width, page.area.height)
    box = page._page_box
    return _rectangle(box.content_box_x(), box.content_box_y(), box.width, box.height)


def _add_own(found: list[Piece], box: Placed, rooms: tuple[Room, ...], known: set[Seen] | None) -> None:
    if box.is_cell or box.is_fixed:
        rooms = (*rooms, Room(box, box.is_cell))
    value = box.value
    if value is not None:
        for room in rooms:
            if value not in room.values:
                room.values.append(value)
    elif box.text.strip() or box.is_picture:
        for room in rooms:
            room.labelled = True
    found.append(Piece(box, value, rooms[-1] if rooms else None))
    for part in box.parts_but(known):
        _add_own(found, part, rooms, known)


def _add_pieces(found: list[Piece], box: Any, value: Any, rooms: tuple[Room, ...]) -> None:
    box = getattr(box, "_box", box)  # what is positioned absolutely leaves a stand-in
    cell = type(box).__name__ == "TableCellBox"
    block = type(box).__name__ in {"BlockBox", "InlineBlockBox", "FlexBox"} and box.style["height"] != "auto"
    if cell or (block and box.element_tag not in {"html", "body"}):
        rooms = (*rooms, Room(box, cell))
    if value is None and box.element is not None and box.element.get("data-field"):
        value = box.element
        for room in rooms:
            if value not in room.values:
                room.values.append(value)
    elif value is None and (getattr(box, "text", "").strip() or hasattr(box, "replacement")):
        for room in rooms:
            room.labelled = True
    found.append(Piece(box, value, rooms[-1] if rooms else None))
    for child in getattr(box, "children", ()):
        _add_pieces(found, child, value, rooms)


def torn(document: Any) -> list[Any]:
    """The values in cells that begin on one page and go on on the next: of rows higher than a page.

    Our own typesetter tears no row, but leaves the form to the engine.
    """
    begun: dict[Any, int] = {}
    found: dict[Any, None] = {}
    for number, page in enumerate(document.pages):
        for piece in () if isinstance(page, PlacedPage) else pieces(page):
            in_cell = piece.text and piece.value is not None and piece.room and piece.room.cell
            if in_cell and begun.setdefault(piece.value, number) != number:
                found[piece.value] = None
    return list(found)


def misjudged(document: Any) -> dict[int, tuple[float, float]]:
    """`misjudged_of` the pieces of a document."""
    return misjudged_of(distinct(document))


def misjudged_of(pieces: Sequence[Piece]) -> dict[int, tuple[float, float]]:
    """The width (mm) and size (pt) in which values stand whose lines were set for others, by their number.

    Both are 0 where the room is shared with other print; of several rooms of one number the narrowest counts.
    """
    found: dict[int, tuple[float, float]] = {}
    tops: dict[Any, set[float]] = {}
    for piece in pieces:
        if not piece.text or piece.room is None or piece.value is None:
            continue
        if stated := piece.value.get("data-set"):
            number, width, size = map(float, stated.split())
            lines = tops.setdefault((piece.value, piece.room), set())
            lines.add(piece.box.position_y)
            room = inside(piece.room.box).width, text_style(piece.box)[1]
            spare = room[0] - width
            alone = len(piece.room.values) == 1 and not piece.room.labelled
            suits = alone and -_TOLERANCE <= spare <= _SPARE and abs(room[1] - size) <= _TOLERANCE
            # One line suits any room that holds it.
            if not suits and (piece.value.find("br") is not None or len(lines) > 1):
                judged = room if alone else (0.0, 0.0)
                found[int(number)] = min(judged, found.get(int(number), judged))
    return found


def outside(box: Any) -> Rectangle:
    """A box with its padding and border."""
    if isinstance(box, Placed):
        return _rectangle(box.at.x, box.at.y, box.at.width, box.at.height)
    return _rectangle(box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())


def inside(box: Any) -> Rectangle:
    """The room within a box's border and padding.

    Padding as the style sheet has it: the engine aligns the contents of a cell by more of it.
    """
    if isinstance(box, Placed):
        top, right, bottom, left = map(sum, zip(box.used.padding, box.border, strict=True))
        return _rectangle(
            box.at.x + left, box.at.y + top, box.at.width - left - right, box.at.height - top - bottom
        )
    left, right, top, bottom = (
        box.style[f"padding_{side}"].value + getattr(box, f"border_{side}_width")
        for side in ("left", "right", "top", "bottom")
    )
    return _rectangle(
        box.border_box_x() + left,
        box.border_box_y() + top,
        box.border_width() - left - right,
        box.border_height() - top - bottom,
    )


def _rectangle(x: float, y: float, width: float, height: float) -> Rectangle:
    return Rectangle(*(round(length * _MM, 3) for length in (x, y, width, height)))


def text_style(box: Any) -> tuple[str, float, float, str]:
    """First family, size (pt), line height (multiple of the size) and alignment of a box's text."""
    if isinstance(box, Placed):
        return _own_style(box)
    style = box.style
    size, height = style["font_size"], style["line_height"]
    if not isinstance(height, float | int):
        height = 1.35 if height == "normal" else height.value / size
    return style["font_family"][0], round(size * 0.75, 3), round(height, 3), style["text_align_all"]


def _own_style(box: Placed) -> tuple[str, float, float, str]:
    style, size = box.used.style, box.used.size
    height = style["line_height"]
    if isinstance(height, tuple):
        (height, _) = height
    else:
        height = 1.35 if height == "normal" else height / size
    return style["font_family"][0], round(size * 0.75, 3), round(height, 3), style["text_align_all"]
