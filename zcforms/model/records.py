"""What all records share: strict keys, and the kinds of text, number and date that files hold."""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.names import normal_name, one_line
from zcforms.chinese.nationalities import official_nationality
from zcforms.chinese.widths import folded_code, ungrouped, wide_brackets
from zcforms.ground.findings import Path

NONE_WORDS = ("无", "没有")  # what people write where there is nothing
_MOST_PLACES = 20  # a workbook's formula gives 17


def _flat(value: object) -> object:
    """One line of text: line breaks in a name or a title are accidents of typing."""
    return one_line(value) if isinstance(value, str) else value


def _unindented(value: object) -> object:
    """Paragraphs without the spaces that indent them in a word processor: the forms do that.

    What a pasted table parts by tabs stands a character apart.
    """
    if not isinstance(value, str):
        return value
    return "\n".join(re.sub("\t+", "\u3000", line.strip()) for line in value.split("\n"))


def _none_list(value: object) -> object:
    """The word 无 where a list is expected says that there is nothing."""
    return [] if _says_none(value) else value


def _label(value: object) -> object:
    return wide_brackets(value) if isinstance(value, str) else value


def _none_choice(value: object) -> object:
    return None if _says_none(value) else value


def _says_none(value: object) -> bool:
    return isinstance(value, str) and value.strip() in NONE_WORDS


def _yes_no(value: object) -> object:
    if isinstance(value, str):
        return {"是": True, "否": False, "有": True, "无": False}.get(value.strip(), value)
    return value


STILL = ("至今", "今", "迄今", "现在", "目前")  # what people write where something has not ended


def _open_end(value: object) -> object:
    return None if isinstance(value, str) and "".join(value.split()) in STILL else value


def _code(value: object) -> object:
    return folded_code(value).upper() if isinstance(value, str) else value


def _percent(value: object) -> object:
    return value.rstrip("%％").rstrip() if isinstance(value, str) else value


def _written_out(value: object) -> object:
    """A number as people write one: 1e400000000 would fill the memory when it is printed."""
    if isinstance(value, str):
        if re.search(r"[eE]", value):
            raise PydanticCustomError("decimal_parsing", "not written out")
        if len(value.strip().partition(".")[2]) > _MOST_PLACES:
            raise PydanticCustomError("decimal_max_places", "too many decimal places")
        return ungrouped(value)
    return value


Number = Annotated[Decimal, BeforeValidator(_written_out)]
Percent = Annotated[
    Decimal, BeforeValidator(_written_out), BeforeValidator(_percent)
]  # 62 and 62% say the same
Line = Annotated[str, BeforeValidator(_flat), StringConstraints(min_length=1)]
Prose = Annotated[str, BeforeValidator(_unindented), StringConstraints(min_length=1)]
Name = Annotated[
    str,
    BeforeValidator(lambda v: normal_name(v) if isinstance(v, str) else v),
    StringConstraints(min_length=1, max_length=50),
]
Nationality = Annotated[
    str,
    BeforeValidator(lambda v: official_nationality(v) if isinstance(v, str) else v),
    BeforeValidator(_flat),
    StringConstraints(min_length=1),
]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Code = Annotated[str, BeforeValidator(_code), StringConstraints(min_length=1)]
End = Annotated[PartialDate | None, BeforeValidator(_open_end)]
# (A choice, a unit, a title, a speciality: with the brackets that they are printed with.)
Label = Annotated[Line, BeforeValidator(_label)]
Choice = Annotated[Label | None, BeforeValidator(_none_choice)]  # of several, or none of them
NONE_LIST = BeforeValidator(_none_list)  # a list that may be declared empty with 无


class Unread(Exception):
    """A field is looked at that stands in the file but could not be read."""


T = TypeVar("T")
D = TypeVar("D")


def as_told(read: Callable[[], T], otherwise: D) -> T | D:
    """What a record tells, or something else where it is known in part only."""
    try:
        return read()
    except Unread:
        return otherwise


class Record(BaseModel):
    """One record of a user's file: unknown keys are refused, so that nothing is lost silently.

    One that could be read in part only (`intake.partial`) raises Unread for the rest.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:  # only asked for what is not there
            if name in type(self).model_fields:
                raise Unread(name)
            return super().__getattr__(name)


def fields_by_title(model: type[BaseModel]) -> dict[str, str]:
    """Chinese title → field name, for files that use the titles as keys."""
    return {f.title: name for name, f in model.model_fields.items() if f.title}


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


def steps_titled(path: Path, model: type[BaseModel]) -> list[str]:
    """The Chinese names of the steps to a value of a record; an item of a list by its number from 1."""
    titles: list[str] = []
    current: type[BaseModel] | None = model
    for step in path:
        field = current.model_fields.get(step) if current and isinstance(step, str) else None
        titles.append(str(step + 1) if isinstance(step, int) else (field and field.title) or step)
        current = model_of(field.annotation) if field else current
    return titles


def is_list(annotation: Any) -> bool:
    """Whether a field holds a list."""
    return get_origin(annotation) is list or any(is_list(arg) for arg in get_args(annotation))


V = TypeVar("V")


def values_within(record: BaseModel, kind: type[V]) -> list[tuple[Path, V]]:
    """Every value of a kind in a record, however deep, with the way to it."""
    found: list[tuple[Path, V]] = []

    def walk(value: object, path: Path) -> None:
        if isinstance(value, kind):
            found.append((path, value))
        elif isinstance(value, BaseModel):
            for name, inner in vars(value).items():
                if inner is not None:
                    walk(inner, (*path, name))
        elif isinstance(value, list):
            for i, item in enumerate(value):
                walk(item, (*path, i))
        elif isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, (*path, name))

    walk(record, ())
    return found


def choices(annotation: Any) -> tuple[str, ...]:
    """The words that a field may hold, if it is a closed list."""
    if get_origin(annotation) is Literal:
        return tuple(str(a) for a in get_args(annotation))
    for arg in get_args(annotation):
        found = choices(arg)
        if found:
            return found
    return ()
