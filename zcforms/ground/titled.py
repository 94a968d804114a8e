"""Records whose parts bear their Chinese titles: what a form may draw on, said beside the part itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, cached_property
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Titled:
    """What a form reads: the fields of a dataclass, `Annotated` with their titles, or `titled` methods.

    A field without a title can be read, too; it is no word of the vocabulary.
    """


class Part(cached_property[T]):
    """A part that is worked out when a form first asks for it."""

    title: str


def titled(title: str) -> Callable[[Callable[[Any], T]], Part[T]]:
    """Makes a method a part of that title."""

    def part(read: Callable[[Any], T]) -> Part[T]:
        made = Part(read)
        made.title = title
        return made

    return part


def parts_of(kind: type) -> Mapping[str, tuple[str, Any]]:
    """The parts with a title, in order: by name the title and the type."""
    found: dict[str, tuple[str, Any]] = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if get_origin(hint) is Annotated:
            annotation, title, *_ = get_args(hint)
            found[name] = (title, annotation)
    for name, part in _methods(kind).items():
        found[name] = (part.title, get_type_hints(part.func, include_extras=True)["return"])
    return found


@cache
def readable(kind: type) -> frozenset[str]:
    """The names that a form may read of such a record: nothing else of it is ever reached."""
    stated = (field.name for field in fields(kind)) if is_dataclass(kind) else ()
    return frozenset([*stated, *_methods(kind)])


def _methods(kind: type) -> dict[str, Part[Any]]:
    return {
        name: part
        for base in reversed(kind.__mro__)
        for name, part in vars(base).items()
        if isinstance(part, Part)
    }
