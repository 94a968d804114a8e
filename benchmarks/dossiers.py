"""Pages in are pages out, and the contents are true: `python benchmarks/dossiers.py [DOSSIERS]`.

Random dossiers (200) of one to hundreds of pages are bound: upright, lying, folded and paired pages, empty
sections, contents of one to three pages, with and without dividers, on one side and on both, in one book and
in several. Each is read back by pypdf and by pdftotext. Printed is what is not true, and what there was.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from volumes import faults, random_volume  # noqa: E402

from zcforms import batch  # noqa: E402
from zcforms.pipeline.press import Press  # noqa: E402
from zcforms.pipeline.story import bare_person  # noqa: E402


def main(count: int) -> int:
    """Bind so many random dossiers; how many are not true."""
    job = batch.open_job(ROOT / "data_samples", date(2021, 9, 15), ["shi-kaishan"])
    press, person = Press(job, "none"), bare_person(job, job.people[0])
    assert person is not None
    wrong, pages, kinds = 0, 0, Counter[str]()
    begun = time.monotonic()
    for seed in range(count):
        with TemporaryDirectory() as folder:
            bound, settled, words, _ = random_volume(seed, press, person, Path(folder) / "book")
            found = list(faults(bound, settled, words))
        for fault in found:
            print(f"{seed} ({settled}): {fault}")
        wrong += bool(found)
        kinds["双面" if settled.duplex else "单面"] += 1
        kinds["隔页" if settled.dividers else "无隔页"] += 1
        kinds[f"{len(bound.books)}册"] += 1
        pages += sum(book.pages for book in bound.books)
        print(f"{seed + 1} of {count}", end="\r", file=sys.stderr, flush=True)
    print(
        f"{count} dossiers, {pages} pages, {wrong} not true, {time.monotonic() - begun:.0f} s; {dict(kinds)}"
    )
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)))
