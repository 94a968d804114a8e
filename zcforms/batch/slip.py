"""补正清单: what a clerk hands back with the papers, every error with its place and cure.

It is read by the applicant: a place is told by what they filled in (《论文著作》第3行), never by a cell of
the office's workbook.
"""

from __future__ import annotations

from functools import partial

from zcforms.batch.shelf import Shelf, spared
from zcforms.chinese.names import code_point
from zcforms.chinese.typefaces import is_drawn
from zcforms.fillers import html
from zcforms.forms import Form, fill_in, form_with_role
from zcforms.ground.findings import Finding, Path, Places, Severity
from zcforms.intake.records import steps_titled
from zcforms.model import Applicant
from zcforms.paper import delivery
from zcforms.pipeline.job import Checked
from zcforms.pipeline.press import Press

# What holds a person back and only the office can mend, in its own workbook and settings.
_OF_OFFICE = {"office-blocked", "unit-blocked", "key-unknown"}


def deliver_slip(press: Press, checked: Checked, shelf: Shelf) -> list[Finding]:
    """The slip of one person, who is named on it and in its file name, as far as they could be read.

    It tells what the applicant can mend; none is made where that is nothing.
    """
    if not _to_mend(checked):
        return []
    form = form_with_role(press.forms, "slip")
    return spared(press, "写出", form.id, partial(_put_slip, press, checked, shelf, form), checked.file.key)


def _to_mend(checked: Checked) -> list[Finding]:
    """The errors that are the applicant's own."""
    errors = [f for f in checked.findings if f.severity is Severity.ERROR]
    return [f for f in errors if f.code not in _OF_OFFICE]


def _put_slip(press: Press, checked: Checked, shelf: Shelf, form: Form) -> None:
    file, settings = checked.file, press.job.work.settings
    circular = press.job.plan.basis(None)
    facts = {
        "name": _printable(file.name or file.key),
        "unit": _printable(file.unit) if file.unit else None,
        "plan_name": press.job.plan.name,
        "circular": circular,
        "date": settings.date,
        "rows": [
            {
                "index": str(n),
                "message": _printable(f.message),
                "place": _printable(_where(f, file.places)),
                "basis": f.basis.removeprefix(circular) or ("本通知" if f.basis else "—"),
                "hint": _printable(f.hint),
            }
            for n, f in enumerate(_to_mend(checked), 1)
        ],
    }
    filled = html.fill(form, fill_in(form, facts))
    known = [part for part in (file.name, file.unit) if part and part not in file.key]
    label = delivery.safe_name("_".join([file.key, *known]))
    shelf.put(("补正", f"{label}_{form.title}"), ".pdf", filled.pdf, form.id, filled.pages, 1, file.key)


def _where(finding: Finding, places: Places) -> str:
    """A place on paper: what was filled in; of a file of the applicant's own its line, too.

    Of what concerns the whole record no line is told: the first would say nothing.
    """
    titled = _titled(finding.path or _path_at(finding, places))
    place = finding.place
    if place.cell:
        return titled or f"《{place.cell.partition('!')[0]}》"
    name = place.file.rpartition("/")[2]
    line = f"{name} 第{place.line}行" if place.line and place != places.known.get(()) else name
    return "\n".join(filter(None, [titled, line]))


def _path_at(finding: Finding, places: Places) -> Path:
    """The value that stands at the place of a finding."""
    return max((path for path, place in places.known.items() if place == finding.place), key=len, default=())


def _titled(path: Path) -> str:
    """A value in the applicant's terms: 《论文著作》第3行“发表时间”."""
    titles = steps_titled(path, Applicant)
    row = next((i for i, step in enumerate(path) if isinstance(step, int)), None)
    if row is None:
        return f"“{titles[-1]}”" if titles else ""
    field = f"“{titles[-1]}”" if isinstance(path[-1], str) else ""
    return f"《{titles[row - 1]}》第{titles[row]}行{field}"


def _printable(text: str) -> str:
    """A message on paper: what no face draws is shown by its code point."""
    return "".join(c if is_drawn(c) or c == "\n" else f"〔{code_point(c)}〕" for c in text)
