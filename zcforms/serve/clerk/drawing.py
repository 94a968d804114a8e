"""A page of what was made as a picture and as text; it runs in the room, which knows nothing of the web."""

from __future__ import annotations

import io

import pypdfium2

_WIDE, _HIGH = 1000, 1415  # px at most: a sheet of A4
_QUALITY = 85


def told(path: str, number: int) -> tuple[int, str]:
    """How many pages a PDF has, and the text of one (from 1); "" if it has none such."""
    with pypdfium2.PdfDocument(path) as document:
        pages = len(document)
        if not 0 < number <= pages:
            return pages, ""
        return pages, document[number - 1].get_textpage().get_text_bounded().replace("\r\n", "\n")


def drawn(path: str, number: int) -> bytes:
    """A page of a PDF (from 1) as a picture (JPEG); nothing if it has none such."""
    with pypdfium2.PdfDocument(path) as document:
        if not 0 < number <= len(document):
            return b""
        page = document[number - 1]
        scale = min(_WIDE / page.get_width(), _HIGH / page.get_height())
        target = io.BytesIO()
        page.render(scale=scale).to_pil().convert("RGB").save(target, "JPEG", quality=_QUALITY, optimize=True)
        return target.getvalue()
