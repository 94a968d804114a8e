"""The people of another desk's table for a merged roster: that desk checked them, here they are listed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from zcforms.checks.identity import check_identity
from zcforms.facts import Person
from zcforms.ground.findings import Finding
from zcforms.intake.folder import PersonFile
from zcforms.intake.partial import read_in_part
from zcforms.intake.records import Reading, read_record
from zcforms.model import Applicant, Institution
from zcforms.model.records import Unread
from zcforms.pipeline.job import Checked, Job

# What nobody can be listed without; what else a desk's list leaves out stays blank.
_NEEDED = {"name", "id", "unit", "application"}


def listed_people(table: Path, like: Job) -> tuple[list[Checked], list[Finding]]:
    """Everybody in a table as far as its rows tell, and what concerns none of them in particular.

    Their keys begin with the name of the table; their unit is that of the job, if it has one of that name.
    """
    from zcforms.intake.desks.mapped import read_table  # and openpyxl with it, only where there is one

    read = read_table(table, table.name)
    people = []
    for key, node in read.people.items():
        name = f"{table.name}/{key}"
        reading = read_record(node, Applicant, table.name)
        found = [f.of(name) for f in (*(f for f in read.findings if f.person == key), *_faults(reading))]
        record = reading.value or reading.partial
        is_whole = all(f.code != "data-missing" for f in found)
        file = PersonFile(name, record if is_whole else None, reading.places, tuple(found), partial=record)
        people.append(_checked(file, like))
    return people, [f for f in read.findings if f.person not in read.people]


def _faults(reading: Reading[Applicant]) -> Iterator[Finding]:
    """What is wrong in a row, without what a roster can do without."""
    for found in reading.findings:
        if found.code != "data-missing" or (found.path[:1] and found.path[0] in _NEEDED):
            yield found


def _checked(file: PersonFile, like: Job) -> Checked:
    checked, a = Checked(file, file.findings), file.applicant
    if a is None:
        return checked
    checked = checked.told(_identity(a))
    settings = like.work.settings
    institution = settings.institution(a.unit) or read_in_part(Institution, {"name": a.unit}, ())
    assert institution is not None, "a name is all that it takes"
    person = Person(file.key, 0, a, institution, calendar=like.work.calendar)
    return replace(checked, person=person)


def _identity(applicant: Applicant) -> Iterator[Finding]:
    """What is wrong with name and number, as far as the row tells what that is held against."""
    with suppress(Unread):
        yield from check_identity(applicant)
