"""Empty prints of a form for writing by hand: on paper, as a Word file, or the workbook it came as."""

from __future__ import annotations

from dataclasses import replace

from zcforms.fillers import docx, html, sheets
from zcforms.forms import Form
from zcforms.ground.errors import UsageError
from zcforms.paper.copies import print_set
from zcforms.pipeline.press import blank_prints, blank_values, fill_pdf
from zcforms.plans import Plan


def blank_pdf(form: Form, plan: Plan | None) -> html.Filled:
    """The print as PDF; UsageError for a part of the volume or a form that is only a Word file."""
    if form.scope == "binding":
        raise UsageError(f"《{form.title}》随装订册生成，没有空白表")
    if "html" in form.media:
        html.check_template(form)
        use = plan.form(form.id) if plan else None
        duplex = use is not None and use.duplex
        prints = [html.fill(form, values, duplex) for values in blank_prints(form, plan)]
        if len(prints) == 1:
            return prints[0]
        pdf, pages = print_set((one.pdf for one in prints), 1, duplex)
        return replace(prints[0], pdf=pdf, pages=pages)
    if "pdf" in form.media:
        return fill_pdf(form, blank_values(form, plan))
    kind = "Excel表" if _is_workbook(form) else "Word表格"
    raise UsageError(f"《{form.title}》是{kind}，没有PDF", hint=f"空白表写到{_ending(form)}")


def blank_word(form: Form, plan: Plan | None) -> bytes:
    """The print as a Word file; UsageError for a form that has none, or whose layout the plan changes."""
    values = blank_values(form, plan)
    if form.scope == "binding":
        raise UsageError(f"《{form.title}》随装订册生成，没有空白表")
    if "docx" not in form.media or not docx.covers(form, values.options):
        raise UsageError(f"《{form.title}》没有Word稿", hint=f"空白表写到{_ending(form)}")
    use = plan.form(form.id) if plan and "html" in form.media else None
    return docx.fill(form, values, use is not None and use.duplex)


def blank_workbook(form: Form, plan: Plan | None) -> bytes:
    """The form as the empty workbook that somebody brought; UsageError for one that is none."""
    if not _is_workbook(form):
        raise UsageError(f"《{form.title}》的空白表不是Excel表", hint=f"空白表写到{_ending(form)}")
    return sheets.fill(form, blank_values(form, plan))


def _is_workbook(form: Form) -> bool:
    return form.media == ("xlsx",)


def _ending(form: Form) -> str:
    """What the empty print of a form can be written to."""
    return ".xlsx" if _is_workbook(form) else ".docx" if form.media == ("docx",) else ".pdf"
