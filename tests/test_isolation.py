"""Pages of others whose content is not closed: what is drawn on them stands where it should."""

import io
import json
import logging
import re
from copy import copy
from decimal import Decimal

import numpy
import pikepdf
import pytest
from click.testing import CliRunner
from conftest import pictures
from hypothesis import example, given
from hypothesis import strategies as st
from pdf_forms import FormMaker
from pikepdf import Array, Dictionary, Encryption, Name, Permissions
from PIL import Image

from zcforms import watermark
from zcforms.cli import main
from zcforms.fillers import acroform
from zcforms.forms import FieldSpec, Form, Values
from zcforms.ground.errors import UsageError
from zcforms.ground.room import Room, Spoiled, hush
from zcforms.intake.evidence import Asked, read_evidence
from zcforms.paper.delivery import deliver
from zcforms.paper.isolation import _is_plainly_closed, _missing, isolate
from zcforms.paper.reading import listening
from zcforms.watermark import stamp, stamp_file

BAR = b" 0 0 1 rg 40 40 120 80 re f "
NOT_CLOSED = {
    "a scale outside of q": b"0.5 0 0 0.5 0 0 cm q" + BAR,
    "two q": b"q 0.5 0 0 0.5 150 200 cm q 1.2 0 0 1.2 0 0 cm" + BAR,
    "a clip": b"0 0 50 50 re W n q" + BAR,
    "a clip that waits": BAR + b"40 40 9 9 re W",
    "a clip that waits within a text": BAR + b"BT 40 40 9 9 re W*",
    "no colour": b"/E gs q" + BAR,
    "surplus Q": b"Q Q 0.5 0 0 0.5 0 0 cm" + BAR,
    "closed and then surplus Q": b"q 0.5 0 0 0.5 150 200 cm" + BAR + b"Q Q 0.4 0 0 0.4 0 0 cm" + BAR,
    "Q before q": b"Q 0.5 0 0 0.5 0 0 cm" + BAR + b"q",
    "a hidden layer": BAR + b"/OC /L BDC",
    "a text": BAR + b"BT 0 0 0.5 rg",
    "a text's end": BAR + b"ET 0.1 0 0 0.1 0 0 cm q",
    "a string": BAR + b"(abc",
    "an array": BAR + b"[1 2",
    "operands": BAR + b"1 2",
    "no operator": BAR + b"\xff\xfe q",
    "nothing but q": b"q",
    "nothing but an array": b"[1 2",
    "nothing but a picture": b"BI /W 1",
}


PIECES = rb"q Q BT ET BMC EMC BDC BI ID EI 1 -.5 true re ' T* cm f B B* Do / /q % { [ ] < << >> <41>".split()
PIECES += [
    *(b"W", b"W*", b"n", b"S"),
    rb"(\))",
    b"(a)",
    b"(q",
    b"(a(b)c)",
    b"0 g",
    b"/P BMC",
    b"\0",
    b"\x0b",
    b"\xff",
    b"\n",
    *[b" "] * 5,
]


def document(content, parts=1, rotate=0):
    """A page with a content, cut into several streams, and the resources that it names."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    page.obj.Contents = Array([pdf.make_stream(part) for part in content.split(b" ", parts - 1)])
    page.obj.Rotate = rotate
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="层"))
    page.obj.Resources = Dictionary(
        Properties=Dictionary(L=layer), ExtGState=Dictionary(E=Dictionary(ca=0, CA=0))
    )
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
    return pdf


def saved(pdf):
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def shades(pdf, dpi=72):
    return numpy.asarray(next(pictures(pdf, dpi)).convert("L"), int)


@pytest.mark.parametrize("rotate", [0, 90])
@pytest.mark.parametrize("content", NOT_CLOSED.values(), ids=NOT_CLOSED)
def test_the_mark_is_what_it_is_on_an_empty_page(content, rotate):
    before = saved(document(content, rotate=rotate))
    page, marked = shades(before), shades(stamp(before, "内部资料"))
    mark = shades(stamp(saved(document(b"", rotate=rotate)), "内部资料"))
    bare = page == 255
    assert (mark[bare] < 240).sum() > 5000
    assert numpy.abs(marked - mark)[bare].max() <= 1
    assert numpy.abs(page - marked)[~bare].max(initial=0) <= 45  # the page stays


def test_a_page_that_lies_a_broken_number_of_degrees_round_lies_as_it_is_seen():
    marked = [
        stamp(saved(document(b"9 9 99 9 re f", rotate=one)), "内部资料") for one in (90, Decimal("90.0"))
    ]
    assert numpy.array_equal(*map(shades, marked))


@pytest.mark.parametrize("content", NOT_CLOSED.values(), ids=NOT_CLOSED)
def test_a_page_drawn_as_a_form_looks_as_before(content):
    with document(content) as pdf:
        before = shades(saved(pdf))
        assert isolate(pdf, pdf.pages[0])
        assert numpy.array_equal(shades(saved(pdf)), before)
        assert not isolate(pdf, pdf.pages[0])  # it is in order now


@pytest.mark.parametrize("case", ["surplus Q", "closed and then surplus Q", "Q before q", "a text's end"])
def test_what_closes_more_than_was_opened_is_left_out(case):
    """Poppler draws nothing of a page behind it."""
    with document(NOT_CLOSED[case] + b" BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI") as pdf:
        isolate(pdf, pdf.pages[0])
        shown = pdf.pages[0].obj.Resources.XObject["/ZCContent0"].read_bytes()
    assert _missing(shown) == []
    assert b"\xff EI" in shown


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"q q BT ET Q Q",
        b"0 0 9 9 re W*[] 0 d f* /W gs",
        b"/A BMC q /B <</C [(q) <71>] >> BDC Q EMC EMC",
        b"0.5 0 0 0.5 0 0 cm",
        b"q Q%q",
    ],
)
def test_a_page_in_order_is_not_touched(content):
    with document(content, parts=3) as pdf:
        before = pdf.pages[0].obj.unparse()
        assert not isolate(pdf, pdf.pages[0])
        assert pdf.pages[0].obj.unparse() == before


@pytest.mark.parametrize("odd", [b"5", b"<</A 1>>", b"[null 5]"])
def test_what_is_no_content_among_the_contents_is_left_out(odd):
    with document(b"") as pdf:
        pdf.pages[0].obj.Contents = pikepdf.Object.parse(odd)
        marked = stamp(saved(pdf), "内部资料")
    with pikepdf.open(io.BytesIO(marked)) as pdf:
        parts = list(pdf.pages[0].obj.Contents)
        assert [isinstance(part, pikepdf.Stream) for part in parts] == [True, True]


def test_a_clip_that_waits_is_closed():
    """Poppler would clip what is drawn behind the page by it."""
    assert _missing(b"q 0 0 9 9 re W") == ["n", "Q"]
    assert _missing(b"0 0 9 9 re W* 0 0 9 9 re f") == []


def test_a_page_with_something_else_among_its_contents_is_embedded():
    with document(b"0 0 9 9 re f", parts=2) as pdf:
        (first, second), page = pdf.pages[0].obj.Contents, pdf.pages[0]
        page.obj.Contents = Array([first, None, second])
        assert not isolate(pdf, page)
        with pikepdf.open(io.BytesIO(saved(pdf))) as source:
            shown = pdf.copy_foreign(source.pages[0].as_form_xobject())
        assert b"".join(shown.read_bytes().split()) == b"0099ref"


def test_what_cannot_be_decoded_stays_as_it_is():
    with document(b"") as pdf:
        pdf.pages[0].Contents = pdf.make_stream(b"not deflated", Filter=Name.FlateDecode)
        before = pdf.pages[0].obj.unparse()
        assert isolate(pdf, pdf.pages[0])
        assert pdf.pages[0].obj.unparse() == before


def test_pages_that_share_their_resources_do_not_draw_each_other():
    with document(b"q" + BAR) as pdf:
        shared = pdf.make_indirect(pdf.pages[0].obj.Resources)
        other = pdf.add_blank_page(page_size=(595, 842))
        other.Contents = pdf.make_stream(b"q 1 0 0 rg 40 40 120 80 re f")
        for page in pdf.pages:
            page.obj.Resources = shared
            isolate(pdf, page)
        seen = [picture.getpixel((100, 842 - 80)) for picture in pictures(saved(pdf), 72)]
    assert seen == [(0, 0, 255), (255, 0, 0)]


def test_names_that_old_programs_wrote_in_gbk_are_kept():
    with document(b"q /\xcb\xce Do") as pdf:
        form = pdf.make_stream(b"0 0 1 rg 40 40 120 80 re f", Type=Name.XObject, Subtype=Name.Form)
        form.BBox = Array([0, 0, 595, 842])
        forms = pikepdf.Object.parse(b"<< /#CB#CE null >>")
        pdf.pages[0].obj.Resources.XObject = forms
        pdf.pages[0].obj.Resources.XObject["/Placeholder"] = form
        raw = saved(pdf).replace(b"/Placeholder", b"/#CB#CE")
    assert next(pictures(raw)).getpixel((100, 842 - 80)) == (0, 0, 255)
    assert max(next(pictures(stamp(raw, "甲"))).getpixel((100, 842 - 80))[:2]) < 60


TEXTS = ("甲单位专用", "乙单位专用", "丙单位专用", "丁单位专用")


@pytest.mark.parametrize("size", [(595, 842), (300, 420), (5000, 600)])
def test_marks_of_equal_length_lie_between_each_other(size):
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=size)
        marked = saved(pdf)
    inks = []
    for text in TEXTS:
        before, marked = marked, stamp(marked, text)
        inks.append(shades(before) - shades(marked) >= 8)
        assert inks[-1].sum() > 1500
    for n, one in enumerate(inks):
        assert not any((one & other).any() for other in inks[:n])
    with pytest.raises(UsageError, match="已有4种水印"):
        stamp(marked, "戊单位专用")


def test_the_same_mark_again_lies_on_itself():
    once = stamp(saved(document(BAR)), TEXTS[0])
    twice = stamp(stamp(once, TEXTS[1]), TEXTS[0])
    other = stamp(once, TEXTS[1])
    changed = shades(other) - shades(twice) >= 8
    assert changed.sum() > 1000
    assert not (changed & (shades(once) - shades(other) >= 8)).any()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (BAR, "ZCPage1"),
        (b"q" + BAR, "ZCPage1"),
        (b"Q 0.5 0 0 0.5 0 0 cm" + BAR, "ZCPage1"),
        (BAR, "Fm0"),  # another program placed it
    ],
)
def test_a_mark_on_a_page_within_a_page_is_found(content, name):
    with pikepdf.open(io.BytesIO(stamp(saved(document(content)), TEXTS[0]))) as inner, pikepdf.new() as outer:
        sheet = outer.add_blank_page(page_size=(595, 842))
        form = outer.copy_foreign(inner.pages[0].as_form_xobject())
        sheet.add_resource(form, Name.XObject, Name(f"/{name}"))
        sheet.contents_add(f"q 1 0 0 1 0 0 cm /{name} Do Q".encode())
        placed = saved(outer)
    first = shades(stamp(saved(document(b"")), TEXTS[0])) < 240
    added = shades(placed) - shades(stamp(placed, TEXTS[1])) >= 8
    assert added.sum() > 3000
    assert not (added & first).any()


def test_forms_that_draw_themselves_do_not_hold_up_a_mark():
    with document(b"/ZCPage1 Do") as pdf:
        form = pdf.make_stream(b"/ZCPage1 Do /ZCMark0 Do", Type=Name.XObject, Subtype=Name.Form)
        form.BBox, form.Resources = Array([0, 0, 9, 9]), Dictionary(XObject=Dictionary(ZCPage1=form))
        pdf.pages[0].obj.Resources.XObject = Dictionary(ZCPage1=form)
        assert list(watermark._marks_on(pdf.pages[0])) == []


@pytest.mark.parametrize("content", NOT_CLOSED.values(), ids=NOT_CLOSED)
def test_values_stand_in_their_fields(content, tmp_path):
    rect = (150, 500, 400, 524)

    def ink(content):
        maker = FormMaker()
        maker.pdf.pages[0].Contents = maker.pdf.make_stream(content)
        maker.text("姓名", rect)
        (tmp_path / "template.pdf").write_bytes(maker.bytes())
        fields = {"姓名": FieldSpec(title="姓名", pdf="姓名")}
        form = Form(id="own", title="登记表", scope="person", media=("pdf",), folder=tmp_path, fields=fields)
        page = shades(acroform.fill(form, Values("登记表", {"姓名": "石开山"}, {}, {})).pdf)
        return page[842 - rect[3] : 842 - rect[1], rect[0] : rect[2]]

    meant = ink(b"")
    assert (meant < 128).sum() > 50
    assert numpy.array_equal(ink(content), meant)


@pytest.mark.parametrize("content", NOT_CLOSED.values(), ids=NOT_CLOSED)
def test_annotations_of_evidence_are_bound_where_they_stand(content, tmp_path):
    with document(content) as pdf:
        del pdf.Root.OCProperties
        look = pdf.make_stream(b"1 0 0 rg 0 0 200 60 re f", Type=Name.XObject, Subtype=Name.Form)
        look.BBox = Array([0, 0, 200, 60])
        pdf.pages[0].Annots = Array(
            [
                pdf.make_indirect(
                    Dictionary(
                        Type=Name.Annot,
                        Subtype=Name.Stamp,
                        Rect=[300, 700, 500, 760],
                        F=4,
                        AP=Dictionary(N=look),
                    )
                )
            ]
        )
        (tmp_path / "甲.pdf").write_bytes(saved(pdf))
    found = read_evidence(Asked(tmp_path / "甲.pdf", "甲.pdf"), tmp_path)
    picture = numpy.asarray(next(pictures(found.staged.read_bytes(), 72)), int)
    red = (picture == (255, 0, 0)).all(axis=2)
    assert red[842 - 758 : 842 - 702, 302:498].all()
    assert red.sum() <= 201 * 61


# --- looking -------------------------------------------------------------------------------------


def noted(rect, content, subtype="Stamp", rotate=0):
    """Two pages, an annotation on the second."""
    pdf = document(BAR, rotate=rotate)
    page = pdf.add_blank_page(page_size=(595, 842))
    page.obj.Rotate = rotate
    look = pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form)
    look.BBox = Array([0, 0, rect[2] - rect[0], rect[3] - rect[1]])
    page.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=rect, F=4, AP=Dictionary(N=look))]
    )
    return pdf


def stamped(pdf, tmp_path, **save):
    pdf.save(tmp_path / "in.pdf", **save)
    return stamp_file(tmp_path / "in.pdf", tmp_path / "out.pdf", "内部资料", deliver)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    ("rect", "content", "subtype", "hidden"),
    [
        ([100, 100, 400, 400], b"1 g 0 0 300 300 re f", "Stamp", (2,)),
        ([100, 100, 400, 400], b"1 g 0 0 300 300 re f", "FreeText", (2,)),
        ([100, 100, 400, 400], b"1 g 0 0 300 300 re f", "Widget", (2,)),  # a field that no form has
        ([100, 100, 400, 400], b"1 1 0 rg 0 0 300 300 re f", "Widget", (2,)),
        ([100, 100, 400, 400], b"1 0 0 RG 9 w 0 0 300 300 re S", "Widget", ()),
        ([100, 100, 400, 400], b"1 0 0 RG 9 w 0 0 300 300 re S", "Square", ()),  # a frame
        ([100, 100, 400, 400], b"1 g 0 0 9 9 re f", "Stamp", ()),
        ([100, 100, 112, 112], b"1 g 0 0 12 12 re f", "Text", ()),
    ],
)
@pytest.mark.filterwarnings("ignore:This document has 1 form widget")
def test_a_mark_below_an_annotation_is_told(tmp_path, rotate, rect, content, subtype, hidden):
    done = stamped(noted(rect, content, subtype, rotate), tmp_path)
    assert (done.pages, done.hidden) == (2, hidden)


def test_a_mark_below_a_surface_without_an_appearance_is_told(tmp_path):
    with noted([100, 100, 400, 400], b"", "Polygon") as pdf:
        (note,) = pdf.pages[1].Annots
        del note.AP
        note.Vertices, note.IC = Array([100, 100, 400, 100, 400, 400, 100, 400]), Array([1, 1, 1])
        assert stamped(pdf, tmp_path).hidden == (2,)


def test_small_annotations_that_cover_a_page_together_are_told(tmp_path):
    with noted([0, 0, 595, 14], b"1 g 0 0 595 14 re f", "Link") as pdf:
        (strip,) = pdf.pages[1].Annots
        strips = [copy(strip) for _ in range(0, 842, 14)]
        for n, one in enumerate(strips):
            one.Rect = [0, 14 * n, 595, 14 * n + 14]
        pdf.pages[1].Annots = Array(strips)
        assert stamped(pdf, tmp_path).hidden == (2,)


@pytest.mark.parametrize("rect", [[1, 2], [1, 2, Name.A, Name.B]])
def test_an_annotation_without_a_place_hides_nothing(tmp_path, rect):
    with noted([100, 100, 400, 400], b"1 g 0 0 300 300 re f") as pdf:
        pdf.pages[1].Annots[0].Rect = rect
        assert stamped(pdf, tmp_path).hidden == ()


def test_a_page_of_no_size_to_speak_of_is_stamped(tmp_path):
    with document(b"") as pdf:
        pdf.pages[0].MediaBox = [0, 0, 0.0001, 0.0001]
        assert stamped(pdf, tmp_path).pages == 1


def scan(mode, colour, size=(700, 900), **more):
    """A page that is one picture of a colour."""
    raw = io.BytesIO()
    Image.new(mode, size, colour).save(raw, "JPEG")
    pdf = document(b"q 595 0 0 842 0 0 cm /P Do Q")
    space = {"L": Name.DeviceGray, "RGB": Name.DeviceRGB}[mode]
    picture = pdf.make_stream(raw.getvalue(), Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode)
    picture.Width, picture.Height, picture.ColorSpace, picture.BitsPerComponent = *size, space, 8
    for key, value in more.items():
        picture[f"/{key}"] = value
    pdf.pages[0].Resources.XObject = Dictionary(P=picture)
    return pdf


def within(pdf, matrix=(1, 0, 0, 1, 0, 0)):
    """The same page, drawn as a form on a page."""
    (page,) = pdf.pages
    page.contents_coalesce()
    form = pdf.make_stream(page.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form)
    form.BBox, form.Resources, form.Matrix = page.MediaBox, page.Resources, Array(matrix)
    page.Resources = Dictionary(XObject=Dictionary(F=form))
    page.Contents = pdf.make_stream(b"/F Do")
    return pdf


@pytest.mark.parametrize(
    ("make", "hidden"),
    [
        (lambda: scan("L", 30), (1,)),
        (lambda: scan("RGB", (0, 0, 90)), (1,)),
        (lambda: scan("L", 230), ()),
        (lambda: scan("RGB", (255, 255, 200)), ()),
        (lambda: scan("L", 230, Decode=Array([1, 0])), (1,)),  # a negative
        (lambda: scan("L", 30, Decode=Array([1, 0])), ()),
        (lambda: document(b"0 0 0.3 rg 0 0 595 842 re f" + BAR), (1,)),  # a slide
        (lambda: document(b"0.9 g 0 0 595 842 re f" + BAR), ()),
        (lambda: document(b"0 g 0 0 595 300 re f" + BAR), ()),
        (lambda: document(b"q 0 0 0 1 k 0 0 m 595 0 l 595 842 l 0 842 l h f* Q" + BAR), (1,)),
        (lambda: document(b"1 g 0 0 m 595 0 l 300 842 l b " + BAR), ()),
        (lambda: document(b"q 595 0 0 842 0 0 cm 0 g 0 0 1 1 re f Q" + BAR), (1,)),
        (lambda: document(b"q 842 w 0 421 m 595 421 l S Q" + BAR), (1,)),  # one thick line
        (lambda: document(b"".join(b"0 %d 595 22 re f " % y for y in range(0, 842, 20)) + BAR), (1,)),
        (lambda: document(b"0 0 m 0 842 0 842 0 842 c 595 842 595 842 y 595 0 l h b* " + BAR), (1,)),
        (lambda: document(b"0 0 595 842 re W n 0 0 30 842 re f " + BAR), ()),
        (lambda: scan("L", 30, (8, 8)), (1,)),
        (lambda: within(document(b"0 g 0 0 595 842 re f" + BAR)), (1,)),
        (lambda: within(document(b"0 g 0 0 1 1 re f"), [595, 0, 0, 842, 0, 0]), (1,)),
        (lambda: within(within(scan("L", 30))), (1,)),
        (lambda: within(document(b"1 g 0 0 595 842 re f" + BAR)), ()),
    ],
)
def test_a_page_too_dark_for_a_mark_is_told(tmp_path, make, hidden):
    assert stamped(make(), tmp_path).hidden == hidden


def test_a_page_that_cannot_be_looked_at_is_told(tmp_path, monkeypatch):
    def dies(*_):
        raise Spoiled("处理时间过长")

    monkeypatch.setattr(Room, "call", dies)
    assert stamped(scan("L", 230), tmp_path).hidden == (1,)


def test_a_page_that_is_listed_and_is_nowhere_is_told(tmp_path, capfd):
    with document(BAR) as pdf:
        pdf.save(tmp_path / "in.pdf", static_id=True)
    raw = (tmp_path / "in.pdf").read_bytes()
    kids = re.search(rb"/Kids \[ [^]]* \]", raw)[0]
    (tmp_path / "in.pdf").write_bytes(raw.replace(kids, kids[:-1] + b"99 0 R ]"))
    done = stamp_file(tmp_path / "in.pdf", tmp_path / "out.pdf", "内部资料", deliver)
    assert (done.pages, done.repaired) == (1, True)
    assert capfd.readouterr().err == ""


def test_a_signature_is_told_whatever_its_form_says_of_it(tmp_path):
    with document(BAR) as pdf:
        field = Dictionary(FT=Name.Sig, T="s", V=Dictionary(ByteRange=[0, 1, 2, 3]))
        pdf.Root.AcroForm = Dictionary(Fields=[pdf.make_indirect(field)])
        assert stamped(pdf, tmp_path).signed


@pytest.mark.parametrize(("part", "repaired"), [(1.0, False), (0.98, True), (0.6, True)])
def test_a_file_that_was_cut_off_and_repaired_is_told(tmp_path, part, repaired):
    with document(b"") as pdf:
        for _ in range(9):
            pdf.add_blank_page(page_size=(595, 842)).Contents = pdf.make_stream(BAR)
        pdf.save(tmp_path / "whole.pdf")
    raw = (tmp_path / "whole.pdf").read_bytes()
    (tmp_path / "in.pdf").write_bytes(raw[: int(part * len(raw))])
    asked = ["stamp", str(tmp_path / "in.pdf"), str(tmp_path / "out.pdf"), "--text", "内部资料"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0
    assert ("提醒：原文件有结构错误，修复后加了水印，可能少页、缺内容" in done.output) == repaired


@pytest.mark.parametrize("name", ["a clip", "no colour", "a scale outside of q", "a string"])
def test_a_mark_that_is_not_seen_is_told(tmp_path, monkeypatch, name):
    assert stamped(document(NOT_CLOSED[name]), tmp_path).hidden == ()
    monkeypatch.setattr(watermark, "isolate", lambda *_: True)  # as if it had not helped
    assert stamped(document(NOT_CLOSED[name]), tmp_path).hidden == (1,)


def test_a_mark_that_cannot_be_looked_for_is_told(tmp_path, monkeypatch):
    def dies(*_):
        raise Spoiled("处理时间过长")

    monkeypatch.setattr(Room, "call", dies)
    assert stamped(noted([100, 100, 400, 400], b""), tmp_path).hidden == (2,)


def test_a_form_whose_pages_are_made_by_the_reader_is_told(tmp_path):
    with document(b"", parts=1) as pdf:
        pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<template/>"), Fields=Array())
        pdf.Root.NeedsRendering = True
        assert stamped(pdf, tmp_path).hidden == (1,)


def test_an_owners_password_goes_on_protecting(tmp_path):
    owner = "甲"
    rights = Permissions(print_highres=False, modify_other=False)
    done = stamped(document(BAR), tmp_path, encryption=Encryption(owner=owner, user="", allow=rights))
    assert done.restricted
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert pdf.is_encrypted
        assert not pdf.owner_password_matched
        assert (pdf.allow.print_highres, pdf.allow.modify_other, pdf.allow.extract) == (False, False, True)
    with pikepdf.open(tmp_path / "out.pdf", password=owner) as pdf:
        assert pdf.owner_password_matched
    assert not stamped(document(BAR), tmp_path).restricted


def test_the_command_tells_what_became_of_the_file(tmp_path):
    pdf = noted([100, 100, 400, 400], b"1 g 0 0 300 300 re f")
    pdf.save(tmp_path / "in.pdf", encryption=Encryption(owner="x", user=""))
    arguments = ["stamp", str(tmp_path / "in.pdf"), str(tmp_path / "out.pdf"), "--text", "内部资料"]
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code == 0
    assert "提醒：第2页有地方看不到水印" in told.output
    assert "原文件设有权限密码" in told.output
    told = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)
    assert told == {
        "path": str(tmp_path / "out.pdf"),
        "pages": 2,
        "signed": False,
        "restricted": True,
        "repaired": False,
        "hidden": [2],
        "marked": [],
        "attached": 0,
    }
    arguments = ["stamp", str(tmp_path / "out.pdf"), str(tmp_path / "again.pdf"), "--text", "乙单位专用"]
    told = CliRunner().invoke(main, arguments)
    assert told.exit_code == 0
    assert "说明：第1—2页原来就有水印" in told.output


def test_files_within_a_file_are_told_to_bear_no_mark(tmp_path):
    """Of a PDF portfolio the cover alone is a page: the papers themselves are attached to it."""
    with document(BAR) as pdf:
        for name in ("合同.pdf", "证书.pdf"):
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, b"%PDF-1.7", filename=name)
        pdf.save(tmp_path / "in.pdf")
    arguments = ["stamp", str(tmp_path / "in.pdf"), str(tmp_path / "out.pdf"), "--text", "内部资料"]
    told = CliRunner().invoke(main, arguments)
    assert "提醒：里面附带的2个文件没有加水印" in told.output
    assert json.loads(CliRunner().invoke(main, [*arguments, "--json"]).stdout)["attached"] == 2


@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([b"", b" "]))
@example([b"<<"], b"")
@example([b"[", b"]", b"<<", b"[", b"]"], b"")
def test_a_glance_never_says_that_a_content_is_closed_which_is_not(pieces, between):
    content = between.join(pieces)
    assert not _is_plainly_closed(content) or _missing(content) == []


@pytest.mark.parametrize(
    "content", [b"", BAR, b"q" + BAR + b"Q", b"/P <</MCID 0>> BDC BT /F 1 Tf [(a)-2<41>]TJ ET EMC"]
)
def test_a_glance_is_enough_for_what_programs_write(content):
    assert _is_plainly_closed(content)


def test_what_pikepdf_only_logs_is_heard_in_a_program_that_prints_none_of_it(capfd):
    hush()
    with listening() as heard:
        logging.getLogger("pikepdf._core").warning("a page is nowhere")
    logging.getLogger("pikepdf._core").warning("nobody asked")
    assert heard == ["a page is nowhere"]
    assert capfd.readouterr().err == ""
