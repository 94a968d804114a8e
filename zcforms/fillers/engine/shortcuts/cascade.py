"""The styles of a form's elements, found once and kept: the next person's form has the same elements.

WeasyPrint matches every selector with every element of every document, and computes every value anew.
What a selector can see of an element without looking ahead (its name and attributes, its ancestors,
the elements before it, how many come after it) is the key here; a sheet with a selector that sees more is
left to WeasyPrint, and so is a document with styles of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType
from typing import Any

from weasyprint import css
from weasyprint.css import ComputedStyle, InitialStyle, StyleFor
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, page

_KEPT = 256  # forms, by their sheets
_MOST = 8_000  # places of elements kept of one form
# What of an element the tests of cssselect2's selectors may look at (cssselect2/compiler.py).
_SEEN = frozenset(
    (
        *("local_name", "in_html_document", "namespace_url", "classes", "id", "etree_element"),
        *("get", "attrib"),
        *("lower", "startswith", "endswith", "split_whitespace", "ascii_lower", "parent", "previous"),
        *("ancestors", "previous_siblings", "index", "len", "etree_siblings", "any", "next"),
    )
)
# Of these, the engine's own sheet has selectors that look ahead.
_AHEAD = frozenset(("select", "option", "textarea"))
# An ordinal of the values of one person (fillers/html/setting.py), which no selector can ask for.
_UNSEEN = "data-set"

WHOLE = StyleFor.__init__
WHOLE_PAGE = page.set_page_type_computed_styles
WHOLE_COPY = ComputedStyle.copy
WHOLE_CONTAINER = block.block_container_layout


@dataclass(slots=True)
class _Kept:
    """A computed style with those of the pseudo-elements."""

    style: Any
    pseudo: Mapping[str, Any]


@dataclass(slots=True)
class _Place:
    """A place of an element among others: what is styled there, and the places after and in it."""

    kept: _Kept | None = None
    onward: dict[Any, _Place] = field(default_factory=dict)


class _Sizes(dict[str, Any]):
    """The first page's sizes, which lengths like 1vw ask for: they may be others in the next document."""

    asked = False

    def __getitem__(self, key: str) -> Any:
        self.asked = True
        return super().__getitem__(key)


@dataclass(slots=True)
class _Memory:
    """The styles of the documents that some sheets style."""

    usable: bool
    root: _Place = field(default_factory=_Place)
    places: int = 0
    styles: dict[Any, _Kept] = field(default_factory=dict)
    pages: dict[Any, dict[str | None, Any]] = field(default_factory=dict)
    sizes: _Sizes = field(default_factory=lambda: _Sizes(box=None, area=None))


@lru_cache(_KEPT)
def _memory(_base_url: str, _fonts: Any, *sheets: Any) -> _Memory:
    return _Memory(all(map(_is_blind, sheets[1:])))


def _is_blind(sheet: Any) -> bool:
    """Whether no selector of a sheet sees more of an element than its key tells."""
    matcher = sheet.matcher
    tables = (
        matcher.id_selectors,
        matcher.class_selectors,
        matcher.lower_local_name_selectors,
        matcher.namespace_selectors,
    )
    entries = [entry for table in tables for found in table.values() for entry in found]
    entries += [*matcher.lang_attr_selectors, *matcher.other_selectors]
    seen = {name for test, *_ in entries for name in _names(test.__code__)}
    return seen <= _SEEN and not any(_UNSEEN in _constants(test.__code__) for test, *_ in entries)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _constants(code: CodeType) -> Iterator[Any]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _constants(constant)
        else:
            yield constant


def cascade(
    self: Any, html: Any, sheets: Any, presentational_hints: bool, font_config: Any, target_collector: Any
) -> None:
    """In place of StyleFor's own: the styles of a document's elements, as far as they are known already."""
    memory = None
    if not presentational_hints and all(origin != "author" for _, origin, _ in sheets):
        memory = _memory(html.base_url, font_config, *(sheet for sheet, _, _ in sheets))
    if memory is None or not memory.usable or memory.sizes.asked:
        WHOLE(self, html, sheets, presentational_hints, font_config, target_collector)
        return
    if memory.places > _MOST:
        memory.root, memory.places, memory.styles, memory.pages = _Place(), 0, {}, {}
    placed = list(_placed(html.etree_element, memory))
    if any(element.tag in _AHEAD for element, _, _ in placed):
        WHOLE(self, html, sheets, presentational_hints, font_config, target_collector)
        return
    memory.sizes.update(box=None, area=None)
    self.memory, self._cascaded_styles, self._computed_styles = memory, {}, {}
    self.initial_page_sizes, self._sheets, self.font_config = memory.sizes, sheets, font_config
    if any(place.kept is None for _, place, _ in placed):
        _style(html, sheets, font_config, placed, memory)
    for element, place, _ in placed:
        kept = place.kept
        assert kept is not None, "styled above"
        self._computed_styles[element, None] = kept.style
        for pseudo, style in kept.pseudo.items():
            self._computed_styles[element, pseudo] = style
        named = "id" in element.attrib or element.tag == "a"
        if named and target_collector and (anchor := kept.style["anchor"]):
            target_collector.collect_anchor(anchor)
        if element.tag in ("html", "body") and kept.style["overflow"] != "visible":
            # The engine moves it from there to the page, within the style, which is not to be kept then.
            memory.usable = False


def _placed(root: Any, memory: _Memory) -> Iterator[tuple[Any, _Place, _Place | None]]:
    """The elements of a tree, in its order, with their places and those of their parents."""
    stack: list[Iterator[tuple[Any, _Place, _Place | None]]]
    stack = [iter([(root, _onward(memory, memory.root, root, 0, first=True), None)])]
    while stack:
        found = next(stack[-1], None)
        if found is None:
            stack.pop()
            continue
        yield found
        stack.append(_children(found[0], found[1], memory))


def _children(parent: Any, place: _Place, memory: _Memory) -> Iterator[tuple[Any, _Place, _Place | None]]:
    elements = [element for element in parent if isinstance(element.tag, str)]
    before = place
    for number, element in enumerate(elements):
        before = _onward(memory, before, element, len(elements) - number, first=number == 0)
        yield element, before, place


def _onward(memory: _Memory, before: _Place, element: Any, left: int, first: bool) -> _Place:
    """The place of an element that stands first in another, or after another, with so many left."""
    key = (first, element.tag, left, _attributes(element))
    place = before.onward.get(key)
    if place is None:
        place = before.onward[key] = _Place()
        memory.places += 1
    return place


def _attributes(element: Any) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in element.attrib.items() if pair[0] != _UNSEEN)


def _style(html: Any, sheets: Any, font_config: Any, placed: Any, memory: _Memory) -> None:
    """Style the places of a document that have not been styled yet."""
    own: dict[Any, list[Any]] = {}
    for specificity, element, declarations, base_url in css.find_style_attributes(
        html.etree_element, base_url=html.base_url
    ):
        own.setdefault(element, []).append((specificity, declarations, base_url))
    root = None
    for wrapper, (element, place, parent) in zip(html.wrapper_element.iter_subtree(), placed, strict=True):
        if place.kept is None:
            matches = [
                (sheet, origin, specificity, *match)
                for sheet, origin, specificity in sheets
                for match in sheet.matcher.match(wrapper)
            ]
            above = None if parent is None else parent.kept.style
            chosen = tuple((id(match[0]), match[3], id(match[6][0]), match[4]) for match in matches)
            key = (id(above), _attributes(element) if element in own else None, chosen)
            if key not in memory.styles:
                cascaded = _cascaded(own.get(element, ()), matches)
                of_root = InitialStyle(font_config) if root is None else root
                memory.styles[key] = _computed(cascaded, above, of_root, html, font_config, memory)
            place.kept = memory.styles[key]
        root = place.kept.style if root is None else root


def _cascaded(own: Iterable[Any], matches: Iterable[Any]) -> dict[str | None, dict[str, Any]]:
    """The declarations that win, by pseudo-element (None: the element) and property."""
    cascaded: dict[str | None, dict[str, Any]] = {None: {}}

    def add(pseudo: str | None, name: str, values: Any, weight: Any) -> None:
        style = cascaded.setdefault(pseudo, {})
        if name not in style or style[name][1] <= weight:
            style[name] = values, weight

    for specificity, declarations, base_url in own:
        for name, values, importance in css.preprocess_declarations(base_url, declarations):
            precedence = css.declaration_precedence("author", importance)
            add(None, name, values, (precedence, math.inf, specificity))
    for sheet, origin, of_sheet, specificity, _order, pseudo, (declarations, layer) in matches:
        layer_order = math.inf if layer is None else sheet.layers.index(layer)
        for name, values, importance in declarations:
            precedence = css.declaration_precedence(origin, importance)
            add(pseudo, name, values, (precedence, layer_order, of_sheet or specificity))
    return cascaded


def _computed(
    cascaded: Mapping[str | None, dict[str, Any]],
    above: Any,
    root: Any,
    html: Any,
    fonts: Any,
    memory: _Memory,
) -> _Kept:
    """The styles of an element and its pseudo-elements; their values are computed when asked for."""
    style = ComputedStyle(above, cascaded[None], None, root, html.base_url, fonts, memory.sizes)
    of_root = style if above is None else root
    pseudo = {
        name: ComputedStyle(style, declared, name, of_root, html.base_url, fonts, memory.sizes)
        for name, declared in cascaded.items()
        if name
    }
    for computed in (style, *pseudo.values()):
        computed["anchor"]  # (asked first: the engine takes a style without any value for none)
    return _Kept(style, pseudo)


def page_styles(page_type: Any, html: Any, style_for: Any) -> None:
    """In place of the engine's own: the styles of a page and its margins, by the rules that match it."""
    memory = getattr(style_for, "memory", None)
    if memory is None:
        WHOLE_PAGE(page_type, html, style_for)
        return
    computed = style_for.get_computed_styles()
    rules = tuple(
        (id(declarations), pseudo, tuple(specificity))
        for sheet, _, _ in style_for._sheets
        for _, selectors, declarations in sheet.page_rules
        for specificity, pseudo, matching in selectors
        if style_for._page_type_match(matching, page_type)
    )
    key = (id(computed[html.etree_element, None]), rules)
    if key not in memory.pages:
        WHOLE_PAGE(page_type, html, style_for)
        found = {pseudo: style for (element, pseudo), style in computed.items() if element == page_type}
        memory.pages[key] = found
    for pseudo, style in memory.pages[key].items():
        computed[page_type, pseudo] = style


def copied(self: Any) -> Any:
    """In place of ComputedStyle.copy: a copy that knows of what."""
    copy = WHOLE_COPY(self)
    copy.origin = self
    return copy


def container(context: Any, box: Any, *rest: Any, **named: Any) -> Any:
    """In place of block_container_layout: cells of one style share the style that they are laid out in.

    For the layout of its contents, the engine gives each cell a copy of its style without the height
    (group_layout in layout/table.py), which is all computed again.
    """
    origin = getattr(box.style, "origin", None)
    if origin is not None and isinstance(box, boxes.TableCellBox):
        if not hasattr(origin, "unbound"):
            origin.unbound = box.style
        box.style = origin.unbound
    return WHOLE_CONTAINER(context, box, *rest, **named)
