"""Where the pages of others stand on the sheets of a volume: how large, which way round."""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.ground.geometry import A4, MM, Rectangle

Placement = tuple[float, float, float, float, float, float]  # a PDF matrix

# Where evidence is placed on its sheet, mm from the binding edge, bottom, outer edge and top.
BINDING, BOTTOM, OUTER, TOP = 28.0, 26.0, 12.0, 14.0
MARKED_BOTTOM = 32.0  # where 与原件核对无误 stands below
FOLDED_WIDTH = 2 * A4[0]  # pt: A3 lying, bound at its left and folded once
_ABOVE_CAPTION = 6.0  # mm more below a page of A3, which fills its area down to the foot
_BETWEEN = 8.0  # mm between two pages on one sheet
# A slip or a card gets no easier to read by more: A6 fills the type area so, a page from half the width up.
_MOST_ENLARGED = 1.5


@dataclass(frozen=True)
class Area:
    """A part of a sheet (pt) that a page is placed into, and whether it may be turned for that."""

    x: float
    y: float
    width: float
    height: float
    turns: bool = True

    def half(self, nth: int) -> Area:
        """The upper half (0) or the lower one (1); pages stay upright there."""
        height = (self.height - _BETWEEN * MM) / 2
        below = (1 - nth) * (self.height - height)
        return Area(self.x, self.y + below, self.width, height, turns=False)


def type_area(marked: bool, verso: bool, folded: bool = False) -> Area:
    """The type area of a sheet of evidence; a folded one is never a verso."""
    foot, width = MARKED_BOTTOM if marked else BOTTOM, FOLDED_WIDTH if folded else A4[0]
    foot += _ABOVE_CAPTION if folded else 0.0
    left = OUTER if verso else BINDING
    return Area(left * MM, foot * MM, width - (BINDING + OUTER) * MM, A4[1] - (foot + TOP) * MM)


def printed_scale(width: float, height: float) -> float:
    """How much a page of that size (pt) is enlarged or reduced on a sheet of its own, without a mark."""
    _, scale = _fit(width, height, type_area(marked=False, verso=False))
    return scale


def fit_into(box: Rectangle, area: Area) -> Placement:
    """A placement of a box (pt) into an area, centred there.

    A page that is larger when it is turned has its head to the left: at the binding edge of a
    recto, and read the same way on a verso (GB/T 9704-2012, 8).
    """
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    turned, scale = _fit(width, height, area)
    seen_w, seen_h = (height, width) if turned else (width, height)
    x = area.x + (area.width - seen_w * scale) / 2
    y = area.y + (area.height - seen_h * scale) / 2
    if turned:  # counter-clockwise: (x, y) → (−y, x)
        return (0.0, scale, -scale, 0.0, x + top * scale, y - left * scale)
    return (scale, 0.0, 0.0, scale, x - left * scale, y - bottom * scale)


def _fit(width: float, height: float, area: Area) -> tuple[bool, float]:
    """Whether a page is turned, because it is larger then, and how much it is enlarged."""
    upright, turned = (
        min(area.width / seen_w, area.height / seen_h, _MOST_ENLARGED)
        for seen_w, seen_h in ((width, height), (height, width))
    )
    return (True, turned) if area.turns and turned > upright else (False, upright)
