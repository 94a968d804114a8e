"""A bound volume read back before it goes out, by other libraries than wrote it.

pikepdf assembles; pypdf reads how the volume hangs together and the numbers on its sheets, PDFium the
contents as printed, ten times as fast. A fault of ours, or of any of them, shows as a disagreement.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, cast

import pypdfium2
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from zcforms.ground.files import read_through
from zcforms.paper.dossier import BodyPage, Layout, jumps_on, named

Line = Mapping[str, str]

# What pypdf lets through besides its own errors when a file is not as it expects.
_UNTYPED = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
_LAST_TEXT = re.compile(rb".*(?<!\S)(BT\s.*)", re.DOTALL)
_READING = threading.Lock()  # PDFium serves one thread at a time; of two at once the whole program dies


def disagreements(
    pdf: Path, lines: Sequence[Line], layout: Layout, whole: Layout | None = None
) -> Iterator[str]:
    """Where a volume does not bear out its contents, a sentence for each place; none if it is true.

    `lines` are those of the contents: title, date, rank, pages, and the number of the first page
    ("" where a section is empty). Of one book of several, `whole` is the layout of all.
    """
    try:
        with read_through(pdf) as file:
            yield from _compared(PdfReader(file, strict=False), pdf, lines, layout, whole or layout)
    except (PyPdfError, pypdfium2.PdfiumError, *_UNTYPED) as e:
        yield f"装订册写好后读不回来（{type(e).__name__}）"


def _compared(
    reader: PdfReader, pdf: Path, lines: Sequence[Line], layout: Layout, whole: Layout
) -> Iterator[str]:
    labels, body = reader.page_labels, len(layout.pages)
    bodily = re.compile(rf"{layout.prefix}(\d+)")
    numbers = [match[1] for match in map(bodily.fullmatch, labels) if match]
    if len(numbers) != body:
        yield f"装订册正文应有{body}页，实有{len(numbers)}页"
        return
    if numbers != list(map(str, layout.numbers)):
        yield f"装订册正文应从第{layout.numbers.start}页起编号"
        return
    front = next((n for n, label in enumerate(labels) if bodily.fullmatch(label)), len(labels))
    yield from _printed(_text(pdf, front), lines)
    told = [(line["title"], line["first"]) for line in lines if line["first"]]
    marked = list(_marks(reader, reader.outline))[2:]  # without those of the cover and the contents
    if [title for title, _ in marked] != [title for title, _ in told]:
        yield f"装订册书签{len(marked)}条，与目录{len(told)}条不一致"
    for (title, first), (_, place) in zip(told, marked, strict=False):
        if place is None or labels[place] != layout.prefix + first:
            led = "没有的页" if place is None else f"第{labels[place]}页"
            yield f"装订册“{title}”目录为第{first}页，书签到{led}"
    places = {page.indirect_reference: n for n, page in enumerate(reader.pages, layout.numbers.start - front)}
    led_to = {n for page in reader.pages[:front] for n in _targets(page, places)}
    if led_to != {int(first) for _, first in told}:
        yield "装订册目录的跳转与所印页码不一致"
    for sheet, shown in zip(layout.pages, _folios(reader, reader.pages[front : front + body]), strict=True):
        number = "" if sheet.kind == "empty" else f"{layout.prefix}{sheet.number}"
        if shown != number:
            yield f"装订册第{sheet.number}页上印着“{shown}”"
    cited_on = _cited_on(whole)
    for sheet, page in zip(layout.pages, reader.pages[front : front + body], strict=True):
        due = sorted(n for n in _cited(sheet, cited_on) if n in layout.numbers)
        if (found := sorted(_targets(page, places))) != due:
            yield f"装订册第{sheet.number}页引用第{_listed(due)}页，跳转到第{_listed(found)}页"


def _text(pdf: Path, pages: int) -> str:
    """What is printed on the first pages."""
    with _READING, pypdfium2.PdfDocument(pdf) as document:
        found = [document[n].get_textpage().get_text_range() for n in range(pages)]
    return unicodedata.normalize("NFKC", "\n".join(found))


def _printed(text: str, lines: Sequence[Line]) -> Iterator[str]:
    """The lines that the contents do not show as they should, in their order."""
    place = 0
    for line in lines:
        words = [_loosely(line[part]) for part in ("title", "date", "rank") if line[part]]
        pages = re.escape(unicodedata.normalize("NFKC", line["pages"]))
        found = re.compile(rf"{_BETWEEN.join(words)}\s+{pages}(?!\d)").search(text, place)
        if found is None:
            yield f"装订册目录没有印出“{line['title']}”在{line['pages']}页"
        else:
            place = found.end()


_BETWEEN = r"[\W_]*"


def _loosely(text: str) -> str:
    """A pattern of a text wherever it wraps, and however its marks are drawn."""
    return _BETWEEN.join(re.escape(c) for c in unicodedata.normalize("NFKC", text) if c.isalnum()) + r"\W*?"


def _marks(reader: PdfReader, outline: Sequence[Any]) -> Iterator[tuple[str, int | None]]:
    """Title and page (from 0) of every entry of the outline, in order."""
    for entry in outline:
        if isinstance(entry, list):
            yield from _marks(reader, entry)
        else:
            yield str(entry.title), reader.get_destination_page_number(entry)


def _targets(page: PageObject, places: Mapping[Any, int]) -> Iterator[int]:
    """The numbers of the pages to which a page jumps."""
    for annotation in page.annotations or ():
        if "/Dest" in (link := annotation.get_object()):
            yield places[link["/Dest"][0]]


def _cited_on(layout: Layout) -> Mapping[int, set[int]]:
    """By the identity of an entry, the pages that cite it."""
    found: dict[int, set[int]] = {}
    for page in layout.pages:
        for jump in jumps_on(page):
            for entry in named(layout, jump):
                found.setdefault(id(entry), set()).add(page.number)
    return found


def _cited(page: BodyPage, cited_on: Mapping[int, set[int]]) -> Iterator[int]:
    """The first page of each run that a page names: a form its proofs, a proof the forms that cite it."""
    yield from (jump.first for jump in jumps_on(page))
    if page.kind == "evidence":
        on = cited_on.get(id(page.entry), set())
        yield from (n for n in on if n - 1 not in on)


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers)) or "—"


def _folios(reader: PdfReader, sheets: Sequence[PageObject]) -> Iterator[str]:
    """The numbers that sheets bear, of each the last piece of its text; what is placed on it is not read.

    Sheets with the same resources are read in one go: to read a font takes longer than to read a sheet.
    """
    for _, alike in groupby(sheets, lambda sheet: id(sheet["/Resources"])):
        group = [*alike]
        resources = DictionaryObject(cast(DictionaryObject, group[0]["/Resources"]))
        placed = cast(DictionaryObject, resources.get("/XObject", DictionaryObject()).get_object())
        image = DictionaryObject({NameObject("/Subtype"): NameObject("/Image")})
        resources[NameObject("/XObject")] = DictionaryObject(dict.fromkeys(placed, image))
        drawn = DecodedStreamObject()
        drawn.set_data(b"".join(b"q\n%b\nQ BT ET /End MP\n" % _last_text(sheet) for sheet in group))
        one = PageObject.create_blank_page(reader, 1, 1)
        one[NameObject("/Resources")], one[NameObject("/Contents")] = resources, drawn
        pieces: list[list[str]] = [[]]
        one.extract_text(
            visitor_text=lambda piece, *_, at=pieces: at[-1].append(piece.strip()),
            visitor_operand_before=lambda operator, *_, at=pieces: operator == b"MP" and at.append([]),
        )
        yield from (next(filter(None, reversed(own)), "") for own in pieces[: len(group)])


def _last_text(page: PageObject) -> bytes:
    """What draws the last piece of a page's text; to read all of it would take longer than all else here."""
    contents = page.get_contents()
    drawn = b"" if contents is None else contents.get_data()
    found = _LAST_TEXT.match(drawn)
    return found[1] if found else b""
