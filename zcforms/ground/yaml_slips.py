"""The commonest slips in a hand-written YAML file: what is full-width, or lacks its space."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from math import inf

import yaml

_KEY = r"[^\s:：'\"#]+"
_BEGINS = r"(^|[:,\[{])\s*(- )*$"  # what stands before a text that begins
_BARE = re.compile(rf"(\s*(?:- )*({_KEY}): +)([^\s'\"].*)")
_SIGNS = "@`*&!%>|[]{}?,-"  # what means something else where a text begins
_FENCE = "```"
_CLOSED = {"[": "]", "{": "}"}
_NUMBERED = re.compile(r"\s+#\d\S*")
_LINES = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # as YAML 1.1 has them
_SLIPS = {
    rf" *[\u3000\xa0]\s*(- )?{_KEY}[:：]": "行首的空格是全角的",
    rf"\s*(- )?{_KEY}：": "冒号是全角的",
    rf"\s*(- )?{_KEY}:[\u3000\xa0]": "冒号后面的空格是全角的",
    rf"\s*-[\u3000\xa0]\s*{_KEY}:": "短横后面的空格是全角的",
    rf"\s*(- )?(?!\d+:){_KEY}:(?=[^\s/])": "冒号后面缺空格",  # (an address and a time have none, either)
    rf"\s*[－–—] ?{_KEY}:": "短横是全角的",
    rf"\s*-(?=[^\s-]){_KEY}:": "短横后面缺空格",
}


def in_words(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str, str]:
    """Where reading stopped (":line"), or the slip before it, what is wrong, and what to do.

    With a column (":2:7") where a quotation mark was opened; nothing where the place is not known.
    """
    mark = error.problem_mark or error.context_mark
    near = mark.line + 1 if mark else 0
    if opened := opened_above(text, near):
        said = f"不是有效的YAML，引号没有结束，到第{near}行才碰到下一个引号"
        return ":{}:{}".format(*opened), said, "在这一行的末尾补上引号"
    if found := slip_near(text, near):
        line, what, cure = found
        hint = cure or "缩进、短横、冒号都用半角，冒号、短横后面加一个空格，如“title: 名称”"
        return f":{line}", f"不是有效的YAML，{what}", hint
    return f":{near}" if mark else "", "不是有效的YAML", "检查这一行的缩进、冒号和引号"


def slip_near(text: str, near: int) -> tuple[int, str, str] | None:
    """The line (from 1) at or just before an error that has a slip, and which: mended, more can be read.

    And what to do, "" where that is to write what is narrow, with its space.
    """
    lines = [*text.splitlines(), ""]  # the end is a line of its own, after the last that may have the slip
    stop = None  # (to read a long text takes long)
    for number in range(min(near, len(lines)), max(0, near - 4), -1):
        told, cure, mended = _slip(lines[number - 1])
        if told:
            stop = _stop("\n".join(lines)) if stop is None else stop
            lines[number - 1] = mended
            if _stop("\n".join(lines)) > stop:
                return number, told, cure
    return None


def _slip(line: str) -> tuple[str, str, str]:
    """What may be wrong with a line, what to do, and the line as it was meant; "" if nothing is."""
    if told := next((told for pattern, told in _SLIPS.items() if re.match(pattern, line)), None):
        return told, "", _mended(line)
    if line.startswith(_FENCE):  # around what is copied out of a chat
        return f"“{_FENCE}”不是内容", f"删去{_FENCE}的两行", ""
    if not (said := _BARE.fullmatch(line)):
        return "", "", line
    before, key, value = said.groups()
    is_list = value[0] in _CLOSED and (value.endswith(_CLOSED[value[0]]) or _CLOSED[value[0]] not in value)
    sign = value[0] if value[0] in _SIGNS and not is_list else ""
    told = f"“{key}”的内容以“{sign}”开头" if sign else f"“{key}”的内容里有“: ”"
    quoted = "'" + value.strip().replace("'", "''") + "'"
    is_told = sign or (": " in value and not is_list)
    cure = f"整个内容加上单引号：{key}: '…'"
    if sign in ("", "-"):  # as what belongs below a heading begins, too
        cure = f"是文字的，{cure}；是清单、下一层栏目的，从下一行起写，缩进两格"
    return (told, cure, before + quoted) if is_told else ("", "", line)


def commented_away(text: str) -> Iterator[tuple[int, int, str]]:
    """Numbers that are taken for a remark, as in 甲 #1矿, with their lines and columns (from 1).

    Who writes a remark begins it with a word, or puts a space behind the sign; one that numbers what comes
    below stands no further right than that, and what goes on with a text does.
    """
    if not _NUMBERED.search(text):
        return
    lines, left = [*_LINES.split(text), ""], 0
    with suppress(yaml.YAMLError, ValueError, OverflowError):
        for token, following in pairwise(yaml.scan(text, Loader=yaml.SafeLoader)):
            if isinstance(token, yaml.KeyToken | yaml.BlockEntryToken):
                left = token.start_mark.column
            is_open = isinstance(token, yaml.ScalarToken) and token.plain
            if is_open or _is_before_nothing(token, following):
                end = token.end_mark
                if lost := _NUMBERED.match(lines[end.line], end.column):
                    yield end.line + 1, end.column + 1, lost[0].strip()
                below = _NUMBERED.match(lines[end.line + 1])
                goes_on = is_open and following.start_mark.line > end.line  # (no colon or comma ends it)
                if goes_on and below and (at := below[0].index("#")) > left:
                    yield end.line + 2, at + 1, below[0].strip()


def _is_before_nothing(token: yaml.Token, following: yaml.Token) -> bool:
    """Whether a colon or a dash has neither a list nor columns below it, which are its content then."""
    if isinstance(following, yaml.BlockMappingStartToken | yaml.BlockSequenceStartToken):
        return False
    if isinstance(token, yaml.ValueToken):  # (a list may stand as far left as what it belongs to)
        return not isinstance(following, yaml.BlockEntryToken)
    return isinstance(token, yaml.BlockEntryToken)


def _mended(line: str) -> str:
    """A line as it was meant that has a slip."""
    line = line.replace("\u3000", "  ").replace("\xa0", " ")
    line = re.sub(r"^(\s*)[-－–—]\s*", r"\1- ", line)
    return re.sub(rf"^(\s*(?:- )?{_KEY})[:：]", r"\1: ", line)


def _stop(text: str) -> float:
    """The line (from 1) on which reading stops; infinity where all is read."""
    try:
        for _ in yaml.parse(text, Loader=yaml.SafeLoader):
            pass
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        return mark.line + 1 if mark else 0
    return inf


def opened_above(text: str, near: int) -> tuple[int, int] | None:
    """The line and column (from 1) of a quotation mark whose other one is on the line of an error, far below.

    It was never closed: what ends there is the next text in quotation marks, which begins there. One within a
    line is a mark in the text itself, of several lines.
    """
    lines = text.splitlines()
    if not any(mark in line for line in lines[near - 1 : near] for mark in "'\""):
        return None
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            begun, ended = token.start_mark, token.end_mark
            if begun.line >= near:
                break
            quoted = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            is_above = begun.line + 1 < near == ended.line + 1
            if quoted and is_above and re.search(_BEGINS, lines[ended.line][: ended.column - 1]):
                return begun.line + 1, begun.column + 1
    return None
