"""Who does the work on each person: this process, or several beside it; what comes of it is the same."""

from __future__ import annotations

import gc
import logging
import os
import pickle
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Generic, Protocol, TypeVar
from uuid import uuid4

from zcforms.batch.cluster import Cluster
from zcforms.batch.pool import SPLITS_OFF, Pool
from zcforms.batch.sameness import Sameness, sameness
from zcforms.ground.errors import MissingTool, Undeliverable, UsageError
from zcforms.ground.files import read_file, stage
from zcforms.ground.steps import LOGGER
from zcforms.pipeline.press import Press

T = TypeVar("T")
R = TypeVar("R")
Answer = Future[Path | Undeliverable]  # where what came of some work lies, or why it lies nowhere

_WORTH = 8  # people for each process: to start one takes as long as the forms of two or three
_CROWD = 300  # people whose print files alone are worth other processes, if one of them changed
_YOUNG = 10_000  # new objects before they are looked through: a page makes thousands
_AHEAD = 4  # pieces of work for each process that are ready before they are asked for
_VAIN = 3  # times in a row that a team is begun and takes nothing
_LOOK = 5  # seconds without an answer before it is looked whether anybody is at work


@dataclass(frozen=True)
class Errand(Generic[T, R]):
    """What is done for each of many items: `work`, of a press and an item.

    What came of it is `taken` here as soon as it is there; `lost` is what comes of an item at which a process
    died twice. What an item weighs is how much work it is, in people whose forms are made.
    """

    work: Callable[[Press, T], R]
    lost: Callable[[T], R]
    taken: Callable[[R], None] = lambda _: None
    weight: Callable[[T], float] = lambda _: 1


class Team(Protocol):
    """Processes that work, of this machine or of several."""

    @property
    def size(self) -> int:
        """How many there are, once they have begun."""

    @property
    def sameness(self) -> Sameness | None:
        """What each has to be like; None if it cannot be otherwise."""

    @property
    def died(self) -> tuple[type[BaseException], ...]:
        """The errors that tell of one that ended at some work."""

    def prepare(self) -> None:
        """Make ready for a beginning, beside whatever is done here meanwhile."""

    def begin(self) -> Executor:
        """Who takes the work; MissingTool if nobody does."""

    def look(self) -> None:
        """Raise MissingTool if nobody is at work any more."""

    def end(self) -> None:
        """Let go of everything that was begun."""


class Crew:
    """Does errands for one item after another in this process, or for several at once if there is a team.

    What is to be done and what came of it lie in files of a folder, and only their names are sent: where a
    process dies that was to read or write more than a pipe holds, Python waits for ever (gh-94777,
    gh-107219), and what concerns people is nothing for the scheduler of a network. What is to be done lies
    there until it is done: another machine may have to begin it again. What comes of it may be put into
    the `folder`, too, which goes with the run.

    A team is begun by the first errands that weigh so much as `least`; it would take longer for less. Once
    a process died it is there for all that comes.
    """

    def __init__(self, press: Press, folder: Path, team: Team | None = None, least: float = 0) -> None:
        self._press, self.folder, self._team, self._least = press, folder, team, least
        self._executor: Executor | None = None
        if team:
            # In two parts: another version of the program can read the first, and not the second.
            self._packed = self._set_down((team.sameness, pickle.dumps(_without_people(press))), "press")

    def each(self, errand: Errand[T, R], items: Sequence[T]) -> Iterator[R]:
        """What comes of each item, in their order; a team begins at once, whenever that is asked for."""
        if self._team is None or not self._is_worth(errand, items):
            return self._one_by_one(errand, items)
        begun: dict[Answer, tuple[int, Path]] = {}
        if items:
            self._begin(errand, items, 0, begun, {})
        return self._at_once(errand, items, self._team, begun)

    def _is_worth(self, errand: Errand[T, R], items: Sequence[T]) -> bool:
        return self._executor is not None or sum(map(errand.weight, items)) >= self._least

    def _one_by_one(self, errand: Errand[T, R], items: Sequence[T]) -> Iterator[R]:
        for item in items:
            found = errand.work(self._press, item)
            errand.taken(found)
            yield found

    def _at_once(
        self,
        errand: Errand[T, R],
        items: Sequence[T],
        team: Team,
        begun: dict[Answer, tuple[int, Path]],
    ) -> Iterator[R]:
        done: dict[int, R] = {}
        vain = 0
        for n in range(len(items)):
            while n not in done:
                self._begin(errand, items, n, begun, done)
                if not begun:  # a process of the pool was ended while all were idle, or none can be begun
                    vain += 1
                    if vain == _VAIN:
                        raise MissingTool("另起的进程起不来", hint="关掉别的程序再做一遍，或加--workers 1")
                    self.close()
                    continue
                vain = 0
                died = []
                for answer in self._answered(begun):
                    number, task = begun.pop(answer)
                    try:
                        done[number] = _taken(errand, answer, task)
                    except team.died:
                        died.append(number)
                if died:
                    # The work of one of them ended a process; of a pool, everything that was begun with it.
                    self._least = 0  # whatever is still to come is not for this process
                    team.look()
                    self.close()
                    begun.clear()
                    done |= {number: self._alone(errand, items[number], team) for number in died}
            yield done.pop(n)

    def _begin(
        self,
        errand: Errand[T, R],
        items: Sequence[T],
        first: int,
        begun: dict[Answer, tuple[int, Path]],
        done: Mapping[int, R],
    ) -> None:
        """Have the next items begun, from the one that is asked for first."""
        _, team = self._at_work()
        known = {number for number, _ in begun.values()}.union(done)
        with suppress(*team.died):  # what was begun before tells of it
            for number in range(first, min(first + _AHEAD * team.size, len(items))):
                if number not in known:
                    answer, task = self._submit(errand, items[number])
                    begun[answer] = number, task

    def _alone(self, errand: Errand[T, R], item: T, team: Team) -> R:
        """Once more, with nobody else at work."""
        try:
            answer, task = self._submit(errand, item)
            self._answered([answer])
            return _taken(errand, answer, task)
        except team.died:
            team.look()
            self.close()
            return errand.lost(item)

    def _answered(self, begun: Collection[Answer]) -> Collection[Answer]:
        """What is answered, as soon as anything is."""
        _, team = self._at_work()
        while not (answered := wait(begun, _LOOK, FIRST_COMPLETED).done):
            team.look()
        return answered

    def _submit(self, errand: Errand[T, R], item: T) -> tuple[Answer, Path]:
        executor, _ = self._at_work()
        task = self._set_down((errand.work, item), "task")
        return executor.submit(_done, self._packed, task), task

    def _at_work(self) -> tuple[Executor, Team]:
        assert self._team is not None, "who works alone begins nothing"
        if self._executor is None:
            self._executor = self._team.begin()
        return self._executor, self._team

    def _set_down(self, what: object, kind: str) -> Path:
        path = self.folder / f"{uuid4().hex}.{kind}"
        stage(path, pickle.dumps(what))
        return path

    def close(self) -> None:
        """End what is begun; what is not done yet, and what nobody took, goes with it."""
        if self._team is not None:
            self._executor = None
            self._team.end()
            for kind in ("*.task", "*.done"):
                for left in self.folder.glob(kind):
                    left.unlink()


def _taken(errand: Errand[T, R], answer: Answer, task: Path) -> R:
    """What came of some work, which goes with the task; what was raised there is raised here."""
    told = answer.result()
    if isinstance(told, Undeliverable):
        raise told
    found, error = pickle.loads(read_file(told, None))  # noqa: S301  our own
    for path in (told, task):
        path.unlink()
    if error is not None:
        raise error
    errand.taken(found)
    return found  # type: ignore[no-any-return]


@contextmanager
def crew(
    press: Press, people: int, folder: Path, workers: int | str = 0, apart: bool = False
) -> Iterator[Crew]:
    """The crew for so many people: `workers` processes; if 0, one for each core, fewer for little work.

    `apart`: whatever there is to be done is left to others, for who does it may die of it.

    With the address of a scheduler of Dask it is the processes there. What is set down lies in the folder,
    a private one that goes with the run. A run that is recorded step by step (--debug) is one process's.
    """
    recorded = logging.getLogger(LOGGER).isEnabledFor(logging.DEBUG)
    if recorded and isinstance(workers, str):
        raise UsageError("运行记录只记一个进程的", hint="--debug和--scheduler不能同时写")
    least = 0 if workers or apart else 2 * _WORTH
    team = _team(press, people, folder, 1 if recorded else workers, apart)
    if team and people >= _CROWD:
        team.prepare()
    made, before = Crew(press, folder, team, least), gc.get_threshold()
    gc.set_threshold(_YOUNG)
    try:
        yield made
    finally:
        gc.set_threshold(*before)
        made.close()


def _team(press: Press, people: int, folder: Path, workers: int | str, apart: bool) -> Team | None:
    if isinstance(workers, str):
        return Cluster(workers, sameness(press, folder))
    size = processes(people, workers)
    return Pool(size) if size > 1 or (apart and not workers and SPLITS_OFF) else None


def processes(people: int, workers: int = 0) -> int:
    """How many processes work for so many people; `workers` if so many were asked for, 0 if none were."""
    return max(1, min(workers, people) or min(_cores(), people // _WORTH))


def _cores() -> int:
    """The cores that this process may use; one where each process has to begin on its own (Windows)."""
    if not SPLITS_OFF:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _without_people(press: Press) -> Press:
    """What travels to every process: each person comes with their own work."""
    return Press(replace(press.job, people=(), work=replace(press.job.work, people=())), press.mark)


# --- in a process of the team --------------------------------------------------------------------


def _done(packed: Path, task: Path) -> Path | Undeliverable:
    """Where what came of a task lies, or what was raised at it.

    Nothing is raised: what a scheduler hears of that is written into logs. Each time it lies elsewhere: who
    was believed lost may do the same at the same time.
    """
    done = task.with_name(f"{uuid4().hex}.done")
    try:
        press = _unpacked(packed)
        work, item = pickle.loads(read_file(task, None))  # noqa: S301  the main process's
        content = pickle.dumps((work(press, item), None))
    except Exception as e:
        content = _raised(e)
    try:
        stage(done, content)
    except Undeliverable as e:
        return e
    return done


def _raised(error: Exception) -> bytes:
    """An error as it travels; of one that cannot only its kind."""
    try:
        return pickle.dumps((None, error))
    except Exception:
        return pickle.dumps((None, RuntimeError(type(error).__name__)))


@lru_cache(1)
def _unpacked(packed: Path) -> Press:
    asked, content = pickle.loads(read_file(packed, None))  # noqa: S301  the main process's
    if asked is not None:
        asked.refuse_difference()
    press = pickle.loads(content)  # noqa: S301
    assert isinstance(press, Press)
    _settle()
    return press


def _settle() -> None:
    """Leave out of every collection what stays anyway: programs, plan, forms and faces."""
    gc.unfreeze()  # what stayed for an earlier build
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
