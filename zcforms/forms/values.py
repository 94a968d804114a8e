"""A person's facts turned into the values of a form's fields."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from zcforms.chinese.dates import PartialDate
from zcforms.forms.form import FieldSpec, Form, TableSpec
from zcforms.ground.errors import BrokenForm
from zcforms.ground.titled import Titled, readable


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table on paper; `blank` marks a row left empty for handwriting."""

    cells: Mapping[str, str]
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Values:
    """What a form shows: text by field, rows by table, images by field, options of the plan."""

    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, list[Row]] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    blank: bool = False


def fill_in(
    form: Form,
    facts: Titled | Mapping[str, Any],
    title: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> Values:
    """A form's values from the facts: each field's source looked up and written in its format."""
    fields, images = {}, {}
    for name, spec in form.fields.items():
        value = _resolve(facts, spec.source, form, name) if spec.source else None
        if spec.format == "image":
            if value is not None:
                images[name] = value
        else:
            fields[name] = _write(value, spec)
    tables = {}
    for name, table in form.tables.items():
        rows = _resolve(facts, table.source, form, name) if table.source else None
        tables[name] = rows_of(rows, table, form, name)
    return Values(
        title=title or form.title,
        fields=fields,
        tables=tables,
        images=images,
        options={**form.options, **(options or {})},
    )


def left_blank(
    form: Form,
    title: str | None = None,
    options: Mapping[str, Any] | None = None,
    printed: Mapping[str, Any] | None = None,
) -> Values:
    """The values of an empty print for writing by hand; `printed` are facts that stand on it all the same."""
    known = printed or {}
    return Values(
        title=title or form.title,
        fields={
            name: _write(known.get(spec.source or ""), spec) if spec.source in known else ""
            for name, spec in form.fields.items()
            if spec.format != "image"
        },
        tables={
            name: rows_of(known.get(table.source or ""), table, form, name)
            for name, table in form.tables.items()
        },
        options={**form.options, **(options or {})},
        blank=True,
    )


def _blank_row(table: TableSpec) -> Row:
    return Row(dict.fromkeys(table.columns, ""), blank=True)


def rows_of(rows: Any, table: TableSpec, form: Form, name: str) -> list[Row]:
    """The rows of a table on paper: None leaves it blank, nothing says 无, and there are at least min_rows.

    Each of `rows` holds its columns under their sources.
    """
    if rows is None:
        return [_blank_row(table)] * max(table.blank_rows, table.min_rows)
    written = [
        Row(
            {
                c: _write(_resolve(row, s.source or c, form, f"{name}.{c}"), s)
                for c, s in table.columns.items()
            }
        )
        for row in rows
    ]
    if not written and table.none_in:
        written = [Row({**dict.fromkeys(table.columns, ""), table.none_in: "无"})]
    return written + [_blank_row(table)] * (table.min_rows - len(written))


def _resolve(facts: Any, source: str, form: Form, name: str) -> Any:
    value = facts
    for step in source.split("."):
        if value is None:
            return None
        if step not in _readable(value):
            raise BrokenForm(f"栏目“{name}”的来源“{source}”不存在", where=f"{form.id}/form.yaml")
        value = value[step] if isinstance(value, Mapping) else getattr(value, step)
    return value


def _readable(value: Any) -> Container[str]:
    """What a form may read of a value: keys, or the fields that a record declares, and nothing else."""
    if isinstance(value, Mapping):
        return value
    kind: type = type(value)
    if isinstance(value, Titled):
        return readable(kind)
    return type(value).model_fields if isinstance(value, BaseModel) else ()


def _write(value: Any, spec: FieldSpec) -> str:
    if value is None or value == "":
        return spec.absent
    if isinstance(value, PartialDate):
        if spec.format == "month":
            return value.to_month()
        return value.to_chinese() if spec.format == "chinese_date" else str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
