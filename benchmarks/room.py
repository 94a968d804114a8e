"""What the room for files of strangers costs: `python benchmarks/room.py [SCANS] [ROUNDS]`.

A dossier's scans (JPEG, A4 at 150 to 300 dpi) are read and staged as `check` does it, once in the room
and once in this process, by turns, so that whatever else the machine does weighs on both alike. Printed:
the seconds of each round on the clock and of processors, and the ratio of the medians, at most 1.1.
"""

from __future__ import annotations

import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from zcforms.ground.room import room
from zcforms.intake import evidence
from zcforms.model.figures import USUAL_PAGES

A4 = (210 / 25.4, 297 / 25.4)  # inches


def scans(folder: Path, count: int) -> list[Path]:
    """Pictures of text-like noise, each of its own content and resolution."""
    rng = random.Random(1)
    grain = Image.effect_noise((400, 560), 90).convert("RGB")
    made = []
    for n in range(count):
        dpi = rng.choice((150, 200, 300))
        page = grain.rotate(rng.randrange(4) * 90).resize((round(A4[0] * dpi), round(A4[1] * dpi)))
        page.putpixel((n % page.width, n // page.width), (255, 0, 0))
        page.save(target := io.BytesIO(), "JPEG", quality=80, dpi=(dpi, dpi), comment=f"{n}".encode())
        made.append(folder / f"{n}.jpg")
        made[-1].write_bytes(target.getvalue())
    return made


def within(files: list[Path], stage: Path) -> None:
    """Every scan in the room, its child's start counted."""
    for n, file in enumerate(files):
        read = evidence.read_evidence(file, f"{n}.jpg", stage)
        assert isinstance(read, evidence.Evidence)
    room().close()


def without(files: list[Path], stage: Path) -> None:
    """Every scan in this process."""
    for n, file in enumerate(files):
        read = evidence._read(file, f"{n}.jpg", stage, USUAL_PAGES, "")
        assert isinstance(read, evidence.Evidence)


def timed(work: Callable[[list[Path], Path], None], files: list[Path]) -> tuple[float, float]:
    """Seconds on the clock and of processors, the child's too once it has ended."""
    with tempfile.TemporaryDirectory() as stage:
        before, begun = os.times(), time.monotonic()
        work(files, Path(stage))
        after, seconds = os.times(), time.monotonic() - begun
        return seconds, sum(after[:4]) - sum(before[:4])


def main(count: int, rounds: int) -> int:
    """1 if the room costs more than a tenth."""
    with tempfile.TemporaryDirectory() as place:
        files = scans(Path(place), count)
        size = sum(file.stat().st_size for file in files)
        print(f"{count} scans, {size / 2**20:.0f} MB", flush=True)
        inside, outside = [], []
        for n in range(rounds):
            inside.append(timed(within, files))
            outside.append(timed(without, files))
            told = f"{inside[-1][0]:.1f} s ({inside[-1][1]:.1f} s of processors) in the room"
            print(
                f"round {n + 1}: {told}, {outside[-1][0]:.1f} s ({outside[-1][1]:.1f} s) without", flush=True
            )
    clock, cpu = (
        statistics.median(r[k] for r in inside) / statistics.median(r[k] for r in outside) for k in (0, 1)
    )
    print(f"ratio {clock:.3f} on the clock, {cpu:.3f} of processors")
    return int(cpu > 1.1)  # whatever else is at work, it takes the clock, not our processor time


if __name__ == "__main__":
    asked = [*sys.argv[1:], *("300", "3")[len(sys.argv) - 1 :]]
    sys.exit(main(int(asked[0]), int(asked[1])))
