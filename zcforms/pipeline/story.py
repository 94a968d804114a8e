"""One applicant's story: check → fill → lay out the volume → fill what cites it.

Nouns in, nouns out, and nothing is changed that was there. `press` fills and marks the forms, `volume`
binds; `batch` tells the story of a whole folder with these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zcforms.checks import check_applicant, needs_defence
from zcforms.chinese.numbers import few
from zcforms.facts import Person
from zcforms.forms import Values
from zcforms.ground.files import shown_name
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.findings import Path as FieldPath
from zcforms.ground.photo import PhotoFacts
from zcforms.ground.steps import step
from zcforms.intake.called import told_name
from zcforms.intake.evidence import Asked, Evidence, chosen_pages, make_ready, recall_evidence
from zcforms.intake.folder import PersonFile, Work
from zcforms.intake.photos import Photo, read_photo
from zcforms.intake.remembered import Remembered, at_hand
from zcforms.model import Applicant
from zcforms.model.application import EvidenceItem, EvidencePart
from zcforms.model.records import Unread, as_told
from zcforms.pipeline.job import Checked, Document, Exported, Job
from zcforms.pipeline.press import Outcome, Press, record_digest
from zcforms.pipeline.signing import expected_token, has_signing_key, read_token, signing_key, token_of
from zcforms.pipeline.twice import bound_twice
from zcforms.pipeline.volume import Volume, is_handed_in, lay_out_volume, proofs_of

_NAMED = 5  # files
_SETTLES = 5  # rounds: one if every form takes the pages it should, two if a table is longer


# --- check ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """What a photo and the rules of a plan say of a record: the same as long as these are.

    `photo` is the SHA-256 of the photo in hex, "" if there is none that can be used; `defence` says why the
    applicant must attend the defence.
    """

    photo: str
    findings: tuple[Finding, ...]
    defence: tuple[str, ...]


def find_out(job: Job, file: PersonFile, stage: Path | None) -> Known:
    """Read the photo, and hold the record against the rules."""
    applicant, institution = file.record, job.work.settings.institution(file.unit or "")
    assert applicant is not None, "there is something that can be said"
    facts, digest, of_photo = _photo(job.work, applicant, stage)
    of_record = check_applicant(
        applicant, institution, facts, job.plan, job.forms, job.filled_on, job.work.calendar
    )
    is_whole = institution is not None and file.applicant is not None
    findings = (*of_photo, *of_record)
    return Known(digest, findings, tuple(needs_defence(applicant, institution, job.plan)) if is_whole else ())


def check_person(
    job: Job, file: PersonFile, stage: Path | None = None, known: Known | None = None
) -> Checked:
    """Everything that can be said of one person: file, photo, evidence, rules of the plan.

    The evidence is made ready in the folder `stage` if forms are to follow, else only looked at. What is
    `known` is not found out again.
    """
    checked = Checked(file, tuple(f.of(file.key) for f in file.findings))
    applicant = file.record
    if applicant is None:
        return checked
    institution = job.work.settings.institution(file.unit or "")
    known = known or find_out(job, file, stage)
    evidence, evidence_findings, learned = _read_evidence(job, file, applicant, stage)
    checked = replace(checked, learned=learned).told(
        [
            *known.findings,
            *evidence_findings,
            *job.exports.get(file.key, Exported()).findings,
        ]
    )
    if institution is None or file.applicant is None:
        return checked
    person = Person(
        file.key,
        0,
        applicant,
        institution,
        _fit_photo(job.work, applicant, known.photo, stage),
        known.photo,
        defence=known.defence,
        calendar=job.work.calendar,
    )
    return replace(checked, person=person, evidence=evidence)


def bare_person(job: Job, file: PersonFile) -> Person | None:
    """Somebody as their record has them, unchecked and without images; None if it cannot be read."""
    institution = job.work.settings.institution(file.unit or "")
    if file.applicant is None or institution is None:
        return None
    return Person(file.key, 0, file.applicant, institution, calendar=job.work.calendar)


def _photo(
    work: Work, applicant: Applicant, stage: Path | None
) -> tuple[PhotoFacts | None, str, list[Finding]]:
    """The facts and the digest ("" if there is none that can be used) of a person's photo; what is wrong."""
    try:
        name = applicant.photo
    except Unread:
        return None, "", []
    if name is None:
        hint = "在“照片”中写文件名，并把文件放在photos文件夹（用办公网页的，放在ZIP的“照片”文件夹里发）"
        return None, "", [Finding("photo-missing", "没有照片", hint=hint, path=("photo",))]
    path = work.photo_path(name)
    if path is None:
        outside = Finding(
            "path-outside",
            f"照片“{name}”不在photos文件夹内",
            hint="只写文件名，文件放在photos文件夹（ZIP的“照片”文件夹）",
            path=("photo",),
        )
        return None, "", [outside]
    told = [replace(found, path=("photo",)) for found in filter(None, [told_name(name, path)])]
    read = read_photo(path, f"photos/{name}", stage)
    return (None, "", [read, *told]) if isinstance(read, Finding) else (*read, told)


def _fit_photo(work: Work, applicant: Applicant, digest: str, stage: Path | None) -> Photo | None:
    """A photo that was read for a form, where forms follow."""
    path = work.photo_path(applicant.photo) if applicant.photo and digest else None
    return Photo(path, f"photos/{applicant.photo}", digest, stage) if path and stage else None


def _read_evidence(
    job: Job, file: PersonFile, applicant: Applicant, stage: Path | None
) -> tuple[dict[str, Evidence], list[Finding], tuple[Any, ...]]:
    """The files of a person's evidence by name, what is wrong with them, and what was learned of them.

    Unread items are passed over.
    """
    read: dict[str, Evidence] = {}
    findings: list[Finding] = []
    with at_hand(job.evidence_memory) as remembered, suppress(Unread):
        for i, item in enumerate(applicant.evidence):
            with suppress(Unread):
                for j, part in enumerate(item.parts):
                    at: FieldPath = ("evidence", i, "parts", j)
                    with suppress(Unread):
                        findings += _read_part(job.work, file, item, part, at, stage, read, remembered)
    findings += [
        *bound_twice(read, applicant, job.plan),
        *_unlisted(job.work, file),
        *_lying(read, applicant),
    ]
    return read, findings, tuple(remembered.learned)


def _turned(applicant: Applicant) -> Iterator[str]:
    """The files of evidence whose pages may be turned: two to a page they stand upright."""
    for item in as_told(lambda: applicant.evidence, ()):
        with suppress(Unread):
            for part in () if item.arrangement == "两个一页" else item.parts:
                with suppress(Unread):
                    yield part.file


def _lying(read: Mapping[str, Evidence], applicant: Applicant) -> Iterator[Finding]:
    """Which photos are turned though nothing says so: a page that was upright would stand on its head."""
    names = [name for name in dict.fromkeys(_turned(applicant)) if name in read and read[name].lies]
    if names:
        message = f"横放的图片，装订时转90度，头朝订口：{few(names, _NAMED, '个')}"
        hint = "本来就是横的不必理会；竖的证书、页面横着存的，先用看图软件转正，再放入"
        yield Finding("evidence-lying", message, Severity.INFO, hint, path=("evidence",))


def _unlisted(work: Work, file: PersonFile) -> Iterator[Finding]:
    """That files lie in the folder of evidence which no item names."""
    if found := [f"“{shown_name(path)}”" for path in work.unlisted_evidence(file)]:
        named = few(found, _NAMED, "个文件")
        message = f"evidence/{file.evidence_folder}里的{named}没有写进“佐证材料”，不装订"
        hint = "要装订的，在“佐证材料”里写上文件名；不用的移出这个文件夹"
        yield Finding("evidence-unlisted", message, Severity.WARNING, hint, path=("evidence",))


def _read_part(
    work: Work,
    file: PersonFile,
    item: EvidenceItem,
    part: EvidencePart,
    at: FieldPath,
    stage: Path | None,
    read: dict[str, Evidence],
    remembered: Remembered,
) -> Iterator[Finding]:
    """Read one file of evidence, unless it is among those that were `read`; what is wrong with it."""
    key = file.evidence_folder
    if part.file not in read:
        asked = _asked(work, file, item, part)
        if asked is None:
            message = f"佐证“{part.file}”不在evidence/{key}文件夹内"
            hint = f"只写文件名，文件放在该文件夹（ZIP的“佐证/{key}”文件夹）"
            yield Finding("path-outside", message, hint=hint, path=(*at, "file"))
            return
        if told := told_name(part.file, asked.path):
            yield replace(told, path=(*at, "file"))
        with step("打开佐证", file=part.file):
            found = recall_evidence(asked, stage, remembered)
        if isinstance(found, Finding):
            hint = found.hint + (_misnamed(work, key) if found.code == "evidence-missing" else "")
            yield replace(found, hint=hint, path=(*at, "file"))
            return
        read[part.file] = found
        decided = item.arrangement in ("折页", "缩小")
        told_of = (f for f in found.findings if not (decided and f.code == "evidence-reduced"))
        yield from (replace(f, path=(*at, "file")) for f in told_of)
    wrong = chosen_pages(part.pages, read[part.file].pages)
    if isinstance(wrong, str):
        yield Finding("evidence-pages", wrong, hint="对照文件的页数改正“页”", path=(*at, "pages"))


def _misnamed(work: Work, key: str) -> str:
    """Which folders with evidence are nobody's, where somebody has none: theirs may be named otherwise."""
    folder, own = work.root / "evidence", work.evidence_path(key, "-")
    if own is None or own.parent.is_dir() or not folder.is_dir():
        return ""
    others = [f"“{shown_name(one)}”" for one in sorted(folder.glob("[!.]*")) if any(one.glob("[!.]*"))]
    nobodys = [name for name in others if name[1:-1] not in work.keys][:_NAMED]
    return f"；evidence里的{'、'.join(nobodys)}不是哪个人的编号，是这个人的，改名为“{key}”" if nobodys else ""


def _asked(work: Work, file: PersonFile, item: EvidenceItem, part: EvidencePart) -> Asked | None:
    """A file of a person's evidence; None if it is named so that it lies outside of its folder."""
    key = file.evidence_folder
    path = work.evidence_path(key, part.file)
    if path is None:
        return None
    return Asked(path, f"evidence/{key}/{part.file}", work.settings.evidence_pages, item.password or "")


# --- fill ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filled:
    """A person's forms and, if one is to be bound, their volume; what did not fit is told of the person."""

    checked: Checked
    documents: tuple[Document, ...]
    volume: Volume | None = None


def fill_person(press: Press, checked: Checked, wanted: frozenset[str], bound: bool) -> Filled:
    """The wanted forms of one person, and their volume if it is to be bound; the others are measured.

    Forms that cite evidence name the page of the volume where it is; the volume holds some of these
    forms. They are expected to take the pages that their form.yaml says, the volume is laid out, they
    are filled, and it is done if they took as many; else once more with what they took.
    """
    person, binding = checked.person, press.job.plan.binding
    assert person is not None, "who has no institution is held back"
    everything = {form.id for form, _ in press.uses("person")}
    citing: frozenset[str] = frozenset()
    # The bag says how many books there are, whatever was asked for this time.
    divides = press.job.work.settings.book_sheets is not None
    cites = any(press.forms[name].cites for name in wanted)
    in_volume = binding is not None and (bound or cites or divides)
    if in_volume and binding is not None:
        wanted |= {section.form for section in binding.sections if section.form}
        if bound:  # the foot of a proof names the forms that cite it, those beside the volume, too
            wanted |= {
                form.id
                for form, use in press.uses("person")
                if form.cites and is_handed_in(press, use, person)
            }
        citing = frozenset(name for name in wanted if press.forms[name].cites)
    made = press.person_forms(person, everything, wanted - citing)
    if not in_volume or _with(made, checked).blocked:
        return Filled(_with(made, checked), _documents(made))
    documents = [*_documents(made), *(_expected(press, name) for name in citing if name in made)]
    for _ in range(_SETTLES):
        volume = lay_out_volume(press, person, documents, checked.evidence)
        books = len(volume.books) + (volume.late is not None)
        person = replace(person, proofs=proofs_of(volume, person.applicant, press.job.plan), books=books)
        made |= press.person_forms(person, citing, citing)
        pages = {document.form: document.pages for document in documents}
        documents = list(_documents(made))
        if {document.form: document.pages for document in documents} == pages:
            volume = lay_out_volume(press, person, documents, checked.evidence)
            checked = _with(made, replace(checked, person=person))
            if bound:
                checked = checked.told(_made_ready(press.job, person, checked))
            return Filled(checked, tuple(documents), volume)
    with step("排装订册页码"):
        raise RuntimeError("the pages of the volume do not settle")


def _made_ready(job: Job, person: Person, checked: Checked) -> Iterator[Finding]:
    """Have the evidence of somebody staged that is only remembered; what of it can be bound no more."""
    with at_hand(job.evidence_memory) as remembered:
        for i, item in enumerate(person.applicant.evidence):
            for j, part in enumerate(item.parts):
                asked = _asked(job.work, checked.file, item, part)
                with step("打开佐证", file=part.file):
                    found = asked and make_ready(asked, checked.evidence[part.file], remembered)
                if found:
                    yield replace(found, path=("evidence", i, "parts", j, "file"))


def _documents(made: Mapping[str, Outcome]) -> tuple[Document, ...]:
    return tuple(outcome.document for outcome in made.values() if outcome.document)


def _with(made: Mapping[str, Outcome], checked: Checked) -> Checked:
    return checked.told(finding for outcome in made.values() for finding in outcome.findings)


def _expected(press: Press, name: str) -> Document:
    """A form before it is laid out: nothing yet but the pages that it is expected to take."""
    use = press.job.plan.form(name)
    assert use is not None, "the press makes only what the plan uses"
    return Document(name, use.title, b"", press.forms[name].pages or 1, use, Values(use.title))


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
        expected = expected_token(key, a.id.number, job.plan.id, record_digest(a))
        if token.applicant == expected.applicant:
            return Verdict(True, file, token.plan == expected.plan, token.content == expected.content)
    return Verdict(ours=True)
