"""Every value of every form stands in its own cell, however long it is; or the form is refused."""

import re
import shutil
from collections import defaultdict
from dataclasses import replace
from typing import Any

import pytest
from inspection import LOOKING, coloured, enlarged, faults, faults_of, shown
from verdicts import styles_of

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.fillers.html import laying, tree
from zcforms.forms import Row, left_blank, load_form, load_forms, templates_folder

FORMS = load_forms()
SAMPLES = [
    (form_id, path.name)
    for form_id, form in FORMS.items()
    for path in sorted(form.folder.glob("sample*.yaml"))
]


WITH_TABLES = [case for case in SAMPLES if sample_values(FORMS[case[0]], case[1]).tables]


def is_sound(judge, form, values):
    """Nothing is wrong with the pages of a form."""

    def look():
        assert faults(form, values) == []

    judge(look, shown(form, values), [*LOOKING, *styles_of(form)])


@pytest.mark.parametrize(("form_id", "sample"), SAMPLES)
def test_ink_stays_in_its_cell(judge, form_id, sample):
    form = FORMS[form_id]
    is_sound(judge, form, sample_values(form, sample))


@pytest.mark.parametrize(
    ("form_id", "sample", "texts", "rows"),
    [*((*case, 3, 1) for case in SAMPLES), *((*case, 1, 2) for case in WITH_TABLES)],
)
def test_ink_stays_in_its_cell_when_there_is_more_of_it(judge, form_id, sample, texts, rows):
    form = FORMS[form_id]
    values = sample_values(form, sample)
    columns = [spec for table in form.tables.values() for spec in table.columns.values()]
    fixed = form.pages or any(spec.overflow == "error" for spec in columns)
    most = enlarged(form, values, texts, rows)
    tried = [most, *([enlarged(form, values, 2, rows)] if fixed and texts > 2 else [])]

    def look():
        found = faults(form, most)
        assert found is not None or fixed, "only a form of fixed pages, or rows, may be refused"
        if found is None:
            found = faults(form, tried[-1])
        assert found in (None, [])

    judge(look, [shown(form, each) for each in tried], [*LOOKING, *styles_of(form)])


# Requirements G1, G4: names of 25 characters with dots, foreign names, units of 40 characters.
LONG = {
    "person.name": "阿卜杜热依木·买买提艾力江·玉素甫·阿卜杜拉·艾合",
    "unit.name": "国网浙江省电力有限公司杭州市富阳区供电公司某某矿山工程爆破器材检测技术服务分公司",
    "姓名": "Wolfeschlegelsteinhausen-Bergerdorff·阿卜杜拉",
    "工作单位": "某某市某某区矿产资源与工程爆破安全技术检测研究中心（民用爆炸物品检验站）第二检测室",
}

# The others show none of these, and are looked at above as they are.
NAMING = [
    case
    for case, form in ((case, FORMS[case[0]]) for case in SAMPLES)
    if LONG.keys() & {spec.source for spec in form.fields.values()}
    or LONG.keys() & {spec.title for table in form.tables.values() for spec in table.columns.values()}
]


@pytest.mark.parametrize(("form_id", "sample"), NAMING)
def test_long_names_of_people_and_units_are_neither_cut_nor_refused(judge, form_id, sample):
    form = FORMS[form_id]
    values = sample_values(form, sample)
    fields = {
        name: LONG.get(form.fields[name].source or "", text) if text else text
        for name, text in values.fields.items()
    }
    tables = {
        name: [
            Row(
                {c: LONG.get(form.tables[name].columns[c].title, t) if t else t for c, t in row.cells.items()}
            )
            for row in rows
        ]
        for name, rows in values.tables.items()
        if not form.pages
    }
    is_sound(judge, form, replace(values, fields=fields, tables={**values.tables, **tables}))


@pytest.fixture(scope="module", params=[name for name, form in FORMS.items() if form.scope != "binding"])
def blank_print(request):
    """A form for writing by hand: its values and its pages, laid out once for all that looks at them."""
    form = FORMS[request.param]
    return form, left_blank(form), *coloured(form, left_blank(form))


def test_nothing_lies_on_anything_in_a_blank_print(blank_print):
    form, blank, document, pdf = blank_print
    assert html.overflows(form, blank) == ()
    assert faults_of(form, blank, document, pdf) == []


def test_what_is_painted_to_be_looked_at_is_on_nobodys_paper():
    form, values = FORMS["bag_cover"], sample_values(FORMS["bag_cover"])
    before = html.fill(form, values).pdf
    coloured(form, values)
    assert html.fill(form, values).pdf == before


WIDE = "td .value { white-space: nowrap; letter-spacing: 12pt }"
LOW = "td .value { display: block; height: 2mm; overflow: hidden }"
WIDER = "td .value { letter-spacing: 20pt }"


@pytest.mark.parametrize(
    ("name", "css", "said"),
    [
        ("pledge", WIDE, ["outside its cell", "pixels", "in the right margin"]),
        ("pledge", LOW, ["outside its cell"]),
        ("pledge", WIDER, ["grew with its value: unit"]),
        ("pledge", ".text { margin-top: -12mm }", ["on each other"]),
        ("pledge", "td .value { position: relative; top: -6mm }", ["pixels"]),
        ("pledge", ".signature { margin-left: -20mm }", ["in the left margin"]),
        ("post_commitment", WIDE, ["outside its cell", "pixels", "in the right margin"]),
        ("post_commitment", WIDER, ["grew with its value: "]),
        ("post_commitment", "p { margin-top: -12mm }", ["on each other"]),
        ("post_commitment", "p { margin-left: -25mm }", ["in the left margin"]),
    ],
)
def test_the_inspection_sees_what_is_cut_or_overlaps(tmp_path, monkeypatch, name, css, said):
    monkeypatch.setattr(laying, "is_ours", lambda _: name != "pledge")  # which WeasyPrint sets then
    folder = tmp_path / name
    shutil.copytree(templates_folder() / name, folder)
    with (folder / "style.css").open("a") as sheet:
        sheet.write(css)
    form = load_form(folder).model_copy(update={"pages": None})  # or some would be refused as too long
    values = sample_values(form)
    document, pdf = coloured(form, values)
    assert isinstance(document, laying.Typeset) is (name != "pledge")
    found = faults_of(form, values, document, pdf)
    assert [words for words in said if not any(words in fault for fault in found)] == []


def test_a_blank_print_leaves_room_for_the_hand(blank_print):
    # Requirements F3: rows of at least 9 mm, dates as 年　　月　　日.
    form, blank, document, _ = blank_print
    assert [box.field for box in html.compiled(form, blank) if box.outer.height < 9] == []
    markup = html.compose(form, blank)
    printed: defaultdict[Any, str] = defaultdict(str)
    for page in document.pages:
        for piece in tree.pieces(page):
            if piece.room and piece.room.cell and piece.room.box.element_tag == "td":
                printed[piece.room.box] += piece.text
    # A cell is for the hand if nothing is printed in it but the 年 or 人 of what is to be written.
    for_the_hand = [tree.outside(box) for box, text in printed.items() if set(text) <= set("年月日人\u3000")]
    assert [cell for cell in for_the_hand if cell.height < 9] == []
    assert not form.pages or len(document.pages) == form.pages
    for between in re.findall(r"年([^、日\n]*?)月[^、日\n]*?日", markup):
        assert "\u3000\u3000" in between or 'class="gap"' in between, between
