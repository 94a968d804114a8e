"""Whether the words of a plan are those of the records that they are held against, and each is said once.

A rule for 医院 or for the method "nomral" concerns nobody, and nobody would see that it is not applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from zcforms.ground.manifests import Fault, Steps, near_or_all
from zcforms.model import Institution
from zcforms.model.application import Application
from zcforms.model.career import Sanction
from zcforms.model.records import Record, choices
from zcforms.plans.hours import hours_table
from zcforms.plans.plan import Plan
from zcforms.plans.predicates import AtUnit


def unheard(plan: Plan) -> Iterator[Fault]:
    """Every word of a plan that no record can hold, and what is written twice, each with its place."""
    yield from _of_units(plan)
    yield from _of_others(plan)
    yield from _twice(plan)


def _of_units(plan: Plan) -> Iterator[Fault]:
    """The kinds of units, and whether somebody is on their staff."""
    kinds, staffing = _words(Institution, "kind"), _words(Application, "staffing")
    if plan.open_to:
        yield from _unknown(("open_to", "units"), "单位性质", plan.open_to.units, kinds)
    for way, node in plan.eligibility.nodes():
        if isinstance(node, AtUnit):
            yield from _unknown(("eligibility", *way, "unit", "kind"), "单位性质", node.unit.kind, kinds)
    for place, when in (
        *((("forms", use.id, "when"), use.when) for use in plan.forms),
        *((("binding", "sections", n, "when"), section.when) for n, section in enumerate(plan.sections)),
    ):
        yield from _unknown((*place, "unit_kind"), "单位性质", when.unit_kind or (), kinds)
        yield from _unknown((*place, "staffing"), "编制情况", when.staffing or (), staffing)


def _of_others(plan: Plan) -> Iterator[Fault]:
    """Ways to apply that letters of appointment are asked for, punishments that delay, the table of hours."""
    letters = plan.evidence.appointment
    asked = letters.methods or () if letters else ()
    methods = [method.id for method in plan.methods]
    yield from _unknown(("evidence", "appointment", "methods"), "申报方式", asked, methods)
    punished = plan.discipline.delay_kinds
    yield from _unknown(("discipline", "delay_kinds"), "处分", punished, _words(Sanction, "kind"))
    cap = plan.continuing_education.route_cap
    if cap and cap.table:
        try:
            hours_table(cap.table)
        except ValueError:
            yield ("continuing_education", "route_cap", "table"), f"没有“{cap.table}”这张途径学时表"


def _twice(plan: Plan) -> Iterator[Fault]:
    """What is told apart by its name, and has it twice; a part for others, and a form, may have it too."""
    for place, names in (
        (("methods",), [method.id for method in plan.methods]),
        (("methods",), [method.label for method in plan.methods]),
        (("specialities",), plan.specialities),
        (("continuing_education", "years"), plan.continuing_education.years),
        (("binding", "sections"), [(section.title, section.when) for section in plan.sections]),
        (("forms",), [(use.title, use.when) for use in plan.forms]),
    ):
        yield from _repeated(place, names)


def _repeated(place: Steps, names: Sequence[Any]) -> Iterator[Fault]:
    for n, name in enumerate(names):
        if name in names[:n]:
            shown = name[0] if isinstance(name, tuple) else name
            yield (*place, n), f"“{shown}”写了两次，留一处，或用不同的名称"


def _words(record: type[Record], field: str) -> tuple[str, ...]:
    return choices(record.model_fields[field].annotation)


def _unknown(place: Steps, what: str, said: Iterable[str], known: Sequence[str]) -> Iterator[Fault]:
    for name in said:
        if name not in known:
            yield place, f"没有{what}“{name}”" + near_or_all(name, known)
