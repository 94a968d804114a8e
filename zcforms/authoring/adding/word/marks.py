"""What is put into a Word file without tags, and what is remembered of it: fields, lists, blanks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from zcforms.facts.vocabulary import Fact, vocabulary
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import paragraphs, text_of
from zcforms.forms import FieldSpec, Form
from zcforms.ground.errors import UnreadableInput

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
HERE = "\ufffc"
_GREEN, _AMBER, _GREY = "C6E0B4", "FFE699", "D9D9D9"


@dataclass(frozen=True)
class Guess:
    """A field or a column that was found: where, beside which caption, what goes in ("" for nothing).

    `meaning` is the Chinese name of its source.
    """

    key: str
    place: str
    caption: str
    source: str
    meaning: str = ""
    format: str = "text"
    sure: bool = False


@dataclass(frozen=True, eq=False)
class Mark:
    """A tag that was put in: the text that bears it, and what the sheet to check says in its place.

    Each HERE in what is said stands for one of the guesses.
    """

    text: Any
    guesses: tuple[Guess, ...] = ()
    said: str = HERE


@dataclass(frozen=True)
class ListGuess:
    """A table that repeats: its list, its columns, and how many rows the empty form has."""

    key: str
    place: str
    title: str
    source: str
    columns: tuple[Guess, ...]
    rows: int


@dataclass
class Draft:
    """All that was found in a Word file so far; keys count up in the order of reading."""

    facts: Mapping[str, Fact]
    fields: list[Guess] = field(default_factory=list)
    lists: list[ListGuess] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    control: list[Any] = field(default_factory=list)
    gone: list[tuple[Any, list[Any]]] = field(
        default_factory=list
    )  # rows by the one that is repeated for them

    def guess(self, place: str, caption: str, spec: FieldSpec | None, sure: bool, form: str = "") -> Guess:
        """A new field."""
        name = re.sub(r"\s+", "", caption).strip("：:_＿")[:24] or "未名"
        source, kind = ((spec.source or ""), form or spec.format) if spec else ("", form or "text")
        meaning = self.facts[source].chinese if source else ""
        one = Guess(f"f{len(self.fields) + 1}", place, name, source, meaning, kind, sure)
        self.fields.append(one)
        return one

    def put(self, text: Any, tag: str, guess: Guess) -> None:
        """Write a field's tag into a text, and remember how the sheet to check shows it."""
        _write(text, tag)
        self.marks.append(Mark(text, (guess,)))

    def go_over(self, form: Form) -> None:
        """Show what a form.yaml says that a person went over, in place of what was guessed.

        UnreadableInput if its numbers are those of other blanks: it was written of another edition.
        """
        self._refuse_moved(form)
        lists = vocabulary(form.scope).lists

        def now(guess: Guess) -> Guess:
            table, _, key = guess.key.rpartition(".")
            if (table and table not in form.tables) or (not table and key not in form.fields):
                return guess
            source = form.spec(guess.key).source or ""
            known = lists[form.tables[table].source or ""].columns if table else self.facts
            if source == guess.source:
                return guess
            meaning = (known[source].title if table else known[source].chinese) if source else ""
            return replace(guess, source=source, meaning=meaning, sure=True)

        self.fields = [now(one) for one in self.fields]
        self.marks = [replace(mark, guesses=tuple(map(now, mark.guesses))) for mark in self.marks]

    def _refuse_moved(self, form: Form) -> None:
        keys = Counter(one.caption for one in self.fields)
        titles = Counter(spec.title for spec in form.fields.values())
        had = {spec.title: key for key, spec in form.fields.items() if titles[spec.title] == 1}
        moved = [
            f"“{one.caption}”原来是{had[one.caption]}，现在是{one.key}"
            for one in self.fields
            if keys[one.caption] == 1 and had.get(one.caption, one.key) != one.key
        ]
        if moved:
            said = f"文件和上次添加的不同，编号对不上form.yaml（{'；'.join(moved[:3])}）"
            hint = f"把forms/{form.id}/form.yaml移走留底，再添加一次，把改过的来源抄到新的form.yaml"
            raise UnreadableInput(said, hint=hint)

    def leave(self, cell: Any, place: str) -> None:
        """Remember a cell that stays blank for a hand."""
        self.by_hand.append(place)
        if blank := [p for p in paragraphs(cell) if not text_of(p).strip()]:
            self.marks.append(Mark(new_text(blank[0]), said="〔手写〕"))


def put_both(draft: Draft, text: Any, first: Guess, second: Guess) -> None:
    """Write the tags of two fields into one text, an em between them where both have a value."""
    a, b = first.key, second.key
    _write(text, f"{{{{ {a} }}}}{{% if {a} and {b} %}}\u3000{{% endif %}}{{{{ {b} }}}}")
    draft.marks.append(Mark(text, (first, second), HERE * 2))


def shown(guess: Guess) -> str:
    """What the sheet to check says in a place."""
    if not guess.source:
        return f"〔{guess.key}　不填〕"
    return f"〔{guess.key}　{'' if guess.sure else '？'}{guess.meaning}〕"


def _colour(guess: Guess) -> str:
    """Green for what is sure, amber for what is doubtful, grey for what stays blank (RGB in hex)."""
    return (_GREEN if guess.sure else _AMBER) if guess.source else _GREY


def new_text(paragraph: Any) -> Any:
    """A text at the end of a paragraph, in a run that looks as the paragraph's mark says."""
    run = etree.SubElement(paragraph, f"{W}r")
    looks = paragraph.find(f"{W}pPr/{W}rPr")
    if looks is not None:
        kept = deepcopy(looks)
        for name in ("ins", "del", "rPrChange", "vanish"):
            for change in kept.findall(f"{W}{name}"):
                kept.remove(change)
        run.append(kept)
    return etree.SubElement(run, f"{W}t")


def only_text(cell: Any, like: Any) -> Any:
    """The one text that a blank cell is left with: its first paragraph, looking as it did or `like` another.

    The other paragraphs of the cell go.
    """
    first, *others = paragraphs(cell)
    run = next(first.iter(f"{W}r"), None)
    if run is None and first.find(f"{W}pPr/{W}rPr") is None:
        run = next(like.iter(f"{W}r"), None)
    for child in list(first):
        if child.tag != f"{W}pPr":
            first.remove(child)
    for other in others:
        other.getparent().remove(other)
    return new_text(first) if run is None else value_run(first, run)


def value_run(paragraph: Any, like: Any) -> Any:
    """A text at the end of a paragraph that looks as a run does, but for its weight (labels are bold)."""
    run = etree.SubElement(paragraph, f"{W}r")
    looks = like.find(f"{W}rPr")
    if looks is not None:
        run.append(deepcopy(looks))
        for bold in run.findall(f"{W}rPr/{W}b") + run.findall(f"{W}rPr/{W}bCs"):
            bold.getparent().remove(bold)
    return etree.SubElement(run, f"{W}t")


def control_row(statement: str) -> Any:
    """A row that is not printed, with a statement for the rows around it."""
    row = etree.Element(f"{W}tr")
    paragraph = etree.SubElement(etree.SubElement(row, f"{W}tc"), f"{W}p")
    etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = f"{{%tr {statement} %}}"
    return row


def draw(draft: Draft) -> None:
    """Turn the tags into what the sheet to check says, each on its colour; the file is a form no more."""
    for row in draft.control:
        row.getparent().remove(row)
    for first, rows in draft.gone:
        for row in reversed(rows):
            first.addnext(row)
    for mark in draft.marks:
        said = mark.said
        for guess in mark.guesses:
            said = said.replace(HERE, shown(guess), 1)
        _write(mark.text, said)
        shade_as = _colour(mark.guesses[0]) if mark.guesses else _GREY
        run = mark.text.getparent()
        looks = run.find(f"{W}rPr")
        if looks is None:
            looks = etree.Element(f"{W}rPr")
            run.insert(0, looks)
        for name in ("shd", "vanish"):
            for old in looks.findall(f"{W}{name}"):
                looks.remove(old)
        shade = etree.SubElement(looks, f"{W}shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", shade_as)):
            shade.set(f"{W}{key}", value)


def _write(text: Any, said: str) -> None:
    text.text = said
    text.set(SPACE, "preserve")
