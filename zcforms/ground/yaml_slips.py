"""The commonest slips in a hand-written YAML file: what is full-width, or lacks its space."""

from __future__ import annotations

import re

_KEY = r"[^\s:：'\"#]+"
_SLIPS = {
    rf" *[\u3000\xa0]\s*(- )?{_KEY}[:：]": "行首的空格是全角的",
    rf"\s*(- )?{_KEY}：": "冒号是全角的",
    rf"\s*(- )?{_KEY}:(?=\S)": "冒号后面缺空格",
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
