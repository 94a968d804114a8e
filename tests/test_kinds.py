"""Evidence of every kind that people have, made by real encoders: what is bound is what the source shows."""

import io
import re
import struct
import zipfile
from functools import lru_cache

import pikepdf
import pytest
from conftest import pictures
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageOps, ImageStat, TiffImagePlugin
from test_dossier import jpeg, opened

from zcforms.ground.findings import Finding
from zcforms.intake.evidence import Evidence, frames
from zcforms.intake.kinds import Kind, kind_of

SIZE = (900, 1200)
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
QUICKLY = {"AVIF": {"speed": 10}, "WEBP": {"method": 0}}  # they would look long for the smallest file


def drawing(mode="RGB", size=SIZE, number=1):
    """A picture that looks the same from no other side, and another one for every number."""
    return _drawn(mode, size, number).copy()


@lru_cache(8)
def _drawn(mode, size, number):
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    width, height = size
    draw.rectangle((0, 0, width // 2, height // 8), fill=(200, 30, 30))
    draw.polygon([(width, height), (width, height // 2), (width // 2, height)], fill=(30, 60, 200))
    for n in range(number):
        top = height // 4 + n * height // 12
        draw.rectangle((width // 6, top, width // 2, top + height // 24), fill=(20, 20, 20))
    return image.convert(mode)


def saved(image, kind, **how):
    target = io.BytesIO()
    image.save(target, kind, **QUICKLY.get(kind, {}), **how)
    return target.getvalue()


@lru_cache(1)
def bound_as(pdf):
    """The pages of a PDF as pictures, to be looked at only."""
    return list(pictures(pdf, 72))


def difference(found, source, page=0):
    """How far a bound page is from its source: the mean of all samples, of 255."""
    bound = bound_as(found.staged.read_bytes())[page]
    seen = source.convert("RGB").resize(bound.size)
    return sum(ImageStat.Stat(ImageChops.difference(bound, seen)).mean) / 3


def image_of(found, page=0):
    """The one picture that a bound page draws."""
    with pikepdf.open(found.staged) as pdf:
        (picture,) = pdf.pages[page].resources.XObject.values()
        return {
            "filter": str(picture.Filter[0] if isinstance(picture.Filter, pikepdf.Array) else picture.Filter),
            "space": str(picture.ColorSpace) if isinstance(picture.ColorSpace, pikepdf.Name) else "profile",
            "bits": int(picture.BitsPerComponent),
        }


KINDS = {
    "tiff, plain": (drawing(), "TIFF", {}),
    "tiff, lzw": (drawing(), "TIFF", {"compression": "tiff_lzw"}),
    "tiff, jpeg": (drawing(), "TIFF", {"compression": "jpeg"}),
    "tiff, grey": (drawing("L"), "TIFF", {"compression": "packbits"}),
    "tiff, group 3": (drawing("1"), "TIFF", {"compression": "group3"}),
    "tiff, group 4": (drawing("1"), "TIFF", {"compression": "group4"}),
    "tiff, palette": (drawing("P"), "TIFF", {}),
    "tiff, cmyk": (drawing("CMYK"), "TIFF", {"compression": "tiff_adobe_deflate"}),
    "webp": (drawing(), "WEBP", {}),
    "webp, lossless": (drawing(), "WEBP", {"lossless": True}),
    "gif": (drawing("P"), "GIF", {}),
    "bmp": (drawing(), "BMP", {}),
    "bmp, black and white": (drawing("1"), "BMP", {}),
    "jpeg 2000": (drawing(), "JPEG2000", {}),
    "jpeg 2000, code stream": (drawing(), "JPEG2000", {"no_jp2": True}),
    "avif": (drawing(), "AVIF", {}),
    "jpeg, cmyk": (drawing("CMYK"), "JPEG", {}),
}


@pytest.mark.parametrize(("source", "kind", "how"), KINDS.values(), ids=KINDS)
def test_a_picture_of_every_kind_is_bound_as_it_looks(tmp_path, source, kind, how):
    found = opened(tmp_path, saved(source, kind, **how), "x.bin")
    assert isinstance(found, Evidence), found
    assert (found.pages, found.findings) == (1, ())
    # pdfium shows CMYK as a press prints it, Pillow by plain arithmetic: the same picture, duller.
    assert difference(found, source) < (8 if source.mode == "CMYK" else 3)
    assert difference(found, source.rotate(180)) > 30, "the comparison sees what stands where"


@pytest.mark.parametrize("compression", ["group3", "group4"])
def test_black_and_white_stays_so_and_small(tmp_path, compression):
    found = opened(tmp_path, saved(drawing("1"), "TIFF", compression=compression))
    assert image_of(found) == {"filter": "/CCITTFaxDecode", "space": "/DeviceGray", "bits": 1}


def test_cmyk_stays_cmyk(tmp_path):
    for kind in ("TIFF", "JPEG"):
        found = opened(tmp_path, saved(drawing("CMYK"), kind))
        assert image_of(found)["space"] == "/DeviceCMYK"


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize(
    ("source", "kind", "profile"),
    [
        (drawing("CMYK"), "JPEG", SRGB),
        (drawing("L"), "JPEG", b"no profile" * 20),
        (drawing("P"), "PNG", b"no profile" * 20),
    ],
)
def test_a_colour_profile_that_is_not_the_pictures_own_is_left_out(tmp_path, source, kind, profile):
    """Poppler shows such a picture of four inks as its negative, img2pdf takes some as broken."""
    found = opened(tmp_path, saved(source, kind, icc_profile=profile))
    assert b"ICCBased" not in found.staged.read_bytes()
    assert difference(found, source) < 8
    own = [drawing()] if kind == "JPEG" else [drawing(), drawing("RGBA")]  # as computers save screenshots
    for picture in own:
        assert image_of(opened(tmp_path, saved(picture, kind, icc_profile=SRGB)))["space"] == "profile"


def test_what_has_lost_nothing_is_kept_so_unless_it_is_vast(tmp_path):
    raw = saved(drawing(), "TIFF")
    assert image_of(opened(tmp_path, raw))["filter"] == "/FlateDecode"
    assert image_of(opened(tmp_path, saved(drawing(), "WEBP")))["filter"] == "/DCTDecode"
    grain = Image.effect_noise((1600, 2400), 100)
    noise = Image.merge("RGB", [grain, ImageOps.flip(grain), ImageOps.mirror(grain)])
    found = opened(tmp_path, saved(noise, "TIFF"))
    assert image_of(found)["filter"] == "/DCTDecode", "it takes more than 8 MB"
    assert difference(found, noise) < 12


def test_a_tiff_is_bound_page_by_page_each_as_it_is(tmp_path):
    pages = [drawing("1", number=1), drawing("L", number=2), drawing("RGB", (1200, 900), number=3)]
    raw = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(120, 120))
    found = opened(tmp_path, raw)
    assert (found.pages, found.findings) == (3, ())
    for number, page in enumerate(pages):
        assert difference(found, page, number) < 3
        assert difference(found, pages[number - 1], number) > 3
    with pikepdf.open(found.staged) as pdf:
        assert [round(float(n)) for n in pdf.pages[2].mediabox] == [0, 0, 720, 540]


def test_small_copies_in_a_tiff_are_no_pages(tmp_path):
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[254] = 1
    small = drawing(size=(90, 120))
    small.encoderinfo = {"tiffinfo": tags}
    raw = saved(drawing(), "TIFF", save_all=True, append_images=[small])
    found = opened(tmp_path, raw)
    assert (found.pages, found.findings) == (1, ())


def sixteen_bit_tiff(values, top=65535, inverted=False):
    """Four upright stripes in samples of 16 bits, written by hand: Pillow cannot say white is zero."""
    import numpy

    given = numpy.array([values], dtype=numpy.uint16)
    rows = numpy.repeat(given, 800, 0).repeat(200, 1)
    raw = saved(Image.fromarray(top - rows if inverted else rows), "TIFF")
    if not inverted:
        return raw
    one, zero = ((b"\x06\x01\x03\0\x01\0\0\0" + n.to_bytes(4, "little")) for n in (1, 0))
    assert raw.count(one) == 1
    return raw.replace(one, zero)


@pytest.mark.parametrize("inverted", [False, True])
def test_sixteen_bit_tiffs_keep_their_greys(tmp_path, inverted):
    greys = (0, 20000, 40000, 65535)
    found = opened(tmp_path, sixteen_bit_tiff(greys, inverted=inverted))
    picture = next(pictures(found.staged.read_bytes(), 36)).convert("L")
    shown = [picture.getpixel((picture.width * (2 * n + 1) // 8, 50)) for n in range(4)]
    assert shown == [pytest.approx(v // 257, abs=3) for v in greys]


def test_samples_that_are_no_greys_are_refused(tmp_path):
    found = opened(tmp_path, saved(Image.new("F", SIZE, 0.5), "TIFF"))
    assert found.code == "evidence-unreadable"


@pytest.mark.parametrize(("kind", "how"), [("PNG", {}), ("WEBP", {"lossless": True}), ("TIFF", {})])
def test_what_can_be_seen_through_is_laid_over_white(tmp_path, kind, how):
    clear = drawing("RGBA")
    clear.putalpha(drawing("L").point(lambda v: 0 if v < 60 else 255))  # the dark bars are holes
    over = Image.new("RGB", SIZE, "white")
    over.paste(clear, mask=clear.getchannel("A"))
    found = opened(tmp_path, saved(clear, kind, **how))
    assert difference(found, over) < 3
    assert difference(found, drawing()) > 3


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize(("orientation", "back"), [(6, 270), (8, 90), (3, 180)])
def test_a_picture_that_lies_is_set_upright(tmp_path, kind, orientation, back):
    exif = Image.Exif()
    exif[0x0112] = orientation
    source = drawing()
    lying = source.rotate(-back, expand=True)
    found = opened(tmp_path, saved(lying, kind, exif=exif))
    assert difference(found, source) < 4


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_what_moves_the_first_picture_is_bound_and_it_is_told(tmp_path, kind):
    first, *others = [drawing(number=n) for n in (1, 3, 5)]
    found = opened(tmp_path, saved(first, kind, save_all=True, append_images=others, duration=100))
    assert [(f.code, f.message) for f in found.findings] == [
        ("evidence-frames", "图片x.pdf里有3幅画面，只装订第一幅")
    ]
    assert found.pages == 1
    assert difference(found, first) < 3
    assert difference(found, others[-1]) > 3


def test_of_inks_that_do_not_say_what_is_none_it_is_told_that_they_may_come_out_inverted(tmp_path):
    raw = saved(drawing("CMYK"), "JPEG")
    mark = re.search(rb"\xff\xee\0\x0eAdobe.{7}", raw, re.DOTALL)
    assert opened(tmp_path, raw).findings == ()
    found = opened(tmp_path, raw.replace(mark[0], b""))
    assert [f.code for f in found.findings] == ["evidence-colours"]
    assert difference(found, drawing("CMYK")) > 100


def test_a_fax_has_the_shape_that_was_sent(tmp_path):
    fax = drawing("1", (1728, 1100))
    found = opened(tmp_path, saved(fax, "TIFF", compression="group3", dpi=(204, 98)))
    with pikepdf.open(found.staged) as pdf:
        *_, width, height = (float(n) for n in pdf.pages[0].mediabox)
    assert (width, height) == pytest.approx((1728 / 204 * 72, 1100 / 98 * 72), rel=0.01)


def test_the_picture_that_a_phone_puts_behind_a_jpeg_is_not_bound(tmp_path):
    first, behind = drawing(), drawing(number=5)
    raw = saved(first, "MPO", save_all=True, append_images=[behind])
    assert Image.open(io.BytesIO(raw)).format == "MPO"
    found = opened(tmp_path, raw)
    assert (found.pages, found.findings) == (1, ())
    assert difference(found, first) < 3
    with pikepdf.open(found.staged) as pdf:
        (picture,) = pdf.pages[0].resources.XObject.values()
        bound = picture.read_raw_bytes()
    assert bound.count(b"\xff\xd8\xff") == 1
    assert raw.startswith(bound[:2])
    assert len(bound) < len(raw) * 0.6


@pytest.mark.parametrize("kind", ["TIFF", "WEBP", "GIF", "BMP", "JPEG2000", "AVIF"])
def test_a_picture_that_breaks_off_is_refused(tmp_path, kind):
    raw = saved(drawing(), kind)
    found = opened(tmp_path, raw[: len(raw) // 2])
    assert isinstance(found, Finding)
    assert (found.code, found.message) == ("evidence-unreadable", "图片x.pdf已损坏、不完整或过大")


def test_a_picture_of_too_many_pixels_is_refused(tmp_path):
    raw = saved(Image.new("1", (20_000, 12_000)), "TIFF", compression="group4")
    assert opened(tmp_path, raw).code == "evidence-unreadable"


def test_heic_without_its_reader_says_what_to_do(tmp_path, monkeypatch):
    raw = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)
    monkeypatch.setattr(frames, "HEIC_READER", "no_such_reader")
    found = frames.clean_frames(raw, "x.heic", kind_of(raw))
    assert (found.code, found.message) == ("evidence-heic", "图片x.heic是HEIC，要另存为JPG才能装订")
    assert "兼容性最好" in found.hint


def test_heic_is_bound_as_it_looks(tmp_path):
    reader = pytest.importorskip("pillow_heif", reason="the extra heic is not installed")
    target = io.BytesIO()
    reader.from_pillow(drawing()).save(target, quality=90)
    found = opened(tmp_path, target.getvalue(), "x.heic")
    assert isinstance(found, Evidence), found
    assert (found.pages, found.findings) == (1, ())
    assert difference(found, drawing()) < 4


def packed(*names):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return target.getvalue()


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (packed("[Content_Types].xml", "word/document.xml"), Kind.DOCX),
        (packed("[Content_Types].xml", "xl/workbook.xml"), Kind.XLSX),
        (packed("[Content_Types].xml", "xl\\workbook.xml"), Kind.XLSX),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), Kind.PPTX),
        (packed("OFD.xml", "Doc_0/Document.xml"), Kind.OFD),
        (packed("甲.txt"), Kind.ARCHIVE),
        (packed("mimetype", "content.xml"), Kind.PACKED),
        (packed("Index/Tables/DataList.iwa"), Kind.PACKED),
        (packed("_rels/.rels", "FixedDocSeq.fdseq"), Kind.PACKED),
        (b"PK\x03\x04 broken", Kind.UNKNOWN),
        (COMPOUND + "WordDocument".encode("utf-16-le").ljust(64, b"\0"), Kind.DOCX),
        (COMPOUND + "Workbook".encode("utf-16-le").ljust(64, b"\0"), Kind.XLSX),
        (COMPOUND + "PowerPoint Document".encode("utf-16-le").ljust(64, b"\0"), Kind.PPTX),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0"), Kind.LOCKED),
        (COMPOUND + bytes(600), Kind.UNKNOWN),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", Kind.UNKNOWN),
        (jpeg(), Kind.JPEG),
        (b"BMW is a car", Kind.UNKNOWN),
    ],
)
def test_a_file_is_what_it_holds(raw, kind):
    assert kind_of(raw) is kind


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (packed("OFD.xml"), "佐证文件x.pdf是OFD文件，不能装订"),
        (packed("甲.txt"), "佐证文件x.pdf是压缩包，不能装订"),
        (b"hello", "佐证文件x.pdf是不认识的文件，不能装订"),
    ],
)
def test_what_cannot_be_bound_is_named(tmp_path, raw, said):
    found = opened(tmp_path, raw)
    assert (found.code, found.message) == ("evidence-kind", said)
    assert found.hint


def strokes(ink, alpha):
    """Strokes on a ground that is seen through."""
    image = Image.new("RGBA", (600, 800), (*ink, 0))
    image.paste((*ink, alpha), (100, 100, 500, 140))
    return image


@pytest.mark.parametrize(
    ("ink", "alpha", "told"), [((255,) * 3, 255, 1), ((0,) * 3, 0, 1), ((0,) * 3, 255, 0)]
)
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_transparent_picture_of_which_nothing_is_seen_on_paper_is_told(tmp_path, kind, ink, alpha, told):
    found = opened(
        tmp_path, saved(strokes(ink, alpha), kind, **({"lossless": True} if kind == "WEBP" else {}))
    )
    said = [f.message for f in found.findings if f.code == "evidence-empty-page"]
    assert said == ["图片x.pdf是透明的，衬上白纸什么也看不见"] * told


@pytest.mark.parametrize("alpha", [0, 255])
def test_a_bmp_whose_transparency_was_never_written_is_seen(tmp_path, alpha):
    """As a clipboard writes it: a mask for what nobody filled in (BITMAPV4HEADER)."""
    raw = strokes((200, 0, 0), 255).convert("RGB").convert("RGBA")
    raw.putalpha(alpha)
    pixels = raw.transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes("raw", "BGRA")
    masks = struct.pack("<4I", 0xFF0000, 0xFF00, 0xFF, 0xFF000000)
    info = struct.pack("<IiiHHI5I", 108, 600, 800, 1, 32, 3, len(pixels), 0, 0, 0, 0) + masks
    head = b"BM" + struct.pack("<IHHI", 14 + 108 + len(pixels), 0, 0, 14 + 108)
    found = opened(tmp_path, head + info.ljust(108, b"\0") + pixels)
    red, green, _ = next(pictures(found.staged.read_bytes())).getpixel((225, 90))
    assert red > 180 > 40 > green
