"""Goldens of pages in three layers (text, geometry, image), and the comparer that reads them.

A golden says what a page looked like when somebody last looked at it. `python tests/golden.py [FORM…]`
writes them anew from the samples (look at the pictures, then commit them); tests/test_golden.py compares.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from functools import cache, lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image

from zcforms.authoring.gallery import sample_values, samples
from zcforms.fillers import html
from zcforms.forms import Form, Values, find_form, left_blank, load_forms

FOLDER = Path(__file__).parent / "golden"
SHIFT = 0.5  # pt that a text may move without being called moved
DPI = 50
_STEPS = 16  # grey levels of a kept picture
_BLOCK = 3  # pixels: differences of anti-aliasing vanish in the mean of a block
_LEVEL = 20  # of 255: half a point of rule, rubbed out, makes about 30
_BLOCKS = 6  # so many blocks may differ on a page


Run = tuple[float, float, float, float, str]  # left, top, right, bottom (pt from the top left corner), text


@dataclass(frozen=True)
class Snapshot:
    """A document in layers: text by page, the place of every run of text, pages as pictures."""

    text: list[list[str]]
    runs: list[list[Run]]
    sizes: list[tuple[float, float]]
    pictures: list[Image.Image]


def snapshot(pdf: bytes) -> Snapshot:
    """The layers of a PDF."""
    text, sizes, pictures = [], [], []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            width, height = page.get_size()
            sizes.append((round(width, 1), round(height, 1)))
            words = page.get_textpage().get_text_bounded()
            text.append([line.rstrip() for line in words.splitlines() if line.strip()])
            picture = page.render(scale=DPI / 72, grayscale=True).to_pil()
            pictures.append(picture.quantize(_STEPS).convert("L"))
    return Snapshot(text, runs_of(pdf), sizes, pictures)


@lru_cache(4)  # tests ask for one page after the other
def runs_of(pdf: bytes) -> list[list[Run]]:
    """The runs of text on each page of a PDF: where a test looks at nothing else, no page is drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [list(_runs(page)) for page in document]


def _runs(page: pypdfium2.PdfPage) -> Iterator[Run]:
    height, content = page.get_height(), page.get_textpage()
    for n in range(content.count_rects()):
        left, bottom, right, top = content.get_rect(n)
        words = content.get_text_bounded(left, bottom, right, top).strip()
        if words:
            left, top, right, bottom = (round(v, 1) for v in (left, height - top, right, height - bottom))
            yield left, top, right, bottom, words


def differences(expected: Snapshot, actual: Snapshot) -> list[str]:
    """What a reader would call different, layer by layer; empty if the two are the same page."""
    if expected.sizes != actual.sizes:
        return [f"pages {expected.sizes} became {actual.sizes}"]
    found = []
    for n in range(len(expected.sizes)):
        text, other_text = expected.text[n], actual.text[n]
        found += [
            f"page {n + 1} text {line}"
            for line in unified_diff(text, other_text, lineterm="", n=0)
            if not line.startswith(("---", "+++", "@@"))
        ]
        found += [f"page {n + 1} geometry {line}" for line in _moved(expected.runs[n], actual.runs[n])]
        blocks = _other_blocks(expected.pictures[n], actual.pictures[n])
        if blocks > _BLOCKS:
            found.append(f"page {n + 1} image: {blocks} blocks of {_BLOCK} pixels differ")
    return found


def _moved(runs: list[Any], other: list[Any]) -> Iterator[str]:
    for run, now in zip_longest(runs, other):
        if run is None or now is None:
            yield f"{run} became {now}"
        elif run[4] != now[4] or any(abs(a - b) > SHIFT for a, b in zip(run[:4], now[:4], strict=True)):
            yield f"“{run[4]}” at {run[:4]} became “{now[4]}” at {now[:4]}"


def _other_blocks(picture: Image.Image, other: Image.Image) -> int:
    if picture.size != other.size:
        return sys.maxsize
    a, b = (np.asarray(p, dtype=np.int16) for p in (picture, other))
    difference = a - b
    height, width = (side - side % _BLOCK for side in difference.shape)
    means = difference[:height, :width].reshape(height // _BLOCK, _BLOCK, width // _BLOCK, _BLOCK)
    return int((abs(means.mean(axis=(1, 3))) > _LEVEL).sum())


# --- on disk -------------------------------------------------------------------------------------


def load(name: str) -> Snapshot:
    """The golden of that name."""
    folder = FOLDER / name
    data = json.loads((folder / "geometry.json").read_text("utf-8"))
    pages = range(1, len(data) + 1)
    return Snapshot(
        [(folder / f"{n}.txt").read_text("utf-8").splitlines() for n in pages],
        [[tuple(run) for run in page["runs"]] for page in data],
        [tuple(page["size"]) for page in data],
        [Image.open(folder / f"{n}.png").convert("L") for n in pages],
    )


def save(name: str, found: Snapshot) -> None:
    """Keep a snapshot as the golden of that name."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    pages = []
    for n, (text, runs, size, picture) in enumerate(
        zip(found.text, found.runs, found.sizes, found.pictures, strict=True), 1
    ):
        (folder / f"{n}.txt").write_text("".join(f"{line}\n" for line in text), "utf-8")
        target = io.BytesIO()
        picture.quantize(_STEPS).save(target, "PNG", optimize=True)
        (folder / f"{n}.png").write_bytes(target.getvalue())
        lines = ",\n".join("  " + json.dumps(run, ensure_ascii=False) for run in runs)
        pages.append(f'{{"size": {json.dumps(size)}, "runs": [\n{lines}\n]}}')
    (folder / "geometry.json").write_text("[" + ",\n".join(pages) + "]\n", "utf-8")


@cache
def cases() -> dict[str, tuple[Form, Values]]:
    """Every page that has a golden: each sample of each form, and its blank print."""
    found: dict[str, tuple[Form, Values]] = {}
    for form in load_forms().values():
        for sample in samples(form):
            found[f"{form.id}/{sample.stem}"] = form, sample_values(form, sample.name)
        if form.scope != "binding":
            found[f"{form.id}/blank"] = form, left_blank(form)
    return found


def main(asked: list[str]) -> None:
    """Write the goldens of the named forms anew, or all of them; those of pages that are gone go too."""
    forms = load_forms()
    wanted = {find_form(forms, name).id for name in asked}
    for gone in [FOLDER / name for name in sorted(wanted)] or [FOLDER]:
        shutil.rmtree(gone, ignore_errors=True)
    for name, (form, values) in cases().items():
        if not wanted or form.id in wanted:
            save(name, snapshot(html.fill(form, values).pdf))


if __name__ == "__main__":
    main(sys.argv[1:])
