"""The office's forms as workbooks: what of a form goes into which sheet."""

from __future__ import annotations

from collections.abc import Sequence

from zcforms.forms import Row
from zcforms.pipeline.job import Document
from zcforms.pipeline.press import Press


def workbook(press: Press, document: Document, tallies: Sequence[tuple[str, str, str]]) -> bytes:
    """A document of the office as a workbook beside its paper; `tallies` count people by kinds."""
    is_of_figures = press.forms[document.form].role == "figures"
    return _figures(document) if is_of_figures else _roster(press, document, tallies)


def _roster(press: Press, document: Document, tallies: Sequence[tuple[str, str, str]]) -> bytes:
    """The roster with the same columns, rows and lines as its paper, and a sheet of counts."""
    from zcforms.fillers import xlsx  # and openpyxl with it, only for those who make one

    shown = document.values.fields
    return xlsx.fill_sheet(
        press.forms[document.form],
        document.values,
        "people",
        head=[f"填报单位（盖章）：{shown['office']}", f"填报日期：{shown['date']}"],
        foot=[
            f"合计：{shown['count']}人",
            f"填报人：{shown['contact']}",
            f"联系电话：{shown['phone']}",
            *filter(None, [shown["order_note"]]),
        ],
        counts=tallies,
    )


def _figures(document: Document) -> bytes:
    """The page of figures as sheets of numbers, with charts."""
    from zcforms.fillers import xlsx

    def said(row: Row, *names: str) -> list[str]:
        return [row.cells[name] for name in names]

    kinds, rules = (document.values.tables[name] for name in ("kinds", "faults"))
    sheets = {
        "人数统计": [said(row, "group", "kind", "count", "share") for row in kinds],
        "检查结果": [said(row, "weight", "rule", "count", "share", "code") for row in rules],
    }
    headings = {"人数统计": ["项目", "类别"], "检查结果": ["轻重", "检查的规定"]}
    return xlsx.write_counts({name: (headings[name], rows) for name, rows in sheets.items() if rows})
