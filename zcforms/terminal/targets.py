"""Where results may be written: over nothing that was surely meant otherwise."""

from __future__ import annotations

from pathlib import Path

from zcforms.ground.errors import Undeliverable, UsageError, reason
from zcforms.ground.files import read_head

_KINDS = {".docx": ("Word文件", b"PK"), ".xlsx": ("工作簿", b"PK")}  # of results, and how they begin


def refuse_other_kinds(target: Path, *endings: str) -> None:
    """Refuse a name with another ending than what is written has ("" is none), which no program would open.

    And to write over a file that is not of the kind its name says: it was surely meant otherwise.
    """
    if target.suffix.lower() not in endings:
        raise UsageError(f"{target}应以{'、'.join(filter(None, endings))}结尾", hint="换一个输出文件名")
    kind, start = _KINDS.get(target.suffix.lower(), ("PDF", b"%PDF"))
    try:
        other = target.is_file() and not read_head(target, 1024).lstrip().startswith(start)
    except OSError as e:  # too long a name, or a file that nobody may look at
        raise Undeliverable(f"无法写入（{reason(e)}）", hint="换一个输出文件名", where=str(target)) from e
    if other:
        raise UsageError(f"{target}已经存在，而且不是{kind}", hint="换一个输出文件名")
