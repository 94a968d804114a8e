"""People written the other way are the same people; who would not be is named and not written."""

import random
import shutil
from decimal import Decimal
from typing import Literal, get_args, get_origin

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import PLAN, SAMPLES, build, examples, person
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from zcforms.batch.converting import _files, _unlike, convert
from zcforms.chinese.dates import PartialDate
from zcforms.cli import main
from zcforms.intake.folder import read_work
from zcforms.intake.new_book import people_workbook
from zcforms.intake.workbook import _read
from zcforms.intake.written import written
from zcforms.model import Applicant
from zcforms.model.application import EvidencePart
from zcforms.model.records import Code
from zcforms.plans import load_plan

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


@pytest.fixture(scope="module")
def pledges_of_samples(tmp_path_factory):
    """A copy of the samples, with the key of their codes, and the receipt of their pledges."""
    place = tmp_path_factory.mktemp("pledges")
    samples = shutil.copytree(SAMPLES, place / "samples")
    return samples, build(samples, place / "out", {"pledge"})


@pytest.mark.parametrize("kind", KINDS)
def test_the_samples_make_the_same_papers(pledges_of_samples, tmp_path, filled_before, kind):
    samples, one = pledges_of_samples
    work = shutil.copytree(samples, tmp_path / "work")
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
    assert f"要用它们：复制到{work}，原来写这些人的文件移走" in done.output
    again = CliRunner().invoke(main, ["convert", str(work), "--to", "yaml", "--out", str(tmp_path / "out")])
    assert again.exit_code == 6
    assert "已经有这个文件" in again.output


def filled(annotation, chance, words):
    """Something that may be written where a field wants this."""
    if annotation is EvidencePart:
        return {"file": chance.choice(["甲.pdf", "合同.jpg"]), "pages": "1-3、5", "name": "封面、目录"}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {
            name: filled(field.annotation, chance, words) for name, field in annotation.model_fields.items()
        }
    if annotation is str:
        return chance.choice(words)
    if annotation is PartialDate:
        return chance.choice(["2019", "2019.10", "2019.01", "2019.12.03"])
    plain = {bool: ["是", "否"], int: ["1990", "2019"], Decimal: ["0.5", "8", "3.50", "99.9"]}
    if annotation in plain:
        return chance.choice(plain[annotation])
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return chance.choice(args)
    if origin is list:
        # What a cell lists is parted by these marks: a code has none of them.
        one = ["E-1", "Ⅱ-2", "0003"] if args == (Code,) else words
        return [filled(args[0], chance, one) for _ in range(2)]
    return filled(args[0], chance, words)  # Annotated, or a type or None


# What no cell can hold as it stands; whoever has it is named and not written (above).
NO_CELL = {"_x000D_", "1e5"}


@examples(3)
@given(seed=st.integers(0, 10**6))
def test_every_field_comes_back_whatever_it_says(tmp_path_factory, seed):
    chance, folder = random.Random(seed), tmp_path_factory.mktemp("one")  # noqa: S311
    short = [text for text in ODD if len(text) <= 50]  # as a name may be
    everything = Applicant.model_validate(filled(Applicant, chance, short))
    assert everything.model_fields_set == set(Applicant.model_fields)
    for kind in ("yaml", "json"):
        made, lost = _files(kind, {"p": everything}, folder)
        assert (len(made), lost) == (1, {})
    words = [text for text in short if text not in NO_CELL and text.strip() == text and text[:2] != "|甲"]
    everything = Applicant.model_validate(filled(Applicant, chance, words))
    path = folder / "people.xlsx"
    path.write_bytes(people_workbook(load_plan(PLAN), {"p": everything}))
    assert _unlike(everything, _read(path, path.name).people["p"]) == ""


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_not_written_stays_unwritten(workshop, tmp_path, kind):
    """No hours of a category, and no word for evidence, that the person never wrote."""
    work = workshop({"a": person(继续教育=[{"年度": "2021", "合计": "96"}])})
    before = people_of(work)["a"]
    convert(work, kind, tmp_path / "out")
    shutil.rmtree(work / "applicants")
    shutil.copytree(tmp_path / "out", work, dirs_exist_ok=True)
    again = people_of(work)["a"]
    assert again.continuing_education[0].parts is None
    assert again.continuing_education == before.continuing_education
    if kind == "xlsx":
        book = openpyxl.load_workbook(work / "people.xlsx")
        assert [row for row in book["佐证材料"].iter_rows(min_row=2, values_only=True) if any(row)] == []
    else:
        assert "佐证材料" not in (work / "applicants" / f"a.{kind}").read_text()
