"""A PDF as evidence: all that its pages show is there, no more than a reader can take, and nothing else."""

import io
import zlib

import pikepdf
import pytest
from conftest import TODAY, person, pictures, silent
from pikepdf import Array, Dictionary, Name
from PIL import Image
from test_dossier import item, jpeg

from zcforms.batch.everybody import check_job
from zcforms.batch.opening import open_job
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Finding
from zcforms.intake.evidence import Asked, Evidence, read_evidence
from zcforms.paper.looking import dark
from zcforms.watermark import stamp


def pdf(make, content=b"0 0 40 40 re f", pages=1):
    """The bytes of a PDF whose last page `make` has changed."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.Contents = document.make_stream(content)
    make(document, page)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def read(content, tmp_path):
    path = tmp_path / "甲.pdf"
    path.write_bytes(content)
    return read_evidence(Asked(path, "evidence/lin/甲.pdf"), tmp_path)


def draws(document, page, **forms):
    page.obj.Resources = Dictionary(XObject=Dictionary({f"/{name}": form for name, form in forms.items()}))


def form(document, content=b"0 0 9 9 re f", **forms):
    shown = Dictionary({f"/{name}": inner for name, inner in forms.items()})
    return document.make_stream(
        content,
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 9, 9]),
        Resources=Dictionary(XObject=shown),
    )


def image(document, data, width=20, height=10, **keys):
    keys = {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8, **keys}
    return document.make_stream(
        data, Type=Name.XObject, Subtype=Name.Image, Width=width, Height=height, **keys
    )


def nested(levels, times=20):
    def make(document, page):
        inner = form(document)
        for _ in range(levels):
            inner = form(document, b"/F Do " * times, F=inner)
        draws(document, page, F=inner)

    return make


def circle(document, page):
    loop = form(document, b"/F Do")
    loop.Resources.XObject.F = loop
    draws(document, page, F=loop)


def pattern_circle(document, page):
    loop = form(document, b"/Pattern cs /P scn 0 0 9 9 re f")
    loop.Resources = Dictionary(Pattern=Dictionary(P=loop))
    page.obj.Resources = Dictionary(Pattern=Dictionary(P=loop))


def missing(document, page):
    draws(document, page, Other=form(document))


def short_image(document, page):
    draws(document, page, F=image(document, zlib.compress(b"\xff" * 300), Filter=Name.FlateDecode))


def seven_bits(document, page):
    draws(document, page, F=image(document, b"\xff" * 600, BitsPerComponent=7))


def no_bits(document, page):
    picture = image(document, b"\xff" * 600)
    del picture.BitsPerComponent
    draws(document, page, F=picture)


def grey_jpeg_in_colour(document, page):
    Image.new("L", (20, 10)).save(target := io.BytesIO(), "JPEG")
    draws(document, page, F=image(document, target.getvalue(), Filter=Name.DCTDecode))


def cut_jpeg(document, page):
    whole = jpeg()
    draws(document, page, F=image(document, whole[: len(whole) // 2], 900, 1200, Filter=Name.DCTDecode))


def no_size(document, page):
    draws(document, page, F=image(document, b"\xff" * 600, 0, 10))


def vast_image(document, page):
    draws(document, page, F=image(document, b"\x00", 50_000, 50_000, Filter=Name.JBIG2Decode))


def spoiled_stream(document, page):
    page.Contents = document.make_stream(b"not deflated", Filter=Name.FlateDecode)


def spaces(document, page):
    page.Contents = document.make_stream(zlib.compress(b" " * (200 * 2**20)), Filter=Name.FlateDecode)


def huge_page(document, page):
    page.MediaBox = Array([0, 0, 10**9, 842])


def pattern(document):
    keys = {"BBox": Array([0, 0, 20, 20]), "XStep": 20, "YStep": 20}
    return document.make_stream(b"0 0 10 10 re f", PatternType=1, PaintType=1, TilingType=1, **keys)


def mask(document):
    return document.make_stream(
        b"1 g 0 0 297 842 re f",
        Subtype=Name.Form,
        BBox=Array([0, 0, 595, 842]),
        Group=Dictionary(S=Name.Transparency, CS=Name.DeviceGray),
    )


@pytest.mark.parametrize("own", [True, False])
def test_a_pattern_and_a_mask_may_have_the_resources_of_their_page(tmp_path, own):
    def make(document, page):
        tile, group = pattern(document), mask(document)
        state = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=group))
        page.obj.Resources = document.make_indirect(
            Dictionary(Pattern=Dictionary(P=tile), ExtGState=Dictionary(G=state))
        )
        tile.Resources = page.obj.Resources
        if own:
            group.Resources = page.obj.Resources

    found = read(pdf(make, b"/G gs /Pattern cs /P scn 0 0 595 842 re f"), tmp_path)
    assert found.findings == ()
    (seen,) = pictures(found.staged.read_bytes())
    left, right = (seen.convert("L").crop((x, 0, x + 297, 842)).histogram()[0] for x in (0, 298))
    assert left > 297 * 842 * 0.2 and right < 100


SQUARE = b"100 100 80 80 re f"


@pytest.mark.parametrize("own", [True, False])
def test_glyphs_that_are_drawn_with_the_resources_of_their_font_or_page_are_bound(tmp_path, own):
    def make(document, page):
        glyph = document.make_stream(b"1000 0 d0 0 0 800 800 re f")
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 1000, 1000]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            FirstChar=97,
            LastChar=97,
            Widths=Array([1000]),
            Encoding=Dictionary(Differences=Array([97, Name.a])),
            CharProcs=Dictionary(a=glyph),
        )
        page.obj.Resources = Dictionary(Font=Dictionary(T=document.make_indirect(font)))
        if own:
            page.obj.Resources.Font.T.Resources = page.obj.Resources

    found = read(pdf(make, b"BT /T 100 Tf 100 100 Td (a) Tj ET"), tmp_path)
    assert found.findings == ()
    (seen,) = pictures(found.staged.read_bytes())
    assert sum(seen.convert("L").histogram()[:100]) == pytest.approx(6400, abs=200)


@pytest.mark.parametrize("what", ["mask", "pattern", "run lengths", "unit", "no unit", "zeros", "popup"])
def test_what_old_programs_wrote_is_bound(what, tmp_path):
    """A soft mask or a pattern draws with the page's resources, and so may seem to draw itself.

    A unit of nothing is none, nor is a name; zeros are white space (7.2.3); and the window of a remark is not
    drawn, whatever it has to be drawn by.
    """

    def make(document, page):
        if what in ("unit", "no unit"):
            page.obj.UserUnit = 0 if what == "unit" else Name.Point
            return
        if what == "zeros":
            page.Contents = document.make_stream(SQUARE.replace(b" ", b"\0"))
            return
        if what == "popup":
            look = document.make_stream(b"0 0 99 99 re f", BBox=Array([0, 0, 99, 99]), Subtype=Name.Form)
            window = Dictionary(
                Subtype=Name.Popup, F=4, Rect=Array([400, 400, 499, 499]), AP=Dictionary(N=look)
            )
            page.Annots = Array([document.make_indirect(window)])
            return
        if what == "run lengths":
            coded = bytes([len(SQUARE) - 1]) + SQUARE + b"\x80"
            page.Contents = document.make_stream(coded, Filter=Name.RunLengthDecode)
            return
        inner = document.make_stream(b"1 g 0 0 595 842 re f", Type=Name.XObject, Subtype=Name.Form)
        inner.BBox = Array([0, 0, 595, 842])
        inner.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        state = Dictionary(SMask=Dictionary(S=Name.Luminosity, G=inner))
        kind = {"mask": "ExtGState", "pattern": "Pattern"}[what]
        page.obj.Resources = Dictionary({f"/{kind}": Dictionary(A=state if what == "mask" else inner)})

    found = read(pdf(make, SQUARE), tmp_path)
    assert found.findings == ()
    (seen,) = pictures(found.staged.read_bytes())
    assert sum(seen.convert("L").histogram()[:100]) == pytest.approx(6400, abs=200)


@pytest.mark.parametrize(
    ("make", "content", "code", "said"),
    [
        (nested(8), b"/F Do", "evidence-too-heavy", "第1页的内容层层嵌套，展开后有上百万个"),
        (nested(60, times=1), b"/F Do", "evidence-too-heavy", "第1页的内容嵌套超过40层"),
        (circle, b"/F Do", "evidence-too-heavy", "第1页的内容嵌套超过40层"),
        (pattern_circle, b"/Pattern cs /P scn 0 0 9 9 re f", "evidence-too-heavy", "第1页的内容嵌套超过40层"),
        (missing, b"/F Do", "evidence-unreadable", "第1页要画的“F”不在文件里，页面不完整"),
        (short_image, b"/F Do", "evidence-unreadable", "第1页的图片不完整"),
        (seven_bits, b"/F Do", "evidence-unreadable", "第1页的图片不合规范"),
        (no_bits, b"/F Do", "evidence-unreadable", "第1页的图片不合规范"),
        (grey_jpeg_in_colour, b"/F Do", "evidence-unreadable", "第1页的图片不合规范"),
        (cut_jpeg, b"/F Do", "evidence-unreadable", "第1页的图片不完整"),
        (no_size, b"/F Do", "evidence-unreadable", "第1页有一张图片没有尺寸"),
        (vast_image, b"/F Do", "evidence-too-heavy", "第1页有一张50000×50000像素的图片"),
        (spoiled_stream, b"", "evidence-unreadable", "第1页的内容已损坏"),
        (spaces, b"", "evidence-too-heavy", "第1页的内容展开后有200MB"),
        (huge_page, b"0 0 9 9 re f", "evidence-too-heavy", "第1页的边长有352778米"),
    ],
)
def test_a_pdf_that_cannot_be_bound_is_refused_by_name(make, content, code, said, tmp_path):
    found = read(pdf(make, content), tmp_path)
    assert isinstance(found, Finding)
    assert (found.code, found.message) == (code, f"佐证文件evidence/lin/甲.pdf{said}")
    assert found.hint


def test_more_pages_than_a_file_may_have_are_refused(tmp_path):
    def many(document, page):
        document.pages.extend([page] * 3000)

    found = read(pdf(many), tmp_path)
    assert (found.code, found.message) == (
        "evidence-too-heavy",
        "佐证文件evidence/lin/甲.pdf有3001页，超过3000页",
    )
    assert found.hint == "分成几个文件；确实要这么多的，在zcforms.yaml写“佐证页数上限: 3001”"


def two_frames(_make):
    target = io.BytesIO()
    Image.new("L", (300, 400), 90).save(target, "TIFF", save_all=True, append_images=[Image.new("L", (9, 9))])
    return target.getvalue()


@pytest.mark.parametrize(("name", "made"), [("甲.pdf", pdf), ("甲.tiff", two_frames)])
@pytest.mark.parametrize(("most", "told"), [(1, ["有2页，超过1页"]), (2, [])])
def test_how_many_pages_a_file_may_have_is_a_setting(name, made, most, told, workshop):
    content = made(lambda document, page: document.pages.append(page))
    proved = person(佐证材料=[item(1, "甲", 文件=[{"文件": name}])])
    root = workshop({"lin": proved}, {f"lin/{name}": content}, 佐证页数上限=most)
    (one,), _ = check_job(open_job(root, TODAY), silent)
    assert [
        f.message[-len("有2页，超过1页") :] for f in one.findings if f.code == "evidence-too-heavy"
    ] == told


@pytest.mark.parametrize("most", ["0", "20001", "1e3", "多"])
def test_the_setting_of_pages_is_bounded(most, workshop):
    root = workshop(佐证页数上限=most)
    with pytest.raises(UnreadableInput, match="佐证页数上限"):
        open_job(root, TODAY)


def test_what_brings_the_decoder_down_is_told_of_its_file_alone(tmp_path):
    def chain(document, page):
        last = document.make_indirect(Dictionary())
        for _ in range(60_000):
            last = document.make_indirect(Dictionary(N=last))
        page.obj.PieceInfo = last

    raw = pdf(lambda *_: None)
    assert isinstance(read(raw, tmp_path), Evidence)
    found = read(pdf(chain), tmp_path)
    assert isinstance(found, Evidence | Finding)
    assert isinstance(read(raw, tmp_path), Evidence), "the next file is read as ever"


def sound(document, page):
    photo = image(document, jpeg(), 900, 1200, Filter=Name.DCTDecode)
    plain = image(document, zlib.compress(b"\xff" * 600), Filter=Name.FlateDecode)
    bits = image(document, b"\xff" * 30, ColorSpace=Name.DeviceGray, BitsPerComponent=1)
    wrapped = image(
        document,
        jpeg().hex().encode() + b">",
        900,
        1200,
        Filter=Array([Name.ASCIIHexDecode, Name.DCTDecode]),
    )
    names = {"F": photo, "G": plain, "H": bits, "I": wrapped, "J": form(document), "a b": form(document)}
    draws(document, page, **names)


def test_a_sound_pdf_is_bound(tmp_path):
    content = b"/F Do /G Do /H Do /I Do q 1 0 0 1 0 0 cm /J Do Q /a#20b Do"
    found = read(pdf(sound, content), tmp_path)
    assert isinstance(found, Evidence), found
    assert (found.pages, found.findings) == (1, ())


def test_a_table_of_objects_that_begins_to_count_at_one_is_made_anew(tmp_path):
    raw = pdf(lambda document, page: None)
    counted = raw.replace(b"xref\n0 ", b"xref\n1 ", 1)
    assert counted != raw
    found = read(counted, tmp_path)
    assert (found.sheets, [f.code for f in found.findings]) == ((1,), ["evidence-repaired"])
    with pikepdf.open(io.BytesIO(stamp(counted, "内部资料"))) as marked:
        assert len(marked.pages) == 1
    assert dark(counted, [1]) == []


def test_empty_pages_are_reminded_of(tmp_path):
    def blank(document, page):
        document.add_blank_page(page_size=(595, 842))

    found = read(pdf(blank, pages=2), tmp_path)
    assert [(f.code, f.message) for f in found.findings] == [
        ("evidence-empty-page", "evidence/lin/甲.pdf第3页是空白页")
    ]

    def typed(_, page):
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))

    text = read(pdf(typed, b"BT /F1 12 Tf (x) Tj ET"), tmp_path)
    assert text.findings == ()


@pytest.mark.parametrize(("length", "told"), [(2400, "是大幅面"), (2500, "又长又窄")])
def test_a_page_too_wide_to_be_read_on_a4_is_reminded_of(tmp_path, length, told):
    def long(document, page):
        page.obj.MediaBox = Array([0, 0, length, 600])

    for content in (pdf(long), jpeg((length, 600))):
        found = read(content, tmp_path)
        assert isinstance(found, Evidence)
        assert all(f.message.startswith(f"evidence/lin/甲.pdf第1页{told}") for f in found.findings)
        assert len(found.findings) == (told == "又长又窄" or content[:4] == b"%PDF")


def test_a_picture_whose_parts_do_not_end_where_they_say_is_told(tmp_path):
    target = io.BytesIO()
    Image.new("RGB", (620, 620)).save(target, "PNG")
    raw = target.getvalue()
    found = read(raw[:-12] + b"\xe4\x9d\xb0\x00tEXt" + raw[-12:], tmp_path)
    assert (found.code, found.message) == (
        "evidence-unreadable",
        "图片evidence/lin/甲.pdf已损坏、不完整或过大",
    )


def says_much(raw):
    """A JPEG whose programs say something in every way that they have (ISO/IEC 10918-1, B.2.4.6)."""
    said = [(0xE0 + n, b"ICC\0SECRET") for n in range(16)] + [(0xFE, b"SECRET")]
    parts = [bytes([0xFF, marker, 0, len(told) + 2]) + told for marker, told in said]
    return raw[:2] + b"".join(parts) + raw[2:] + b"SECRET"


def in_boxes(said=b""):
    """A JPEG 2000 with boxes of its programs before and behind its code (ISO/IEC 15444-1, annex I)."""
    target = io.BytesIO()
    Image.linear_gradient("L").save(target, "JPEG2000")
    raw = target.getvalue()
    at = raw.index(b"jp2c") - 4
    before, behind = (
        (len(told) + 8).to_bytes(4, "big") + kind + told if (told := said and bytes(16) + said) else b""
        for kind in (b"uuid", b"xml ")
    )
    return raw[:at] + before + raw[at:] + behind


def test_what_is_staged_tells_nothing_besides_its_pages(tmp_path):
    def telling(document, page):
        def attached():
            file = document.make_stream(b"SECRET-FILE", Type=Name.EmbeddedFile)
            return Dictionary(Type=Name.Filespec, F=pikepdf.String("a"), EF=Dictionary(F=file))

        photo = image(document, says_much(jpeg()), 900, 1200, Filter=Name.DCTDecode)
        photo.Metadata = document.make_stream(b"<x:xmpmeta>SECRET-XMP</x:xmpmeta>")
        photo.AF = Array([document.make_indirect(attached())])
        photo.Measure = Dictionary(Subtype=Name.GEO, GPTS=pikepdf.String("SECRET-PLACE"))
        photo.Alternates = Array([Dictionary(Image=document.make_stream(b"SECRET-PICTURE"))])
        map_ = image(document, in_boxes(b"SECRET-PLACE"), 256, 256, Filter=Name.JPXDecode)
        elsewhere = form(document)
        elsewhere.F, elsewhere.Ref = attached(), Dictionary(F=attached(), Page=0)
        draws(document, page, F=photo, M=map_, E=elsewhere)
        placed = Dictionary(Metadata=document.make_stream(b"SECRET-XMP"), AF=Array([attached()]))
        page.obj.Resources.Properties = Dictionary(P=placed)
        page.obj.PieceInfo = Dictionary(App=Dictionary(Private=pikepdf.String("SECRET-PIECE")))
        page.obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=pikepdf.String("SECRET-JS")))
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pikepdf.String("SECRET-JS"))
        document.docinfo["/Author"] = "SECRET-AUTHOR"
        document.attachments["a.txt"] = b"SECRET-FILE"

    found = read(pdf(telling, b"/PlacedGraphic /P BDC /F Do EMC /M Do /E Do"), tmp_path)
    assert isinstance(found, Evidence)
    with pikepdf.open(found.staged) as staged:
        assert set(staged.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in staged.trailer
        target = io.BytesIO()
        staged.save(target, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
        photo = staged.pages[0].Resources.XObject.F
        assert photo.read_raw_bytes().startswith(b"\xff\xd8\xff\xe0"), "no EXIF any more"
        assert b"Exif" not in photo.read_raw_bytes()
        assert staged.pages[0].Resources.XObject.M.read_raw_bytes() == in_boxes()
    assert b"SECRET" not in target.getvalue()


def test_a_picture_is_shown_whole_whatever_size_the_file_says_it_has(tmp_path):
    """Readers show none of a JPEG 2000 then, and some of them a part of a JPEG, or none."""

    def differing(document, page):
        photo = image(document, jpeg(), 400, 4000, Filter=Name.DCTDecode)
        draws(document, page, F=photo, M=image(document, in_boxes(), 512, 100, Filter=Name.JPXDecode))

    found = read(pdf(differing, b"/F Do /M Do"), tmp_path)
    with pikepdf.open(found.staged) as staged:
        shown = staged.pages[0].Resources.XObject
        assert [(int(one.Width), int(one.Height)) for one in (shown.F, shown.M)] == [(900, 1200), (256, 256)]


def test_what_a_program_names_as_others_name_what_tells_is_drawn(tmp_path):
    """Glyphs that are called by their codes are called AF, too."""

    def named(document, page):
        square = document.make_stream(b"750 0 0 0 750 750 d1 0 0 750 750 re f")
        font = Dictionary(Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 750, 750]))
        font.FontMatrix, font.Encoding = (
            Array([0.001, 0, 0, 0.001, 0, 0]),
            Dictionary(Differences=Array([97, Name.AF])),
        )
        font.FirstChar, font.LastChar, font.Widths = 97, 97, Array([750])
        font.CharProcs, font.Resources = Dictionary(AF=square), Dictionary()
        page.obj.Resources = Dictionary(Font=Dictionary(AF=font), XObject=Dictionary(OPI=form(document)))

    found = read(pdf(named, b"BT /AF 40 Tf 100 400 Td (a) Tj ET /OPI Do"), tmp_path)
    with pikepdf.open(found.staged) as staged:
        kept = staged.pages[0].Resources
        assert "/OPI" in kept.XObject
        assert "/AF" in kept.Font.AF.CharProcs
