"""补正清单: what a clerk hands back with the papers, every error with its place and cure.

It is read by the applicant: a place is told by what they filled in (《论文著作》第3行), never by a cell of
the office's workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from zcforms.batch.failing import spared
from zcforms.batch.shelf import Label, Shelf
from zcforms.chinese.names import code_point
from zcforms.chinese.numbers import runs
from zcforms.chinese.typefaces import is_drawn
from zcforms.fillers import html
from zcforms.forms import Form, fill_in, form_with_role
from zcforms.ground.findings import Finding, Path, Places, Severity
from zcforms.ground.reference import entry
from zcforms.intake.folder import PersonFile
from zcforms.model import Applicant
from zcforms.model.records import steps_titled
from zcforms.paper import delivery
from zcforms.paper.copies import print_set
from zcforms.pipeline.job import Checked
from zcforms.pipeline.press import Press

_COLUMNS = {"人员编号": 16, "姓名": 14, "工作单位": 36, "联系电话": 16, "要改几处": 10, "补正清单": 60}
# What holds a person back and only the office can mend, in its own workbook, settings and forms.
_OF_OFFICE = {"office-blocked", "unit-blocked", "key-unknown", "own-form-full"}
_OF_OFFICE |= {"unknown-sheet", "cell-unused"}  # names of sheets and columns


@dataclass(frozen=True)
class Slip:
    """A slip that was delivered: whose it is, as far as they could be read, how much it tells, and where."""

    file: PersonFile
    errors: int
    path: str
    pdf: bytes = field(repr=False)


def deliver_slips(press: Press, people: Iterable[Checked], shelf: Shelf) -> list[Finding]:
    """The slip of each person, who is named on it and in its file name, as far as they could be read.

    It tells what the applicant can mend; none is made where that is nothing. A whole batch also gets a list
    of whom to send which, and a file of all the slips of a unit.
    """
    form, slips, found = form_with_role(press.forms, "slip"), list[Slip](), list[Finding]()
    for checked in people:
        if _to_mend(checked):
            put = partial(_put_slip, press, checked, shelf, form, slips)
            found += spared(press, "写出", form.id, put, checked.file.key)
    if shelf.is_whole and slips:
        found += spared(press, "写出", form.id, partial(_put_lists, slips, shelf, form))
    return found


def _put_lists(slips: Sequence[Slip], shelf: Shelf, form: Form) -> None:
    """Whom to send what, as a workbook for a mail merge; and a file for each unit of several slips."""
    from zcforms.fillers.xlsx import write_list  # and XlsxWriter with it, only where somebody is held back

    by_unit: dict[str, list[Slip]] = {}
    for slip in slips:
        by_unit.setdefault(slip.file.unit or "", []).append(slip)
    rows = [
        [
            slip.file.key,
            slip.file.name or "",
            unit,
            slip.file.phone or "",
            str(slip.errors),
            slip.path.partition("/")[2],
        ]
        for unit, theirs in by_unit.items()
        for slip in theirs
    ]
    shelf.put(Label(("补正", "补正名单"), ".xlsx", form.id), write_list("补正名单", _COLUMNS, rows))
    for unit, theirs in by_unit.items():
        if unit and len(theirs) > 1:
            pdf, pages = print_set([slip.pdf for slip in theirs], 1, False)
            name = f"{delivery.safe_name(unit)}_{len(theirs)}人_{form.title}"
            shelf.put(Label(("补正", "按单位", name), ".pdf", form.id, pages=pages), pdf)


def _to_mend(checked: Checked) -> list[Finding]:
    """The errors that are the applicant's own."""
    errors = [f for f in checked.findings if f.severity is Severity.ERROR]
    return [f for f in errors if f.code not in _OF_OFFICE]


def _put_slip(press: Press, checked: Checked, shelf: Shelf, form: Form, slips: list[Slip]) -> None:
    file, settings = checked.file, press.job.work.settings
    circular = press.job.plan.basis(None)
    facts: dict[str, Any] = {
        "name": _printable(file.name or file.key),
        "unit": _printable(file.unit) if file.unit else None,
        "plan_name": press.job.plan.name,
        "circular": circular,
        "date": settings.date,
        "rows": _rows(checked, circular),
    }
    filled = html.fill(form, fill_in(form, facts))
    known = [part for part in (file.name, file.unit) if part and part not in file.key]
    whose = delivery.safe_name("_".join([file.key, *known]))
    label = Label(("补正", f"{whose}_{form.title}"), ".pdf", form.id, file.key, filled.pages)
    path = shelf.put(label, filled.pdf)
    slips.append(Slip(file, len(facts["rows"]), path, filled.pdf))


def _rows(checked: Checked, circular: str) -> list[dict[str, str]]:
    """A row for each thing to mend: what is the same of several items is one, with their numbers joined."""
    file, things = checked.file, dict[tuple[str, ...], list[int]]()
    for finding in _to_mend(checked):
        before, number, after = _placed(finding, file.places)
        basis = finding.basis.removeprefix(circular) or ("本通知" if finding.basis else "—")
        message = _without_folders(finding.message, file.evidence_folder)
        numbers = things.setdefault((message, basis, _asked(finding), before, after), [])
        numbers += [number] if number else []
    return [
        {
            "index": str(n),
            "message": _printable(message),
            "place": _printable(before + runs(numbers) + after),
            "basis": basis,
            "hint": _printable(hint),
        }
        for n, ((message, basis, hint, before, after), numbers) in enumerate(things.items(), 1)
    ]


def _without_folders(message: str, key: str) -> str:
    """A message without the folders of the office's: the applicant knows their files by name."""
    for folder in (f"evidence/{key}/", "photos/", "applicants/"):
        message = message.replace(folder, "")
    return message


def _asked(finding: Finding) -> str:
    """What the applicant is to do, who has neither the office's folder nor its settings."""
    known = entry(finding.code)
    return (known and known.slip) or finding.hint


def _placed(finding: Finding, places: Places) -> tuple[str, int | None, str]:
    """A place on paper: what was filled in, or where that has no name, the line of the applicant's file.

    It is what stands before the number of an item or line, the number, and what stands after it. Of what
    concerns the whole record no line is told: the first would say nothing.
    """
    titled = _titled(finding.path or _path_at(finding, places))
    place = finding.place
    if any(titled):
        return titled
    if place.cell:
        return f"《{place.cell.partition('!')[0]}》", None, ""
    name = place.file.rpartition("/")[2]
    if place.line and place != places.known.get(()):
        return f"{name} 第", place.line, "行"
    return name, None, ""


def _path_at(finding: Finding, places: Places) -> Path:
    """The value that stands at the place of a finding."""
    return max((path for path, place in places.known.items() if place == finding.place), key=len, default=())


def _titled(path: Path) -> tuple[str, int | None, str]:
    """A value in the applicant's terms: 《论文著作》第, 3, 行“发表时间”."""
    titles = steps_titled(path, Applicant)
    row = next((i for i, step in enumerate(path) if isinstance(step, int)), None)
    if row is None:
        return f"“{titles[-1]}”" if titles else "", None, ""
    field = f"“{titles[-1]}”" if isinstance(path[-1], str) else ""
    return f"《{titles[row - 1]}》第", int(titles[row]), f"行{field}"


def _printable(text: str) -> str:
    """A message on paper: what no face draws is shown by its code point, once where that stands beside it."""
    for character in {c for c in text if not is_drawn(c) and c != "\n"}:
        code = code_point(character)
        text = text.replace(f"“{character}”（{code}）", code).replace(character, f"〔{code}〕")
    return text
