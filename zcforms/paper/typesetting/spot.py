"""Where a box is laid out, and what comes of it: what the modules of layout hand on to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zcforms.paper.typesetting.boxes import Box
from zcforms.paper.typesetting.fragments import Fragment

# Where the next page goes on: pairs of the number of a child and where in it, for lines that of the line.
Resume = tuple[int, Any] | None
# A positioned box that waits for the box that it refers to: where it is, and its place there.
Waiting = tuple[Box, Fragment, float, float]


@dataclass(slots=True)
class Spot:
    """A place on the page for a box: the edge of its margin is at `x` and `y`.

    Boxes around it take `space` of the foot of the page; `height` is that of the content around it, to which
    percentages refer; `margins` collapse with its own. The page is `empty` until something stands on it.
    """

    y: float
    space: float
    resume: Resume = None
    empty: bool = True
    margins: list[float] = field(default_factory=list)
    x: float = 0.0
    height: float | str = "auto"
    root: bool = False


@dataclass(slots=True)
class Done:
    """What came of laying out a box: nothing (None) if not even a part of it fits the page."""

    fragment: Fragment | None
    resume: Resume = None
    forced: tuple[str, str | None] | None = None  # a break that must be, and the name of the page after it
    margins: list[float] = field(default_factory=list)  # that collapse with what follows
    through: bool = False  # margins collapse through the box
    page: str | None = None
