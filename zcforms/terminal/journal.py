"""What a run did, without personal data: stages, times, forms, kinds of files, where an error came from.

People, their files and the user's own forms are told by number in the order of their appearance; of an
exception only its type and its places in the program are told, never its message.
"""

from __future__ import annotations

import logging
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from zcforms import __version__
from zcforms.forms import templates_folder
from zcforms.ground.errors import Undeliverable, UsageError, reason
from zcforms.ground.files import read_head
from zcforms.ground.steps import LOGGER, Step, Told, frames

_HEAD = "zcforms运行记录"
_LIBRARIES = ("weasyprint", "pikepdf", "docxtpl", "openpyxl", "xlsxwriter", "pydantic")
_KINDS = frozenset({"pdf", "jpg", "jpeg", "png"})


@contextmanager
def journal(path: Path, command: str) -> Iterator[Journal]:
    """A private file that hears of every step; UsageError rather than overwrite a file of another kind."""
    logger = logging.getLogger(LOGGER)
    level = logger.level
    with _opened(path) as file:
        listener = Journal(file)
        listener.write(f"{_HEAD}　{command}　zcforms {__version__}")
        listener.write(f"Python {platform.python_version()}　{platform.system()} {platform.machine()}")
        listener.write("　".join(f"{name} {version(name)}" for name in _LIBRARIES))
        logger.addHandler(listener)
        logger.setLevel(logging.DEBUG)
        try:
            yield listener
        except BaseException as e:
            listener.write_error(e)
            raise
        finally:
            logger.removeHandler(listener)
            logger.setLevel(level)


def _opened(path: Path) -> TextIO:
    try:
        if path.exists() and not _is_journal(path):
            raise UsageError(f"{path}已经存在，而且不是运行记录", hint="换一个文件名")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with suppress(PermissionError):  # a disk of Windows or of cameras: it knows no such thing
            path.chmod(0o600)
        return os.fdopen(descriptor, "w", encoding="utf-8", buffering=1)  # by lines: a crash loses nothing
    except OSError as e:
        raise Undeliverable(f"无法写入（{reason(e)}）", hint="换一个位置", where=str(path)) from e


def _is_journal(path: Path) -> bool:
    head = _HEAD.encode()
    return path.is_file() and read_head(path, len(head)) == head


class Journal(logging.Handler):
    """Writes a line when a step begins and one when it is over: the time (s) since the first, and what it is.

    The pages of a file are told only where they fail.
    """

    def __init__(self, file: TextIO) -> None:
        super().__init__()
        self._file = file
        self._ours = {path.name for path in templates_folder().iterdir()}
        self._open: list[tuple[Step, str, float]] = []  # within each other: what is said, when it began
        self._begun: float | None = None
        self._numbers: dict[str, dict[str, int]] = {}  # of people, of the user's forms, of somebody's files
        self._told: BaseException | None = None

    def write(self, line: str) -> None:
        """Add a line."""
        try:
            self._file.write(f"{line}\n")
        except OSError as e:
            raise Undeliverable(f"运行记录无法写入（{reason(e)}）", hint="检查磁盘空间") from e

    def emit(self, record: logging.LogRecord) -> None:
        """Hear of a step."""
        told = getattr(record, "told", None)
        if not isinstance(told, Told):
            return
        if told.over:
            step, said, begun = self._open.pop()
            how = f"完成 {record.created - begun:.3f}秒" if told.error is None else "出错"
            if not step.page or told.error is not None:
                self._write_step(record.created, f"{said}　{how}")
            if told.error is not None:
                self.write_error(told.error)
            return
        said = self._said(told.step)
        if not told.step.page:
            self._write_step(record.created, said)
        self._open.append((told.step, said, record.created))

    def _write_step(self, now: float, said: str) -> None:
        self._begun = now if self._begun is None else self._begun
        self.write(f"{now - self._begun:9.3f}  {'  ' * len(self._open)}{said}")

    def write_error(self, error: BaseException) -> None:
        """Add the types of an exception and of what caused it, with their places; once for each."""
        if error is self._told:
            return
        self._told = error
        cause: BaseException | None = error
        while cause is not None:
            kind = type(cause)
            self.write(f"    {kind.__module__}.{kind.__qualname__}")
            for frame in frames(cause):
                self.write(f"      {frame}")
            cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)

    def _said(self, step: Step) -> str:
        parts = [step.stage]
        if step.person:
            parts.append(f"第{self._number('person', step.person)}人")
        if step.form:
            parts.append(self._form(step.form))
        if step.file:
            kind = Path(step.file).suffix.lower().removeprefix(".")
            number = self._number(f"files of {self._whose()}", step.file)
            parts.append(f"文件{number}（{kind if kind in _KINDS else '其他'}）")
        if step.page:
            parts.append(f"第{step.page}页")
        return " ".join(parts)

    def _form(self, name: str) -> str:
        return name if name in self._ours else f"自备表格{self._number('form', name)}"

    def _whose(self) -> str:
        return next((step.person for step, _, _ in reversed(self._open) if step.person), "")

    def _number(self, kind: str, name: str) -> int:
        known = self._numbers.setdefault(kind, {})
        return known.setdefault(name, len(known) + 1)
