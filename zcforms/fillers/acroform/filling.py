"""A form's values into the fields of its PDF, with appearances that any viewer and printer shows."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pikepdf import Array, Dictionary, FormFieldFlag, Name, Pdf, Stream, String

from zcforms.fillers.acroform.drawing import Picture, draw, form_xobject, frame, tick
from zcforms.fillers.acroform.fields import INVISIBLE, NO_VIEW, PRINT, Field, Template, Widget, opened
from zcforms.fillers.acroform.flattening import flatten
from zcforms.fillers.acroform.lettering import Lettering, fitted
from zcforms.fillers.acroform.mapping import Entry, entries, require_agreement
from zcforms.fillers.acroform.objects import normal_appearance, reading, states_of, text_of
from zcforms.fillers.acroform.style import style_of
from zcforms.fillers.acroform.unseen import unseen_fields
from zcforms.fillers.apart import apart
from zcforms.fillers.filled import Filled
from zcforms.forms import FieldSpec, Form, Values
from zcforms.ground.findings import Finding, Place
from zcforms.ground.meant import meant

TEMPLATE = "template.pdf"
_YES, _NO = frozenset("是有√✓✔☑"), frozenset("否无")


@apart
def fill(form: Form, values: Values) -> Filled:
    """A unit's own PDF form with its values: as plain paper, and unless it says `flatten` also editable.

    A value too large for its field, or that the field does not offer, is a finding, and the PDF is
    then for looking at only. Raises BrokenForm where form.yaml and the PDF disagree, UnreadableInput
    for a PDF that cannot be filled.
    """
    with opened(form.folder / TEMPLATE, f"{form.id}/{TEMPLATE}") as template:
        settled, findings = _decided(form, values, template)
        pdf = template.pdf
        _strip(pdf, template)
        _adopt(pdf, template)
        for one in settled:
            _store(one)
        _show(pdf, [*settled, *_left_alone(template, settled)], form)
        editable = None if form.flatten else _saved(pdf)
        flatten(pdf)
        return Filled(_saved(pdf), len(pdf.pages), findings, editable)


@apart
def overprint(form: Form, values: Values, without: frozenset[str]) -> Filled:
    """The values alone, where they stand on the PDF: for paper that bears the rest already.

    No page, no frame, no box that is not ticked is printed; nor are the pictures of the fields `without`.
    Raises as `fill` does.
    """
    with opened(form.folder / TEMPLATE, f"{form.id}/{TEMPLATE}") as template:
        decided, findings = _decided(form, values, template)
        left_out = {form.fields[name].pdf for name in without}
        settled = [_bare(one) for one in decided if one.field.name not in left_out]
        pdf = template.pdf
        _strip(pdf, template)
        for one in settled:
            _store(one)
        _show(pdf, settled, form)
        shown = {widget.obj.objgen for one in settled for widget in _inked(one)}
        for page in pdf.pages:
            page.obj.Contents = pdf.make_indirect(Stream(pdf, b""))
            notes = [note for note in page.obj.get(Name.Annots, []) if note.objgen in shown]
            page.obj.Annots = Array(notes)
        flatten(pdf)
        return Filled(_saved(pdf), len(pdf.pages), findings)


def _bare(settled: _Settled) -> _Settled:
    """The same without frame and ground."""
    looks = (
        look and replace(look, style=replace(look.style, stroke=(), ground=())) for look in settled.looks
    )
    return replace(settled, looks=tuple(looks))


def _inked(settled: _Settled) -> Iterator[Widget]:
    """The widgets that show a value."""
    for widget, look in zip(settled.field.widgets, settled.looks, strict=True):
        is_box = settled.field.kind in ("checkbox", "radio")
        if look is not None or (is_box and widget.obj.get(Name.AS, Name.Off) != Name.Off):
            yield widget


@apart
def check_template(form: Form) -> tuple[Finding, ...]:
    """Prove that form.yaml and the PDF agree, else BrokenForm; what should be said of the PDF."""
    where = f"{form.id}/{TEMPLATE}"
    with opened(form.folder / TEMPLATE, where) as template:
        require_agreement(form, template)
        found = [*template.findings, *unseen_fields(form, template)]
        return tuple(replace(finding, place=Place(where)) for finding in found)


@apart
def overflows(form: Form, values: Values) -> tuple[Finding, ...]:
    """What of the values does not fit the PDF's fields, measured, not laid out."""
    with opened(form.folder / TEMPLATE, f"{form.id}/{TEMPLATE}") as template:
        return _decided(form, values, template)[1]


def _saved(pdf: Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True, encryption=False)
    return target.getvalue()


# --- deciding ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Settled:
    """One field with what it will hold (`stored`) and show on each widget."""

    field: Field
    stored: str
    looks: tuple[Lettering | Picture | None, ...]  # None: an empty frame, or a box by its state
    findings: tuple[Finding, ...] = ()


def _decided(form: Form, values: Values, template: Template) -> tuple[list[_Settled], tuple[Finding, ...]]:
    """Every field of a form with what it will hold, and what does not fit."""
    found, misfits = entries(form, values, template)
    settled = [_settled(entry, template, values.title) for entry in found]
    return settled, (*misfits, *(finding for one in settled for finding in one.findings))


def _settled(entry: Entry, template: Template, form_title: str) -> _Settled:
    field = entry.field
    defaults = template.pdf.Root.AcroForm
    if field.kind == "button":
        styles = [style_of(widget, defaults) for widget in field.widgets]
        return _Settled(field, "", tuple(Picture(entry.image, s) if entry.image else None for s in styles))
    stored, shown, findings = _chosen(entry, form_title) if field.options else (entry.text, entry.text, ())
    if field.kind in ("checkbox", "radio"):
        return _Settled(field, stored, (None,) * len(field.widgets), findings)
    looks = _lettered(field, shown, defaults, entry.spec)
    return _Settled(field, stored, looks, (*findings, *_too_long(entry, looks, form_title)))


def _lettered(
    field: Field, text: str, defaults: Any, spec: FieldSpec | None = None
) -> tuple[Lettering | None, ...]:
    styles = [style_of(widget, defaults) for widget in field.widgets]
    if spec and spec.size:
        styles = [replace(style, size=spec.size) for style in styles]
    floor = spec.floor if spec else None
    return tuple(fitted(text, field, style, floor) if text else None for style in styles)


def _too_long(entry: Entry, looks: Sequence[Lettering | None], form_title: str) -> Iterator[Finding]:
    longest, length = entry.field.max_length, len(entry.text)
    if longest and entry.field.kind in ("text", "multiline") and length > longest:
        message = f"《{form_title}》“{entry.title}”最多{longest}字，现有{length}字"
        yield Finding("text-overflows", message, hint="PDF表单限定了字数，请压缩文字", path=entry.path)
    over = next((look for look in looks if look and look.over), None)
    if over:
        yield Finding(
            "text-overflows",
            f"《{form_title}》超出“{entry.title}”{over.over}",
            hint=f"该栏最小字号{over.size:g}磅仍放不下，请压缩文字",
            path=entry.path,
        )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _chosen(entry: Entry, form_title: str) -> tuple[str, str, tuple[Finding, ...]]:
    """The option that a text means, as it is stored and as it is shown."""
    field, text = entry.field, entry.text
    if not text:
        return "", "", ()
    for stored, shown in field.options:
        if _plain(text) in (_plain(stored), _plain(shown)):
            return stored, shown, ()
    if field.kind == "checkbox" and len(field.options) == 1 and text in _YES | _NO:
        return (field.options[0][0] if text in _YES else ""), "", ()
    if field.free:
        return text, text, ()
    words = [shown for _, shown in field.options]
    otherwise = f"PDF里可选：{'、'.join(words)}；在form.yaml该栏的choices中写明对应"
    hint = meant(text, words, otherwise, cutoff=0.4)
    message = f"《{form_title}》“{entry.title}”没有“{text}”这个选项"
    return "", "", (Finding("value-no-option", message, hint=hint),)


def _left_alone(template: Template, taken: Sequence[_Settled]) -> Iterator[_Settled]:
    """Fields that are not ours but show nothing unless a viewer draws them, with what they hold.

    NeedAppearances goes, so what relied on it is drawn here.
    """
    defaults = template.pdf.Root.AcroForm
    names = {one.field.name for one in taken}
    for field in template.fields.values():
        if field.name in names or field.kind in ("button", "signature", "unknown"):
            continue
        box = field.kind in ("checkbox", "radio")
        every = not box and bool(defaults.get(Name.NeedAppearances, False))
        bare = tuple(w for w in field.widgets if every or normal_appearance(w.obj) is None)
        field = replace(field, widgets=bare)
        shown = "" if box else dict(field.options).get(field.value, field.value)
        yield _Settled(field, field.value, _lettered(field, shown, defaults))


# --- writing -------------------------------------------------------------------------------------


@reading()
def _strip(pdf: Pdf, template: Template) -> None:
    """Remove what the filling makes untrue: a second copy of the data, signatures, usage rights."""
    form = pdf.Root.AcroForm
    for holder, keys in (
        (form, (Name.XFA, Name.SigFlags)),
        (pdf.Root, (Name.NeedsRendering, Name.Perms, Name("/DSS"))),
    ):
        for key in keys:
            if key in holder:
                del holder[key]
    for field in template.fields.values():
        for node in field.nodes if field.kind == "signature" else ():
            if Name.V in node.obj:
                del node.obj[Name.V]


@reading()
def _adopt(pdf: Pdf, template: Template) -> None:
    """Fields that only a page lists join the form: no viewer lets them be changed otherwise.

    Each says its own kind: pdfium takes it from the field above, not from further up.
    """
    listed = {node.objgen for node in pdf.Root.AcroForm.Fields if isinstance(node, Dictionary)}
    for field in template.fields.values():
        for node in field.nodes:
            if (kind := node.get_inheritable_field_value("/FT")) is not None:
                node.obj.FT = kind
        for top in (node.top_level_field for node in field.nodes):
            if top.obj.objgen not in listed and top.obj.is_indirect:
                pdf.acroform.add_field(top)
                listed.add(top.obj.objgen)


def _store(settled: _Settled) -> None:
    """The value into the field (/V), without the second copies that some writers keep."""
    field = settled.field
    for node in field.nodes:
        for key in (Name.V, Name("/RV"), Name.I):
            if key in node.obj:
                del node.obj[key]
        if field.kind in ("text", "multiline", "comb", "choice") and settled.stored:
            node.obj.V = String(settled.stored)
            if any(isinstance(look, Lettering) and look.setting == "middle" for look in settled.looks):
                node.obj.Ff = int(node.flags | FormFieldFlag.tx_multiline)
        elif field.kind in ("checkbox", "radio"):
            node.obj.V = Name.Off
    for widget in field.widgets:
        widget.obj.F = int(widget.obj.get(Name.F, 0)) & ~(INVISIBLE | NO_VIEW) | PRINT


def _show(pdf: Pdf, settled: Sequence[_Settled], form: Form) -> None:
    defaults = pdf.Root.AcroForm
    pairs = [(w, look) for one in settled for w, look in zip(one.field.widgets, one.looks, strict=True)]
    laid = [(w, look) for w, look in pairs if look is not None]
    for (widget, _), drawn in zip(laid, draw(pdf, [look for _, look in laid], form), strict=True):
        widget.obj.AP = Dictionary(N=drawn)
    for one in settled:
        for widget, look in zip(one.field.widgets, one.looks, strict=True):
            if one.field.kind in ("checkbox", "radio"):
                _tick(pdf, one, widget)
            elif look is None:
                style = style_of(widget, defaults)
                cells = (one.field.max_length or 0) if one.field.kind == "comb" else 0
                empty = form_xobject(pdf, frame(style, cells), style, Dictionary())
                widget.obj.AP = Dictionary(N=empty)
    if Name.NeedAppearances in defaults:
        del defaults[Name.NeedAppearances]


def _tick(pdf: Pdf, settled: _Settled, widget: Widget) -> None:
    """One box on or off, by its own appearances where it has some."""
    own = next(iter(states_of(widget.obj).values()), None)
    on = settled.stored == widget.state != ""
    if own is None:
        own = Name("/Yes")
        style = style_of(widget, pdf.Root.AcroForm)
        mark = text_of(widget.obj.get(Name.MK, Dictionary()).get(Name.CA))
        ticked = form_xobject(pdf, tick(style, mark), style, Dictionary())
        empty = form_xobject(pdf, frame(style), style, Dictionary())
        widget.obj.AP = Dictionary(N=Dictionary(Yes=ticked, Off=empty))
    widget.obj.AS = own if on else Name.Off
    if on:
        for node in settled.field.nodes:
            node.obj.V = own
