"""Points of an applicant: what the lines of the scoring table give, and what the records would give."""

from zcforms.scoring.levels import Level, Line
from zcforms.scoring.proposal import Proposal, propose
from zcforms.scoring.sheet import Sheet, sheet_of, shown

__all__ = ["Level", "Line", "Proposal", "Sheet", "propose", "sheet_of", "shown"]
