"""What was found in the workbook, told in a copy of it: coloured cells, notes, a column of results.

The copy lies among what is made, under the same name: a clerk mends it, saves it, and puts it in the place
of the workbook. The workbook itself is never written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zcforms.fillers.annotation import Remark, Remarks, annotated, is_as_written
from zcforms.ground.errors import Undeliverable, UnreadableInput, UsageError, reason
from zcforms.ground.files import read_file
from zcforms.ground.findings import SEVERITY_LABELS, Finding, Place, Severity
from zcforms.ground.room import Spoiled, room
from zcforms.ground.steps import step
from zcforms.intake.books import SAVE_ANEW
from zcforms.intake.columns import PEOPLE, Layout
from zcforms.intake.folder import OUTPUT, WORKBOOK
from zcforms.paper import delivery
from zcforms.pipeline.job import Job

FOLDER = "检查结果"
_AGAIN = "保存并关闭它，再运行一次"


@dataclass(frozen=True)
class Annotated:
    """The copy, how many findings are told in it, and how many stand in other files only, and in which.

    There is no copy of a workbook that has nobody in it, where all there is to tell is of other files.
    """

    path: Path | None
    told: int
    elsewhere: int
    files: tuple[str, ...] = ()


def annotate(job: Job, findings: Iterable[Finding]) -> Annotated:
    """Write the errors and reminders among the findings into a copy of the folder's workbook.

    Raises UsageError where there is no workbook, UnreadableInput where it could not be read or has changed
    since, Undeliverable where an earlier copy was worked on, or nothing can be written.
    """
    path, layout = job.work.root / WORKBOOK, job.work.layout
    if layout is None and not path.is_file():
        hint = "申报人都在applicants/的数据文件里，位置见检查结果；--annotate 只用于工作簿"
        raise UsageError(f"没有{WORKBOOK}，无处批注", hint=hint)
    if layout is None:
        hint = "先看 zcforms check（不加 --annotate）说的原因"
        raise UnreadableInput("读不出来，没有写批注", hint=hint, where=WORKBOOK)
    content = _content(path, layout.digest)
    out = job.work.root / OUTPUT
    target = out / FOLDER / WORKBOOK
    delivery.refuse_way_out(out, f"{FOLDER}/{WORKBOOK}")
    _spare(target, content)
    weighty = [finding for finding in findings if finding.severity is not Severity.INFO]
    placed = {finding: _place(finding, job, layout) for finding in weighty}
    told = sum(place is not None for place in placed.values())
    others = [_file_of(finding, job) for finding, place in placed.items() if place is None]
    files = tuple(sorted({file for file in others if file}))
    if others and not told and not target.exists() and _has_nobody(job):
        return Annotated(None, 0, len(others), files)
    with step("批注"):
        try:
            made = room().call(annotated, content, _remarks(placed, layout))
        except Spoiled as e:
            raise UnreadableInput(f"没有写成批注：{e.why}", hint=SAVE_ANEW, where=WORKBOOK) from e
        delivery.deliver(target, made)
    return Annotated(target, told, len(others), files)


def _has_nobody(job: Job) -> bool:
    return all(file.places.find(()).file != WORKBOOK for file in job.people)


def _file_of(finding: Finding, job: Job) -> str:
    """The file that a finding is of: where it stands, else that of its person."""
    persons = (file.places.file for file in job.people if file.key == finding.person)
    return finding.place.file or next(persons, "")


def _content(path: Path, digest: str) -> bytes:
    """The workbook, which is to be as it was read for the check."""
    try:
        content = read_file(path)
    except OSError as e:
        raise UnreadableInput(f"无法读取（{reason(e)}），没有写批注", hint=_AGAIN, where=WORKBOOK) from e
    if hashlib.sha256(content).hexdigest() != digest:
        raise UnreadableInput("检查的时候改过，没有写批注", hint=_AGAIN, where=WORKBOOK)
    return content


def _spare(target: Path, content: bytes) -> None:
    """Undeliverable where an earlier copy holds work that is nowhere else."""
    if not target.exists():
        return
    try:
        earlier = read_file(target)
    except OSError as e:
        raise Undeliverable(f"无法读取（{reason(e)}）", where=str(target)) from e
    if not is_as_written(earlier) and earlier != content:
        hint = f"把它复制到工作文件夹换掉{WORKBOOK}（原来的先另存一份），再运行；不要这些改动的，删去它"
        raise Undeliverable("上次的批注稿改过，还没有用上，没有覆盖", hint=hint, where=str(target))


def _place(finding: Finding, job: Job, layout: Layout) -> Place | None:
    """Where in the workbook a finding is told; None if it is of another file and of nobody in it."""
    place = finding.place
    if place.file != WORKBOOK:
        files = (file for file in job.people if file.key == finding.person)
        place = next((file.places.find(()) for file in files), Place())
    if place.file != WORKBOOK:
        return None
    if place.sheet in layout.heads:
        return place
    # (Of the workbook as a whole, or of a sheet that is not read.)
    return Place(WORKBOOK, cell=PEOPLE) if PEOPLE in layout.heads else None


def _remarks(placed: Mapping[Finding, Place | None], layout: Layout) -> dict[str, Remarks]:
    """What is said in each sheet, by its title."""
    cells: dict[Place, list[Finding]] = {}
    for finding, place in placed.items():
        if place is not None:
            cells.setdefault(place, []).append(finding)
    rows: dict[tuple[str, int | None], list[Finding]] = {}
    for place, found in cells.items():
        row = None if place.row == layout.heads[place.sheet] else place.row
        rows.setdefault((place.sheet, row), []).extend(found)
    remarks = {sheet: Remarks(layout.heads[sheet]) for sheet, _ in rows}
    for place, found in cells.items():
        if place.row is not None:
            name = place.cell.removeprefix(f"{place.sheet}!")
            remarks[place.sheet].cells[name] = Remark(_worst(found), "\n".join(map(_note, found)))
    for (sheet, row), found in rows.items():
        if row is None:
            remarks[sheet].whole = Remark(_worst(found), "\n".join(map(_note, found)))
        else:
            remarks[sheet].rows[row] = Remark(_worst(found), "；".join(map(_line, found)))
    return remarks


def _worst(findings: Iterable[Finding]) -> Severity:
    is_error = any(finding.severity is Severity.ERROR for finding in findings)
    return Severity.ERROR if is_error else Severity.WARNING


def _line(finding: Finding) -> str:
    """A finding among others in one cell: what, and what to do."""
    cure = f" → {finding.hint}" if finding.hint else ""
    return f"{SEVERITY_LABELS[finding.severity]}：{finding.message}{cure}"


def _note(finding: Finding) -> str:
    """A finding in a note: what, by which clause, and what to do."""
    parts = (("处理", finding.hint), ("依据", finding.basis))
    said = [f"{SEVERITY_LABELS[finding.severity]}：{finding.message}"]
    return "\n".join([*said, *(f"{label}：{text}" for label, text in parts if text)])
