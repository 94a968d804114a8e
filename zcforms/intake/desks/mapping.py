"""What the columns of another desk's table mean: a YAML file beside the table, which a person goes over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zcforms.ground.findings import Finding, Place, Places
from zcforms.ground.manifests import near
from zcforms.intake.columns import KEY, KEY_COLUMN, PEOPLE, Column, Sheet, sheets
from zcforms.intake.records import read_record
from zcforms.intake.tree import Node, read_tree
from zcforms.model.records import Line, Record, YesNo

MAPPING = ".yaml"  # after the whole name of the table
UNREAD = "不读"
DOUBT = ("？", "?")  # behind what was guessed and nobody has gone over
JOINT = "＋"
_TALLEST = 5  # rows of a head
_TARGET = re.compile(r"(?P<sheet>[^.]+?)(?P<number>\d{1,3})?\.(?P<title>.+)")


class SheetMapping(Record):
    """One sheet: the rows of its head, what each column is, and what is the same for everybody.

    Its rows are people, or, where it is linked to them, entries of their lists; the link names the value by
    which they are found.
    """

    title: Line | None = Field(None, title="名称")
    head: Annotated[str, StringConstraints(pattern=r"^[1-9]\d{0,5}(-[1-9]\d{0,5})?$")] = Field(title="表头")
    link: Literal["证件号码", "人员编号", "姓名"] | None = Field(None, title="接到")
    columns: dict[str, str] = Field(title="列", min_length=1)
    fixed: dict[str, str] = Field(default_factory=dict, title="统一填写")
    words: dict[str, dict[str, str]] = Field(default_factory=dict, title="换写")

    @property
    def head_rows(self) -> tuple[int, int]:
        """The first and the last row of the head, from 1."""
        first, _, last = self.head.partition("-")
        return int(first), int(last or first)


class TableMapping(Record):
    """One table; nothing is read through it until a person says that it was gone over."""

    confirmed: YesNo = Field(title="已核对")
    sheets: list[SheetMapping] = Field(title="工作表", min_length=1)
    unread: list[Line] = Field(default_factory=list, title="不读的工作表")


@dataclass(frozen=True)
class Target:
    """Where a value goes: a column of the workbook's own sheets, of an entry of a list.

    `number` is that of the entry as it was written, 0 if none was: the first, or all that there are.
    """

    sheet: Sheet
    column: Column
    number: int = 0

    @property
    def entry(self) -> int:
        """The number of the entry, from 1."""
        return self.number or 1

    @property
    def plain(self) -> str:
        """The target without the number of an entry."""
        return f"{self.sheet.title}.{self.column.title}" if self.sheet.path else self.column.title

    @property
    def name(self) -> str:
        """The target as a mapping names it: 姓名, 论文著作2.题目."""
        return f"{self.sheet.title}{self.entry}.{self.column.title}" if self.sheet.path else self.column.title


@dataclass(frozen=True)
class Told:
    """A mapping as it was read, with what is wrong in it.

    By sheet the targets of every column, of what is fixed (with the text and its place), and the other
    words for what a table says, by the target without numbers.
    """

    mapping: TableMapping | None
    places: Places
    findings: tuple[Finding, ...]
    targets: tuple[Mapping[str, tuple[Target, ...]], ...] = ()
    fixed: tuple[Sequence[tuple[Target, str, Place]], ...] = ()
    words: tuple[Mapping[str, Mapping[str, str]], ...] = ()


@cache
def lists() -> Mapping[str, Sheet]:
    """The sheets of lists by their titles."""
    return {sheet.title: sheet for sheet in sheets() if sheet.path}


@cache
def targets() -> Mapping[str, Target]:
    """Every target by its name; entries of lists without their numbers."""
    people = sheets()[0]
    known = {KEY: Target(people, KEY_COLUMN)}
    known |= {column.title: Target(people, column) for column in people.columns}
    known |= {
        f"{sheet.title}.{column.title}": Target(sheet, column)
        for sheet in lists().values()
        for column in sheet.columns
    }
    return known


def target(name: str) -> Target | str:
    """The target of that name, or what is wrong with the name, in Chinese."""
    name = name.strip().removeprefix(f"{PEOPLE}.")
    match = _TARGET.fullmatch(name)
    plain = f"{match['sheet']}.{match['title']}" if match else name
    if found := targets().get(plain):
        return Target(found.sheet, found.column, int(match["number"] or 0) if match else 0)
    listed = re.fullmatch(r"(.+?)\d{0,3}", name)
    if listed and (sheet := lists().get(listed[1])):
        titles = [column.title for column in sheet.columns]
        like = f"“{sheet.title}1.{titles[0]}”（有{'、'.join(titles[:6])}等）"
        return f"“{name}”是一张清单，不是一栏，要写明第几项的哪一栏，如{like}"
    return f"没有栏目“{name}”{near(plain, targets())}"


def read_mapping(path: Path, shown: str) -> Told:
    """The mapping of a table, or what is wrong with it; `shown` is its name in messages."""
    tree = read_tree(path, shown)
    if not isinstance(tree, Node):
        return Told(None, Places(shown), tuple(tree))
    reading = read_record(tree, TableMapping, shown)
    if reading.value is None:
        return Told(None, reading.places, tuple(reading.findings))
    return _checked(reading.value, reading.places)


def _checked(mapping: TableMapping, places: Places) -> Told:
    findings: list[Finding] = []
    columns, fixed, words = [], [], []
    for i, sheet in enumerate(mapping.sheets):
        by_head: dict[str, tuple[Target, ...]] = {}
        for name, said in sheet.columns.items():
            place = places.find(("sheets", i, "columns", name))
            by_head[name] = tuple(_targets_of(said.rstrip("".join(DOUBT)), place, findings))
        columns.append(by_head)
        first, last = sheet.head_rows
        if not 0 <= last - first < _TALLEST:
            place = places.find(("sheets", i, "head"))
            hint = "表头几行写几行，如2或2-3"
            findings.append(Finding("mapping-unknown", f"表头“{sheet.head}”不对", hint=hint, place=place))
        findings += _repeats(sheet, by_head, i, places)
        same: list[tuple[Target, str, Place]] = []
        other: dict[str, Mapping[str, str]] = {}
        for name, said in sheet.fixed.items():
            place = places.find(("sheets", i, "fixed", name))
            same += [(one, said, place) for one in _targets_of(name, place, findings)]
        for name, instead in sheet.words.items():
            place = places.find(("sheets", i, "words", name))
            other |= {one.plain: instead for one in _targets_of(name, place, findings)}
        fixed.append(same)
        words.append(other)
    findings += [*_links(mapping, columns, fixed, places), *_doubts(mapping, places)]
    return Told(mapping, places, tuple(findings), tuple(columns), tuple(fixed), tuple(words))


def _doubts(mapping: TableMapping, places: Places) -> Iterator[Finding]:
    """That nobody has gone over the mapping, or not over all of it."""
    doubts = sum(said.endswith(DOUBT) for sheet in mapping.sheets for said in sheet.columns.values())
    if doubts or not mapping.confirmed:
        left = f"还有{doubts}列后面有“？”" if doubts else "还没有写“已核对: 是”"
        hint = "逐列核对：对的删去“？”，不对的改正；全部核对以后写“已核对: 是”"
        message = f"对应关系没有核对完（{left}），表里的人没有采用"
        yield Finding("mapping-unconfirmed", message, hint=hint, place=Place(places.file))


def _targets_of(said: str, place: Place, findings: list[Finding]) -> Iterator[Target]:
    """The targets of a column; none if it is not read."""
    if said.strip() in (UNREAD, ""):
        return
    for name in re.split("[＋+]", said):
        found = target(name)
        if isinstance(found, str):
            hint = "栏目名照docs/fields.md写，清单里的写作 论文著作1.题目；不要的列写“不读”"
            findings.append(Finding("mapping-unknown", found, hint=hint, place=place))
        else:
            yield found


def _links(
    mapping: TableMapping,
    columns: Sequence[Mapping[str, tuple[Target, ...]]],
    fixed: Sequence[Sequence[tuple[Target, str, Place]]],
    places: Places,
) -> Iterator[Finding]:
    """Sheets of entries whose people cannot be found, and what is to be the same in people there."""
    people = [
        {one.name for ones in by_head.values() for one in ones}
        for sheet, by_head in zip(mapping.sheets, columns, strict=True)
        if not sheet.link
    ]
    for i, sheet in enumerate(mapping.sheets):
        if sheet.link and not any(sheet.link in names for names in people):
            message = f"接到“{sheet.link}”，人员那张工作表里却没有哪一列填到“{sheet.link}”"
            hint = "人员和论文两张工作表里都有的才能接：证件号码、人员编号或姓名"
            yield Finding("mapping-unknown", message, hint=hint, place=places.find(("sheets", i, "link")))
        for one, _, place in fixed[i] if sheet.link else []:
            if not one.sheet.path:
                message = f"“{one.name}”不是清单的栏目，不能在这张工作表里统一填写"
                yield Finding("mapping-unknown", message, hint="写到人员那一张下面", place=place)


def _repeats(
    sheet: SheetMapping, by_head: Mapping[str, tuple[Target, ...]], i: int, places: Places
) -> Iterator[Finding]:
    """Two columns for one value, or nobody's name: neither can be read."""
    seen: dict[str, str] = {}
    for name, ones in by_head.items():
        for one in ones:
            if one.name in seen:
                message = f"“{name}”和“{seen[one.name]}”都填到“{one.name}”"
                hint = "留一列，另一列写“不读”；是清单的第二项的，写序号，如 论文著作2.题目"
                place = places.find(("sheets", i, "columns", name))
                yield Finding("repeated-key", message, hint=hint, place=place)
            seen.setdefault(one.name, name)
    if (wanted := sheet.link or "姓名") not in seen:
        message = f"没有哪一列填到“{wanted}”（工作表“{sheet.title or ''}”）"
        hint = f"把那一列写成“{wanted}”；一篇论文一行的，写“接到”；都不是的，整段删去，写进“不读的工作表”"
        place = places.find(("sheets", i))
        yield Finding("mapping-unknown", message, hint=hint, place=place)
