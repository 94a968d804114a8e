"""Fonts that a PDF does not hold are told with their pages, as far as their text is seen."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from zcforms.intake.evidence import Asked, read_evidence

SAID = "甲.pdf里没有嵌入字体{}，印出来可能换成别的字体，走样或缺字"
TEXT = b"BT /F 24 Tf 60 600 Td <77f3> Tj ET"


def composite(name, **descriptor):
    """A font for Chinese (9.7), in the file if its descriptor has one."""
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType0,
        BaseFont=Name(f"/{name}"),
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="GB1", Supplement=4),
        FontDescriptor=Dictionary(Type=Name.FontDescriptor, FontName=Name(f"/{name}"), Flags=6, **descriptor),
    )
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{name}"),
        Encoding=Name("/UniGB-UCS2-H"),
        DescendantFonts=Array([below]),
    )


def simple(name):
    return Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=name)


def told(tmp_path, *pages, change=lambda pdf: None):
    """What is said of a PDF whose pages have a content and a font /F each."""
    pdf = pikepdf.new()
    for content, font in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(content)
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
    change(pdf)
    target = io.BytesIO()
    pdf.save(target)
    (tmp_path / "甲.pdf").write_bytes(target.getvalue())
    found = read_evidence(Asked(tmp_path / "甲.pdf", "甲.pdf"), tmp_path)
    return [(f.code, f.message) for f in found.findings]


@pytest.mark.parametrize(
    ("font", "name"),
    [
        (composite("STSong-Light"), "STSong-Light"),
        (simple(Name("/SimSun")), "SimSun"),
        (simple(Name("/ArialMT")), "ArialMT"),
        (simple(pikepdf.Object.parse(b"/#CB#CE#CC#E5")), "宋体"),
    ],
)
def test_a_font_that_is_not_in_the_file_is_told_with_its_page(tmp_path, font, name):
    said = told(tmp_path, (b"0 0 9 9 re f", font), (TEXT, font))
    assert said == [("evidence-fonts", SAID.format(f"“{name}”（第2页）"))]


def test_a_font_whose_resource_is_named_in_gbk_is_told(tmp_path):
    def rename(pdf):
        fonts = pikepdf.Object.parse(b"<< /#CB#CE << /Type /Font /Subtype /TrueType /BaseFont /SimSun >> >>")
        pdf.pages[0].Resources.Font = fonts
        pdf.pages[0].Contents = pdf.make_stream(TEXT.replace(b"/F", b"/\xcb\xce"))

    said = told(tmp_path, (b"", simple(Name.SimSun)), change=rename)
    assert said == [("evidence-fonts", SAID.format("“SimSun”（第1页）"))]


@pytest.mark.parametrize(
    "content",
    [
        b"0 0 9 9 re f BT /F 24 Tf ET",
        b"0 0 9 9 re f BT 3 Tr /F 24 Tf <77f3> Tj ET",  # what a scanner read, behind its picture
        b"0 0 9 9 re f q 7 Tr BT /F 24 Tf <77f3> Tj ET Q",
    ],
)
def test_a_font_in_which_nothing_is_seen_is_not_told(tmp_path, content):
    assert told(tmp_path, (content, composite("STSong-Light"))) == []


def test_text_that_is_seen_again_is_told(tmp_path):
    content = b"q 3 Tr BT /F 24 Tf <77f3> Tj ET Q " + TEXT
    assert told(tmp_path, (content, simple(Name.SimHei)))[0][0] == "evidence-fonts"


@pytest.mark.parametrize("name", ["Helvetica", "Helvetica-BoldOblique", "Times-Roman", "ZapfDingbats"])
def test_what_every_reader_has_is_not_told(tmp_path, name):
    assert told(tmp_path, (TEXT, simple(Name(f"/{name}")))) == []


def test_what_is_in_the_file_is_not_told(tmp_path):
    def embed(pdf):
        for page in pdf.pages:
            about = page.Resources.Font.F.DescendantFonts[0].FontDescriptor
            about.FontFile3 = pdf.make_stream(b"\1\0\4\1...", Subtype=Name.CIDFontType0C)

    assert told(tmp_path, (TEXT, composite("ABCDEF+STSong-Light")), change=embed) == []


TABLE = b"\0\1\0\0\0\1" + bytes(6) + b"glyf" + bytes(4) + (28).to_bytes(4, "big") + (8).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("kind", "program", "whole"),
    [
        ("FontFile2", TABLE + bytes(8), True),
        ("FontFile2", TABLE + bytes(4), False),  # cut off
        ("FontFile2", TABLE[:12], False),
        ("FontFile2", b"", False),
        ("FontFile2", b"junk", False),
        ("FontFile", b"%!PS-AdobeFont-1.0: SimSun", True),
        ("FontFile", b"\x80\1....", True),
        ("FontFile", b"", False),
        ("FontFile3", b"\1\0\4\1", True),
        ("FontFile3", b"OTTO" + TABLE[4:].replace(b"glyf", b"CFF ") + bytes(8), True),
        ("FontFile3", b"\0", False),
    ],
)
def test_a_font_of_which_the_file_holds_nothing_usable_is_told(tmp_path, kind, program, whole):
    def embed(pdf):
        about = pdf.pages[0].Resources.Font.F.DescendantFonts[0].FontDescriptor
        about[f"/{kind}"] = pdf.make_stream(program)

    said = told(tmp_path, (TEXT, composite("ABCDEF+SimSun")), change=embed)
    assert said == [("evidence-fonts", SAID.format("“ABCDEF+SimSun”（第1页）"))] * (not whole)


def test_a_font_that_cannot_be_decoded_is_told(tmp_path):
    def embed(pdf):
        about = pdf.pages[0].Resources.Font.F.DescendantFonts[0].FontDescriptor
        about.FontFile2 = pdf.make_stream(b"no deflated data", Filter=Name.FlateDecode)

    said = told(tmp_path, (TEXT, composite("SimSun")), change=embed)
    assert ("evidence-fonts", SAID.format("“SimSun”（第1页）")) in said


def test_a_font_that_is_not_even_described_is_told(tmp_path):
    said = told(tmp_path, (TEXT.replace(b"/F", b"/Nix"), simple(Name.Helvetica)))
    assert said == [("evidence-fonts", SAID.format("“Nix”（第1页）"))]


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        (b"/G gs BT 60 600 Td <77f3> Tj ET", True),
        (b"BT /F 24 Tf /G gs 60 600 Td <77f3> Tj ET", True),
        (b"BT /G gs /F 24 Tf 60 600 Td <77f3> Tj ET", False),
        (b"q /G gs Q BT /F 24 Tf 60 600 Td <77f3> Tj ET", False),
        (b"BT /F 24 Tf /H gs 60 600 Td <77f3> Tj ET", False),  # it chooses no font
    ],
)
def test_a_font_of_a_graphics_state_is_told(tmp_path, content, missing):
    def choose(pdf):
        font = pdf.make_indirect(composite("STSong-Light"))
        states = Dictionary(G=Dictionary(Font=Array([font, 24])), H=Dictionary(ca=1))
        pdf.pages[0].Resources.ExtGState = states

    said = told(tmp_path, (content, simple(Name.Helvetica)), change=choose)
    assert said == [("evidence-fonts", SAID.format("“STSong-Light”（第1页）"))] * missing


def test_chinese_fonts_come_first_and_many_are_counted(tmp_path):
    latin = [(TEXT, simple(Name(f"/Latin{n}"))) for n in range(5)]
    chinese = [(TEXT, composite("STSong-Light"))] * 7
    (said,) = told(tmp_path, *latin, *chinese)
    others = "、".join(f"“Latin{n}”（第{n + 1}页）" for n in range(4))
    listed = f"“STSong-Light”（第6—10等7页）、{others}等6种字体"
    assert said == ("evidence-fonts", SAID.format(listed))


def test_fonts_of_forms_and_of_fields_without_an_appearance_are_told(tmp_path):
    def nest(pdf):
        inner = pdf.make_stream(TEXT, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
        inner.Resources = pdf.pages[0].Resources
        pdf.pages[0].Contents = pdf.make_stream(b"/X Do")
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=inner))
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String("石"))
        field.Rect, field.F, field.DA = Array([60, 500, 400, 540]), 4, String("/F0 24 Tf 0 g")
        pdf.pages[0].Annots = Array([pdf.make_indirect(field)])
        fonts = Dictionary(F0=composite("STKaiti"), F1=composite("STHeiti"))
        pdf.Root.AcroForm = Dictionary(Fields=pdf.pages[0].Annots, DR=Dictionary(Font=fonts))

    said = told(tmp_path, (b"", composite("STSong-Light")), change=nest)
    assert said[0] == ("evidence-fonts", SAID.format("“STKaiti”（第1页）、“STSong-Light”（第1页）"))
    assert [code for code, _ in said[1:]] == ["evidence-annotations"]


@pytest.mark.filterwarnings("ignore::pikepdf.exceptions.PageCopyWarning")  # faulty by intention
def test_odd_fonts_and_fields_without_a_form_do_not_keep_a_file_out(tmp_path):
    def spoil(pdf):
        pdf.pages[0].Resources.Font.F.DescendantFonts = Array([Name.Odd])
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, V=String("石"), F=4)
        field.Rect = Array([60, 500, 400, 540])
        pdf.pages[0].Annots = Array([pdf.make_indirect(field)])

    said = told(tmp_path, (TEXT, composite("STSong-Light")), change=spoil)
    assert [code for code, _ in said] == ["evidence-fonts", "evidence-annotations"]
