"""An empty people.xlsx: the model's sheets with drop-downs, text cells and a page of advice."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zcforms.intake.columns import KEY, PEOPLE, Column, Sheet, sheets
from zcforms.model import Applicant
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
    "佐证材料的“文件”写文件名，几个之间用分号；只取几页时写 合同.pdf[1-3]。文件放在 evidence/人员编号/ 中。",
    "照片放在photos文件夹，“照片”列写文件名。橙色的列必须填写。",
)


def people_workbook(plan: Plan) -> bytes:
    """The workbook for one plan, as xlsx bytes."""
    book = Workbook()
    advice = book.active
    assert isinstance(advice, Worksheet)
    advice.title = "填写说明"
    advice.column_dimensions["A"].width = 110
    for y, line in enumerate((plan.name, *_ADVICE), 1):
        advice.cell(y, 1, line).alignment = Alignment(wrap_text=True, vertical="top")
    advice["A1"].font = Font(bold=True, size=14)
    for sheet in sheets():
        _sheet(book.create_sheet(sheet.title), sheet, plan)
    book.active = 1
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _required(sheet: Sheet, column: Column) -> bool:
    return sheet.title == PEOPLE and any(
        field.title == column.title and field.is_required() for field in Applicant.model_fields.values()
    )


def _sheet(page: Worksheet, sheet: Sheet, plan: Plan) -> None:
    columns = [Column(KEY, (KEY,)), *sheet.columns]
    for x, column in enumerate(columns, 1):
        letter = get_column_letter(x)
        cell = page.cell(1, x, column.title)
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center", wrap_text=True)
        needed = x == 1 or _required(sheet, column) or column.title in ("证件号码", "申报方式", "申报专业")
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
        "申报专业": plan.specialities,
        "代表作": ["是", "否"],
    }.get(column.title, list(column.choices))
    return words if len(",".join(words)) <= 255 else []
