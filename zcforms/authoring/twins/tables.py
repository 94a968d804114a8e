"""Tables of Word: a grid of the edges that the cells have on the page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from zcforms.authoring.twins.layout import Either, Frame, Text, children
from zcforms.authoring.twins.paper import SIDES, Paragraph, Room, border, has_border, line_height, px, twips

if TYPE_CHECKING:
    from zcforms.authoring.twins.word import Writer

_MOST_PADDING = 7.0  # px above or below the text of a cell


def side_by_side(writer: Writer, room: Room, element: Any, blocks: list[Any]) -> None:
    """A framed block, or several side by side: a table of one row."""
    frame = writer.page.frame(element)
    assert frame is not None
    row = (False, [(block, 1) for block in blocks], None, frame)
    _grid(writer, room, frame, writer.page.style(element), [row])


def table(writer: Writer, room: Room, table: Any) -> None:
    """A table, with a loop round each row that is repeated."""
    frame = writer.page.frame(table)
    if frame is None:
        return
    rows: list[Any] = []

    def collect(nodes: list[Any], head: bool) -> None:
        for node in nodes:
            if isinstance(node, Either):
                if not any(map(writer.shows, node.then)):
                    continue
                rows.append(node.tag)
                collect(node.then, head)
                rows.append("endfor" if node.tag.startswith("for") else "endif")
            elif not isinstance(node, Text) and node.tag == "tr":
                cells = [
                    (cell, int(cell.get("rowspan", 1)))
                    for cell in children(node)
                    if not isinstance(cell, Text | Either) and cell.tag in {"td", "th"}
                ]
                spare = (
                    rows
                    and rows[-1] in ("endfor", "spare")
                    and not any(writer.shows(n) for cell, _ in cells for n in children(cell))
                )
                if spare:
                    rows.append("spare")  # empty rows that fill the page: Word's table just ends
                else:
                    rows.append((head, cells, writer.page.style(node), writer.page.frame(node)))
            elif not isinstance(node, Text) and node.tag in {"thead", "tbody"}:
                collect(children(node), node.tag == "thead")

    collect(children(table), False)
    _grid(writer, room, frame, writer.page.style(table), [row for row in rows if row != "spare"])
    room.filled = "spare" in rows


def _grid(writer: Writer, room: Room, frame: Frame, style: Any, rows: list[Any]) -> None:
    if room.parts and isinstance(room.parts[-1], Paragraph):
        writer.after(room, room.leave(frame))
    elif (gap := room.leave(frame)) > 2:
        room.parts.append(Paragraph(line=twips(gap)))
    laid = [row for row in rows if not isinstance(row, str)]
    edges = _edges([writer.page.frame(cell) for _, cells, _, _ in laid for cell, _ in cells])
    right = edges[-1]
    widths = [twips(b - a) for a, b in pairwise(edges)]
    out = [
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="{twips(edges[0] - room.left)}" w:type="dxa"/>'
        f"<w:tblBorders>{''.join(border(style, side) for side in SIDES)}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>',
        *(f'<w:gridCol w:w="{width}"/>' for width in widths),
        "</w:tblGrid>",
    ]
    held: dict[int, tuple[int, int, str]] = {}  # column → rows still to hold, columns, properties
    for row in rows:
        if isinstance(row, str):
            out.append(f"<w:tr><w:tc><w:p><w:r><w:t>{{%tr {escape(row)} %}}</w:t></w:r></w:p></w:tc></w:tr>")
            continue
        head, cells, _, row_frame = row
        at_top, at_foot = row is laid[0], row is laid[-1]
        height = twips(row_frame.height - _spread(writer, cells)) if row_frame else 0
        out.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>'
            f"{'<w:tblHeader/>' if head else ''}</w:trPr>"
        )
        placed: dict[int, str] = {}
        taken: dict[int, tuple[int, int, str]] = {}
        for column, (left_rows, span, properties) in held.items():
            placed[column] = f"<w:tc><w:tcPr>{properties.format(merge='<w:vMerge/>')}</w:tcPr><w:p/></w:tc>"
            if left_rows > 1:
                taken[column] = left_rows - 1, span, properties
        for cell, rowspan in cells:
            own = writer.page.frame(cell)
            if own is None:
                continue
            column = _nearest(edges, own.x)
            span = max(1, _nearest(edges, own.x + own.width) - column)
            skip = {
                side
                for side, outer in zip(
                    SIDES,
                    (at_top, own.x - edges[0] < 2, at_foot, right - own.x - own.width < 2),
                    strict=True,
                )
                if outer and has_border(style, side)
            }
            properties = _cell_properties(writer, cell, sum(widths[column : column + span]), span, skip)
            if rowspan > 1:
                taken[column] = rowspan - 1, span, properties
            merge = '<w:vMerge w:val="restart"/>' if rowspan > 1 else ""
            placed[column] = (
                f"<w:tc><w:tcPr>{properties.format(merge=merge)}</w:tcPr>{_cell(writer, cell, own)}</w:tc>"
            )
        held = taken
        out += [placed[column] for column in sorted(placed)]
        out.append("</w:tr>")
    out.append("</w:tbl>")
    room.parts.append("".join(out))
    room.y, room.page = frame.y + frame.height, frame.page


def _edges(frames: list[Frame | None]) -> list[float]:
    found: list[float] = []
    for x in sorted(x for f in frames if f for x in (f.x, f.x + f.width)):
        if not found or x - found[-1] > 2:
            found.append(x)
    return found


def _spread(writer: Writer, cells: list[Any]) -> float:
    """How much higher a row is than it need be: the template spreads a few rows over their room."""
    styles = [writer.page.style(cell) for cell, _ in cells]
    paddings = [px(style[f"padding_{side}"]) for style in styles if style for side in ("top", "bottom")]
    return 2 * max(0.0, max(paddings, default=0) - _MOST_PADDING)


def _padding(style: Any, side: str) -> float:
    given = px(style[f"padding_{side}"])
    return min(given, _MOST_PADDING) if side in {"top", "bottom"} else given


def _cell_properties(writer: Writer, cell: Any, width: int, span: int, skip: set[str]) -> str:
    style = writer.page.style(cell)
    borders = "".join(border(style, side) for side in SIDES if side not in skip)
    margins = "".join(f'<w:{side} w:w="{twips(_padding(style, side))}" w:type="dxa"/>' for side in SIDES)
    align = {"middle": "center", "bottom": "bottom"}.get(str(style["vertical_align"]), "top")
    if "flex" not in style["display"] and cell.tag not in {"td", "th"}:
        align = "top"
    return (
        f'<w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{{merge}}'
        f"<w:tcBorders>{borders}</w:tcBorders><w:tcMar>{margins}</w:tcMar>"
        f'<w:vAlign w:val="{align}"/>'
    )


def _cell(writer: Writer, cell: Any, own: Frame) -> str:
    room = Room(own.inner_x, own.inner_x + own.inner_width, own.inner_y, own.page)
    nodes = children(cell)
    first = next((n for n in nodes if writer.shows(n)), None)
    if (
        first is not None
        and str(writer.page.style(cell)["vertical_align"]) != "top"
        and cell.tag in {"td", "th"}
    ):
        # Word itself sets the text in the middle: no room above it.
        room.y = min(_tops(writer, nodes, own), default=room.y)
    writer.fill(room, nodes, cell)
    if not any(isinstance(part, Paragraph) for part in room.parts[-1:]):
        room.parts.append(
            Paragraph(line=20) if room.parts else Paragraph(line=line_height(writer.page.style(cell)))
        )
    return room.xml()


def _tops(writer: Writer, nodes: list[Any], own: Frame) -> list[float]:
    tops = [own.lines[0]] if own.lines else []
    for node in nodes:
        if isinstance(node, Either):
            tops += _tops(writer, [*node.then, *node.other], own)
        elif not isinstance(node, Text) and (frame := writer.page.frame(node)) and frame.height:
            tops.append(frame.y)
    return tops


def _nearest(edges: list[float], x: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - x))
