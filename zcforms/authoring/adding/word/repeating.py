"""Tables of a Word file that repeat: a head over blank rows takes the list that its captions name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from zcforms.authoring.adding.guessing import plain
from zcforms.authoring.adding.word.captions import Words, is_by_hand, is_caption, is_of_relatives, meant
from zcforms.authoring.adding.word.gaps import BOXES, is_blank
from zcforms.authoring.adding.word.listings import Headed, headed
from zcforms.authoring.adding.word.marks import Guess, ListGuess, Mark, control_row, only_text
from zcforms.authoring.adding.word.table import Table
from zcforms.fillers.word_grid import Cell, Grid

_YEAR = 4  # digits that are no running number any more


@dataclass(frozen=True)
class Head:
    """A head of a table that repeats: its cells, the blank rows below, and the list that it asks for."""

    cells: tuple[Cell, ...]
    body: tuple[tuple[Cell, ...], ...]
    headed: Headed | None


def heads(table: Table) -> Iterator[Head]:
    grid = table.grid
    until = 0
    for number in range(len(grid.rows) - 1):
        cells = grid.ended(number)
        if number < until or len(cells) < 2 or not all(is_caption(cell.text) for cell in cells):
            continue
        body = _body(grid, cells, number + 1)
        if not body:
            continue
        captions = [_headed_by(grid, cell) for cell in cells]
        context = _around(table, cells)
        found = None
        if not any(map(is_of_relatives, (*captions, context))):
            found = headed(captions, context, table.words.scope)
        elif len(body) == 1:
            table.take(*cells, *body[0])
            table.draft.unread.append(f"{table.place(cells[0])}起（{'、'.join(map(plain, captions))}）")
            continue
        if len(body) == 1 and not _is_list(captions, found, table.words):
            continue
        until = number + 1 + len(body)
        yield Head(tuple(cells), body, found)


def _body(grid: Grid, heads: list[Cell], first: int) -> tuple[tuple[Cell, ...], ...]:
    """The blank rows under a head: a cell under each of its own, and none begun beside them."""
    rows = []
    for number in range(first, len(grid.rows)):
        begun = grid.begun(number)
        alike = [(cell.column, cell.columns, cell.rows) for cell in begun] == [
            (head.column, head.columns, 1) for head in heads
        ]
        if not alike or not all(is_blank(cell.text) or _is_number(cell.text) for cell in begun):
            break
        rows.append(tuple(begun))
    return tuple(rows)


def _is_number(text: str) -> bool:
    return text.strip().strip(".．、").isdecimal() and len(text.strip()) < _YEAR


def _headed_by(grid: Grid, cell: Cell) -> str:
    """A caption of a head, after the one above that it is a part of: 现专业技术资格 over 取得时间."""
    above = grid.at.get((cell.row - 1, cell.column))
    if above is None or not cell.columns < above.columns < grid.columns or not is_caption(above.text):
        return cell.text
    is_asking = above.text.strip().endswith(("：", ":")) or set(BOXES) & set(above.text)
    return cell.text if is_asking else f"{above.text}/{cell.text}"


def _is_list(captions: list[str], found: Headed | None, words: Words) -> bool:
    """Whether a head over one blank row heads a list, and not values of one person that stand below it."""
    ways = [(caption.rpartition("/")[2], caption) for caption in captions]
    facts = sum(any(meant(one, words).sure for one in both) for both in ways)
    return found is not None and sum(map(bool, found.columns)) > facts


def _around(table: Table, heads: list[Cell]) -> str:
    """What stands over a head, or beside it down the rows: the name of the list."""
    top = heads[0].row
    beside = [cell.text for cell in table.grid.row(top) if cell.below > heads[0].below]
    return "\n".join([table.context(top), *beside])


def write_list(table: Table, head: Head) -> None:
    draft, place = table.draft, table.place(head.cells[0])
    shown = head.headed.shown if head.headed else [cell.text for cell in head.cells]
    captions = [re.sub(r"\s+", "", caption) for caption in shown]
    if head.headed is None:
        draft.unread.append(f"{place}起的清单（{'、'.join(captions)}），{len(head.body)}行")
        return
    key = f"t{len(draft.lists) + 1}"
    row = head.body[0]
    columns = []
    for n, (cell, caption, column) in enumerate(zip(row, captions, head.headed.columns, strict=True), 1):
        numbered = _is_number(cell.text) and column in ("", "index")
        if not column and not numbered and is_by_hand(caption.rpartition("/")[2]):
            draft.leave(cell.element, table.place(cell))
            continue
        text = only_text(cell.element, head.cells[n - 1].element)
        if numbered:
            text.text = "{{ loop.index }}"
            draft.marks.append(Mark(text, said="〔1、2……〕"))
            continue
        meaning = head.headed.listing.columns[column].title if column else ""
        sure = head.headed.sure and head.headed.exact[n - 1] and bool(column)
        form = "month" if caption.endswith("年月") and column else "text"
        guess = Guess(f"c{n}", table.place(cell), caption, column, meaning, form, sure)
        columns.append(guess)
        text.text = f"{{{{ row.{guess.key} }}}}"
        draft.marks.append(Mark(text, (replace(guess, key=f"{key}.{guess.key}"),)))
    title = head.headed.listing.title
    draft.lists.append(ListGuess(key, place, title, head.headed.listing.name, tuple(columns), len(head.body)))
    first = table.grid.rows[row[0].row]
    others = [table.grid.rows[cells[0].row] for cells in head.body[1:]]
    for gone in others:
        gone.getparent().remove(gone)
    draft.gone.append((first, others))
    draft.control += [control_row(f"for row in {key}"), control_row("endfor")]
    first.addprevious(draft.control[-2])
    first.addnext(draft.control[-1])
