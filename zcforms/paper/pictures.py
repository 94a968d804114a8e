"""The pages of a PDF of ours as pictures, for looking at on a screen."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdfium2

_DPI = 100  # a sheet of A4 is as high as most screens
_QUICK = 1  # how hard zlib tries: a picture of a form is small in any case


def pictures(pdf: bytes) -> Iterator[bytes]:
    """Each page as a PNG."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            target = io.BytesIO()
            page.render(scale=_DPI / 72).to_pil().convert("RGB").save(target, "PNG", compress_level=_QUICK)
            yield target.getvalue()
