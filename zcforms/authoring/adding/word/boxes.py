"""Boxes to tick, in a cell or inside a sentence: each is ticked where a field says the word behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.authoring.adding.word.captions import Words, meant
from zcforms.authoring.adding.word.gaps import BOXES
from zcforms.authoring.adding.word.marks import HERE, SPACE, Draft, Guess, Mark
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import pieces_of, text_of
from zcforms.model.career import DEGREE_LEVELS, DEGREE_WORDS

_BOX = re.compile(rf"[{BOXES}][ \u3000\xa0]*([^\s{BOXES}：:，。；、,;（()）]{{1,16}})")
_PLAIN = re.compile(r"[\w/\-—·]+")  # what can stand in a tag as it is
_YES_OR_NO = frozenset({"是", "否", "有", "无", "同意", "不同意"})  # to a question that is not read
_BETWEEN = re.compile(r"[\s\u3000\xa0、，,；;/／]*(?:[（(][^（()）]*[）)])?[\s\u3000\xa0、，,；;/／或]*")
# What our fields say where a form has another word for it: 大学本科 is 本科 there.
_MEANT = {said: (level,) for said, level in DEGREE_WORDS.items()} | {
    "研究生": tuple(level for level in DEGREE_LEVELS if level.endswith("研究生") and level != "研究生")
}


@dataclass(frozen=True)
class Row:
    """Boxes that stand together in a paragraph: where each is, the word behind it, what stands before."""

    at: tuple[int, ...]
    words: tuple[str, ...]
    before: str


def rows_of(paragraph: Any) -> list[Row]:
    """The boxes of a paragraph that have a plain word behind them, as they stand together."""
    text = text_of(paragraph)
    rows: list[list[re.Match[str]]] = []
    for box in _BOX.finditer(text):
        if not _PLAIN.fullmatch(box[1]):
            continue
        if rows and _BETWEEN.fullmatch(text, rows[-1][-1].end(), box.start()):
            rows[-1].append(box)
        else:
            rows.append([box])
    ends = [0, *(row[-1].end() for row in rows)]
    return [
        Row(tuple(b.start() for b in row), tuple(b[1] for b in row), text[end : row[0].start()])
        for row, end in zip(rows, ends, strict=False)
    ]


def tick_boxes(paragraph: Any, place: str, words: Words, draft: Draft) -> bool:
    """Put tags into the boxes inside a line of text, by what stands before them; whether there were any.

    What is not understood is told; a box alone is for a hand.
    """
    asked = []
    for row in rows_of(paragraph):
        if len(row.at) < 2:
            continue
        caption = re.split(r"[，。；,;\n\t]", row.before)[-1].rstrip("为是：: \u3000\xa0（(").strip()
        said = meant(caption, words)
        is_known = (
            said.spec
            and not said.also
            and said.spec.format != "image"
            and not _YES_OR_NO.issuperset(row.words)
        )
        if said.spec and is_known:
            asked.append(
                (row, draft.guess(place, caption, said.spec, said.sure and said.spec.source == "sex"))
            )
        elif not said.by_hand:
            draft.unread.append(f"{place}的方框（{'、'.join(row.words)}）")
    write_ticks(paragraph, asked, draft)
    return bool(asked)


def write_ticks(paragraph: Any, asked: Sequence[tuple[Row, Guess]], draft: Draft) -> None:
    """A tag in the place of each box; nothing else of the paragraph is changed."""
    tags = {
        at: (tag_of(guess.key, word, row.words), guess, at == row.at[0])
        for row, guess in asked
        for at, word in zip(row.at, row.words, strict=True)
    }
    end = 0
    for piece, said in list(pieces_of(paragraph)):
        start, end = end, end + len(said)
        here = [at for at in tags if start <= at < end]
        written, told = said, said
        for at in sorted(here, reverse=True):
            tag, _, is_first = tags[at]
            one = at - start
            written = written[:one] + tag.replace("□", said[one]) + written[one + 1 :]
            told = told[:one] + (HERE if is_first else "") + told[one:]
        if here:
            text = _as_text(piece)
            text.text = written
            text.set(SPACE, "preserve")
            draft.marks.append(Mark(text, tuple(tags[at][1] for at in sorted(here) if tags[at][2]), told))


def tag_of(name: str, word: str, words: Sequence[str]) -> str:
    """What ticks a box: its word, or one that begins with it and with no longer one of the same row."""
    says = f"{name} == '{word}'"
    if len(word) > 1:
        others = [one for one in words if one != word]
        longer = [one for one in others if one.startswith(word)]
        meant_too = [one for one in _MEANT.get(word, ()) if not one.startswith(tuple(others))]
        says = " or ".join(
            [says, *(f"{name} == '{one}'" for one in meant_too), f"{name}.startswith('{word}')"]
        )
        says = f"({says})" + "".join(f" and not {name}.startswith('{one}')" for one in longer)
    return f"{{% if {says} %}}☑{{% else %}}□{{% endif %}}"


def _as_text(piece: Any) -> Any:
    """The piece itself, or a text in the place of a symbol."""
    if piece.tag == f"{W}t":
        return piece
    text = piece.makeelement(f"{W}t")
    piece.getparent().replace(piece, text)
    return text
