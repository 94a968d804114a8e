"""zcforms: structured applicant data in, paper that a title-review office accepts out."""

__version__ = "0.1.0"
