"""A picture anchored in a cell of a sheet, as large as the cell holds (ECMA-376 part 1, 20.5)."""

from __future__ import annotations

import io
from typing import Any

from lxml import etree
from PIL import Image

from zcforms.fillers.sheets.book import Book
from zcforms.fillers.sheets.cells import At, Sheet
from zcforms.fillers.workbook_file import MAIN, RELATIONSHIP

LEAST = 57.0  # pt, 20 mm: a cell lower than that holds no photo
_EDGE = 2.0  # pt from the lines of the cell
_MARGINS = 3.75  # pt: of a cell, which its room leaves out
_EMU = 12_700  # a pt
_XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
# What comes after a drawing in a sheet (18.3.1.99).
_LATER = (
    *("legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls"),
    *("webPublishItems", "tableParts", "extLst"),
)


def box_of(sheet: Sheet, at: At) -> tuple[tuple[int, int, int, int], float, float]:
    """The cells that a cell is merged with (first row, column, last row, column), and their size (pt)."""
    box = next((merged for merged in sheet.merged() if merged[:2] == at), (*at, *at))
    top, left, bottom, right = box
    height = sum(sheet.height(row) for row in range(top, bottom + 1))
    return box, sheet.room(left, right) + _MARGINS, height


def place(book: Book, sheet: Sheet, at: At, picture: bytes) -> None:
    """Anchor a picture in a cell; it keeps its proportions and stays within the lines."""
    (top, left, _, _), wide, high = box_of(sheet, at)
    with Image.open(io.BytesIO(picture)) as image:
        ending = {"JPEG": "jpeg", "PNG": "png"}[image.format or ""]
        scale = min((wide - 2 * _EDGE) / image.width, (high - 2 * _EDGE) / image.height)
        size = image.width * scale, image.height * scale
    part = _drawing_of(book, sheet)
    media = book.package.free_name("xl/media/image{}." + ending)
    book.package.parts[media] = picture
    book.package.declare(media, f"image/{ending}", by_ending=True)
    key = book.package.relate(part, "image", media)
    tree = book.package.tree(part)
    across = _from(left, (wide - size[0]) / 2, lambda column: sheet.room(column, column) + _MARGINS)
    down = _from(top, (high - size[1]) / 2, sheet.height)
    tree.append(_anchor(across, down, size, key, len(tree) + 1))
    book.package.put(part, tree)


def _from(first: int, offset: float, size: Any) -> tuple[int, float]:
    """The column or row in which something begins that stands so far (pt) from the first, and where in it."""
    while offset >= size(first):
        offset -= size(first)
        first += 1
    return first, offset


def _drawing_of(book: Book, sheet: Sheet) -> str:
    """The drawing of a sheet, a new one if it has none."""
    if known := list(book.package.related(sheet.part, "drawing").values()):
        return known[0]
    part = book.package.free_name("xl/drawings/drawing{}.xml")
    book.package.put(part, etree.Element(f"{{{_XDR}}}wsDr", nsmap={"xdr": _XDR, "a": _A}))
    book.package.declare(part, _DRAWING)
    shown = etree.Element(f"{{{MAIN}}}drawing")
    shown.set(f"{{{RELATIONSHIP}}}id", book.package.relate(sheet.part, "drawing", part))
    later = [child for child in sheet.root if etree.QName(child).localname in _LATER]
    if later:
        later[0].addprevious(shown)
    else:
        sheet.root.append(shown)
    return part


def _anchor(
    across: tuple[int, float], down: tuple[int, float], size: tuple[float, float], key: str, number: int
) -> Any:
    wide, high = (round(length * _EMU) for length in size)
    return etree.fromstring(
        f'<xdr:oneCellAnchor xmlns:xdr="{_XDR}" xmlns:a="{_A}" xmlns:r="{RELATIONSHIP}">'
        f"<xdr:from><xdr:col>{across[0] - 1}</xdr:col><xdr:colOff>{round(across[1] * _EMU)}</xdr:colOff>"
        f"<xdr:row>{down[0] - 1}</xdr:row><xdr:rowOff>{round(down[1] * _EMU)}</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{wide}" cy="{high}"/><xdr:pic><xdr:nvPicPr>'
        f'<xdr:cNvPr id="{number}" name="照片{number}"/>'
        '<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
        "</xdr:oneCellAnchor>"
    )
