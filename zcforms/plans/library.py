"""The plan files, ours and a folder's own: found by name, read strictly, every fault with its line."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from zcforms.errors import BrokenPlan, UsageError
from zcforms.plans.plan import Plan

_FOLDER = files("zcforms") / "plans"


def plan_ids(own: Path | None = None) -> list[str]:
    """The ids of the plans that come with zcforms, and of those in a folder of the user's own."""
    return sorted(_plan_files(own))


def _plan_files(own: Path | None) -> dict[str, Traversable]:
    folders: list[Traversable] = [_FOLDER, *([own] if own and own.is_dir() else [])]
    return {
        entry.name.removesuffix(".yaml"): entry
        for folder in folders
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml") and not entry.name.startswith("_")
    }


def load_plan(plan_id: str, own: Path | None = None) -> Plan:
    """The plan of that id, a folder's own before ours.

    UsageError names the near ones, BrokenPlan the faults of the file.
    """
    known = _plan_files(own)
    if plan_id not in known:
        near = get_close_matches(plan_id, known, n=3, cutoff=0.3) or sorted(known)
        raise UsageError(f"没有评审计划“{plan_id}”", hint="可用的计划：" + "、".join(near))
    plan = parse_plan(known[plan_id].read_text("utf-8-sig"), f"{plan_id}.yaml")
    if plan.id != plan_id:
        raise BrokenPlan(f"id“{plan.id}”与文件名不同", hint="两处写成一样", where=f"{plan_id}.yaml")
    return plan


def read_plan(path: Path) -> Plan:
    """A plan from a file of the user's own; BrokenPlan lists every fault with its line."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as e:
        hint = "文件应为UTF-8编码的YAML"
        raise BrokenPlan(f"无法读取（{type(e).__name__}）", hint=hint, where=path.name) from e
    return parse_plan(text, path.name)


def parse_plan(text: str, shown: str) -> Plan:
    """A plan from the text of its file; BrokenPlan lists every fault with its line."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except yaml.MarkedYAMLError as e:
        line = f":{e.problem_mark.line + 1}" if e.problem_mark else ""
        raise BrokenPlan("不是有效的YAML，检查这一行的缩进、冒号和引号", where=f"{shown}{line}") from e
    except (yaml.YAMLError, ValueError) as e:
        raise BrokenPlan("不是有效的YAML", where=shown) from e
    repeated = list(_repeated(root, shown)) if root else []
    try:
        plan = Plan.model_validate(data)
    except ValidationError as e:
        # A union reports once for each of its kinds; the line and the key are what matters.
        faults = dict.fromkeys([*repeated, *[_fault(error, root, shown) for error in e.errors()]])
    else:
        if not repeated:
            return plan
        faults = dict.fromkeys(repeated)
    raise BrokenPlan(f"计划文件有{len(faults)}处错误：\n" + "\n".join(f"  {f}" for f in faults), where=shown)


def _repeated(node: yaml.Node, shown: str) -> Iterator[str]:
    """YAML takes the last of two equal keys without a word; here it is a fault."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield f"{shown}:{key.start_mark.line + 1}: {key.value}: 键重复"
            seen.add(key.value)
            yield from _repeated(value, shown)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item, shown)


_WORDS = {
    "missing": "缺少这个键",
    "partial_date": "不是日期（写作2025-10-20；通知未载明写null，载明而本稿缺失写unknown）",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数字",
    "bool_type": "应为true或false",
    "bool_parsing": "应为true或false",
    "float_parsing": "应为数字",
    "list_type": "应为列表",
    "dict_type": "应为若干“键: 值”",
    "model_type": "应为若干“键: 值”",
    "string_type": "应为文字（纯数字的加引号）",
}


def _fault(error: ErrorDetails, root: yaml.Node | None, shown: str) -> str:
    line, path = _locate(error["loc"], root)
    kind, last = error["type"], str(error["loc"][-1])
    if kind == "extra_forbidden":
        near = get_close_matches(last, _keys(), n=1, cutoff=0.5)
        words = "不认识的键" + (f"，是否想写“{near[0]}”？" if near else "")
    elif kind == "literal_error":
        words = "应为" + error["ctx"]["expected"].replace(" or ", "或").replace("'", "")
    elif kind == "missing":
        words, path = _WORDS[kind], ".".join(part for part in (path, last) if part)
    else:
        words = _WORDS.get(kind, error["msg"])
    return f"{shown}:{line}: {path}: {words}"


def _locate(loc: tuple[int | str, ...], node: yaml.Node | None) -> tuple[int, str]:
    """The line of the nearest part of the file around a value, and the keys that lead to it."""
    line, path = 1, ""
    for step in loc:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = (node.value[step], node.value[step])
        if found is None:
            continue  # the name of a kind in a union, or a missing key
        key, node = found
        line = key.start_mark.line + 1
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return line, path


@cache
def _keys() -> list[str]:
    """Every key that some part of a plan may have."""
    schema = Plan.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})
