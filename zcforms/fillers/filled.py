"""A form that is filled, as a PDF, whatever filled it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zcforms.ground.findings import Finding
from zcforms.ground.geometry import Jump

Way = Literal["own", "weasyprint"]  # what sets a document: our own typesetter, or WeasyPrint


@dataclass(frozen=True, slots=True)
class Filled:
    """A finished PDF with its number of pages, and what was found while fitting the values.

    `editable` is the same as a form whose fields can still be changed, where the form is such a one;
    `jumps` are the places that name pages of the bound volume; `way` says what set it, if anything did.
    """

    pdf: bytes
    pages: int
    findings: tuple[Finding, ...] = ()
    editable: bytes | None = None
    jumps: tuple[Jump, ...] = ()
    way: Way | None = None
