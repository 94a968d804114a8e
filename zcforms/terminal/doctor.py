"""What this machine has and lacks: system libraries, fonts, a place to write."""

from __future__ import annotations

import ctypes.util
import hashlib
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from zcforms.fillers.official import OFFICIAL, official_faces
from zcforms.ground.errors import MissingTool, reason
from zcforms.ground.installing import ON_LINUX, install
from zcforms.intake.evidence.frames import reads_heic
from zcforms.intake.office import INSTALL, missing_parts, office_program

_ELSEWHERE = "一般不需要：随附的表格不用；只有自备的HTML表格要用，照WeasyPrint的安装说明装"


@dataclass(frozen=True)
class Result:
    """One thing that was looked at: there or not, and the line that mends it."""

    name: str
    ok: bool
    detail: str
    hint: str = ""
    required: bool = True


def examine(folder: Path) -> list[Result]:
    """Look at everything; needs neither Pango nor any other library that may be missing."""
    return [
        _python(),
        *(_library(*row) for row in _LIBRARIES),
        _engine(),
        _typesetting(),
        _fonts(),
        _official_fonts(),
        _office(),
        _heic(),
        _writable(folder),
    ]


_LIBRARIES = (
    ("Pango", "pango-1.0", "libpango-1.0-0", "libpango-1.0.so.0"),
    ("Pango FT2", "pangoft2-1.0", "libpangoft2-1.0-0", "libpangoft2-1.0.so.0"),
    ("HarfBuzz子集", "harfbuzz-subset", "libharfbuzz-subset0", "libharfbuzz-subset.so.0"),
)


def _python() -> Result:
    version = ".".join(map(str, sys.version_info[:3]))
    return Result("Python", sys.version_info >= (3, 11), version, "需要Python 3.11或更新")


def _library(name: str, short: str, package: str, soname: str) -> Result:
    found = ctypes.util.find_library(short)
    if found is None:
        try:
            ctypes.CDLL(soname)
            found = soname
        except OSError:
            return Result(name, False, "没有安装", install(package, _ELSEWHERE), required=ON_LINUX)
    return Result(name, True, found)


def _engine() -> Result:
    from zcforms.fillers.engine import require_engine

    try:
        return Result("排版引擎WeasyPrint", True, require_engine())
    except MissingTool as e:
        return Result("排版引擎WeasyPrint", False, e.message, e.hint, required=ON_LINUX)


def _typesetting() -> Result:
    """Which of our forms go which way, printed for writing by hand: only WeasyPrint's needs Pango."""
    from zcforms.fillers import html
    from zcforms.forms import left_blank, load_forms

    forms = [form for form in load_forms().values() if "html" in form.media]
    others = []
    for form in forms:
        try:
            ours = html.fill(form, left_blank(form)).way == "own"
        except MissingTool:
            ours = False
        if not ours:
            others.append(form.title)
    said = f"{len(forms)}种HTML表格中，{len(forms) - len(others)}种由zcforms自己排版"
    said += f"，其余由WeasyPrint排：{'、'.join(others)}" if others else ""
    return Result("表格的排版", True, said, required=False)


def _fonts() -> Result:
    folder = files("zcforms.chinese") / "fonts"
    expected = json.loads((folder / "coverage.json").read_text("utf-8"))
    wrong = []
    for name, facts in expected.items():
        file = folder / name
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
            wrong.append(name)
    if wrong:
        return Result("字体", False, "缺少或损坏：" + "、".join(wrong), "重新安装zcforms")
    return Result("字体", True, f"{len(expected)}种，完好")


def _official_fonts() -> Result:
    """The faces that the circulars ask for, used where the settings say so (requirements F2)."""
    found = official_faces()
    missing = [family for family in OFFICIAL if family not in {face.family for face in found}]
    said = ["已安装：" + "、".join(f"{face.family}（{face.file.name}）" for face in found)] if found else []
    said += ["未安装：" + "、".join(missing)] if missing else []
    hint = "一般不需要；有正版字体的装到本机，并在zcforms.yaml写“字体: 系统”才采用，缺的以随包字体代替"
    return Result("公文规定的字体", not missing, "；".join(said), hint, required=False)


def _office() -> Result:
    """What converts evidence of Word, Excel and PowerPoint."""
    found = office_program()
    lacking = "、".join(f"{part}（{kind.value}）" for kind, part in missing_parts().items())
    said = found or "没有安装"
    if lacking:
        said = f"{said}，没有安装{lacking}"
    hint = f"一般不需要：佐证另存为PDF即可；要直接装订Word、Excel、PPT文件，{INSTALL}"
    return Result("LibreOffice", found is not None and not lacking, said, hint, required=False)


def _heic() -> Result:
    """What reads the pictures of newer phones."""
    is_there = reads_heic()
    hint = "一般不需要：照片另存为JPG即可；要直接装订HEIC，pip install 'zcforms[heic]'"
    return Result("HEIC图片", is_there, "能读" if is_there else "没有安装", hint, required=False)


def _writable(folder: Path) -> Result:
    place = folder.resolve()
    try:
        while not place.exists():
            place = place.parent
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as e:
        return Result("写入位置", False, f"{place}不能写入（{reason(e)}）", "换一个文件夹，或改权限")
    free = shutil.disk_usage(place).free // 2**20
    return Result("写入位置", free > 200, f"{place}，剩余{free}MB", "清理磁盘，至少留200MB")
