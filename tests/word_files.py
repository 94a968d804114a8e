"""New Word files for the tests: what python-docx begins one with is 876 KB of styles of tables."""

from __future__ import annotations

import io
from functools import cache

from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn


def new_word() -> Word:
    """A file of python-docx without those styles, which would be read and written each time it is filled."""
    return Document(io.BytesIO(_new()))


@cache
def _new() -> bytes:
    document = Document()
    for number, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):  # the same ones once more, as Word 2010 had them
            del document.part.rels[number]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:type")) == "table" and not style.get(qn("w:default")):
            styles.remove(style)
    document.save(target := io.BytesIO())
    return target.getvalue()
