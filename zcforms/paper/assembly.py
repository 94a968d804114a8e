"""The bound volume as PDF: cover, contents and body put together, with links, outline and page labels."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from zcforms.ground.files import staged
from zcforms.ground.geometry import A4, MM, Jump, Rectangle, transformed, visible_box
from zcforms.ground.steps import step
from zcforms.paper.copies import ask_printer, forget_tags
from zcforms.paper.dossier import BodyPage, Layout, Section
from zcforms.paper.placing import BINDING, FOLDED_WIDTH, fit_into, type_area
from zcforms.paper.typesetting.sharing import share_fonts, share_pictures

PAGE_SCHEME = "page:"  # contents links are written as page:12 and become jumps here
_MIRROR = (BINDING - 20.0) * MM  # pt between the margins of a form


@dataclass(frozen=True)
class Typeset:
    """What is set for a book, as PDFs.

    `sheets` has a page for every page of the whole volume (number, caption, divider title), and `jumps`
    where it names pages of the body; `back` is the page of `sheets` (from 0) that is the book's back cover.
    """

    cover: bytes
    contents: bytes
    sheets: bytes
    jumps: Sequence[Jump] = ()
    back: int | None = None


@dataclass(frozen=True)
class _Book:
    """A book while its pages are put together; `front` pages stand before its body."""

    out: Pdf
    layout: Layout
    front: int
    duplex: bool

    def place_of(self, number: int) -> int:
        """Where the page of that number is (from 0)."""
        return self.front + number - self.layout.numbers.start

    def destination(self, number: int) -> Array:
        """What a link to the page of that number leads to."""
        return Array([self.out.pages[self.place_of(number)].obj, Name.Fit])


def assemble(
    target: Path, typeset: Typeset, layout: Layout, sections: Sequence[Section], duplex: bool
) -> None:
    """Put a book together in a file: front matter, then every body sheet with its page placed on it.

    `layout` and `sections` are those of the book. In duplex the front matter is filled up so that the
    first page is a recto, and a back cover is the back of its own sheet. Undeliverable if the disk takes no
    more.
    """
    out, back = Pdf.new(), typeset.back
    with ExitStack() as opened:  # copied streams are read when the volume is saved
        covers = _add_front(out, typeset.cover, duplex, opened)
        book = _Book(out, layout, covers + _add_front(out, typeset.contents, duplex, opened), duplex)
        sheets = opened.enter_context(Pdf.open(io.BytesIO(typeset.sheets))).pages
        assert len(sheets) >= len(layout.numbers), "one sheet for every body page"
        out.pages.extend([sheets[number - 1] for number in layout.numbers])
        behind = len(out.pages) if back is not None else None
        if back is not None:
            _add_back(out, sheets[back], pages_behind(layout, duplex))
        _place_all(book)
        _resolve_links(book, range(covers, book.front))
        for jump in typeset.jumps:
            if jump.page + 1 in layout.numbers:
                _add_jump(book, book.place_of(jump.page + 1), jump, jump.box)
        _add_outline(book, sections, covers)
        out.Root.PageLabels = _labels(layout, covers, book.front, behind)
        out.Root.PageMode = Name.UseOutlines
        for page in out.pages:
            forget_tags(page.obj)
        ask_printer(out, duplex)
        share_fonts(out)
        share_pictures(out)
        with staged(target) as file:
            out.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _labels(layout: Layout, covers: int, front: int, behind: int | None) -> Dictionary:
    """What readers call the pages: those from `covers`, `front` and `behind` on (from 0) otherwise."""
    arabic = Dictionary(S=Name.D, St=layout.numbers.start)
    if layout.prefix:
        arabic.P = layout.prefix
    labels = [0, Dictionary(P="封面"), covers, Dictionary(S=Name.r)]
    labels += [front, arabic] if layout.pages else []  # of empty sections only there is no body
    labels += [behind, Dictionary(P="封底")] if behind is not None else []
    return Dictionary(Nums=Array(labels))


def _add_back(out: Pdf, back: pikepdf.Page, pages: int) -> None:
    """Add a back cover as the last of so many pages, the others blank."""
    for _ in range(pages - 1):
        out.add_blank_page(page_size=A4)
    out.pages.append(back)


def pages_behind(layout: Layout, duplex: bool) -> int:
    """How many pages a back cover takes at the end of a book, those with nothing on them as well."""
    return len(layout.pages) % 2 + 2 if duplex else 1


def _add_front(out: Pdf, part: bytes, duplex: bool, opened: ExitStack) -> int:
    """Add a part of the front matter, in duplex with a blank verso at its end; how many pages it takes."""
    before = len(out.pages)
    out.pages.extend(opened.enter_context(Pdf.open(io.BytesIO(part))).pages)
    if duplex and len(out.pages) % 2:
        out.add_blank_page(page_size=A4)
    return len(out.pages) - before


# --- placing -------------------------------------------------------------------------------------


def _place_all(book: _Book) -> None:
    """Place every page that comes from a PDF on its sheet; each PDF is opened once, until its last page."""
    places = [(page, nth, shown) for page in book.layout.pages for nth, shown in enumerate(page.shown)]
    groups = [[*group] for _, group in groupby(places, lambda place: id(place[2].source))]
    due = Counter(group[0][2].source.key for group in groups)
    pdfs: dict[Path | int, Pdf] = {}
    with ExitStack() as opened:
        for here in groups:
            source = here[0][2].source
            stage, key = "装订佐证" if source.file else "装订", source.key
            with step(stage, file=source.file):
                if key not in pdfs:
                    pdf = source.pdf if isinstance(source.pdf, Path) else io.BytesIO(source.pdf)
                    pdfs[key] = opened.enter_context(Pdf.open(pdf))
                for page, nth, shown in here:
                    with step(stage, file=source.file, page=shown.index + 1):
                        placement = _place(book, page, nth, pdfs[key].pages[shown.index])
                        for jump in (jump for jump in source.jumps if jump.page == shown.index):
                            box = transformed(jump.box, placement)
                            _add_jump(book, book.place_of(page.number), jump, box)
            due[key] -= 1
            if not due[key]:  # it was copied whole, and a system lets nobody open files without end
                pdfs.pop(key).close()


def _place(book: _Book, page: BodyPage, nth: int, source: pikepdf.Page) -> Sequence[float]:
    """Place a page on its sheet; the matrix that took it there."""
    out, at = book.out, book.place_of(page.number)
    form = out.copy_foreign(source.as_form_xobject())
    box = visible_box(source.mediabox, source.cropbox)
    matrix = [float(n) for n in form.get(Name.Matrix, [1, 0, 0, 1, 0, 0])]
    form.BBox = Array([round(n, 4) for n in box])
    left, bottom, right, top = seen = transformed(box, matrix)
    verso = book.duplex and page.number % 2 == 0
    if page.kind == "generated" and right - left > top - bottom:
        placement: Sequence[float] = _turned(left, bottom, top - bottom, verso)
    elif page.kind == "generated":
        # Our own forms stand 28 mm from the left edge and 20 mm from the right: a verso is mirrored.
        is_mirrored = page.shown[nth].index in page.shown[nth].source.mirrored
        placement = (1.0, 0.0, 0.0, 1.0, _MIRROR * (is_mirrored - verso) - left, -bottom)
    else:
        area = type_area(page.marked, verso, page.folded)
        placement = fit_into(seen, area.half(nth) if page.entry and page.entry.paired else area)
    for side in out.pages[at : at + (2 if book.duplex else 1)] if page.folded else ():
        side.mediabox = Array([0, 0, FOLDED_WIDTH, A4[1]])  # where the size changes, a new sheet begins
    sheet = out.pages[at]
    # The sheets share one resource dictionary, so the name is the page's own (and not random).
    name = sheet.add_resource(form, Name.XObject, Name(f"/ZCPage{page.number}" + ("b" if nth else "")))
    numbers = " ".join(f"{n:.9f}" for n in placement)
    sheet.contents_add(f"q {numbers} cm {name} Do Q\n".encode(), prepend=True)
    return placement


# A landscape form of ours prints nothing in the first 18.5 mm and the last 12 mm of its height. Turned with
# its head to the left and set a little smaller, it keeps clear of the binding edge and of the number. So the
# head is at the binding edge of a recto, at the outer edge of a verso (GB/T 9704-2012, 8): read one way.
_TURNED_SCALE, _TURNED_HEAD, _TURNED_FOOT, _TURNED_BOTTOM = 0.95, 18.5, 12.0, 15.0


def _turned(left: float, bottom: float, height: float, verso: bool) -> Sequence[float]:
    """A placement for a landscape page of our own on the portrait sheet of a volume."""
    scale = _TURNED_SCALE
    if verso:
        x = A4[0] - BINDING * MM - (height - _TURNED_FOOT * MM) * scale
    else:
        x = (BINDING - _TURNED_HEAD * scale) * MM
    return (0.0, scale, -scale, 0.0, x + (bottom + height) * scale, _TURNED_BOTTOM * MM - left * scale)


# --- navigation ----------------------------------------------------------------------------------


def _resolve_links(book: _Book, front: range) -> None:
    for i in front:
        for link in book.out.pages[i].obj.get(Name.Annots, []):
            uri = str(link.get(Name.A, Dictionary()).get(Name.URI, ""))
            if uri.startswith(PAGE_SCHEME):
                number = int(uri.removeprefix(PAGE_SCHEME))
                assert number in book.layout.numbers
                del link[Name.A]
                link.Dest = book.destination(number)


def _add_jump(book: _Book, place: int, jump: Jump, box: Rectangle) -> None:
    """A link on the page at this place (from 0); none to a page that is not in this book."""
    if jump.first not in book.layout.numbers:
        return
    rect, border = Array([round(n, 2) for n in box]), Array([0, 0, 0])
    target = book.destination(jump.first)
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, Border=border, Dest=target)
    sheet = book.out.pages[place].obj
    sheet.Annots = Array([*sheet.get(Name.Annots, []), book.out.make_indirect(link)])


def _add_outline(book: _Book, sections: Sequence[Section], covers: int) -> None:
    layout = book.layout
    with book.out.open_outline() as outline:
        outline.root.append(OutlineItem("封面", 0))
        outline.root.append(OutlineItem("目录", covers))
        for section, span, entries in zip(sections, layout.sections, layout.entries, strict=True):
            if span is None:
                continue
            item = OutlineItem(section.title, book.place_of(span.first))
            for entry, found in () if section.is_one else zip(section.entries, entries, strict=True):
                item.children.append(OutlineItem(entry.title, book.place_of(found.first)))
            outline.root.append(item)
