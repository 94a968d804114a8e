"""One roster of several folders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from zcforms.batch.making import receipt_of
from zcforms.batch.numbering import number_through
from zcforms.batch.opening import Progress, all_findings, check_job, same_id_twice
from zcforms.batch.ordering import roster_key
from zcforms.batch.shelf import Made, Order, Shelf, office_forms
from zcforms.ground.errors import UsageError
from zcforms.ground.findings import Finding, Severity
from zcforms.paper import delivery
from zcforms.pipeline.press import Checked, Job, Press


def merge_rosters(jobs: Sequence[Job], out: Path, progress: Progress) -> tuple[dict[str, Any], list[Finding]]:
    """One roster of several folders by one rule, numbered through; the receipt and findings.

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
    same_id_twice(checked)
    first = _of_all(jobs)
    key = roster_key([one.file for one in checked], first.work.settings, first.plan)
    checked.sort(key=lambda one: key(one.file))
    press, shelf = Press(first, "none"), Shelf(out)
    for one in checked:
        if not one.blocked:
            press.person_forms(one, frozenset())
    made = [Made(one, []) for one in checked if not one.blocked]
    number_through(made, {})
    everybody = [one.person for one in made]
    institutions += office_forms(press, everybody, Order(frozenset({"roster"})), shelf)
    findings = [f for f in all_findings(checked, institutions) if f.severity is Severity.ERROR]
    shelf.tidy(frozenset({"roster"}), None)
    receipt = receipt_of(first, checked, made, shelf, findings)
    delivery.deliver_receipt(out, receipt)
    return receipt, findings


def _of_all(jobs: Sequence[Job]) -> Job:
    """The first folder's job with all institutions, and without what holds for its own people only."""
    first = jobs[0]
    institutions = [institution for job in jobs for institution in job.work.settings.institutions]
    settings = first.work.settings.model_copy(
        update={"institutions": institutions, "order": None, "fixed_numbers": False}
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
