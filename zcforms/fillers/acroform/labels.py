"""What stands on the page beside a field: programs that find fields by themselves name them Text1, Text2."""

from __future__ import annotations

import io

import pypdfium2

from zcforms.fillers.acroform.fields import Template
from zcforms.fillers.acroform.objects import reading
from zcforms.ground.geometry import ordered_box

_LEFT, _ABOVE = 200.0, 28.0  # pt: how far a caption may stand from its field
_SLACK = 2.0  # pt: captions need not stand on the field's own line


def labels(template: Template, raw: bytes) -> dict[str, str]:
    """By field name the text to the left of it, else above it, without spaces; empty on turned pages.

    PdfError for a PDF of which that cannot be read.
    """
    found = {}
    with reading(), pypdfium2.PdfDocument(io.BytesIO(raw)) as document:
        for field in template.fields.values():
            if field.widgets and not template.pdf.pages[field.widgets[0].page - 1].rotation:
                left, bottom, right, top = ordered_box(field.widgets[0].obj.Rect)
                text = document[field.widgets[0].page - 1].get_textpage()
                beside = text.get_text_bounded(left - _LEFT, bottom - _SLACK, left + _SLACK, top + _SLACK)
                above = text.get_text_bounded(left, top, right, top + _ABOVE)
                found[field.name] = "".join(beside.split()) or "".join(above.split())
    return found
