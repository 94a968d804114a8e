"""Characters of a record that cannot be printed as they are, and leftovers of the example."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from pydantic import BaseModel

from zcforms.chinese.names import code_point, refused_characters, standard_character, told_look_alike
from zcforms.chinese.typefaces import is_drawn
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model.records import values_within

PLACEHOLDER = "【示例】"
_BEFORE = 6  # characters that tell where in a text one stands
LOST = "\ufffd"  # what a decoder puts where it can read no character
_LEFT = re.compile(
    r"^[(<]?(?:null|nan|none|nil|undefined|n/a)[)>]?$|&(?:nbsp|amp|lt|gt|quot|#\d+);|</?(?:br|p|div|span)\s*/?>",
    re.IGNORECASE,
)
_NAMES = {"name", "former_name", "unit", "school", "witness"}  # of people and units: never a question
_FILE_NAMES = {"photo", "file"}  # never printed


@cache
def _is_plain(character: str) -> bool:
    """Whether nothing is to be said about a character, as about nearly all."""
    is_told = refused_characters(character) or standard_character(character)
    return character in " \n\t\u3000" or (is_drawn(character) and not is_told)


def check_characters(record: BaseModel) -> Iterator[Finding]:
    """Characters that cannot be printed as they are or stand for others, and leftovers of the example."""
    for path, text in values_within(record, str):
        if path[-1] in _FILE_NAMES:
            continue
        yield from _lost(text, path)
        yield from _left(text, path)
        if PLACEHOLDER in text:
            yield Finding("placeholder", f"还是示例内容“{text[:20]}”", hint="改成真实内容", path=path)
        if all(map(_is_plain, set(text))):
            continue
        yield from _look_alikes(text, path)
        for character in refused_characters(text):
            yield _refused(character, text, path)
        if absent := [character for character in dict.fromkeys(text) if _is_absent(character, text)]:
            named = "、".join(f"“{character}”（{code_point(character)}）" for character in absent)
            yield Finding(
                "character-not-drawn",
                f"现有字体都没有{named}" + ("这个字" if len(absent) == 1 else f"这{len(absent)}个字"),
                hint="请核对是否为该字的标准编码；民族文字写汉字译名；确为生僻字时请联系维护人员补充字体",
                path=path,
            )


def _is_absent(character: str, text: str) -> bool:
    """Whether no face draws a character, and nothing else is told of it."""
    told = standard_character(character) or character == LOST or character in refused_characters(text)
    return not (character.isspace() or is_drawn(character) or told)


def _left(text: str, path: Path) -> Iterator[Finding]:
    """What a database or a web page leaves where it had nothing, or a sign that means something to it."""
    if found := _LEFT.search(text):
        hint = "没有的留空或写“无”；是符号的改成符号本身，如“&”"
        near = text[max(0, found.start() - _BEFORE) :][:20]
        said = f"“{near}”里的“{found[0]}”像是别的程序导出时留下的"
        yield Finding("text-leftover", said, Severity.WARNING, hint, path=path)


def _refused(character: str, text: str, path: Path) -> Finding:
    """One that cannot stand on paper; one that nobody sees is told with what stands before it."""
    if unicodedata.category(character) == "Co":
        message = f"含有自造字{code_point(character)}，不能印在表上"
        hint = "请改用该字的国家标准编码（如“䶮”为U+4DAE）"
    else:
        before = text.partition(character)[0][-_BEFORE:]
        where = f"“{before}”后面" if before.strip() else "开头"
        message = f"{where}有看不见的字符{code_point(character)}，不能印在表上"
        hint = "把它前后的字一起删去，用输入法重新输入，不要粘贴"
    return Finding("character-refused", message, hint=hint, path=path)


def _lost(text: str, path: Path) -> Iterator[Finding]:
    """Signs that stand where a character was lost: GBK has no 䶮, and what writes GBK puts “?” for it."""
    signs = LOST
    if path[-1] in _NAMES and path[0] != "evidence":
        signs = f"{LOST}□?？"
    elif path[-1] == "title":
        signs = f"{LOST}□"  # (A title may ask something.)
    if not any(sign in text for sign in signs):
        return
    lost = "、".join(f"“{sign}”" if sign != LOST else f"“{sign}”（U+FFFD）" for sign in signs if sign in text)
    yield Finding(
        "character-lost",
        f"“{text[:20]}”里有{lost}，多半是生僻字转换编码（GBK）时丢了",
        hint="对照原件，用输入法补上这个字；原来的表另存为xlsx或UTF-8编码的csv，不要存成GBK的",
        path=path,
    )


def _look_alikes(text: str, path: Path) -> Iterator[Finding]:
    for character in dict.fromkeys(text):
        if standard := standard_character(character):
            yield Finding(
                "character-look-alike",
                told_look_alike(character),
                Severity.WARNING if is_drawn(character) else Severity.ERROR,
                f"重新输入“{standard}”；多半是从PDF里复制来的",
                path=path,
            )
