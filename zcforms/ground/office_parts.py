"""What parts of Office files have in common: names, relations, rows, texts, how they say yes (ECMA-376)."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

# Begins a file of before 2007, and one with a password ([MS-CFB], 2.2): it has no parts.
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = re.compile(rb"PK\x05\x06.{16}(..)", re.DOTALL)  # of a ZIP, with the length of what its comment says
_LONGEST_END = 22 + 2**16  # bytes (APPNOTE.TXT 4.3.16)
_NUMBER = re.compile(r"\d+$")
STRICT = "{http://purl.oclc.org/ooxml/"  # begins the names of elements of the strict kind (ISO/IEC 29500-1)
_ZERO = re.compile(r"0*\.?0+")


def archive_of(content: bytes) -> zipfile.ZipFile:
    """A package by its bytes, without its comment: zipfile takes what looks there like the end for it."""
    end = content[-_LONGEST_END:]
    for found in _END.finditer(end):
        comment = len(end) - found.end()
        if comment and int.from_bytes(found[1], "little") == comment:
            content = content[: -comment - 2] + bytes(2)
            break
    return zipfile.ZipFile(io.BytesIO(content))


def part_name(written: str) -> str:
    """The name of a part as the standard has it: some programs of Windows write paths of Windows."""
    return written.replace("\\", "/").lstrip("/")


def alike(part: str) -> str:
    """By what a part is found: neither letter case nor an escaped character (%20) makes it another."""
    return unquote(part).lower()


def relations_of(part: str) -> str:
    """The part in which another says what it refers to; "" is the package itself."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def target_of(part: str, written: str) -> str:
    """The part that a relation of another leads to, as it is written there."""
    way = written.replace("\\", "/")
    return part_name(posixpath.normpath(posixpath.join("/", posixpath.dirname(part), way)))


def row_number(row: Any, last: int) -> int:
    """The number of a row of a sheet: as it says, else as its cells do, else the one after the last."""
    if said := row.get("r"):
        return int(float(said))
    found = (_NUMBER.search(cell.get("r", "")) for cell in row.iterchildren("{*}c"))
    return next((int(number[0]) for number in found if number), last + 1)


def is_on(written: str | None) -> bool:
    """Whether an attribute says yes (xsd:boolean; ST_OnOff, part 4)."""
    return written in ("1", "true", "on")


def is_unseen(said: Mapping[str, str], size: str) -> bool:
    """Whether a row or a column of a sheet, by its attributes, is hidden or of no size at all."""
    return is_on(said.get("hidden")) or _ZERO.fullmatch(said.get(size, "")) is not None


def texts_in(string: Any) -> Iterator[Any]:
    """The elements with the text of a string of a workbook; how it is read out (rPh) is none of it."""
    return (text for text in string.iter("{*}t") if not text.getparent().tag.endswith("}rPh"))
