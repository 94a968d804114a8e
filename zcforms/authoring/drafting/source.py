"""The text of a circular, line by line, from a Word file, a PDF with text or a text file."""

from __future__ import annotations

import io
import re

import pypdfium2

from zcforms.authoring.drafting.word_lines import word_lines
from zcforms.ground.errors import UnreadableInput

_MOST_PAGES = 500
_MOST_CHARACTERS = 500_000
_FEWEST = 20  # characters of a page; a scan has none, or a stamp of its scanner
_WORDS = ("职称", "任职资格", "专业技术")
_KINDS = "可用：Word（.docx、.doc、.wps）、有文字的PDF、文本（.txt，UTF-8或GBK）"


def read_lines(content: bytes, where: str) -> list[str]:
    """In the room: the lines of a circular; a row of a table is one, with tabs between its cells.

    UnreadableInput for a file without text, with a password, or that is no circular.
    """
    lines = _lines(content, where)
    text = re.sub(r"\s", "", "".join(lines))
    if not text:
        raise UnreadableInput("文件里没有文字", hint=_KINDS, where=where)
    if len(text) > _MOST_CHARACTERS:
        said = f"文字超过{_MOST_CHARACTERS // 10_000}万字，不像一份通知"
        raise UnreadableInput(said, hint="只留通知和附件", where=where)
    if not any(word in text for word in _WORDS) or not re.search("评审|申报", text):
        said = "看不出是职称评审的通知：没有“职称”“任职资格”“评审”“申报”这些字"
        raise UnreadableInput(said, hint="核对文件；表格用 zcforms forms add", where=where)
    return lines


def _lines(content: bytes, where: str) -> list[str]:
    """The lines of a file, by what it is and not by what it is called."""
    if content.startswith(b"%PDF"):
        return _pdf_lines(content, where)
    if content.startswith(b"PK"):
        return word_lines(content, where)
    return _text(content, where).splitlines()


def _text(content: bytes, where: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableInput("不是文本文件，或文字编码认不出", hint=_KINDS, where=where)


def _pdf_lines(content: bytes, where: str) -> list[str]:
    try:
        with pypdfium2.PdfDocument(io.BytesIO(content)) as document:
            if len(document) > _MOST_PAGES:
                said = f"有{len(document)}页，超过{_MOST_PAGES}页"
                raise UnreadableInput(said, hint="只留通知和附件", where=where)
            pages = [page.get_textpage().get_text_bounded() for page in document]
    except pypdfium2.PdfiumError as e:
        if "password" in str(e).lower():
            hint = "用PDF软件打开，去掉打开密码，另存后再试"
            raise UnreadableInput("这份PDF设有打开密码", hint=hint, where=where) from e
        raise UnreadableInput("不是完好的PDF文件", hint="重新下载或导出后再试", where=where) from e
    if sum(len(re.sub(r"\s", "", page)) for page in pages) < _FEWEST * len(pages):
        hint = "用带文字识别的软件另存成有文字的PDF或Word，或向发布单位要Word稿"
        raise UnreadableInput("这份PDF没有文字（扫描件或图片）", hint=hint, where=where)
    return [line for page in pages for line in page.splitlines()]
