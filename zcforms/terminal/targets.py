"""Where results may be written: over nothing that was surely meant otherwise."""

from __future__ import annotations

from pathlib import Path

from zcforms.ground.errors import Undeliverable, UsageError, reason
from zcforms.ground.files import read_head

_KINDS = {  # of results, and how they begin
    ".docx": ("Word文件", b"PK"),
    ".xlsx": ("工作簿", b"PK"),
    ".jpg": ("JPG图片", b"\xff\xd8\xff"),
    ".json": ("JSON文件", b"{"),
}


def refuse_other_kinds(target: Path, *endings: str) -> None:
    """Refuse a name with another ending than what is written has ("" is none), which no program would open.

    And to write over a file that is not of the kind its name says, or over the people of a folder of work: it
    was surely meant otherwise.
    """
    from zcforms.intake.folder import SETTINGS_FILE, WORKBOOK

    if target.suffix.lower() not in endings:
        raise UsageError(f"{target}应以{'、'.join(filter(None, endings))}结尾", hint="换一个输出文件名")
    kind, start = _KINDS.get(target.suffix.lower(), ("PDF", b"%PDF"))
    try:
        other = target.is_file() and not read_head(target, 1024).lstrip().startswith(start)
        people = target.name == WORKBOOK and (target.parent / SETTINGS_FILE).is_file()
    except OSError as e:  # too long a name, or a file that nobody may look at
        raise Undeliverable(f"无法写入（{reason(e)}）", hint="换一个输出文件名", where=str(target)) from e
    if people:
        raise UsageError(f"{target}是工作文件夹里申报人的资料，不能写成别的", hint="换一个输出文件名")
    if other:
        raise UsageError(f"{target}已经存在，而且不是{kind}", hint="换一个输出文件名")
