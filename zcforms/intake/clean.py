"""What becomes of an evidence file: a PDF fit to be bound, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zcforms.ground.findings import Finding, Severity

MAX_PIXELS = 200_000_000  # of one picture: A3 at 1,200 dpi

_LONGEST = 5  # long side over short side: less than 60 mm of A4's width is left, a phone's screen (inferred)


@dataclass(frozen=True)
class Clean:
    """A file's pages as a PDF fit to be bound, and what should be said about it."""

    content: bytes
    pages: int
    findings: tuple[Finding, ...] = ()


def cannot(code: str, message: str, hint: str) -> Finding:
    """Why a file cannot be bound."""
    return Finding(code, message, hint=hint)


def remark(code: str, message: str) -> Finding:
    """What the user should know, and need not change."""
    return Finding(code, message, Severity.INFO)


def narrow(sizes: Iterable[tuple[float, float]], shown: str) -> Iterator[Finding]:
    """A reminder of the pages, by width and height in whatever unit, that are too long to be read on A4."""
    ratios = (max(size) / max(min(size), 1e-6) for size in sizes)
    if found := [n for n, ratio in enumerate(ratios, 1) if ratio > _LONGEST]:
        said = (
            f"{shown}第{'、'.join(map(str, found))}页又长又窄（长是宽的{_LONGEST}倍以上），缩到A4上多半看不清"
        )
        yield Finding("evidence-narrow", said, Severity.WARNING, "长截图截成几段，每段单独一页")
