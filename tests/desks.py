"""Five tables as other desks lay theirs out, with the same two people; no two name their columns alike."""

from __future__ import annotations

import csv
import io
from typing import Any

from conftest import citizen
from openpyxl import Workbook

NUMBERS = citizen("33020019850615003"), citizen("33020019860615004")
# What both people are, whichever table says it; a column of a table is one of these words.
PEOPLE: list[dict[str, Any]] = [
    {
        "no": "1",
        "name": "郑某",
        "id": NUMBERS[0],
        "nation": "汉族",
        "phone": "13800000001",
        "unit": "虚构矿业有限公司",
        "since": "2008.07",
        "field": "采矿工程",
        "field_since": "2008.07",
        "method": "正常申报",
        "speciality": "采矿工程",
        "school": "虚构大学",
        "major": "采矿工程",
        "graduated": "2008.06",
        "level": "本科",
        "degree": "工学学士",
        "title": "工程师",
        "rank": "中级",
        "got": "2014.12",
        "by": "虚构市人社局",
        "from": "2015.01",
        "span": "2008.07-至今",
        "work": "采矿设计",
        "photo": "a.jpg",
        "statement": "从事采矿设计。",
        "p1": "浅埋矿体开采",
        "p1_date": "2019.10",
        "p1_in": "《虚构采矿》",
        "p1_rank": "独著",
        "p2": "爆破振动的控制",
        "p2_date": "2020.01",
        "p2_in": "《虚构爆破》",
        "p2_rank": "第一",
    },
    {
        "no": "2",
        "name": "钱某",
        "id": NUMBERS[1],
        "nation": "回族",
        "phone": "13800000002",
        "unit": "虚构矿业有限公司",
        "since": "2009.08",
        "field": "采矿工程",
        "field_since": "2009.08",
        "method": "正常申报",
        "speciality": "采矿工程",
        "school": "虚构学院",
        "major": "采矿工程",
        "graduated": "2009.06",
        "level": "本科",
        "degree": "工学学士",
        "title": "工程师",
        "rank": "中级",
        "got": "2014.12",
        "by": "虚构市人社局",
        "from": "2015.01",
        "span": "2009.08-至今",
        "work": "采矿设计",
        "photo": "a.jpg",
        "statement": "从事采矿设计。",
        "p1": "露天矿边坡",
        "p1_date": "2018.03",
        "p1_in": "《虚构采矿》",
        "p1_rank": "独著",
    },
]
_PAPERS = ("p1", "p1_date", "p1_in", "p1_rank", "p2", "p2_date", "p2_in", "p2_rank")


def _rows(words: list[str]) -> list[list[str | None]]:
    return [[one.get(word) for word in words] for one in PEOPLE]


def _saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def grouped() -> bytes:
    """Two-row heads, merged; papers side by side; a title above, totals and a signature below."""
    book = Workbook()
    sheet = book.active
    sheet.title = "申报人员"
    single = [
        ("no", "序号"),
        ("name", "姓名"),
        ("id", "居民身份证号码"),
        ("nation", "民族"),
        ("unit", "所在单位名称"),
        ("phone", "移动电话"),
        ("since", "何时参加工作"),
        ("field", "现从事何专业"),
        ("field_since", "从事本专业起始时间"),
        ("method", "申报类型"),
        ("speciality", "申报学科"),
    ]
    groups = [
        (
            "最高学历",
            [
                ("school", "毕业院校"),
                ("major", "所学专业"),
                ("graduated", "毕业时间"),
                ("level", "学历"),
                ("degree", "学位"),
            ],
        ),
        (
            "现任专业技术资格",
            [
                ("title", "名称"),
                ("rank", "级别"),
                ("got", "取得时间"),
                ("by", "审批机关"),
                ("from", "聘任时间"),
            ],
        ),
        ("工作经历", [("span", "起止时间"), ("unit", "单位"), ("work", "从事何专业技术工作")]),
        ("论文1", [("p1", "题目"), ("p1_date", "发表时间"), ("p1_in", "刊物名称"), ("p1_rank", "本人排名")]),
        ("论文2", [("p2", "题目"), ("p2_date", "发表时间"), ("p2_in", "刊物名称"), ("p2_rank", "本人排名")]),
    ]
    rest = [("photo", "照片"), ("statement", "本人述职报告"), ("age", "年龄")]
    sheet["A1"] = "虚构市申报高级工程师人员情况一览表"
    column = 1
    for _, head in [*single]:
        sheet.cell(2, column, head)
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
        column += 1
    for head, inner in groups:
        sheet.cell(2, column, head)
        sheet.merge_cells(start_row=2, end_row=2, start_column=column, end_column=column + len(inner) - 1)
        for _, word in inner:
            sheet.cell(3, column, word)
            column += 1
    for _, head in rest:
        sheet.cell(2, column, head)
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
        column += 1
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=column - 1)
    words = [word for word, _ in [*single, *(pair for _, inner in groups for pair in inner), *rest]]
    for row in _rows(words):
        sheet.append(row)
    unit = words.index("unit") + 1
    sheet.cell(5, unit).value = None
    sheet.merge_cells(start_row=4, end_row=5, start_column=unit, end_column=unit)
    sheet.append(["合计", None, "2人"])
    sheet.append(["填表人：", None, None, "审核人："])
    notes = book.create_sheet("填表说明")
    notes["A1"] = "姓名照身份证填写"
    return _saved(book)


FLAT = {
    "name": "名字",
    "id": "公民身份号码",
    "nation": "族别",
    "phone": "手机号",
    "unit": "单位全称",
    "since": "参加工作年月",
    "field": "现从事专业",
    "field_since": "从事本专业起始时间",
    "method": "申报方式",
    "speciality": "申报专业",
    "school": "毕业学校名称",
    "major": "毕业专业",
    "graduated": "毕业年月",
    "level": "文化程度",
    "degree": "最高学位",
    "title": "现职称",
    "rank": "职称级别",
    "got": "取得职称时间",
    "by": "评审单位",
    "from": "聘用时间",
    "span": "工作经历（起止时间）",
    "work": "工作经历（从事专业技术工作）",
    "photo": "照片",
    "statement": "个人总结",
    "p1": "论文题目1",
    "p1_date": "论文发表时间1",
    "p1_in": "论文刊物1",
    "p1_rank": "论文作者排序1",
    "p2": "论文题目2",
    "p2_date": "论文发表时间2",
    "p2_in": "论文刊物2",
    "p2_rank": "论文作者排序2",
}


def flat(encoding: str = "gb18030", separator: str = ",") -> bytes:
    """One row of heads, numbers behind: as a program exports it, in the encoding of Chinese Windows."""
    return _separated([list(FLAT.values()), *_rows(list(FLAT))], encoding, separator)


def _separated(rows: list[list[str | None]], encoding: str, separator: str) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows([["" if c is None else c for c in row] for row in rows])
    return target.getvalue().encode(encoding)


def two_lines() -> bytes:
    """Heads of two rows without merged cells, as a merged head is saved as text; tabs, with a mark."""
    heads = {
        "name": ("姓名", ""),
        "id": ("身份证号", ""),
        "nation": ("民族", ""),
        "phone": ("联系方式", ""),
        "unit": ("工作单位", ""),
        "since": ("参加工作时间", ""),
        "field": ("现从事专业", ""),
        "field_since": ("从事本专业起始时间", ""),
        "method": ("申报方式", ""),
        "speciality": ("申报专业", ""),
        "school": ("学历", "毕业院校"),
        "major": ("", "所学专业"),
        "graduated": ("", "毕业时间"),
        "level": ("", "学历"),
        "degree": ("", "学位"),
        "title": ("现有资格", "资格名称"),
        "rank": ("", "级别"),
        "got": ("", "取得时间"),
        "by": ("", "审批机关"),
        "from": ("", "聘任时间"),
        "span": ("工作简历", "起止时间"),
        "unit2": ("", "工作单位"),
        "work": ("", "从事工作"),
        "photo": ("照片", ""),
        "statement": ("工作总结", ""),
        "p1": ("论文（一）", "论文题目"),
        "p1_date": ("", "发表年月"),
        "p1_in": ("", "期刊名称"),
        "p1_rank": ("", "作者排名"),
        "p2": ("论文（二）", "论文题目"),
        "p2_date": ("", "发表年月"),
        "p2_in": ("", "期刊名称"),
        "p2_rank": ("", "作者排名"),
    }
    words = ["unit" if word == "unit2" else word for word in heads]
    first, second = ([pair[i] for pair in heads.values()] for i in (0, 1))
    return _separated([first, second, *_rows(words)], "utf-8-sig", "\t")


def joined() -> bytes:
    """Cells that say two things, words of its own for what may be chosen, and a hidden sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名册"
    heads = {
        "no": "序号",
        "name": "申报人姓名",
        "nation": "民族",
        "id": "证件号码",
        "unit": "单位",
        "phone": "电话",
        "since": "参加工作日期",
        "field": "从事何专业",
        "field_since": "从事本专业起始时间",
        "method": "申报类别",
        "speciality": "申报何专业",
        "school_major": "毕业院校及专业",
        "graduated": "何时毕业",
        "level_degree": "学历／学位",
        "title": "原职称",
        "rank": "级别",
        "got": "取得资格时间",
        "by": "审批单位",
        "from": "任现职时间",
        "span": "工作简历／起止年月",
        "unit2": "工作简历／何单位",
        "work": "工作简历／主要工作",
        "photo": "相片",
        "statement": "述职报告",
    }
    sheet.append(list(heads.values()))
    for one in PEOPLE:
        said = one | {
            "school_major": f"{one['school']}\n{one['major']}",
            "level_degree": f"{one['level']}／{one['degree']}",
            "rank": "中",
            "unit2": one["unit"],
        }
        sheet.append([said.get(word) for word in heads])
    hidden = book.create_sheet("旧名册")
    hidden.append(["姓名", "身份证号", "电话"])
    hidden.append(["孙某", NUMBERS[0], "13800000003"])
    hidden.sheet_state = "hidden"
    return _saved(book)


def repeated() -> bytes:
    """The same heads again for every paper, and a key for everybody."""
    book = Workbook()
    sheet = book.active
    heads = [
        ("key", "人员编号"),
        ("name", "姓名"),
        ("id", "身份证号码"),
        ("nation", "民族"),
        ("phone", "手机号码"),
        ("unit", "工作单位"),
        ("since", "参加工作时间"),
        ("field", "现从事专业"),
        ("field_since", "从事本专业起始时间"),
        ("method", "申报方式"),
        ("speciality", "申报专业"),
        ("school", "毕业院校"),
        ("major", "所学专业"),
        ("graduated", "毕业时间"),
        ("level", "学历"),
        ("degree", "学位"),
        ("title", "现有专业技术资格"),
        ("rank", "级别"),
        ("got", "资格取得时间"),
        ("by", "审批机关"),
        ("from", "聘任时间"),
        ("span", "工作经历／起止时间"),
        ("unit", "工作经历／单位"),
        ("work", "工作经历／从事专业技术工作"),
        ("photo", "照片"),
        ("statement", "工作总结"),
        *zip(_PAPERS, ("论文题目", "发表时间", "刊物", "作者排序") * 2, strict=True),
        ("memo", "内部备忘"),
    ]
    sheet.append([head for _, head in heads])
    for n, one in enumerate(PEOPLE, 1):
        sheet.append([(one | {"key": f"R{n}", "memo": "已核"}).get(word) for word, _ in heads])
    return _saved(book)


def documented() -> bytes:
    """The table of docs/tables.md."""
    book = Workbook()
    sheet = book.active
    sheet.title = "申报人员"
    sheet["A1"] = "城东受理点申报人员名单"
    single = {"A": "序号", "B": "姓名", "C": "居民身份证号码", "D": "毕业院校及专业", "K": "级别"}
    groups = {"E": ("现任专业技术资格", "名称", "取得时间")}
    groups |= {"G": ("论文1", "题目", "发表时间"), "I": ("论文2", "题目", "发表时间")}
    sheet.merge_cells("A1:K1")
    for letter, head in single.items():
        sheet[f"{letter}2"] = head
        sheet.merge_cells(f"{letter}2:{letter}3")
    for letter, (head, one, two) in groups.items():
        following = chr(ord(letter) + 1)
        sheet[f"{letter}2"], sheet[f"{letter}3"], sheet[f"{following}3"] = head, one, two
        sheet.merge_cells(f"{letter}2:{following}2")
    for n, one in enumerate(PEOPLE, 1):
        words = ("name", "id", "both", "title", "got", "p1", "p1_date", "p2", "p2_date", "rank")
        said = one | {"both": f"{one['school']}／{one['major']}"}
        sheet.append([n, *(said.get(word) for word in words)])
    return _saved(book)
