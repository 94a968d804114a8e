"""Values on paper that is printed already: moved by what a printer is off by, and a sheet to measure it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pikepdf import Array, Pdf, Stream

from zcforms.ground.geometry import A4, MM, visible_box
from zcforms.paper.copies import saved
from zcforms.paper.isolation import isolate, own_contents
from zcforms.paper.outlines import outlines

CORNER = 20.0  # mm from the left and from the top: the cross about which a scale works
_CROSSES = ((20.0, 20.0), (190.0, 20.0), (20.0, 277.0), (190.0, 277.0), (105.0, 148.5))
_ARM = 10.0  # mm
_TYPE = 9.0  # pt


@dataclass(frozen=True)
class Alignment:
    """How print is moved to the right and down (mm) and scaled about its cross, on the front and the back."""

    front: tuple[float, float] = (0.0, 0.0)
    back: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)

    def matrix(self, box: tuple[float, float, float, float], is_back: bool) -> tuple[float, ...]:
        """The matrix (ISO 32000-1, 8.3.4) for a page whose sheet is that box, in pt.

        On the back the cross is where it shows through from the front.
        """
        left, _, right, top = box
        x = right - CORNER * MM if is_back else left + CORNER * MM
        y = top - CORNER * MM
        across, along = self.scale
        to_right, down = self.back if is_back else self.front
        return across, 0.0, 0.0, along, x - across * x + to_right * MM, y - along * y - down * MM


def aligned(document: bytes, alignment: Alignment, duplex: bool) -> bytes:
    """A document moved for a printer, to print as it is; in `duplex` every second page is a back."""
    with Pdf.open(io.BytesIO(document)) as pdf:
        for number, page in enumerate(pdf.pages):
            isolate(pdf, page)
            matrix = alignment.matrix(visible_box(page.mediabox, page.cropbox), duplex and number % 2 == 1)
            before = f"q {' '.join(f'{n:.5f}' for n in matrix)} cm\n".encode()
            parts = [Stream(pdf, before), *own_contents(page), Stream(pdf, b"\nQ\n")]
            page.obj.Contents = Array([pdf.make_indirect(part) for part in parts])
        return saved(pdf, duplex)


def calibration_sheet(alignment: Alignment, lines: Sequence[str]) -> bytes:
    """A sheet for both sides with crosses in millimetres, moved as values are; front and back say `lines`.

    The crosses of the back lie on those of the front, seen against the light.
    """
    pdf = Pdf.new()
    for side in ("正面", "背面"):
        page = pdf.add_blank_page(page_size=A4)
        parts = [_cross(x, y) for x, y in _CROSSES]
        for n, line in enumerate((f"套打校准页　{side}", *lines)):
            parts.append(_said(line, 35.0, 60.0 + 7.0 * n))
        for x, y in _CROSSES:
            across = 210 - x if side == "背面" else x
            edge = "右" if side == "背面" else "左"
            down = y + _ARM + 5 if y < 150 else y - _ARM - 3
            parts.append(_said(f"距{edge}边{across:g}　距上边{y:g}", min(max(x - 15, 22), 150), down))
        page.obj.Contents = pdf.make_indirect(Stream(pdf, "\n".join(parts).encode()))
    blank = io.BytesIO()
    pdf.save(blank, deterministic_id=True)
    return aligned(blank.getvalue(), alignment, duplex=True)


def _cross(x: float, y: float) -> str:
    """A cross at a place (mm from the upper left) with a stroke each millimetre, longer each fifth."""
    at, up = x * MM, A4[1] - y * MM
    arm = _ARM * MM
    parts = ["0.25 w", f"{at - arm:.3f} {up:.3f} m {at + arm:.3f} {up:.3f} l S"]
    parts.append(f"{at:.3f} {up - arm:.3f} m {at:.3f} {up + arm:.3f} l S")
    for n in range(-int(_ARM), int(_ARM) + 1):
        reach = (2.0 if n % 5 == 0 else 1.0) * MM / 2
        step = n * MM
        parts.append(f"{at + step:.3f} {up - reach:.3f} m {at + step:.3f} {up + reach:.3f} l S")
        parts.append(f"{at - reach:.3f} {up + step:.3f} m {at + reach:.3f} {up + step:.3f} l S")
    return "\n".join(parts)


def _said(text: str, x: float, y: float) -> str:
    path, _ = outlines(text, _TYPE)
    return f"q 1 0 0 1 {x * MM:.3f} {A4[1] - y * MM:.3f} cm\n{path.decode()}\nQ"
