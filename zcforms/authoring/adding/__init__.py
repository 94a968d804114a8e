"""A unit's own PDF form joins a folder of work: its fields listed, sources guessed, the mapping checked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zcforms.authoring.adding.brought import MANIFEST, folder_of
from zcforms.authoring.adding.guessing import CAPTION, captions_of, guesses
from zcforms.authoring.adding.skeleton import manifest
from zcforms.authoring.adding.word.captions import is_by_hand, is_of_another
from zcforms.facts.sources import unknown_sources
from zcforms.fillers import acroform
from zcforms.fillers.acroform import KIND_LABELS, TEMPLATE, Field
from zcforms.forms import FieldSpec, load_form, load_forms
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.files import read_file
from zcforms.ground.findings import Finding
from zcforms.ground.room import Spoiled, room
from zcforms.intake.pdf_forms import prove_form
from zcforms.paper import delivery


@dataclass(frozen=True)
class Line:
    """One field of the PDF: what it is, where, what stands beside it, and what goes into it."""

    name: str
    kind: str
    page: int | None
    beside: str
    source: str = ""
    title: str = ""


@dataclass(frozen=True)
class Added:
    """A form that joined a folder of work: new, or checked against its mapping."""

    folder: Path
    is_new: bool
    lines: tuple[Line, ...]
    faults: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as plain data for `--json`."""
        return {
            "folder": str(self.folder),
            "new": self.is_new,
            "fields": [asdict(line) for line in self.lines],
            "faults": list(self.faults),
            "findings": [finding.to_dict() for finding in self.findings],
        }


def add_pdf(file: Path, work: Path, title: str | None = None, scope: str = "person") -> Added:
    """Bring a PDF form into a folder of work, or bring it anew and check the mapping that is there.

    Its title is that of the file if none is given; it is made for each person, institution or office, by its
    scope. The first time writes a form.yaml with what could be guessed, for a person to go over. Raises
    UnreadableInput for a PDF that cannot be filled, BrokenForm for a form.yaml that cannot be read.
    """
    title = (title or file.stem).strip()
    folder = folder_of(work, title, scope)
    try:
        return room().call(_added, file, folder, title, scope)
    except Spoiled as e:
        hint = "用PDF软件打开，另存后再试"
        raise UnreadableInput(f"这份PDF{e.whole}", hint=hint, where=str(file)) from None


def _added(file: Path, folder: Path, title: str, scope: str) -> Added:
    """In the room: a PDF that is sound, its fields with what stands beside them, and its mapping."""
    where = str(file)
    remarks = prove_form(file, where)  # before any page of it is read for captions
    with acroform.opened(file, where) as template:
        raw = read_file(file)
        fields, captions = list(template.fields.values()), acroform.labels(template, raw)
        is_new = not (folder / MANIFEST).is_file()
        faults: list[str] = []
        if is_new:
            words = captions_of(load_forms().values(), scope)
            sources = guesses(fields, captions, words, lambda said: is_by_hand(said) or is_of_another(said))
            text = manifest(title, scope, fields, sources, captions)
            delivery.deliver(folder / MANIFEST, text.encode())
        else:
            form = load_form(folder)
            sources = acroform.destinations(form, template)
            faults = [*acroform.mapping_faults(form, template), *unknown_sources(form)]
        delivery.deliver(folder / TEMPLATE, raw)
        lines = tuple(_line(f, captions.get(f.name, ""), sources.get(f.name)) for f in fields)
        return Added(folder, is_new, lines, tuple(faults), (*template.findings, *remarks))


def _line(field: Field, beside: str, spec: FieldSpec | None) -> Line:
    page = field.widgets[0].page if field.widgets else None
    source, title = (spec.source or "手写", spec.title) if spec else ("", "")
    return Line(field.name, KIND_LABELS[field.kind], page, beside[-CAPTION:], source, title)
