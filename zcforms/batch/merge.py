"""One roster of several folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from zcforms.batch.failing import fail, guarded
from zcforms.batch.making import deliver_receipt
from zcforms.batch.numbering import number_through
from zcforms.batch.opening import Progress, all_findings, check_job, same_id_twice
from zcforms.batch.ordering import roster_key
from zcforms.batch.receipt import Receipt
from zcforms.batch.shelf import Made, Order, Shelf, office_forms
from zcforms.forms import form_with_role
from zcforms.ground.errors import UsageError
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.steps import step
from zcforms.pipeline.job import Checked, Job
from zcforms.pipeline.press import Press, check_forms
from zcforms.pipeline.story import fill_person


def merge_rosters(jobs: Sequence[Job], out: Path, progress: Progress) -> Receipt:
    """One roster of several folders by one rule, numbered through.

    The rule is the plan's, or the 排序 of the first folder: 录入顺序 leaves folder after folder, each in
    its own order. Only what holds a person back is told, and every place begins with its folder.
    """
    first = jobs[0]
    for job in jobs[1:]:
        if job.plan.id != first.plan.id:
            message = f"不同评审计划的花名册不能合并：{first.plan.id}、{job.plan.id}"
            raise UsageError(message, hint="按计划分别合并")
    checked: list[Checked] = []
    institutions: list[Finding] = []
    for job in jobs:
        people, found = check_job(_under_folder(job), progress)
        checked += people
        institutions += found
    first = _of_all(jobs)
    key = roster_key([one.file for one in checked], first.work.settings, first.plan)
    roster = frozenset({form_with_role(first.forms, "batch_roster").id})
    first, _ = check_forms(first, roster)
    press, shelf = Press(first, "none"), Shelf(out)
    everybody = sorted(same_id_twice(checked), key=lambda one: key(one.file))
    checked = [one if one.blocked else _measured(press, one) for one in everybody]
    made = number_through([Made(one) for one in checked if not one.blocked], {})
    institutions += office_forms(press, [one.person for one in made], Order(roster), shelf)
    findings = [f for f in all_findings(checked, institutions) if f.severity is Severity.ERROR]
    shelf.tidy(roster, None)
    return deliver_receipt(press, checked, made, shelf, findings)


def _measured(press: Press, one: Checked) -> Checked:
    """What a form that does not fit says of somebody; nothing is made for them."""

    def measure() -> Checked:
        with step("量字", person=one.file.key):
            return fill_person(press, one, frozenset(), bound=False).checked

    return guarded(measure, partial(fail, press.job, one))


def _of_all(jobs: Sequence[Job]) -> Job:
    """The first folder's job with all institutions, and without what holds for its own people only."""
    first = jobs[0]
    # A unit whose people come from two folders is one unit.
    institutions = {i.name: i for job in jobs for i in job.work.settings.institutions}
    settings = first.work.settings.model_copy(
        update={"institutions": [*institutions.values()], "order": None, "fixed_numbers": False}
    )
    return replace(first, work=replace(first.work, settings=settings))


def _under_folder(job: Job) -> Job:
    """The job with its people's keys and files named with their folder."""
    folder = job.work.root.resolve().name
    people = tuple(
        replace(
            file,
            key=f"{folder}/{file.key}",
            evidence_key=file.key,
            places=file.places.under(folder),
            findings=tuple(f.under(folder) for f in file.findings),
        )
        for file in job.people
    )
    return replace(job, people=people)
