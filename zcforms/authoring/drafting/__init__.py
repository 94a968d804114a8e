"""A plan drafted from the text of a circular: what was found, where it stands, and what was not placed."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zcforms.authoring.adding.brought import content_of, modern_content
from zcforms.authoring.drafting.attachments import unknown_forms
from zcforms.authoring.drafting.choosing import Unplaced, all_found, choose, unplaced
from zcforms.authoring.drafting.found import Circular, Found
from zcforms.authoring.drafting.source import read_lines
from zcforms.authoring.drafting.writing import Writer, lists_of
from zcforms.ground.errors import UnreadableInput, UsageError
from zcforms.ground.room import Spoiled, room


@dataclass(frozen=True)
class Draft:
    """The text of a plan file; the keys to be confirmed, those that were not found, and figures left over.

    `unknown_forms` are attached to the circular and do not come along with us.
    """

    plan_id: str
    text: str
    pending: tuple[str, ...]
    absent: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]
    unknown_forms: tuple[str, ...]


def draft(paths: Sequence[Path], plan_id: str | None = None) -> Draft:
    """Draft a plan from a circular and its attachments: Word, PDFs with text, or text files.

    The id is made of year and level where none is given. UnreadableInput for a file without text, with a
    password, or that is no circular.
    """
    files = [(modern_content(path) or content_of(path), path.name) for path in paths]
    try:
        return room().call(drafted, files, plan_id)
    except Spoiled as e:
        where = "、".join(path.name for path in paths)
        raise UnreadableInput(f"文件{e.whole}", hint="另存一份再试", where=where) from None


def drafted(files: Sequence[tuple[bytes, str]], plan_id: str | None) -> Draft:
    """In the room: the draft of files with their names; their text may keep a search busy for ever."""
    circular = Circular(read_lines(files))
    found = all_found(circular)
    if not any(one.key not in ("", "year", "legal_basis[]", "notes") for one in found):
        hint = "核对是不是通知的正文；计划也可以照docs/plans.md手写"
        raise UnreadableInput("没有认出一条评审规定", hint=hint, where=files[0][1])
    lists: dict[str, list[Found]] = {}
    for key, one in lists_of(found):
        lists.setdefault(key, []).append(one)
    chosen = choose(one for one in found if not one.key.endswith("[]") and one.key != "notes")
    level = chosen["level"].found.value if "level" in chosen else "level"
    writer = Writer(chosen, lists)
    left = tuple(unplaced(circular, (one for one in found if one.key in writer.placed)))
    plan_id = plan_id or f"draft-{circular.year or 'year'}-{level}"
    text = writer.text(plan_id, left)
    return Draft(
        plan_id, text, tuple(writer.pending), tuple(writer.absent), left, tuple(unknown_forms(circular))
    )


def target_of(asked: Path | None, plan_id: str) -> Path:
    """Where a draft is written; UsageError for a name that no plan can have, or a file that is there."""
    target = asked or Path(f"{plan_id}.yaml")
    if target.suffix != ".yaml" or not re.fullmatch(r"[a-z0-9-]+", target.stem):
        hint = "文件名就是计划的编号，如 my-plan-2026.yaml"
        raise UsageError(f"{target.name}：文件名用小写字母、数字和连字符，以.yaml结尾", hint=hint)
    if os.path.lexists(target):
        raise UsageError(f"{target}已经存在，可能有人核对过", hint="用 -o 换一个文件名")
    return target
