"""What was made of each person is kept in the output folder, and made again only if something changed.

The papers lie beside the journal in a hidden private folder, until they are replaced or the person is gone;
what they show is looked up in the data each time. What of it is not whole, by its hash, is made again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from zcforms.batch.causes import changed, common_causes, data_digest, own_causes
from zcforms.batch.journal import Entry, Journal, Look
from zcforms.batch.memory import FILES
from zcforms.batch.shelf import Made, Order
from zcforms.facts.proofs import Proof
from zcforms.forms import refuse_changed
from zcforms.ground.files import file_digest, inside, stage
from zcforms.ground.findings import Finding, Place, Severity
from zcforms.paper.staging import emptied, remove
from zcforms.pipeline.binding import Book
from zcforms.pipeline.job import Checked, Document, Exported
from zcforms.pipeline.press import Press
from zcforms.pipeline.whose import told_whose

KEPT = ".zcforms"  # the folder in the output
# What does not show the number in the roster, and what does; that is left out where only some are made.
PAPERS, NUMBERED, UNNUMBERED = "papers", "numbered", "unnumbered"
_STEM = "paper"  # begins the names of files
_UNDERWAY = "underway"  # a file that is there while papers are made
NEW = "第一次制作"
FORCED = "要求全部重做"
_NOT_WHOLE = "保存的文件不全"

Make = Callable[[Path], Made]
Why = tuple[str, ...]


@dataclass(frozen=True)
class Keeper:
    """Keeps what is made for an order; `common` are the causes that are alike for everybody.

    With `afresh` nothing that is kept is used.
    """

    journal: Journal
    order: str
    common: Mapping[str, str]
    exports: Mapping[str, Exported]
    afresh: bool

    def found(self, press: Press, one: Checked, stage: str, look: Look) -> Made | Why:
        """What was kept of somebody, or why it is to be made."""
        entry, why = self.seen(one, stage, look)
        return _restored(press, one, entry, self.journal.folder) if entry and not why else why

    def made(self, press: Press, one: Checked, stage: str, why: Why, make: Make) -> Made:
        """What `make` makes of somebody, given how its files' paths begin; a note of it lies beside.

        It has a place of its own: where a machine is believed lost and is not, two make the same at once.
        UnreadableInput where a form was edited meanwhile: the note would say that it is of the other one.
        """
        place = self.journal.folder / uuid4().hex
        begun = time.monotonic()
        try:
            made = make(emptied(place) / _STEM)
            refuse_changed(press.forms.values())
            if not made.checked.blocked:
                files = {_name(path): file_digest(path) for path in _papers(made)}
                made = _with_digests(made, files)
                took = round(time.monotonic() - begun, 2)
                entry = Entry(self._causes(one), files, _outcome(one, made), took)
                self.journal.note(place.name, *self._known(one, stage), entry)
        except BaseException:
            remove(place)
            raise
        return replace(made, why=why, place=place.name)

    def seen(self, one: Checked, stage: str, look: Look) -> tuple[Entry | None, Why]:
        """What is noted of somebody, and why it is to be made again; nothing if what is kept will do."""
        entry = look(*self._known(one, stage))
        return entry, self._why(entry, self._causes(one))

    def take_up(self, made: Made) -> None:
        """Note what was made, if anything was; the main process alone writes into the journal."""
        if made.place:
            self.journal.take_up(made.place)

    def _known(self, one: Checked, stage: str) -> tuple[str, str]:
        return f"{self.order}/{stage}", _known_as(one.file.key)

    def _causes(self, one: Checked) -> dict[str, str]:
        assert one.person is not None, "who has no person is held back"
        exports = self.exports.get(one.file.key, Exported()).forms
        return {**self.common, **own_causes(one.person, one.evidence, exports)}

    def _why(self, entry: Entry | None, causes: Mapping[str, str]) -> Why:
        """Why something is to be made; empty if it is not."""
        if self.afresh:
            return (FORCED,)
        if entry is None:
            return (NEW,)
        if told := changed(entry.causes, causes):
            return told
        return () if _is_whole(entry, self.journal.folder) else (_NOT_WHOLE,)

    @property
    def was_cut_off(self) -> bool:
        """Whether the last build died, or a process of it: of a record, perhaps."""
        return self._underway.exists()

    def ended(self, died: bool) -> None:
        """Note that a build came to its end, and whether a process died at it."""
        if not died:
            self._underway.unlink(missing_ok=True)

    def ended_by(self, error: type[BaseException] | None, *_: object) -> None:
        """Note, as the __exit__ of a build, how it ended: an error does not mean that a process died."""
        self.ended(error is None)

    @property
    def _underway(self) -> Path:
        return self.journal.folder / _UNDERWAY

    def begin(self) -> list[Finding]:
        """Have a journal to write into; what is to be told if the one that is there cannot be read."""
        folder = self.journal.folder
        if folder.is_symlink() or not folder.is_dir():
            emptied(folder)
        remove(self._underway)  # a link, too
        stage(self._underway, b"")
        aside = self.journal.begin()
        return [_set_aside(aside)] if aside else []

    def tidy(self, people: Sequence[str]) -> None:
        """Forget everybody but these (keys) and every order but this and the whole one, with their papers."""
        orders = {self.order, _order_digest(Order())}
        stages = [f"{order}/{stage}" for order in sorted(orders) for stage in (PAPERS, NUMBERED, UNNUMBERED)]
        self.journal.retain(stages, [_known_as(key) for key in people])
        named = self.journal.named() | FILES | {_UNDERWAY}
        for path in self.journal.folder.iterdir():
            if path.name not in named:
                remove(path)


def keeper(press: Press, out: Path, order: Order) -> Keeper:
    """The keeper of an output folder; nothing is written yet."""
    journal = Journal(out / KEPT, press.job.own_key)
    return Keeper(journal, _order_digest(order), common_causes(press), press.job.exports, order.afresh)


def numbered_stage(one: Checked) -> str:
    """Where the papers of somebody that show a number in the roster are noted, by whether they have one."""
    return NUMBERED if one.person and one.person.number else UNNUMBERED


def _set_aside(name: str) -> Finding:
    message = "上次的制作记录读不出来，或是另一版本写的，这一遍全部重新制作"
    hint = f"不影响结果；原来的记录移到了输出文件夹的{KEPT}/{name}，可以删去"
    return Finding("journal-unreadable", message, Severity.INFO, hint)


def _order_digest(order: Order) -> str:
    """The digest of what is asked for: the forms, and the mark on them."""
    return data_digest([sorted(order.forms), order.mark])


def _known_as(key: str) -> str:
    return data_digest(key)


# --- what is noted, and back again ---------------------------------------------------------------


def _papers(made: Made) -> Iterator[Path]:
    """The files of what was made of somebody."""
    for document in made.documents:
        yield from (paper for paper in (document.pdf, document.editable) if isinstance(paper, Path))
    yield from (book.path for book in made.books)


def _with_digests(made: Made, files: Mapping[str, str]) -> Made:
    """The same with the SHA-256 of every file, which is known by its name."""
    documents = tuple(
        replace(d, digest=files.get(_name(d.pdf), ""), editable_digest=files.get(_name(d.editable), ""))
        for d in made.documents
    )
    books = tuple(replace(book, digest=files[_name(book.path)]) for book in made.books)
    return replace(made, documents=documents, books=books)


def _outcome(one: Checked, made: Made) -> dict[str, Any]:
    """What is noted of what was made of somebody, as plain data."""
    person = made.person
    return {
        "documents": [
            {"form": d.form, "pages": d.pages, "pdf": _name(d.pdf), "editable": _name(d.editable)}
            for d in made.documents
        ],
        "books": [
            {"name": book.name, "path": _name(book.path), "pages": book.pages, "sheets": book.sheets}
            for book in made.books
        ],
        "volume_pages": sum(book.pages for book in made.books),
        "originals": [file for file, _ in made.originals],
        "proofs": {reference: asdict(proof) for reference, proof in person.proofs.items()},
        "divided": person.books,
        "findings": [_unplaced(f, one) for f in made.checked.findings[len(one.findings) :]],
    }


def _name(paper: bytes | Path | None) -> str:
    return f"{paper.parent.name}/{paper.name}" if isinstance(paper, Path) else ""


def _is_whole(entry: Entry, folder: Path) -> bool:
    """Whether everything that is noted is there as it was."""
    places = {name.rpartition("/")[0] for name in entry.files}
    if any(inside(folder, place) is None for place in places):
        return False
    try:
        return all(file_digest(folder / name) == digest for name, digest in entry.files.items())
    except OSError:
        return False


def _restored(press: Press, one: Checked, entry: Entry, folder: Path) -> Made:
    """What was made of somebody."""
    assert one.person is not None, "it was made"
    outcome = entry.outcome
    proofs = {reference: Proof(**proof) for reference, proof in outcome["proofs"].items()}
    person = replace(one.person, proofs=proofs, books=outcome["divided"])
    whose = told_whose(press, person)

    def paper(name: str) -> Path | None:
        return folder / name if name else None

    documents = []
    for told in outcome["documents"]:
        form, use = press.forms[told["form"]], press.job.plan.form(told["form"])
        assert use is not None, "the plan is the same"
        pdf, editable = paper(told["pdf"]), paper(told["editable"])
        values = whose(form, use)
        documents.append(Document(form.id, use.title, pdf, told["pages"], use, values, editable))
    found = [Finding.of_data(told) for told in outcome["findings"]]
    checked = replace(one, person=person).told(found)
    originals = tuple((file, one.evidence[file]) for file in outcome["originals"])
    books = tuple(Book(**{**told, "path": folder / told["path"]}) for told in outcome["books"])
    return _with_digests(Made(checked, tuple(documents), books, originals), entry.files)


def _unplaced(finding: Finding, one: Checked) -> dict[str, Any]:
    """A finding as plain data; its place is looked up anew where it follows from its path."""
    places = one.file.places
    place = Place() if finding.place == places.find(finding.path) else finding.place
    return asdict(replace(finding, place=place, person=""))
