"""Whether what was made agrees with itself: roster, letter, print sets, bags and post tables (PK, CO9).

All of it comes from the same data, so a disagreement is a fault of the program or of a form; it is told
as a finding, because the paper must not go out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zcforms.batch.shelf import Made, Shelf
from zcforms.batch.stacks import stacks_of
from zcforms.facts import Person
from zcforms.forms import Row
from zcforms.ground.findings import Finding
from zcforms.pipeline.job import Document
from zcforms.pipeline.press import Press
from zcforms.pipeline.whose import WHOSE

_PEOPLE = "people"
_COUNTED = {"count": "人数", "by_method": "按申报方式合计", "by_speciality": "按专业合计"}


def check_made(press: Press, made: Sequence[Made], shelf: Shelf, asked: frozenset[str]) -> list[Finding]:
    """Every disagreement among the papers of a whole batch; `asked` are the forms asked for (empty: all)."""
    people = [one.person for one in made]
    return _told(
        *_roster(press, people, shelf.office),
        *_heads(press, people, shelf.office, asked),
        *_sets(press, made, shelf, asked),
        *_same_data(press, made),
        *_posts(press, people, shelf.office, asked),
        *_years(press, [*shelf.office, *(d for one in made for d in one.documents)]),
    )


def check_merged(press: Press, made: Sequence[Made], shelf: Shelf) -> list[Finding]:
    """Every disagreement between a merged roster and its people."""
    return _told(*_roster(press, [one.person for one in made], shelf.office))


def roster_rows(press: Press, office: Sequence[Document]) -> int | None:
    """How many people the roster lists; None if none was made."""
    rosters = [document for document in office if press.forms[document.form].role == "batch_roster"]
    return len(_rows(rosters[0])) if rosters else None


def _told(*faults: str) -> list[Finding]:
    hint = "这批材料不要报送；重新制作，仍然如此请报告给维护人员"
    return [Finding("counts-differ", fault, hint=hint) for fault in dict.fromkeys(faults)]


def _rows(document: Document) -> list[Row]:
    return [row for row in document.values.tables[_PEOPLE] if not row.blank and any(row.cells.values())]


def _roster(press: Press, people: Sequence[Person], office: Sequence[Document]) -> Iterator[str]:
    """The roster has a row for everybody, with their own number, name and ID number, in order."""
    for document in office:
        if press.forms[document.form].role != "batch_roster":
            continue
        rows = _rows(document)
        if len(rows) != len(people):
            yield f"花名册{len(rows)}行，完成{len(people)}人"
        for row, person in zip(rows, people, strict=False):
            a = person.applicant
            told = {"index": str(person.number), "name": a.name, "id_number": a.id.number, "unit": a.unit}
            for column, value in told.items():
                if row.cells.get(column, value) != value:
                    yield f"花名册第{person.number}号应为“{value}”，印成“{row.cells[column]}”"


def _heads(
    press: Press, people: Sequence[Person], office: Sequence[Document], asked: frozenset[str]
) -> Iterator[str]:
    """A letter counts as many heads as the roster has rows, a unit's own paper as the roster has of it."""
    for document in office:
        unit = _unit(press, document)
        count = len(people if unit is None else _staff(press, people, document, unit, asked))
        for name, label in _COUNTED.items():
            text = document.values.fields.get(name)
            numbers = [int(n) for n in re.findall(r"(\d+)人|^(\d+)$", text or "") for n in n if n]
            if numbers and sum(numbers) != count:
                whose = "" if unit is None else f"“{unit}”"
                yield f"{whose}《{document.title}》{label}{sum(numbers)}人，花名册{count}人"


def _unit(press: Press, document: Document) -> str | None:
    """Whose paper it is, by the name that it shows; None for one of the whole batch."""
    form = press.forms[document.form]
    names = (name for name, spec in form.fields.items() if spec.source == "unit.name")
    shown = next(names, None) if form.scope == "institution" else None
    return None if shown is None else document.values.fields[shown]


def _staff(
    press: Press, people: Sequence[Person], document: Document, unit: str, asked: frozenset[str]
) -> list[Person]:
    """The people of a unit whom its paper concerns."""
    concerned = (p for p in people if press.copies(document.use, asked, p) is not None)
    return [p for p in concerned if p.institution.name == unit]


def _sets(press: Press, made: Sequence[Made], shelf: Shelf, asked: frozenset[str]) -> Iterator[str]:
    """Everybody for whom a form is made has it once, bags included; a print set holds all their copies."""
    for form, use in press.uses("person"):
        pages: list[int] = []
        for one in made:
            own = [d for d in one.documents if d.form == form.id]
            is_made = press.copies(use, asked, one.person) is not None
            # A form that only the volume holds is filled without being made for itself.
            most = press.concerns(use.when, one.person)
            who = f"花名册第{one.person.number}号{one.person.applicant.name}"
            if len(own) < is_made and form.id not in press.job.alone:  # (of that it is told why)
                yield f"{who}缺《{use.title}》"
            elif len(own) > most:
                yield f"{who}多出《{use.title}》{len(own) - most}份"
            pages += [d.pages for d in own if d.pages is not None]
        stacks = stacks_of(press.job.work.settings, form, use)
        printed = [d for d in shelf.documents if d["form"] == form.id and d["path"].startswith("打印/")]
        shown = [document["pages"] for document in printed]
        due = [stacks.sides(pages[volume]) for volume in stacks.volumes(pages)]
        if printed and shown != due:
            found, expected = ("、".join(map(str, numbers)) for numbers in (shown, due))
            yield f"《{use.title}》打印件{found}页，应为{expected}页"


def _same_data(press: Press, made: Sequence[Made]) -> Iterator[str]:
    """Name, ID number, unit, speciality and title sought are the same on every form of a person."""
    for one in made:
        a = one.person.applicant
        target = press.job.plan.title_sought(a.application.target)
        whose = a.name, a.id.number, one.person.institution.name, a.application.speciality, target
        told = dict(zip(WHOSE, whose, strict=True))
        for document in one.documents:
            for name, spec in press.forms[document.form].fields.items():
                shown = document.values.fields.get(name)
                value = told.get(spec.source or "")
                if value is not None and shown != value:
                    yield f"{a.name}《{document.title}》{spec.title}印成“{shown}”，应为“{value}”"


def _posts(
    press: Press, people: Sequence[Person], office: Sequence[Document], asked: frozenset[str]
) -> Iterator[str]:
    """The post table recommends as many as it lists, and as many of the unit as come through in post."""
    for document in office:
        review = document.values.fields.get("to_review")
        if not review:
            continue
        unit = document.values.fields["unit"]
        in_post = _staff(press, people, document, unit, asked)
        rows = _rows(document)
        if not int(review) == len(rows) == len(in_post):
            yield f"“{unit}”《{document.title}》推荐{review}人，名单{len(rows)}人，花名册{len(in_post)}人"


def _years(press: Press, documents: Sequence[Document]) -> Iterator[str]:
    """The year in a title is the plan's, not that of the printing (CO10)."""
    for document in documents:
        for year in re.findall(r"(\d{4})年度", document.values.title):
            if int(year) != press.job.plan.year:
                yield f"《{document.values.title}》的年度应为{press.job.plan.year}"
