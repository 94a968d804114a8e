"""Forms that a folder of work brings itself."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner
from conftest import TODAY, build, person, photo_bytes, silent, text_of
from PIL import Image

import zcforms
from zcforms import batch
from zcforms.cli import main
from zcforms.fillers import html
from zcforms.forms import left_blank, load_form, load_forms
from zcforms.ground.errors import BrokenForm, BrokenPlan, UnreadableInput

SHIPPED = Path(zcforms.__file__).parent / "plans" / "circulars"
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
    came = {source["path"] for source in receipt["sources"]}
    assert {"forms/联系卡/form.yaml", "forms/联系卡/template.html"} <= came
    only = build(own, tmp_path / "only", {"联系卡"})
    assert {d["form"] for d in only["documents"]} == {"联系卡", "print_plan"}


@pytest.mark.parametrize("way", ["ours", "by_weasyprint"])
def test_a_form_of_the_folder_draws_on_the_sheets_of_all_forms(own, tmp_path, request, way):
    """As a copy of a shipped form does."""
    if way != "ours":
        request.getfixturevalue(way)
    style = own / "forms" / "联系卡" / "style.css"
    style.write_text('@import "../_shared/letter.css"; p { font-size: 18pt }')
    receipt = build(own, tmp_path / "out", {"联系卡"})
    assert (receipt["built"], receipt["failed"]) == (2, 0)
    style.write_text('@import "../_shared/../letter.css";')
    with pytest.raises(BrokenForm):
        build(own, tmp_path / "out", {"联系卡"})


def test_what_a_program_leaves_beside_a_template_is_no_part_of_the_form(own, tmp_path):
    """Whoever has the template open has nobody made again, and a Mac's shadow of it is no template."""
    folder = own / "forms" / "联系卡"
    first = build(own, tmp_path / "out", {"联系卡"})
    for name in (".~lock.template.html#", "~$template.docx", "._template.html", "Thumbs.db"):
        (folder / name).write_bytes(b"\xff")
    again = build(own, tmp_path / "out", {"联系卡"})
    assert [one["made"] for one in again["people"]] == [[], []]
    assert (again["documents"], again["sources"]) == (first["documents"], first["sources"])
    (folder / ".hidden.html").write_text("x")
    (folder / "template.html").write_text(PAGE.replace("<p>", '{% include ".hidden.html" %}<p>'))
    with pytest.raises(BrokenForm, match="隐藏文件"):
        build(own, tmp_path / "out", {"联系卡"})


def test_a_folder_that_is_moved_gives_the_same_paper(own, tmp_path):
    """Pictures of the template and of its sheet are not called by where the folder is."""
    folder = own / "forms" / "联系卡"
    for name, colour in (("标志.png", "red"), ("底.png", "blue")):
        Image.new("RGB", (8, 8), colour).save(folder / name)
    (folder / "style.css").write_text('p { background: url("底.png") }')
    (folder / "template.html").write_text(PAGE.replace("<p>", '<img src="标志.png" alt=""><p>'))
    made = []
    for root in (own, shutil.copytree(own, tmp_path / "另一处" / "work")):
        out = tmp_path / str(len(made))
        build(root, out, {"联系卡"})
        made.append({file.name: file.read_bytes() for file in (out / "个人").rglob("*.pdf")})
    assert len(made[0]) == 2
    assert made[0] == made[1]
    with pikepdf.open(next((tmp_path / "0").glob("个人/01_*/*.pdf"))) as paper:
        shown = paper.pages[0].Resources
        assert (len(shown.XObject), len(shown.Pattern)) == (1, 1)


def test_a_form_of_the_folder_stays_in_its_folder(own, workshop, tmp_path):
    other = workshop(name="other")
    assert batch.open_job(own, TODAY).plan.form("联系卡").copies == 1
    assert batch.open_job(other, TODAY).plan.form("联系卡") is None
    assert "联系卡" not in load_forms()


def test_a_form_that_breaks_on_what_one_person_says_is_left_out_of_that_person(own, tmp_path):
    one = '{% if text("name") == "吴二水" %}{{ 1 // (text("name")|length - 3) }}{% endif %}'
    (own / "forms" / "联系卡" / "template.html").write_text(PAGE.replace("<p>", f"<p>{one}"))
    job = batch.open_job(own, TODAY)
    uses = [use for use in job.plan.forms if use.id in ("pledge", "联系卡")]
    job = replace(job, plan=job.plan.model_copy(update={"forms": uses, "binding": None}))
    receipt = batch.build(job, batch.Order(), tmp_path / "out", silent)
    made = {(d["person"], d["form"]) for d in receipt.documents if d["person"]}
    assert made == {("lin", "pledge"), ("wu", "pledge"), ("lin", "联系卡")}
    (told,) = [f for f in receipt.findings if f.code == "form-broken"]
    assert (told.person, told.severity, "联系卡" in told.message) == ("wu", "warning", True)
    with pytest.raises(BrokenForm):
        build(own, tmp_path / "asked", {"联系卡"})


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


def run(*arguments):
    """A command: its exit code, and all that it said."""
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return done.exit_code, done.output


BREAKS = {
    "manifest": ("form.yaml", MANIFEST + "pagse: 1\n", "pagse: 不认识的键"),
    "source": ("form.yaml", MANIFEST.replace("person.name", "person.nam"), "person.nam"),
    "style": ("style.css", '@import "nosuch.css";', "模板引用的文件不存在：nosuch.css"),
    "template": ("template.html", PAGE.replace('"name"', '"nome"'), "nome"),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_form_of_the_folder_stops_only_who_asks_for_it(own, tmp_path, broken):
    file, text, said = BREAKS[broken]
    (own / "forms" / "联系卡" / file).write_text(text)
    for arguments in (["联系卡"], ["联系卡", "pledge"]):
        asked = [word for form in arguments for word in ("--form", form)]
        code, output = run("build", own, *asked, "--out", tmp_path / "out")
        assert (code, said in output) == (4, True), output
    assert not (tmp_path / "out").exists()
    receipt = build(own, tmp_path / "out", {"pledge"})
    assert (receipt["built"], receipt["failed"]) == (2, 0)
    (told,) = [f for f in receipt["findings"] if f["code"] == "form-broken"]
    assert (told["severity"], said in told["message"]) == ("warning", True)
    assert told["message"].startswith("自备表格“联系卡”用不了，没有做：")
    assert told["place"].startswith("联系卡/")
    assert {d["form"] for d in receipt["documents"]} == {"pledge", "print_plan"}


def test_a_form_whose_manifest_is_broken_is_known_by_its_title_too(own):
    folder = own / "forms" / "联系卡"
    folder.rename(own / "forms" / "card")
    (own / "forms" / "card" / "form.yaml").write_text(MANIFEST + "aliases: [名片]\npagse: 1\n")
    for asked in ("card", "联系卡", "名片"):
        code, output = run("forms", "show", asked, "--work", own)
        assert (code, "card/form.yaml" in output) == (4, True)
    assert run("check", own)[0] == 0
    assert run("forms", "show", "保证书", "--work", own)[0] == 0
    code, output = run("forms", "list", "--work", own)
    assert (code, "用不了的自备表格：card/form.yaml" in output) == (4, True)
    (own / "forms" / "card" / "form.yaml").write_text("title: [")
    assert run("forms", "show", "card", "--work", own)[0] == 4


def test_a_form_of_the_platform_that_nobody_knows_is_told_by_a_build(own, tmp_path):
    (own / "plans").mkdir()
    plan = (SHIPPED / "zj-kuangshan-baopo-senior-2021.yaml").read_text()
    plan = plan.replace("id: zj-kuangshan-baopo-senior-2021", "id: own-2021")
    (own / "plans" / "own-2021.yaml").write_text(plan.replace("id: review_form", "id: 评审表二"))
    settings = own / "zcforms.yaml"
    settings.write_text(settings.read_text().replace("zj-kuangshan-baopo-senior-2021", "own-2021"))
    assert CliRunner().invoke(main, ["check", str(own)]).exit_code == 0
    with pytest.raises(BrokenPlan, match="没有表格“评审表二”"):
        build(own, tmp_path / "out", {"pledge"})


def test_a_plan_may_name_a_form_of_the_folder_and_then_wants_it(own, tmp_path):
    folder, plans = own / "forms" / "联系卡", own / "plans"
    folder.rename(own / "forms" / "card")
    plans.mkdir()
    plan = (SHIPPED / "zj-kuangshan-baopo-senior-2021.yaml").read_text()
    plan = plan.replace("id: zj-kuangshan-baopo-senior-2021", "id: own-2021")
    entry = "  - {id: card, title: 联系卡, copies: 2, duplex: false, watermark: false, goes_to: unit}\n"
    head, _, rest = plan.partition("\nforms:\n")
    (plans / "own-2021.yaml").write_text(f"{head}\nforms:\n{entry}{rest}")
    settings = own / "zcforms.yaml"
    settings.write_text(settings.read_text().replace("zj-kuangshan-baopo-senior-2021", "own-2021"))
    receipt = build(own, tmp_path / "out", {"card"})
    assert {d["copies"] for d in receipt["documents"] if d["form"] == "card"} == {2}
    (own / "forms" / "card" / "template.html").write_text(PAGE.replace('"name"', '"nome"'))
    with pytest.raises(BrokenForm, match="nome"):
        build(own, tmp_path / "out", {"pledge"})
    (own / "forms" / "card" / "form.yaml").write_text("titel: x\n")
    with pytest.raises(BrokenForm) as raised:
        batch.open_job(own, TODAY)
    assert raised.value.where.startswith("card/form.yaml")


def test_a_photo_of_which_a_form_says_nothing_is_of_the_size_of_photos(tmp_path):
    (tmp_path / "form.yaml").write_text(
        "title: 卡\nscope: person\nfields: {photo: {title: 照片, source: photo, format: image}}\n"
    )
    page = "<table class='grid'><tr><td>{{ field('photo') }}</td></tr></table>"
    (tmp_path / "template.html").write_text(
        f'{{% extends "page.html" %}}{{% block body %}}{page}{{% endblock %}}'
    )
    form = load_form(tmp_path)
    values = replace(left_blank(form), images={"photo": photo_bytes(826, 1158)}, blank=False)
    with pypdfium2.PdfDocument(html.fill(form, values).pdf) as pdf:
        (drawn,) = pdf[0].get_objects([pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
        left, bottom, right, top = (side / 72 * 25.4 for side in drawn.get_bounds())
    assert (right - left, top - bottom) == pytest.approx((35, 49), abs=0.5)


@pytest.mark.parametrize(
    "arguments", [("show", "保证书"), ("blank", "保证书", "a.pdf"), ("gallery", "g"), ("list",)]
)
def test_a_folder_of_work_that_is_not_there_is_told(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    code, output = run("forms", *arguments, "--work", "没有")
    assert (code, output) == (3, "错误：没有: 没有这个文件夹\n  → 用 zcforms new 建一个\n")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UnreadableInput, match="没有这个文件夹"):
        zcforms.blank("保证书", tmp_path / "没有")


def test_a_form_of_the_folder_is_shown_and_printed_blank(own, tmp_path):
    def made(*arguments):
        code, output = run(*arguments)
        assert code == 0, output
        return output

    assert "姓名  ← person.name" in made("forms", "show", "联系卡", "--work", own)
    assert "1页" in made("forms", "blank", "联系卡", tmp_path / "a.pdf", "--work", own)
    (own / "forms" / "联系卡" / "sample.yaml").write_text("fields: {name: 张三}\n")
    assert "2张图" in made("forms", "gallery", tmp_path / "g", "--form", "联系卡", "--work", own)
