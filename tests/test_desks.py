"""Tables as other desks lay them out: what the columns are is guessed, gone over, and read."""

import datetime
import io
import json
import re
from pathlib import Path
from types import SimpleNamespace

import desks
import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from conftest import build, citizen, person, work_in
from openpyxl.styles import Border, Side
from openpyxl.utils.datetime import CALENDAR_MAC_1904

import zcforms
from zcforms.authoring.desks import map_table
from zcforms.authoring.desks.heads import _said, guesses, named
from zcforms.cli import main
from zcforms.facts.vocabulary import vocabulary
from zcforms.ground.errors import UsageError
from zcforms.intake.books import Unreadable
from zcforms.intake.columns import sheets
from zcforms.intake.desks.mapped import table_bytes
from zcforms.intake.desks.mapping import MAPPING, target
from zcforms.intake.folder import TABLE_ENDINGS, TABLES, read_work
from zcforms.intake.grids import Head, grids_of
from zcforms.intake.kinds import Kind
from zcforms.intake.office import _converted, office_program
from zcforms.intake.separated import rows_of_text
from zcforms.serve.desk import Desk

# By name of the file: the table, and what somebody writes who goes over what was guessed.
TABLES_OF_DESKS = {
    "一览表.xlsx": (desks.grouped, {}),
    "导出.csv": (desks.flat, {"统一填写": {"工作经历.单位": "虚构矿业有限公司"}}),
    "两行.csv": (desks.two_lines, {}),
    "名册.xlsx": (desks.joined, {"换写": {"专业技术资格.级别": {"中": "中级"}}}),
    "逐篇.xlsx": (desks.repeated, {}),
}
WITHOUT_PAPERS = {"名册.xlsx"}


def confirmed(mapping, **more):
    """A mapping as somebody leaves it who finds every guess right, with what they write besides."""
    said = yaml.load(mapping.read_text(), yaml.BaseLoader)  # noqa: S506  text only
    said["已核对"] = "是"
    for sheet in said["工作表"]:
        sheet["列"] = {name: one.rstrip("？") for name, one in sheet["列"].items()} | more.get("columns", {})
        sheet |= {title: what for title, what in more.items() if title != "columns"}
    mapping.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000))
    return mapping


def expected(**changes):
    """The two people as YAML tells them."""
    records = {}
    for one in desks.PEOPLE:
        papers = [
            {
                "题目": one[p],
                "发表时间": one[f"{p}_date"],
                "刊物或出版社": one[f"{p}_in"],
                "作者排序": one[f"{p}_rank"],
            }
            for p in ("p1", "p2")
            if p in one
        ]
        start = one["span"].partition("-")[0]
        records[one["name"]] = {
            "姓名": one["name"],
            "证件": {"证件号码": one["id"]},
            "民族": one["nation"],
            "联系电话": one["phone"],
            "照片": one["photo"],
            "工作单位": one["unit"],
            "参加工作时间": one["since"],
            "现从事专业": one["field"],
            "从事本专业起始时间": one["field_since"],
            "申报": {"申报方式": one["method"], "申报专业": one["speciality"]},
            "学历": [
                {
                    "学校": one["school"],
                    "专业": one["major"],
                    "毕业时间": one["graduated"],
                    "学历": one["level"],
                }
                | {"学位": one["degree"]}
            ],
            "专业技术资格": [
                {"资格名称": one["title"], "级别": one["rank"], "取得时间": one["got"], "审批机关": one["by"]}
                | {"聘任时间": one["from"]}
            ],
            "工作经历": [{"起始时间": start, "单位": one["unit"], "从事专业技术工作": one["work"]}],
            "本人述职": one["statement"],
            "论文著作": papers,
        } | changes
    return records


def of_table(tmp_path, name, content, work="表"):
    """A folder of work whose people all stand in one table, not yet mapped."""
    root = work_in(tmp_path, name=work)
    (root / "applicants" / "lin.yaml").unlink()
    path = tmp_path / name
    path.write_bytes(content)
    return root, path


@pytest.mark.parametrize("name", TABLES_OF_DESKS)
def test_a_table_of_another_desk_says_the_same_people(tmp_path, name):
    make, more = TABLES_OF_DESKS[name]
    root, path = of_table(tmp_path, name, make())
    confirmed(map_table(path, root).mapping, **more)
    read = read_work(root)
    people = expected()
    if name in WITHOUT_PAPERS:
        for one in people.values():
            del one["论文著作"]
    told = {p.applicant.name: p.applicant for p in read_work(work_in(tmp_path, people)).people}
    assert {p.applicant.name if p.applicant else p.findings: p.applicant for p in read.people} == told
    assert [f.code for f in read.findings if f.severity == "error"] == []


def small(rows, **more):
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "名单"
    for row in rows:
        sheet.append(row)
    for what in more.values():
        what(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


SPAN = "工作经历1.起始时间＋工作经历1.结束时间"
HEAD = ["姓名", "身份证号", "民族", "联系电话", "参加工作时间"]
ROW = ["郑某", desks.NUMBERS[0], "汉族", "13800000001", "2008.07"]


def read_small(tmp_path, content, name="名单.xlsx", **more):
    root, path = of_table(tmp_path, name, content)
    confirmed(map_table(path, root).mapping, **more)
    return read_work(root)


def told(work):
    return {f.code: f for f in work.findings}


@pytest.mark.parametrize(
    ("encoding", "separator"),
    [("gb18030", ","), ("utf-8", ";"), ("utf-8-sig", "\t"), ("utf-16", "\t")],
)
def test_a_text_is_read_in_its_own_encoding_and_with_its_own_separator(encoding, separator):
    rows = list(rows_of_text(desks.flat(encoding, separator)))
    assert [[cell.value for cell in row][:2] for row in rows] == [
        ["名字", "公民身份号码"],
        ["郑某", desks.NUMBERS[0]],
        ["钱某", desks.NUMBERS[1]],
    ]


def test_a_text_in_two_encodings_is_refused_with_the_lines():
    lines = desks.flat("gb18030").split(b"\r\n")
    mixed = b"\r\n".join([*lines[:2], lines[2].decode("gb18030").encode(), b""])
    with pytest.raises(Unreadable, match="第1行是GBK，第3行是UTF-8"):
        list(rows_of_text(mixed))
    with pytest.raises(Unreadable, match="第2行不是GB18030编码的文字"):
        list(rows_of_text("姓名\n甲".encode("gb18030") + b"\xff"))


def test_a_text_of_more_columns_than_excel_has_is_no_list():
    with pytest.raises(Unreadable, match="第2行超过16384列"):
        list(rows_of_text(f"姓名\n{',' * 16_384}".encode()))


def test_what_programs_do_to_a_text_is_undone_or_told():
    text = 'sep=;\n姓名;身份证号;时间\n"王;某";="330199";2010.1\n\n"李\n某";#REF!;x\n'
    rows = [[(c.name, c.value, c.kind) for c in row] for row in rows_of_text(text.encode())]
    assert rows[1] == [("A2", "王;某", "s"), ("B2", "330199", "s"), ("C2", 2010.1, "n")]
    assert rows[2] == [("A4", "李\n某", "s"), ("B4", "#REF!", "s"), ("C4", "x", "s")]
    with pytest.raises(Unreadable, match="第2行（文件的第3行）"):
        list(rows_of_text('a,b\n"甲,乙\nx,y\n'.encode()))


def test_a_month_that_may_be_october_is_told_in_a_text_too(tmp_path):
    rows = [HEAD, [*ROW[:4], "2010.1"]]
    work = read_small(tmp_path, desks._separated(rows, "gb18030", ","), "名单.csv")
    (found,) = [f for f in work.people[0].findings if f.code == "cell-number"]
    assert str(found.place) == "外来表/名单.csv[名单!E2]"


def test_captions_copied_from_a_pdf_are_those_that_they_look_like(tmp_path):
    head = ["姓名", "⾝份证号", "⺠族", "联系电话", "参加⼯作时间"]
    (one,) = read_small(tmp_path, small([head, ROW])).people
    assert (str(one.partial.work_started), one.partial.ethnicity) == ("2008.07", "汉族")


def test_what_is_hidden_or_not_read_is_told_every_time(tmp_path):
    def hide(book):
        sheet = book["名单"]
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        sheet.auto_filter.ref = "A1:F4"
        other = book.create_sheet("旧名单")
        other.append(HEAD)
        other.sheet_state = "hidden"

    other = ["钱某", desks.NUMBERS[1], "回族", "13800000002", "2009.08", "备用"]
    content = small([[*HEAD, "颜色"], [*ROW, "红"], other, ["合计", "", "", 2]], hide=hide)
    work = read_small(tmp_path, content)
    assert [p.key for p in work.people] == ["郑某", "钱某"]
    said = [f.message for f in work.findings]
    assert said == [
        "1列写明不读，没有采用：F 颜色",
        "1行没有姓名，或是合计、重复的表头，没有采用：第4行",
        "隐藏（或筛选掉）的1行，照样读了：第3行",
        "1列是隐藏的，照样读了：D 联系电话",
        "工作表“旧名单”是隐藏的，没有采用",
    ]


@pytest.mark.parametrize("total", [["合计", "3人"], ["", "共3人"], ["", "12人"], ["", "", "", "小计"]])
def test_a_row_of_totals_is_nobody_whichever_column_says_so(tmp_path, total):
    work = read_small(tmp_path, small([["序号", *HEAD], [1, *ROW], total]))
    assert [p.key for p in work.people] == ["郑某"]
    assert "第3行" in told(work)["row-unread"].message


def test_a_row_for_every_paper_among_the_people_cannot_be_read_and_the_cure_says_so(tmp_path):
    def add(book):
        papers = book.create_sheet("其他")
        papers.append(["作者", "摘要"])
        papers.append(["郑某", "边坡"])

    work = read_small(tmp_path, small([HEAD, ROW], add=add))
    assert "“接到”" in told(work)["sheet-unmapped"].hint
    work = read_small(tmp_path / "二", small([[*HEAD, "论文题目"], [*ROW, "边坡"], [*ROW, "采场"]]))
    (found,) = [f for f in work.people[0].findings if f.code == "person-repeated"]
    assert "论文2题目" in found.hint
    assert "要写明第几项的哪一栏，如“工作经历1.起始时间”" in target("工作经历")


def test_the_check_of_a_mapping_says_what_somebody_still_lacks(tmp_path):
    root, path = of_table(tmp_path, "名单.xlsx", small([[*HEAD, "毕业院校及专业"], [*ROW, "虚构 大学 采矿"]]))
    confirmed(map_table(path, root).mapping)
    done = map_table(path, root)
    said = {(f.code, f.person) for f in done.findings if f.severity == "error"}
    assert (done.people, done.held) == (1, 1)
    assert {f.place.file for f in done.findings} == {"外来表/名单.xlsx"}, "as check says it"
    assert said == {("cell-unsplit", "郑某"), ("data-missing", "郑某")}


def test_what_the_plan_does_not_know_and_remarks_are_in_doubt(tmp_path):
    content = small([[*HEAD, "申报方式", "备注"], [*ROW, "正常", "已交原件"]])
    root, path = of_table(tmp_path, "名单.xlsx", content)
    why = {line.column: line.why for line in map_table(path, root).lines if not line.sure}
    assert "正常不是可填的（正常申报" in why["F 申报方式"]
    assert "花名册" in why["G 备注"]


def test_several_jobs_in_one_cell_are_told_when_the_table_is_mapped_and_when_it_is_read(tmp_path):
    jobs = "2005.08-2012.03 甲矿 技术员；2012.04-至今 乙院 主任"
    root, path = of_table(tmp_path, "名单.xlsx", small([[*HEAD, "工作经历"], [*ROW, jobs]]))
    done = map_table(path, root)
    assert "工作经历1起止时间" in done.lines[-1].why
    confirmed(done.mapping, columns={"F 工作经历": "工作经历1.从事专业技术工作"})
    (found,) = [f for f in read_work(root).people[0].findings if f.code == "cell-unsplit"]
    assert "工作经历1起止时间" in found.hint


def test_a_cell_of_a_whole_paper_or_project_is_guessed_by_all_that_it_says(tmp_path):
    row = [*ROW, "边坡（甲），《样例》，2016.03，独著", "2014.03-2016.11 扩建工程（甲） 主持"]
    root, path = of_table(tmp_path, "名单.xlsx", small([[*HEAD, "论文1", "项目1"], row]))
    paper, project = map_table(path, root).lines[-2:]
    assert paper.target == "论文著作1.题目＋论文著作1.刊物或出版社＋论文著作1.发表时间＋论文著作1.作者排序"
    assert project.target == "项目1.起始时间＋项目1.结束时间＋项目1.项目名称＋项目1.本人作用"
    assert not paper.sure
    assert not project.sure


def test_a_column_a_year_says_the_year_of_its_entry(tmp_path):
    head = [*HEAD, "2016年度考核", "年度考核结果／2017年", "2021学时合计", "其中专业科目"]
    rows = [[*ROW, "合格", "优秀", 96, 60], ["钱某", desks.NUMBERS[1], *ROW[2:], "合格", "", 90, ""]]
    work = read_small(tmp_path, small([head, *rows]))
    told = [[(str(a.year), a.level) for a in p.partial.assessments] for p in work.people]
    assert told == [[("2016", "合格"), ("2017", "优秀")], [("2016", "合格")]]
    (studied,) = work.people[0].partial.continuing_education
    assert (str(studied.year), studied.total) == ("2021", 96)
    root, path = of_table(tmp_path, "无年.xlsx", small([[*HEAD, "专业科目"], [*ROW, 60]]), "无年")
    line = map_table(path, root).lines[-1]
    assert (line.target, line.sure) == ("继续教育1.专业科目", False)


def test_a_cell_of_a_whole_job_or_study_is_guessed_by_what_it_says(tmp_path):
    row = [*ROW, "1999.09-2003.06 样本大学 采矿 本科 工学学士 全日制", "2003.07-2009.02 甲公司 采剥设计"]
    root, path = of_table(tmp_path, "名单.xlsx", small([[*HEAD, "学历情况", "工作经历2"], row]))
    study, job = map_table(path, root).lines[-2:]
    assert study.target.endswith("＋学历1.学历＋学历1.学位＋学历1.学习形式")
    assert job.target == SPAN.replace("1", "2") + "＋工作经历2.单位＋工作经历2.从事专业技术工作"
    assert not study.sure
    assert not job.sure


def test_whom_the_platform_sent_back_is_told(tmp_path):
    other = ["钱某", desks.NUMBERS[1], "回族", "13800000002", "2009.08", "审核通过"]
    work = read_small(tmp_path, small([[*HEAD, "审核状态"], [*ROW, "退回修改"], other]))
    (found,) = [f for f in work.findings if f.code == "row-returned"]
    assert str(found.place) == "外来表/名单.xlsx[名单!F2]"


def test_a_formula_an_error_and_a_number_are_told_at_their_cells(tmp_path):
    def spoil(book):
        sheet = book["名单"]
        sheet["C2"] = '="汉"&"族"'
        sheet["D2"] = "#N/A"
        sheet["B2"] = 330100198506150030
        sheet["F2"] = "=1+1"  # in a column that nobody reads

    work = read_small(tmp_path, small([[*HEAD, "算式"], [*ROW, ""]], spoil=spoil))
    (one,) = work.people
    found = {str(f.place).partition("!")[2]: f.code for f in one.findings if f.code.startswith("cell-")}
    assert found == {"B2]": "cell-number", "C2]": "cell-formula", "D2]": "cell-formula"}


def test_days_count_from_1904_where_the_book_says_so(tmp_path):
    def old(book):
        book.epoch = CALENDAR_MAC_1904
        book["名单"]["E2"] = datetime.date(2008, 7, 1)
        book["名单"]["E2"].number_format = "yyyy.mm"

    work = read_small(tmp_path, small([HEAD, ROW], old=old))
    assert str(work.people[0].partial.work_started) == "2008.07"


def test_thousands_of_blank_rows_are_nobody(tmp_path):
    def border(book):
        sheet = book["名单"]
        for row in (10_000, 20_000):
            sheet.cell(row, 1).border = Border(left=Side(style="thin"))

    work = read_small(tmp_path, small([HEAD, ROW], border=border))
    assert [p.key for p in work.people] == ["郑某"]


def test_namesakes_are_told_apart_by_their_unit_or_refused_with_both_places(tmp_path):
    other = ["郑某", desks.NUMBERS[1], "回族", "13800000002", "2009.08"]
    work = read_small(tmp_path, small([[*HEAD, "单位"], [*ROW, "甲矿"], [*other, "乙矿"]]))
    assert [p.key for p in work.people] == ["郑某（甲矿）", "郑某（乙矿）"]
    work = read_small(tmp_path / "二", small([HEAD, ROW, other]))
    (found,) = [f for f in work.people[0].findings if f.code == "person-repeated"]
    assert "前一处在外来表/名单.xlsx[名单!A2]" in found.message
    assert str(found.place) == "外来表/名单.xlsx[名单!A3]"


def test_a_cell_of_two_things_that_cannot_be_told_apart_is_told(tmp_path):
    content = small([[*HEAD, "毕业院校及专业"], [*ROW, "虚构 大学 采矿"]])
    work = read_small(tmp_path, content)
    (found,) = [f for f in work.people[0].findings if f.code == "cell-unsplit"]
    assert str(found.place) == "外来表/名单.xlsx[名单!F2]"


def test_what_is_fixed_makes_an_entry_that_no_column_tells_or_says_that_it_did_nothing(tmp_path):
    numbered = {"学历1.学校": "虚构大学", "学历1.专业": "采矿"}
    work = read_small(tmp_path / "a", small([HEAD, ROW]), 统一填写=numbered)
    (person,) = work.people
    missing = {f.message for f in person.findings if f.code == "data-missing"}
    assert "缺少“学历”第1项“毕业时间”" in missing, "of the entry that is there now"
    assert not {"缺少“学历”", "缺少“学历”第1项“学校”"} & missing
    assert "fixed-unused" not in told(work)
    work = read_small(tmp_path / "b", small([HEAD, ROW]), 统一填写={"学历.学校": "虚构大学"})
    found = told(work)["fixed-unused"]
    assert found.message == "统一填写的“学历.学校”没有用上：表里谁也没有一项“学历”"
    assert "学历1.学校" in found.hint
    assert found.place.file.endswith("名单.xlsx.yaml") and found.place.line


def test_what_is_fixed_for_an_entry_of_the_table_makes_none_for_who_has_none(tmp_path):
    rows = [[*HEAD, "毕业院校"], [*ROW, "虚构大学"], ["乙", *ROW[1:], ""]]
    work = read_small(tmp_path, small(rows), 统一填写={"学历1.专业": "采矿"})
    lacking = [f.person for f in work.findings if "“学历”" in f.message]
    lacking += [p.key for p in work.people for f in p.findings if f.message == "缺少“学历”"]
    assert lacking == ["乙"]


def test_a_cell_with_a_whole_paper_is_taken_for_all_that_it_says(tmp_path):
    said = "《浅埋矿体开采》 虚构采矿 2019.10"
    root, path = of_table(tmp_path, "名单.xlsx", small([[*HEAD, "论文1"], [*ROW, said]]))
    made = map_table(path, root)
    joint = "论文著作1.题目＋论文著作1.刊物或出版社＋论文著作1.发表时间"
    assert f"F 论文1: {joint}？  # 一格里写了几样，照内容分的；如：{said}" in made.mapping.read_text()
    root, path = of_table(tmp_path / "b", "名单.xlsx", small([[*HEAD, "论文1"], [*ROW, "浅埋矿体开采"]]))
    assert "F 论文1: 论文著作1.题目" in map_table(path, root).mapping.read_text()


def test_several_papers_in_one_cell_are_told_when_the_table_is_mapped(tmp_path):
    row = ["'" + ROW[1], "1.《边坡》，《样例》，2016.09，独著\n2.《采场》，《样例》，2018.11，第二"]
    root, path = of_table(
        tmp_path, "名单.xlsx", small([[*HEAD, "代表性论文"], [ROW[0], row[0], *ROW[2:], row[1]]])
    )
    number, *_, paper = map_table(path, root).lines[1:]
    assert number.sure, "the apostrophe is for Excel"
    assert "一格里写了几项，分不开" in paper.why


def test_what_a_role_says_that_is_none_to_choose_is_the_part_that_somebody_took(tmp_path):
    heads, row = ["项目1名称", "项目1本人角色"], ["边坡治理", "主持"]
    root, path = of_table(tmp_path, "名单.xlsx", small([[*HEAD, *heads], [*ROW, *row]]))
    assert (
        "G 项目1本人角色: 项目1.本人作用？  # 主持不是“本人角色”可填的"
        in map_table(path, root).mapping.read_text()
    )


def test_a_line_break_within_a_cell_parts_no_word(tmp_path):
    heads, row = ["单位", "编制", "政治面貌"], ["东瓯市锦澜纺织\n科技有限公司", "在\n编", "党\n员"]
    given = {"F 单位": "工作单位", "G 编制": "编制情况", "H 政治面貌": "政治面貌"}
    content = small([[*HEAD, *heads], [*ROW, *row]])
    (one,) = read_small(tmp_path, content, columns=given, 换写={"政治面貌": {"党员": "中共党员"}}).people
    person = one.partial
    assert (person.unit, person.application.staffing, person.party) == (
        *("东瓯市锦澜纺织科技有限公司", "在编", "中共党员"),
    )


def test_a_column_of_dates_is_not_taken_for_a_whole_paper(tmp_path):
    heads, row = ["论文1题目", "论文1发表时间"], ["浅埋矿体开采", "2019年10月"]
    root, path = of_table(tmp_path, "名单.xlsx", small([[*HEAD, *heads], [*ROW, *row]]))
    assert "G 论文1发表时间: 论文著作1.发表时间\n" in map_table(path, root).mapping.read_text()


def test_a_table_without_a_mapping_or_with_one_that_nobody_went_over_is_not_read(tmp_path):
    root, path = of_table(tmp_path, "名单.xlsx", small([HEAD, ROW]))
    (root / TABLES).mkdir()
    (root / TABLES / "名单.xlsx").write_bytes(path.read_bytes())
    work = read_work(root)
    assert ([f.code for f in work.findings], work.people) == (["mapping-missing"], ())
    done = map_table(root / TABLES / "名单.xlsx", root)
    assert [f.code for f in read_work(root).findings] == ["mapping-unconfirmed"]
    confirmed(done.mapping, columns={"C 民族": "民族？"})
    assert "还有1列" in read_work(root).findings[0].message
    confirmed(done.mapping, columns={"C 民族": "民族名"})
    (wrong,) = read_work(root).findings
    assert (wrong.code, "是否想写“民族”" in wrong.message, wrong.place.line) == ("mapping-unknown", True, 8)
    confirmed(done.mapping, columns={"C 民族": "姓名"})
    assert [f.code for f in read_work(root).findings] == ["repeated-key"]


def test_a_table_that_was_laid_out_anew_is_not_read_by_the_old_mapping(tmp_path):
    root, path = of_table(tmp_path, "名单.xlsx", small([HEAD, ROW]))
    done = map_table(path, root)
    confirmed(done.mapping)
    done.table.write_bytes(small([["序号", *HEAD], [1, *ROW]]))
    work = read_work(root)
    assert ([f.code for f in work.findings], work.people) == (["mapping-outdated"], ())
    done.table.write_bytes(small([[*HEAD, "新列"], [*ROW, "x"]]))
    work = read_work(root)
    assert [f.message for f in work.findings] == ["1列对应关系里没有写，没有采用：F 新列"]
    assert len(work.people) == 1


def test_captions_of_entries_are_counted():
    def of(*said):
        return [[t.name for t in g.targets] for g in guesses([Head(n, (s,)) for n, s in enumerate(said, 1)])]

    assert of("论文1题目", "论文1刊物", "论文2题目") == [
        ["论文著作1.题目"],
        ["论文著作1.刊物或出版社"],
        ["论文著作2.题目"],
    ]
    assert of("论文题目", "发表时间", "论文题目.1", "发表时间.1")[2:] == [
        ["论文著作2.题目"],
        ["论文著作2.发表时间"],
    ]
    assert of("论文（二）", "专利一") == [["论文著作2.题目"], ["专利1.名称"]]
    assert of("近3年考核", "第一学历", "2021年度考核") == [[], [], ["年度考核1.等次"]]
    assert of("单位", "工作单位") == [["工作单位"], []]


@pytest.mark.parametrize(
    ("heads", "names"),
    [
        (
            ["学历情况／毕业院校及专业", "学历情况／学历学位"],
            ["学历1.学校＋学历1.专业", "学历1.学历＋学历1.学位"],
        ),
        (
            ["工作简历（一）／起止时间", "工作简历（一）／从事何种技术工作"],
            [SPAN, "工作经历1.从事专业技术工作"],
        ),
        (["发证机关"], ["专业技术资格1.审批机关"]),
        (["批准部门"], ["专业技术资格1.审批机关"]),
        (["职称批准单位"], ["专业技术资格1.审批机关"]),
        (["资格评定单位"], ["专业技术资格1.审批机关"]),
        (["从事专业及起始时间"], ["现从事专业＋从事本专业起始时间"]),
        (["参加工作", "从事本专业起始"], ["参加工作时间", "从事本专业起始时间"]),
        (["申报途径", "述职", "专业方向"], ["申报方式", "本人述职", "现从事专业"]),
        (["论文1／题目", "论文1／卷期"], ["论文著作1.题目", "论文著作1.年卷期页"]),
        (["第一学历／入学年月", "第一学历／毕业年月"], ["学历1.入学时间", "学历1.毕业时间"]),
        (["近五年年度考核结果／2016年"], ["年度考核1.等次"]),
        (["16年", "17年", "18年"], [f"年度考核{n}.等次" for n in (1, 2, 3)]),
        (["2016", "2018", "2019"], ["", "", ""]),
        (
            ["学时2021", "学时2021专业", "学时2021公需"],
            [f"继续教育1.{t}" for t in ("合计", "专业科目", "一般公需")],
        ),
        (["2021学时", "专业", "行业"], [f"继续教育1.{t}" for t in ("合计", "专业科目", "行业公需")]),
        (["主要业绩（一）／项目名称", "主要业绩（一）／成效"], ["项目1.项目名称", "项目1.完成情况及效果"]),
        (["经历1起始时间", "经历1终止时间"], ["工作经历1.起始时间", "工作经历1.结束时间"]),
        (["项目1开始时间", "项目1结果"], ["项目1.起始时间", "项目1.完成情况及效果"]),
        (["院校", "起", "止"], ["学历1.学校", "学历1.入学时间", "学历1.毕业时间"]),
        (["学制及形式"], ["学历1.学制＋学历1.学习形式"]),
        (["党派", "在编", "参工时间"], ["政治面貌", "编制情况", "参加工作时间"]),
        (["发证单位", "受聘日期"], ["专业技术资格1.审批机关", "专业技术资格1.聘任时间"]),
        (["论文1题目", "论文1刊名"], ["论文著作1.题目", "论文著作1.刊物或出版社"]),
        (["工作起止", "工龄"], [SPAN, ""]),
        (["工作开始", "工作结束"], ["工作经历1.起始时间", "工作经历1.结束时间"]),
        (["经历1起止时间", "经历2起止时间"], [SPAN, SPAN.replace("1", "2")]),
        (
            ["现有职称／批准机关", "从事专业时间", "业务自传"],
            ["专业技术资格1.审批机关", "从事本专业起始时间", "本人述职"],
        ),
        (
            ["员工号", "专业工作起始", "学历层次", "入学日期"],
            ["人员编号", "从事本专业起始时间", "学历1.学历", "学历1.入学时间"],
        ),
        (
            ["职称等级", "职称取得日期", "职称审批机关", "职称聘任日期"],
            [f"专业技术资格1.{title}" for title in ("级别", "取得时间", "审批机关", "聘任时间")],
        ),
        (
            ["最高学历／入学", "最高学历／毕业", "最高学历／学习方式"],
            ["学历1.入学时间", "学历1.毕业时间", "学历1.学习形式"],
        ),
        (
            ["主要经历一／开始", "主要经历一／结束", "经历2起", "经历2止"],
            [f"工作经历{n}.{title}时间" for n in "12" for title in ("起始", "结束")],
        ),
        (
            ["第二段起止时间", "第二段单位及工作"],
            [SPAN.replace("1", "2"), "工作经历2.单位＋工作经历2.从事专业技术工作"],
        ),
        (
            ["论文一题目", "论文二题目", "论文二作者排名", "项目一工作内容", "项目二起止时间"],
            [
                *("论文著作1.题目", "论文著作2.题目", "论文著作2.作者排序", "项目1.工作内容"),
                "项目2.起始时间＋项目2.结束时间",
            ],
        ),
        (
            ["2016年度考核", "2017年考核", "2018考核", "年度考核结果／2019年", "考核时间"],
            [*(f"年度考核{n}.等次" for n in range(1, 5)), ""],
        ),
        (
            ["2021学时合计", "其中专业科目", "2020年学时", "行业公需"],
            ["继续教育1.合计", "继续教育1.专业科目", "继续教育2.合计", "继续教育2.行业公需"],
        ),
        (
            ["2021继续教育总学时", "2021一般公需学时", "2021年继续教育学时／行业公需"],
            ["继续教育1.合计", "继续教育1.一般公需", "继续教育1.行业公需"],
        ),
        (["学历/学位", "毕业院校、专业及时间"], ["学历1.学历＋学历1.学位", ""]),
        (["学历（学位）", "毕业院校"], ["学历1.学历＋学历1.学位", "学历1.学校"]),
        (["奖项1名称", "奖项1级别"], ["获奖1.获奖项目名称", "获奖1.级别"]),
        (
            [f"{kind}教育／{said}" for kind in ("全日制", "在职") for said in ("学历", "毕业院校系及专业")],
            ["学历1.学历", "学历1.学校＋学历1.专业", "学历2.学历", "学历2.学校＋学历2.专业"],
        ),
        (
            ["奖项2名称", "奖项2级别", "奖项2时间", "项目1级别"],
            [*(f"获奖2.{title}" for title in ("获奖项目名称", "级别", "获奖时间")), "项目1.级别"],
        ),
        (["拟评专业", "审批部门", "所属单位"], ["申报专业", "专业技术资格1.审批机关", "工作单位"]),
    ],
)
def test_what_desks_call_their_columns(heads, names):
    found = guesses([Head(n, tuple(said.split("／"))) for n, said in enumerate(heads, 1)])
    assert ["＋".join(one.name for one in guess.targets) for guess in found] == names


def test_every_name_of_the_inverse_is_known_on_both_sides():
    said = _said()
    person, office = vocabulary("person"), vocabulary("office")
    assert [name for name in said["facts"] if name not in person.facts] == []
    assert [name for name in said["exported"] if name not in office.lists["people"].columns] == []
    for name, one in said["lists"].items():
        assert [
            column for column in one if column != "sheet" and column not in person.lists[name].columns
        ] == []
        assert all(
            named(f"{one['sheet']}.{part}")
            for key, title in one.items()
            if key != "sheet"
            for part in title.split("＋")
        )
    columns = {f"{sheet}.{title}" for sheet, ones in said["columns"].items() for title in ones.values()}
    spans = [one for ones in said["spans"].values() for one in ones.values()]
    others = (*said["alone"].values(), *spans, *said["instead"], *said["instead"].values())
    assert all(named(name.removesuffix("？")) for name in (*columns, *others))
    assert {*said["whole"].values(), *said["groups"].values()} <= {sheet.title for sheet in sheets()}
    assert all(named(title) for group in ("facts", "exported") for title in said[group].values())
    assert {one["sheet"] for one in said["lists"].values()} <= {sheet.title for sheet in sheets()}
    assert isinstance(target("论文.题目"), str)


def test_the_command_shows_what_it_guessed_and_checks_what_was_gone_over(tmp_path):
    root, path = of_table(tmp_path, "名单.xlsx", small([[*HEAD, "级别", "颜色"], [*ROW, "中级", "红"]]))

    def run(*more):
        return CliRunner().invoke(main, ["map", str(path), "--work", str(root), *more])

    first = run()
    assert first.exit_code == 0, first.output
    assert "名单.xlsx：7列，认出6列，其中1列没有把握" in first.output
    assert "F 级别  → 专业技术资格1.级别？" in first.output
    again = run()
    assert (again.exit_code, "[mapping-unconfirmed]" in again.output) == (1, True)
    confirmed(root / TABLES / f"名单.xlsx{MAPPING}")
    done = run()
    assert (done.exit_code, "读到1人" in done.output) == (0, True), done.output
    path.write_bytes(small([HEAD, ROW]))
    assert run().exit_code == 2  # of the same name, and not the same


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("名单.xlsx", b"PK\x03\x04 broken", "不是完好的xlsx文件"),
        (
            "名单.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le").ljust(64, b"\0"),
            "设有打开密码",
        ),
        ("名单.xlsx", small([["材料", "份数"], ["表", 3]]), "没有找到人员名单"),
        ("名单.docx", b"x", "不是.xlsx"),
        ("名单.xlsx", None, "无法读取（不存在）"),
    ],
)
def test_what_is_no_table_of_people_is_refused(tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    done = CliRunner().invoke(main, ["map", str(path)])
    assert done.exit_code in (2, 3)
    assert said in done.output
    assert not path.with_name(name + MAPPING).exists()


def test_our_own_roster_read_back_says_the_same_people(workshop, tmp_path):
    own = workshop(expected(备注="补报"), name="own")
    build(own, tmp_path / "out", {"roster"})
    (roster,) = (tmp_path / "out" / "报送").glob("*花名册*.xlsx")
    root, path = of_table(tmp_path, "花名册.xlsx", roster.read_bytes())
    done = map_table(path, root)
    assert [line.column for line in done.lines if not line.sure] == ["S 是否事业编制", "U 备注"]
    unread = {line.column.partition(" ")[2] for line in done.lines if line.target == "不读"}
    assert unread == {"序号", "专业工作年限"}
    confirmed(done.mapping)
    before = {p.applicant.name: roster_of(p.applicant) for p in read_work(own).people}
    after = {p.partial.name: roster_of(p.partial) for p in read_work(root).people}
    assert after == before
    assert len(after) == 2
    came = {(one["path"], one["person"]) for one in build(root, tmp_path / "read", {"roster"})["sources"]}
    assert came == {
        ("zcforms.yaml", ""),
        (f"{TABLES}/花名册.xlsx", ""),
        (f"{TABLES}/{done.mapping.name}", ""),
    }


def roster_of(a):
    """What the roster tells of somebody."""
    highest, title = a.highest_education, max(a.titles, key=lambda title: title.qualified_on)
    return (
        *(a.name, a.sex_shown, a.id.number, a.unit, a.phone, a.remark, a.work_started.to_month()),
        *(highest.level, highest.degree, highest.school, highest.major, highest.end.to_month()),
        *(title.name, title.qualified_on.to_month(), title.appointed_from.to_month()),
        *(a.application.speciality, a.application.method, a.application.score),
        a.application.staffing == "在编",
    )


@pytest.mark.skipif(not office_program(), reason="LibreOffice is not installed")
def test_an_old_workbook_is_read_as_it_is_of_today(tmp_path):
    content = small([HEAD, ROW])
    path = tmp_path / "名单.xls"
    path.write_bytes(_converted(content, Kind.XLSX, "xls"))
    assert path.read_bytes()[:2] != b"PK"
    (old,), (new,) = grids_of(table_bytes(path, path.name), path.name), grids_of(content, "名单.xlsx")
    assert (old.title, [[(c.name, c.value) for c in row] for row in old.rows]) == (
        new.title,
        [[(c.name, c.value) for c in row] for row in new.rows],
    )


def test_other_desks_tables_are_merged_into_one_roster(workshop, tmp_path):
    root = workshop({"lin": person()}, name="本局")
    other = [["钱某", desks.NUMBERS[1], "外单位", "正常申报", "爆破工程", "工程师", "否"]]
    twice = ["林一山", person()["证件"]["证件号码"], "外单位", "正常申报", "采矿工程", "工程师", "否"]
    wrong = ["孙某", desks.NUMBERS[0][:-1] + "0", "外单位", "正常申报", "采矿工程", "", "否"]
    bare = ["李某", desks.NUMBERS[0], "外单位", "", "采矿工程", "", "否"]
    head = ["姓名", "身份证号", "工作单位", "申报方式", "申报专业", "现职称", "是否事业编制", "颜色"]

    def use(book):
        book["名单"]["H2"] = "红"

    path = tmp_path / "甲点.xlsx"
    path.write_bytes(small([head, *other, twice, wrong, bare], used=use))
    confirmed(map_table(path, None).mapping)
    out = tmp_path / "合并"
    done = CliRunner().invoke(main, ["roster", str(root), str(path), "--out", str(out), "--json"])
    assert done.exit_code == 1, done.output
    receipt = json.loads(done.stdout)
    outcomes = {one["person"]: (one["outcome"], one["number"]) for one in receipt["people"]}
    assert outcomes == {
        "本局/lin": ("built", 1),
        "甲点.xlsx/钱某": ("built", 2),
        "甲点.xlsx/林一山": ("blocked", None),
        "甲点.xlsx/孙某": ("blocked", None),
        "甲点.xlsx/李某": ("blocked", None),
    }
    said = {f["person"]: f for f in receipt["findings"] if f["person"]}
    assert "那一份在本局/applicants/lin.yaml:" in said["甲点.xlsx/林一山"]["hint"]
    assert said["甲点.xlsx/林一山"]["place"] == "甲点.xlsx[名单!B3]"
    assert said["甲点.xlsx/孙某"]["code"] == "id-number"
    assert said["甲点.xlsx/李某"]["place"] == "甲点.xlsx[名单!D5]"
    unread = [f["message"] for f in receipt["findings"] if f["code"] == "column-unmapped"]
    assert unread == ["1列写明不读，没有采用：H 颜色"]
    (book,) = (out / "报送").glob("*.xlsx")
    rows = list(openpyxl.load_workbook(book).worksheets[0].iter_rows(values_only=True))
    line = dict(zip((str(head).replace("\n", "") for head in rows[2]), rows[4], strict=True))
    told = [line[head] for head in ("序号", "姓名", "现任专业技术资格", "毕业时间", "是否事业编制")]
    assert told == ["2", "钱某", "工程师", None, "否"], "of a unit that the folder does not register"


def test_a_copy_that_was_changed_is_never_to_be_moved_away(tmp_path):
    root, path = of_table(tmp_path, "名单.xlsx", small([HEAD, ROW]))
    there = map_table(path, root).table
    there.write_bytes(small([[*HEAD, "照片"], [*ROW, "郑某.jpg"]]))
    with pytest.raises(UsageError) as told:
        map_table(path, root)
    assert f"zcforms map {there} --work {root}，不要移走它" in told.value.hint
    assert map_table(there, root).table == there


def test_a_roster_wants_a_folder_of_work(tmp_path):
    path = tmp_path / "甲点.xlsx"
    path.write_bytes(small([HEAD, ROW]))
    done = CliRunner().invoke(main, ["roster", str(path)])
    assert (done.exit_code, "至少要有一个工作文件夹" in done.output) == (2, True)


PAGE = Path(__file__).parent.parent / "docs" / "tables.md"


def fenced(kind):
    """What the page sets apart as this kind."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return [text for told, text in blocks if told == kind]


def test_the_page_shows_what_the_program_writes(tmp_path):
    path = tmp_path / "城东受理点.xlsx"
    path.write_bytes(desks.documented())
    text = map_table(path, None).mapping.read_text()
    shown = fenced("yaml")[0]
    assert shown in text
    assert "# 每个人都要有、这张表里没有找到的：民族、联系电话、工作单位、" in text
    assert "专业技术资格1.审批机关、论文著作1.刊物或出版社" in text
    assert "# 检查时还要的（怎么给见docs/tables.md）：照片、本人述职" in text


def test_every_command_of_the_page_does_what_it_says(workshop, tmp_path):
    workshop({"lin": person()}, name="我的申报")
    (tmp_path / "城东受理点.xlsx").write_bytes(desks.repeated())
    head = ["姓名", "身份证号", "工作单位", "申报方式", "申报专业"]
    west = ["李某", citizen("33020019870615005"), "外单位", "正常申报", "采矿工程"]
    (tmp_path / "城西受理点.xlsx").write_bytes(small([head, west]))
    lines = [line.split() for block in fenced("") for line in block.splitlines()]
    assert [said[:2] for said in lines] == [
        ["zcforms", name] for name in ["map", "map", "check", "convert", "map", "roster"]
    ]
    for _, *said in lines:
        words = [str(tmp_path / word) if re.search("[\u4e00-\u9fff]", word) else word for word in said]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, (said, done.output)
        for mapping in tmp_path.rglob(f"*.xlsx{MAPPING}"):
            confirmed(mapping)
    book = openpyxl.load_workbook(tmp_path / "换写法" / "people.xlsx")
    assert [row[0].value for row in book["人员"]] == ["人员编号", "R1", "R2", "lin"]
    (roster,) = (tmp_path / "合并" / "报送").glob("*.xlsx")
    rows = openpyxl.load_workbook(roster).worksheets[0].iter_rows(4, values_only=True)
    assert {row[1] for row in rows if row[1]} == {"林一山", "郑某", "钱某", "李某"}


def test_columns_that_are_added_to_the_copy_bring_photo_statement_and_evidence(tmp_path):
    root, path = of_table(tmp_path, "名单.xlsx", small([HEAD, ROW]))
    done = map_table(path, root)
    more = ["照片", "本人述职", "证明编号", "证明类别", "证明名称", "证明文件"]
    to = ["照片", "本人述职", *(f"佐证材料1.{title}" for title in ("编号", "类别", "材料名称", "文件"))]
    value = ["郑某.jpg", "从事采矿。", "E1", "学历", "毕业证书", "毕业证.pdf"]
    done.table.write_bytes(small([[*HEAD, *more], [*ROW, *value]]))
    names = [f"{letter} {title}" for letter, title in zip("FGHIJK", more, strict=True)]
    confirmed(done.mapping, columns=dict(zip(names, to, strict=True)))
    (one,) = read_work(root).people
    assert (one.partial.photo, one.partial.statement) == ("郑某.jpg", "从事采矿。")
    (evidence,) = one.partial.evidence
    assert (evidence.id, evidence.title, evidence.parts[0].file) == ("E1", "毕业证书", "毕业证.pdf")


def test_a_new_folder_names_the_ways_to_bring_many_people():
    guide = next(Path(zcforms.__file__).parent.rglob("guide.txt")).read_text()
    assert all(word in guide for word in ("people.xlsx", f"“{TABLES}”", "zcforms map", "docs/tables.md"))


def test_the_page_names_the_endings_that_are_read():
    assert [ending for ending in TABLE_ENDINGS if f"`{ending}`" not in PAGE.read_text()] == [".tsv"]


def test_the_signing_service_sees_that_a_table_changed(tmp_path):
    root, path = of_table(tmp_path, "名单.xlsx", small([HEAD, ROW]))
    desk = SimpleNamespace(root=root)
    before = Desk._stamp(desk)
    mapping = map_table(path, root).mapping
    assert [one[0] for one in Desk._stamp(desk) if one not in before] == [root / TABLES / path.name, mapping]


def test_a_head_of_a_thousand_rows_is_none(tmp_path):
    root, path = of_table(tmp_path, "名单.xlsx", small([HEAD, ROW]))
    said = confirmed(map_table(path, root).mapping)
    said.write_text(said.read_text().replace("表头: '1'", "表头: 1-99999"))
    (found,) = read_work(root).findings
    assert (found.code, found.place.line) == ("mapping-unknown", 4)
