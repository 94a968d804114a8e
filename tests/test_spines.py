"""Strips for the spines of bound books, and where seals go over the edges of their sheets."""

import re
from importlib.resources import files
from types import SimpleNamespace

import pypdfium2
import pytest
from conftest import TODAY, build, person, seen_texts, squeezed
from pypdf import PdfReader
from test_dossier import item, pdf_bytes
from test_printing import listed

from zcforms import batch
from zcforms.batch import spines
from zcforms.batch.spines import spine_width
from zcforms.fillers import html
from zcforms.forms import fill_in, form_with_role, load_forms
from zcforms.ground.errors import UnreadableInput
from zcforms.pipeline import volume

A4 = (595, 842)


@pytest.mark.parametrize(("sheets", "weight", "width"), [(100, 70, 9.1), (100, 80, 10.4), (54, 70, 4.9)])
def test_a_spine_is_as_wide_as_its_sheets(sheets, weight, width):
    assert spine_width(sheets, weight) == width


def thick(pages):
    return {"佐证材料": [item("P", "合同")]}, pdf_bytes(*[A4] * pages)


def test_each_thick_book_has_a_strip_and_its_pages_say_where_seals_go(workshop, tmp_path):
    evidence, many = thick(96)
    people = {"a": person(姓名="甲某", **evidence), "b": person("33020019850615003", 姓名="乙某")}
    root = workshop(people, {"a/P.pdf": many}, 纸张克重="70", 骑缝章张数="40")
    receipt = build(root, tmp_path, {"dossier"})
    assert receipt["built"] == 2, receipt["findings"]
    runs, total = listed(tmp_path)
    (volume,) = (run for path, run in runs.items() if "甲某" in path)
    width = f"{spine_width(volume['sheets'], 70):.1f}"
    strips = PdfReader(tmp_path / "打印/书脊条.pdf")
    text = squeezed("".join(page.extract_text() for page in strips.pages))
    assert "甲某2021年度" in text and text.endswith(width) and "乙某" not in text
    assert [f["message"] for f in receipt["findings"] if f["code"] == "spine-thin"] == [
        "1册装订册太薄，没有书脊条"
    ]
    run = runs["打印/书脊条.pdf"]
    assert (run["pages"], run["sheets"], run["sets"], run["prints"]) == (1, 1, 0, 1)
    assert total["sheets"] == sum(run["sheets"] for run in runs.values())
    pages = seen_texts(tmp_path / volume["path"])
    body = [squeezed(text) for text in pages[-(volume["pages"] - 2) :]]
    seals = [re.search(r"骑缝章(\d)", text) for text in body]
    assert [int(seal[1]) for seal in seals] == [n // 40 + 1 for n in range(len(body))]


def test_a_name_too_long_for_a_strip_is_told_and_no_strip_is_printed_over_another_text(workshop, tmp_path):
    evidence, many = thick(120)
    long = person(姓名="Alexandra Katherina Müller-Schmidt", **evidence)
    receipt = build(workshop({"a": long}, {"a/P.pdf": many}, 纸张克重="70"), tmp_path, {"dossier"})
    (told,) = [f["message"] for f in receipt["findings"] if f["code"] == "text-overflows"]
    assert "姓名" in told
    assert not (tmp_path / "打印/书脊条.pdf").exists()


@pytest.mark.parametrize(("width", "pages"), [(6.5, [29, 1]), (5.0, [38, 2])])
def test_sheets_of_strips_are_full_and_each_strip_shows_its_number(width, pages):
    form, count = form_with_role(load_forms(), "spines"), sum(pages)
    plan = SimpleNamespace(volume_title="2021年度矿山评审材料")
    who = [SimpleNamespace(number=100 + n, applicant=SimpleNamespace(name="甲某")) for n in range(count)]
    book = SimpleNamespace(name="上册", sheets=width / 0.091)
    books = [(SimpleNamespace(person=one), book) for one in who]
    strips = [*spines._strips(SimpleNamespace(job=SimpleNamespace(plan=plan)), books, 70)]
    assert strips[28]["number"] == "1\n2\n8", "a spine of 5 mm has no room for three digits side by side"
    filled = html.fill(form, fill_in(form, {"strips": strips}))
    assert filled.findings == ()
    with pypdfium2.PdfDocument(filled.pdf) as made:
        texts = [page.get_textpage().get_text_range() for page in made]
    assert [text.count("材") for text in texts] == pages


def test_a_seal_goes_where_no_tab_of_its_sheets_is():
    rules = (files("zcforms") / "templates/folio/style.css").read_text("utf-8")
    tops = {name: int(top) for name, top in re.findall(r"\.(\w+\d+) {+ top: (\d+)mm; }", rules)}

    def overlap(at, tab):
        seam, top = tops[f"at{at}"], tops[f"step{tab}"]
        return top < seam + 42 and seam < top + 20

    kinds = [*["evidence"] * 5, "divider"] * 12
    pages = [SimpleNamespace(number=n, kind=kind, section=n // 6) for n, kind in enumerate(kinds)]
    seals = {page.number: page.number // 10 + 1 for page in pages}
    heights = volume._heights(pages, seals)
    assert len(heights) == len(pages)
    tabs = [(heights[page.number], page.section) for page in pages if page.kind == "divider"]
    assert not [one for one in tabs if overlap(*one)]
    for number in range(1, max(seals.values()) + 1):
        assert len({heights[n] for n, seal in seals.items() if seal == number}) == 1
    assert all(heights[n] != heights[n - 10] for n in range(10, len(pages)))


@pytest.mark.parametrize(
    ("key", "value"), [("纸张克重", "39"), ("纸张克重", "重"), ("骑缝章张数", "1"), ("骑缝章张数", "101")]
)
def test_what_is_no_weight_or_number_is_refused_with_its_place(workshop, key, value):
    with pytest.raises(UnreadableInput, match=key):
        batch.open_job(workshop(**{key: value}), TODAY)
