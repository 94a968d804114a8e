"""The steps of the work: an exception remembers the one that it ended, and a listener hears of them all.

Told through the standard library's logging to the logger LOGGER, at DEBUG, as the `extra` named told:
nothing of a step is in the message of a record, for names of people and files are personal data.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOGGER = "zcforms.steps"
_HOUSE = Path(__file__).parents[2]
_OURS = "zcforms/"
_ENDED = "zcforms_step"  # the attribute of an exception


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the work, and whose papers, which form or which file of the user's is at hand."""

    stage: str
    person: str = ""  # the key of the record
    form: str = ""  # its id
    file: str = ""  # as the user named it
    page: int = 0  # of the file, from 1


@dataclass(frozen=True, slots=True)
class Told:
    """A step that begins, or that is over, perhaps by an exception."""

    step: Step
    over: bool = False
    error: BaseException | None = None


@contextmanager
def step(stage: str, *, person: str = "", form: str = "", file: str = "", page: int = 0) -> Iterator[None]:
    """Do something as a step; of nested steps an exception remembers the innermost."""
    doing = Step(stage, person, form, file, page)
    _tell(Told(doing))
    try:
        yield
    except BaseException as e:
        if step_of(e) is None:
            setattr(e, _ENDED, doing)
        _tell(Told(doing, over=True, error=e))
        raise
    _tell(Told(doing, over=True))


def _tell(told: Told) -> None:
    logging.getLogger(LOGGER).debug("step", extra={"told": told})


def step_of(error: BaseException) -> Step | None:
    """The step that an exception ended, if it was raised in one."""
    found = getattr(error, _ENDED, None)
    return found if isinstance(found, Step) else None


def frames(error: BaseException) -> list[str]:
    """Where an exception came from, innermost last: "zcforms/paper/assembly.py:190 _place".

    Only places in the program and its libraries: other paths are the user's own.
    """
    walked = traceback.walk_tb(error.__traceback__)
    places = ((Path(frame.f_code.co_filename), line, frame.f_code.co_name) for frame, line in walked)
    return [
        f"{shown}:{line} {name}"
        for path, line, name in places
        if path != Path(__file__) and (shown := _shown(path))
    ]


def _shown(path: Path) -> str:
    if path.is_relative_to(_HOUSE / _OURS):
        return path.relative_to(_HOUSE).as_posix()
    _, libraries, place = path.as_posix().rpartition("/site-packages/")
    return place if libraries else ""


def program_fault(error: BaseException) -> str:
    """A fault of the program in words, for messages may carry personal data."""
    return f"程序错误（{origin(error)}），不是您的资料有问题"


def origin(error: BaseException) -> str:
    """The kind of an error and where in the program it came up, "KeyError，pipeline/press.py:33"."""
    ours = [frame for frame in frames(error) if frame.startswith(_OURS)]
    place = ours[-1].removeprefix(_OURS).partition(" ")[0] if ours else "？"
    return f"{type(error).__name__}，{place}"
