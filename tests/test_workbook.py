"""people.xlsx says the same as YAML, and never guesses what Excel has spoiled."""

import datetime
import io
import re
import zipfile
from functools import partial

import openpyxl
import pytest
import yaml
from conftest import PLAN, SAMPLES, TODAY, build, codes, person, settings, squeezed, text_of, work_in
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from zcforms import batch, check, open_folder
from zcforms.fillers.annotation import Remark, Remarks, annotated
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import Severity, blocks
from zcforms.intake.books import Unreadable, rows_of
from zcforms.intake.books import opened as opened_book
from zcforms.intake.columns import KEY, PEOPLE, sheets
from zcforms.intake.folder import read_work
from zcforms.intake.new_book import people_workbook
from zcforms.plans import load_plan


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


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def packed(name, flags=0):
    """A ZIP with one part; `flags` say how it is packed (1: with a password)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as parts:
        parts.writestr(name, b"<x/>")
    return re.sub(
        rb"(PK\x01\x02.{4}|PK\x03\x04.{2}).", lambda m: m[1] + bytes([flags]), target.getvalue(), flags=re.S
    )


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


@pytest.fixture(scope="module")
def two_people(tmp_path_factory):
    """The workbook of two people, as a file and opened: to be put back as it was."""
    path = tmp_path_factory.mktemp("book") / "people.xlsx"
    write_workbook(path, {"lin": person(), "wu": person("33020019850615005", 姓名="吴某")})
    return path.read_bytes(), openpyxl.load_workbook(path)


@pytest.fixture
def book(workshop, two_people):
    """A folder whose two people are in a workbook, and a way to change one cell; of no cell: the folder."""
    root = workshop()
    (root / "applicants" / "lin.yaml").unlink()
    path = root / "people.xlsx"
    written, opened = two_people
    path.write_bytes(written)
    changed = []

    def change(sheet="", cell="", value=None, number_format=None):
        nonlocal written
        if not sheet:
            return root
        assert path.read_bytes() == written, "nothing that was changed in another way is lost"
        at = opened[sheet][cell]
        changed.append((at, at.value, at.number_format))
        at.value = value
        if number_format:
            at.number_format = number_format
        opened.save(path)
        written = path.read_bytes()
        return root

    yield change
    for at, value, number_format in reversed(changed):
        at.value, at.number_format = value, number_format


def column_of(root, sheet, title):
    book = openpyxl.load_workbook(root / "people.xlsx", read_only=True)  # only its first line is looked at
    try:
        return next(cell.column_letter for cell in next(book[sheet].rows) if cell.value == title)
    finally:
        book.close()


def test_a_workbook_is_built(book, tmp_path):
    root = book()
    receipt = build(root, tmp_path / "out", {"pledge"})
    assert codes(receipt) == []
    assert receipt["built"] == 2


def test_a_date_cell_is_a_month_or_a_day(book):
    root = book()
    cell = column_of(root, PEOPLE, "参加工作时间")
    book(PEOPLE, f"{cell}2", datetime.datetime(2008, 7, 1), "yyyy-mm")
    book(PEOPLE, f"{cell}3", datetime.datetime(2008, 7, 9), "yyyy-mm-dd")
    started = {p.key: str(p.applicant.work_started) for p in read_work(root).people}
    assert started == {"lin": "2008.07", "wu": "2008.07.09"}


def test_a_date_by_the_kind_of_its_cell_is_a_day(book):
    root = book()
    cell = column_of(root, PEOPLE, "参加工作时间")
    book(PEOPLE, f"{cell}2", "2008-07-09")

    def dated(raw):
        return re.sub(
            rb'<c r="%b2"[^>]*>.*?</c>' % cell.encode(),
            b'<c r="%b2" t="d"><v>2008-07-09</v></c>' % cell.encode(),
            raw,
        )

    with_part(root / "people.xlsx", "xl/worksheets/sheet2.xml", dated)
    assert str(read_work(root).people[0].applicant.work_started) == "2008.07.09"


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
    root = book()
    cell = f"{column_of(root, PEOPLE, title)}2"
    book(PEOPLE, cell, value)
    lin, wu = read_work(root).people
    assert code in [f.code for f in lin.findings]
    found = next(f for f in lin.findings if f.code == code)
    assert str(found.place) == f"people.xlsx[{PEOPLE}!{cell}]"
    assert wu.applicant is not None
    assert not wu.findings


def test_an_unclear_month_is_told_with_the_year_of_the_cell(book):
    root = book()
    book(PEOPLE, f"{column_of(root, PEOPLE, '参加工作时间')}2", 2009.1)
    found = next(f for f in read_work(root).people[0].findings if f.code == "cell-number")
    assert "2009.01或2009.10" in found.hint


def test_what_is_missing_is_placed_at_its_empty_cell(book):
    root = book("论文著作", "A2", "lin")
    for title, value in {"类别": "论文", "题目": "甲", "作者排序": "1/1"}.items():
        book("论文著作", f"{column_of(root, '论文著作', title)}2", value)
    method = f"{column_of(root, PEOPLE, '申报方式')}2"
    book(PEOPLE, method, None)
    places = {f.path: str(f.place) for f in read_work(root).people[0].findings}
    published = f"{column_of(root, '论文著作', '发表时间')}2"
    journal = f"{column_of(root, '论文著作', '刊物或出版社')}2"
    assert places == {
        ("application", "method"): f"people.xlsx[{PEOPLE}!{method}]",
        ("papers", 0, "date"): f"people.xlsx[论文著作!{published}]",
        ("papers", 0, "publication"): f"people.xlsx[论文著作!{journal}]",
    }


def test_a_row_is_placed_at_its_key_wherever_that_stands(book):
    root = book()
    opened = openpyxl.load_workbook(root / "people.xlsx")
    page = opened["学历"]
    page.insert_cols(1)
    page["B2"] = "nobody"
    opened.save(root / "people.xlsx")
    assert [(f.code, str(f.place)) for f in read_work(root).findings] == [
        ("key-unknown", "people.xlsx[学历!B2]")
    ]


def test_the_column_of_an_earlier_check_is_passed_over(book):
    root = book()
    opened = openpyxl.load_workbook(root / "people.xlsx")
    page = opened[PEOPLE]
    page.cell(1, page.max_column + 1, "检查结果（zcforms）")
    page.cell(2, page.max_column, "错误：缺少“民族”")
    page.cell(7, page.max_column, "错误：多出的一行")
    opened.save(root / "people.xlsx")
    work = read_work(root)
    assert (work.findings, [p.findings for p in work.people]) == ((), [(), ()])


def changed(root, change):
    """What is read of a folder whose workbook was changed by hand."""
    opened = openpyxl.load_workbook(root / "people.xlsx")
    change(opened)
    opened.save(root / "people.xlsx")
    return read_work(root)


def test_a_cell_that_is_merged_with_those_above_is_said_of_every_row(book):
    def merge(opened):
        page = opened["工作经历"]
        page.append([None, "2016.01", None, "虚构矿业有限公司", "采矿设计"])
        row, unit = page.max_row, [cell.value for cell in page[1]].index("单位") + 1
        page.cell(row, unit).value = None
        page.merge_cells(start_row=row - 1, end_row=row, start_column=1, end_column=1)
        page.merge_cells(start_row=row - 1, end_row=row, start_column=unit, end_column=unit)

    work = changed(book(), merge)
    last = work.people[-1]
    assert (work.findings, last.findings) == ((), ())
    assert [(str(one.start), one.unit) for one in last.applicant.work][-1] == ("2016.01", last.unit)


def test_what_is_wrong_with_a_merged_cell_is_told_of_every_row(book):
    def merge(opened):
        page = opened[PEOPLE]
        unit = [cell.value for cell in page[1]].index("民族") + 1
        page.cell(2, unit).value, page.cell(3, unit).value = "=A1", None
        page.merge_cells(start_row=2, end_row=3, start_column=unit, end_column=unit)

    told = [str(found.place) for one in changed(book(), merge).people for found in one.findings]
    assert [place[-3:] for place in told] == ["H2]", "H3]"]


def test_what_stands_above_the_titles_is_passed_over_and_said(book):
    def entitle(opened):
        opened[PEOPLE].insert_rows(1, 2)
        opened[PEOPLE]["A1"] = "申报人员名单"

    work = changed(book(), entitle)
    assert [str(f.place) for f in work.findings] == ["people.xlsx[人员!A3]"]
    assert "列名在第3行，上面的1行没有采用" in work.findings[0].message
    assert (work.layout.heads[PEOPLE], work.people[0].findings) == (3, ())


def test_a_sheet_of_people_without_keys_is_said_once(book):
    work = changed(book(), lambda opened: opened[PEOPLE].__setitem__("A1", "工号"))
    assert ["没有“人员编号”列" in f.message and KEY in f.hint for f in work.findings] == [False, True]
    assert work.people == ()


def test_a_row_of_a_key_alone_is_said_in_the_words_of_a_workbook(book):
    work = changed(book(), lambda opened: opened[PEOPLE].__setitem__("A9", "填表人：王某"))
    (found,) = work.people[-1].findings
    assert (found.message, found.hint) == ("没有内容", "填上各栏；不是申报人的，删去")


def test_a_sheet_of_people_under_another_name_is_named(book):
    (found,) = changed(book(), lambda opened: setattr(opened[PEOPLE], "title", "人员信息")).findings
    assert "把工作表“人员信息”改名为“人员”" in found.hint
    (found,) = changed(book(), lambda opened: setattr(opened["人员信息"], "title", "2026年花名册")).findings
    assert "zcforms map" in found.hint
    (found,) = changed(book(), lambda opened: setattr(opened["2026年花名册"], "title", "⼈员")).findings
    assert found.hint == "“⼈”（U+2F08）是部首或兼容字符，不是汉字“人”（U+4EBA）；把工作表“⼈员”改名为“人员”"


def test_hidden_rows_columns_and_sheets_are_read_and_said(book):
    def hide(opened):
        opened[PEOPLE].row_dimensions[2].hidden = True
        for title in ("民族", "受理点"):  # of the second nothing is filled in
            column = [cell.value for cell in opened[PEOPLE][1]].index(title) + 1
            opened[PEOPLE].column_dimensions[get_column_letter(column)].hidden = True
        opened["学历"].sheet_state = "hidden"

    root = book()
    work = changed(root, hide)
    assert [(f.code, str(f.place)) for f in work.findings] == [
        ("table-hidden", "people.xlsx[人员!A2]"),
        ("table-hidden", "people.xlsx[人员!H1]"),
        ("table-hidden", "people.xlsx[学历!A1]"),
    ]
    assert "1列是隐藏的，照样读了：民族" in work.findings[1].message
    assert work.people[0].findings == ()

    def otherwise(raw):
        """As some programs write it."""
        low = re.sub(rb'(<row[^>]*?) hidden="1"', rb'\1 ht="0"', raw)
        return re.sub(rb"=\"([^\"' ]*)\"", rb" = '\1'", low)

    with_part(root / "people.xlsx", "xl/worksheets/sheet2.xml", otherwise)
    assert read_work(root).findings == work.findings


def share_texts(path, cells, texts):
    """Let cells of 人员 show texts that the sheets share, as Excel and WPS write it."""
    at = iter(range(len(cells)))
    shown = re.compile(rf'<c r="(?:{"|".join(cells)})"[^>]*>.*?</c>'.encode())
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{texts}</sst>'
    said = 'ype="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"'
    kind = f'<Override PartName="/xl/sharedStrings.xml" ContentT{said}/></Types>'

    def told(cell):
        return b'<c r="%b" t="s"><v>%d</v></c>' % (cell[0].split(b'"')[1], next(at))

    with_part(path, "xl/worksheets/sheet2.xml", partial(shown.sub, told))
    with_part(path, "xl/sharedStrings.xml", lambda _: shared.encode())
    with_part(path, "[Content_Types].xml", lambda raw: raw.replace(b"</Types>", kind.encode()))
    ours = f'<Relationship Id="texts" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Rel'
    with_part(path, "xl/_rels/workbook.xml.rels", lambda raw: raw.replace(b"</Rel", ours.encode()))


def test_what_is_struck_out_is_read_and_said(book):
    def strike(opened):
        opened[PEOPLE]["B2"].font = Font(strike=True)

    root = book()
    changed(root, strike)
    run = "<si><r><rPr><{}/></rPr><t>{}</t></r><r><t>{}</t></r></si>"
    texts = run.format("b", "汉", "族") + run.format("strike", "1380000", "0009")
    share_texts(root / "people.xlsx", ["H2", "J2"], texts)
    within = b"\\1<is><r><rPr><strike/></rPr><t>%b</t></r></is></c>" % "虚构矿业".encode()
    with_part(root / "people.xlsx", SHEET, partial(re.sub, rb'(<c r="S2"[^>]*>).*?</c>', within))
    lin = read_work(root).people[0]
    assert (lin.applicant.ethnicity, lin.phone) == ("汉族", "13800000009")
    assert [(f.code, str(f.place)) for f in lin.findings] == [("cell-struck", "people.xlsx[人员!A2]")]
    assert lin.findings[0].message.startswith("“姓名”、“联系电话”、“工作单位”有划掉")
    below = b'<c r="H2" t="s"><v>-'  # a text that there is not, nor is it the last
    with_part(root / "people.xlsx", SHEET, lambda raw: raw.replace(b'<c r="H2" t="s"><v>0', below + b"1"))
    assert [f.message for f in read_work(root).people[0].findings if f.code == "cell-unread"] == [
        "“民族”读不出来"
    ]


def test_faults_of_the_whole_workbook_are_named(book):
    root = book("学历", "A2", "nobody")
    book(PEOPLE, "B1", "姓明")
    job = batch.open_job(root, TODAY)
    found = {f.code: f for f in job.work.findings}
    assert set(found) == {"key-unknown", "unknown-key"}
    assert "姓名" in found["unknown-key"].hint
    assert "学历!A2" in str(found["key-unknown"].place)


def found_in(root, key="lin"):
    """What was found while reading one person of the workbook, by code."""
    return {f.code: f for f in next(p for p in read_work(root).people if p.key == key).findings}


def test_rows_of_somebody_taken_out_hold_back_nobody_of_a_like_key(book):
    """Keys are mostly numbers in a row: p05 without a row in 人员 is somebody gone, not p04 mistyped."""
    path = book("其他", "A2", None) / "people.xlsx"
    workbook = openpyxl.load_workbook(path)
    for page in workbook:
        for row in list(page.iter_rows(min_row=2, max_col=1)):
            row[0].value = {"lin": "p04", "wu": "p05"}.get(row[0].value, row[0].value)
    people = workbook[PEOPLE]
    gone = next(row[0].row for row in people.iter_rows(max_col=1) if row[0].value == "p05")
    people.delete_rows(gone)
    workbook.save(path)
    work = read_work(path.parent)
    assert [(one.key, one.applicant is not None) for one in work.people] == [("p04", True)]
    (told,) = (found for found in work.findings if found.code == "key-unknown")
    assert re.fullmatch(r"人员编号“p05”不在“人员”之列，“学历”、.*里他的\d+行没有采用", told.message)
    assert told.hint.startswith("不申报了的，把这些行也删去")


def test_somebody_merged_over_two_rows_is_one_and_what_the_second_says_is_told(book):
    path = book("其他", "A2", None) / "people.xlsx"
    workbook = openpyxl.load_workbook(path)
    people = workbook[PEOPLE]
    people.insert_rows(3)
    people.merge_cells("A2:A3")
    column = next(cell.column_letter for cell in people[1] if cell.value == "联系电话")
    people[f"{column}3"] = "0571-88000000"
    workbook.save(path)
    work = read_work(path.parent)
    assert [(one.key, one.findings) for one in work.people if one.key == "lin"] == [("lin", ())]
    (told,) = (found for found in work.findings if found.code == "cell-unused")
    assert told.message == "第3行和上面合并成一个人，这一行另写的1格没有采用"
    assert str(told.place) == f"people.xlsx[人员!{column}3]"


def test_a_key_mistyped_in_the_list_of_people_holds_back_whom_the_other_sheets_name(book):
    root = book(PEOPLE, "A2", "linn")
    linn = next(one for one in read_work(root).people if one.key == "linn")
    assert linn.applicant is None
    assert {found.code for found in linn.findings} >= {"key-unknown"}


def test_a_date_where_a_rank_belongs_says_what_was_typed_and_how_to_type_it(book):
    root = book("项目", "A2", "lin")
    cell = f"{column_of(root, '项目', '本人排名')}2"
    book("项目", cell, datetime.datetime(2021, 1, 5), 'm"月"d"日"')
    found = found_in(root)["cell-date"]
    assert found.message == "“本人排名”被Excel变成了日期2021-01-05，原来填的大概是“1/5”"
    assert str(found.place) == f"people.xlsx[项目!{cell}]"
    assert "“文本”格式" in found.hint


# What Excel made of what was typed: the column, the cell, its format, and what is said of it.
SPOILED = [
    ("部门", datetime.datetime(2018, 12, 1), "mmm-yy", "变成了日期2018-12-01，原来填的大概是“12-18”"),
    ("部门", datetime.time(1, 30), "h:mm", "“部门”被Excel变成了时间01:30:00"),
    *(
        (
            "参加工作时间",
            datetime.datetime(2026, 12, 5),
            shown,
            f"“参加工作时间”按格式“{shown}”不显示年份，存的是2026-12-05，年份多半是Excel填的",
        )
        for shown in ("m/d", 'm"月"d"日"', "d-mmm", "dddd", "[$-804]mmm")
    ),
    ("参加工作时间", 41974, None, "填写“41974”，是Excel的日期序号，即2014-12-01"),
    ("参加工作时间", 14.12, None, "填写“14.12”，年份只写了两位"),
    (
        "参加工作时间",
        "Dec-14",
        None,
        "填写“Dec-14”，是Excel的英文写法，分不清是12月14日还是2014年12月",
    ),
    ("证件号码", "3.30E+17", None, "“证件号码”的“3.30E+17”是Excel的科学计数法，原来的数字已经丢失"),
    ("部门", 62, '0"科"', '“部门”存的是62，却按格式“0"科"”显示'),
    ("部门", 62, "0\\%", "“部门”存的是62，却按格式“0\\%”显示"),
    ("部门", 62, "[<1]0%;0", "“部门”存的是62，却按格式“[<1]0%;0”显示"),
    ("部门", 5, "[DBNum1]General", "“部门”存的是5，却按格式“[DBNum1]General”显示"),
    ("部门", 29.6, "0", "“部门”存的是29.6，却按格式“0”显示"),
    ("部门", 12.345, "#,##0.00", "“部门”存的是12.345，却按格式“#,##0.00”显示"),
    ("部门", 0.625, "0%", "“部门”存的是0.625，却按格式“0%”显示"),
    ("部门", 1200000, "#,", "“部门”存的是1200000，却按格式“#,”显示"),
    ("部门", -5, "0;(0)", "“部门”存的是-5，却按格式“0;(0)”显示"),
    ("部门", True, "General", "“部门”存的不是文字，是逻辑值TRUE"),
    ("参加工作时间", 20181201, "yyyy/m/d", "“参加工作时间”存的是20181201，却按格式“yyyy/m/d”显示"),
    ("参加工作时间", -5, "yyyy/m/d", "“参加工作时间”存的是-5，却按格式“yyyy/m/d”显示"),
    ("参加工作时间", 60, "yyyy/m/d", "“参加工作时间”存的是60，却按格式“yyyy/m/d”显示"),
    ("部门", -5, "0;0", "“部门”存的是-5，却按格式“0;0”显示"),
    ("部门", 0, "#", "“部门”存的是0，却按格式“#”显示"),
    ("部门", 62, ";;;", "“部门”存的是62，却按格式“;;;”显示"),
    ("部门", "62", '@"科"', '“部门”存的是“62”，却按格式“@"科"”显示'),
    ("部门", "甲科", ";;;", "“部门”存的是“甲科”，却按格式“;;;”显示"),
    ("部门", "1月5日", "@", "“部门”的“1月5日”多半是Excel把“1/5”变成的日期"),
    ("部门", "05-Jan", "@", "“部门”的“05-Jan”多半是Excel把“1/5”变成的日期"),
    ("部门", "2026-01-05 00:00:00", "@", "“部门”的“2026-01-05 00:00:00”多半是Excel把“1/5”变成的日期"),
    ("部门", "#REF!", "@", "“部门”是错误值#REF!"),
    ("照片", '=_xlfn.DISPIMG("ID_8F2C",1)', None, "“照片”是嵌在格里的图片"),  # as WPS writes it
    ("部门", "######", "@", "“部门”是错误值######"),
    (
        "参加工作时间",
        datetime.datetime(2018, 12, 1),
        "h:mm",
        "“参加工作时间”按格式“h:mm”只显示时间，看不出是哪一天",
    ),
]
# Cells whose text is what they show.
SHOWN = [
    (123, "000000", "000123"),
    (123, "0_ ", "123"),
    (123, "G/通用格式", "123"),
    (123, "0_);[Red]\\(0\\)", "123"),
    (0.07, "0%", "7%"),
    (0.625, "0.0 %", "62.5%"),
    (0.62, "0%;-0%", "62%"),
    (0, "0;-0;0", "0"),
    (-5, "0;[Red]-0", "-5"),
    (-0.05, "0%;-0%", "-5%"),
    (12.5, "#,##0.00", "12.5"),
    (1.1, "General", "1.1"),
    ("１／５", "@", "1/5"),
    ("１科\u3000甲", "@", "1科 甲"),
    ("一_x000D_\n二", "@", "一二"),
    ("甲科 \n 乙组", "@", "甲科乙组"),
    ("Alpha\nBeta", "@", "Alpha Beta"),
    ("1科", '_(* #,##0_);_(* "-"_);_(@_)', "1科"),
    ("2科", 'yyyy"年;"m"月";@', "2科"),
    ("#1栋", "0;-0", "#1栋"),
    ("_x005F_x000D_", "@", "_x000D_"),
    ("_xD83D__xDE00_", "@", "\U0001f600"),
    ("一_xDCFF_二", "@", "一\ufffd二"),
]


@pytest.fixture(scope="module")
def read_of(tmp_path_factory):
    """Who was read of a workbook in which everybody has one of these cells, by column, value and format."""
    cells = [case[:3] for case in SPOILED] + [("部门", *case[:2]) for case in SHOWN]
    root = work_in(tmp_path_factory.mktemp("cells"))
    (root / "applicants" / "lin.yaml").unlink()
    people = {f"p{n}": person(f"33020019850615{n:03}") for n in range(len(cells))}
    write_workbook(root / "people.xlsx", people)
    book = openpyxl.load_workbook(root / "people.xlsx")
    columns = {cell.value: cell.column for cell in book[PEOPLE][1]}
    for row, (title, value, shown) in enumerate(cells, 2):
        at = book[PEOPLE].cell(row, columns[title])
        at.value = value
        if shown:
            at.number_format = shown
    book.save(root / "people.xlsx")
    read = {one.key: one for one in read_work(root).people}
    return {cell: read[key] for cell, key in zip(cells, people, strict=True)}


@pytest.mark.parametrize(("title", "value", "shown", "said"), SPOILED)
def test_what_excel_made_of_a_value_is_said_in_its_own_words(read_of, title, value, shown, said):
    (found,) = read_of[title, value, shown].findings
    assert said in found.message


@pytest.mark.parametrize(("value", "shown", "text"), SHOWN)
def test_a_cell_is_the_text_that_it_shows(read_of, value, shown, text):
    one = read_of["部门", value, shown]
    assert one.findings == ()
    assert one.applicant.department == text


@pytest.mark.parametrize(
    ("number", "title", "text", "said"),
    [
        (57, "参加工作时间", "2018.12", ""),
        (31, "参加工作时间", "2018.12.01", ""),
        (58, "参加工作时间", None, "不显示年份"),
        (57, "部门", None, "被Excel变成了日期2018-12-01"),
        (33, "部门", None, "被Excel变成了"),
    ],
)
def test_a_date_that_a_chinese_excel_does_not_spell_out_is_a_date(book, number, title, text, said):
    """Excel in Chinese writes 2018年12月 as format 57 and says nowhere what that is."""
    root = book()
    book(PEOPLE, f"{column_of(root, PEOPLE, title)}2", 43435, '"a date"0')

    def numbered(raw):
        ours = re.search(rb'numFmtId="(\d+)" formatCode="&quot;a date', raw)[1]
        return re.sub(rb'(<xf numFmtId=)"%b"' % ours, rb'\1"%d"' % number, raw)

    with_part(root / "people.xlsx", "xl/styles.xml", numbered)
    lin = read_work(root).people[0]
    if text:
        assert lin.findings == ()
        assert str(lin.applicant.work_started) == text
    else:
        (found,) = lin.findings
        assert (found.code, said in found.message) == ("cell-date", True)


def test_a_leading_apostrophe_is_left_out_and_said(book):
    root = book("论文著作", "A2", "lin")
    cell = column_of(root, PEOPLE, "部门")
    book(PEOPLE, f"{cell}2", "'1科")
    lin = read_work(root).people[0]
    assert [f.code for f in lin.findings] == ["cell-apostrophe"]
    assert lin.applicant.department == "1科"


def test_a_percentage_is_the_number_before_its_sign(book):
    root = book("论文著作", "A2", "lin")
    page = {"类别": "论文", "题目": "甲", "发表时间": "2019.12", "刊物或出版社": "乙", "作者排序": "1/1"}
    for title, value in page.items():
        book("论文著作", f"{column_of(root, '论文著作', title)}2", value)
    cell = f"{column_of(root, '论文著作', '相似度（%）')}2"
    book("论文著作", cell, 0.62, "0%")
    assert read_work(root).people[0].applicant.papers[0].similarity == 62
    book("论文著作", cell, "６２％", "@")
    assert read_work(root).people[0].applicant.papers[0].similarity == 62


def test_keys_match_without_regard_to_case_width_and_spaces(book):
    root = book("其他", "A2", " ＬＩ n ")
    book("其他", f"{column_of(root, '其他', '事项')}2", "兼任编委")
    lin = read_work(root).people[0]
    assert [other.title for other in lin.applicant.others] == ["兼任编委"]
    book(PEOPLE, "A3", "LIN")
    assert [p.key for p in read_work(root).people] == ["lin"]
    assert "person-repeated" in found_in(root)
    told = next(f for p in read_work(root).people for f in p.findings if f.code == "person-repeated")
    assert told.message.endswith("与A2重复"), "the row that is taken"


@pytest.mark.parametrize(("key", "meant"), [("linn", "lin"), ("吴 某", "wu"), ("陈某", None)])
def test_a_row_of_nobody_holds_back_the_person_whom_it_nearly_names(book, key, meant):
    root = book("其他", "A2", key)
    book("其他", f"{column_of(root, '其他', '事项')}2", "兼任编委")
    held = {p.key: [f.code for f in p.findings] for p in read_work(root).people if p.applicant is None}
    assert held == ({meant: ["key-unknown"]} if meant else {})


@pytest.mark.parametrize("title", [sheet.title for sheet in sheets() if sheet.path])
def test_all_else_is_checked_of_somebody_whose_list_is_not_known(book, title):
    root = book(title, "A9", "linn")
    assert not check(open_folder(root, today=TODAY)).failed


def test_a_private_column_or_sheet_is_only_reminded_of(book):
    root = book()
    path = root / "people.xlsx"
    opened = openpyxl.load_workbook(path)
    opened.create_sheet("催办")["A1"] = "小王"
    opened.create_sheet("Sheet1")
    page = opened[PEOPLE]
    last = page.max_column
    page.cell(1, last + 1, "内部备注")
    for row in (2, 3):
        page.cell(row, last + 1, "催过")
        page.cell(row, last + 3, "x")
    opened.save(path)
    work = read_work(root)
    assert [(f.code, str(f.severity)) for f in work.findings] == [
        ("unknown-sheet", "warning"),
        ("unknown-key", "warning"),
        ("cell-unused", "warning"),
    ]
    assert "2格没有采用" in work.findings[2].message
    assert [p.findings for p in work.people] == [(), ()]


def test_a_column_that_is_misspelt_holds_back_who_has_a_value_there(book):
    root = book()
    letter = column_of(root, PEOPLE, "曾用名")
    book(PEOPLE, f"{letter}2", "林二")
    book(PEOPLE, f"{letter}1", "曾⽤名")
    work = read_work(root)
    assert [(f.code, f.hint) for f in work.findings] == [
        ("unknown-key", "“⽤”（U+2F64）是部首或兼容字符，不是汉字“用”（U+7528）；是否想写“曾用名”？")
    ]
    assert {p.key: [f.code for f in p.findings] for p in work.people} == {"lin": ["cell-unused"], "wu": []}


@pytest.mark.parametrize("title", ["论文著作 ", "论文", "文章"])
def test_a_sheet_under_another_name_holds_back_who_has_rows_there(book, title):
    # Without its name nobody reads it: their papers would be missing in what is printed.
    def rename(opened):
        opened["论文著作"].delete_rows(3)
        opened["论文著作"].title = title

    work = changed(book(), rename)
    told = [(f.code, f.message, f.hint) for f in work.findings]
    assert told == [("unknown-sheet", f"不认识的工作表“{title}”，没有采用", "是否想写“论文著作”？")]
    assert {p.key: [(f.code, str(f.place), f.hint) for f in p.findings] for p in work.people} == {
        "lin": [("unknown-sheet", f"people.xlsx[{title}!A2]", "把工作表改名为“论文著作”")],
        "wu": [],
    }


def test_a_list_of_the_offices_own_is_none_of_ours_that_is_absent(book):
    def listed(opened):
        del opened["举荐专家"]
        own = opened.create_sheet("通讯录")
        own.append(["人员编号", "姓名", "工作单位", "联系电话"])
        own.append(["lin", "林一山", "虚构矿业有限公司", "057100000000"])

    work = changed(book(), listed)
    assert [f.code for f in work.findings] == ["unknown-sheet"]
    assert not blocks(work.findings)
    assert not any(p.findings for p in work.people)


def test_of_a_list_of_the_offices_own_only_the_top_is_read(book):
    # Those of all earlier years may be in it.
    def listed(opened):
        own = opened.create_sheet("往年名单")
        for n in range(30):
            own.append([n])
        opened.move_sheet(own, -len(opened.sheetnames) + 1)

    root = book()
    changed(root, listed)
    below = b'<row r="99"><c r="A99" t="inlineStr"><is><t>%b</t></is></c></row></sheetData>' % (b"x" * 32_768)
    part = "xl/worksheets/sheet1.xml"
    with_part(root / "people.xlsx", part, lambda raw: raw.replace(b"</sheetData>", below))
    work = read_work(root)
    assert [f.message for f in work.findings] == ["不认识的工作表“往年名单”，没有采用"]
    assert len(work.people) == 2


def test_a_correction_slip_speaks_to_the_applicant(book, tmp_path):
    root = book("其他", "A2", "linn")
    book("其他", f"{column_of(root, '其他', '事项')}2", "兼任编委")
    book("工作经历", f"{column_of(root, '工作经历', '起始时间')}2", datetime.datetime(2008, 7, 1), "yyyy")
    book("工作经历", f"{column_of(root, '工作经历', '从事专业技术工作')}2", "=A1")
    book(PEOPLE, f"{column_of(root, PEOPLE, '曾用名')}2", "林二")
    book(PEOPLE, f"{column_of(root, PEOPLE, '曾用名')}1", "曾用姓名")
    book(PEOPLE, f"{column_of(root, PEOPLE, '联系电话')}2", "1.38E+10")
    receipt = build(root, tmp_path / "out", {"pledge"})
    (slip,) = [d["path"] for d in receipt["documents"] if d["person"] == "lin"]
    assert slip == "补正/lin_林一山_虚构矿业有限公司_申报材料补正清单.pdf"
    text = squeezed(text_of(tmp_path / "out" / slip))
    for said in ("林一山", "虚构矿业有限公司", "《工作经历》第1行“从事专业技术工作”", "“联系电话”"):
        assert said in text
    assert "linn" not in text, "a key that is mistyped in the workbook is the office's to mend"
    assert "列名" not in text, "and so is the title of a column"
    assert "!" not in text
    assert "xlsx" not in text


def with_part(path, name, change):
    """Change one part of a workbook's package."""
    with zipfile.ZipFile(path) as old:
        parts = {n: old.read(n) for n in old.namelist()}
    parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(path, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)


def part_of(path, name):
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_cells_in_another_order_are_read_and_rows_in_another_order_are_told(book):
    root = book()
    part = "xl/worksheets/sheet2.xml"

    def backwards(raw, what):
        found = re.findall(what, raw, re.DOTALL)
        assert len(found) > 1
        first, last = raw.index(found[0]), raw.index(found[-1]) + len(found[-1])
        return raw[:first] + b"".join(reversed(found)) + raw[last:]

    def cells_backwards(raw):
        return re.sub(
            rb'<row r="2".*?</row>', lambda m: backwards(m[0], rb"<c .*?</c>"), raw, flags=re.DOTALL
        )

    before = [p.applicant for p in read_work(root).people]
    with_part(root / "people.xlsx", part, cells_backwards)
    assert [p.applicant for p in read_work(root).people] == before
    with_part(root / "people.xlsx", part, lambda raw: backwards(raw, rb"<row .*?</row>"))
    assert [f.message for f in read_work(root).findings] == ["工作表“人员”的各行次序乱了"]


def test_a_row_that_does_not_say_its_number_is_where_its_cells_are(book):
    root = book()

    def apart(raw):
        raw = raw.replace(b'<row r="3"', b"<row").replace(b'<row r="2"', b"<row")
        return re.sub(rb' r="([A-Z]+)3"', rb' r="\g<1>7"', raw)

    with_part(root / "people.xlsx", "xl/worksheets/sheet2.xml", apart)
    assert [p.places.find(()).cell for p in read_work(root).people] == ["人员!A2", "人员!A7"]
    said = Remark(Severity.ERROR, "错误：照样批注")
    made = annotated((root / "people.xlsx").read_bytes(), {PEOPLE: Remarks(1, {"B7": said}, {7: said})})
    with opened_book(made) as content:
        assert [(cells[0].row, cells[-1].value) for cells in rows_of(content, PEOPLE)][2] == (7, said.text)


def test_two_sheets_of_one_title_are_told(book):
    root = book()
    with_part(
        root / "people.xlsx", "xl/workbook.xml", lambda raw: raw.replace("获奖".encode(), "专利".encode())
    )
    assert [f.message for f in read_work(root).findings] == ["有两张工作表都叫“专利”"]


def test_a_dimension_that_leaves_rows_out_hides_nobody(book):
    root = book()
    narrow = partial(re.sub, rb'<dimension ref="[^"]*"', b'<dimension ref="A1"')
    with_part(root / "people.xlsx", "xl/worksheets/sheet2.xml", narrow)
    assert [p.key for p in read_work(root).people] == ["lin", "wu"]


def test_a_height_or_a_width_that_is_no_number_hides_nothing(book):
    root = book()

    def unsaid(raw):
        raw = raw.replace(b'<row r="2"', b'<row r="2" ht="auto"').replace(b'<row r="3"', b'<row r="3" ht=""')
        return re.sub(rb'<col width="[^"]*"', b'<col width=""', raw)

    with_part(root / "people.xlsx", "xl/worksheets/sheet2.xml", unsaid)
    work = read_work(root)
    assert (work.findings, [p.key for p in work.people]) == ((), ["lin", "wu"])


@pytest.mark.parametrize(
    "spelt", [lambda name: name.replace("/", "\\"), str.upper, lambda name: name.replace("t2", "%742")]
)
def test_parts_spelt_otherwise_are_read_and_remarks_laid_in(book, spelt):
    root = book()
    with zipfile.ZipFile(root / "people.xlsx") as package:
        parts = {spelt(name): package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(root / "people.xlsx", "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert [p.key for p in read_work(root).people] == ["lin", "wu"]
    said = Remark(Severity.ERROR, "错误：照样批注")
    made = annotated((root / "people.xlsx").read_bytes(), {PEOPLE: Remarks(1, {"B2": said}, {2: said})})
    with opened_book(made) as content:
        assert [cells[-1].value for cells in rows_of(content, PEOPLE)][1] == "错误：照样批注"


def test_the_comment_of_a_package_may_say_anything(book):
    root = book()
    with zipfile.ZipFile(root / "people.xlsx", "a") as package:
        package.comment = b"PK\x05\x06 " * 5
    assert [p.key for p in read_work(root).people] == ["lin", "wu"]


@pytest.mark.parametrize(
    ("part", "change", "said"),
    [
        ("xl/worksheets/sheet2.xml", lambda raw: raw[: len(raw) // 2], "不是完好的xlsx文件"),
        ("xl/styles.xml", lambda raw: raw[: len(raw) // 2], "不是完好的xlsx文件"),
        (
            "xl/worksheets/sheet2.xml",
            lambda raw: raw.replace(b'<c r="B3"', b'<c r="A3"', 1),
            "不是完好的xlsx文件",
        ),
        (
            "xl/workbook.xml",
            lambda raw: raw.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ),
            "存成了“Strict Open XML”格式，读不出工作表",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            lambda raw: raw.replace(b"sheet4.xml", b"sheet0.xml"),
            "找不到工作表“学历”的内容",
        ),
        (
            "xl/workbook.xml",
            lambda raw: re.sub('(name="学历".*?id=)"rId\\d+"', r'\1""', raw.decode(), count=1).encode(),
            "找不到工作表“学历”的内容",
        ),
    ],
)
def test_a_workbook_with_an_odd_part_is_a_finding(book, part, change, said):
    root = book()
    with_part(root / "people.xlsx", part, change)
    findings = read_work(root).findings
    assert [(f.code, f.message) for f in findings] == [("unreadable-file", said)]
    assert "Excel工作簿（.xlsx）" in findings[0].hint


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        (b"H2", b"><v>1x</v>", "“民族”读不出来"),
        (b"H2", b' t="s"><v>9</v>', "“民族”读不出来"),
        (b"H2", b' t="b"><v>yes</v>', "“民族”读不出来"),
        (b"H2", b' s="999"><v>62</v>', "“民族”存的是62，格式却不在文件里，不知道是数、日期还是百分数"),
        (b"H2", b' t="inlineStr"><is><t>%b</t></is>' % (b"x" * 32_768), "“民族”超过32767字"),
        (b"H2", b' t="inlineStr"><is><t>&x;</t></is>', "“民族”读不出来"),
        (b"A3", b"><v>1x</v>", "“人员编号”读不出来"),
        (b"AZ2", b"><v>1x</v>", ""),  # in a column of nobody's
    ],
)
def test_a_cell_that_cannot_be_read_holds_back_whose_it_is(book, cell, value, said):
    root = book()

    def spoiled(raw):
        made, times = re.subn(
            rb'<c r="%b"[^>]*?(/>|>.*?</c>)' % cell, lambda _: b'<c r="%b"%b</c>' % (cell, value), raw
        )
        if not times:
            made = raw.replace(b'</row><row r="3"', b'<c r="%b"%b</c></row><row r="3"' % (cell, value))
        return b'<!DOCTYPE a [<!ENTITY x "a">]>' + made

    with_part(root / "people.xlsx", "xl/worksheets/sheet2.xml", spoiled)
    work = read_work(root)
    told = [
        f for f in (*work.findings, *(f for p in work.people for f in p.findings)) if f.code == "cell-unread"
    ]
    place = f"people.xlsx[人员!{cell.decode()}]"
    assert [(f.message, str(f.place)) for f in told] == ([(said, place)] if said else [])
    whole = {p.key for p in work.people if p.applicant is not None}
    assert whole == {"lin", "wu"} - {"H2": {"lin"}, "A3": {"wu"}}.get(cell.decode(), set())


STYLES, SHEET, BOOK = "xl/styles.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"
ODD = [  # in what part, where, and what some program or other writes there beside the values of cells
    (STYLES, "<fill>.*?</fill>", "<fill/>"),
    (STYLES, "<cellStyleXfs.*?</cellStyleXfs>", ""),
    (STYLES, '<family val="2"/>', '<family val="134"/>'),
    (STYLES, '<color theme="1"/>', '<color rgb="auto"/>'),
    (STYLES, '<sz val="11"/>', '<sz val=""/>'),
    (STYLES, "<left/>", '<left style="hairline"/>'),
    (STYLES, '<cellStyle name="Normal"', '<cellStyle xfId="7"/><cellStyle'),
    (STYLES, 'numFmtId="49"', 'numFmtId="999"'),
    (SHEET, "</sheetData>", '</sheetData><mergeCells><mergeCell ref="XFC:XFD"/></mergeCells>'),
    (
        SHEET,
        "</sheetData>",
        '</sheetData><autoFilter ref="A1:C3"><filterColumn colId="1"><customFilters>'
        '<customFilter val="采矿"/></customFilters></filterColumn></autoFilter>',
    ),
    (SHEET, "<dataValidations", '<dataValidations tint="x"'),
    (SHEET, 'type="list"', 'type="lists"'),
    (SHEET, 'state="frozen"', 'state="fixed"'),
    (SHEET, "<pageMargins", '<pageSetup orientation="auto" scale="0%"/><pageMargins'),
    (SHEET, "<outlinePr", '<tabColor rgb="red"/><outlinePr'),
    (SHEET, "<sheetView ", '<sheetView view="paper" '),
    (SHEET, '<c r="B2"', '<c s="999" r="B2"'),
    (SHEET, '<row r="2"', '<row r="2.0"'),
    (SHEET, "<t>&#26519;", "<t>&#26519;<!-- 山 -->"),
    (SHEET, '(<c r="A2"[^>]*t="inlineStr"[^>]*>)<is><t>([^<]*)</t></is>', r"\1<v>\2</v>"),
    (BOOK, "<definedNames/>", "<definedNames><definedName/></definedNames>"),
    (BOOK, 'showSheetTabs="1"', 'showSheetTabs="maybe"'),
    (BOOK, 'visibility="visible"', 'visibility=""'),
    (BOOK, "</sheets>", '</sheets><calcPr calcId="none"/>'),
    ("docProps/core.xml", "(<dcterms:created[^>]*>)[^<]*", r"\1yesterday"),
    ("xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet4", "/xl/Worksheets/Sheet4"),
    ("xl/_rels/workbook.xml.rels", "/xl/worksheets/sheet5", "../xl/./worksheets/sheet5"),
]


def test_what_stands_beside_the_values_keeps_nobody_back(book):
    """Excel shows such a book; openpyxl refuses it for almost any of these."""
    root = book()
    for part, old, new in ODD:
        changed, times = re.subn(old, new, part_of(root / "people.xlsx", part), flags=re.DOTALL)
        assert times, old
        with_part(root / "people.xlsx", part, lambda _, text=changed: text.encode())
    work = read_work(root)
    assert (work.findings, [p.name for p in work.people]) == ((), ["林一山", "吴某"])
    said = Remark(Severity.ERROR, "错误：照样批注")
    made = annotated((root / "people.xlsx").read_bytes(), {PEOPLE: Remarks(1, {"B2": said}, {2: said})})
    with opened_book(made) as content:
        assert [cells[-1].value for cells in rows_of(content, PEOPLE)][1] == "错误：照样批注"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (b'<row r="999"><c r="A999" s="1"/></row>', None),  # a border only
        (b'<row r="999"><c r="A999"><v>1</v></c></row>', "工作表“人员”超过500行"),
        (b"<row r='999'><c r='A999'><v>1</v></c></row>", "工作表“人员”超过500行"),
        (b'<row r="999"><c r="A999" t="inlineStr"><is><t>x</t></is></c></row>', "工作表“人员”超过500行"),
    ],
)
def test_what_a_sheet_has_beyond_bounds_is_told(book, monkeypatch, more, said):
    monkeypatch.setattr("zcforms.intake.books.MAX_ROWS", 500)
    root = book()
    with_part(
        root / "people.xlsx",
        "xl/worksheets/sheet2.xml",
        lambda raw: raw.replace(b"</sheetData>", more + b"</sheetData>"),
    )
    try:
        with opened_book((root / "people.xlsx").read_bytes()) as content:
            found = None if list(rows_of(content, PEOPLE)) else ""
    except Unreadable as e:
        found = e.message
    assert found == said


def test_too_many_rows_are_told_before_any_is_read(monkeypatch):
    """A sheet of 600,000 rows took 18 s to say so, and on a busy machine said something else."""
    target = io.BytesIO()
    sheet = b"<worksheet><sheetData>" + b"".join(
        b'<row r="%d"><c><v>1</v></c></row>' % n for n in range(1, 60_000)
    )
    related = f'<Relationships><Relationship Id="a" Type="{OFFICE}/{{}}" Target="{{}}"/></Relationships>'
    said = f'<workbook xmlns:r="{OFFICE}"><sheets><sheet name="人员" r:id="a"/></sheets></workbook>'
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("_rels/.rels", related.format("officeDocument", "xl/workbook.xml"))
        parts.writestr("xl/workbook.xml", said)
        parts.writestr("xl/_rels/workbook.xml.rels", related.format("worksheet", "worksheets/sheet1.xml"))
        parts.writestr("xl/worksheets/sheet1.xml", sheet)  # cut off: who reads it all calls it damaged
    monkeypatch.setattr("zcforms.intake.books.MAX_ROWS", 50_000)
    with pytest.raises(Unreadable) as told, opened_book(target.getvalue()):
        pass
    assert told.value.message == "工作表“人员”超过50000行"


def test_a_file_that_is_no_workbook_is_a_finding(workshop, tmp_path):
    root = workshop()
    (root / "people.xlsx").write_bytes(b"old xls")
    receipt = build(root, tmp_path / "out", {"pledge"})
    assert "unreadable-file" in codes(receipt)
    assert receipt["built"] == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空文件"),
        (b"\xef\xbb\xbf\n<html><table>", "是网页（HTML、XML）存成的表，不是Excel工作簿"),
        (b'<?xml version="1.0"?><Workbook/>', "是网页（HTML、XML）存成的表，不是Excel工作簿"),
        (b"%PDF-1.7\n", "不是Excel工作簿，是PDF"),
        (b"{\\rtf1 }", "不是Excel工作簿，是Word文件"),
        (packed("word/document.xml"), "不是Excel工作簿，是Word文件"),
        (b"Rar!\x1a\x07\0", "不是Excel工作簿，是压缩包"),
        (packed("people.xlsx"), "不是完好的xlsx文件"),
        (packed("xl/workbook.xml", flags=1), "不是完好的xlsx文件"),
    ],
)
def test_a_file_of_another_kind_is_called_what_it_is(content, said):
    with pytest.raises(Unreadable) as told, opened_book(content):
        pass
    assert told.value.message == said


def test_who_is_asked_for_is_not_missed_in_a_workbook_that_cannot_be_read(book):
    root = book()
    (root / "people.xlsx").write_bytes(b"PK")
    with pytest.raises(UnreadableInput) as told:
        open_folder(root, ["lin"])
    assert (told.value.message, told.value.where) == ("没有读到申报人：不是完好的xlsx文件", "people.xlsx")


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


def test_004_annex_2_2_3_2_the_new_workbook_offers_what_there_is_to_tick(tmp_path):
    """“需在相应选择项打钩”: a list in Excel holds 255 characters."""
    path, plan = tmp_path / "people.xlsx", load_plan("tz-jiaojiang-optics-mid-2025")
    path.write_bytes(people_workbook(plan))
    lists = {rule.formula1 for rule in openpyxl.load_workbook(path)[PEOPLE].data_validations.dataValidation}
    assert f'"{",".join(plan.options)}"' in lists


def test_a_workbook_whose_main_part_has_another_name_is_read(book):
    root = book()
    path = root / "people.xlsx"
    with zipfile.ZipFile(path) as archive:
        parts = {
            name.replace("workbook.xml", "workbook2.xml"): archive.read(name) for name in archive.namelist()
        }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"xl/workbook.xml", b"xl/workbook2.xml"))
    work = read_work(root)
    assert (work.findings, [p.key for p in work.people]) == ((), ["lin", "wu"])
