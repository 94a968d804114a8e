"""A workbook of many invented people, and the kinds of mistakes that are planted in it, one a person."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from conftest import SAMPLES, citizen, photo_bytes, settings
from openpyxl.utils import get_column_letter

from zcforms.intake.columns import KEY, PEOPLE, Sheet, sheets

SAMPLE = "shi-kaishan"


@dataclass(frozen=True)
class Mistake:
    """A wrong value in a person's row (from 0) of a sheet; the titles of the cells where it is told.

    Of no titles: at the cell itself.
    """

    sheet: str
    title: str
    value: Any = None
    row: int = 0
    shown: str | None = None
    at: tuple[str, ...] = ()

    @property
    def titles(self) -> tuple[str, ...]:
        """Where it is told."""
        return self.at or (self.title,)


_DAY = datetime.datetime(2019, 1, 5)
MISTAKES = (
    Mistake(PEOPLE, "姓名"),
    Mistake(PEOPLE, "姓名", "=B1"),
    Mistake(PEOPLE, "姓名", "石" * 60),
    Mistake(PEOPLE, "曾用名", "=1/0"),
    Mistake(PEOPLE, "证件类型", "身份证件"),
    Mistake(PEOPLE, "证件号码", at=(KEY,)),  # nothing of 证件 is there
    Mistake(PEOPLE, "证件号码", 330599198503120015),
    Mistake(PEOPLE, "证件号码", "330599198503120016"),
    Mistake(PEOPLE, "证件号码", "3.30599E+17"),
    Mistake(PEOPLE, "性别", "男性"),
    Mistake(PEOPLE, "出生年月", "1985.13"),
    Mistake(PEOPLE, "出生年月", "1986.04"),
    Mistake(PEOPLE, "民族"),
    Mistake(PEOPLE, "联系电话", "1380000000"),
    Mistake(PEOPLE, "联系电话", "1.38E+10"),
    Mistake(PEOPLE, "照片"),
    Mistake(PEOPLE, "照片", "没有.jpg"),
    Mistake(PEOPLE, "照片", "../a.jpg"),
    Mistake(PEOPLE, "工作单位"),
    Mistake(PEOPLE, "工作单位", "别处的公司"),
    Mistake(PEOPLE, "部门", _DAY, 0, "m/d"),
    Mistake(PEOPLE, "部门", 62, 0, '0"科"'),
    Mistake(PEOPLE, "行政职务", "'副部长"),
    Mistake(PEOPLE, "参加工作时间"),
    Mistake(PEOPLE, "参加工作时间", 2008.1),
    Mistake(PEOPLE, "参加工作时间", "14.12"),
    Mistake(PEOPLE, "从事本专业起始时间", "2030.01"),
    Mistake(PEOPLE, "现从事专业", "烹饪"),
    Mistake(PEOPLE, "从事本专业起始时间", "2008.17"),
    Mistake(PEOPLE, "申报方式"),
    Mistake(PEOPLE, "申报方式", "随便报"),
    Mistake(PEOPLE, "申报专业", "烹饪", at=("申报专业", "现从事专业")),
    Mistake(PEOPLE, "编制情况", "在册"),
    Mistake(PEOPLE, "本人述职"),
    Mistake(PEOPLE, "本人述职", "字" * 1043),
    Mistake(PEOPLE, "起始日期", "2021-09-12", at=("截止日期",)),
    Mistake(PEOPLE, "截止日期", "2021-09-02"),
    Mistake(PEOPLE, "结果", "没人说"),
    Mistake("学历", "毕业时间"),
    Mistake("学历", "毕业时间", "2008年6月31日"),
    Mistake("学历", "入学时间", "2009.09", at=("毕业时间",)),
    Mistake("学历", "学校", None),
    Mistake("工作经历", "起始时间", "2008.7.45"),
    Mistake("工作经历", "结束时间", "2007.01", at=("结束时间", KEY)),
    Mistake("工作经历", "单位"),
    Mistake("培训", "结束时间", "2018.01"),
    Mistake("培训", "起始时间", 43000),
    Mistake("专业技术资格", "级别", "工程师级", 1),
    Mistake("专业技术资格", "取得时间", None, 1),
    Mistake("专业技术资格", "取得时间", "2015.02.30", 1),
    Mistake("专业技术资格", "聘任时间", "2015.01", 1),
    Mistake("继续教育", "年度", "二〇二一"),
    Mistake("继续教育", "合计", "九十二"),
    Mistake("继续教育", "合计", "12"),
    Mistake("年度考核", "等次", "还行", 2),
    Mistake("年度考核", "等次", "不合格", 2),
    Mistake("年度考核", "年度", "二〇", 4),
    Mistake("年度考核", "等次", "", 0),
    Mistake("荣誉", "荣誉称号"),
    Mistake("荣誉", "级别", "厂级"),
    Mistake("资质证书", "代表作", "有的"),
    Mistake("专业技术资格", "资格名称", "=A1", 0),
    Mistake("专业技术资格", "审批机关", None, 0),
    Mistake("工作经历", "从事专业技术工作", None, 1),
    Mistake("工作经历", "单位类型", "公司", 1),
    Mistake("培训", "主要内容"),
    Mistake("获奖", "奖励名称"),
    Mistake("项目", "类别", "工程"),
    Mistake("项目", "项目名称"),
    Mistake("项目", "结束时间", "2016.01"),
    Mistake("项目", "经费（万元）", "1e9"),
    Mistake("项目", "本人排名", _DAY, 0, 'm"月"d"日"'),
    Mistake("项目", "已验收", "大概"),
    Mistake("论文著作", "发表时间", "Oct-19"),
    Mistake("论文著作", "发表时间", "2030.01"),
    Mistake("论文著作", "刊物或出版社"),
    Mistake("论文著作", "作者排序", _DAY, 0, "m/d"),
    Mistake("论文著作", "代表作", "大约"),
    Mistake("论文著作", "佐证", "E-9"),
    Mistake("获奖", "级别", "村级"),
    Mistake("荣誉", "授予时间", "2019.1.32"),
    Mistake("资质证书", "取得时间", "十月"),
    Mistake("资质证书", "证书名称"),
)


def _cell_text(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def _rows(record: dict[str, Any], sheet: Sheet) -> list[dict[str, Any]]:
    """What a record has in a sheet, a dict of titles a row."""
    found: Any = record
    for step in sheet.path:
        found = found.get(step, []) if isinstance(found, dict) else []
    rows = [found] if isinstance(found, dict) else found
    if rows == "无":
        return [{sheet.columns[0].title: "无"}]
    filled = []
    for row in rows:
        line = {}
        for column in sheet.columns:
            value = row
            for step in column.path:
                value = value.get(step) if isinstance(value, dict) else None
            if value is not None:
                line[column.title] = _cell_text(value)
        filled.append(line)
    return filled


def record() -> dict[str, Any]:
    """A sample applicant without evidence, as text."""
    text = (SAMPLES / "applicants" / f"{SAMPLE}.yaml").read_text()
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  text only
    del found["佐证材料"]
    for items in found.values():
        for item in items if isinstance(items, list) else ():
            item.pop("佐证", None)
    return found


def plant(root: Path, people: Sequence[Mistake | None]) -> list[list[str]]:
    """A folder of work whose workbook has a person with each mistake (None: with none).

    Where each mistake is to be told, as 人员!C7.
    """
    (root / "photos").mkdir(parents=True)
    photo = photo_bytes()
    for n in range(len(people)):  # the same picture with another remark in it
        remark = b"\xff\xfe\x00\x07" + key_of(n).encode()
        (root / "photos" / photo_of(n)).write_bytes(photo[:2] + remark + photo[2:])
    units = [{"单位名称": record()["工作单位"], "单位性质": "企业"}]
    (root / "zcforms.yaml").write_text(yaml.safe_dump(settings(单位=units), allow_unicode=True))
    book = openpyxl.Workbook(write_only=True)
    plain = record() | {"照片": photo_of(0)}
    told: list[list[str]] = [[] for _ in people]
    for sheet in sheets():
        page, at = book.create_sheet(sheet.title), 1
        titles = [KEY, *(column.title for column in sheet.columns)]
        page.append(titles)
        rows = _rows(plain, sheet)
        for n, mistake in enumerate(people):
            for i, row in enumerate(rows):
                at += 1
                line: dict[str, Any] = {KEY: key_of(n), **row}
                if sheet.title == PEOPLE:
                    line |= {"姓名": f"石{chr(0x4E00 + n)}", "证件号码": number_of(n), "照片": photo_of(n)}
                if mistake and (mistake.sheet, mistake.row) == (sheet.title, i):
                    line[mistake.title] = mistake.value
                    letters = {title: get_column_letter(x) for x, title in enumerate(titles, 1)}
                    told[n] = [f"{sheet.title}!{letters[title]}{at}" for title in mistake.titles]
                cells = [openpyxl.cell.WriteOnlyCell(page, line.get(title)) for title in titles]
                if mistake and mistake.shown and told[n] and (mistake.sheet, mistake.row) == (sheet.title, i):
                    cells[titles.index(mistake.title)].number_format = mistake.shown
                page.append(cells)
    book.save(root / "people.xlsx")
    return told


def key_of(n: int) -> str:
    """The key of a person by their number."""
    return f"p{n:04}"


def photo_of(n: int) -> str:
    """The file of a person's photo."""
    return f"{key_of(n)}.jpg"


def number_of(n: int) -> str:
    """The ID number of a person by their number."""
    return citizen(f"33059919850312{n % 1000:03}") if n < 1000 else citizen(f"33059919850313{n % 1000:03}")


def mend(book: openpyxl.Workbook, people: Mapping[int, Mistake | None]) -> None:
    """Write what is right into the cells of these people's mistakes, as the first, who made none, has it."""
    for page in book:
        titles = [cell.value for cell in page[1]]
        rows: dict[Any, list[int]] = {}
        for y in range(2, page.max_row + 1):
            rows.setdefault(page.cell(y, 1).value, []).append(y)
        for n, mistake in people.items():
            if mistake is None or mistake.sheet != page.title:
                continue
            column, row = titles.index(mistake.title) + 1, mistake.row
            cell = page.cell(rows[key_of(n)][row], column)
            model = page.cell(rows[key_of(0)][row], column)
            cell.value, cell.number_format = model.value, model.number_format
            if mistake.title == "证件号码":
                cell.value = number_of(n)
            if mistake.title == "照片":
                cell.value = photo_of(n)
