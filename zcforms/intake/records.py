"""A tree of text → a checked record; all problems of a file at once, in Chinese, with places."""

from __future__ import annotations

import types
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from zcforms.ground.findings import Finding, Path, Place, Places
from zcforms.ground.manifests import expected, quoted
from zcforms.intake.tree import Node
from zcforms.model import fields_by_title

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reading(Generic[M]):
    """What came of reading one record: the record unless there are errors, and where things are."""

    value: M | None
    places: Places
    findings: list[Finding]


def read_record(node: Node, model: type[M], file: str) -> Reading[M]:
    """Bind a tree to a model: Chinese or English keys, unknown keys reported with a near one."""
    known: dict[Path, Place] = {}
    findings: list[Finding] = []
    data = _bind(node, model, (), known, findings)
    places = Places(file, known)
    if not isinstance(data, dict):
        hint = "每行应为“栏目: 内容”，冒号为半角，后加一个空格"
        problem = Finding("not-a-record", "内容不是“栏目: 内容”的形式", hint=hint, place=node.place)
        return Reading(None, places, [*findings, problem])
    value = None
    try:
        value = model.model_validate(data)
    except ValidationError as e:
        for error in e.errors(include_url=False):
            findings.append(_translate(error, model, places))
    return Reading(None if findings else value, places, findings)


# --- binding keys --------------------------------------------------------------------------------


def model_of(annotation: Any) -> type[BaseModel] | None:
    """The record type inside list[...], ... | None, Annotated[...] or dict[..., ...]."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Annotated, list, dict, Union, types.UnionType):
        for arg in reversed(get_args(annotation)):
            found = model_of(arg)
            if found:
                return found
    return None


def _is_mapping_field(annotation: Any) -> bool:
    return get_origin(annotation) is dict


def _bind(
    node: Node,
    model: type[BaseModel] | None,
    path: Path,
    known: dict[Path, Place],
    findings: list[Finding],
    keyed: bool = False,
) -> Any:
    known[path] = node.place
    if not isinstance(node.value, list):
        return node.value
    if not node.is_mapping or not node.value:
        return [
            _bind(item, model, (*path, i), known, findings)
            for i, item in enumerate(n for n in node.value if isinstance(n, Node))
        ]
    titles = {} if model is None or keyed else fields_by_title(model)
    bound: dict[str, Any] = {}
    for pair in node.value:
        assert isinstance(pair, tuple)
        key, value, place = pair
        if model is None or keyed:
            bound[key] = _bind(value, model, (*path, key), known, findings)
            continue
        name = titles.get(key.strip(), key.strip())
        field = model.model_fields.get(name)
        if field is None:
            findings.append(_unknown_key(key, model, place))
            continue
        if name in bound:
            findings.append(
                Finding("repeated-key", f"“{key}”与同一栏目的另一写法重复", hint="删去其中一处", place=place)
            )
            continue
        inner = model_of(field.annotation)
        mapping = _is_mapping_field(field.annotation)
        bound[name] = _bind(value, inner, (*path, name), known, findings, keyed=mapping)
        if value.value is None:
            # A key with nothing after it says no more than no key at all.
            del bound[name]
            known[(*path, name)] = place
    return bound


def _unknown_key(key: str, model: type[BaseModel], place: Place) -> Finding:
    titles = fields_by_title(model)
    near = get_close_matches(key, [*titles, *model.model_fields], n=1, cutoff=0.5)
    if near:
        name = near[0]
        english = titles.get(name, name)
        title = model.model_fields[english].title
        hint = f"是否想写“{title}”（{english}）？"
    else:
        hint = "可用的栏目：" + "、".join(titles)
    return Finding("unknown-key", f"不认识的栏目“{key[:40]}”", hint=hint, place=place)


# --- messages ------------------------------------------------------------------------------------


def _title_of(path: Path, model: type[BaseModel]) -> str:
    """The Chinese name of a place in a record: 论文著作第4项“发表时间”."""
    shown, current = "", model
    for step in path:
        if isinstance(step, int):
            shown += f"第{step + 1}项"
            continue
        field = current.model_fields.get(step) if current else None
        shown += f"“{field.title or step}”" if field else f"“{step}”"
        if field:
            current = model_of(field.annotation) or current
    return shown


def _translate(error: ErrorDetails, model: type[BaseModel], places: Places) -> Finding:
    """One pydantic error in Chinese, by its type, never by its English text."""
    path: Path = tuple(step for step in error["loc"] if step != "[key]")
    title = _title_of(path, model)
    given, context = error["input"], error.get("ctx", {})
    shown = f"“{given[:40]}”" if isinstance(given, str) else "所填内容"
    kind = error["type"]
    hint = ""
    if kind == "missing":
        message = f"缺少{title}"
    elif kind == "literal_error":
        message = f"{title}填写{shown}，不在可选范围内"
        hint = "可填：" + "、".join(quoted(context["expected"]))
    elif kind == "partial_date":
        message = f"{title}填写{shown}，不是有效的日期"
        hint = "写作2019.12、2019-12-03或2019年12月3日"
    elif kind == "day_span":
        message = f"{title}中的“{context.get('span')}”不是有效的日期"
        hint = "写作10-01，连续几天写作10-01..10-07"
    elif kind in {"string_too_short", "too_short"}:
        message = f"{title}不能为空"
    elif kind in {"string_too_long", "too_long"}:
        message = f"{title}过长，限{context.get('max_length')}个字"
    elif kind == "string_type":
        message = f"{title}应为一段文字，不是列表或分栏"
    elif kind == "string_unicode":
        message = f"{title}含有不成对的代理字符"
    elif kind == "string_pattern_mismatch":
        message = f"{title}填写{shown}，格式不对"
        hint = _EXAMPLES.get(str(path[-1]), "")
    elif wanted := expected(error, pair="栏目: 内容", truth="“是”或“否”"):
        message = f"{title}填写{shown}，{wanted}" if isinstance(given, str) else f"{title}{wanted}"
        hint = "每一项前面加“- ”；确实没有时写“无”" if kind == "list_type" else ""
    else:
        message = f"{title}填写有误（{kind}）"
    hint = hint or ("补上这一栏" if kind == "missing" else "对照栏目一览核对该栏的写法")
    return Finding(f"data-{kind.replace('_', '-')}", message, hint=hint, path=path).located(places)


_EXAMPLES = {"pages": "写作1-3、5", "base_url": "写作https://开头的网址"}


def choices(annotation: Any) -> tuple[str, ...]:
    """The words that a field may hold, if it is a closed list."""
    if get_origin(annotation) is Literal:
        return tuple(str(a) for a in get_args(annotation))
    for arg in get_args(annotation):
        found = choices(arg)
        if found:
            return found
    return ()
