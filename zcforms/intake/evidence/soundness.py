"""Whether a PDF holds all that its pages show, and no more than a reader can take.

Every stream that is bound is decoded here once, so that what passes the check can be bound; a picture that
breaks off half-way is refused inside a PDF as it is alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Object, Page, Pdf, Stream

from zcforms.ground.files import MOST_PAGES, USUAL_PAGES
from zcforms.ground.geometry import visible_box
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.intake.clean import MAX_PIXELS
from zcforms.intake.evidence.embedding import fonts_shown, missing_font
from zcforms.intake.evidence.wholeness import is_whole
from zcforms.paper.reading import decoded

_MAX_SIDE = 141_732  # pt: 50 m, ten times what ISO 32000-1 (annex C) lets a page have
_MAX_CONTENT = 128 * 2**20  # bytes of drawing instructions in one stream
_MAX_DRAWN = 1_000_000  # forms that one page draws, nested ones each time
_MAX_DEPTH = 40
_DEPTHS = (1, 2, 4, 8, 16)  # bits of a component (ISO 32000-1, 8.9.5)
_WHOLE = 0.98  # of a picture's data: some writers leave out the last rows' padding

_DRAWN = re.compile(rb"/([^\x00\s/<>\[\](){}%]+)[\x00\s]+Do(?![^\x00\s/<>\[\](){}%])")
_CHOSEN = re.compile(rb"/([^\x00\s/<>\[\](){}%]+)[\x00\s]+(?:scn|SCN|gs)(?![^\x00\s/<>\[\](){}%])")
_PAINTS = re.compile(rb"(?<![^\x00\s>\])])(?:Do|Tj|TJ|'|\"|S|s|f\*?|F|B\*?|b\*?|BI|sh)(?![^\x00\s/<(\[])")


_PLAIN = {"/FlateDecode", "/LZWDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode"}
_COMPONENTS = {
    **dict.fromkeys(("/DeviceGray", "/CalGray", "/Indexed", "/Separation"), 1),
    **dict.fromkeys(("/DeviceRGB", "/CalRGB", "/Lab"), 3),
    "/DeviceCMYK": 4,
}


class Unsound(Exception):
    """Why a PDF cannot be bound: the code of the finding, the rest of its sentence, what to do."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.hint = code, hint


def _heavy(message: str) -> Unsound:
    return Unsound("evidence-too-heavy", message, "用PDF软件打开，打印成普通的PDF后再放入")


def too_many(pages: int, most: int) -> tuple[str, str]:
    """That a file has more pages than one may have, as the rest of a sentence, and what to do."""
    hint = f"分成几个文件；确实要这么多的，在zcforms.yaml写“佐证页数上限: {pages}”"
    return f"有{pages}页，超过{most}页", hint if pages <= MOST_PAGES else "分成几个文件"


def _broken(message: str) -> Unsound:
    return Unsound("evidence-unreadable", message, "重新扫描或导出")


@dataclass(frozen=True)
class Proved:
    """What should be said of a PDF that can be bound: pages (from 1) without anything on them.

    And the fonts that it does not hold, each with the pages on which it is met first.
    """

    empty: list[int]
    fonts: Mapping[str, set[int]]


def paints(content: bytes) -> bool:
    """Whether drawing instructions draw anything."""
    return bool(_PAINTS.search(content))


def prove(pdf: Pdf, most_pages: int = USUAL_PAGES) -> Proved:
    """All that is drawn is there, and can be read; raises Unsound if it cannot be bound."""
    if len(pdf.pages) > most_pages:
        raise Unsound("evidence-too-heavy", *too_many(len(pdf.pages), most_pages))
    walk, empty = _Walk(), []
    for number, page in enumerate(pdf.pages, 1):
        _prove_size(page, number)
        if not walk.page(page, number):
            empty.append(number)
    return Proved(empty, walk.fonts)


def unit_of(page: Page) -> float:
    """How many points a unit of a page is; one, as readers take it, if it says nothing that can be."""
    unit = page.obj.get(Name.UserUnit, 1)
    return float(unit) if isinstance(unit, int | Decimal) and unit > 0 else 1.0


def _prove_size(page: Page, number: int) -> None:
    left, bottom, right, top = visible_box(page.mediabox, page.cropbox)
    unit = unit_of(page)
    if max(right - left, top - bottom) * unit > _MAX_SIDE:
        raise _heavy(f"第{number}页的边长有{max(right - left, top - bottom) * unit / 72 * 0.0254:.0f}米")


@dataclass
class _Walk:
    """What is drawn on pages, by the way of their contents; each object is looked at once."""

    drawn: dict[tuple[int, int], int] = field(default_factory=dict)  # by object: how many forms it draws
    pictures: set[tuple[int, int]] = field(default_factory=set)
    fonts: dict[str, set[int]] = field(default_factory=dict)  # not in the file, by name: the pages
    programs: dict[tuple[int, int], str] = field(default_factory=dict)  # by object: what is missing of a font

    def page(self, page: Page, number: int) -> bool:
        """Whether anything is drawn on a page."""
        contents = page.obj.get(Name.Contents)
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        content = b"\n".join(_decoded(s, number) for s in streams if isinstance(s, Stream))
        resources = page.obj.get(Name.Resources, Dictionary())
        if self._content(content, resources, number, 0) > _MAX_DRAWN:
            raise _heavy(f"第{number}页的内容层层嵌套，展开后有上百万个")
        for annotation in _listed(page.obj.get(Name.Annots)):
            for look in _appearances(annotation):
                self._form(look, resources, number, 1)
        return paints(content) or Name.Annots in page.obj

    def _content(self, content: bytes, resources: Any, number: int, depth: int) -> int:
        """How many forms some drawing instructions draw, nested ones each time."""
        if depth > _MAX_DEPTH:
            raise _heavy(f"第{number}页的内容嵌套超过{_MAX_DEPTH}层")
        self._set_in(content, resources, number)
        known = _named(resources, Name.XObject)
        count = 0
        for name in _DRAWN.findall(content):
            shown = known.get(_name(name))
            if shown is None:
                raise _broken(f"第{number}页要画的“{name.decode('utf-8', 'replace')}”不在文件里，页面不完整")
            count += 1 + self._shown(shown, resources, number, depth)
        for inner, outer in _painted_with(content, resources):
            count += self._form(inner, outer, number, depth + 1)
        return count

    def _set_in(self, content: bytes, resources: Any, number: int) -> None:
        fonts = _entries(resources, Name.Font)
        if fonts is None:
            return
        states = _entries(resources, Name.ExtGState) or {}
        chosen = {name: one[Name.Font] for name, one in states.items() if _chooses_font(one)}
        for operator, name in fonts_shown(content, lambda raw: _name(raw) in chosen):
            key = _name(name)
            if operator == b"Tf" and key not in fonts:
                missing = key[1:]  # not even its description
            else:
                missing = self._missing(chosen[key][0] if operator == b"gs" else fonts.get(key))
            if missing:
                self.fonts.setdefault(missing, set()).add(number)

    def _missing(self, font: Any) -> str:
        if not isinstance(font, Dictionary) or not font.is_indirect:
            return missing_font(font)
        if font.objgen not in self.programs:
            self.programs[font.objgen] = missing_font(font)
        return self.programs[font.objgen]

    def _shown(self, shown: Stream, resources: Any, number: int, depth: int) -> int:
        if shown.get(Name.Subtype) == Name.Form:
            return self._form(shown, resources, number, depth + 1)
        if shown.get(Name.Subtype) == Name.Image and shown.objgen not in self.pictures:
            self.pictures.add(shown.objgen)
            for picture in (shown, *_masks(shown)):
                _prove_picture(picture, number)
        return 0

    def _form(self, form: Stream, outer: Any, number: int, depth: int) -> int:
        known = self.drawn.get(form.objgen)
        if known is None:
            resources = form.get(Name.Resources, outer)
            known = self._content(_decoded(form, number), resources, number, depth)
            self.drawn[form.objgen] = known
        return known


def _name(raw: bytes) -> str:
    """A name of the drawing instructions as the key that it is in a dictionary."""
    plain = re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), raw)
    return "/" + plain.decode("utf-8", "surrogateescape")  # as pikepdf gives what old programs write in GBK


def _entries(resources: Any, kind: Name) -> dict[str, Any] | None:
    """The resources of a kind by their names; None where they are not to be followed."""
    known = resources.get(kind, Dictionary()) if isinstance(resources, Dictionary) else Dictionary()
    return dict(known.items()) if isinstance(known, Dictionary) else None


def _chooses_font(state: Any) -> bool:
    font = state.get(Name.Font) if isinstance(state, Dictionary) else None
    return isinstance(font, pikepdf.Array) and len(font) > 0


def _named(resources: Any, kind: Name) -> Mapping[str, Stream]:
    named = resources.get(kind) if isinstance(resources, Dictionary) else None
    if not isinstance(named, Dictionary):
        return {}
    return {name: value for name, value in named.items() if isinstance(value, Stream)}


def _painted_with(content: bytes, resources: Any) -> Iterator[tuple[Stream, Any]]:
    """What draws besides forms, and what with if it does not say so itself.

    Patterns and soft masks that are chosen there: a page and all that it draws may share one dictionary of
    resources. And the glyphs of type 3 fonts. These draw with what their font or the page has (9.6.5), itself
    the font among it: whatever they set in type is not followed.
    """
    if not isinstance(resources, Dictionary):
        return
    chosen = {_name(name) for name in _CHOSEN.findall(content)}
    patterns, states = _named(resources, Name.Pattern), _entries(resources, Name.ExtGState) or {}
    yield from (
        (pattern, _without(resources, "/Pattern")) for name, pattern in patterns.items() if name in chosen
    )
    for state in (state for name, state in states.items() if name in chosen):
        mask = state.get(Name.SMask) if isinstance(state, Dictionary) else None
        if isinstance(mask, Dictionary) and isinstance(group := mask.get(Name.G), Stream):
            yield group, _without(resources, "/ExtGState")
    for font in _dictionaries(resources.get(Name.Font)):
        if font.get(Name.Subtype) == Name.Type3:
            own = font.get(Name.Resources, resources)
            known = own.items() if isinstance(own, Dictionary) else ()
            rest: dict[str, Any] = {**dict(known), "/Font": pikepdf.Array()}
            yield from ((glyph, Dictionary(rest)) for glyph in _named(font, Name.CharProcs).values())


def _without(resources: Dictionary, kind: str) -> Dictionary:
    rest: dict[str, Any] = {name: value for name, value in resources.items() if name != kind}
    return Dictionary(rest)


def _dictionaries(of: Any) -> Iterator[Dictionary]:
    if isinstance(of, Dictionary):
        yield from (value for value in of.values() if isinstance(value, Dictionary))


def _listed(array: Any) -> Iterable[Object]:
    return array if isinstance(array, pikepdf.Array) else ()


def _appearances(annotation: Object) -> Iterator[Stream]:
    looks = annotation.get(Name.AP) if isinstance(annotation, Dictionary) else None
    look = looks.get(Name.N) if isinstance(looks, Dictionary) else None
    if isinstance(look, Stream):
        yield look
    elif isinstance(look, Dictionary):
        yield from (state for state in look.values() if isinstance(state, Stream))


def _masks(picture: Stream) -> Iterator[Stream]:
    for key in (Name.SMask, Name.Mask):
        if isinstance(mask := picture.get(key), Stream):
            yield mask


# --- streams -------------------------------------------------------------------------------------


def _decoded(stream: Stream, number: int) -> bytes:
    """The drawing instructions of a stream."""
    try:
        content = decoded(stream)
    except (pikepdf.PdfError, pikepdf.DataDecodingError) as e:
        raise _broken(f"第{number}页的内容已损坏") from e
    if len(content) > _MAX_CONTENT:
        raise _heavy(f"第{number}页的内容展开后有{len(content) // 2**20}MB")
    return content


def _prove_picture(picture: Stream, number: int) -> None:
    """A picture's pixels are all there, as far as they can be decoded here."""
    width, height = int(picture.get(Name.Width, 0)), int(picture.get(Name.Height, 0))
    if width < 1 or height < 1:
        raise _broken(f"第{number}页有一张图片没有尺寸")
    if width * height > MAX_PIXELS:
        raise _heavy(f"第{number}页有一张{width}×{height}像素的图片")
    filters = filters_of(picture)
    if filters[-1:] == ["/DCTDecode"]:
        channels = _prove_jpeg(picture.read_raw_bytes() if len(filters) == 1 else undone(picture), number)
        if channels < (_bits(picture) or 0) // 8:  # readers show nothing, or several small ones
            raise _broken(f"第{number}页的图片不合规范")
    elif set(filters) <= _PLAIN:
        bits = _bits(picture)
        usual = 1 if picture.get(Name.ImageMask, False) else 0  # without a number readers show nothing
        if int(picture.get(Name.BitsPerComponent, usual)) not in _DEPTHS:
            raise _broken(f"第{number}页的图片不合规范")
        try:
            content = decoded(picture)
        except (pikepdf.PdfError, pikepdf.DataDecodingError) as e:
            raise _broken(f"第{number}页的图片已损坏") from e
        if bits is not None and len(content) < (width * bits + 7) // 8 * height * _WHOLE:
            raise _broken(f"第{number}页的图片不完整")
    elif not (raw := picture.read_raw_bytes()):
        raise _broken(f"第{number}页的图片是空的")
    elif len(filters) == 1 and not is_whole(filters[0], raw, (width, height), _parameters(picture)):
        raise _broken(f"第{number}页的图片不完整")


def _parameters(picture: Stream) -> Mapping[str, Any]:
    """What the only coding of a stream is to be undone with."""
    given: Any = picture.get(Name.DecodeParms)
    given = given[0] if isinstance(given, pikepdf.Array) and len(given) else given
    return dict(given.items()) if isinstance(given, Dictionary) else {}


def undone(picture: Stream) -> bytes:
    """The coded picture below the encodings around it."""
    with Pdf.new() as alone:
        around = pikepdf.Array(list(picture.get(Name.Filter, []))[:-1])
        return decoded(alone.make_stream(picture.read_raw_bytes(), Filter=around))


def filters_of(picture: Stream) -> list[str]:
    """How a stream is coded, the outermost coding first."""
    stated: Any = picture.get(Name.Filter, [])
    return [str(stated)] if isinstance(stated, Name) else [str(name) for name in stated]


def _prove_jpeg(raw: bytes, number: int) -> int:
    """How many components a JPEG has."""
    try:
        with whole_picture(raw, MAX_PIXELS, reduced=True) as image:
            return len(image.getbands())
    except BROKEN as e:
        raise _broken(f"第{number}页的图片不完整") from e


def _bits(picture: Stream) -> int | None:
    """Bits of a pixel (ISO 32000-1, 8.9.5); None where the colour space does not say it at once."""
    if picture.get(Name.ImageMask, False):
        return 1
    depth = int(picture.get(Name.BitsPerComponent, 8))
    space = picture.get(Name.ColorSpace)
    kind, rest = (
        (space[0], list(space)[1:]) if isinstance(space, pikepdf.Array) and len(space) else (space, [])
    )
    if kind == Name.ICCBased and rest:
        return depth * int(rest[0].get(Name.N, 3))
    if kind == Name.DeviceN and rest:
        return depth * len(rest[0])
    return depth * _COMPONENTS[str(kind)] if str(kind) in _COMPONENTS else None
