"""Where a laid-out form names pages of the bound volume: in the volume these places are links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zcforms.fillers.html import tree
from zcforms.fillers.sandbox.filters import em
from zcforms.forms import Form
from zcforms.ground.geometry import Jump

_PT = 0.75  # a CSS pixel
# As facts/proofs.py writes them: in a field of page numbers, and in running text.
_IN_FIELD = re.compile(r"(?:P|第)([\d、—]+)")
_IN_TEXT = re.compile(r"目录第([\d、—]+)页")
_RUN = re.compile(r"(\d+)(?:—(\d+))?")


def jumps(form: Form, document: Any) -> Iterator[Jump]:
    """Every number or run of numbers of pages, with the place where it stands."""
    for n, page in enumerate(document.pages):
        for field, boxes in _values(page):
            text = "".join(box.text for box in boxes)
            pattern = _IN_FIELD if form.spec(field).format == "pages" else _IN_TEXT
            for named in pattern.finditer(text):
                for run in _RUN.finditer(text, *named.span(1)):
                    yield _jump(n, page, boxes, run)


def _values(page: Any) -> Iterator[tuple[str, list[Any]]]:
    """The values on a page, each with its boxes of text in order.

    Rows that say the same have one value, each in a room of its own.
    """
    found: dict[Any, list[Any]] = {}
    for piece in tree.pieces(page):
        if piece.text and piece.value is not None:
            found.setdefault((piece.value, piece.room), []).append(piece.box)
    return ((value.get("data-field"), boxes) for (value, _), boxes in found.items())


def _jump(n: int, page: Any, boxes: list[Any], run: re.Match[str]) -> Jump:
    """The place of a run of numbers, as far as its first line, by the widths of the characters before it."""
    start, end = run.span()
    for box in boxes:
        if start < len(box.text):
            break
        start, end = start - len(box.text), end - len(box.text)
    each = box.at.width / em(box.text)
    left, right = (box.at.x + each * em(box.text[:at]) for at in (start, end))
    top = page.height - box.position_y
    place = (left * _PT, (top - box.at.height) * _PT, right * _PT, top * _PT)
    return Jump(n, place, int(run[1]), int(run[2] or run[1]))
