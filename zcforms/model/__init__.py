"""What the data means: an applicant, an institution, evidence, and the folder of work they are in.

Every field has the Chinese title that a clerk knows it by; a file may use either name as its key.
A list that is missing says "not stated"; an empty list, or the word 无, says "there is none".
"""

from zcforms.model.achievements import Achievement, Paper
from zcforms.model.applicant import Applicant, PhotoFacts
from zcforms.model.application import EvidenceItem
from zcforms.model.career import Employment
from zcforms.model.holidays import Holidays
from zcforms.model.institution import POST_LEVELS, Establishment, Institution, Office, Settings
from zcforms.model.records import fields_by_title

__all__ = [
    "POST_LEVELS",
    "Achievement",
    "Applicant",
    "Employment",
    "Establishment",
    "EvidenceItem",
    "Holidays",
    "Institution",
    "Office",
    "Paper",
    "PhotoFacts",
    "Settings",
    "fields_by_title",
]
