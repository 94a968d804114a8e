"""The plan files: found by name, read strictly, checked against the forms."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import ValidationError

from zcforms.errors import BrokenPlan, UsageError
from zcforms.plans.plan import Plan

_FOLDER = files("zcforms") / "plans"


def plan_ids() -> list[str]:
    """The ids of all plans that come with zcforms."""
    names = (entry.name for entry in _FOLDER.iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def load_plan(plan_id: str) -> Plan:
    """The plan of that id; UsageError names the near ones, BrokenPlan the faults of the file."""
    known = plan_ids()
    if plan_id not in known:
        near = get_close_matches(plan_id, known, n=3, cutoff=0.3) or known
        raise UsageError(f"没有评审计划“{plan_id}”", hint="可用的计划：" + "、".join(near))
    return parse_plan((_FOLDER / f"{plan_id}.yaml").read_text("utf-8"), f"{plan_id}.yaml")


def check_plan_file(path: Path, forms: set[str]) -> list[str]:
    """What is wrong with a plan file of the user's own: one line a fault, none if it is sound."""
    try:
        plan = parse_plan(path.read_text("utf-8-sig"), path.name)
    except BrokenPlan as e:
        return str(e).splitlines()
    except (OSError, UnicodeDecodeError) as e:
        return [f"{path.name}: 无法读取（{type(e).__name__}）"]
    faults = []
    needed = [section.form for section in plan.binding.sections if section.form] if plan.binding else []
    methods = {m.id for m in plan.methods}
    for use in plan.forms:
        if use.id not in forms:
            near = get_close_matches(use.id, forms, n=1)
            faults.append(f"forms: 没有表格“{use.id}”" + (f"，是否想写“{near[0]}”？" if near else ""))
        for method in use.when.method or []:
            if method not in methods:
                faults.append(f"forms.{use.id}.when: 没有申报方式“{method}”")
    for form in needed:
        if plan.form(form) is None:
            faults.append(f"binding: 装订用到的表格“{form}”不在forms之列")
    if path.stem != plan.id:
        faults.append(f"id: “{plan.id}”与文件名“{path.stem}”不同")
    return faults


def parse_plan(text: str, shown: str) -> Plan:
    """A plan from the text of its file; BrokenPlan lists every fault."""
    try:
        data = yaml.safe_load(text)
        return Plan.model_validate(data)
    except yaml.YAMLError as e:
        raise BrokenPlan(f"计划文件不是有效的YAML：{e}", where=shown) from e
    except ValidationError as e:
        faults = "\n".join(f"  {'.'.join(map(str, error['loc']))}: {error['msg']}" for error in e.errors())
        raise BrokenPlan(f"计划文件有{e.error_count()}处错误：\n{faults}", where=shown) from e
