"""A filled form as plain paper: what the fields show becomes part of the pages."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from zcforms.fillers.acroform.fields import HIDDEN, PRINT
from zcforms.fillers.acroform.objects import normal_appearance
from zcforms.ground.geometry import ordered_box, transformed


def flatten(pdf: Pdf) -> None:
    """Draw every field that prints into its page and remove the form; other annotations stay.

    Scripts go with the form: they would look for fields that are no longer there.
    """
    drawn = 0
    before = pdf.make_indirect(Stream(pdf, b"q\n"))
    for page in pdf.pages:
        annotations = [a for a in page.obj.get(Name.Annots, []) if isinstance(a, Dictionary)]
        widgets = [a for a in annotations if a.get(Name.Subtype) == Name.Widget]
        operators = []
        for widget in widgets:
            appearance = _shown(widget)
            if appearance is not None:
                # One name for the whole document: pages may share their resources.
                name, drawn = Name(f"/ZCField{drawn}"), drawn + 1
                page.add_resource(appearance, Name.XObject, name)
                operators.append(f"q {_placement(widget, appearance)} cm {name} Do Q")
        if operators:
            contents = page.obj.get(Name.Contents)
            own = [] if contents is None else list(contents) if isinstance(contents, Array) else [contents]
            after = Stream(pdf, "\n".join(["", "Q", *operators, ""]).encode())
            page.obj.Contents = Array([before, *own, pdf.make_indirect(after)])
        if widgets:
            page.obj.Annots = Array([a for a in annotations if a.get(Name.Subtype) != Name.Widget])
    for key in (Name.AcroForm, Name.OpenAction, Name.AA):
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary) and Name.JavaScript in names:
        del names[Name.JavaScript]


def _shown(widget: Any) -> Any:
    """The appearance that a printer would draw, or None."""
    flags = int(widget.get(Name.F, 0))
    if flags & HIDDEN or not flags & PRINT:
        return None
    normal = normal_appearance(widget)
    if isinstance(normal, Dictionary):
        state = bytes(widget.AS) if Name.AS in widget else b"/Off"
        # Looked up by bytes: old programs write names that are no UTF-8.
        found = [stream for key, stream in normal.items() if key.encode("utf-8", "surrogateescape") == state]
        normal = found[0] if found else None
    if not isinstance(normal, pikepdf.Stream):
        return None
    normal.Type, normal.Subtype = Name.XObject, Name.Form  # which appearances may leave out
    return normal


def _placement(widget: Any, appearance: Any) -> str:
    """The matrix that puts an appearance into its rectangle (ISO 32000-1, 12.5.5, algorithm 8.1)."""
    box = ordered_box(appearance.get(Name.BBox, [0, 0, 1, 1]))
    matrix = [float(n) for n in appearance.get(Name.Matrix, [1, 0, 0, 1, 0, 0])]
    left, bottom, right, top = transformed(box, matrix)
    a, b, c, d = ordered_box(widget.Rect)
    sx = (c - a) / (right - left) if right > left else 1.0
    sy = (d - b) / (top - bottom) if top > bottom else 1.0
    return f"{sx:.6f} 0 0 {sy:.6f} {a - left * sx:.4f} {b - bottom * sy:.4f}"
