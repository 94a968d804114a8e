"""A volume for the archive says what it is, and which pages keep it from being that."""

import io

import pikepdf
import pytest
from conftest import build, person
from pikepdf import Array, Dictionary, Name
from pypdf import PdfReader
from test_dossier import item, pdf_bytes

from zcforms.paper.archiving import archival, obstacles

A4 = (595, 842)
TEXT = b"BT /F 12 Tf (A) Tj ET"


def page(draw=b"", **resources):
    pdf = pikepdf.new()
    only = pdf.add_blank_page(page_size=A4)
    only.obj.Resources = Dictionary({f"/{key}": value(pdf) for key, value in resources.items()})
    only.contents_add(draw)
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def bare_font(_pdf):
    return Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))


def own_font(pdf):
    program = pdf.make_stream(b"")
    described = Dictionary(Type=Name.FontDescriptor, FontFile2=program)
    inner = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, FontDescriptor=described)
    return Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type0, DescendantFonts=Array([inner])))


def image(**more):
    def made(pdf):
        picture = pdf.make_stream(b"\x00" * 4)
        picture.Type, picture.Subtype = Name.XObject, Name.Image
        picture.Width = picture.Height = 1
        for key, value in more.items():
            picture[f"/{key}"] = value
        return Dictionary(I=picture)

    return made


def in_a_form(draw):
    def made(pdf):
        form = pdf.make_stream(draw, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
        return Dictionary(X=form, Y=form)

    return made


@pytest.mark.parametrize(
    ("pdf", "reasons"),
    [
        (page(), {}),
        (page(Font=bare_font), {}),  # it is not used
        (page(TEXT, Font=own_font), {}),
        (page(TEXT, Font=bare_font), {"字体没有嵌入": [1]}),
        (page(b"0 0 0 1 k 0 0 9 9 re f"), {"用了CMYK颜色": [1]}),
        (page(b"0 0 1 rg 0 0 9 9 re f"), {}),
        (page(b"/X Do", XObject=in_a_form(b"0 0 0 1 K")), {"用了CMYK颜色": [1]}),
        (page(b"/I Do", XObject=image(ColorSpace=Name.DeviceRGB)), {}),
        (page(b"/I Do", XObject=image(ColorSpace=Name.DeviceCMYK)), {"用了CMYK颜色": [1]}),
        (page(b"/I Do", XObject=image(Interpolate=True)), {"图片要求插值": [1]}),
    ],
)
def test_what_is_in_the_way_is_told_by_page(pdf, reasons):
    made = archival(pdf, "评审材料")
    assert obstacles(io.BytesIO(made)) == reasons
    with pikepdf.open(io.BytesIO(made)) as opened, opened.open_metadata() as metadata:
        assert metadata.get("pdfaid:part") == (None if reasons else "2")
        assert metadata.get("pdfaid:conformance") == (None if reasons else "B")
        assert metadata["dc:title"] == str(opened.docinfo.Title) == "评审材料"
        assert opened.pdf_version == "1.7"
        (intent,) = opened.Root.OutputIntents
        assert (intent.S, intent.DestOutputProfile.N) == (Name.GTS_PDFA1, 3)
        assert intent.DestOutputProfile.read_bytes()[16:20] == b"RGB "
        assert not opened.check_pdf_syntax()


def test_a_plain_file_lacks_what_makes_it_archival():
    assert obstacles(io.BytesIO(page())) == {"没有输出条件或XMP": [0]}


def test_links_print_and_actions_are_told():
    pdf = pikepdf.open(io.BytesIO(page()))
    pdf.pages.append(pdf.pages[0])
    place = Array([0, 0, 9, 9])
    for n, more in enumerate(({"Dest": Array([pdf.pages[0].obj, Name.Fit])}, {"A": Dictionary(S=Name.URI)})):
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=place, **more)
        pdf.pages[n].obj.Annots = Array([pdf.make_indirect(link)])
    target = io.BytesIO()
    pdf.save(target)
    made = archival(target.getvalue(), "评审材料")
    assert obstacles(io.BytesIO(made)) == {"带动作": [2]}
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert [int(a.F) for p in opened.pages for a in p.Annots] == [4, 4]


def test_the_same_volume_is_the_same_file():
    volume = page()  # qpdf names a file by the second in which it is made
    assert archival(volume, "甲") == archival(volume, "甲")


def test_what_lzw_packed_is_packed_anew():
    packed = bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01])  # ISO 32000-1, 7.4.4.2
    pdf = pikepdf.open(io.BytesIO(page()))
    pdf.pages[0].obj.Resources = Dictionary(XObject=image()(pdf))
    picture = pdf.pages[0].obj.Resources.XObject.I
    picture.write(packed, filter=Name.LZWDecode)
    target = io.BytesIO()
    pdf.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert b"LZWDecode" in target.getvalue()
    made = archival(target.getvalue(), "甲")
    with pikepdf.open(io.BytesIO(made)) as opened:
        repacked = opened.pages[0].Resources.XObject.I
        assert repacked.Filter == Name.FlateDecode
        assert repacked.read_bytes() == bytes([45, 45, 45, 45, 45, 65, 45, 45, 45, 66])


def test_a_volume_says_which_of_its_pages_are_in_the_way(workshop, tmp_path):
    items = [item("P", "合同"), item("Q", "扫描件")]
    files = {"lin/P.pdf": page(TEXT, Font=bare_font), "lin/Q.pdf": pdf_bytes(A4)}
    for name, here in (("both", items), ("sound", items[1:])):
        root = workshop({"lin": person(佐证材料=here)}, files, name=name, **{"PDF/A存档": "是"})
        receipt = build(root, tmp_path / name, {"dossier"})
        assert receipt["built"] == 1, receipt["findings"]
        told = [f["message"] for f in receipt["findings"] if f["code"] == "volume-not-archival"]
        (volume,) = tmp_path.glob(f"{name}/装订/*.pdf")
        reader = PdfReader(volume)
        labels = reader.page_labels
        (bad,) = [labels[n] for n, p in enumerate(reader.pages) if "图1" in p.extract_text()]
        assert told == ([f"装订册不能作为PDF/A-2b存档：第{bad}页字体没有嵌入"] if name == "both" else [])
        assert bool(obstacles(volume)) is (name == "both")
