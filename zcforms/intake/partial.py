"""A record as far as it could be read, so that one wrong value hides nothing else that is to be said.

It is of its usual type and holds every value that is in order. To look at one that is missing or wrong
raises Unread (`model.records`): a rule that needs it ends there, and all others run.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from functools import cache
from typing import Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, create_model, field_validator, model_validator

from zcforms.ground.findings import Path
from zcforms.model.records import Unread

M = TypeVar("M", bound=BaseModel)
_UNREAD: Final = object()  # stands for a value that is not in order, until the record is made


def read_in_part(model: type[M], data: object, unread: Iterable[Path]) -> M | None:
    """The record that a tree of values makes without those at `unread` and all that are wrong.

    None if there is no record at all.
    """
    for path in unread:
        _mark(data, path)
    try:
        made: M = _tolerant(model).model_validate(data)
    except (ValidationError, Unread):  # where a rule of the record itself looks at what is not in order
        return None
    return made


def _mark(data: object, path: Path) -> None:
    holder: Any = data
    for step in path[:-1]:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return  # what holds the value is no record either
    if isinstance(holder, dict):
        holder[path[-1]] = _UNREAD


@cache
def _tolerant(model: type[M]) -> type[M]:
    """The same type of record, which can be made with any of its fields left out."""
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        kind = _within(field.annotation)
        for rule in field.metadata:
            kind = Annotated[kind, rule]
        default = {"default": _UNREAD} if field.is_required() else {"default": field.default}
        if field.default_factory is not None:
            default = {"default_factory": field.default_factory}
        fields[name] = kind, Field(title=field.title, repr=field.repr, exclude=field.exclude, **default)
    # (As a validator of the class it comes after those that the record has of its own.)
    rules: dict[str, Any] = {
        "_or_unread": field_validator("*", mode="wrap")(_or_unread),
        "_without_unread": model_validator(mode="after")(_without_unread),
    }
    made: type[M] = create_model(model.__name__, __base__=model, __validators__=rules, **fields)
    setattr(made, "__reduce_ex__", _reduce)  # noqa: B010  no module has its class
    return made


def _reduce(record: BaseModel, _: object) -> tuple[Any, ...]:
    """How a record goes to another process: as a type of ours, by which the other makes its class, too."""
    return _empty, (type(record).__bases__[0],), record.__getstate__()


def _empty(model: type[BaseModel]) -> BaseModel:
    empty: BaseModel = object.__new__(_tolerant(model))
    return empty


def _within(annotation: Any) -> Any:
    """An annotation with every type of record in it made tolerant."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _tolerant(annotation)
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return Annotated[_within(args[0]), *annotation.__metadata__]
    if origin in (Union, types.UnionType):
        return Union[tuple(_within(arg) for arg in args)]  # noqa: UP007  of a number known only now
    if origin in (list, dict):
        return origin[tuple(_within(arg) for arg in args)]
    return annotation


def _or_unread(value: object, read: Callable[[object], object]) -> object:
    if value is _UNREAD:
        return value
    try:
        return read(value)
    except (ValidationError, Unread):
        return _UNREAD


def _without_unread(record: BaseModel) -> BaseModel:
    values = vars(record)
    for name in [name for name, value in values.items() if value is _UNREAD]:
        del values[name]
    return record
