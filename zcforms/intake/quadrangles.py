"""Where a sheet of paper lies in a photo: its four corners, from its edges; or that it is not all there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Corners = tuple[Point, Point, Point, Point]  # from the upper left one on, clockwise
_Line = tuple[float, float]  # how much it leans for each dot along it, and where it begins

_LOOKED_AT = 320  # dots of the longer side: lines through many of them are true to a tenth of a dot
_FOUND = 255
_LEAST = 0.15  # of the photo: what is smaller is not what it was taken of
_UNLIKE = 0.05  # of its area, by which a sheet may differ from what its corners enclose
_OFF = 2.0  # dots from an edge: what is farther is a thumb, or a corner that is folded
_LEANS = 0.6  # beyond 30° nobody knows which side is up
_END = 0.1  # of an edge that is not looked at where it meets the next


def corners_of(photo: Image.Image) -> Corners | None:
    """The corners of the one bright sheet in a photo, in its dots; None if no whole sheet lies there."""
    small = photo.convert("L")
    small.thumbnail((_LOOKED_AT, _LOOKED_AT))
    sheet = _bright_piece(small)
    if sheet is None:
        return None
    rows, columns = _extents(sheet), _extents(sheet.transpose(Image.Transpose.TRANSPOSE))
    ends = [(x, y) for y, *extent in rows for x in extent]
    upper_left, lower_right = (choose(ends, key=sum) for choose in (min, max))
    upper_right, lower_left = (choose(ends, key=lambda p: p[0] - p[1]) for choose in (max, min))
    left, right = (
        _line([(y, extent[side]) for y, *extent in rows], upper[1], lower[1])
        for side, upper, lower in ((0, upper_left, lower_left), (1, upper_right, lower_right))
    )
    top, bottom = (
        _line([(x, extent[side]) for x, *extent in columns], start[0], end[0])
        for side, start, end in ((0, upper_left, upper_right), (1, lower_left, lower_right))
    )
    if left is None or right is None or top is None or bottom is None:
        return None
    corners = tuple(_crossing(*pair) for pair in ((left, top), (right, top), (right, bottom), (left, bottom)))
    if not _is_like(sheet, rows, corners):
        return None
    across, down = photo.width / small.width, photo.height / small.height
    one, two, three, four = ((x * across, y * down) for x, y in corners)
    return one, two, three, four


def _bright_piece(grey: Image.Image) -> Image.Image | None:
    """What is bright around the middle, in one piece; None if there is none, or it goes on outside."""
    soft = grey.filter(ImageFilter.GaussianBlur(1.5))
    level = _parting(soft.histogram())
    mask = soft.point(lambda v: 128 * (v > level))
    mask = mask.filter(ImageFilter.MaxFilter(7)).filter(ImageFilter.MinFilter(7))  # what is written closes
    near = mask.crop((mask.width // 3, mask.height // 3, mask.width * 2 // 3, mask.height * 2 // 3)).tobytes()
    place = near.find(128)
    if place < 0:
        return None
    down, across = divmod(place, mask.width * 2 // 3 - mask.width // 3)
    ImageDraw.floodfill(mask, (mask.width // 3 + across, mask.height // 3 + down), _FOUND)
    sheet = mask.point(lambda v: _FOUND * (v == _FOUND))
    left, top, right, bottom = sheet.getbbox() or (0, 0, 0, 0)
    if left == 0 or top == 0 or right == sheet.width or bottom == sheet.height:
        return None
    return sheet


def _parting(histogram: Sequence[int]) -> int:
    """The grey that parts a picture best into dark and bright (Otsu 1979)."""
    total, weighted = sum(histogram), sum(v * n for v, n in enumerate(histogram))
    best, chosen, below, under = -1.0, 0, 0, 0
    for value, count in enumerate(histogram):
        below += count
        under += value * count
        if 0 < below < total:
            apart = (weighted * below - under * total) ** 2 / (below * (total - below))
            if apart > best:
                best, chosen = apart, value
    return chosen


def _extents(sheet: Image.Image) -> list[tuple[int, int, int]]:
    """Of every row that has something: its number, where it begins and where it ends, in dots."""
    raw, width = sheet.tobytes(), sheet.width
    rows = ((y, raw[y * width : (y + 1) * width]) for y in range(sheet.height))
    return [(y, row.find(_FOUND), row.rfind(_FOUND) + 1) for y, row in rows if _FOUND in row]


def _line(points: Iterable[tuple[float, float]], start: float, end: float) -> _Line | None:
    """The straight line through what lies along an edge; None if there is too little, or it leans too far."""
    spared = (end - start) * _END
    along = [point for point in points if start + spared <= point[0] <= end - spared]
    for _ in range(2):
        if len(along) < 10:
            return None
        count = len(along)
        a, b = (sum(point[k] for point in along) / count for k in (0, 1))
        spread = sum((x - a) ** 2 for x, _ in along)
        lean = sum((x - a) * (y - b) for x, y in along) / spread
        along = [(x, y) for x, y in along if abs(y - b - lean * (x - a)) <= _OFF]
    return (lean, b - lean * a) if abs(lean) <= _LEANS else None


def _crossing(upright: _Line, level: _Line) -> Point:
    """Where x = a·y + b and y = c·x + d meet."""
    (a, b), (c, d) = upright, level
    y = (c * b + d) / (1 - a * c)
    return a * y + b, y


def _is_like(sheet: Image.Image, rows: Iterable[tuple[int, int, int]], corners: Sequence[Point]) -> bool:
    """Whether a sheet is large enough, and covers what its corners enclose and nothing else."""
    covered, enclosed = (Image.new("1", sheet.size) for _ in range(2))
    for y, start, end in rows:
        ImageDraw.Draw(covered).line((start, y, end - 1, y), fill=_FOUND)
    ImageDraw.Draw(enclosed).polygon(corners, fill=_FOUND)
    area, other = (
        picture.histogram()[_FOUND] for picture in (covered, ImageChops.logical_xor(covered, enclosed))
    )
    return area >= _LEAST * sheet.width * sheet.height and other <= _UNLIKE * area
