"""YAML that people go over line by line: each value on one line, and no quoted words can end a comment."""

from __future__ import annotations

from typing import Any

import yaml


def flow(value: Any) -> str:
    """A value as YAML has it on one line."""
    text: str = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=True, sort_keys=False, width=10**6
    )
    return text.removesuffix("\n...\n").strip()


def unbroken(text: str) -> str:
    """A text on one line, with blanks for what cannot be printed."""
    return "".join(c if c.isprintable() else " " for c in text)
