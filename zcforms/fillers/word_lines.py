"""Lines of values in the cells of a Word file that end between words, as they do on paper.

Word fills a line with all it holds, and tears 有限责任公／司. Nothing is put into the text to keep it from
that, for what is read from the file is what was filled in: the paragraph is made narrower, or its type
smaller, until the lines that Word makes end well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import Any

from zcforms.chinese.breaking import Width, ends_between_words, filled
from zcforms.chinese.typefaces import measuring
from zcforms.fillers.word_file import W
from zcforms.fillers.word_styles import Styles, properties_of, set_size, type_of

_FILLED = "filled"  # of a paragraph of a template that prints a value, until it is set
_FEW = 4  # lines, of a unit of 40 characters; a longer text is read as prose, and its paragraph left alone
_FLOOR = 18  # half points: no value is set in less than 9 pt (requirements F3) ...
_SMALLEST = 0.85  # ... nor so much smaller that it is another type
_NARROWEST = 0.5  # of the cell
_STEP = 0.25  # em by which a paragraph is narrowed
_DOUBT = 0.15  # em by which Word's lines may be another width than ours
_MARGIN = 108  # twips, of a cell that says none
_AUTOMATIC = 0.25  # em that Word leaves between Chinese and Latin
_BETWEEN = re.compile(r"(?<=[\u3400-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u3400-\u9fff])")
_BEFORE_INDENT = re.compile(  # in a paragraph's properties
    "pStyle|keepNext|keepLines|pageBreakBefore|framePr|widowControl|numPr|suppressLineNumbers|pBdr|shd|tabs|"
    "suppressAutoHyphens|kinsoku|wordWrap|overflowPunct|topLinePunct|autoSpaceD[EN]|bidi|adjustRightInd|"
    "snapToGrid|spacing"
)


@lru_cache(64)
def marked(xml: str) -> str:
    """A part of a template whose paragraphs with values are marked, for `set_between_words`."""
    paragraphs = re.split("(?=<w:p[ >])", xml)
    return "".join(
        f'<w:p {_FILLED}=""{part[4:]}' if "{{" in part.partition("</w:p>")[0] and part[:4] == "<w:p" else part
        for part in paragraphs
    )


def set_between_words(tree: Any, styles: Any = None) -> None:
    """Set the marked paragraphs of a filled part so that Word ends their lines between words.

    `styles` is the file's part of that name: what its runs do not say themselves.
    """
    known = None if styles is None else Styles(styles)
    for paragraph in [p for p in tree.iter(f"{W}p") if p.attrib.pop(_FILLED, None) is not None]:
        cell = next(paragraph.iterancestors(f"{W}tc"), None)
        _let_grow(paragraph)
        if cell is not None:
            _set(paragraph, _width(cell), known)


def _let_grow(paragraph: Any) -> None:
    """Let a row of an exact height be higher where its value needs that, a line where its picture does.

    Word would cut off what is higher.
    """
    is_pictured = next(paragraph.iter(f"{W}drawing"), None) is not None
    if not is_pictured and not any(text.text for text in paragraph.iter(f"{W}t")):
        return
    for height in (row.find(f"{W}trPr/{W}trHeight") for row in paragraph.iterancestors(f"{W}tr")):
        if height is not None and height.get(f"{W}hRule") == "exact":
            height.set(f"{W}hRule", "atLeast")
    if is_pictured:
        spacing = _property(paragraph, "spacing")
        spacing.set(f"{W}line", "240")
        spacing.set(f"{W}lineRule", "auto")


def _set(paragraph: Any, width: int, styles: Styles | None) -> None:
    """Set a paragraph of a cell of a width in twips, if it is of one type and of few lines."""
    indent, justified = paragraph.find(f"{W}pPr/{W}ind"), paragraph.find(f"{W}pPr/{W}jc")
    said = {} if indent is None else {name.removeprefix(W): value for name, value in indent.attrib.items()}
    places = {name: int(said.get(name, 0)) for name in ("left", "right", "firstLine", "hanging")}
    how = "left" if justified is None else justified.get(f"{W}val")
    types = {type_of(run, styles) for run in _runs(paragraph) if any(t.text for t in run.iter(f"{W}t"))}
    text = _text(paragraph)
    if (
        len(types) != 1
        or not text
        or len(said.keys() - places.keys())
        or places["firstLine"]
        or how == "both"
    ):
        return
    ((half_points, family),) = types
    room = width - places["left"] - places["right"]
    if not half_points or room < half_points * 10 or places["hanging"]:
        return
    smaller, narrower = _chosen(text, half_points, room, _spaced(measuring(family))) or (half_points, 0)
    for run in _runs(paragraph) if smaller < half_points else ():
        set_size(run, smaller)
    if narrower:
        _narrow(paragraph, narrower, centred=how == "center")


def _chosen(text: str, half_points: int, room: int, wide: Width) -> tuple[int, int] | None:
    """At which size, and by how many twips narrower, the lines end well; None if they do at no size.

    They are never more than they would be.
    """
    parts = text.split("\n")

    def lines(measure: float) -> list[list[str]]:
        return [filled(part, measure, wide) for part in parts]

    # (LibreOffice keeps a number or a Latin word with the sign before it; Word does not.)
    def well(set_so: list[list[str]], measure: float) -> bool:
        numbers = (
            later[0].isascii() and line[-1] in "，、；。" for part in set_so for line, later in pairwise(part)
        )
        return not any(numbers) and all(ends_between_words(part, measure, wide) for part in set_so)

    most = sum(map(len, lines(room / (half_points * 10))))
    if most > _FEW:
        return None
    for size in range(half_points, min(half_points, max(_FLOOR, ceil(half_points * _SMALLEST))) - 1, -1):
        measure = room / (size * 10)
        for steps in range(int(measure * _NARROWEST / _STEP)):
            narrowed = measure - steps * _STEP
            set_so = lines(narrowed)
            if sum(map(len, set_so)) > most:
                break
            if well(set_so, narrowed) and _sure(lines, set_so, room, size, steps):
                return size, round(steps * _STEP * size * 10)
    return None


def _sure(lines: Any, set_so: list[list[str]], room: int, size: int, steps: int) -> bool:
    """Whether the lines are the same if Word's are a hair wider, or narrower."""
    measure = room / (size * 10) - steps * _STEP
    return lines(measure - _DOUBT) == set_so and (not steps or lines(measure + _DOUBT) == set_so)


def _spaced(wide: Width) -> Width:
    """A width with the room that Word leaves between Chinese and Latin."""
    return lambda text: wide(text) + _AUTOMATIC * len(_BETWEEN.findall(text))


def _runs(paragraph: Any) -> Iterator[Any]:
    for run in paragraph.iter(f"{W}r"):
        if next(run.iterancestors(f"{W}p")) is paragraph:
            yield run


def _text(paragraph: Any) -> str:
    """What a paragraph says, its breaks as \\n; nothing, if there is more in it than text."""
    said = ""
    for piece in (piece for run in _runs(paragraph) for piece in run if piece.tag != f"{W}rPr"):
        if piece.tag not in {f"{W}t", f"{W}br"}:
            return ""
        said += (piece.text or "") if piece.tag == f"{W}t" else "\n"
    return said


def _width(cell: Any) -> int:
    """The room of a cell in twips, between its margins."""
    about = cell.find(f"{W}tcPr")
    width = None if about is None else about.find(f"{W}tcW")
    if width is None or width.get(f"{W}type") not in {None, "dxa"}:
        return 0
    table = next(cell.iterancestors(f"{W}tbl")).find(f"{W}tblPr/{W}tblCellMar")
    margins = 0
    for side in ("left", "right"):
        own = about.find(f"{W}tcMar/{W}{side}")
        common = None if table is None else table.find(f"{W}{side}")
        said = own if own is not None else common
        margins += _MARGIN if said is None else int(said.get(f"{W}w", 0))
    return int(width.get(f"{W}w", 0)) - margins


def _narrow(paragraph: Any, twips: int, centred: bool) -> None:
    """Indent a paragraph on its right, or evenly on both sides."""
    indent = _property(paragraph, "ind")
    shares = {"left": twips // 2, "right": twips - twips // 2} if centred else {"right": twips}
    for side, more in shares.items():
        indent.set(f"{W}{side}", str(int(indent.get(f"{W}{side}", 0)) + more))


def _property(paragraph: Any, name: str) -> Any:
    """The indent (ind) or spacing of a paragraph, made in its place where there is none."""
    properties = properties_of(paragraph, "pPr")
    one = properties.find(f"{W}{name}")
    if one is None:
        one = properties.makeelement(f"{W}{name}")
        before = (bool(_BEFORE_INDENT.fullmatch(other.tag.removeprefix(W))) for other in properties)
        properties.insert(sum(before), one)
    return one
