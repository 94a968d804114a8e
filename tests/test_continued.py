"""Where something goes on over the page, its title stands as high as that of any page."""

from dataclasses import replace

import pytest
from golden import snapshot

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.forms import load_forms

FORMS = load_forms()


def heights(pdf: bytes, title: str) -> list[float]:
    """Where the middle of a title is on the pages that bear it, in pt from the top."""
    pages = snapshot(pdf).runs
    return [
        (top + bottom) / 2
        for runs in pages
        for _, top, _, bottom, words in runs
        if words.replace(" ", "").startswith(title)
    ]


@pytest.mark.parametrize(
    ("form", "sample", "title"),
    [
        ("work_history", "sample.yaml", "技术工作经历"),
        ("materials_list", "sample.yaml", "材料清单"),
        ("correction_slip", "sample.yaml", "申报材料补正清单"),
        ("contents", "sample.yaml", "目　录"),
        ("roster", "sample.yaml", ""),
    ],
)
def test_a_table_that_goes_on_has_its_title_as_high_as_the_first(form, sample, title):
    values = sample_values(FORMS[form], sample)
    long = replace(values, tables={name: rows * 12 for name, rows in values.tables.items()})
    found = heights(html.fill(FORMS[form], long).pdf, title or values.title)
    assert len(found) > 1
    assert max(found) - min(found) < 2


def test_a_section_of_the_review_form_goes_on_as_high_as_one_that_begins_a_page():
    form = FORMS["review_form"]
    values = sample_values(form, "sample_platform.yaml")
    long = replace(values, tables={name: rows * 12 for name, rows in values.tables.items()})
    pdf = html.fill(form, long).pdf
    (first,) = heights(pdf, "基本情况")
    found = heights(pdf, "论文（续）") + heights(pdf, "专利（著作权）（续）")
    assert len(found) >= 2
    assert max(abs(height - first) for height in found) < 2


@pytest.mark.parametrize("form", ["exception_form", "post_commitment"])
def test_the_page_of_what_goes_on_has_its_title_as_high_as_the_form(form):
    values = sample_values(FORMS[form])
    text = "主持完成一项复杂环境下的爆破工程设计。" * 120
    field = "reasons" if form == "exception_form" else "goals"
    filled = html.fill(FORMS[form], replace(values, fields={**values.fields, field: text}))
    first, *others = heights(filled.pdf, values.title[:6])
    assert others
    assert max(abs(height - first) for height in others) < 4
