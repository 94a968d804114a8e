"""The plan files, ours and a folder's own: found by name, read strictly, every fault with its line."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

from zcforms.ground import manifests
from zcforms.ground.errors import BrokenPlan, UsageError, reason
from zcforms.ground.files import read_file
from zcforms.ground.manifests import MOST_BYTES, ManifestLoader, ManifestText, listed, validated
from zcforms.plans.conditions import told_of
from zcforms.plans.plan import Plan

_FOLDER = files("zcforms.plans") / "circulars"
_KEPT = 32  # plans, by content


def plan_ids() -> list[str]:
    """The ids of the plans that come with zcforms."""
    return sorted(_plan_files(None))


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
        raise UsageError(f"没有评审计划“{plan_id[:60]}”", hint="可用的计划：" + "、".join(near))
    with as_file(known[plan_id]) as path:
        plan = read_plan(path)
    if plan.id != plan_id:
        raise BrokenPlan(f"id“{plan.id}”与文件名不同", hint="两处写成一样", where=f"{plan_id}.yaml")
    return _confirmed(plan, f"{plan_id}.yaml")


def read_plan(path: Path) -> Plan:
    """A plan from a file of the user's own; BrokenPlan lists every fault with its line.

    A draft that is not confirmed is refused, too: `read_plan_text` reads it.
    """
    return _confirmed(read_plan_text(path)[0], path.name)


def _confirmed(plan: Plan, shown: str) -> Plan:
    """The plan; BrokenPlan if it is a draft of which something is still to be held against the circular."""
    if plan.pending:
        first = "、".join(plan.pending[:3]) + ("等" if plan.pending[3:] else "")
        said = f"这份计划是从通知起草的，还有{len(plan.pending)}项待核（{first}），核对完才能用"
        raise BrokenPlan(said, hint=f"zcforms plans check {shown} 逐项列出", where=shown)
    return plan


def read_plan_text(path: Path) -> tuple[Plan, ManifestText]:
    """A plan of the user's own, and its file, which tells the line of any part.

    UsageError if there is no such file.
    """
    return _parse(text_of(path), path.name)


def text_of(path: Path) -> str:
    """The text of a plan file of the user's own; UsageError if there is none, BrokenPlan if it is no text."""
    try:
        return read_file(path, MOST_BYTES).decode("utf-8-sig")
    except FileNotFoundError:
        hint = "自写的计划写文件的路径；随软件来的写编号（zcforms plans list），不带.yaml"
        raise UsageError(f"找不到文件“{path}”", hint=hint) from None
    except UnicodeDecodeError as e:
        raise BrokenPlan("文件编码不是UTF-8", hint="用UTF-8编码另存", where=path.name) from e
    except OSError as e:
        raise BrokenPlan(f"无法读取（{reason(e)}）", where=path.name) from e


def parse_plan(text: str, shown: str) -> Plan:
    """A plan from the text of its file; BrokenPlan lists every fault with its line."""
    return _parse(text, shown)[0]


class _Loader(ManifestLoader):
    """YAML as clerks write it: 是 and 否 are booleans."""

    bool_values = {**yaml.CSafeLoader.bool_values, "是": True, "否": False}  # noqa: RUF012  PyYAML's own name


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^[是否]$"), ["是", "否"])


def loaded(text: str, shown: str) -> tuple[Any, ManifestText, list[str]]:
    """What a plan file says as it stands, its source, and what it says twice; BrokenPlan if it is no YAML."""
    data, source = manifests.loaded(text, shown, BrokenPlan, _Loader)
    return data, source, list(source.repeated())


@lru_cache(_KEPT)  # a job, its checks and its reports read the same plan again and again
def _parse(text: str, shown: str) -> tuple[Plan, ManifestText]:
    data, source = manifests.loaded(text, shown, BrokenPlan, _Loader)
    plan, faults = validated(Plan, data, source, {"condition": told_of})
    if plan is None or faults:
        pending = data.get("待核") if isinstance(data, dict) else None
        also = f"\n  另有{len(pending)}项待核" if isinstance(pending, list) and pending else ""
        raise BrokenPlan(f"计划文件{listed(faults)}{also}", where=shown)
    return plan, source
