"""Words drawn as glyph outlines: they add no text to a page, and no font to its file."""

from __future__ import annotations

import threading
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from zcforms.ground.errors import UsageError

_FACES = ("ZCHei-Regular.ttf", "ZCSong-Regular.ttf", "ZCRare-Regular.ttf")
_READING = threading.Lock()  # a face reads its tables when they are first asked for, for one thread at a time


class _PathPen(BasePen):  # type: ignore[misc]
    """Glyph outlines as PDF path operators."""

    def __init__(self, glyphs: Any, dx: float, scale: float) -> None:
        super().__init__(glyphs)
        self.operators: list[str] = []
        self._dx, self._scale = dx, scale

    def _point(self, point: tuple[float, float]) -> str:
        return f"{self._dx + point[0] * self._scale:.2f} {point[1] * self._scale:.2f}"

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.operators.append(f"{self._point(pt)} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.operators.append(f"{self._point(pt)} l")

    def _curveToOne(self, pt1: Any, pt2: Any, pt3: Any) -> None:  # noqa: N802
        self.operators.append(f"{self._point(pt1)} {self._point(pt2)} {self._point(pt3)} c")

    def _closePath(self) -> None:  # noqa: N802
        self.operators.append("h")


@cache
def _face(name: str) -> TTFont:
    with as_file(files("zcforms.chinese") / "fonts" / name) as path:
        return TTFont(path, lazy=True)


@cache
def outlines(text: str, size: float) -> tuple[bytes, float]:
    """The text as one filled path at `size` pt from the origin on, and its width in pt.

    UsageError for a character that no shipped face has.
    """
    with _READING:
        return _drawn(text, size)


def _drawn(text: str, size: float) -> tuple[bytes, float]:
    operators: list[str] = []
    x = 0.0
    for character in text:
        for name in _FACES:
            font = _face(name)
            glyph = font.getBestCmap().get(ord(character))
            if glyph:
                break
        else:
            raise UsageError(f"水印文字中的“{character}”（U+{ord(character):04X}）没有字体可画")
        scale = size / font["head"].unitsPerEm
        pen = _PathPen(font.getGlyphSet(), x, scale)
        font.getGlyphSet()[glyph].draw(pen)
        operators += pen.operators
        x += font["hmtx"][glyph][0] * scale
    return ("\n".join([*operators, "f"])).encode(), x
