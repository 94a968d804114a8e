"""Applicants, institutions and offices seen through a plan: the facts that forms draw on.

The keys of these mappings are the vocabulary of `source:` in every form.yaml.
"""

from zcforms.facts.office import office_facts
from zcforms.facts.person import Person, person_facts
from zcforms.facts.scores import blank_score_facts
from zcforms.facts.unit import institution_facts

__all__ = ["Person", "blank_score_facts", "institution_facts", "office_facts", "person_facts"]
