"""A private place for what is half made, inside the output; what killed runs left there is swept."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from zcforms.ground.errors import TEMPORARY, Undeliverable, cure, reason
from zcforms.ground.locking import folder_to_lock, lock
from zcforms.paper.delivery import PART, make_private

STAGING = ".zcforms-"  # begins the name of the folder
_HINT = "检查磁盘空间和文件夹权限，或换一个输出文件夹"


@contextlib.contextmanager
def staging(out: Path) -> Iterator[Path]:
    """A hidden folder (0700) in the output that goes with the run, however that ends.

    One run at a time writes into an output. Undeliverable if another one does, or nothing can be written.
    """
    with contextlib.ExitStack() as held:
        try:
            if not out.exists():
                held.callback(_remove_if_empty, out)
            make_private(out)
            if held.enter_context(alone(out)):
                _sweep(out)
            folder = held.enter_context(TemporaryDirectory(prefix=STAGING, dir=out))
        except OSError as e:
            raise Undeliverable(f"无法写入（{reason(e)}）", hint=cure(e, _HINT), where=str(out)) from e
        yield Path(folder)


@contextlib.contextmanager
def passing() -> Iterator[Path]:
    """A private folder for what is made ready and delivered nowhere. Undeliverable if there can be none."""
    with contextlib.ExitStack() as held:
        try:
            folder = held.enter_context(TemporaryDirectory(prefix="zcforms-"))
        except OSError as e:
            raise Undeliverable(f"无法写入临时文件（{reason(e)}）", hint=TEMPORARY) from e
        yield Path(folder)


@contextlib.contextmanager
def alone(folder: Path, wait: bool = False) -> Iterator[bool]:
    """Keep other runs out of a folder while something is done; False where the disk knows no locks.

    The system lets go of the lock when a run is killed. Undeliverable if another run holds it, unless one
    is to `wait`.
    """
    descriptor = folder_to_lock(folder)
    try:
        yield _locked(descriptor, folder, wait)
    finally:
        os.close(descriptor)


def _locked(descriptor: int, folder: Path, wait: bool) -> bool:
    try:
        lock(descriptor, wait)
    except BlockingIOError as e:
        hint = "等它做完再做，或换一个输出文件夹"
        raise Undeliverable("另一次制作正在写这个文件夹", hint=hint, where=str(folder)) from e
    except OSError:
        return False
    return True


def _sweep(out: Path) -> None:
    for folder in out.glob(f"{STAGING}*"):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
    for part in out.rglob(f"{PART}*"):
        part.unlink(missing_ok=True)


def emptied(folder: Path) -> Path:
    """A private folder with nothing in it, whatever was there by its name. Undeliverable."""
    try:
        remove(folder)
        make_private(folder)
    except OSError as e:
        raise Undeliverable(f"无法写入（{reason(e)}）", hint=cure(e, _HINT), where=str(folder)) from e
    return folder


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with everything in it, if it is there; no link is followed."""
    if path.is_dir() and not path.is_symlink():
        with contextlib.suppress(FileNotFoundError):  # somebody removes it at the same time
            shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _remove_if_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
