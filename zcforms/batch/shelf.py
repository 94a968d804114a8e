"""What a build puts into the output folder, under which names, and the list of it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from zcforms.batch.beside import beside
from zcforms.batch.consignment import Consignment
from zcforms.batch.failing import form_failure, guarded
from zcforms.batch.separating import separators
from zcforms.batch.stacks import Stacks, stacks_of
from zcforms.facts import InstitutionFacts, OfficeFacts, Person
from zcforms.facts.seen import Surroundings
from zcforms.forms import Form
from zcforms.ground.findings import Finding, Severity, blocks
from zcforms.ground.steps import step
from zcforms.intake.evidence import Evidence
from zcforms.paper import delivery
from zcforms.paper.copies import on_sheets
from zcforms.pipeline.binding import Book
from zcforms.pipeline.job import Checked, Document, content_of
from zcforms.pipeline.press import Press
from zcforms.plans import FormUse

DOSSIER = "dossier"
_MOST_KEPT = 50 * 2**20  # bytes of a volume whose last version is kept
_MARK = 16  # bytes that are left for a mark and an ending
Name = Sequence[str]  # folders below the shelf's own and the name of a file without its ending, in any words


@dataclass(frozen=True)
class Order:
    """What to build: forms by id (all if empty; `dossier` is the bound volume), and which mark.

    `afresh`: everything is made, even what was made before from the same data.
    """

    forms: frozenset[str] = frozenset()
    mark: str = "platform"
    afresh: bool = False

    @property
    def binds(self) -> bool:
        """Whether the bound volume was asked for."""
        return not self.forms or DOSSIER in self.forms


@dataclass(frozen=True)
class Made:
    """One person who came through: their forms, and the books of their volume.

    `originals` are the files that the volume shows without the signatures on them, by name; `why` says why
    papers were made, in words; nothing if all are those of an earlier build. `place` is the name of the
    folder that was made last.
    """

    checked: Checked
    documents: tuple[Document, ...] = ()
    books: tuple[Book, ...] = ()
    originals: tuple[tuple[str, Evidence], ...] = ()
    why: tuple[str, ...] = ()
    place: str = ""

    @property
    def person(self) -> Person:
        """The person, numbered once everybody is made."""
        assert self.checked.person is not None
        return self.checked.person


@dataclass
class Shelf:
    """Delivers documents into a folder and keeps the list for the receipt.

    What an earlier build made of `forms` (all if empty) and `people` (everybody if None) is replaced or
    withdrawn, everything else is left alone.
    """

    top: Path
    folder: str = ""  # below the top
    forms: frozenset[str] = frozenset()
    people: frozenset[str] | None = None
    documents: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)  # of people in the roster
    office: list[Document] = field(default_factory=list)  # of everybody, or of a unit
    edited: list[str] = field(default_factory=list)  # Word files that were left as the clerk made them
    renamed: list[tuple[str, str]] = field(default_factory=list)  # a name that was taken, and the one instead
    earlier: list[dict[str, Any]] = field(init=False)
    _earlier: dict[str, dict[str, Any]] = field(init=False, default_factory=dict)  # by path, as it was found
    _waiting: Consignment | None = field(init=False, default=None)
    _ways: set[str] = field(init=False, default_factory=set)  # folders of this build that lead nowhere else
    _taken: set[str] = field(init=False, default_factory=set)  # by this build, as `_alike` has them
    _kept: dict[str, tuple[str, str]] = field(init=False, default_factory=dict)  # form and person by path

    def __post_init__(self) -> None:
        self.earlier = delivery.earlier_documents(self.out)
        self._earlier = {document["path"]: document for document in self.earlier}
        for kept in (d for d in self.earlier if not self._is_replaced(d)):
            self._kept[_alike(kept["path"])] = (kept["form"], kept["person"])

    @property
    def out(self) -> Path:
        """Where the documents go."""
        return self.top / self.folder

    def put(
        self,
        name: Name,
        ending: str,
        content: bytes | Path,
        form: str,
        pages: int | None,
        copies: int,
        person: str = "",
        known: str = "",
    ) -> str:
        """Deliver one document, whose SHA-256 (hex) may be `known`, under a name of its own; its path."""
        path = self._path(name, ending, form, person)
        self._deliver(path, content, form, pages, copies, person, known)
        return path

    def put_word(self, name: Name, content: bytes, form: str, copies: int, person: str = "") -> None:
        """Deliver a Word file, unless the one that is there was changed by hand: that one stays."""
        path = self._path(name, ".docx", form, person)
        earlier = self._earlier.get(path)
        if earlier and self._is_edited(earlier):
            self.documents.append(earlier)
            self.edited.append(path)
        else:
            self._deliver(path, content, form, None, copies, person)

    def _deliver(
        self,
        path: str,
        content: bytes | Path,
        form: str,
        pages: int | None,
        copies: int,
        person: str,
        known: str = "",
    ) -> None:
        self._refuse_way_out(path)
        written = known or delivery.digest_of(content)
        document = {"person": person, "form": form, "path": path, "pages": pages, "copies": copies}
        document = {**document, "sha256": written}
        is_there = delivery.is_there(self.out / path, written)
        waiting = self._waiting or Consignment(self.out)
        if not is_there or self._earlier.get(path) != document:  # else the last receipt tells of it as it is
            waiting.note(document)
        if not is_there:
            size = content.stat().st_size if isinstance(content, Path) else len(content)
            kept = bool(person) and size <= _MOST_KEPT  # a print set is everybody's
            waiting.add(partial(self._write, path, content, written, kept), size)
        if self._waiting is None:
            waiting.send()
        self.documents.append(document)

    def _write(self, path: str, content: bytes | Path, written: str, kept: bool) -> None:
        if kept:
            delivery.keep_earlier(self.out, path)
        delivery.deliver(self.out / path, content, written)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is put in the meantime is written several files at a time, all of it when this ends."""
        self._waiting = Consignment(self.out)
        yield
        self._waiting.send()
        self._waiting = None

    def _refuse_way_out(self, path: str) -> None:
        """Once for each folder: everybody's papers lie in their own."""
        folder = path.rpartition("/")[0]
        if folder not in self._ways:
            delivery.refuse_way_out(self.top, str(Path(self.folder) / path))
            self._ways.add(folder)

    def _path(self, name: Name, ending: str, form: str, person: str) -> str:
        """The path of a document: its name made safe, with a mark if another document has that already.

        The mark comes from what the document is, so that it gets the same one each time.
        """
        folders, stem = [delivery.safe_name(part) for part in name[:-1]], delivery.safe_name(name[-1], _MARK)
        path = "/".join([*folders, stem + ending])
        if not self._is_free(path, form, person):
            mark = hashlib.sha256("\0".join([*name, form, person]).encode(errors="replace")).hexdigest()[:8]
            own = "/".join([*folders, f"{stem}_{mark}{ending}"])
            self.renamed.append((path, own))
            path = own
        self._taken.add(_alike(path))
        return path

    def _is_free(self, path: str, form: str, person: str) -> bool:
        alike, own = _alike(path), (form, person)
        return alike not in self._taken and self._kept.get(alike, own) == own

    def _is_edited(self, document: Mapping[str, Any]) -> bool:
        path = self.out / document["path"]
        return path.suffix == ".docx" and delivery.digest(path) != document.get("sha256")

    def _is_replaced(self, document: Mapping[str, Any]) -> bool:
        """Whether a document of an earlier build is of what is made now; one changed by hand stays."""
        return (
            (not self.forms or document["form"] in self.forms)
            and (self.people is None or document["person"] in self.people)
            and not self._is_edited(document)
        )

    def told_names(self) -> list[Finding]:
        """What is to be said of documents that could not have the name that was meant for them."""
        hint = "把编号、姓名、单位或表格名称改得不同；每个文件是谁的，见receipt.json"
        return [
            Finding("name-taken", f"“{meant}”已是另一份的文件名，这一份写成“{own}”", Severity.WARNING, hint)
            for meant, own in self.renamed
        ]

    def tidy(self) -> None:
        """Withdraw what an earlier build made of the same forms and people and this one did not.

        It would mislead whoever prints the folder. What was not asked for now is kept and stays listed.
        """
        paths = {document["path"] for document in self.documents}
        old = [d for d in self.earlier if d["path"] not in paths]
        staying = self.staying
        delivery.withdraw(self.out, [d["path"] for d in old if d not in staying])
        delivery.forget_earlier(self.out, [*paths, *(d["path"] for d in staying)])
        self.earlier = staying

    @property
    def staying(self) -> list[dict[str, Any]]:
        """The documents of earlier builds that stay beside those of this one."""
        paths = {document["path"] for document in self.documents}
        return [d for d in self.earlier if d["path"] not in paths and not self._is_replaced(d)]


def _alike(path: str) -> str:
    """A path as a system compares it that minds neither letter case nor how an accent is stored."""
    return unicodedata.normalize("NFC", path).casefold()


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


def _put(press: Press, d: Document, shelf: Shelf, name: Name, person: Person | None = None) -> None:
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
        put = partial(_put, press, d, shelf, ("个人", label, f"{label}_{d.title}_{year}"), person)
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
        put = partial(_put, press, d, shelf, (label, f"{d.title}_{year}"), person)
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
    tops = separators(press, use, stacks, people, pages)
    contents = (content_of(d.pdf) for _, d in papers if d.pdf is not None)
    pdf, sides = stacks.printed([on_sheets(contents, stacks.band)] if stacks.band else contents, tops)
    shelf.put(name, ".pdf", pdf, use.id, sides, use.copies, person)


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

    for form, use in press.uses("office"):
        if concerned(use):
            facts = partial(OfficeFacts, people, job.plan, job.work.settings, press.forms, told)
            put = partial(_put_office, press, form, use, facts, shelf, ("报送", f"{use.title}_{year}"))
            findings += spared(press, "制作", form.id, put)
    for form, use in press.uses("institution"):
        for institution in job.work.settings.institutions:
            staff = [p for p in concerned(use) if p.institution.name == institution.name]
            if staff:
                own = partial(InstitutionFacts, institution, staff, job.plan, job.work.settings)
                name = ("报送", f"{delivery.safe_name(institution.name)}_{use.title}_{year}")
                put = partial(_put_office, press, form, use, own, shelf, name)
                findings += spared(press, "制作", form.id, put, whose=institution.name)
    return findings


def _put_office(
    press: Press, form: Form, use: FormUse, facts: Callable[[], Surroundings], shelf: Shelf, name: Name
) -> Sequence[Finding]:
    known = facts()
    document, found = press.fill(form, use, known)
    if not blocks(found):
        _put(press, document, shelf, name)
        shelf.office.append(document)
        if press.job.overprint is None:
            for ending, content in beside(press, document, known.tallies()):
                shelf.put(name, ending, content, form.id, None, use.copies)
    return found
