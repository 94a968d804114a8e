"""What a build puts into the output folder, under which names, and the list of it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from zcforms.batch.consignment import Consignment
from zcforms.batch.memory import Memory
from zcforms.facts import Person
from zcforms.forms import OWN_FORMS
from zcforms.ground.errors import UsageError
from zcforms.ground.files import file_digest
from zcforms.ground.findings import Finding, Severity
from zcforms.intake.evidence import Evidence
from zcforms.intake.folder import EXPORTS, OUTPUT, SETTINGS_FILE, TABLES
from zcforms.paper import delivery
from zcforms.pipeline.binding import Book
from zcforms.pipeline.job import Checked, Document

DOSSIER = "dossier"
_DATA = ("photos", "evidence", "applicants", TABLES, EXPORTS, OWN_FORMS)  # of a folder of work
_MOST_KEPT = 50 * 2**20  # bytes of a volume whose last version is kept
_MARK = 16  # bytes that are left for a mark and an ending
Name = Sequence[str]  # folders below the shelf's own and the name of a file without its ending, in any words


@dataclass(frozen=True)
class Label:
    """What is said of a file on the shelf: its name and ending, the form, whose it is ("": everybody's).

    `pages` are None where it has none, `copies` are how many the plan asks for.
    """

    name: Name
    ending: str
    form: str
    person: str = ""
    pages: int | None = None
    copies: int = 1


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
    numbers: Mapping[str, int] = field(default_factory=dict)  # of people in the roster
    office: list[Document] = field(default_factory=list)  # of everybody, or of a unit
    edited: list[str] = field(default_factory=list)  # Word files that were left as the clerk made them
    aside: list[tuple[str, str]] = field(default_factory=list)  # the user's own files: old names and new
    renamed: list[tuple[str, str]] = field(default_factory=list)  # a name that was taken, and the one instead
    known: Memory = field(default_factory=Memory)  # what was made before, of what
    common: Mapping[str, str] = field(default_factory=dict)  # what all of it rests on (causes.common_causes)
    earlier: list[dict[str, Any]] = field(init=False)
    _earlier: dict[str, dict[str, Any]] = field(init=False, default_factory=dict)  # by path, as it was found
    _waiting: Consignment | None = field(init=False, default=None)
    _ways: set[str] = field(init=False, default_factory=set)  # folders of this build that lead nowhere else
    _taken: set[str] = field(init=False, default_factory=set)  # by this build, as `_alike` has them
    _kept: dict[str, tuple[str, str]] = field(init=False, default_factory=dict)  # form and person by path

    def __post_init__(self) -> None:
        refuse_data_folder(self.top)
        self.earlier = delivery.earlier_documents(self.out)
        self._earlier = {document["path"]: document for document in self.earlier}
        for kept in (d for d in self.earlier if not self._is_replaced(d)):
            self._kept[_alike(kept["path"])] = (kept["form"], kept["person"])

    @property
    def out(self) -> Path:
        """Where the documents go."""
        return self.top / self.folder

    @property
    def is_whole(self) -> bool:
        """Whether it takes the papers of the whole batch, not of some people only."""
        return self.people is None

    def put(self, label: Label, content: bytes | Path, known: str = "") -> str:
        """Deliver one file, whose SHA-256 (hex) may be `known`; its path, which is its own."""
        path = self._path(label)
        self._deliver(path, label, content, known)
        return path

    def put_again(self, label: Label, written: str) -> bool:
        """List a file that is there with this SHA-256 (hex) already; False if it is not."""
        if not self.has(label, written):
            return False
        path = self._path(label)
        self._refuse_way_out(path)
        self._listed(path, label, written, is_there=True)
        return True

    def has(self, label: Label, written: str) -> bool:
        """Whether a file is there with this SHA-256 (hex)."""
        path, _ = self._named(label)
        return delivery.is_there(self.out / path, written)

    def put_word(self, label: Label, content: bytes) -> None:
        """Deliver a Word file, unless the one that is there was changed by hand: that one stays."""
        path = self._path(label)
        earlier = self._earlier.get(path)
        if earlier and self._is_edited(earlier):
            self.documents.append(earlier)
            self.edited.append(path)
        else:
            self._deliver(path, label, content)

    def _deliver(self, path: str, label: Label, content: bytes | Path, known: str = "") -> None:
        self._refuse_way_out(path)
        written = known or delivery.content_digest(content)
        is_there = delivery.is_there(self.out / path, written, content)
        with self._sending() as waiting:
            self._listed(path, label, written, is_there)
            if not is_there:
                size = delivery.size_of(content)
                kept = bool(label.person) and size <= _MOST_KEPT  # a print set is everybody's
                waiting.add(partial(self._write, path, content, written, kept), size)

    def _listed(self, path: str, label: Label, written: str, is_there: bool) -> None:
        document = {"person": label.person, "form": label.form, "path": path, "pages": label.pages}
        document |= {"copies": label.copies, "sha256": written}
        if not is_there or self._earlier.get(path) != document:  # else the last receipt tells of it as it is
            with self._sending() as waiting:
                waiting.note(document)
        self.documents.append(document)

    def _write(self, path: str, content: bytes | Path, written: str, kept: bool) -> None:
        if kept:
            delivery.keep_earlier(self.out, path)
        if "/" not in path and path not in self._earlier:  # the folders are all ours
            self.keep_foreign(path)
        delivery.deliver(self.out / path, content, written)

    def keep_foreign(self, name: str) -> None:
        """Have a file of the user's that stands where ours goes have another name."""
        if own := delivery.set_aside(self.out / name):
            self.aside.append((name, own))

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is put in the meantime is written several files at a time, all of it when this ends."""
        with self._sending():
            yield

    @contextmanager
    def _sending(self) -> Iterator[Consignment]:
        """What waits to be written; it is sent when the outermost of these ends."""
        if self._waiting is not None:
            yield self._waiting
            return
        self._waiting = Consignment(self.out)
        try:
            yield self._waiting
            self._waiting.send()
        finally:
            self._waiting = None

    def _refuse_way_out(self, path: str) -> None:
        """Once for each folder: everybody's papers lie in their own."""
        folder = path.rpartition("/")[0]
        if folder not in self._ways:
            delivery.refuse_way_out(self.top, str(Path(self.folder) / path))
            self._ways.add(folder)

    def _path(self, label: Label) -> str:
        """The path of a file: its name made safe, with a mark if another file has that already.

        The mark comes from what the file is, so that it gets the same one each time.
        """
        path, meant = self._named(label)
        if path != meant:
            self.renamed.append((meant, path))
        self._taken.add(_alike(path))
        return path

    def _named(self, label: Label) -> tuple[str, str]:
        """The path that a file gets, and the one that was meant for it."""
        *folders, name = label.name
        folders, stem = list(map(delivery.safe_name, folders)), delivery.safe_name(name, _MARK)
        path = "/".join([*folders, stem + label.ending])
        if self._is_free(path, label):
            return path, path
        told = "\0".join([*label.name, label.form, label.person])
        mark = hashlib.sha256(told.encode(errors="replace")).hexdigest()[:8]
        return "/".join([*folders, f"{stem}_{mark}{label.ending}"]), path

    def _is_free(self, path: str, label: Label) -> bool:
        alike, own = _alike(path), (label.form, label.person)
        return alike not in self._taken and self._kept.get(alike, own) == own

    def _is_edited(self, document: Mapping[str, Any]) -> bool:
        path = self.out / document["path"]
        return path.suffix == ".docx" and file_digest(path) != document.get("sha256")

    def _is_replaced(self, document: Mapping[str, Any]) -> bool:
        """Whether a document of an earlier build is of what is made now; one changed by hand stays."""
        return self._is_asked(document) and not self._is_edited(document)

    def _is_asked(self, document: Mapping[str, Any]) -> bool:
        return (not self.forms or document["form"] in self.forms) and (
            self.people is None or document["person"] in self.people
        )

    def told_words(self) -> Iterator[Finding]:
        """That Word files were left as the clerk made them, in the place of others or beside them."""
        if self.edited:
            message = f"{len(self.edited)}份Word稿手工改过，没有换掉：{'、'.join(self.edited)}"
            hint = "要按现在的数据重新生成，先把改过的移走或改名"
            yield Finding("word-edited", message, Severity.WARNING, hint)
        if left := [document["path"] for document in self.staying if self._is_asked(document)]:
            message = f"{len(left)}份手工改过的Word稿，这一遍没有这个文件了，没有撤去：{'、'.join(left)}"
            hint = "序号或姓名变了的，新的一份里没有您改过的地方，照着再改；不要了的删去"
            yield Finding("word-left", message, Severity.WARNING, hint)

    def told_names(self) -> list[Finding]:
        """What is to be said of documents that could not have the name that was meant for them."""
        hint = "把编号、姓名、单位或表格名称改得不同；每个文件是谁的，见receipt.json"
        return [
            Finding("name-taken", f"“{meant}”已是另一份的文件名，这一份写成“{own}”", Severity.WARNING, hint)
            for meant, own in self.renamed
        ]

    def told_aside(self) -> list[Finding]:
        """That files which stood in the way have other names now."""
        hint = "不用的删去；要留的移到别处：输出文件夹里最好只放本工具做的"
        told = (f"原有的“{name}”不是本工具做的，改名为“{own}”留着" for name, own in self.aside)
        return [Finding("file-set-aside", said, Severity.WARNING, hint) for said in told]

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
        if self.is_whole:
            self.known.tidy()

    @property
    def staying(self) -> list[dict[str, Any]]:
        """The documents of earlier builds that stay beside those of this one."""
        paths = {document["path"] for document in self.documents}
        return [d for d in self.earlier if d["path"] not in paths and not self._is_replaced(d)]


def refuse_data_folder(out: Path) -> None:
    """UsageError for an output folder among the data of a folder of work: the next check would read it."""
    whole = out.resolve()
    for folder in (whole, *whole.parents):
        if folder.name in _DATA and (folder.parent / SETTINGS_FILE).is_file():
            said = f"{out}在工作文件夹的{folder.name}里，那里放的是数据，不能作输出文件夹"
            raise UsageError(said, hint=f"换一个文件夹；不写--out，就写到{folder.parent.name}/{OUTPUT}")


def _alike(path: str) -> str:
    """A path as a system compares it that minds neither letter case nor how an accent is stored."""
    return unicodedata.normalize("NFC", path).casefold()
