"""The orders of people's names: by strokes (姓氏笔画) and by pinyin.

Which hanzi comes before which is data in zcforms/chinese/orders, made by script/build_orders.py.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Literal

from zcforms.chinese.names import MIDDLE_DOT
from zcforms.ground.shipped import shipped_text

NameOrder = Literal["姓氏笔画", "拼音", "录入顺序"]

_CHINESE, _OTHER = 0, 1
_LAST = 1_000_000  # more than there are hanzi: whatever is not in the order stands after it

# What a character is read as a surname, where that is not its commonest reading (现代汉语词典).
_READ = """
    单=shan4 仇=qiu2 解=xie4 查=zha1 曾=zeng1 区=ou1 朴=piao2 盖=ge3 翟=zhai2 任=ren2 华=hua4 缪=miao4
    乐=yue4 员=yun4 召=shao4 繁=po2 黑=he4 秘=bi4 葛=ge3 洗=xian3 覃=qin2 那=na1 种=chong2 哈=ha3 撒=sa4
    牟=mou4 祭=zhai4 燕=yan1 过=guo1 相=xiang4 句=gou1 佴=nai4 阚=kan4 於=yu1 占=zhan1 薄=bo2 卜=bu3
    郇=xun2 干=gan1 都=du1 尉迟=yu4 万俟=mo4 澹台=tan2 令狐=ling2 单于=chan2 长孙=zhang3
"""
_SURNAMES = dict(entry.split("=") for entry in _READ.split())

_OF_TWO = """
    欧阳 上官 司马 诸葛 夏侯 东方 皇甫 尉迟 公孙 令狐 慕容 宇文 长孙 司徒 司空 南宫 端木 独孤 澹台 万俟
    单于 闻人 赫连 申屠 公羊 淳于 太史 轩辕 钟离 呼延 濮阳 拓跋 百里 东郭 第五
"""
_COMPOUND = frozenset(_OF_TWO.split())


def _lines(name: str) -> Iterator[tuple[str, str]]:
    for line in shipped_text(f"chinese/orders/{name}").splitlines():
        label, _, characters = line.partition(" ")
        yield label, characters


@cache
def _strokes() -> tuple[dict[str, int], frozenset[str]]:
    """The place of every hanzi in the order of strokes, from 1; and of which only the count is known."""
    lines = list(_lines("strokes.txt"))
    ordered = "".join(characters for _, characters in lines)
    counted = "".join(characters for label, characters in lines if label.endswith("？"))
    return {character: place for place, character in enumerate(ordered, 1)}, frozenset(counted)


@cache
def _syllables() -> tuple[dict[str, str], dict[str, int]]:
    """The reading of every hanzi, and the place of every reading."""
    lines = list(_lines("pinyin.txt"))
    readings = {character: reading for reading, characters in lines for character in characters}
    return readings, {reading: place for place, (reading, _) in enumerate(lines, 1)}


def _stroke_place(character: str) -> int:
    return _strokes()[0].get(character, _LAST + ord(character))


def stroke_key(name: str) -> tuple[int, ...]:
    """What a name is sorted by in the order of strokes (requirements F6).

    Character by character from the first of the whole name; a given name of one character stands before
    those of two. Names in Latin letters stand after all, by the alphabet.
    """
    if not _is_chinese(name):
        return _OTHER, *map(ord, name.casefold())
    places = [_stroke_place(c) for c in name if c != MIDDLE_DOT]
    given = 2 if name[:2] in _COMPOUND and len(name) > 2 else 1
    if len(places) == given + 1:
        places.insert(given, 0)  # 高富 as 高　富: what is missing is less than any character
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
    """The hanzi of a name whose strokes are not known one by one, or ""."""
    places, counted = _strokes()
    return "".join(c for c in name if _is_chinese(c) and (c in counted or c not in places))
