"""The bound volume: numbers for its pages, and the assembly of cover, contents and body.

The body's pages are counted before anything is typeset, so the contents cannot be off by one: its
own length does not move the numbers, which begin with 1 after it (requirements E2).
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf

from zcforms.ground.files import staged
from zcforms.ground.geometry import A4, MM, Jump, Rectangle, transformed, visible_box
from zcforms.ground.steps import step
from zcforms.paper.copies import LANGUAGE, forget_tags
from zcforms.paper.placing import BINDING, FOLDED_WIDTH, fit_into, type_area
from zcforms.paper.typesetting.sharing import share_fonts, share_pictures

PAGE_SCHEME = "page:"  # contents links are written as page:12 and become jumps here
_MIRROR = (BINDING - 20.0) * MM  # pt between the margins of a form


@dataclass(frozen=True)
class Source:
    """Some pages (indices from 0) of one PDF, a file or bytes, and what they are called in their item.

    `file` is the user's file, if they are from one; `folded` pages go on sheets of A3, folded once;
    `mirrored` ones have the margins of a verso; `jumps` are the places that name pages of this volume.
    """

    pdf: Path | bytes
    pages: Sequence[int]
    label: str = ""
    file: str = ""
    folded: frozenset[int] = frozenset()
    jumps: Sequence[Jump] = ()
    mirrored: frozenset[int] = frozenset()

    @property
    def key(self) -> Path | int:
        """What is alike for sources that are pages of one PDF."""
        return self.pdf if isinstance(self.pdf, Path) else id(self.pdf)


@dataclass(frozen=True)
class Shown:
    """One page of a source (index from 0)."""

    source: Source
    index: int


@dataclass(frozen=True)
class Entry:
    """One item of the volume: its pages as PDFs; `placed` evidence is scaled into the type area.

    `paired` evidence has two pages on each sheet.
    """

    title: str
    sources: Sequence[Source]
    placed: bool
    reference: str = ""
    date: str = ""
    rank: str = ""
    scores: str = ""
    note: str = ""
    paired: bool = False

    @cached_property
    def shown(self) -> list[Sequence[Shown]]:
        """What each sheet of the entry shows: a page, or two."""
        pages = [Shown(source, index) for source in self.sources for index in source.pages]
        each = 2 if self.paired else 1
        return [pages[n : n + each] for n in range(0, len(pages), each)]


@dataclass(frozen=True)
class Section:
    """One section of the volume, with its entries in order; an empty one stays in the contents.

    In an addendum every item stands `alone`, a section for itself.
    """

    title: str
    entries: Sequence[Entry]
    alone: bool = False

    @property
    def is_one(self) -> bool:
        """Whether one line says all: the section is a single form of the same name.

        Evidence keeps its own line: that says its date, its rank, and the page behind the divider.
        """
        return self.alone or [(one.title, one.placed) for one in self.entries] == [(self.title, False)]


@dataclass(frozen=True)
class BodyPage:
    """One page of the body before it is typeset: what stands on it, and its number (from 1)."""

    number: int
    kind: str  # divider | generated | evidence | empty
    section: int
    entry: Entry | None = None
    shown: Sequence[Shown] = ()
    nth: int = 0  # of the entry's sheets, from 1
    figure: int = 0

    @property
    def marked(self) -> bool:
        """Whether it bears 与原件核对无误: the first page of each item of evidence (requirements E2)."""
        return self.kind == "evidence" and self.nth == 1

    @property
    def folded(self) -> bool:
        """Whether it is a sheet of A3, folded once."""
        return len(self.shown) == 1 and self.shown[0].index in self.shown[0].source.folded


@dataclass(frozen=True)
class Span:
    """The pages that something takes, from first to last."""

    first: int
    last: int

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}—{self.last}"


@dataclass(frozen=True)
class Layout:
    """The body page by page, and where every section and entry is; `prefix` stands before the numbers."""

    pages: Sequence[BodyPage]
    sections: Sequence[Span | None]
    entries: Sequence[Sequence[Span]]
    prefix: str = ""

    @property
    def numbers(self) -> range:
        """The numbers of its pages: from 1, or more in a later book of a volume."""
        first = self.pages[0].number if self.pages else 1
        return range(first, first + len(self.pages))


def lay_out(sections: Sequence[Section], dividers: bool, duplex: bool) -> Layout:
    """Count the body: dividers numbered like all pages; duplex sections begin on a recto.

    A folded sheet is a recto, and its back is empty.
    """
    pages: list[BodyPage] = []
    spans: list[Span | None] = []
    entry_spans: list[list[Span]] = []
    figure = 0
    for s, section in enumerate(sections):
        found: list[Span] = []
        if section.entries and duplex and len(pages) % 2:
            pages.append(BodyPage(len(pages) + 1, "empty", s))
        start = len(pages) + 1
        if section.entries and dividers:
            pages.append(BodyPage(start, "divider", s))
            if duplex:
                pages.append(BodyPage(start + 1, "empty", s))
        for entry in section.entries:
            figure += entry.placed
            numbers = []
            for page in _sheets_of(entry, s, figure):
                if page.folded and duplex and len(pages) % 2:
                    pages.append(BodyPage(len(pages) + 1, "empty", s))
                pages.append(replace(page, number=len(pages) + 1))
                numbers.append(len(pages))
                if page.folded and duplex:
                    pages.append(BodyPage(len(pages) + 1, "empty", s))
            found.append(Span(numbers[0], numbers[-1]))
        # A blank back at its end is none of its pages.
        spans.append(Span(start, found[-1].last) if found else None)
        entry_spans.append(found)
    return Layout(pages, spans, entry_spans)


def _sheets_of(entry: Entry, section: int, figure: int) -> Iterator[BodyPage]:
    """The sheets of an entry before they have numbers."""
    kind = "evidence" if entry.placed else "generated"
    for nth, shown in enumerate(entry.shown, 1):
        yield BodyPage(0, kind, section, entry, shown, nth, figure if entry.placed else 0)


def jumps_on(page: BodyPage) -> list[Jump]:
    """What the page of a form in the volume names."""
    return [jump for one in page.shown for jump in one.source.jumps if jump.page == one.index]


def named(layout: Layout, jump: Jump) -> list[Entry]:
    """The entries that have pages among those that are named."""
    pages = layout.pages[max(jump.first - 1, 0) : jump.last]
    return [page.entry for page in pages if page.entry is not None]


def assemble(
    target: Path,
    cover: bytes,
    contents: bytes,
    sheets: bytes,
    layout: Layout,
    sections: Sequence[Section],
    duplex: bool,
    jumps: Sequence[Jump] = (),
    back: int | None = None,
) -> None:
    """Put a book together in a file: front matter, then every body sheet with its page placed on it.

    `sheets` has a page for every page of the whole volume (number, caption, divider title), and `jumps`
    where it names pages of the body; `layout` and `sections` are those of the book, `back` is the page of
    `sheets` (from 0) that is its back cover. In duplex the front matter is filled up so that the first page
    is a recto, and a back cover is the back of its own sheet. Undeliverable if the disk takes no more.
    """
    out = Pdf.new()
    with ExitStack() as opened:  # copied streams are read when the volume is saved
        covers = _add_front(out, cover, duplex, opened)
        offset = covers + _add_front(out, contents, duplex, opened)
        body = opened.enter_context(Pdf.open(io.BytesIO(sheets)))
        numbers, front = layout.numbers, offset
        assert len(body.pages) >= len(numbers), "one sheet for every body page"
        out.pages.extend([body.pages[number - 1] for number in numbers])
        behind = len(out.pages)
        if back is not None:
            _add_back(out, body.pages[back], pages_behind(layout, duplex))
        offset -= numbers.start - 1  # so that a page is where its number says
        _place_all(out, layout, offset, duplex)
        _resolve_links(out, range(covers, front), offset, numbers)
        for jump in jumps:
            if jump.page + 1 in numbers:
                _add_jump(out, offset + jump.page, jump, jump.box, offset, numbers)
        _add_outline(out, layout, sections, covers, offset)
        out.Root.PageLabels = _labels(layout, covers, front, behind if back is not None else None)
        out.Root.PageMode, out.Root.Lang = Name.UseOutlines, LANGUAGE
        for page in out.pages:
            forget_tags(page.obj)
        out.Root.ViewerPreferences = Dictionary(
            PrintScaling=Name("/None"), Duplex=Name.DuplexFlipLongEdge if duplex else Name.Simplex
        )
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


def _place_all(out: Pdf, layout: Layout, offset: int, duplex: bool) -> None:
    """Place every page that comes from a PDF on its sheet; each PDF is opened once, until its last page."""
    places = [(page, nth, shown) for page in layout.pages for nth, shown in enumerate(page.shown)]
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
                        at = offset + page.number - 1
                        placement = _place(out, at, page, nth, pdfs[key].pages[shown.index], duplex)
                        for jump in (jump for jump in source.jumps if jump.page == shown.index):
                            box = transformed(jump.box, placement)
                            _add_jump(out, at, jump, box, offset, layout.numbers)
            due[key] -= 1
            if not due[key]:  # it was copied whole, and a system lets nobody open files without end
                pdfs.pop(key).close()


def _place(
    out: Pdf, at: int, page: BodyPage, nth: int, source: pikepdf.Page, duplex: bool
) -> Sequence[float]:
    """Place a page on its sheet, which is `at` (from 0); the matrix that took it there."""
    form = out.copy_foreign(source.as_form_xobject())
    box = visible_box(source.mediabox, source.cropbox)
    matrix = [float(n) for n in form.get(Name.Matrix, [1, 0, 0, 1, 0, 0])]
    form.BBox = Array([round(n, 4) for n in box])
    left, bottom, right, top = seen = transformed(box, matrix)
    verso = duplex and page.number % 2 == 0
    if page.kind == "generated" and right - left > top - bottom:
        placement: Sequence[float] = _turned(left, bottom, top - bottom, verso)
    elif page.kind == "generated":
        # Our own forms stand 28 mm from the left edge and 20 mm from the right: a verso is mirrored.
        is_mirrored = page.shown[nth].index in page.shown[nth].source.mirrored
        placement = (1.0, 0.0, 0.0, 1.0, _MIRROR * (is_mirrored - verso) - left, -bottom)
    else:
        area = type_area(page.marked, verso, page.folded)
        placement = fit_into(seen, area.half(nth) if page.entry and page.entry.paired else area)
    for side in out.pages[at : at + (2 if duplex else 1)] if page.folded else ():
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


def _resolve_links(out: Pdf, front: range, offset: int, numbers: range) -> None:
    for i in front:
        for link in out.pages[i].obj.get(Name.Annots, []):
            uri = str(link.get(Name.A, Dictionary()).get(Name.URI, ""))
            if uri.startswith(PAGE_SCHEME):
                number = int(uri.removeprefix(PAGE_SCHEME))
                assert number in numbers
                del link[Name.A]
                link.Dest = Array([out.pages[offset + number - 1].obj, Name.Fit])


def _add_jump(out: Pdf, place: int, jump: Jump, box: Rectangle, offset: int, numbers: range) -> None:
    """A link on the page at this place (from 0); none to a page that is not in this book."""
    if jump.first not in numbers:
        return
    target = Array([out.pages[offset + jump.first - 1].obj, Name.Fit])
    rect, border = Array([round(n, 2) for n in box]), Array([0, 0, 0])
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=rect, Border=border, Dest=target)
    sheet = out.pages[place].obj
    sheet.Annots = Array([*sheet.get(Name.Annots, []), out.make_indirect(link)])


def _add_outline(out: Pdf, layout: Layout, sections: Sequence[Section], covers: int, offset: int) -> None:
    with out.open_outline() as outline:
        outline.root.append(OutlineItem("封面", 0))
        outline.root.append(OutlineItem("目录", covers))
        for section, span, entries in zip(sections, layout.sections, layout.entries, strict=True):
            if span is None:
                continue
            item = OutlineItem(section.title, offset + span.first - 1)
            for entry, found in () if section.is_one else zip(section.entries, entries, strict=True):
                item.children.append(OutlineItem(entry.title, offset + found.first - 1))
            outline.root.append(item)
