"""Whole documents of our own typesetter against WeasyPrint: glyphs, rules, pictures, page breaks.

And what the fillers read of them: where values stand, their rooms, where pages are referred to.
"""

from __future__ import annotations

from typing import Any

import golden
import pytest
import typeset_compare as compare
from test_laying import FALLING_BACK

from zcforms.fillers import engine, html
from zcforms.fillers.html import laying, tree
from zcforms.forms import Form, Values

# What no way of ours lays out: see tests/test_laying.py.
CASES = {name: case for name, case in golden.cases().items() if name not in FALLING_BACK}
# For two sides the pages' margins are other, no more: one of each form that says something of its pages, and
# one that does not. The styles of the pages of all forms are compared in tests/test_typesetting_front.py;
# benchmarks/typesetting.py sets all documents for two sides, too. The others of the form are set for one, and
# if there is none, the same.
BOTH_SIDES = {
    name
    for name in {form.id: name for name, (form, _) in CASES.items()}.values()
    if name.startswith("pledge/") or "@page" in (CASES[name][0].folder / "style.css").read_text("utf-8")
}
ONE_SIDE = CASES.keys() - BOTH_SIDES
ALONE = {name for name in BOTH_SIDES if CASES[name][0].id not in {CASES[one][0].id for one in ONE_SIDE}}


@pytest.mark.parametrize(
    ("name", "duplex"),
    [*((name, False) for name in sorted(ONE_SIDE | ALONE)), *((name, True) for name in sorted(BOTH_SIDES))],
)
def test_a_document_comes_out_as_weasyprint_sets_it(name: str, duplex: bool) -> None:
    form, values = CASES[name]
    text = html.compose(form, values)
    ours, theirs = both_ways(text, form, values, duplex)
    for one, other in zip(*(compare.read(form, values, way) for way in (ours, theirs)), strict=True):
        assert compare.alike(one, other), (one, other)
    if misjudged := tree.misjudged(theirs):
        ours, theirs = both_ways(html.compose(form, values, misjudged), form, values, duplex)
    found, worst = compare.differences(compare.theirs(theirs), compare.ours(ours.document.sheets))
    assert not found
    assert worst < compare.NEAR


def both_ways(text: str, form: Form, values: Values, duplex: bool) -> tuple[laying.Typeset, Any]:
    ours = laying.lay_out(text, form, values.images, duplex)
    assert isinstance(ours, laying.Typeset)
    return ours, engine.lay_out(text, form, values.images, duplex)
