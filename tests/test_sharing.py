"""What many documents have in common is once in the file that they come into, and every page is as it was."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name
from test_typesetting_pdf import pdf_of

from zcforms import watermark
from zcforms.paper.copies import print_set
from zcforms.paper.typesetting import Cascade, sheets, typeset
from zcforms.paper.typesetting.pdf import PrintFile

NAMES = ("post_commitment/sample", "bag_cover/sample", "post_commitment/sample")  # 仿宋 (CFF) and others


@pytest.fixture(scope="module")
def documents():
    return [watermark.stamp(pdf_of(name), "样例平台") for name in NAMES]


def words(text):
    """A document of one line, by our typesetter."""
    sheet = sheets.parse("html { font-family: 'ZC Song' }", "test")
    file = PrintFile()
    head = '<!doctype html><html lang="zh-CN"><head><title>t</title></head>'
    file.add(typeset(f"{head}<body><p>{text}</p></body></html>", Cascade([sheet])), {})
    return file.finished("t", "zh-CN", b"0" * 16)


def seen(pdf):
    """The text and the picture of every page."""
    with pypdfium2.PdfDocument(pdf) as opened:
        return [
            (page.get_textpage().get_text_range(), page.render(scale=1).to_pil().tobytes()) for page in opened
        ]


def font_files(pdf):
    """The files of fonts, by the face."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [
            (str(one.FontName).partition("+")[2], one.get("/FontFile2", one.get("/FontFile3")).objgen)
            for one in opened.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == Name.FontDescriptor
        ]
        assert len(opened.objects) > len(found) > 0
        return found


def edited(pdf, edit):
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for one in opened.objects:
            if isinstance(one, pikepdf.Dictionary) and "/ZCFace" in one:
                edit(opened, one)
        target = io.BytesIO()
        opened.save(target)
    return target.getvalue()


def test_a_face_is_once_in_a_print_file_and_its_pages_are_as_they_were(documents):
    pdf, _ = print_set(documents, 1, False)
    faces = [face for face, _ in font_files(pdf)]
    assert sorted(faces) == sorted(set(faces))
    assert {"FandolFang-R", "ZC-Song"} & set(faces)
    assert seen(pdf) == [page for document in documents for page in seen(document)]


def test_the_mark_is_once_in_a_print_file(documents):
    pdf, _ = print_set(documents, 1, False)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        marks = {
            one.objgen
            for page in opened.pages
            for name, one in page.Resources.XObject.items()
            if "Mark" in name
        }
        assert len(marks) == 1
        assert len(opened.pages) >= len(documents)


def test_a_font_that_only_says_it_is_ours_is_drawn_as_it_came(documents):
    def other_glyphs(pdf, font):
        file = font.DescendantFonts[0].FontDescriptor
        kind = "/FontFile3" if "/FontFile3" in file else "/FontFile2"
        file[kind].write(file[kind].read_bytes() + b"\0")

    def other_words(pdf, font):
        said = font.ToUnicode.read_bytes()
        font.ToUnicode = pikepdf.Stream(pdf, said.replace(b"> <4e", b"> <4f"))

    def no_face(pdf, font):
        font.ZCFace = pikepdf.String("0" * 16)

    def no_words(pdf, font):
        del font.ToUnicode

    for edit in (other_glyphs, other_words, no_face, no_words):
        strange = edited(documents[0], edit)
        pdf, _ = print_set([strange, *documents[1:]], 1, False)
        assert seen(pdf) == [page for one in [strange, *documents[1:]] for page in seen(one)]
        assert len(font_files(pdf)) > len({face for face, _ in font_files(pdf)})


def test_glyphs_that_are_read_otherwise_are_shared_by_those_alone_that_agree():
    """A space and one that does not break are one glyph: what is copied of each stays what it was."""
    plain, kept = (words("丙 丁"), words("丙\xa0丁"))
    pdf, _ = print_set([kept, plain, plain, kept], 1, False)
    assert [text for text, _ in seen(pdf)] == ["丙\xa0丁", "丙 丁", "丙 丁", "丙\xa0丁"]
    assert len(font_files(pdf)) == 2
