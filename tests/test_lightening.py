"""A book whose file may have so many bytes: its photographs lose the dots that print does not need."""

import io

import img2pdf
import numpy as np
import pypdfium2
import pytest
from conftest import TODAY, build, codes, page_texts, person
from pikepdf import Pdf
from PIL import Image
from test_dossier import item

from zcforms import batch
from zcforms.ground.errors import UnreadableInput
from zcforms.paper.lightening import lighten


def scan(width, height, kind="JPEG"):
    """A picture that codes badly, as paper does."""
    dots = np.random.default_rng(width).integers(60, 200, (height // 4, width // 4), dtype=np.uint8)
    target = io.BytesIO()
    image = Image.fromarray(dots).resize((width, height), Image.Resampling.BICUBIC).convert("RGB")
    image.save(target, kind, **({"quality": 97} if kind == "JPEG" else {}))
    return target.getvalue()


@pytest.fixture(scope="module")
def scans():
    return {"a/1.jpg": scan(3600, 5000), "a/2.jpg": scan(900, 1200), "a/3.png": scan(300, 400, "PNG")}


def bound(workshop, tmp_path, scans, **settings):
    items = [item(n, name, 文件=[{"文件": name[2:]}]) for n, name in enumerate(scans, 1)]
    out = tmp_path / "out"
    receipt = build(workshop({"a": person(佐证材料=items)}, scans, **settings), out, {batch.DOSSIER})
    (path,) = (d["path"] for d in receipt["documents"] if d["path"].startswith("装订/"))
    return receipt, out / path


def pictures(path):
    """Width, height and coded bytes of every picture that is evidence."""
    found = {}
    with Pdf.open(path) as pdf:
        for image in pdf.objects:
            if getattr(image, "get", None) and image.get("/Subtype") == "/Image" and int(image.Height) >= 400:
                found[int(image.Width), int(image.Height)] = bytes(image.read_raw_bytes())
    return found


def test_without_a_limit_every_scan_is_bound_as_it_is(workshop, tmp_path, scans):
    receipt, path = bound(workshop, tmp_path, scans)
    assert pictures(path)[3600, 5000] == pictures_of(scans["a/1.jpg"])
    assert "volume-lightened" not in codes(receipt, "info")


def pictures_of(raw):
    """The coded data of a JPEG without what cameras write beside it, as it is bound."""
    from zcforms.intake.evidence.scans import without_metadata

    return without_metadata(raw)


def test_over_the_limit_pictures_lose_the_dots_that_print_does_not_need(workshop, tmp_path, scans):
    size = len(scans["a/1.jpg"]) // 2**20
    assert size >= 6
    receipt, path = bound(workshop, tmp_path, scans, 装订册每册兆数="5")
    assert path.stat().st_size <= 5 * 2**20
    found = pictures(path)
    (width, height) = max(found)
    assert height in [round(841.89 * density / 72) for density in (300, 200)]
    assert abs(width / height - 0.72) < 0.01
    assert (900, 1200) in found, "it has no more dots than print needs"
    assert (300, 400) in found
    (told,) = (f for f in receipt["findings"] if f["code"] == "volume-lightened")
    assert "超过5MB：1张图片按" in told["message"]
    assert any("目" in text for text in page_texts(path))


def test_a_scan_of_four_inks_loses_dots_and_no_colour(tmp_path):
    """Their samples are coded the other way round, and the page says so: that stays as it was."""
    dots = np.random.default_rng(4).integers(0, 60, (1200, 900, 4), dtype=np.uint8)
    dots[:600, :, 0] += 150
    dots[600:, :, 1] += 150
    target = io.BytesIO()
    Image.fromarray(dots, "CMYK").resize((1350, 1800)).save(target, "JPEG", quality=97)
    path = tmp_path / "a.pdf"
    path.write_bytes(img2pdf.convert(target.getvalue(), layout_fun=img2pdf.get_layout_fun((298, 421))))

    def halves():
        shown = np.asarray(pypdfium2.PdfDocument(path)[0].render().to_numpy(), dtype=float)
        middle = shown[:, shown.shape[1] // 4 : -shown.shape[1] // 4]
        return middle[30:200].mean((0, 1)), middle[220:390].mean((0, 1))

    before, size = halves(), path.stat().st_size
    assert np.abs(before[0] - before[1]).max() > 50
    assert lighten(path, size // 2) == (1, 300)
    assert path.stat().st_size < size // 2
    assert np.abs(np.array(halves()) - before).max() < 4


def test_what_cannot_be_made_smaller_is_told(tmp_path):
    path = tmp_path / "a.pdf"
    with Pdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.pages[0].contents_add(bytes(np.random.default_rng(1).integers(0, 255, 2000, dtype=np.uint8)))
        pdf.save(path)
    before = path.read_bytes()
    assert lighten(path, 100) == (0, 0)
    assert path.read_bytes() == before


@pytest.mark.parametrize("size", ["4", "4001", "很大"])
def test_a_limit_that_is_none_is_told(workshop, size):
    with pytest.raises(UnreadableInput, match="装订册每册兆数"):
        batch.open_job(workshop(装订册每册兆数=size), TODAY)
