"""Several processes of this machine, each of which does one piece of work at a time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import forkserver
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from typing import Any

from zcforms.ground.errors import MissingTool

SPLITS_OFF = "forkserver" in multiprocessing.get_all_start_methods()  # Windows does not
_WAY = "forkserver" if SPLITS_OFF else "spawn"
_SAFE = "PYTHONSAFEPATH"  # as -P does, for every Python that begins


class _Processes(ProcessPoolExecutor):
    """Processes of which one that the system does not let begin is told as one that ended."""

    def submit(self, *args: Any, **named: Any) -> Any:
        """What comes of it, later; BrokenProcessPool where the system has no process or memory left."""
        try:
            return super().submit(*args, **named)
        except (OSError, EOFError) as e:  # or whom they are split off died
            raise BrokenProcessPool(str(e)) from e

    def terminate(self) -> None:
        """End the processes, whatever they are doing; those of others that this program began stay."""
        for process in list((self._processes or {}).values()):
            process.terminate()


class Pool:
    """So many processes, which end with this one; the same program runs in each (see `crew.Team`)."""

    sameness = None
    died: tuple[type[BaseException], ...] = (BrokenProcessPool,)

    def __init__(self, size: int) -> None:
        self.size = size
        self._pool: _Processes | None = None

    def prepare(self) -> None:
        """Have the process begin that each of them is split off: it imports the program meanwhile."""
        if not SPLITS_OFF:
            return
        _context(_WAY)
        with _away_from_here(), suppress(OSError):  # told of where it is needed
            forkserver.ensure_running()

    def begin(self) -> Executor:
        """Processes of which one has answered; MissingTool where twice they end before any work.

        Else every person would be lost for it, one after the other.
        """
        way = _WAY
        for _ in range(2):  # one may be ended from outside just then
            try:
                with _away_from_here():  # what keeps count of semaphores begins with them
                    self._pool = _Processes(self.size, _context(way), _begin)
                    self._pool.submit(_answer).result()
                return self._pool
            except BrokenProcessPool as e:
                self.end()
                # Its socket is a temporary file, which systems clear away after some days.
                way = "spawn" if isinstance(e.__cause__, OSError) else way
        hint = '程序里调用build的，请写在 if __name__ == "__main__": 之下；或者写workers=1'
        raise MissingTool("另起的进程一开始就停了，没有做成", hint=hint)

    def look(self) -> None:
        """Nothing: what a process of this machine dies of is told by whatever was sent to it."""

    def end(self) -> None:
        """End the processes, whatever they are doing."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


@contextmanager
def _away_from_here() -> Iterator[None]:
    """A Python that begins meanwhile reads no module from where the user is: a folder that somebody sent
    may have a selectors.py in it, which would run.
    """
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        del os.environ[_SAFE]
        if before is not None:
            os.environ[_SAFE] = before


def _context(way: str) -> BaseContext:
    context = multiprocessing.get_context(way)
    if way == "forkserver":
        context.set_forkserver_preload(["zcforms.batch.crew"])
    return context


# --- in a process of the pool --------------------------------------------------------------------


def _begin() -> None:
    for heard_by_all in ("SIGINT", "SIGHUP"):  # the parent's to answer: what is begun is done
        if hasattr(signal, heard_by_all):
            signal.signal(getattr(signal, heard_by_all), signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _answer() -> None:
    """Nothing: who comes so far is at work."""
