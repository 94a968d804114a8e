"""What is read of a PDF of others: its contents decoded, who signed it, what its reader only logs."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf, Stream, StreamDecodeLevel

# What pikepdf itself raises of an odd file; what QPDF says beside that has no type of its own.
OF_PDF = (pikepdf.PdfError, pikepdf.ForeignObjectError, pikepdf.DataDecodingError)


def document_of(raw: bytes, password: str = "") -> Pdf:
    """A PDF of others; where its table of objects counts them wrongly, they are looked for.

    Readers do so, and QPDF where the table cannot be read; one that begins to count at 1 it takes as it is.
    """
    try:
        return Pdf.open(io.BytesIO(raw), password=password)
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        return Pdf.open(io.BytesIO(raw.replace(b"startxref", b"%tartxref")), password=password)


def decoded(stream: Stream) -> bytes:
    """The content of a stream, in any coding that loses nothing (RunLengthDecode is one of old programs)."""
    return stream.read_bytes(StreamDecodeLevel.specialized)


def name_text(raw: bytes) -> str:
    """The text of a name object, as it is without escapes: UTF-8 by the standard, GBK from old programs."""
    try:
        return raw[1:].decode("utf-8")
    except UnicodeDecodeError:
        return raw[1:].decode("gb18030", "replace")


def is_signed(pdf: Pdf) -> bool:
    """Whether somebody signed or certified it (ISO 32000-1, 12.8), however its form says so."""
    form = pdf.Root.get(Name.AcroForm)
    says_so = isinstance(form, Dictionary) and bool(int(form.get(Name.SigFlags, 0)) & 1)
    if says_so or Name.Perms in pdf.Root:
        return True
    return any(_has_range(thing) or _has_range(_value(thing)) for thing in pdf.objects)


def is_dynamic(pdf: Pdf) -> bool:
    """Whether the reader that shows it makes its pages anew, of a form of XFA (ISO 32000-1, table 28)."""
    form = pdf.Root.get(Name.AcroForm)
    is_xfa = isinstance(form, Dictionary) and Name.XFA in form
    return is_xfa and bool(pdf.Root.get(Name.NeedsRendering, False))


def _has_range(thing: Any) -> bool:
    return isinstance(thing, Dictionary) and Name.ByteRange in thing


def _value(thing: Any) -> Any:
    return thing.get(Name.V) if isinstance(thing, Dictionary) else None


@contextmanager
def listening() -> Iterator[list[str]]:
    """What pikepdf says to its log alone, such as pages that are listed and are nowhere."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == own:  # others may be reading something else
                heard.append(record.getMessage())

    own, logger, ear = threading.get_ident(), logging.getLogger("pikepdf"), Ear(logging.WARNING)
    logger.addHandler(ear)
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
