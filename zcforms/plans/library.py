"""The plan files: found by name, read strictly."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files

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
