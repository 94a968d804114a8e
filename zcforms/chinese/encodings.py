"""In what encoding the text of a file is, where nothing says so: as programs of Chinese Windows save it."""

from __future__ import annotations

_MARKS = (b"\xff\xfe", b"\xfe\xff")  # begin what is saved as "Unicode"


def encoding_of(content: bytes) -> str:
    """UTF-16 with its mark, UTF-8 if all of it is that, else GB 18030: that takes almost anything."""
    if content.startswith(_MARKS):
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
