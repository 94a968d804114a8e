"""Office files as PDF, older ones as those of today, by LibreOffice: a program of its own, which may hang.

It runs in a session of its own with a profile that is thrown away, no network and limits of its own.
That it ends without an error proves nothing (it says 0 of a file that it could not load): what counts is
the PDF.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import zipfile
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.sax.saxutils import escape

from zcforms.ground.errors import TEMPORARY, Undeliverable, UnreadableInput, reason
from zcforms.ground.files import read_file, stage
from zcforms.ground.findings import Finding
from zcforms.ground.installing import ON_LINUX, install
from zcforms.ground.limits import end_all, limit_other
from zcforms.intake.clean import SAVE_AS_PDF, cannot
from zcforms.intake.kinds import Kind, kind_of

SECONDS = 120  # on the clock; a contract of 30 pages takes 10
MEMORY = 4 * 2**30  # bytes of address space: it maps 1.5 GB before it opens anything
INSTALL = install(
    " ".join(f"libreoffice-{part}-nogui" for part in ("writer", "calc", "impress")),
    "装LibreOffice，把它的soffice放进PATH",
)
_ROW = b"\x08\xd6"
_ROW_OF_DOCX = re.compile(rb"<w:tr[ >]")
_MOST_TEXT = 100 * 2**20  # bytes
_NAMES = ("soffice", "libreoffice")
# By kind, the endings of a package (ISO/IEC 29500) and of the compound files before it.
_ENDINGS = {Kind.DOCX: (".docx", ".doc"), Kind.XLSX: (".xlsx", ".xls"), Kind.PPTX: (".pptx", ".ppt")}
OFFICE = frozenset(_ENDINGS)
# By kind, the part of LibreOffice that opens it, and the library in which that part comes.
_PARTS = {
    Kind.DOCX: ("Writer", "libswlo.so"),
    Kind.XLSX: ("Calc", "libsclo.so"),
    Kind.PPTX: ("Impress", "libsdlo.so"),
}

_QUIETLY = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck")
# No macro runs, no link is followed or brought up to date; what asks the network after all finds nobody.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
# The faces that Chinese files name, and the shipped one that stands in where the machine has none.
_STAND_INS = {
    "ZC Song": ("宋体", "SimSun", "NSimSun", "新宋体", "STSong", "华文中宋", "等线", "DengXian"),
    "ZC Hei": ("黑体", "SimHei", "微软雅黑", "Microsoft YaHei", "STHeiti"),
    "ZC Kai": ("楷体", "KaiTi", "楷体_GB2312", "KaiTi_GB2312", "STKaiti"),
    "FandolFang R": ("仿宋", "FangSong", "仿宋_GB2312", "FangSong_GB2312", "STFangsong"),
    "ZC Title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S"),
}
_ANY = ("ZC Song", "ZC Rare")  # for a character that no other face has


def office_program() -> str | None:
    """Where LibreOffice is; None if it is not installed."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def missing_parts() -> dict[Kind, str]:
    """By kind, the part of LibreOffice that opens it and is not installed; Debian packages each by itself.

    Where a program does not lie beside its libraries (a wrapper, another system) nothing is called missing.
    """
    program = office_program()
    if program is None:
        return {}
    beside = Path(program).resolve().parent
    if not ON_LINUX or not (beside / "soffice.bin").exists():
        return {}
    return {kind: part for kind, (part, library) in _PARTS.items() if not (beside / library).exists()}


class _Failure(NamedTuple):
    """Why nothing came of a file, and what there is to install, in Chinese."""

    said: str
    cure: str = ""


def as_pdf(raw: bytes, kind: Kind, shown: str) -> bytes | Finding:
    """What LibreOffice makes of a file, or why nothing came of it. Undeliverable if the disk is full."""
    pdf = _converted(raw, kind, "pdf")
    if isinstance(pdf, _Failure):
        # What this machine lacks is told to the office alone: a message is read by the applicant, too.
        said, lacking = ("要转成PDF才能装订", f"（{pdf.said}）") if pdf.cure else (pdf.said, "")
        hint = SAVE_AS_PDF + pdf.cure + lacking
        return cannot("evidence-office", f"佐证文件{shown}是{kind.value}，{said}", hint)
    return pdf


def is_old(raw: bytes) -> bool:
    """Whether a file is of the older Word or Excel, of WPS alike, or RTF."""
    return raw[:2] != b"PK" and kind_of(raw) in (Kind.DOCX, Kind.XLSX)


def modern(raw: bytes, where: str) -> bytes:
    """What LibreOffice makes of an older Word or Excel file: a .docx or .xlsx.

    UnreadableInput if it is not there, or if nothing comes of it; Undeliverable if the disk is full.
    """
    kind = kind_of(raw)
    ending = _ENDINGS[kind][0].removeprefix(".")
    save_as = f"用Word、Excel或WPS另存为.{ending}再添加"
    made = _converted(raw, kind, ending)
    if isinstance(made, _Failure):
        said = f"这是旧版{kind.value}，{made.said}"
        raise UnreadableInput(said, hint=save_as + made.cure, where=where)
    if kind is Kind.DOCX and (had := _rows_of_doc(raw)) > (got := _rows_of_docx(made)):
        said = f"LibreOffice转换时丢了表格（原件至少有{had}行，转出来{got}行）"
        raise UnreadableInput(said, hint=f"不能照它填：{save_as}", where=where)
    return made


def _rows_of_doc(raw: bytes) -> int:
    """How many rows of tables an older Word file has at least: of each kind of row it says the cells once.

    (sprmTDefTable of [MS-DOC] 2.9.315: its length, the number of cells, their edges, up to 20 bytes a cell.)
    """
    found, at = 0, raw.find(_ROW)
    while 0 <= at < len(raw) - 5:
        length, cells = int.from_bytes(raw[at + 2 : at + 4], "little"), raw[at + 4]
        ends = range(at + 5, at + 7 + 2 * cells, 2)
        edges = [int.from_bytes(raw[n : n + 2], "little", signed=True) for n in ends]
        least = 2 + 2 * (cells + 1)
        if 0 < cells < 64 and least <= length <= least + 20 * cells and edges == sorted(edges):
            found += 1
        at = raw.find(_ROW, at + 2)
    return found


def _rows_of_docx(made: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        name = "word/document.xml"
        if name not in parts.namelist() or parts.getinfo(name).file_size > _MOST_TEXT:
            return 0
        return len(_ROW_OF_DOCX.findall(parts.read(name)))


def _converted(raw: bytes, kind: Kind, ending: str) -> bytes | _Failure:
    """The file of that ending which LibreOffice makes of another one."""
    program, cure = office_program(), f"；或安装：{INSTALL}"
    if program is None:
        return _Failure("本机没有安装转换用的LibreOffice", cure)
    if part := missing_parts().get(kind):
        return _Failure(f"本机的LibreOffice没有安装{part}组件", cure)
    try:
        with TemporaryDirectory(prefix="zcforms-") as name:
            folder = Path(name)
            if not _ends(*_prepared(program, folder, raw, kind, ending)):
                return _Failure(f"用LibreOffice转换超过{SECONDS}秒，没有完成")
            made = _made(folder / "out", ending)
    except OSError as e:
        raise Undeliverable(f"无法写入临时文件（{reason(e)}）", hint=TEMPORARY) from e
    is_made = kind_of(made) is (Kind.PDF if ending == "pdf" else kind)
    return made if is_made else _Failure("用LibreOffice转换不出来")


def _prepared(
    program: str, folder: Path, raw: bytes, kind: Kind, ending: str
) -> tuple[list[str], dict[str, str]]:
    """The command that converts a file, which is put into a folder, and its environment."""
    package, compound = _ENDINGS[kind]
    source = folder / f"source{package if raw[:2] == b'PK' else compound}"
    user, fonts = folder / "profile" / "user", folder / "fonts.conf"
    user.mkdir(parents=True)
    stage(source, raw)
    stage(user / "registrymodifications.xcu", _profile().encode())
    stage(fonts, _fonts(folder).encode())
    command = [program, f"-env:UserInstallation={user.parent.as_uri()}", *_QUIETLY]
    command += ["--convert-to", ending, "--outdir", str(folder / "out"), str(source)]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "FONTCONFIG_FILE": str(fonts),
        "SAL_USE_VCLPLUGIN": "svp",
    }
    return command, environment


def _made(folder: Path, ending: str) -> bytes:
    """The file that a program left in a folder; nothing if there is none, or one that cannot be read."""
    with contextlib.suppress(OSError, StopIteration):
        return read_file(next(folder.glob(f"*.{ending}")))
    return b""


def _ends(command: list[str], environment: dict[str, str]) -> bool:
    """Whether a program ends by itself in time; all that it started ends with it."""
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        limit_other(process, MEMORY, SECONDS)
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return False
    finally:
        end_all(process)
    return True


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
    )


def _fonts(folder: Path) -> str:
    """The machine's fonts and the shipped ones: without a Chinese face, boxes stand for characters."""
    aliases = "".join(
        f"<alias binding='same'><family>{name}</family><accept><family>{face}</family></accept></alias>"
        for face, names in _STAND_INS.items()
        for name in names
    )
    anyhow = "".join(f"<string>{face}</string>" for face in _ANY)
    last = f"<match target='pattern'><edit name='family' mode='append_last'>{anyhow}</edit></match>"
    shipped = escape(str(files("zcforms.chinese") / "fonts"))
    return (
        f"<fontconfig><include ignore_missing='yes'>/etc/fonts/fonts.conf</include><dir>{shipped}</dir>"
        f"<cachedir>{escape(str(folder / 'fonts'))}</cachedir>{aliases}{last}</fontconfig>"
    )
