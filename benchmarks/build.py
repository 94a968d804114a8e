"""How long a folder takes, on one core, on several, and once more: `python benchmarks/build.py [PEOPLE]`.

The people are those of data_samples/ again and again, each with a name, an ID number and a copy of the
evidence of their own. The folder is built on one core and on all cores, one after the other; printed are
the seconds of both, their ratio, the peak of memory of the main process (MiB), and whether the
results are the same, byte for byte. Then it is built again where it was, with nothing changed (all that is
left are the checks, the office's forms and the assembling of the print sets), and with one person changed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from zcforms.chinese.identity import id_check_character

SAMPLES = Path(__file__).parent.parent / "data_samples"
_PROGRAM = """
import os, resource, sys
from zcforms import build, open_folder
os.sched_setaffinity(0, set(map(int, sys.argv[3].split(","))))
receipt = build(open_folder(sys.argv[1]), sys.argv[2])
print(len(receipt.people), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def folder_of(root: Path, people: int) -> Path:
    """A folder of so many people like those of the samples."""
    shutil.copytree(SAMPLES, root, ignore=shutil.ignore_patterns("applicants", "evidence", "output"))
    samples = sorted((SAMPLES / "applicants").glob("*.yaml"))
    (root / "applicants").mkdir()
    for n in range(people):
        sample = samples[n % len(samples)]
        text = sample.read_text("utf-8")
        old = re.search(r"\d{17}[\dX]", text)
        assert old is not None
        first17 = f"{old[0][:14]}{n // len(samples):02d}{old[0][16]}"
        text = text.replace(old[0], first17 + id_check_character(first17))
        (root / "applicants" / f"p{n:05d}.yaml").write_text(text, "utf-8")
        shutil.copytree(SAMPLES / "evidence" / sample.stem, root / "evidence" / f"p{n:05d}")
    settings = (root / "zcforms.yaml").read_text("utf-8")
    # The order of the samples' own people would not find these.
    settings = re.sub(r"(?m)^花名册顺序:.*\n(?:[ -].*\n)*", "", settings)
    (root / "zcforms.yaml").write_text(settings, "utf-8")
    return root


def built(work: Path, out: Path, cores: list[int]) -> tuple[float, str]:
    """The seconds of a build on some cores, and what it says of itself."""
    start = time.monotonic()
    arguments = [str(work), str(out), ",".join(map(str, cores))]
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, *arguments], capture_output=True, text=True, check=True
    )
    return time.monotonic() - start, run.stdout.strip()


def digests(out: Path) -> dict[str, str]:
    """What was written, by its SHA-256."""
    receipt = json.loads((out / "receipt.json").read_text("utf-8"))
    return {document["path"]: document["sha256"] for document in receipt["documents"]}


def main(people: int) -> None:
    cores = sorted(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        work = folder_of(Path(folder) / "work", people)
        one, told = built(work, Path(folder) / "one", cores[:1])
        several, told_too = built(work, Path(folder) / "several", cores)
        same = digests(Path(folder) / "one") == digests(Path(folder) / "several")
        nothing, _ = built(work, Path(folder) / "several", cores)
        record = work / "applicants" / "p00001.yaml"
        text = re.sub(r"(?m)^联系电话: .*$", "联系电话: 13800000099", record.read_text("utf-8"))
        record.write_text(text, "utf-8")
        changed, _ = built(work, Path(folder) / "several", cores)
    print(f"{people} people, one core: {one:.1f} s (people and MiB: {told})")
    print(f"{people} people, {len(cores)} cores: {several:.1f} s (people and MiB: {told_too})")
    print(f"ratio {one / several:.2f}; the same bytes: {'yes' if same else 'NO'}")
    print(f"again, nothing changed: {nothing:.1f} s; one person changed: {changed:.1f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
