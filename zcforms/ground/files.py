"""The one gate for reading: regular files of a sane size, and names that stay inside a folder."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from zcforms.ground.errors import Undeliverable, UnreadableInput, reason

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MAX_BYTES = 300 * 2**20
MOST_PAGES = 20_000  # of one file of evidence, whatever the settings say
USUAL_PAGES = 3000  # where they say nothing
PERMIT = "检查文件夹、文件的权限；别人建的，请他改权限，或自己重新拷贝一份"
_PIECE = 2**18  # bytes that are read at once for a digest
_MOUNTS = Path("/proc/self/mounts")
# What a file of ours is opened with where a system has it: no link, kept from children, bytes as they are.
OWN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
# What may lead out of a folder without a link: names of folders, and what parts or ends names on any system.
_ELSEWHERE, _LEADS = ("", ".", ".."), frozenset("/\\:\0")


def inside(folder: Path, name: str) -> Path | None:
    """The path of that name in a folder; None if it leads out, by its words or by a link, or is no name."""
    path = folder / name
    try:
        if name not in _ELSEWHERE and _LEADS.isdisjoint(name) and not path.is_symlink():
            return path  # to resolve both takes twenty times as long
        return path if path.resolve().is_relative_to(folder.resolve()) else None
    except PermissionError:
        return path  # whoever opens it is told that they may not
    except (OSError, ValueError, RuntimeError):  # too long a name, NUL, a loop of links
        return None


def entries(folder: Path) -> list[Path]:
    """What lies in a folder and is not hidden, in order; nothing where there is none.

    Raises UnreadableInput where nobody may look into it: whoever lies there would be left out unsaid.
    """
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as e:
        raise UnreadableInput(f"无法读取（{reason(e)}）", hint=PERMIT, where=str(folder)) from e


def shown_name(path: Path) -> str:
    """The name of a file or folder as text; bytes that are no UTF-8 are told as \\xC1.

    Old programs unpack Chinese names in GBK, and no text can hold them.
    """
    return os.fsencode(path.name).decode("utf-8", "backslashreplace")


def is_left_by_programs(name: str) -> bool:
    """Whether something is left by systems and programs, not by people: hidden, or a lock of Word's."""
    return name.startswith((".", "~$")) or name.casefold() in ("thumbs.db", "desktop.ini", "__macosx")


def read_file(path: Path, most: int | None = MAX_BYTES) -> bytes:
    """The bytes of a regular file; OSError for a folder, pipe or device, or a file of over `most` bytes.

    A link is followed before, so that what is opened is what was looked at; a pipe is not waited for.
    """
    with os.fdopen(_opened(path), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if most is not None and size > most:
            raise OSError(errno.EFBIG, f"超过{most // 2**20}MB")
        content = file.read(size + 1)
    if len(content) != size:
        raise OSError(errno.EBUSY, "正在被别的程序改动")
    return content


def read_head(path: Path, size: int) -> bytes:
    """The first bytes of a regular file, at most `size`; OSError as of read_file."""
    with os.fdopen(_opened(path), "rb") as file:
        return file.read(size)


def file_digest(path: Path) -> str:
    """The SHA-256 of a regular file of any size, in hex; OSError as of read_file."""
    descriptor, digest = _opened(path), hashlib.sha256()
    try:
        while piece := os.read(descriptor, _PIECE):
            digest.update(piece)
    finally:
        os.close(descriptor)
    return digest.hexdigest()


def digest_if_any(path: Path) -> str:
    """The SHA-256 of a regular file, in hex; "" if there is none that can be read."""
    with contextlib.suppress(OSError):
        return file_digest(path)
    return ""


def stamp_of(path: Path) -> tuple[int, int, int]:
    """What changes when a file does: when it was written, how long it is, its number on the disk. OSError."""
    about = path.stat()
    return about.st_mtime_ns, about.st_size, about.st_ino


@contextlib.contextmanager
def read_through(path: Path) -> Iterator[BinaryIO]:
    """A regular file of any size to be read piece by piece; OSError as of read_file."""
    with os.fdopen(_opened(path), "rb") as file:
        yield file


def _opened(path: Path) -> int:
    flags = os.O_RDONLY | OWN | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except ValueError as e:  # NUL
        raise OSError(errno.EINVAL, "不是文件名") from e
    except OSError as e:
        if e.errno != errno.ELOOP:  # (to ask realpath of every file would take longer than to read it)
            raise
        descriptor = os.open(os.path.realpath(path), flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "不是普通文件")
    return descriptor


def is_private(found: os.stat_result) -> bool:
    """Whether a file is open to its owner only; on Windows the rights of its folder say that."""
    return os.name == "nt" or found.st_mode & 0o777 == 0o600


def stage(path: Path, content: bytes) -> None:
    """Write what is made ready for a later step into a file of a staging folder, open to its owner only.

    Undeliverable if the disk takes no more.
    """
    with staged(path) as file:
        file.write(content)


class _Patient(io.BufferedWriter):
    """A file that tells of an error in writing when all is over: QPDF, told of it at once, ends the process.

    (QPDF 12.4, where it works out the ID of what it writes: its pipeline throws while it is taken down.)
    """

    error: OSError | None = None

    def write(self, content: ReadableBuffer, /) -> int:
        """Write, unless an earlier piece could not be written."""
        if self.error is None:
            try:
                return super().write(content)
            except OSError as e:
                self.error = e
        return memoryview(content).nbytes

    def flush(self) -> None:
        """Write what waits; that it could not be is noted as well."""
        try:
            super().flush()
        except OSError as e:
            self.error = self.error or e


@contextlib.contextmanager
def staged(path: Path) -> Iterator[BinaryIO]:
    """A file as of `stage`, to be written piece by piece."""
    try:
        path.touch(0o600)
        with _Patient(path.open("wb", buffering=0)) as file:
            yield file
        if file.error is not None:
            raise file.error
    except OSError as e:
        hint = "输出文件夹所在的磁盘要放得下两遍全部佐证和装订册；可换一个输出文件夹"
        raise Undeliverable(f"无法写入临时文件（{reason(e)}）", hint=hint, where=str(path.parent)) from e


def disk_of(folder: Path) -> str:
    """What the system calls the file system that a folder is on (ext4, nfs4, cifs); "" if unknown."""
    try:
        lines = _MOUNTS.read_text(errors="replace").splitlines()  # its size is told as 0
    except OSError:
        return ""
    place, found, longest = folder.resolve(), "", 0
    for _, at, kind, *_ in (line.split(" ") for line in lines):
        mounted = Path(at.replace("\\040", " "))
        if place.is_relative_to(mounted) and len(mounted.parts) >= longest:
            found, longest = kind, len(mounted.parts)
    return found
