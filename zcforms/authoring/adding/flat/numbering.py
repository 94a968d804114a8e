"""The blank cells of a page that has no text: numbered, for a person to say what goes into each."""

from __future__ import annotations

from collections.abc import Sequence

from zcforms.authoring.adding.flat.overlay import Laid, around, inner
from zcforms.authoring.adding.flat.ruling import Ruled
from zcforms.authoring.adding.word.marks import Draft, Guess, ListGuess
from zcforms.forms import FieldSpec
from zcforms.ground.geometry import MM

_FEWEST = 2  # rows and columns of blank cells that are taken for a list
_PHOTO = (18.0, 60.0), (20.0, 80.0)  # mm: how wide and how high the place of a photo is, and
_SLENDER = 0.8  # how many times as high as wide, at least


def number_cells(
    cells: Sequence[Ruled], blank: Sequence[Ruled], at: tuple[int, int], draft: Draft
) -> list[Laid]:
    """Lay a field over each blank cell; rows of blank cells that are alike are a list.

    `at` is the page (from 0) and the number of the table (from 1). No source is guessed: nothing is read.
    """
    page, number = at
    laid, of_list = [], set[tuple[int, int]]()
    for rows in _alike(cells, blank):
        first = rows[0]
        key = f"l{len(draft.lists) + 1}"
        place = f"第{page + 1}页第{number}个表格第{first[0].row + 1}行"
        columns = tuple(Guess(f"c{n}", place, f"第{n}列", "") for n in range(1, len(first) + 1))
        draft.lists.append(ListGuess(key, place, f"清单{len(draft.lists) + 1}", "", columns, len(rows)))
        for count, row in enumerate(rows, 1):
            of_list |= {(cell.row, cell.column) for cell in row}
            laid += [Laid(f"{key}c{n}_{count}", page, inner(cell.box)) for n, cell in enumerate(row, 1)]
    for cell in blank:
        if (cell.row, cell.column) not in of_list:
            place = f"第{page + 1}页第{number}个表格第{cell.row + 1}行"
            guess = draft.guess(place, f"空格{len(draft.fields) + 1}", None, sure=False)
            laid.append(Laid(guess.key, page, inner(cell.box)))
    return laid


def photo_place(cells: Sequence[Ruled], blank: Sequence[Ruled]) -> Ruled | None:
    """The printed cell that looks like the place of a photo: at the right, over several rows, not broad."""
    right = max(cell.column + cell.columns for cell in cells)
    edge = (one for one in cells if one.column + one.columns == right and one.rows > 1 and one not in blank)
    return next((cell for cell in edge if _holds_photo(cell.box)), None)


def _holds_photo(box: tuple[float, float, float, float]) -> bool:
    wide, high = (box[2] - box[0]) / MM, (box[3] - box[1]) / MM
    sides = zip((wide, high), _PHOTO, strict=True)
    return all(least <= side <= most for side, (least, most) in sides) and high >= _SLENDER * wide


def number_photo(cell: Ruled, at: tuple[int, int], draft: Draft) -> Laid:
    """Lay a field for a picture over the place of a photo; a person says whether it is one."""
    page, number = at
    place = f"第{page + 1}页第{number}个表格第{cell.row + 1}行"
    guess = draft.guess(place, "照片格", FieldSpec(title="照片格", format="image"), sure=False)
    draft.remarks.append(
        f"{place}最右边的格子印着字，像是贴照片的：是的，把form.yaml的{guess.key}改成"
        f"{guess.key}: {{title: 照片, source: photo, format: image, pdf: {guess.key}}}，照片盖住印着的字"
    )
    return Laid(guess.key, page, around(cell.box), is_picture=True)


def _alike(cells: Sequence[Ruled], blank: Sequence[Ruled]) -> list[list[list[Ruled]]]:
    """Runs of rows with the same blank cells side by side, one row each, nothing else printed in them."""
    lowest = max(cell.row for cell in cells)
    found: list[list[list[Ruled]]] = []
    before: tuple[int, list[tuple[int, int]]] | None = None
    for number in range(lowest + 1):
        row = sorted((c for c in blank if c.row == number and c.rows == 1), key=lambda c: c.column)
        shape = [(c.column, c.columns) for c in row]
        printed = [c for c in cells if c.row == number and c.rows == 1 and c not in blank]
        if len(row) < _FEWEST or len(printed) > 1:  # (a running number may be printed)
            before = None
        elif before == (number - 1, shape):
            found[-1].append(row)
            before = number, shape
        else:
            found.append([row])
            before = number, shape
    return [rows for rows in found if len(rows) >= _FEWEST + 1]
