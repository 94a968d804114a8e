"""Files and folders found by what a record calls them: systems and people write one name in several ways."""

from __future__ import annotations

import unicodedata
from pathlib import Path, PureWindowsPath

from zcforms.ground.files import inside, shown_name
from zcforms.ground.findings import Finding, Severity

ENDINGS = (  # of photos and evidence
    *(".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif", ".bmp", ".jp2", ".heic", ".heif"),
    *(".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".pptx", ".ppt"),
)


def folder_named(within: Path, name: str) -> Path | None:
    """The folder of that name, however it is composed; None if the name leads out."""
    path = inside(within, name)
    if path is None or path.is_dir() or not within.is_dir():
        return path
    same = [one.name for one in within.iterdir() if composed_name(one.name) == composed_name(name)]
    return inside(within, same[0]) if len(same) == 1 else path


def file_named(folder: Path, name: str) -> Path | None:
    """The file of that name, or None if the name leads out of the folder or names no file at all.

    Where there is none of exactly that name, it is the only one whose name differs in letter case, width
    or spaces, or has the ending that was left out.
    """
    if PureWindowsPath(name.strip(' "“”')).is_absolute():  # C:\..., \\server\..., as Windows copies a path
        return None
    path = inside(folder, name.replace("\\", "/"))
    try:
        if path is None or path.is_file() or not path.parent.is_dir():
            return path
        siblings = [sibling for sibling in path.parent.iterdir() if sibling.is_file()]
    except OSError:  # a folder that may not be looked into
        return path
    ways = (
        (composed_name, plain_name)
        if _has_ending(path.name)
        else (composed_name, plain_name, _without_ending)
    )
    for way in ways:
        found = [sibling for sibling in siblings if way(sibling.name) == way(path.name)]
        if len(found) == 1:
            return inside(path.parent, found[0].name)  # it may be a link
    return path


def composed_name(name: str) -> str:
    """A name as people type it (NFC); some systems store names decomposed (NFD)."""
    return unicodedata.normalize("NFC", name)


def plain_name(name: str) -> str:
    """A name without what differs in letter case, width or spaces alone."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _has_ending(name: str) -> bool:
    return plain_name(name).endswith(ENDINGS)


def _without_ending(name: str) -> str:
    plain = plain_name(name)
    return plain[: plain.rindex(".")] if _has_ending(name) else plain


def absent(what: str, path: Path) -> str:
    """That a file is not there, and which lie there whose names differ from its own in the ending alone."""
    message = f"找不到{what}"
    try:
        siblings = [one.name for one in path.parent.iterdir() if _has_ending(one.name) and one.is_file()]
    except OSError:
        return message
    near = sorted(name for name in siblings if _without_ending(name) == _without_ending(path.name))
    shown = [f"“{shown_name(path.with_name(name))}”" for name in near]
    return message + (f"，那里有{'、'.join(shown)}" if shown else "")


def told_name(asked: str, path: Path) -> Finding | None:
    """What is to be said of a file that was found under another name than the one that was asked for."""
    typed = asked.replace("\\", "/").rpartition("/")[2]
    if composed_name(typed) == composed_name(path.name):
        return None
    message = f"没有“{asked}”这个文件，采用了“{path.name}”"
    return Finding("file-name-differs", message, Severity.INFO, "核对是不是这个文件")
