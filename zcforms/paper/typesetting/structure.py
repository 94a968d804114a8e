"""What the parts of a document are, for screen readers: headings, text, tables (ISO 32000-1, 14.7, 14.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class Node:
    """A table on a page, a row of it or a cell; below it are also the numbers of marked contents.

    `table` is the number on the page of the outermost table that it is in.
    """

    kind: str  # Table | TR | TH | TD, H1 … H6 | P
    table: int = 0
    scope: str = ""  # of a TH: Column | Row
    columns: int = 1  # of a cell: how many it takes
    rows: int = 1
    below: list[Node | int] = field(default_factory=list)

    def add(self, kind: str, scope: str = "", columns: int = 1, rows: int = 1) -> Node:
        """A new one in it."""
        made = Node(kind, self.table, scope, columns, rows)
        self.below.append(made)
        return made


class Outline:
    """The structure of a page: what of it is marked, and the nodes that it is in, in the order of reading.

    `tables` are the outermost of the page.
    """

    def __init__(self, tables: Sequence[Node]) -> None:
        self.tables = tables
        self.tops: list[Node] = []
        self.marks: list[Node] = []  # by the numbers of the marked contents

    def mark(self, kind: str, within: Node | None) -> str:
        """Count a marked content of a kind that stands in a cell, or in none; what it is called."""
        number = len(self.marks)
        if within is not None and kind == "P":  # a cell is a text itself
            node = within
        else:
            node = Node(kind)
            (self.tops if within is None else within.below).append(node)
        node.below.append(number)
        self.marks.append(node)
        if within is not None:
            self._place(within)
        return node.kind

    def _place(self, within: Node) -> None:
        """Have a table stand where the first of its text does; one in a cell is there already."""
        top = self.tables[within.table]
        if top not in self.tops:
            self.tops.append(top)


def written(outlines: list[Outline], pages: Sequence[int], objects: list[bytes]) -> int:
    """Write all pages' structures as objects of a file after those that it has; the number of their root.

    `pages` are the numbers of the pages. An outline is let go of as soon as it is written.
    """
    objects += b"", b""
    root, document = len(objects) - 1, len(objects)
    tops: list[int] = []
    parents: list[str] = []
    outlines.reverse()
    for n, page in enumerate(pages):
        outline, numbers = outlines.pop(), dict[int, int]()
        tops += [_node(top, document, page, numbers, objects) for top in outline.tops]
        own = " ".join(f"{numbers[id(node)]} 0 R" for node in outline.marks)
        parents.append(f"{n} [{own}]")
    kids = " ".join(f"{top} 0 R" for top in tops)
    objects[document - 1] = f"<< /S /Document /P {root} 0 R /K [{kids}] >>".encode()
    tree = f"/ParentTree << /Nums [{' '.join(parents)}] >>"
    objects[root - 1] = f"<< /Type /StructTreeRoot /K {document} 0 R {tree} >>".encode()
    return root


def _node(
    node: Node,
    parent: int,
    page: int,
    numbers: dict[int, int],
    objects: list[bytes],
) -> int:
    objects.append(b"")
    number = numbers[id(node)] = len(objects)
    kids = [
        str(one) if isinstance(one, int) else f"{_node(one, number, page, numbers, objects)} 0 R"
        for one in node.below
    ]
    listed = kids[0] if len(kids) == 1 else f"[{' '.join(kids)}]"
    told = f" /K {listed}" if kids else ""
    about = " ".join(
        [
            *([f"/Scope /{node.scope}"] if node.scope else []),
            *([f"/ColSpan {node.columns}"] if node.columns > 1 else []),
            *([f"/RowSpan {node.rows}"] if node.rows > 1 else []),
        ]
    )
    attributes = f" /A << /O /Table {about} >>" if about else ""
    on = f" /Pg {page} 0 R" if any(isinstance(one, int) for one in node.below) else ""
    body = f"<< /S /{node.kind} /P {parent} 0 R{on}{told}{attributes} >>"
    objects[number - 1] = body.encode()
    return number
