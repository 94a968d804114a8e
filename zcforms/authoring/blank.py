"""Empty prints of a form for writing by hand: on paper, or as a Word file."""

from __future__ import annotations

from dataclasses import replace

from zcforms.fillers import docx, html
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
    raise UsageError(f"《{form.title}》是Word表格，没有PDF", hint="空白表写到.docx")


def blank_word(form: Form, plan: Plan | None) -> bytes:
    """The print as a Word file; UsageError for a form that has none, or whose layout the plan changes."""
    values = blank_values(form, plan)
    if form.scope == "binding":
        raise UsageError(f"《{form.title}》随装订册生成，没有空白表")
    if "docx" not in form.media or not docx.covers(form, values.options):
        raise UsageError(f"《{form.title}》没有Word稿", hint="空白表用PDF")
    return docx.fill(form, values)
