"""Pages of a flat PDF as they are seen: none is turned, and all begin at the corner they are read from."""

from __future__ import annotations

import io

from pikepdf import Array, Dictionary, Matrix, Name, Page, Pdf

from zcforms.ground.geometry import upright, visible_box
from zcforms.paper.isolation import isolate, own_contents
from zcforms.paper.reading import document_of

_OTHER_BOXES = ("/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")


def set_upright(content: bytes) -> bytes:
    """The same PDF, its pages set upright where they lie otherwise: landscape ones are mostly made so."""
    with document_of(content) as pdf:
        lying = [page for page in pdf.pages if _lies(page)]
        if not lying:
            return content
        for page in lying:
            if isinstance(notes := page.obj.get(Name.Annots), Array):
                page.obj.Annots = Array([one for one in notes if not _is_window(one)])
        if any(Name.Annots in page.obj for page in lying):
            pdf.flatten_annotations("print")
        for page in lying:
            _turn(pdf, page)
        pdf.save(target := io.BytesIO(), deterministic_id=True)
    return target.getvalue()


def _lies(page: Page) -> bool:
    return bool(page.rotation % 360) or visible_box(page.mediabox, page.cropbox)[:2] != (0, 0)


def _is_window(note: object) -> bool:
    return isinstance(note, Dictionary) and note.get(Name.Subtype) == Name.Popup


def _turn(pdf: Pdf, page: Page) -> None:
    isolate(pdf, page)
    seen, matrix = upright(visible_box(page.mediabox, page.cropbox), page.rotation)
    before = pdf.make_stream(b"q " + Matrix(*matrix).inverse().encode() + b" cm\n")
    page.obj.Contents = Array([before, *own_contents(page), pdf.make_stream(b"\nQ\n")])
    for key in (name for name in _OTHER_BOXES if name in page.obj):
        del page.obj[key]
    page.obj.MediaBox, page.obj.Rotate = Array([round(side, 4) for side in seen]), 0
