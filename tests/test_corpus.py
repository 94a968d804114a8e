"""Odd files of other projects' test suites, where they lie beside the clone; never part of it."""

from itertools import zip_longest
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops, ImageFilter, ImageStat

from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding
from zcforms.intake.evidence import Asked, Evidence, read_evidence
from zcforms.paper.delivery import deliver
from zcforms.watermark import stamp_file

CORPUS = Path(__file__).parent.parent.parent / "shared" / "corpus"
FILES = sorted(p for p in CORPUS.glob("*__*") if p.is_file()) if CORPUS.is_dir() else []


# What PDFium does not open or shows nothing of, and what is bound of it all the same.
READ_OTHERWISE = {
    "pdfium__cropped_no_overlap.pdf",
    "qpdf__bad-encryption-length.pdf",
    "pdfjs__jbig2_file_header.pdf",
}


def seen_pages(pdf):
    """The pages as a screen shows them, in small."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        return [page.render(scale=0.5, may_draw_forms=True).to_pil().convert("L") for page in document]


def far(one, other):
    """How far two pictures are from each other: the mean of all dots, of 255."""
    difference = ImageChops.difference(one.filter(SOFT), other.resize(one.size).filter(SOFT))
    return ImageStat.Stat(difference).mean[0]


SOFT = ImageFilter.GaussianBlur(2)


@pytest.mark.parametrize(
    "path",
    FILES or [pytest.param(Path("none"), marks=pytest.mark.skip(reason="no odd files beside the clone"))],
    ids=lambda path: path.name,
)
@pytest.mark.filterwarnings("ignore")
def test_an_odd_file_is_bound_or_named(path, tmp_path):
    found = read_evidence(Asked(path, path.name), tmp_path)
    if isinstance(found, Evidence):
        with pikepdf.open(found.staged) as staged:
            assert len(staged.pages) == found.pages > 0
            out = pikepdf.new()
            for page in staged.pages:
                out.copy_foreign(page.as_form_xobject())
        if path.suffix == ".pdf" and path.name not in READ_OTHERWISE:
            for seen, bound in zip_longest(seen_pages(path), seen_pages(found.staged)):
                assert far(seen, bound) < 0.5
    else:
        assert isinstance(found, Finding)
        assert path.name in found.message
        assert found.hint
    if path.suffix == ".pdf":
        try:
            pages = stamp_file(path, tmp_path / "out.pdf", "内部资料", deliver).pages
        except UnreadableInput as e:
            assert e.where
        else:
            with pikepdf.open(tmp_path / "out.pdf") as stamped:
                assert len(stamped.pages) == pages
