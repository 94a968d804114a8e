"""Whole documents of our own typesetter against WeasyPrint: glyphs, rules, pictures, page breaks."""

from __future__ import annotations

import golden
import pytest
import typeset_compare as compare
from test_typesetting_front import sheets_of
from typeset_reference import markup

from zcforms.fillers.engine import lay_out
from zcforms.typesetting import Cascade, typeset

# The forms that come out alike in all their samples, blank, on one side and on two.
EXACT = (
    *("authorization", "bag_cover", "bag_strip", "contents", "correction_slip", "cover", "exception_form"),
    *("expert_recommendation", "folio", "landmark_form", "landmark_score", "materials_list", "pledge"),
    *("post_commitment", "post_table", "publicity_confirmation", "publicity_sheet", "review_form"),
    *("roster", "roster_masked", "scoring_table", "submission_report", "summary_form"),
    *("work_history", "work_summary"),
)
CASES = {name: case for name, case in golden.cases().items() if case[0].id in EXACT}


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
