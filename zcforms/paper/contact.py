"""A contact sheet: pictures as they are beside what would come of them, several to a page of A4."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import img2pdf
from PIL import Image, ImageDraw, ImageFont

from zcforms.chinese.typefaces import faces, file_of

_SHEET = (1240, 1754)  # A4 at 150 dpi, in dots
_A4 = (img2pdf.mm_to_pt(210), img2pdf.mm_to_pt(297))
_ACROSS, _DOWN = 2, 4
_EDGE, _HEAD = 60, 90  # dots
_ROOM = (235, 300)  # of a picture
_SIZE = 20  # of the words
_GREY = (150, 150, 150)


@dataclass(frozen=True)
class Pair:
    """A picture (JPEG of ours) and what would come of it, if anything; a heading, and what is said below."""

    heading: str
    before: bytes
    after: bytes | None
    lines: Sequence[str]


def contact_sheet(title: str, pairs: Sequence[Pair]) -> bytes:
    """The pairs on pages of A4 as a PDF, each with the title and its number."""
    many = _ACROSS * _DOWN
    some = [pairs[start : start + many] for start in range(0, len(pairs), many)]
    pages = [_page(f"{title}　第{n}页，共{len(some)}页", part) for n, part in enumerate(some, 1)]
    return bytes(img2pdf.convert(pages, nodate=True, layout_fun=img2pdf.get_layout_fun(_A4)))


def _page(title: str, pairs: Sequence[Pair]) -> bytes:
    sheet = Image.new("RGB", _SHEET, "white")
    draw = ImageDraw.Draw(sheet)
    face = str(file_of(faces()[0]))
    draw.text((_EDGE, _EDGE // 2), title, fill="black", font=ImageFont.truetype(face, 28))
    wide, high = (_SHEET[0] - 2 * _EDGE) // _ACROSS, (_SHEET[1] - _HEAD - _EDGE) // _DOWN
    for n, pair in enumerate(pairs):
        x, y = _EDGE + n % _ACROSS * wide, _HEAD + n // _ACROSS * high
        _draw(sheet, pair, x, y, wide - 20, ImageFont.truetype(face, _SIZE))
    target = io.BytesIO()
    sheet.save(target, "PNG")
    return target.getvalue()


def _draw(sheet: Image.Image, pair: Pair, x: int, y: int, wide: int, font: ImageFont.FreeTypeFont) -> None:
    draw = ImageDraw.Draw(sheet)
    draw.text((x, y), _fitting(pair.heading, wide, font), fill="black", font=font)
    for side, (word, content) in enumerate((("原", pair.before), ("改后", pair.after))):
        left, top = x + side * (_ROOM[0] + 30), y + 30
        if content is None:
            draw.text((left, top), "不改" if side else "", fill=_GREY, font=font)
            continue
        with Image.open(io.BytesIO(content)) as picture:
            shown = picture.convert("RGB")
        shown.thumbnail(_ROOM)
        sheet.paste(shown, (left, top))
        draw.rectangle((left - 1, top - 1, left + shown.width, top + shown.height), outline=_GREY)
        draw.text((left + shown.width + 4, top), word, fill=_GREY, font=font)
    for n, line in enumerate(pair.lines[:2]):
        draw.text((x, y + 36 + _ROOM[1] + n * 26), _fitting(line, wide, font), fill="black", font=font)


def _fitting(text: str, wide: int, font: ImageFont.FreeTypeFont) -> str:
    """A text in one line of so many dots; what is too long ends with dots, and is told whole in the list."""
    if font.getlength(text) <= wide:
        return text
    while text and font.getlength(text + "…") > wide:
        text = text[:-1]
    return text + "…"
