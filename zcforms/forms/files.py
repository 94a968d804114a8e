"""The files of a form's folder: regular ones only, of a sane size."""

from __future__ import annotations

from pathlib import Path

from zcforms.ground.errors import BrokenForm, reason
from zcforms.ground.files import is_left_by_programs, read_file
from zcforms.ground.manifests import MOST_BYTES


def read_bytes(path: Path, where: str) -> bytes:
    """The bytes of a file of a form; BrokenForm for a folder, a pipe, or what cannot be read.

    What programs leave beside it is no part of the form, whatever names it.
    """
    if is_left_by_programs(path.name):
        raise BrokenForm("是别的程序留下的隐藏文件，不能用在表格里", hint="把文件改名", where=where)
    try:
        return read_file(path)
    except OSError as e:
        hint = "换成普通的文件，不能是文件夹、管道或设备" if path.exists() and not path.is_file() else ""
        raise BrokenForm(f"无法读取（{reason(e)}）", hint=hint, where=where) from e


def read_text(path: Path, where: str) -> str:
    """The text of a file of a form; BrokenForm also for one that is not UTF-8, or is too large."""
    content = read_bytes(path, where)
    if len(content) > MOST_BYTES:
        raise BrokenForm(f"文件超过{MOST_BYTES // 2**20}MB", hint="删去多余的内容", where=where)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content[: e.start].count(b"\n") + 1
        raise BrokenForm("不是UTF-8编码的文字", hint="用UTF-8编码另存", where=f"{where}:{line}") from e


def refuse_link(path: Path, where: str) -> None:
    """BrokenForm for a file that is a link out of its folder: it would show what is not the form's."""
    if not path.resolve().is_relative_to(path.parent.resolve()):
        raise BrokenForm("是指向文件夹外面的链接", hint="换成文件本身", where=where)
