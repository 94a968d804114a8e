"""How many people there are of each kind: for the page of figures, and the roster's sheet of counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated

from zcforms.chinese.dates import PartialDate, full_years
from zcforms.facts.order import group_of
from zcforms.facts.person import Person
from zcforms.ground.findings import SEVERITY_LABELS, Finding, Severity
from zcforms.ground.reference import entry
from zcforms.ground.titled import Titled
from zcforms.model.career import DEGREE_LEVELS
from zcforms.model.records import as_told
from zcforms.plans import Plan

_UNSAID = "未填"
_AGES = (0, 31, 36, 41, 46, 51, 56, 200)  # in full years, where bands begin
_BANDS = {
    low: "30岁及以下" if low == 0 else "56岁及以上" if high == 200 else f"{low}—{high - 1}岁"
    for low, high in pairwise(_AGES)
}


@dataclass(frozen=True)
class FigureRow(Titled):
    """People of one kind; `length` is their bar in percent of the longest of its group."""

    group: Annotated[str, "项目"]
    kind: Annotated[str, "类别"]
    count: Annotated[str, "人数"]
    share: Annotated[str, "占比"]
    length: Annotated[str, "图形长度"]


@dataclass(frozen=True)
class RuleRow(Titled):
    """People whom one rule found fault with; `length` is their bar in percent of the longest."""

    weight: Annotated[str, "轻重"]
    rule: Annotated[str, "检查的规定"]
    code: Annotated[str, "编号"]
    count: Annotated[str, "人数"]
    share: Annotated[str, "占比"]
    length: Annotated[str, "图形长度"]


def faults(told: Mapping[str, Iterable[Finding]]) -> list[RuleRow]:
    """By rule, the people whom it found fault with: those held back first, then reminders; most first.

    `told` has everybody who was checked, with or without findings; a person counts once for a rule, however
    often it found something on them.
    """
    weights = list(Severity)
    found = Counter(
        key
        for findings in told.values()
        for key in {(weights.index(f.severity), f.code) for f in findings if f.severity is not Severity.INFO}
    )
    longest = max(found.values(), default=1)
    return [
        RuleRow(
            SEVERITY_LABELS[weights[weight]],
            known.what if (known := entry(code)) else code,
            code,
            str(n),
            f"{100 * n / len(told):.1f}%",
            f"{100 * n / longest:.1f}",
        )
        for (weight, code), n in sorted(found.items(), key=lambda one: (one[0][0], -one[1], one[0][1]))
    ]


def figures(people: Sequence[Person], plan: Plan, filled_on: PartialDate | None) -> list[FigureRow]:
    """All people counted by each matter, each count summing up to all: as ordered, else most first."""
    groups = _groups(people, plan, filled_on.latest if filled_on else None)
    return [row for group, kinds, order in groups for row in _rows(group, kinds, order)]


def _groups(
    people: Sequence[Person], plan: Plan, filled_on: date | None
) -> Iterator[tuple[str, Sequence[str | None], Sequence[str]]]:
    """What is counted, everybody's kind (None: not said), and the order of kinds where they have one."""
    methods = [method.label for method in plan.methods]
    yield "申报方式", [p.applicant.application.method for p in people], methods
    targets = [group_of(p.applicant, "target", plan) for p in people]
    if len(set(targets)) > 1:
        yield "申报资格", targets, (plan.target_title,)
    yield "申报专业", [p.applicant.application.speciality for p in people], ()
    yield "性别", [p.applicant.sex_shown for p in people], ("男", "女")
    yield "年龄", [_band(p, filled_on) for p in people], list(_BANDS.values())
    yield "学历", [_level(p) for p in people], DEGREE_LEVELS
    yield "单位性质", [_kind(p) for p in people], ()
    for matter, kinds in (
        ("所有制", [p.institution.ownership for p in people]),
        ("隶属关系", [p.institution.affiliation for p in people]),
    ):
        if any(kinds):  # no form asks for it: where nobody says it, there is nothing to count
            yield matter, kinds, ()
    yield "工作单位", [p.institution.name for p in people], ()


def _level(person: Person) -> str | None:
    return as_told(lambda: person.applicant.highest_education.level, None)


def _kind(person: Person) -> str | None:
    return as_told(lambda: person.institution.kind, None)


def _band(person: Person, filled_on: date | None) -> str | None:
    born = person.applicant.birth_shown
    if born is None or filled_on is None:
        return None
    age = full_years(born.earliest, filled_on)
    return _BANDS[max(low for low in _BANDS if low <= age)]


def _rows(group: str, kinds: Sequence[str | None], order: Sequence[str]) -> Iterator[FigureRow]:
    counts = Counter(kind or _UNSAID for kind in kinds)
    listed = [kind for kind in order if kind in counts]
    others = [kind for kind, _ in counts.most_common() if kind not in {*listed, _UNSAID}]
    longest = max(counts.values(), default=1)
    for kind in (*listed, *others, *([_UNSAID] if _UNSAID in counts else [])):
        n = counts[kind]
        yield FigureRow(group, kind, str(n), f"{100 * n / len(kinds):.1f}%", f"{100 * n / longest:.1f}")
