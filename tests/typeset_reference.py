"""The reference of the typesetter: WeasyPrint's boxes before layout, and where it puts them.

`reference(form, values)` gives both sides of the comparison: the unlaid boxes and the page styles, as our own
layout takes them, and the pages that WeasyPrint makes of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unittest import mock

from zcforms.fillers import html
from zcforms.fillers.engine import lay_out
from zcforms.fillers.html import by_weasyprint, tree
from zcforms.forms import Form, Values
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.properties import INITIAL

_KINDS = {
    "BlockBox": "block",
    "LineBox": "line",
    "InlineBox": "inline",
    "TextBox": "text",
    "InlineBlockBox": "inline-block",
    "BlockReplacedBox": "replaced",
    "InlineReplacedBox": "inline-replaced",
    "TableBox": "table",
    "TableRowGroupBox": "row-group",
    "TableRowBox": "row",
    "TableCellBox": "cell",
    "TableColumnGroupBox": "column-group",
    "TableColumnBox": "column",
}
_READ = [
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in ("top", "right", "bottom", "left")),
    *(
        f"border_{side}_{what}"
        for side in ("top", "right", "bottom", "left")
        for what in ("width", "style", "color")
    ),
    *("width", "height", "min_width", "max_width", "min_height", "max_height", "box_sizing", "display"),
    *("font_size", "font_family", "line_height", "letter_spacing", "word_spacing", "white_space", "color"),
    *("text_align_all", "text_align_last", "vertical_align", "text_indent", "position", "overflow"),
    *("box_decoration_break", "break_before", "break_after", "break_inside", "page", "direction", "float"),
    *("clear", "visibility", "opacity", "z_index", "text_transform", "text_decoration_line", "font_style"),
    *("max_lines", "continue", "hyphens", "word_break", "margin_break", "outline_style", "overflow_wrap"),
    *("left", "right", "top", "bottom", "widows", "orphans", "border_collapse", "border_spacing", "anchor"),
    *("table_layout", "background_color", "object_fit", "bookmark_level", "content", "size", "empty_cells"),
    *("counter_increment", "counter_reset"),
]


def computed(source: Any) -> Style:
    """The computed values of a WeasyPrint style in the spelling of ours."""
    from weasyprint.css import properties as weasy

    names = {*_READ, *(name for name in INITIAL if name in weasy.INITIAL_VALUES)}
    style = Style({name: plain(source[name]) for name in sorted(names)})
    style.custom = {}
    if isinstance(source["line_height"], float | int):
        style["line_height"] = (float(source["line_height"]), "")
    return style


def plain(value: Any) -> Any:
    """A value of WeasyPrint in ours: px as floats, percentages and colours as tuples."""
    unit = getattr(value, "unit", None)
    if unit is not None:
        return float(value.value) if unit == "px" else (float(value.value), unit)
    if hasattr(value, "coordinates") and hasattr(value, "alpha"):
        return (*(float(c) for c in value.to("srgb").coordinates), float(value.alpha))
    if isinstance(value, tuple | list) and type(value).__name__ in ("tuple", "list"):
        return tuple(plain(item) for item in value)
    return value


@dataclass
class Reference:
    """The two sides: the root box with the page styles, and WeasyPrint's document."""

    document: Any
    root: Box
    pages: Any


class _Convert:
    def __init__(self) -> None:
        self.styles: dict[int, tuple[Any, Style]] = {}

    def style(self, style: Any) -> Style:
        if id(style) not in self.styles:
            self.styles[id(style)] = style, computed(style)
        return self.styles[id(style)][1]

    def box(self, box: Any) -> Box:
        name = type(box).__name__
        kind = _KINDS[name]
        if kind == "row-group":
            kind = "header-group" if box.is_header else "footer-group" if box.is_footer else kind
        if box.is_table_wrapper:
            kind = "table-wrapper" if kind == "block" else "inline-table-wrapper"
        element = box.element
        attributes: Mapping[str, str] = dict(element.attrib) if element is not None else {}
        children = [self.box(child) for child in getattr(box, "children", ())]
        if kind in ("table", "inline-table"):
            children = [self.box(group) for group in box.column_groups] + children
        image = attributes.get("src", "") if "replaced" in kind else ""
        converted = Box(
            kind,
            box.element_tag,
            self.style(box.style),
            children,
            getattr(box, "text", ""),
            attributes,
            image,
        )
        converted.element = element
        converted.strings = tuple(box.string_set or ()) if box.string_set != "none" else ()
        converted.label = box.bookmark_label or ""
        converted.space_after = bool(box.trailing_collapsible_space)
        converted.marker = bool(box.is_outside_marker)
        if kind == "cell":
            converted.column, converted.rowspan, converted.colspan = box.grid_x, box.rowspan, box.colspan
        if kind == "column":
            converted.column = box.grid_x
        return converted


class PageStyles:
    """The styles of a page and its margin boxes by name, side and number (from 0)."""

    def __init__(self, context: Any, html_: Any, convert: _Convert) -> None:
        self.context, self.html, self.convert = context, html_, convert

    def __call__(self, name: str, side: str, index: int) -> dict[str, Style]:
        from weasyprint.layout import page as weasy

        kind = weasy.PageType(side, False, name or None, index, ())
        weasy.set_page_type_computed_styles(kind, self.html, self.context.style_for)
        found = {}
        for (element, pseudo), style in self.context.style_for.get_computed_styles().items():
            if element == kind:
                found[pseudo or ""] = computed(style)
        return found


def markup(form: Form, values: Values, duplex: bool) -> str:
    """What the filler lays out in the end."""
    text = html.compose(form, values)
    if misjudged := tree.misjudged(by_weasyprint.lay_out(text, form, values.images, duplex)):
        text = html.compose(form, values, misjudged)
    return text


def reference(form: Form, values: Values, duplex: bool = False) -> Reference:
    """The boxes of a filled form before layout, the styles of its pages, and WeasyPrint's layout of it."""
    text = markup(form, values, duplex)
    import weasyprint.document as document

    whole = document.layout_document
    seen: dict[str, Any] = {}

    def listen(html_: Any, root: Any, context: Any) -> Any:
        convert = _Convert()
        seen["root"] = convert.box(root)
        seen["pages"] = PageStyles(context, html_, convert)
        return whole(html_, root, context)

    with mock.patch.object(document, "layout_document", listen):
        laid = lay_out(text, form, values.images, duplex)
    return Reference(laid, seen["root"], seen["pages"])
