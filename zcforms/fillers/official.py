"""The official faces (宋体, 仿宋_GB2312 …) that this machine has: asked of fontconfig by their names."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from zcforms.chinese.typefaces import SHIPPED, Official, Typefaces

# The family as style sheets call it, and the names under which foundries sell it (requirements F2).
_NAMES = {
    "方正小标宋简体": ("方正小标宋简体", "FZXiaoBiaoSong-B05S"),
    "宋体": ("宋体", "SimSun"),
    "仿宋_GB2312": ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
    "楷体_GB2312": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
    "黑体": ("黑体", "SimHei"),
}
OFFICIAL = tuple(_NAMES)
_FORMAT = "%{file}\t%{index}\t%{weight}\t%{slant}\t%{fontformat}\t%{family}\n"
_REGULAR = "80"  # fontconfig's weight


def official_faces() -> tuple[Official, ...]:
    """Those of the official faces that are installed, in the order of OFFICIAL; none without fc-list.

    Only a face that bears the name is meant: an alias of the machine for 宋体 is another face.
    """
    lister = shutil.which("fc-list")
    command = [lister, "--format", _FORMAT] if lister else []
    listed = subprocess.run(command, capture_output=True, check=False).stdout if command else b""
    known: dict[str, tuple[Path, int]] = {}
    # Backwards, so that of two files with one name the first in order counts on every run.
    for line in sorted(listed.decode("utf-8", "replace").splitlines(), reverse=True):
        file, index, weight, slant, kind, families = line.split("\t")
        if (weight, slant) == (_REGULAR, "0") and kind in ("TrueType", "CFF") and int(index) < 1 << 16:
            known |= dict.fromkeys(families.split(","), (Path(file), int(index)))
    found = {family: next((known[n] for n in names if n in known), None) for family, names in _NAMES.items()}
    return tuple(Official(family, *place) for family, place in found.items() if place)


def chosen_typefaces(chosen: str) -> Typefaces:
    """The faces of the setting 字体: 随包, or 系统, the official ones where the machine has them."""
    return Typefaces("system", official_faces()) if chosen == "系统" else SHIPPED
