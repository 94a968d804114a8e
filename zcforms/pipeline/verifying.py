"""Whether the link of a pledge was made here, and whether the record is still what was signed."""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.intake.folder import PersonFile
from zcforms.pipeline.job import Job
from zcforms.pipeline.press import record_digest
from zcforms.pipeline.signing import expected_token, has_signing_key, read_token, signing_key, token_of


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
