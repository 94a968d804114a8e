"""What many documents in one file have in common, there once: the fonts of a face, the mark, a picture."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Object, Pdf, PdfError, Stream

from zcforms.chinese.typefaces import faces
from zcforms.paper.typesetting.fontfile import FACE, embedded
from zcforms.paper.typesetting.metrics import Face, face
from zcforms.paper.typesetting.unsupported import Unsupported

_KEY = f"/{FACE}"
_CHARACTER = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", re.MULTILINE)


def share_pictures(pdf: Pdf) -> None:
    """Have all pages use one of those pictures and drawings that are the same, byte for byte."""
    same = _Same()
    for page in pdf.pages:
        same.within(page.obj)


class _Same:
    """Of things that are the same the first, for pages and for the drawings that they use."""

    def __init__(self) -> None:
        self._alike: dict[bytes, list[Object]] = {}
        self._contents: dict[tuple[int, int], bytes] = {}
        self._settled: dict[tuple[int, int], Object] = {}
        self._gone_through: set[tuple[int, int]] = set()

    def within(self, user: Object) -> None:
        """Have a page or a drawing name the first of everything that it uses."""
        resources = user.get("/Resources")
        if isinstance(resources, Dictionary) and resources.is_indirect:
            if resources.objgen in self._gone_through:  # the sheets of a volume share one
                return
            self._gone_through.add(resources.objgen)
        for kind in ("/ExtGState", "/XObject"):
            named = resources.get(kind) if isinstance(resources, Dictionary) else None
            if isinstance(named, Dictionary):
                for name, one in named.items():
                    if one.is_indirect and isinstance(one, Dictionary | Stream):
                        named[name] = self._first(one)

    def _first(self, one: Object) -> Object:
        if one.objgen not in self._settled:
            self._settled[one.objgen] = one  # for a drawing that uses itself
            self.within(one)
            alike = self._alike.setdefault(Dictionary(dict(one.items())).unparse(), [])
            same = (other for other in alike if self._content(other) == self._content(one))
            self._settled[one.objgen] = next(same, one)
            if self._settled[one.objgen] is one:
                alike.append(one)
        return self._settled[one.objgen]

    def _content(self, one: Object) -> bytes:
        """What a stream holds as a digest; of scans hardly one is read, as each has a length of its own."""
        if one.objgen not in self._contents:
            content = one.read_raw_bytes() if isinstance(one, Stream) else b""
            self._contents[one.objgen] = hashlib.sha256(content).digest()
        return self._contents[one.objgen]


def share_fonts(pdf: Pdf) -> None:
    """Have all fonts of a face that our typesetter embedded draw from one file of it.

    A font of another face stays as it is, and so does one that only says it is ours: evidence is drawn as it
    came. Those share whose glyphs are read as the same characters: a text that is copied stays the same.
    """
    found: dict[str, list[Object]] = {}
    for one in pdf.objects:
        if isinstance(one, Dictionary) and isinstance(one.get(_KEY), pikepdf.String):
            found.setdefault(f"{one.get('/BaseFont')} {one[_KEY]}".partition("+")[2], []).append(one)
    for fonts in found.values():
        known = _face(fonts[0])
        if known is not None and len(fonts) > 1:
            _share(pdf, known, fonts)


def _share(pdf: Pdf, known: Face, fonts: Iterable[Object]) -> None:
    groups: list[tuple[dict[int, str], list[Object]]] = []
    for font in fonts:
        texts = _texts(known, font)
        for union, sharing in groups if texts else ():
            if all(union.get(glyph, text) == text for glyph, text in texts.items()):
                union |= texts
                sharing.append(font)
                break
        else:
            if texts:
                groups.append((dict(texts), [font]))
    for union, sharing in groups:
        if len(sharing) > 1:
            _embed(pdf, known, union, sharing)


def _embed(pdf: Pdf, known: Face, union: Mapping[int, str], sharing: Iterable[Object]) -> None:
    made = embedded(known, union)
    descriptor = _dictionary(made.descriptor)
    descriptor[f"/FontFile{made.kind}"] = _stream(pdf, made.content, made.file)
    inner = _dictionary(made.inner)
    inner.FontDescriptor = pdf.make_indirect(descriptor)
    if made.numbers:
        inner.CIDToGIDMap = _stream(pdf, made.numbers)
    descendants = pdf.make_indirect(Array([pdf.make_indirect(inner)]))
    characters = _stream(pdf, made.characters)
    for font in sharing:
        font.BaseFont, font.DescendantFonts, font.ToUnicode = inner.BaseFont, descendants, characters


def _face(font: Object) -> Face | None:
    """The face that a font says it is of, if that is shipped, to the byte."""
    family = str(font.get("/BaseFont")).partition("+")[2]
    named = (one.family for one in faces() if one.family.replace(" ", "-") == family)
    known = next(filter(None, map(face, named)), None)
    return known if known is not None and known.mark == str(font[_KEY]) else None


def _texts(known: Face, font: Object) -> Mapping[int, str]:
    """The character of each glyph that a font of ours draws; empty if it is not as we embed it."""
    try:
        pairs = _CHARACTER.findall(font.ToUnicode.read_bytes())
        texts = {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}
        made, inner = embedded(known, texts), font.DescendantFonts[0]
        file = inner.FontDescriptor[f"/FontFile{made.kind}"]
        same = (
            file.read_bytes() == made.content
            and (not made.numbers or inner.CIDToGIDMap.read_bytes() == made.numbers)
            and font.ToUnicode.read_bytes() == made.characters
        )
    except (AttributeError, KeyError, IndexError, TypeError, ValueError, PdfError, Unsupported):
        return {}
    return texts if same else {}


def _dictionary(entries: str) -> Dictionary:
    made = Object.parse(f"<< {entries} >>".encode())
    assert isinstance(made, Dictionary)
    return made


def _stream(pdf: Pdf, content: bytes, entries: str = "") -> Stream:
    return Stream(pdf, content, dict(_dictionary(entries).items()))
