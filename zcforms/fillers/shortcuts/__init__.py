"""Short cuts through WeasyPrint: what it works out again for every document, done once.

Each stands in place of one function of the engine, gives what that gives, and leaves to it what it does
not know. They suit one version of it; with another, the engine goes its own way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

VERSION = "70.0"


def _ways() -> list[tuple[Any, str, Any, Any]]:
    """Of every function that has a short cut: its owner and name, the short cut, and the function."""
    from weasyprint import css
    from weasyprint.layout import block, page

    from zcforms.fillers.shortcuts import cascade

    return [
        (css.StyleFor, "__init__", cascade.cascade, cascade.WHOLE),
        (css.ComputedStyle, "copy", cascade.copied, cascade.WHOLE_COPY),
        (page, "set_page_type_computed_styles", cascade.page_styles, cascade.WHOLE_PAGE),
        (block, "block_container_layout", cascade.container, cascade.WHOLE_CONTAINER),
    ]


def take(version: str) -> None:
    """Let the engine go the short ways, if it is of the version that they suit."""
    if version == VERSION:
        for owner, name, short, _ in _ways():
            setattr(owner, name, short)


@contextmanager
def left_out() -> Iterator[None]:
    """The engine goes its own ways meanwhile: what the short ones are held against."""
    for owner, name, _, whole in _ways():
        setattr(owner, name, whole)
    try:
        yield
    finally:
        take(VERSION)
