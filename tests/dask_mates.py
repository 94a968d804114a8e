"""A scheduler of Dask with workers on this machine, and builds by them: a program that a test talks to.

It begins with a build by itself of a folder of work, and is split into real processes when it has everything
in memory that this takes. On a line it is told an output and how many deaths the scheduler lets a piece of
work have; it answers with the receipt or the error, at first with its own receipt.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import dask
from conftest import silent
from distributed import Client, Scheduler, Worker
from test_crew import few_forms

from zcforms import batch
from zcforms.batch import making
from zcforms.batch.causes import program_parts
from zcforms.ground.errors import ZcformsError

ADDRESS = "address"
# What Dask notes of itself all the time, for a dashboard that nobody opens: a third of what its workers did.
UNSEEN = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "1h",
}


def _split(work: Callable[[], None], log: Path) -> int:
    """The number of a process that does this and writes what it says into a log."""
    if number := os.fork():
        return number
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for own in (1, 2):
        os.dup2(descriptor, own)
    os.close(0)
    try:
        work()
    finally:
        os._exit(0)


async def _scheduler(place: Path) -> None:
    async with Scheduler(host="127.0.0.1", port=0, dashboard=False) as scheduler:
        (place / "half").write_text(scheduler.address)
        (place / "half").rename(place / ADDRESS)
        await scheduler.finished()


async def _worker(place: Path, address: str) -> None:
    folder = str(place / "scratch")
    async with Worker(address, host="127.0.0.1", nthreads=1, local_directory=folder) as worker:
        await worker.finished()


def _dying(place: Path) -> None:
    """Have this process end at the papers of whom a file in the place names: each time, or once."""
    papers = making._papers

    def ending(press: Any, one: Any, *rest: Any) -> Any:
        end = place / f"ends-{one.file.key}"
        if end.exists():
            if end.read_text() == "once":
                end.unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return papers(press, one, *rest)

    making._papers = ending


def _allowed(address: str, deaths: int) -> None:
    def allow(dask_scheduler: Any) -> None:
        dask_scheduler.allowed_failures = deaths

    with Client(address, set_as_default=False) as client:
        client.run_on_scheduler(allow)


def _build(work: Path, out: Path, workers: int | str = 1) -> dict[str, Any]:
    try:
        made = batch.build(few_forms(work), batch.Order(), out, silent, workers)
    except ZcformsError as e:
        return {"error": type(e).__name__, "message": e.message, "hint": e.hint}
    return made.to_dict()


def _answer(told: Path, address: str, work: Path, out: str, deaths: int) -> None:
    _allowed(address, deaths)
    told.write_text(json.dumps(_build(work, Path(out), address)))


def main(place: Path, work: Path, count: int) -> None:
    program_parts()
    dask.config.set(UNSEEN)
    print(json.dumps(_build(work, place / "right")), flush=True)
    begun = [_split(lambda: asyncio.run(_scheduler(place)), place / "scheduler.log")]
    while not (place / ADDRESS).exists():
        time.sleep(0.01)
    address = (place / ADDRESS).read_text()

    def worker() -> None:
        _dying(place)
        asyncio.run(_worker(place, address))

    begun += [_split(worker, place / f"worker{n}.log") for n in range(count)]
    try:
        for line in sys.stdin:
            told = place / "told"
            child = _split(partial(_answer, told, address, work, *json.loads(line)), place / "build.log")
            os.waitpid(child, 0)
            print(told.read_text(), flush=True)
            told.unlink()
    finally:
        for process in begun:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
