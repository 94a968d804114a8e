"""A filled form as plain paper: what the fields show becomes part of the pages."""

from __future__ import annotations

from collections.abc import Iterator

from pikepdf import Annotation, Array, Dictionary, Name, Page, Pdf, Stream

from zcforms.fillers.acroform.fields import HIDDEN, PRINT
from zcforms.fillers.acroform.objects import reading
from zcforms.paper.isolation import free_names, isolate, own_contents


@reading()
def flatten(pdf: Pdf) -> None:
    """Draw every annotation that prints, fields among them, into its page and remove the form.

    They lie one over the other as before: a surface that somebody put below a field does not cover its value.
    Those that do not print stay, and so do those without an appearance. Scripts go with the form: they would
    look for fields that are no longer there; the windows of remarks, which are not printed, go too. What is
    of a layer is shown when the layer is.
    """
    names = free_names(pdf.pages, "ZCField")  # each once in the document: pages may share their resources
    name, layers = next(names), free_names(pdf.pages, "ZCLayer")
    before = pdf.make_indirect(Stream(pdf, b"q\n"))
    for page in pdf.pages:
        known = [a for a in page.obj.get(Name.Annots, []) if isinstance(a, Dictionary)]
        annotations = [a for a in known if a.get(Name.Subtype) != Name.Popup]
        if annotations:
            isolate(pdf, page)
        operators, left = [], []
        for one in annotations:
            is_field = one.get(Name.Subtype) == Name.Widget
            if is_field and Name.AS not in one:
                one.AS = Name.Off
            annotation = Annotation(one)
            shown = annotation.get_page_content_for_appearance(name, 0, PRINT, HIDDEN)
            if shown:
                page.add_resource(annotation.get_appearance_stream(Name.N), Name.XObject, name)
                name = next(names)
                operators.append(_in_layer(page, one, shown, layers))
            elif not is_field:
                left.append(one)
        if operators:
            after = Stream(pdf, b"\nQ\n" + b"".join(operators))
            page.obj.Contents = Array([before, *own_contents(page), pdf.make_indirect(after)])
        if known:
            page.obj.Annots = Array(left)
        for acting in (page.obj, *annotations):
            for key in (Name.AA, Name.A):
                if key in acting:
                    del acting[key]
    # (What is named is scripts, embedded files and where links led; an entry of the outline may act, too.)
    for key in (Name.AcroForm, Name.OpenAction, Name.AA, Name.Names, Name.Outlines):
        if key in pdf.Root:
            del pdf.Root[key]


def _in_layer(page: Page, one: Dictionary, shown: bytes, names: Iterator[Name]) -> bytes:
    """What draws an annotation, in its layer (optional content) if it has one (8.11.3.3)."""
    layer = one.get(Name.OC)
    if not isinstance(layer, Dictionary):
        return shown
    name = page.add_resource(layer, Name.Properties, next(names))
    return f"/OC {name} BDC ".encode() + shown + b" EMC\n"
