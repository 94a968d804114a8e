"""Style sheets, parsed once: rules with their selectors, and the rules of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import tinycss2
import tinycss2.nth
from cssselect2 import parser

from zcforms.paper.typesetting.properties import declared
from zcforms.paper.typesetting.unsupported import Unsupported
from zcforms.paper.typesetting.values import bare

Declarations = tuple[tuple[str, Any], ...]
# What a selector may ask of an attribute: that it is there.
_ASKED = frozenset({"rowspan", "href"})
_PSEUDO_ELEMENTS = frozenset({None, "before", "after", "marker"})
_MARGINS = frozenset(
    f"{side}-{part}"
    for side, parts in (
        ("top", ("left-corner", "left", "center", "right", "right-corner")),
        ("bottom", ("left-corner", "left", "center", "right", "right-corner")),
        ("left", ("top", "middle", "bottom")),
        ("right", ("top", "middle", "bottom")),
    )
    for part in parts
)


@dataclass(frozen=True, slots=True, eq=False)
class Compound:
    """A selector of one element: its tag, classes and attributes, whether it is first, last or the root;
    `other` are compounds that it must not be.
    """

    tag: str | None = None
    classes: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    first: bool = False
    last: bool = False
    root: bool = False
    other: tuple[Compound, ...] = ()

    def fits(self, tag: str, classes: frozenset[str], has: frozenset[str], place: str) -> bool:
        """Whether an element is such a one; `place` has f for the first, l for the last, r for the root."""
        return (
            self.tag in (None, tag)
            and self.classes <= classes
            and self.attributes <= has
            and not (self.first and "f" not in place)
            and not (self.last and "l" not in place)
            and not (self.root and "r" not in place)
            and not any(one.fits(tag, classes, has, place) for one in self.other)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A selector as compounds with the combinators between them, and what it declares."""

    compounds: tuple[Compound, ...]
    combinators: tuple[str, ...]  # before the second compound, the third, …
    pseudo: str | None
    specificity: tuple[int, int, int]
    normal: Declarations
    important: Declarations


@dataclass(frozen=True, slots=True, eq=False)
class PageRule:
    """What is declared for some pages, or (`margin`) for a box in their margins."""

    name: str | None
    side: str | None
    index: int | None  # from 0
    specificity: tuple[int, int, int]
    margin: str | None
    normal: Declarations
    important: Declarations

    def fits(self, name: str, side: str, index: int) -> bool:
        """Whether a page is such a one."""
        return self.name in (None, name) and self.side in (None, side) and self.index in (None, index)


@dataclass(slots=True, eq=False)
class Sheet:
    """A parsed style sheet with what it imports."""

    rules: list[Rule] = field(default_factory=list)
    pages: list[PageRule] = field(default_factory=list)


# Of an @import: the address, and where it stands; the text, and where that stands.
Imported = Callable[[str, str], tuple[str, str]]


def parse(text: str, where: str, imported: Imported | None = None) -> Sheet:
    """A style sheet with what it imports; Unsupported for whatever is not known."""
    sheet = Sheet()
    _add(sheet, text, where, imported)
    return sheet


def _add(sheet: Sheet, text: str, where: str, imported: Imported | None) -> None:
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        here = f"{where}:{rule.source_line}"
        if rule.type == "qualified-rule":
            normal, important, _ = declarations(rule.content, here)
            sheet.rules += _rules(rule.prelude, normal, important, here)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "import" and imported:
            address = bare(rule.prelude)
            if len(address) != 1 or address[0].type != "string":
                raise Unsupported("@import", here)
            _add(sheet, *imported(address[0].value, where), imported)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "page":
            sheet.pages += _page_rules(rule, here)
        else:
            raise Unsupported("rule", here)


def declarations(content: Any, where: str) -> tuple[Declarations, Declarations, list[Any]]:
    """The declarations of a block, the important ones apart, and the at-rules in it."""
    normal: list[tuple[str, Any]] = []
    important: list[tuple[str, Any]] = []
    rules = []
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration":
            found = declared(item.name if item.name.startswith("--") else item.lower_name, item.value, where)
            (important if item.important else normal).extend(found)
        elif item.type == "at-rule":
            rules.append(item)
        else:
            raise Unsupported("declaration", where)
    return tuple(normal), tuple(important), rules


def _rules(prelude: Any, normal: Declarations, important: Declarations, where: str) -> Iterator[Rule]:
    try:
        selectors = list(parser.parse(prelude))
    except parser.SelectorError as e:
        raise Unsupported("selector", where) from e
    for selector in selectors:
        if selector.pseudo_element not in _PSEUDO_ELEMENTS:
            raise Unsupported(f"::{selector.pseudo_element}", where)
        compounds: list[Compound] = []
        combinators: list[str] = []
        tree = selector.parsed_tree
        while isinstance(tree, parser.CombinedSelector):
            compounds.append(_compound(tree.right, where))
            combinators.append(tree.combinator)
            tree = tree.left
        compounds.append(_compound(tree, where))
        yield Rule(
            tuple(reversed(compounds)),
            tuple(reversed(combinators)),
            selector.pseudo_element,
            tuple(selector.specificity),
            normal,
            important,
        )


def _compound(tree: Any, where: str) -> Compound:
    tag, classes, attributes, places, other = None, set(), set(), set(), []
    for one in tree.simple_selectors:
        if isinstance(one, parser.LocalNameSelector):
            tag = one.lower_local_name
        elif isinstance(one, parser.ClassSelector):
            classes.add(one.class_name)
        elif isinstance(one, parser.AttributeSelector) and one.operator is None and one.lower_name in _ASKED:
            attributes.add(one.lower_name)
        elif isinstance(one, parser.PseudoClassSelector) and one.name in (
            "first-child",
            "last-child",
            "root",
        ):
            places.add(one.name)
        elif isinstance(one, parser.NegationSelector):
            other += [_compound(inner.parsed_tree, where) for inner in one.selector_list]
        else:
            raise Unsupported(f"selector {type(one).__name__}", where)
    return Compound(
        tag,
        frozenset(classes),
        frozenset(attributes),
        "first-child" in places,
        "last-child" in places,
        "root" in places,
        tuple(other),
    )


def _page_rules(rule: Any, where: str) -> Iterator[PageRule]:
    name, side, index = None, None, None
    specificity = [0, 0, 0]
    tokens = bare(rule.prelude)
    if tokens and tokens[0].type == "ident":
        name, specificity[0] = tokens.pop(0).value, 1
    if tokens and len(tokens) != 2:
        raise Unsupported("@page", where)
    if tokens:
        colon, found = tokens
        if colon.type != "literal" or colon.value != ":":
            raise Unsupported("@page", where)
        if found.type == "ident" and found.lower_value in ("left", "right"):
            side, specificity[2] = found.lower_value, 1
        elif found.type == "ident" and found.lower_value == "first":
            index, specificity[1] = 0, 1
        elif found.type == "function" and found.lower_name == "nth":
            step, start = tinycss2.nth.parse_nth(found.arguments) or (1, 0)
            if step or start < 1:
                raise Unsupported("@page :nth()", where)
            index, specificity[1] = start - 1, 1
        else:
            raise Unsupported("@page", where)
    weight = (specificity[0], specificity[1], specificity[2])
    normal, important, margins = declarations(rule.content, where)
    if normal or important:
        yield PageRule(name, side, index, weight, None, normal, important)
    for margin in margins:
        if margin.lower_at_keyword not in _MARGINS or bare(margin.prelude):
            raise Unsupported(f"@{margin.lower_at_keyword}", where)
        normal, important, inner = declarations(margin.content, where)
        if inner:
            raise Unsupported("rule in a margin", where)
        yield PageRule(name, side, index, weight, f"@{margin.lower_at_keyword}", normal, important)
