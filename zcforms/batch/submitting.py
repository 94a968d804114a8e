"""The forms of everybody together, or of a unit, made where what they show is not what it was."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from zcforms.batch.beside import beside
from zcforms.batch.causes import data_digest
from zcforms.batch.failing import spared
from zcforms.batch.putting import put_document
from zcforms.batch.shelf import Label, Name, Order, Shelf
from zcforms.facts import InstitutionFacts, OfficeFacts, Person
from zcforms.facts.seen import Surroundings
from zcforms.forms import Values
from zcforms.ground.findings import Finding, blocks
from zcforms.paper import delivery
from zcforms.pipeline.job import Checked, Document
from zcforms.pipeline.press import Press
from zcforms.pipeline.tracing import traced
from zcforms.plans import FormUse

_KIND = "office form"


def office_forms(
    press: Press, people: Sequence[Person], checked: Iterable[Checked], order: Order, shelf: Shelf
) -> list[Finding]:
    """Roster, letter and post tables of the people who came through; what did not fit, or failed.

    `checked` is everybody, for what counts who is held back.
    """
    job, year = press.job, press.job.plan.year
    told = {one.file.key: one.findings for one in checked}
    findings: list[Finding] = []

    def concerned(use: FormUse) -> list[Person]:
        return [p for p in people if press.copies(use, order.forms, p) is not None]

    for _, use in press.uses("office"):
        if concerned(use):
            facts = partial(OfficeFacts, people, job.plan, job.work.settings, press.forms, told)
            put = partial(_put_office, press, use, facts, shelf, ("报送", f"{use.title}_{year}"))
            findings += spared(press, "制作", use.id, put)
    for _, use in press.uses("institution"):
        for institution in job.work.settings.institutions:
            staff = [p for p in concerned(use) if p.institution.name == institution.name]
            if staff:
                own = partial(InstitutionFacts, institution, staff, job.plan, job.work.settings)
                name = ("报送", f"{delivery.safe_name(institution.name)}_{use.title}_{year}")
                put = partial(_put_office, press, use, own, shelf, name)
                findings += spared(press, "制作", use.id, put, whose=institution.name)
    return findings


def _put_office(
    press: Press, use: FormUse, facts: Callable[[], Surroundings], shelf: Shelf, name: Name
) -> Sequence[Finding]:
    """A form of everybody or of a unit onto the shelf, made anew or as it is there; what did not fit."""
    form, known = press.forms[use.id], facts()
    values = press.values(form, use, known)
    rests_on = _rests_on(press, use, values, known, shelf)
    if rests_on and (found := _put_again(use, values, shelf, name, rests_on)) is not None:
        return found
    document, misfits = press.print_out(form, use, values)
    told = traced(misfits, values, None)
    if not blocks(told):
        first = len(shelf.documents)
        put_document(press, document, shelf, name)
        shelf.office.append(document)
        if press.job.overprint is None:
            for ending, content in beside(press, document, known.tallies()):
                shelf.put(Label(name, ending, form.id, copies=use.copies), content)
        if rests_on:
            _note(shelf, rests_on, shelf.documents[first:], told)
    return told


def _rests_on(press: Press, use: FormUse, values: Values, known: Surroundings, shelf: Shelf) -> str:
    """The digest of all that a form and its workbook rest on; "" of what is not only paper."""
    form = press.forms[use.id]
    if "html" not in form.media or press.job.overprint is not None or press.job.work.settings.word:
        return ""
    tables = {name: [[row.cells, row.blank] for row in rows] for name, rows in values.tables.items()}
    images = {name: hashlib.sha256(image).hexdigest() for name, image in values.images.items()}
    shown = [values.title, values.fields, tables, images, values.options, values.left_out, values.exported]
    used = use.model_dump(mode="json")
    return data_digest([shelf.common, form.digest, used, press.mark, shown, known.tallies()])


def _note(shelf: Shelf, rests_on: str, documents: Sequence[dict[str, Any]], found: Iterable[Finding]) -> None:
    files = [["." + d["path"].rpartition(".")[2], d["sha256"], d["pages"]] for d in documents]
    shelf.known.note(_KIND, rests_on, {"files": files, "findings": [asdict(one) for one in found]})


def _put_again(use: FormUse, values: Values, shelf: Shelf, name: Name, rests_on: str) -> list[Finding] | None:
    """List what is there as it was made of the same, and what was found then; None if any of it is not."""
    told = shelf.known.recall(_KIND, rests_on)
    if told is None:
        return None
    files = [
        (Label(name, ending, use.id, pages=pages, copies=use.copies), written)
        for ending, written, pages in told["files"]
    ]
    if not all(shelf.has(label, written) for label, written in files):
        return None
    for label, written in files:
        shelf.put_again(label, written)
    paper, pages = shelf.out / shelf.documents[-len(files)]["path"], files[0][0].pages
    shelf.office.append(Document(use.id, use.title, paper, pages, use, values))
    return [Finding.of_data(one) for one in told["findings"]]
