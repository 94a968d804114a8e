"""The platform mark: tiled across every page, drawn as outlines, so that no text is added.

One shared Form XObject holds the mark's glyph outlines; one more for each page size repeats it. A
page gets two short streams (ISO 32000-1, 8.10); its own content stays as it is unless it was not closed.
A page that bears a mark of ours already gets the next one between its rows, so that both can be read.
"""

from __future__ import annotations

import io
import math
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream

from zcforms.ground.errors import UnreadableInput, UsageError, reason
from zcforms.ground.files import read_file
from zcforms.ground.geometry import ordered_box, upright, visible_box
from zcforms.paper.grounds import drawables, has_ground
from zcforms.paper.isolation import free_names, isolate, own_contents
from zcforms.paper.looking import dark, unseen
from zcforms.paper.outlines import outlines
from zcforms.paper.reading import decoded, document_of, is_dynamic, is_signed, listening

SIZE = 15.0  # pt
ANGLE = 45.0  # degrees
GAP_ALONG = 70.0  # pt between marks of a row
GAP_ACROSS = 105.0  # pt between rows
ENLARGED_FROM = 4000.0  # pt: the longer side of a page from which the mark is larger
FULL_FROM = 400.0  # pt: the shorter side of a page from which the mark has its full size
INK = 0.16  # of black: 15–20 % does not hide text (requirements G26)
_LAYERS = (0.0, 0.5, 0.25, 0.75)  # of GAP_ACROSS: where the rows of one text after the other stand on a page
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do(?![^\s])")  # what draws a mark, or a page that bears one
_MARK = re.compile(r"/ZCMark\d+")
_PLACED_IN = 8  # pages, one placed on the other, the innermost of which may bear a mark


@lru_cache(8)
def _packed(content: bytes) -> bytes:
    """A content as its stream holds it: the mark of a batch is the same in all of its documents."""
    return zlib.compress(content)


@lru_cache(32)  # sizes of pages
def _tiles(width: float, height: float, mark_width: float, shift: float) -> bytes:
    """Placements of the mark that cover a page of width × height pt, rows offset like bricks.

    All rows are moved by `shift` of their distance.
    """
    # On a page smaller than A5 the pattern shrinks with it, or a corner would stay bare.
    # … and on a very long one it grows, or there would be millions of marks.
    scale = max(min(1.0, min(width, height) / FULL_FROM), max(width, height) / ENLARGED_FROM)
    cos, sin = (f(math.radians(ANGLE)) for f in (math.cos, math.sin))
    length = mark_width * scale
    step, pitch = length + GAP_ALONG * scale, GAP_ACROSS * scale
    reach = math.hypot(width, height) / 2
    rows, columns = math.ceil(reach / pitch), math.ceil((reach + length) / step) + 1
    operators = ["/G gs"]
    for row in range(-rows - (shift > 0), rows + 1):
        for column in range(-columns, columns + 1):
            along, across = (column + (row % 2) / 2) * step - length / 2, (row + shift) * pitch
            x = width / 2 + along * cos - across * sin
            y = height / 2 + along * sin + across * cos
            if -length * cos < x < width and -length * sin < y < height:
                a, b = cos * scale, sin * scale
                operators.append(f"q {a:.5f} {b:.5f} {-b:.5f} {a:.5f} {x:.2f} {y:.2f} cm /M Do Q")
    return "\n".join(operators).encode()


class Stamper:
    """The mark inside one PDF: its XObjects are made once and shared by all pages."""

    def __init__(self, pdf: Pdf, text: str) -> None:
        if not text.strip():
            raise UsageError("水印文字不能为空")
        self._path, self._width = outlines(text, SIZE)
        self._pdf = pdf
        self._mark = pdf.make_indirect(
            Stream(
                pdf,
                _packed(self._path),
                Filter=Name.FlateDecode,
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, -SIZE, round(self._width, 2), SIZE * 1.5]),
            )
        )
        self._gs = pdf.make_indirect(Dictionary(Type=Name.ExtGState, ca=INK, AIS=False))
        self._before = pdf.make_indirect(Stream(pdf, b"q\n"))
        self._sheets: dict[tuple[float, float, float], Any] = {}
        self._after: dict[tuple[Any, ...], tuple[Name, Any]] = {}
        self._names = free_names(pdf.pages, "ZCMark")

    def _sheet(self, width: float, height: float, shift: float) -> Any:
        key = (max(round(width, 1), 0.1), max(round(height, 1), 0.1), shift)
        if key not in self._sheets:
            self._sheets[key] = self._pdf.make_indirect(
                Stream(
                    self._pdf,
                    _packed(_tiles(key[0], key[1], self._width, shift)),
                    Filter=Name.FlateDecode,
                    Type=Name.XObject,
                    Subtype=Name.Form,
                    BBox=Array([0, 0, *key[:2]]),
                    Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray),
                    Resources=Dictionary(XObject=Dictionary(M=self._mark), ExtGState=Dictionary(G=self._gs)),
                )
            )
        return self._sheets[key]

    def layer(self, page: pikepdf.Page) -> int:
        """How many other texts are marked on a page below this one; UsageError if no more can be read."""
        below = list(dict.fromkeys(_marks_on(page)))
        layer = below.index(self._path) if self._path in below else len(below)
        if layer >= len(_LAYERS):
            hint = "用没有加过水印的原文件，把要写的合成一条"
            raise UsageError(f"页面上已有{layer}种水印，再加就看不清了", hint=hint)
        return layer

    def stamp(self, page: pikepdf.Page, layer: int) -> bool:
        """Put the mark over one page, upright as the page is seen; whether its content was not closed."""
        not_closed = isolate(self._pdf, page)
        box, rotation = visible_box(page.mediabox, page.cropbox), int(page.rotation) % 360
        seen, matrix = upright(box, rotation)
        key = (*(round(n, 2) for n in box), rotation, layer)
        if key not in self._after:
            name = next(self._names)
            content = (
                "\nQ\n/Artifact <</Type /Pagination /Subtype /Watermark>> BDC\nq "
                + " ".join(f"{n:.4f}" for n in matrix)
                + f" cm {name} Do Q\nEMC\n"
            )
            self._after[key] = (name, self._pdf.make_indirect(Stream(self._pdf, content.encode())))
        name, after = self._after[key]
        page.add_resource(self._sheet(*seen[2:], _LAYERS[layer]), Name.XObject, name)
        page.obj.Contents = Array([self._before, *own_contents(page), after])
        return not_closed


def stamp_any(pdf: bytes, text: str) -> bytes:
    """A PDF that anybody made with a text as the mark on every page; UnreadableInput as of stamp_file."""
    with _of_a_stranger(""):
        return stamp(pdf, text)


def stamp(pdf: bytes, text: str) -> bytes:
    """A PDF of ours with the mark on every page."""
    with document_of(pdf) as document:
        _stamp_all(document, text)
        target = io.BytesIO()
        document.save(target, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return target.getvalue()


@dataclass(frozen=True)
class Stamped:
    """A stamped file: its pages, whether it carried a signature, the pages where not all of the mark is seen.

    `marked` are the pages that bore a mark of another text already; `restricted` if an owner's password
    protects it, as it does the original; `repaired` if that is damaged, and something of it may be lost.
    `attached` is how many files it carries within, which bear no mark.
    """

    pages: int
    signed: bool
    restricted: bool
    repaired: bool
    hidden: tuple[int, ...]
    marked: tuple[int, ...]
    attached: int


def stamp_file(source: Path, target: Path, text: str, deliver: Callable[[Path, bytes], str]) -> Stamped:
    """Stamp any PDF into another file, and look whether the mark is seen where that is not certain.

    Raises UnreadableInput for what is no PDF or wants a password.
    """
    try:
        raw = read_file(source)
    except OSError as e:
        raise UnreadableInput(f"无法读取（{reason(e)}）", where=str(source)) from e
    with _of_a_stranger(str(source)):
        with listening() as heard, document_of(raw) as document:
            signed = is_signed(document)
            pages, restricted = len(document.pages), document.is_encrypted
            attached = len(document.attachments)
            if not pages:
                raise UnreadableInput("PDF没有页面", where=str(source))
            dynamic = is_dynamic(document)  # then none of its pages is what is marked here
            grounds = [n for n, page in enumerate(document.pages, 1) if has_ground(page)]
            layers, doubtful = _stamp_all(document, text)
            repaired = bool(heard or document.get_warnings())  # after all that is read of it
            drawn = _alone([(document.pages[n - 1], layers[n - 1]) for n in doubtful], text)
            document.save(stamped := io.BytesIO(), deterministic_id=not restricted, encryption=restricted)
        before, after = (_as_others_draw(one, doubtful) for one in (raw, stamped.getvalue()))
    deliver(target, stamped.getvalue())
    hidden = sorted({*unseen(before, after, drawn, doubtful), *dark(raw, grounds)})
    hidden = [*range(1, pages + 1)] if dynamic else hidden
    marked = tuple(number for number, layer in enumerate(layers, 1) if layer)
    return Stamped(pages, signed, restricted, repaired, tuple(hidden), marked, attached)


@contextmanager
def _of_a_stranger(where: str) -> Iterator[None]:
    """UnreadableInput while a PDF is worked on that wants a password, or is damaged."""
    try:
        yield
    except pikepdf.PasswordError as e:
        raise UnreadableInput("PDF设有打开密码", hint="去掉密码后另存一份", where=where) from e
    except (pikepdf.PdfError, AttributeError, TypeError, ValueError, RuntimeError) as e:
        raise UnreadableInput("不是完好的PDF文件", hint="重新导出后再试", where=where) from e


def _stamp_all(document: Pdf, text: str) -> tuple[list[int], list[int]]:
    """Put the mark on every page: how many other texts lie below it on each.

    And the pages (from 1) where it may not be seen, for what was drawn by others.
    """
    stamper = Stamper(document, text)
    layers, doubtful = [], []
    for number, page in enumerate(document.pages, 1):
        layers.append(stamper.layer(page))
        if stamper.stamp(page, layers[-1]) or sum(map(_covered, _notes(page))) > SIZE**2:
            doubtful.append(number)
    return layers, doubtful


def _marks_on(page: pikepdf.Page) -> Iterator[bytes]:
    """The outlines of each mark of ours that a page draws, itself or by a page that somebody placed on it."""
    if not _bears(page.resources, set(), _PLACED_IN):
        return
    try:
        content = b"\n".join(map(decoded, own_contents(page)))
        yield from _marks_in(content, page.resources, set(), _PLACED_IN)
    except (pikepdf.PdfError, pikepdf.DataDecodingError):
        return


def _bears(resources: Any, known: set[tuple[int, int]], within: int) -> bool:
    """Whether a mark of ours is among what can be drawn with some resources: no content is looked at."""
    drawn = drawables(resources)
    if any(map(_MARK.fullmatch, drawn)):
        return True
    forms = [one for one in drawn.values() if _is_form(one) and one.objgen not in known] if within else []
    known |= {one.objgen for one in forms}
    return any(_bears(one.get(Name.Resources), known, within - 1) for one in forms)


def _is_form(shown: Any) -> bool:
    return isinstance(shown, Stream) and shown.get(Name.Subtype) == Name.Form


def _marks_in(content: bytes, resources: Any, known: set[tuple[int, int]], within: int) -> Iterator[bytes]:
    drawn = drawables(resources)
    for name in dict.fromkeys(_DRAWN.findall(content)):
        shown = drawn.get(f"/{name.decode('utf-8', 'surrogateescape')}")
        if not _is_form(shown) or shown.objgen in known:
            continue
        known.add(shown.objgen)
        inner = shown.get(Name.Resources, Dictionary())
        mark = drawables(inner).get("/M")
        if not name.startswith(b"ZCMark"):
            yield from _marks_in(decoded(shown), inner, known, within - 1) if within else ()
        elif isinstance(mark, Stream):
            yield decoded(mark)


def _alone(pages: Sequence[tuple[pikepdf.Page, int]], text: str) -> bytes:
    """The mark as it stands on some pages, each with the texts below it, on sheets like theirs."""
    with Pdf.new() as sheets:
        stamper = Stamper(sheets, text)
        for page, layer in pages:
            sheet = sheets.add_blank_page()
            left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
            sheet.obj.MediaBox, sheet.obj.Rotate = Array([left, bottom, right, top]), int(page.rotation)
            sheet.obj.UserUnit = page.obj.get(Name.UserUnit, 1)
            stamper.stamp(sheet, layer)
        target = io.BytesIO()
        sheets.save(target)
    return target.getvalue()


def _notes(page: pikepdf.Page) -> Iterator[Any]:
    notes = page.obj.get(Name.Annots)
    return (note for note in (notes if isinstance(notes, Array) else ()) if isinstance(note, Dictionary))


def _as_others_draw(raw: bytes, numbers: Sequence[int]) -> bytes:
    """A PDF with other annotations instead of those, on some pages (from 1), that we look with leaves out.

    Other readers draw fields that no form has, and surfaces of many corners that have no appearance.
    """
    if not numbers:
        return raw
    with listening(), document_of(raw) as document:
        form = document.Root.get(Name.AcroForm)
        loose = not (isinstance(form, Dictionary) and len(form.get(Name.Fields, Array())))
        others = 0
        for note in (note for number in numbers for note in _notes(document.pages[number - 1])):
            kind = note.get(Name.Subtype)
            if loose and kind == Name.Widget and Name.AP in note:
                note.Subtype = Name.Stamp
            elif kind == Name.Polygon and Name.IC in note and Name.AP not in note:
                note.Subtype = Name.Square
            others += note.get(Name.Subtype) != kind
        if others:
            document.save(shown := io.BytesIO())
    return shown.getvalue() if others else raw


def _covered(note: Any) -> float:
    """How much of a page an annotation may be drawn over, in pt²: all of it, if that cannot be read."""
    if note.get(Name.Subtype) == Name.Popup or (note.get(Name.Subtype) == Name.Link and Name.AP not in note):
        return 0.0
    try:
        left, bottom, right, top = ordered_box(note.get(Name.Rect, (0, 0, 0, 0)))
    except (TypeError, ValueError):
        return math.inf
    return (right - left) * (top - bottom)
