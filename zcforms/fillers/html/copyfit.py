"""Copyfitting: the largest type at which the rows of some lists stand in the room that they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from zcforms.fillers.html.setting import lines_in
from zcforms.fillers.sandbox.limits import in_full
from zcforms.fillers.sandbox.plain import Plain, measure
from zcforms.forms import Form

_MM = 0.3528  # of a pt


@dataclass(frozen=True, slots=True)
class _Kind:
    """How the texts of a column are set, in mm and pt; without an inset, in one line always.

    Without a size or leading of its own a column has those of its page. Parts of a text that are parted
    `by` something have a line each.
    """

    inset: float | None = None
    pt: float = 0
    leading: float = 0
    by: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """A size (pt), its leading, whether words are torn rather than there is a line more, least row (mm)."""

    size: float
    leading: float
    scarce: bool
    least: float


@dataclass(frozen=True, slots=True)
class _List:
    """A list: its rows, its columns (names joined by +, mm, kind), and mm of its head and of its label.

    A row is an `edge` (mm) higher than its lines.
    """

    rows: tuple[Plain, ...]
    columns: tuple[tuple[tuple[str, ...], float, _Kind], ...]
    head: float
    label: float
    edge: float


@dataclass(frozen=True, slots=True)
class _Room:
    """What lists share, in mm: all of it, a line that says that one goes on, and a row that is left `blank`.

    Lists that are `together` have the same rows: these stand or go on in all of them.
    """

    mm: float
    note: float
    blank: float
    spare: float
    together: bool
    steps: tuple[_Step, ...]


def fitter(form: Form) -> Callable[[Plain, Plain], Plain]:
    """The function of a template that fits lists into the room of a page.

    The first of `steps` at which they leave `spare` mm is taken, the last but one if they stand at all; at
    the last, as many rows as there is room for, the last ones of the longest list left out first. Told are
    that step and its number (from 0), what is left (mm), and by list the heights of all rows (mm) and how
    many are kept: one at least, unless what is left out goes on in all lists together.
    """

    def copyfit(lists: Plain, room: Plain) -> Plain:
        with in_full("copyfit(各表, 版面)要写全：各表的rows、columns、head、label，版面的mm、steps、kinds等"):
            shared = _room(room)
            listed = {str(name): _list(one, room) for name, one in lists.items()}
            return _fitted(form, listed, shared)

    return copyfit


def _fitted(form: Form, lists: Mapping[str, _List], room: _Room) -> Plain:
    for later, step in zip(reversed(range(len(room.steps))), room.steps, strict=True):
        heights = {
            name: tuple(_height(form, row, one, step, room) for row in one.rows)
            for name, one in lists.items()
        }
        kept = {name: len(rows) for name, rows in heights.items()}
        left = _left(lists, heights, kept, room)
        if left >= (room.spare if later > 1 else 0):
            break
    while left < 0 and (most := max(kept.values(), default=0)) > (0 if room.together else 1):
        longest = [name for name, count in kept.items() if count == most]
        for name in longest if room.together else longest[-1:]:
            kept[name] -= 1
        left = _left(lists, heights, kept, room)
    return MappingProxyType(
        {
            "step": len(room.steps) - 1 - later,
            "size": step.size,
            "leading": step.leading,
            "scarce": step.scarce,
            "left": left,
            "heights": MappingProxyType(heights),
            "kept": MappingProxyType(kept),
        }
    )


def _left(
    lists: Mapping[str, _List], heights: Mapping[str, tuple[float, ...]], kept: Mapping[str, int], room: _Room
) -> float:
    """What the lists leave of their room (mm): each is as high as its label at least."""
    left = room.mm
    for name, one in lists.items():
        if rows := heights[name]:
            goes_on = room.note if kept[name] < len(rows) else 0
            left -= max(one.head + sum(rows[: kept[name]]) + goes_on, one.label)
    return left


def _height(form: Form, row: Plain, of: _List, step: _Step, room: _Room) -> float:
    """The height of a row (mm)."""
    if row["blank"]:
        return room.blank
    tallest = step.least
    for names, mm, kind in of.columns:
        if kind.inset is None:
            continue
        text = "".join([row["cells"][name] for name in names])
        pt, leading = kind.pt or step.size, kind.leading or step.leading
        if kind.by:
            lines = text.count(kind.by) + 1
        else:
            lines = len(lines_in(form, text + "，" * (len(names) - 1), mm - kind.inset, pt, step.scarce))
        tallest = max(tallest, lines * pt * leading * _MM + of.edge)
    return round(tallest, 2)


# --- what a template says ------------------------------------------------------------------------


def _list(said: Plain, room: Plain) -> _List:
    columns = tuple(
        (tuple(names.split("+")), measure(mm), _kind(room["kinds"][kind]))
        for names, (mm, kind) in said["columns"].items()
    )
    head, label = (measure(said[name]) for name in ("head", "label"))
    return _List(tuple(said["rows"]), columns, head, label, measure(said.get("edge", room["edge"])))


def _kind(said: Plain) -> _Kind:
    inset, by = said.get("inset"), said.get("by", "")
    if not isinstance(by, str):
        raise TypeError("by is a text")
    pt, leading = (measure(said.get(name, 0)) for name in ("pt", "leading"))
    return _Kind(None if inset is None else measure(inset), pt, leading, by)


def _room(said: Plain) -> _Room:
    steps = tuple(
        _Step(_size(size), _size(leading), bool(scarce), measure(least[0] if least else said["least"]))
        for size, leading, scarce, *least in said["steps"]
    )
    if not steps:
        raise ValueError("no step")
    measures = {name: measure(said[name]) for name in ("mm", "spare", "note", "blank")}
    return _Room(steps=steps, together=bool(said.get("together")), **measures)


def _size(said: Plain) -> float:
    size = measure(said)
    if size <= 0:
        raise ValueError("a size is more than nothing")
    return size
