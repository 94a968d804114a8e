"""Pages of others whose content is not closed: what is drawn on them stands where it should."""

import io

import numpy
import pikepdf
import pytest
from conftest import pictures
from pdf_forms import FormMaker
from pikepdf import Array, Dictionary, Name

from zcforms.fillers import acroform
from zcforms.forms import FieldSpec, Form, Values
from zcforms.intake.evidence import read_evidence
from zcforms.paper.isolation import isolate
from zcforms.watermark import stamp

BAR = b" 0 0 1 rg 40 40 120 80 re f "
NOT_CLOSED = {
    "a scale outside of q": b"0.5 0 0 0.5 0 0 cm q" + BAR,
    "two q": b"q 0.5 0 0 0.5 150 200 cm q 1.2 0 0 1.2 0 0 cm" + BAR,
    "a clip": b"0 0 50 50 re W n q" + BAR,
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
}


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


@pytest.mark.parametrize("content", NOT_CLOSED.values(), ids=NOT_CLOSED)
def test_a_page_drawn_as_a_form_looks_as_before(content):
    with document(content) as pdf:
        before = shades(saved(pdf))
        assert isolate(pdf, pdf.pages[0])
        assert numpy.array_equal(shades(saved(pdf)), before)
        assert not isolate(pdf, pdf.pages[0])  # it is in order now


@pytest.mark.parametrize(
    "content",
    [b"", b"q q BT ET Q Q", b"/A BMC q /B <</C [(q) <71>] >> BDC Q EMC EMC", b"0.5 0 0 0.5 0 0 cm", b"q Q%q"],
)
def test_a_page_in_order_is_not_touched(content):
    with document(content, parts=3) as pdf:
        before = pdf.pages[0].obj.unparse()
        assert not isolate(pdf, pdf.pages[0])
        assert pdf.pages[0].obj.unparse() == before


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


def test_a_second_mark_leaves_the_first():
    once = stamp(saved(document(BAR)), "甲单位专用")
    twice = stamp(once, "乙单位专用")
    other = shades(stamp(saved(document(BAR)), "乙单位专用"))
    first, both = shades(once), shades(twice)
    plain = shades(saved(document(BAR)))
    for one in (first, other):
        inked = (one < plain - 20) & (plain == 255)
        assert inked.sum() > 3000
        assert (both[inked] <= one[inked] + 1).all()
    assert stamp(once, "乙单位专用") == twice


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
    found = read_evidence(tmp_path / "甲.pdf", "甲.pdf", tmp_path)
    picture = numpy.asarray(next(pictures(found.staged.read_bytes(), 72)), int)
    red = (picture == (255, 0, 0)).all(axis=2)
    assert red[842 - 758 : 842 - 702, 302:498].all()
    assert red.sum() <= 201 * 61
