"""One applicant's story: check → fill → lay out the volume → fill what cites it.

Nouns in, nouns out, and nothing is changed that was there. `press` fills and marks the forms, `volume`
binds; `batch` tells the story of a whole folder with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zcforms.checks import check_applicant, check_registered, needs_defence
from zcforms.facts import Person
from zcforms.forms import Values
from zcforms.ground.findings import Finding
from zcforms.ground.steps import step
from zcforms.intake.folder import PersonFile
from zcforms.pipeline.enclosures import fit_photo, made_ready, read_enclosures, read_own_photo
from zcforms.pipeline.job import Checked, Document, Exported, Job, unchecked
from zcforms.pipeline.press import Outcome, Press
from zcforms.pipeline.volume import Volume, is_handed_in, lay_out_volume, proofs_of

_SETTLES = 5  # rounds: one if every form takes the pages it should, two if a table is longer


# --- check ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What a photo and the rules of a plan say of a record: the same as long as these are.

    `photo` is the SHA-256 of the photo in hex, "" if there is none that can be used; `defence` says why the
    applicant must attend the defence.
    """

    photo: str
    findings: tuple[Finding, ...]
    defence: tuple[str, ...]


def find_out(job: Job, file: PersonFile, stage: Path | None) -> Known:
    """Read the photo, and hold the record against the rules."""
    applicant, institution = file.record, job.work.settings.institution(file.unit or "")
    assert applicant is not None, "there is something that can be said"
    facts, digest, of_photo = read_own_photo(job.work, applicant, stage)
    of_record = check_applicant(
        applicant, institution, facts, job.plan, job.forms, job.filled_on, job.work.calendar
    )
    is_whole = institution is not None and file.applicant is not None
    findings = (*of_photo, *of_record)
    return Known(digest, findings, tuple(needs_defence(applicant, institution, job.plan)) if is_whole else ())


def check_person(
    job: Job, file: PersonFile, stage: Path | None = None, known: Known | None = None
) -> Checked:
    """Everything that can be said of one person: file, photo, evidence, rules of the plan.

    The evidence is made ready in the folder `stage` if forms are to follow, else only looked at. What is
    `known` is not found out again.
    """
    checked = unchecked(file)
    applicant = file.record
    if applicant is None:
        return checked
    institution = job.work.settings.institution(file.unit or "")
    known = known or find_out(job, file, stage)
    evidence, of_evidence, learned = read_enclosures(job, file, applicant, stage)
    of_exports = job.exports.get(file.key, Exported()).findings
    of_unit = check_registered(applicant, job.work.settings, job.plan)
    checked = replace(checked, learned=learned).told([*known.findings, *of_unit, *of_evidence, *of_exports])
    if institution is None or file.applicant is None:
        return checked
    person = Person(
        file.key,
        0,
        applicant,
        institution,
        fit_photo(job.work, applicant, known.photo, stage),
        known.photo,
        defence=known.defence,
        calendar=job.work.calendar,
    )
    return replace(checked, person=person, evidence=evidence)


def bare_person(job: Job, file: PersonFile) -> Person | None:
    """Somebody as their record has them, unchecked and without images; None if it cannot be read."""
    institution = job.work.settings.institution(file.unit or "")
    if file.applicant is None or institution is None:
        return None
    return Person(file.key, 0, file.applicant, institution, calendar=job.work.calendar)


# --- fill ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filled:
    """A person's forms and, if one is to be bound, their volume; what did not fit is told of the person."""

    checked: Checked
    documents: tuple[Document, ...]
    volume: Volume | None = None


def fill_person(press: Press, checked: Checked, wanted: frozenset[str], bound: bool) -> Filled:
    """The wanted forms of one person, and their volume if it is to be bound; the others are measured.

    Forms that cite evidence come last: they name the page of the volume where it is.
    """
    assert checked.person is not None, "who has no institution is held back"
    has_volume = _has_volume(press, wanted, bound)
    if has_volume:
        wanted |= _of_volume(press, checked.person, bound)
    citing = frozenset(name for name in wanted if has_volume and press.forms[name].cites)
    everything = {form.id for form, _ in press.uses("person")}
    made = press.person_forms(checked.person, everything, wanted - citing)
    if not has_volume or _with(made, checked).blocked:
        return Filled(_with(made, checked), _documents(made))
    return _settled(press, checked, made, citing, bound)


def _has_volume(press: Press, wanted: frozenset[str], bound: bool) -> bool:
    """Whether a volume is laid out: it is bound, a form cites it, or the bag says how many books it has."""
    divides = press.job.work.settings.book_sheets is not None
    cites = any(press.forms[name].cites for name in wanted)
    return press.job.plan.binding is not None and (bound or cites or divides)


def _of_volume(press: Press, person: Person, bound: bool) -> set[str]:
    """The forms by which the volume is laid out: what it holds, and if it is bound, what cites it beside.

    The foot of a proof names the forms that cite it.
    """
    beside = {f.id for f, use in press.uses("person") if f.cites and is_handed_in(press, use, person)}
    return {*press.job.plan.bound_forms, *(beside if bound else ())}


def _settled(
    press: Press, checked: Checked, made: dict[str, Outcome], citing: frozenset[str], bound: bool
) -> Filled:
    """The volume, and the citing forms filled with its pages; some of them are in it themselves.

    They are expected to take the pages that their form.yaml says, the volume is laid out, they are filled,
    and it is done if they took as many; else once more with what they took.
    """
    person = checked.person
    assert person is not None, "forms were made"
    documents = [*_documents(made), *(expected(press, name) for name in citing if name in made)]
    for _ in range(_SETTLES):
        volume = lay_out_volume(press, person, documents, checked.evidence)
        books = len(volume.books) + (len(volume.late.books) if volume.late else 0)
        person = replace(person, proofs=proofs_of(volume, person.applicant, press.job.plan), books=books)
        made |= press.person_forms(person, citing, citing)
        pages = {document.form: document.pages for document in documents}
        documents = list(_documents(made))
        if {document.form: document.pages for document in documents} == pages:
            volume = lay_out_volume(press, person, documents, checked.evidence)
            checked = _with(made, replace(checked, person=person))
            if bound:
                checked = checked.told(made_ready(press.job, person, checked))
            return Filled(checked, tuple(documents), volume)
    with step("排装订册页码"):
        raise RuntimeError("the pages of the volume do not settle")


def _documents(made: Mapping[str, Outcome]) -> tuple[Document, ...]:
    return tuple(outcome.document for outcome in made.values() if outcome.document)


def _with(made: Mapping[str, Outcome], checked: Checked) -> Checked:
    return checked.told(finding for outcome in made.values() for finding in outcome.findings)


def expected(press: Press, name: str) -> Document:
    """A form before it is laid out: nothing yet but the pages that it is expected to take."""
    use = press.job.plan.form(name)
    assert use is not None, "the press makes only what the plan uses"
    return Document(name, use.title, b"", press.forms[name].pages or 1, use, Values(use.title))
