"""What this machine has and lacks: system libraries, fonts, a place to write."""

from __future__ import annotations

import ctypes.util
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from zcforms.ground.errors import reason

APT = "apt-get install -y"


@dataclass(frozen=True)
class Result:
    """One thing that was looked at: there or not, and the line that mends it."""

    name: str
    ok: bool
    detail: str
    hint: str = ""
    required: bool = True

    def to_dict(self) -> dict[str, Any]:
        """The result as plain data."""
        return asdict(self)


def examine(folder: Path) -> list[Result]:
    """Look at everything; needs neither Pango nor any other library that may be missing."""
    return [
        _python(),
        *(_library(*row) for row in _LIBRARIES),
        _engine(),
        _fonts(),
        _official_fonts(),
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
            return Result(name, False, "没有安装", f"{APT} {package}")
    return Result(name, True, found)


def _engine() -> Result:
    from zcforms.fillers.engine import require_engine
    from zcforms.ground.errors import MissingTool

    try:
        return Result("排版引擎WeasyPrint", True, require_engine())
    except MissingTool as e:
        return Result("排版引擎WeasyPrint", False, e.message, e.hint)


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
    """The faces that the circulars ask for; without them the shipped ones stand in (requirements F2)."""
    name, lister = "公文规定的字体", shutil.which("fc-list")
    wanted = {
        "方正小标宋简体": "ZC Title",
        "仿宋_GB2312": "ZC Fang",
        "楷体_GB2312": "ZC Kai",
        "黑体": "ZC Hei",
    }
    command = [lister, ":", "family"] if lister else []
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout if command else ""
    missing = [f"{font}（以{ours}代替）" for font, ours in wanted.items() if font not in listed]
    if missing:
        return Result(
            name, False, "未安装：" + "、".join(missing), "有正版字体的，装到本机即可自动采用", required=False
        )
    return Result(name, True, "已安装")


def _writable(folder: Path) -> Result:
    place = folder.resolve()
    while not place.exists():
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as e:
        return Result("写入位置", False, f"{place}不能写入（{reason(e)}）", "换一个文件夹，或改权限")
    free = shutil.disk_usage(place).free // 2**20
    return Result("写入位置", free > 200, f"{place}，剩余{free}MB", "清理磁盘，至少留200MB")
