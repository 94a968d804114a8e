"""What a room does in its tests: a module of its own, so that the room imports no tests."""

import os

from zcforms.ground.errors import Undeliverable


def refuse(message: str) -> None:
    """Raises an error of ours."""
    raise Undeliverable(message, hint="换一个位置", where="/tmp")


class _Acts:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("true",)


def acting() -> _Acts:
    """An answer that would act when it is read."""
    return _Acts()
