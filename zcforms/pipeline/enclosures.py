"""What somebody encloses: their photo, and the files of their evidence, read and made ready to be bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from zcforms.chinese.numbers import few
from zcforms.facts import Person
from zcforms.ground.files import shown_name
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.findings import Path as FieldPath
from zcforms.ground.photo import PhotoFacts
from zcforms.ground.steps import step
from zcforms.intake.called import told_name
from zcforms.intake.evidence import Asked, Evidence, chosen_pages, make_ready, recall_evidence
from zcforms.intake.evidence.remembered import Remembered, at_hand
from zcforms.intake.folder import PersonFile, Work
from zcforms.intake.photos import Photo, read_photo
from zcforms.model import Applicant
from zcforms.model.application import EvidenceItem, EvidencePart
from zcforms.model.records import Unread, as_told
from zcforms.pipeline.job import Checked, Job
from zcforms.pipeline.twice import bound_twice

_NAMED = 5  # files


def read_own_photo(
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


def fit_photo(work: Work, applicant: Applicant, digest: str, stage: Path | None) -> Photo | None:
    """A photo that was read for a form, where forms follow."""
    path = work.photo_path(applicant.photo) if applicant.photo and digest else None
    return Photo(path, f"photos/{applicant.photo}", digest, stage) if path and stage else None


def read_enclosures(
    job: Job, file: PersonFile, applicant: Applicant, stage: Path | None
) -> tuple[dict[str, Evidence], list[Finding], tuple[Any, ...]]:
    """The files of a person's evidence by name, what is wrong with them, and what was learned of them.

    Unread items are passed over.
    """
    findings: list[Finding] = []
    with at_hand(job.evidence_memory) as remembered, suppress(Unread):
        reading = _Reading(job.work, file, stage, remembered)
        for i, item in enumerate(applicant.evidence):
            with suppress(Unread):
                for j, part in enumerate(item.parts):
                    with suppress(Unread):
                        findings += reading.part(item, part, ("evidence", i, "parts", j))
    read = reading.read
    findings += [
        *bound_twice(read, applicant, job.plan),
        *_unlisted(job.work, file),
        *_lying(read, applicant),
    ]
    return read, findings, tuple(remembered.learned)


@dataclass(frozen=True)
class _Reading:
    """The files of one person's evidence while they are read one after another; those that were, by name."""

    work: Work
    file: PersonFile
    stage: Path | None
    remembered: Remembered
    read: dict[str, Evidence] = field(default_factory=dict)

    def part(self, item: EvidenceItem, part: EvidencePart, at: FieldPath) -> Iterator[Finding]:
        """Read one file of evidence, unless it was `read` already; what is wrong with it."""
        key = self.file.evidence_folder
        if part.file not in self.read:
            asked = _asked(self.work, self.file, item, part)
            if asked is None:
                message = f"佐证“{part.file}”不在evidence/{key}文件夹内"
                hint = f"只写文件名，文件放在该文件夹（ZIP的“佐证/{key}”文件夹）"
                yield Finding("path-outside", message, hint=hint, path=(*at, "file"))
                return
            if told := told_name(part.file, asked.path):
                yield replace(told, path=(*at, "file"))
            with step("打开佐证", file=part.file):
                found = recall_evidence(asked, self.stage, self.remembered)
            if isinstance(found, Finding):
                hint = found.hint + (_misnamed(self.work, key) if found.code == "evidence-missing" else "")
                yield replace(found, hint=hint, path=(*at, "file"))
                return
            self.read[part.file] = found
            decided = item.arrangement in ("折页", "缩小")
            told_of = (f for f in found.findings if not (decided and f.code == "evidence-reduced"))
            yield from (replace(f, path=(*at, "file")) for f in told_of)
        wrong = chosen_pages(part.pages, self.read[part.file].pages)
        if isinstance(wrong, str):
            yield Finding("evidence-pages", wrong, hint="对照文件的页数改正“页”", path=(*at, "pages"))


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
    # (evidence and the person's own folder say nothing; one in it is part of what is to be written)
    ways = [path.relative_to(work.root).parts[2:] for path in work.unlisted_evidence(file)]
    if found := [f"“{'/'.join(shown_name(Path(part)) for part in way)}”" for way in ways]:
        named = few(found, _NAMED, "个文件")
        message = f"evidence/{file.evidence_folder}里的{named}没有写进“佐证材料”，不装订"
        hint = "要装订的，在“佐证材料”里写上文件名；不用的移出这个文件夹"
        yield Finding("evidence-unlisted", message, Severity.WARNING, hint, path=("evidence",))


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


def made_ready(job: Job, person: Person, checked: Checked) -> Iterator[Finding]:
    """Have the evidence of somebody staged that is only remembered; what of it can be bound no more."""
    with at_hand(job.evidence_memory) as remembered:
        for i, item in enumerate(person.applicant.evidence):
            for j, part in enumerate(item.parts):
                asked = _asked(job.work, checked.file, item, part)
                with step("打开佐证", file=part.file):
                    found = asked and make_ready(asked, checked.evidence[part.file], remembered)
                if found:
                    yield replace(found, path=("evidence", i, "parts", j, "file"))
