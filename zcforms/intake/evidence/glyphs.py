"""Characters that a PDF shows as the box of its typeface for a character that it does not have."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from fontTools.ttLib import TTFont, TTLibError
from pikepdf import Dictionary, Name, Pdf, Stream

_MAPPED = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s")
_MANY = 5  # characters that are named


def boxes(pdf: Pdf) -> str:
    """The characters that stand as boxes, at most a few of them; "" if there are none.

    As LibreOffice embeds its fonts: simple TrueType subsets whose codes are their glyphs' numbers.
    """
    found = {character for font in pdf.objects for character in _boxes_of(font)}
    return "".join(sorted(found)[:_MANY])


def _boxes_of(font: Any) -> Iterator[str]:
    if not isinstance(font, Dictionary) or font.get(Name.Type) != Name.Font:
        return
    about, mapped = font.get(Name.FontDescriptor), font.get(Name.ToUnicode)
    program = about.get(Name.FontFile2) if isinstance(about, Dictionary) else None
    if not isinstance(program, Stream) or not isinstance(mapped, Stream):
        return
    outlines = _outlines(program.read_bytes())
    for code, text in _MAPPED.findall(mapped.read_bytes()):
        number, shown = int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        if 0 < number < len(outlines) and outlines[number] == outlines[0] and shown.strip():
            yield shown


def _outlines(program: bytes) -> list[bytes]:
    """The outline of every glyph of a font; the first is the one for what it does not have."""
    try:
        font = TTFont(io.BytesIO(program), lazy=True)
        places, glyphs = font["loca"], font.reader["glyf"]
        return [glyphs[places[n] : places[n + 1]] for n in range(len(places) - 1)]
    except (TTLibError, KeyError, AssertionError):
        return []
