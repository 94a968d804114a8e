"""What checks go by beside the circular: tables of standards and laws, and what clerks call things.

It is data, in norms.yaml: a clerk or a lawyer reads and corrects it there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict, StringConstraints

from zcforms.ground.errors import BrokenPlan
from zcforms.ground.manifests import listed, loaded, validated
from zcforms.ground.shipped import shipped_text


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as e:
        raise ValueError(f"“{text}”不是正则表达式") from e
    return text


Word = Annotated[str, StringConstraints(min_length=1)]
Words = Annotated[tuple[Word, ...], Field(min_length=1), Strict(False)]
Expression = Annotated[Word, AfterValidator(_expression)]
Expressions = Annotated[tuple[Expression, ...], Field(min_length=1), Strict(False)]
Size = Annotated[tuple[int, int], Strict(False)]  # width × height in mm
# From the best down; the words of one place are equals.
Ranks = Annotated[tuple[Words, ...], Field(min_length=1), Strict(False)]


class Part(BaseModel):
    """A part of the file: no unknown keys, no value of another kind than it should be."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Document(Part):
    """What the number of a document looks like, and how that is told."""

    shape: Expression
    told: Word


class ResidencePermit(Part):
    """How the number of a residence permit begins, and by which regulation."""

    src: Word
    prefixes: Words


class Registration(Part):
    """The kinds of unit by the first two characters of their code, and by which standard."""

    src: Word
    kinds: dict[str, Words]


class FullSenior(Part):
    """The words by which a full-senior title is known: it contains one, or begins with one.

    What begins with one of `below` and names no other, nor anything in brackets, is none for certain.
    """

    contains: Words
    begins: Words
    below: Words


class Called(Part):
    """The words by which each kind of evidence is known."""

    contract: Words
    insurance: Words
    recognition: Words
    registry: Words
    graduate_form: Words
    diploma: Words
    contribution: Words
    scoring_table: Words


class Norms(Part):
    """The whole file; what each key means and where it comes from is said there."""

    documents: dict[str, Document]
    residence_permit: ResidencePermit
    retirement_age: dict[str, int]
    photo_sizes: dict[str, Annotated[tuple[Size, ...], Strict(False)]]
    registration: Registration
    provinces: Words
    any_place: Words
    higher_education: Words
    assessment_levels: Ranks
    work_gap_days: int
    award_grades: Ranks
    full_senior: FullSenior
    common_in_fields: Words
    recheck_points: int
    called: Called
    not_secret: Words
    says_nothing: Words
    also_called: dict[str, Words]
    tells_when: Expressions
    tells_part: Expressions
    generic: Expressions


def rank_in(ranks: Ranks, word: str) -> int | None:
    """The place of a word from the best down, 0 the best; None if it is not among them."""
    return next((place for place, equals in enumerate(ranks) if word in equals), None)


def matches(expressions: Sequence[str], text: str) -> bool:
    """Whether one of the expressions is found in a text."""
    return any(re.search(one, text) for one in expressions)


@cache
def norms() -> Norms:
    """The norms that come with zcforms; BrokenPlan lists every fault with its line and key."""
    return parse_norms(shipped_text("checks/norms.yaml"))


def parse_norms(text: str) -> Norms:
    """The norms from the text of the file; BrokenPlan lists every fault with its line and key."""
    shown = "checks/norms.yaml"
    data, source = loaded(text, shown, BrokenPlan)
    result, faults = validated(Norms, data, source)
    if result is None or faults:
        raise BrokenPlan(f"对照表{listed(faults)}", where=shown)
    return result
