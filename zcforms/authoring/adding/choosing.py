"""What adds a file that somebody brought: its ending says it, and must not say otherwise than its content."""

from __future__ import annotations

from pathlib import Path

from zcforms.authoring.adding.brought import content_of
from zcforms.ground.errors import UnreadableInput
from zcforms.intake.kinds import Kind, kind_of

_ENDINGS = {
    "PDF": (".pdf",),
    "图片": (".jpg", ".jpeg", ".png"),
    "Excel": (".xlsx", ".xlsm", ".xls", ".et"),
    "Word": (".docx", ".docm", ".doc", ".wps", ".rtf"),
}
_KINDS = {
    Kind.PDF: "PDF",
    Kind.JPEG: "图片",
    Kind.PNG: "图片",
    Kind.XLSX: "Excel",
    Kind.DOCX: "Word",
}
_TAKEN = "收Word（.docx）、Excel（.xlsx）、PDF，和扫描的JPG、PNG；别的先另存为其中一种"


def kind_asked(path: Path) -> str:
    """PDF, 图片, Excel or Word; UnreadableInput for a file of no such kind, or that is called another."""
    ending = path.suffix.lower()
    called = next((name for name, endings in _ENDINGS.items() if ending in endings), "")
    kind = kind_of(content_of(path))
    if (own := _KINDS.get(kind)) is not None:
        if called == own or (not called and own == "Word"):
            return own
        said = f"这是{own}，扩展名却是{ending}" if ending else f"这是{own}，没有扩展名"
        raise UnreadableInput(said, hint=f"把扩展名改成{_ENDINGS[own][0]}，再添加", where=path.name)
    is_damaged = kind in (Kind.UNKNOWN, Kind.LOCKED, Kind.ARCHIVE)
    if called and is_damaged:  # whoever adds such files says what is wrong with this one
        return called
    what = f"{ending or '没有扩展名的'}文件" if is_damaged else kind.value
    raise UnreadableInput(f"不收{what}", hint=_TAKEN, where=path.name)
