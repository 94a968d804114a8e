"""A width shared out to the columns of a table: each as wide as its longest line, or as it needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from zcforms.fillers.sandbox.filters import em
from zcforms.fillers.sandbox.limits import in_full
from zcforms.fillers.sandbox.plain import Plain

_MOST = 2000.0  # mm
_NOTHING = ("无",)
_DOT = "·"  # after which a name may break
_OF_DOT = 0.3  # em that it is wider there than `em` has it
_MOST_PART, _MOST_BRACKET = 8.0, 6.1  # em of a name's part, and of one in brackets, that are held together
_MOST_WORDS = 20  # that are tried: the texts are measured for each
_MOST_LINES = 25  # of a text, before shorter words are held to make room for it
_LONG_WORD = 4.0  # em: where words are not held, nothing in brackets is


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
    with in_full("shared_out(各行的cells, 版面)要写全：版面的mm、em、edge、columns、rest、hand、empty"):
        return MappingProxyType(_widths([dict(row) for row in rows], _room(room)))


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


# --- a table of many columns, whose texts wrap ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Need:
    """What a column holds without wrapping: the lines of its `head`, and `whole` texts.

    Of others the parts of names between their `dots`, a word and so many em `wider`, a part in `brackets`. It
    takes so many mm `more`, and `yields` the room that is left to others where there is not enough for all.
    """

    head: str
    whole: bool = False
    dots: bool = False
    brackets: bool = False
    wider: float = 0.0
    more: float = 0.0
    yields: bool = False


@dataclass(frozen=True, slots=True)
class _Sheet:
    """So many mm for columns of text; an `em` of it, and the `edge` of a cell, are so many mm.

    Of the `words` (em) the first is held with which the columns have room and no text is long as a page.
    """

    mm: float
    em: float
    edge: float
    words: tuple[float, ...]
    columns: Mapping[str, _Need]


def by_need(rows: Plain, sheet: Plain) -> Plain:
    """The width (mm) of each column by its name, given the cells of the rows: what a template asks for.

    Every column has what it needs; the rest goes to the texts that still wrap, the longer the more. Where
    there is less than they need, all get less of it.
    """
    with in_full("by_need(各行的cells, 版面)要写全：版面的mm、em、edge、words、columns，每列的head等"):
        return MappingProxyType(_needed([dict(row) for row in rows], _sheet(sheet)))


def _needed(rows: Sequence[Mapping[str, str]], sheet: _Sheet) -> dict[str, float]:
    texts = {name: {row[name] for row in rows} for name in sheet.columns}
    longest = {name: max(map(em, texts[name]), default=0.0) for name in sheet.columns}
    found: list[tuple[float, dict[str, float]]] = []
    for word in sheet.words:
        least = {
            name: _least(need, texts[name], longest[name], word) * sheet.em + sheet.edge + need.more
            for name, need in sheet.columns.items()
        }
        if sum(least.values()) <= sheet.mm:
            widths = _widened(sheet, least, longest, texts)
            lines = max(longest[name] * sheet.em / (widths[name] - sheet.edge) for name in widths)
            if lines <= _MOST_LINES:
                return widths
            found.append((lines, widths))
    if found:
        return min(found, key=lambda one: one[0])[1]
    # Not even the shortest words have room: all are narrower, and what would not wrap does.
    return {name: mm * sheet.mm / sum(least.values()) for name, mm in least.items()}


def _widened(
    sheet: _Sheet,
    least: Mapping[str, float],
    longest: Mapping[str, float],
    texts: Mapping[str, Collection[str]],
) -> dict[str, float]:
    """The columns with what is left over, shared out to the texts that wrap."""
    left = sheet.mm - sum(least.values())
    wishes = {name: max(longest[name] * sheet.em + sheet.edge - least[name], 0.0) for name in least}
    if left < sum(wishes.values()):
        for name, need in sheet.columns.items():
            if need.yields and (not need.brackets or _bracket(texts[name])):
                wishes[name] = 0.0
    wished = sum(wishes.values())
    extra = min(left / wished, 1) if wished else 0
    return {name: least[name] + wishes[name] * extra for name in least}


def _least(need: _Need, texts: Collection[str], longest: float, word: float) -> float:
    """What (em) a column of these texts holds without wrapping, given the words that are held."""
    if need.whole:
        held = longest
    elif need.dots:
        parts = "\n".join(texts).replace(_DOT, f"{_DOT}\n").split("\n")
        held = min(max(map(em, parts)) + _OF_DOT, _MOST_PART)
    else:
        bracket = _bracket(texts) if need.brackets and word > _LONG_WORD else 0.0
        held = min(longest, max(word + need.wider, bracket))
    return max(held, *map(em, need.head.split("\n")))


def _bracket(texts: Collection[str]) -> float:
    """The widest part in brackets (em) that is held together; 0 if there is none."""
    parts = "\n".join(texts).replace("（", "\n（").split("\n")
    return max((min(em(part) + 0.1, _MOST_BRACKET) for part in parts if part.startswith("（")), default=0.0)


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


def _sheet(said: Plain) -> _Sheet:
    mm, of_em, edge = (_measure(said[name]) for name in ("mm", "em", "edge"))
    columns = {str(name): _need(need) for name, need in said["columns"].items()}
    words = tuple(_measure(word) for word in said["words"])
    if not 0 < len(words) <= _MOST_WORDS or not columns:
        raise ValueError("no word, too many to try, or no column")
    return _Sheet(mm, of_em, edge, words, columns)


def _need(said: Plain) -> _Need:
    flags = {name: bool(said.get(name, False)) for name in ("whole", "dots", "brackets", "yields")}
    wider, more = (_measure(said[name]) if said.get(name) else 0.0 for name in ("wider", "more"))
    return _Need(str(said["head"]), wider=wider, more=more, **flags)
