"""套打: values alone, for paper that is printed already."""

import io
import math
from dataclasses import replace
from functools import cache

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner
from conftest import TODAY, codes, delivered, person, text_of
from pdf_forms import FormMaker

from zcforms import batch
from zcforms.authoring.blank import blank_pdf
from zcforms.authoring.gallery import sample_values
from zcforms.batch.overprinting import OVERPRINT, alignment_of, printer_of, to_overprint
from zcforms.cli import main
from zcforms.fillers import acroform, html
from zcforms.fillers.html.alone import overprint
from zcforms.forms import left_blank, load_forms
from zcforms.forms.values import Row, written
from zcforms.ground.errors import UsageError
from zcforms.model import Printer
from zcforms.paper.aligning import Alignment, aligned, calibration_sheet

MM = 72 / 25.4
FORMS = load_forms()


def origins(pdf):
    """Every character of a PDF that is seen, with its page and the origin of its glyph (pt)."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document):
            text = page.get_textpage()
            for n in range(text.count_chars()):
                character = text.get_text_range(n, 1)
                if character.strip():
                    x, y = pypdfium2.raw.c_double(), pypdfium2.raw.c_double()
                    pypdfium2.raw.FPDFText_GetCharOrigin(text, n, x, y)
                    found.append((character, number, x.value, y.value))
    return found


def misplaced(some, among, mm=0.3):
    """The characters that do not stand among others, at so many mm from there at most."""
    return [
        (character, round(x), round(y))
        for character, page, x, y in some
        if not any(
            (c, p) == (character, page) and math.dist((x, y), (u, v)) <= mm * MM for c, p, u, v in among
        )
    ]


@cache
def values_of(name, sample="sample.yaml"):
    return sample_values(FORMS[name], sample)


def filled_once(form, values, duplex=False):
    return html.fill(form, values, duplex)


def overprinted(name, values=None, without=()):
    values = values or values_of(name)
    paper = left_blank(FORMS[name], values.title, values.options)
    return overprint(FORMS[name], values, paper, False, without), paper


def squeezed(values, rows=2):
    return replace(values, tables={name: found[:rows] for name, found in values.tables.items()})


def test_values_stand_where_the_ordinary_page_has_them_and_nothing_else_is_printed():
    over, paper = overprinted("exception_form")
    assert over.findings == ()
    whole = origins(filled_once(FORMS["exception_form"], values_of("exception_form")).pdf)
    alone, borne = origins(over.pdf), origins(filled_once(FORMS["exception_form"], paper).pdf)
    assert misplaced(alone, whole) == [] and len(alone) > 200
    # What the ordinary page has and the overprint has not is what the paper bears, to the last character.
    assert misplaced(whole, [*alone, *borne]) == []
    assert misplaced(borne, alone) == [(c, round(x), round(y)) for c, _, x, y in borne]
    with pikepdf.open(io.BytesIO(over.pdf)) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
    assert b" l" not in content and b" re" not in content  # no line, no surface


def test_rows_of_a_table_go_into_the_rows_of_the_paper():
    over, paper = overprinted("work_history")
    assert over.findings == ()
    both = origins(over.pdf) + origins(filled_once(FORMS["work_history"], paper).pdf)
    rows = sorted({round(y / MM) for c, _, _, y in origins(over.pdf) if c == "—"}, reverse=True)
    assert rows[0] - rows[1] == 13  # mm, a row for the hand
    whole = origins(filled_once(FORMS["work_history"], values_of("work_history")).pdf)
    assert sorted(c for c, *_ in both) == sorted(c for c, *_ in whole)


def test_the_summary_form_of_two_pages_goes_on_its_paper():
    form = FORMS["summary_form"]
    values = squeezed(values_of("summary_form"), 1)
    values = replace(values, tables={**values.tables, "conditions": []})
    over, _ = overprinted("summary_form", values)
    assert over.findings == () and over.pages == form.pages
    shown = {c for c, *_ in origins(over.pdf)}
    assert set("".join(values.fields["name"].split())) <= shown


def test_more_rows_than_the_paper_has_are_told_and_not_printed_wrong():
    values = values_of("work_history")
    (name,) = values.tables
    many = replace(values, tables={name: values.tables[name] * 8})
    over, _ = overprinted("work_history", many)
    assert [f.code for f in over.findings] == ["overprint-off-paper"]
    assert "空白表只有12行" in over.findings[0].message


def test_a_text_too_long_for_the_row_of_the_paper_is_told():
    values = values_of("work_history")
    (name,) = values.tables
    cells = {**values.tables[name][0].cells, "unit": "浙江省样例市某某矿业集团有限责任公司" * 5}
    over, _ = overprinted("work_history", replace(values, tables={name: [Row(cells)]}))
    assert {f.code for f in over.findings} == {"text-overflows"}


def test_values_in_a_sentence_would_move_what_is_printed():
    (found,) = overprinted("pledge")[0].findings
    assert found.code == "overprint-off-paper" and "印好的“年度”" in found.message


def test_a_value_that_has_no_box_on_the_paper_is_told():
    (found,) = overprinted("landmark_form")[0].findings
    assert "没有“条款”" in found.message


def test_figures_of_a_date_stand_before_the_words_on_the_paper():
    form = FORMS["review_form"]
    dates = {name for name, spec in form.fields.items() if spec.format == "chinese_date"}
    values = replace(
        left_blank(form), fields={**left_blank(form).fields, **dict.fromkeys(dates, "2021年9月5日")}
    )
    over = overprint(form, values, left_blank(form), True)
    assert over.findings == ()
    borne = origins(filled_once(form, left_blank(form), True).pdf)
    alone = origins(over.pdf)
    assert {c for c, *_ in alone} == set("202195")
    for character, page, x, y in alone:
        if character in "95":
            assert any(
                c in "月日" and p == page and abs(v - y) < 0.1 and 0 < u - x < 9 for c, p, u, v in borne
            )


def test_a_photo_can_be_left_out(tmp_path):
    form, picture = FORMS["review_form"], io.BytesIO()
    from PIL import Image

    Image.new("RGB", (60, 84), "gray").save(picture, "JPEG")
    blank = left_blank(form)
    (photo,) = (name for name, spec in form.fields.items() if spec.source == "photo")
    values = replace(blank, images={photo: picture.getvalue()})
    sizes = [len(overprint(form, values, blank, True, without).pdf) for without in ((), (photo,))]
    assert sizes[0] > sizes[1] + 300


# --- forms of the user's own ---------------------------------------------------------------------


@pytest.fixture
def own_pdf(workshop):
    """A folder with a PDF form of its own: a framed field, a ticked box, a box that is not."""
    made = FormMaker()
    made.text("姓名", (100, 700, 250, 720))
    made.parent("男", [made.box("Yes", (100, 600, 112, 612))], FT=pikepdf.Name.Btn)
    made.parent("女", [made.box("Yes", (130, 600, 142, 612))], FT=pikepdf.Name.Btn)
    made.pdf.pages[0].Contents = pikepdf.Stream(made.pdf, b"10 10 400 400 re S")
    root = workshop({"lin": person()})
    folder = root / "forms" / "card"
    folder.mkdir(parents=True)
    (folder / "template.pdf").write_bytes(made.bytes())
    (folder / "form.yaml").write_text(
        "title: 联系卡\nscope: person\nmedia: [pdf]\nfields:\n"
        "  name: {title: 姓名, source: person.name, pdf: 姓名}\n"
        "  man: {title: 男, source: sex, pdf: 男, choices: {男: 是, 女: 否}}\n"
        "  woman: {title: 女, source: sex, pdf: 女, choices: {男: 否, 女: 是}}\n",
        encoding="utf-8",
    )
    return root


def test_of_a_pdf_form_only_values_and_ticks_are_printed(own_pdf):
    form = batch.open_job(own_pdf, TODAY).forms["card"]
    values = written(form, {"name": "林一山", "man": "男", "woman": "男"}, {})
    over, whole = acroform.overprint(form, values, frozenset()), acroform.fill(form, values)
    assert misplaced(origins(over.pdf), origins(whole.pdf)) == []
    assert "".join(c for c, *_ in origins(over.pdf)) == "林一山"
    with pypdfium2.PdfDocument(over.pdf) as document:
        image = document[0].render(scale=2).to_pil().convert("L")
    inked = image.point(lambda dot: 255 - dot).getbbox()
    left, top, right, bottom = (side / 2 for side in inked)
    assert (left, 842 - bottom) > (99, 599) and right < 200 and 842 - top < 720
    assert image.crop((260, 460, 284, 484)).getextrema() == (255, 255)  # the box that is not ticked


def test_build_overprints_one_form_into_a_folder_of_its_own(own_pdf):
    job = to_overprint(batch.open_job(own_pdf, TODAY), ["联系卡"], None)
    order = batch.Order(frozenset({"card"}), OVERPRINT)
    receipt = batch.build(job, order, own_pdf / "output", lambda *_: None).to_dict()
    assert "overprint-uncalibrated" in codes(receipt, "info")
    made = [path for path in delivered(own_pdf / "output") if path.endswith(".pdf")]
    assert made and all(path.startswith("套打/") for path in made)
    assert "林一山" in text_of(own_pdf / "output" / next(p for p in made if "个人" in p))


def test_what_cannot_be_overprinted_is_refused_with_a_word(own_pdf):
    job = batch.open_job(own_pdf, TODAY)
    with pytest.raises(UsageError, match="装订册"):
        to_overprint(job, ["装订册"], None)
    word = replace(job, forms={"card": job.forms["card"].model_copy(update={"media": ("docx",)})})
    with pytest.raises(UsageError, match="Word或Excel"):
        to_overprint(word, ["card"], None)
    page = replace(job, forms={"card": job.forms["card"].model_copy(update={"media": ("html",)})})
    with pytest.raises(UsageError, match="自备的HTML"):
        to_overprint(page, ["card"], None)


def test_the_command_refuses_what_contradicts_it(own_pdf):
    def said(*more):
        done = CliRunner().invoke(main, ["build", str(own_pdf), *more])
        assert done.exit_code == 2
        return done.output + (done.stderr or "")

    assert "不能和--form、--watermark一起写" in said("--overprint", "card", "--watermark", "draft")
    assert "--overprint一起写" in said("--printer", "甲")
    unknown = said("--overprint", "card", "--printer", "甲")
    assert "没有校准过叫“甲”的打印机" in unknown
    assert "先印一张 zcforms overprint sheet" in unknown, "there is none to choose from"


# --- printers ------------------------------------------------------------------------------------


def test_print_is_moved_to_the_right_and_down_and_the_back_is_mirrored():
    page = blank_pdf(FORMS["exception_form"], None).pdf
    with pikepdf.open(io.BytesIO(page)) as pdf, io.BytesIO() as target:
        pdf.pages.append(pdf.pages[0])
        pdf.save(target)
        two = target.getvalue()
    before = origins(two)
    printer = Printer(name="甲", right=1.5, down=-2)
    front_back = origins(aligned(two, alignment_of(printer), duplex=True))
    for (c, page, x, y), (d, _, u, v) in zip(before, front_back, strict=True):
        assert c == d
        assert u - x == pytest.approx((1.5 if page == 0 else -1.5) * MM, abs=0.01)
        assert v - y == pytest.approx(2 * MM, abs=0.01)
    measured = alignment_of(printer.model_copy(update={"back_right": 0.5, "back_down": 0.25}))
    assert measured.back == (0.5, 0.25)


def test_a_scale_leaves_the_cross_in_its_place():
    matrix = Alignment(scale=(1.01, 0.99)).matrix((0, 0, 210 * MM, 297 * MM), False)
    a, _, _, d, e, f = matrix
    assert (a * 20 * MM + e, d * 277 * MM + f) == pytest.approx((20 * MM, 277 * MM))
    assert a * 190 * MM + e == pytest.approx((20 + 170 * 1.01) * MM)


def test_one_printer_needs_no_name_and_of_two_one_is_named():
    one, two = Printer(name="甲"), Printer(name="乙")
    assert printer_of([one], None) is one and printer_of([], None) is None
    assert printer_of([one, two], "乙") is two
    with pytest.raises(UsageError, match="不止一台"):
        printer_of([one, two], None)


def test_crosses_of_the_sheet_stand_at_their_millimetres_on_both_sides():
    sheet = calibration_sheet(Alignment(front=(1, 0), back=(-1, 0)), ["甲"])
    with pypdfium2.PdfDocument(sheet) as document:
        assert len(document) == 2
        scale = 10 * 25.4 / 72  # dots a pt: 10 a mm
        for page, moved in zip(document, (1, -1), strict=True):
            image = page.render(scale=scale).to_pil().convert("L")
            for x, y in ((20, 20), (190, 20), (20, 277), (190, 277)):
                dot = round((x + moved) * 10), round((y + 7.3) * 10)
                row = [image.getpixel((dot[0] + n, dot[1])) for n in range(-9, 10)]
                assert min(row) < 160 and abs(row.index(min(row)) - 9) <= 1
                assert image.getpixel((dot[0], round((y + 10.6) * 10))) == 255


def test_the_sheet_is_written_by_a_command(workshop, tmp_path):
    target = tmp_path / "校准.pdf"
    done = CliRunner().invoke(main, ["overprint", "sheet", str(target), "--json"])
    assert done.exit_code == 0 and target.read_bytes().startswith(b"%PDF")
    root = workshop({"lin": person()})
    settings = root / "zcforms.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "\n套打:\n  - 打印机: 窗口一\n    右移: 99\n", encoding="utf-8"
    )
    done = CliRunner().invoke(main, ["overprint", "sheet", str(target), "--work", str(root)])
    assert done.exit_code == 3 and "右移" in done.output + (done.stderr or "")


def test_a_printer_set_up_anew_makes_the_papers_anew(own_pdf):
    from zcforms.batch.causes import common_causes
    from zcforms.pipeline.press import Press

    job = to_overprint(batch.open_job(own_pdf, TODAY), ["联系卡"], None)
    assert job.overprint is not None
    moved = replace(job, overprint=replace(job.overprint, alignment=Alignment(front=(1, 0))))
    before, now = (common_causes(Press(one, OVERPRINT)) for one in (job, moved))
    assert {part for part in now if now[part] != before[part]} == {"overprint"}
