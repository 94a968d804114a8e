"""Files and folders found by what a record calls them: systems and people write one name in several ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path, PureWindowsPath

from zcforms.ground.files import inside, is_left_by_programs, shown_name
from zcforms.ground.findings import Finding, Severity

ENDINGS = (  # of photos and evidence
    *(".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".gif", ".bmp", ".jp2", ".heic", ".heif"),
    *(".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".pptx", ".ppt"),
)
# How Explorer, Finder, WPS, WeChat, Google, OneDrive and other shared folders where two have written at once
# name copies; and what people put behind the name of what they have mended.
_BEHIND = (
    *(r"\([^()]+\)", r"-(?:desktop|laptop)-\w+", "的?副本", "copy"),
    *("最新版?", "最终版?", "新版", "修改[版稿后]?", "定稿", "终稿"),
)
_COPY = re.compile(
    rf"^(?:副本|copy\s+of)[\s_-]*|[\"“”]|(?:[\s_-]*(?:{'|'.join(_BEHIND)})|[\s_-]+v?\d{{1,8}})+$",
    re.IGNORECASE,
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


def misnamed(root: Path, within: str, names: Collection[str]) -> Iterator[Finding]:
    """That a name is one of ours in other letters or spaces, which say nothing on Windows, or its copy's."""
    try:
        there = sorted(path.name for path in (root / within).iterdir())
    except OSError:
        return
    ours, found = set(map(composed_name, names)), set(map(composed_name, there))
    by_plain_name = {plain_name(name): name for name in names}
    for name in there:
        meant = by_plain_name.get(plain_name(_original(name)))
        if meant is None or composed_name(name) in ours or is_left_by_programs(name):
            continue
        said = f"“{within}{shown_name(Path(name))}”没有采用"
        if composed_name(meant) in found:
            more = f"；是补充的，把里面的文件移进“{meant}”" if (root / within / name).is_dir() else ""
            hint = f"要用它的，拿它换掉“{meant}”（原来的另存到别处）{more}；不用的移走"
            yield Finding("file-unused", f"{said}，采用的是“{meant}”", Severity.WARNING, hint)
        elif not (root / within / meant).exists():  # on Windows it is the same
            exactly = "，大小写、空格也要一样" if plain_name(name) == plain_name(meant) else ""
            message = f"{said}：名称应为“{meant}”{exactly}"
            yield Finding("file-unused", message, Severity.WARNING, f"改名为“{meant}”")


def _original(name: str) -> str:
    """The name of what something is a copy of, as programs and people name copies; itself if it is none."""
    stem, dot, ending = unicodedata.normalize("NFKC", name).rpartition(".")
    return _COPY.sub("", stem or ending) + (dot + ending if stem else "")


def _has_ending(name: str) -> bool:
    return plain_name(name).endswith(ENDINGS)


def _without_ending(name: str) -> str:
    plain = plain_name(name)
    return plain[: plain.rindex(".")] if _has_ending(name) else plain


def absent(what: str, path: Path) -> str:
    """That a file is not there, and which lie there with another ending, or as copies by their names."""
    message = f"找不到{what}"
    try:
        siblings = [one.name for one in path.parent.iterdir() if _has_ending(one.name) and one.is_file()]
    except OSError:
        return message
    same = _without_ending(path.name)
    near = sorted(
        name for name in siblings if same in (_without_ending(name), _without_ending(_original(name)))
    )
    shown = [f"“{shown_name(path.with_name(name))}”" for name in near]
    return message + (f"，那里有{'、'.join(shown)}" if shown else "")


def told_name(asked: str, path: Path) -> Finding | None:
    """What is to be said of a file that was found under another name than the one that was asked for."""
    typed = asked.replace("\\", "/").rpartition("/")[2]
    if composed_name(typed) == composed_name(path.name):
        return None
    message = f"没有“{asked}”这个文件，采用了“{path.name}”"
    return Finding("file-name-differs", message, Severity.INFO, "核对是不是这个文件")
