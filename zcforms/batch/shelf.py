"""What a build puts into the output folder, under which names, and the list of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from zcforms.batch.failing import form_failure, guarded
from zcforms.facts import InstitutionFacts, OfficeFacts, Person
from zcforms.fillers import xlsx
from zcforms.forms import Form
from zcforms.ground.findings import Finding, blocks
from zcforms.ground.steps import step
from zcforms.ground.titled import Titled
from zcforms.paper import delivery
from zcforms.paper.copies import print_set
from zcforms.pipeline.job import Checked, Document
from zcforms.pipeline.press import Press
from zcforms.plans import FormUse

DOSSIER = "dossier"


@dataclass(frozen=True)
class Order:
    """What to build: forms by id (all if empty; `dossier` is the bound volume), and which mark."""

    forms: frozenset[str] = frozenset()
    mark: str = "platform"

    @property
    def binds(self) -> bool:
        """Whether the bound volume was asked for."""
        return not self.forms or DOSSIER in self.forms


@dataclass(frozen=True)
class Made:
    """One person who came through: their forms, and their volume on disk with its pages."""

    checked: Checked
    documents: tuple[Document, ...] = ()
    volume: Path | None = None
    volume_pages: int = 0

    @property
    def person(self) -> Person:
        """The person, numbered once everybody is made."""
        assert self.checked.person is not None
        return self.checked.person


@dataclass
class Shelf:
    """Delivers documents into a folder and keeps the list for the receipt."""

    top: Path
    folder: str = ""  # below the top
    documents: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)  # of people in the roster
    office: list[Document] = field(default_factory=list)  # of everybody, or of a unit
    edited: list[str] = field(default_factory=list)  # Word files that were left as the clerk made them
    earlier: list[dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.earlier = delivery.earlier_documents(self.out)

    @property
    def out(self) -> Path:
        """Where the documents go."""
        return self.top / self.folder

    def put(
        self, name: str, content: bytes, form: str, pages: int | None, copies: int, person: str = ""
    ) -> None:
        """Deliver one document under a name relative to the folder."""
        document = {"person": person, "form": form, "path": name, "pages": pages, "copies": copies}
        self.documents.append({**document, "sha256": delivery.deliver(self.out / name, content)})

    def put_word(self, name: str, content: bytes, form: str, copies: int, person: str = "") -> None:
        """Deliver a Word file, unless the one that is there was changed by hand: that one stays."""
        earlier = next((d for d in self.earlier if d["path"] == name), None)
        if earlier and self._is_edited(earlier):
            self.documents.append(earlier)
            self.edited.append(name)
        else:
            self.put(name, content, form, None, copies, person)

    def _is_edited(self, document: Mapping[str, Any]) -> bool:
        path = self.out / document["path"]
        return path.suffix == ".docx" and delivery.digest(path) != document.get("sha256")

    def tidy(self, forms: frozenset[str], people: set[str] | None) -> None:
        """Withdraw what an earlier build made of the same forms and people and this one did not.

        It would mislead whoever prints the folder. What was not asked for now is kept and stays listed.
        """
        paths = {document["path"] for document in self.documents}
        old = [d for d in self.earlier if d["path"] not in paths]
        gone = [
            d
            for d in old
            if (not forms or d["form"] in forms)
            and (people is None or d["person"] in people)
            and not self._is_edited(d)
        ]
        delivery.withdraw(self.out, [d["path"] for d in gone])
        self.earlier = [d for d in old if d not in gone]


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


def _copies_name(use: FormUse) -> str:
    return f"一式{use.copies}份_{'双面' if use.duplex else '单面'}"


def _delivered(press: Press, made: Made, order: Order) -> list[Document]:
    """The documents that are delivered one by one; the others live in the volume only."""
    return [d for d in made.documents if press.copies(d.use, order.forms, made.person) is not None]


def _put(press: Press, d: Document, shelf: Shelf, name: str, person: Person | None = None) -> None:
    """Deliver one document in each of its media under a name without ending."""
    key = person.key if person else ""
    if d.pdf is not None:
        shelf.put(f"{name}.pdf", d.editable or d.pdf, d.form, d.pages, d.use.copies, key)
    if (word := press.word(d, person)) is not None:
        shelf.put_word(f"{name}.docx", word, d.form, d.use.copies, key)


def deliver_person(press: Press, made: Made, order: Order, shelf: Shelf) -> list[Finding]:
    """One person's papers, a file each; which of them failed."""
    person, year = made.person, press.job.plan.year
    found: list[Finding] = []
    label = delivery.safe_name(f"{person.number:02d}_{person.applicant.name}")
    for d in _delivered(press, made, order):
        put = partial(_put, press, d, shelf, f"个人/{label}/{label}_{d.title}_{year}", person)
        found += spared(press, "写出", d.form, put, person.key)
    if made.volume is not None:
        put = partial(_put_volume, made, shelf, f"装订/{label}_装订册_{year}.pdf")
        found += spared(press, "写出装订册", "", put, person.key)
    return found


def _put_volume(made: Made, shelf: Shelf, name: str) -> None:
    assert made.volume is not None, "it was bound"
    shelf.put(name, made.volume.read_bytes(), DOSSIER, made.volume_pages, 1, made.person.key)


def deliver_some(press: Press, made: Made, order: Order, shelf: Shelf) -> list[Finding]:
    """One person's papers in a folder named by their key: numbers belong to the whole batch; what failed."""
    person, year = made.person, press.job.plan.year
    name = person.applicant.name
    label = delivery.safe_name(person.key if name in person.key else f"{person.key}_{name}")
    found: list[Finding] = []
    for d in _delivered(press, made, order):
        put = partial(_put, press, d, shelf, f"{label}/{d.title}_{year}", person)
        found += spared(press, "写出", d.form, put, person.key)
        if d.pdf is not None and d.use.copies > 1:
            path = f"{label}/打印_{d.title}_{_copies_name(d.use)}.pdf"
            put = partial(_put_set, shelf, d.form, d.use, [d.pdf], path, person.key)
            found += spared(press, "排印", d.form, put, person.key)
    if made.volume is not None:
        put = partial(_put_volume, made, shelf, f"{label}/装订册_{year}.pdf")
        found += spared(press, "写出装订册", "", put, person.key)
    return found


def _put_set(
    shelf: Shelf, form: str, use: FormUse, papers: Sequence[bytes], name: str, person: str = ""
) -> None:
    pdf, pages = print_set(papers, use.copies, use.duplex)
    shelf.put(name, pdf, form, pages, use.copies, person)


def print_sets(press: Press, made: Sequence[Made], order: Order, shelf: Shelf) -> list[Finding]:
    """Every form of everybody in all copies, a file each; which of them failed."""
    found: list[Finding] = []
    for form, use in press.uses("person"):
        due = [one for one in made if press.copies(use, order.forms, one.person)]
        papers = [d.pdf for one in due for d in one.documents if d.form == form.id and d.pdf is not None]
        if papers:
            name = f"打印/{use.title}_{len(papers)}人_{_copies_name(use)}.pdf"
            found += spared(press, "排印", form.id, partial(_put_set, shelf, form.id, use, papers, name))
    return found


def office_forms(press: Press, people: Sequence[Person], order: Order, shelf: Shelf) -> list[Finding]:
    """Roster, letter and post tables of the people who came through; what did not fit, or failed."""
    job, year = press.job, press.job.plan.year
    findings: list[Finding] = []

    def concerned(use: FormUse) -> list[Person]:
        return [p for p in people if press.copies(use, order.forms, p) is not None]

    for form, use in press.uses("office"):
        if concerned(use):
            facts = partial(OfficeFacts, people, job.plan, job.work.settings, press.forms)
            put = partial(_put_office, press, form, use, facts, shelf, f"报送/{use.title}_{year}")
            findings += spared(press, "制作", form.id, put)
    for form, use in press.uses("institution"):
        for institution in job.work.settings.institutions:
            staff = [p for p in concerned(use) if p.institution.name == institution.name]
            if staff:
                own = partial(InstitutionFacts, institution, staff, job.plan, job.work.settings)
                name = f"报送/{delivery.safe_name(institution.name)}_{use.title}_{year}"
                put = partial(_put_office, press, form, use, own, shelf, name)
                findings += spared(press, "制作", form.id, put, whose=institution.name)
    return findings


def _put_office(
    press: Press, form: Form, use: FormUse, facts: Callable[[], Titled], shelf: Shelf, name: str
) -> Sequence[Finding]:
    document, found = press.fill(form, use, facts())
    if not blocks(found):
        _put(press, document, shelf, name)
        shelf.office.append(document)
        if "xlsx" in form.media:
            shelf.put(f"{name}.xlsx", roster_workbook(press, document), form.id, None, use.copies)
    return found


def roster_workbook(press: Press, document: Document) -> bytes:
    """The roster as a workbook with the same columns, rows and lines as its paper."""
    shown = document.values.fields
    return xlsx.fill_sheet(
        press.forms[document.form],
        document.values,
        "people",
        head=[f"填报单位（盖章）：{shown['office']}", f"填报日期：{shown['date']}"],
        foot=[
            f"合计：{shown['count']}人",
            f"填报人：{shown['contact']}",
            f"联系电话：{shown['phone']}",
            *filter(None, [shown["order_note"]]),
        ],
    )
