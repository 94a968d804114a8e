"""A filled form as plain paper: what the fields show becomes part of the pages."""

from __future__ import annotations

from pikepdf import Annotation, Array, Dictionary, Name, Pdf, Stream

from zcforms.fillers.acroform.fields import HIDDEN, PRINT
from zcforms.fillers.acroform.objects import reading


@reading()
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
            if Name.AS not in widget:
                widget.AS = Name.Off
            # One name for the whole document: pages may share their resources.
            name = Name(f"/ZCField{drawn}")
            annotation = Annotation(widget)
            shown = annotation.get_page_content_for_appearance(name, 0, PRINT, HIDDEN)
            if shown:
                drawn += 1
                page.add_resource(annotation.get_appearance_stream(Name.N), Name.XObject, name)
                operators.append(shown)
        if operators:
            contents = page.obj.get(Name.Contents)
            own = [] if contents is None else list(contents) if isinstance(contents, Array) else [contents]
            after = Stream(pdf, b"\nQ\n" + b"".join(operators))
            page.obj.Contents = Array([before, *own, pdf.make_indirect(after)])
        if widgets:
            page.obj.Annots = Array([a for a in annotations if a.get(Name.Subtype) != Name.Widget])
    for key in (Name.AcroForm, Name.OpenAction, Name.AA):
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary) and Name.JavaScript in names:
        del names[Name.JavaScript]
