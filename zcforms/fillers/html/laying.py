"""Forms laid out: ours by the typesetter of our own where it knows all of a document, else by WeasyPrint.

What the one does not know is for the other to set, or to refuse: a fault of a template is told in
WeasyPrint's words. It is only then that WeasyPrint is even imported. A form of the user's own goes
WeasyPrint's way: that the two agree is tested of ours only.
"""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

from zcforms.fillers import engine
from zcforms.fillers.bounds import check_markup, check_sheet
from zcforms.fillers.filled import Way
from zcforms.fillers.html import by_weasyprint
from zcforms.fillers.html.by_weasyprint import TheirDocument
from zcforms.fillers.html.placed import PlacedPage, pages_of
from zcforms.fillers.stylesheets import SHARED, in_shared, sheet_files, sheet_text
from zcforms.forms import Form, is_ours
from zcforms.forms.library import KEPT
from zcforms.ground.errors import BrokenForm
from zcforms.ground.pictures import BROKEN
from zcforms.paper import typesetting
from zcforms.paper.typesetting import Cascade, Unsupported, sheets, vectors
from zcforms.paper.typesetting.markup import Element, parse
from zcforms.paper.typesetting.pdf import PrintFile
from zcforms.paper.typesetting.sheets import Sheet

_UPRIGHT = 1  # Exif 3.0, tag 274: the picture is as it is stored
_ORIENTATION = 274


@dataclass(frozen=True, slots=True)
class Typeset:
    """A document that our own typesetter laid out, with what it was made of."""

    document: typesetting.Document
    pages: list[PlacedPage]
    title: str
    language: str
    images: Mapping[str, bytes]
    duplex: bool


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without looking for garbage meanwhile: while a document is made, all that was made of it is in use."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def lay_out(html: str, form: Form, images: Mapping[str, bytes], duplex: bool) -> Any:
    """A form's markup laid out, as a Typeset or a TheirDocument: what tree.py reads.

    Raises BrokenForm for whatever WeasyPrint complains of, MissingTool if it is needed and there is no Pango.
    """
    try:
        return _typeset(html, form, images, duplex)
    except (Unsupported, BrokenForm, RecursionError):
        return by_weasyprint.lay_out(html, form, images, duplex)


def to_pdf(
    document: Typeset | TheirDocument, form: Form, identifier: bytes, markup: Callable[[], str]
) -> tuple[bytes, Way]:
    """The PDF of a laid-out document, and which way it was set; the identifier is as of engine.to_pdf.

    To be asked for once: its pages are let go of as they are painted. Its `markup`, of a long list as much
    as all that is painted, is made again where that is needed.
    """
    if not isinstance(document, Typeset):
        return engine.to_pdf(document.document, form, identifier), "weasyprint"
    try:
        file = PrintFile()
        document.pages.clear()
        file.add(typesetting.Once(document.document), document.images)
        return file.finished(document.title, document.language, identifier), "own"
    except Unsupported:
        laid_out = engine.lay_out(markup(), form, document.images, document.duplex)
        return engine.to_pdf(laid_out, form, identifier), "weasyprint"


def _typeset(html: str, form: Form, images: Mapping[str, bytes], duplex: bool) -> Typeset:
    if not is_ours(form) or form.typefaces.official:
        raise Unsupported("a form, or typefaces, that did not come along")
    cascade = _cascade(form, duplex)
    if isinstance(cascade, str):
        raise Unsupported(cascade)
    root = parse(html, cascade.cells.elements, cascade.cells.sections)
    check_markup(root, f"{form.id}/template.html")
    _check_pictures(root, images)
    document = typesetting.lay_out(root, cascade)
    head = root.find("head")
    title = head.find("title") if head else None
    language = root.get("lang") or ""
    said = title.text.strip() if title else ""
    return Typeset(document, pages_of(document), said, language, images, duplex)


@lru_cache(KEPT)
def _cascade(form: Form, duplex: bool) -> Cascade | str:
    """The style sheets of a form, checked, or why our own typesetter does not take them."""
    folders = form.folder.resolve(), SHARED.resolve()

    def imported(address: str, where: str) -> tuple[str, str]:
        path = in_shared((Path(where).parent / address).resolve(), form.folder)
        if not path.is_file() or not any(path.is_relative_to(folder) for folder in folders):
            raise Unsupported("@import", where)
        return _checked(path), str(path)

    def parsed(path: Path) -> Sheet:
        text = _checked(path)
        return _shared(text, path) if path.parent == SHARED else sheets.parse(text, str(path), imported)

    try:
        return Cascade([parsed(path) for path in sheet_files(form, duplex)])
    except (Unsupported, BrokenForm) as e:
        return str(e)


@lru_cache(KEPT)
def _shared(text: str, path: Path) -> Sheet:
    """A sheet of every form, which imports nothing: most of what a form has of styles."""
    return sheets.parse(text, str(path))


def _checked(path: Path) -> str:
    text, where = sheet_text(path)
    check_sheet(text, where)
    return text


def _check_pictures(root: Element, images: Mapping[str, bytes]) -> None:
    """Unsupported for a picture that is not one of the values, or is not painted as it is stored."""
    for element in root.iter():
        if element.tag != "img":
            continue
        source = element.get("src") or ""
        content = images.get(source.removeprefix("image:"))
        if not source.startswith("image:") or content is None:
            raise Unsupported("picture that is not a value", source)
        if vectors.is_drawing(content):
            vectors.read(content)
            continue
        try:
            with Image.open(io.BytesIO(content)) as picture:
                if (
                    picture.getexif().get(_ORIENTATION, _UPRIGHT) != _UPRIGHT
                    or "transparency" in picture.info
                ):
                    raise Unsupported("picture that is turned or transparent", source)
        except BROKEN as e:
            raise Unsupported("picture that cannot be read", source) from e
