"""Applicant × plan → findings. Pure: files were read before, their facts are passed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zcforms.checks.defence import check_defence, needs_defence
from zcforms.checks.discipline import check_discipline
from zcforms.checks.eligibility import check_eligibility
from zcforms.checks.evidence import check_evidence
from zcforms.checks.institution import check_institution, check_office
from zcforms.checks.person import check_person
from zcforms.checks.photo import check_photo
from zcforms.checks.scoring import check_scoring
from zcforms.findings import Finding
from zcforms.model import Applicant, Institution, PhotoFacts
from zcforms.plans import Plan

__all__ = ["check_applicant", "check_institution", "check_office", "needs_defence"]


def check_applicant(
    applicant: Applicant, institution: Institution | None, photo: PhotoFacts | None, plan: Plan, on: date
) -> Iterator[Finding]:
    """Everything that can be said of one applicant under a plan, on the day of filling."""
    yield from check_person(applicant, institution, plan, on)
    yield from check_eligibility(applicant, institution, plan)
    yield from check_discipline(applicant, institution, plan, on)
    yield from check_defence(applicant, institution, plan)
    if photo is not None:
        yield from check_photo(photo, plan)
    yield from check_evidence(applicant, plan)
    yield from check_scoring(applicant, plan)
