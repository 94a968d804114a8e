"""An Office package (ISO/IEC 29500-2) that does not tell who made it, where and when."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

EPOCH = (1980, 1, 1, 0, 0, 0)  # for a part that is to tell no time
_MOST_PARTS, _MOST_UNPACKED = 2000, 100 * 2**20  # bytes
# What stands in place of the properties: they are nobody's business on a form.
_BARE = {
    "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
    b'metadata/core-properties"/>',
    "docProps/app.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"><Application>zcforms</Application></Properties>',
    "docProps/custom.xml": b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
# How properties begin; some programs give their part another name (package/services/metadata/….psmdcp).
_PROPERTIES = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*)?<(?:\w+:)?(?:coreP|P)roperties\b[^>]*?/(core|extended|custom)-properties\b"
)
_NAMED = {b"core": "docProps/core.xml", b"extended": "docProps/app.xml", b"custom": "docProps/custom.xml"}


def unpacks_to_too_much(archive: zipfile.ZipFile) -> bool:
    """Whether a package has more parts or bytes than any form, as it says: no more is read of a part."""
    entries = archive.infolist()
    return len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > _MOST_UNPACKED


def bare(package: bytes) -> bytes:
    """The same package without author, clock and history: the same values give the same bytes."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return packed(nameless((name, source.read(name)) for name in source.namelist()))


def nameless(parts: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The same parts, the properties without a word."""
    for name, content in parts:
        found = _PROPERTIES.match(content)
        yield name, _BARE.get(_NAMED[found[1]] if found else name) or content


def as_part(tree: Any) -> bytes:
    """The bytes of an XML part."""
    content: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A package of these parts, in their order, without a clock."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, content)
    return target.getvalue()
