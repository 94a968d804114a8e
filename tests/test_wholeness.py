"""Pictures that break off within a PDF, in codings whose decoders fill up what is missing."""

import io
import struct

import img2pdf
import pikepdf
import pytest
from PIL import Image, ImageDraw
from test_dossier import opened

from zcforms.intake.evidence.wholeness import is_whole

SIZE = 400, 600


def page(margin=0):
    """A page of bars, white at its foot."""
    picture = Image.new("1", SIZE, 1)
    for y in range(10, SIZE[1] - margin, 23):
        ImageDraw.Draw(picture).line((20, y, 380 - y % 90, y + 9), fill=0, width=5)
    return picture


def fax(margin=0):
    page(margin).save(target := io.BytesIO(), "TIFF", compression="group4")
    return target.getvalue()


def held(picture, shorten=lambda raw: raw):
    """A PDF that holds a picture as it is coded, which is shortened."""
    with pikepdf.open(io.BytesIO(img2pdf.convert(picture))) as pdf:
        (image,) = pdf.pages[0].resources.XObject.values()
        image.write(
            shorten(image.read_raw_bytes()), filter=image.Filter, decode_parms=image.get("/DecodeParms")
        )
        pdf.save(target := io.BytesIO())
    return target.getvalue()


def jpeg2000():
    page().convert("L").save(target := io.BytesIO(), "JPEG2000")
    return target.getvalue()


@pytest.mark.parametrize("picture", [fax(), jpeg2000()], ids=["fax", "JPEG 2000"])
def test_a_picture_that_breaks_off_is_refused_within_a_pdf_too(tmp_path, picture):
    """A page of a scan used to be bound half black, or white, without a word."""
    found = opened(tmp_path, held(picture, lambda raw: raw[: len(raw) // 2]))
    assert (found.code, found.message) == ("evidence-unreadable", "佐证文件x.pdf第1页的图片不完整")
    assert opened(tmp_path, held(picture), "whole.pdf").pages == 1


def tiff(**tags):
    page().save(target := io.BytesIO(), "TIFF", compression="group4", tiffinfo=tags.pop("info", {}), **tags)
    return target.getvalue()


@pytest.mark.parametrize("info", [{}, {278: 100}, {266: 2}], ids=["one strip", "six", "low bits first"])
def test_a_fax_that_breaks_off_is_refused_as_a_file_of_its_own_too(tmp_path, info):
    whole = tiff(info=info)
    with Image.open(io.BytesIO(whole)) as image:
        at, length = image.tag_v2[273][0], image.tag_v2[279][0]
    spoiled = whole[: at + length // 2] + bytes(length - length // 2) + whole[at + length :]
    assert opened(tmp_path, whole, "whole.tif").pages == 1
    assert opened(tmp_path, spoiled, "spoiled.tif").code == "evidence-unreadable"


@pytest.mark.parametrize("margin", [0, 200])
def test_a_fax_without_its_mark_at_the_end_is_whole_if_all_rows_are_there(margin):
    with pikepdf.open(io.BytesIO(held(fax(margin)))) as pdf:
        (image,) = pdf.pages[0].resources.XObject.values()
        raw = image.read_raw_bytes().rstrip(b"\0")
    bits = "".join(f"{byte:08b}" for byte in raw).rstrip("0").removesuffix("000000000001" * 2)
    bare = bytes(int(bits[n : n + 8].ljust(8, "0"), 2) for n in range(0, len(bits), 8))
    coding, parameters = "/CCITTFaxDecode", {"/K": -1}
    assert is_whole(coding, raw, SIZE, parameters)
    assert is_whole(coding, bare, SIZE, parameters)
    for lost in (6, 20, len(bare) // 2, len(bare) - 1):
        assert not is_whole(coding, bare[:-lost], SIZE, parameters), lost
    assert is_whole(coding, bare[:-20], SIZE, {"/K": 0}), "of the other codings nothing is said"


def segment(number, content, referred=0, length=None):
    """A segment of a JBIG2 on page 1, with its header (ITU-T T.88, 7.2)."""
    refers = bytes([referred << 5]) if referred < 5 else struct.pack(">IH", 7 << 29 | referred, 0)[:5]
    refers += bytes((referred + 8) // 8 - 1 if referred > 4 else 0) + bytes(referred)
    size = len(content) if length is None else length
    return struct.pack(">IB", number, 48) + refers + b"\1" + struct.pack(">I", size) + content


def test_a_jbig2_has_all_that_its_segments_say():
    raw = segment(0, bytes(19)) + segment(1, b"x" * 50, referred=2) + segment(2, b"y" * 70, referred=9)
    assert is_whole("/JBIG2Decode", raw, SIZE, {})
    assert is_whole("/JBIG2Decode", raw + b"\r\n", SIZE, {})
    assert not is_whole("/JBIG2Decode", raw[:-1], SIZE, {})
    assert not is_whole("/JBIG2Decode", raw[:60], SIZE, {})
    assert is_whole("/JBIG2Decode", segment(0, b"z" * 9, length=0xFFFFFFFF), SIZE, {}), "it ends by a mark"
