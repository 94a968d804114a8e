"""A width shared out to the columns of a table, each as wide as its longest line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from zcforms.fillers.sandbox.filters import em
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.fillers.sandbox.plain import Plain

_MOST = 2000.0  # mm
_NOTHING = ("无",)
_DOT = "·"  # after which a name may break
_OF_DOT = 0.3  # em that it is wider there than `em` has it


@dataclass(frozen=True, slots=True)
class _Room:
    """So many mm for the columns: each has bounds and a width `by_hand`; what they leave is for the `rest`.

    An `em` of text, and the `edge` of a cell, are so many mm. By `hand` every column has that width, and
    an `empty` one stays.
    """

    mm: float
    em: float
    edge: float
    columns: Mapping[str, tuple[float, float, float]]
    rest: str
    hand: bool
    empty: bool


def shared_out(rows: Plain, room: Plain) -> Plain:
    """The width (mm) of each column by its name, given the cells of the rows: what a template asks for.

    A column that is empty for everybody has none, unless it is to stay. Where nobody has anything for the
    rest, or only 无, the others share its room by their widths.
    """
    try:
        return MappingProxyType(_widths([dict(row) for row in rows], _room(room)))
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        said = "shared_out(各行的cells, 版面)要写全：版面的mm、em、edge、columns、rest、hand、empty"
        raise Forbidden(said) from e


def _widths(rows: Sequence[Mapping[str, str]], room: _Room) -> dict[str, float]:
    widths = {}
    for name, (least, most, by_hand) in room.columns.items():
        longest = max((_longest(row[name]) for row in rows), default=0.0)
        if longest or room.hand or room.empty:
            widths[name] = by_hand if room.hand else min(max(longest * room.em + room.edge, least), most)
    taken = sum(widths.values())
    # (what a twin in Word does not know yet equals nothing, and is not 无)
    if any(row[room.rest] not in _NOTHING for row in rows):
        return {**widths, room.rest: room.mm - taken}
    return {name: width * room.mm / taken for name, width in widths.items()}


def _longest(text: str) -> float:
    """The width (em) of the longest line of a text, which may break after a dot."""
    lines = text.replace(_DOT, f"{_DOT}\n").split("\n")
    return max(em(line) + (_OF_DOT if line.endswith(_DOT) else 0) for line in lines)


# --- what a template says ------------------------------------------------------------------------


def _room(said: Plain) -> _Room:
    mm, of_em, edge = (_measure(said[name]) for name in ("mm", "em", "edge"))
    columns = {str(name): _bounds(*given) for name, given in said["columns"].items()}
    return _Room(mm, of_em, edge, columns, str(said["rest"]), bool(said["hand"]), bool(said["empty"]))


def _bounds(least: Plain, most: Plain, by_hand: Plain) -> tuple[float, float, float]:
    return _measure(least), _measure(most), _measure(by_hand)


def _measure(said: Plain) -> float:
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 < said < _MOST:
        raise TypeError("a measure is a number of mm")
    return float(said)
