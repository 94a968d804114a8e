"""Whole documents of our own typesetter against WeasyPrint: glyphs, rules, pictures, page breaks."""

from __future__ import annotations

import golden
import pytest
import typeset_compare as compare
from test_typesetting_front import sheets_of
from typeset_reference import markup

from zcforms.fillers.engine import lay_out
from zcforms.typesetting import Cascade, typeset

CASES = golden.cases()


@pytest.mark.parametrize("duplex", [False, True], ids=["simplex", "duplex"])
@pytest.mark.parametrize("name", CASES)
def test_a_document_comes_out_as_weasyprint_sets_it(name: str, duplex: bool) -> None:
    form, values = CASES[name]
    text = markup(form, values, duplex)
    ours = compare.ours(typeset(text, Cascade(sheets_of(form, duplex))))
    theirs = compare.theirs(lay_out(text, form, values.images, duplex))
    found, worst = compare.differences(theirs, ours)
    assert not found
    assert worst < compare.NEAR
