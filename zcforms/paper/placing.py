"""Where the pages of others stand on the sheets of a volume: how large, which way round."""

from __future__ import annotations

from zcforms.ground.geometry import A4, MM, Rectangle

Placement = tuple[float, float, float, float, float, float]  # a PDF matrix

# Where evidence is placed on its sheet, mm from the binding edge, bottom, outer edge and top.
BINDING, BOTTOM, OUTER, TOP = 28.0, 26.0, 12.0, 14.0
MARKED_BOTTOM = 32.0  # where 与原件核对无误 stands below
# A slip or a card gets no easier to read by more: A6 fills the type area so, a page from half the width up.
_MOST_ENLARGED = 1.5


def printed_scale(width: float, height: float) -> float:
    """How much a page of that size (pt) is enlarged or reduced on a sheet of its own, without a mark."""
    return _scale(width, height, *_room(BOTTOM))


def fit_into(box: Rectangle, foot: float, verso: bool) -> Placement:
    """A placement of a box (pt) into the type area, which begins `foot` mm above the edge; centred there.

    A landscape page is turned with its head to the left: at the binding edge of a recto, and read the
    same way on a verso (GB/T 9704-2012, 8).
    """
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    room_w, room_h = _room(foot)
    turned = width > height
    seen_w, seen_h = (height, width) if turned else (width, height)
    scale = _scale(width, height, room_w, room_h)
    x = (OUTER if verso else BINDING) * MM + (room_w - seen_w * scale) / 2
    y = foot * MM + (room_h - seen_h * scale) / 2
    if turned:  # counter-clockwise: (x, y) → (−y, x)
        return (0.0, scale, -scale, 0.0, x + top * scale, y - left * scale)
    return (scale, 0.0, 0.0, scale, x - left * scale, y - bottom * scale)


def _room(foot: float) -> tuple[float, float]:
    return A4[0] - (BINDING + OUTER) * MM, A4[1] - (foot + TOP) * MM


def _scale(width: float, height: float, room_w: float, room_h: float) -> float:
    seen_w, seen_h = (height, width) if width > height else (width, height)
    return min(room_w / seen_w, room_h / seen_h, _MOST_ENLARGED)
