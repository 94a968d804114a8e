"""Characters of a record that cannot be printed as they are, and leftovers of the example."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from pydantic import BaseModel

from zcforms.findings import Finding, Path
from zcforms.typefaces import is_drawn
from zcforms.values import code_point, refused_characters

PLACEHOLDER = "【示例】"
_FILE_NAMES = {"photo", "file"}  # never printed


def _texts(record: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text of a record with its path."""
    if isinstance(record, str):
        yield path, record
    elif isinstance(record, BaseModel):
        for name in type(record).model_fields:
            if name not in _FILE_NAMES:
                yield from _texts(getattr(record, name), (*path, name))
    elif isinstance(record, list):
        for i, item in enumerate(record):
            yield from _texts(item, (*path, i))


def check_characters(record: BaseModel) -> Iterator[Finding]:
    """Characters of a record that cannot be printed as they are, and leftovers of the example."""
    for path, text in _texts(record):
        if PLACEHOLDER in text:
            yield Finding("placeholder", f"还是示例内容“{text[:20]}”", hint="改成真实内容", path=path)
        for character in refused_characters(text):
            private = unicodedata.category(character) == "Co"
            yield Finding(
                "character-refused",
                f"含有{'自造字' if private else '不可见的控制字符'}{code_point(character)}，不能印在表上",
                hint="请改用该字的国家标准编码（如“䶮”为U+4DAE）" if private else "删去该字符后重新输入",
                path=path,
            )
        for character in dict.fromkeys(text):
            if (
                not character.isspace()
                and not is_drawn(character)
                and character not in refused_characters(text)
            ):
                yield Finding(
                    "character-not-drawn",
                    f"现有字体都没有“{character}”（{code_point(character)}）这个字",
                    hint="请核对是否为该字的标准编码；确为生僻字时请联系维护人员补充字体",
                    path=path,
                )
