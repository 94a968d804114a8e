"""What the cells of a row say as a tree: values at the end of their way, entries of lists one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from zcforms.chinese.names import one_line
from zcforms.ground.findings import Place
from zcforms.intake.columns import Column
from zcforms.intake.tree import Node

Pairs = list[tuple[str, Node, Place]]


def node_of(text: str, column: Column, place: Place) -> Node:
    """The text of a cell as its column means it: files with their pages, several things, or one."""
    if column.title == "文件":
        return Node([_file(part, place) for part in _parts(text, named="|" in text)], place)
    if column.is_list:
        return Node([Node(part, place) for part in _parts(text)], place)
    return Node(one_line(text) if column.choices else text, place)


def _parts(text: str, named: bool = False) -> list[str]:
    """What a cell lists; the names of files that it tells may have 、 in them."""
    return [part.strip() for part in re.split(r"[;；\n]" if named else r"[、;；\n]", text) if part.strip()]


def _file(part: str, place: Place) -> Node:
    """合同.pdf[1-3]|封面页 → file, pages and name; no name of a file has a bar in it (on Windows)."""
    told, _, name = part.partition("|")
    match = re.fullmatch(r"(.*?)\[([^\]]*)\]", told.strip())
    pairs: Pairs = [("文件", Node(match[1].strip() if match else told.strip(), place), place)]
    if match:
        pairs.append(("页", Node(match[2].strip(), place), place))
    if name.strip():
        pairs.append(("名称", Node(name.strip(), place), place))
    return Node(list(pairs), place)


def _branch(pairs: Pairs, steps: Sequence[str], place: Place) -> Pairs:
    """The pairs at the end of a way of nested records, made where they are missing."""
    for step in steps:
        inner = next((node for name, node, _ in pairs if name == step), None)
        if inner is None:
            inner = Node([], place)
            pairs.append((step, inner, place))
        assert isinstance(inner.value, list)
        pairs = inner.value  # type: ignore[assignment]
    return pairs


def put(pairs: Pairs, path: Sequence[str], node: Node, around: Place | None = None) -> None:
    """Add a value at the end of its way; records on the way that are not there yet stand `around`."""
    _branch(pairs, path[:-1], around or node.place).append((path[-1], node, node.place))


def append(pairs: Pairs, path: Sequence[str], node: Node | None, place: Place) -> None:
    """Add an entry to a list at the end of its way; None makes the list, and leaves it empty."""
    holder = _branch(pairs, path[:-1], place)
    existing = next((n for name, n, _ in holder if name == path[-1]), None)
    if existing is None:
        existing = Node([], place)
        holder.append((path[-1], existing, place))
    if node is not None:
        assert isinstance(existing.value, list)
        existing.value.append(node)  # type: ignore[arg-type]
