"""The platform's own exports of forms: each file opened once, in the room for files of strangers.

Whose a file is, and of which form, its text says, whatever its name (checks/exports.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2

from zcforms.ground.files import entries, inside, read_file, shown_name
from zcforms.ground.findings import Finding, Place, Severity
from zcforms.ground.room import Spoiled, room
from zcforms.intake.evidence import Asked, Evidence, read_evidence
from zcforms.intake.folder import EXPORTS
from zcforms.model import ExportFacts


@dataclass(frozen=True)
class Export:
    """A file of the folder: its facts, and its pages as they can be printed."""

    facts: ExportFacts
    evidence: Evidence


def read_exports(root: Path, stage: Path | None, most_pages: int) -> tuple[list[Export], list[Finding]]:
    """The exports in a folder of work, by name, staged in a folder if they are to be printed; what is wrong.

    Raises Undeliverable if the folder takes no more.
    """
    exports: list[Export] = []
    findings: list[Finding] = []
    for path in files(root / EXPORTS):
        shown = f"{EXPORTS}/{shown_name(path)}"
        read = _read(path, shown, stage, most_pages)
        if isinstance(read, Finding):
            findings.append(replace(read, place=Place(shown)))
        else:
            exports.append(read)
            findings += [replace(found, place=Place(shown)) for found in read.evidence.findings]
    return exports, findings


def files(folder: Path) -> Iterator[Path]:
    """Every file of the folder but those that other programs hide there."""
    for path in entries(folder):
        if path.is_file() and (found := inside(folder, path.name)) is not None:
            yield found


def _read(path: Path, shown: str, stage: Path | None, most_pages: int) -> Export | Finding:
    evidence = read_evidence(Asked(path, shown, most_pages), stage)
    if isinstance(evidence, Finding):
        message = evidence.message.removeprefix("佐证文件").replace("不能装订", "不能打印")
        # Whose it is cannot be told, so it holds nobody back: theirs is printed from the record.
        return replace(evidence, message=message, severity=Severity.WARNING)
    try:
        facts, digest = room().call(_facts, path, shown)
    except Spoiled as e:
        return _unread(shown, e.why)
    if evidence.digest != digest:
        return _unread(shown, "在读取的时候变了")
    return Export(facts, evidence)


def _unread(shown: str, why: str) -> Finding:
    return Finding("export-unread", f"{shown}{why}，没有采用", Severity.WARNING, "从平台重新导出")


def _facts(path: Path, shown: str) -> tuple[ExportFacts, str]:
    """What is written on the pages of a PDF, nothing in a picture; and the digest of the file."""
    raw, texts = read_file(path), list[str]()
    with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(raw) as pdf:
        texts += (page.get_textpage().get_text_bounded() for page in pdf)
    return ExportFacts(shown, tuple(texts)), hashlib.sha256(raw).hexdigest()
