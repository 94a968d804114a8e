"""The PDF of our own typesetter: the goldens see no difference, and the same input gives the same bytes."""

from __future__ import annotations

import golden
import pytest
from test_typesetting_front import sheets_of
from typeset_reference import markup

from zcforms.typesetting import Cascade, typeset
from zcforms.typesetting.pdf import PrintFile

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
