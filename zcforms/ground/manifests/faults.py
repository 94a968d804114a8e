"""What is wrong with such a file, in the words of a clerk: pydantic's errors, one fault for a place."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from zcforms.ground.manifests.expected import expected, quoted
from zcforms.ground.manifests.text import ManifestText, Steps
from zcforms.ground.meant import meant

_WORDS = {
    "missing": "缺少这个键",
    "string_type": "应为文字（纯数字的加引号）",
    "invalid_key": "键应为文字",
}
_Words = Mapping[str, Callable[[object], str]]
_Model = TypeVar("_Model", bound=BaseModel)


def near(name: str, known: Iterable[str]) -> str:
    """The near name as the end of a fault, "" if there is none."""
    found = meant(name, known, cutoff=0.65)
    return f"，{found}" if found else ""


def near_or_all(name: str, known: Iterable[str]) -> str:
    """The near name as the end of a fault, all of them if none is near."""
    names = list(known)
    return near(name, names) or ("，可写：" + "、".join(names) if names else "")


def validated(
    kind: type[_Model], data: object, text: ManifestText, words: _Words | None = None
) -> tuple[_Model | None, list[str]]:
    """What such a file says as a model, if it can be read; its faults, a line each.

    `words` tells of kinds of error that only this sort of file has, from what was written.
    """
    faults = list(text.repeated())
    try:
        return kind.model_validate(data), faults
    except ValidationError as e:
        return None, [*faults, *_schema_faults(e.errors(), text, _schema(kind), words or {})]


def listed(faults: Sequence[str]) -> str:
    """How many faults there are, and each of them, as the end of a message."""
    return f"有{len(faults)}处错误：\n" + "\n".join(f"  {fault}" for fault in faults)


@cache
def _schema(kind: type[BaseModel]) -> dict[str, Any]:
    return kind.model_json_schema()


def _schema_faults(
    errors: Iterable[ErrorDetails],
    text: ManifestText,
    schema: dict[str, Any],
    words: _Words,
) -> Iterator[str]:
    """One line for each place; a union reports once for each of its kinds."""
    places: dict[tuple[int, str, str], list[ErrorDetails]] = {}
    for error in errors:
        missing = str(error["loc"][-1]) if error["type"] == "missing" else ""
        places.setdefault((*text.locate(error["loc"]), missing), []).append(error)
    for (_, _, missing), several in sorted(places.items(), key=lambda place: place[0][0]):
        steps = several[0]["loc"]
        if several[0]["type"] == "union_tag_invalid":
            steps = (*steps, "op")
        said = _of_place(several, schema, words)
        if several[0]["input"] is None and steps and _asks_for_a_value(several[0]["type"]):
            said = f"这里要有内容，不能写null：{said}"
        yield text.told((steps, said), missing)


def _asks_for_a_value(kind: str) -> bool:
    return kind == "literal_error" or kind.endswith("_type")


def _of_place(errors: list[ErrorDetails], schema: dict[str, Any], words_of: _Words) -> str:
    by_kind = {error["type"]: error for error in errors}
    words = [word for e in errors if e["type"] == "literal_error" for word in quoted(e["ctx"]["expected"])]
    literals = "或".join(filter(None, ["、".join(words[:-1]), words[-1]])) if words else ""
    if "partial_date" in by_kind:
        return _of_date(str(by_kind["partial_date"]["input"]), literals)
    other = next((error for error in errors if error["type"] != "literal_error"), None)
    if other is None:
        return f"应为{literals}"
    return _of_error(other, schema, words_of) + (f"，或{literals}" if literals else "")


def _of_error(error: ErrorDetails, schema: dict[str, Any], words_of: _Words) -> str:
    context, last = error.get("ctx", {}), str(error["loc"][-1]) if error["loc"] else ""
    match error["type"]:
        case "missing" if _may_be_null(error["loc"], schema):
            return f"{_WORDS['missing']}，没有规定的写null"
        case "model_type" | "dict_type" if not last:
            return "是空的，或最外层不是“键: 值”"
        case "extra_forbidden":
            if match := re.search(r"：|:(?=\S)", last):
                return "冒号是全角的" if match[0] == "：" else "冒号后面缺空格"
            return "不认识的键" + near_or_all(last, _keys_at(error["loc"][:-1], schema))
        case kind if kind in words_of:
            return words_of[kind](error["input"])
        case "union_tag_invalid":
            return f"没有“{context['tag']}”" + near_or_all(context["tag"], quoted(context["expected_tags"]))
        case "union_tag_not_found":
            return f"缺少{context['discriminator'].strip(chr(39))}"
        case "value_error":
            return str(context["error"])
        case "too_short":
            return f"至少要有{context['min_length']}项"
    return _WORDS.get(error["type"]) or expected(error) or "写法不对"


def _of_date(written: str, literals: str) -> str:
    if match := re.fullmatch(r"(\d{4})\D(\d{1,2})(?:\D(\d{1,2})\D?)?", written):
        year, month, day = (int(part or 1) for part in match.groups())
        if not 1 <= month <= 12:
            return f"没有{month}月"
        if not 1 <= day <= monthrange(year, month)[1]:
            return f"{month}月没有{day}日" if (month, day) != (2, 29) else f"{year}年2月没有29日"
    if match := re.fullmatch(r"\d{4}(?:\D\d{1,2}){2}(?!\d)日?[ T]*(?P<rest>\S+)", written):
        return f"只写到日，去掉“{match['rest']}”；通知说了几时的，写在notes里"
    lost = "，载明而本稿缺失写unknown" if "unknown" in literals else ""
    return f"不是日期（写作2025-10-20；通知未载明写null{lost}）"


def _may_be_null(steps: Steps, schema: dict[str, Any]) -> bool:
    """Whether null says that there is no such rule, at a key that must be there."""
    return any(part.get("type") == "null" for part in _kinds_at(steps, schema))


def _keys_at(steps: Steps, schema: dict[str, Any]) -> list[str]:
    """The keys that a part of a plan may have."""
    return [name for kind in _kinds_at(steps, schema) for name in kind.get("properties", {})]


# --- what may stand at a place -------------------------------------------------------------------


def _kinds_at(steps: Steps, schema: dict[str, Any]) -> list[dict[str, Any]]:
    kinds = _alternatives(schema, schema)
    for step in steps:
        kinds = [inside for kind in kinds for inside in _inside(kind, step, schema)]
    return kinds


def _inside(part: dict[str, Any], step: int | str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    if "oneOf" in part:
        # A tagged union names the kind in a step of its own: a predicate's key, or a row's op.
        kinds = [kind for one in part["oneOf"] for kind in _alternatives(one, schema)]
        return [
            kind
            for kind in kinds
            if step in kind["properties"] or kind["properties"].get("op", {}).get("const") == step
        ]
    if isinstance(step, int):
        found = part.get("items")
    else:
        found = part.get("properties", {}).get(step) or part.get("additionalProperties")
    return _alternatives(found, schema) if isinstance(found, dict) else []


def _alternatives(part: dict[str, Any], schema: dict[str, Any]) -> list[dict[str, Any]]:
    if "$ref" in part:
        return _alternatives(schema["$defs"][part["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in part:
        return [kind for one in part["anyOf"] for kind in _alternatives(one, schema)]
    return [part]
