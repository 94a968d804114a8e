"""A unit's own PDF form is held to what evidence is: it is sound, its paper shows what the screen shows."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from pikepdf import PasswordError, Pdf

from zcforms.ground.errors import UnreadableInput, reason
from zcforms.ground.files import read_file
from zcforms.ground.findings import Finding, Place, Severity
from zcforms.ground.room import Spoiled, in_room, room
from zcforms.intake.clean import saved
from zcforms.intake.evidence.documents import DAMAGED, rasterised
from zcforms.intake.evidence.embedding import told
from zcforms.intake.evidence.layers import may_hide, spell_out
from zcforms.intake.evidence.soundness import Unsound, prove
from zcforms.paper.reading import document_of

_MOST_PAGES = 200  # of a form, for each person; the longest of ours has eight
P = ParamSpec("P")
T = TypeVar("T")


def prove_form(file: Path, where: str) -> tuple[Finding, ...]:
    """What should be said of a PDF form whose pages can be drawn; UnreadableInput for any other."""
    return _apart(where, _prove, file, where)


def as_seen(paper: bytes, where: str) -> bytes:
    """A filled paper with its layers as the screen shows them: copies of its pages would show them all."""
    return _apart(where, _as_seen, paper, where)


def _apart(where: str, work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    assert not more, "only what stands in its place is sent"
    if in_room():
        return work(*args, **more)
    try:
        return room().call(work, *args)
    except Spoiled as e:
        hint = "用PDF软件打开，另存后再放入"
        raise UnreadableInput(f"这份PDF{e.whole}", hint=hint, where=where) from None


def _prove(file: Path, where: str) -> tuple[Finding, ...]:
    try:
        with document_of(read_file(file)) as pdf:
            if (pages := len(pdf.pages)) > _MOST_PAGES:
                said = f"这份PDF有{pages}页，表格至多{_MOST_PAGES}页"
                raise UnreadableInput(said, hint="只留要填的几页", where=where)
            fonts, hides = prove(pdf).fonts, may_hide(pdf)
    except OSError as e:
        raise UnreadableInput(f"无法读取（{reason(e)}）", where=where) from e
    except PasswordError as e:
        raise UnreadableInput("PDF设有打开密码", hint="去掉密码后另存一份", where=where) from e
    except Unsound as e:
        raise UnreadableInput(f"这份PDF{e}", hint=e.hint, where=where) from e
    except DAMAGED as e:
        raise UnreadableInput("不是完好的PDF文件", hint="重新导出后再试", where=where) from e
    found = []
    if fonts:
        said = f"PDF里没有嵌入字体{told(fonts)}，印出来可能换成别的字体，走样或缺字"
        hint = "核对印出来的这几页；最好向发布单位要一份嵌入了所有字体的"
        found.append(Finding("pdf-fonts", said, Severity.WARNING, hint, place=Place(where)))
    if hides:
        said = "PDF含有图层，填好的纸按屏幕所见转为图像"
        found.append(Finding("pdf-layers", said, Severity.INFO, place=Place(where)))
    return tuple(found)


def _as_seen(paper: bytes, where: str) -> bytes:
    try:
        with Pdf.open(io.BytesIO(paper)) as pdf:
            if not may_hide(pdf):
                return paper
            spell_out(pdf)
            return rasterised(saved(pdf))
    except DAMAGED as e:
        raise UnreadableInput("不是完好的PDF文件", hint="重新导出后再试", where=where) from e
