"""What pydantic's errors ask for, in Chinese: by their type, never by their English text."""

from __future__ import annotations

import re

from pydantic_core import ErrorDetails

_KINDS = {
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "应为整数，不能这么大",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "finite_number": "应为数字",
    "decimal_max_places": "小数位数过多",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
}
_BOUNDS = {
    "greater_than": ("gt", "应大于"),
    "greater_than_equal": ("ge", "应不小于"),
    "less_than_equal": ("le", "应不大于"),
}
_BOOLEANS = {"bool_type", "bool_parsing"}
_MAPPINGS = {"dict_type", "model_type", "model_attributes_type"}
_MAPPING = "应为若干“{}”"
_PAIR = "键: 值"
NO_MAPPING = _MAPPING.format(_PAIR)


def expected(error: ErrorDetails, pair: str = _PAIR, truth: str = "true或false（是、否也可）") -> str:
    """What ought to stand there, as the end of a sentence; "" where the type alone does not say it.

    `pair` and `truth` are what the reader of the sentence calls an entry, and writes for yes and no.
    """
    kind = error["type"]
    if kind in _BOUNDS:
        key, words = _BOUNDS[kind]
        return f"{words}{error['ctx'][key]}"
    if kind in _BOOLEANS:
        return f"应为{truth}"
    if kind in _MAPPINGS:
        return _MAPPING.format(pair)
    return _KINDS.get(kind, "")


def quoted(choice: str) -> list[str]:
    """The words of a closed list, as pydantic quotes them: 'a', 'b' or 'c'."""
    return re.findall(r"'([^']*)'", choice)
