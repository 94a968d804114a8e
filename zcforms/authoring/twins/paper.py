"""Paragraphs of Word, the room they stand in, and what they take from computed styles.

Lengths are px of CSS (96 an inch); Word counts in twentieths of a point.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from zcforms.authoring.twins.layout import Frame

TWIPS = 15  # a px
_APART = 19.0  # px between what stood on two pages of ours, and may not in Word
SIDES = ("top", "left", "bottom", "right")
JC = {
    "left": "left",
    "start": "left",
    "justify": "left",
    "center": "center",
    "right": "right",
    "end": "right",
}


def twips(px: float) -> int:
    """A length for Word."""
    return round(px * TWIPS)


@dataclass
class Paragraph:
    """One paragraph: its properties by element name, and its runs."""

    before: int = 0
    after: int = 0
    line: int = 240
    exact: bool = True
    jc: str = "left"
    left: int = 0
    right: int = 0
    first: int = 0
    new_page: bool = False
    keep: bool = False
    rule: bool = False  # a line under it, to write on
    runs: list[str] = field(default_factory=list)
    section: str = ""
    repeated: bool = False  # written once a paragraph of the value: room above would be repeated

    def xml(self) -> str:
        """The paragraph, its properties in the order of the schema."""
        parts = ["<w:keepNext/>"] if self.keep else []
        if self.new_page:
            parts.append("<w:pageBreakBefore/>")
        if self.rule:
            line = 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
            parts.append(f"<w:pBdr><w:bottom {line}/><w:between {line}/></w:pBdr>")
        rule = "exact" if self.exact else "atLeast"
        parts.append(
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" '
            f'w:line="{self.line}" w:lineRule="{rule}"/>'
        )
        if self.left or self.right or self.first:
            first = f'w:firstLine="{self.first}"' if self.first >= 0 else f'w:hanging="{-self.first}"'
            parts.append(f'<w:ind w:left="{self.left}" w:right="{self.right}" {first}/>')
        parts.append(f'<w:jc w:val="{self.jc}"/>')
        parts.append(self.section)
        return f"<w:p><w:pPr>{''.join(parts)}</w:pPr>{''.join(self.runs)}</w:p>"


CONTROL = "<w:p><w:r><w:t>{%p "


def control(tag: str) -> str:
    """A paragraph that docxtpl takes out, leaving its condition or loop."""
    return f"{CONTROL}{escape(tag)} %}}</w:t></w:r></w:p>"


@dataclass
class Filled:
    """The lists of one page so far: the tags that reckon their rows in px, and the room they were given."""

    page: int
    tags: list[str]
    room: float


class Room:
    """A column of paragraphs and tables, from the top: the page, or a cell."""

    def __init__(self, left: float, right: float, top: float, page: int = 0, is_body: bool = False) -> None:
        self.left, self.right, self.y, self.page, self.is_body = left, right, top, page, is_body
        self.parts: list[Paragraph | str] = []
        self.filled = False  # by the empty rows of the last table
        self.lists: Filled | None = None  # with empty rows, on this page

    def xml(self) -> str:
        """What stands in it."""
        return "".join(p if isinstance(p, str) else p.xml() for p in self.parts)

    def leave(self, frame: Frame) -> float:
        """The gap in px down to what comes next."""
        gap = frame.y - self.y
        if frame.page != self.page:
            gap, self.y, self.page = _APART, frame.y, frame.page
        if gap < 0:
            # It stands beside what was last written; Word has it below, so that moves up.
            higher = [p for p in self.parts if isinstance(p, Paragraph) and p.before >= twips(-gap)]
            if higher:
                higher[-1].before -= twips(-gap)
        return max(0.0, gap)


# --- styles --------------------------------------------------------------------------------------


def px(value: Any) -> float:
    """A computed length in px; what is not a length is 0."""
    if isinstance(value, int | float):
        return float(value)
    return float(value.value) if getattr(value, "unit", None) == "px" else 0.0


def is_negative(value: Any) -> bool:
    return px(value) < 0


def line_height(style: Any) -> int:
    height = style["line_height"]
    if height == "normal":
        return twips(style["font_size"] * 1.35)
    return twips(style["font_size"] * height if isinstance(height, float) else height.value)


def has_border(style: Any, side: str) -> bool:
    return style[f"border_{side}_style"] not in {"none", "hidden"} and style[f"border_{side}_width"] > 0


def border(style: Any, side: str, name: str = "") -> str:
    if not has_border(style, side):
        return ""
    eighths = round(px(style[f"border_{side}_width"]) * 0.75 * 8)
    kind = {"dashed": "dashed"}.get(style[f"border_{side}_style"], "single")
    return f'<w:{name or side} w:val="{kind}" w:sz="{eighths}" w:space="0" w:color="auto"/>'
