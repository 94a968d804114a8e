"""A people.xlsx, empty or with people: the model's sheets, drop-downs, text cells and a page of advice."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import BaseModel

from zcforms.intake.columns import KEY_COLUMN, PEOPLE, Column, Sheet, sheets
from zcforms.model import Applicant
from zcforms.model.application import EvidencePart
from zcforms.model.records import NONE_LIST
from zcforms.plans import Plan

_LAST_ROW = 2000
_REQUIRED = PatternFill("solid", fgColor="FDE9D9")
_PLAIN = PatternFill("solid", fgColor="E8EEF4")
_ADVICE = (
    "每人在“人员”中占一行，第一列“人员编号”由您自定（字母、数字或姓名），不能重复。",
    "其他工作表每项一行，第一列写这个人的人员编号；一个人可以有很多行。",
    "确实没有的，写一行：人员编号，第二列写“无”。不写表示没有填报，表上留空。",
    "日期写成2019.12或2019.12.03。各列已设为文本格式，请不要改；从别处粘贴时选“只粘贴文本”。",
    "佐证写佐证材料的编号，几个之间用顿号：E-1、E-2。",
    "佐证材料的“材料名称”印在装订册的目录上；找文件不看它，看“文件”一栏。",
    "“文件”写文件名，如 获奖证书.pdf，几个之间用分号；只取几页时写 合同.pdf[1-3]。",
    "文件放在 evidence/人员编号/ 中；在办公网页上发的，放在ZIP的“佐证/人员编号”文件夹里。",
    "一份材料要分几部分列出的，在竖线后面写名称：合同.pdf[1]|封面页；合同.pdf[5]|盖章页。",
    "照片放在photos文件夹（在办公网页上发的，ZIP的“照片”文件夹），“照片”列写文件名。橙色的列必须填写。",
)


def people_workbook(plan: Plan, people: Mapping[str, Applicant] = MappingProxyType({})) -> bytes:
    """The workbook for one plan with the people of some keys, as xlsx bytes.

    What no cell can hold is not in it: controls become U+FFFD, and a text ends after 32,767 characters.
    """
    book = Workbook()
    advice = book.active
    assert isinstance(advice, Worksheet)
    advice.title = "填写说明"
    advice.column_dimensions["A"].width = 110
    for y, line in enumerate((plan.name, *_ADVICE), 1):
        advice.cell(y, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
    advice["A1"].font = Font(bold=True, size=14)
    for sheet in sheets():
        page = book.create_sheet(sheet.title)
        _sheet(page, sheet, plan)
        rows = (row for key, applicant in people.items() for row in _rows(sheet, key, applicant))
        for y, texts in enumerate(rows, 2):
            _fill(page, y, texts)
    book.active = 1
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet(page: Worksheet, sheet: Sheet, plan: Plan) -> None:
    columns = [KEY_COLUMN, *sheet.columns]
    for x, column in enumerate(columns, 1):
        letter = get_column_letter(x)
        cell = page.cell(1, x, column.title)
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center", wrap_text=True)
        needed = column is KEY_COLUMN or (sheet.title == PEOPLE and column.is_needed)
        cell.fill = _REQUIRED if needed else _PLAIN
        dimension = page.column_dimensions[letter]
        dimension.width, dimension.number_format = max(10, 2.2 * len(column.title) + 2), "@"
        words = _words(column, plan)
        if words:
            # Excel limits a list in the rule itself to 255 characters.
            rule = DataValidation("list", formula1='"' + ",".join(words) + '"', allow_blank=True)
            is_open = column.title == "申报专业" and plan.specialities_open is not None
            rule.error, rule.showErrorMessage = "请从下拉列表中选择", not is_open
            page.add_data_validation(rule)
            rule.add(f"{letter}2:{letter}{_LAST_ROW}")
    page.freeze_panes = "B2"


def _words(column: Column, plan: Plan) -> list[str]:
    words = {
        "申报方式": [method.label for method in plan.methods],
        "申报情形": plan.options,
        "申报专业": plan.specialities,
        "代表作": ["是", "否"],
    }.get(column.title, list(column.choices))
    return words if len(",".join(words)) <= 255 else []


def _rows(sheet: Sheet, key: str, applicant: Applicant) -> Iterator[list[str]]:
    """The rows of one person; a list that is declared empty is the word for it."""
    if not sheet.path:
        yield [key, *(_cell(applicant, column.fields) for column in sheet.columns)]
        return
    way = sheet.columns[0].fields[: len(sheet.path)]
    holder: BaseModel = applicant
    for name in way[:-1]:
        holder = getattr(holder, name)
    items = getattr(holder, way[-1])
    declared = way[-1] in holder.model_fields_set
    if items == [] and declared and NONE_LIST in type(holder).model_fields[way[-1]].metadata:
        yield [key, "无"]
    for item in items or ():
        yield [key, *(_cell(item, column.fields[len(way) :]) for column in sheet.columns)]


def _fill(page: Worksheet, y: int, texts: list[str]) -> None:
    for x, text in enumerate(texts, 1):
        if text:
            cell = page.cell(y, x)
            cell.value, cell.number_format = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text), "@"
            cell.data_type = "s"  # never a formula


def _cell(record: BaseModel, way: Sequence[str]) -> str:
    """One value as a cell holds it: several of them with ； between, files with their pages."""
    value: Any = record
    for name in way:
        value = getattr(value, name, None)
    if isinstance(value, list):
        return "；".join(_file(part) if isinstance(part, EvidencePart) else str(part) for part in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _file(part: EvidencePart) -> str:
    pages = f"[{part.pages}]" if part.pages else ""
    return f"{part.file}{pages}" + (f"|{part.name}" if part.name else "")
