"""Values into PDF by way of an HTML template: fitted, typeset, laid out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from zcforms.fillers.engine import Filled, lay_out, to_pdf
from zcforms.fillers.fitting import CONTINUES, Box, Fit, fit, split
from zcforms.fillers.html.compiled import ValueBox, compiled
from zcforms.fillers.html.template import check_template, rest, setting, text_of, typeset, writer
from zcforms.findings import Finding
from zcforms.forms import FieldSpec, Form, Values

__all__ = [
    "Filled",
    "ValueBox",
    "check_template",
    "compiled",
    "compose",
    "fill",
    "fitted",
    "overflows",
]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A value in its box: how it fits there, and what becomes of it if it does not."""

    box: Box
    fit: Fit
    overflow: str


def fill(form: Form, values: Values, duplex: bool = False) -> Filled:
    """Lay out a form with its values: A4 pages as PDF, with mirrored margins for two sides.

    A value too large for its box, or a fixed-page form that spills, is a finding, and the PDF is
    then for looking at only. Raises BrokenForm for a fault of the template, MissingTool without
    Pango.
    """
    html = compose(form, values)
    document = lay_out(html, form, values.images, duplex)
    findings = overflows(form, values) or spills(form, values, document)
    # The identifier follows from the content, so that the same input gives the same bytes.
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    return Filled(to_pdf(document, form, identifier), len(document.pages), findings)


def overflows(form: Form, values: Values) -> tuple[Finding, ...]:
    """Which values are too large for their boxes even at the smallest size, measured, not laid out."""
    return tuple(
        Finding(
            "text-overflows",
            f"《{values.title}》超出“{form.spec(name).title}”约{found.fit.excess}行",
            hint=f"该栏最小字号{found.fit.size:g}磅仍放不下，请压缩文字",
        )
        for name, found in fitted(form, values).items()
        if found.fit.excess and found.overflow == "error"
    )


def spills(form: Form, values: Values, document: Any) -> tuple[Finding, ...]:
    """Whether a form of fixed pages was laid out on another number of them."""
    # The form itself ends where its continuation begins.
    own = [p for p in document.pages if not any(name.startswith("continuation") for name in p.anchors)]
    if form.pages in (None, len(own)):
        return ()
    said = f"《{values.title}》应为{form.pages}页，排出{len(own)}页"
    return (Finding("form-spills", said, hint="请压缩较长的栏目"),)


def compose(form: Form, values: Values) -> str:
    """The markup of a form with its values, each set in the size at which it fits its box.

    What does not fit and may continue is cut there, and goes on after the form.
    """
    settings = {name: setting(spec.size, spec.leading) for name, spec in form.fields.items()}
    texts, continued = dict(values.fields), []
    for name, found in fitted(form, values).items():
        size = found.fit.size
        if size < found.box.size:
            settings[name] = setting(size, found.box.leading)
        if found.fit.excess and found.overflow == "continue":
            spec = form.fields[name]
            head, tail = split(texts[name], found.box, size)
            texts[name] = head.rstrip("\n") + CONTINUES
            continued.append((spec.title, rest(tail, spec, torn=not head.endswith("\n"))))
    values = replace(values, fields=texts)
    return typeset(
        form,
        values,
        writer(form, values, settings),
        text=lambda name, row=None: text_of(values, name, row),
        has_image=lambda name: name in values.images,
        continued=continued,
    )


def fitted(form: Form, values: Values) -> dict[str, Fitted]:
    """Every value that has a box to itself, in the tightest of its boxes."""
    tightest: dict[str, Fitted] = {}
    if values.blank:
        return tightest
    for room in compiled(form, values):
        text = values.fields.get(room.field)
        if not text or not room.alone:
            continue
        spec = form.fields[room.field]
        box = _box(room, spec)
        found = Fitted(box, fit(text, box), _overflow(form, room))
        other = tightest.get(room.field)
        if other is None or (found.fit.excess, -found.fit.size) > (other.fit.excess, -other.fit.size):
            tightest[room.field] = found
    return tightest


def _box(room: ValueBox, spec: FieldSpec) -> Box:
    return Box(
        width=room.inner.width,
        height=room.inner.height,
        size=room.size,
        floor=min(room.size, spec.smallest),
        leading=room.leading,
        indent=spec.format == "prose",
        family=room.family,
    )


def _overflow(form: Form, room: ValueBox) -> str:
    """What becomes of a text that is too long: only a cell of an open form may simply grow."""
    usual = form.overflow or ("error" if form.pages or not room.grows else "grow")
    return form.fields[room.field].overflow or usual
