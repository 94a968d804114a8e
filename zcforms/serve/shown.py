"""A page of paper as a phone shows it: its picture, and its text in the phone's own lines."""

from __future__ import annotations

import base64
import io
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2

_WIDTH = 900  # px of the picture of a page
_GREYS = 4
_FULL, _ALIKE = 1.25, 0.2  # heights of a line: what it may lack of a full one, what those of a text differ by


class _Line(NamedTuple):
    """A line of a page, in pt."""

    text: str
    left: float
    right: float
    height: float


def picture_and_text(pdf: bytes) -> tuple[str, str]:
    """The first page of a PDF as an address that holds a picture of it (PNG), and its text.

    A line of the text is a paragraph: where the paper alone broke it, the phone breaks it by its own width.
    """
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        image = page.render(scale=_WIDTH / page.get_width(), grayscale=True).to_pil()
        lines = _lines(page.get_textpage())
    most = _GREYS - 1
    levels = image.point([(value * most + 127) // 255 for value in range(256)])
    levels.putpalette([255 * grey // most for grey in range(_GREYS) for _ in "RGB"])
    target = io.BytesIO()
    levels.save(target, "PNG", bits=2, optimize=True)
    return f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}", _flowing(lines)


def _lines(page: Any) -> list[_Line]:
    """The lines of a page that have something on them, in the order in which they were set."""
    found, start = [], 0
    for text in page.get_text_range().replace("\r\n", "\n\n").split("\n"):
        boxes = [page.get_charbox(start + n) for n, c in enumerate(text) if not c.isspace()]
        if boxes:
            left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
            found.append(_Line(text, left, right, max(box[3] - box[1] for box in boxes)))
        start += len(text) + 1
    return found


def _flowing(lines: list[_Line]) -> str:
    """Lines as paragraphs: one that is full goes on in the next of its kind that is not indented."""
    if not lines:
        return ""
    edge = max(line.right for line in lines)
    said = lines[0].text
    for line, following in pairwise(lines):
        is_full = line.right > edge - _FULL * line.height
        is_alike = abs(line.height - following.height) < _ALIKE * line.height
        goes_on = is_full and is_alike and following.left < line.left + line.height / 2
        said += following.text if goes_on else f"\n{following.text}"
    return said
