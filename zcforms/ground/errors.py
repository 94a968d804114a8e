"""Exceptions: we cannot go on. Facts about the user's content are findings instead.

ZcformsError            exit code
├── UsageError              2   the command line is wrong
├── UnreadableInput         3   a file of the user's cannot be read at all
├── BrokenForm              4   a form's folder is inconsistent
├── BrokenPlan              4   a plan is inconsistent
├── MissingTool             5   a library, tool or font is missing or failed
└── Undeliverable           6   a result cannot be written
"""

from __future__ import annotations

import errno


class ZcformsError(Exception):
    """What went wrong, in Chinese, and what the user can do about it."""

    exit_code = 70

    def __init__(self, message: str, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head}\n  → {self.hint}" if self.hint else head


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "该位置是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.ENOENT: "不存在",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "上级不是文件夹",
    errno.EEXIST: "已有同名文件",
    errno.ENAMETOOLONG: "名称过长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENXIO: "不是普通文件",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Chinese."""
    return _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


_CURES = {
    errno.EROFS: "写到别处；工作文件夹本身在光盘、只读的共享文件夹、开了写保护的U盘上的，先复制到本机",
    errno.ENOSPC: "腾出磁盘空间，或换一个磁盘",
    errno.EDQUOT: "删去不用的文件，或请管理员加大配额",
}
TEMPORARY = "腾出空间，或用环境变量TMPDIR指定一个可写的文件夹"  # where nothing can lie for a while


def cure(error: OSError, otherwise: str) -> str:
    """What to do about that, if the reason alone says it."""
    return _CURES.get(error.errno or 0, otherwise)


class UsageError(ZcformsError):
    """The command line asks for something that does not exist."""

    exit_code = 2


class UnreadableInput(ZcformsError):
    """A file or folder of the user's cannot be read at all."""

    exit_code = 3


class BrokenForm(ZcformsError):
    """A form's folder contradicts itself."""

    exit_code = 4


class BrokenPlan(ZcformsError):
    """A plan file contradicts itself."""

    exit_code = 4


class MissingTool(ZcformsError):
    """A library, tool or font is missing or failed."""

    exit_code = 5


class Undeliverable(ZcformsError):
    """A result cannot be written where it was asked for."""

    exit_code = 6
