"""A record as a person writes it: pairs of Chinese titles and texts, as files hold them."""

from __future__ import annotations

from typing import Any

import yaml
from pydantic import BaseModel

from zcforms.intake.columns import own_first
from zcforms.model.records import NONE_LIST

_NOTHING = "无"
_WIDE = 1_000_000  # no line is folded


def written(record: BaseModel) -> dict[str, Any]:
    """What was filled in, by title: texts, and lists and records of them; what is left out is not there."""
    said: dict[str, Any] = {}
    for name, field in own_first(type(record)):
        value = getattr(record, name)
        if value is None or (
            name not in record.model_fields_set and value == field.get_default(call_default_factory=True)
        ):
            continue
        text = _said(value)
        said[field.title or name] = _NOTHING if text == [] and NONE_LIST in field.metadata else text
    return said


def _said(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return written(value)
    if isinstance(value, list):
        return [_said(item) for item in value]
    if isinstance(value, dict):
        return {key: _said(item) for key, item in value.items()}
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


class _Plain(yaml.SafeDumper):
    """Texts without quotation marks wherever reading takes them as they stand (intake.tree)."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, rule) for tag, rule in rules if tag.endswith((":null", ":merge"))]
        for first, rules in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.SequenceNode:
    """Texts side by side, records one below the other."""
    short = all(isinstance(item, str) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


_Plain.add_representer(str, _text)
_Plain.add_representer(list, _list)


def to_yaml(said: dict[str, Any]) -> str:
    """What was filled in as YAML, in the order of the fields."""
    return yaml.dump(said, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=_WIDE)
