"""What travels through the pipeline: a job, a person after checking, a finished form.

Plain data that can be pickled: no open file, no open PDF. A step that learns something returns a new one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from zcforms.facts import Person
from zcforms.forms import Broken, Form, Values
from zcforms.ground.files import read_file, stage
from zcforms.ground.findings import Finding, blocks
from zcforms.ground.geometry import Jump
from zcforms.intake.evidence import Evidence
from zcforms.intake.evidence.remembered import EvidenceMemory
from zcforms.intake.folder import PersonFile, Work
from zcforms.paper.aligning import Alignment
from zcforms.plans import FormUse, Plan


@dataclass(frozen=True)
class Exported:
    """What the platform exported of one person: the pages of each form by its id, and what is to be said."""

    forms: Mapping[str, Evidence] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Overprint:
    """That values alone are printed (套打), of which forms (ids), how moved, and whether photos are."""

    forms: frozenset[str]
    alignment: Alignment
    photo: bool = True


@dataclass(frozen=True)
class Job:
    """A folder of work with its plan, the people who were asked for, and all forms by id.

    The forms that the folder brings itself are in the plan, too: one copy for everybody they concern.
    `own` are the ids of those that the circular does not name, `alone` those of them that nobody asked for
    either: what is wrong with one holds back nothing else. `broken` are those that cannot be used.
    `key` signs the links of a job that is built; one that is only looked at has none.
    `exports` are the platform's by the key of the person; what is to `overprint` is on paper already.
    `evidence_memory` is of evidence that was opened before; without one all is opened.
    """

    work: Work
    plan: Plan
    people: tuple[PersonFile, ...]
    forms: Mapping[str, Form] = field(repr=False)
    own: frozenset[str] = frozenset()
    broken: tuple[Broken, ...] = ()
    alone: frozenset[str] = frozenset()
    key: bytes | None = field(default=None, repr=False)
    exports: Mapping[str, Exported] = field(default_factory=dict, repr=False)
    overprint: Overprint | None = None
    evidence_memory: EvidenceMemory | None = None

    @property
    def is_whole(self) -> bool:
        """Whether everybody in the folder was asked for."""
        return len(self.people) == len(self.work.people)

    @property
    def own_key(self) -> bytes:
        """The folder's key, with which a job that is built or signed was opened."""
        assert self.key is not None, "one that is only looked at asks for no key"
        return self.key

    @property
    def filled_on(self) -> date:
        """The day of filling; the latest that a folder's own date may mean."""
        assert self.work.settings.date is not None, "set when the job was opened"
        return self.work.settings.date.latest


@dataclass(frozen=True)
class Checked:
    """One person after checking, with their evidence by file name; an error finding holds them back.

    What was `learned` of their evidence is to be remembered (intake/evidence/remembered.EvidenceMemory.note).
    """

    file: PersonFile
    findings: tuple[Finding, ...] = ()
    person: Person | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict, repr=False)
    failed: bool = False
    learned: tuple[Any, ...] = field(default=(), repr=False)
    ours: bool = False  # the failure is a fault of the program: nobody is asked to mend anything

    @property
    def blocked(self) -> bool:
        """Whether the person is held back."""
        return self.person is None or blocks(self.findings)

    def of_file(self, file: PersonFile, work: Work) -> Checked:
        """The same of this file, which it is of: what came from another process is not kept twice."""
        person = self.person and replace(
            self.person,
            key=file.key,
            applicant=file.applicant or self.person.applicant,
            institution=work.settings.institution(file.unit or "") or self.person.institution,
            calendar=work.calendar,
        )
        return replace(self, file=file, person=person, findings=tuple(f.shared() for f in self.findings))

    def told(self, findings: Iterable[Finding]) -> Checked:
        """The same with more findings, each with its place in the person's own file."""
        placed = (f.located(self.file.places).of(self.file.key) for f in findings)
        return replace(self, findings=(*self.findings, *placed))


def unchecked(file: PersonFile) -> Checked:
    """Somebody of whom nothing is known but their file."""
    return Checked(file, tuple(f.of(file.key) for f in file.findings))


@dataclass(frozen=True)
class Document:
    """One finished form: its PDF with the mark on it, and how the plan uses it.

    A form of the user's own that is only a Word file has no PDF and no pages. One that waits for the others
    is on disk, with the SHA-256 (hex) of each of its files, and of its values only those are kept that tell
    whose it is. `jumps` are its places that name pages of the bound volume.
    """

    form: str
    title: str
    pdf: bytes | Path | None
    pages: int | None
    use: FormUse
    values: Values
    editable: bytes | Path | None = None  # the same with fields that can still be changed
    jumps: tuple[Jump, ...] = ()
    digest: str = ""
    editable_digest: str = ""

    def of_plan(self, plan: Plan) -> Document:
        """The same of this plan, which it is of; words that stand on other documents are in memory once."""
        fields = {sys.intern(name): sys.intern(text) for name, text in self.values.fields.items()}
        values = replace(self.values, title=sys.intern(self.values.title), fields=fields)
        use = plan.form(self.form) or self.use
        return replace(self, form=use.id, title=use.title, use=use, values=values)

    def set_aside(self, stem: Path) -> Document:
        """The same in files whose paths begin so; Undeliverable if the disk takes no more."""
        pdf, editable = (
            _set_aside(content, stem.with_name(f"{stem.name}-{self.form}{ending}"))
            for content, ending in ((self.pdf, ".pdf"), (self.editable, "-editable.pdf"))
        )
        return replace(self, pdf=pdf, editable=editable)


def pdf_bytes(pdf: bytes | Path) -> bytes:
    """The bytes of a PDF, wherever it is."""
    return read_file(pdf, None) if isinstance(pdf, Path) else pdf


def _set_aside(content: bytes | Path | None, path: Path) -> Path | None:
    if isinstance(content, bytes):
        stage(path, content)
        return path
    return content
