"""What the data means: an applicant, an institution, evidence, and the folder of work they are in.

Every field has the Chinese title that a clerk knows it by; a file may use either name as its key.
A list that is missing says "not stated"; an empty list, or the word 无, says "there is none".
"""

from zcforms.model.achievements import Achievement, Award, Paper, Project
from zcforms.model.applicant import Applicant, ExportFacts
from zcforms.model.application import EvidenceItem
from zcforms.model.career import Assessment, EducationYear, Employment, Title
from zcforms.model.holidays import Holidays
from zcforms.model.institution import POST_LEVELS, Establishment, Institution, Office, Printer, Settings
from zcforms.model.records import fields_by_title

__all__ = [
    "POST_LEVELS",
    "Achievement",
    "Applicant",
    "Assessment",
    "Award",
    "EducationYear",
    "Employment",
    "Establishment",
    "EvidenceItem",
    "ExportFacts",
    "Holidays",
    "Institution",
    "Office",
    "Paper",
    "Printer",
    "Project",
    "Settings",
    "Title",
    "fields_by_title",
]
