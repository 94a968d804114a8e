"""What is delivered beside the paper of an office's form: its workbook, and its page for the web."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zcforms.fillers import web
from zcforms.forms import Row
from zcforms.pipeline.job import Document
from zcforms.pipeline.press import Press


def beside(
    press: Press, document: Document, tallies: Sequence[tuple[str, str, str]]
) -> Iterator[tuple[str, bytes]]:
    """The same document in other media, each with the ending of its name; `tallies` count people by kinds."""
    from zcforms.fillers import xlsx  # and XlsxWriter with it, only for those who make one

    form = press.forms[document.form]
    if not {"html", "xlsx"} <= set(form.media):
        return
    if form.role == "figures":
        yield ".xlsx", xlsx.write_counts(_counts(document))
        return
    lines = _lines(document)
    yield ".xlsx", xlsx.fill_sheet(form, document.values, "people", **lines, counts=tallies)
    if form.role == "posted_roster":  # the only one that is meant for everybody's eyes
        yield ".html", web.page(form, document.values, "people", **lines)


def _lines(document: Document) -> dict[str, Any]:
    """The lines above and below the roster, as on its paper."""
    shown = document.values.fields
    return {
        "head": [f"填报单位（盖章）：{shown['office']}", f"填报日期：{shown['date']}"],
        "foot": [
            f"合计：{shown['count']}人",
            f"填报人：{shown['contact']}",
            f"联系电话：{shown['phone']}",
            *filter(None, [shown["order_note"]]),
        ],
    }


def _counts(document: Document) -> dict[str, tuple[list[str], list[list[str]]]]:
    """The page of figures as sheets of counts."""

    def said(row: Row, *names: str) -> list[str]:
        return [row.cells[name] for name in names]

    kinds, rules = (document.values.tables.get(name, ()) for name in ("kinds", "faults"))
    sheets = {
        "人数统计": [said(row, "group", "kind", "count", "share") for row in kinds],
        "检查结果": [said(row, "weight", "rule", "count", "share", "code") for row in rules],
    }
    headings = {"人数统计": ["项目", "类别"], "检查结果": ["轻重", "检查的规定"]}
    return {name: (headings[name], rows) for name, rows in sheets.items() if rows}
