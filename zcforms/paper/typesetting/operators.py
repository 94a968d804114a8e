"""What is painted as the operators of a PDF's content (ISO 32000-1 §8.5, §9.4), in CSS px."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from zcforms.paper.typesetting.display import Ring, Rule, Surface, Text
from zcforms.paper.typesetting.flush import takes
from zcforms.paper.typesetting.metrics import UNITS
from zcforms.paper.typesetting.unsupported import Unsupported


def rooms(text: Text) -> list[tuple[int, int]] | None:
    """The room on either side of each character, in Pango's units, as it shares out spacing; None for none.

    The ends of a text have none, so a space there is given twice as much.
    """
    used = text.used
    if not (used.spacing or text.gap or (used.word and " " in text.text)):
        return None
    plain, wide = int(used.spacing * UNITS), int((used.spacing + text.gap) * UNITS)
    taking = takes(text.text) if text.gap else None
    last = len(text.text) - 1
    found = []
    for n, character in enumerate(text.text):
        room = wide if taking and taking[n] else plain
        if used.word and character in " \u00a0":
            room = int(used.word * UNITS + plain) * (2 if n in (0, last) else 1)
        left = int(room / 2)
        if room % UNITS == 0:
            left = (left + UNITS // 2) // UNITS * UNITS
        found.append((left if n else 0, room - left if n < last else 0))
    return found


@lru_cache(1 << 16)  # the same places come again and again
def figure(number: float) -> str:
    """A number, to a millionth."""
    return f"{number:.6f}".rstrip("0").rstrip(".") if number % 1 else str(int(number))


def paint_in(color: Any, operator: str) -> bytes:
    if color[3] != 1:
        raise Unsupported("transparent colour")
    return (" ".join(figure(part) for part in color[:3]) + f" {operator}").encode()


def color(item: Ring | Surface) -> Any:
    return item.color if isinstance(item, Surface) else _only(item.widths, item.styles, item.colors)


@lru_cache(1 << 8)  # the cells of a table have few
def _only(widths: tuple[float, ...], styles: tuple[str, ...], colors: tuple[Any, ...]) -> Any:
    """The one colour of a border."""
    seen = {(style, color) for width, style, color in zip(widths, styles, colors, strict=True) if width}
    style = next(iter(seen))[0]
    if len(seen) != 1 or style not in ("solid", "dashed"):
        raise Unsupported(f"border of several colours, or {style}")
    if style == "dashed" and len(set(widths)) != 1:
        raise Unsupported("dashed border on some sides")
    return next(iter(seen))[1]


def area(item: Ring | Surface) -> bytes:
    outer = f"{figure(item.x)} {figure(item.y)} {figure(item.width)} {figure(item.height)} re"
    if isinstance(item, Surface):
        return f"{outer} f".encode()
    top, right, bottom, left = item.widths
    if "dashed" in item.styles:
        return "\n".join(_dashes(item, top)).encode()
    x, y = figure(item.x + left), figure(item.y + top)
    across, down = figure(item.width - left - right), figure(item.height - top - bottom)
    ring = f"{outer} {x} {y} {across} {down} re f*"
    if all(item.widths):
        return ring.encode()
    return "\n".join([f"q {clip} W* n {ring} Q" for clip in _sides(item, x, y)]).encode()


def _dashes(ring: Ring, width: float) -> Iterator[str]:
    """A dashed border of one width: dashes of about three times that, and gaps as long, from edge to edge."""
    x, y, half = ring.x, ring.y, width / 2
    end, foot = x + ring.width, y + ring.height
    yield f"q {paint_in(ring.colors[0], 'RG').decode()} {figure(width)} w"
    for length, *line in (
        (ring.width, x, y + half, end, y + half),
        (ring.height, end - half, y, end - half, foot),
        (ring.width, x, foot - half, end, foot - half),
        (ring.height, x + half, y, x + half, foot),
    ):
        dash = length / (2 * int(length // (6 * width)) + 1)
        start_x, start_y, end_x, end_y = map(figure, line)
        yield f"[{figure(dash)} {figure(dash)}] 0 d {start_x} {start_y} m {end_x} {end_y} l S"
    yield "Q"


def _sides(ring: Ring, x: str, y: str) -> list[str]:
    """The sides of a ring that has not all of them, each cut off where it meets the next.

    Painted as one, its other sides, which have no width, would show as hair lines. Inside it begins at x, y.
    """
    _, right, bottom, _ = ring.widths
    end, foot = ring.x + ring.width, ring.y + ring.height
    outer = _corners(figure(ring.x), figure(ring.y), figure(end), figure(foot))
    inner = _corners(x, y, figure(end - right), figure(foot - bottom))
    return [
        f"{outer[side]} m {outer[after]} l {inner[after]} l {inner[side]} l"
        for side, after in ((2, 3), (3, 0), (1, 2), (0, 1))
        if ring.widths[side]
    ]


def _corners(left: str, top: str, right: str, bottom: str) -> tuple[str, str, str, str]:
    """From the top left one onwards, clockwise."""
    return f"{left} {top}", f"{right} {top}", f"{right} {bottom}", f"{left} {bottom}"


def rule(rule: Rule) -> bytes:
    if rule.style != "solid":
        raise Unsupported(f"border: {rule.style}")
    color = paint_in(rule.color, "RG").decode()
    start = f"{figure(rule.x)} {figure(rule.y)} m"
    end = f"{figure(rule.end_x)} {figure(rule.end_y)} l"
    return f"{color} {figure(rule.width)} w {start} {end} S".encode()
