"""The PDF of our own typesetter: the goldens see no difference, and the same input gives the same bytes."""

from __future__ import annotations

import gc
from dataclasses import replace

import golden
import pytest
from PIL import ImageChops
from test_typesetting_front import sheets_of
from typeset_reference import markup

from zcforms.fillers import html
from zcforms.fillers.qr import qr_svg
from zcforms.fillers.strokes import Dot, Strokes, strokes_svg
from zcforms.paper.typesetting import Cascade, Once, Unsupported, lay_out, typeset, vectors
from zcforms.paper.typesetting.markup import parse
from zcforms.paper.typesetting.pages import Page
from zcforms.paper.typesetting.pdf import PrintFile

SAMPLES = (
    *("bag_cover/sample", "contents/sample", "exception_form/sample", "post_table/sample"),
    "bag_strip/sample",  # a dashed frame
    "post_commitment/sample",  # 仿宋, whose outlines are in CFF
)
CASES = golden.cases()


def pdf_of(name: str) -> bytes:
    form, values = CASES[name]
    file = PrintFile()
    file.add(typeset(markup(form, values, False), Cascade(sheets_of(form, False))), values.images)
    return file.finished(values.title, "zh-CN", b"0123456789abcdef")


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_looks_as_its_golden_does(name: str) -> None:
    assert golden.differences(golden.load(name), golden.snapshot(pdf_of(name))) == []


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf_of("contents/sample") == pdf_of("contents/sample")


def test_of_pages_painted_for_once_only_those_to_come_are_kept_and_the_bytes_are_the_same() -> None:
    form, values = CASES["contents/sample"]
    document = lay_out(parse(markup(form, values, False)), Cascade(sheets_of(form, False)))
    pages = [id(page) for page in document.pages]
    once, file = Once(document), PrintFile()
    assert (len(once), document.root, document.pages) == (len(pages), None, [])
    first = next(iter(once))
    kept = {id(one) for one in gc.get_objects() if isinstance(one, Page)} & {*pages}
    assert (first.items != [], kept) == (True, {*pages[1:]})
    document = lay_out(parse(markup(form, values, False)), Cascade(sheets_of(form, False)))
    file.add(Once(document), values.images)
    assert file.finished(values.title, "zh-CN", b"0123456789abcdef") == pdf_of("contents/sample")


CODE = qr_svg("https://sign.example.cn/zc/" + "0123456789abcdef" * 4)
WAVES = [[Dot(60 + 70 * n + 9 * t, 40 + t * (11 - t), 10 * t, 0.5) for t in range(12)] for n in range(3)]
DOT = [Dot(30, 30, 0, 0.5)]
INK = strokes_svg(Strokes(tuple(map(tuple, [*WAVES, DOT]))))


def test_a_drawing_is_painted_as_weasyprint_paints_it(request: pytest.FixtureRequest) -> None:
    form, values = CASES["pledge/sample"]
    signed = {**values.fields, "signed": "2021年9月15日签署"}
    values = replace(values, images={"pledge_qr": CODE, "signature": INK}, fields=signed)
    ours = html.fill(form, values)
    request.getfixturevalue("by_weasyprint")
    theirs = html.fill(form, values)
    assert (ours.way, theirs.way) == ("own", "weasyprint")
    assert golden.differences(golden.snapshot(theirs.pdf), golden.snapshot(ours.pdf)) == []
    edges = ImageChops.difference(*(golden.snapshot(one.pdf).pictures[0] for one in (ours, theirs)))
    assert max(high for _, high in edges.convert("RGB").getextrema()) < 64  # the smoothing of round ends


@pytest.mark.parametrize(
    ("known", "odd"),
    [
        (b"<rect ", b"<image "),
        (b"<path ", b'<path transform="scale(2)" '),
        (b'fill="#000"', b'fill="#f00"'),
        (b"v1h", b"v1c"),
        (b'viewBox="0 0 ', b'viewBox="0 9 9 '),
        (b"</svg>", b""),
        (b"</svg>", b"<!-- -->"),
    ],
)
def test_another_drawing_than_ours_is_not_known(known: bytes, odd: bytes) -> None:
    drawn = vectors.read(CODE)
    assert drawn.view[2:] == drawn.view[3:] * 2
    assert drawn.content.count(b" re") == CODE.count(b"M") + 1  # what is dark, each in one, on its ground
    assert known in CODE
    with pytest.raises(Unsupported):
        vectors.read(CODE.replace(known, odd, 1))
