"""Forms that a folder of work brings itself."""

import pytest
from conftest import TODAY, build, person

from zcforms import batch
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
