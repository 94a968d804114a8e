"""A link as a QR code (ISO/IEC 18004, error correction M): as vectors, a picture for Word, or text."""

from __future__ import annotations

import io
from functools import lru_cache

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
    code.make(fit=True)
    return tuple(tuple(map(bool, row)) for row in code.get_matrix())
