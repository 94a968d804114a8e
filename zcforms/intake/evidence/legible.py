"""Whether a file's pages can be read on A4, and what is done that they can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pikepdf import Name, Page, Pdf

from zcforms.chinese.numbers import runs
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.geometry import MM, visible_box
from zcforms.intake.clean import remark
from zcforms.intake.evidence.cutting import PIECE, cut_up, enlargement
from zcforms.intake.evidence.lone_picture import Lone, is_coarse, lone_of
from zcforms.paper.placing import printed_scale

# Long side over short side: less than a phone's screen (65 mm) of A4's width is left (inferred).
LONGEST = 4
_LARGE = 320 * MM  # pt: the long side; A4 with a bleed has less, B4 and A3 have more
# Dots an inch at which a character of 9 pt has 15 of them from top to bottom: few can be read with less
# (inferred; GB 5199 draws Chinese characters in 15 × 16 dots).
COARSE = 120
_SCANNED = 300  # about as many as papers are scanned with: of more, a picture was made smaller (inferred)
# Of its own size: A2 is printed with 41 % of it, A1 with 29 %; lettering of 3.5 mm has 1 mm then (inferred).
SMALLEST = 1 / 3


@dataclass(frozen=True)
class Fitted:
    """How many pages each page of a PDF takes now, which of them are larger than A4, what is to be said."""

    sheets: tuple[int, ...]
    large: tuple[int, ...]
    findings: tuple[Finding, ...]


def on_sheets(pdf: Pdf, shown: str, pictures: bool) -> Fitted:
    """Cut up in place what is too long for A4.

    `pictures` says that the file is one picture or several, each a page now; of another, the dots are counted
    of the pages that are nothing but a picture.
    """
    sizes = [_seen(page) for page in pdf.pages]
    lone = [None if pictures else lone_of(page) for page in pdf.pages]
    dots = [_dots(page, one, pictures) for page, one in zip(pdf.pages, lone, strict=True)]
    long = {i for i, (width, height) in enumerate(sizes) if _too_long(width, height)}
    cut = cut_up(pdf, [i for i in sorted(long) if sizes[i][0] < sizes[i][1]])
    shrunk = {i for i, one in enumerate(lone) if one and _is_shrunk(one) and _too_long(*one.sides)}
    findings = [*_told_cut(cut, shown), *_narrow(long - cut.keys(), shown)]
    findings += _narrow(shrunk - long, shown, "上的图片")
    printed = [_printed(size, i in cut) for i, size in enumerate(sizes)]
    fine = [dot and dot / scale for dot, scale in zip(dots, printed, strict=True)]
    findings += _coarse(fine, shown, pictures)
    small = {i: size for i, size in enumerate(sizes) if printed[i] < SMALLEST and i not in long}
    findings += _reduced({i: size for i, size in small.items() if _is_paper(pdf.pages[i], dots[i])}, shown)
    large = (i for i, page in enumerate(pdf.pages) if max(_seen(page)) > _LARGE)
    return Fitted(tuple(cut.get(i, 1) for i in range(len(sizes))), tuple(large), tuple(findings))


def _seen(page: Page) -> tuple[float, float]:
    """Width and height of a page as it is seen (pt)."""
    left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
    unit = float(page.obj.get(Name.UserUnit, 1))
    width, height = (right - left) * unit, (top - bottom) * unit
    return (height, width) if page.rotation % 180 else (width, height)


def _is_paper(page: Page, dots: float | None) -> bool:
    """Whether the size that a file says is the paper's: there are no dots, or enough of them."""
    return not is_coarse(page, COARSE) if dots is None else dots >= COARSE


def _dots(page: Page, lone: Lone | None, is_picture: bool) -> float | None:
    """The dots an inch of the picture that is a page or a scan of it; None if it is something else."""
    if not is_picture:
        return lone.dots if lone and lone.is_scan else None
    (picture,) = page.resources.XObject.values()
    left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
    return 72 * min(int(picture.Width) / (right - left), int(picture.Height) / (top - bottom))


def _printed(size: tuple[float, float], is_cut: bool) -> float:
    width, height = size
    if not is_cut:
        return printed_scale(width, height)
    more = enlargement(width)
    return more * printed_scale(width * more, width * more * PIECE)


def _too_long(width: float, height: float) -> bool:
    return max(width, height) > LONGEST * min(width, height) and printed_scale(width, height) < 1


def _is_shrunk(one: Lone) -> bool:
    return round(one.dots, -1) > _SCANNED  # sides in whole dots are never those of the paper quite


def _told_cut(cut: Mapping[int, int], shown: str) -> Iterator[Finding]:
    for index, count in cut.items():
        said = f"{shown}第{index + 1}页太长，裁成{count}页装订，前后两页有一小段重复"
        yield remark("evidence-cut", said)


def _narrow(indices: Iterable[int], shown: str, what: str = "") -> Iterator[Finding]:
    if found := sorted(i + 1 for i in indices):
        said = f"{shown}第{runs(found)}页{what}又长又窄（长是宽的{LONGEST}倍以上），缩到A4上多半看不清"
        yield Finding("evidence-narrow", said, Severity.WARNING, "截成几段，每段单独一页")


def _coarse(dots: Sequence[float | None], shown: str, pictures: bool) -> Iterator[Finding]:
    if found := {n: dot for n, dot in enumerate(dots, 1) if dot is not None and dot < COARSE}:
        page = f"第{runs(found)}页" if len(dots) > 1 or not pictures else ""
        which = f"图片{shown}{page}" if pictures else f"{shown}{page}是图片，"
        said = f"{which}印出来每英寸只有{min(round(min(found.values())), COARSE - 1):g}点，小字可能看不清"
        hint = "用300dpi重新扫描，或传原图、不要截图"
        yield Finding("evidence-low-resolution", said, Severity.WARNING, hint)


def _reduced(sizes: Mapping[int, tuple[float, float]], shown: str) -> Iterator[Finding]:
    if not sizes:
        return
    width, height = (round(side / MM) for side in max(sizes.values(), key=max))
    scale = min(printed_scale(*size) for size in sizes.values())
    which = f"{shown}第{runs(i + 1 for i in sizes)}页是大幅面（{width}×{height}毫米）"
    said = f"{which}，装订时缩到A4，只有原来的{scale:.0%}，小字可能看不清"
    hint = "要看清小字的，“版面”写“折页”（印在A3上），或另放标题栏、签字处等局部；不必看清的，写“缩小”"
    yield Finding("evidence-reduced", said, Severity.WARNING, hint)
