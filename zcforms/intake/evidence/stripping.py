"""What a PDF of a stranger's knows besides its pages is taken out: who, where, with what; what it does."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream
from PIL import Image

from zcforms.ground.pictures import BROKEN
from zcforms.intake.evidence.layers import all_of
from zcforms.intake.evidence.scans import without_metadata
from zcforms.intake.evidence.soundness import filters_of, undone

# What a page needs to look as it does (ISO 32000-1, table 30); the rest acts, links or tells.
_OF_A_PAGE = {
    *("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit"),
    *("/Resources", "/Contents", "/Group"),
}
_OF_DATA = {"/Length", "/Filter", "/DecodeParms"}
_OF_WHAT_IS_DRAWN = {  # tables 89 and 95, 11.6.5.3
    "/Image": {
        *("/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent"),
        *("/ImageMask", "/Mask", "/SMask", "/SMaskInData", "/Matte", "/Decode", "/Interpolate", *_OF_DATA),
    },
    "/Form": {
        *("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", *_OF_DATA),
    },
}
_TELLING = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/AF", "/StructParent", "/StructParents"),
    *("/FFilter", "/FDecodeParms"),
)
# What a JPEG 2000 is drawn by (ISO/IEC 15444-1 annex I, 15444-2 annex M); other boxes tell.
_BOXES_DRAWN = {b"jP  ", b"ftyp", b"rreq", b"jp2h", b"jpch", b"jplh", b"jp2c"}
_END_OF_CODE, _PADDING = b"\xff\xd9", 16  # and bytes that may stand behind it


def strip(pdf: Pdf) -> None:
    """Leave the pages and what they show; what nothing refers to any more goes when it is saved."""
    for key in [*pdf.Root.keys()]:
        if key not in ("/Type", "/Pages"):
            del pdf.Root[key]
    if Name.Info in pdf.trailer:
        del pdf.trailer[Name.Info]
    for page in pdf.pages:
        _leave(page.obj, _OF_A_PAGE)
    for thing in all_of(pdf):
        for key in _TELLING:
            if key in thing and _tells(key, thing[key]):
                del thing[key]
        if isinstance(thing, Stream):
            _strip_stream(thing)


def _tells(key: str, value: Object) -> bool:
    """Whether it is what its key says: a program may give a glyph, a form or a font such a name, too."""
    is_drawn = isinstance(value, Stream) or (
        isinstance(value, Dictionary) and value.get(Name.Type) == Name.Font
    )
    return key == "/Metadata" or not is_drawn


def _leave(thing: Dictionary | Stream, kept: set[str]) -> None:
    for key in [*thing.keys()]:
        if key not in kept:
            del thing[key]


def _strip_stream(stream: Stream) -> None:
    if Name.F in stream:  # another file, whose content is said to be the stream's
        del stream[Name.F]
    if (kept := _OF_WHAT_IS_DRAWN.get(str(stream.get(Name.Subtype)))) and Name.PatternType not in stream:
        _leave(stream, kept)
    coding = filters_of(stream)
    if bare := _BARE.get(coding[-1] if coding else ""):
        _bare_picture(stream, bare)


def _bare_picture(picture: Stream, bare: Callable[[bytes], bytes]) -> None:
    coding = filters_of(picture)
    raw = picture.read_raw_bytes() if len(coding) == 1 else undone(picture)
    told = bare(raw)
    with suppress(*BROKEN), Image.open(io.BytesIO(told)) as shown:
        # Where a file says another size than the picture's own, readers show nothing, or only a part.
        picture.Width, picture.Height = shown.size
    if told != raw:
        parameters = picture.get(Name.DecodeParms)
        if isinstance(parameters, Array):
            parameters = [*parameters][-1]
        given = parameters if isinstance(parameters, Dictionary) else None
        picture.write(told, filter=Name(coding[-1]), decode_parms=given)


def _without_boxes(jpx: bytes) -> bytes:
    """A JPEG 2000 of the boxes that it is drawn by; one whose boxes are not as they should be, as it is."""
    kept, at = b"", 0
    while at + 8 <= len(jpx):
        size, kind = int.from_bytes(jpx[at : at + 4], "big"), jpx[at + 4 : at + 8]
        size = int.from_bytes(jpx[at + 8 : at + 16], "big") if size == 1 else size or len(jpx)
        if size < 8:
            return jpx
        if kind in _BOXES_DRAWN:
            kept += jpx[at : at + size]
        at += size
    return kept if _END_OF_CODE in kept[-_PADDING:] else jpx


_BARE = {"/DCTDecode": without_metadata, "/JPXDecode": _without_boxes}
