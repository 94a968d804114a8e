"""zcforms as a library: structured applicant data in, paper that a title-review office accepts out.

    import zcforms

    job = zcforms.open_folder("我的申报")                     # people, plan and forms of a folder of work
    report = zcforms.check(job)                             # every finding; nothing is made
    receipt = zcforms.build(job, "output", forms=["评审表"])   # what was made, of whom, and why not

What cannot go on raises an error of this tree (zcforms.ground.errors), each with `message`, `hint`, `where`:

    ZcformsError
    ├── UsageError         something is asked for that does not exist
    ├── UnreadableInput    a file of the user's cannot be read at all
    ├── BrokenForm         a form's folder is inconsistent
    ├── BrokenPlan         a plan is inconsistent
    ├── MissingTool        a library, tool or font is missing or failed
    └── Undeliverable      a result cannot be written

What is wrong with the content of a record is never raised: it is a finding of the report or the receipt.
Threads may call all of this at once; of two builds into one folder the second raises Undeliverable.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zcforms.batch import Forecast, Order, Progress, Receipt
    from zcforms.ground.findings import Finding
    from zcforms.pipeline.job import Document, Job

__version__ = "0.1.0"
__all__ = ["Report", "blank", "build", "check", "fill", "foresee", "open_folder", "stamp"]


@dataclass(frozen=True)
class Report:
    """The findings, of institutions and then person by person.

    `blocked` if one holds somebody back; `people` is how many were looked at, `held` how many of them are
    held back; `failed` if a fault of the program kept somebody from being checked.
    """

    findings: tuple[Finding, ...]
    blocked: bool
    people: int
    held: int
    failed: bool = False


def _quiet(_stage: str, _done: int, _total: int) -> None:
    """No progress is shown."""


def open_folder(folder: str | Path, people: Iterable[str] = (), today: date | None = None) -> Job:
    """A folder of work with its plan, its forms and the people asked for by key or name (all if none is).

    `today` is the date of filling where the folder states none. Raises UnreadableInput, UsageError,
    BrokenForm, BrokenPlan.
    """
    from zcforms.batch import open_job

    return open_job(Path(folder), today or date.today(), tuple(people))  # noqa: DTZ011  as a clerk writes it


def check(job: Job, progress: Progress = _quiet) -> Report:
    """Everything that can be said of a folder's people and institutions; nothing is made.

    What is found of evidence is remembered in the folder, so that it need not be opened the next time.
    `progress` is told the stage, how many are done, and of how many.
    """
    from zcforms.batch import all_findings, check_job
    from zcforms.ground.findings import blocks

    checked, institutions = check_job(job, progress)
    findings = all_findings(checked, institutions)
    held = sum(one.blocked for one in checked)
    failed = any(one.failed for one in checked)
    return Report(tuple(findings), blocks(findings), len(checked), held, failed)


def build(
    job: Job,
    out: str | Path,
    forms: Iterable[str] = (),
    mark: str = "platform",
    progress: Progress = _quiet,
    afresh: bool = False,
    workers: int | str = 0,
) -> Receipt:
    """Check, fill, mark, copy and bind into a folder; the receipt that is written there, too.

    `forms` are ids, titles or aliases (all if none is named; 装订册 is the volume), `mark` is platform,
    draft or none. Whose data have not changed since an earlier build into that folder are not made again,
    unless `afresh`. So many `workers` are at it, each a process; 0: one for each core, fewer for few people;
    with the address of a scheduler of Dask (tcp://host:8786) they are its own (docs/scale.md).
    Raises UsageError for a form that the plan does not use, Undeliverable; MissingTool where processes end
    as they begin: each runs the program that calls this, which does so under `if __name__ == "__main__":`.
    MissingTool, too, without Dask, or where the scheduler, its workers or what these have alike is missing.
    """
    from zcforms.batch import build as build_job

    return build_job(job, _order(job, forms, mark, afresh), Path(out), progress, workers)


def foresee(
    job: Job,
    out: str | Path,
    forms: Iterable[str] = (),
    mark: str = "platform",
    progress: Progress = _quiet,
    afresh: bool = False,
    workers: int = 0,
) -> Forecast:
    """Who a build would make and why, on how many sheets and in what time; nothing is written.

    The arguments are those of `build`. Raises UsageError for a form that the plan does not use.
    """
    from zcforms.batch import foresee as foresee_job

    return foresee_job(job, _order(job, forms, mark, afresh), Path(out), progress, workers)


def _order(job: Job, forms: Iterable[str], mark: str, afresh: bool) -> Order:
    from zcforms.batch import DOSSIER, Order
    from zcforms.forms import find_form

    names = {DOSSIER, "装订册"}
    ids = frozenset(DOSSIER if name in names else find_form(job.forms, name, job.broken).id for name in forms)
    return Order(ids, mark, afresh)


def fill(job: Job, person: str, form: str, mark: str = "platform") -> tuple[Document | None, Report]:
    """One form of one person, by key: the document with its PDF, and what was found on the way.

    There is none if the person is held back or the form does not concern them. A pledge is filled without
    its code: a link is given out only by a build. Raises UsageError for an unknown person or form.
    """
    from zcforms.forms import find_form
    from zcforms.ground.errors import UsageError
    from zcforms.ground.findings import blocks, ordered
    from zcforms.paper.staging import passing
    from zcforms.pipeline.press import Press
    from zcforms.pipeline.sound_forms import check_forms
    from zcforms.pipeline.story import check_person, fill_person

    file = next((file for file in job.people if file.key == person), None)
    if file is None:
        raise UsageError(f"没有申报人“{person}”", hint="可选：" + "、".join(f.key for f in job.people))
    wanted = find_form(job.forms, form, job.broken).id
    job, _ = check_forms(job, frozenset({wanted}))
    documents: tuple[Document, ...] = ()
    with passing() as stage:  # a form may cite the pages of evidence
        checked = check_person(job, file, stage)
        if not checked.blocked:
            filled = fill_person(Press(job, mark), checked, frozenset({wanted}), bound=False)
            checked, documents = filled.checked, filled.documents
    found = tuple(ordered(checked.findings))
    made = None if blocks(found) else next((d for d in documents if d.form == wanted), None)
    return made, Report(found, checked.blocked, 1, int(checked.blocked))


def blank(form: str, work: str | Path | None = None, plan: str | None = None) -> bytes:
    """An empty print of a form for writing by hand, as PDF.

    `work` is a folder whose own forms are known, too; `plan` an id whose titles and words are used. Raises
    UsageError for an unknown form or plan, or one without an empty print, UnreadableInput without the folder.
    """
    from zcforms.authoring.blank import blank_pdf
    from zcforms.forms import OWN_FORMS, find_form, survey_forms
    from zcforms.intake.folder import require_folder
    from zcforms.plans import load_plan

    if work:
        require_folder(Path(work))
    forms, broken = survey_forms(Path(work) / OWN_FORMS if work else None)
    found = find_form(forms, form, broken)
    return blank_pdf(found, load_plan(plan) if plan else None).pdf


def stamp(pdf: bytes, text: str) -> bytes:
    """A PDF with a text tiled across every page as its mark; nothing of the pages is changed below it.

    Raises UnreadableInput for what is no PDF or wants a password, UsageError for a text that cannot be drawn.
    """
    from zcforms import watermark

    return watermark.stamp_any(pdf, text)
