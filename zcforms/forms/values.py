"""A person's facts turned into the values of a form's fields."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
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
    """What a form shows: text by field, rows by table, images by field, options of the plan.

    What is `exported` by the platform says that the export counts. What is `overprinted` has the rows of the
    print for writing by hand, and its values stand in the boxes of that. `left_out` is by table how many
    rows of its list are more than it shows.
    """

    title: str
    fields: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, list[Row]] = field(default_factory=dict)
    images: Mapping[str, bytes] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    blank: bool = False
    exported: bool = False
    overprinted: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)


def fill_in(
    form: Form,
    facts: Titled | Mapping[str, Any],
    title: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> Values:
    """A form's values from the facts: each field's source looked up and written in its format."""
    fields = {
        name: _resolve(facts, spec.source, form, name) for name, spec in form.fields.items() if spec.source
    }
    tables = {
        name: _looked_up(_resolve(facts, table.source, form, name), form, name)
        for name, table in form.tables.items()
        if table.source
    }
    return written(form, fields, tables, title, options)


def written(
    form: Form,
    fields: Mapping[str, Any],
    tables: Mapping[str, Sequence[Mapping[str, Any]] | None],
    title: str | None = None,
    options: Mapping[str, Any] | None = None,
) -> Values:
    """A form's values from what its fields and columns hold, by their names: the one way to filled paper.

    What holds nothing says its word for that; a table without a list is left for writing by hand.
    """
    texts, images = {}, {}
    for name, spec in form.fields.items():
        value = fields.get(name)
        if spec.format != "image":
            texts[name] = _write(value, spec)
        elif value is not None:
            images[name] = value
    return Values(
        title=title or form.title,
        fields=texts,
        tables={name: _rows(tables.get(name), table) for name, table in form.tables.items()},
        images=images,
        options={**form.options, **(options or {})},
        left_out=_left_out(form, tables),
    )


def _left_out(form: Form, tables: Mapping[str, Sequence[Any] | None]) -> dict[str, int]:
    """By table how many rows of its list are more than it may show."""
    more = {
        name: len(tables.get(name) or ()) - table.most
        for name, table in form.tables.items()
        if table.most is not None
    }
    return {name: count for name, count in more.items() if count > 0}


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
            name: _write(_resolve(known, spec.source, form, name), spec)
            if spec.source and spec.source.partition(".")[0] in known
            else ""
            for name, spec in form.fields.items()
            if spec.format != "image"
        },
        tables={
            name: _rows(_looked_up(known.get(table.source or ""), form, name), table)
            for name, table in form.tables.items()
        },
        options={**form.options, **(options or {})},
        blank=True,
    )


def _blank_row(table: TableSpec) -> Row:
    return Row(dict.fromkeys(table.columns, ""), blank=True)


def _looked_up(rows: Any, form: Form, name: str) -> list[dict[str, Any]] | None:
    """What the columns of a table hold in each row of a list; None where there is no list."""
    if rows is None:
        return None
    columns = {c: source for c, source in form.tables[name].sources.items() if source}
    return [{c: _resolve(row, source, form, f"{name}.{c}") for c, source in columns.items()} for row in rows]


def _rows(held: Sequence[Mapping[str, Any]] | None, table: TableSpec) -> list[Row]:
    """The rows on paper: no list leaves them blank, nothing says 无, and there are at least min_rows."""
    if held is None:
        return [_blank_row(table)] * max(table.blank_rows, table.min_rows)
    rows = [
        Row({c: _write(row.get(c), spec) for c, spec in table.columns.items()}) for row in held[: table.most]
    ]
    if not rows and table.none_in:
        rows = [Row({**dict.fromkeys(table.columns, ""), table.none_in: "无"})]
    return rows + [_blank_row(table)] * (table.min_rows - len(rows))


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
