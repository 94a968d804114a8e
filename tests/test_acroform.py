"""A unit's own PDF form: its fields read, filled, shown and flattened."""

import io
import random
import re
from functools import lru_cache

import numpy
import pikepdf
import pypdfium2
import pytest
from conftest import photo_bytes, squeezed, text_of
from pdf_forms import FormMaker, everything
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Permissions, Stream, String
from pypdf import PdfReader

from zcforms.fillers import acroform
from zcforms.forms import FieldSpec, Form, Row, TableSpec, Values
from zcforms.ground.errors import BrokenForm, UnreadableInput

NAME = "阿卜杜拉·买买提江·䶮之"  # 12 characters


@pytest.fixture
def own(tmp_path):
    """A form of the folder from a drawn PDF: field names of the PDF are ours, too."""

    def make(pdf, *names, tables=None, fields=None, **more):
        (tmp_path / "template.pdf").write_bytes(pdf if isinstance(pdf, bytes) else pdf.bytes())
        specs = {n: FieldSpec(title=n, pdf=n, format="image" if n == "照片" else "text") for n in names}
        specs.update(fields or {})
        settings = {"id": "own", "title": "登记表", "scope": "person", "media": ("pdf",), **more}
        return Form(**settings, folder=tmp_path, fields=specs, tables=tables or {})

    return make


def filled(form, images=None, tables=None, **texts):
    blank = dict.fromkeys(form.fields, "")
    return acroform.fill(form, Values("登记表", {**blank, **texts}, tables or {}, images or {}))


def read(form):
    with acroform.opened(form.folder / "template.pdf", "template.pdf") as template:
        return {name: field.kind for name, field in template.fields.items()}, template.fields


def annotations(pdf):
    with Pdf.open(io.BytesIO(pdf)) as document:
        return [str(a.Subtype) for page in document.pages for a in page.obj.get(Name.Annots, [])]


def picture(pdf, page=0, dpi=72):
    """A page with its fields, as red, green and blue."""
    with pypdfium2.PdfDocument(pdf) as document:
        document.init_forms()
        return numpy.asarray(document[page].render(scale=dpi / 72).to_pil().convert("RGB"))


@lru_cache(4)
def inked(pdf, page=0, dpi=72):
    """Where a page is not white."""
    red, green, blue = numpy.moveaxis(picture(pdf, page, dpi) < 200, 2, 0)  # faster than to reduce
    return red | green | blue


def ink(pdf, rect, page=0, dpi=72):
    """How much of a rectangle of a page (pt from the lower left) is not white, and of the rest."""
    dark = inked(pdf, page, dpi)
    k, height = dpi / 72, dark.shape[0]
    x0, y0, x1, y1 = (round(n * k) for n in rect)
    inside = dark[height - y1 : height - y0, x0:x1]
    return int(inside.sum()), int(dark.sum() - inside.sum())


# --- reading -------------------------------------------------------------------------------------


def test_every_kind_of_field_is_recognised(own):
    kinds, fields = read(own(everything()))
    assert kinds == {
        "姓名": "text",
        "自述": "multiline",
        "身份证号": "comb",
        "同意": "checkbox",
        "性别": "radio",
        "学历": "choice",
        "出生.年": "text",
        "单位": "text",
        "无默认外观": "text",
        "照片": "button",
        "签名": "signature",
    }
    assert fields["学历"].options == (("1", "本科"), ("2", "硕士研究生"))
    assert [w.page for w in fields["单位"].widgets] == [1, 2]
    assert fields["身份证号"].max_length == 18
    assert fields["姓名"].tip == "姓名"


@pytest.mark.parametrize(
    ("rotate", "seen"), [(0, (90, 72)), (90, (720, 90)), (180, (395, 720)), (270, (72, 395))]
)
def test_places_are_told_as_the_page_is_looked_at(own, rotate, seen):
    maker = FormMaker()
    maker.text("甲", (100, 750, 200, 770))
    page = maker.pdf.pages[0].obj
    page.CropBox = Array([10, 30, 605 - 10, 842])  # a page of 585 × 812 pt; the rest of the box is outside
    page.MediaBox = Array([0, 0, 605, 842])
    page.Rotate = rotate
    _, fields = read(own(maker))
    left, top, width, height = (n * 72 / 25.4 for n in fields["甲"].widgets[0].box)
    assert (round(left), round(top)) == pytest.approx(seen, abs=0.6)
    assert (round(width), round(height)) == ((20, 100) if rotate in (90, 270) else (100, 20))


def test_a_widget_that_only_its_page_lists_is_found_by_its_name(own):
    maker = FormMaker()
    maker.text("甲", (100, 750, 200, 770))
    maker.widget((100, 700, 200, 720), T=String("乙"), FT=Name.Tx)
    form = own(maker, "甲", "乙")
    assert set(read(form)[0]) == {"甲", "乙"}
    assert "在乙" in squeezed(text_of(filled(form, 乙="在乙").pdf))


def test_a_widget_written_into_its_page_is_found_and_joins_the_form(own):
    maker = FormMaker()
    maker.text("甲", (100, 750, 200, 770))
    rect = Array([100, 700, 200, 720])
    inside = Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=rect, T=String("乙"), FT=Name.Tx)
    maker.pdf.pages[0].obj.Annots.append(inside)
    result = filled(own(maker, "乙"), 乙="在乙")
    assert "在乙" in squeezed(text_of(result.pdf))
    assert PdfReader(io.BytesIO(result.editable)).get_fields()["乙"]["/V"] == "在乙"


def test_a_field_without_any_place_is_named_as_such(own):
    maker = FormMaker()
    maker.text("甲", (100, 750, 200, 770))
    maker.form.Fields.append(maker.pdf.make_indirect(Dictionary(T=String("乙"), FT=Name.Tx)))
    with pytest.raises(BrokenForm, match="“乙”在页面上看不见"):
        filled(own(maker, "甲", "乙"))


@pytest.mark.parametrize("coding", ["gbk", "utf-8"])
def test_names_whose_coding_is_not_told_are_read(own, coding):
    maker = FormMaker()
    maker.text("x", (100, 750, 200, 770))
    maker.form.Fields[0].T = pikepdf.Object.parse(b"<%b>" % "姓名".encode(coding).hex().encode())
    states = pikepdf.Object.parse(b"<< /#C4#D0 1 /Off 2 >>")  # 男
    for key in list(states.keys()):
        states[key] = Stream(maker.pdf, b"0 0 m 9 9 l S", Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    maker.field("性别", Name.Btn, (100, 700, 110, 710), AP=Dictionary(N=states), AS=Name.Off)
    form = own(maker, "姓名", "性别")
    result = filled(form, 姓名="林一山", 性别="男")
    assert result.findings == ()
    assert "林一山" in text_of(result.pdf)
    assert ink(result.pdf, (100, 700, 110, 710))[0] > 3


def test_a_form_that_lists_no_fields_at_all_gets_its_list(own):
    maker = FormMaker()
    maker.text("甲", (100, 750, 200, 770))
    del maker.form.Fields
    result = filled(own(maker, "甲"), 甲=NAME)
    assert NAME in text_of(result.pdf)
    assert PdfReader(io.BytesIO(result.editable)).get_fields()["甲"]["/V"] == NAME


@pytest.mark.parametrize("entry", ["loop", "broken"])
def test_broken_trees_of_fields_do_not_hang(own, entry):
    maker = FormMaker()
    field = maker.text("甲", (100, 750, 200, 770))
    if entry == "loop":
        parent = maker.parent("乙", [field])
        field.Kids = Array([parent])
    else:
        maker.form.Fields = Array([1, String("x"), None])
    assert "甲" in " ".join(read(own(maker))[0])


TOKENS = re.compile(rb"/[A-Za-z]+|\d+ 0 R|\d+|\([^)]*\)|<[0-9a-f]+>|<<|>>|\[|\]")
ODD = (b"", b"null", b"-1", b"99999999999", b"()", b"<<>>", b"[]", b"/X", b"(x)", b"true")


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_form_is_filled_or_refused(own, seed):
    chance = random.Random(seed)  # noqa: S311
    raw = everything().bytes(qdf=True, static_id=True)
    for _ in range(chance.choice([1, 2, 4])):
        tokens = [token.span() for token in TOKENS.finditer(raw)]
        (start, end), (other, last) = chance.choice(tokens), chance.choice(tokens)
        raw = raw[:start] + chance.choice([raw[other:last], *ODD]) + raw[end:]
    form = own(raw)
    try:
        result = filled(form)
    except UnreadableInput as e:
        assert e.where == "own/template.pdf"
    else:
        with Pdf.open(io.BytesIO(result.pdf)) as pdf:
            assert len(pdf.pages) == result.pages
            assert Name.AcroForm not in pdf.Root


# --- what cannot be filled -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("save", "said"),
    [
        ({"encryption": Encryption(owner="o", user="u")}, "打开密码"),
        ({"encryption": Encryption(owner="o", allow=Permissions(modify_form=False))}, "不允许填写"),
    ],
)
def test_a_locked_form_is_refused_with_what_to_do(own, save, said):
    form = own(everything().bytes(**save), "姓名")
    with pytest.raises(UnreadableInput, match=said) as raised:
        filled(form, 姓名="甲")
    assert raised.value.hint


def test_a_form_that_only_forbids_other_changes_is_filled(own):
    permissions = Permissions(modify_form=True, modify_other=False, modify_annotation=False)
    form = own(everything().bytes(encryption=Encryption(owner="o", allow=permissions)), "姓名")
    assert NAME in text_of(filled(form, 姓名=NAME).pdf)


@pytest.mark.parametrize(
    ("content", "said"), [(b"%PDF-1.4 nothing", "完好"), (b"", "完好"), (FormMaker().bytes(), "没有可填写")]
)
def test_what_is_no_form_is_refused(own, content, said):
    with pytest.raises(UnreadableInput, match=said):
        read(own(content))


def xfa(maker):
    maker.form.XFA = Array([String("template"), Stream(maker.pdf, b"<template/>")])
    return maker


def test_a_form_with_xfa_beside_loses_it_and_says_so(own):
    form = own(xfa(everything()), "姓名")
    assert "pdf-xfa-dropped" in {f.code for f in acroform.check_template(form)}
    with Pdf.open(io.BytesIO(filled(form, 姓名=NAME).editable)) as pdf:
        assert Name.XFA not in pdf.Root.AcroForm


def test_a_form_of_xfa_alone_is_refused(own):
    dynamic = xfa(everything())
    dynamic.pdf.Root.NeedsRendering = True
    for maker in (xfa(FormMaker()), dynamic):
        with pytest.raises(UnreadableInput, match="XFA"):
            read(own(maker))


def test_filling_a_signed_form_is_a_finding_and_drops_the_signature(own):
    maker = everything()
    maker.form.SigFlags = 3
    maker.form.Fields[-1].V = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"))
    form = own(maker, "姓名")
    assert [f.code for f in acroform.check_template(form)] == ["pdf-signature-broken"]
    with Pdf.open(io.BytesIO(filled(form, 姓名=NAME).editable)) as pdf:
        assert Name.SigFlags not in pdf.Root.AcroForm
        assert Name.V not in pdf.Root.AcroForm.Fields[-1]


# --- filling -------------------------------------------------------------------------------------


FULL = {
    "姓名": NAME,
    "自述": "任现职以来从事采矿设计工作。\n主持《金属矿山地下开采》设计。",
    "身份证号": "33020019850615001X",
    "同意": "是",
    "性别": "女",
    "学历": "硕士研究生",
    "出生.年": "1985",
    "单位": "虚构矿业有限公司",
    "无默认外观": "A & B <b>{{7*7}}</b> =cmd",
}


def test_values_are_stored_and_shown(own):
    form = own(everything(), *FULL, "照片")
    result = filled(form, {"照片": photo_bytes()}, **FULL)
    assert result.findings == ()
    reader = PdfReader(io.BytesIO(result.editable))
    stored = {name: field.get("/V") for name, field in reader.get_fields().items()}
    told = {"同意": "/Yes", "性别": "/女", "学历": "2"}
    assert {name: stored[name] for name in FULL} == {**FULL, **told}
    for pdf in (result.editable, result.pdf):
        shown = squeezed(text_of(pdf))
        # Fonts draw 䶮 and the dot by glyphs of their own: nothing may come back as another character.
        for name in set(FULL) - {"同意", "性别", "学历"}:
            assert squeezed(FULL[name]) in shown, name
        assert "硕士研究生" in shown
        assert "虚构矿业有限公司" in text_of(pdf, 2)


@pytest.mark.parametrize("flat", [False, True])
def test_ink_is_where_the_fields_are_and_nowhere_else(own, flat):
    maker = FormMaker()
    rects = {"甲": (100, 760, 250, 780), "乙": (100, 600, 400, 740), "丙": (100, 560, 460, 580)}
    maker.field("甲", Name.Tx, rects["甲"])
    maker.field("乙", Name.Tx, rects["乙"], Ff=1 << 12)
    maker.field("丙", Name.Tx, rects["丙"], Ff=1 << 24, MaxLen=18)
    result = filled(own(maker, *rects), 甲=NAME, 乙="述职" * 100, 丙="33020019850615001X")
    pdf = result.pdf if flat else result.editable
    for rect in rects.values():
        assert ink(pdf, rect, dpi=144)[0] > 200
    everything_dark = ink(pdf, (0, 0, 595, 842), dpi=144)[0]
    assert everything_dark == sum(ink(pdf, rect, dpi=144)[0] for rect in rects.values())


def test_flattened_paper_looks_the_same_and_has_no_fields(own):
    maker = everything()
    link = maker.pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 10, 20, 20]), Border=Array([0, 0, 0]))
    )
    maker.pdf.pages[0].obj.Annots.append(link)
    look = Stream(maker.pdf, b"0 0 99 99 re f", BBox=Array([0, 0, 99, 99]), Subtype=Name.Form)
    window = Dictionary(Subtype=Name.Popup, F=4, Rect=Array([450, 20, 549, 119]), AP=Dictionary(N=look))
    maker.pdf.pages[0].obj.Annots.append(maker.pdf.make_indirect(window))
    maker.pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    form = own(maker, *FULL, "照片")
    result = filled(form, {"照片": photo_bytes()}, **FULL)
    assert annotations(result.pdf) == ["/Link"]
    with Pdf.open(io.BytesIO(result.pdf)) as pdf:
        assert Name.AcroForm not in pdf.Root
        assert Name.OpenAction not in pdf.Root
    assert not PdfReader(io.BytesIO(result.pdf)).get_fields()
    # Glyphs may move by a fraction of a dot: compared is the ink of each square of 3 mm.
    before, after = (
        picture(p, dpi=100)[:1164, :816].reshape(97, 12, 68, 12, 3).mean(axis=(1, 3))
        for p in (result.editable, result.pdf)
    )
    assert numpy.abs(before - after).max() < 12
    assert numpy.abs(before - 255).max() > 40


def test_a_surface_that_somebody_put_below_a_field_does_not_cover_its_value(own):
    maker, rect = FormMaker(), (100, 750, 300, 780)
    white = maker.pdf.make_stream(b"1 g 0 0 300 100 re f", Type=Name.XObject, Subtype=Name.Form)
    white.BBox = Array([0, 0, 300, 100])
    maker.widget((50, 700, 350, 800), Subtype=Name.Square, AP=Dictionary(N=white))
    maker.text("甲", rect)
    paper = filled(own(maker, "甲"), 甲="石开山").pdf
    assert ink(paper, rect)[0] > 50
    assert annotations(paper) == []


def test_a_photo_covers_what_is_printed_in_its_place(own):
    maker = FormMaker()
    maker.field("照片", Name.Btn, (400, 650, 550, 750), Ff=1 << 16)
    maker.pdf.pages[0].Contents = maker.pdf.make_stream(b"405 700 20 20 re f 0 0 50 50 re f")
    form = own(maker, "照片")
    beside = (401, 651, 430, 749)  # of a photo that is higher than wide, in the middle
    assert ink(filled(form, {"照片": photo_bytes()}).pdf, beside)[0] == 0
    assert ink(filled(form).pdf, beside)[0] == 400


def test_a_form_that_says_flatten_has_no_editable_copy(own):
    assert filled(own(everything(), "姓名", flatten=True), 姓名=NAME).editable is None
    assert filled(own(everything(), "姓名"), 姓名=NAME).editable


def test_the_same_values_give_the_same_bytes(own):
    form = own(everything(), *FULL)
    first, second = filled(form, **FULL), filled(form, **FULL)
    assert (first.pdf, first.editable) == (second.pdf, second.editable)


def test_fonts_are_embedded_and_shared(own):
    result = filled(own(everything(), *FULL), **FULL)
    with Pdf.open(io.BytesIO(result.pdf)) as pdf:
        fonts = [
            o for o in pdf.objects if isinstance(o, Dictionary) and o.get(Name.Type) == Name.FontDescriptor
        ]
        assert len(fonts) == 1 + sum("Rare" in str(f.FontName) for f in fonts)
        assert all("+ZC-" in str(f.FontName) and Name.FontFile2 in f for f in fonts)


def test_what_a_viewer_needs_to_edit_a_field_stays(own):
    maker = everything()
    maker.form.NeedAppearances = True
    with Pdf.open(io.BytesIO(filled(own(maker, *FULL), **FULL).editable)) as pdf:
        assert Name.NeedAppearances not in pdf.Root.AcroForm
        assert Name.Helv in pdf.Root.AcroForm.DR.Font
        assert str(pdf.Root.AcroForm.Fields[1].DA) == "/SimSun 10.5 Tf 0 0 1 rg"


def test_a_form_without_any_default_appearance_is_filled_in_black(own):
    maker = everything()
    del maker.form.DA
    del maker.form.DR
    result = filled(own(maker, "姓名"), 姓名=NAME)
    assert result.findings == ()
    assert ink(result.pdf, (103, 763, 247, 777))[0] > 20


def test_the_colour_and_alignment_of_the_form_are_kept(own):
    maker = FormMaker()
    rect = (100, 700, 400, 720)
    maker.field(
        "甲", Name.Tx, rect, Q=2, DA=String("/Helv 12 Tf 1 0 0 rg"), MK=Dictionary(BG=Array([1, 1, 0]))
    )
    pdf = filled(own(maker, "甲"), 甲="红").pdf
    image = picture(pdf)[842 - 720 : 842 - 700, 100:400]
    assert tuple(image[5, 5]) == (255, 255, 0)
    red = (image[..., 0] > 200) & (image[..., 1] < 100)
    assert red[:, 280:].sum() > 4
    assert red[:, :280].sum() == 0


def test_a_text_turned_with_its_field_reads_upright_on_a_turned_page(own):
    maker = FormMaker()
    maker.pdf.pages[0].obj.Rotate = 90
    rect = (100, 300, 120, 500)
    maker.field("甲", Name.Tx, rect, MK=Dictionary(R=90))
    result = filled(own(maker, "甲"), 甲="林一山林一山林一山")
    inside, outside = ink_turned(result.pdf, rect)
    assert inside > 30
    assert outside == 0
    lines = [line for line in text_of(result.pdf).split("\n") if line.strip()]
    assert lines[0].strip() == "林一山林一山林一山"  # one line, not a column of single characters


def ink_turned(pdf, rect):
    """Ink of a page that is shown turned by 90 degrees."""
    dark = inked(pdf)
    x0, y0, x1, y1 = rect
    inside = dark[x0:x1, y0:y1].sum()
    return int(inside), int(dark.sum() - inside)


def test_an_offset_crop_box_does_not_move_the_text(own):
    maker = FormMaker()
    maker.pdf.pages[0].obj.CropBox = Array([50, 100, 545, 800])
    rect = (100, 700, 250, 720)
    maker.field("甲", Name.Tx, rect)
    inside, outside = ink(filled(own(maker, "甲"), 甲=NAME).pdf, (50, 600, 200, 620))
    assert inside > 30
    assert outside == 0


def test_two_widgets_of_one_field_show_the_same(own):
    result = filled(own(everything(), "单位"), 单位="虚构矿业")
    assert all("虚构矿业" in text_of(result.pdf, page) for page in (1, 2))


def test_an_empty_value_clears_what_the_template_held(own):
    maker = everything()
    maker.form.Fields[0].V = String("前一个人")
    maker.form.Fields[0].RV = String("<body>前一个人</body>")
    result = filled(own(maker, "姓名"))
    assert "前一个人".encode("utf-16-be") not in result.editable
    assert "前一个人" not in text_of(result.pdf)
    assert "/V" not in PdfReader(io.BytesIO(result.editable)).get_fields()["姓名"]


def test_fields_of_the_unit_keep_what_they_hold(own):
    maker = everything()
    maker.form.NeedAppearances = True
    maker.form.Fields[0].V = String("由单位预填")
    result = filled(own(maker, "单位"), 单位="虚构矿业")
    assert "由单位预填" in text_of(result.pdf)
    assert PdfReader(io.BytesIO(result.editable)).get_fields()["姓名"]["/V"] == "由单位预填"


@pytest.mark.parametrize("flags", [0, 1, 4 | 32])
def test_a_field_that_would_not_print_or_not_be_seen_is_made_to(own, flags):
    maker = FormMaker()
    maker.field("甲", Name.Tx, (100, 700, 250, 720), F=flags)
    result = filled(own(maker, "甲"), 甲=NAME)
    assert NAME in text_of(result.pdf)
    assert ink(result.editable, (100, 700, 250, 720))[0] > 50


# --- boxes and choices ---------------------------------------------------------------------------


def test_exactly_the_meant_box_is_ticked(own):
    result = filled(own(everything(), "性别", "同意"), 性别="女")
    assert ink(result.pdf, (150, 530, 162, 542))[0] == 0  # 男
    assert ink(result.pdf, (190, 530, 202, 542))[0] > 3  # 女
    assert ink(result.pdf, (100, 530, 112, 542))[0] == 0  # 同意


@pytest.mark.parametrize(("mark", "text"), [("4", "是"), ("8", "√"), ("l", "有"), ("n", "是")])
def test_a_box_without_appearances_gets_its_own(own, mark, text):
    maker = FormMaker()
    look = Dictionary(BC=Array([0]), CA=String(mark))
    maker.field("甲", Name.Btn, (100, 700, 112, 712), MK=look)
    form = own(maker, "甲")
    inner = (103, 703, 109, 709)
    assert ink(filled(form, 甲=text).pdf, inner, dpi=144)[0] > 8
    assert ink(filled(form, 甲="否").pdf, inner, dpi=144)[0] == 0
    assert ink(filled(form, 甲="否").pdf, (99, 699, 113, 713))[0] > 8  # its frame


def test_options_by_number_are_chosen_by_their_export_value(own):
    maker = FormMaker()
    kids = [maker.box(str(n), (100 + 30 * n, 700, 112 + 30 * n, 712)) for n in range(2)]
    maker.parent("性别", kids, FT=Name.Btn, Ff=1 << 15, Opt=Array([String("男"), String("女")]))
    pdf = filled(own(maker, "性别"), 性别="女").pdf
    assert ink(pdf, (130, 700, 142, 712))[0] > 3
    assert ink(pdf, (100, 700, 112, 712))[0] == 0


def test_words_of_ours_are_translated_by_the_mapping(own):
    maker = FormMaker()
    maker.parent(
        "sex", [maker.box(s, (100, y, 112, y + 12)) for s, y in (("M", 700), ("F", 600))], FT=Name.Btn
    )
    spec = FieldSpec(title="性别", pdf="sex", choices={"男": "M", "女": "F"})
    result = filled(own(maker, fields={"sex": spec}), sex="女")
    assert result.findings == ()
    assert ink(result.pdf, (100, 600, 112, 612))[0] > 3


def test_a_box_for_one_word_stays_empty_for_all_others(own):
    spec = FieldSpec(title="护照", pdf="同意", choices={"护照": "是"})
    form = own(everything(), fields={"x": spec})
    for word, ticked in (("护照", True), ("居民身份证", False), ("", False)):
        result = filled(form, x=word)
        assert result.findings == ()
        assert (ink(result.pdf, (100, 530, 112, 542))[0] > 3) is ticked


def test_what_is_no_option_is_a_finding_with_the_near_one(own):
    form = own(everything(), "学历", "性别")
    (degree,) = filled(form, 学历="硕士").findings
    assert degree.code == "value-no-option"
    assert "硕士研究生" in degree.hint
    (sex,) = filled(form, 性别="未知").findings
    assert "男、女" in sex.hint


def test_a_free_choice_takes_any_word(own):
    maker = FormMaker()
    maker.field("甲", Name.Ch, (100, 700, 250, 720), Ff=(1 << 17) | (1 << 18), Opt=Array([String("本科")]))
    result = filled(own(maker, "甲"), 甲="中专")
    assert result.findings == ()
    assert "中专" in text_of(result.pdf)


# --- fitting -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rect", "flags", "text", "said"),
    [
        ((100, 700, 160, 712), 0, "虚构矿业集团有限责任公司", "“甲”约"),
        ((100, 700, 200, 740), 1 << 12, "述职" * 40, "“甲”约"),
    ],
)
def test_what_does_not_fit_at_the_smallest_size_names_the_field(own, rect, flags, text, said):
    maker = FormMaker()
    maker.field("甲", Name.Tx, rect, Ff=flags)
    form = own(maker, "甲")
    (found,) = filled(form, 甲=text).findings
    assert found.code == "text-overflows"
    assert said in found.message
    assert acroform.overflows(form, Values("登记表", {"甲": text})) == (found,)
    assert filled(form, 甲=text[:4]).findings == ()


@pytest.mark.parametrize("rect", [(100, 700, 105, 720), (100, 700, 400, 704)])
@pytest.mark.parametrize("flags", [0, 1 << 12])
def test_a_field_too_small_to_read_is_a_finding(own, rect, flags):
    maker = FormMaker()
    maker.field("甲", Name.Tx, rect, Ff=flags)
    assert [f.code for f in filled(own(maker, "甲"), 甲="林一山").findings] == ["text-overflows"]


def test_one_digit_stands_in_a_narrow_field(own):
    maker = FormMaker()
    maker.field("甲", Name.Tx, (100, 700, 110, 720))
    assert filled(own(maker, "甲"), 甲="7").findings == ()


def test_more_characters_than_cells_or_than_allowed_is_a_finding(own):
    maker = FormMaker()
    maker.field("甲", Name.Tx, (100, 700, 460, 720), Ff=1 << 24, MaxLen=18)
    maker.field("乙", Name.Tx, (100, 600, 460, 620), MaxLen=5)
    form = own(maker, "甲", "乙")
    messages = [f.message for f in filled(form, 甲="1" * 19, 乙="一二三四五六").findings]
    assert messages == ["《登记表》超出“甲”1格", "《登记表》“乙”最多5字，现有6字"]


def test_a_high_field_of_one_line_wraps_before_it_gets_too_small(own):
    maker = FormMaker()
    rect = (100, 700, 170, 735)
    maker.field("甲", Name.Tx, rect)
    form = own(maker, "甲")
    result = filled(form, 甲="虚构矿业集团有限公司")
    assert result.findings == ()
    assert ink(result.pdf, rect)[1] == 0
    assert len(text_of(result.pdf).split()) == 2
    with Pdf.open(io.BytesIO(result.editable)) as pdf:
        assert int(pdf.Root.AcroForm.Fields[0].Ff) & 1 << 12, "a viewer would set it in one line again"


@pytest.mark.parametrize("error", [ValueError, TypeError, AttributeError, RuntimeError, KeyError])
def test_a_fault_of_the_program_is_not_blamed_on_the_pdf(own, error):
    form = own(everything(), "姓名")
    with pytest.raises(error, match="ours"), acroform.opened(form.folder / "template.pdf", "x"):
        raise error("ours")


def test_a_pdf_that_shows_itself_broken_only_while_it_is_filled_is_told_as_such(own):
    form = own(everything(), "姓名")
    with (
        pytest.raises(UnreadableInput, match="不是完好的PDF文件") as raised,
        acroform.opened(form.folder / "template.pdf", "x/template.pdf") as template,
    ):
        Stream(template.pdf, b"not deflated", {"/Filter": Name.FlateDecode}).read_bytes()
    assert raised.value.where == "x/template.pdf"


# --- the mapping ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (FieldSpec(title="证件", pdf="身份证号码"), "是否想写“身份证号”"),
        (FieldSpec(title="姓名"), "没有写pdf"),
        (FieldSpec(title="签名", pdf="签名"), "签名栏，不能填写"),
        (FieldSpec(title="照片", pdf="照片"), "照片只能放进按钮"),
        (FieldSpec(title="照片", pdf="姓名", format="image"), "照片只能放进按钮"),
        (FieldSpec(title="学历", pdf="学历", choices={"本科": "大本"}), "“大本”不是PDF里的选项"),
    ],
)
def test_a_mapping_that_disagrees_with_the_pdf_says_where(own, spec, said):
    form = own(everything(), fields={"x": spec})
    with pytest.raises(BrokenForm, match=said):
        acroform.check_template(form)
    with pytest.raises(BrokenForm, match=said):
        filled(form, x="甲")


@pytest.mark.parametrize("rect", [(100, 6000, 300, 6020), (-100, 600, 50, 620), (580, 600, 700, 620)])
@pytest.mark.parametrize("turned", [0, 90])
def test_a_field_that_is_not_on_its_page_is_told(own, rect, turned):
    maker = FormMaker()
    maker.text("甲", rect)
    maker.pdf.pages[0].obj.Rotate = turned
    with pytest.raises(BrokenForm, match="甲：“甲”在页面上看不见，填了也印不出来"):
        acroform.check_template(own(maker, "甲"))


def test_a_field_that_stands_out_a_little_is_filled(own):
    maker = FormMaker()
    maker.text("甲", (-20, 600, 180, 620))
    assert filled(own(maker, "甲"), 甲="张三").findings == ()


@pytest.mark.parametrize(
    ("look", "ground", "told"),
    [
        ("/Helv 12 Tf 1 g", None, True),
        ("/Helv 12 Tf 0 0 0 0 k", None, True),
        ("/Helv 12 Tf 1 1 0.9 rg", [1], True),
        ("/Helv 12 Tf 1 g", [0, 0, 0.5], False),
        ("/Helv 12 Tf 0.5 g", None, False),
        ("/Helv 12 Tf 0 0 0 rg", [0.05], True),
    ],
)
def test_a_value_in_the_colour_of_its_ground_is_told(own, look, ground, told):
    maker = FormMaker()
    marks = Dictionary(BG=Array(ground)) if ground else Dictionary()
    maker.text("甲", (100, 600, 250, 620), DA=String(look), MK=marks)
    found = acroform.check_template(own(maker, "甲"))
    said = "PDF栏目“甲”的文字与底色几乎一样，印出来看不见"
    assert [(f.code, f.message) for f in found] == [("pdf-field-unseen", said)] * told


@pytest.mark.parametrize(
    ("layer", "off", "base", "told"),
    [
        (lambda a, b: a, "", None, False),
        (lambda a, b: a, "a", None, True),
        (lambda a, b: a, "b", None, False),
        (lambda a, b: a, "", Name.OFF, True),
        (lambda a, b: member(OCGs=Array([a, b])), "a", None, False),
        (lambda a, b: member(OCGs=a, P=Name.AllOff), "", None, True),
        (lambda a, b: member(OCGs=Array([a, b]), P=Name.AllOn), "b", None, True),
        (lambda a, b: member(OCGs=Array([a, b]), P=Name.AnyOff), "b", None, False),
        (lambda a, b: member(VE=Array([Name.Not, a])), "", None, True),
        (lambda a, b: member(VE=Array([Name.Or, Array([Name.Not, a]), b])), "", None, False),
        (lambda a, b: member(VE=Array([Name.And, a, b])), "b", None, True),
    ],
)
def test_a_field_in_a_layer_that_is_not_shown_is_told(own, layer, off, base, told):
    maker = FormMaker()
    layers = {n: maker.pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(n))) for n in "ab"}
    default = Dictionary(OFF=Array([layers[n] for n in off]))
    if base:
        default.BaseState = base
    maker.pdf.Root.OCProperties = Dictionary(OCGs=Array(layers.values()), D=default)
    maker.text("甲", (100, 600, 250, 620), OC=layer(layers["a"], layers["b"]))
    found = acroform.check_template(own(maker, "甲"))
    said = "PDF栏目“甲”在不显示的图层里，填了也印不出来"
    assert [(f.code, f.message) for f in found] == [("pdf-field-unseen", said)] * told


OVER = (90, 290, 310, 330)


@pytest.mark.parametrize(
    ("kind", "rect", "more", "told"),
    [
        ("Square", OVER, {}, True),
        ("Stamp", OVER, {}, True),
        ("Square", OVER, {"F": 6}, False),  # hidden
        ("Highlight", OVER, {}, False),
        ("Stamp", (90, 290, 150, 330), {}, False),  # a part of it
        ("Widget", OVER, {"MK": Dictionary(BG=Array([1]))}, True),
        ("Widget", OVER, {}, False),  # without a ground
    ],
)
@pytest.mark.parametrize("over", [True, False])
def test_a_field_under_something_else_is_told(own, kind, rect, more, told, over):
    maker = FormMaker()
    for is_field in (True, False) if over else (False, True):
        if is_field:
            maker.text("姓名", (100, 300, 300, 320))
        else:
            size = Array([0, 0, rect[2] - rect[0], rect[3] - rect[1]])
            look = maker.pdf.make_stream(b"0 0 999 99 re f", Type=Name.XObject, Subtype=Name.Form, BBox=size)
            named = {"T": String("底"), "FT": Name.Tx} if kind == "Widget" else {}
            maker.widget(rect, Subtype=Name(f"/{kind}"), AP=Dictionary(N=look), **named, **more)
    found = acroform.check_template(own(maker, "姓名"))
    said = "PDF栏目“姓名”上面盖着别的批注或栏目，填了可能印不出来"
    assert [(f.code, f.message) for f in found] == [("pdf-field-unseen", said)] * (told and over)


def member(**more):
    return Dictionary(Type=Name.OCMD, **more)


def test_a_field_three_levels_down_that_inherits_its_kind_is_shown_to_be_edited(own):
    maker, rect = FormMaker(), (100, 600, 300, 620)
    widget = maker.widget(rect, T=String("丙"))
    middle = maker.pdf.make_indirect(Dictionary(T=String("乙"), Kids=Array([widget])))
    widget.Parent = middle
    maker.parent("甲", [middle], FT=Name.Tx)
    form = own(maker, fields={"x": FieldSpec(title="丙", pdf="甲.乙.丙")})
    inside, outside = ink(filled(form, x="张三李四").editable, rect, dpi=144)
    assert (inside > 100, outside) == (True, 0)


def test_two_values_for_one_field_are_refused(own):
    specs = {n: FieldSpec(title=n, pdf="姓名") for n in "ab"}
    with pytest.raises(BrokenForm, match="只能留一个"):
        acroform.check_template(own(everything(), fields=specs))


def table_form(own, first=1, rows=3):
    maker = FormMaker()
    for n in range(first, first + rows):
        for x, column in ((100, "时间"), (250, "单位")):
            maker.text(f"{column}{n}", (x, 700 - 25 * n, x + 140, 720 - 25 * n))
    columns = {c: FieldSpec(title=c, pdf=f"{c}{{n}}") for c in ("时间", "单位")}
    return own(maker, tables={"work": TableSpec(title="经历", source="work", columns=columns)})


@pytest.mark.parametrize("first", [0, 1])
def test_rows_go_into_numbered_fields(own, first):
    form = table_form(own, first)
    rows = [Row({"时间": f"20{n}0年", "单位": f"单位之{n}"}) for n in (1, 2)]
    result = filled(form, tables={"work": rows})
    assert result.findings == ()
    shown = text_of(result.pdf)
    assert [squeezed(t) for t in shown.split("\n") if t.strip()][:2] == ["2010年单位之1", "2020年单位之2"]


def test_more_rows_than_the_pdf_has_is_a_finding(own):
    rows = [Row({"时间": "2010", "单位": "甲"})] * 4
    (found,) = filled(table_form(own), tables={"work": rows}).findings
    assert (found.code, found.message) == ("table-overflows", "《登记表》“经历”在PDF里只有3行，现有4行")


def test_what_goes_where_is_told(own):
    form = own(everything(), "姓名", "单位")
    with acroform.opened(form.folder / "template.pdf", "x") as template:
        assert set(acroform.destinations(form, template)) == {"姓名", "单位"}
    rows = table_form(own)
    with acroform.opened(rows.folder / "template.pdf", "x") as template:
        assert len(acroform.destinations(rows, template)) == 6
