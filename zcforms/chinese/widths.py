"""Full-width digits, letters and signs, which a Chinese keyboard types where half-width ones are meant."""

from __future__ import annotations

import re

# U+FF01 to U+FF5E stand for ASCII in the same order (Unicode, Halfwidth and Fullwidth Forms).
_ALL = {0xFF01 + n: 0x21 + n for n in range(0x5E)}
_BRACKETS = str.maketrans("()", "（）")
_WORDS = {wide: half for wide, half in _ALL.items() if chr(half).isalnum()}
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:[,，]\d{3})+(?:\.\d+)?", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[／－．](?=\d)")


def narrow(text: str) -> str:
    """A text with half-width letters and digits; its signs stay as they are."""
    return text.translate(_WORDS)


def folded(text: str) -> str:
    """A text with half-width letters and digits, and half-width signs between digits: ＰＬ１／５ is PL1/5."""
    return _BETWEEN_DIGITS.sub(lambda match: match[0].translate(_ALL), narrow(text))


def ungrouped(number: str) -> str:
    """A number without the commas that part its thousands; one that they part otherwise stays."""
    return re.sub("[,，]", "", number) if _GROUPED.fullmatch(number.strip()) else number


def wide_brackets(text: str) -> str:
    """A Chinese wording with the brackets that Chinese is printed with: 转(兼)评 is 转（兼）评."""
    return text if text.isascii() else text.translate(_BRACKETS)


def folded_code(text: str) -> str:
    """A number or code with half-width characters only and without spaces: Ｅ－１ is E-1."""
    return re.sub(r"\s+", "", text.translate(_ALL))


def plain_code(text: str) -> str:
    """A number, name or key as it is compared: letter case, width and spaces do not tell two apart."""
    return folded_code(text).casefold()
