"""Values into PDF by way of an HTML template: fitted, typeset, laid out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from zcforms.fillers.apart import apart
from zcforms.fillers.dated import DatedBox
from zcforms.fillers.engine import KEPT, Filled, prove_sheets, undisturbed
from zcforms.fillers.fitting import CONTINUES, Box, Fit, fit, split, untorn
from zcforms.fillers.html import citing, tree
from zcforms.fillers.html.checking import check_names
from zcforms.fillers.html.compiled import ValueBox, compiled
from zcforms.fillers.html.laying import lay_out, to_pdf
from zcforms.fillers.html.setting import Setting, rest, style_of, text_of, writer
from zcforms.fillers.html.template import Pen, typeset
from zcforms.forms import FieldSpec, Form, Values, is_ours, left_blank
from zcforms.ground.errors import BrokenForm
from zcforms.ground.findings import Finding, Path, Severity

__all__ = [
    "Filled",
    "ValueBox",
    "check_template",
    "compiled",
    "compose",
    "fill",
    "fitted",
    "fitted_cells",
    "overflows",
]

_TOLERANCE = 0.5  # mm by which the line box of a text may reach beyond its block without a stroke of it
_LONG = 60  # characters from which a field may be what makes a form spill


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value in the tightest of its boxes: how it fits there, and what becomes of it if it does not."""

    box: Box
    fit: Fit
    overflow: str
    alike: bool  # all its boxes are as wide as this one


@dataclass(frozen=True, slots=True)
class Fits:
    """How the values fit: the fields by name, and by column and row what stands in blocks of fixed height."""

    fields: Mapping[str, Fitted]
    cells: Mapping[tuple[str, int], tuple[Box, Fit]]


@apart
def fill(form: Form, values: Values, duplex: bool = False) -> Filled:
    """Lay out a form with its values: A4 pages as PDF, with mirrored margins for two sides.

    A value too large for its box is a finding, and the PDF is then for looking at only; so is a
    form that spills over its fixed pages. Raises BrokenForm for a fault of the template, MissingTool without
    Pango.
    """
    with undisturbed():
        return _filled(form, values, duplex)


def _filled(form: Form, values: Values, duplex: bool) -> Filled:
    fits = Fits(fitted(form, values), fitted_cells(form, values))
    html = compose(form, values, fits=fits)
    document = lay_out(html, form, values.images, duplex)
    pieces = _pieces(form, document)
    if misjudged := tree.misjudged_of(pieces):
        html = compose(form, values, misjudged, fits)
        document = lay_out(html, form, values.images, duplex)
        pieces = _pieces(form, document)
    findings = (
        _overflows(form, values, fits) or spills(form, values, document) or _overprints(form, values, pieces)
    )
    findings += _torn(form, values, document)
    # The identifier follows from the content, so that the same input gives the same bytes.
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    jumps = tuple(citing.jumps(form, document)) if form.cites else ()
    count = len(document.pages)
    del pieces  # of a long list they are much, and so are the pages, which to_pdf lets go of
    pdf, way = to_pdf(document, form, identifier)
    return Filled(pdf, count, findings, jumps=jumps, way=way)


def _pieces(form: Form, document: Any) -> list[tree.Piece]:
    """What values are judged by; of a form that cites, all: what it cites is read off the same pages."""
    if not form.cites:
        return tree.distinct(document)
    return [piece for page in document.pages for piece in tree.pieces(page)]


@apart
@lru_cache(KEPT)  # every job proves all forms, which are the same as the last job's
def check_template(form: Form) -> None:
    """Prove that template and manifest agree, and that columns ask for what can be done, else BrokenForm."""
    check_names(form)
    if not is_ours(form):
        prove_sheets(form)
    for name, table in form.tables.items():
        for column, spec in table.columns.items():
            path, where = f"{name}.{column}", f"{form.id}/form.yaml"
            if spec.overflow in ("grow", "continue"):
                said = f"列“{path}”不能写overflow: {spec.overflow}"
                hint = "表格的行总会长高；固定高度的块里放不下就报告，所以这一项不用写"
                raise BrokenForm(said, hint=hint, where=where)
            if (spec.floor or spec.overflow) and not _fixed(form, path):
                said = f"列“{path}”的floor和overflow不起作用：它不在固定高度的块里，行会长高"
                raise BrokenForm(said, hint="删去，或在模板里给它一个写明高度（height）的块", where=where)


def _fixed(form: Form, path: str) -> bool:
    filled = replace(left_blank(form), blank=False)
    return any(box.field == path and box.alone and not box.grows for box in compiled(form, filled))


@apart
def overflows(form: Form, values: Values) -> tuple[Finding, ...]:
    """Which values are too large for their boxes even at the smallest size, measured, not laid out.

    The path of a finding is the field, or the table, the row (from 0) and the column, as of all here.
    """
    return _overflows(form, values, Fits(fitted(form, values), fitted_cells(form, values)))


def _overflows(form: Form, values: Values, fits: Fits) -> tuple[Finding, ...]:
    over: list[tuple[str, Path, Fit]] = [
        (form.spec(name).title, (name,), found.fit)
        for name, found in fits.fields.items()
        if found.overflow == "error"
    ]
    for (name, row), (_, fitting) in fits.cells.items():
        table, _, column = name.partition(".")
        over.append((_cell(form, name, row), (table, row - 1, column), fitting))
    return tuple(
        Finding(
            "text-overflows",
            f"《{values.title}》超出“{title}”约{fit.excess}行",
            hint=f"该栏最小字号{fit.size:g}磅仍放不下，请压缩文字",
            path=path,
        )
        for title, path, fit in over
        if fit.excess
    )


def _cell(form: Form, name: str, row: int | None = None) -> str:
    """What a column is called: its table, its row (from 1) and its title."""
    at = f"第{row}行" if row else ""
    return f"{form.tables[name.partition('.')[0]].title}{at}{form.spec(name).title}".replace("\n", "")


def _overprints(form: Form, values: Values, pieces: Sequence[tree.Piece]) -> tuple[Finding, ...]:
    """Which values reach beyond a block of fixed height that they share with other print."""
    over: dict[str, None] = {}
    for piece in pieces if not values.blank else ():
        if piece.room and not piece.room.cell and piece.value is not None and piece.text:
            text, room = tree.outside(piece.box), tree.outside(piece.room.box)
            if text.y + text.height > room.y + room.height + _TOLERANCE:
                over.setdefault(piece.value.get("data-field"))
    return tuple(
        Finding(
            "text-overflows",
            f"《{values.title}》“{title}”印到了格子外面",
            hint="请压缩文字",
            path=() if "." in name else (name,),
        )
        for name, title in (
            (name, _cell(form, name) if "." in name else form.spec(name).title) for name in over
        )
    )


def _torn(form: Form, values: Values, document: Any) -> tuple[Finding, ...]:
    """Which cells of tables are higher than a page, so that their rows are torn."""
    cells = [(value.get("data-field"), "".join(value.itertext()).split()) for value in tree.torn(document)]
    found = []
    for name, words in cells:
        table, _, column = name.partition(".")
        for number, row in enumerate(values.tables.get(table, ())):
            if "".join(row.cells[column].split()) == "".join(words):
                said = f"《{values.title}》“{_cell(form, name, number + 1)}”一页放不下，这一行断成两页"
                path = (table, number, column)
                found.append(Finding("row-torn", said, Severity.WARNING, hint="请压缩文字", path=path))
    return tuple(found)


def spills(form: Form, values: Values, document: Any) -> tuple[Finding, ...]:
    """Whether a form of fixed pages was laid out on another number of them."""
    if form.pages is None:
        return ()
    # The form itself ends where its continuation begins.
    own = [p for p in document.pages if not any(name.startswith("continuation") for name in p.anchors)]
    if form.pages == len(own):
        return ()
    said = f"《{values.title}》应为{form.pages}页，排出{len(own)}页"
    if over := sum(len(_lines(page)) for page in own[form.pages :]):
        said += f"，超出约{over}行"
    field, table = _longest(values.fields, _LONG), _longest(values.tables, 2)
    longest = [f"“{form.fields[field].title}”（共{len(values.fields[field])}字）"] if field else []
    longest += [f"“{form.tables[table].title}”（共{len(values.tables[table])}行）"] if table else []
    hint = "请压缩" + ("、".join(longest) or "较长的栏目")
    return (Finding("form-spills", said, hint=hint, path=(field,) if field else ()),)


def _lines(page: Any) -> set[int]:
    """Where the lines of a page stand, in mm: those of cells side by side are one."""
    return {round(tree.outside(piece.box).y) for piece in tree.pieces(page) if piece.text}


def _longest(held: Mapping[str, Sized], least: int) -> str:
    """The field with most text or the table with most rows, to be looked at first; "" if none has so many."""
    long = {name: len(one) for name, one in held.items() if len(one) >= least}
    return max(long, key=long.__getitem__, default="")


def compose(
    form: Form,
    values: Values,
    rooms: Mapping[int, tuple[float, float]] = MappingProxyType({}),
    fits: Fits | None = None,
) -> str:
    """The markup of a form with its values, each set in the size and the lines in which it fits its box.

    What does not fit and may continue is cut there, and goes on after the form. `rooms` are those of
    values that turned out to be others than compiled ones (mm, pt), by their number; `fits` how the values
    fit, where that has been measured.
    """
    fits = fits or Fits(fitted(form, values), fitted_cells(form, values))
    centred = {name for name, rooms in _rooms(form, values).items() if rooms[0].align == "center"}
    settings = {
        name: Setting(style_of(spec.size, spec.leading), centred=name in centred)
        for name, spec in {**form.fields, **form.columns}.items()
    }
    cells = _cells(form, values, settings, fits)
    texts, continued = dict(values.fields), []
    for name, found in fits.fields.items():
        size, lines = found.fit.size, found.fit.set
        if found.fit.excess and found.overflow == "continue":
            spec = form.fields[name]
            head, tail = split(texts[name], found.box, size)
            texts[name] = head.rstrip("\n") + CONTINUES
            if not found.box.flows:
                lines = found.box.set(texts[name], size, found.box.lines(size))
            continued.append((spec.title, rest(tail, spec, torn=not head.endswith("\n"))))
        style = settings[name].style
        if size < found.box.size or form.fields[name].roomy:
            style = style_of(size, found.box.leading)
        settings[name] = Setting(style, lines if found.alike else (), (found.box.width, size))
    values = replace(values, fields=texts)
    pen = Pen(
        writer(form, values, settings, cells, rooms),
        text=lambda name, row=None: text_of(values, name, row),
        has_image=lambda name: name in values.images,
    )
    return typeset(form, values, pen, continued)


def fitted(form: Form, values: Values) -> dict[str, Fitted]:
    """Every value that has a box to itself, in the tightest of its boxes."""
    tightest: dict[str, Fitted] = {}
    for name, rooms in _rooms(form, values).items():
        text = values.fields.get(name)
        if not text:
            continue
        for room in rooms:
            found, other = _fitted_in(form, room, text, _alike(rooms)), tightest.get(name)
            if other is None or (found.fit.excess, -found.fit.size) > (other.fit.excess, -other.fit.size):
                tightest[name] = found
    return tightest


def _rooms(form: Form, values: Values) -> dict[str, list[ValueBox]]:
    """By field or column, the boxes that hold nothing else; none in a form for writing by hand.

    On paper that is printed already no cell grows.
    """
    rooms: dict[str, list[ValueBox]] = {}
    for room in () if values.blank and not values.overprinted else compiled(form, values):
        if room.alone:
            rooms.setdefault(room.field, []).append(
                replace(room, grows=False) if values.overprinted else room
            )
    return rooms


def _alike(rooms: Sequence[ValueBox]) -> bool:
    """Whether a text is set in the same lines in all of its boxes."""
    first = rooms[0]
    return all(room.size == first.size and abs(room.inner.width - first.inner.width) < 0.1 for room in rooms)


def _cells(
    form: Form, values: Values, settings: Mapping[str, Setting], fits: Fits
) -> Callable[[str, str, bool], Setting | None]:
    """How a column sets a text, if otherwise than all: asked only for texts that are written.

    Where the template states the room, only the size counts, which is smaller only for a word that the
    column does not hold.
    """

    def set_in(box: Box, name: str, size: float, lines: tuple[str, ...]) -> Setting:
        style = style_of(size, box.leading) if size < box.size else settings[name].style
        return Setting(style, lines, (box.width, size))

    fixed = {}
    for (name, row), (box, found) in fits.cells.items():
        table, _, column = name.partition(".")
        fixed[name, values.tables[table][row - 1].cells[column]] = set_in(box, name, found.size, found.set)
    growing = {
        name: _box(form, rooms[0])
        for name, rooms in _rooms(form, values).items()
        if "." in name and rooms[0].grows and _alike(rooms)
    }

    def setting(name: str, text: str, stated: bool) -> Setting | None:
        box = growing.get(name)
        if (name, text) in fixed or box is None or (stated and box.floor >= box.size):
            return fixed.get((name, text))
        # What must stay on its pages has no line to spare.
        size = box.size if box.flows else untorn(text, box, box.size)
        lines = () if box.flows else box.set(text, size, 1 if form.pages else 0)
        return set_in(box, name, size, lines) if len(lines) > 1 or size < box.size else None

    return setting


def fitted_cells(form: Form, values: Values) -> dict[tuple[str, int], tuple[Box, Fit]]:
    """By column ("table.column") and row (from 1): what stands alone in a block whose height is fixed.

    A row of a table grows with its cells, so what stands in a cell is not fitted.
    """
    tightest: dict[tuple[str, int], tuple[Box, Fit]] = {}
    boxes = [room for rooms in _rooms(form, values).values() for room in rooms]
    for room in (room for room in boxes if room.row is not None and not room.grows):
        table, _, column = room.field.partition(".")
        box = _box(form, room)
        for number, row in enumerate(values.tables[table], 1):
            found, other = fit(row.cells[column], box), tightest.get((room.field, number))
            if other is None or (found.excess, -found.size) > (other[1].excess, -other[1].size):
                tightest[room.field, number] = box, found
    return tightest


def _fitted_in(form: Form, room: ValueBox, text: str, alike: bool) -> Fitted:
    """A text in one room: roomily if it may be and fits so, else as the form has it."""
    overflow, usual = _overflow(form, room), _box(form, room)
    for box in (*_roomy(usual, form.fields[room.field]), usual):
        fitting = fit(text, box)
        if not fitting.excess:
            break
    if fitting.excess and overflow == "grow" and not box.flows:
        fitting = replace(fitting, set=box.set(text, fitting.size))
    return Fitted(box, fitting, overflow, alike)


def _roomy(usual: Box, spec: FieldSpec) -> Iterator[Box]:
    """The same box with the size and leading that a text may have that leaves so much room."""
    if spec.roomy:
        size, leading = spec.roomy
        yield replace(usual, size=size, floor=usual.size, leading=leading)


def _box(form: Form, room: ValueBox) -> Box:
    spec = form.spec(room.field)
    return (DatedBox if spec.format == "dated" else Box)(
        width=room.inner.width,
        height=room.inner.height,
        size=room.size,
        floor=min(room.size, spec.smallest),
        leading=room.leading,
        flows=spec.by_paragraph,
        centred=room.align == "center",
        family=room.family,
        typefaces=form.typefaces,
    )


def _overflow(form: Form, room: ValueBox) -> str:
    """What becomes of a text that is too long: only a cell of an open form may simply grow."""
    usual = form.overflow or ("error" if form.pages or not room.grows else "grow")
    return form.fields[room.field].overflow or usual
