"""The bound volume before it is put together: sections, items, and the numbers of their pages.

The body's pages are counted before anything is typeset, so the contents cannot be off by one: its
own length does not move the numbers, which begin with 1 after it (requirements E2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from zcforms.ground.geometry import Jump


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
