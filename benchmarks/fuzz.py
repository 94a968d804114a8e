"""What the program makes of files made wrong: `python benchmarks/fuzz.py [RUNS] [SEED] [KIND]`.

Each run is a command on a small folder of work of which one file is a mutant: an applicant's YAML or JSON,
the workbook, evidence, a photo, a form of the unit's own, a plan, settings, holidays (`tests/fuzzing.py`).
Asserted: no run ends with 70 or tells of a fault of the program, none takes more than two minutes, nothing
is written outside of the output folder, and the folder for temporary files is empty afterwards. Printed:
for each kind how often the program ended with which exit code, the longest run, and every fault with the
number that makes it again. 2,000 runs take some minutes on one core.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from fuzzing import KINDS, Outcome, run, sandbox

MEMORY = 6 * 2**30  # bytes of address space of this process


def table(outcomes: list[Outcome]) -> str:
    """The exit codes by kind, and the longest run of each."""
    lines = []
    for kind in KINDS:
        own = [outcome for outcome in outcomes if outcome.kind == kind]
        if own:
            codes = sorted(Counter(str(o.code) for o in own).items())
            ended = "  ".join(f"{code}: {times}" for code, times in codes)
            faulty = sum(bool(o.faults) for o in own)
            lines.append(f"{len(own):5} {faulty:4} {max(o.seconds for o in own):6.1f} s  {kind}  {ended}")
    return "\n".join([" runs faults  longest  kind  exit codes", *lines])


def main(runs: int, seed: int, only: str = "") -> int:
    """The number of runs with faults."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    kinds = [kind for kind in KINDS if not only or kind == only]
    outcomes = []
    with tempfile.TemporaryDirectory() as place, sandbox(Path(place)):
        for n in range(runs):
            outcome = run(Path(place), kinds[n % len(kinds)], n // len(kinds), seed)
            outcomes.append(outcome)
            if outcome.faults:
                told = "；".join(outcome.faults)
                print(
                    f"{outcome.kind} {outcome.number}: {told}\n  {outcome.command}\n{outcome.said[-1500:]}",
                    flush=True,
                )
    print(table(outcomes))
    return sum(bool(outcome.faults) for outcome in outcomes)


if __name__ == "__main__":
    asked = [*sys.argv[1:], *("2000", "1", "")[len(sys.argv) - 1 :]]
    sys.exit(main(int(asked[0]), int(asked[1]), asked[2]) > 0)
