"""The text of a circular, line by line, from a Word file, a PDF, a saved web page or a text file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress

from zcforms.authoring.drafting.html_lines import html_lines, is_page
from zcforms.authoring.drafting.pdf_lines import pdf_lines
from zcforms.authoring.drafting.word_lines import word_lines
from zcforms.chinese.encodings import encoding_of
from zcforms.ground.errors import UnreadableInput

_MOST_CHARACTERS = 500_000
_WORDS = ("职称", "任职资格", "专业技术")
_KINDS = "可用：Word（.docx、.doc、.wps）、有文字的PDF、存下来的网页（.html）、文本（.txt，UTF-8或GBK）"


def read_lines(files: Sequence[tuple[bytes, str]]) -> list[str]:
    """In the room: the lines of a circular and of its attachments, which may be files of their own.

    A row of a table is one line, with tabs between its cells. UnreadableInput for a file without text, with
    a password, or that is no circular.
    """
    lines: list[str] = []
    for n, (content, where) in enumerate(files):
        own = [line for line in _lines(content, where) if line.strip()]
        if not own:
            raise UnreadableInput("文件里没有文字", hint=_KINDS, where=where)
        lines += [*_entitled(own, n, where), *own]
    where, text = files[0][1], re.sub(r"\s", "", "".join(lines))
    if len(text) > _MOST_CHARACTERS:
        said = f"文字超过{_MOST_CHARACTERS // 10_000}万字，不像一份通知"
        raise UnreadableInput(said, hint="只留通知和附件", where=where)
    if not any(word in text for word in _WORDS) or not re.search("评审|申报", text):
        said = "看不出是职称评审的通知：没有“职称”“任职资格”或“专业技术”，或没有“评审”“申报”"
        raise UnreadableInput(said, hint="核对文件；表格用 zcforms forms add", where=where)
    return lines


def _entitled(lines: list[str], n: int, where: str) -> list[str]:
    """The line 附件2 before an attachment that does not begin with one: by the file's name, else in turn."""
    if n == 0 or re.match(r"\s*附\s*件", lines[0]):
        return []
    named = re.search(r"附件\s*(\d{1,2})", where)
    return [f"附件{named[1] if named else n}"]


def _lines(content: bytes, where: str) -> list[str]:
    """The lines of a file, by what it is and not by what it is called."""
    if content.startswith(b"%PDF"):
        return pdf_lines(content, where)
    if content.startswith(b"PK"):
        return word_lines(content, where)
    text = _text(content, where)
    return html_lines(text, where) if is_page(text) else text.splitlines()


def _text(content: bytes, where: str) -> str:
    with suppress(UnicodeDecodeError):
        text = content.decode(encoding_of(content))
        if "\0" not in text:
            return text
    raise UnreadableInput("不是文本文件，或文字编码认不出", hint=_KINDS, where=where)
