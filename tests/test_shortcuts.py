"""The short cuts through the layout engine lead to the very bytes that its own ways lead to."""

import re
import sys
from dataclasses import replace

import golden
import pytest
from test_laying import FALLING_BACK
from verdicts import ENGINE, styles_of

from zcforms.fillers import html
from zcforms.fillers.engine import _sheets, lay_out, require_engine, shortcuts, to_pdf
from zcforms.forms import load_forms, templates_folder

CASES = golden.cases()
SIDES = {"review_form/sample_platform", "entrustment_letter/sample", "roster/sample", "pledge/blank"}
FORMS = {form.id: name for name, (form, _) in CASES.items() if not name.endswith("/blank")}
SPOKEN = {".html": r"<[a-z]+\d?", ".css": r"[{;]\s*([a-z-]+)\s*:|(::?[a-z-]+)(?=[^{};]*\{)"}


def _used(name):
    """The elements, properties and pseudo-classes that the form of a sample is written with."""
    files = [path for path in CASES[name][0].folder.iterdir() if path.suffix in SPOKEN]
    return {found for path in files for found in re.findall(SPOKEN[path.suffix], path.read_text("utf-8"))}


def _few():
    """Samples whose forms use between them whatever any form uses: the short cuts know nothing of forms."""
    used = {name: _used(name) for name in sorted(FORMS.values())}
    left, found = set().union(*used.values()), []
    while left:
        found.append(max(used, key=lambda name: len(used[name] & left)))
        left -= used[found[-1]]
    return found


# And whatever the engine sets in the end. What is for two sides has the same body, and more is said of its
# pages. benchmarks/forms.py fills all samples both ways.
HELD = sorted({*_few(), *FALLING_BACK, *SIDES})


def pdf_of(text, form, values, duplex=False):
    """The PDF that the engine makes of a markup."""
    return to_pdf(lay_out(text, form, values.images, duplex), form, b"0" * 32)


def test_every_form_has_a_sample():
    assert set(FORMS) == {form.id for form, _ in CASES.values()}


@pytest.mark.parametrize("name", HELD)
def test_every_form_comes_out_as_the_engine_alone_makes_it(judge, name):
    form, values = CASES[name]
    duplex = name in SIDES
    text = html.compose(form, values)

    def by_the_engine_alone():
        with shortcuts.left_out(require_engine()):
            alone = pdf_of(text, form, values, duplex)
        assert pdf_of(text, form, values, duplex) == alone

    judge(by_the_engine_alone, (text, values.images, duplex), [*ENGINE, *styles_of(form)])


@pytest.mark.usefixtures("by_weasyprint")
def test_a_form_is_filled_as_the_engine_alone_fills_it():
    form, values = CASES["entrustment_letter/sample"]
    with shortcuts.left_out(require_engine()):
        alone = html.fill(form, values)
    assert html.fill(form, values) == alone
    assert alone.way == "weasyprint"


@pytest.mark.parametrize("name", ["summary_form/sample", "materials_list/sample"])
def test_what_is_kept_of_one_person_is_not_in_the_next_ones_paper(judge, name):
    form, values = CASES[name]
    tables = {table: rows[1:] or rows * 2 for table, rows in values.tables.items()}
    fields = {field: text[: len(text) // 2] for field, text in values.fields.items()}
    other = replace(values, fields=fields, tables=tables)
    one, next_one = (html.compose(form, each) for each in (values, other))

    def by_the_engine_alone():
        with shortcuts.left_out(require_engine()):
            alone = pdf_of(next_one, form, other)
        # (The first comes out as the engine alone makes it: see above.)
        first, second, third = (pdf_of(text, form, values) for text in (one, next_one, one))
        assert second == alone != first
        assert third == first

    judge(by_the_engine_alone, (one, next_one, values.images), [*ENGINE, *styles_of(form)])


def laid_out(markup):
    form, _ = CASES["pledge/sample"]
    return to_pdf(lay_out(markup, form, {}, False), form, b"0" * 32)


@pytest.mark.parametrize(
    "body",
    [
        "<style>p:has(b) { color: red }</style><p>甲<b>乙</b></p><p>丙</p>",
        "<p style='width: 10vw'>甲乙丙丁</p><p style='width: 3ch'>甲乙</p>",
        "<select multiple><option selected>甲</option><option>乙</option></select>",
        "<h1 id='a'>甲</h1><p><a href='#a'>乙</a></p><ol><li>丙</li></ol>",
        "<p style='float: left; height: 5mm'>甲</p><table><tr><td style='height: 9mm'>乙</td></tr></table>",
    ],
)
def test_what_the_short_cuts_do_not_know_is_left_to_the_engine(body):
    markup = f"<html lang='zh-CN'><body>{body}</body></html>"
    other = markup.replace("甲", "甲甲")
    with shortcuts.left_out(require_engine()):
        alone = [laid_out(one) for one in (markup, other)]
    assert [laid_out(one) for one in (markup, other, markup)] == [*alone, alone[0]]


def test_the_short_cuts_are_taken_and_left_out():
    require_engine()
    style_for = sys.modules["weasyprint.css"].StyleFor
    short = style_for.__init__
    with shortcuts.left_out(require_engine()):
        assert style_for.__init__ is not short
    assert style_for.__init__ is short


@pytest.mark.parametrize("duplex", [False, True])
def test_the_styles_of_our_own_forms_are_kept(duplex):
    require_engine()
    from zcforms.fillers.engine.shortcuts import cascade

    # One selector that looks ahead (:empty), and the engine works all of them out again for everybody.
    forms = load_forms().values()
    assert [form.id for form in forms if not all(map(cascade._is_blind, _sheets(form, duplex)))] == []
    assert [path for path in templates_folder().rglob("*.html") if "<style" in path.read_text()] == []


def test_another_version_of_the_engine_goes_its_own_ways():
    require_engine()  # which finds its libraries without a compiler, as an import alone does not
    import weasyprint

    assert weasyprint.VERSION == shortcuts.VERSION
    with shortcuts.left_out(require_engine()):
        own = weasyprint.css.StyleFor.__init__
        shortcuts.take("70.1")
        assert weasyprint.css.StyleFor.__init__ is own


def test_an_array_of_any_length_is_of_one_type():
    require_engine()
    from zcforms.fillers.engine.shortcuts.embedding import WHOLE_FFI, Arrays

    arrays = [Arrays().new(f"hb_codepoint_t[{n}]", list(range(n))) for n in (3, 4, 5)]
    assert [list(array) for array in arrays] == [[0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 3, 4]]
    assert len({WHOLE_FFI.typeof(array) for array in arrays}) == 1
    assert len(Arrays().new("hb_tag_t[100]")) == 100
