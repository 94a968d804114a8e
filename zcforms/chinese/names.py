"""Names and wordings: separators, lengths, ranks, characters that cannot stand on paper."""

from __future__ import annotations

import re
import unicodedata

from zcforms.chinese.numbers import whole

MIDDLE_DOT = "\N{MIDDLE DOT}"
# Other dots that keyboards put between the parts of a name; 民委发〔2016〕33号 fixes U+00B7.
_DOTS = re.compile(r"(?<=[^\x00-\x7f])[・･•‧．∙⋅.](?=[^\x00-\x7f])")


def normal_name(text: str) -> str:
    """A person's name with the separator of 民委发〔2016〕33号 (U+00B7) and no stray spaces."""
    text = re.sub(r"\s+", " " if re.search(r"[A-Za-z]", text) else "", text.strip())
    return _DOTS.sub(MIDDLE_DOT, text)


_MARKED = re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff\u0370-\u04ff][\u0300-\u036f]+")


def composed(text: str) -> str:
    """A text whose letters with marks behind them are one character each where there is one: é.

    Macs write them in two. All of NFC would change Chinese characters, too, which only look alike.
    """
    if text.isascii() or not _MARKED.search(text):
        return text
    return _MARKED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)


# Radicals, punctuation, ideographs and full-width forms (Unicode, East Asian Scripts).
_CHINESE = (
    "\u2e80-\u2fdf\u3001-\u303f\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
_BREAK_IN_CHINESE = re.compile(f"(?<=[{_CHINESE}])\n|\n(?=[{_CHINESE}])")


def one_line(text: str) -> str:
    """A text of one line: a break beside a Chinese character is nothing, any other is a space."""
    lines = list(filter(None, (" ".join(line.split()) for line in text.splitlines())))
    if len(lines) < 2:
        return "".join(lines)
    return _BREAK_IN_CHINESE.sub("", "\n".join(lines)).replace("\n", " ")


def without_brackets(name: str) -> str:
    """A name without the brackets behind it and what they say: 工程师 of 工程师（爆破工程）."""
    return re.sub(r"[（(].*", "", name)


def text_length(text: str) -> int:
    """How many characters a text has, spaces and line breaks not counted (requirements B2)."""
    return sum(1 for c in text if not c.isspace())


def word_count(text: str) -> int:
    """How many 字 Word counts: a run of Latin letters or digits is one, any other character is one."""
    return len(re.findall(r"[!-~]+|[^\s!-~]", text))


def refused_characters(text: str) -> list[str]:
    """Characters that cannot stand on paper: controls, what has no width, private-use code points."""
    return [c for c in dict.fromkeys(text) if _is_refused(c) or _is_selector(c)]


def _is_refused(character: str) -> bool:
    if character in "\n\t" or _is_ideograph_to_come(character):
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs", "Cn"}


def _is_ideograph_to_come(character: str) -> bool:
    """Whether it is in the planes of ideographs: a rare one may be younger than Python's tables."""
    return "\U00020000" <= character <= "\U0003fffd"


def _is_selector(character: str) -> bool:
    """Whether a character only says which shape of the one before it is meant, as after 葛 or an emoji."""
    return unicodedata.name(character, "").startswith("VARIATION SELECTOR")


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, marks of direction, halves of a character


def is_unseen(character: str) -> bool:
    """Whether a character acts on a line of text instead of standing in it."""
    return unicodedata.category(character) in _UNSEEN


def told_unseen(text: str) -> str:
    """A text for a screen, with what acts on a line named 〔U+202E〕; lines and tabs stay."""
    return "".join(f"〔{code_point(c)}〕" if is_unseen(c) and c not in "\n\t" else c for c in text)


_FIRST_RADICAL = 0x2E80
# What the radicals from there on are written with, "?" for none; nearly none of them decomposes to it.
# Source: Unicode Character Database, EquivalentUnifiedIdeograph.txt.
_RADICALS = (
    "?厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵?旡日月歺母民氵氺灬爫爫丬"
    "牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶"
    "辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)


# Where they are: radicals, Kangxi radicals, compatibility ideographs and their supplement.
_LOOK_ALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f]")


def standard_character(character: str) -> str | None:
    """The ordinary character that a radical or compatibility ideograph only looks like, if it is one.

    PDFs and scanners give such look-alikes (⽯ U+2F6F for 石 U+77F3): printed alike, found by no search.
    """
    name = unicodedata.name(character, "")
    if name.startswith("CJK RADICAL"):
        listed = _RADICALS[ord(character) - _FIRST_RADICAL]
        return listed if listed != "?" else None
    if not name.startswith(("KANGXI RADICAL", "CJK COMPATIBILITY IDEOGRAPH")):
        return None
    standard = unicodedata.normalize("NFKC", character)
    return standard if standard != character else None


def in_use(text: str) -> str:
    """A text with the ordinary characters for those that only look like them, to be compared with others."""
    return _LOOK_ALIKE.sub(lambda found: standard_character(found[0]) or found[0], text)


def told_look_alike(character: str) -> str:
    """That a character is none of those in use, with its code point and that of the ordinary one; else ""."""
    standard = standard_character(character)
    if standard is None:
        return ""
    shown, ordinary = (f"“{c}”（{code_point(c)}）" for c in (character, standard))
    return f"{shown}是部首或兼容字符，不是汉字{ordinary}"


def told_look_alikes(text: str, more: str) -> str:
    """That of each such character of a text, before what else there is to say."""
    return "；".join([*filter(None, map(told_look_alike, dict.fromkeys(text))), more])


def code_point(character: str) -> str:
    """A character's name on paper, "U+4DAE"."""
    return f"U+{ord(character):04X}"


# What Excel makes of 1/5, or a day beside a rank; with what may be the rest of either.
_DATE = re.compile(
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}月\d{1,2})日?(?:[ T]00:00:00)?(?:\s*/\s*\d+)?"
)


# A place, by what says it most surely; a number of people is none: "共5人，排名第2".
_PLACES = (
    r"(?<!\d)(\d{1,2})\s*/\s*\d{1,2}(?!\d)",
    r"第\s*(\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})",
    r"(?<![\d共])(?<!\d\.)(\d{1,2})(?:\.0)?(?!\d|\.\d|\s*人)",  # 2.0 of a column of numbers
)


def rank_of(text: str | None) -> int | None:
    """The place that a wording of rank means ("1/5", "第3", "排名第二", "独著"); None if it is unclear."""
    if not text:
        return None
    text = _DATE.sub("", text)
    if re.search(r"不分先后|并列", text):
        return None
    if re.search(r"独著|独立|唯一", text):
        return 1
    for pattern in _PLACES:
        if match := re.search(pattern, text):
            return whole(match[1]) or None
    return None
