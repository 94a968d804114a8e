"""Dask beside a pool, both with two workers: `python benchmarks/cluster.py [PEOPLE] [ROUNDS]` (60 3).

So many people are invented, none with evidence, and built by turns by a pool of processes and by the workers
of a scheduler on this machine, which have just begun, each time into a new output. Printed are, for each
build, how long the people took (checking, filling and binding) and all in all, in seconds, and the seconds
of the processor that the main process and all others took; then how fast Dask is beside the pool, by the
medians. The papers must be the same, byte for byte.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from build import digests
from many import below_of, folder_of, watch

WORKERS = 2
UNSEEN = {  # what Dask looks at of itself all the time; as docs/scale.md has it
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "1s",
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "1h",
}
_TICK = os.sysconf("SC_CLK_TCK")
_PROGRAM = """
import json, os, resource, sys, time
from zcforms import build, open_folder
from zcforms.batch import making
people = [0.0]
for name in ("_people", "_make", "_number"):
    def timed(*args, inner=getattr(making, name)):
        begun = time.monotonic()
        try:
            return inner(*args)
        finally:
            people[0] += time.monotonic() - begun
    setattr(making, name, timed)
if __name__ == "__main__":
    begun = time.monotonic()
    build(open_folder(sys.argv[1]), sys.argv[2], workers=sys.argv[4] or int(sys.argv[3]))
    print(json.dumps({"people": people[0], "all": time.monotonic() - begun, "main": sum(os.times()[:2])}))
"""


@contextlib.contextmanager
def cluster(folder: Path, workers: int = WORKERS) -> Iterator[tuple[str, list[int]]]:
    """The address of a scheduler on this machine with so many workers, and all its processes."""
    told = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {**os.environ, **UNSEEN}}
    module = [sys.executable, "-m", "distributed.cli"]
    local = ["--host", "127.0.0.1", "--no-dashboard"]
    with contextlib.ExitStack() as begun:

        def begin(kind: str, *words: str) -> int:
            command = [
                *module[:-1],
                f"{module[-1]}.dask_{kind}",
                *words,
                *local,
                "--scheduler-file",
                str(told),
            ]
            process = begun.enter_context(subprocess.Popen(command, **quiet))
            begun.callback(process.terminate)
            return process.pid

        pids = [begin("scheduler", "--port", "0")]
        while not told.exists():
            time.sleep(0.05)
        scratch = ["--local-directory", str(folder / "scratch")]
        pids += [begin("worker", "--nthreads", "1", "--name", str(n), *scratch) for n in range(workers)]
        address = json.loads(told.read_text())["address"]
        wait_for(address, workers)
        yield address, [below for pid in pids for below in (pid, *below_of(pid))]


def wait_for(address: str, workers: int) -> None:
    """Wait until so many workers have begun."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers)


def _processor(pids: list[int]) -> float:
    """The seconds of the processor that processes took up to now."""
    told = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(own) + int(system) for *_, own, system in (words[:13] for words in told)) / _TICK


def _built(work: Path, out: Path, workers: int, scheduler: str, others: list[int]) -> dict[str, float]:
    """What a build says of itself, and what `others`, and the processes below it, took meanwhile."""
    before = _processor(others)
    command = [sys.executable, "-c", _PROGRAM, str(work), str(out), str(workers), scheduler]
    seen: dict[int, tuple[float, int]] = {}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as run:
        looking = threading.Thread(target=watch, args=(run, seen))
        looking.start()
        told, _ = run.communicate()
    looking.join()
    assert run.returncode == 0
    below = sum(seconds for seconds, _ in seen.values())
    found: dict[str, float] = json.loads(told)
    return {**found, "others": below + _processor(others) - before}


def main(people: int, rounds: int) -> None:
    print(f"load {os.getloadavg()[0]:.1f}")
    took: dict[str, list[dict[str, float]]] = {"pool": [], "dask": []}
    with tempfile.TemporaryDirectory() as place:
        work, papers = folder_of(Path(place), people), []
        for n in range(2 * rounds):
            way, out = ("pool", "dask")[n % 2], Path(place) / f"out{n}"
            if way == "pool":
                found = _built(work, out, WORKERS, "", [])
            else:
                # Each time others: what they remember of these people would make the next build faster.
                (folder := Path(place) / f"cluster{n}").mkdir()
                with cluster(folder) as (address, pids):
                    found = _built(work, out, 0, address, pids)
            took[way].append(found)
            print(
                f"{way}: " + ", ".join(f"{name} {seconds:.1f}" for name, seconds in found.items()), flush=True
            )
            papers.append(digests(out))
            assert papers[-1] == papers[0]
    for name in ("people", "all"):
        pool, dask = (median(one[name] for one in took[way]) for way in took)
        print(f"{name}: pool {pool:.1f} s, Dask {dask:.1f} s, Dask is {pool / dask:.2f} times as fast")
    each = {way: median(one["main"] + one["others"] for one in took[way]) * 1000 / people for way in took}
    print(f"processor, a person: pool {each['pool']:.0f} ms, Dask {each['dask']:.0f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] + ["60", "3"][len(sys.argv) - 1 :]))
