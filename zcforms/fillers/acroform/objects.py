"""What PDF objects say, as text: the way that the standard asks for and that Chinese programs write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from zcforms.paper.reading import OF_PDF, name_text

# What pikepdf raises where an object is not of the kind that it should be, and any fault of ours raises, too:
# that is told of the file only while nothing but the file is read.
_UNTYPED = (AttributeError, TypeError, ValueError, RuntimeError, OverflowError)
_FIRST_OF_CHINESE = "\u2e80"


@contextmanager
def reading() -> Iterator[None]:
    """While objects of a PDF are read or moved, and nothing else is done: what fails is a PdfError."""
    try:
        yield
    except OF_PDF:
        raise
    except _UNTYPED as e:
        raise pikepdf.PdfError("an object of an unexpected kind") from e


def text_of(value: Any) -> str:
    """A PDF string or name as text, the way that Chinese programs write them."""
    if isinstance(value, Array):
        return "、".join(text_of(part) for part in value)
    if isinstance(value, Name):
        return name_text(bytes(value))
    if not isinstance(value, String):
        return ""
    raw = bytes(value)
    if not raw.isascii() and not raw.startswith((b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf")):
        return _told_by_nobody(raw) or str(value)
    return str(value)


def _told_by_nobody(raw: bytes) -> str:
    """The text of bytes without a mark of their coding, which no standard allows and some programs write.

    UTF-8 of Chinese is asked first: hardly any GB 2312 is that by chance, and more the other way round.
    """
    with suppress(UnicodeDecodeError):
        text = raw.decode("utf-8")
        if max(text) >= _FIRST_OF_CHINESE:
            return text
    with suppress(UnicodeDecodeError):
        return raw.decode("gb2312")
    return ""


def states_of(widget: Any) -> dict[str, Name]:
    """The names of a box's ticked states, by their text."""
    normal = normal_appearance(widget)
    if not isinstance(normal, Dictionary) or isinstance(normal, pikepdf.Stream):
        return {}
    # Sorted: pikepdf gives a set, and a damaged box may have two states.
    keys = [key.encode("utf-8", "surrogateescape") for key in sorted(normal.keys())]
    return {name_text(key): _name(key) for key in keys if key != b"/Off"}


def normal_appearance(widget: Any) -> Any:
    """The normal appearance of a widget: a stream, or streams by state."""
    appearance = widget.get(Name.AP)
    return appearance.get(Name.N) if isinstance(appearance, Dictionary) else None


def _name(raw: bytes) -> Any:
    return pikepdf.Object.parse(b"/" + b"".join(b"#%02X" % byte for byte in raw[1:]))
