"""What of a form's values has no room where it belongs, told as findings.

The path of a finding is the field, or the table, the row (from 0) and the column.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from typing import Any

from zcforms.fillers.fitting import Fit
from zcforms.fillers.html import tree
from zcforms.fillers.html.fits import Fits
from zcforms.forms import Form, Values
from zcforms.ground.findings import Finding, Path, Severity

_TOLERANCE = 0.5  # mm by which the line box of a text may reach beyond its block without a stroke of it
_LONG = 60  # characters from which a field may be what makes a form spill


def overflows_of(form: Form, values: Values, fits: Fits) -> tuple[Finding, ...]:
    """Which values are too large for their boxes even at the smallest size."""
    over: list[tuple[str, Path, Fit]] = [
        (form.spec(name).title, (name,), found.fit)
        for name, found in fits.fields.items()
        if found.overflow == "error"
    ]
    for (name, row), (_, fitting) in fits.cells.items():
        table, _, column = name.partition(".")
        over.append((_cell(form, name, row), (table, row - 1, column), fitting))
    return tuple(
        Finding(
            "text-overflows",
            f"《{values.title}》超出“{title}”约{fit.excess}行",
            hint=f"该栏最小字号{fit.size:g}磅仍放不下，请压缩文字",
            path=path,
        )
        for title, path, fit in over
        if fit.excess
    )


def _cell(form: Form, name: str, row: int | None = None) -> str:
    """What a column is called: its table, its row (from 1) and its title."""
    at = f"第{row}行" if row else ""
    return f"{form.tables[name.partition('.')[0]].title}{at}{form.spec(name).title}".replace("\n", "")


def overprinted(pieces: Iterable[tree.Piece]) -> Iterator[str]:
    """The fields on a page that reach beyond a block of fixed height that they share with other print."""
    for piece in pieces:
        if piece.room and not piece.room.cell and piece.value is not None and piece.text:
            text, room = tree.outside(piece.box), tree.outside(piece.room.box)
            if text.y + text.height > room.y + room.height + _TOLERANCE:
                yield piece.value.get("data-field")


def overprints(form: Form, values: Values, over: Iterable[str]) -> tuple[Finding, ...]:
    """That such fields reach beyond it; no form for writing by hand is told of."""
    return tuple(
        Finding(
            "text-overflows",
            f"《{values.title}》“{title}”印到了格子外面",
            hint="请压缩文字",
            path=() if "." in name else (name,),
        )
        for name, title in (
            (name, _cell(form, name) if "." in name else form.spec(name).title)
            for name in (() if values.blank else over)
        )
    )


def torn(form: Form, values: Values, document: Any) -> tuple[Finding, ...]:
    """Which cells of tables are higher than a page, so that their rows are torn."""
    cells = [(value.get("data-field"), "".join(value.itertext()).split()) for value in tree.torn(document)]
    found = []
    for name, words in cells:
        table, _, column = name.partition(".")
        for number, row in enumerate(values.tables.get(table, ())):
            if "".join(row.cells[column].split()) == "".join(words):
                said = f"《{values.title}》“{_cell(form, name, number + 1)}”一页放不下，这一行断成两页"
                path = (table, number, column)
                found.append(Finding("row-torn", said, Severity.WARNING, hint="请压缩文字", path=path))
    return tuple(found)


def spills(form: Form, values: Values, document: Any) -> tuple[Finding, ...]:
    """Whether a form of fixed pages was laid out on another number of them."""
    if form.pages is None:
        return ()
    # The form itself ends where its continuation begins.
    own = [p for p in document.pages if not any(name.startswith("continuation") for name in p.anchors)]
    if form.pages == len(own):
        return ()
    said = f"《{values.title}》应为{form.pages}页，排出{len(own)}页"
    if over := sum(len(_lines(page)) for page in own[form.pages :]):
        said += f"，超出约{over}行"
    field, table = _longest(values.fields, _LONG), _longest(values.tables, 2)
    longest = [f"“{form.fields[field].title}”（共{len(values.fields[field])}字）"] if field else []
    longest += [f"“{form.tables[table].title}”（共{len(values.tables[table])}行）"] if table else []
    hint = "请压缩" + ("、".join(longest) or "较长的栏目")
    return (Finding("form-spills", said, hint=hint, path=(field,) if field else ()),)


def _lines(page: Any) -> set[int]:
    """Where the lines of a page stand, in mm: those of cells side by side are one."""
    return {round(tree.outside(piece.box).y) for piece in tree.pieces(page) if piece.text}


def _longest(held: Mapping[str, Sized], least: int) -> str:
    """The field with most text or the table with most rows, to be looked at first; "" if none has so many."""
    long = {name: len(one) for name, one in held.items() if len(one) >= least}
    return max(long, key=long.__getitem__, default="")
