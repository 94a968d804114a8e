"""The empty rows under a list: Word is told to make as many as the values leave room for.

Only the filled page knows how high its rows are, so the tags reckon it, from the width of each column
and the length of each value, as the HTML does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from zcforms.authoring.twins.layout import Frame
from zcforms.authoring.twins.paper import TWIPS, Filled, line_height, px

if TYPE_CHECKING:
    from zcforms.authoring.twins.word import Writer

_EM_LOST = 0.5  # of each line on average, where a word is kept whole


@dataclass
class Row:
    """One row of a table as it is laid out."""

    cells: list[tuple[Any, int]]  # with how many rows each spans
    frame: Frame | None
    head: bool = False
    repeated: bool = False  # once a row of the values
    spare: bool = False  # empty, one of those that fill the page


def fill_up(
    writer: Writer, rows: list[Any], above: Filled | None, under: str
) -> tuple[list[Any], Filled | None]:
    """The same rows, with those that are spare as a loop; `above` are the lists that share their page.

    Named a section, they are there only `under` it: a plan that has no such section fills no page.
    """
    spare = [row for row in rows if isinstance(row, Row) and row.spare]
    if not spare or spare[0].frame is None:
        return rows, above
    first = rows.index(spare[0])
    loop, entry = rows[first - 3], rows[first - 2]
    # A list has the room that it fills on paper, and that of the rows that are left for the hand.
    by_hand = writer.marks.form.tables[loop.removeprefix("for row in ")].blank_rows
    room = max(sum(row.frame.height for row in (entry, *spare)), by_hand * entry.frame.height)
    height = room / max(len(spare) + 1, by_hand)
    if above is None or above.page != entry.frame.page:
        above = Filled(entry.frame.page, ["set used = namespace(px=0)"], 0)
    whole = above.room + room
    # A row without values is a spare one too: it has room for the hand.
    loop = f"{loop} if {' or '.join(_values(writer, entry))}"
    reckoned = f"set used.px = used.px + {_height(writer, entry)}"
    number = f"(({whole:.0f} - used.px) / {height:.1f} + 0.05)|round(0, 'floor')|int"
    where = f" if {under!r} in options.sections else 0" if under else ""
    empty = replace(spare[0], frame=replace(spare[0].frame, height=height))
    filled = [
        *rows[: first - 3],
        *above.tags,
        loop,
        entry,
        reckoned,
        "endfor",
        f"for _ in range([0, {number}]|max{where})",
        empty,
        "endfor",
        *(row for row in rows[first:] if row not in spare),
    ]
    kept = f"set used.px = [used.px, {whole:.0f}]|max"
    return filled, Filled(above.page, [*above.tags, loop, reckoned, "endfor", kept], whole)


def _values(writer: Writer, row: Row) -> list[str]:
    """What a repeated row prints of its values."""
    return [name for cell, _ in row.cells for name in _printed(writer, cell)]


def _printed(writer: Writer, cell: Any) -> list[str]:
    found = map(writer.marks.expression, "".join(cell.itertext()))
    return [name for name in found if name and name.startswith("row.")]


def _height(writer: Writer, row: Row) -> str:
    """An expression for the height of a repeated row in px: that of its fullest cell."""
    assert row.frame is not None
    heights = [f"{row.frame.height:.1f}"]
    for cell, _ in row.cells:
        own, style = writer.page.frame(cell), writer.page.style(cell)
        names = _printed(writer, cell)
        if own is None or not names:
            continue
        wide = own.inner_width / style["font_size"] - _EM_LOST
        lines = " + ".join(f"({n}|em / {wide:.1f})|round(0, 'ceil') + {n}.count('\\n')" for n in names)
        padding = px(style["padding_top"]) + px(style["padding_bottom"])
        heights.append(f"({lines}) * {line_height(style) / TWIPS:.1f} + {padding:.1f}")
    return f"[{', '.join(heights)}]|max"
