"""The log that --debug writes: steps and places, no values, no names."""

import errno
import json
import re
import stat
import tempfile
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner
from conftest import citizen, person
from test_dossier import item, pdf_bytes
from test_failing import is_second_page, spoil

from zcforms import batch
from zcforms.cli import main
from zcforms.paper import assembly

KEY, NAME, ID, PHONE = "zhou-mi", "周密林", citizen("33020019850615007"), "13911112222"
UNIT, FILE, CARD = "虚构矿业有限公司", "周密林的合同.pdf", "周密林卡"
CANARIES = (KEY, NAME, ID, PHONE, UNIT, FILE, FILE.removesuffix(".pdf"), CARD, ID[6:14])
SECRET = " ".join(CANARIES)
HERE = (tempfile.gettempdir(), str(Path.home()))  # no path of the machine


@pytest.fixture
def folder(workshop):
    """A plain person, one whose data are canaries, and an own form with such a name."""
    proof = {**item("P", "合同"), "文件": [{"文件": FILE}]}
    canary = person(姓名=NAME, 证件={"证件号码": ID}, 联系电话=PHONE, 佐证材料=[proof, item("Q", "图纸")])
    files = {f"{KEY}/{FILE}": pdf_bytes((595, 842), (595, 842)), f"{KEY}/Q.pdf": pdf_bytes((595, 842))}
    root = workshop({"lin": person(), KEY: canary}, files)
    own = root / "forms" / CARD
    own.mkdir(parents=True)
    (own / "form.yaml").write_text(
        f"title: {CARD}\nscope: person\nfields: {{n: {{title: 姓名, source: person.name}}}}"
    )
    (own / "template.html").write_text(
        '{% extends "page.html" %}{% block body %}{{ field("n") }}{% endblock %}'
    )
    return root


def run(*arguments):
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return done.exit_code, done.output


def steps_of(log):
    """What the lines say, without times and without how deep they stand."""
    return [re.sub(r"^ *\d+\.\d{3}  +|\d\.\d{3}秒$", "", line) for line in log.read_text().splitlines()]


def test_the_log_of_a_failing_batch_tells_steps_and_places_and_no_values(folder, monkeypatch, tmp_path):
    log = tmp_path / "记录.txt"
    log.write_text("zcforms运行记录：旧的")
    log.chmod(0o644)
    spoil(monkeypatch, assembly, "_place", pikepdf.PdfError(SECRET), is_second_page)
    forms = [word for form in ("pledge", CARD, "dossier") for word in ("--form", form)]
    code, _ = run("build", folder, *forms, "--debug", log)
    text = log.read_text()
    assert [canary for canary in (*CANARIES, *HERE) if canary in text] == []
    assert (code, stat.S_IMODE(log.stat().st_mode)) == (7, 0o600)
    said = steps_of(log)
    assert said[0] == "zcforms运行记录　build　zcforms 0.1.0"
    assert said[-1] == "退出码 7"
    assert {
        "打开",
        "打开　完成 ",
        "打开佐证 文件1（pdf）",
        "打开佐证 文件2（pdf）",
        "检查 第2人",
        "填写 pledge",
        "填写 自备表格1",
        "装订佐证 文件1（pdf）",
        "装订佐证 文件1（pdf） 第2页　出错",
        "制作 第2人　出错",
    } <= set(said)
    assert "装订佐证 文件1（pdf） 第1页" not in said, "a page is told only where it fails"
    assert "旧的" not in text
    at = said.index("装订佐证 文件1（pdf） 第2页　出错")
    assert said[at + 1].endswith(".PdfError")
    assert said[at + 2].strip().startswith("zcforms/paper/assembly.py:")


def test_the_log_of_a_fault_that_ends_the_run_tells_where_it_came_from(folder, monkeypatch, tmp_path):
    cause = ValueError(SECRET)

    def fail(*_):
        raise KeyError(SECRET) from cause

    monkeypatch.setattr(batch, "check_job", fail)
    log = tmp_path / "记录.txt"
    code, _ = run("--debug", log, "check", folder)
    assert code == 70
    told = [line.strip() for line in log.read_text().splitlines()]
    assert "builtins.KeyError" in told
    assert told[-1] == "builtins.ValueError"
    assert any(re.fullmatch(r"zcforms/cli\.py:\d+ check", line) for line in told)
    assert [canary for canary in (*CANARIES, *HERE) if canary in log.read_text()] == []


def test_every_line_is_in_the_file_before_the_next_step(folder, monkeypatch, tmp_path):
    log, seen = tmp_path / "记录.txt", []
    monkeypatch.setattr(batch, "check_job", lambda *_: seen.append(steps_of(log)) or ([], []))
    assert run("check", folder, f"--debug={log}")[0] == 0
    assert seen[0][-2:] == ["读表格", "读表格　完成 "]


def test_a_log_is_written_where_the_disk_knows_no_modes(tmp_path, monkeypatch):
    def refused(*_):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)
    log = tmp_path / "记录.txt"
    assert [run("plans", "list", "--debug", log)[0] for _ in range(2)] == [0, 0]
    assert log.read_text().startswith("zcforms运行记录")


@pytest.mark.parametrize("arguments", [("check",), ("forms", "list", "--work"), ("dossier",)])
def test_a_log_never_overwrites_a_file_of_another_kind(folder, arguments):
    settings = folder / "zcforms.yaml"
    before = settings.read_bytes()
    code, said = run(*arguments, folder, "--debug", settings)
    assert (code, f"{settings}已经存在，而且不是运行记录" in said) == (2, True)
    assert settings.read_bytes() == before
    assert run(*arguments, folder, "--debug", folder)[0] == 2
    assert run(*arguments, folder, "--debug", folder / "没有" / "记录.txt")[0] == 6


def test_debug_wants_a_file_and_changes_no_result(folder, tmp_path):
    code, said = run("check", folder, "--debug")
    assert (code, "--debug后面要写文件名" in said) == (2, True)
    plain = CliRunner().invoke(main, ["check", str(folder), "--json"]).stdout
    logged = CliRunner().invoke(main, ["check", str(folder), "--json", "--debug", str(tmp_path / "a")]).stdout
    assert json.loads(plain) == json.loads(logged)
    assert run("stamp", "a.pdf", "b.pdf", "--text", "x", "--", "--debug")[0] == 2
