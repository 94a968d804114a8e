"""Everybody's papers put on the shelf, a file each, and what failed of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from zcforms.batch.failing import spared
from zcforms.batch.print_sets import put_set_of
from zcforms.batch.shelf import DOSSIER, Label, Made, Name, Order, Shelf
from zcforms.facts import Person
from zcforms.forms import refuse_changed
from zcforms.ground.findings import Finding
from zcforms.paper import delivery
from zcforms.pipeline.job import Document
from zcforms.pipeline.press import Press

_NUMBER = re.compile(r"\d+")


def _delivered(press: Press, made: Made, order: Order) -> list[Document]:
    """The documents that are delivered one by one; the others live in the volume only."""
    return [d for d in made.documents if press.copies(d.use, order.forms, made.person) is not None]


def put_document(press: Press, d: Document, shelf: Shelf, name: Name, person: Person | None = None) -> None:
    """Deliver one document in each of its media under a name without ending.

    UnreadableInput where its form was edited since it was read.
    """
    label = Label(name, ".pdf", d.form, person.key if person else "", copies=d.use.copies)
    if d.pdf is not None:
        content, known = (d.editable, d.editable_digest) if d.editable else (d.pdf, d.digest)
        shelf.put(replace(label, pages=d.pages), content, known)
    if (word := press.word(d, person)) is not None:
        shelf.put_word(replace(label, ending=".docx"), word)
    if (sheet := press.sheet(d, person)) is not None:
        shelf.put(replace(label, ending=".xlsx"), sheet)
    refuse_changed([press.forms[d.form]])


def deliver_person(press: Press, made: Made, order: Order, shelf: Shelf) -> list[Finding]:
    """One person's papers, a file each; which of them failed."""
    person, year = made.person, press.job.plan.year
    found: list[Finding] = []
    label = delivery.safe_name(f"{person.number:02d}_{person.applicant.name}")
    for d in _delivered(press, made, order):
        put = partial(put_document, press, d, shelf, ("个人", label, f"{label}_{d.title}_{year}"), person)
        found += spared(press, "写出", d.form, put, person.key)
    if made.books:
        put = partial(_put_volume, made, year, shelf, ("装订", f"{label}_装订册"))
        found += spared(press, "写出装订册", "", put, person.key)
    return found


def _put_volume(made: Made, year: int, shelf: Shelf, name: Name) -> None:
    *folders, stem = name
    key = made.person.key
    for book, called in zip(made.books, of_one_length([book.name for book in made.books]), strict=True):
        own = (*folders, f"{stem}{called}_{year}")
        shelf.put(Label(own, ".pdf", DOSSIER, key, book.pages), book.path, book.digest)
    beside = (*folders, f"{stem}_{year}_签名原件")
    for file, evidence in made.originals:
        assert evidence.original is not None, "chosen for it"
        label = Label((*beside, Path(file).stem), ".pdf", DOSSIER, key, evidence.pages)
        shelf.put(label, evidence.original)


def of_one_length(names: Sequence[str]) -> Iterator[str]:
    """Names of books as those of files, to stand in their order: 第01册 where there is a 第10册."""
    alike = Counter(_NUMBER.sub("", name) for name in names)
    for name in names:
        digits, number = len(str(alike[_NUMBER.sub("", name)])), _NUMBER.search(name)
        yield name.replace(number[0], number[0].zfill(digits)) if number else name


def deliver_some(press: Press, made: Made, order: Order, shelf: Shelf, folder: Path) -> list[Finding]:
    """One person's papers in a folder named by their key: numbers belong to the whole batch; what failed.

    The print files are put together in the `folder`, which goes with the build.
    """
    person, year = made.person, press.job.plan.year
    name = person.applicant.name
    label = delivery.safe_name(person.key if name in person.key else f"{person.key}_{name}")
    found: list[Finding] = []
    for d in _delivered(press, made, order):
        put = partial(put_document, press, d, shelf, (label, f"{d.title}_{year}"), person)
        found += spared(press, "写出", d.form, put, person.key)
        if d.pdf is not None and d.use.copies > 1:
            found += put_set_of(press, shelf, (person, d), label, folder)
    if made.books:
        put = partial(_put_volume, made, year, shelf, (label, "装订册"))
        found += spared(press, "写出装订册", "", put, person.key)
    return found
