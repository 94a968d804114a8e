"""A file or a folder that one process has to itself; the system lets go of it when that process is killed.

Windows locks bytes, which nobody else can read then, and no folders: there a byte far behind the end of a
file is locked, and for a folder that of a hidden file in it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

OPENS_FOLDERS = PASSES_ON = sys.platform != "win32"  # whether a child that has the file holds its lock, too
_LOCK = ".zcforms.lock"  # of a folder, on Windows

if sys.platform == "win32":
    import msvcrt
    import time

    _FAR, _AGAIN = 2**40, 0.2  # bytes; seconds

    def lock(descriptor: int, wait: bool = False, shared: bool = False) -> None:  # noqa: ARG001  as below
        """Lock a file for this process; BlockingIOError if another has it and it does not `wait`.

        What is `shared` is locked all the same: whoever asks so lets go at once.
        """
        while True:
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            try:
                return msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError as e:
                if not wait:
                    raise BlockingIOError(e.errno, e.strerror) from e
                time.sleep(_AGAIN)
            finally:
                os.lseek(descriptor, 0, os.SEEK_SET)

else:
    import fcntl

    def lock(descriptor: int, wait: bool = False, shared: bool = False) -> None:
        """Lock a file or folder for this process; BlockingIOError if another has it and it does not `wait`.

        OSError where the disk knows no locks. Several may have a `shared` lock at once.
        """
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))


def folder_to_lock(folder: Path) -> int:
    """A descriptor of what is locked for a folder."""
    if OPENS_FOLDERS:
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    return os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
