"""people.xlsx says the same as YAML, and never guesses what Excel has spoiled."""

import datetime

import openpyxl
import pytest
import yaml
from conftest import PLAN, SAMPLES, TODAY, build, codes, person, settings

from zcforms import batch
from zcforms.intake.columns import KEY, PEOPLE, sheets
from zcforms.intake.folder import read_work
from zcforms.plans import load_plan
from zcforms.terminal.starter.workbook import people_workbook


def write_workbook(path, people):
    """Lay records with Chinese keys out as the model's sheets, into the workbook that `new` makes."""
    path.write_bytes(people_workbook(load_plan(PLAN)))
    book = openpyxl.load_workbook(path)

    def look(record, way):
        for step in way:
            record = record.get(step, {}) if isinstance(record, dict) else {}
        return record

    def cell_text(value):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            return "；".join(v["文件"] + (f"[{v['页']}]" if "页" in v else "") for v in value)
        return "、".join(map(str, value)) if isinstance(value, list) else str(value)

    for sheet in sheets():
        page = book[sheet.title]
        header = [cell.value for cell in page[1]]
        for key, record in people.items():
            rows = [record] if not sheet.path else look(record, sheet.path)
            if rows == "无":
                page.append([key, "无"])
                continue
            for row in rows or []:
                line = {KEY: key}
                for column in sheet.columns:
                    value = look(row, column.path)
                    if value not in ({}, [], None):
                        line[column.title] = cell_text(value)
                page.append([line.get(title) for title in header])
    book.save(path)


def as_text(value):
    """A record as YAML types it, with every scalar as text."""
    if isinstance(value, dict):
        return {k: as_text(v) for k, v in value.items() if k != "名称" or "文件" not in value}
    return [as_text(v) for v in value] if isinstance(value, list) else str(value)


def test_yaml_and_workbook_say_the_same(tmp_path):
    from_yaml = {p.key: p.applicant for p in read_work(SAMPLES).people}
    records = {}
    for key in from_yaml:
        text = (SAMPLES / "applicants" / f"{key}.yaml").read_text()
        records[key] = as_text(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  text only
    (tmp_path / "zcforms.yaml").write_text(yaml.safe_dump(settings(), allow_unicode=True))
    write_workbook(tmp_path / "people.xlsx", records)
    work = read_work(tmp_path)
    assert not work.findings
    for read in work.people:
        assert not read.findings, read.findings
        plain = from_yaml[read.key].model_dump(mode="json")
        for evidence in plain["evidence"]:
            for part in evidence["parts"]:
                part["name"] = None  # the workbook has no column for the names of files
        assert read.applicant.model_dump(mode="json") == plain


@pytest.fixture
def book(workshop):
    """A folder whose only person is in a workbook, and a way to change one cell."""
    root = workshop()
    (root / "applicants" / "lin.yaml").unlink()
    path = root / "people.xlsx"
    write_workbook(path, {"lin": person(), "wu": person("33020019850615005", 姓名="吴某")})

    def change(sheet, cell, value, number_format=None):
        opened = openpyxl.load_workbook(path)
        opened[sheet][cell].value = value
        if number_format:
            opened[sheet][cell].number_format = number_format
        opened.save(path)
        return root

    return change


def column_of(root, sheet, title):
    page = openpyxl.load_workbook(root / "people.xlsx")[sheet]
    return next(cell.column_letter for cell in page[1] if cell.value == title)


def test_a_workbook_is_built(book, tmp_path):
    root = book(PEOPLE, "A1", KEY)
    receipt = build(root, tmp_path / "out", {"pledge"})
    assert codes(receipt) == []
    assert receipt["built"] == 2


def test_a_date_cell_is_a_month_or_a_day(book):
    root = book(PEOPLE, "A1", KEY)
    cell = column_of(root, PEOPLE, "参加工作时间")
    book(PEOPLE, f"{cell}2", datetime.datetime(2008, 7, 1), "yyyy-mm")
    book(PEOPLE, f"{cell}3", datetime.datetime(2008, 7, 9), "yyyy-mm-dd")
    started = {p.key: str(p.applicant.work_started) for p in read_work(root).people}
    assert started == {"lin": "2008.07", "wu": "2008.07.09"}


@pytest.mark.parametrize(
    ("title", "value", "code"),
    [
        ("参加工作时间", 2010.1, "cell-number"),
        ("证件号码", 330200198506150012, "cell-number"),
        ("姓名", "=A1", "cell-formula"),
        ("民族", None, "data-missing"),
    ],
)
def test_what_excel_has_spoiled_holds_back_only_that_person(book, title, value, code):
    root = book(PEOPLE, "A1", KEY)
    cell = f"{column_of(root, PEOPLE, title)}2"
    book(PEOPLE, cell, value)
    lin, wu = read_work(root).people
    assert code in [f.code for f in lin.findings]
    found = next(f for f in lin.findings if f.code == code)
    where = f"people.xlsx[{PEOPLE}!{cell}]" if value is not None else f"people.xlsx[{PEOPLE}!A2]"
    assert str(found.place) == where
    assert wu.applicant is not None
    assert not wu.findings


def test_faults_of_the_whole_workbook_are_named(book):
    root = book("学历", "A2", "nobody")
    book(PEOPLE, "B1", "姓明")
    job = batch.open_job(root, TODAY)
    found = {f.code: f for f in job.work.findings}
    assert set(found) == {"key-unknown", "unknown-key"}
    assert "姓名" in found["unknown-key"].hint
    assert "学历!A2" in str(found["key-unknown"].place)


def test_a_file_that_is_no_workbook_is_a_finding(workshop, tmp_path):
    root = workshop()
    (root / "people.xlsx").write_bytes(b"old xls")
    receipt = build(root, tmp_path / "out", {"pledge"})
    assert "unreadable-file" in codes(receipt)
    assert receipt["built"] == 1


def test_the_new_workbook_has_drop_downs_and_text_cells(tmp_path):
    path = tmp_path / "people.xlsx"
    path.write_bytes(people_workbook(load_plan(PLAN)))
    opened = openpyxl.load_workbook(path)
    page = opened[PEOPLE]
    lists = {rule.formula1 for rule in page.data_validations.dataValidation}
    assert '"矿建工程,采矿工程,爆破工程,爆破器材"' in lists
    assert any("正常申报" in words for words in lists)
    assert page.column_dimensions["D"].number_format == "@"
    assert {"填写说明", PEOPLE, "论文著作", "佐证材料"} <= set(opened.sheetnames)
