"""What the room for files of strangers costs: `python benchmarks/room.py [SCANS] [ROUNDS]`.

The dossier of one person with so many scans (JPEG, A4 at 150 dpi) is bound, once with the room and once with
the room's work done by the program itself, by turns, each time in a process of its own. Printed: the CPU
seconds of each round, the room's own included, and the ratio of the medians, at most 1.1.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from scans import folder_of, scan

MOST = 1.1
_PROGRAM = """
import resource, sys
from zcforms import build, open_folder
from zcforms.ground.room import Room, room
if sys.argv[3] == "without":
    Room.call = lambda _, work, *args: work(*args)
receipt = build(open_folder(sys.argv[1]), sys.argv[2], forms=["装订册"])
assert receipt.count("built") == 1, receipt.findings
room().close()  # what a child has used is known when it has ended
used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(sum(one.ru_utime + one.ru_stime for one in used))
"""


def seconds(folder: Path, way: str) -> float:
    """CPU seconds that the dossier takes, "with" the room or "without" it."""
    with tempfile.TemporaryDirectory() as out:
        program = [sys.executable, "-c", _PROGRAM, str(folder), out, way]
        return float(subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout)


def main(count: int, rounds: int) -> int:
    """1 if the room costs more than a tenth."""
    took: dict[str, list[float]] = {"with": [], "without": []}
    with tempfile.TemporaryDirectory() as place:
        folder = folder_of(Path(place) / "work", [scan(n) for n in range(count)])
        for n in range(rounds):
            for way, found in took.items():
                found.append(seconds(folder, way))
            told = "  ".join(f"{way} {found[-1]:.2f} s" for way, found in took.items())
            print(f"round {n + 1}: {told}", flush=True)
    ratio = statistics.median(took["with"]) / statistics.median(took["without"])
    print(f"ratio {ratio:.3f}")
    return int(ratio > MOST)


if __name__ == "__main__":
    asked = [*sys.argv[1:], *("300", "5")[len(sys.argv) - 1 :]]
    sys.exit(main(int(asked[0]), int(asked[1])))
