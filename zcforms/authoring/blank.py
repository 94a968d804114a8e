"""Empty prints of a form for writing by hand: on paper, or as a Word file."""

from __future__ import annotations

from dataclasses import replace

from zcforms.facts import blank_facts
from zcforms.fillers import docx, html
from zcforms.forms import Form, Values, left_blank
from zcforms.ground.errors import UsageError
from zcforms.pipeline.press import fill_pdf
from zcforms.plans import Plan


def blank_pdf(form: Form, plan: Plan | None) -> html.Filled:
    """The print as PDF; UsageError for a part of the volume or a form that is only a Word file."""
    if form.scope == "binding":
        raise UsageError(f"《{form.title}》随装订册生成，没有空白表")
    if "html" in form.media:
        html.check_template(form)
        return html.fill(form, _values(form, plan))
    if "pdf" in form.media:
        return fill_pdf(form, _values(form, plan))
    raise UsageError(f"《{form.title}》是Word表格，没有PDF", hint="空白表写到.docx")


def blank_word(form: Form, plan: Plan | None) -> bytes:
    """The print as a Word file; UsageError for a form that has none, or whose layout the plan changes."""
    values = _values(form, plan)
    if form.scope == "binding":
        raise UsageError(f"《{form.title}》随装订册生成，没有空白表")
    if "docx" not in form.media or not docx.covers(form, values.options):
        raise UsageError(f"《{form.title}》没有Word稿", hint="空白表用PDF")
    return docx.fill(form, values)


def _values(form: Form, plan: Plan | None) -> Values:
    use = plan.form(form.id) if plan else None
    printed = blank_facts(plan) if plan else {}
    if use is None:
        return left_blank(form, printed=printed)
    return replace(left_blank(form, use.title, use.options, printed), exported=use.exported)
