"""The print files: everybody's copies of a form together, a file for so many sheets as a box of paper holds.

Each is put together by whoever of the crew is free; this process gives it its name and delivers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import uuid4

from zcforms.batch.causes import data_digest
from zcforms.batch.crew import Crew, Errand
from zcforms.batch.failing import form_failure, form_lost, guarded, spared
from zcforms.batch.separating import Whose, separators
from zcforms.batch.shelf import Label, Made, Name, Order, Shelf
from zcforms.batch.stacks import Stacks, stacks_of
from zcforms.facts import Person
from zcforms.forms import form_with_role
from zcforms.ground.files import stage
from zcforms.ground.findings import Finding
from zcforms.ground.steps import step
from zcforms.paper import delivery
from zcforms.paper.copies import on_sheets
from zcforms.pipeline.job import Document, pdf_bytes
from zcforms.pipeline.press import Press
from zcforms.plans import FormUse

_STAGE = "排印"
_KIND = "print set"
# So many pages are put together in the time that one person's forms take; each document takes as long as
# four pages more.
_PAGES = 500
_There = tuple[str, int]  # of a file that is there, its SHA-256 (hex) and its pages


@dataclass(frozen=True)
class PrintSet:
    """What a print file is made of, and its label: all but the pages that it will have."""

    use: FormUse
    stacks: Stacks
    label: Label
    whose: tuple[Whose, ...]
    documents: tuple[bytes | Path, ...]
    pages: tuple[int, ...]  # of each document
    rests_on: str  # the digest (hex) of all that it shows


@dataclass(frozen=True)
class Printed:
    """A print file as it was put together: where it lies, its SHA-256 (hex) and its pages; or what failed."""

    path: Path | None
    written: str = ""
    sides: int = 0
    findings: tuple[Finding, ...] = ()


def print_sets(
    hands: Crew, press: Press, made: Sequence[Made], order: Order, shelf: Shelf
) -> Iterator[Finding]:
    """Every form of everybody in all copies, a file each, several where that is too thick; which failed.

    A team begins at once; each file is delivered when it is asked whether it failed.
    """
    sets = [*_sets(press, made, order, shelf)]
    there = [_there(shelf, one) for one in sets]
    due = [one for one, known in zip(sets, there, strict=True) if known is None]
    printed = hands.each(Errand(partial(_put_together, hands.folder), _lost, weight=_weight), due)
    return (
        finding
        for one, known in zip(sets, there, strict=True)
        for finding in _spared(press, shelf, one, hands.folder, known or next(printed))
    )


def put_set_of(
    press: Press, shelf: Shelf, papers: tuple[Person, Document], below: str, folder: Path
) -> list[Finding]:
    """All copies of one document of one person, put together in a folder, into one `below` the shelf's.

    What is to be said if that failed.
    """
    person, d = papers
    stacks = stacks_of(press.job.work.settings, press.forms[d.form], d.use)
    one = _set(press, shelf, d.use, stacks, [papers], (below, f"打印_{d.title}_{stacks.called}"), person.key)
    return _spared(press, shelf, one, folder, _there(shelf, one))


def _sets(press: Press, made: Sequence[Made], order: Order, shelf: Shelf) -> Iterator[PrintSet]:
    for form, use in press.uses("person"):
        due = [one for one in made if press.copies(use, order.forms, one.person)]
        papers = [(one.person, d) for one in due for d in one.documents if d.form == form.id and d.pdf]
        if papers:
            stacks = stacks_of(press.job.work.settings, form, use)
            volumes = list(stacks.volumes([d.pages or 0 for _, d in papers]))
            for n, volume in enumerate(volumes, 1):
                some = papers[volume]
                which = _volume(n, len(volumes), [person.number for person, _ in some])
                name = ("打印", f"{use.title}_{which}{len(some)}人_{stacks.called}")
                yield _set(press, shelf, use, stacks, some, name)


def _set(
    press: Press,
    shelf: Shelf,
    use: FormUse,
    stacks: Stacks,
    papers: Sequence[tuple[Person, Document]],
    name: Name,
    person: str = "",
) -> PrintSet:
    whose = tuple((one.number, one.applicant.name, one.institution.name) for one, _ in papers)
    pages = tuple(d.pages or 0 for _, d in papers)
    of_tops = [form_with_role(press.forms, "separator").digest, use.title, whose, pages]
    rests_on = data_digest([shelf.common, repr(stacks), [d.digest for _, d in papers], of_tops])
    documents = tuple(d.pdf for _, d in papers if d.pdf is not None)
    label = Label(name, ".pdf", use.id, person, copies=use.copies)
    return PrintSet(use, stacks, label, whose, documents, pages, rests_on)


def _volume(n: int, count: int, numbers: Sequence[int]) -> str:
    """What the name of a print file says if there are several: which it is, and of which of the roster."""
    if count == 1:
        return ""
    return f"第{n:0{len(str(count))}}册_{numbers[0]}至{numbers[-1]}号_"


def _there(shelf: Shelf, one: PrintSet) -> _There | None:
    """The file that an earlier build made of the same, if that is there."""
    told = shelf.known.recall(_KIND, one.rests_on)
    is_there = told and shelf.has(one.label, told["sha256"])
    return (told["sha256"], told["sides"]) if is_there else None


def _spared(
    press: Press, shelf: Shelf, one: PrintSet, folder: Path, made: _There | Printed | None
) -> list[Finding]:
    put = partial(_put, press, shelf, one, folder, made)
    return spared(press, _STAGE, one.use.id, put, one.label.person)


def _put(
    press: Press, shelf: Shelf, one: PrintSet, folder: Path, made: _There | Printed | None
) -> Iterable[Finding]:
    """Deliver a file that is there already or was put together; if neither, put it together here."""
    if isinstance(made, tuple) and shelf.put_again(replace(one.label, pages=made[1]), made[0]):
        return ()
    printed = made if isinstance(made, Printed) else _put_together(folder, press, one)
    if printed.path is not None:
        shelf.put(replace(one.label, pages=printed.sides), printed.path, printed.written)
        shelf.known.note(_KIND, one.rests_on, {"sha256": printed.written, "sides": printed.sides})
    return printed.findings


def _put_together(folder: Path, press: Press, one: PrintSet) -> Printed:
    """A print file in a folder; that it failed holds up no other."""
    person = one.label.person

    def make() -> Printed:
        with step(_STAGE, person=person, form=one.use.id):
            tops = separators(press, one.use, one.stacks, one.whose, one.pages)
            contents = map(pdf_bytes, one.documents)
            band = one.stacks.band
            pdf, sides = one.stacks.printed([on_sheets(contents, band)] if band else contents, tops)
            path = folder / f"{uuid4().hex}.pdf"
            stage(path, pdf)
        return Printed(path, delivery.content_digest(pdf), sides)

    return guarded(make, lambda e: Printed(None, findings=(form_failure(press.job, e).of(person),)))


def _weight(one: PrintSet) -> float:
    return (4 * len(one.pages) + sum(one.pages)) / _PAGES


def _lost(one: PrintSet) -> Printed:
    return Printed(None, findings=(form_lost(one.use.title),))
