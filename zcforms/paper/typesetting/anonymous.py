"""Anonymous boxes: tables made whole, lines in blocks, blocks parted from lines (CSS 2.1 §9.2.1, §17.2.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.computing import anonymous
from zcforms.paper.typesetting.properties import INITIAL
from zcforms.paper.typesetting.unsupported import Unsupported

_GROUPS = frozenset({"header-group", "row-group", "footer-group"})
_PROPER = _GROUPS | {"row", "column-group", "column"}  # of a table
_PARENTS = _GROUPS | {"table", "column-group"}  # of these
_INTERNAL = _PROPER | {"cell"}
_INLINE = frozenset({"inline", "text", "inline-block", "inline-replaced"})
_CONTAINERS = frozenset({"block", "inline-block", "table-wrapper", "cell", "margin"})
# Of a table's element these are the wrapper's, the rest is the table's (CSS 2.1 §17.4).
_OF_WRAPPER = (
    *("bottom", "break_after", "break_before", "counter_increment", "counter_reset", "float", "left"),
    *("margin_top", "margin_bottom", "margin_left", "margin_right", "overflow", "position", "right", "top"),
    "vertical_align",
)


def complete(box: Box) -> Box:
    """A tree of boxes with the anonymous ones that the layout needs."""
    box = _tables(box)
    return _blocks(box) if _lines(box) else box


def _running(box: Box) -> bool:
    return bool(box.style["position"][0] == "running()")


def flows(box: Box) -> bool:
    """Whether a box is in the normal flow."""
    position = box.style["position"]
    return bool(position != "absolute" and position[0] != "running()")


def _from(kind: str, parent: Box, children: list[Box]) -> Box:
    return Box(
        kind, parent.tag, anonymous(parent.style), children, "", parent.attributes, element=parent.element
    )


# --- tables ---------------------------------------------------------------------------------------


def _tables(box: Box) -> Box:
    if box.like or box.kind in ("text", "replaced", "inline-replaced") or _running(box):
        return box  # (what is like another is given what that one has when all else is complete)
    children = [child if child.kind == "text" else _tables(child) for child in box.children]
    if box.kind in _INTERNAL or box.kind == "table" or any(child.kind in _INTERNAL for child in children):
        return _in_table(box, children)
    box.children = children
    return box


def _white(box: Box | None) -> bool:
    return box is not None and box.kind == "text" and not box.text.strip()


def _in_table(box: Box, children: list[Box]) -> Box:
    """Around and in the parts of a table: what is missing is made, white space between them goes."""
    if box.kind == "column":
        children = []
    elif box.kind == "column-group":
        children = [child for child in children if child.kind == "column"]
        if not children:
            children = [_from("column", box, [])]
    if box.kind == "table" or box.kind == "row" or box.kind in _GROUPS:
        children = _trimmed(children)
    around = [None, *children, None]
    children = [
        child
        for n, child in enumerate(children, 1)
        if not (_white(child) and _internal(around[n - 1]) and _internal(around[n + 1]))
    ]
    if box.kind == "table":
        children = list(_wrapped(box, children, "row", lambda child: child.kind in _PROPER))
    elif box.kind in _GROUPS:
        children = list(_wrapped(box, children, "row", lambda child: child.kind == "row"))
    if box.kind == "row":
        children = list(_wrapped(box, children, "cell", lambda child: child.kind == "cell"))
    elif any(child.kind == "cell" for child in children):
        raise Unsupported("cell without a row", repr(box.element))
    if box.kind not in _PARENTS and any(child.kind in _PROPER for child in children):
        raise Unsupported("part of a table without a table", repr(box.element))
    if box.kind == "table":
        return _table(box, children)
    box.children = children
    return box


def _internal(box: Box | None) -> bool:
    return box is not None and box.kind in _INTERNAL


def _trimmed(children: list[Box]) -> list[Box]:
    if len(children) >= 2 and _internal(children[-2]) and _white(children[-1]):
        children = children[:-1]
    if len(children) >= 2 and _white(children[0]) and _internal(children[1]):
        children = children[1:]
    return children


def _wrapped(box: Box, children: Iterable[Box], kind: str, proper: Callable[[Box], bool]) -> Iterator[Box]:
    """Children with those that are not proper in anonymous boxes of a kind, neighbours in one."""
    improper: list[Box] = []
    for child in children:
        if not proper(child):
            improper.append(child)
            continue
        if improper:
            yield _in_table(_from(kind, box, []), improper)
            improper = []
        yield child
    if improper:
        yield _in_table(_from(kind, box, []), improper)


def _table(box: Box, children: list[Box]) -> Box:
    """The table in its wrapper, its groups in order, its cells with their columns."""
    columns = [child for child in children if child.kind in ("column", "column-group")]
    rows = [child for child in children if child.kind not in ("column", "column-group")]
    groups = list(_wrapped(box, columns, "column-group", lambda child: child.kind == "column-group"))
    number = 0
    for group in groups:
        group.column = number
        for column in group.children:
            column.column = number
            number += 1
    bodies, header, footer = [], None, None
    for group in _wrapped(box, rows, "row-group", lambda child: child.kind in _GROUPS):
        if group.kind == "header-group" and header is None:
            header = group
        elif group.kind == "footer-group" and footer is None:
            footer = group
        else:
            group.kind = "row-group"
            bodies.append(group)
    parts = [*([header] if header else []), *bodies, *([footer] if footer else [])]
    for group in parts:
        _place_cells(group)
    wrapper = _from("table-wrapper", box, [box])
    wrapper.style = _altered(wrapper.style, {name: box.style[name] for name in _OF_WRAPPER})
    box.style = _altered(box.style, {name: INITIAL[name] for name in _OF_WRAPPER})
    box.children = [*groups, *parts]
    return wrapper


def _place_cells(group: Box) -> None:
    """The column of every cell, and its rows as far as the group goes (HTML 4.01 §11.2.6)."""
    taken: list[set[int]] = [set() for _ in group.children]
    for n, row in enumerate(group.children):
        column = 0
        for cell in row.children:
            while column in taken[n]:
                column += 1
            cell.column = column
            if cell.rowspan > 1:
                cell.rowspan = min(cell.rowspan, len(group.children) - n)
                for below in taken[n + 1 : n + cell.rowspan]:
                    below.update(range(column, column + cell.colspan))
            column += cell.colspan


def _altered(style: Style, changed: dict[str, object]) -> Style:
    found = Style(style)
    found.custom = style.custom
    found.update(changed)
    return found


# --- lines, blocks --------------------------------------------------------------------------------


def _lines(box: Box) -> bool:
    """Boxes that stand in lines, in one box of a line, or in anonymous blocks beside other blocks.

    Whether a block stands in an inline box somewhere, and is to be brought out.
    """
    if not box.children or _running(box):
        return False
    inline, parted = box.kind == "inline", False
    children: list[Box] = []
    if not box.space_before:
        box.space_before = box.children[0].space_before
    space = False
    for child in box.children:
        if space:
            child.space_before = True
        if child.kind == "text":
            if not child.text:
                space = child.space_before
                continue
        else:
            parted = _lines(child) or parted
            parted = parted or (inline and child.kind not in _INLINE and flows(child))
        space = False
        children.append(child)
    if not box.space_after:
        box.space_after = space
    box.children = _lined(box, children) if box.kind in _CONTAINERS else children
    return parted


def _lined(box: Box, children: list[Box]) -> list[Box]:
    line: list[Box] = []
    found: list[Box] = []
    for child in children:
        if (line and not flows(child)) or child.kind in _INLINE:
            blank = child.kind == "text" and child.text == " "
            if line or not (blank and child.style["white_space"] in ("normal", "nowrap", "pre-line")):
                line.append(child)
            continue
        if line:
            found.append(_from("block", box, [_from("line", box, line)]))
            line = []
        found.append(child)
    if line:
        last = _from("line", box, line)
        found.append(_from("block", box, [last]) if found else last)
    return found


def _blocks(box: Box) -> Box:
    """Blocks that stand in inline boxes, brought out; the inline boxes go on after them."""
    if not box.children or _running(box):
        return box
    first = box.children[0]
    if first.kind != "line":
        box.children = [_blocks(child) for child in box.children]
        return box
    parts = list(_parted(first))
    if len(parts) == 1:
        box.children = parts
        return box
    box.children = [_from("block", box, [part]) if part.kind == "line" else _blocks(part) for part in parts]
    return box


def _parted(box: Box) -> Iterator[Box]:
    """A line or an inline box in pieces of its kind, with the blocks that stood in it between them."""
    piece: list[Box] = []
    parted = False
    for child in box.children:
        if child.kind == "inline":
            pieces = list(_parted(child))
        elif child.kind not in _INLINE and flows(child):
            pieces = [child]
        else:
            pieces = [_blocks(child)]
        for one in pieces:
            if one.kind in _INLINE or not flows(one):
                piece.append(one)
            else:
                parted = True
                yield _piece(box, piece)
                yield one
                piece = []
    yield _piece(box, piece) if parted else _same(box, piece)


def _piece(box: Box, children: list[Box]) -> Box:
    copy = Box(box.kind, box.tag, box.style, children, "", box.attributes, element=box.element)
    copy.space_before, copy.space_after, copy.link = box.space_before, box.space_after, box.link
    return copy


def _same(box: Box, children: list[Box]) -> Box:
    box.children = children
    return box
