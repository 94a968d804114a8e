"""Applicants, institutions and offices seen through a plan: the facts that forms draw on.

The titled parts of these records are the vocabulary of `source:` in every form.yaml.
"""

from zcforms.facts.blank import blank_facts
from zcforms.facts.office import OfficeFacts
from zcforms.facts.person import Person, PersonFacts
from zcforms.facts.unit import InstitutionFacts

__all__ = ["InstitutionFacts", "OfficeFacts", "Person", "PersonFacts", "blank_facts"]
