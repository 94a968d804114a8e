"""The orders of people's names: by strokes (姓氏笔画) and by pinyin.

Which hanzi comes before which is data in zcforms/orders, made by script/build_orders.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from zcforms.values import MIDDLE_DOT

_FOLDER = files("zcforms") / "orders"
_CHINESE, _OTHER = 0, 1
_LAST = 1_000_000  # more than there are hanzi: whatever is not in the order stands after it

# What a character is read as a surname, where that is not its commonest reading (现代汉语词典).
_SURNAMES = dict(
    entry.split("=")
    for entry in """
    单=shan4 仇=qiu2 解=xie4 查=zha1 曾=zeng1 区=ou1 朴=piao2 盖=ge3 翟=zhai2 任=ren2 华=hua4 缪=miao4
    乐=yue4 员=yun4 召=shao4 繁=po2 黑=he4 秘=bi4 葛=ge3 洗=xian3 覃=qin2 那=na1 种=chong2 哈=ha3 撒=sa4
    牟=mou4 祭=zhai4 燕=yan1 过=guo1 相=xiang4 句=gou1 佴=nai4 阚=kan4 於=yu1 占=zhan1 薄=bo2 卜=bu3
    郇=xun2 干=gan1 都=du1 尉迟=yu4 万俟=mo4 澹台=tan2 令狐=ling2 单于=chan2 长孙=zhang3
    """.split()
)


def _lines(name: str) -> Iterator[tuple[str, str]]:
    for line in (_FOLDER / name).read_text("utf-8").splitlines():
        label, _, characters = line.partition(" ")
        yield label, characters


@cache
def _strokes() -> dict[str, int]:
    """The place of every hanzi in the order of strokes, from 1."""
    ordered = "".join(characters for _, characters in _lines("strokes.txt"))
    return {character: place for place, character in enumerate(ordered, 1)}


@cache
def _syllables() -> tuple[dict[str, str], dict[str, int]]:
    """The reading of every hanzi, and the place of every reading."""
    lines = list(_lines("pinyin.txt"))
    readings = {character: reading for reading, characters in lines for character in characters}
    return readings, {reading: place for place, (reading, _) in enumerate(lines, 1)}


def _stroke_place(character: str) -> int:
    return _strokes().get(character, _LAST + ord(character))


def stroke_key(name: str) -> tuple[int, ...]:
    """What a name is sorted by in the order of strokes (requirements F6).

    Character by character from the first of the whole name; a given name of one character stands before
    those of two. Names in Latin letters stand after all, by the alphabet.
    """
    if not _is_chinese(name):
        return _OTHER, *map(ord, name.casefold())
    places = [_stroke_place(c) for c in name if c != MIDDLE_DOT]
    if len(places) == 2:
        places.insert(1, 0)  # 高富 as 高　富: what is missing is less than any character
    return _CHINESE, *places


def pinyin_key(name: str) -> tuple[int, ...]:
    """What a name is sorted by in the order of pinyin.

    Syllable by syllable with its tone, a surname as surnames are read; then by strokes. Names in Latin
    letters stand after all.
    """
    if not _is_chinese(name):
        return _OTHER, *map(ord, name.casefold())
    readings, places = _syllables()
    characters = [c for c in name if c != MIDDLE_DOT]
    read = [readings.get(c, "") for c in characters]
    read[0] = _SURNAMES.get(name[:2]) or _SURNAMES.get(name[0]) or read[0]
    found = zip(read, characters, strict=True)
    return _CHINESE, *(n for r, c in found for n in (places.get(r, _LAST), _stroke_place(c)))


def _is_chinese(name: str) -> bool:
    return unicodedata.name(name[:1], "").startswith("CJK UNIFIED")


def unordered(name: str) -> str:
    """The hanzi of a name whose strokes are not known, or ""."""
    return "".join(c for c in name if _is_chinese(c) and c not in _strokes())
