"""The people of a folder written the other way: a YAML or JSON file for each of them, or one workbook.

Nobody is written who would not come out the same: whatever is written is read back and compared first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from zcforms.ground.errors import Undeliverable
from zcforms.ground.findings import Path as FieldPath
from zcforms.intake.folder import WORKBOOK, Work, read_work
from zcforms.intake.new_book import people_workbook
from zcforms.intake.records import read_record
from zcforms.intake.tree import Node, read_tree
from zcforms.intake.workbook import read_workbook
from zcforms.intake.written import to_yaml, written
from zcforms.model import Applicant
from zcforms.model.records import steps_titled
from zcforms.paper.delivery import deliver, safe_name
from zcforms.paper.staging import staging
from zcforms.plans import load_plan

Kind = Literal["yaml", "json", "xlsx"]
_Made = tuple[dict[str, bytes], dict[str, str]]  # contents by path, and why others are left, by key
_UNSOUND = "读不全，先按 zcforms check 说的改正"


@dataclass(frozen=True)
class Converted:
    """The files that were written, how many people are in them, and why others are not, by key."""

    files: tuple[Path, ...]
    people: int
    left: Mapping[str, str]


def convert(root: Path, kind: Kind, out: Path) -> Converted:
    """Write everybody who could be read into a folder, beside whatever else is in it.

    Raises UnreadableInput for a folder that cannot be used, Undeliverable where a file of that name is
    there already, or nothing can be written.
    """
    work = read_work(root)
    people = {one.key: one.applicant for one in work.people if one.applicant is not None}
    left = {one.key: _UNSOUND for one in work.people if one.applicant is None}
    with staging(out) as folder:
        made, lost = _book(work, people, folder) if kind == "xlsx" else _files(kind, people, folder)
        for path in map(out.joinpath, made):
            if path.exists():
                raise Undeliverable("已经有这个文件", hint="换一个输出文件夹", where=str(path))
        for name, content in made.items():
            deliver(out / name, content)
    return Converted(tuple(map(out.joinpath, made)), len(people) - len(lost), left | lost)


def _files(kind: Kind, people: Mapping[str, Applicant], folder: Path) -> _Made:
    """A file for each person, named with the key."""
    made, lost = {}, {}
    for key, applicant in people.items():
        said = written(applicant)
        text = to_yaml(said) if kind == "yaml" else json.dumps(said, ensure_ascii=False, indent=1) + "\n"
        path = folder / f"one.{kind}"
        deliver(path, text.encode())
        tree = read_tree(path, path.name)
        if safe_name(key) != key:
            lost[key] = "编号不能作文件名，换一个编号"
        elif why := _unlike(applicant, tree if isinstance(tree, Node) else None):
            lost[key] = why
        else:
            made[f"applicants/{key}.{kind}"] = text.encode()
    return made, lost


def _book(work: Work, people: Mapping[str, Applicant], folder: Path) -> _Made:
    """One workbook, with the drop-downs of the folder's plan."""
    if not people:
        return {}, {}
    content = people_workbook(load_plan(work.settings.plan, work.root / "plans"), people)
    path = folder / WORKBOOK
    deliver(path, content)
    rows = read_workbook(path, path.name).people
    unlike = {key: _unlike(applicant, rows.get(key)) for key, applicant in people.items()}
    lost = {key: why for key, why in unlike.items() if why}
    if not lost:
        return {WORKBOOK: content}, {}
    made, more = _book(work, {key: one for key, one in people.items() if key not in lost}, folder)
    return made, lost | more


def _unlike(applicant: Applicant, node: Node | None) -> str:
    """What would be read otherwise than it is, if anything."""
    again = read_record(node, Applicant, "").value if node else None
    if again is None:
        return "写出来读不回去"
    places = list(_differences(applicant, again))
    return (
        "、".join("／".join(steps_titled(place, Applicant)) for place in places[:3]) + "写不进去"
        if places
        else ""
    )


def _differences(one: Any, other: Any, path: FieldPath = ()) -> Iterator[FieldPath]:
    if isinstance(one, BaseModel) and isinstance(other, BaseModel):
        for name in type(one).model_fields:
            yield from _differences(getattr(one, name), getattr(other, name), (*path, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for n, (item, its) in enumerate(zip(one, other, strict=True)):
            yield from _differences(item, its, (*path, n))
    elif one != other:
        yield path
