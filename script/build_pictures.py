"""Draws the pictures of docs/pictures from the forms' samples and the folder of samples.

`python script/build_pictures.py`: look at them, then commit them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image

import zcforms
from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.forms import load_forms
from zcforms.watermark import stamp

ROOT = Path(__file__).parent.parent
GROUND = "#e1e5ea"
GAP = 14  # px
COLOURS = 160
Page = tuple[str, str, int]  # a form, a sample of it, a page from 1
FORMS: list[Page] = [
    ("review_form", "sample_platform.yaml", 2),
    ("review_form", "sample.yaml", 3),
    ("exception_form", "sample.yaml", 1),
    ("post_table", "sample.yaml", 1),
    ("summary_form", "sample.yaml", 1),
    ("pledge", "sample.yaml", 1),
    ("expert_recommendation", "sample.yaml", 1),
    ("publicity_notice", "sample.yaml", 1),
]
TABLES: list[Page] = [("scoring_table", "sample_optics.yaml", 3), ("roster", "sample.yaml", 1)]
DOSSIER = "lei-dingan", (1, 2, 8, 9)  # whose volume, and pages of it
MARK = "浙江省专业技术任职资格申报与评审管理平台"
MARKED = {"review_form"}


def drawn(pdf: bytes, page: int, width: int) -> Image.Image:
    """A page (from 1) of a PDF, so many pixels wide."""
    with pypdfium2.PdfDocument(pdf) as document:
        sheet = document[page - 1]
        picture: Image.Image = sheet.render(scale=width / sheet.get_width()).to_pil().convert("RGB")
        return picture


def of_sample(page: Page, width: int) -> Image.Image:
    """A page of a form as its sample fills it."""
    name, sample, number = page
    form = load_forms()[name]
    pdf = html.fill(form, sample_values(form, sample)).pdf
    return drawn(stamp(pdf, MARK) if name in MARKED else pdf, number, width)


def sheet(pictures: Sequence[Image.Image], columns: int) -> Image.Image:
    """Pictures side by side in rows, on a ground."""
    wide, high = max(p.width for p in pictures) + GAP, max(p.height for p in pictures) + GAP
    rows = -(-len(pictures) // columns)
    whole = Image.new("RGB", (columns * wide + GAP, rows * high + GAP), GROUND)
    for n, picture in enumerate(pictures):
        whole.paste(picture, (GAP + n % columns * wide, GAP + n // columns * high))
    return whole


def write(name: str, picture: Image.Image) -> None:
    """Write a picture with so few colours that it weighs little."""
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(ROOT / "docs" / "pictures" / f"{name}.png", optimize=True)


def of_volume() -> list[Image.Image]:
    """Pages of a bound volume of the samples."""
    key, pages = DOSSIER
    with tempfile.TemporaryDirectory() as out:
        zcforms.build(zcforms.open_folder(ROOT / "data_samples", [key]), out, forms=["dossier"])
        (volume,) = Path(out).rglob("装订册*.pdf")
        return [drawn(volume.read_bytes(), page, 420) for page in pages]


def main() -> None:
    """Draw them all."""
    write("forms", sheet([of_sample(page, 360) for page in FORMS], 4))
    write("tables", sheet([of_sample(page, 760) for page in TABLES], 2))
    write("dossier", sheet(of_volume(), 4))


if __name__ == "__main__":
    main()
