"""The commonest slip in a hand-written YAML file: a full-width colon, or one without its space."""

from __future__ import annotations

import re


def wrong_colon(lines: list[str], near: int) -> tuple[int, str] | None:
    """The line (from 1) at or just before an error whose colon is full-width or lacks its space."""
    for number in range(min(near, len(lines)), max(0, near - 4), -1):
        match = re.match(r"\s*(- )?[^\s:：'\"#]+(：|:(?=\S))", lines[number - 1])
        if match:
            return number, "冒号是全角的" if match[2] == "：" else "冒号后面缺空格"
    return None
