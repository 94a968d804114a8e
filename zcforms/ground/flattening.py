"""A flat thing seen from aside laid flat again, by four points of it."""

from __future__ import annotations

from collections.abc import Sequence

Point = tuple[float, float]
Corners = tuple[Point, ...]  # four
_ASIDE = 0.25  # of the picture's side that the corners of a page may be said to lie outside of it


def across(
    there: Corners, here: Corners, page: tuple[int, int], picture: tuple[int, int]
) -> tuple[float, ...]:
    """The eight numbers by which a point of the page (px) is found in the picture that was taken of it.

    Four points are known in both. Where they, being near together, would lay the page far outside of the
    picture, it is taken as seen from above: turned, moved, and larger or smaller.
    """
    way = perspective(there, here)
    wide, high = page
    corners = [_at(way, corner) for corner in ((0, 0), (wide, 0), (wide, high), (0, high))]
    is_near = all(
        -_ASIDE * side <= value <= (1 + _ASIDE) * side
        for corner in corners
        for value, side in zip(corner, picture, strict=True)
    )
    return way if is_near else _from_above(there, here)


def _at(way: Sequence[float], point: tuple[float, float]) -> Point:
    a, b, c, d, e, f, g, h = way
    x, y = point
    depth = g * x + h * y + 1
    if depth <= 0:
        return float("inf"), float("inf")  # behind who looks
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def perspective(there: Corners, here: Corners) -> tuple[float, ...]:
    """The eight numbers by which points (px) are found in the picture, given four there and here."""
    rows = []
    for (x, y), (u, v) in zip(there, here, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return tuple(_solved(rows))


def _from_above(there: Corners, here: Corners) -> tuple[float, ...]:
    """Turned by one angle and scaled alike: the least squares over complex numbers, u = s·x + t."""
    xs, us = ([complex(*point) for point in points] for points in (there, here))
    middle, aim = sum(xs) / len(xs), sum(us) / len(us)
    over = sum((u - aim) * (x - middle).conjugate() for x, u in zip(xs, us, strict=True))
    by = over / sum(abs(x - middle) ** 2 for x in xs)
    moved = aim - by * middle
    return by.real, -by.imag, moved.real, by.imag, by.real, moved.imag, 0.0, 0.0


def _solved(rows: list[list[float]]) -> list[float]:
    """The solution of linear equations, each its factors and its value (Gauss, with pivots)."""
    size = len(rows)
    for n in range(size):
        best = max(range(n, size), key=lambda row: abs(rows[row][n]))
        rows[n], rows[best] = rows[best], rows[n]
        pivot = rows[n][n] or 1e-12  # points that lie in a line: it is seen where they lead to
        rows[n] = [value / pivot for value in rows[n]]
        for row in range(size):
            if row != n:
                by = rows[row][n]
                rows[row] = [value - by * other for value, other in zip(rows[row], rows[n], strict=True)]
    return [row[-1] for row in rows]
