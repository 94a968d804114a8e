"""A scan of a blank form: set straight, its boxes found by picture and numbered, values laid over it."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from conftest import person, photo_bytes, pictures, text_of
from PIL import Image, ImageDraw

from zcforms.authoring.adding.flat import add_flat, propose
from zcforms.authoring.adding.flat.pictured import is_blank_in, picture_of, straightened, tables_in
from zcforms.authoring.adding.flat.ruling import tables_of
from zcforms.authoring.blank import blank_pdf
from zcforms.fillers import acroform
from zcforms.forms import left_blank, load_form, load_forms
from zcforms.forms.values import written
from zcforms.ground.errors import UnreadableInput
from zcforms.intake.evidence.scans import clean_scan
from zcforms.terminal.brought import show_brought

FORMS = load_forms()


@pytest.fixture(scope="module")
def paper():
    return blank_pdf(FORMS["exception_form"], None).pdf


def scanned(pdf, skew=0.0, dpi=150):
    """A page as a scanner leaves it: a grey JPEG, askew."""
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    target = io.BytesIO()
    shown = shown.rotate(skew, Image.Resampling.BICUBIC, fillcolor=245)
    shown.save(target, "JPEG", quality=70, dpi=(dpi, dpi))
    return target.getvalue()


@pytest.fixture(scope="module")
def scan(paper):
    return scanned(paper, 1.4)


@pytest.fixture
def own(workshop):
    return workshop({"lin": person()})


def brought(own, content, name="扫描件.jpg"):
    (own / name).write_bytes(content)
    return add_flat(own / name, own, "试", "person")


def test_boxes_of_a_scan_askew_are_those_of_the_lines(paper, scan):
    straight, ((page, skew),) = straightened(clean_scan(scan, "a.jpg").content)
    assert page == 1 and skew == pytest.approx(-1.4, abs=0.07)
    with pypdfium2.PdfDocument(paper) as one, pypdfium2.PdfDocument(straight) as other:
        (drawn,), ink = tables_of(one[0]), picture_of(other[0])
        (found,) = tables_in(ink)
        texts = one[0].get_textpage()
        blank = [not texts.get_text_bounded(*cell.box).strip() for cell in drawn]
    assert [(c.row, c.column, c.rows, c.columns) for c in found] == [
        (c.row, c.column, c.rows, c.columns) for c in drawn
    ]
    for mine, true in zip(found, drawn, strict=True):
        assert mine.box == pytest.approx(true.box, abs=2)  # pt
    assert [is_blank_in(ink, cell) for cell in found] == blank


def test_the_picture_stays_as_it_was_and_the_yaml_says_what_goes_into_a_box(own, scan):
    done = brought(own, scan)
    assert len(done.form.fields) == 12 and done.draft.lists == []
    assert any("扫歪了" in said for said in done.draft.remarks)
    assert any("不认字" in said for said in done.draft.remarks)
    assert "f12" in text_of(done.sheet)
    folder = done.form.folder
    manifest = (folder / "form.yaml").read_text(encoding="utf-8")
    named = manifest.replace("f1: {title: 空格1, source: ''", "f1: {title: 姓名, source: person.name")
    named = named.replace("f3: {title: 空格3, source: ''", "f3: {title: 照片, format: image, source: photo")
    (folder / "form.yaml").write_text(named, encoding="utf-8")
    again = brought(own, scan)
    assert not again.is_new and "姓名" in text_of(again.sheet)
    with pikepdf.open(again.sheet) as pdf:  # the scan, and a frame with the number of the photo in it
        kinds = [one.get("/Subtype") for one in pdf.objects if isinstance(one, pikepdf.Stream)]
    assert kinds.count("/Image") == 2
    form = load_form(folder)
    filled = acroform.fill(form, written(form, {"f1": "林一山"}, {}))
    assert text_of(filled.pdf).strip() == "林一山"
    with pikepdf.open(io.BytesIO(filled.pdf)) as pdf:
        objects = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        (picture,) = (one.read_raw_bytes() for one in objects if one.get("/Subtype") == "/Image")
    assert picture[-5000:] == scan[-5000:]  # the dots are those of the scanner


def drawn(*boxes, ink=()):
    """A picture (150 dpi) of cells in mm from the top left, and of print."""
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    for box in boxes:
        draw.rectangle([round(side * 150 / 25.4) for side in box], outline=0, width=2)
    for box in ink:
        draw.rectangle([round(side * 150 / 25.4) for side in box], fill=0)
    target = io.BytesIO()
    page.save(target, "PNG", dpi=(150, 150))
    return target.getvalue()


@pytest.mark.parametrize(("high", "is_one"), [(10, True), (4, False)])
def test_the_place_of_a_photo_is_numbered_though_it_is_printed(own, capsys, high, is_one):
    rows = [(20, 20 + high * n, 100, 20 + high * (n + 1)) for n in range(3)]
    beside, below = (100, 20, 130, 20 + 3 * high), (20, 20 + 3 * high, 130, 80)
    page = drawn(*rows, beside, below, ink=[(101, 21, 110, 25)])
    draft = propose(clean_scan(page, "a.png").content, "试", "person", None).draft
    told, last = [said for said in draft.remarks if "source: photo" in said], draft.fields[-1]
    assert bool(told) == is_one
    assert (last.caption == "照片格", last.format == "image", last.source) == (is_one, is_one, "")
    if not is_one:
        return
    assert f"{last.key}: {{title: 照片, source: photo, format: image, pdf: {last.key}}}" in told[0]
    done = brought(own, page, "扫描件.png")
    blank = acroform.fill(done.form, left_blank(done.form)).pdf
    photo = acroform.fill(done.form, replace(left_blank(done.form), images={last.key: photo_bytes()})).pdf
    shades = [
        next(pictures(pdf, 72)).getpixel((105 * 72 // 25.4, 23 * 72 // 25.4))[0] for pdf in (blank, photo)
    ]
    assert shades[0] < 50 and shades[1] > 200
    manifest = done.form.folder / "form.yaml"  # of a time when such a place had no number
    lines = [line for line in manifest.read_text().splitlines() if f"  {last.key}: " not in line]
    manifest.write_text("\n".join(lines))
    show_brought(brought(own, page, "扫描件.png"))
    assert f"没有写、所以不填的空格：{last.key}“照片格”（{last.place}）" in capsys.readouterr().out


def test_rows_of_blank_cells_are_a_list():
    page = blank_pdf(FORMS["work_history"], None).pdf
    found = propose(clean_scan(scanned(page), "a.jpg").content, "试", "person", None)
    (rows,) = found.draft.lists
    assert (rows.rows, len(rows.columns)) == (12, 5)
    assert "source" not in found.manifest.split("columns:")[0].split("tables:")[1]
    with pikepdf.open(io.BytesIO(found.template)) as pdf:
        assert {"l1c1_1", "l1c5_12", "f5"} <= {str(field.T) for field in pdf.Root.AcroForm.Fields}


def test_lines_that_are_a_picture_under_a_text_are_read_as_lines(paper):
    """What a program exports that draws its grid as a picture, or a scan that bears its text."""
    with pikepdf.open(io.BytesIO(clean_scan(scanned(paper), "a.jpg").content)) as pdf:
        with pikepdf.open(io.BytesIO(paper)) as source:
            page = source.pages[0]
            lines = {"re", "m", "l", "c", "h", "f", "S", "s", "f*", "B", "W", "n"}
            parts = pikepdf.parse_content_stream(page)
            kept = [one for one in parts if str(one.operator) not in lines]
            page.obj.Contents = source.make_stream(pikepdf.unparse_content_stream(kept))
            pdf.pages[0].add_overlay(page)
        target = io.BytesIO()
        pdf.save(target)
    found = propose(target.getvalue(), "试", "person", None).draft
    assert [one.source for one in found.fields][:4] == ["person.name", "sex", "birth", "unit.name"]
    assert len(found.fields) == 12 and len(found.by_hand) == 4


def test_a_picture_of_no_form_is_refused_and_nothing_is_added(own):
    picture = Image.new("L", (800, 1100), 240)
    ImageDraw.Draw(picture).ellipse((200, 300, 600, 700), fill=30)
    target = io.BytesIO()
    picture.save(target, "PNG")
    with pytest.raises(UnreadableInput, match="没有认出用线画的空格"):
        brought(own, target.getvalue(), "照片.png")
    with pytest.raises(UnreadableInput, match="已损坏"):
        brought(own, target.getvalue()[:300], "半张.png")
    assert not (own / "forms").exists()
