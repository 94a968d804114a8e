"""Which forms of a job can be filled: those that agree with their templates, the facts and the plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from zcforms.facts.sources import check_sources
from zcforms.fillers import acroform, html
from zcforms.forms import Broken, Form, is_ours
from zcforms.ground.errors import BrokenForm, BrokenPlan, UnreadableInput
from zcforms.ground.findings import Finding
from zcforms.intake.pdf_forms import prove_form
from zcforms.pipeline.job import Job
from zcforms.plans.agreement import disagreements


def check_forms(job: Job, asked: frozenset[str]) -> tuple[Job, list[Finding]]:
    """Prove that forms and plan agree, else BrokenForm or BrokenPlan; remarks on the user's own forms.

    The job comes back without those of the user's own forms that are broken and that nobody asked for, and
    knows which of the others nobody did.
    """
    remarks: list[Finding] = []
    sound: dict[str, Form] = {}
    for name, form in job.forms.items():
        try:
            remarks += () if is_ours(form) else proved(form)  # ours are proved before they are shipped
            sound[name] = form
        except (BrokenForm, UnreadableInput) as e:
            if name not in job.own or name in asked:
                raise
            remarks.append(Broken(name, frozenset({name, form.title}), e).to_finding())
    uses = [use for use in job.plan.forms if use.id in sound or use.id not in job.own]
    plan = job.plan.model_copy(update={"forms": uses})
    if faults := disagreements(plan, sound):
        raise BrokenPlan("；".join(faults), where=f"{plan.id}.yaml")
    return replace(job, plan=plan, forms=sound, alone=job.own - asked), remarks


def proved(form: Form) -> Iterable[Finding]:
    """What is to be said of a form that agrees with its template, else BrokenForm or UnreadableInput."""
    check_sources(form)
    if "html" in form.media:
        html.check_template(form)
    elif "docx" in form.media:
        from zcforms.fillers import docx  # and docxtpl with it, only where there is Word to be made

        docx.check_template(form)
    elif "xlsx" in form.media:
        from zcforms.fillers import sheets

        sheets.check_template(form)
    if "pdf" not in form.media:
        return ()
    path, where = form.folder / acroform.TEMPLATE, f"{form.id}/{acroform.TEMPLATE}"
    return (*acroform.check_template(form), *prove_form(path, where))
