"""Everybody checked; what their photo and the rules say is known where it rests on the same as before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path

from zcforms.batch.causes import data_digest, program_digest, told_days
from zcforms.batch.crew import Crew, Errand
from zcforms.batch.everybody import check_and_learn
from zcforms.batch.failing import lost
from zcforms.batch.memory import Memory
from zcforms.batch.underway import CHECKING, Notes
from zcforms.ground.files import file_digest
from zcforms.ground.findings import Finding
from zcforms.intake.folder import PersonFile
from zcforms.model import Applicant
from zcforms.pipeline.job import Checked, Job, unchecked
from zcforms.pipeline.press import Press, record_digest
from zcforms.pipeline.story import Known

_KIND = "rules"
_LOOKED_AT = 0.1  # of the time that somebody's forms take: to look at their evidence again
Due = tuple[PersonFile, Known | None]  # somebody who is checked, and what is known of them
Learnt = tuple[Checked, Known | None]


@dataclass(frozen=True)
class Grounds:
    """What an answer about somebody rests on: one digest of everything, and that of the photo (hex)."""

    everything: str
    photo: str


class Recall:
    """What is known of the people of a job, in a memory."""

    def __init__(self, memory: Memory, job: Job) -> None:
        self._memory, self._job = memory, job
        self._common = data_digest(
            [
                program_digest(),
                job.plan.model_dump(mode="json"),
                {form.id: form.digest for form in job.forms.values()},
                str(job.filled_on),
                told_days(job.work.calendar),
            ]
        )
        self._unit = cache(self._unit_digest)

    def grounds(self, file: PersonFile) -> Grounds | None:
        """What an answer about somebody rests on; None if record or photo cannot be read: none is noted."""
        path = self._photo(file.applicant) if file.applicant else None
        if file.applicant is None or path is None:
            return None
        try:
            photo = file_digest(path)
        except OSError:
            return None
        name, items = file.applicant.photo, file.applicant.evidence or ()
        record = [record_digest(file.applicant), [[item.arrangement, item.late] for item in items]]
        own = [self._unit(file.unit or ""), record, name, path.name, photo]
        return Grounds(data_digest([self._common, *own]), photo)

    def known(self, grounds: Grounds | None) -> Known | None:
        """What is remembered."""
        told = self._memory.recall(_KIND, grounds.everything) if grounds else None
        if grounds is None or told is None:
            return None
        findings = tuple(Finding.of_data(found).shared() for found in told["findings"])
        return Known(grounds.photo, findings, tuple(told["defence"]))

    def note(self, grounds: Grounds | None, known: Known | None) -> None:
        """Remember what was found out, if the photo was the same when it was read."""
        if grounds and known and known.photo == grounds.photo and self.known(grounds) is None:
            told = {"findings": [asdict(found) for found in known.findings], "defence": known.defence}
            self._memory.note(_KIND, grounds.everything, told)

    def _photo(self, applicant: Applicant) -> Path | None:
        return self._job.work.photo_path(applicant.photo) if applicant.photo else None

    def _unit_digest(self, unit: str) -> str:
        institution = self._job.work.settings.institution(unit)
        return data_digest(institution and institution.model_dump(mode="json"))


def each_checked(hands: Crew, press: Press, recall: Recall, told_of: Notes) -> Iterator[Checked]:
    """Everybody checked, in their order: by the crew whose evidence is opened, or who is not known."""
    asked = [(file, ground := recall.grounds(file), recall.known(ground)) for file in press.job.people]
    due = [(file, known) for file, _, known in asked if known is None or _has_evidence(file)]
    learnt = hands.each(Errand(partial(_check, told_of), _lost, weight=_weight), due)
    for file, ground, known in asked:
        if known is None or _has_evidence(file):
            checked, found = next(learnt)
            checked = checked.of_file(file, press.job.work)
            recall.note(ground, found)
        else:
            checked, _ = check_and_learn(press.job, file, told_of.folder, known)
        yield checked


def _has_evidence(file: PersonFile) -> bool:
    return file.applicant is not None and bool(file.applicant.evidence)


def _check(told_of: Notes, press: Press, due: Due) -> Learnt:
    file, known = due
    with told_of.at(CHECKING, file.key):
        return check_and_learn(press.job, file, told_of.folder, known)


def _weight(due: Due) -> float:
    """Whoever is known has only their evidence looked at."""
    return _LOOKED_AT if due[1] else 1


def _lost(due: Due) -> Learnt:
    return lost(unchecked(due[0])), None
