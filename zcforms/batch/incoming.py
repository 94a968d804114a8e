"""The files that a build was made from, each with its SHA-256: the other half of the receipt (对账单)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from zcforms.chinese.numbers import few
from zcforms.forms import files_of
from zcforms.ground.files import digest_if_any, file_digest, shown_name
from zcforms.ground.findings import Finding, Severity
from zcforms.intake import exports
from zcforms.intake.folder import EXPORTS, HOLIDAYS_FILE, SETTINGS_FILE, TABLES, WORKBOOK
from zcforms.pipeline.job import Checked, Job

UNUSED = "没有写进佐证材料，没有装订"
_NAMED = 5  # files at once


def as_read(job: Job) -> dict[Path, str]:
    """The SHA-256 of the settings, the plan and the records of a job that was just opened, by path."""
    found: dict[Path, str] = {}
    for path in (*_of_everybody(job), *(job.work.root / file.places.file for file in job.people)):
        with contextlib.suppress(OSError):
            found[path] = found.get(path) or file_digest(path)
    return found


def edited_since(job: Job, read: Mapping[Path, str]) -> Iterator[Finding]:
    """That some of these are not as they were when they were read: what was made does not show it."""
    if edited := [path for path, digest in read.items() if digest_if_any(path) != digest]:
        names = few([str(path.relative_to(job.work.root)) for path in edited], _NAMED, "个文件")
        message = f"{names}在制作的时候改过，做出来的是改以前的内容"
        yield Finding("input-edited", message, Severity.WARNING, "再做一遍")


def sources(job: Job, people: Sequence[Checked], read: Mapping[Path, str]) -> list[dict[str, str]]:
    """Path (below the folder of work), person ("" of everybody) and SHA-256 of every file that came in.

    Of evidence and photos it is the digest of the very bytes that are on paper, of what was `read` before it
    is given; other files are read once more. What lies among somebody's evidence and is named nowhere bears
    a `note` that it was not used.
    """
    found: dict[tuple[str, str], str] = {}
    for person, path, known in _used(job, people):
        with contextlib.suppress(OSError):  # gone since: what was made of it stays true
            name = path.relative_to(job.work.root).with_name(shown_name(path)).as_posix()
            found[name, person] = known or read.get(path) or file_digest(path)
    used = [{"path": path, "person": person, "sha256": digest} for (path, person), digest in found.items()]
    return [*used, *_unused(job, people)]


def _unused(job: Job, people: Iterable[Checked]) -> Iterator[dict[str, str]]:
    """The files among the evidence of each of these people that their record does not name."""
    for one in people:
        for path in job.work.unlisted_evidence(one.file):
            with contextlib.suppress(OSError):
                name = path.relative_to(job.work.root).with_name(shown_name(path)).as_posix()
                yield {"path": name, "person": one.file.key, "sha256": file_digest(path), "note": UNUSED}


def _used(job: Job, people: Iterable[Checked]) -> Iterator[tuple[str, Path, str]]:
    """Person, path and, where it is known, the digest of every file."""
    work = job.work
    yield from (("", path, "") for path in _of_everybody(job))
    for one in people:
        key, applicant = one.file.key, one.file.applicant
        file = one.file.places.file
        shared = file == WORKBOOK or file.startswith(f"{TABLES}/")
        yield "" if shared else key, work.root / file, ""
        if applicant is None:
            continue
        if applicant.photo and (photo := work.photo_path(applicant.photo)):
            yield key, photo, one.person.photo_digest if one.person else ""
        for name, evidence in one.evidence.items():
            if path := work.evidence_path(one.file.evidence_folder, name):
                yield key, path, evidence.digest
    yield from (("", path, "") for path in sorted((work.root / TABLES).glob("*.yaml")))
    for form in sorted(job.own & job.forms.keys()):  # not of one that cannot be used
        yield from (("", path, "") for path in files_of(job.forms[form]))
    owners = {one.digest: key for key, own in job.exports.items() for one in own.forms.values()}
    for path in exports.files(work.root / EXPORTS):
        with contextlib.suppress(OSError):
            digest = file_digest(path)
            yield owners.get(digest, ""), path, digest


def _of_everybody(job: Job) -> Iterator[Path]:
    yield from (job.work.root / name for name in (SETTINGS_FILE, HOLIDAYS_FILE, f"plans/{job.plan.id}.yaml"))
