"""Fields of a form whose values nobody would see: white on white, or in a layer that is not shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from zcforms.fillers.acroform.fields import Field, Template, Widget
from zcforms.fillers.acroform.mapping import destinations
from zcforms.fillers.acroform.objects import reading
from zcforms.fillers.acroform.style import grey, style_of
from zcforms.forms import Form
from zcforms.ground.findings import Finding, Severity

_CONTRAST = 0.1  # of black to white: less is not seen on paper
_DEPTH = 20  # of conditions within each other


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
        else:
            continue
        yield Finding("pdf-field-unseen", said, Severity.WARNING, hint)


def _is_pale(field: Field, widget: Widget, template: Template) -> bool:
    if field.kind in ("checkbox", "radio", "button"):
        return False
    style = style_of(widget, template.pdf.Root.AcroForm)
    return abs(grey(style.ink) - grey(style.ground)) < _CONTRAST


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
