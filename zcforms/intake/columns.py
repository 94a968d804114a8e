"""How an applicant is laid out in a workbook: a sheet of people, and a sheet for each of their lists.

The sheets and columns follow from the model, so that a new field is a new column by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from zcforms.chinese.dates import PartialDate
from zcforms.ground.findings import Path
from zcforms.model import Achievement, Applicant
from zcforms.model.records import choices, is_list, model_of

KEY = "人员编号"
PEOPLE = "人员"
REASONS = "破格理由"


@dataclass(frozen=True)
class Column:
    """One column: its title, and the way to its value inside the record of its sheet.

    One that is only meant stands under a title that nobody knows. `fields` are the names on the way from the
    applicant to the value; where it is needed, no row is whole without it.
    """

    title: str
    path: tuple[str, ...]
    fields: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    is_date: bool = False
    is_truth: bool = False
    is_list: bool = False
    is_needed: bool = False
    is_meant: bool = False


KEY_COLUMN = Column(KEY, (KEY,))


@dataclass(frozen=True)
class Sheet:
    """One sheet: its title, where its rows go in the applicant, and its columns after 人员编号."""

    title: str
    path: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Layout:
    """How a workbook is laid out that was read.

    The row of the titles of each sheet, from 1; the sheet and the letter of every column, by its fields;
    `digest` is the SHA-256 of the file, in hex.
    """

    heads: Mapping[str, int]
    columns: Mapping[Path, tuple[str, str]]
    digest: str


def holds(annotation: Any, kind: type) -> bool:
    """Whether a field holds what is of a kind: a date, say."""
    return annotation is kind or any(holds(arg, kind) for arg in get_args(annotation))


def own_first(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    """The fields of a record: what it has of its own comes before what all achievements share."""
    return sorted(model.model_fields.items(), key=lambda pair: pair[0] in Achievement.model_fields)


def _columns(
    model: type[BaseModel], way: tuple[str, ...] = (), path: tuple[str, ...] = (), needed: bool = True
) -> list[Column]:
    """The columns of a record: its own fields, and those of records inside it, but no lists of them."""
    columns = []
    for name, field in own_first(model):
        inner = model_of(field.annotation)
        title, is_needed = field.title or name, needed and field.is_required()
        if inner is not None and not is_list(field.annotation):
            columns += _columns(inner, (*way, name), (*path, title), is_needed)
        elif inner is None or title == "文件":
            columns.append(
                Column(
                    title,
                    (*path, title),
                    (*way, name),
                    choices(field.annotation),
                    holds(field.annotation, PartialDate),
                    holds(field.annotation, bool),
                    is_list(field.annotation),
                    is_needed,
                )
            )
    return columns


@cache  # each workbook that is read is held against them
def sheets() -> tuple[Sheet, ...]:
    """The sheets of the workbook, the sheet of people first."""
    found = [Sheet(PEOPLE, (), tuple(_columns(Applicant)))]
    for name, field in Applicant.model_fields.items():
        inner = model_of(field.annotation)
        if inner is not None and is_list(field.annotation) and field.title:
            found.append(Sheet(field.title, (field.title,), tuple(_columns(inner, (name,)))))
        elif inner is not None and field.title == "申报":
            reason = model_of(inner.model_fields["reasons"].annotation)
            assert reason is not None
            found.append(Sheet(REASONS, ("申报", REASONS), tuple(_columns(reason, (name, "reasons")))))
    return tuple(found)
