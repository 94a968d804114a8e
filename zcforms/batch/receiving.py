"""What somebody sends is put into a folder of work: a workbook, or a ZIP of photos and evidence."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from zcforms.chinese.dates import BEIJING
from zcforms.ground.errors import UnreadableInput, ZcformsError
from zcforms.ground.files import inside, is_left_by_programs, read_file
from zcforms.ground.findings import blocks
from zcforms.intake.called import ENDINGS
from zcforms.intake.folder import EXPORTS, OUTPUT, RECORDS, SETTINGS_FILE, WORKBOOK, read_work
from zcforms.intake.parcels import NO_RECORDS, names_in, unpacked
from zcforms.intake.workbook import read_workbook
from zcforms.paper.delivery import deliver, safe_name
from zcforms.paper.staging import staging

REPLACED = "换下的工作簿"
_PHOTOS, _EVIDENCE = {"photos", "照片"}, {"evidence", "佐证", "佐证材料"}
_PICTURES = (".jpg", ".jpeg", ".png")
_OF_MAC = "__MACOSX"  # the folder of what a Mac notes of each file
_ROOM = 20  # bytes of a name that are left


@dataclass(frozen=True)
class Received:
    """Whether there was a workbook, how many files were put where they belong, and the names of those not.

    `gone` are the keys of whom the workbook that was replaced had and the new one has not; `why` says of
    what is left, folder by folder, why it is, and what to do.
    """

    workbook: bool
    files: int
    left: tuple[str, ...]
    gone: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


def receive(root: Path, parcel: Path) -> Received:
    """Put a workbook (.xlsx) or a ZIP into a folder of work; its content says which it is, not its name.

    An earlier workbook is kept in a folder of its own, named by when it was saved. Photos belong in 照片,
    evidence in 佐证/KEY, what the platform exported in 导出件, as the ZIP has them; a picture on top is a
    photo, a folder of a key, or of a name that one person alone has, is their evidence; of strangers nothing
    is put. Nothing is taken of a ZIP that cannot be read. Raises UnreadableInput, Undeliverable also while a
    build is at work.
    """
    if is_workbook(parcel):
        return Received(True, 0, (), _put_workbook(root, parcel))
    keys = _keys(root)
    with staging(root / OUTPUT) as folder:
        found = (one for one in unpacked(parcel, folder, keys) if not _is_junk(one.name))
        packed = [(one, _parts(one.name)) for one in found]
        if not packed:
            raise UnreadableInput("压缩包里没有文件", hint="把照片、佐证放进去，重新压缩再发")
        books = [one for one, _ in packed if is_the_workbook(one.name)]
        gone: tuple[str, ...] = ()
        for book in books[:1]:
            gone = _put_workbook(root, book.content)
            keys = _keys(root)
        common = _common([parts for _, parts in packed], keys)
        put, left = set[Path](), dict[str, str]()
        for one, parts in packed:
            if one in books:
                continue
            target = _target(one.name, parts[common:], keys)
            if isinstance(target, str):
                left[one.name] = target
                continue
            path = inside(root / target[0], "/".join(target[1:]))
            if path is None or path in put:  # (two names of a ZIP may come to the same here)
                left[one.name] = "这里放不下这个名称" if path is None else "与另一个同名"
            else:
                deliver(path, read_file(one.content))
                put.add(path)
    return Received(bool(books), len(put), tuple(left), gone, tuple(_told(left)))


def _told(left: Mapping[str, str]) -> Iterator[str]:
    """Why files were not put, once for all of a folder."""
    together: dict[tuple[str, str], list[str]] = {}
    for name, why in left.items():
        together.setdefault((name.rpartition("/")[0], why), []).append(name)
    for (folder, why), names in together.items():
        several = f"{folder or '最外面'}的{len(names)}个文件"
        yield f"{several if len(names) > 1 else names[0]}：{why}"


def is_workbook(parcel: Path) -> bool:
    """Whether a parcel is a workbook and not a ZIP; UnreadableInput for what is neither."""
    return "[Content_Types].xml" in names_in(parcel)


def _put_workbook(root: Path, source: Path) -> tuple[str, ...]:
    """Take a workbook's content for that of the folder; the one that was there is kept.

    The keys of whom that one had and the new one has not: an older one may have come after a newer one.
    """
    content, target = read_file(source), root / WORKBOOK
    earlier = read_file(target) if target.is_file() else None
    if content == earlier:
        return ()  # it may have nobody in it, where everybody has a file of their own
    book = read_workbook(source, WORKBOOK)
    if book.layout is None or not book.people:
        why = next((found for found in book.findings if blocks([found])), None)
        hint = why.hint if why else "发填好、存过盘的那一份；只发照片、佐证的，不要带它"
        raise UnreadableInput(why.message if why else "工作簿里没有人", hint=hint)
    gone: tuple[str, ...] = ()
    if earlier is not None:
        saved = datetime.fromtimestamp(int(target.stat().st_mtime), UTC).astimezone(BEIJING)
        kept = f"people_{saved:%Y-%m-%d_%H%M%S}_{hashlib.sha256(earlier).hexdigest()[:6]}.xlsx"
        deliver(root / REPLACED / kept, earlier)
        gone = tuple(key for key in read_workbook(target, WORKBOOK).people if key not in book.people)
    deliver(target, content)
    return gone


def _keys(root: Path) -> dict[str, str]:
    """By key and by name, whose evidence it is; "" for a name of several, nobody if none can be read."""
    try:
        people = read_work(root).people
    except ZcformsError:
        return {}
    keys: dict[str, str] = {}
    for file in people:
        if file.name:
            keys[file.name] = "" if file.name in keys else file.key
    return keys | {file.key: file.key for file in people}


def is_the_workbook(name: str) -> bool:
    """Whether a file in a ZIP, by its name there, is to be the folder's workbook."""
    return _parts(name) == (WORKBOOK,)


def _parts(name: str) -> tuple[str, ...]:
    """The folders and the name of a file in a ZIP; UnreadableInput where they lead out of it."""
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or ":" in parts[0]:
        raise UnreadableInput("压缩包里有走出文件夹的路径，没有收", hint="换一个程序重新压缩成ZIP再发")
    composed = (unicodedata.normalize("NFC", part) for part in parts if part not in ("", "."))
    return tuple(safe_name(part, _ROOM) for part in composed)


def _common(names: Sequence[tuple[str, ...]], keys: Mapping[str, str]) -> int:
    """How many folders around everything say nothing: at most the one that was packed as a whole.

    It may be called by somebody's name: with a folder of photos in it, it is no folder of evidence.
    """
    tops = {parts[0] for parts in names if parts}
    inner = {parts[1] for parts in names if len(parts) > 2}
    known = _PHOTOS | _EVIDENCE | {EXPORTS}
    within = known if tops & {*keys} else {*known, *keys}
    return int(len(tops) == 1 and not tops & known and bool(inner & within))


def _is_junk(name: str) -> bool:
    """Whether a file is what systems and programs leave beside those of the user."""
    parts = name.split("/")
    return parts[0] == _OF_MAC or is_left_by_programs(parts[-1])


def _target(name: str, parts: tuple[str, ...], keys: Mapping[str, str]) -> tuple[str, ...] | str:
    """Where in the folder of work a file of that name in a ZIP belongs, or why that cannot be told.

    Where nobody is known yet, everybody's evidence is put: the workbook may come later.
    """
    if len(parts) > 1 and parts[0] == OUTPUT:
        return "是做出来的结果，不收"
    if parts[:-1] in ((), ("applicants",)) and parts[-1:] != (SETTINGS_FILE,) and _ends(parts, RECORDS):
        return f"是申报人的数据文件，{NO_RECORDS}"
    if len(parts) == 1 and _ends(parts, (".xlsx",)):
        return f"新的工作簿单独发，或叫{WORKBOOK}放在ZIP最外面；是谁的佐证，放进以人员编号为名的文件夹再发"
    if not name.casefold().endswith(ENDINGS):
        return "不是照片、佐证用的文件（图片、PDF、Word、Excel、PPT）"
    if not _ends(parts, ENDINGS):  # what is too long was cut off at its end
        return "文件名太长，改短再发"
    if len(parts) > 1 and parts[0] in _PHOTOS:
        return ("photos", *parts[1:])
    if len(parts) == 2 and parts[0] == EXPORTS:
        return parts if _ends(parts, (".pdf",)) else "导出件只收PDF"
    if len(parts) > 2 and parts[0] in _EVIDENCE:
        return _evidence(parts[1], parts[2:], keys or {parts[1]: parts[1]})
    if len(parts) == 1 and _ends(parts, _PICTURES):
        return ("photos", parts[0])
    if len(parts) == 1:
        return "看不出是谁的，放进以人员编号为名的文件夹再发"
    return _evidence(parts[0], parts[1:], keys)


def _ends(parts: tuple[str, ...], endings: tuple[str, ...]) -> bool:
    return bool(parts) and parts[-1].casefold().endswith(endings)


def _evidence(folder: str, files: tuple[str, ...], keys: Mapping[str, str]) -> tuple[str, ...] | str:
    """Where the files of somebody's folder belong; of a name that one has, more letters say nobody."""
    if key := keys.get(folder):
        return ("evidence", key, *files)
    if folder in keys:
        return f"叫“{folder}”的不止一人，文件夹用人员编号命名"
    near = max((name for name in keys if keys[name] and name in folder), key=len, default="")
    rename = f"；是{near}的，文件夹改名为“{keys[near]}”再发" if near else ""
    return f"名单里没有“{folder}”{rename}"
