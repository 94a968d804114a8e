"""The text of a PDF line by line; a row of a ruled table is one line, with tabs between its cells."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
from pypdfium2 import PdfPage

from zcforms.authoring.adding.flat.ruling import Ruled, tables_of
from zcforms.ground.errors import UnreadableInput

_MOST_PAGES = 500
_FEWEST = 20  # characters of a page; a scan has none, or a stamp of its scanner


def pdf_lines(content: bytes, where: str) -> list[str]:
    """The lines of every page; UnreadableInput for a PDF with a password, without text, or of many pages."""
    try:
        with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
            if (count := len(document)) > _MOST_PAGES:
                said = f"有{count}页，超过{_MOST_PAGES}页"
                raise UnreadableInput(said, hint="只留通知和附件", where=where)
            lines = [line for page in document for line in _page_lines(page)]
    except pypdfium2.PdfiumError as e:
        if "password" in str(e).lower():
            hint = "用PDF软件打开，去掉打开密码，另存后再试"
            raise UnreadableInput("这份PDF设有打开密码", hint=hint, where=where) from e
        raise UnreadableInput("不是完好的PDF文件", hint="重新下载或导出后再试", where=where) from e
    if _size(lines) < _FEWEST * count:
        hint = "用带文字识别的软件另存成有文字的PDF或Word，或向发布单位要Word稿"
        raise UnreadableInput("这份PDF没有文字（扫描件或图片）", hint=hint, where=where)
    return lines


def _page_lines(page: PdfPage) -> list[str]:
    """The lines of a page, from the top; its tables row by row, if all that is written is then there."""
    texts = page.get_textpage()
    plain: list[str] = texts.get_text_bounded().splitlines()
    tables = [] if page.get_rotation() else tables_of(page)
    if not tables:
        return plain
    lines, top = [], page.get_height()
    for cells in tables:
        lines += _band(texts, page, max(cell.box[3] for cell in cells), top)
        lines += _rows(texts, cells)
        top = min(cell.box[1] for cell in cells)
    lines += _band(texts, page, 0, top)
    return lines if _size(lines) >= _size(plain) else plain


def _band(texts: Any, page: PdfPage, bottom: float, top: float) -> list[str]:
    said: str = texts.get_text_bounded(0, bottom, page.get_width(), top)
    return said.splitlines()


def _rows(texts: Any, cells: Sequence[Ruled]) -> Iterator[str]:
    """The rows of a table; what heads several of them is said with each."""
    said = {cell: "".join(texts.get_text_bounded(*_inside(cell)).split()) for cell in cells}
    for row in range(max(cell.row + cell.rows for cell in cells)):
        yield "\t".join(
            said[cell]
            for cell in sorted(cells, key=lambda cell: cell.column)
            if cell.row == row or (cell.row < row < cell.row + cell.rows and not re.search(r"\d", said[cell]))
        )


def _inside(cell: Ruled) -> tuple[float, float, float, float]:
    left, bottom, right, top = cell.box
    return left + 1, bottom + 1, right - 1, top - 1


def _size(lines: Sequence[str]) -> int:
    return sum(len(re.sub(r"\s", "", line)) for line in lines)
