"""The lines of a block: those of a short text that stands alone are broken once for all documents.

Most cells of a form hold such a text, a label that everybody's paper has.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.fragments import Fragment, Line, Run
from zcforms.paper.typesetting.lines import lines as broken

if TYPE_CHECKING:
    from zcforms.paper.typesetting.blocks import Layout

_SHORT = 30  # characters
_KEPT = 4096


def lines(layout: Layout, box: Box, width: float) -> list[Line]:
    """All the lines of a block's inline content in some width."""
    if len(box.children) == 1 and (text := box.children[0]).kind == "text" and _is_label(text.text):
        return [_of(line, text) for line in _kept(box.style, text.style, text.text, width)]
    return broken(layout, box, width)


def _is_label(text: str) -> bool:
    return 0 < len(text) <= _SHORT and "\n" not in text


@lru_cache(_KEPT)
def _kept(around: Style, style: Style, text: str, width: float) -> list[Line]:
    from zcforms.paper.typesetting.blocks import Layout

    return broken(Layout(), Box("line", "", around, [Box("text", "", style, text=text)]), width)


def _of(line: Line, box: Box) -> Line:
    """A line like another one, its text of a box of its own."""
    runs: list[Run | Fragment] = [
        Run(box, run.used, run.text, run.x, run.y, run.width, run.gap)
        for run in line.runs
        if isinstance(run, Run)
    ]
    return Line(line.height, line.baseline, runs, line.width, line.ended)
