"""What is to be said of a form that somebody brought: what has no room in it, what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from zcforms.forms import OWN_FORMS, Form, Values, is_ours, manifest_of
from zcforms.ground.findings import Finding, Path, Place, Severity

_FULL = {  # what a form that somebody brought has no room for, and what the office can do
    "text-overflows": "改form.yaml的这一栏：换来源，写小些的size、floor，或留给手写（source: ''）；"
    "申报资料不用改",
    "table-overflows": "改form.yaml的这个清单：写most: 行数，只印前几项（没有印的会说明），"
    "或换成只列一类的来源（论文paper_rows、项目project_rows等）；也可以要行数更多的表；申报资料不用改",
}


def told(form: Form, values: Values, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What did not fit; in a form that somebody brought, the office says otherwise what goes into it."""
    if is_ours(form):
        return tuple(findings)
    full = (
        Finding("own-form-full", one.message, hint=_FULL[one.code], place=_place(form, one.path))
        if one.code in _FULL
        else one
        for one in findings
    )
    return (*full, *left_out(form, values))


def _place(form: Form, path: Path) -> Place:
    """Where form.yaml says what goes into a field, a list, or a cell by its list, row and column."""
    match path:
        case (name, _, column):
            steps: Path = ("tables", name, "columns", column)
        case (name,):
            steps = ("fields" if name in form.fields else "tables", name)
        case _:
            return Place(f"{OWN_FORMS}/{form.id}/form.yaml")
    return Place(f"{OWN_FORMS}/{form.id}/form.yaml", manifest_of(form).locate(steps)[0])


def left_out(form: Form, values: Values) -> Iterator[Finding]:
    """The rows that a form was told not to show."""
    for name, count in values.left_out.items():
        table, place = form.tables[name], _place(form, (name,))
        told = f"只印前{table.most}项，另有{count}项没有印（most是{table.most}）"
        message = f"《{values.title}》“{table.title}”{told}"
        hint = "没有印的要另附一页的，请自己附上；要全印的，删去most"
        yield Finding("rows-left-out", message, Severity.WARNING, hint=hint, place=place)


def of_one_form(finding: Finding) -> Finding:
    """An error that keeps one form of one person from being made, and nothing else."""
    if finding.severity is not Severity.ERROR:
        return finding
    return replace(finding, severity=Severity.WARNING, message=f"{finding.message}；这一份没有做，别的照做")


def unseen(form: Form, values: Values) -> tuple[Finding, ...]:
    """What is to be said of a form that is only a Word file, which nobody lays out here."""
    if "docx" not in form.media:
        return ()
    from zcforms.fillers import docx

    told = f"《{values.title}》"
    found = [*docx.unticked(form, values), *docx.grown(form, values)]
    return tuple(replace(f, message=told + f.message) for f in found)
