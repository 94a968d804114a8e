"""Which list the head of a table asks for, and which of its columns stands under each caption."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from zcforms.authoring.adding.guessing import plain
from zcforms.authoring.adding.word.captions import (
    is_by_hand,
    is_of_a_kind,
    is_of_first_studies,
    is_of_two,
    without_asides,
)
from zcforms.facts.vocabulary import Listing, vocabulary
from zcforms.ground.shipped import shipped_data

_ENOUGH = 0.5  # of the columns of a head must be known, or two of them and the list's own word
_ONE_END = re.compile("[自从至到]何|(?:开始|结束|起始|终止)(?:时间|年月|日期)$")  # of what we know as one
_LIKELY = 0.75  # from here on a list is no doubtful guess


@dataclass(frozen=True)
class Headed:
    """A list, by caption the column ("" for none) and whether it is so called; whether the list is sure.

    `called` tells that a word of the list's own stands over it or beside it; `shown` is each caption, after
    the one above it where it says nothing alone.
    """

    listing: Listing
    columns: tuple[str, ...]
    exact: tuple[bool, ...]
    sure: bool
    called: bool
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Known:
    """A list as forms of units head it: words that stand over it, and what its columns are called."""

    listing: Listing
    words: tuple[str, ...]
    columns: Mapping[str, str]  # caption → column


@cache
def _known(scope: str) -> tuple[_Known, ...]:
    said = shipped_data("authoring/adding/word/lists.yaml").get(scope, {})
    lists = vocabulary(scope).lists
    found = []
    for name in (*said, *(name for name in lists if name not in said and "." not in name)):
        entry = said.get(name, {"words": [lists[name].title], "columns": {}})
        columns = {plain(c.title): key for key, c in lists[name].columns.items()}
        for key, captions in entry["columns"].items():
            columns |= {plain(caption): key for caption in captions}
        columns |= dict(_grouped(entry.get("groups", ())))
        found.append(_Known(lists[name], tuple(map(plain, entry["words"])), columns))
    return tuple(found)


def _grouped(groups: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """By a caption after the one above it, which goes over several columns, the column."""
    for group in groups:
        for key, captions in group["columns"].items():
            for head in group["heads"]:
                yield from ((plain(head + caption), key) for caption in captions)


def headed(captions: Sequence[str], context: str, scope: str) -> Headed | None:
    """The list whose columns the captions name best; `context` is what stands over it or beside it."""
    said = [_names(caption) for caption in captions]
    by_hand = [is_by_hand(caption.rpartition("/")[2]) for caption in captions]
    double = [_is_other_than_one(caption.rpartition("/")[2]) for caption in captions]
    around = plain(context)
    best: tuple[float, _Known, tuple[str, ...], bool] | None = None
    for known in _known(scope):
        columns = _columns(said, double, known.columns)
        count = sum(map(bool, columns))
        called = any(word in around for word in known.words)
        share = _share(columns, by_hand)
        weight = share + 0.5 * called
        fits = (count > 1 and share >= _ENOUGH) or (count and called)
        if fits and (best is None or (weight, called) > (best[0], best[3])):
            best = weight, known, columns, called
    if best is None:
        return None
    weight, known, columns, called = best
    owns = [names[0] for names in said]
    exact = tuple(
        any(name in known.columns for name in names)
        and not is_of_a_kind(caption)
        and not (column and _is_half(names[0], plain(known.listing.columns[column].title), owns))
        for caption, names, column in zip(captions, said, columns, strict=True)
    )
    share = _share(columns, by_hand)
    shown = tuple(
        caption.rpartition("/")[2] if column and column in map(known.columns.get, names[:-1]) else caption
        for caption, column, names in zip(captions, columns, said, strict=True)
    )
    return Headed(known.listing, columns, exact, weight >= _LIKELY and share >= _ENOUGH, called, shown)


def _is_half(own: str, title: str, others: Sequence[str]) -> bool:
    """Whether a caption names a part of what we write together, and another the rest: 学历, 学位."""
    return own != title and own in title and title.replace(own, "", 1) in others


def _share(columns: Sequence[str], by_hand: Sequence[bool]) -> float:
    """How many of the columns are known, of those that are not left to a hand."""
    asked = [bool(column) for column, is_left in zip(columns, by_hand, strict=True) if column or not is_left]
    return sum(asked) / max(len(asked), 1)


def _names(caption: str) -> list[str]:
    """What a column may be called: as it is written, without its asides, and after the caption above it.

    Of first studies nothing is known but of the highest.
    """
    if is_of_first_studies(caption):
        return [""]
    own = caption.rpartition("/")[2]
    return [plain(one) for one in (own, without_asides(own), caption)]


def _columns(
    said: Sequence[Sequence[str]], double: Sequence[bool], known: Mapping[str, str]
) -> tuple[str, ...]:
    """The column under each caption: as it is called, else the one that its name ends with; each once.

    Of two things that a caption asks for together the last alone is never written, nor a stretch of time
    under one of its ends.
    """
    found: list[str] = []
    for names, is_double in zip(said, double, strict=True):
        exact = [known[name] for name in (names[-1], *names) if name in known]  # (the fullest says most)
        ending = (one for one in sorted(known, key=len, reverse=True) if _ends(names[0], one))
        ends = [] if is_double else [known[one] for one in ending]
        column = next(iter((*exact, *ends)), "")
        found.append(column if column not in found else "")
    return tuple(found)


def _is_other_than_one(caption: str) -> bool:
    """Whether a caption asks for two things, or for one end of a stretch of time."""
    ends = len(_ONE_END.findall(plain(caption)))
    return is_of_two(caption) or ends == 1


def _ends(caption: str, name: str) -> bool:
    return len(name) > 1 and caption.endswith(name)
