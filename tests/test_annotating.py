"""check --annotate: every mistake is told at its cell, none is invented, what is mended loses its colour."""

import json
import re
import shutil
from collections import Counter
from types import SimpleNamespace

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import person, work_in
from planted import MISTAKES, key_of, mend, plant
from test_workbook import column_of, write_workbook

import zcforms
from zcforms.batch import annotating
from zcforms.cli import main
from zcforms.ground.findings import ANSWERS
from zcforms.ground.office_parts import COMPOUND
from zcforms.ground.room import Spoiled
from zcforms.intake.columns import PEOPLE

MARK = 'LEN("zcforms检查")>0'
RED, YELLOW, BLUE = "FFFFC7CE", "FFFFEB9C", "FFD9E1F2"
PEOPLE_AND_ONE = [None, *MISTAKES]  # the first of them has made none


def check(root, *options):
    """The result of check --annotate."""
    done = CliRunner().invoke(main, ["check", str(root), "--annotate", "--json", *options])
    assert done.exit_code in (0, 1), done.output
    return json.loads(done.stdout)


def copy_of(root):
    return root / "output" / "检查结果" / "people.xlsx"


def coloured(book):
    """The colour of every cell that a rule of ours colours, by its name as 人员!C7."""
    found = {}
    for page in book:
        for group in page.conditional_formatting:
            for rule in group.rules:
                if rule.formula == [MARK]:
                    for block in group.sqref.ranges:
                        for row, column in block.cells:
                            found[f"{page.title}!{page.cell(row, column).coordinate}"] = (
                                rule.dxf.fill.bgColor.rgb
                            )
    return found


def noted(book):
    """The notes of ours, by their cells."""
    return {
        f"{page.title}!{cell.coordinate}": cell.comment.text
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.comment and cell.comment.text.startswith("zcforms检查\n")
    }


def answers(page):
    """The column of results: its letter, and its texts by row."""
    (head,) = [cell for cell in page[1] if cell.value == ANSWERS]
    column = page[head.column_letter]
    return head.column_letter, {cell.row: cell.value for cell in column if cell.value and cell.row > 1}


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """The folder of planted mistakes, checked; where they are told, and what check said."""
    root = tmp_path_factory.mktemp("planted") / "work"
    told = plant(root, PEOPLE_AND_ONE)
    return root, told, check(root)


@pytest.fixture(scope="module")
def copied(planted):
    """What stands in the copy: the colours, the notes, and the columns of results by their sheets."""
    book = openpyxl.load_workbook(copy_of(planted[0]))
    columns = {page.title: answers(page) for page in book if ANSWERS in [cell.value for cell in page[1]]}
    return coloured(book), noted(book), columns


def of_key(cell):
    return re.search(r"!A\d+$", cell) is not None


def test_every_mistake_is_told_at_its_cell_and_none_is_invented(planted, copied):
    _, told, _ = planted
    assert len(MISTAKES) > 60
    colours, notes, found = copied
    columns = {f"{sheet}!{letter}" for sheet, (letter, _) in found.items()}
    cells = {cell for cell in colours if re.sub(r"\d+$", "", cell) not in columns}
    expected = {cell for one in told for cell in one}
    # (What is said of a row as a whole stands at its key: the sample has some reminders of this kind.)
    assert {cell for cell in cells if not of_key(cell)} == {cell for cell in expected if not of_key(cell)}
    assert {cell for cell in expected if of_key(cell)} <= cells
    assert notes.keys() == cells


def test_colour_note_and_column_say_what_check_says(planted, copied):
    root, _, result = planted
    findings = [f for f in result["findings"] if f["severity"] != "info"]
    colours, notes, columns = copied
    texts = {sheet: own for sheet, (_, own) in columns.items()}
    counted = Counter()
    for finding in findings:
        cell = finding["place"].removeprefix("people.xlsx[").removesuffix("]")
        sheet, row = re.fullmatch(r"(.*)![A-Z]+(\d+)", cell).groups()
        label = {"error": "错误", "warning": "提醒"}[finding["severity"]]
        assert f"{label}：{finding['message']}" in notes[cell]
        assert f"处理：{finding['hint']}" in notes[cell]
        assert f"{label}：{finding['message']} → {finding['hint']}" in texts[sheet][int(row)]
        assert colours[cell] == (RED if "错误：" in notes[cell] else YELLOW)
        counted[sheet, int(row)] += 1
    said = {
        (sheet, row): len(re.findall("(?:^|；)(?:错误|提醒)：", text))
        for sheet, own in texts.items()
        for row, text in own.items()
    }
    assert said == counted
    counts = {"told": len(findings), "elsewhere": 0, "files": []}
    assert result["annotated"] == {"path": str(copy_of(root)), **counts}


def test_fix_and_run_again_until_it_is_clean(planted, tmp_path):
    source, told, _ = planted
    root = shutil.copytree(source, tmp_path / "work")
    copy = copy_of(root)
    book = openpyxl.load_workbook(copy)
    people = dict(enumerate(PEOPLE_AND_ONE))
    mend(book, {n: mistake for n, mistake in people.items() if n % 2})
    book.save(copy)
    shutil.copy(copy, root / "people.xlsx")  # until it is there, the copy is not replaced: see below
    left = check(root, "--errors")
    half = openpyxl.load_workbook(copy)
    assert len({f["person"] for f in left["findings"]} & {key_of(n) for n in range(2, len(told), 2)}) > 30
    assert {f["person"] for f in left["findings"]}.isdisjoint(key_of(n) for n in range(1, len(told), 2))
    assert coloured(half).keys() & {cell for one in told[1::2] for cell in one} == set()
    mend(half, people)
    half.save(root / "people.xlsx")
    copy.unlink()
    assert check(root, "--errors")["annotated"]["told"] == 0
    clean = openpyxl.load_workbook(copy)
    assert (coloured(clean), noted(clean)) == ({}, {})
    assert [page.title for page in clean if ANSWERS in [cell.value for cell in page[1]]] == []


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A folder with one person in a workbook and one in a file, and a sheet of nobody's."""
    place = tmp_path_factory.mktemp("two")
    root = work_in(place, {"wu": person("33020019850615005", 姓名="吴某", 民族=None)})
    write_workbook(root / "people.xlsx", {"lin": person(民族=None)})
    book = openpyxl.load_workbook(root / "people.xlsx")
    book.create_sheet("催办")["A1"] = "小王"
    book.save(root / "people.xlsx")
    return root


@pytest.fixture
def folder(two, tmp_path):
    """A copy of it, to be changed."""
    return shutil.copytree(two, tmp_path / "work")


def run(root, *options):
    return CliRunner().invoke(main, ["check", str(root), "--annotate", *options])


def test_what_is_of_other_files_is_counted_and_what_is_of_the_whole_workbook_stands_in_the_heading(folder):
    result = check(folder)
    weighty = [f for f in result["findings"] if f["severity"] != "info"]
    outside = [f for f in weighty if f["person"] != "lin" and not f["place"].startswith("people.xlsx")]
    assert {f["person"] for f in outside} >= {"wu"}
    assert result["annotated"]["elsewhere"] == len(outside)
    assert result["annotated"]["told"] == len(weighty) - len(outside)
    book = openpyxl.load_workbook(copy_of(folder))
    letter, texts = answers(book[PEOPLE])
    assert texts.keys() == {2}
    assert "缺少“民族”" in texts[2]
    heading = noted(book)[f"{PEOPLE}!{letter}1"]
    assert heading.startswith("zcforms检查\n提醒：不认识的工作表“催办”，没有采用\n处理：")
    assert coloured(book)[f"{PEOPLE}!{column_of(folder, PEOPLE, '民族')}2"] == RED
    assert coloured(book)[f"{PEOPLE}!{letter}1"] == YELLOW
    assert [cell.value for row in book["催办"] for cell in row] == ["小王"]
    assert copy_of(folder).stat().st_mode & 0o777 == 0o600


def test_only_errors_are_told_if_only_errors_are_asked_for(folder):
    check(folder, "--errors")
    book = openpyxl.load_workbook(copy_of(folder))
    assert {text.count("提醒：") for text in noted(book).values()} == {0}
    assert set(coloured(book).values()) == {RED, BLUE}


def test_what_to_do_with_the_copy_is_said(folder):
    said = run(folder).stdout
    assert f"批注写到 {copy_of(folder)}\n" in said
    assert "不在工作簿里（在applicants/wu.yaml），外来表、数据文件不批注，位置见上\n" in said
    assert said.endswith("打开它，照着改，保存；再复制到工作文件夹换掉people.xlsx，再检查\n")


def test_a_workbook_with_nobody_is_not_copied_and_where_the_remarks_are_is_said(tmp_path):
    root = work_in(tmp_path, {"wu": person("33020019850615005", 姓名="吴某", 民族=None)})
    write_workbook(root / "people.xlsx", {})
    said = run(root).stdout
    assert "people.xlsx里没有人，没有写批注" in said
    assert "的位置见上，在applicants/wu.yaml" in said
    assert "批注都已撤去" not in said
    assert not copy_of(root).exists()


def test_a_copy_that_was_worked_on_is_not_replaced_until_it_is_in_place(folder):
    check(folder)
    book = openpyxl.load_workbook(copy_of(folder))
    book[PEOPLE][f"{column_of(folder, PEOPLE, '民族')}2"] = "汉族"
    book.save(copy_of(folder))
    mended = copy_of(folder).read_bytes()
    done = run(folder)
    assert (done.exit_code, copy_of(folder).read_bytes()) == (6, mended)
    assert "上次的批注稿改过，还没有用上，没有覆盖" in done.output
    assert "换掉people.xlsx" in done.output
    shutil.copy(copy_of(folder), folder / "people.xlsx")
    told = check(folder)
    assert "民族" not in "".join(f["message"] for f in told["findings"] if f["person"] == "lin")
    again = openpyxl.load_workbook(copy_of(folder))
    assert f"{PEOPLE}!{column_of(folder, PEOPLE, '民族')}2" not in coloured(again)
    assert (folder / "people.xlsx").read_bytes() == mended


def test_why_there_is_no_copy_is_said(folder, monkeypatch):
    content = (folder / "people.xlsx").read_bytes()

    def look(code, *said):
        done = run(folder)
        assert done.exit_code == code
        assert not copy_of(folder).exists()
        for words in said:
            assert words in done.output

    def spoiled(*_):
        raise Spoiled("占用内存过多")

    def changing(job, show):
        (folder / "people.xlsx").write_bytes(content + b"\0" * 9)
        return zcforms.Report((), False, 2, 0)

    def vanishing(job, show):
        (folder / "people.xlsx").unlink()
        return zcforms.Report((), False, 2, 0)

    with monkeypatch.context() as patched:
        patched.setattr(annotating, "annotated", spoiled)
        patched.setattr(annotating, "room", lambda: SimpleNamespace(call=lambda work, *args: work(*args)))
        look(3, "people.xlsx: 没有写成批注：占用内存过多", "另存一份普通的xlsx")
    with monkeypatch.context() as patched:
        patched.setattr(zcforms, "check", changing)
        look(3, "检查的时候改过，没有写批注", "再运行一次")
        (folder / "people.xlsx").write_bytes(content)
        patched.setattr(zcforms, "check", vanishing)
        look(3, "people.xlsx: 无法读取（不存在），没有写批注", "再运行一次")
    look(2, "没有people.xlsx，无处批注", "applicants/")
    (folder / "people.xlsx").write_bytes(COMPOUND)
    look(3, "读不出来，没有写批注")
