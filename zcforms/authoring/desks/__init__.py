"""Another desk's table joins a folder of work: what its columns are is guessed, and checked by a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zcforms.authoring.desks.linking import pages_of
from zcforms.authoring.desks.proposal import proposal
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.ground.files import read_file, shown_name
from zcforms.ground.findings import Finding, Severity
from zcforms.ground.room import Spoiled, room
from zcforms.intake.books import SAVE_ANEW, Unreadable
from zcforms.intake.desks.mapped import ONE_ROW, mapping_of, read_table, table_bytes
from zcforms.intake.desks.mapping import JOINT, UNREAD
from zcforms.intake.folder import (
    TABLE_ENDINGS,
    TABLES,
    PersonFile,
    people_of,
    read_settings,
    require_work,
)
from zcforms.intake.grids import grids_of
from zcforms.paper import delivery
from zcforms.plans import load_plan


@dataclass(frozen=True)
class Line:
    """One column of a table: its sheet and name, what it was taken for, whether that is sure, why not.

    `link` is the value by which the rows of that sheet are linked to people, if they are entries of theirs.
    """

    sheet: str
    column: str
    target: str
    sure: bool
    why: str = ""
    link: str = ""


@dataclass(frozen=True)
class Mapped:
    """A table with its mapping: new, or checked; `lines` are those of a new one, `people` of a sound one.

    `held` of the people have an error of their own, in a folder of work by everything that a record needs;
    `files` are the people as that folder reads them.
    """

    table: Path
    mapping: Path
    is_new: bool
    lines: tuple[Line, ...] = ()
    unread: tuple[str, ...] = ()
    people: int = 0
    held: int = 0
    findings: tuple[Finding, ...] = ()
    files: tuple[PersonFile, ...] = ()


def map_table(table: Path, work: Path | None) -> Mapped:
    """Guess what the columns of a table are, or check the mapping that is there.

    The first time writes a mapping beside the table, for a person to go over; in a folder of work both lie
    in 外来表. Raises UnreadableInput for what is no table, or one without a list of people.
    """
    if not table.name.lower().endswith(TABLE_ENDINGS):
        raise UsageError(f"{table.name}不是{'、'.join(TABLE_ENDINGS)}文件", hint="用Excel或WPS另存为.xlsx")
    try:
        content = table_bytes(table, table.name)
    except Unreadable as e:
        raise UnreadableInput(e.message, hint=e.hint, where=str(table)) from e
    there = _placed(table, work) if work else table
    mapping = mapping_of(there)
    if mapping.is_file():
        return _checked(there, mapping)
    try:
        text, lines, unread = room().call(_proposed, content, table.name, _methods(work) if work else ())
    except Spoiled as e:
        raise UnreadableInput(f"这张表{e.why}", hint=SAVE_ANEW, where=str(table)) from None
    delivery.deliver(mapping, text.encode())
    return Mapped(there, mapping, True, tuple(lines), tuple(unread))


def _checked(table: Path, mapping: Path) -> Mapped:
    """What a table says through its mapping; for a folder of work everybody is read as it will read them."""
    in_work = table.parent.name == TABLES
    shown = f"{TABLES}/{shown_name(table)}" if in_work else shown_name(table)
    read = read_table(table, shown)
    findings = list(read.findings)
    people: list[PersonFile] = []
    if in_work:
        people = people_of(read.people, findings, shown, {})
        findings = [f for f in findings if f.person not in read.people]
        findings += [f.of(one.key) for one in people for f in one.findings]
    held = len({f.person for f in findings if f.person in read.people and f.severity is Severity.ERROR})
    told = tuple(findings)
    return Mapped(
        table, mapping, False, people=len(read.people), held=held, findings=told, files=tuple(people)
    )


def _methods(work: Path) -> tuple[str, ...]:
    """The ways to apply of the folder's plan."""
    plan = load_plan(read_settings(work)[0].plan, work / "plans")
    return tuple(method.label for method in plan.methods)


def _placed(table: Path, work: Path) -> Path:
    """The table in its place in a folder of work."""
    require_work(work)
    there = work / TABLES / table.name
    if there.exists() and there.resolve() == table.resolve():
        return there
    content = read_file(table)
    if there.exists() and read_file(there) != content:
        hint = (
            f"改的是{TABLES}里那一份的，运行 zcforms map {there} --work {work}，不要移走它；"
            f"受理点新交来一份的：{TABLES}里那一份没有改过才移走（对应关系可以留着）；是另一个受理点的：改名"
        )
        raise UsageError(f"{TABLES}里已有同名而内容不同的{table.name}", hint=hint)
    delivery.deliver(there, content)
    return there


# --- in the room ---------------------------------------------------------------------------------


def _proposed(content: bytes, name: str, methods: Sequence[str]) -> tuple[str, list[Line], list[str]]:
    """The text of a mapping, its lines, and the sheets that it leaves."""
    try:
        grids = [grid for grid in grids_of(content, name) if grid.rows]
    except Unreadable as e:
        raise UnreadableInput(e.message, hint=e.hint, where=name) from e
    chosen = pages_of([grid for grid in grids if not grid.is_hidden], methods)
    if not chosen:
        hint = f"表头要有“姓名”和别的栏目，在前20行以内；名单在隐藏的工作表里的，取消隐藏；{ONE_ROW}"
        raise UnreadableInput("没有找到人员名单", hint=hint, where=name)
    left = [grid.title for grid in grids if grid.title not in chosen]
    lines = [
        Line(
            title,
            one.head.name,
            JOINT.join(map(page.name_of, one.targets)) or UNREAD,
            one.sure or not one.targets,
            one.why,
            page.link,
        )
        for title, page in chosen.items()
        for one in page.guesses
    ]
    return proposal(name, list(chosen.values()), left), lines, left
