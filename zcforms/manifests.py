"""The faults of a YAML file that we define (a form's manifest …), each in Chinese with its line."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_WORDS = {
    "missing": "缺少这个键",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "greater_than": "应大于0",
    "bool_type": "应为true或false",
    "bool_parsing": "应为true或false",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "dict_type": "应为若干“键: 值”",
    "model_type": "应为若干“键: 值”",
    "model_attributes_type": "应为若干“键: 值”",
    "string_type": "应为文字（纯数字的加引号）",
}


def faults_of(error: ValidationError, root: yaml.Node | None, model: type[BaseModel]) -> list[str]:
    """Every fault of a file that is not such a model: "line: keys: what is wrong", each once."""
    return list(dict.fromkeys(_fault(one, root, model) for one in error.errors()))


def repeated_keys(node: yaml.Node | None) -> Iterator[str]:
    """YAML takes the last of two equal keys without a word; here it is a fault."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield f"第{key.start_mark.line + 1}行 {key.value}：键重复"
            seen.add(key.value)
            yield from repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from repeated_keys(item)


def _fault(error: ErrorDetails, root: yaml.Node | None, model: type[BaseModel]) -> str:
    line, path = _locate(error["loc"], root)
    kind, last = error["type"], str(error["loc"][-1]) if error["loc"] else ""
    if kind == "extra_forbidden":
        near = get_close_matches(last, _keys(model), n=1, cutoff=0.5)
        words = "不认识的键" + (f"，是否想写“{near[0]}”？" if near else "")
    elif kind == "literal_error":
        words = "应为" + error["ctx"]["expected"].replace(" or ", "或").replace(", ", "、").replace("'", "")
    else:
        words = _WORDS.get(kind, error["msg"])
        path = ".".join(filter(None, (path, last))) if kind == "missing" else path
    return f"第{line}行 {path}：{words}"


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
            continue  # a missing key
        key, node = found
        line = key.start_mark.line + 1
        path += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return line, path


def _keys(model: type[BaseModel]) -> list[str]:
    """Every key that some part of such a file may have."""
    schema = model.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({name for part in parts for name in part.get("properties", {})})
