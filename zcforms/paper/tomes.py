"""A volume that is too thick for one book: where it is divided into several (上册、下册)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from zcforms.paper.dossier import BodyPage, Layout, Span


@dataclass(frozen=True)
class Tome:
    """One book of a volume: what it is called ("" if it is the only one), its sections (from 0), its pages.

    The pages keep the numbers that they have in the volume.
    """

    name: str
    sections: range
    layout: Layout

    @property
    def pages(self) -> str:
        """Its pages in words, "第1—120页"."""
        numbers = self.layout.numbers
        return f"第{self.layout.prefix}{Span(numbers.start, numbers.stop - 1)}页"


def thickness(pages: Sequence[BodyPage], duplex: bool) -> int:
    """How many sheets (张) lie on one another there; one that is folded counts twice."""
    return (-(-len(pages) // 2) if duplex else len(pages)) + sum(page.folded for page in pages)


def seams(tome: Tome, duplex: bool, each: int) -> dict[int, int]:
    """Of every page of a book (by number) that bears a mark for a seal over the edges, which seal (from 1).

    A seal goes over `each` sheets. It is marked on their fronts; a folded sheet has no edge of its own.
    """
    first, sides = tome.layout.numbers.start, 2 if duplex else 1
    fronts = [page for page in tome.layout.pages if (page.number - first) % sides == 0 and not page.folded]
    return {page.number: (page.number - first) // sides // each + 1 for page in fronts}


def divided(layout: Layout, duplex: bool, most: int | None) -> list[Tome]:
    """The books of a volume whose bodies have `most` sheets each (one book if None), all about as thick.

    A section is never divided: one that is thicker than that makes a book of its own.
    """
    if most is None or thickness(layout.pages, duplex) <= most:
        starts = [0]
    else:
        starts = _starts(layout, duplex, most)
        # As few books as that takes, the thickest as thin as can be: the last is no leaflet.
        while most > 1 and len(thinner := _starts(layout, duplex, most - 1)) == len(starts):
            starts, most = thinner, most - 1
    ends = [*starts[1:], len(layout.sections)]
    return [
        Tome(name, sections := range(start, end), _part(layout, sections))
        for name, start, end in zip(_names(len(starts)), starts, ends, strict=True)
    ]


def _starts(layout: Layout, duplex: bool, most: int) -> list[int]:
    """The sections (from 0) with which a new book begins, the first with it."""
    starts, page = [0], 0
    for s, span in enumerate(layout.sections):
        # In duplex a section begins on a recto, so that what is before it fills its last sheet.
        if span and span.first - 1 > page and thickness(layout.pages[page : span.last], duplex) > most:
            starts.append(s)
            page = span.first - 1
    return starts


def _part(layout: Layout, sections: range) -> Layout:
    """The pages of some sections; an empty one has none."""
    spans = [span for span in layout.sections[sections.stop :] if span]
    stop = spans[0].first - 1 if spans else len(layout.pages)
    own = [span for span in layout.sections[sections.start : sections.stop] if span]
    start = own[0].first - 1 if own and sections.start else 0
    part = slice(sections.start, sections.stop)
    sections_of, entries_of = layout.sections[part], layout.entries[part]
    return replace(layout, pages=layout.pages[start:stop], sections=sections_of, entries=entries_of)


def _names(count: int) -> Iterator[str]:
    """What the books are called: 上册、下册, with a 中册 of three, by number if there are more."""
    known = {1: ("",), 2: ("上册", "下册"), 3: ("上册", "中册", "下册")}
    yield from known.get(count) or (f"第{n}册" for n in range(1, count + 1))
