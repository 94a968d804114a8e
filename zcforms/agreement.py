"""Whether a circular and the forms agree: everything that a plan names must be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path

from zcforms.errors import BrokenPlan
from zcforms.forms import Form
from zcforms.plans import FormUse, Plan, read_plan
from zcforms.plans.clauses import Clause
from zcforms.plans.conditions import NOf, SingleBreak
from zcforms.plans.predicates import RequiredDegree


def check_plan_file(path: Path, forms: Mapping[str, Form]) -> list[str]:
    """What is wrong with a plan file of the user's own: one line a fault, none if it is sound."""
    try:
        plan = read_plan(path)
    except BrokenPlan as e:
        return str(e).splitlines()
    faults = [*_of_dates(plan), *_of_eligibility(plan), *_without_clause(plan), *disagreements(plan, forms)]
    if path.stem != plan.id:
        faults.append(f"id: “{plan.id}”与文件名“{path.stem}”不同")
    return faults


_STAGES = ("open", "person_deadline", "unit_deadline", "forward_deadline")


def _of_dates(plan: Plan) -> Iterator[str]:
    """Deadlines follow the way of the papers: the person's, the unit's, the office's (requirements B5)."""
    stated = [(name, date) for name in _STAGES if (date := plan.dates.known(name))]
    for (earlier, first), (later, second) in pairwise(stated):
        if second.latest < first.earliest:
            yield f"dates.{later}: {second}早于{earlier}的{first}"


def _of_eligibility(plan: Plan) -> list[str]:
    """Conditions for every method, each id once, nothing that cannot be judged."""
    rule = plan.eligibility
    methods = {m.id for m in plan.methods}
    faults = [f"eligibility.methods: 没有申报方式“{name}”" for name in rule.methods if name not in methods]
    if rule.external is None:
        faults += [
            f"eligibility.methods: 缺少“{m.id}”的条件" for m in plan.methods if m.id not in rule.methods
        ]
    nodes = list(rule.nodes())
    ids = Counter(node.id for node in nodes if node.id)
    faults += [f"eligibility: 条件编号“{number}”重复" for number, n in ids.items() if n > 1]
    if rule.required_degree is None and any(isinstance(n, (RequiredDegree, SingleBreak)) for n in nodes):
        faults.append("eligibility: 用到“规定学历”，但没有写required_degree")
    several = [node.n_of for node in nodes if isinstance(node, NOf)]
    faults += [f"eligibility: {s.count}项多于所列的{len(s.of)}项" for s in several if s.count > len(s.of)]
    return faults


def _without_clause(plan: Plan) -> Iterator[str]:
    """Every rule is traceable to its clause; what the circular does not say is said to be inferred."""
    for name in sorted(plan.model_fields_set):
        value = getattr(plan, name)
        items = value if isinstance(value, list) else [value]
        for n, item in enumerate(items, 1):
            if isinstance(item, Clause) and item.src is None:
                at = f"{name}[{n}]" if isinstance(value, list) else name
                yield f"{at}: 没有写出处（src）；推定的也要写明“推定”"


def disagreements(plan: Plan, forms: Mapping[str, Form]) -> list[str]:
    """Where a plan names forms, sections, options or methods that do not exist, with the near name."""
    faults: list[str] = []
    methods = {m.id for m in plan.methods}
    for use in plan.forms:
        if use.id in forms:
            faults += _of_options(use, forms[use.id])
        else:
            faults.append(f"forms: 没有表格“{use.id}”" + _near(use.id, forms))
        faults += [
            f"forms.{use.id}.when: 没有申报方式“{method}”"
            for method in use.when.method or []
            if method not in methods
        ]
    needed = [section.form for section in plan.binding.sections if section.form] if plan.binding else []
    faults += [f"binding: 装订用到的表格“{form}”不在forms之列" for form in needed if plan.form(form) is None]
    return faults


def _of_options(use: FormUse, form: Form) -> Iterator[str]:
    where = f"forms.{use.id}.options"
    for name in use.options:
        if name not in form.options:
            yield f"{where}: 没有选项“{name}”" + _near(name, form.options)
    for name in use.options.get("sections") or []:
        if name not in form.sections:
            yield f"{where}.sections: 没有章节“{name}”" + _near(name, form.sections)


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"，是否想写“{near[0]}”？" if near else ""
