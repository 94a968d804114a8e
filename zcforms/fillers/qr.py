"""A link as a QR code (ISO/IEC 18004, error correction M): as vectors, a picture for Word, or text."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

_PIXELS = 8  # a module, in the picture


@lru_cache(64)  # a person's facts are asked for once for each step of their papers
def qr_svg(link: str) -> bytes:
    """An SVG of the code, one unit a module, with the quiet zone of 4 modules on each side."""
    rows = _modules(link)
    path = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                path.append(f"M{x} {y}h{run}v1h-{run}z")
            x += run or 1
    size = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{size}" height="{size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{"".join(path)}" fill="#000"/></svg>'
    ).encode()


def qr_png(link: str) -> bytes:
    """A PNG of the same code: Word places no SVG by itself."""
    rows = _modules(link)
    image = Image.new("1", (len(rows), len(rows)))
    image.putdata([255 * (not dark) for row in rows for dark in row])
    target = io.BytesIO()
    image.resize((image.width * _PIXELS, image.height * _PIXELS)).save(target, "PNG")
    return target.getvalue()


def qr_text(link: str) -> str:
    """The same code for a terminal, white on its dark ground: two modules in the height of a line."""
    rows = [*_modules(link)]
    rows += [(False,) * len(rows[0])] * (len(rows) % 2)
    halves = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    return "\n".join("".join(map(halves.__getitem__, zip(*pair, strict=True))) for pair in pairs)


@lru_cache(64)  # a form, its copy in Word and the same form on another page show one link
def _modules(link: str) -> tuple[tuple[bool, ...], ...]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(link)
    version = code.best_fit()
    (rows, columns), size = _drawn(code, 0), code.modules_count
    lost = [_lost(rows ^ across, columns ^ down, size) for across, down in _masks(version)]
    code.makeImpl(False, lost.index(min(lost)))  # as make() does, which draws all masks to find the best
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())


@lru_cache(40)
def _masks(version: int) -> tuple[tuple[int, int], ...]:
    """What of a code of a size each mask draws otherwise than the first one, by rows and by columns."""
    drawn = [_drawn(qrcode.QRCode(version), mask) for mask in range(8)]
    return tuple((rows ^ drawn[0][0], columns ^ drawn[0][1]) for rows, columns in drawn)


def _drawn(code: Any, mask: int) -> tuple[int, int]:
    """A code under a mask as the bits of a number, row by row, and column by column; dark ones are set.

    Each row and column is set apart by a bit more.
    """
    code.makeImpl(True, mask)
    rows, columns = (
        int("".join("0" + "".join("01"[dark] for dark in line) for line in lines), 2)
        for lines in (code.modules, zip(*code.modules, strict=True))
    )
    return rows, columns


def _lost(rows: int, columns: int, size: int) -> int:
    """How ill a code reads (ISO/IEC 18004, 7.8.3.1), counted as the library does it, all lines at once."""
    lost, area = 10 * int(abs(rows.bit_count() / size**2 * 100 - 50) / 5), int(("0" + "1" * size) * size, 2)
    for dark in (rows, columns):
        light = area ^ dark
        alike = dark & dark >> 1 | light & light >> 1
        five = alike & alike >> 1 & alike >> 2 & alike >> 3
        lost += five.bit_count() + 2 * (five & ~(five << 1)).bit_count()
        finder = dark & light >> 1 & dark >> 2 & dark >> 3 & dark >> 4 & light >> 5 & dark >> 6
        four = light & light >> 1 & light >> 2 & light >> 3
        lost += 40 * ((finder & four >> 7).bit_count() + (four & finder >> 4).bit_count())
    below = size + 1
    upright = dark & dark >> below | light & light >> below
    return lost + 3 * (alike & alike >> below & upright).bit_count()
