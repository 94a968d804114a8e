"""What an editor is told of a user's files: their JSON Schema (2020-12), with the Chinese keys of people.

Whatever reading a file accepts (intake.records), the schema accepts: it hints and completes, and only the
check judges. English keys are taken, too, but not offered. What YAML takes for a number or for true may
stand for a text, since files are read as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from zcforms.chinese.dates import PartialDate
from zcforms.intake.columns import holds
from zcforms.model.application import Application, EvidenceItem
from zcforms.model.records import NONE_LIST, NONE_WORDS, STILL, choices, is_list, model_of
from zcforms.plans import Plan

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE = r"^\s*[0-9０-９]{4}[\s0-9０-９年月日号./／－．:T-]*$"
_NUMBER = r"^\s*[-+]?[0-9０-９]*[.．]?[0-9０-９]+\s*[%％]?\s*$"
_TEXT = MappingProxyType({"type": ["string", "number", "boolean"]})
_YES_NO = ("是", "否", "有", "无", "true", "false", True, False)
_Offers = Mapping[tuple[type[BaseModel], str], tuple[Sequence[str], bool]]


def schema_of(model: type[BaseModel], plan: Plan | None = None) -> dict[str, Any]:
    """The schema of a kind of record; with a plan, with the words that its circular offers."""
    offered = {} if plan is None else _offers(plan)
    definitions: dict[str, Any] = {}
    root = _record(model, offered, definitions)
    return {"$schema": DIALECT, **root, "$defs": definitions}


def _offers(plan: Plan) -> _Offers:
    """What a plan offers for a field of a record, and whether that is all that the field takes."""
    methods = [word for method in plan.methods for word in (method.label, method.id)]
    found: _Offers = {
        (Application, "method"): (methods, True),
        (Application, "option"): (plan.options, False),
        (Application, "speciality"): (plan.specialities, plan.specialities_open is None),
        (EvidenceItem, "category"): (plan.evidence_categories, True),
    }
    return {field: offer for field, offer in found.items() if offer[0]}


def _record(model: type[BaseModel], offered: _Offers, definitions: dict[str, Any]) -> dict[str, Any]:
    titled, english, required = {}, {}, []
    for name, field in model.model_fields.items():
        title = field.title or name
        told = {"title": title, **_field(field, offered.get((model, name)), offered, definitions)}
        titled[title] = told
        if name != title:
            english[f"^{re.escape(name)}$"] = told
        if field.is_required():
            required.append({"anyOf": [{"required": [title]}, {"required": [name]}]})
    record = {"type": "object", "properties": titled, "additionalProperties": False}
    if english:
        record["patternProperties"] = english
    return record | ({"allOf": required} if required else {})


def _field(
    field: FieldInfo, offer: tuple[Sequence[str], bool] | None, offered: _Offers, definitions: dict[str, Any]
) -> dict[str, Any]:
    """What a field may hold, and how that is said to a person."""
    inner = model_of(field.annotation)
    if inner is not None and inner.__name__ not in definitions:
        definitions[inner.__name__] = {}  # a record may hold others of its kind
        definitions[inner.__name__] = _record(inner, offered, definitions)
    item: dict[str, Any] = {"$ref": f"#/$defs/{inner.__name__}"} if inner else dict(_TEXT)
    value, said, examples = item, "", list[str]()
    if get_origin(field.annotation) is dict:
        value = {"type": "object", "additionalProperties": item}
    elif is_list(field.annotation):
        value, said = _list(field, item)
    elif inner is None:
        value, said, examples = _scalar(field, offer)
    if not field.is_required():
        value = {"anyOf": [value, {"type": "null"}]}
    description = "；".join(filter(None, ("必填" if field.is_required() else "", said)))
    told = {"description": description, "examples": examples}
    return value | {key: word for key, word in told.items() if word}


def _list(field: FieldInfo, item: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """A list, or the word that says that there is nothing, where that may be said."""
    least = max(_rules(field.metadata, "min_length"), default=0)
    array = {"type": "array", "items": item, "minItems": least}
    if NONE_LIST not in field.metadata:
        return array, "每项前面加“- ”"
    return {"anyOf": [array, {"enum": list(NONE_WORDS)}]}, "每项前面加“- ”；确实没有的写“无”"


def _scalar(
    field: FieldInfo, offer: tuple[Sequence[str], bool] | None
) -> tuple[dict[str, Any], str, list[str]]:
    """One value: what it may be, how that is said, and examples."""
    if offer:
        words, closed = offer
        said = "通知所列：" + "、".join(words)
        return ({"enum": list(words)}, said, []) if closed else (dict(_TEXT), said, list(words))
    if own := choices(field.annotation):
        return {"enum": list(own)}, "可填：" + "、".join(own), []
    if holds(field.annotation, PartialDate):
        text = {"anyOf": [{"type": "string", "pattern": _DATE}, {"type": "number"}, {"enum": list(STILL)}]}
        return text, "日期，写到知道的那一级", ["2019.12", "2019-12-03"]
    kinds = set(_within(field.annotation))
    if bool in kinds:
        return {"enum": list(_YES_NO)}, "是或否", []
    if kinds & {int, float, Decimal}:
        rules = [*field.metadata, *kinds]
        bounds = {name: float(most) for key, name in _BOUNDS.items() for most in _rules(rules, key)}
        number = {"type": "number"} | bounds
        return {"anyOf": [number, {"type": "string", "pattern": _NUMBER}]}, "数字", []
    patterns = list(_rules([*field.metadata, *kinds], "pattern"))
    return dict(_TEXT) | ({"pattern": patterns[0]} if patterns else {}), "", []


_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "lt": "exclusiveMaximum"}


def _within(annotation: Any) -> Iterator[Any]:
    """An annotation and whatever stands in it: kinds of value, and the rules for them."""
    yield annotation
    for inner in (*get_args(annotation), *getattr(annotation, "__metadata__", ())):
        yield from _within(inner)


def _rules(rules: Sequence[Any], key: str) -> Iterator[Any]:
    """What the rules of a field say of one thing, where they say it."""
    return (value for rule in rules if (value := getattr(rule, key, None)) is not None)
