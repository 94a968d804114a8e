"""Whether a PDF has content that readers do not show on the screen (optional content, ISO 32000-1, 8.11)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from zcforms.ground.geometry import ordered_box, transformed

_SHOWN_WHILE_ALL_IS_ON = ("/AnyOn", "/AllOn")
_NONE, _UNTURNED = (0, 0, 0, 0), (1, 0, 0, 1, 0, 0)
_DEPTH = 20  # of dictionaries written into each other


def may_hide(pdf: Pdf) -> bool:
    """Whether something may be hidden: a page embedded without the catalogue would show it.

    Readers disagree about usage and intent; whatever does not plainly leave all layers on is a doubt.
    """
    layers = pdf.Root.get(Name.OCProperties)
    if isinstance(layers, Dictionary) and _is_off(layers.get(Name.D, Dictionary())):
        return True
    return any(_depends(found) for found in all_of(pdf))


def spell_out(pdf: Pdf) -> None:
    """Write down what pdfium passes over else: one layer's membership policy, annotations' layers."""
    for found in [*all_of(pdf)]:
        if found.get(Name.Type) == Name.OCMD and isinstance(found.get(Name.OCGs), Dictionary):
            found.OCGs = Array([found.OCGs])
        if Name.Rect in found and isinstance(layer := found.get(Name.OC), Dictionary):
            _put_looks_on(pdf, found.get(Name.AP), layer)


def all_of(pdf: Pdf) -> Iterator[Any]:
    """Every dictionary and stream of a PDF, with those that are written into another one."""
    return (found for thing in pdf.objects for found in _written_in(thing, _DEPTH))


def _put_looks_on(pdf: Pdf, looks: Any, layer: Dictionary) -> None:
    """Have the appearances of an annotation drawn on its layer, those of every state."""
    for state, look in looks.items() if isinstance(looks, Dictionary) else ():
        if isinstance(look, Stream):
            outer = pdf.make_stream(b"/OC /L BDC /X Do EMC", Type=Name.XObject, Subtype=Name.Form)
            box, matrix = ordered_box(look.get(Name.BBox, _NONE)), look.get(Name.Matrix, _UNTURNED)
            outer.BBox = Array(transformed(box, [float(n) for n in matrix]))
            outer.Resources = Dictionary(Properties=Dictionary(L=layer), XObject=Dictionary(X=look))
            looks[state] = outer
        else:
            _put_looks_on(pdf, look, layer)


def _is_off(default: Any) -> bool:
    """Whether the configuration that readers begin with leaves a layer off."""
    return (
        len(default.get(Name.OFF, [])) > 0
        or default.get(Name.BaseState, Name.ON) != Name.ON
        or default.get(Name.Intent, Name.View) != Name.View
    )


def _depends(thing: Any) -> bool:
    """Whether a layer has a state for the screen of its own, or a membership hides while layers are on."""
    kind = thing.get(Name.Type)
    if kind == Name.OCG:
        usage = thing.get(Name.Usage, Dictionary())
        view = usage.get(Name.View, Dictionary()).get(Name.ViewState, Name.ON)
        return view != Name.ON or any(key in usage for key in ("/Zoom", "/User", "/Language"))
    if kind == Name.OCMD:
        return Name.VE in thing or str(thing.get(Name.P, "/AnyOn")) not in _SHOWN_WHILE_ALL_IS_ON
    return False


def _written_in(thing: Any, depth: int) -> Iterator[Any]:
    """A dictionary, and those that are written into it: a membership need be no object of its own."""
    if not isinstance(thing, Dictionary | Stream) or not depth:
        return
    yield thing
    for key, value in thing.items():
        inner = value if key == "/Annots" and isinstance(value, Array) else (value,)
        for one in inner:
            if isinstance(one, Dictionary) and not one.is_indirect:
                yield from _written_in(one, depth - 1)
