"""Everybody in a folder of work checked, and every institution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from zcforms.batch.failing import fail, guarded
from zcforms.batch.matching import with_exports
from zcforms.batch.opening import Progress
from zcforms.checks import check_institution, check_office, check_schedule
from zcforms.checks.eligibility import Explanation, explained
from zcforms.chinese.numbers import few
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding, Severity, blocks, ordered
from zcforms.ground.steps import step
from zcforms.intake.evidence.remembered import NO_KEY, EvidenceMemory
from zcforms.intake.folder import PersonFile
from zcforms.model import Applicant
from zcforms.pipeline.job import Checked, Job, unchecked
from zcforms.pipeline.signing import has_signing_key, signing_key
from zcforms.pipeline.story import Known, check_person, find_out


def check_job(job: Job, progress: Progress) -> tuple[list[Checked], list[Finding]]:
    """Check everybody and every institution; returns people and the findings of institutions."""
    job, of_exports = with_exports(remembering(job), None)
    checked, found = check_all(job, (check_one(job, file, None) for file in job.people), progress)
    return checked, [*found, *of_exports]


def remembering(job: Job) -> Job:
    """The job with the memory of its folder's evidence; without one where the key cannot be read."""
    root = job.work.root
    with suppress(UnreadableInput):
        memory = EvidenceMemory(root, (signing_key(root) if has_signing_key(root) else NO_KEY,))
        return replace(job, evidence_memory=memory)
    return job


def check_all(job: Job, people: Iterable[Checked], progress: Progress) -> tuple[list[Checked], list[Finding]]:
    """Everybody as they are checked, with what concerns several of them; the findings of institutions."""
    checked = []
    for i, one in enumerate(people):
        progress("检查", i, len(job.people))
        checked.append(noted(job, one))
    progress("检查", len(job.people), len(job.people))
    checked = same_photo(same_id_twice(checked))
    found = [
        *check_office(job.work.settings.office, job.plan),
        *check_schedule(job.plan, job.filled_on, job.work.calendar),
    ]
    # What has no path is a fact of the plan: it stands in no file of the user's.
    office = [f.located(job.work.settings_places) if f.path else f for f in found]
    if blocks(office):
        message = "报送单位的资料或填报日期有错误，暂缓"
        held = Finding("office-blocked", message, hint="先改正zcforms.yaml中的这些错误")
        checked = [one.told([held]) for one in checked]
    checked, institutions = _check_institutions(job, checked)
    broken = [one.to_finding() for one in job.broken]
    return checked, [*job.work.findings, *office, *institutions, *broken]


def noted(job: Job, one: Checked) -> Checked:
    """Somebody, when what was learned of their evidence is noted: by this process alone."""
    if one.learned and job.evidence_memory:
        job.evidence_memory.note(one.learned)
    return replace(one, learned=())


def check_one(job: Job, file: PersonFile, stage: Path | None) -> Checked:
    """What can be said of one person; a fault of the program while they are checked holds up nobody else.

    Evidence is made ready in the folder `stage` if forms are to follow.
    """
    return check_and_learn(job, file, stage, None)[0]


def check_and_learn(
    job: Job, file: PersonFile, stage: Path | None, known: Known | None
) -> tuple[Checked, Known | None]:
    """As `check_one`; and what was found out, or `known` already: None if it could not be read whole."""

    def check() -> tuple[Checked, Known | None]:
        with step("检查", person=file.key):
            found = known or (find_out(job, file, stage) if file.applicant else None)
            return check_person(job, file, stage, found), found

    return guarded(check, lambda e: (fail(job, unchecked(file), e), None))


def all_findings(checked: Sequence[Checked], institutions: Sequence[Finding]) -> list[Finding]:
    """Every finding of a folder: institutions first, then people in roster order."""
    return ordered([*institutions, *(finding for one in checked for finding in one.findings)])


def explanations(job: Job) -> tuple[list[Explanation], list[Finding]]:
    """Every method's conditions for everybody whose file could be read; for whom that failed."""
    told = [_explained(job, file, a) for file in job.people if (a := file.applicant)]
    return [one for found, _ in told for one in found], [f for _, failed in told for f in failed]


def _explained(
    job: Job, file: PersonFile, applicant: Applicant
) -> tuple[list[Explanation], tuple[Finding, ...]]:
    institution = job.work.settings.institution(applicant.unit)

    def explain() -> tuple[list[Explanation], tuple[Finding, ...]]:
        with step("逐项核对条件", person=file.key):
            return list(explained(file.key, applicant, institution, job.plan)), ()

    return guarded(explain, lambda e: ([], fail(job, Checked(file), e).findings))


def same_id_twice(checked: Sequence[Checked]) -> list[Checked]:
    """One person, one application a year: who comes again is told so (requirements G30)."""
    first: dict[str, Checked] = {}
    told = []
    for one in checked:
        number = one.file.id_number
        earlier = first.setdefault(number, one) if number else one
        if earlier is not one:
            place = earlier.file.places.find(("id", "number"))
            hint = f"那一份在{place}；同一人只能申报一次，删去其中一份或改正号码"
            message = f"证件号码与“{earlier.file.key}”的相同"
            one = one.told([Finding("person-repeated", message, hint=hint, path=("id", "number"))])
        told.append(one)
    return told


_NAMED = 3  # people at once


def same_photo(checked: Sequence[Checked]) -> list[Checked]:
    """Two people have not one face: whoever has the photo of another is told, for either may be wrong."""
    sharing: dict[str, list[str]] = {}
    for one in checked:
        if one.person and one.person.photo_digest:
            sharing.setdefault(one.person.photo_digest, []).append(one.file.key)
    others: dict[str, str] = {}  # by key: who has the same photo
    for keys in sharing.values():
        names = [f"“{key}”" for key in keys]
        for n, key in enumerate(keys if len(keys) > 1 else ()):
            others[key] = few([*names[:n], *names[n + 1 :]], _NAMED, "人")
    hint = "换上各人自己的照片，或改正“照片”一栏写的文件名"

    def told(one: Checked, others: str) -> Checked:
        message = f"照片和{others}的是同一张"
        return one.told([Finding("photo-shared", message, Severity.WARNING, hint, path=("photo",))])

    return [told(one, others[one.file.key]) if one.file.key in others else one for one in checked]


def _check_institutions(job: Job, checked: Sequence[Checked]) -> tuple[list[Checked], list[Finding]]:
    """Every institution with its staff; the people of one that is at fault are held back.

    Only who is 在编 takes a post (岗位信息表“为事业单位推荐在编人员参加职称评审时填写”): a fault of the posts
    holds nobody else.
    """
    findings: list[Finding] = []
    held: set[str] = set()
    staff_held: set[str] = set()
    for i, institution in enumerate(job.work.settings.institutions):
        own = [
            c.person.applicant for c in checked if c.person and c.person.institution.name == institution.name
        ]
        staff = [applicant for applicant in own if applicant.application.in_post]
        found = [
            finding.located(job.work.settings_places)
            for finding in check_institution(institution, staff, job.plan, ("institutions", i))
        ]
        of_posts = [finding for finding in found if finding.path[2:3] == ("establishment",)]
        if blocks(finding for finding in found if finding not in of_posts):
            held.add(institution.name)
        if blocks(of_posts):
            staff_held.add(institution.name)
        findings += found
    return [_held_by_unit(one, held, staff_held) for one in checked], findings


def _held_by_unit(one: Checked, held: set[str], staff_held: set[str]) -> Checked:
    if one.person is None:
        return one
    in_post = one.person.applicant.application.in_post
    if one.person.institution.name not in (held | staff_held if in_post else held):
        return one
    message = f"工作单位“{one.person.institution.name}”的资料有错误，暂缓"
    return one.told(
        [Finding("unit-blocked", message, hint="先改正zcforms.yaml中该单位的错误", path=("unit",))]
    )
