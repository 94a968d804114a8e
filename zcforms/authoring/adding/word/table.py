"""A table of a Word file while it is read: what of it is taken, and what may still hold a value."""

from __future__ import annotations

from dataclasses import dataclass, field

from zcforms.authoring.adding.word.captions import Words
from zcforms.authoring.adding.word.gaps import BOXES, is_blank, is_date, measure
from zcforms.authoring.adding.word.marks import Draft
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import Cell, Grid

_OBJECTS = tuple(f"{W}{name}" for name in ("drawing", "pict", "object", "tbl"))  # what makes a cell no blank


@dataclass
class Table:
    """One table while it is read."""

    grid: Grid
    number: int
    around: str
    words: Words
    draft: Draft
    taken: set[int] = field(default_factory=set)

    def place(self, cell: Cell) -> str:
        """Where a cell is, as `forms add` says it of tags."""
        of_row = self.grid.begun(cell.row)
        nth = sorted(c.column for c in of_row).index(cell.column) + 1
        return f"第{self.number}个表格第{cell.row + 1}行第{nth}格"

    def context(self, top: int) -> str:
        """What stands over a head that begins in a row: the text above the table, or the row above."""
        over = self.grid.row(top - 1)[:1] if top else ()
        return "\n".join([self.around if not top else "", *(cell.text for cell in over)])

    def free(self, cell: Cell | None) -> bool:
        return cell is not None and id(cell) not in self.taken

    def take(self, *cells: Cell) -> None:
        self.taken.update(map(id, cells))

    def may_hold(self, cell: Cell | None) -> bool:
        """Whether a value may go into a cell: nobody else's, and blank but for 年月日 or boxes."""
        return (
            cell is not None
            and self.free(cell)
            and (is_blank(cell.text) or is_date(cell.text) or measure(cell.text) != "" or _has_boxes(cell))
            and next(cell.element.iter(*_OBJECTS), None) is None
        )


def _has_boxes(cell: Cell) -> bool:
    return sum(c in BOXES for c in cell.text) > 1
