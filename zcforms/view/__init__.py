"""Applicants, institutions and offices seen through a plan: the facts that forms draw on.

The keys of these mappings are the vocabulary of `source:` in every form.yaml.
"""

from zcforms.view.institution import institution_facts
from zcforms.view.office import office_facts
from zcforms.view.person import Person, person_facts
from zcforms.view.scoring import blank_score_facts

__all__ = ["Person", "blank_score_facts", "institution_facts", "office_facts", "person_facts"]
