"""The commonest slips in a hand-written YAML file: what is full-width, or lacks its space."""

from __future__ import annotations

import re
from contextlib import suppress

import yaml

_KEY = r"[^\s:：'\"#]+"
_SLIPS = {
    rf" *[\u3000\xa0]\s*(- )?{_KEY}[:：]": "行首的空格是全角的",
    rf"\s*(- )?{_KEY}：": "冒号是全角的",
    rf"\s*(- )?(?!\d+:){_KEY}:(?=[^\s/])": "冒号后面缺空格",  # (an address and a time have none, either)
    rf"\s*[－–—] ?{_KEY}:": "短横是全角的",
    rf"\s*-(?=[^\s-]){_KEY}:": "短横后面缺空格",
}


def slip_near(lines: list[str], near: int) -> tuple[int, str] | None:
    """The line (from 1) at or just before an error that has a slip, and which."""
    for number in range(min(near, len(lines)), max(0, near - 4), -1):
        for pattern, told in _SLIPS.items():
            if re.match(pattern, lines[number - 1]):
                return number, told
    return None


def opened_above(text: str, near: int) -> tuple[int, int] | None:
    """The line and column (from 1) of a quotation mark whose other one is on the line of an error, far below.

    It was never closed: what ends there is the next text in quotation marks, which begins there.
    """
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=yaml.SafeLoader):
            begun, ended = token.start_mark, token.end_mark
            if begun.line >= near:
                break
            quoted = isinstance(token, yaml.ScalarToken) and token.style in ("'", '"')
            if quoted and begun.line + 1 < near == ended.line + 1:
                return begun.line + 1, begun.column + 1
    return None
