"""How long a check with annotations takes beside a plain one: `python benchmarks/annotate.py [PEOPLE]`.

Each applicant is a row of people.xlsx with one of the mistakes of tests/planted.py (every kind comes again
and again), and rows in the other sheets. Asserted: every mistake is told at its cell, none is invented, and
the parts of the package in which nothing is told keep their bytes; with every mistake mended in the copy,
which then takes the place of the workbook, nothing is told any more. Printed: seconds of opening, checking
and annotating, by the clock, the sizes of the workbook and of its copy, and the peak of memory (MiB), the
room's and the program's own.
"""

from __future__ import annotations

import io
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

import openpyxl
from planted import MISTAKES, Mistake, mend, plant

import zcforms
from zcforms.batch.annotating import annotate
from zcforms.ground.findings import Severity
from zcforms.ground.room import room

T = TypeVar("T")


def timed(what: str, work: Callable[[], T]) -> T:
    """Do something, and print the seconds that it took."""
    start = time.perf_counter()
    done = work()
    print(f"{what:10} {time.perf_counter() - start:6.1f} s", flush=True)
    return done


def told(copy: bytes) -> set[str]:
    """The cells that have a note, but for those of keys and of our own column."""
    book = openpyxl.load_workbook(io.BytesIO(copy))
    return {
        f"{page.title}!{cell.coordinate}"
        for page in book
        for row in page.iter_rows(min_row=2)
        for cell in row
        if cell.comment and cell.column > 1
    }


def parts(content: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def mended(copy: Path, book: Path, people: Sequence[Mistake | None]) -> None:
    """The clerk's part: mend every mistake in the copy, and put it in the place of the workbook."""
    opened = openpyxl.load_workbook(copy)
    mend(opened, dict(enumerate(people)))
    opened.save(book)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "work"
        people = [None, *(MISTAKES[n % len(MISTAKES)] for n in range(count - 1))]
        planted = timed("planting", lambda: plant(root, people))
        job = timed("opening", lambda: zcforms.open_folder(root, today=date(2021, 9, 15)))
        report = timed("checking", lambda: zcforms.check(job))
        made = timed("annotating", lambda: annotate(job, report.findings))
        before, after = (root / "people.xlsx").read_bytes(), made.path.read_bytes()
        timed("mending", lambda: mended(made.path, root / "people.xlsx", people))
        job = zcforms.open_folder(root, today=date(2021, 9, 15))
        # (Of the sample itself there are some reminders of whole rows.)
        findings = zcforms.check(job).findings
        left = {f.code for f in findings if f.severity is Severity.ERROR}
        made.path.unlink()  # what was mended is in its place
        again = annotate(job, findings)
        assert not left, left
        assert told(again.path.read_bytes()) == set()
    print(f"{count} applicants, {made.told} findings told, {made.elsewhere} elsewhere")
    print(f"workbook {len(before) / 2**20:.1f} MiB, copy {len(after) / 2**20:.1f} MiB")
    room().close()  # (The peak of a child is known when it has ended.)
    for who, whose in (("room", resource.RUSAGE_CHILDREN), ("program", resource.RUSAGE_SELF)):
        print(f"peak of the {who}: {resource.getrusage(whose).ru_maxrss / 1024:.0f} MiB")
    expected = {cell for one in planted for cell in one if not re.search(r"!A\d+$", cell)}
    assert told(after) == expected, sorted(told(after) ^ expected)[:20]
    old, new = parts(before), parts(after)
    same = [name for name in old if old[name] == new[name]]
    print(f"{len(expected)} cells told, none besides; {len(same)} of {len(old)} parts as before")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
