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
    import pydyf
    import tinyhtml5.inputstream
    from weasyprint import css, draw
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import absolute, block, float, inline, page, preferred, table
    from weasyprint.pdf import fonts
    from weasyprint.text import line_break

    from zcforms.fillers.engine.shortcuts import cascade, embedding, layout, painting

    return [
        (css.StyleFor, "__init__", cascade.cascade, cascade.WHOLE),
        (css.ComputedStyle, "copy", cascade.copied, cascade.WHOLE_COPY),
        (page, "set_page_type_computed_styles", cascade.page_styles, cascade.WHOLE_PAGE),
        (block, "block_container_layout", cascade.container, cascade.WHOLE_CONTAINER),
        *(
            (module, "resolve_percentages", layout.lengths, layout.WHOLE_LENGTHS)
            for module in (absolute, block, float, inline, page, table)
        ),
        (inline, "split_first_line", layout.line, layout.WHOLE_LINE),
        (preferred, "split_first_line", layout.line, layout.WHOLE_LINE),
        (inline, "strut", layout.strut, layout.WHOLE_STRUT),
        (line_break.Layout, "setup", layout.setup, layout.WHOLE_SETUP),
        (boxes.Box, "rounded_box", painting.rounded_box, painting.WHOLE_ROUNDED),
        (draw, "draw_border", painting.border, painting.WHOLE_BORDER),
        (fonts, "ffi", embedding.Arrays(), embedding.WHOLE_FFI),
        (pydyf, "_to_bytes", painting.to_bytes, painting.WHOLE_BYTES),
        (pydyf.Stream, "data", property(painting.data), painting.WHOLE_DATA),
        (boxes.Box, "descendants", layout.descendants, layout.WHOLE_DESCENDANTS),
        (tinyhtml5.inputstream, "characters_until_regex", layout.Patterns(), layout.WHOLE_PATTERNS),
    ]


def take(version: str) -> None:
    """Let the engine go the short ways, if it is of the version that they suit."""
    if version == VERSION:
        for owner, name, short, _ in _ways():
            setattr(owner, name, short)


@contextmanager
def left_out(version: str) -> Iterator[None]:
    """The engine goes its own ways meanwhile: what the short ones are held against."""
    ways = _ways() if version == VERSION else []
    before = [(owner, name, getattr(owner, name)) for owner, name, _, _ in ways]
    for owner, name, _, whole in ways:
        setattr(owner, name, whole)
    try:
        yield
    finally:
        for owner, name, way in before:
            setattr(owner, name, way)
