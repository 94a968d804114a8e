"""Fields of a form whose values nobody would see: as light as paper, covered, or in a layer not shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from zcforms.fillers.acroform.fields import HIDDEN, PRINT, Field, Template, Widget
from zcforms.fillers.acroform.mapping import destinations
from zcforms.fillers.acroform.objects import reading
from zcforms.fillers.acroform.style import grey, style_of
from zcforms.forms import Form
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.geometry import ordered_box

_CONTRAST = 0.1  # of black to white: less is not seen on paper
_DEPTH = 20  # of conditions within each other
_MOST = 0.5  # of a field's place
_NOWHERE = (0, 0, 0, 0)
# What marks text and lets it be seen, is not drawn, or is an edge alone.
_SEEN_THROUGH = frozenset(
    ("/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Popup", "/Link", "/Ink", "/Line")
)


@reading()
def unseen_fields(form: Form, template: Template) -> Iterator[Finding]:
    """One reminder for each field that is filled and of which no widget would show its value."""
    off = _layers_off(template.pdf)
    for name in destinations(form, template):
        field = template.fields[name]
        hidden = [_is_hidden(widget, off) for widget in field.widgets]
        if hidden and all(hidden):
            said = f"PDF栏目“{name}”在不显示的图层里，填了也印不出来"
            hint = "向发布单位核对；不用填的从form.yaml删去"
        elif hidden and all(_is_pale(field, widget, template) for widget in field.widgets):
            said = f"PDF栏目“{name}”的文字与底色几乎一样，印出来看不见"
            hint = "请发布单位改文字颜色；页面上本来是深色底的不用改"
        elif hidden and all(_is_covered(widget, template.pdf) for widget in field.widgets):
            said = f"PDF栏目“{name}”上面盖着别的批注或栏目，填了可能印不出来"
            hint = "核对印出来的这一栏；盖住的，用PDF软件把批注删去或移开"
        else:
            continue
        yield Finding("pdf-field-unseen", said, Severity.WARNING, hint)


def _is_pale(field: Field, widget: Widget, template: Template) -> bool:
    if field.kind in ("checkbox", "radio", "button"):
        return False
    style = style_of(widget, template.pdf.Root.AcroForm)
    return abs(grey(style.ink) - grey(style.ground)) < _CONTRAST


def _is_covered(widget: Widget, pdf: Pdf) -> bool:
    """Whether something that stands later on the page, and so is drawn over it, takes most of its place."""
    notes = [
        note for note in pdf.pages[widget.page - 1].obj.get(Name.Annots, []) if isinstance(note, Dictionary)
    ]
    below = next((n for n, note in enumerate(notes) if note.objgen == widget.obj.objgen), len(notes))
    left, bottom, right, top = ordered_box(widget.obj.Rect)
    for note in filter(_covers, notes[below + 1 :]):
        a, b, c, d = ordered_box(note.get(Name.Rect, _NOWHERE))
        across, down = min(c, right) - max(a, left), min(d, top) - max(b, bottom)
        if min(across, down) > 0 and across * down > _MOST * (right - left) * (top - bottom):
            return True
    return False


def _covers(note: Any) -> bool:
    """Whether an annotation is printed and may not be seen through."""
    kind, flags = note.get(Name.Subtype), int(note.get(Name.F, 0))
    if kind == Name.Widget:
        marks = note.get(Name.MK)
        shows = isinstance(marks, Dictionary) and len(marks.get(Name.BG, Array())) > 0
    else:
        shows = Name.AP in note and str(kind) not in _SEEN_THROUGH
    return shows and bool(flags & PRINT) and not flags & HIDDEN


# --- layers (optional content, ISO 32000-1, 8.11) ------------------------------------------------


def _layers_off(pdf: Pdf) -> set[tuple[int, int]]:
    """The layers that are not shown when the file is opened (8.11.4.3)."""
    about: Any = pdf.Root.get(Name.OCProperties)
    default = about.get(Name.D) if isinstance(about, Dictionary) else None
    if not isinstance(default, Dictionary):
        return set()
    off = {layer.objgen for layer in default.get(Name.OFF, [])}
    if default.get(Name.BaseState) == Name.OFF:
        off |= {layer.objgen for layer in about.get(Name.OCGs, [])}
        off -= {layer.objgen for layer in default.get(Name.ON, [])}
    return off


def _is_hidden(widget: Widget, off: set[tuple[int, int]]) -> bool:
    layer = widget.obj.get(Name.OC)
    return isinstance(layer, Dictionary) and not _is_shown(layer, off)


def _is_shown(layer: Any, off: set[tuple[int, int]]) -> bool:
    """Whether a layer, or what belongs to several by a policy or an expression, is shown (8.11.2)."""
    if layer.get(Name.Type) != Name.OCMD:
        return layer.objgen not in off
    if isinstance(expression := layer.get(Name.VE), Array):
        return _holds(expression, off, 0)
    groups = layer.get(Name.OCGs, Array())
    on = [one.objgen not in off for one in (groups if isinstance(groups, Array) else [groups])]
    policies = {"/AllOn": all(on), "/AnyOff": not all(on), "/AllOff": not any(on)}
    return not on or policies.get(str(layer.get(Name.P)), any(on))


def _holds(expression: Any, off: set[tuple[int, int]], depth: int) -> bool:
    if not isinstance(expression, Array):
        return expression.objgen not in off
    parts = [_holds(part, off, depth + 1) for part in list(expression)[1:]] if depth < _DEPTH else [True]
    kind = expression[0]
    return not any(parts) if kind == Name.Not else any(parts) if kind == Name.Or else all(parts)
