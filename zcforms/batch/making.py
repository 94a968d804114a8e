"""Everybody through the pipeline, then the office's forms, print sets, volumes and the receipt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from zcforms.batch.asked import not_needed, refuse_unused
from zcforms.batch.checking import Recall, each_checked
from zcforms.batch.counting import check_made
from zcforms.batch.crew import Crew, Errand, crew
from zcforms.batch.everybody import all_findings, check_all
from zcforms.batch.failing import BINDING, fail, guarded, has_deaths, lost
from zcforms.batch.incoming import as_read, edited_since
from zcforms.batch.journal import Look
from zcforms.batch.keeping import PAPERS, Keeper, Why, keeper, numbered_stage
from zcforms.batch.matching import with_exports
from zcforms.batch.memory import memory
from zcforms.batch.numbering import number_job
from zcforms.batch.opening import Progress
from zcforms.batch.outdated import told_outdated
from zcforms.batch.overprinting import FOLDER as OVERPRINTED
from zcforms.batch.overprinting import OVERPRINT, to_know
from zcforms.batch.print_sets import print_sets
from zcforms.batch.printing import deliver_print_plan
from zcforms.batch.putting import deliver_person, deliver_some
from zcforms.batch.receipt import Receipt, deliver_receipt
from zcforms.batch.shelf import Made, Order, Shelf
from zcforms.batch.signatures.signed import with_signatures
from zcforms.batch.slip import deliver_slips
from zcforms.batch.spines import deliver_spines
from zcforms.batch.submitting import office_forms
from zcforms.batch.underway import MAKING, QUEUED, Notes, notes, state_of
from zcforms.facts import Person
from zcforms.forms import form_with_role
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.steps import step
from zcforms.intake.evidence.remembered import NO_KEY, EvidenceMemory
from zcforms.paper.staging import staging
from zcforms.pipeline.binding import bind
from zcforms.pipeline.job import Checked, Document, Job
from zcforms.pipeline.press import Press
from zcforms.pipeline.signing import has_signing_key, signing_key
from zcforms.pipeline.sound_forms import check_forms
from zcforms.pipeline.story import fill_person
from zcforms.pipeline.volume import signed_originals
from zcforms.pipeline.whose import telling_whose

BELOW = {"draft": "校对稿", OVERPRINT: OVERPRINTED}  # what is not the batch itself
SOME = "补做"
Due = tuple[Checked, Why]  # somebody whose papers are made, and why
_R = TypeVar("_R")


@dataclass(frozen=True)
class _Run:
    """What the steps of a build have in common: who works, what is asked for, and where the papers go.

    `people` is everybody by key as they are known so far: each step adds what it found. `look` looks up what
    is kept.
    """

    hands: Crew
    press: Press
    order: Order
    shelf: Shelf
    kept: Keeper
    look: Look
    people: dict[str, Checked]
    told_of: Notes
    progress: Progress


def build(job: Job, order: Order, out: Path, progress: Progress, workers: int | str = 0) -> Receipt:
    """Make what was asked for and deliver it; so many processes work at it (0: as many as are worth it).

    With the address of a scheduler of Dask its workers do, who see the folders under the same paths.
    Everybody is filled and bound before anything is delivered, so that the numbers of the roster
    have no gaps and the office's forms count exactly the people who came through. What is made for
    some people only, or as a draft, goes to a folder of its own: it never replaces the batch.
    """
    read = as_read(job)
    out = out.absolute()  # other machines, and processes, begin in other folders
    shelf = _shelf(out, job, order)
    refuse_unused(job, order)
    job, remarks = check_forms(job, order.forms)
    job, of_key = _with_key(job, shelf, order.afresh)
    with staging(out) as folder, ExitStack() as held:
        job, of_exports = with_exports(job, folder)
        press = Press(job, order.mark)
        told_of = held.enter_context(notes(folder))
        told_of.tell(QUEUED, [file.key for file in job.people])
        progress = told_of.heard(progress)
        kept = keeper(press, out, order)
        hands = held.enter_context(crew(press, len(job.people), folder, workers, kept.was_cut_off))
        shelf.known, shelf.common = held.enter_context(memory(kept.journal, order.afresh)), kept.common
        recall = Recall(shelf.known, job)
        people, findings, of_signing = _people(press, each_checked(hands, press, recall, told_of), progress)
        of_journal = kept.begin()
        held.push(kept.ended_by)
        shelf.known.settle()
        look = held.enter_context(kept.journal.held())
        run = _Run(hands, press, order, shelf, kept, look, people, told_of, progress)
        made, told = _number(run, _make(run))
        told += _deliver(run, made)
        _tidy(kept, job, people.values())
        told += not_needed(press, [one.person for one in made], order, each=not shelf.is_whole)
        told += _slips(press, people.values(), shelf) + _outdated(press, made, shelf)
        if shelf.is_whole and order.mark not in BELOW:
            told += deliver_print_plan(press, shelf)
        told += [*of_key, *of_signing, *of_journal, *to_know(job), *_of_files(press, shelf)]
        told += edited_since(job, read)
        found = all_findings(list(people.values()), [*findings, *of_exports, *remarks, *told])
        shelf.tidy()
        receipt = deliver_receipt(press, people.values(), made, shelf, found, read)
        kept.ended(has_deaths(found))
        return receipt


# --- before anything is made ---------------------------------------------------------------------


def _shelf(out: Path, job: Job, order: Order) -> Shelf:
    """Where a build puts what it makes, for some people only or for everybody."""
    below = "/".join(filter(None, (BELOW.get(order.mark, ""), "" if job.is_whole else SOME)))
    # Slips are made whatever is asked for: those that are not made again go.
    forms = order.forms and order.forms | {form_with_role(job.forms, "slip").id}
    return Shelf(out, below, forms, None if job.is_whole else frozenset(file.key for file in job.people))


def _with_key(job: Job, shelf: Shelf, afresh: bool) -> tuple[Job, list[Finding]]:
    """The job with the folder's key, which is made if there is none and no pledge was ever made with one.

    And with its memory; `afresh`, with nothing in it. Told if the key is new, and if codes lead nowhere
    though nobody said that they are not wanted.
    """
    is_new = not has_signing_key(job.work.root)
    signed = {form.id for form in job.forms.values() if form.shows("pledge_qr")}
    if is_new and any(document["form"] in signed for document in shelf.earlier):
        raise UnreadableInput(
            "签署密钥signing.key不见了，而这里已有做好的保证书",
            hint="从备份恢复signing.key；确实要作废已发出的二维码时，先移走输出文件夹",
            where=str(job.work.root),
        )
    told = []
    if is_new:
        hint = "请与数据一起备份：丢失后，已印出的二维码都无法核对"
        told.append(Finding("signing-key-new", "已新建签署密钥signing.key", Severity.INFO, hint))
    if signed and job.work.settings.signing.base_url is None:
        message = "没有签署地址，保证书上没有二维码，请本人在纸上手签"
        hint = "要用手机签的，开一次 zcforms serve --lan，再做一遍；不用的，在zcforms.yaml写“签署地址: 无”"
        told.append(Finding("signing-address-missing", message, Severity.INFO, hint))
    key = signing_key(job.work.root)
    memory = EvidenceMemory(job.work.root, (key, NO_KEY) if is_new else (key,))
    if afresh:
        memory.forget()
    return replace(job, key=key, evidence_memory=memory), told


# --- one after another ---------------------------------------------------------------------------


def _people(
    press: Press, checks: Iterable[Checked], progress: Progress
) -> tuple[dict[str, Checked], list[Finding], list[Finding]]:
    """Everybody by key, checked, and as they signed; what is found of units, and of signatures."""
    checked, findings = check_all(press.job, checks, progress)
    checked, of_signing = with_signatures(press, checked)
    return {one.file.key: one for one in checked}, findings, of_signing


def _make(run: _Run) -> list[Made]:
    """Everybody who is not held back."""
    made = []
    _tell_held(run)
    ready = [one for one in run.people.values() if not one.blocked]
    run.progress("填表", 0, len(ready))
    making = Errand(partial(_make_person, run.order, run.kept, run.told_of), _lost, run.kept.take_up)
    for i, result in enumerate(_kept_or_made(run, ready, lambda _: PAPERS, making)):
        run.progress("填表", i, len(ready))
        run.people[result.checked.file.key] = result.checked
        run.told_of.tell(state_of(result.checked), [result.checked.file.key])
        if not result.checked.blocked:
            made.append(result)
    _tell_held(run)
    run.progress("填表", len(ready), len(ready))
    return made


def _kept_or_made(
    run: _Run, people: Sequence[Checked], stage: Callable[[Checked], str], making: Errand[Due, Made]
) -> Iterator[Made]:
    """What is kept of each at their stage, in their order; where nothing is, what the crew makes of them."""
    found = [_found(run, one, stage(one)) for one in people]
    due = [(one, why) for one, why in zip(people, found, strict=True) if not isinstance(why, Made)]
    made = run.hands.each(making, due)
    for one, result in zip(people, found, strict=True):
        yield result if isinstance(result, Made) else _as_sent(one, next(made), run.press.job)


def _as_sent(one: Checked, made: Made, job: Job) -> Made:
    """What was made of somebody, with what this process knows already: nothing is kept twice."""
    checked = replace(made.checked.of_file(one.file, job.work), evidence=one.evidence)
    return replace(made, checked=checked, documents=tuple(d.of_plan(job.plan) for d in made.documents))


def _lost(due: Due) -> Made:
    return Made(lost(due[0]))


def _found(run: _Run, one: Checked, stage: str) -> Made | Why:
    """What is kept of somebody, or why it is to be made."""
    return _attempt(run.press, one, partial(run.kept.found, run.press, one, stage, run.look))


def _attempt(press: Press, one: Checked, work: Callable[[], _R]) -> _R | Made:
    """What came of one person; who fails is held back, and everybody else is made."""

    def make() -> _R:
        with step("制作", person=one.file.key):
            return work()

    return guarded(make, lambda e: Made(fail(press.job, one, e)))


def _tell_held(run: _Run) -> None:
    for one in run.people.values():
        if one.blocked:
            run.told_of.tell(state_of(one), [one.file.key])


def _make_person(order: Order, kept: Keeper, told_of: Notes, press: Press, due: Due) -> Made:
    one, why = due
    make = partial(_papers, press, one, order)
    with told_of.at(MAKING, one.file.key):
        return _attempt(press, one, partial(kept.made, press, one, PAPERS, why, make))


def _papers(press: Press, one: Checked, order: Order, stem: Path) -> Made:
    """The papers of one person, set aside in files whose paths begin so until everybody's are made."""
    assert one.person is not None, "who has no person is held back"
    bound = press.job.plan.binding is not None and order.binds
    filled = fill_person(press, one, _wanted(press, one.person, order) - _numbered(press), bound)
    one = filled.checked
    documents = tuple(_set_aside(press, document, stem) for document in filled.documents)
    if not bound or filled.volume is None or one.blocked or one.person is None:
        return Made(one, documents)
    with step(BINDING):
        volume = bind(press, one.person, filled.volume, stem)
    originals = tuple(signed_originals(filled.volume, one.evidence))
    return Made(one.told(volume.findings), documents, volume.books, originals)


def _set_aside(press: Press, document: Document, stem: Path) -> Document:
    values = telling_whose(press.forms[document.form], document.values)
    return replace(document, values=values, jumps=()).set_aside(stem)


def _wanted(press: Press, person: Person, order: Order) -> frozenset[str]:
    """The forms that are made for a person; what the volume holds besides is filled with it."""
    uses = press.uses("person")
    return frozenset(use.id for _, use in uses if press.copies(use, order.forms, person) is not None)


def _numbered(press: Press) -> frozenset[str]:
    """The forms that show the number in the roster; they wait until everybody who comes through is known."""
    return frozenset(form.id for form, _ in press.uses("person") if form.numbered)


def _number(run: _Run, made: list[Made]) -> tuple[list[Made], list[Finding]]:
    """Everybody with their number, and the forms that show it; who is held by one of these leaves no gap."""
    numbering = Errand(partial(_show_number, run.order, run.kept), _lost, run.kept.take_up)
    while True:
        numbered = number_job(run.press.job, made, run.shelf.top)
        made, run.shelf.numbers = list(numbered.made), numbered.roster
        shown = _kept_or_made(run, [one.checked for one in made], numbered_stage, numbering)
        filled = [_with_shown(one, more) for one, more in zip(made, shown, strict=True)]
        run.people.update({one.checked.file.key: one.checked for one in filled})
        _tell_held(run)
        if not any(one.checked.blocked for one in filled):
            return filled, list(numbered.findings)
        made = [one for one, now in zip(made, filled, strict=True) if not now.checked.blocked]


def _with_shown(one: Made, shown: Made) -> Made:
    """Somebody's papers with those that show their number."""
    documents, why = (*one.documents, *shown.documents), dict.fromkeys((*one.why, *shown.why))
    return replace(one, checked=shown.checked, documents=documents, why=tuple(why))


def _show_number(order: Order, kept: Keeper, press: Press, due: Due) -> Made:
    one, why = due
    make = partial(_showing_number, press, one, order)
    return _attempt(press, one, partial(kept.made, press, one, numbered_stage(one), why, make))


def _showing_number(press: Press, one: Checked, order: Order, stem: Path) -> Made:
    """The forms of one person that show the number in the roster, set aside as the others."""
    assert one.person is not None, "it is numbered"
    shown = _numbered(press) & _wanted(press, one.person, order)
    outcomes = press.person_forms(one.person, shown, shown).values()
    documents = (_set_aside(press, outcome.document, stem) for outcome in outcomes if outcome.document)
    found = [finding for outcome in outcomes for finding in outcome.findings]
    return Made(one.told(found), tuple(documents))


# --- afterwards ----------------------------------------------------------------------------------


def _deliver(run: _Run, made: Sequence[Made]) -> list[Finding]:
    """Everybody's papers onto the shelf, and those of the office unless only some were made."""
    press, order, shelf = run.press, run.order, run.shelf
    if not shelf.is_whole:
        with shelf.together():
            return [f for one in made for f in deliver_some(press, one, order, shelf, run.hands.folder)]
    printing = print_sets(run.hands, press, made, order, shelf)
    told = office_forms(press, [one.person for one in made], run.people.values(), order, shelf)
    told += printing
    told += deliver_spines(press, made, shelf)
    with shelf.together():
        for i, one in enumerate(made):
            run.progress("写出", i, len(made))
            told += deliver_person(press, one, order, shelf)
    run.progress("写出", len(made), len(made))
    return told + check_made(press, made, shelf, order.forms)


def _of_files(press: Press, shelf: Shelf) -> list[Finding]:
    return [*press.missing_faces(), *press.without_word(), *shelf.told_words(), *shelf.told_names()]


def _slips(press: Press, people: Iterable[Checked], shelf: Shelf) -> list[Finding]:
    """What whoever is held back has to mend: not what a paper does not hold, nor a fault of the program."""
    if press.job.overprint is not None:
        return []
    return deliver_slips(press, (one for one in people if one.blocked and not one.ours), shelf)


def _outdated(press: Press, made: Sequence[Made], shelf: Shelf) -> list[Finding]:
    """What was made for some alone that is not as the batch is now."""
    if not shelf.is_whole:
        return []
    built = {one.checked.file.key for one in made}
    return told_outdated(shelf.out / SOME, press, shelf, built, _numbered(press))


def _tidy(kept: Keeper, job: Job, checked: Iterable[Checked]) -> None:
    """Forget who is gone, and of everybody's evidence what is."""
    kept.tidy([file.key for file in job.work.people])
    if job.evidence_memory is not None and job.is_whole:
        job.evidence_memory.retain(found.digest for one in checked for found in one.evidence.values())
