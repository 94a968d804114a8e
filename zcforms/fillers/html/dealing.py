"""Rows dealt out to pages, in the type in which they and the text around them take the fewest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from zcforms.fillers.html.setting import lines_in
from zcforms.fillers.sandbox.limits import in_full
from zcforms.fillers.sandbox.plain import Plain, measure
from zcforms.forms import Form

_MOST = 1000  # rows


@dataclass(frozen=True, slots=True)
class _Step:
    """A size (pt) of the rows, their line (mm), both of the text around them, and the room (mm).

    Rows have the `first` page and `later` ones less the lines of what stands above them; what stands below
    takes a `foot` and its lines.
    """

    pt: float
    line: float
    text_pt: float
    text_line: float
    first: float
    later: float
    foot: float


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands around the rows, in lines so `wide`; a row is its lines or the least, and a pad (mm).

    The `columns` are those whose texts may wrap, each an `inset` (mm) wider than its lines.

    With what stands below are a `few` rows at least. A `hole` (mm) at the end of a page but the last is too
    much, if it is less in another step.
    """

    columns: Mapping[str, float]
    inset: float
    above: tuple[str, ...]
    below: tuple[str, ...]
    wide: float
    least: float
    pad: float
    few: int
    hole: float


@dataclass(frozen=True, slots=True)
class _Deal:
    """From which row (from 0) up to which each page goes, and the largest hole (mm) before the last.

    There is a sheet more than pages where the last one does not hold what stands below.
    """

    pages: tuple[tuple[int, int], ...]
    hole: float
    sheets: int


def dealer(form: Form) -> Callable[[Plain, Plain], Plain]:
    """The function of a template that deals rows out to pages.

    The first of `steps` is taken at which they take one page, else the first with the fewest; one that makes
    a hole gives way to one as long that makes a smaller one. Told are its number (from 0), and from which row
    (from 0) up to which every page goes.
    """

    def dealt(rows: Plain, page: Plain) -> Plain:
        with in_full("dealt(各行的cells, 版面)要写全：版面的columns、above、below、steps、wide、few等"):
            best, deal = _best(form, tuple(rows), _page(page), [_step(one) for one in page["steps"]])
        return MappingProxyType({"step": best, "pages": deal.pages})

    return dealt


def _best(form: Form, rows: Sequence[Plain], page: _Page, steps: Sequence[_Step]) -> tuple[int, _Deal]:
    if not steps:
        raise ValueError("no step")
    best, kept = 0, _dealt(form, rows, page, steps[0])
    for nth, step in enumerate(steps[1:], 1):
        if kept.sheets == 1:
            break
        deal = _dealt(form, rows, page, step)
        fewer = deal.sheets - kept.sheets
        if fewer < 0 or (fewer == 0 and deal.hole < kept.hole > page.hole):
            best, kept = nth, deal
    return best, kept


def _dealt(form: Form, rows: Sequence[Plain], page: _Page, step: _Step) -> _Deal:
    def mm(texts: Sequence[str]) -> float:
        return step.text_line * sum(len(lines_in(form, text, page.wide, step.text_pt)) for text in texts)

    heights = [_height(form, row, page, step) for row in rows]
    begins, rooms = [0], [step.first - mm(page.above)]
    left = rooms[0]
    for nth, height in enumerate(heights):
        if nth > begins[-1] and height > left:
            begins.append(nth)
            rooms.append(step.later)
            left = step.later
        left -= height
    foot = step.foot + mm(page.below)
    if foot > left:
        begins.append(max(begins[-1], len(rows) - page.few))
        rooms.append(step.later)
    elif len(begins) > 1 and len(rows) - begins[-1] < page.few:
        begins[-1] = max(begins[-2], len(rows) - page.few)
    pages = tuple(zip(begins, [*begins[1:], len(rows)], strict=True))
    holes = [room - sum(heights[begin:end]) for room, (begin, end) in zip(rooms, pages[:-1], strict=False)]
    spills = sum(heights[begins[-1] :]) + foot > rooms[-1]
    return _Deal(pages, max(holes, default=0), len(pages) + spills)


def _height(form: Form, row: Plain, page: _Page, step: _Step) -> float:
    rooms = {name: mm - page.inset for name, mm in page.columns.items()}
    lines = max((len(lines_in(form, row[name], mm, step.pt)) for name, mm in rooms.items()), default=1)
    return max(page.least, lines * step.line) + page.pad


# --- what a template says ------------------------------------------------------------------------


def _page(said: Plain) -> _Page:
    few = said["few"]
    if not isinstance(few, int) or not 0 < few < _MOST:
        raise TypeError("few is a number of rows")
    above, below = (tuple(said[name]) for name in ("above", "below"))
    if not all(isinstance(text, str) for text in (*above, *below)):
        raise TypeError("what stands above and below is text")
    columns = {str(name): measure(mm) for name, mm in said["columns"].items()}
    measures = {name: measure(said[name]) for name in ("inset", "wide", "least", "pad", "hole")}
    return _Page(columns=columns, above=above, below=below, few=few, **measures)


def _step(said: Plain) -> _Step:
    sizes = {name: measure(said[name]) for name in _Step.__slots__}
    if not sizes["pt"] or not sizes["text_pt"]:
        raise ValueError("a size is more than nothing")
    return _Step(**sizes)
