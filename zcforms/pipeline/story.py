"""One applicant's story: check → fill → lay out the volume → fill what cites it again.

Nouns in, nouns out; nothing is written. `press.py` fills and marks the forms, `volume.py` binds;
`batch` tells the story of a whole folder with these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from zcforms.checks import check_applicant, needs_defence
from zcforms.facts import Person
from zcforms.ground.findings import Finding
from zcforms.ground.findings import Path as FieldPath
from zcforms.intake.evidence import Evidence, chosen_pages, open_evidence
from zcforms.intake.folder import PersonFile, Work
from zcforms.intake.photos import read_photo
from zcforms.model import Applicant, PhotoFacts
from zcforms.pipeline.press import Checked, Document, Job, Press, content_of
from zcforms.pipeline.signing import expected_token, has_signing_key, read_token, signing_key, token_of
from zcforms.pipeline.volume import Volume, lay_out_volume, proofs_of

_SETTLES = 5  # rounds; the first has no pages to cite, the second settles unless a table grows


# --- check ---------------------------------------------------------------------------------------


def check_person(job: Job, file: PersonFile) -> Checked:
    """Everything that can be said of one person: file, photo, evidence, rules of the plan."""
    checked = Checked(file, list(file.findings))
    applicant = file.applicant
    if applicant is None:
        checked.findings = [f.of(file.key) for f in file.findings]
        return checked
    institution = job.work.settings.institution(applicant.unit)
    facts, photo, photo_findings = _photo(job.work, applicant)
    _, evidence_findings = _open_evidence(job.work, file, applicant)
    checked.found(
        [
            *photo_findings,
            *check_applicant(applicant, institution, facts, job.plan, job.filled_on, job.work.calendar),
            *evidence_findings,
        ]
    )
    if institution is not None:
        defence = tuple(needs_defence(applicant, institution, job.plan))
        checked.person = Person(
            file.key, 0, applicant, institution, photo, defence=defence, calendar=job.work.calendar
        )
    return checked


def _photo(work: Work, applicant: Applicant) -> tuple[PhotoFacts | None, bytes | None, list[Finding]]:
    if applicant.photo is None:
        hint = "在“照片”中写文件名，并把文件放在photos文件夹"
        return None, None, [Finding("photo-missing", "没有照片", hint=hint)]
    path = work.photo_path(applicant.photo)
    if path is None:
        outside = Finding(
            "path-outside",
            f"照片“{applicant.photo}”不在photos文件夹内",
            hint="只写文件名，文件放在photos文件夹",
            path=("photo",),
        )
        return None, None, [outside]
    read = read_photo(path, f"photos/{applicant.photo}")
    return (None, None, [read]) if isinstance(read, Finding) else (*read, [])


def _open_evidence(
    work: Work, file: PersonFile, applicant: Applicant
) -> tuple[dict[str, Evidence], list[Finding]]:
    key = file.evidence_key or file.key
    opened: dict[str, Evidence] = {}
    findings: list[Finding] = []
    for i, item in enumerate(applicant.evidence):
        for j, part in enumerate(item.parts):
            at: FieldPath = ("evidence", i, "parts", j, "file")
            if part.file not in opened:
                path = work.evidence_path(key, part.file)
                if path is None:
                    message = f"佐证“{part.file}”不在evidence/{key}文件夹内"
                    findings.append(
                        Finding("path-outside", message, hint="只写文件名，文件放在该文件夹", path=at)
                    )
                    continue
                found = open_evidence(path, f"evidence/{key}/{part.file}")
                if isinstance(found, Finding):
                    findings.append(replace(found, path=at))
                    continue
                opened[part.file] = found
                findings += [replace(f, path=at) for f in found.findings]
            wrong = chosen_pages(part.pages, len(opened[part.file].pdf.pages))
            if isinstance(wrong, str):
                findings.append(
                    Finding("evidence-pages", wrong, hint="对照文件的页数改正“页”", path=(*at[:-1], "pages"))
                )
    return opened, findings


# --- fill ----------------------------------------------------------------------------------------


def fill_person(
    press: Press, checked: Checked, wanted: frozenset[str], bound: bool
) -> tuple[list[Document], Volume | None]:
    """The wanted forms of one person, and their volume if it is to be bound.

    Forms that cite evidence name the page of the volume where it is; the volume holds some of these
    forms. So it is laid out and they are filled again until the pages stand still.
    """
    binding = press.job.plan.binding
    if binding is None or not (bound or any(press.forms[name].cites for name in wanted)):
        return press.person_forms(checked, wanted), None
    wanted |= {section.form for section in binding.sections if section.form}
    citing = frozenset(name for name in wanted if press.forms[name].cites)
    documents = press.person_forms(checked, wanted)
    if checked.blocked or checked.person is None:
        return documents, None
    evidence, _ = _open_evidence(press.job.work, checked.file, checked.person.applicant)
    for _ in range(_SETTLES):
        volume = lay_out_volume(press, checked.person, documents, evidence)
        proofs = proofs_of(volume, checked.person.applicant)
        if proofs == checked.person.proofs:
            return documents, volume
        checked.person = replace(checked.person, proofs=proofs)
        again = {document.form: document for document in press.person_forms(checked, citing)}
        documents = [again.get(document.form, document) for document in documents]
    raise RuntimeError("the pages of the volume do not settle")


# --- verify --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What a signing link turned out to be: whose, and whether the record is still the same."""

    ours: bool
    file: PersonFile | None = None
    same_plan: bool = False
    same_content: bool = False

    @property
    def valid(self) -> bool:
        """Whether the link stands for this person's present record under this plan."""
        return self.same_plan and self.same_content


def verify_link(job: Job, link: str) -> Verdict:
    """Whether a signing link was made here, for whom, and from the record as it is now.

    Never makes a key: a folder without one has issued no link.
    """
    if not has_signing_key(job.work.root):
        return Verdict(ours=False)
    key = signing_key(job.work.root)
    token = read_token(token_of(link), key)
    if token is None:
        return Verdict(ours=False)
    for file in job.people:
        a = file.applicant
        if a is None:
            continue
        expected = expected_token(key, a.id.number, job.plan.id, content_of(a))
        if token.applicant == expected.applicant:
            return Verdict(True, file, token.plan == expected.plan, token.content == expected.content)
    return Verdict(ours=True)
