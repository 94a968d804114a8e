"""Who does the work on each person: this process, or several beside it; what comes of it is the same."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import pickle
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from zcforms.ground.errors import MissingTool
from zcforms.ground.files import read_file, stage
from zcforms.ground.steps import LOGGER
from zcforms.pipeline.press import Press

T = TypeVar("T")
R = TypeVar("R")

_WORTH = 8  # people for each process: to start one takes as long as the forms of two or three
_YOUNG = 10_000  # new objects before they are looked through: a page makes thousands
_AHEAD = 4  # pieces of work for each process that are ready before they are asked for


class Crew:
    """Does a function of a press and an item for one item after another, or for several at once.

    What is to be done and what came of it lie in files of a folder, and only their names are sent: where a
    process dies that was to read or write more than a pipe holds, Python waits for ever (gh-94777,
    gh-107219).
    """

    def __init__(self, press: Press, workers: int, folder: Path) -> None:
        self._press, self._workers, self._folder = press, workers, folder
        self._packed = self._set_down(_without_people(press), "press") if workers > 1 else folder
        self._pool: Executor | None = None

    def each(self, work: Callable[[Press, T], R], items: Sequence[T], lost: Callable[[T], R]) -> Iterator[R]:
        """What comes of each item, in their order; of one whose process died twice, what `lost` says."""
        if self._workers < 2:
            yield from (work(self._press, item) for item in items)
            return
        ahead: list[Future[Path]] = []
        for n, item in enumerate(items):
            try:
                for later in items[n + len(ahead) : n + _AHEAD * self._workers]:
                    ahead.append(self._submit(work, later))
                found = _moved(ahead.pop(0).result())
            except BrokenProcessPool:
                # Somebody's work, perhaps not this one's, ended a process and with it all that was begun.
                self.close()
                ahead.clear()
                found = self._alone(work, item, lost)
            yield found

    def _alone(self, work: Callable[[Press, T], R], item: T, lost: Callable[[T], R]) -> R:
        """Once more, with nobody else at work."""
        try:
            found: R = _moved(self._submit(work, item).result())
        except BrokenProcessPool:
            self.close()
            found = lost(item)
        return found

    def _submit(self, work: Callable[[Press, T], R], item: T) -> Future[Path]:
        if self._pool is None:
            self._pool = self._at_work()
        return self._pool.submit(_done, self._packed, self._set_down((work, item), "task"))

    def _at_work(self) -> Executor:
        """Processes of which one has answered; MissingTool where twice they end before any work.

        Else every person would be lost for it, one after the other.
        """
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        for _ in range(2):  # one may be ended from outside just then
            self._pool = ProcessPoolExecutor(self._workers, context, _begin)
            try:
                self._pool.submit(_answer).result()
                return self._pool
            except BrokenProcessPool:
                self.close()
        hint = '程序里调用build的，请写在 if __name__ == "__main__": 之下；或者写workers=1'
        raise MissingTool("另起的进程一开始就停了，没有做成", hint=hint)

    def _set_down(self, what: object, kind: str) -> Path:
        path = self._folder / f"{uuid4().hex}.{kind}"
        stage(path, pickle.dumps(what))
        return path

    def close(self) -> None:
        """End the processes, whatever they are doing; what none of them took goes with them."""
        if self._pool is not None:
            for process in multiprocessing.active_children():
                process.terminate()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
            for kind in ("*.task", "*.done"):
                for left in self._folder.glob(kind):
                    left.unlink()


def _moved(path: Path) -> Any:
    """What one process set down for another, which takes it away."""
    found = pickle.loads(read_file(path, None))  # noqa: S301  our own
    path.unlink()
    return found


@contextmanager
def crew(press: Press, people: int, folder: Path, workers: int = 0) -> Iterator[Crew]:
    """The crew for so many people: `workers` processes; if 0, one for each core, fewer for few people.

    What it sets down lies in the folder, a private one that goes with the run. A run that is recorded step
    by step (--debug) is one process's.
    """
    recorded = logging.getLogger(LOGGER).isEnabledFor(logging.DEBUG)
    made = Crew(press, 1 if recorded else processes(people, workers), folder)
    try:
        yield made
    finally:
        made.close()


def processes(people: int, workers: int = 0) -> int:
    """How many processes work for so many people; `workers` if so many were asked for, 0 if none were."""
    return max(1, min(workers, people) or min(len(os.sched_getaffinity(0)), people // _WORTH))


def _without_people(press: Press) -> Press:
    """What travels to every process: each person comes with their own work."""
    return Press(replace(press.job, people=(), work=replace(press.job.work, people=())), press.mark)


# --- in a process of the crew --------------------------------------------------------------------


def _begin() -> None:
    for heard_by_all in (signal.SIGINT, signal.SIGHUP):  # the parent's to answer: what is begun is done
        signal.signal(heard_by_all, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _answer() -> None:
    """Nothing: who comes so far is at work."""


def _done(packed: Path, task: Path) -> Path:
    work, item = _moved(task)
    done = task.with_suffix(".done")
    stage(done, pickle.dumps(work(_unpacked(packed), item)))
    return done


@lru_cache(1)
def _unpacked(packed: Path) -> Press:
    press = pickle.loads(read_file(packed, None))  # noqa: S301  the parent's
    assert isinstance(press, Press)
    _settle()
    return press


def _settle() -> None:
    """Leave out of every collection what stays anyway: programs, plan, forms and faces."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG)
