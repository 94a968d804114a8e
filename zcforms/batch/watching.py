"""A form that somebody works on: checked and filled anew whenever a file of the folder changes.

What is shown is a draft by its mark, and of now: where nothing could be made, nothing older stays.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zcforms.batch.asked import refuse_unused
from zcforms.batch.everybody import noted, remembering
from zcforms.batch.opening import open_job
from zcforms.batch.shelf import Order, refuse_data_folder
from zcforms.forms import find_form
from zcforms.ground.errors import UsageError, ZcformsError
from zcforms.ground.files import stamp_of
from zcforms.ground.findings import Finding, ordered
from zcforms.paper import delivery
from zcforms.paper.pictures import pictures
from zcforms.paper.staging import staging
from zcforms.pipeline.job import Document
from zcforms.pipeline.press import Press
from zcforms.pipeline.sound_forms import check_forms
from zcforms.pipeline.story import check_person, fill_person

PREVIEWS = "预览"
_PAUSE = 0.2  # s between two looks at the files
_PROOFS = "evidence"


@dataclass(frozen=True)
class Round:
    """What came of one look: the files (none if nothing could be made), what was found, the seconds."""

    findings: tuple[Finding, ...]
    files: tuple[Path, ...] = ()  # the PDF, then its pages
    fault: ZcformsError | None = None
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """As it is told in JSON."""
        return {
            "files": list(map(str, self.files)),
            "findings": [finding.to_dict() for finding in self.findings],
            "fault": self.fault and self.fault.message,
            "seconds": round(self.seconds, 2),
        }


def watch(
    root: Path,
    today: date,
    person: str,
    form: str,
    out: Path,
    pause: Callable[[float], None] = time.sleep,
) -> Iterator[Round]:
    """One form of one person, by key or name, now and after every change; it goes on until it is stopped.

    Raises UsageError, at once, for a person or a form that is not there.
    """
    refuse_data_folder(out)
    seen: dict[Path, tuple[int, ...]] = {}
    shown: dict[Path, bytes] = {}
    first = True
    _clear(out / PREVIEWS)
    while True:
        # (looked at before it is read: what changes meanwhile is another round)
        now = _state(root, out)
        if now == seen:
            pause(_PAUSE)
            continue
        seen, began = now, time.monotonic()
        findings: tuple[Finding, ...] = ()
        fault: ZcformsError | None = None
        pages: dict[Path, bytes] = {}
        try:
            findings, document = _made(root, today, person, form, out)
            pages = _pages(out / PREVIEWS, document)
        except UsageError as e:
            if first:
                raise
            fault = e
        except ZcformsError as e:
            fault = e
        first = False
        _show(shown, pages)
        yield Round(findings, tuple(pages), fault, time.monotonic() - began)


def _clear(folder: Path) -> None:
    """Take away what an earlier watch showed."""
    if folder.is_dir() and not folder.is_symlink():
        for path in (*folder.glob("*.pdf"), *folder.glob("*.png")):
            path.unlink()


def _state(root: Path, out: Path) -> dict[Path, tuple[int, ...]]:
    """By file of the folder, what tells that it changed; of the proofs only which there are."""
    found: dict[Path, tuple[int, ...]] = {}
    for top in root.iterdir():
        if top.name.startswith(".") or top.resolve() == out.resolve():
            continue
        paths = top.glob("*") if top.name == _PROOFS else (top, *top.rglob("*"))
        for path in paths:
            if not path.name.startswith((".", "~")):
                with suppress(OSError):  # it is being replaced
                    found[path] = stamp_of(path)
    return found


def _made(
    root: Path, today: date, person: str, form: str, out: Path
) -> tuple[tuple[Finding, ...], Document | None]:
    """What is found of a person, and the form as a draft, if their record can be read."""
    job = open_job(root, today, [person])
    wanted = find_form(job.forms, form, job.broken).id
    if job.forms[wanted].scope != "person":
        hint = "用 zcforms build --form 制作"
        raise UsageError(f"《{job.forms[wanted].title}》不是一人一份的表", hint=hint)
    asked = frozenset({wanted})
    refuse_unused(job, Order(asked, "draft"))
    job, _ = check_forms(job, asked)
    documents: tuple[Document, ...] = ()
    job = remembering(job)  # each time the same evidence lies there
    with staging(out / PREVIEWS) as folder:  # a build of the same folder goes on meanwhile
        checked = noted(job, check_person(job, job.people[0], folder))
        if checked.person is not None:
            filled = fill_person(Press(job, "draft"), checked, asked, bound=False)
            checked, documents = filled.checked, filled.documents
    made = next((document for document in documents if document.form == wanted), None)
    return tuple(ordered(checked.findings)), made


def _pages(folder: Path, document: Document | None) -> dict[Path, bytes]:
    """The files of a document by their paths."""
    if document is None or document.pdf is None:
        return {}
    assert isinstance(document.pdf, bytes), "nothing is set aside here"
    name = delivery.safe_name(document.title)
    pages = {folder / f"{name}-{n}.png": picture for n, picture in enumerate(pictures(document.pdf), 1)}
    return {folder / f"{name}.pdf": document.pdf, **pages}


def _show(shown: dict[Path, bytes], pages: dict[Path, bytes]) -> None:
    """Write what is new, and take away what is no more."""
    for path, content in pages.items():
        if shown.get(path) != content:
            delivery.deliver(path, content)
    for path in shown.keys() - pages.keys():
        path.unlink(missing_ok=True)
    shown.clear()
    shown.update(pages)
