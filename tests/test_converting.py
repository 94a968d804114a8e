"""People written the other way are the same people; who would not be is named and not written."""

import random
import shutil

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import SAMPLES, build, person

from zcforms.batch.converting import convert
from zcforms.cli import main
from zcforms.intake.folder import read_work
from zcforms.intake.written import written

KINDS = ["yaml", "json", "xlsx"]
ODD = (
    *(
        "=1+1",
        "- 甲",
        "甲: 乙",
        "甲 #乙",
        "“甲”'乙'\"丙\"",
        "~",
        "null",
        "是",
        "1e5",
        "2019.10",
        "0123",
        "无",
    ),
    *(
        "甲\n乙",
        "甲\n\n  乙 \n丙",
        "甲\t乙",
        "_x000D_",
        "[甲]",
        "{甲}",
        "甲、乙；丙",
        "|甲",
        "*甲",
        "&甲",
        "𬭎䶮㛃",
    ),
    *("甲" * 3000, "  甲  ", "甲　乙", "%甲", "@甲", "!甲", "`甲`", "<甲>&", "甲,乙", "true", "2019-01-01"),
)
TEXTS = ("本人述职", "学术团体及社会兼职", "标准工资", "出生地")


def folder_of(tmp_path, out):
    """A folder of work with nothing but the settings and what was written."""
    work = tmp_path / "again"
    shutil.copytree(out, work)
    shutil.copy(tmp_path / "work" / "zcforms.yaml", work)
    return work


def people_of(work):
    return {one.key: one.applicant for one in read_work(work).people}


@pytest.fixture
def folder(workshop, tmp_path):
    """People with odd texts, lists that are empty or not told, and evidence in parts."""
    chance = random.Random(7)  # noqa: S311
    people = {}
    for n, text in enumerate(ODD):
        number = f"33020019850615{2 * n + 1:03}"
        told = {title: chance.choice((text, *ODD)) for title in TEXTS} | {TEXTS[n % len(TEXTS)]: text}
        lists = {"专利": "无", "获奖": []} if n % 2 else {}
        proof = {
            "编号": "P",
            "类别": "其他",
            "材料名称": text,
            "文件": [{"文件": "甲.pdf", "页": "1-3", "名称": "封面、目录"}],
        }
        people[f"p{n:02}"] = person(number, **told, **lists, 佐证材料=[proof])
    return workshop(people)


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_is_written_is_the_same_and_the_others_are_named(folder, tmp_path, kind):
    before = people_of(folder)
    assert all(before.values())
    done = convert(folder, kind, tmp_path / "out")
    after = people_of(folder_of(tmp_path, tmp_path / "out"))
    assert {key: before[key] for key in before if key not in done.left} == after
    assert done.people == len(after)
    assert done.left.keys() <= {key for key, one in before.items() if "_x000D_" in str(written(one))}
    assert kind == "xlsx" or not done.left


@pytest.mark.parametrize("kind", KINDS)
def test_the_samples_make_the_same_papers(tmp_path, filled_before, kind):
    samples, work = tmp_path / "samples", tmp_path / "work"
    shutil.copytree(SAMPLES, samples)
    one = build(samples, tmp_path / "one", {"pledge"})  # with the key of its codes, which both folders have
    shutil.copytree(samples, work)
    convert(samples, kind, tmp_path / "out")
    shutil.rmtree(work / "applicants")
    shutil.copytree(tmp_path / "out", work, dirs_exist_ok=True)
    assert people_of(work) == people_of(samples)
    two = build(work, tmp_path / "two", {"pledge"})
    hashes = [{d["path"]: d["sha256"] for d in receipt["documents"]} for receipt in (one, two)]
    assert hashes[0] == hashes[1] != {}


def test_a_cell_is_never_a_formula_and_never_a_number(folder, tmp_path):
    convert(folder, "xlsx", tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "people.xlsx")
    kinds = {
        cell.data_type for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row if cell.value
    }
    assert kinds == {"s"}


def test_who_cannot_be_read_is_named_and_the_command_says_so(workshop, tmp_path):
    work = workshop({"a": person(), "b": person("33020019850615003", 性别="女性")})
    done = CliRunner().invoke(main, ["convert", str(work), "--to", "yaml", "--out", str(tmp_path / "out")])
    assert (done.exit_code, done.output.count("没有写：b")) == (1, 1)
    again = CliRunner().invoke(main, ["convert", str(work), "--to", "yaml", "--out", str(tmp_path / "out")])
    assert again.exit_code == 6
    assert "已经有这个文件" in again.output
