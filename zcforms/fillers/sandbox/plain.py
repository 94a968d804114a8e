"""What a template sees of ours: texts, numbers, read-only mappings and tuples, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf
from types import MappingProxyType
from typing import Any

from zcforms.fillers.sandbox.limits import MOST_NUMBER
from zcforms.forms import Form, Values
from zcforms.ground.errors import BrokenForm

Plain = Any  # str, int, float, bool, None, a MappingProxyType or a tuple of such
_MOST_PARTS = 10_000  # of the options of a form
_MOST_MEASURE = 1000.0  # mm or pt


def measure(said: Plain, least: float = -inf) -> float:
    """A length, a size or a leading that a template states; TypeError for what is none that a page has."""
    if not isinstance(said, int | float) or not abs(said) < _MOST_MEASURE or said < least:
        raise TypeError("a measure is a number")
    return said


def described(form: Form) -> Plain:
    """What a template may know of its form: the titles of its tables, titles and widths of the columns."""
    return _proxy(
        tables={
            name: _proxy(
                title=table.title,
                columns={c: _proxy(title=spec.title, width=spec.width) for c, spec in table.columns.items()},
            )
            for name, table in form.tables.items()
        }
    )


def rows_of(values: Values) -> Mapping[str, tuple[Plain, ...]]:
    """The rows of every table: the texts of the cells, and whether a row is left blank."""
    return {
        name: tuple(_proxy(cells=dict(row.cells), blank=row.blank) for row in rows)
        for name, rows in values.tables.items()
    }


def options_of(values: Values, where: str) -> Plain:
    """The options of a form; BrokenForm for one that is no plain data, or for too many."""
    return frozen(values.options, where)


def frozen(value: object, where: str) -> Plain:
    """Plain data as nobody can change it; BrokenForm for what is none, or has too many parts."""
    return _frozen(value, where, iter(range(_MOST_PARTS)))


def _frozen(value: object, where: str, parts: Any) -> Plain:
    if next(parts, None) is None:
        raise BrokenForm(f"选项超过{_MOST_PARTS}项", hint="删去多余的选项", where=where)
    if isinstance(value, int | float) and not abs(value) <= MOST_NUMBER:
        raise BrokenForm("选项里的数太大", hint="改小", where=where)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return MappingProxyType({str(k): _frozen(v, where, parts) for k, v in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_frozen(item, where, parts) for item in value)
    if isinstance(value, date):
        return str(value)
    kind = type(value).__name__
    raise BrokenForm(f"选项里有用不了的内容（{kind}）", hint="只写文字、数字、是否和列表", where=where)


def _proxy(**parts: Any) -> Plain:
    return MappingProxyType(
        {name: MappingProxyType(part) if isinstance(part, dict) else part for name, part in parts.items()}
    )
