"""Names that no text can hold, or that act on a line: they are told, and stop nobody else."""

import json
import os

import pytest
from click.testing import CliRunner
from conftest import build, codes, person

from zcforms.cli import main

GBK = os.fsdecode("林".encode("gbk"))  # as an old program unpacks it
MANIFEST = "title: 联系卡\nscope: person\nfields:\n  name: {title: 姓名, source: person.name}\n"
PAGE = '{% extends "page.html" %}{% block body %}{{ field("name") }}{% endblock %}'


def said(*command):
    """The exit code and output of a command."""
    done = CliRunner().invoke(main, [str(word) for word in command])
    return done.exit_code, done.output


def own_form(root, name="卡"):
    folder = root / "forms" / name
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(MANIFEST)
    (folder / "template.html").write_text(PAGE)
    return folder


def test_a_record_whose_name_is_no_text_is_told_and_the_others_are_made(workshop, tmp_path):
    other = person("33020019850615003", 姓名="吴二水")
    root = workshop({"lin": person(), "wu": other})
    (root / "applicants" / "wu.yaml").rename(root / "applicants" / f"{GBK}.yaml")
    code, output = said("check", root)
    assert code == 1
    assert "文件名不是UTF-8编码的文字" in output
    assert "位置：applicants/\\xc1\\xd6.yaml" in output
    assert "把文件改名" in output
    receipt = build(root, tmp_path / "out", {"pledge"})
    assert codes(receipt) == ["unreadable-file"]
    assert {d["person"] for d in receipt["documents"] if d["form"] == "pledge"} >= {"lin"}


def test_a_form_whose_folder_is_no_text_is_told_and_stops_only_itself(workshop):
    root = workshop()
    own_form(root, GBK)
    code, output = said("check", root)
    assert code == 0
    assert "自备表格“\\xc1\\xd6”用不了，没有做：文件夹的名称不是UTF-8编码的文字" in output
    assert "给文件夹改名" in output


def test_a_file_of_a_form_may_be_named_anything(workshop, tmp_path):
    root = workshop()
    (own_form(root) / f"{GBK}.txt").write_text("x")
    code, output = said("forms", "blank", "卡", tmp_path / "a.pdf", "--work", root)
    assert (code, (tmp_path / "a.pdf").exists()) == (0, True), output


def test_an_export_whose_name_is_no_text_is_told(workshop):
    root = workshop()
    (root / "导出件").mkdir()
    (root / "导出件" / f"{GBK}.pdf").write_bytes(b"x")
    code, output = said("check", root)
    assert code == 0
    assert "位置：导出件/\\xc1\\xd6.pdf" in output


@pytest.mark.parametrize(
    ("key", "shown"),
    [("\u202elin", "〔U+202E〕lin"), ("a\x9b31m", "a〔U+009B〕31m"), ("\x1b[2J", "〔U+001B〕[2J")],
)
def test_what_acts_on_a_line_is_named_on_the_screen(workshop, key, shown):
    root = workshop({"lin": "不是: [记录"})
    (root / "applicants" / "lin.yaml").rename(root / "applicants" / f"{key}.yaml")
    code, output = said("check", root)
    assert code == 1
    assert key not in output
    assert f"位置：applicants/{shown}.yaml" in output
    code, output = said("check", root, "--json")
    assert key not in output
    assert {f["person"] for f in json.loads(output)["findings"]} == {key}
    code, output = said("check", root / key)
    assert (code, key in output, shown in output) == (3, False, True)
