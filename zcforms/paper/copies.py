"""One print file for a whole folder: every document's copies in order, each on a fresh sheet.

What is only a strip of a sheet shares one with others.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from contextlib import ExitStack

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from zcforms.ground.geometry import A4, MM, upright, visible_box
from zcforms.paper.isolation import isolate, own_contents
from zcforms.paper.outlines import outlines
from zcforms.paper.placing import FOLDED_WIDTH
from zcforms.paper.typesetting.sharing import share_fonts, share_pictures

LANGUAGE = "zh-CN"  # for screen readers (BCP 47)
_MARK = 9.0  # pt, the words that say which copy it is
_FROM_EDGE = 8 * MM  # of the sheet, to where they end at the right and stand from the top
_SIZE = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")  # what says how large a page is, and how it lies

_Leaves = Sequence[pikepdf.Object]  # the pages of a document, in duplex so many that they fill its sheets


def print_set(
    documents: Iterable[bytes],
    copies: int,
    duplex: bool,
    by_copy: bool = False,
    separators: bytes | None = None,
    numbered: bool = False,
) -> tuple[bytes, int]:
    """All documents `copies` times: the PDF and its pages.

    They are collated document by document or, `by_copy`, once all of them and then all of them again.
    `separators` has a page to lie on top of each of these stacks. With `numbered` the first page of each copy
    says 第1份（共3份） at its top right. Copies are page objects of their own over
    shared content streams and resources, so that the file stays small; /Kids is written directly, for
    appending pages one by one is slow.
    """
    out = Pdf.new()
    papers = [_leaves(out, _added(out, document), duplex) for document in documents]
    told = _numbered(out, papers, copies) if numbered and copies > 1 else [papers] * copies
    stacks = told if by_copy else list(zip(*told, strict=True))
    tops = [_leaves(out, [page], duplex) for page in _added(out, separators)] if separators else []
    assert not tops or len(tops) == len(stacks), "a separator for each stack"
    kids: list[pikepdf.Object] = []
    used: set[tuple[int, int]] = set()
    for n, stack in enumerate(stacks):
        for page in (page for pages in (*tops[n : n + 1], *stack) for page in pages):
            kids.append(out.make_indirect(_copied(page)) if page.objgen in used else page)
            used.add(page.objgen)
    tree = out.Root.Pages
    for kid in kids:
        kid.Parent = tree
    tree.Kids, tree.Count = Array(kids), len(kids)
    share_fonts(out)
    share_pictures(out)
    return saved(out, duplex), len(kids)


def ask_printer(pdf: Pdf, duplex: bool) -> None:
    """Say what the printer is asked for: print as large as it is, and how a sheet is turned.

    A lying sheet of A3 is turned over its short edge, like a page of the A4 that stands on it.
    """
    lies = bool(pdf.pages) and float(pdf.pages[0].mediabox[2]) > FOLDED_WIDTH - MM
    turned = Name.DuplexFlipShortEdge if lies else Name.DuplexFlipLongEdge
    pdf.Root.Lang = LANGUAGE
    pdf.Root.ViewerPreferences = Dictionary(
        PrintScaling=Name("/None"), Duplex=turned if duplex else Name.Simplex
    )


def saved(pdf: Pdf, duplex: bool) -> bytes:
    """A print file with what the printer is asked for."""
    ask_printer(pdf, duplex)
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def _added(out: Pdf, document: bytes) -> _Leaves:
    """The pages of a document, in the file now, with what copies of them can share."""
    start = len(out.pages)
    with Pdf.open(io.BytesIO(document)) as source:
        out.pages.extend(source.pages)
    pages = [out.pages[i].obj for i in range(start, len(out.pages))]
    for page in pages:
        forget_tags(page)
        for key in (Name.Resources, Name.Contents):
            value = page.get(key)
            if value is not None and not value.is_indirect:
                page[key] = out.make_indirect(value)
    return pages


def forget_tags(page: pikepdf.Object) -> None:
    """Let a page not refer to a structure that stays in the file from which it came."""
    if Name.StructParents in page:
        del page[Name.StructParents]


def _numbered(out: Pdf, papers: Sequence[_Leaves], copies: int) -> list[Sequence[_Leaves]]:
    """All papers once for each copy, their first pages saying which copy they begin."""
    before = out.make_indirect(Stream(out, b"q\n"))
    marks: dict[tuple[int, Sequence[float]], pikepdf.Object] = {}
    for page in (pikepdf.Page(pages[0]) for pages in papers):
        isolate(out, page)
    told: list[Sequence[_Leaves]] = []
    for copy in range(1, copies + 1):
        numbered: list[_Leaves] = []
        for first, *others in papers:
            page = pikepdf.Page(first)
            seen, matrix = upright(visible_box(page.mediabox, page.cropbox), int(page.rotation))
            key = copy, (*seen, *matrix)
            if key not in marks:
                drawn = _mark(f"第{copy}份（共{copies}份）", seen[2], seen[3], matrix)
                marks[key] = out.make_indirect(Stream(out, drawn))
            own = _copied(first)
            own.Contents = Array([before, *own_contents(page), marks[key]])
            numbered.append([out.make_indirect(own), *others])
        told.append(numbered)
    return told


def _mark(words: str, width: float, height: float, matrix: Sequence[float]) -> bytes:
    """What draws words at the top right of a page of that size (pt), outside its content."""
    path, length = outlines(words, _MARK)
    placed = " ".join(f"{n:.4f}" for n in matrix)
    corner = f"{width - _FROM_EDGE - length:.2f} {height - _FROM_EDGE - _MARK:.2f}"
    return (
        f"\nQ\n/Artifact <</Type /Pagination>> BDC\nq {placed} cm 1 0 0 1 {corner} cm 0 g\n".encode()
        + path
        + b"\nQ\nEMC\n"
    )


def _leaves(out: Pdf, pages: _Leaves, duplex: bool) -> _Leaves:
    """Pages, in duplex with a blank verso of the same size if they are odd: a copy begins on a recto."""
    if not duplex or len(pages) % 2 == 0:
        return pages
    sized = {key: pages[-1][key] for key in _SIZE if key in pages[-1]}
    blank = Dictionary({"/Type": Name.Page, "/Resources": Dictionary(), **sized})
    return [*pages, out.make_indirect(blank)]


def per_sheet(band: float) -> int:
    """How many strips of that height (mm) a sheet of A4 takes."""
    return int(A4[1] // (band * MM))


def on_sheets(strips: Iterable[bytes], band: float) -> bytes:
    """Documents that each need a band (mm) at the top of one A4 page, one below the other on full sheets."""
    out = Pdf.new()
    with ExitStack() as opened:  # copied streams are read when the file is saved
        for n, strip in enumerate(strips):
            place = n % per_sheet(band)
            if place == 0:
                out.add_blank_page(page_size=A4)
            sheet = out.pages[-1]
            form = out.copy_foreign(
                opened.enter_context(Pdf.open(io.BytesIO(strip))).pages[0].as_form_xobject()
            )
            form.BBox = Array([0, A4[1] - band * MM, *A4])
            name = sheet.add_resource(form, Name.XObject, Name(f"/ZCStrip{place}"))
            sheet.contents_add(f"q 1 0 0 1 0 {-place * band * MM:.4f} cm {name} Do Q\n".encode())
        target = io.BytesIO()
        out.save(target, deterministic_id=True)
    return target.getvalue()


def _copied(page: pikepdf.Object) -> Dictionary:
    """A page object of its own that shares what the page refers to."""
    return Dictionary({key: value for key, value in page.items()})  # noqa: C416
