"""What machines must have alike to make the same papers, and what is said of one that is otherwise."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from zcforms.batch.causes import program_parts
from zcforms.ground.errors import MissingTool, Undeliverable
from zcforms.ground.files import digest_if_any, stage
from zcforms.ground.installing import version_of
from zcforms.intake.folder import SETTINGS_FILE
from zcforms.intake.office import office_program
from zcforms.pipeline.press import Press

_HINT = "各台机器用同一个账号运行同一处的zcforms，文件夹路径一样；升级后重开dask worker，见docs/scale.md"
THREADS = "每个进程的线程数"
_HOUSE = Path(__file__).parents[1]
_LIBRARIES = ("pypdf", "pypdfium2", "pillow-heif", "docxtpl", "distributed")  # beside the program's parts
_SHARED = "shared"  # a file in the folder of what is half made, which every machine has to see
_SHORT = 32  # letters: whatever is longer is a digest, which tells nobody anything


@dataclass(frozen=True)
class Sameness:
    """How the machine of the main process is, for others to be held against.

    `root` is the folder of work, `folder` that of what is half made, `faces` are the official typefaces that
    pages are set in; `parts` is what `parts_here` found of them.
    """

    root: Path
    folder: Path
    faces: tuple[Path, ...]
    parts: Mapping[str, str]

    def refuse_difference(self) -> None:
        """Raise MissingTool if the machine that asks is otherwise."""
        if told := self.differences(parts_here(self.root, self.folder, self.faces)):
            raise different([f"{platform.node()}：{told}"])

    def differences(self, parts: Mapping[str, str]) -> str:
        """In which parts a machine is otherwise, in words; nothing if in none."""
        return "，".join(
            _told(name, parts.get(name, ""), own)
            for name, own in self.parts.items()
            if parts.get(name, "") != own
        )


def sameness(press: Press, folder: Path) -> Sameness:
    """How this machine is, which everybody else at work has to be like."""
    stage(folder / _SHARED, uuid4().hex.encode())
    root = press.job.work.root
    faces = tuple(face.file for face in press.typefaces.official)
    return Sameness(root, folder, faces, parts_here(root, folder, faces))


def parts_here(root: Path, folder: Path, faces: tuple[Path, ...]) -> dict[str, str]:
    """What the papers depend on at this machine, part by part: a version, a digest, or a word."""
    return {
        **program_parts(),
        **{name: version_of(name) for name in _LIBRARIES},
        **{f"字体{face.name}": digest_if_any(face) for face in faces},
        "LibreOffice": "有" if office_program() else "",
        "zcforms的位置": str(_HOUSE),
        "账号的编号": str(os.getuid()) if hasattr(os, "getuid") else "",
        THREADS: str(_threads()),
        "工作文件夹": digest_if_any(root / SETTINGS_FILE),
        "输出文件夹": _shared(folder),
    }


def different(told: list[str]) -> MissingTool:
    """That there are machines which are otherwise, each with what is said of it."""
    return MissingTool(f"{len(told)}台机器与这里不一样，没有做：{'；'.join(told)}", hint=_HINT)


def _told(name: str, theirs: str, own: str) -> str:
    if max(len(theirs), len(own)) > _SHORT:
        return f"{name}不同" if len(theirs) > _SHORT else f"{name}{theirs or '没有，或读不到'}"
    return f"{name}不同（{theirs or '没有'}，这里{own or '没有'}）"


def _shared(folder: Path) -> str:
    """The digest of what all see in the folder, if it can be written to as well."""
    seen, own = digest_if_any(folder / _SHARED), folder / uuid4().hex
    if seen:
        try:
            stage(own, b"")
            own.unlink()
        except (Undeliverable, OSError):
            return "写不进去"
    return seen


def _threads() -> int:
    """How many pieces of work this process does at a time, if it is just doing one of Dask."""
    try:
        from distributed import get_worker

        return int(get_worker().state.nthreads)
    except (ImportError, ValueError):  # there is no Dask, or nothing of it at work
        return 1
