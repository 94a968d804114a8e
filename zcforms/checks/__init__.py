"""Applicant × plan → findings. Pure: files were read before, their facts are passed in.

Each module is one group of rules (requirements section B). Thresholds come from the plan: a rule that
the circular does not state does not run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from zcforms.checks.assessments import check_assessments
from zcforms.checks.career import check_career
from zcforms.checks.characters import check_characters
from zcforms.checks.content import check_content
from zcforms.checks.credentials import check_credentials
from zcforms.checks.dates import check_dates
from zcforms.checks.defence import check_defence, needs_defence
from zcforms.checks.discipline import check_discipline
from zcforms.checks.education import check_education
from zcforms.checks.eligibility import check_eligibility
from zcforms.checks.evidence import check_evidence
from zcforms.checks.experts import check_experts
from zcforms.checks.identity import check_identity
from zcforms.checks.institution import check_institution, check_office, check_registered
from zcforms.checks.numbers import check_numbers
from zcforms.checks.person import check_person
from zcforms.checks.photo import check_photo
from zcforms.checks.proofs import check_proofs
from zcforms.checks.publicity import check_publicity
from zcforms.checks.reception import check_reception
from zcforms.checks.schedule import check_schedule
from zcforms.checks.scoring import check_scoring
from zcforms.checks.texts import check_texts
from zcforms.checks.unread import as_far_as_read
from zcforms.chinese.workdays import Calendar
from zcforms.forms import Form
from zcforms.ground.findings import Finding
from zcforms.ground.photo import PhotoFacts
from zcforms.model import Applicant, Institution
from zcforms.plans import Plan

__all__ = [
    "check_applicant",
    "check_institution",
    "check_office",
    "check_registered",
    "check_schedule",
    "needs_defence",
]


def check_applicant(
    applicant: Applicant,
    institution: Institution | None,
    photo: PhotoFacts | None,
    plan: Plan,
    forms: Mapping[str, Form],
    on: date,
    calendar: Calendar,
) -> Iterator[Finding]:
    """Everything that can be said of one applicant under a plan, on the day of filling.

    Of one whose record could be read in part only: everything that this part says.
    """
    of_photo = check_photo(photo, plan) if photo is not None else iter(())
    yield from as_far_as_read(
        check_characters(applicant),
        check_identity(applicant),
        check_person(applicant, institution, plan, forms),
        check_content(applicant, institution, plan, forms),
        check_reception(applicant, institution, plan),
        check_eligibility(applicant, institution, plan),
        check_discipline(applicant, institution, plan, on),
        check_defence(applicant, institution, plan),
        of_photo,
        check_texts(applicant, plan),
        check_dates(applicant, plan, on),
        check_career(applicant, plan),
        check_education(applicant, plan),
        check_assessments(applicant, plan),
        check_publicity(applicant, institution, plan, calendar),
        check_evidence(applicant, institution, plan),
        check_proofs(applicant, plan),
        check_credentials(applicant, institution, plan, on),
        check_numbers(applicant),
        check_scoring(applicant, plan),
        check_experts(applicant, plan),
    )
