"""Values into PDF by way of an HTML template: fitted, typeset, laid out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any

from zcforms.fillers.apart import apart
from zcforms.fillers.engine import prove_sheets
from zcforms.fillers.filled import Filled
from zcforms.fillers.fitting import CONTINUES, Box, split, untorn
from zcforms.fillers.html import citing, tree
from zcforms.fillers.html.checking import check_names
from zcforms.fillers.html.compiled import ValueBox, compiled
from zcforms.fillers.html.fits import Fits, alike, box_of, fits_of, rooms_of
from zcforms.fillers.html.laying import lay_out, to_pdf, undisturbed
from zcforms.fillers.html.misfits import overflows_of, overprinted, overprints, spills, torn
from zcforms.fillers.html.setting import Setting, rest, style_of, text_of, writer
from zcforms.fillers.html.template import Pen, typeset
from zcforms.forms import Form, Values, is_ours, left_blank
from zcforms.forms.library import KEPT
from zcforms.ground.errors import BrokenForm
from zcforms.ground.findings import Finding

__all__ = [
    "Filled",
    "ValueBox",
    "check_template",
    "compiled",
    "compose",
    "fill",
    "fits_of",
    "overflows",
    "spills",
]


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
    fits = fits_of(form, values)
    html = compose(form, values, fits=fits)
    document = lay_out(html, form, values.images, duplex)
    misjudged, over = _judged(form, document)
    if misjudged:
        html = compose(form, values, misjudged, fits)
        document = lay_out(html, form, values.images, duplex)
        _, over = _judged(form, document)
    findings = (
        overflows_of(form, values, fits) or spills(form, values, document) or overprints(form, values, over)
    )
    findings += torn(form, values, document)
    # The identifier follows from the content, so that the same input gives the same bytes.
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    jumps = tuple(citing.jumps(form, document)) if form.cites else ()
    count = len(document.pages)
    del html
    pdf, way = to_pdf(document, form, identifier, partial(compose, form, values, misjudged, fits))
    return Filled(pdf, count, findings, jumps=jumps, way=way)


def _judged(form: Form, document: Any) -> tuple[dict[int, tuple[float, float]], dict[str, None]]:
    """The rooms of values that were set for others, and the fields that reach beyond their blocks.

    Page by page: of a long list all pieces are much. Those of a form that cites are all looked at: what it
    cites is read off them, too.
    """
    rooms: dict[int, tuple[float, float]] = {}
    over: dict[str, None] = {}
    for pieces in map(tree.pieces, document.pages) if form.cites else tree.distinct(document):
        tree.misjudge(pieces, rooms)
        over.update(dict.fromkeys(overprinted(pieces)))
    return rooms, over


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
    """Which values are too large for their boxes even at the smallest size, measured, not laid out."""
    return overflows_of(form, values, fits_of(form, values))


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
    fits = fits or fits_of(form, values)
    centred = {name for name, rooms in rooms_of(form, values).items() if rooms[0].align == "center"}
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
        name: box_of(form, rooms[0])
        for name, rooms in rooms_of(form, values).items()
        if "." in name and rooms[0].grows and alike(rooms)
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
