"""Cells of a table that a caption at the left and one above ask for together: 核准人数 by 副高级."""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.authoring.adding.guessing import plain, same_words
from zcforms.authoring.adding.word.captions import is_caption, meant, pairs_of
from zcforms.authoring.adding.word.gaps import is_blank
from zcforms.authoring.adding.word.marks import only_text
from zcforms.authoring.adding.word.table import Table
from zcforms.fillers.word_grid import Cell
from zcforms.forms import FieldSpec

_HIGH = 30  # rows that the captions above may be away
_LEAST = 2  # rows, and blank cells of each, that make a matrix of captions that are not known


def read_matrix(table: Table) -> None:
    """Put tags into the cells that two captions ask for; one that is not known has its number, too."""
    pairs, same = pairs_of(table.words), same_words(table.words.scope)
    inner = {id(cell) for cell in _inner(table)}
    for cell in table.grid.cells:
        if not table.may_hold(cell):
            continue
        side, head = _side(table, cell), _head(table, cell)
        if head is None:
            continue
        asked = plain(side), plain(head.text)
        spec = pairs.get(asked)
        meaning = spec or pairs.get((same.get(asked[0], asked[0]), same.get(asked[1], asked[1])))
        if meaning or id(cell) in inner:
            _put(table, cell, head, f"{side}／{head.text}", meaning, spec is not None)


def _put(table: Table, cell: Cell, head: Cell, caption: str, spec: FieldSpec | None, sure: bool) -> None:
    table.take(cell)
    guess = table.draft.guess(table.place(cell), caption, spec, sure)
    table.draft.put(only_text(cell.element, head.element), f"{{{{ {guess.key} }}}}", guess)


def _side(table: Table, cell: Cell) -> str:
    """The nearest caption at the left in its row."""
    left = [c for c in table.grid.begun(cell.row) if c.column < cell.column]
    return next((c.text for c in reversed(left) if is_caption(c.text)), "")


def _head(table: Table, cell: Cell) -> Cell | None:
    """The nearest caption above in its column."""
    over = [table.grid.at.get((row, cell.column)) for row in range(max(0, cell.row - _HIGH), cell.row)]
    return next((c for c in reversed(over) if c is not None and is_caption(c.text)), None)


def _inner(table: Table) -> Iterator[Cell]:
    """The blank cells under a row of captions whose rows each begin with one: known or not, no list."""
    grid = table.grid
    for number in range(len(grid.rows) - _LEAST):
        heads = grid.ended(number)
        if len(heads) <= _LEAST or not all(_names(table, cell) for cell in heads[1:]):
            continue
        shape = [(cell.column, cell.columns, 1) for cell in heads]
        rows = []
        for other in range(number + 1, len(grid.rows)):
            begun = grid.begun(other)
            blank = [cell for cell in begun[1:] if is_blank(cell.text) and table.may_hold(cell)]
            alike = [(cell.column, cell.columns, cell.rows) for cell in begun] == shape
            if not alike or len(blank) < _LEAST or not _names(table, begun[0]):
                break
            rows.append(blank)
        if len(rows) >= _LEAST:
            yield from (cell for row in rows for cell in row)


def _names(table: Table, cell: Cell) -> bool:
    """Whether a cell says what stands beside or below it, and that is not for a hand."""
    return not is_blank(cell.text) and is_caption(cell.text) and not meant(cell.text, table.words).by_hand
