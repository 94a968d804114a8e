"""Workbooks of offices, without a tag: five tables that differ, and files that are not taken."""

import io
import re
import zipfile

import pytest
from click.testing import CliRunner
from conftest import build, person, squeezed, text_of
from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image as Drawn
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image

from zcforms.authoring.adding.excel import add_excel, propose
from zcforms.authoring.adding.word import add_word
from zcforms.authoring.adding.word.listings import headed
from zcforms.cli import main
from zcforms.fillers import sheets
from zcforms.fillers.sheets import Book
from zcforms.fillers.workbook_file import WorkbookFile
from zcforms.forms import left_blank, load_form
from zcforms.forms.values import written
from zcforms.ground.errors import BrokenForm, UnreadableInput
from zcforms.ground.office_parts import COMPOUND

LINE = Side(style="thin")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)


def drawn(sheet, top, left, bottom, right):
    for row in sheet.iter_rows(top, bottom, left, right):
        for cell in row:
            cell.border = GRID
            cell.font = Font(name="仿宋", size=10)


def saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def rostered(rows=3):
    """A roster: merged heads, running numbers, an age and totals by formulas, a line for a signature."""
    book = Workbook()
    sheet = book.active
    sheet.title = "花名册"
    sheet.merge_cells("A1:J1")
    sheet["A1"] = "2025年度申报高级职称人员花名册"
    sheet["A1"].font = Font(name="黑体", size=16)
    sheet["A2"], sheet["G2"], sheet["I2"] = "填报单位：", "填报人：", "联系电话："
    last = 4 + rows
    drawn(sheet, 3, 1, last, 10)
    heads = [
        "序号",
        "姓名",
        "性别",
        "出生年月",
        "身份证号码",
        "工作单位",
        "现专业技术资格",
        None,
        "自评分",
        "年龄",
    ]
    for column, head in enumerate(heads, 1):
        sheet.cell(3, column, head)
    sheet["G4"], sheet["H4"] = "资格名称", "取得时间"
    sheet.merge_cells("G3:H3")
    for column in "ABCDEFIJ":
        sheet.merge_cells(f"{column}3:{column}4")
    for letter in "ABCDEFGHIJ":
        sheet.column_dimensions[letter].width = 12
    for row in range(5, last + 1):
        sheet.cell(row, 1, row - 4)
        sheet.cell(row, 10, f"=2025-VALUE(LEFT(D{row},4))")
        sheet.row_dimensions[row].height = 36
    sheet.cell(last + 1, 1, "合计")
    sheet.cell(last + 1, 2, f"=COUNTA(B5:B{last})")
    sheet.cell(last + 1, 9, f"=SUM(I5:I{last})")
    sheet.cell(last + 1, 10, f"=I{last + 1}/$B${last + 1}")
    sheet.merge_cells(start_row=last + 2, start_column=1, end_row=last + 2, end_column=10)
    sheet.cell(last + 2, 1, "审核人（签字）：            年   月   日")
    return book


def posts():
    """A post table of a unit: captions on two sides, and a list with nothing drawn below its head."""
    book = Workbook()
    sheet = book.active
    sheet.title = "岗位信息"
    rows = [
        ["单位名称", None, None, "统一社会信用代码", None, None],
        ["岗位", "正高级", "副高级", "中级", "初级及未定级", "总数"],
        ["核准人数", None, None, None, None, None],
        ["实聘人数", None, None, None, None, None],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("E1:F1")
    drawn(sheet, 1, 1, 4, 6)
    sheet.append([])
    sheet.append(["姓名", "性别", "申报专业", "申报资格"])
    return book


def card():
    """A card of a person: labels and values, boxes, a photo, an opinion."""
    book = Workbook()
    sheet = book.active
    sheet.title = "信息采集表"
    for row in [
        ["姓　名", None, "性别", "□男 □女", "照片"],
        ["民族", None, "出生年月", None, None],
        ["工作单位", None, "参加工作时间", "    年  月", None],
        ["近五年继续教育", None, None, None, None],
        ["单位意见", None, None, "（盖章）", None],
    ]:
        sheet.append(row)
    sheet.merge_cells("E1:E3")
    drawn(sheet, 1, 1, 5, 5)
    return book


def works():
    """Two lists of a person on one sheet, and a sheet that reckons with them."""
    book = Workbook()
    sheet = book.active
    sheet.title = "业绩 汇总"
    sheet["A1"] = "论文著作"
    for column, head in enumerate(["序号", "论文题目", "刊物名称", "发表年月"], 1):
        sheet.cell(2, column, head)
    sheet["A3"] = 1
    sheet["A5"] = "专利"
    for column, head in enumerate(["专利名称", "专利号", "授权时间"], 1):
        sheet.cell(6, column, head)
    drawn(sheet, 2, 1, 3, 4)
    drawn(sheet, 6, 1, 8, 3)
    count = book.create_sheet("统计")
    count["A1"], count["B1"] = "论文数", "=COUNTA('业绩 汇总'!B3:B3)"
    count["A2"], count["B2"] = "首项专利", "='业绩 汇总'!A7"
    return book


def table():
    """A roster that is a table of Excel, with choices, a condition, a print area and a sheet of choices."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名单"
    heads = ["姓名", "性别", "身份证号码", "联系电话", "备注"]
    sheet.append(heads)
    drawn(sheet, 1, 1, 4, 5)
    sheet.add_table(Table(displayName="t", ref="A1:E4"))
    choice = DataValidation(type="list", formula1="选项!$A$1:$A$2")
    choice.add("B2:B4")
    sheet.add_data_validation(choice)
    rule = CellIsRule(operator="equal", formula=['"女"'], fill=PatternFill("solid", bgColor="FFFF00"))
    sheet.conditional_formatting.add("B2:B4", rule)
    sheet["A6"] = "注：按姓氏笔画排列。"
    sheet.print_area = "A1:E6"
    book.defined_names["人"] = DefinedName("人", attr_text="名单!$A$2:$A$4")
    hidden = book.create_sheet("选项")
    hidden.sheet_state = "hidden"
    hidden["A1"], hidden["A2"] = "男", "女"
    return book


def read(book, scope):
    draft = propose(saved(book), "a.xlsx", "试", scope, None).draft
    fields = {one.place: (one.source, one.sure) for one in draft.fields}
    return fields, {one.source: {c.caption: c.source for c in one.columns} for one in draft.lists}, draft


def filled(folder, book, scope, rows, title="试"):
    """The workbook as it is filled: each value says its place, and there are so many rows of each list."""
    (folder / "a.xlsx").write_bytes(saved(book))
    form = add_excel(folder / "a.xlsx", folder, title, scope).form
    lists = {
        name: [{c: f"{spec.columns[c].title}{n}" for c in spec.columns} for n in range(1, rows + 1)]
        for name, spec in form.tables.items()
    }
    fields = {name: spec.title for name, spec in form.fields.items() if spec.source}
    return load_workbook(io.BytesIO(sheets.fill(form, written(form, fields, lists))))


def column(sheet, letter, first, last):
    return [sheet[f"{letter}{row}"].value for row in range(first, last + 1)]


@pytest.fixture
def own(workshop):
    return workshop({"lin": person()})


# --- five tables ----------------------------------------------------------------------------------


def test_a_roster_is_read_by_its_two_rows_of_heads():
    fields, lists, draft = read(rostered(), "office")
    assert fields == {
        "花名册!B2": ("office.name", True),
        "花名册!H2": ("office.contact", True),
        "花名册!J2": ("office.phone", True),
    }
    assert lists == {
        "people": {
            "姓名": "name",
            "性别": "sex",
            "出生年月": "birth",
            "身份证号码": "id_number",
            "工作单位": "unit",
            "资格名称": "title",
            "取得时间": "qualified_on",
            "自评分": "score",
        }
    }
    assert draft.by_hand == ["花名册!A9"]
    assert draft.unread == []


def grouped():
    """A table of two rows of heads, of which the lower ones say nothing alone."""
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总"
    sheet.merge_cells("A1:J1")
    sheet["A1"], sheet["A2"], sheet["F2"] = "高级职称推荐人选汇总表", "报送单位：", "填报人："
    drawn(sheet, 3, 1, 6, 10)
    groups = {"C": "工作单位", "E": "最高学历", "G": "现任专业技术职务", "I": "本次申报"}
    for letter, group in groups.items():
        sheet[f"{letter}3"] = group
        sheet.merge_cells(f"{letter}3:{chr(ord(letter) + 1)}3")
    for letter, head in zip(
        "CDEFGHI", ("名称", "性质", "学历", "取得时间", "名称", "取得时间", "资格"), strict=True
    ):
        sheet[f"{letter}4"] = head
    sheet["J4"] = "专业"
    for letter, head in (("A", "姓名"), ("B", "评审结果")):
        sheet[f"{letter}3"] = head
        sheet.merge_cells(f"{letter}3:{letter}4")
    return book


def test_heads_below_others_are_read_with_them_and_what_is_for_a_hand_counts_against_nothing():
    fields, lists, draft = read(grouped(), "office")
    assert fields == {"汇总!C2": ("office.name", True), "汇总!G2": ("office.contact", True)}
    assert lists["people"] == {
        "姓名": "name",
        "工作单位/名称": "unit",
        "工作单位/性质": "unit_kind",
        "学历": "education",
        "最高学历/取得时间": "graduated",
        "现任专业技术职务/名称": "title",
        "取得时间": "qualified_on",
        "本次申报/资格": "target",
        "本次申报/专业": "speciality",
    }
    assert all(column.sure for column in draft.lists[0].columns)
    assert draft.by_hand == ["汇总!B5"]


def test_a_column_of_first_studies_is_nobodys_and_one_of_a_kind_is_doubtful():
    heads = ["姓名", "身份证号码", "第一学历/学历", "最高学历/学历", "在职教育/毕业院校"]
    found = headed(heads, "花名册", "office")
    assert found.columns == ("name", "id_number", "", "education", "college")
    assert found.exact == (True, True, False, True, False)


def test_rows_are_added_in_the_style_of_the_last_and_formulas_go_along(own):
    sheet = filled(own, rostered(), "office", 6)["花名册"]
    assert column(sheet, "A", 5, 11) == [1, 2, 3, 4, 5, 6, "合计"]
    assert column(sheet, "B", 5, 10) == [f"姓名{n}" for n in range(1, 7)]
    assert column(sheet, "J", 5, 10) == [f"=2025-VALUE(LEFT(D{row},4))" for row in range(5, 11)]
    assert [sheet[f"{c}11"].value for c in "BIJ"] == ["=COUNTA(B5:B10)", "=SUM(I5:I10)", "=I11/$B$11"]
    assert sheet["A12"].value.startswith("审核人（签字）")
    assert {str(one) for one in sheet.merged_cells.ranges} >= {"A1:J1", "G3:H3", "B3:B4", "A12:J12"}
    for row in range(5, 11):
        assert sheet[f"B{row}"].border.bottom.style == "thin"
        assert sheet[f"B{row}"].font.name == "仿宋"
        assert sheet.row_dimensions[row].height == 36
    assert sheet["A1"].font.name == "黑体"


def test_fewer_people_leave_the_rows_of_the_form_blank(own):
    sheet = filled(own, rostered(), "office", 1)["花名册"]
    assert column(sheet, "B", 5, 8) == ["姓名1", None, None, "=COUNTA(B5:B7)"]
    assert column(sheet, "A", 5, 8) == [1, 2, 3, "合计"]


def test_a_number_is_one_only_where_it_is_reckoned_with(own):
    (own / "a.xlsx").write_bytes(saved(rostered()))
    form = add_excel(own / "a.xlsx", own, "试", "office").form
    sources = {spec.source: name for name, spec in form.tables["t1"].columns.items()}
    row = {sources["score"]: "87.5", sources["id_number"]: "110101199003070011", sources["birth"]: "1990.10"}
    book = load_workbook(io.BytesIO(sheets.fill(form, written(form, {}, {"t1": [row]}))))
    assert [book["花名册"][f"{c}5"].value for c in "DEI"] == ["1990.10", "110101199003070011", 87.5]


def test_single_cells_that_a_formula_reckons_with_hold_numbers_on_any_sheet(own):
    book = posts()
    sheet = book.active
    sheet["F3"], sheet["F4"] = "=SUM(B3:D3)", "=SUM(B4,C4)+LEN(D4)"
    book.create_sheet("汇总")["A1"] = "=SUM(岗位信息!$E:$E)"
    (own / "a.xlsx").write_bytes(saved(book))
    form = add_excel(own / "a.xlsx", own, "试", "institution").form
    held = dict.fromkeys(form.fields, "12")
    made = load_workbook(io.BytesIO(sheets.fill(form, written(form, held, {}))))["岗位信息"]
    assert [made[f"{c}3"].value for c in "BCDEF"] == [12, 12, 12, 12, "=SUM(B3:D3)"]
    assert [made[f"{c}4"].value for c in "BCDE"] == [12, 12, "12", 12]
    assert made["B1"].value == "12"
    held = dict.fromkeys(form.fields, "2（超聘1人）")
    made = load_workbook(io.BytesIO(sheets.fill(form, written(form, held, {}))))["岗位信息"]
    assert made["B3"].value == "2（超聘1人）"


def test_each_cell_of_a_matrix_has_a_number_and_what_its_two_captions_ask_for():
    book = Workbook()
    sheet = book.active
    sheet.title = "岗位"
    sheet["A1"] = "专业技术岗位使用情况表"
    sheet.append(["项目", "正高级", "副高级", "中级", "初级", "合计", "备注"])
    for name in ("核定岗位数", "实聘人数", "空缺人数", "本年退休人数"):
        sheet.append([name])
    sheet["F3"] = "=SUM(B3:E3)"
    sheet.append(["拟申报人员"])
    sheet.append(["姓名", "身份证号码", "现职称", "聘任时间", "现聘岗位等级", "拟申报职称", "备注"])
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("A7:G7")
    drawn(sheet, 1, 1, 9, 7)
    fields, lists, _ = read(book, "institution")
    assert {f"岗位!{c}{r}" for c in "BCDEFG" for r in (3, 4, 5, 6)} - {"岗位!F3"} == set(fields)
    assert fields["岗位!C4"] == ("posts.actual.deputy", True)
    assert fields["岗位!D5"] == ("posts.vacancy.mid", True)
    assert fields["岗位!C3"] == (
        "posts.approved.deputy",
        False,
    )  # 核定岗位数: perhaps not 核准人数
    assert fields["岗位!E4"] == ("posts.actual.junior", False)
    assert fields["岗位!C6"] == ("", False)
    (people,) = lists
    assert people == "people"
    assert list(lists["people"].values())[:6] == [
        "name",
        "id_number",
        "current_title",
        "appointed_from",
        "post_grade",
        "target",
    ]


def test_a_post_table_is_read_by_its_two_sides_and_its_list_by_its_head(own):
    fields, lists, _ = read(posts(), "institution")
    assert fields["岗位信息!B1"] == ("unit.name", True)
    assert fields["岗位信息!E1"] == ("unit.uscc", True)
    assert fields["岗位信息!C3"] == ("posts.approved.deputy", True)
    assert fields["岗位信息!F4"] == ("posts.actual.total", True)
    columns = {"姓名": "name", "性别": "sex", "申报专业": "speciality", "申报资格": "target"}
    assert lists == {"applicants": columns}
    sheet = filled(own, posts(), "institution", 3)["岗位信息"]
    assert column(sheet, "A", 6, 9) == ["姓名", "姓名1", "姓名2", "姓名3"]
    assert sheet["B1"].value == "单位名称"


def test_a_card_is_read_as_a_word_form_is(own):
    fields, _, draft = read(card(), "person")
    assert fields == {
        "信息采集表!B1": ("person.name", True),
        "信息采集表!D1": ("sex", True),
        "信息采集表!B2": ("person.ethnicity", True),
        "信息采集表!D2": ("birth", True),
        "信息采集表!B3": ("unit.name", True),
        "信息采集表!D3": ("person.work_started", True),
        "信息采集表!B4": ("", False),
    }
    assert draft.unread == ["信息采集表!E1的照片：格子不到20毫米高，放不下照片，做好后自己插入"]
    assert draft.by_hand
    (own / "a.xlsx").write_bytes(saved(card()))
    form = add_excel(own / "a.xlsx", own, "试", "person").form
    held = {
        name: {"sex": "女", "person.work_started": ""}.get(s.source, "甲") for name, s in form.fields.items()
    }
    sheet = load_workbook(io.BytesIO(sheets.fill(form, written(form, held, {}))))["信息采集表"]
    assert sheet["D1"].value == "□男 ☑女"
    assert sheet["D3"].value == "    年  月"
    assert sheet["E1"].value == "照片"
    assert [sheet[c].value for c in ("B1", "B5", "D5")] == ["甲", None, "（盖章）"]


def test_the_folder_that_a_process_began_in_may_be_gone(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    package = WorkbookFile(saved(Workbook()))
    key = package.relate("xl/worksheets/sheet1.xml", "image", "xl/media/image1.png")
    assert b'Target="../media/image1.png"' in package.parts["xl/worksheets/_rels/sheet1.xml.rels"]
    assert key == "rId1"


@pytest.mark.parametrize("drawing", [False, True])
def test_a_photo_is_anchored_in_its_cell_and_stays_within_it(own, drawing):
    book, picture = card(), io.BytesIO()
    Image.new("RGB", (70, 98), "gray").save(picture, "JPEG")
    sheet = book.active
    for row in (1, 2, 3):
        sheet.row_dimensions[row].height = 48
    if drawing:
        seal = io.BytesIO()
        Image.new("RGB", (9, 9), "red").save(seal, "PNG")
        sheet.add_image(Drawn(seal), "G9")
    (own / "a.xlsx").write_bytes(saved(book))
    added = add_excel(own / "a.xlsx", own, "试", "person")
    form = added.form
    assert added.draft.unread == []
    (photo,) = (name for name, spec in form.fields.items() if spec.source == "photo")
    held = {name: "甲" for name in form.fields if name != photo} | {photo: picture.getvalue()}
    made = sheets.fill(form, written(form, held, {}))
    filled = load_workbook(io.BytesIO(made))["信息采集表"]
    assert filled["E1"].value is None
    image = filled._images[-1]
    assert len(filled._images) == 1 + drawing and image._data() == picture.getvalue()
    start, size = image.anchor._from, image.anchor.ext
    pt = 12_700
    assert (start.col, start.row) == (4, 0)
    assert size.width / size.height == pytest.approx(70 / 98, abs=0.01)
    wide = 64 * 0.75  # a column that says nothing is 64 dots wide
    assert start.colOff / pt >= 1.5 and (start.colOff + size.width) / pt <= wide
    assert start.rowOff / pt >= 1.5 and (start.rowOff + size.height) / pt <= 3 * 48
    without = load_workbook(io.BytesIO(sheets.fill(form, left_blank(form))))["信息采集表"]
    assert without["E1"].value == "照片" and len(without._images) == drawing


def test_two_lists_on_a_sheet_do_not_run_into_each_other(own):
    book = filled(own, works(), "person", 4)
    sheet, count = book["业绩 汇总"], book["统计"]
    assert column(sheet, "A", 2, 6) == ["序号", 1, 2, 3, 4]
    assert column(sheet, "B", 3, 6) == [f"论文题目{n}" for n in range(1, 5)]
    assert count["B1"].value == "=COUNTA('业绩 汇总'!B3:B6)"
    assert count["B2"].value == "='业绩 汇总'!A10"
    assert column(sheet, "A", 8, 13) == ["专利", "专利名称", *(f"专利名称{n}" for n in range(1, 5))]


def test_what_refers_to_rows_follows_them(own):
    book = filled(own, table(), "office", 5)
    sheet = book["名单"]
    assert column(sheet, "A", 1, 8) == [
        "姓名",
        *(f"姓名{n}" for n in range(1, 6)),
        None,
        "注：按姓氏笔画排列。",
    ]
    assert sheet.tables["t"].ref == "A1:E6"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B2:B6"
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["B2:B6"]
    assert sheet.print_area == "'名单'!$A$1:$E$8"
    assert book.defined_names["人"].attr_text == "名单!$A$2:$A$6"
    assert book["选项"]["A2"].value == "女"


# --- what stays, what is told ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "scope"),
    [(rostered, "office"), (posts, "institution"), (card, "person"), (works, "person"), (table, "office")],
)
def test_left_blank_it_is_the_table_that_was_brought(own, make, scope):
    brought = saved(make())
    (own / "a.xlsx").write_bytes(brought)
    form = add_excel(own / "a.xlsx", own, "试", scope).form
    before, after = (load_workbook(io.BytesIO(c)) for c in (brought, sheets.fill(form, left_blank(form))))
    assert before.sheetnames == after.sheetnames
    for one, other in zip(before, after, strict=True):
        looks = {c.coordinate: (c.value, repr(c.font), repr(c.border)) for row in one for c in row}
        made = {c.coordinate: (c.value, repr(c.font), repr(c.border)) for row in other for c in row}
        assert {at: look for at, look in made.items() if at in looks or look[0]} == looks
        assert one.merged_cells == other.merged_cells
        assert {k: d.height for k, d in one.row_dimensions.items() if d.height} == {
            k: d.height for k, d in other.row_dimensions.items() if d.height
        }


def test_a_long_value_goes_on_in_more_lines_and_its_row_grows(own):
    book = card()
    book.active.column_dimensions["B"].width = 12
    (own / "a.xlsx").write_bytes(saved(book))
    form = add_excel(own / "a.xlsx", own, "试", "person").form
    name = next(name for name, spec in form.fields.items() if spec.source == "unit.name")
    made = sheets.fill(form, written(form, {name: "虚构省地质矿产勘查开发集团有限公司"}, {}))
    sheet = load_workbook(io.BytesIO(made)).active
    assert sheet["B3"].alignment.wrap_text
    assert sheet.row_dimensions[3].height > 39  # three lines of 10 pt
    assert not sheet["B2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height is None


def test_no_author_and_no_clock_and_the_same_bytes(own):
    book = card()
    book.properties.creator = "某某某"
    (own / "a.xlsx").write_bytes(saved(book))
    form = add_excel(own / "a.xlsx", own, "试", "person").form
    made = sheets.fill(form, left_blank(form))
    assert made == sheets.fill(form, left_blank(form))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        assert not any("某某某".encode() in parts.read(name) for name in parts.namelist())
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}
    assert (own / "forms" / "试" / "核对稿.xlsx").stat().st_mode & 0o777 == 0o600


def test_the_sheet_to_check_shows_what_was_corrected(own):
    path = own / "a.xlsx"
    path.write_bytes(saved(card()))
    sheet = load_workbook(add_excel(path, own, "试", "person").sheet)["信息采集表"]
    assert sheet["B1"].value == "〔f1　申报人.姓名〕"
    assert sheet["B1"].fill.fgColor.rgb == "FFC6E0B4"
    assert sheet["B5"].value == "〔手写〕"
    manifest = own / "forms" / "试" / "form.yaml"
    manifest.write_text(manifest.read_text().replace("person.ethnicity", "''"))
    again = add_excel(path, own, "试", "person")
    assert not again.is_new
    assert load_workbook(again.sheet)["信息采集表"]["B2"].value == "〔f4　不填〕"


def test_groups_over_the_heads_of_their_columns_are_no_example():
    book = Workbook()
    sheet = book.active
    groups = {
        "工作单位": ("单位名称", "单位性质"),
        "最高学历": ("学历", "学校"),
        "现有职称": ("名称", "取得时间"),
    }
    sheet.append(["汇总表"])
    sheet.append(["序号", "姓名", "性别", *(said for group in groups for said in (group, None))])
    sheet.append([None, None, None, *(head for heads in groups.values() for head in heads)])
    for place in ("A1:I1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "H2:I2"):
        sheet.merge_cells(place)
    drawn(sheet, 2, 1, 6, 9)
    _, lists, draft = read(book, "office")
    assert len(lists["people"]) == 9
    assert draft.unread == []


def test_a_row_of_an_example_is_told_and_not_written_over():
    book = rostered()
    book.active["B5"] = "张三（示例）"
    fields, lists, draft = read(book, "office")
    assert lists == {}
    assert len(fields) == 3
    assert [said.partition("，")[0] for said in draft.unread] == ["花名册!A3起的清单：下一行已经有内容"]


@pytest.mark.parametrize("name", ["", "取"])
@pytest.mark.parametrize("formula", ['WEBSERVICE("http://a.example")', "cmd|'/C calc'!A0"])
def test_a_formula_that_fetches_is_refused_also_where_a_cell_calls_it_by_a_name(own, formula, name):
    book = card()
    book.active["A9"] = f"={name or formula}"
    if name:
        book.defined_names[name] = DefinedName(name, attr_text=formula)
    (own / "a.xlsx").write_bytes(saved(book))
    said = ("名称“取”" if name else "工作表“.+”") + "里有会取用外部内容的公式"
    with pytest.raises(UnreadableInput, match=said):
        add_excel(own / "a.xlsx", own, "试", "person")
    assert not (own / "forms").exists()


def test_what_is_no_workbook_is_refused(own):
    empty = Workbook()
    for content, said in [
        (COMPOUND + b"0" * 600, "旧的xls文件"),
        (b"PK\x03\x04nonsense", "不是完好的Excel工作簿"),
        (saved(empty), "没有认出一个可以填的空格"),
    ]:
        (own / "a.xlsx").write_bytes(content)
        with pytest.raises(UnreadableInput, match=said):
            add_excel(own / "a.xlsx", own, "试", "person")
    assert not (own / "forms").exists()


def test_a_workbook_whose_main_part_has_another_name_is_taken():
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(card()))) as file, zipfile.ZipFile(target, "w") as out:
        for name in file.namelist():
            content = file.read(name).replace(b"xl/workbook.xml", b"xl/book.xml")
            out.writestr(name.replace("workbook.xml", "book.xml"), content)
    assert [sheet.name for sheet in Book(target.getvalue(), "a.xlsx").sheets] == card().sheetnames


@pytest.mark.parametrize("spoil", [lambda part: part[: len(part) // 2], lambda _: b"<x/>", lambda _: None])
def test_a_workbook_whose_formats_are_damaged_is_told_in_words(own, spoil):
    with zipfile.ZipFile(io.BytesIO(saved(card()))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/styles.xml"] = spoil(parts["xl/styles.xml"])
    with zipfile.ZipFile(own / "a.xlsx", "w") as file:
        for name, content in parts.items():
            if content is not None:
                file.writestr(name, content)
    with pytest.raises(UnreadableInput) as told:
        add_excel(own / "a.xlsx", own, "试", "person")
    assert (told.value.message, told.value.where) == ("不是完好的Excel工作簿（.xlsx）", "a.xlsx")


def test_a_cell_of_a_format_that_is_not_there_looks_as_the_first_does(own):
    parts = WorkbookFile(saved(card())).parts
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb'(<c r="A2"[^>]*) s="\d+"', rb'\1 s="999"', sheet)
    assert parts["xl/worksheets/sheet1.xml"] != sheet
    with zipfile.ZipFile(own / "a.xlsx", "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    assert add_excel(own / "a.xlsx", own, "试", "person")


def test_a_tag_that_nobody_declared_is_named(own):
    (own / "a.xlsx").write_bytes(saved(card()))
    add_excel(own / "a.xlsx", own, "试", "person")
    manifest = own / "forms" / "试" / "form.yaml"
    lines = [line for line in manifest.read_text().splitlines() if "person.ethnicity" not in line]
    manifest.write_text("\n".join(lines))
    with pytest.raises(BrokenForm, match="没有声明的栏目“f4”"):
        sheets.check_template(load_form(manifest.parent))


def test_a_batch_has_the_workbook_of_its_office(own, tmp_path):
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(saved(rostered()))
    asked = ["forms", "add", str(path), "--work", str(own), "--scope", "office", "--title", "试"]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    assert "花名册!A3起的清单  ← people" in done.output
    build(own, tmp_path / "out", {"试", "pledge"})
    printed = squeezed(text_of(tmp_path / "out" / "打印清单.pdf"))
    assert "用Word、Excel打开打印，不在此表和合计内：《试》（“报送”文件夹，1个文件）。" in printed
    (made,) = (tmp_path / "out").rglob("*.xlsx")
    sheet = load_workbook(made).active
    assert [sheet[c].value for c in ("B5", "D5", "B6")] == ["林一山", "1985.06", None]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("xl/vbaProject.bin", "宏"),
        ("xl/externalLinks/externalLink1.xml", "别的文件"),
        ("XL/CtrlProps/ctrlProp1.xml", "别的文件"),
        (None, "展开后过大"),
    ],
)
def test_what_runs_links_or_unfolds_is_refused_when_it_is_added_and_when_it_is_filled(own, name, said):
    good = saved(card())
    target = io.BytesIO(good)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as parts:
        for n in range(1 if name else 2001):
            parts.writestr(name or f"xl/{n}.xml", "<a/>")
    path = own / "a.xlsx"
    path.write_bytes(target.getvalue())
    with pytest.raises(UnreadableInput, match=said):
        add_excel(path, own, "试", "person")
    path.write_bytes(good)
    form = add_excel(path, own, "试", "person").form
    (form.folder / "template.xlsx").write_bytes(target.getvalue())
    with pytest.raises(BrokenForm, match=said):
        sheets.fill(form, left_blank(form))


def test_a_value_is_text_whatever_it_says(own):
    (own / "a.xlsx").write_bytes(saved(card()))
    form = add_excel(own / "a.xlsx", own, "试", "person").form
    for hostile in ("=1+1", "{{ 7*7 }}", "{% raw %}", "<b>&amp;</b>", "+cmd|'/C calc'!A0", "a\x00\x07b"):
        made = sheets.fill(form, written(form, {"f1": hostile}, {}))
        cell = load_workbook(io.BytesIO(made)).active["B1"]
        assert cell.data_type in ("s", "inlineStr")
        assert cell.value.replace("〔U+0000〕〔U+0007〕", "\x00\x07") == hostile


def test_a_label_that_goes_on_over_blank_cells_is_not_covered(own):
    book = rostered()
    book.active.column_dimensions["A"].width = 5
    book.active.column_dimensions["I"].width = book.active.column_dimensions["J"].width = 5
    fields, _, _ = read(book, "office")
    assert list(fields) == ["花名册!C2", "花名册!H2", "花名册!I2"]
    assert filled(own, book, "office", 1).active["I2"].value == "联系电话：联系电话"


def test_the_value_of_a_narrow_label_is_in_the_merged_cell_beside_it_not_hidden_within_it():
    book = rostered()
    sheet = book.active
    sheet.column_dimensions["A"].width = 5
    sheet.merge_cells("B2:E2")
    places = set(read(book, "office")[0])
    assert "花名册!B2" in places
    assert not places & {"花名册!C2", "花名册!D2", "花名册!E2"}


def test_a_roster_may_ask_for_the_school_alone_and_for_the_age():
    found = headed(["姓名", "年龄", "毕业学校", "毕业专业", "资格名称", "取得年月"], "花名册", "office")
    assert found is not None and found.sure
    assert found.columns == ("name", "age", "college", "major", "title", "qualified_on")


def test_a_column_that_says_nothing_holds_four_characters_of_11_pt():
    book = Book(saved(card()), "a.xlsx")
    sheet = book.sheets[0]
    assert sheet.room(26, 26) == pytest.approx(59 * 0.75)  # 64 dots, 5 of them margins (ECMA-376, 18.3.1.13)
    assert sheet.room(26, 27) == pytest.approx(123 * 0.75)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b"schemas.openxmlformats.org/spreadsheetml/2006", b"purl.oclc.org/ooxml/spreadsheetml", "Strict"),
        (b"spreadsheetml.sheet.main", b"spreadsheetml.template.main", "Excel模板"),
    ],
)
def test_a_workbook_of_another_kind_is_called_what_it_is(own, old, new, said):
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(card()))) as good, zipfile.ZipFile(target, "w") as other:
        for name in good.namelist():
            other.writestr(name, good.read(name).replace(old, new))
    (own / "a.xlsx").write_bytes(target.getvalue())
    with pytest.raises(UnreadableInput, match=said) as refused:
        add_excel(own / "a.xlsx", own, "试", "person")
    assert "另存为" in (refused.value.hint or "")


def test_nobody_is_written_into_a_row_that_is_not_seen(own):
    book = rostered()
    book.active.row_dimensions[6].hidden = book.active.row_dimensions[7].hidden = True
    sheet = filled(own, book, "office", 6)["花名册"]
    assert column(sheet, "B", 5, 10) == [f"姓名{n}" for n in range(1, 7)]
    assert not [row for row in range(5, 11) if sheet.row_dimensions[row].hidden]
    assert sheet.row_dimensions[10].height == 36


def test_columns_that_are_not_seen_are_told():
    book = rostered()
    book.active.column_dimensions["D"].hidden = True
    _, _, draft = read(book, "office")
    assert [said.partition("：")[0] for said in draft.unread] == ["工作表“花名册”的D列隐藏着"]
    (sheet,) = Book(saved(book), "a.xlsx").sheets
    for group in sheet.root.iter("{*}col"):
        group.attrib.pop("hidden", None)
        group.set("width", "0.0" if group.get("min") == "4" else "9")  # as some programs hide one
    assert sheet.hidden_columns() == [4]


def test_narrow_cells_for_a_character_each_are_for_a_hand():
    book = Workbook()
    book.active.append(["身份证号码"])
    book.active.append(["姓名"])
    book.active.merge_cells("B2:S2")
    drawn(book.active, 1, 1, 2, 19)
    for n in range(2, 20):
        book.active.column_dimensions[book.active.cell(1, n).column_letter].width = 3
    _, _, draft = read(book, "person")
    assert [one.source for one in draft.fields] == ["person.name"]
    assert "的18个小格" in draft.unread[0]


def test_a_file_that_is_not_there_is_no_large_one(own):
    for add in (add_excel, add_word):
        with pytest.raises(UnreadableInput, match="不存在") as refused:
            add(own / "没有", own, "试", "person")
        assert "核对文件名" in (refused.value.hint or "")


def test_braces_of_the_workbook_are_words_and_no_tags(own):
    book = Workbook()
    book.active.append(["姓名", None, "性别", "□男 □女 {#必填#} {# {{ 甲 }} {%"])
    book.active.append(["备注", "{{ 民族 }} {% endif %}"])
    drawn(book.active, 1, 1, 2, 4)
    (own / "a.xlsx").write_bytes(saved(book))
    added = add_excel(own / "a.xlsx", own, "试", "person")
    assert [said.partition("照原样")[0] for said in added.draft.unread] == [
        "Sheet!D1的“{{ 甲 }}”",
        "Sheet!B2的“{{ 民族 }}”",
    ]
    (sex,) = (name for name, spec in added.form.fields.items() if spec.source == "sex")
    content = sheets.fill(added.form, written(added.form, {sex: "女"}, {}))
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["D1"].value == "□男 ☑女 {#必填#} {# {{ 甲 }} {%"
    assert sheet["B2"].value == "{{ 民族 }} {% endif %}"


def test_the_blank_of_a_workbook_is_a_workbook_and_no_other_file_bears_its_name(own, tmp_path):
    (own / "a.xlsx").write_bytes(saved(card()))
    add_excel(own / "a.xlsx", own, "卡片", "person")

    def blank(form, name, code):
        asked = ["forms", "blank", form, str(tmp_path / name), "--work", str(own)]
        done = CliRunner().invoke(main, asked)
        assert done.exit_code == code, done.output
        return done.output

    blank("卡片", "空白.xlsx", 0)
    assert load_workbook(tmp_path / "空白.xlsx").active["A1"].value == "姓　名"
    assert "是Excel表，没有PDF" in (said := blank("卡片", "空白.pdf", 2)) and ".xlsx" in said
    assert "空白表写到.xlsx" in blank("卡片", "空白.docx", 2)
    assert "空白表写到.pdf" in blank("花名册", "花名册.xlsx", 2)
    assert "应以.pdf、.docx、.xlsx结尾" in blank("评审表", "评审表.doc", 2)
    assert {path.name for path in tmp_path.glob("*.*")} == {"空白.xlsx"}


def test_one_of_two_columns_for_what_we_write_together_is_doubtful():
    found = headed(["姓名", "性别", "学历", "学位", "工作单位"], "花名册", "office")
    assert (found.columns[2], found.exact[2]) == ("education", False)
    alone = headed(["姓名", "性别", "学历", "工作单位"], "花名册", "office")
    assert (alone.columns[2], alone.exact[2]) == ("education", True)
