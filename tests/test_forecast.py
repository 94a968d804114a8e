"""What a build would make is told without writing anything, and how it goes on is told on the way."""

import json
import math
import os
import signal
import time

import pytest
import yaml
from click.testing import CliRunner
from conftest import PLAN, TODAY, build, person, settings, silent

from zcforms import batch
from zcforms.batch import crew
from zcforms.cli import main
from zcforms.fillers import html
from zcforms.forms import load_forms
from zcforms.pipeline.press import blank_values
from zcforms.plans import load_plan
from zcforms.terminal import progress
from zcforms.terminal.progress import shown_time

FORMS = {"pledge", "bag_cover"}


@pytest.fixture
def folder(workshop):
    """A folder of three people, one of them held back."""
    others = {"a": person(姓名="甲某"), "b": person("33020019850615003", 姓名="乙某")}
    return workshop({**others, "c": person("33020019850615005", 照片=None)})


def foresee(root, out, forms=frozenset(FORMS)):
    return batch.foresee(batch.open_job(root, TODAY), batch.Order(forms), out, silent)


def test_what_would_be_made_is_what_is_made(folder, tmp_path):
    out = tmp_path / "out"
    (folder / "signing.key").unlink()
    before = foresee(folder, out)
    assert (before.made, before.kept, before.held) == ({"a": ("第一次制作",), "b": ("第一次制作",)}, 0, 1)
    assert before.seconds is None
    assert not out.exists()
    assert not (folder / "signing.key").exists()
    receipt = build(folder, out, FORMS)
    sets = [d for d in receipt["documents"] if d["path"].startswith("打印/")]
    after = foresee(folder, out)
    assert (after.made, after.kept, after.held) == ({}, 2, 1)
    # One-sided forms: as many sheets as pages.
    assert after.sheets == before.sheets == sum(d["pages"] for d in sets) > 0
    assert (after.bound, after.seconds) == (0, 0)
    assert [f.to_dict() for f in after.findings] == [
        f for f in receipt["findings"] if f["code"] != "signing-key-new"
    ]


@pytest.mark.parametrize("people", [(), ("a",)])
@pytest.mark.parametrize("fixed", ["是", "否"])
def test_a_number_that_will_change_is_foreseen(workshop, tmp_path, fixed, people):
    others = {"a": person(姓名="甲某"), "b": person("33020019850615003", 姓名="乙某")}
    root, out = workshop(others), tmp_path / "out"
    build(root, out, FORMS)
    said = settings(花名册顺序=["b", "a"], 固定序号=fixed)
    (root / "zcforms.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    job, order = batch.open_job(root, TODAY, people), batch.Order(frozenset(FORMS))
    before = batch.foresee(job, order, out, silent)
    receipt = batch.build(job, order, out, silent).to_dict()
    assert before.made == {p["person"]: tuple(p["made"]) for p in receipt["people"] if p["made"]}
    assert [f.to_dict() for f in before.findings] == receipt["findings"]


def test_volumes_are_guessed_and_then_known(folder, tmp_path):
    job = batch.open_job(folder, TODAY, ["a"])
    order = batch.Order(frozenset({batch.DOSSIER}))
    before = batch.foresee(job, order, tmp_path / "out", silent)
    receipt = batch.build(job, order, tmp_path / "out", silent).to_dict()
    (volume,) = [d for d in receipt["documents"] if d["form"] == batch.DOSSIER]
    assert batch.foresee(job, order, tmp_path / "out", silent).bound == volume["pages"] == before.bound


def test_a_form_of_any_length_is_expected_to_be_as_long_as_it_is_blank(folder, tmp_path):
    form, plan = load_forms()["review_form"], load_plan(PLAN)
    pages, copies = html.fill(form, blank_values(form, plan), duplex=True).pages, plan.form(form.id).copies
    foreseen = foresee(folder, tmp_path / "out", frozenset({form.id}))
    assert foreseen.sheets == 2 * copies * math.ceil(pages / 2) > 2 * copies


def test_an_own_form_that_cannot_be_blank_is_expected_to_take_a_page(folder, tmp_path):
    own = folder / "forms" / "卡"
    own.mkdir(parents=True)
    said = {"title": "卡", "scope": "person", "fields": {"name": {"title": "姓名", "source": "person.name"}}}
    (own / "form.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    (own / "style.css").write_text("p { margin: 1mm }")
    body = "<p>{{ field('name') }}{{ 1 // text('name')|length }}</p>"
    (own / "template.html").write_text(f'{{% extends "page.html" %}}{{% block body %}}{body}{{% endblock %}}')
    assert foresee(folder, tmp_path / "out", frozenset({"卡"})).sheets == 2


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_command_tells_and_writes_nothing(folder, tmp_path):
    words = ("build", folder, "--form", "pledge", "--out", tmp_path / "out", "--dry-run")
    done = run(*words)
    assert done.exit_code == 1, "somebody is held back"
    assert "要做 b、a：第一次制作" in done.stdout or "要做 a、b：第一次制作" in done.stdout
    assert "要做2人，没有变的0人沿用上次做好的，暂缓1人" in done.stdout
    assert "填表时间：做过一遍才能估计" in done.stdout
    assert not (tmp_path / "out").exists()
    assert sorted(json.loads(run(*words, "--json").stdout)["made"]) == ["a", "b"]


def test_why_everybody_was_made_anew_is_told_where_nobody_asked_for_it(folder, tmp_path):
    words = ("build", folder, "--out", tmp_path / "out", "--form", "pledge")
    assert "新做" not in run(*words).stdout
    assert "没有变的2人沿用" in run(*words).stdout
    said = yaml.safe_load((folder / "zcforms.yaml").read_text("utf-8")) | {"填报日期": "2021-09-16"}
    (folder / "zcforms.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
    assert "：填报日期改变" in run(*words).stdout
    assert "新做" not in run(*words, "--force").stdout


def test_only_the_first_are_made_in_a_folder_of_their_own(folder, tmp_path):
    first = batch.open_job(folder, TODAY).people[0].key
    out = tmp_path / "out"
    done = run("build", folder, "--form", "pledge", "--out", out, "--limit", 1, "--json")
    receipt = json.loads(done.stdout)
    assert ([one["person"] for one in receipt["people"]], receipt["folder"]) == ([first], "补做")
    assert (
        json.loads(run("build", folder, "--form", "pledge", "--out", out, "--limit", 9, "--json").stdout)[
            "folder"
        ]
        == ""
    ), "that is everybody"


@pytest.mark.parametrize(
    ("people", "asked", "cores", "several"),
    [(3, 0, 4, 1), (16, 0, 4, 2), (80, 0, 4, 4), (3, 2, 4, 2), (3, 9, 4, 3), (80, 1, 4, 1), (0, 2, 4, 1)],
)
def test_as_many_processes_as_are_asked_for_or_worth_it(monkeypatch, people, asked, cores, several):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    assert crew.processes(people, asked) == several


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "1秒"), (59, "59秒"), (61, "1分钟"), (3000, "50分钟"), (5400, "1.5小时")],
)
def test_a_time_is_told_as_exactly_as_anybody_wants_it(seconds, said):
    assert shown_time(seconds) == said


@pytest.mark.parametrize(
    ("done", "seconds", "said"),
    [
        (0, 0, "填表 [························] 0/30"),
        (10, 200, "填表 [████████················] 10/30　每分钟3.0人　还要约7分钟"),
        (15, 5, "填表 [████████████············] 15/30　每秒3.0人　还要约5秒"),
        (30, 300, "填表 [████████████████████████] 30/30"),
    ],
)
def test_the_line_of_progress_tells_pace_and_time_left(done, seconds, said):
    line = progress._progress_line("填表", done, 30, seconds)
    assert line == f"\r{said}\x1b[K" + ("\n" if done == 30 else "")


def test_who_ends_the_program_waits_for_so_long_only(monkeypatch):
    monkeypatch.setattr(progress, "_DRAIN", 0.1)
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt), progress.progress():
        os.kill(os.getpid(), signal.SIGTERM)
        while time.monotonic() < begun + 10:
            time.sleep(0.01)  # somebody's papers that take too long
    assert time.monotonic() - begun < 5
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


def test_who_ends_the_program_is_heard_at_the_next_step(monkeypatch):
    monkeypatch.setattr(signal, "getsignal", lambda _: signal.SIG_DFL)  # we may run in nohup
    with pytest.raises(KeyboardInterrupt), progress.progress() as show:
        os.kill(os.getpid(), signal.SIGHUP)
        done = "what was begun is done"
        show("填表", 1, 2)
    assert done
