"""A table of a Word file without tags: values beside and below captions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from zcforms.authoring.adding.guessing import plain
from zcforms.authoring.adding.word.boxes import rows_of, tick_boxes, write_ticks
from zcforms.authoring.adding.word.captions import (
    Meant,
    is_caption,
    is_of_a_clerk,
    is_of_a_kind,
    is_of_another,
    is_of_first_studies,
    is_of_what_stands_before,
    is_phone,
    meant,
)
from zcforms.authoring.adding.word.gaps import BOXES, fill_gaps, is_blank, is_date, measure
from zcforms.authoring.adding.word.marks import (
    Guess,
    only_text,
    put_both,
    value_run,
)
from zcforms.authoring.adding.word.matrices import read_matrix
from zcforms.authoring.adding.word.repeating import heads, write_list
from zcforms.authoring.adding.word.table import Table
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import Cell, keep_height, paragraphs, text_of
from zcforms.forms import FieldSpec

_TALL = 20  # mm: a cell for a photo
_PHOTO = (25.0, 35.0)  # mm, where the table does not say how large its cell is
_EDGE = 4  # mm that a cell's margins take of its width
_NARROW = 12  # mm: below it, and beside _SEVERAL of its like, a cell is for one character
_SEVERAL = 6
_DOWN = 2  # characters of a line of a caption that is written down its cell
_OF_TIME = frozenset({"年", "月"})  # measures that may also be a part of a date
_SIGNED = re.compile(r"章|签|年\s*月")


def read_table(table: Table) -> None:
    """Put tags into the cells of a table that are understood."""
    grid = table.grid
    lists = list(heads(table))
    for head in lists:
        table.take(*head.cells, *(cell for row in head.body for cell in row))
    read_matrix(table)
    for cell in sorted(grid.cells, key=lambda one: (one.row, one.column)):
        for head in lists:
            if head.cells[0] is cell:
                write_list(table, head)
        if table.free(cell) and not is_blank(cell.text):
            table.take(cell)
            _read_cell(table, cell)


# --- captions with one value ---------------------------------------------------------------------


def _read_cell(table: Table, cell: Cell) -> None:
    caption = _caption(cell.text)
    said = Meant()
    if is_caption(caption):
        said = _meant(table, cell, caption)
        if _asked(table, cell, caption, said):
            return
    if said.by_hand or meant(cell.text, table.words).by_hand:
        table.draft.by_hand.append(table.place(cell))
        return
    for paragraph in paragraphs(cell.element):
        fill_gaps(paragraph, table.place(cell), table.words, table.draft, "".join(_left(table, cell)[-1:]))
        tick_boxes(paragraph, table.place(cell), table.words, table.draft)


def _caption(text: str) -> str:
    """The caption of a cell: all of it, if its lines follow each other or go down it, else its first."""
    lines = [line.strip() for line in text.strip("\n").split("\n")]
    said = [line for line in lines if line]
    down = all(len(plain(line)) <= _DOWN for line in said)
    return text if down or (len(said) == len(lines) and not said[0].endswith(("：", ":"))) else said[0]


def _meant(table: Table, cell: Cell, caption: str) -> Meant:
    """What a caption asks for where it stands: of whom, and under which heading beside it."""
    said = meant(caption, table.words)
    if said.by_hand:
        return said
    group, left = _group(table, cell), _left(table, cell)
    if any(is_of_another(text) for text in (*group, *left, _band(table, cell))):
        return Meant()
    if any(map(is_of_first_studies, (*group, *left))):
        return Meant()
    if said.spec and is_phone(said.spec) and any(map(is_of_a_clerk, left)):
        return Meant() if table.words.scope == "person" else Meant(said.spec)
    if any(map(is_of_a_kind, (*group, *left))):
        return Meant(said.spec)
    for text in group:
        grouped = meant(text + caption, table.words)
        if grouped.spec and grouped.spec.format == "image":
            continue  # what stands below a photo's cell is no part of it
        if grouped.sure or (not said.sure and grouped.spec):
            return grouped
    if is_of_what_stands_before(caption):
        return _acquired(table, [*group, *left], said)
    return said


def _acquired(table: Table, named: Sequence[str], said: Meant) -> Meant:
    """What 取得时间 asks for, by the nearest caption: surely of a title after one, of studies their end."""
    near = next((text for text in reversed(named) if not is_blank(text)), "")
    before = meant(near, table.words)
    source = (before.spec.source or "") if before.spec else ""
    if source.startswith("highest"):
        return Meant(table.words.captions.get("毕业时间"))
    return Meant(said.spec, sure=said.sure and before.sure and source.startswith("title"))


def _group(table: Table, cell: Cell) -> list[str]:
    """The captions beside or above that it is a part of: down several rows, or over several columns."""
    row = [one for one in table.grid.row(cell.row) if one.column < cell.column and one.rows > cell.rows]
    above = table.grid.at.get((cell.row - 1, cell.column))
    over = [above] if above and above.columns > cell.columns and is_caption(above.text) else []
    return [one.text for one in (*row[-1:], *over) if not is_blank(one.text)]


def _left(table: Table, cell: Cell) -> list[str]:
    """The captions of its row that come before."""
    return [one.text for one in table.grid.row(cell.row) if one.column < cell.column and one.rows == 1]


def _band(table: Table, cell: Cell) -> str:
    """The last caption above that goes over the whole table, as the heading of a part."""
    band = table.grid.bands[cell.row]
    return band.text if band is not None and is_caption(band.text) else ""


def _asked(table: Table, cell: Cell, text: str, said: Meant) -> bool:
    """Whether a caption was dealt with: its value beside it, in the cell itself, or below."""
    if said.spec and said.spec.format == "image":
        return _photo(table, cell, said.spec)
    target = _target(table, cell)
    if said.by_hand:
        blanks = list(_beyond(table, cell))
        for one in blanks:
            table.take(one)
            table.draft.leave(one.element, table.place(one))
        if not blanks and _SIGNED.search(cell.text):
            table.draft.by_hand.append(table.place(cell))
        return bool(text == cell.text or _tail(cell) is not None)
    if target is not None:
        if not _is_of_characters(table, target, text):
            _value(table, target, text, said, cell)
        return True
    tail = _tail(cell)
    if tail is not None and (said.spec or _is_open(text)):
        _into(table, tail, text, said, cell)
        return True
    return False


def _is_of_characters(table: Table, first: Cell, caption: str) -> bool:
    """Whether cells beside each other have room for one character each: they are for a hand, and told."""
    cells, one = [], table.grid.at.get((first.row, first.column))
    while one is not None and 0 < one.width < _NARROW and one.rows == 1 and table.may_hold(one):
        cells.append(one)
        one = table.grid.at.get((first.row, one.beside))
    if len(cells) < _SEVERAL:
        return False
    table.take(*cells)
    said = f"{table.place(first)}“{plain(caption)}”的{len(cells)}个小格（一格一个字）"
    table.draft.unread.append(f"{said}：不填，留给手写；要填的，把这几格合并成一格，再添加")
    return True


def _is_open(text: str) -> bool:
    return text.strip().endswith(("：", ":"))


def _target(table: Table, cell: Cell) -> Cell | None:
    """The blank cell that a caption asks to fill: beside it, else, where none is, below it."""
    grid = table.grid
    beside = grid.at.get((cell.row, cell.beside))
    if table.may_hold(beside) and beside is not None and (beside.row, beside.rows) == (cell.row, cell.rows):
        return beside
    if _tail(cell) is not None:
        return None
    return _below(table, cell)


def _beyond(table: Table, cell: Cell) -> Iterator[Cell]:
    """The blank cells right of a caption for a hand, up to the next that is not; else the one below."""
    column, found = cell.beside, False
    while table.may_hold(one := table.grid.at.get((cell.row, column))) and one is not None:
        yield one
        column, found = one.beside, True
    below = _below(table, cell)
    if not found and table.grid.at.get((cell.row, cell.beside)) is None and below is not None:
        yield below


def _below(table: Table, cell: Cell) -> Cell | None:
    """The blank cell below a caption, as wide as it, unless a caption at its left asks for it."""
    below = table.grid.at.get((cell.below, cell.column))
    if below is None or (below.column, below.columns) != (cell.column, cell.columns):
        return None
    left = table.grid.at.get((cell.below, cell.column - 1))
    is_free = left is None or left.row != below.row or is_blank(left.text)
    return below if is_free and table.may_hold(below) else None


def _tail(cell: Cell) -> Any:
    """The first blank line of a cell after its caption, where its value goes; None if there is none."""
    lines = paragraphs(cell.element)
    begun = next((n for n, line in enumerate(lines) if text_of(line).strip()), None)
    after = lines[begun + 1 :] if begun is not None else []
    return after[0] if after and is_blank(text_of(after[0])) else None


def _value(table: Table, target: Cell, caption: str, said: Meant, asked: Cell) -> None:
    draft = table.draft
    table.take(target)
    date, boxed, unit = is_date(target.text), any(c in BOXES for c in target.text), measure(target.text)
    if unit in _OF_TIME and said.spec and draft.facts[said.spec.source or ""].may_be_date:
        said = Meant()  # a year alone, of what we know as year and month
    if said.also and (boxed or date or unit):
        said = Meant()  # one blank for two things
    if boxed and not said.sure and _tick_each(table, target, caption, asked):
        return
    form = "chinese_date" if date and said.spec else ""
    # (What stands behind boxes may be other words than ours, but for 男 and 女.)
    sure = said.sure and (not boxed or (said.spec is not None and said.spec.source == "sex"))
    guess = draft.guess(table.place(target), caption, said.spec, sure, form)
    if boxed:
        _tick(table, target, guess)
        return
    was = target.text.replace("\n", "") if date or unit else ""
    keep_height(table.grid, target)
    text = only_text(target.element, asked.element)
    ends = f"{{% if not {guess.key}.endswith('{unit}') %}}{unit}{{% endif %}}" if unit else ""
    tag = f"{{% if {guess.key} %}}{{{{ {guess.key} }}}}{ends}{{% else %}}{was}{{% endif %}}"
    if said.also is not None:
        put_both(draft, text, guess, draft.guess(table.place(target), caption, said.also, False))
        return
    draft.put(text, tag if was else f"{{{{ {guess.key} }}}}", guess)


def _tick_each(table: Table, target: Cell, caption: str, asked: Cell) -> bool:
    """Lines of boxes beside as many lines of captions, each ticked for its own; whether they were so."""
    captions = [line for line in caption.split("\n") if len(plain(line)) > 1]
    lines = [(line, rows) for line in paragraphs(target.element) if (rows := rows_of(line))]
    if len(captions) < 2 or len(captions) != len(lines):
        return False
    for one, (line, rows) in zip(captions, lines, strict=True):
        said = _meant(table, asked, one)
        spec = None if said.also else said.spec
        sure = said.sure and spec is not None and spec.source == "sex"
        guess = table.draft.guess(table.place(target), one, spec, sure)
        write_ticks(line, [(row, guess) for row in rows], table.draft)
    return True


def _tick(table: Table, target: Cell, guess: Guess) -> None:
    """Boxes of a cell, ticked by what the field says, and the gaps beside them; the rest stays as it is."""
    for line in paragraphs(target.element):
        fill_gaps(line, guess.place, table.words, table.draft, guess.caption)
    lines = [(line, rows_of(line)) for line in paragraphs(target.element)]
    if any(_is_open(row.before) for _, rows in lines for row in rows):  # each has a caption of its own
        table.draft.fields.remove(guess)
        for line, _ in lines:
            tick_boxes(line, guess.place, table.words, table.draft)
        return
    for line, rows in lines:
        write_ticks(line, [(row, guess) for row in rows], table.draft)
    if not any(rows for _, rows in lines):
        table.draft.fields.remove(guess)
        table.draft.unread.append(f"{guess.place}“{guess.caption}”的方框")


def _into(table: Table, line: Any, caption: str, said: Meant, cell: Cell) -> None:
    """A value on the first blank line under its caption in the same cell; the blank lines after it go.

    The row keeps its height: it is told how high those lines were.
    """
    draft = table.draft
    guess = draft.guess(table.place(cell), caption, None if said.also else said.spec, said.sure)
    keep_height(table.grid, cell)
    after = line.getnext()
    while after is not None and after.tag == f"{W}p" and is_blank(text_of(after)):
        gone, after = after, after.getnext()
        gone.getparent().remove(gone)
    for child in list(line):
        if child.tag != f"{W}pPr":
            line.remove(child)
    text = value_run(line, next(cell.element.iter(f"{W}r")))
    draft.put(text, f"{{{{ {guess.key} }}}}", guess)


def _photo(table: Table, cell: Cell, spec: FieldSpec) -> bool:
    beside = table.grid.at.get((cell.row, cell.beside))
    room = beside if table.may_hold(beside) and beside is not None and beside.height > _TALL else cell
    table.take(room)
    guess = table.draft.guess(table.place(room), "照片", spec, True)
    was = re.sub(r"\s+", "", cell.text) if room is cell else ""
    text = only_text(room.element, cell.element)
    wide = min(max(room.width - _EDGE, 10), 60) if room.width else _PHOTO[0]
    high = min(max(room.height - 2, 10), 80) if room.height > _TALL else _PHOTO[1]
    photo = f"{guess.key}.within({wide:.0f}, {high:.0f})"
    tag = f"{{% if {guess.key} %}}{{{{ {photo} }}}}{{% else %}}{was}{{% endif %}}"
    table.draft.put(text, tag, guess)
    return True
