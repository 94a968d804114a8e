"""Tables of Word: a grid of the edges that the cells have on the page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from zcforms.authoring.twins.layout import Either, Frame, Text, children
from zcforms.authoring.twins.paper import SIDES, Paragraph, Room, border, has_border, line_height, px, twips
from zcforms.authoring.twins.spare import Row, fill_up

if TYPE_CHECKING:
    from zcforms.authoring.twins.word import Writer

_MOST_PADDING = 7.0  # px above or below the text of a cell
_APART = 14  # twips, the least that Word makes a line: between a table and one whose head is repeated


def side_by_side(writer: Writer, room: Room, element: Any, blocks: list[Any]) -> None:
    """A framed block, or several side by side: a table of one row."""
    frame = writer.page.frame(element)
    assert frame is not None
    row = Row([(block, 1) for block in blocks], frame)
    _grid(writer, room, frame, writer.page.style(element), [row])


def table(writer: Writer, room: Room, table: Any) -> None:
    """A table, with a loop round each row that is repeated."""
    frame = writer.page.frame(table)
    if frame is None:
        return
    rows: list[Any] = []

    def collect(nodes: list[Any], head: bool, repeated: bool) -> None:
        for node in nodes:
            if isinstance(node, Either):
                if not any(map(writer.shows, node.then)):
                    continue
                loop = node.tag.startswith("for")
                rows.append(node.tag)
                collect(node.then, head, repeated or loop)
                rows.append("endfor" if loop else "endif")
            elif not isinstance(node, Text) and node.tag == "tr":
                cells = [
                    (cell, int(cell.get("rowspan", 1)))
                    for cell in children(node)
                    if not isinstance(cell, Text | Either) and cell.tag in {"td", "th"}
                ]
                before = rows[-1] if rows else ""
                spare = (before == "endfor" or (isinstance(before, Row) and before.spare)) and not any(
                    writer.shows(n) for cell, _ in cells for n in children(cell)
                )
                rows.append(Row(cells, writer.page.frame(node), head, repeated, spare))
            elif not isinstance(node, Text) and node.tag in {"thead", "tbody"}:
                collect(children(node), node.tag == "thead", repeated)

    collect(children(table), False, False)
    rows, room.lists = fill_up(writer, rows, room.lists, table.get("data-under", ""))
    _grid(writer, room, frame, writer.page.style(table), rows)
    room.filled = any(isinstance(row, Row) and row.spare for row in rows)


def _grid(writer: Writer, room: Room, frame: Frame, style: Any, rows: list[Any]) -> None:
    laid = [row for row in rows if not isinstance(row, str)]
    gap = room.leave(frame)
    last = room.parts[-1] if room.parts else ""
    if isinstance(last, Paragraph):
        writer.after(room, gap)
    elif gap > 2:
        room.parts.append(Paragraph(line=twips(gap)))
    elif last.startswith("<w:tbl>") and (laid[0].head or "<w:tblHeader/>" in last):
        # Word takes two tables that touch as one, and repeats a head only at the top of its table.
        room.parts.append(Paragraph(line=_APART))
    grid = _Grid(writer, style, laid)
    written = [
        f"<w:tr><w:tc><w:p><w:r><w:t>{{%tr {escape(row)} %}}</w:t></w:r></w:p></w:tc></w:tr>"
        if isinstance(row, str)
        else grid.row(row)
        for row in rows
    ]
    room.parts.append("".join([f"<w:tbl>{grid.properties(room)}", *written, "</w:tbl>"]))
    room.y, room.page = frame.y + frame.height, frame.page


class _Grid:
    """The columns that a table's cells make together, and what the rows so far hold of the next ones."""

    def __init__(self, writer: Writer, style: Any, laid: list[Row]) -> None:
        self.writer, self.style, self.laid = writer, style, laid
        self.edges = _edges([writer.page.frame(cell) for row in laid for cell, _ in row.cells])
        self.widths = [twips(b - a) for a, b in pairwise(self.edges)]
        self.held: dict[int, tuple[int, int, str]] = {}  # column → rows still to hold, columns, properties

    def properties(self, room: Room) -> str:
        """What Word says of a table before its rows."""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        borders = "".join(border(self.style, side) for side in SIDES) + self._inside()
        return (
            f'<w:tblPr><w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>'
            f'<w:tblInd w:w="{twips(self.edges[0] - room.left)}" w:type="dxa"/>'
            f"<w:tblBorders>{borders}</w:tblBorders>"
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/>'
            '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>"
        )

    def _inside(self) -> str:
        """The rule under each row of a list, which is also the one at the foot of a page."""
        repeated = next((row for row in self.laid if row.repeated), None)
        if repeated is None:
            return ""
        return border(self.writer.page.style(repeated.cells[0][0]), "top", "insideH")

    def row(self, row: Row) -> str:
        """One row, with a stand-in for each cell from above that reaches into it."""
        height = twips(row.frame.height - _spread(self.writer, row.cells)) if row.frame else 0
        placed = {
            column: f"<w:tc><w:tcPr>{properties.format(merge='<w:vMerge/>')}</w:tcPr><w:p/></w:tc>"
            for column, (_, _, properties) in self.held.items()
        }
        self.held = {c: (left - 1, span, said) for c, (left, span, said) in self.held.items() if left > 1}
        for cell, rowspan in row.cells:
            if (own := self.writer.page.frame(cell)) is not None:
                column = _nearest(self.edges, own.x)
                placed[column] = self._placed(row, cell, own, column, rowspan)
        cells = "".join(placed[column] for column in sorted(placed))
        whole = "" if self.writer.marks.goes_on(cells) else "<w:cantSplit/>"
        return (
            f'<w:tr><w:trPr>{whole}<w:trHeight w:val="{height}" w:hRule="atLeast"/>'
            f"{'<w:tblHeader/>' if row.head else ''}</w:trPr>{cells}</w:tr>"
        )

    def _placed(self, row: Row, cell: Any, own: Frame, column: int, rowspan: int) -> str:
        span = max(1, _nearest(self.edges, own.x + own.width) - column)
        at_left, at_right = own.x - self.edges[0] < 2, self.edges[-1] - own.x - own.width < 2
        outer = (row is self.laid[0], at_left, row is self.laid[-1], at_right)
        style = self.writer.page.style(cell)
        borders = ""
        for side, is_outer in zip(SIDES, outer, strict=True):
            if not (is_outer and has_border(self.style, side)):
                borders += border(style, side)
            elif side != "bottom" or not row.repeated:
                # Said of the cell too: of two tables that touch Word heeds the borders of the first.
                borders += border(self.style, side)
        width = sum(self.widths[column : column + span])
        properties = _cell_properties(self.writer, cell, width, span, borders)
        if rowspan > 1:
            self.held[column] = rowspan - 1, span, properties
        merge = '<w:vMerge w:val="restart"/>' if rowspan > 1 else ""
        return (
            f"<w:tc><w:tcPr>{properties.format(merge=merge)}</w:tcPr>{_cell(self.writer, cell, own)}</w:tc>"
        )


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


def _cell_properties(writer: Writer, cell: Any, width: int, span: int, borders: str) -> str:
    style = writer.page.style(cell)
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
