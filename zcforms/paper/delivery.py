"""Results into the user's folder: private, whole or not at all, and a receipt of what is there."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import count, islice
from pathlib import Path
from typing import Any, BinaryIO

from zcforms.chinese.names import is_unseen
from zcforms.ground.errors import Undeliverable, cure, reason
from zcforms.ground.files import OWN, file_digest, inside, is_private, read_file, read_through
from zcforms.ground.locking import OPENS_FOLDERS

RECEIPT = "receipt.json"
PART = ".zcforms-part-"  # begins the name of a file while it is written
_EARLIER = ".earlier"  # a folder of what was replaced last
_UNFINISHED = ".unfinished.jsonl"  # what a build writes, until its receipt is there


_HINT = "检查磁盘空间和文件夹权限；文件可能正在别的软件中打开"
_LONGEST = 255  # bytes (ext4) or units (NTFS) of a file name
_PIECE = 2**20  # bytes of a large file that are in memory at once
_PIECES = 10_000  # of a receipt: all of it at once, of many people, is five times as long as what is written
_ROOM = 75  # bytes for a number, a year, a mark of the Shelf's and an ending
_MOST_NUMBER = 1_000_000  # in a roster
# What a document, and a person, must say of itself in a receipt.
_DOCUMENT: Mapping[str, Any] = {
    "path": str,
    "form": str,
    "person": str,
    "pages": int | None,
    "copies": int,
    "sha256": str,
}
_SHAPES: Mapping[str, Any] = {
    "documents": _DOCUMENT,
    "kept": _DOCUMENT,
    "people": {"person": str, "outcome": str},
}
# Devices, whatever the ending (Microsoft, Naming Files, Paths, and Namespaces).
_DEVICE = re.compile(
    r"^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE
)


@lru_cache(64)  # of a person's folder, for each file in it
def safe_name(text: str, room: int = _ROOM) -> str:
    """A file name from free text: no separators, nothing that Windows forbids, bytes of room left."""
    seen = "".join("_" if is_unseen(c) else c for c in text)
    name = _DEVICE.sub(r"\g<0>_", re.sub(r'[\\/:*?"<>|]', "_", seen).strip(" ."), 1)
    while len(name.encode()) > _LONGEST - room:
        name = name[:-1]
    return name.rstrip(" .") or "_"


def deliver(path: Path, content: bytes | Path, known: str = "") -> str:
    """Write one file atomically (temp → fsync → verify → rename), mode 0600; its SHA-256 in hex.

    Its content is given as bytes, or is that of a private file of ours, which is never written again: where
    the disk allows, that file itself gets the name as well. So is its SHA-256 given where it is `known`.
    """
    written = known or content_digest(content)
    temporary = None
    try:
        if path.exists() and not path.is_file():
            raise OSError(errno.EINVAL, "不是普通文件")
        make_private(path.parent)
        # The temporary name tells nothing about the person.
        descriptor, temporary = tempfile.mkstemp(prefix=PART, dir=path.parent)
        os.close(descriptor)  # on Windows nothing takes the place of an open file
        linked = isinstance(content, Path) and _linked(content, Path(temporary))
        with Path(temporary).open("rb+") as file:
            if not linked:
                _fill(file, content)
                file.flush()
            os.fsync(file.fileno())
        if not linked and file_digest(Path(temporary)) != written:
            raise Undeliverable("写入的内容与原文不符，磁盘可能有故障", where=str(path))
        Path(temporary).replace(path)
    except OSError as e:
        raise Undeliverable(f"无法写入（{reason(e)}）", hint=cure(e, _HINT), where=str(path)) from e
    finally:
        if temporary is not None:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
    return written


def _linked(ours: Path, name: Path) -> bool:
    """Have a file of ours take the place of an empty one as well; False where that cannot be."""
    second = name.with_name(f"{name.name}-")
    try:
        if ours.is_symlink() or not is_private(ours.stat()):
            return False
        os.link(ours, second)
    except OSError:  # another disk, or one that knows no links
        return False
    try:
        second.replace(name)
    except OSError:
        second.unlink(missing_ok=True)
        raise
    return True


def _fill(file: BinaryIO, content: bytes | Path) -> None:
    if isinstance(content, bytes):
        file.write(content)
    else:
        with read_through(content) as source:
            shutil.copyfileobj(source, file, _PIECE)


def refuse_way_out(out: Path, name: str) -> None:
    """Undeliverable where a folder on the way to a result is a link that leads out of the output folder."""
    on_the_way = Path(name).parent
    if inside(out, str(on_the_way)) is None:
        said = "是指向输出文件夹外面的链接，没有写"
        raise Undeliverable(said, hint="删去这个链接，再做一遍", where=str(out / on_the_way))


def hidden_folder(out: Path, name: str) -> Path:
    """A hidden folder of ours in an output folder; a link in its place goes, and not what it leads to."""
    folder = out / name
    if folder.is_symlink():
        folder.unlink(missing_ok=True)
    return folder


def keep_earlier(folder: Path, name: str) -> None:
    """Keep a file that is about to be replaced, if that can be; the one that was kept before goes."""
    kept = _kept_as(folder, name)
    with contextlib.suppress(OSError):
        make_private(kept.parent)
        half = kept.with_name(f"{PART}{kept.name}")
        half.unlink(missing_ok=True)
        os.link(folder / name, half)
        half.replace(kept)


def set_aside(path: Path) -> str:
    """Give a file that is in the way another name beside it, and say which; "" if there is none.

    Undeliverable where it cannot be renamed.
    """
    if path.is_symlink() or not path.is_file():
        return ""
    names = (f"{path.stem}（原有{n or ''}）{path.suffix}" for n in count())
    name = next(name for name in names if not os.path.lexists(path.with_name(name)))
    try:
        path.rename(path.with_name(name))
    except OSError as e:
        raise Undeliverable(f"无法改名（{reason(e)}）", hint=cure(e, _HINT), where=str(path)) from e
    return name


def earlier_version(folder: Path, name: str) -> Path | None:
    """The version of a file before the last build that changed it, if it is kept."""
    kept = _kept_as(folder, name)
    return kept if kept.is_file() and not kept.is_symlink() else None


def forget_earlier(folder: Path, names: Iterable[str]) -> None:
    """Forget the earlier versions of all files but these."""
    kept = {_kept_as(folder, name).name for name in names}
    for path in hidden_folder(folder, _EARLIER).glob("*"):
        if path.name not in kept:
            path.unlink(missing_ok=True)


def _kept_as(folder: Path, name: str) -> Path:
    """Where an earlier version is: its name tells nothing about the person."""
    return hidden_folder(folder, _EARLIER) / hashlib.sha256(name.encode()).hexdigest()[:32]


def content_digest(content: bytes | Path) -> str:
    """The SHA-256 in hex of what is to be delivered."""
    return file_digest(content) if isinstance(content, Path) else hashlib.sha256(content).hexdigest()


def size_of(content: bytes | Path) -> int:
    """The length in bytes of what is to be delivered."""
    return content.stat().st_size if isinstance(content, Path) else len(content)


def is_there(path: Path, written: str, content: bytes | Path | None = None) -> bool:
    """Whether a private file is there with that SHA-256 already: then it need not be written again.

    It need not be read if it is the very file that has the `content`, or is not as long.
    """
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or not is_private(found):
            return False
        if isinstance(content, Path) and path.samefile(content):
            return True
        return (content is None or size_of(content) == found.st_size) and file_digest(path) == written
    except OSError:
        return False


def make_private(folder: Path) -> None:
    """Make a folder and its missing parents, open to their owner only: names are personal data too."""
    if not folder.is_dir():
        make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def deliver_receipt(folder: Path, receipt: Mapping[str, Any]) -> None:
    """Write receipt.json, the last file of a build.

    The disk has the new names before it has the receipt, and the receipt before the list goes that stood in
    for it: a machine that loses its power leaves no file that nothing tells of.
    """
    content = io.BytesIO()
    pieces = json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(receipt)
    while some := "".join(islice(pieces, _PIECES)):
        content.write(some.encode())
    content.write(b"\n")
    # What was not announced is there since an earlier receipt, and its name with it.
    for parent in sorted({(folder / document["path"]).parent for document in _unfinished(folder)}):
        _sync_names(parent)
    deliver(folder / RECEIPT, content.getvalue())
    _sync_names(folder)
    (folder / _UNFINISHED).unlink(missing_ok=True)


def announce(folder: Path, documents: Sequence[Mapping[str, Any]]) -> None:
    """Note documents before they are delivered: if no receipt is ever written, the next build knows of them.

    The note is on the disk, not only on its way there, when this returns.
    """
    if not documents:
        return
    try:
        make_private(folder)
        noted = folder / _UNFINISHED
        if noted.is_symlink() or not noted.is_file():  # what is in its place goes, and not what it leads to
            noted.unlink(missing_ok=True)
        is_new = not noted.exists()
        descriptor = os.open(noted, os.O_WRONLY | os.O_CREAT | os.O_APPEND | OWN, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync_names(folder)
    except OSError as e:
        raise Undeliverable(f"无法写入（{reason(e)}）", hint=cure(e, _HINT), where=str(folder)) from e


def _sync_names(folder: Path) -> None:
    """Have the disk take the names in a folder; where a system cannot be asked for that, it is not."""
    if not OPENS_FOLDERS:
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as e:
        if e.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise Undeliverable(f"无法写入（{reason(e)}）", hint=cure(e, _HINT), where=str(folder)) from e


def read_receipt(folder: Path) -> dict[str, Any]:
    """The receipt of the last build, without what a receipt cannot say; empty if none can be read.

    Somebody else's program may have written it: a folder of work comes with what was made there.
    """
    try:
        told = json.loads(read_file(folder / RECEIPT))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    lists = {part: [one for one in _list(told.get(part)) if _is_like(one, _SHAPES[part])] for part in _SHAPES}
    return {**told, **lists}


def is_receipt(folder: Path) -> bool:
    """Whether the file that has the name of a receipt is one of ours."""
    return "people_in" in read_receipt(folder)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_like(value: Any, shape: Mapping[str, Any]) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key), kind) for key, kind in shape.items())


def earlier_documents(folder: Path) -> list[dict[str, Any]]:
    """The documents that are there from earlier builds, by the receipt and what one did not finish."""
    receipt, top = read_receipt(folder), folder.resolve()
    found = [*receipt.get("documents", []), *receipt.get("kept", [])]
    inside_of = cache(lambda parent: inside(top, parent) is not None)  # of everybody's folder, once
    known = {d["path"]: d for d in found if _is_plainly(top, d["path"], inside_of)}
    for document in _unfinished(folder):
        path = document["path"]
        # It may have been announced without being written: then the file is still what the receipt says.
        if path not in known or file_digest(folder / path) == document["sha256"]:
            known[path] = document
    return list(known.values())


def _unfinished(folder: Path) -> list[dict[str, Any]]:
    try:
        lines = read_file(folder / _UNFINISHED).splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        with contextlib.suppress(ValueError, RecursionError):  # the last one may be cut off
            document = json.loads(line)
            if _is_like(document, _DOCUMENT) and _file(folder, document["path"]) is not None:
                found.append(document)
    return found


def _is_plainly(folder: Path, name: str, is_inside: Callable[[str], bool]) -> bool:
    """Whether a receipt names a file that is there, and nowhere else."""
    parent, _, own = name.rpartition("/")
    with contextlib.suppress(OSError):  # a name that no file can have
        path = folder / name
        if own in ("", ".", "..") or not is_inside(parent) or path.is_symlink():
            return _file(folder, name) is not None
        return path.is_file()
    return False


def _file(folder: Path, name: str) -> Path | None:
    """A file that a receipt names, if it is there, and nowhere else."""
    path = inside(folder, name)
    with contextlib.suppress(OSError):  # a name that no file can have
        return path if path is not None and path.is_file() else None
    return None


def earlier_numbers(folder: Path) -> dict[str, int]:
    """The numbers in the roster that earlier builds gave to people, by the receipt of this folder."""
    told = read_receipt(folder).get("numbers")
    numbers = told.items() if isinstance(told, dict) else ()
    return {person: n for person, n in numbers if isinstance(n, int) and 0 < n <= _MOST_NUMBER}


def withdraw(folder: Path, paths: Iterable[str]) -> None:
    """Remove files of an earlier build that this one did not make; never anything else."""
    for path in filter(None, (_file(folder, name) for name in sorted(paths))):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
        with contextlib.suppress(OSError):  # not empty: other files are there
            for parent in path.relative_to(folder).parents[:-1]:
                (folder / parent).rmdir()
