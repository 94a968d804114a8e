"""Where things came to stand on a laid-out page, whichever way it was laid out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from zcforms.fillers.html.by_weasyprint import TheirBox, TheirPage
from zcforms.fillers.html.placed import Edges, Placed, PlacedPage, Seen

_MM = 25.4 / 96  # a CSS pixel
_TOLERANCE = 0.07  # mm, pt; less than what a line keeps back (fitting.py)
_SPARE = 1.5  # mm that a template may leave unsaid of a room's width
Standing = Placed | TheirBox  # a box at its place, in CSS px: of our own typesetter, or of WeasyPrint


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

    box: Standing
    cell: bool
    values: list[Any] = field(default_factory=list)
    labelled: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """One box of a page with the value that it is a part of (or None) and its room (or None)."""

    box: Standing
    value: Any
    room: Room | None

    @property
    def text(self) -> str:
        """The text of a box of text, else nothing."""
        return self.box.text.strip()


def pieces(page: PlacedPage | TheirPage, known: set[Seen] | None = None) -> list[Piece]:
    """Every box on the type area of a page of a Document, from the outside inwards.

    Without the cells that are the same in content and width as a `known` one; those that are new are noted.
    """
    if known is None and page.pieces is not None:
        return page.pieces
    found: list[Piece] = []
    for body in page.bodies:
        _add_pieces(found, body, (), known)
    if known is None:
        page.pieces = found
    return found


def distinct(document: Any) -> Iterator[list[Piece]]:
    """The pieces of each page, of cells that are the same those of the first."""
    known: set[Seen] = set()
    return (pieces(page, known) for page in document.pages)


def type_area(page: PlacedPage | TheirPage) -> Rectangle:
    """What the margins leave of a page."""
    return _rectangle(page.area)


def _add_pieces(found: list[Piece], box: Standing, rooms: tuple[Room, ...], known: set[Seen] | None) -> None:
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
        _add_pieces(found, part, rooms, known)


def torn(document: Any) -> list[Any]:
    """The values in cells that begin on one page and go on on the next: of rows higher than a page."""
    begun: dict[Any, int] = {}
    found: dict[Any, None] = {}
    for number, page in enumerate(document.pages):
        for piece in pieces(page) if page.tears else ():
            in_cell = piece.text and piece.value is not None and piece.room and piece.room.cell
            if in_cell and begun.setdefault(piece.value, number) != number:
                found[piece.value] = None
    return list(found)


def misjudged(document: Any) -> dict[int, tuple[float, float]]:
    """The width (mm) and size (pt) in which values stand whose lines were set for others, by their number."""
    found: dict[int, tuple[float, float]] = {}
    for page in distinct(document):
        misjudge(page, found)
    return found


def misjudge(pieces: Sequence[Piece], found: dict[int, tuple[float, float]]) -> None:
    """Add to what is `misjudged` the values on a page.

    Width and size are 0 where the room is shared with other print; of several rooms of one number the
    narrowest counts.
    """
    tops: dict[Any, set[float]] = {}
    for piece in pieces:
        if not piece.text or piece.room is None or piece.value is None:
            continue
        if stated := piece.value.get("data-set"):
            lines = tops.setdefault((piece.value, piece.room), set())
            lines.add(piece.box.position_y)
            if len(lines) == 1 and piece.value.find("br") is None:
                continue  # one line suits any room that holds it
            number, width, size = map(float, stated.split())
            room = inside(piece.room.box).width, text_style(piece.box)[1]
            spare = room[0] - width
            alone = len(piece.room.values) == 1 and not piece.room.labelled
            suits = alone and -_TOLERANCE <= spare <= _SPARE and abs(room[1] - size) <= _TOLERANCE
            if not suits:
                judged = room if alone else (0.0, 0.0)
                found[int(number)] = min(judged, found.get(int(number), judged))


def outside(box: Standing) -> Rectangle:
    """A box with its padding and border."""
    return _rectangle(box.at)


def inside(box: Standing) -> Rectangle:
    """The room within a box's border and padding."""
    return _rectangle(box.inner)


def _rectangle(edges: Edges) -> Rectangle:
    lengths = edges.x, edges.y, edges.width, edges.height
    return Rectangle(*(round(length * _MM, 3) for length in lengths))


def text_style(box: Standing) -> tuple[str, float, float, str]:
    """First family, size (pt), line height (multiple of the size) and alignment of a box's text."""
    style = box.style
    return style["font_family"][0], round(box.size * 0.75, 3), round(box.leading, 3), style["text_align_all"]
