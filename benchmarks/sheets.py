"""Everybody's papers of a batch, sheet by sheet: `python benchmarks/sheets.py FOLDER [PEOPLE]`.

So many people (20) are invented, every second one with an export of the platform; their batch is made, the
volumes on both sides, the forms in the copies of the circular. Every page is read: whether it is of whom it
should be. Beside the batch lie pictures of all sheets of the print files and of the volumes, to be looked at.
Printed is what is not as it should be, and how many pages there were.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pypdfium2
from PIL import Image

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from conftest import build
from crowds import crowd, folder_of, mixed

_ACROSS, _DOWN, _SIZE = 12, 5, (150, 212)  # pages on a picture, and the dots of one


def show(pdf: Path, stem: Path) -> int:
    """The pages of a file in pictures, front and back of a sheet side by side; how many pages."""
    with pypdfium2.PdfDocument(pdf) as document:
        small = []
        for page in document:
            scale = min(most / side for most, side in zip(_SIZE, page.get_size(), strict=True))
            picture = page.render(scale=scale).to_pil().convert("RGB")
            small.append(picture)
    each = _ACROSS * _DOWN
    for first in range(0, len(small), each):
        some = small[first : first + each]
        board = Image.new("RGB", (_ACROSS * _SIZE[0], math.ceil(len(some) / _ACROSS) * _SIZE[1]), "#888")
        for n, picture in enumerate(some):
            board.paste(picture, (n % _ACROSS * _SIZE[0], n // _ACROSS * _SIZE[1]))
        board.save(stem.with_name(f"{stem.name}-{first // each + 1}.png"))
    return len(small)


def main(folder: Path, count: int) -> int:
    """Make the batch and the pictures; how many places are not as they should be."""
    people = crowd(count)
    out, boards = folder / "out", folder / "sheets"
    boards.mkdir(parents=True)
    receipt = build(folder_of(folder, people, 装订册印制方式="双面"), out)
    wrong = [*mixed(out, receipt, people)]
    print("\n".join(wrong))
    paths = [d["path"] for d in receipt["documents"] if d["path"].startswith(("打印/", "装订/"))]
    pages = {path: show(out / path, boards / Path(path).stem) for path in paths if path.endswith(".pdf")}
    print(f"{receipt['built']} of {count} built, {sum(pages.values())} pages, {len(wrong)} wrong")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)))
