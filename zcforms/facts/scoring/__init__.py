"""Points of an applicant: what the lines of the scoring table give, and what the records would give."""

from zcforms.facts.scoring.account import account_of
from zcforms.facts.scoring.levels import Level, Line
from zcforms.facts.scoring.proposal import Proposal, propose
from zcforms.facts.scoring.sheet import Sheet, sheet_of, shown
from zcforms.facts.scoring.words import added_against_words, bound_of

__all__ = [
    "Level",
    "Line",
    "Proposal",
    "Sheet",
    "account_of",
    "added_against_words",
    "bound_of",
    "propose",
    "sheet_of",
    "shown",
]
