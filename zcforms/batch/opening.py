"""A folder of work opened: its people in the order of the roster, its plan, and all forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from zcforms.batch.ordering import in_order
from zcforms.batch.stacks import refuse_unprinted
from zcforms.chinese.dates import PartialDate
from zcforms.forms import OWN_FORMS, Form, survey_forms
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.ground.steps import step
from zcforms.intake.folder import Work, choose, read_work
from zcforms.pipeline.job import Job
from zcforms.plans import FormUse, Plan, load_plan

Progress = Callable[[str, int, int], None]


def open_job(root: Path, today: date, people: Sequence[str] = ()) -> Job:
    """Read a folder of work; the date of filling is the folder's own, else today's."""
    root = root.resolve()  # pages refer to files of the folder by address, which is never relative
    with step("打开"):
        work = read_work(root)
    _refuse_repeated(work)
    if work.settings.date is None:
        filled_on = PartialDate.of(today)
        work = replace(work, settings=work.settings.model_copy(update={"date": filled_on}))
    try:
        plan = load_plan(work.settings.plan, root / "plans")
    except UsageError as e:
        place = work.settings_places.find(("plan",))
        raise UnreadableInput(e.message, hint=e.hint, where=str(place)) from e
    files = in_order(work.people, work.settings, plan)
    work = replace(work, people=tuple(files))
    with step("读表格"):
        forms, broken = survey_forms(root / OWN_FORMS)
    for one in broken:
        if one.names & {use.id for use in plan.forms}:
            raise one.fault
    own = _own_uses(plan, forms, root)
    plan = plan.model_copy(update={"forms": [*plan.forms, *own]})
    job = Job(work, plan, choose(work, people), forms, frozenset(use.id for use in own), tuple(broken))
    refuse_unprinted(job)
    return job


def _refuse_repeated(work: Work) -> None:
    """A unit is known by its name alone: the second of one name would never be found."""
    first: dict[str, int] = {}
    for i, institution in enumerate(work.settings.institutions):
        if first.setdefault(institution.name, i) != i:
            earlier, place = (
                work.settings_places.find(("institutions", n, "name")) for n in (first[institution.name], i)
            )
            message = f"单位“{institution.name}”写了两次，前一处在{earlier}"
            hint = "留一处；确是两个单位的，各写公章上的全称"
            raise UnreadableInput(message, hint=hint, where=str(place))


def _own_uses(plan: Plan, forms: Mapping[str, Form], root: Path) -> list[FormUse]:
    """How forms of the folder that the plan does not name are used: once, not marked, bound or sent in."""
    return [
        FormUse(id=form.id, title=form.title, copies=1, duplex=False, watermark=False, goes_to="unit")
        for form in forms.values()
        if form.folder.parent == root / OWN_FORMS and plan.form(form.id) is None
    ]
