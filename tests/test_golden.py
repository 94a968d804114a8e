"""Every form's pages are what they were when last looked at; and the comparer can tell."""

from dataclasses import replace
from pathlib import Path

import golden
import numpy as np
import pytest
from PIL import Image, ImageDraw

CASES = golden.cases()


@pytest.mark.parametrize("name", CASES)
def test_pages_are_as_kept(judge, printed, name, tmp_path):
    folder = golden.FOLDER / name
    assert folder.is_dir(), "no golden: run python tests/golden.py FORM, look, commit"
    form_id, _, which = name.partition("/")
    pdf = printed(form_id, "" if which == "blank" else f"{which}.yaml").pdf

    def look():
        found = golden.snapshot(pdf)
        differences = golden.differences(golden.load(name), found)
        if differences:
            for n, picture in enumerate(found.pictures, 1):
                picture.save(tmp_path / f"{n}.png")
        assert differences == [], f"actual pages in {tmp_path}; if right: python tests/golden.py {form_id}"

    judge(look, pdf, [Path(golden.__file__), *folder.iterdir()])


def test_there_are_no_goldens_of_pages_that_are_gone():
    kept = {
        path.parent.relative_to(golden.FOLDER).as_posix() for path in golden.FOLDER.rglob("geometry.json")
    }
    assert kept == set(CASES)


def test_one_forms_goldens_are_written_and_others_stay(tmp_path, monkeypatch):
    monkeypatch.setattr(golden, "FOLDER", tmp_path)
    (tmp_path / "pledge" / "gone").mkdir(parents=True)
    (tmp_path / "cover" / "blank").mkdir(parents=True)
    golden.main(["保证书"])
    written = {path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("geometry.json")}
    assert written == {name for name in CASES if name.startswith("pledge/")} != set()
    assert not (tmp_path / "pledge" / "gone").exists()
    assert (tmp_path / "cover" / "blank").is_dir()


@pytest.fixture
def page():
    return golden.load("pledge/sample")


def test_a_page_equals_itself(page):
    assert golden.differences(page, page) == []


@pytest.mark.parametrize(("shift", "told"), [(0.4, False), (0.6, True)])
def test_one_line_that_moved_is_told_beyond_half_a_point(page, shift, told):
    left, top, right, bottom, text = page.runs[0][3]
    runs = [[*page.runs[0][:3], (left, top + shift, right, bottom + shift, text), *page.runs[0][4:]]]
    found = golden.differences(page, replace(page, runs=runs))
    assert bool(found) is told
    assert all("geometry" in line and text in line for line in found)


def test_one_other_character_is_told(page):
    text = [[line.replace("身份证号码", "身份证号吗") for line in page.text[0]]]
    assert any("身份证号吗" in line for line in golden.differences(page, replace(page, text=text)))


def test_a_run_that_is_gone_is_told(page):
    assert golden.differences(page, replace(page, runs=[page.runs[0][:-1]])) != []


def test_a_thin_rule_rubbed_out_is_told(page):
    picture = page.pictures[0].copy()
    grey = np.asarray(picture, dtype=float).mean(axis=0)
    inner = grey[60:350]  # not the frame: the rule of half a point between label and value
    column = 60 + int(inner.argmin())
    ImageDraw.Draw(picture).line([(column, 0), (column, picture.height)], fill=255, width=2)
    assert any("image" in line for line in golden.differences(page, replace(page, pictures=[picture])))


def test_another_number_or_size_of_pages_is_told(page):
    assert golden.differences(page, replace(page, sizes=page.sizes * 2)) != []
    assert golden.differences(page, replace(page, sizes=[(595.3, 842.9)])) != []


def test_noise_of_anti_aliasing_is_not_told(page):
    noise = Image.effect_noise(page.pictures[0].size, 20)
    picture = Image.blend(page.pictures[0], noise, 0.1).point(lambda v: min(255, int(v * 1.05)))
    assert golden.differences(page, replace(page, pictures=[picture])) == []
