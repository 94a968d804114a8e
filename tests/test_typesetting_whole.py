"""Whole documents of our own typesetter against WeasyPrint: glyphs, rules, pictures, page breaks.

And what the fillers read of them: where values stand, their rooms, where pages are referred to.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import golden
import pytest
import typeset_compare as compare
from test_laying import FALLING_BACK
from verdicts import ENGINE, Judge, styles_of

from zcforms.fillers import html
from zcforms.fillers.html import by_weasyprint, laying, tree
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

JUDGING = [*ENGINE, Path(compare.__file__)]


@pytest.mark.parametrize(
    ("name", "duplex"),
    [*((name, False) for name in sorted(ONE_SIDE | ALONE)), *((name, True) for name in sorted(BOTH_SIDES))],
)
def test_a_document_comes_out_as_weasyprint_sets_it(judge: Judge, name: str, duplex: bool) -> None:
    form, values = CASES[name]
    texts = [html.compose(form, values)]
    ways = [ours(texts[0], form, values, duplex)]
    if misjudged := tree.misjudged(ways[0]):
        texts.append(html.compose(form, values, misjudged))
        ways.append(ours(texts[1], form, values, duplex))
    read = compare.read(form, values, ways[0])
    painted = compare.ours(ways[-1].document.sheets)

    def against_weasyprint() -> None:
        theirs = [by_weasyprint.lay_out(text, form, values.images, duplex) for text in texts]
        for one, other in zip(read, compare.read(form, values, theirs[0]), strict=True):
            assert compare.alike(one, other), (one, other)
        found, worst = compare.differences(compare.theirs(theirs[-1].document), painted)
        assert not found
        assert worst < compare.NEAR

    judge(against_weasyprint, (texts, values.images, duplex, read, painted), [*JUDGING, *styles_of(form)])


def test_a_roman_numeral_before_chinese_makes_its_line_as_high_as_weasyprint_does() -> None:
    form, values = CASES["work_summary/sample"]
    said = replace(values, fields=values.fields | {"statement": "Ⅱ类"})
    assert not compare.documents(form, said, False).differences


def ours(text: str, form: Form, values: Values, duplex: bool) -> laying.Typeset:
    found = laying.lay_out(text, form, values.images, duplex)
    assert isinstance(found, laying.Typeset)
    return found
