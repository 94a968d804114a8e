"""What many people cost, in seconds and in memory: `python benchmarks/many.py [PEOPLE …]` (100 300).

So many people are invented, none with evidence; their papers are made, marked, put together for printing and
delivered by two processes. Printed are, for each count: how long it took, the seconds of the processor in
all, for each person and of the main process, the most memory (MiB) of the main process and of the largest
worker, of the seconds of the main process those for the office's forms and for the print files, and how large
these are; then what a second build takes with one person changed. The first count is built by one process,
too: how many times as fast two are stands beside what two processes gain at a bare loop, which is all that
the machine has to give.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from conftest import person, work_in

SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伯仲叔季孟"
WORKERS = 2
_PROGRAM = """
import os, sys, time
from pathlib import Path
from zcforms import build, open_folder
from zcforms.batch import making
spent = {}
def memory(what):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(what))
def timed(name):
    inner = getattr(making, name)
    def outer(*args, **named):
        begun = time.process_time()
        print(f"  MiB before {name}: {memory('VmRSS')}, at most {memory('VmHWM')}", file=sys.stderr)
        try:
            return inner(*args, **named)
        finally:
            spent[name] = round(time.process_time() - begun, 1)
    setattr(making, name, outer)
for name in ("office_forms", "print_sets"):
    timed(name)
receipt = build(open_folder(sys.argv[1]), sys.argv[2], workers=int(sys.argv[3]))
peak = memory('VmHWM')
built = sum(one.outcome == "built" for one in receipt.people)
print(built, peak, sum(os.times()[:2]), *(spent.get(n, 0) for n in ("office_forms", "print_sets")))
"""


_LOOP = "n = 0\nfor i in range(20_000_000): n += i"


def looped(processes: int) -> float:
    """The seconds in which so many processes each do the same bare loop, the least of three times."""
    return min(_looped(processes) for _ in range(3))


def _looped(processes: int) -> float:
    begun = time.monotonic()
    running = [subprocess.Popen([sys.executable, "-c", _LOOP]) for _ in range(processes)]
    assert not any(run.wait() for run in running)
    return time.monotonic() - begun


def folder_of(place: Path, count: int) -> Path:
    """A folder of work of so many people without evidence, statements of different lengths."""
    people = {
        f"p{n:05}": person(
            f"330200{1970 + n // 9000 % 25}{1 + n // 1000 % 9:02}{1 + n % 28:02}{n % 1000:03}",
            姓名=f"{SURNAMES[n % 20]}{GIVEN[n // 20 % 5]}{GIVEN[n // 100 % 5]}坡",
            本人述职="任现职以来从事采矿设计工作。" * (1 + n * 7 % 60),
        )
        for n in range(count)
    }
    return work_in(place, people)


def built(work: Path, out: Path, workers: int) -> dict[str, float]:
    """What a build took and what it says of itself."""
    begun = time.monotonic()
    command = [sys.executable, "-c", _PROGRAM, str(work), str(out), str(workers)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    seen: dict[int, tuple[float, int]] = {}
    watching = threading.Thread(target=watch, args=(run, seen))
    watching.start()
    told, _ = run.communicate()
    watching.join()
    assert run.returncode == 0
    seconds = time.monotonic() - begun
    spent, worker = sum(cpu for cpu, _ in seen.values()), max((peak for _, peak in seen.values()), default=0)
    people, main, own, office, prints = map(float, told.split())
    found = {
        "people": people,
        "seconds": seconds,
        "cpu": spent + own,
        "own": own,
        "main": main,
        "worker": worker,
    }
    return {**found, "office": office, "prints": prints}


def watch(run: subprocess.Popen[str], seen: dict[int, tuple[float, int]]) -> None:
    """Note now and then of each process below what it has taken: seconds of the processor, MiB at most.

    Workers are no children of whom they work for, so that the system does not add theirs up.
    """
    tick = os.sysconf("SC_CLK_TCK")
    while run.poll() is None:
        for child in below_of(run.pid):
            try:
                status = Path(f"/proc/{child}/status").read_text()
                times = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if peak := re.search(r"VmHWM:\s+(\d+)", status):
                seen[child] = sum(map(int, times[11:13])) / tick, int(peak[1]) // 1024
        time.sleep(0.5)


def below_of(process: int) -> list[int]:
    """The processes below a process."""
    own: list[str] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            own += (thread / "children").read_text().split()
    return [found for child in map(int, own) for found in (child, *below_of(child))]


def _told(count: int, what: str, found: dict[str, float]) -> None:
    each = 1000 * found["cpu"] / max(found["people"], 1)
    print(
        f"{count} people, {what}: {found['people']:.0f} built, {found['seconds']:.0f} s, "
        f"CPU {found['cpu']:.0f} s ({each:.0f} ms a person), of which the main process {found['own']:.0f} s; "
        f"MiB main {found['main']:.0f} worker {found['worker']:.0f}; "
        f"CPU office forms {found['office']}, print files {found['prints']}",
        flush=True,
    )


def main(counts: list[int]) -> None:
    print(f"load {os.getloadavg()[0]:.1f}")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            work, out = folder_of(Path(folder), count), Path(folder) / "out"
            found = built(work, out, WORKERS)
            _told(count, f"{WORKERS} workers", found)
            if count == counts[0]:
                alone = built(work, Path(folder) / "alone", 1)
                _told(count, "1 worker", alone)
                gain, most = alone["seconds"] / found["seconds"], WORKERS * looped(1) / looped(WORKERS)
                print(f"  {WORKERS} workers are {gain:.2f} times as fast, at a bare loop {most:.2f} times")
            documents = json.loads((out / "receipt.json").read_text("utf-8"))["documents"]
            prints = [d for d in documents if d["path"].startswith("打印/")]
            size = sum((out / d["path"]).stat().st_size for d in prints) / 2**20
            print(f"  {len(prints)} print files, {sum(d['pages'] for d in prints)} pages, {size:.0f} MiB")
            record = work / "applicants" / "p00001.yaml"
            record.write_text(re.sub(r"(?m)^(联系电话: ).*$", r"\g<1>13800000099", record.read_text("utf-8")))
            _told(count, "one of them changed", built(work, out, WORKERS))


if __name__ == "__main__":
    main([int(count) for count in sys.argv[1:]] or [100, 300])
