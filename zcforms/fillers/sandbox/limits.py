"""How much one rendering of a template may do: each bound far beyond any form, near enough to end soon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import MappingProxyType

from jinja2.exceptions import SecurityError

MOST_STEPS = 5_000_000  # a roster of 10,000 people takes half
MOST_MARKUP = 40 * 2**20  # characters; the same roster takes half
MOST_TEXT = 1_000_000  # characters that an operator or filter makes; the longest value has a few thousand
MOST_ITEMS = 100_000  # of a list that a template makes
MOST_NUMBER = 10**15  # beyond which a float is no longer exact to the unit
MOST_COUNT = 10_000  # what range, batch, slice and the like are asked for
A_CALL = 5  # steps
A_TEMPLATE = 50  # steps
_TEXT_A_STEP = 100  # characters
_ITEMS_A_STEP = 10


class Forbidden(SecurityError):
    """What a template may not do, in Chinese; `hint` says what it may."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@contextmanager
def in_full(asked: str) -> Iterator[None]:
    """Forbidden, which says what is `asked` for, where a template leaves out a part or has it otherwise."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        raise Forbidden(asked) from e


class Meter:
    """Counts what one rendering of a template does; Forbidden when a bound is reached."""

    def __init__(self) -> None:
        self.left = MOST_STEPS

    def spend(self, steps: int = 1) -> None:
        """Count steps: turns of loops, calls, and what goes through long lists and texts."""
        self.left -= steps
        if self.left < 0:
            hint = "减少循环的次数和套循环的层数"
            raise Forbidden(f"循环和运算合计超过{MOST_STEPS // 10_000}万步", hint)

    def use(self, value: object) -> None:
        """Count the steps of going through a value once."""
        if isinstance(value, str):
            self.spend(len(value) // _TEXT_A_STEP)
        elif isinstance(value, list | tuple | dict | MappingProxyType | range):
            self.spend(len(value) // _ITEMS_A_STEP)

    def text(self, size: int) -> None:
        """Count a text that is about to be made, of so many characters."""
        self.spend(text_size(size) // _TEXT_A_STEP)

    def items(self, size: int) -> None:
        """Count a list that is about to be made, of so many items."""
        if size > MOST_ITEMS:
            raise Forbidden(f"一个列表超过{MOST_ITEMS // 10_000}万项")
        self.spend(size // _ITEMS_A_STEP)

    def whole(self, pieces: Iterable[str]) -> str:
        """The markup that is put together of pieces: a page, or what a macro writes."""
        size, kept = 0, []
        for piece in pieces:
            size += len(piece)
            if size > MOST_MARKUP:
                raise Forbidden(f"排出的内容超过{MOST_MARKUP // 2**20}MB")
            kept.append(piece)
        self.spend(size // _TEXT_A_STEP)
        return "".join(kept)


def count(number: object, what: str) -> int:
    """A number that a template asks for so many of something with."""
    if not isinstance(number, int) or abs(number) > MOST_COUNT:
        raise Forbidden(f"{what}应为不超过{MOST_COUNT}的整数")
    return number


def text_size(size: int) -> int:
    """The size of a text that is about to be made, unless it is too large."""
    if size > MOST_TEXT:
        raise Forbidden(f"一段文字超过{MOST_TEXT // 10_000}万字")
    return size


def number_of(value: object) -> object:
    """The same value, unless it is a number beyond what any form counts."""
    if isinstance(value, int | float) and not abs(value) <= MOST_NUMBER:
        raise Forbidden("算出的数太大")
    return value
