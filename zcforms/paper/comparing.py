"""Two versions of a PDF, page by page: what stayed, what is other, what came and went; and pictures of it.

Pages are told apart by what is seen on them. The foot has the page number, which moves with every page that
is put in before: where nothing else is other, only that is said.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

import img2pdf
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFont

from zcforms.chinese.typefaces import faces, file_of
from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import read_file
from zcforms.ground.room import Spoiled, room

_DPI, _SHOWN_DPI = 50, 120
_FOOT = 25.0  # mm from below: where volumes have the number, the caption's foot, the mark of copies
_AT_ONCE = 50  # pages: few enough for the limits of the room
_LARGEST = 3000  # dots a side of a page's picture
_NEAR = 8  # dots: differences as close as that are framed together
_FAINT = 24  # of 255: what nobody sees
_SHEET, _EDGE = (1754, 1240), 30  # A4 landscape at 150 dpi, in dots
_A4_LANDSCAPE = (img2pdf.mm_to_pt(297), img2pdf.mm_to_pt(210))
_RED, _GREY = (200, 30, 30), (150, 150, 150)
T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """A page that is not as it was: its number (from 1) in the old and in the new version, if it has one."""

    old: int | None
    new: int | None


@dataclass(frozen=True)
class Comparison:
    """The pages of both versions, those that are other, and how many differ in the foot only."""

    old_pages: int
    new_pages: int
    changes: tuple[Change, ...]
    renumbered: int

    def counterpart(self, new: int) -> int | None:
        """The page of the old version beside which a page of the new one stands; None if it has none."""
        for change in self.changes:
            if change.new == new:
                return change.old
        stayed = [page for page in range(1, self.new_pages + 1) if page not in {c.new for c in self.changes}]
        left = [page for page in range(1, self.old_pages + 1) if page not in {c.old for c in self.changes}]
        return dict(zip(stayed, left, strict=True)).get(new)


def compare(old: Path, new: Path) -> Comparison:
    """Compare two PDFs; UnreadableInput for one that cannot be read."""
    seen = [_seen(path) for path in (old, new)]
    before, after = ([body for body, _ in pages] for pages in seen)
    changes: list[Change] = []
    renumbered = 0
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            renumbered += sum(seen[0][a + n] != seen[1][c + n] for n in range(b - a))
        else:
            pairs = zip_longest(range(a + 1, b + 1), range(c + 1, d + 1))
            changes += [Change(*pair) for pair in pairs]
    return Comparison(len(seen[0]), len(seen[1]), tuple(changes), renumbered)


def pictures(old: Path, new: Path, changes: Sequence[Change]) -> bytes:
    """The pages that are other as a PDF on A4 landscape: the old one at the left, the new one at the right.

    What is other is framed. UnreadableInput for a file that cannot be read.
    """
    sheets: list[bytes] = []
    before, after = _content(old), _content(new)
    for start in range(0, len(changes), _AT_ONCE):
        some = changes[start : start + _AT_ONCE]
        sheets += _in_room(_sheets, new, before, after, some)
    return bytes(img2pdf.convert(sheets, nodate=True, layout_fun=img2pdf.get_layout_fun(_A4_LANDSCAPE)))


def _seen(path: Path) -> list[tuple[bytes, bytes]]:
    """For each page a digest of what is seen above its foot, and of all that is seen."""
    content, found = _content(path), list[tuple[bytes, bytes]]()
    while True:
        some = _in_room(_digests, path, content, len(found))
        found += some
        if len(some) < _AT_ONCE:
            return found


def _content(path: Path) -> bytes:
    try:
        return read_file(path)
    except OSError as e:
        raise UnreadableInput(f"无法读取文件（{reason(e)}）", where=str(path)) from e


def _in_room(work: Callable[..., T], path: Path, *arguments: object) -> T:
    try:
        return room().call(work, *arguments)
    except (Spoiled, UnreadableInput) as e:
        why = f"这个PDF{e.why}" if isinstance(e, Spoiled) else e.message
        raise UnreadableInput(why, hint="重新导出后再比", where=str(path)) from e


def _digests(content: bytes, start: int) -> list[tuple[bytes, bytes]]:
    with _opened(content) as document:
        return [_digest(document[n]) for n in range(start, min(start + _AT_ONCE, len(document)))]


def _digest(page: pypdfium2.PdfPage) -> tuple[bytes, bytes]:
    picture = _picture(page, _DPI)
    foot = round(_FOOT / 25.4 * picture.height / (page.get_height() / 72))
    body = picture.crop((0, 0, picture.width, max(1, picture.height - foot)))
    size = repr(picture.size).encode()
    whole, above = (hashlib.sha256(size + part.tobytes()).digest() for part in (picture, body))
    return above, whole


def _sheets(old: bytes, new: bytes, changes: Sequence[Change]) -> list[bytes]:
    with _opened(old) as before, _opened(new) as after:
        return [_sheet(before, after, change) for change in changes]


def _sheet(old: pypdfium2.PdfDocument, new: pypdfium2.PdfDocument, change: Change) -> bytes:
    """Both pages side by side, as a PNG."""
    numbers = [change.old, change.new]
    pages = [
        _picture(document[number - 1], _SHOWN_DPI) if number else None
        for document, number in zip((old, new), numbers, strict=True)
    ]
    sheet = Image.new("RGB", _SHEET, "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(str(file_of(faces()[0])), 22)
    frames = _differences(*pages)
    for side, (word, number, page) in enumerate(zip(("原", "现"), numbers, pages, strict=True)):
        x = _EDGE + side * (_SHEET[0] - _EDGE) // 2
        draw.text(
            (x, _EDGE // 2), f"{word}第{number}页" if number else f"{word}没有", fill="black", font=font
        )
        if page is not None:
            shown = page.convert("RGB")
            for frame in frames:
                ImageDraw.Draw(shown).rectangle(frame, outline=_RED, width=2)
            shown.thumbnail((_SHEET[0] // 2 - _EDGE * 3 // 2, _SHEET[1] - 3 * _EDGE))
            sheet.paste(shown, (x, 2 * _EDGE))
            draw.rectangle((x, 2 * _EDGE, x + shown.width, 2 * _EDGE + shown.height), outline=_GREY)
    target = io.BytesIO()
    sheet.save(target, "PNG")
    return target.getvalue()


def _differences(old: Image.Image | None, new: Image.Image | None) -> list[tuple[int, int, int, int]]:
    """Frames round what is other: the strips of both pictures in which anything differs."""
    if old is None or new is None or old.size != new.size:
        return []
    other = ImageChops.difference(old, new).point(lambda v: 255 * (v > _FAINT))
    rows = [y for y in range(other.height) if other.crop((0, y, other.width, y + 1)).getbbox()]
    frames: list[tuple[int, int, int, int]] = []
    for top, bottom in _runs(rows):
        box = other.crop((0, top, other.width, bottom + 1)).getbbox()
        assert box is not None
        frames.append((box[0] - _NEAR // 2, top - _NEAR // 2, box[2] + _NEAR // 2, bottom + _NEAR // 2))
    return frames


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of rows that are near each other."""
    start = last = None
    for row in rows:
        if start is None or last is None:
            start = row
        elif row - last > _NEAR:
            yield start, last
            start = row
        last = row
    if start is not None and last is not None:
        yield start, last


def _picture(page: pypdfium2.PdfPage, dpi: float) -> Image.Image:
    scale = min(dpi / 72, _LARGEST / max(1.0, page.get_width(), page.get_height()))
    picture: Image.Image = page.render(scale=scale, may_draw_forms=True).to_pil()
    return picture.convert("L")


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    """A PDF with what is filled into its fields; UnreadableInput for what is none."""
    try:
        document = pypdfium2.PdfDocument(content)
        document.init_forms()
    except pypdfium2.PdfiumError as e:
        raise UnreadableInput("打不开：不是完好的PDF，或设有打开密码") from e
    return document
