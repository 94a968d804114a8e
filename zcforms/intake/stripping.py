"""What a PDF of a stranger's knows besides its pages is taken out: who, where, with what; what it does."""

from __future__ import annotations

from pikepdf import Array, Dictionary, Name, Pdf, Stream

from zcforms.intake.scans import without_metadata
from zcforms.intake.soundness import filters_of, undone

# What a page needs to look as it does (ISO 32000-1, table 30); the rest acts, links or tells.
_OF_A_PAGE = {
    *("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"),
    *("/Resources", "/Contents", "/Group"),
}
_TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/StructParent", "/StructParents")


def strip(pdf: Pdf) -> None:
    """Leave the pages and what they show; what nothing refers to any more goes when it is saved."""
    for key in [*pdf.Root.keys()]:
        if key not in ("/Type", "/Pages"):
            del pdf.Root[key]
    if Name.Info in pdf.trailer:
        del pdf.trailer[Name.Info]
    for page in pdf.pages:
        for key in [*page.obj.keys()]:
            if key not in _OF_A_PAGE:
                del page.obj[key]
    for thing in pdf.objects:
        if not isinstance(thing, Dictionary | Stream):
            continue
        for key in _TELLING:
            if key in thing:
                del thing[key]
        if isinstance(thing, Stream) and filters_of(thing)[-1:] == ["/DCTDecode"]:
            _bare_jpeg(thing)


def _bare_jpeg(picture: Stream) -> None:
    raw = picture.read_raw_bytes() if len(filters_of(picture)) == 1 else undone(picture)
    bare = without_metadata(raw)
    if bare != raw:
        parameters = picture.get(Name.DecodeParms)
        if isinstance(parameters, Array):
            parameters = [*parameters][-1]
        given = parameters if isinstance(parameters, Dictionary) else None
        picture.write(bare, filter=Name.DCTDecode, decode_parms=given)
