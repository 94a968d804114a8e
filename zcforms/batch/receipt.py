"""What a build made, of whom, and what was found: receipt.json as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from zcforms.batch.counting import roster_rows
from zcforms.batch.failing import has_failures
from zcforms.batch.incoming import sources
from zcforms.batch.shelf import Made, Shelf
from zcforms.ground.findings import Finding, Severity, blocks
from zcforms.paper import delivery
from zcforms.pipeline.job import Checked
from zcforms.pipeline.press import Press


@dataclass(frozen=True)
class PersonEntry:
    """What became of one person: built, blocked or failed; their number, and the codes of their errors.

    `made` says why their papers were made, in words; nothing if all were kept from an earlier build.
    """

    person: str
    outcome: str
    number: int | None
    because: list[str]
    made: list[str]


@dataclass(frozen=True)
class Receipt:
    """What was made (paths relative to `folder` below the output; with which `mark`), of whom, every finding.

    `documents` are those of this build: person, form, path, pages, copies, sha256; `kept` those of earlier
    builds that stay; `sources` are the files that came in: path, person, sha256, a note. `numbers` are the
    people's in the roster, `rows` how many rows it has (None if none was made).
    """

    plan: str
    typefaces: Mapping[str, Any]
    people: Sequence[PersonEntry]
    numbers: Mapping[str, int]
    rows: int | None
    folder: str
    mark: str
    documents: Sequence[Mapping[str, Any]]
    kept: Sequence[Mapping[str, Any]]
    sources: Sequence[Mapping[str, str]]
    findings: Sequence[Finding]

    def count(self, outcome: str) -> int:
        """How many people were built, blocked or failed."""
        return Counter(entry.outcome for entry in self.people)[outcome]

    @property
    def blocked(self) -> bool:
        """Whether something holds anybody back."""
        return self.count("blocked") > 0 or blocks(self.findings)

    @property
    def failed(self) -> bool:
        """Whether somebody, or a form, failed."""
        return has_failures(self.findings)

    def to_dict(self) -> dict[str, Any]:
        """The receipt as it is written: people_in = built + blocked + failed."""
        return {
            "plan": self.plan,
            "typefaces": self.typefaces,
            "people_in": len(self.people),
            **{outcome: self.count(outcome) for outcome in ("built", "blocked", "failed")},
            "people": [asdict(entry) for entry in self.people],
            "numbers": self.numbers,
            "rows": self.rows,
            "folder": self.folder,
            "mark": self.mark,
            "documents": self.documents,
            "kept": self.kept,
            "sources": self.sources,
            "findings": [finding.to_dict() for finding in self.findings],
        }


def entry_of(one: Checked, made: Made | None) -> PersonEntry:
    """A person's entry; of whom something was made, they came through."""
    return PersonEntry(
        one.file.key,
        "failed" if one.failed else "blocked" if made is None else "built",
        (made and made.person.number) or None,
        sorted({f.code for f in one.findings if f.severity is Severity.ERROR}),
        list(made.why) if made else [],
    )


def deliver_receipt(
    press: Press,
    people: Iterable[Checked],
    made: Sequence[Made],
    shelf: Shelf,
    findings: Sequence[Finding],
    read: Mapping[Path, str],
) -> Receipt:
    """The receipt of what is on the shelf, written as its last file; `read` is as of `sources`."""
    people, built = list(people), {one.checked.file.key: one for one in made}
    if not delivery.is_receipt(shelf.out):
        shelf.keep_foreign(delivery.RECEIPT)
    receipt = Receipt(
        plan=press.job.plan.id,
        typefaces=press.typefaces.to_dict(),
        people=[entry_of(one, built.get(one.file.key)) for one in people],
        numbers=shelf.numbers,
        rows=roster_rows(press, shelf.office),
        folder=shelf.folder,
        mark=press.mark,
        documents=shelf.documents,
        kept=shelf.earlier,
        sources=sources(press.job, people, read),
        findings=[*findings, *shelf.told_aside()],
    )
    delivery.deliver_receipt(shelf.out, receipt.to_dict())
    return receipt
