"""The platform's exports of a folder, each given to the person and the form that it is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from zcforms.checks.exports import check_export, whose
from zcforms.facts.copies import concerns
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.steps import step
from zcforms.intake.exports import Export, read_exports
from zcforms.intake.folder import EXPORTS, PersonFile
from zcforms.model import ExportFacts
from zcforms.pipeline.job import Exported, Job
from zcforms.plans import FormUse


def with_exports(job: Job, stage: Path | None) -> tuple[Job, list[Finding]]:
    """The job with what the platform exported of its people, and what concerns nobody in particular.

    The files are staged in a folder if forms are to follow, else only looked at.
    """
    known = [use for use in job.plan.forms if use.id in job.forms]  # a build refuses a plan with others
    uses = [use for use in known if use.awaited and job.forms[use.id].scope == "person"]
    with step("打开导出件"):
        exports, findings = read_exports(job.work.root, stage, job.work.settings.evidence_pages)
    if not exports:
        return job, findings
    # Among everybody: the file of somebody who is not made today is no stray.
    people = {file.key: file.applicant for file in job.work.people if file.applicant}
    found, unmatched = whose([export.facts for export in exports], people, uses)
    by_name = {export.facts.shown: export for export in exports}
    told = {file.key: _exported(job, file, uses, found, by_name) for file in job.people if file.applicant}
    return replace(job, exports=told), [*findings, *unmatched]


def _exported(
    job: Job,
    file: PersonFile,
    uses: Sequence[FormUse],
    found: Mapping[tuple[str, str], Sequence[ExportFacts]],
    by_name: Mapping[str, Export],
) -> Exported:
    own = [(use, found[file.key, use.id]) for use in uses if (file.key, use.id) in found]
    forms = {use.id: by_name[exports[0].shown].evidence for use, exports in own}
    return Exported(forms, tuple(_told(job, file, uses, {use.id: one for use, one in own})))


def _told(
    job: Job, file: PersonFile, uses: Sequence[FormUse], own: Mapping[str, Sequence[ExportFacts]]
) -> Iterator[Finding]:
    assert file.applicant is not None, "whose record cannot be read is held back"
    institution = job.work.settings.institution(file.applicant.unit)
    for use in uses:
        if exports := own.get(use.id):
            message = f"《{use.title}》用平台导出的{exports[0].shown}（{len(exports[0].texts)}页）"
            yield Finding("export-used", message, Severity.INFO)
            yield from check_export(file.applicant, use, exports, job.plan)
        elif institution and concerns(use.when, file.applicant, institution, job.plan):
            message = f"《{use.title}》还没有平台导出件，打印的是核对稿"
            hint = (
                f"从平台导出后放进{EXPORTS}文件夹（用办公网页的，放在ZIP的“{EXPORTS}”文件夹里发），重新制作"
            )
            yield Finding("export-missing", message, Severity.INFO, hint, job.plan.basis(use.src))
