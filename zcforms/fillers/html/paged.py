"""Rows with merged cells, divided among pages: a cell that the end of a page would tear is begun again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from zcforms.fillers.html.setting import lines_in
from zcforms.fillers.sandbox.limits import in_full
from zcforms.fillers.sandbox.plain import Plain, measure
from zcforms.forms import Form


@dataclass(frozen=True, slots=True)
class _Row:
    """A row: what it shares its merged cells with (keys), how high these and it itself must be (mm).

    One that stands `below` another is never parted from it.
    """

    keys: Mapping[str, object]
    needs: Mapping[str, float]
    own: float
    below: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """Room (mm) on the first page and on later ones, of what stands below the last row, of a row at least.

    Texts are set at a size (pt) in lines of some mm; a cell is higher than these by a `pad`, and wider than
    they may be by an `edge`.
    """

    first: float
    later: float
    foot: float
    least: float
    pt: float
    line: float
    pad: float
    edge: float


@dataclass
class _Column:
    """Where a page stands: the row before, where its merged cells begin, and where it and all of them end."""

    before: _Row | None = None
    starts: Mapping[str, float] = field(default_factory=dict)
    y: float = 0
    end: float = 0

    def place(self, row: _Row) -> _Column:
        """The page with one row more, which would be the last: then all cells end with it."""
        top = self.y
        before = self.before.needs if self.before else {}
        shared = {cell for cell in before if self.before and self.before.keys[cell] == row.keys[cell]}
        for cell, need in before.items():
            if cell not in shared:
                top = max(top, self.starts[cell] + need)
        starts = {cell: self.starts[cell] if cell in shared else top for cell in row.needs}
        ends = (start + row.needs[cell] for cell, start in starts.items())
        return _Column(row, starts, top + row.own, max(top + row.own, *ends, 0))


def pager(form: Form) -> Callable[[Plain, Plain], Plain]:
    """The function of a template that divides rows with merged cells among pages.

    Told are the rows of each page, each by its number (from 0) with how many rows its cells take there (0 for
    one that was begun before), and whether the last row was taken to where the foot stands.
    """

    def paged(rows: Plain, page: Plain) -> Plain:
        of_page = "、".join(_Page.__slots__)
        with in_full(f"paged(各行, 版面)要写全：各行的keys、cells、own、below，版面的{of_page}"):
            room = _Page(**{name: measure(page[name], 0) for name in _Page.__slots__})
            return _paged([_row(form, row, room) for row in rows], room)

    return paged


def _paged(rows: Sequence[_Row], room: _Page) -> Plain:
    blocks: list[list[int]] = [[]]
    column = _Column()
    for nth, row in enumerate(rows):
        tail = 0.0
        for one in rows[nth + 1 :]:
            if not one.below:
                break
            tail += one.own
        placed = column.place(row)
        if blocks[-1] and not row.below and placed.end + tail > (room.later if blocks[1:] else room.first):
            blocks.append([])
            placed = _Column().place(row)
        blocks[-1].append(nth)
        column = placed
    # What stands at the foot has no page alone: where it needs the next one, the last row goes along.
    last = max((at for at, nth in enumerate(blocks[-1]) if not rows[nth].below), default=0)
    along = last > 0 and column.end + room.foot > (room.later if blocks[1:] else room.first)
    if along:
        blocks[-1:] = [blocks[-1][:last], blocks[-1][last:]]
    return MappingProxyType({"blocks": tuple(_spans(rows, block) for block in blocks), "along": along})


def _spans(rows: Sequence[_Row], block: Sequence[int]) -> tuple[Plain, ...]:
    """The rows of a page, each with how many rows its merged cells take there."""
    told = []
    for at, nth in enumerate(block):
        spans = {}
        for cell, key in rows[nth].keys.items():
            begun = at > 0 and rows[block[at - 1]].keys[cell] == key
            same = (n for n, other in enumerate(block[at:]) if rows[other].keys[cell] != key)
            spans[cell] = 0 if begun else next(same, len(block) - at)
        told.append(MappingProxyType({"nth": nth, "spans": MappingProxyType(spans)}))
    return tuple(told)


# --- what a template says ------------------------------------------------------------------------


def _row(form: Form, said: Plain, page: _Page) -> _Row:
    needs = {
        cell: max(_height(form, text, mm, page) for text, mm in texts)
        for cell, texts in said["cells"].items()
    }
    own = max([page.least, *(_height(form, text, mm, page) for text, mm in said["own"])])
    keys = dict(said["keys"])
    if not needs.keys() <= keys.keys():
        raise KeyError("a merged cell without a key")
    return _Row(keys, needs, own, bool(said["below"]))


def _height(form: Form, text: Plain, mm: Plain, page: _Page) -> float:
    if not isinstance(text, str):
        raise TypeError("a cell is a text")
    if not text:
        return 0
    return len(lines_in(form, text, measure(mm, 0) - page.edge, page.pt)) * page.line + page.pad
