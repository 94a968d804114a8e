"""What a clerk sees at a glance: tables that are closed, columns that use their room, pages that are full."""

from __future__ import annotations

from conftest import printed, squeezed, text_of
from golden import snapshot


def runs(pdf, page=1):
    """Every run of text on a page: left, top, right, bottom (pt from the top left corner) and the words."""
    return snapshot(pdf).runs[page - 1]


def test_one_enclosure_of_a_letter_has_no_number():
    # GB/T 9704-2012, 7.3.4: 如有多个附件，使用阿拉伯数字标注附件顺序号
    assert "附件：推荐高级工程师职务任职资格人员花名册" in squeezed(
        text_of(printed("entrustment_letter", "sample.yaml").pdf)
    )
    assert "附件：1" not in squeezed(text_of(printed("entrustment_letter").pdf))
