"""Two ways of laying out a form: which one it goes, whole, and that the boxes of values are the same.

What fillers read of the pages is held against each other in tests/test_typesetting_whole.py.
"""

from __future__ import annotations

import io
import re
import runpy
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import golden
import pikepdf
import pytest
import typeset_compare as compare
from conftest import Fill
from PIL import Image
from verdicts import ENGINE, Judge, styles_of

from zcforms.batch import causes
from zcforms.fillers import engine, html
from zcforms.fillers.engine import loading
from zcforms.fillers.html import by_weasyprint, laying
from zcforms.forms import Form, left_blank
from zcforms.forms.library import load_form
from zcforms.paper.typesetting import Unsupported
from zcforms.terminal import doctor

compiling = sys.modules["zcforms.fillers.html.compiled"]  # (whose name in html is the function's)
ROOT = Path(__file__).parents[1]
CASES = golden.cases()


@pytest.mark.parametrize("name", sorted({form.id for form, _ in CASES.values()}))
def test_the_boxes_of_values_are_the_same_either_way(
    judge: Judge, compiled_once: Callable[..., Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = compiled_once.__wrapped__  # which keeps nothing: else theirs would be ours
    form = next(form for form, _ in CASES.values() if form.id == name)
    empty = left_blank(form)
    asked: list[str] = []  # a template that shows a field for another is laid out for each

    def lay_out(text: str, *rest: Any) -> Any:
        asked.append(text)
        return laying.lay_out(text, *rest)

    def boxes() -> list[tuple[Any, ...]]:
        return [*map(facts, measure(form, empty.title, "{}", True, False))]

    monkeypatch.setattr(compiling, "lay_out", lay_out)
    ours = boxes()

    def against_weasyprint() -> None:
        monkeypatch.setattr(compiling, "lay_out", by_weasyprint.lay_out)
        for one, other in zip(ours, boxes(), strict=True):
            assert compare.alike(one, other), (one, other)

    judge(against_weasyprint, (asked, ours), [*ENGINE, *styles_of(form), Path(compare.__file__)])


def facts(box: html.ValueBox) -> tuple[Any, ...]:
    return (
        *(box.field, box.row, box.page, compare.numbers(box.inner), compare.numbers(box.outer)),
        *(box.family, box.size, box.leading, box.align, box.grows, box.alone),
    )


# What goes WeasyPrint's way, of what is in the goldens.
FALLING_BACK = {"folio/sample_seams"}  # a frame that is dashed on three of its sides


@pytest.mark.parametrize("name", CASES)
def test_a_form_goes_the_way_that_is_known(filled_once: Fill, name: str) -> None:
    form, values = CASES[name]
    assert filled_once(form, values).way == ("weasyprint" if name in FALLING_BACK else "own")


def test_the_doctor_says_which_forms_go_which_way(monkeypatch: pytest.MonkeyPatch) -> None:
    forms = {form.id: form for form, _ in CASES.values()}
    others = [forms[name].title for name in ("cover", "pledge")]
    typeset = laying._typeset

    def refuse(text: str, form: Form, *rest: Any) -> laying.Typeset:
        if form.title in others:
            raise Unsupported("for a test")
        return typeset(text, form, *rest)

    monkeypatch.setattr(laying, "_typeset", refuse)
    said = doctor._typesetting().detail
    counts, _, named = said.partition("，其余由WeasyPrint排：")
    assert counts == f"{len(forms)}种HTML表格中，{len(forms) - len(others)}种由zcforms自己排版"
    assert sorted(named.split("、")) == sorted(others)


@pytest.mark.usefixtures("by_weasyprint")
def test_everything_can_go_weasyprints_way() -> None:
    form, values = CASES["cover/sample"]
    assert html.fill(form, values).way == "weasyprint"


# What one rule more in a form's style sheet has, that the typesetter does not know: when the sheet is read,
# when boxes are made, when they are laid out, when the page is written.
ODD = {
    "a property": "h1 { float: right }",
    "a selector": "h1:nth-child(1) { color: #ff0000 }",
    "a value of an element": "body { text-decoration: underline }",
    "a layout": "body { min-height: 5% }",
    "a colour": "body { color: rgba(255, 0, 0, 0.5) }",
}


@pytest.mark.parametrize("css", ODD.values(), ids=ODD)
def test_a_document_with_something_unknown_is_set_by_weasyprint_as_a_whole(
    css: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, values = CASES["cover/sample"]
    monkeypatch.setattr(laying, "is_ours", lambda _: True)
    folder = tmp_path / "cover"
    shutil.copytree(plain.folder, folder)
    text = html.compose(plain, values)
    known = load_form(folder)
    assert laying.to_pdf(laying.lay_out(text, known, {}, False), known, b"0" * 16, str)[1] == "own"
    with (folder / "style.css").open("a", encoding="utf-8") as file:
        file.write(f"\n{css}\n")
    form = load_form(folder)
    found, way = laying.to_pdf(laying.lay_out(text, form, {}, False), form, b"0" * 16, lambda: text)
    assert way == "weasyprint"
    assert found == engine.to_pdf(engine.lay_out(text, form, {}, False), form, b"0" * 16)


def test_what_papers_depend_on_is_known_without_weasyprint_and_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> Any:
        raise OSError("no Pango here")

    here, program = engine.pango_version(), causes.program_digest()
    assert re.fullmatch(r"1\.\d+\.\d+", here)
    monkeypatch.setattr(loading, "loaded", missing)
    monkeypatch.setattr(loading.ctypes, "CDLL", missing)
    engine.pango_version.cache_clear()
    try:
        assert engine.pango_version() == ""
        assert causes.data_digest(causes.program_parts.__wrapped__()) != program
    finally:
        engine.pango_version.cache_clear()


def test_a_form_of_the_users_own_goes_weasyprints_way(tmp_path: Path) -> None:
    form, values = CASES["cover/sample"]
    shutil.copytree(form.folder, tmp_path / "cover")
    own = load_form(tmp_path / "cover")
    text = html.compose(form, values)
    assert laying.to_pdf(laying.lay_out(text, own, {}, False), own, b"0" * 16, str)[1] == "weasyprint"


def test_a_picture_that_is_not_painted_as_it_is_stored_goes_weasyprints_way() -> None:
    form, values = CASES["pledge/sample"]
    assert form.fields["signature"].format == "image"
    ways = {}
    for mode in ("RGB", "RGBA"):
        file = io.BytesIO()
        Image.new(mode, (60, 80)).save(file, "PNG")
        ways[mode] = html.fill(form, replace(values, images={"signature": file.getvalue()})).way
    assert ways == {"RGB": "own", "RGBA": "weasyprint"}


def test_the_same_values_give_the_same_bytes() -> None:
    form, values = CASES["contents/sample"]
    assert html.fill(form, values).pdf == html.fill(form, values).pdf


def test_what_is_kept_of_one_person_is_not_in_the_next_ones_paper() -> None:
    form, values = CASES["materials_list/sample"]
    tables = {table: rows[1:] or rows * 2 for table, rows in values.tables.items()}
    other = replace(values, tables=tables)
    alone = []
    for one in (values, other):
        laying._cascade.cache_clear()
        alone.append(html.fill(form, one))
    assert [html.fill(form, one) for one in (values, other, values)] == [*alone, alone[0]]


def test_the_file_says_whose_it_is_and_where_its_links_and_bookmarks_lead(
    request: pytest.FixtureRequest,
) -> None:
    form, values = CASES["contents/sample"]
    ours = html.fill(form, values)
    request.getfixturevalue("by_weasyprint")
    theirs = html.fill(form, values)
    assert (ours.way, theirs.way) == ("own", "weasyprint")
    assert facts_of_file(ours.pdf) == facts_of_file(theirs.pdf)


def facts_of_file(pdf: bytes) -> tuple[Any, ...]:
    """Title, language and size of pages; links with their places; bookmarks."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        links = [
            [
                (min(a, c), min(b, d), max(a, c), max(b, d), str(link.A.URI))
                for link in page.obj.get("/Annots", [])
                for a, b, c, d in [[round(float(edge), 1) for edge in link.Rect]]
            ]
            for page in document.pages
        ]
        sizes = [[round(float(edge), 2) for edge in page.mediabox] for page in document.pages]
        catalog = document.Root
        said = str(document.docinfo["/Title"]), str(catalog.Lang)
        return said, sizes, [compare.outer(found) for found in links], compare.outline(pdf)


def test_the_table_of_line_breaks_is_what_pango_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "script"))
    made = runpy.run_path(str(ROOT / "script" / "build_breaks.py"))
    assert made["TARGET"].read_text("utf-8") == made["written"](), "run script/build_breaks.py"
