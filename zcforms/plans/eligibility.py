"""Who may apply: for every method a tree of conditions, and the rules that all trees share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from zcforms.chinese.widths import wide_brackets
from zcforms.ground.manifests import Steps
from zcforms.model.career import DegreeLevel
from zcforms.model.figures import YearSpan
from zcforms.model.records import Label
from zcforms.plans.clauses import Clause
from zcforms.plans.conditions import Condition, walk
from zcforms.plans.predicates import Node


class MajorRule(Clause):
    """所学专业 must be 一致或相近, else the diploma does not count (视为不具备规定学历).

    `exempt`: words in the name of a certificate that makes good for it. `remedy_years`: years of
    full-time study of the field that do. `several`: with one matching diploma the highest counts.
    """

    exempt: list[str] = Field(default_factory=list)
    remedy_years: YearSpan | None = None
    several: Literal["highest", "own"] = "own"


class LateDegree(Clause):
    """A 后学历 younger than so many years must be declared as this 申报情形."""

    years: YearSpan
    option: Label


class Eligibility(Clause):
    """The conditions of a circular; `external` names the document where they are if not in it."""

    external: str | None = None
    other_target: str | None = None  # the document with the conditions of the plan's other title
    major_match: MajorRule | None = None
    technician_school: dict[Literal["中级工班", "高级工班", "预备技师班", "技师班"], DegreeLevel] = Field(
        default_factory=dict
    )
    required_degree: Condition | None = None
    late_degree: LateDegree | None = None
    every_method: list[Condition] = Field(default_factory=list)
    methods: dict[str, Condition] = Field(default_factory=dict)
    review_minimum: Condition | None = None

    def nodes(self) -> Iterator[tuple[Steps, Node]]:
        """Every condition of every tree, with the way to it."""
        trees: list[tuple[Steps, Node | None]] = [
            *((("every_method", n), tree) for n, tree in enumerate(self.every_method)),
            *((("methods", name), tree) for name, tree in self.methods.items()),
            (("required_degree",), self.required_degree),
            (("review_minimum",), self.review_minimum),
        ]
        for way, tree in trees:
            if tree is not None:
                yield from walk(tree, way)

    def asked_by(self, method: str, option: str | None) -> list[Node]:
        """All conditions of a method, or of its branch that is called as the applicant's 申报情形."""
        tree = self.methods.get(method)
        nodes = [node for _, node in walk(tree)] if tree is not None else []
        named = [node for node in nodes if option and wide_brackets(node.label or "") == option]
        return [inner for node in named for _, inner in walk(node)] or nodes

    def numbered(self) -> dict[str, str]:
        """The words of every condition that 条件编号 may refer to."""
        trees = (node for tree in self.methods.values() for _, node in walk(tree))
        return {n.id: n.words for n in trees if n.id}

    def choices(self, method: str) -> dict[str, Node]:
        """The conditions of a method that an applicant may choose, by 条件编号."""
        tree = self.methods.get(method)
        return {node.id: node for _, node in walk(tree) if node.id} if tree is not None else {}
