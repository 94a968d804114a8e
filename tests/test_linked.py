"""Workbooks of other desks with a sheet of people and sheets of entries, linked by what names the people."""

import io
import re
from pathlib import Path

import desks
import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from conftest import citizen
from test_desks import confirmed, of_table

from zcforms.authoring.desks import map_table
from zcforms.cli import main
from zcforms.ground.errors import UnreadableInput
from zcforms.ground.findings import blocks
from zcforms.intake.desks.mapping import MAPPING
from zcforms.intake.folder import TABLES, read_work
from zcforms.intake.new_book import people_workbook
from zcforms.plans import load_plan

NUMBERS = desks.NUMBERS
PEOPLE = [
    ["姓名", "身份证号", "民族", "联系电话", "参加工作时间"],
    ["郑某", NUMBERS[0], "汉族", "13800000001", "2008.07"],
    ["钱某", NUMBERS[1], "回族", "13800000002", "2009.08"],
]
PAPERS = [
    ["身份证号", "姓名", "论文题目", "发表刊物", "发表时间"],
    [NUMBERS[0], "郑某", "浅埋矿体开采", "虚构采矿", "2019.10"],
    [NUMBERS[1], "钱某", "露天矿边坡", "虚构采矿", "2018.03"],
    [NUMBERS[0], "郑某", "爆破振动的控制", "虚构爆破", "2020.01"],
]


def book_of(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def mapped(tmp_path, **sheets):
    root, path = of_table(tmp_path, "公司.xlsx", book_of(**sheets))
    return root, map_table(path, root)


def read(tmp_path, *, people=PEOPLE, more=None, **sheets):
    root, done = mapped(tmp_path, 人员=people, **sheets)
    confirmed(done.mapping)
    if more:
        said = yaml.safe_load(done.mapping.read_text())
        for i, changes in more.items():
            said["工作表"][i] |= changes
        done.mapping.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False))
    return read_work(root)


def papers(work):
    return {p.key: [one.title for one in p.partial.papers or ()] for p in work.people}


def unowned_of(one):
    return [f for f in one.findings if f.code == "entry-unowned"]


def unowned(work):
    found = [f for f in work.findings if f.code == "entry-unowned"]
    found += [f for p in work.people for f in unowned_of(p)]
    return {(f.person, str(f.place).partition("[")[2].strip("]")) for f in found}


def test_entries_go_to_their_people_in_the_order_of_the_rows(tmp_path):
    work = read(tmp_path, 论文=PAPERS)
    assert papers(work) == {"郑某": ["浅埋矿体开采", "爆破振动的控制"], "钱某": ["露天矿边坡"]}
    assert unowned(work) == set()
    (place,) = {str(p.places.find(("papers", 1, "title"))) for p in work.people if p.key == "郑某"}
    assert place == "外来表/公司.xlsx[论文!C4]"


def test_a_sheet_of_entries_is_proposed_as_one_and_told_with_its_link(tmp_path):
    studies = [
        ["姓名", "入学时间", "毕业时间", "毕业学校", "专业"],
        ["郑某", "2004.09", "2008.06", "虚构大学", "采矿工程"],
    ]
    root, path = of_table(tmp_path, "公司.xlsx", book_of(人员=PEOPLE, 论文=PAPERS, 学历=studies))
    said = CliRunner().invoke(main, ["map", str(path), "--work", str(root)]).output
    assert "工作表“人员”：\n  A 姓名  → 姓名\n" in said
    assert "工作表“论文”（每行一项，照证件号码接到人）：\n  A 身份证号  → 证件号码\n" in said
    assert (
        "工作表“学历”（每行一项，照姓名接到人）：\n  A 姓名  → 姓名\n  B 入学时间  → 学历.入学时间\n" in said
    )
    text = (root / TABLES / f"公司.xlsx{MAPPING}").read_text()
    assert "  - 名称: 论文\n    表头: 1\n    接到: 证件号码  #" in text
    first = text.partition("  - 名称: 论文")[0]
    assert "没有找到的：工作单位、" in first
    assert "论文著作" not in first.partition("没有找到的：")[2], "another sheet tells them"


@pytest.mark.parametrize(
    ("title", "head", "rows", "names"),
    [
        (
            "考核",
            ["姓名", "年度", "考核结果"],
            [["郑某", "2016", "优秀"]],
            ["年度考核.年度", "年度考核.等次"],
        ),
        (
            "年度考核",
            ["姓名", "2016年", "2017年"],
            [["郑某", "合格", "优秀"]],
            ["年度考核1.等次", "年度考核2.等次"],
        ),
        ("Sheet2", ["作者", "论文题目"], [["郑某", "甲"], ["郑某", "乙"]], ["论文著作.题目"]),
        ("论文", ["姓名", "联系电话", "题目"], [["郑某", "13800000001", "甲"]], ["不读", "论文著作.题目"]),
    ],
)
def test_the_columns_of_a_sheet_of_entries_are_of_the_list_that_its_title_names(
    tmp_path, title, head, rows, names
):
    _, done = mapped(tmp_path, 人员=PEOPLE, **{title: [head, *rows]})
    lines = [line for line in done.lines if line.sheet == title]
    assert [line.target for line in lines] == ["姓名", *names]
    assert {line.link for line in lines} == {"姓名"}


def test_a_second_list_of_people_is_none_of_entries(tmp_path):
    other = [PEOPLE[0], ["孙某", citizen("33020019870615005"), "汉族", "13800000003", "2010.07"]]
    _, done = mapped(tmp_path, 甲矿=PEOPLE, 乙矿=other)
    assert {line.link for line in done.lines} == {""}


def test_an_entry_of_nobody_s_is_told_at_its_cell_and_holds_whom_it_may_mean(tmp_path):
    rows = [
        PAPERS[0],
        *PAPERS[1:],
        ["x", "查无此人", "甲", "乙", "2019.01"],
        ["x", "钱某", "甲", "乙", "2019.01"],
    ]
    rows += [["", "", "丙", "乙", "2019.01"], ["合计", "", "5篇"], ["填表人：", "", "", "审核人："]]
    work = read(tmp_path, 论文=rows)
    assert unowned(work) == {("", "论文!A5"), ("钱某", "论文!A6"), ("", "论文!A7")}
    assert {p.key for p in work.people if p.applicant is None and blocks(unowned_of(p))} == {"钱某"}
    (others,) = [f.message for f in work.findings if f.code == "row-unread"]
    assert "第8、9行" in others


def test_a_row_without_a_name_holds_whom_the_row_above_names_unless_they_are_merged(tmp_path):
    rows = [["姓名", "论文题目", "发表刊物"], ["郑某", "甲", "乙"], ["", "丙", "丁"]]
    assert unowned(read(tmp_path / "a", 论文=rows)) == {("郑某", "论文!A3")}
    book = openpyxl.load_workbook(io.BytesIO(book_of(人员=PEOPLE, 论文=rows)))
    book["论文"].merge_cells("A2:A3")
    target = io.BytesIO()
    book.save(target)
    root, path = of_table(tmp_path / "b", "公司.xlsx", target.getvalue())
    confirmed(map_table(path, root).mapping)
    work = read_work(root)
    assert papers(work)["郑某"] == ["甲", "丙"]
    assert unowned(work) == set()


def test_two_of_one_name_and_a_name_beside_another_s_number_are_told(tmp_path):
    twins = [*PEOPLE, ["郑 某", citizen("33020019870615005"), "汉族", "13800000003", "2010.07"]]
    twins = [[f"P{n}" if n else "人员编号", *row] for n, row in enumerate(twins)]
    work = read(tmp_path / "a", people=twins, 论文=[["姓名", "论文题目"], ["郑某", "甲"], ["钱某", "乙"]])
    assert unowned(work) == {("P1", "论文!A2"), ("P3", "论文!A2")}
    wrong = [PAPERS[0], [NUMBERS[0], "钱某", *PAPERS[1][2:]]]
    assert unowned(read(tmp_path / "b", 论文=wrong)) == {("郑某", "论文!B2")}


def test_a_link_that_the_people_lack_and_what_is_fixed_of_people_are_refused(tmp_path):
    root, done = mapped(tmp_path, 人员=PEOPLE, 论文=PAPERS)
    confirmed(done.mapping)
    text = done.mapping.read_text()
    people, _, rest = text.partition("名称: 论文")
    done.mapping.write_text(f"{people}名称: 论文{rest.replace('证件号码', '人员编号')}")
    assert {f.code for f in read_work(root).findings} == {"mapping-unknown"}
    done.mapping.write_text(text.replace("接到: 证件号码", "接到: 职务"))
    (found,) = read_work(root).findings
    assert "可填：证件号码、人员编号、姓名" in found.hint
    changed = yaml.safe_load(text)
    changed["工作表"][1]["统一填写"] = {"申报方式": "正常申报"}
    done.mapping.write_text(yaml.safe_dump(changed, allow_unicode=True, sort_keys=False))
    (found,) = read_work(root).findings
    assert "不是清单的栏目" in found.message


def test_what_is_fixed_for_a_list_and_other_words_hold_for_its_sheet(tmp_path):
    words = {"论文著作.刊物或出版社": {"虚构采矿": "《虚构采矿》"}}
    more = {1: {"统一填写": {"论文著作.作者排序": "独著"}, "换写": words}}
    work = read(tmp_path, more=more, 论文=PAPERS)
    told = [(one.publication, one.rank) for p in work.people for one in p.partial.papers]
    assert told == [("《虚构采矿》", "独著"), ("虚构爆破", "独著"), ("《虚构采矿》", "独著")]


@pytest.mark.parametrize("title", ["论文", "论文情况"])
def test_a_head_with_one_merged_group_is_read_with_the_row_below(tmp_path, title):
    rows = [["附件2：汇总表"], ["姓名", "身份证号", "电话", title], ["", "", "", "题目", "刊物", "作者"]]
    rows.append(["郑某", NUMBERS[0], "13800000001", "浅埋矿体开采", "虚构采矿", "独著"])
    book = openpyxl.load_workbook(io.BytesIO(book_of(名单=rows)))
    for area in ("A2:A3", "B2:B3", "C2:C3", "D2:F2"):
        book["名单"].merge_cells(area)
    target = io.BytesIO()
    book.save(target)
    root, path = of_table(tmp_path, "名单.xlsx", target.getvalue())
    done = map_table(path, root)
    assert f"E {title}／刊物: 论文著作1.刊物或出版社\n" in done.mapping.read_text()
    said = confirmed(done.mapping)
    said.write_text(said.read_text().replace("2-3", "'2'"))
    (found,) = read_work(root).findings
    assert f"列名照现在的写：D {title}、E {title}" in found.hint


def test_the_page_shows_what_is_proposed_of_a_sheet_of_entries(tmp_path):
    _, done = mapped(tmp_path, 人员=PEOPLE, 论文=PAPERS)
    page = (Path(__file__).parent.parent / "docs" / "tables.md").read_text()
    shown = next(block for block in page.split("```") if block.startswith("yaml\n  - 名称: 论文"))
    assert shown.removeprefix("yaml\n") in done.mapping.read_text()


def test_a_folder_of_nobody_says_how_its_tables_are_brought_in(tmp_path):
    root, path = of_table(tmp_path, "公司.xlsx", book_of(人员=PEOPLE))
    (root / "公司.xlsx").write_bytes(path.read_bytes())
    with pytest.raises(UnreadableInput) as raised:
        read_work(root)
    assert "（公司.xlsx），运行 zcforms map" in raised.value.hint


def test_what_the_forms_print_of_an_entry_and_the_table_lacks_is_named(tmp_path):
    people = [[*PEOPLE[0], "毕业学校", "毕业时间", "职称", "取得时间"]]
    people += [[*row, "虚构大学", "2008.06", "工程师", "2014.12"] for row in PEOPLE[1:]]
    _, done = mapped(tmp_path, 人员=people, 项目=[["姓名", "项目名称"], ["郑某", "边坡治理"]])
    text = done.mapping.read_text()
    said = "# 表上要印、这张表里没有找到的（不补就空着）："
    assert f"{said}学历1.入学时间、学历1.学位、学历1.学制、专业技术资格1.聘任时间\n" in text
    assert f"{said}项目.结束时间\n" in text


def test_our_own_workbook_that_a_unit_filled_in_is_known_column_by_column(tmp_path):
    """As WPS leaves it: sheets in another order, a line above the heads, a column renamed, one added."""
    book = openpyxl.load_workbook(io.BytesIO(people_workbook(load_plan("zj-kuangshan-baopo-senior-2021"))))
    rows = {
        "人员": {"人员编号": "R1", "姓名": "郑某", "证件号码": NUMBERS[0], "申报方式": "正常申报"},
        "奖励": {"人员编号": "R1", "决定时间": "2019.05", "奖励内容": "记功", "决定单位": "甲"},
        "举荐专家": {"人员编号": "R1", "姓名": "何某", "工作单位": "乙"},
        "继续教育明细": {"人员编号": "R1", "内容": "爆破安全"},
    }
    for title, row in rows.items():
        heads = [cell.value for cell in book[title][1]]
        for name, text in row.items():
            book[title].cell(2, heads.index(name) + 1, text)
    people = book["人员"]
    next(cell for cell in people[1] if cell.value == "证件号码").value = "身份证号 "
    people.cell(1, people.max_column + 1, "单位意见")
    people.insert_rows(1)
    people["A1"] = "城东申报人员"
    book.move_sheet(people, 9)
    saved = io.BytesIO()
    book.save(saved)
    root, path = of_table(tmp_path, "城东.xlsx", saved.getvalue())
    done = map_table(path, root)
    doubtful = [one.column for one in done.lines if not one.sure or one.target == "不读"]
    assert [name.partition(" ")[2] for name in doubtful] == ["单位意见"]
    entries = {one.target.partition(".")[0] for one in done.lines if one.link == "人员编号"} - {"人员编号"}
    assert (done.unread, entries) == (("填写说明",), {*book.sheetnames} - {"填写说明", "人员"})
    confirmed(done.mapping)
    (one,) = read_work(root).people
    assert [reward.content for reward in one.partial.rewards] == ["记功"]
    assert one.partial.publicity is None  # a record of which nothing is filled in is none
    assert not any("公示" in found.message for found in one.findings)


def test_the_examples_for_a_sheet_of_entries_hold_for_entries(tmp_path):
    root, done = mapped(
        tmp_path, 人员=PEOPLE, 学历=[["身份证号", "学历", "学校"], [NUMBERS[0], "本科", "甲"]]
    )
    text = done.mapping.read_text()
    done.mapping.write_text(re.sub(r"(?m)^    # (?=统一填写:|换写:|  \S+: )", "    ", text))
    assert "学历.学历: {表里的说法: 博士研究生}" in text
    confirmed(done.mapping)
    assert not blocks(found for found in read_work(root).findings if found.place.file.endswith(MAPPING))
