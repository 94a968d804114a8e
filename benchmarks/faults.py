"""Builds that are killed, ended, short of disk or have a spoiled journal: `python benchmarks/faults.py [N]`.

A folder is built undisturbed; then again and again into a new output with a fault at a moment, a size or a
place left to chance (the same each time the program is run), N times for each kind of fault, and once more
undisturbed; some of them by the workers of a Dask scheduler on this machine. Printed are, for each kind, how
many of the last runs ended with other files than the first one, with a file that no receipt tells of, or not
at all: all should be 0. Where the system lets no file system be mounted, a full disk is left out.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from build import digests, folder_of
from cluster import cluster
from many import below_of

from zcforms.batch.keeping import KEPT

PEOPLE, WORKERS = 6, 2
_ENDED = (0, 1, 130, -signal.SIGKILL)  # how a run may end; 1: somebody is held back
_APART = ("unshare", "--mount", "--map-root-user")
_DRAIN = 30  # seconds for a run that is asked to end


class Trial:
    """A folder, what a build makes of it and how long that takes (s); a scheduler of Dask and its workers."""

    def __init__(self, root: Path, scheduler: str, workers: list[int]) -> None:
        self.scheduler, self.workers = scheduler, workers
        self.root, self.work, self.chance = root, folder_of(root / "work", PEOPLE), random.Random(1)
        self.run(root / "first")  # the key and what the system reads from disk
        begun = time.monotonic()
        self.run(root / "right")
        self.seconds = time.monotonic() - begun
        self.right = digests(root / "right")

    def command(self, out: Path, scheduler: str = "") -> list[str]:
        by = ["--scheduler", scheduler] if scheduler else ["--workers", str(WORKERS)]
        words = ["build", str(self.work), "--out", str(out), *by]
        return [sys.executable, "-m", "zcforms", *words, "--form", "pledge", "--form", "bag_cover"]

    def run(self, out: Path) -> int:
        return subprocess.run(self.command(out), capture_output=True, check=False).returncode

    def started(self, out: Path, scheduler: str = "") -> subprocess.Popen[bytes]:
        quiet, command = subprocess.DEVNULL, self.command(out, scheduler)
        return subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)

    def moment(self) -> float:
        return self.chance.uniform(0, self.seconds)

    def faults(self, out: Path) -> list[str]:
        """What is wrong after one more run, which nothing disturbs."""
        code = self.run(out)
        if code not in (0, 1):
            return [f"退出码{code}"]
        found = [] if digests(out) == self.right else ["结果不同"]
        there = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
        kept = {name for name in there if name.startswith(f"{KEPT}/")}
        known = {*self.right, "receipt.json"}
        if extra := there - kept - known:
            found.append(f"多出{sorted(extra)}")
        return found


def main_killed(trial: Trial, out: Path) -> None:
    """The main process is killed at a moment."""
    with trial.started(out) as run:
        time.sleep(trial.moment())
        run.kill()


def worker_killed(trial: Trial, out: Path) -> None:
    """Any one of the processes below the main one is killed, perhaps more than once."""
    with trial.started(out) as run:
        for _ in range(trial.chance.randint(1, 3)):
            time.sleep(trial.moment() / 2)
            below = sorted(below_of(run.pid))
            if below:
                with suppress(ProcessLookupError):
                    os.kill(trial.chance.choice(below), signal.SIGKILL)
        run.wait(20 * trial.seconds + 60)


def dask_main_killed(trial: Trial, out: Path) -> None:
    """The main process is killed while the workers of Dask are at work, who go on with what they began."""
    with trial.started(out, trial.scheduler) as run:
        time.sleep(trial.moment())
        run.kill()


def dask_worker_killed(trial: Trial, out: Path) -> None:
    """A worker of Dask is killed, which its nanny begins anew."""
    with trial.started(out, trial.scheduler) as run:
        time.sleep(trial.moment())
        below = sorted({below for nanny in trial.workers for below in below_of(nanny)})
        with suppress(ProcessLookupError):
            os.kill(trial.chance.choice(below), signal.SIGKILL)
        run.wait(20 * trial.seconds + 60)


def ended(trial: Trial, out: Path) -> None:
    """It is asked to end: TERM or INT to the main process, HUP to all as of a terminal that closes."""
    with trial.started(out) as run:
        time.sleep(trial.moment())
        number = trial.chance.choice([signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
        with suppress(ProcessLookupError):
            (os.killpg if number == signal.SIGHUP else os.kill)(run.pid, number)
        code = run.wait(_DRAIN)
        if code not in (*_ENDED, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP):
            raise RuntimeError(f"ended with {code}")


def journal_spoiled(trial: Trial, out: Path) -> None:
    """A byte of the journal is flipped, or it is cut off, at a place."""
    shutil.copytree(trial.root / "right", out)
    journal = out / KEPT / "journal.sqlite"
    content = bytearray(journal.read_bytes())
    place = trial.chance.randrange(len(content))
    if trial.chance.random() < 0.5:
        content[place] ^= 1 << trial.chance.randrange(8)
    else:
        del content[place:]
    journal.write_bytes(content)


def disk_full(trial: Trial, out: Path) -> None:
    """The output is a disk that is too small; what it took is moved to one that is not."""
    out.mkdir()
    disk = trial.root / "disk"
    disk.mkdir(exist_ok=True)
    weight = sum(p.stat().st_size for p in (trial.root / "right").rglob("*.*")) // 1024
    size = trial.chance.randrange(64, 2 * weight)
    script = (
        'mount -t tmpfs -o size="$1"k tmpfs "$2" && d="$2" o="$3" && shift 3 && { "$@"; c=$?; '
        'cp -a "$d/." "$o/"; exit $c; }'
    )
    words = [*_APART, "sh", "-c", script, "sh", str(size), str(disk), str(out)]
    done = subprocess.run([*words, *trial.command(disk)], capture_output=True, check=False)
    if done.returncode not in (0, 1, 6):
        raise RuntimeError(f"{size}k: {done.returncode} {done.stderr.decode()[-300:]}")


def can_mount() -> bool:
    words = [*_APART, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


KINDS: list[Callable[[Trial, Path], None]] = [
    *(main_killed, worker_killed, dask_main_killed, dask_worker_killed, ended, journal_spoiled)
]


def main(times: int) -> int:
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as (address, pids):
        trial = Trial(Path(folder), address, pids[1:])
        print(f"{PEOPLE} people, undisturbed: {trial.seconds:.1f} s, {len(trial.right)} files", flush=True)
        for kind in [*KINDS, *([disk_full] if can_mount() else [])]:
            told = []
            for n in range(times):
                out = Path(folder) / f"{kind.__name__}{n}"
                try:
                    kind(trial, out)
                    told += trial.faults(out)
                except (RuntimeError, subprocess.TimeoutExpired, json.JSONDecodeError) as e:
                    told.append(str(e))
                shutil.rmtree(out, ignore_errors=True)
            print(f"{kind.__name__}: {times} times, {len(told)} wrong {told or ''}", flush=True)
            wrong += len(told)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
