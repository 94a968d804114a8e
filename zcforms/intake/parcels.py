"""A ZIP that somebody sends: its names in Chinese, whichever program made it, and its files, with limits.

Programs of Windows write names in GBK and do not say so; the bytes of some names are sound in both codes, so
it is decided for the archive as a whole (APPNOTE.TXT of PKWARE 4.4.4, bit 11, and 4.6.9, the Unicode path).
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import MAX_BYTES, read_head, read_through, stage
from zcforms.ground.room import Spoiled, room

MOST_FILES = 20_000
MOST_BYTES = 3 * 2**30  # of all files, unpacked
MOST_RATIO = 200  # unpacked to packed; scans are packed already, text is seldom packed to a fiftieth
_SMALL = 20 * 2**20  # bytes that may be packed as tight as they are
_LONGEST_LIST = 32 * 2**20  # bytes of the list of so many files: 1,600 for the names of each
_END, _END_64, _WHERE_64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_FLAG_UTF8, _FLAG_ENCRYPTED = 0x800, 0x1
_UNICODE_PATH = 0x7075
NO_RECORDS = "不从这里收，放进工作文件夹的applicants"
_AGAIN = "解开后重新压缩成ZIP（不要加密、不要分卷）再发"


@dataclass(frozen=True)
class Packed:
    """A file that was in a ZIP: its name there, and where its content is set down."""

    name: str = field(repr=False)
    content: Path


def unpacked(parcel: Path, into: Path, known: Collection[str]) -> list[Packed]:
    """The files of a ZIP, set down in a folder of staging under names of our own.

    `known` are names that are to be expected, of people and their keys. UnreadableInput for one that is
    damaged, encrypted or too much, or holds links.
    """
    try:
        return room().call(_unpacked, parcel, into, frozenset(known))
    except Spoiled as e:
        raise UnreadableInput(f"压缩包解不开（{e.why}）", hint=_AGAIN) from e


def names_in(parcel: Path) -> list[str]:
    """The names in a ZIP as they were read, which a workbook is too; UnreadableInput for what is neither."""
    try:
        return room().call(_names_in, parcel)
    except Spoiled as e:
        raise UnreadableInput(f"压缩包读不出来（{e.why}）", hint=_AGAIN) from e


def _names_in(parcel: Path) -> list[str]:
    try:
        with _opened(parcel) as archive:
            return archive.namelist()
    except OSError as e:
        hint = "把文件夹压缩成ZIP再发" if parcel.is_dir() else "核对文件名和所在的文件夹"
        raise UnreadableInput(f"无法读取（{reason(e)}）", hint=hint, where=str(parcel)) from e
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as e:
        if read_head(parcel, 4) == b"PK\x03\x04":
            raise UnreadableInput(
                "文件没有传完，或已损坏", hint="重新发一次；仍然不行的，重新压缩（另存）再发"
            ) from e
        hint = (
            "发.xlsx工作簿，或装着照片和佐证的ZIP；.xls请另存为.xlsx，RAR、7z请改压成ZIP；"
            f"申报人的YAML、JSON文件，{NO_RECORDS}"
        )
        raise UnreadableInput("不是工作簿，也不是ZIP", hint=hint) from e


def _unpacked(parcel: Path, into: Path, known: frozenset[str]) -> list[Packed]:
    try:
        with _opened(parcel) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _refuse(archive.infolist())
            names = told_names(archive.infolist(), known)
            found, total = [], 0
            for n, entry in enumerate(entries):
                content = _content(archive, entry)
                total += len(content)
                if total > MOST_BYTES:
                    raise UnreadableInput("压缩包解开后太大", hint="分成几个发")
                stage(into / f"{n}.part", content)
                found.append(Packed(names[entry.header_offset, entry.orig_filename], into / f"{n}.part"))
            return found
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, OSError) as e:
        raise UnreadableInput("压缩包是坏的，或不是ZIP", hint=_AGAIN) from e


def _refuse(entries: Sequence[zipfile.ZipInfo]) -> None:
    """UnreadableInput for what is refused before anything is unpacked, by what the archive says of itself."""
    if any(entry.flag_bits & _FLAG_ENCRYPTED for entry in entries):
        raise UnreadableInput("压缩包设了密码", hint=_AGAIN)
    if any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries):
        raise UnreadableInput("压缩包里有指向别处的链接", hint=_AGAIN)
    whole, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if whole > MOST_BYTES or (whole > _SMALL and whole > MOST_RATIO * packed):
        raise UnreadableInput("压缩包解开后太大，不像照片和佐证", hint="分成几个发")
    if any(entry.file_size > MAX_BYTES for entry in entries):
        raise UnreadableInput(f"压缩包里有超过{MAX_BYTES // 2**20}MB的文件", hint="扫描时降低分辨率")


@contextmanager
def _opened(parcel: Path) -> Iterator[zipfile.ZipFile]:
    """A ZIP of no more files than may be: a list that is longer is not read at all, it would take long."""
    too_many = UnreadableInput(f"压缩包里超过{MOST_FILES}个文件", hint="分成几个发")
    with read_through(parcel) as file:
        if _length_of_list(file) > _LONGEST_LIST:
            raise too_many
        with zipfile.ZipFile(file) as archive:
            if len(archive.infolist()) > MOST_FILES:
                raise too_many
            yield archive


def _length_of_list(file: BinaryIO) -> int:
    """How many bytes the list of a ZIP has, by the record at its end (APPNOTE.TXT 4.3.14 to 4.3.16)."""
    file.seek(max(0, file.seek(0, 2) - 2**16 - 100))
    before, found, end = file.read().rpartition(_END)
    if before[-20:].startswith(_WHERE_64) and before[-76:].startswith(_END_64):
        return int.from_bytes(before[-36:-28], "little")
    return int.from_bytes(end[8:12], "little") if found else 0


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The content, which is to be no longer than it was said to be."""
    with archive.open(entry) as packed:
        content = packed.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise zipfile.BadZipFile
    return content


# --- names ---------------------------------------------------------------------------------------


def told_names(entries: Sequence[zipfile.ZipInfo], known: Collection[str]) -> dict[tuple[int, str], str]:
    """The name of each entry (by its offset and its name as it was read), with forward slashes."""
    raw: dict[tuple[int, str], bytes] = {}
    names: dict[tuple[int, str], str] = {}
    for entry in entries:
        place = entry.header_offset, entry.orig_filename
        if entry.flag_bits & _FLAG_UTF8:
            names[place] = entry.orig_filename
        else:
            said = entry.orig_filename.encode("cp437")
            unicode = _unicode_path(entry.extra, said)
            if unicode is None:
                raw[place] = said
            else:
                names[place] = unicode
    code = _code_of(list(raw.values()), known)
    names |= {place: said.decode(code, "replace") for place, said in raw.items()}
    return {place: name.replace("\\", "/") for place, name in names.items()}


def _unicode_path(extra: bytes, said: bytes) -> str | None:
    """The name in an entry's extra field, if it is of the name that the entry has."""
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and size > 5:
            version, checked = struct.unpack("<BL", extra[4:9])
            if version == 1 and checked == zlib.crc32(said):
                return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    return None


def _code_of(raw: Sequence[bytes], known: Collection[str]) -> str:
    """The code of names that do not say it: what all of them are sound in, and reads as Chinese."""

    def weight(code: str) -> tuple[int, float, bool]:
        try:
            text = "\n".join(said.decode(code) for said in raw)
        except UnicodeDecodeError:
            return -1, 0.0, False
        wide = [c for c in text if ord(c) > 127]
        usual = sum(_is_usual(c) for c in wide)
        return sum(name in text for name in known if name), usual / (len(wide) or 1), code == "utf-8"

    return max(("utf-8", "gb18030"), key=weight)


def _is_usual(character: str) -> bool:
    """Whether a character is one of the 3755 usual ones, the first level of GB/T 2312."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return 0xB0 <= code[0] <= 0xD7
