"""Lengths and lines of a style, worked out once: boxes of one style are laid out by the hundred.

What is kept is kept in the style itself, and goes with it; the styles of a form stay (cascade.py).
"""

from __future__ import annotations

import re
from typing import Any

import tinyhtml5.inputstream
from weasyprint.css import AnonymousStyle, ComputedStyle
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, percent
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description
from weasyprint.text.line_break import Layout

_MOST = 256  # lengths, and lines, kept in one style
_SEEN = 512  # lines that are known to have been asked for once, by their hash
_SIDES = ("top", "right", "bottom", "left")
_BORDERS = tuple(f"border_{side}_width" for side in _SIDES)
_LENGTHS = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
    *_BORDERS,
)

WHOLE_LENGTHS = percent.resolve_percentages
WHOLE_LINE = inline.split_first_line
WHOLE_STRUT = inline.strut
WHOLE_DESCENDANTS = boxes.Box.descendants
WHOLE_SETUP = Layout.setup
WHOLE_PATTERNS = tinyhtml5.inputstream.characters_until_regex


def lengths(box: Any, containing_block: Any) -> None:
    """In place of resolve_percentages: the used lengths of a box in a room of some size."""
    style = box.style
    if isinstance(containing_block, boxes.Box):
        room = (containing_block.width, containing_block.height)
    else:
        room = tuple(containing_block)
    borders = None
    if style["border_collapse"] == "collapse":
        # Those of a table whose borders are collapsed have been found by the box itself.
        borders = tuple([box.__dict__.get(name) for name in _BORDERS])
    key = (room, borders, isinstance(box, boxes.PageBox))
    kept = style.__dict__.setdefault("lengths", {})
    found = kept.get(key)
    if found is None:
        WHOLE_LENGTHS(box, containing_block)
        if len(kept) >= _MOST:
            kept.clear()
        kept[key] = {name: box.__dict__[name] for name in _LENGTHS}
    else:
        box.__dict__.update(found)


def line(
    text: str,
    style: Any,
    context: Any,
    max_width: Any,
    justification_spacing: float,
    is_line_start: bool = True,
    minimum: bool = False,
) -> Any:
    """In place of split_first_line: what of a text stands in a line of some width.

    What is asked for twice is kept: the form's own words, hardly ever a person's.
    """
    if not isinstance(style, AnonymousStyle | ComputedStyle):
        return WHOLE_LINE(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    key = (text, max_width, justification_spacing, is_line_start, minimum)
    kept, seen = style.__dict__.setdefault("lines", ({}, set()))
    found = kept.get(key)
    if found is not None:
        return found
    found = WHOLE_LINE(text, style, context, max_width, justification_spacing, is_line_start, minimum)
    if hash(key) in seen:
        if len(kept) >= _MOST:
            kept.clear()
        kept[key] = found
    else:
        if len(seen) >= _SEEN:
            seen.clear()
        seen.add(hash(key))
    return found


def setup(self: Any, style: Any) -> None:
    """In place of Layout.setup: the context and the font of a style are made once for all its texts."""
    plain = style["text_decoration_line"] == "none" and style["font_language_override"] == "normal"
    if not plain or not style["lang"] or not isinstance(style, AnonymousStyle | ComputedStyle):
        WHOLE_SETUP(self, style)
        return
    kept = style.__dict__.get("setup")
    if kept is None:
        kept = style.__dict__["setup"] = _setup(style)
    context, self.language, description, features = kept
    self.style = style
    self.first_line_direction = 0
    self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(self.layout, False)
    pango.pango_layout_set_font_description(self.layout, description)
    self.ascent = self.underline_position = self.strikethrough_position = None
    self.underline_thickness = self.strikethrough_thickness = None
    if features:
        # The list is the layout's own, which adds to it.
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, style.font_config.font_features[features])
        pango.pango_layout_set_attributes(self.layout, attributes)


def _setup(style: Any) -> tuple[Any, Any, Any, bytes]:
    """The context, the language, the font and its features in which texts of a style are set."""
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    name, _ = unicode_to_char_p(style["lang"])
    language = pango.pango_language_from_string(name)
    pango.pango_context_set_language(context, language)
    variants = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")
    chosen = (style[f"font_variant_{variant}"] for variant in variants)
    asked = font_features(style["font_kerning"], *chosen, style["font_feature_settings"])
    features = ",".join(f"{name} {value}" for name, value in asked.items()).encode()
    if features and features not in style.font_config.font_features:
        style.font_config.font_features[features] = pango.pango_attr_font_features_new(features)
    return context, language, get_font_description(style), features


def strut(style: Any) -> Any:
    """In place of the engine's own: the height and baseline of a line without text."""
    kept = style.__dict__
    if "strut" not in kept:
        kept["strut"] = WHOLE_STRUT(style)
    return kept["strut"]


def descendants(self: Any, placeholders: bool = False) -> Any:
    """In place of Box.descendants: the box and all in it, in their order, by one generator, not one each."""
    stack = [self]
    while stack:
        box = stack.pop()
        if placeholders and not isinstance(box, boxes.Box):
            box = box._box  # what stands for a positioned box
        yield box
        if isinstance(box, boxes.Box):
            stack.extend(reversed(box.children))


class Patterns(dict[Any, Any]):
    """In place of tinyhtml5's table of patterns, which keeps them under other keys than it looks for."""

    def __missing__(self, key: tuple[Any, bool]) -> re.Pattern[str]:
        characters, opposite = key
        listed = "".join(f"\\x{ord(character):02x}" for character in characters)
        pattern = self[key] = re.compile(f"[{listed}]+" if opposite else f"[^{listed}]+")
        return pattern
