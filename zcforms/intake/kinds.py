"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import re
import zipfile
from enum import Enum

from zcforms.ground.office_parts import COMPOUND, alike, archive_of, part_name


class Kind(Enum):
    """The kinds of files that are told apart, by what the user calls them."""

    PDF = "PDF"
    JPEG = "JPG"
    PNG = "PNG"
    TIFF = "TIFF"
    WEBP = "WebP"
    GIF = "GIF"
    BMP = "BMP"
    JPEG_2000 = "JPEG 2000"
    AVIF = "AVIF"
    HEIC = "HEIC"
    DOCX = "Word文件"
    XLSX = "Excel文件"
    PPTX = "PPT文件"
    LOCKED = "设有打开密码的Office文件"
    OFD = "OFD文件"
    PACKED = "LibreOffice、Pages、XPS等的文件"
    ARCHIVE = "压缩包"
    UNKNOWN = "不认识的文件"


_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    *((mark, Kind.TIFF) for mark in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"\0\0\0\x0cjP  \r\n\x87\n", Kind.JPEG_2000),
    (b"\xff\x4f\xff\x51", Kind.JPEG_2000),  # its code stream alone
    (b"{\\rtf", Kind.DOCX),
    (b"Rar!\x1a\x07", Kind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Kind.ARCHIVE),
)
# The brands of ISO/IEC 23008-12 (HEIF) in the first box of a file, and that of AVIF.
_HEIF = re.compile(rb"heic|heix|hevc|hevx|heim|heis|mif1|msf1")
_AVIF = re.compile(rb"avif|avis")
# Streams of the compound files of Word, Excel and PowerPoint (WPS writes them alike).
_STREAMS = (
    ("EncryptedPackage", Kind.LOCKED),
    ("WordDocument", Kind.DOCX),
    ("Workbook", Kind.XLSX),
    ("Book", Kind.XLSX),
    ("PowerPoint Document", Kind.PPTX),
)
# Parts of the packages of ISO/IEC 29500 and of GB/T 33190 (OFD); of OpenDocument (ISO/IEC 26300-3, 3.3), of
# Pages, Numbers and Keynote, of XPS (ECMA-388, H.2): documents that nobody unpacks.
_PARTS = (
    *(("word/", Kind.DOCX), ("xl/", Kind.XLSX), ("ppt/", Kind.PPTX), ("OFD.xml", Kind.OFD)),
    *((part, Kind.PACKED) for part in ("mimetype", "Index/Document.iwa", "Index/Tables/", "FixedDoc")),
)


def kind_of(raw: bytes) -> Kind:
    """The kind of a file that holds something."""
    if b"%PDF-" in raw[:1024]:
        return Kind.PDF
    for start, kind in _STARTS:
        if raw.startswith(start):
            return kind
    if raw[:2] == b"BM" and raw[6:10] == bytes(4):
        return Kind.BMP
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP":
        return Kind.WEBP
    if raw[4:8] == b"ftyp":
        brands = raw[8 : min(int.from_bytes(raw[:4], "big"), 256)]
        if _AVIF.search(brands):
            return Kind.AVIF
        return Kind.HEIC if _HEIF.search(brands) else Kind.UNKNOWN
    if raw.startswith(COMPOUND):
        return next((kind for name, kind in _STREAMS if _is_stream(name, raw)), Kind.UNKNOWN)
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(raw)
    return Kind.UNKNOWN


def _is_stream(name: str, raw: bytes) -> bool:
    """Whether a directory of a compound file names a stream: 64 bytes of UTF-16 ([MS-CFB], 2.6.1)."""
    return name.encode("utf-16-le").ljust(64, b"\0") in raw


def _packed(raw: bytes) -> Kind:
    try:
        with archive_of(raw) as package:
            names = [alike(part_name(name)) for name in package.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return Kind.UNKNOWN
    for part, kind in _PARTS:
        if any(name.startswith(alike(part)) for name in names):
            return kind
    return Kind.ARCHIVE
