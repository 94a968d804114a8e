"""Papers put on the shelf, a file each; the print files of everybody, and what failed of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from zcforms.batch.causes import digest_of
from zcforms.batch.failing import form_failure, guarded
from zcforms.batch.separating import separators
from zcforms.batch.shelf import DOSSIER, Made, Name, Order, Shelf
from zcforms.batch.stacks import Stacks, stacks_of
from zcforms.facts import Person
from zcforms.forms import form_with_role
from zcforms.ground.findings import Finding
from zcforms.ground.steps import step
from zcforms.paper import delivery
from zcforms.paper.copies import on_sheets
from zcforms.pipeline.job import Document, content_of
from zcforms.pipeline.press import Press
from zcforms.plans import FormUse


def spared(
    press: Press,
    stage: str,
    form: str,
    work: Callable[[], Iterable[Finding] | None],
    person: str = "",
    whose: str = "",
) -> list[Finding]:
    """Make one thing of one form; what was found on it, or that it failed, which holds up nothing else."""

    def make() -> list[Finding]:
        with step(stage, person=person, form=form):
            return list(work() or ())

    return guarded(make, lambda e: [form_failure(press.job, e, whose).of(person)])


def _delivered(press: Press, made: Made, order: Order) -> list[Document]:
    """The documents that are delivered one by one; the others live in the volume only."""
    return [d for d in made.documents if press.copies(d.use, order.forms, made.person) is not None]


def put_document(press: Press, d: Document, shelf: Shelf, name: Name, person: Person | None = None) -> None:
    """Deliver one document in each of its media under a name without ending."""
    key = person.key if person else ""
    if d.pdf is not None:
        content, known = (d.editable, d.editable_digest) if d.editable else (d.pdf, d.digest)
        shelf.put(name, ".pdf", content, d.form, d.pages, d.use.copies, key, known)
    if (word := press.word(d, person)) is not None:
        shelf.put_word(name, word, d.form, d.use.copies, key)
    if (sheet := press.sheet(d, person)) is not None:
        shelf.put(name, ".xlsx", sheet, d.form, None, d.use.copies, key)


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
    for book in made.books:
        own = (*folders, f"{stem}{book.name}_{year}")
        shelf.put(own, ".pdf", book.path, DOSSIER, book.pages, 1, key, book.digest)
    beside = (*folders, f"{stem}_{year}_签名原件")
    for file, evidence in made.originals:
        assert evidence.original is not None, "chosen for it"
        shelf.put((*beside, Path(file).stem), ".pdf", evidence.original, DOSSIER, evidence.pages, 1, key)


def deliver_some(press: Press, made: Made, order: Order, shelf: Shelf) -> list[Finding]:
    """One person's papers in a folder named by their key: numbers belong to the whole batch; what failed."""
    person, year = made.person, press.job.plan.year
    name = person.applicant.name
    label = delivery.safe_name(person.key if name in person.key else f"{person.key}_{name}")
    found: list[Finding] = []
    for d in _delivered(press, made, order):
        put = partial(put_document, press, d, shelf, (label, f"{d.title}_{year}"), person)
        found += spared(press, "写出", d.form, put, person.key)
        if d.pdf is not None and d.use.copies > 1:
            stacks = stacks_of(press.job.work.settings, press.forms[d.form], d.use)
            path = (label, f"打印_{d.title}_{stacks.called}")
            put = partial(_put_set, press, shelf, d.use, stacks, [(person, d)], path, person.key)
            found += spared(press, "排印", d.form, put, person.key)
    if made.books:
        put = partial(_put_volume, made, year, shelf, (label, "装订册"))
        found += spared(press, "写出装订册", "", put, person.key)
    return found


def _put_set(
    press: Press,
    shelf: Shelf,
    use: FormUse,
    stacks: Stacks,
    papers: Sequence[tuple[Person, Document]],
    name: Name,
    person: str = "",
) -> None:
    """Deliver the print file of some people's documents of one form."""
    people, pages = [one for one, _ in papers], [d.pages or 0 for _, d in papers]
    whose = [(one.number, one.applicant.name, one.institution.name) for one in people]
    of_tops = [form_with_role(press.forms, "separator").digest, use.title, whose, pages]
    rests_on = digest_of([shelf.common, repr(stacks), [d.digest for _, d in papers], of_tops])
    told = shelf.known.recall("print set", rests_on)
    if told and shelf.put_again(name, ".pdf", told["sha256"], use.id, told["sides"], use.copies, person):
        return
    tops = separators(press, use, stacks, people, pages)
    contents = (content_of(d.pdf) for _, d in papers if d.pdf is not None)
    pdf, sides = stacks.printed([on_sheets(contents, stacks.band)] if stacks.band else contents, tops)
    shelf.put(name, ".pdf", pdf, use.id, sides, use.copies, person)
    shelf.known.note("print set", rests_on, {"sha256": shelf.documents[-1]["sha256"], "sides": sides})


def print_sets(press: Press, made: Sequence[Made], order: Order, shelf: Shelf) -> list[Finding]:
    """Every form of everybody in all copies, a file each, several where that is too thick; which failed."""
    found: list[Finding] = []
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
                put = partial(_put_set, press, shelf, use, stacks, some, name)
                found += spared(press, "排印", form.id, put)
    return found


def _volume(n: int, count: int, numbers: Sequence[int]) -> str:
    """What the name of a print file says if there are several: which it is, and of which of the roster."""
    if count == 1:
        return ""
    return f"第{n:0{len(str(count))}}册_{numbers[0]}至{numbers[-1]}号_"
