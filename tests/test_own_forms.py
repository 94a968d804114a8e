"""Forms that a folder of work brings itself."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import TODAY, build, person, text_of

from zcforms import batch
from zcforms.cli import main
from zcforms.forms import load_forms
from zcforms.ground.errors import BrokenForm

MANIFEST = "title: 联系卡\nscope: person\nfields:\n  name: {title: 姓名, source: person.name}\n"
PAGE = '{% extends "page.html" %}{% block body %}<p>{{ field("name") }}</p>{% endblock %}'


@pytest.fixture
def own(workshop):
    root = workshop({"lin": person(), "wu": person("33020019850615003", 姓名="吴二水")})
    folder = root / "forms" / "联系卡"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(MANIFEST)
    (folder / "template.html").write_text(PAGE)
    return root


def test_a_form_of_the_folder_is_made_for_everybody(own, tmp_path):
    receipt = build(own, tmp_path / "out")
    made = [d for d in receipt["documents"] if d["form"] == "联系卡"]
    assert {d["person"] for d in made} == {"lin", "wu", ""}  # each, and the print set
    only = build(own, tmp_path / "only", {"联系卡"})
    assert {d["form"] for d in only["documents"]} == {"联系卡"}


def test_a_form_of_the_folder_stays_in_its_folder(own, workshop, tmp_path):
    other = workshop(name="other")
    assert batch.open_job(own, TODAY).plan.form("联系卡").copies == 1
    assert batch.open_job(other, TODAY).plan.form("联系卡") is None
    assert "联系卡" not in load_forms()


def test_an_own_form_cannot_take_the_place_of_one_of_ours(own):
    (own / "forms" / "联系卡").rename(own / "forms" / "pledge")
    with pytest.raises(BrokenForm, match="真实性保证书"):
        batch.open_job(own, TODAY)


def test_a_relative_folder_with_a_form_of_its_own_is_made(own, tmp_path, monkeypatch):
    monkeypatch.chdir(own.parent)
    receipt = build(Path(own.name), tmp_path / "out", {"联系卡"})
    assert (receipt["built"], receipt["failed"]) == (2, 0)


@pytest.mark.parametrize("edited", ["template.html", "style.css", "extra.html"])
def test_an_edit_between_two_builds_is_seen(own, tmp_path, edited):
    folder = own / "forms" / "联系卡"
    files = {
        "template.html": PAGE.replace("<p>", '{% include "extra.html" %}<p>原样'),
        "extra.html": "<p>附加</p>",
        "style.css": "p { font-size: 12pt }",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    seen = []
    for words in ({}, {"template.html": "原样|改样", "extra.html": "附加|另加", "style.css": "12pt|30pt"}):
        if words:
            before, after = words[edited].split("|")
            file = folder / edited
            was = file.stat()
            file.write_text(files[edited].replace(before, after))
            os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))  # an edit within one tick of the clock
        out = tmp_path / str(len(seen))
        build(own, out, {"联系卡"})
        seen.append(next(out.glob("个人/01_*/*.pdf")).read_bytes())
    assert seen[0] != seen[1]
    if edited != "style.css":
        assert words[edited].split("|")[1] in text_of(seen[1])


def test_a_form_of_the_folder_is_shown_and_printed_blank(own, tmp_path):
    def run(*arguments):
        done = CliRunner().invoke(main, [str(a) for a in arguments])
        assert done.exit_code == 0, done.output
        return done.output

    assert "姓名  ← person.name" in run("forms", "show", "联系卡", "--work", own)
    assert "1页" in run("forms", "blank", "联系卡", tmp_path / "a.pdf", "--work", own)
    (own / "forms" / "联系卡" / "sample.yaml").write_text("fields: {name: 张三}\n")
    assert "2张图" in run("forms", "gallery", tmp_path / "g", "--form", "联系卡", "--work", own)
