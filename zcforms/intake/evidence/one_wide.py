"""A workbook whose sheets print all their columns on one page, as Excel's 将所有列调整为一页 does.

Without it, a sheet wider than A4 comes out in strips, the later ones without the column that names the rows.
What the workbook itself says of its printing stands.
"""

from __future__ import annotations

import io
import re
import zipfile

from zcforms.ground.office_parts import archive_of, part_name

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROOT = re.compile(rb"<worksheet\b[^>]*>")
_OF_SHEET = re.compile(rb"<sheetPr\b[^>]*?(/?)>")
_OF_FIT = re.compile(rb"<pageSetUpPr\b[^>]*/>")
_PAGE = re.compile(rb"<pageSetup\b([^>]*?)/>")
_SCALES = re.compile(rb'\s(?:scale|fitToWidth|fitToHeight)="[^"]*"')
# A user has said how it is printed; what programs write of a sheet that nobody has looked at is 100 %.
_SETTLED = re.compile(rb'fitToPage="(?:1|true)"|<pageSetup\b[^>]*\bscale="(?!100")|<colBreaks\b')
_FIT = b'<pageSetUpPr fitToPage="1"/>'
_COLUMN = re.compile(rb"<col\b([^>]*)/?>")
_NUMBER = re.compile(rb'\b(min|max|width)="([\d.]+)"')
_EXTENT = re.compile(rb'<dimension ref="[A-Z]+\d+:([A-Z]+)\d+"')
_USUAL = 8.43  # characters of a column of which nothing is said (ECMA-376-1, 18.3.1.81)
_PORTRAIT = 120  # characters across: more are smaller than 8 pt on upright A4, and it is laid on its side
_MOST_COLUMNS = 16_384


def across_one_page(raw: bytes) -> bytes:
    """A workbook (.xlsx) with its sheets as wide as a page; anything else as it is."""
    try:
        with archive_of(raw) as book:
            parts = [(part_name(info.filename), book.read(info)) for info in book.infolist()]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        return raw  # an older workbook, or none that can be read: what is made of it is looked at
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in parts:
            written = _fitted(content) if _SHEET.fullmatch(name) else content
            made.writestr(zipfile.ZipInfo(name), written, zipfile.ZIP_DEFLATED, compresslevel=1)
    return target.getvalue()


def _fitted(sheet: bytes) -> bytes:
    """The XML of a sheet (ISO/IEC 29500-1, 18.3.1.99) that says so, unless it says how it is printed."""
    root = _ROOT.search(sheet)
    if root is None or _SETTLED.search(sheet):
        return sheet
    lying = b' orientation="landscape"' if _width(sheet) > _PORTRAIT else b""
    page = _PAGE.search(sheet)
    if page is None:
        sheet = sheet.replace(b"</worksheet>", b'<pageSetup fitToHeight="0"' + lying + b"/></worksheet>")
    else:
        own = b"" if b"orientation=" in page[1] else lying
        said = _SCALES.sub(b"", page[1])
        sheet = sheet.replace(page[0], b"<pageSetup" + said + b' fitToHeight="0"' + own + b"/>")
    sheet = _OF_FIT.sub(b"", sheet)
    known = _OF_SHEET.search(sheet)
    if known is None:
        return sheet[: root.end()] + b"<sheetPr>" + _FIT + b"</sheetPr>" + sheet[root.end() :]
    if known[1]:
        opened = known[0][:-2] + b">" + _FIT + b"</sheetPr>"
        return sheet[: known.start()] + opened + sheet[known.end() :]
    return sheet.replace(b"</sheetPr>", _FIT + b"</sheetPr>", 1)


def _width(sheet: bytes) -> float:
    """How wide the columns are that hold something, in characters."""
    extent = _EXTENT.search(sheet)
    count = 0
    for letter in extent[1] if extent else b"":
        count = min(count * 26 + letter - 64, _MOST_COLUMNS)
    widths = [_USUAL] * count
    for column in _COLUMN.findall(sheet):
        told = {name: float(value) for name, value in _NUMBER.findall(column)}
        if b"min" in told and b"max" in told:
            for n in range(int(told[b"min"]), min(int(told[b"max"]), count) + 1):
                widths[n - 1] = told.get(b"width", _USUAL)
    return sum(widths)
