"""The cells that the lines on a page of a PDF draw: vector rules only, whatever program made them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix, PdfPage

_THIN = 3.0  # pt: what is filled and no thicker is a line
_NEAR = 2.5  # pt: lines as near as that are one
_LEAST = 8.0  # pt: sides of a cell; shorter strokes are no rules
_MOST = 4000  # strokes of a page; a drawing has more

Line = tuple[float, float, float]  # where it is, from, to (pt)


@dataclass(frozen=True)
class Ruled:
    """A cell of a table on a page: rows and columns that it covers (from the top left), its box in pt."""

    row: int
    column: int
    rows: int
    columns: int
    box: tuple[float, float, float, float]  # left, bottom, right, top


def tables_of(page: PdfPage) -> list[list[Ruled]]:
    """The tables that are ruled on a page, from the top, each as its cells; none where too much is drawn."""
    across, down = [], []
    for count, (a, b) in enumerate(_strokes(page)):
        if count > _MOST:
            return []
        if abs(a[1] - b[1]) < 1 and abs(a[0] - b[0]) >= _LEAST:
            across.append((a[1], min(a[0], b[0]), max(a[0], b[0])))
        elif abs(a[0] - b[0]) < 1 and abs(a[1] - b[1]) >= _LEAST:
            down.append((a[0], min(a[1], b[1]), max(a[1], b[1])))
    return cells_of(across, down)


def cells_of(across: Sequence[Line], down: Sequence[Line]) -> list[list[Ruled]]:
    """The tables that level and upright lines make, from the top, each as its cells."""
    found = [_cells(*group) for group in _apart(_joined(across), _joined(down))]
    return sorted((cells for cells in found if len(cells) > 1), key=lambda one: -max(c.box[3] for c in one))


def _strokes(page: PdfPage) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight pieces of what is stroked, or filled as thin as a line, in the page's own space."""
    for found in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(found, fill, stroke)
        left, bottom, right, top = found.get_bounds()
        if not stroke.value and not (fill.value and min(right - left, top - bottom) <= _THIN):
            continue
        yield from pairwise_of(_points(found, found.get_matrix()))


def pairwise_of(
    lines: list[list[tuple[float, float]]],
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """Each point of a line with the next."""
    for line in lines:
        yield from pairwise(line)


def _points(path: Any, matrix: PdfMatrix) -> list[list[tuple[float, float]]]:
    lines: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, n)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        point = matrix.on_point(x.value, y.value)
        if kind == pdfium.FPDF_SEGMENT_LINETO and lines:
            lines[-1].append(point)
        else:
            lines.append([point])
        if pdfium.FPDFPathSegment_GetClose(segment):
            lines[-1].append(lines[-1][0])
    return lines


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Pieces that go on from each other as one line: many programs draw each cell's own."""
    rows: list[list[Line]] = []
    for line in sorted(lines):
        if rows and line[0] - rows[-1][-1][0] <= _NEAR:
            rows[-1].append(line)
        else:
            rows.append([line])
    found = []
    for row in rows:
        at = sum(line[0] for line in row) / len(row)
        (_, start, end), *rest = sorted(row, key=lambda line: line[1])
        for _, begun, ended in rest:
            if begun - end > _NEAR:
                found.append((at, start, end))
                start, end = begun, ended
            end = max(end, ended)
        found.append((at, start, end))
    return found


def _apart(across: Sequence[Line], down: Sequence[Line]) -> list[tuple[list[Line], list[Line]]]:
    """The lines as they hang together: each group is a table."""
    groups: list[tuple[list[Line], list[Line]]] = []
    for line in across:
        touched = [(a, d) for a, d in groups if any(_meet(line, other) for other in d)]
        new = [one for one in down if _meet(line, one) and not any(one in d for _, d in groups)]
        merged_across = [line, *(one for a, _ in touched for one in a)]
        merged_down = [*new, *(one for _, d in touched for one in d)]
        groups = [group for group in groups if group not in touched]
        groups.append((merged_across, merged_down))
    return [group for group in groups if len(group[0]) > 1 and len(group[1]) > 1]


def _meet(across: Line, down: Line) -> bool:
    y, left, right = across
    x, bottom, top = down
    return left - _NEAR <= x <= right + _NEAR and bottom - _NEAR <= y <= top + _NEAR


def _cells(across: Sequence[Line], down: Sequence[Line]) -> list[Ruled]:
    """The cells of a table: elementary ones, joined where no line is between them."""
    xs, ys = _clustered(x for x, *_ in down), _clustered(y for y, *_ in across)[::-1]
    size = len(ys) - 1, len(xs) - 1
    seen: set[tuple[int, int]] = set()
    cells = []
    for row in range(size[0]):
        for column in range(size[1]):
            if (row, column) in seen:
                continue
            far = column
            while far + 1 < size[1] and not _is_between(down, xs[far + 1], ys[row + 1], ys[row]):
                far += 1
            low = row
            while low + 1 < size[0] and not _is_between(across, ys[low + 1], xs[column], xs[column + 1]):
                low += 1
            seen |= {(r, c) for r in range(row, low + 1) for c in range(column, far + 1)}
            box = xs[column], ys[low + 1], xs[far + 1], ys[row]
            if _is_closed(across, down, box):
                cells.append(Ruled(row, column, low - row + 1, far - column + 1, box))
    return cells


def _clustered(values: Iterator[float]) -> list[float]:
    found: list[list[float]] = []
    for value in sorted(values):
        if found and value - found[-1][-1] <= _NEAR:
            found[-1].append(value)
        else:
            found.append([value])
    return [sum(group) / len(group) for group in found]


def _is_between(lines: Sequence[Line], at: float, start: float, end: float) -> bool:
    """Whether a line at a place covers the middle between two others."""
    middle = (start + end) / 2
    return any(abs(p - at) <= _NEAR and a - _NEAR <= middle <= b + _NEAR for p, a, b in lines)


def _is_closed(across: Sequence[Line], down: Sequence[Line], box: Sequence[float]) -> bool:
    left, bottom, right, top = box
    sides = [_is_between(down, x, bottom, top) for x in (left, right)]
    return all(sides) and all(_is_between(across, y, left, right) for y in (bottom, top))
