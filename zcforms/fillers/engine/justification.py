"""Chinese lines set flush: what a line falls short of its width is shared among its characters.

A line ends between any two pieces that hold together, those of a value included. WeasyPrint stretches
only spaces, of which Chinese has none. It decides which lines are to be flush (not the last of a
paragraph, none that a <br> ends); how they become so is decided here. Imported after WeasyPrint only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from zcforms.paper.typesetting.flush import WIDEST, takes


@contextmanager
def justified() -> Iterator[None]:
    """Whatever is laid out meanwhile with `text-align: justify` is justified as Chinese is."""
    justify, inside = inline.justify_line, inline.can_break_inside
    inline.justify_line = _justify
    inline.can_break_inside = lambda box: inside(box) or _has_pieces(box)
    try:
        yield
    finally:
        inline.justify_line, inline.can_break_inside = justify, inside


def _has_pieces(box: Any) -> bool:
    """Whether a line may end between the children of a box, though none of them may be torn.

    WeasyPrint looks inside the children only: where the mark after a value does not fit, it moves the
    whole value to the next line.
    """
    wraps = isinstance(box, boxes.InlineBox) and box.style["white_space"] == "normal"
    return wraps and len(box.children) > 1


def _justify(_: object, line: Any, missing: float) -> None:
    """Widen a line by what is missing (CSS pixels), if its characters can take it."""
    leaves = list(_leaves(line))
    room = sum(map(_room, leaves)) + sum(map(_before, leaves[1:])) + sum(map(_after, leaves[:-1]))
    if not room or missing > room * WIDEST * line.style["font_size"]:
        return
    _spread(line, missing / room, 0, (leaves[0], leaves[-1]))


def _leaves(box: Any) -> Iterator[Any]:
    """The texts of a line, and what stands in it as a whole."""
    for child in box.children:
        if isinstance(child, boxes.InlineBox):
            yield from _leaves(child)
        elif child.is_in_normal_flow():
            yield child


# Pango gives each character half of its spacing on either side, and the ends of a text none.


def _before(leaf: Any) -> float:
    """The part of a gap that a leaf wants before itself."""
    return takes(leaf.text)[0] / 2 if isinstance(leaf, boxes.TextBox) else 0


def _after(leaf: Any) -> float:
    """The part of a gap that a leaf wants after itself."""
    return takes(leaf.text)[-1] / 2 if isinstance(leaf, boxes.TextBox) else 0


def _room(leaf: Any) -> float:
    """The number of gaps inside a leaf; what stands in the line as a whole has none."""
    if not isinstance(leaf, boxes.TextBox):
        return 0
    return sum(takes(leaf.text)) - _before(leaf) - _after(leaf)


def _spread(box: Any, gap: float, moved: float, ends: tuple[Any, Any]) -> float:
    """Move a box and widen the gaps in it; how far what follows it moves."""
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += moved
        start = moved
        for child in box.children:
            if isinstance(child, boxes.InlineBox) or child.is_in_normal_flow():
                moved = _spread(child, gap, moved, ends)
        box.width += moved - start
    elif isinstance(box, boxes.TextBox):
        moved += gap * _before(box) if box is not ends[0] else 0
        box.position_x += moved
        if room := _room(box):
            box.width += gap * room
            box.pango_layout = _Spaced(box.pango_layout, gap)
        moved += gap * (room + (_after(box) if box is not ends[1] else 0))
    else:
        box.translate(moved, 0)
    return moved


class _Spaced(Layout):  # type: ignore[misc]
    """A text that was laid out and waits to be drawn, then with wider gaps (CSS pixels)."""

    def __init__(self, measured: Layout, gap: float) -> None:
        self.__dict__.update(vars(measured))
        self.gap = gap

    def set_text(self, text: str, justify: bool = False) -> None:
        super().set_text(text, justify)
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        spacing = self.style["letter_spacing"]
        spacing = self.gap + (0 if spacing == "normal" else spacing)
        end = 0
        for taking, run in groupby(zip(takes(self.text), self.text, strict=True), key=lambda pair: pair[0]):
            start, end = end, end + len("".join(character for _, character in run).encode())
            if taking:
                attribute = pango.pango_attr_letter_spacing_new(int(spacing * TO_UNITS))
                attribute.start_index, attribute.end_index = start, end
                pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)
