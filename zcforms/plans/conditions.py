"""The conditions of a circular as data: trees over a small closed vocabulary, never executed.

A node is a mapping with exactly one predicate as its key (`any`, `all`, `n_of`, `years_in_title`…)
beside what every node may carry: an id that 条件编号 refers to, the clause, the words, the source.
A new predicate is one class in `predicates` and one function in `checks/eligibility`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator, Field, Tag

from zcforms.ground.manifests import NO_MAPPING, Steps, near_or_all
from zcforms.model.figures import Count, YearSpan
from zcforms.plans.predicates import Node, Terms

if TYPE_CHECKING:
    Condition = Node


class AnyOf(Node):
    """One of the branches; a branch whose label is the applicant's 申报情形 is the only one judged."""

    branches: list[Condition] = Field(alias="any", min_length=1)


class AllOf(Node):
    """All parts."""

    parts: list[Condition] = Field(alias="all", min_length=1)


class Several(Terms):
    """At least `count` of the listed conditions; `since` says from when on, in the circular's words.

    Where it says nothing (台光创〔2025〕8号 第九条、第十条), no condition fails for being met long ago.
    """

    count: Count
    since: str | None = None
    of: list[Condition] = Field(min_length=1)


class NOf(Node):
    """Several of a list of conditions, from which the applicant chooses by 条件编号."""

    n_of: Several


class SeniorityCase(Terms):
    """The years that an applicant with this diploma needs; without `degree`, everybody else."""

    degree: Condition | None = None
    years: Condition


class Break(Terms):
    """What may be broken: the first case whose diploma the applicant has tells the years."""

    seniority: list[SeniorityCase] = Field(min_length=1)
    max_short_years: YearSpan


class SingleBreak(Node):
    """单破: either the required diploma is missing or the years, not both, the years only by so much."""

    single_break: Break


# --- one of them ---------------------------------------------------------------------------------


def _own_key(predicate: type[Node]) -> str:
    """The key that makes a mapping this predicate: its only field that not every node has."""
    (own,) = (f.alias or name for name, f in predicate.model_fields.items() if name not in Node.model_fields)
    return own


PREDICATES: dict[str, type[Node]] = {_own_key(cls): cls for cls in Node.__subclasses__()}
_KEYS = {cls: key for key, cls in PREDICATES.items()}


def _key_of(value: Any) -> str | None:
    if isinstance(value, Node):
        return _KEYS[type(value)]
    keys = [key for key in value if key in PREDICATES] if isinstance(value, dict) else []
    return keys[0] if len(keys) == 1 else None


if not TYPE_CHECKING:
    Condition = Annotated[
        Union[tuple(Annotated[cls, Tag(key)] for key, cls in PREDICATES.items())],  # noqa: UP007
        Discriminator(
            _key_of,
            custom_error_type="condition",
            custom_error_message="条件须恰有一个谓词：" + "、".join(PREDICATES),
        ),
    ]
    for _recursive in (Several, SeniorityCase, Break, AnyOf, AllOf, NOf, SingleBreak):
        _recursive.model_rebuild()


def children(node: Node) -> Iterator[tuple[Steps, Node]]:
    """The conditions directly inside a condition, each with the way to it."""
    match node:
        case AnyOf():
            yield from ((("any", n), inner) for n, inner in enumerate(node.branches))
        case AllOf():
            yield from ((("all", n), inner) for n, inner in enumerate(node.parts))
        case NOf():
            yield from ((("n_of", "of", n), inner) for n, inner in enumerate(node.n_of.of))
        case SingleBreak():
            for n, case in enumerate(node.single_break.seniority):
                for key, inner in (("degree", case.degree), ("years", case.years)):
                    if inner is not None:
                        yield ("single_break", "seniority", n, key), inner


def walk(node: Node, way: Steps = ()) -> Iterator[tuple[Steps, Node]]:
    """A condition and everything inside it, each with the way to it."""
    yield way, node
    for steps, inner in children(node):
        yield from walk(inner, (*way, *steps))


def told_of(written: object) -> str:
    """What is wrong with something that stands where a condition should."""
    if not isinstance(written, dict):
        return f"条件{NO_MAPPING}"
    keys = [str(key) for key in written if key not in Node.model_fields]
    known = [key for key in keys if key in PREDICATES]
    if known:
        return f"一个条件只写一个谓词，这里有{'、'.join(known)}；都要的放进all，一项就够的放进any"
    if not keys:
        return "条件缺少谓词，可写：" + "、".join(PREDICATES)
    return f"没有谓词“{keys[0]}”" + near_or_all(keys[0], PREDICATES)
