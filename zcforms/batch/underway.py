"""What a build that is at work has come to, and with whom: for whoever looks meanwhile.

The main process adds lines to a private file in its staging folder, which goes with the build; each process
that works has a file beside it that says whose papers are at hand. The first file is locked as long as the
build lives: one that nobody holds was left by a build that was killed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from zcforms.batch.opening import Progress
from zcforms.ground.files import OWN, read_file
from zcforms.ground.locking import lock
from zcforms.paper.staging import STAGING
from zcforms.pipeline.job import Checked

QUEUED, CHECKING, MAKING = "queued", "checking", "building"
BUILT, BLOCKED, FAILED = "built", "blocked", "failed"  # of whom nothing more is made
_NOTES = "underway.jsonl"
_AT = ".at"  # ends the name of the file of a process that works


@dataclass(frozen=True)
class Underway:
    """A build: whether it is alive, its stage with how much of it is done, and everybody's state by key."""

    alive: bool
    stage: tuple[str, int, int] | None
    people: Mapping[str, str]


@dataclass(frozen=True)
class Notes:
    """What a build tells of itself; that nothing can be told holds nothing up."""

    folder: Path

    def tell(self, state: str, keys: Iterable[str]) -> None:
        """Tell of people how it stands with them."""
        self._add([[state, key] for key in keys])

    @contextmanager
    def at(self, state: str, key: str) -> Iterator[None]:
        """Tell meanwhile how it stands with somebody who is queued; whichever process may."""
        path = self.folder / f"{uuid4().hex}{_AT}"
        with suppress(OSError):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | OWN, 0o600)
            try:
                os.write(descriptor, json.dumps([state, key], ensure_ascii=False).encode())
            finally:
                os.close(descriptor)
        try:
            yield
        finally:
            with suppress(OSError):
                path.unlink()

    def heard(self, progress: Progress) -> Progress:
        """Progress that is told here too."""

        def tell(stage: str, done: int, total: int) -> None:
            self._add([[stage, done, total]])
            progress(stage, done, total)

        return tell

    def _add(self, lines: Iterable[object]) -> None:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        with suppress(OSError):
            descriptor = os.open(self.folder / _NOTES, os.O_WRONLY | os.O_APPEND | OWN)
            try:
                os.write(descriptor, text.encode())  # in one piece: who reads meanwhile sees whole lines
            finally:
                os.close(descriptor)


def state_of(one: Checked) -> str:
    """The state of somebody of whom nothing more is made."""
    return FAILED if one.failed else BLOCKED if one.blocked else BUILT


@contextmanager
def notes(folder: Path) -> Iterator[Notes]:
    """The notes of a build with this staging folder, as long as it is at work."""
    descriptor = os.open(folder / _NOTES, os.O_RDWR | os.O_CREAT | os.O_EXCL | OWN, 0o600)
    try:
        with suppress(OSError):  # a disk that knows no locks: nobody sees this build at work
            lock(descriptor, wait=True)
        yield Notes(folder)
    finally:
        os.close(descriptor)


def underway(out: Path) -> Underway | None:
    """The build that is at work in an output folder, or was killed there last; None if there is none."""
    found = [seen for path in sorted(out.glob(f"{STAGING}*/{_NOTES}")) if (seen := _seen(path))]
    return max(found, key=lambda seen: seen.alive, default=None)


def _seen(path: Path) -> Underway | None:
    try:
        alive, lines = is_held(path), read_file(path, None).splitlines()
    except OSError:  # it has just ended
        return None
    stage, people = None, {}
    for line in lines:
        with suppress(ValueError, RecursionError):  # the last one may be cut off
            match json.loads(line):
                case [str(state), str(key)]:
                    people[key] = state
                case [str(name), int(done), int(total)]:
                    stage = name, done, total
    for at in path.parent.glob(f"*{_AT}"):
        with suppress(OSError, ValueError):  # just written, or gone
            match json.loads(read_file(at, None)):
                case [str(state), str(key)] if people.get(key, QUEUED) == QUEUED:  # else it died since
                    people[key] = state
    return Underway(alive, stage, people)


def is_held(path: Path) -> bool:
    """Whether a process holds a lock on a file; the system lets go of it when that is killed. OSError."""
    descriptor = os.open(path, os.O_RDONLY | OWN | getattr(os, "O_NONBLOCK", 0))
    try:
        lock(descriptor, shared=True)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
