"""Strips for the spines of the bound books, as wide as each is thick."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from zcforms.batch.failing import spared
from zcforms.batch.shelf import Label, Made, Shelf
from zcforms.fillers import html
from zcforms.forms import Form, fill_in, form_with_role
from zcforms.ground.findings import Finding, Severity, blocks
from zcforms.pipeline.binding import Book
from zcforms.pipeline.press import Press

# Of copying paper, cm³/g, so that 70 g/m² are 0.091 mm: usual in the trade, and our assumption.
_BULK = 1.3
_THINNEST = 5.0  # mm: a thinner spine bears no text (GB/T 11668-1989)
_NAME = ("打印", "书脊条")


def spine_width(sheets: int, weight: int) -> float:
    """How thick (mm) so many sheets of a paper (g/m²) are."""
    return round(sheets * weight * _BULK / 1000, 1)


def deliver_spines(press: Press, made: Sequence[Made], shelf: Shelf) -> list[Finding]:
    """The strips of all books that are thick enough, if the folder says on what paper they are printed."""
    weight = press.job.work.settings.paper_weight
    books = [(one, book) for one in made for book in one.books]
    if weight is None or not books:
        return []
    thick = [(one, book) for one, book in books if spine_width(book.sheets, weight) >= _THINNEST]
    form = form_with_role(press.forms, "spines")
    found = spared(press, "排印", form.id, partial(_put, press, shelf, form, thick, weight)) if thick else []
    if len(thick) < len(books):
        hint = f"不到{_THINNEST:g}毫米的书脊上不印字；姓名写在封面上"
        said = f"{len(books) - len(thick)}册装订册太薄，没有书脊条"
        found.append(Finding("spine-thin", said, Severity.INFO, hint))
    return found


def _put(
    press: Press, shelf: Shelf, form: Form, books: Sequence[tuple[Made, Book]], weight: int
) -> Sequence[Finding]:
    """The sheets of strips onto the shelf, unless something on them does not fit."""
    filled = html.fill(form, fill_in(form, {"strips": list(_strips(press, books, weight))}))
    if not blocks(filled.findings):
        shelf.put(Label(_NAME, ".pdf", form.id, pages=filled.pages), filled.pdf)
    return filled.findings


def _strips(press: Press, books: Sequence[tuple[Made, Book]], weight: int) -> Iterator[dict[str, str]]:
    for made, book in books:
        person = made.person
        yield {
            "width": f"{spine_width(book.sheets, weight):.1f}",
            "number": _downwards(str(person.number)),
            "name": _downwards(person.applicant.name),
            "heading": _downwards(press.job.plan.volume_title),
            "book": _downwards(book.name),
        }


def _downwards(text: str) -> str:
    """A text with a line for every character."""
    return "\n".join("".join(text.split()))
