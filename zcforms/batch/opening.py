"""A folder of work opened and checked: everybody, and every institution."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from zcforms.batch.ordering import in_order
from zcforms.checks import check_institution, check_office, check_schedule
from zcforms.checks.eligibility import Explanation, explained
from zcforms.chinese.values import PartialDate
from zcforms.forms import OWN_FORMS, Form, load_forms
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.ground.findings import Finding, blocks, ordered
from zcforms.intake.folder import choose, read_work
from zcforms.pipeline.press import Checked, Job
from zcforms.pipeline.story import check_person
from zcforms.plans import FormUse, Plan, load_plan

Progress = Callable[[str, int, int], None]


def open_job(root: Path, today: date, people: Sequence[str] = ()) -> Job:
    """Read a folder of work; the date of filling is the folder's own, else today's."""
    work = read_work(root)
    if work.settings.date is None:
        filled_on = PartialDate(today.year, today.month, today.day)
        work = replace(work, settings=work.settings.model_copy(update={"date": filled_on}))
    try:
        plan = load_plan(work.settings.plan, root / "plans")
    except UsageError as e:
        place = work.settings_places.find(("plan",))
        raise UnreadableInput(e.message, hint=e.hint, where=str(place)) from e
    files = in_order(work.people, work.settings, plan)
    work = replace(work, people=tuple(files))
    forms = load_forms(root / OWN_FORMS)
    return Job(work, _with_own_forms(plan, forms, root), choose(work, people), forms)


def _with_own_forms(plan: Plan, forms: Mapping[str, Form], root: Path) -> Plan:
    """The plan with the forms that the folder brings itself: one copy, neither marked nor bound."""
    own = [
        FormUse(id=form.id, title=form.title, copies=1, duplex=False, watermark=False)
        for form in forms.values()
        if form.folder.parent == root / OWN_FORMS
    ]
    return plan.model_copy(update={"forms": [*plan.forms, *own]})


# --- check ---------------------------------------------------------------------------------------


def check_job(job: Job, progress: Progress) -> tuple[list[Checked], list[Finding]]:
    """Check everybody and every institution; returns people and the findings of institutions."""
    checked = []
    for i, file in enumerate(job.people):
        progress("检查", i, len(job.people))
        checked.append(check_person(job, file))
    progress("检查", len(job.people), len(job.people))
    same_id_twice(checked)
    found = [
        *check_office(job.work.settings.office),
        *check_schedule(job.plan, job.filled_on, job.work.calendar),
    ]
    # What has no path is a fact of the plan: it stands in no file of the user's.
    office = [f.located(job.work.settings_places) if f.path else f for f in found]
    if blocks(office):
        for one in checked:
            message = "报送单位的资料或填报日期有错误，暂缓"
            one.found([Finding("office-blocked", message, hint="先改正zcforms.yaml中的这些错误")])
    return checked, [*job.work.findings, *office, *_check_institutions(job, checked)]


def all_findings(checked: Sequence[Checked], institutions: Sequence[Finding]) -> list[Finding]:
    """Every finding of a folder: institutions first, then people in roster order."""
    return ordered([*institutions, *(finding for one in checked for finding in one.findings)])


def explanations(job: Job) -> list[Explanation]:
    """Every method's conditions for everybody whose file could be read."""
    settings = job.work.settings
    return [
        explanation
        for file in job.people
        if (a := file.applicant)
        for explanation in explained(file.key, a, settings.institution(a.unit), job.plan)
    ]


def same_id_twice(checked: Sequence[Checked]) -> None:
    """One person, one application a year (requirements G30)."""
    first: dict[str, Checked] = {}
    for one in checked:
        applicant = one.file.applicant
        if applicant is None:
            continue
        earlier = first.setdefault(applicant.id.number, one)
        if earlier is not one:
            hint = "同一人只能申报一次，删去其中一份或改正号码"
            message = f"证件号码与“{earlier.file.key}”（{earlier.file.places.file}）相同"
            one.found([Finding("person-repeated", message, hint=hint, path=("id", "number"))])


def _check_institutions(job: Job, checked: Sequence[Checked]) -> list[Finding]:
    findings: list[Finding] = []
    for i, institution in enumerate(job.work.settings.institutions):
        own = [c for c in checked if c.person and c.person.institution is institution]
        staff = [
            c.person.applicant for c in own if c.person and c.person.applicant.application.staffing == "在编"
        ]
        found = [
            finding.located(job.work.settings_places)
            for finding in check_institution(institution, staff, job.plan, ("institutions", i))
        ]
        for one in own if blocks(found) else ():
            message = f"工作单位“{institution.name}”的资料有错误，暂缓"
            one.found(
                [Finding("unit-blocked", message, hint="先改正zcforms.yaml中该单位的错误", path=("unit",))]
            )
        findings += found
    return findings
