"""The two ways of setting a form, held against each other: `python tests/typeset_compare.py [FORM…]`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any
from unittest import mock

sys.path.insert(0, __file__.rpartition("/")[0])

import golden
from typeset_reference import plain, reference

from zcforms.forms import Form, Values
from zcforms.typesetting import display
from zcforms.typesetting.pages import paginate
from zcforms.typesetting.unsupported import Unsupported

NEAR = 0.1 / 0.75  # CSS px: a tenth of a point


@contextmanager
def painted() -> Iterator[list[tuple[Any, ...]]]:
    """What WeasyPrint paints meanwhile: (kind, what, numbers…), in order."""
    import weasyprint.draw as draw
    from weasyprint.formatting_structure import boxes

    seen: list[tuple[Any, ...]] = []

    def text(_: Any, box: Any, *__: Any) -> None:
        if box.text.strip():
            place = box.position_x, box.position_y + box.baseline, box.style["font_size"]
            seen.append(("text", box.text, *place, getattr(box.pango_layout, "gap", 0.0)))

    def line(
        _: Any, x: float, y: float, end_x: float, end_y: float, width: float, style: str, color: Any
    ) -> None:
        seen.append(("rule", (style, plain(color)), x, y, end_x, end_y, width))

    def border(_: Any, box: Any) -> None:
        sides = ("top", "right", "bottom", "left")
        widths = [getattr(box, f"border_{side}_width") for side in sides]
        if any(widths) and not isinstance(box, boxes.MarginBox):
            outer = box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height()
            seen.append(("ring", "", *outer, *widths))

    def picture(_: Any, box: Any) -> None:
        outer = box.content_box_x(), box.content_box_y(), box.width, box.height
        seen.append(("picture", "", *outer))

    def surface(_: Any, background: Any, *__: Any, **___: Any) -> None:
        if background and background.color.alpha and background.layers:
            seen.append(("surface", plain(background.color), *background.layers[-1].painting_area))

    with (
        mock.patch.object(draw, "draw_text", text),
        mock.patch.object(draw, "draw_line", line),
        mock.patch.object(draw, "draw_border", border),
        mock.patch.object(draw, "draw_replacedbox", picture),
        mock.patch.object(draw, "draw_background", surface),
    ):
        yield seen


def theirs(document: Any) -> list[list[tuple[Any, ...]]]:
    """What WeasyPrint paints, page by page."""
    found = []
    for n in range(len(document.pages)):
        with painted() as seen:
            document.copy([document.pages[n]]).write_pdf()
        found.append(seen)
    return found


def ours(sheets: list[display.Sheet]) -> list[list[tuple[Any, ...]]]:
    """What we paint, page by page, in the same form."""
    return [[_item(item) for item in sheet.items] for sheet in sheets]


def _item(item: Any) -> tuple[Any, ...]:
    if isinstance(item, display.Text):
        return "text", item.text, item.x, item.y, item.used.size, item.gap
    if isinstance(item, display.Rule):
        return "rule", (item.style, item.color), item.x, item.y, item.end_x, item.end_y, item.width
    if isinstance(item, display.Ring):
        return "ring", "", item.x, item.y, item.width, item.height, *item.widths
    if isinstance(item, display.Picture):
        return "picture", "", item.x, item.y, item.width, item.height
    return "surface", item.color, item.x, item.y, item.width, item.height


def differences(expected: list[Any], actual: list[Any]) -> tuple[list[str], float]:
    """What differs, and the worst deviation (CSS px) of what does not."""
    if len(expected) != len(actual):
        return [f"{len(actual)} pages instead of {len(expected)}"], 0.0
    found, worst = [], 0.0
    for number, (page, other) in enumerate(zip(expected, actual, strict=True), 1):
        for kind in ("text", "rule", "ring", "picture", "surface"):
            a, b = ([one for one in items if one[0] == kind] for items in (page, other))
            if kind != "text":
                a, b = (sorted(items, key=lambda one: [round(n) for n in one[2:]]) for items in (a, b))
            if [one[1] for one in a] != [one[1] for one in b]:
                at = next(
                    (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x[1] != y[1]),
                    min(len(a), len(b)),
                )
                found.append(
                    f"page {number} {kind} {at}: {a[at : at + 2]} became {b[at : at + 2]} ({len(a)}/{len(b)})"
                )
                continue
            for x, y in zip(a, b, strict=True):
                off = max(abs(p - q) for p, q in zip(x[2:], y[2:], strict=True))
                worst = max(worst, off)
                if off > NEAR:
                    found.append(f"page {number} {x} became {y}")
    return found, worst


def compared(form: Form, values: Values, duplex: bool) -> tuple[list[str], float, float]:
    """What differs between the two ways, the worst deviation (px), and our time (s)."""
    both = reference(form, values, duplex)
    began = process_time()
    sheets = display.display(paginate(both.root, both.pages))
    took = process_time() - began
    return *differences(theirs(both.document), ours(sheets)), took


def main(asked: list[str]) -> None:
    """Print how every case of the goldens compares, or those of the named forms."""
    for name, (form, values) in golden.cases().items():
        if asked and form.id not in asked and name not in asked:
            continue
        for duplex in (False, True):
            try:
                found, worst, took = compared(form, values, duplex)
            except Unsupported as e:
                print(f"{name}{' duplex' if duplex else ''}: unsupported: {e}")
                continue
            verdict = "exact" if not found else f"{len(found)} differences"
            sides = " duplex" if duplex else ""
            print(f"{name}{sides}: {verdict}, worst {worst * 0.75:.4f} pt, {took * 1000:.0f} ms")
            for line in found[: 3 if asked else 1]:
                print("   ", line[:400])


if __name__ == "__main__":
    main(sys.argv[1:])
