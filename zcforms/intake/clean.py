"""What becomes of an evidence file: a PDF fit to be bound, or why there is none."""

from __future__ import annotations

import io
from dataclasses import dataclass

from pikepdf import Pdf

from zcforms.ground.findings import Finding, Severity

MAX_PIXELS = 200_000_000  # of one picture: A3 at 1,200 dpi

SAVE_AS_PDF = "请另存为PDF：用Word、WPS打开，另存为PDF后放入"


@dataclass(frozen=True)
class Parts:
    """How a clean PDF is put together from the user's file: spans of it between what is ours."""

    head: bytes
    spans: tuple[tuple[int, int], ...]
    tail: bytes

    def of(self, raw: bytes) -> bytes:
        """The PDF of that file."""
        return b"".join([self.head, *(raw[start:end] for start, end in self.spans), self.tail])


@dataclass(frozen=True)
class Clean:
    """A file's pages as a PDF fit to be bound, and what should be said about it.

    `sheets` says of each of them how many pages it takes: a long one is cut up; `large` are the pages of
    the PDF (indices from 0) that are larger than A4; `lies` is a photo wider than high that does not say
    how the camera was held; `parts` are told where its data are those of the file as they are.
    """

    content: bytes
    sheets: tuple[int, ...]
    findings: tuple[Finding, ...] = ()
    large: tuple[int, ...] = ()
    signed: bool = False
    lies: bool = False
    parts: Parts | None = None


def cannot(code: str, message: str, hint: str) -> Finding:
    """Why a file cannot be bound."""
    return Finding(code, message, hint=hint)


def remark(code: str, message: str) -> Finding:
    """What the user should know, and need not change."""
    return Finding(code, message, Severity.INFO)


def saved(pdf: Pdf) -> bytes:
    """A PDF as a file, the same of the same: an export of the platform's is handed over as it is saved."""
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()
