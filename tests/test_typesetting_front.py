"""The typesetter's front, element by element against WeasyPrint's own ways."""

from __future__ import annotations

import itertools
import math
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

import golden
import pytest
from verdicts import ENGINE, Judge, modules, styles_of

from zcforms.fillers import html
from zcforms.fillers.engine import lay_out, require_engine, shortcuts
from zcforms.fillers.engine.faces import fonts
from zcforms.fillers.stylesheets import SHARED, sheet_files
from zcforms.forms import Form, Values
from zcforms.paper import typesetting
from zcforms.paper.typesetting import markup
from zcforms.paper.typesetting.boxes import Box, Style
from zcforms.paper.typesetting.cascade import Cascade
from zcforms.paper.typesetting.formatting import formatted
from zcforms.paper.typesetting.properties import INITIAL
from zcforms.paper.typesetting.sheets import Sheet, parse
from zcforms.paper.typesetting.unsupported import Unsupported

CASES = golden.cases()
# Of the other samples and the blanks the pages are compared, tests/test_typesetting_whole.py.
ONE_OF_EACH = {form.id: name for name, (form, _) in CASES.items() if not name.endswith("/blank")}


# What makes styles and boxes of a document; and what WeasyPrint's are got with.
FRONT = [*modules(Path(typesetting.__file__).parent), *ENGINE]


def sheets_of(form: Form, duplex: bool) -> list[Sheet]:
    def imported(address: str, where: str) -> tuple[str, str]:
        path = Path(where).parent / address
        return path.read_text("utf-8"), str(path)

    def read(path: Path) -> Sheet:
        return parse(path.read_text("utf-8"), str(path), imported)

    return [read(path) for path in sheet_files(form, duplex)]


def plain(name: str, value: Any) -> Any:
    """A computed value of WeasyPrint in our spelling."""
    if name == "content" and value == "contents":  # (of an element; nobody asks)
        return "normal"
    if name == "line_height" and isinstance(value, int | float):
        return (value, "")
    if hasattr(value, "unit"):
        return value.value if value.unit in ("px", None) or not value.value else (value.value, value.unit)
    if hasattr(value, "coordinates"):
        return (*value.coordinates, value.alpha)
    if isinstance(value, tuple | list):
        return tuple(plain("", one) for one in value)
    return value


def close(a: Any, b: Any) -> bool:
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(close, a, b))
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, abs_tol=1e-9) if not (math.isinf(a) and math.isinf(b)) else a == b
    return bool(a == b)


def style_differences(ours: Style, theirs: Any) -> list[str]:
    """The properties whose computed values differ."""
    return [
        f"{name}: {ours[name]!r} for {plain(name, theirs[name])!r}"
        for name in INITIAL
        if (ours[name] != theirs[name] or name == "line_height")  # most are spelled alike
        and not close(ours[name], plain(name, theirs[name]))
    ]


class _Heard(Exception):
    """The boxes are made: the layout is not asked for."""


class Reference:
    """What WeasyPrint finds of a document: its elements' styles, its boxes, the styles of its pages."""

    def __init__(self, text: str, form: Form, values: Values, duplex: bool) -> None:
        self.text = text
        fonts(form.typefaces)  # which lays out a document of its own, when the faces are first read
        from weasyprint import document

        def listen(page: Any, root: Any, context: Any) -> Any:
            self.html, self.root, self.context = page, root, context
            raise _Heard

        with (
            shortcuts.left_out(require_engine()),
            mock.patch.object(document, "layout_document", listen),
            suppress(_Heard),
        ):
            lay_out(self.text, form, values.images, duplex)


def elements(ours: markup.Element, theirs: Any) -> Any:
    yield ours, theirs
    children = [child for child in theirs if isinstance(child.tag, str)]
    assert [child.tag for child in ours.children] == [child.tag for child in children], (ours, theirs)
    for child, other in zip(ours.children, children, strict=True):
        yield from elements(child, other)


def styled(cascade: Cascade, root: markup.Element) -> Any:
    """Every element with its place, in the order of the markup."""

    def below(element: markup.Element, place: Any) -> Any:
        yield element, place
        previous = None
        for n, child in enumerate(element.children, 1):
            previous = cascade.place(child, place, previous, n == len(element.children))
            yield from below(child, previous)

    yield from below(root, cascade.place_root(root))


_PARTED = ("head", "table", "colgroup", "thead", "tbody", "tfoot", "tr")


def assert_same_elements(ours: markup.Element, cascade: Cascade, theirs: Reference) -> set[tuple[int, int]]:
    """Every element and its styles; the styles that were compared, ours and theirs."""
    style_for = theirs.context.style_for
    seen = set()
    # (cells that are written alike are one element, each at a place of its own)
    both = zip(styled(cascade, ours), elements(ours, theirs.html.etree_element), strict=True)
    within = {child: one for one in theirs.html.etree_element.iter() for child in one}
    for (_, place), (element, other) in both:
        # (white space between the parts of a table is left out)
        text = "" if other.tag in _PARTED else other.text or ""
        tail = "" if getattr(within.get(other), "tag", "") in _PARTED else other.tail or ""
        assert (element.text, element.tail) == (text, tail), element
        attributes = dict(other.attrib)
        assert element.attributes == attributes
        differ = style_differences(place.style, style_for(other))
        seen.add((id(place.style), id(style_for(other))))
        for pseudo, style in (("before", place.before), ("after", place.end), ("marker", place.marker)):
            if style is not None:
                differ += style_differences(style, style_for(other, pseudo))
            elif pseudo != "marker":
                assert style_for(other, pseudo) is None, (element, pseudo)
        assert not differ, (element, attributes, differ)
    return seen


_KINDS = {
    "BlockBox": "block",
    "LineBox": "line",
    "InlineBox": "inline",
    "TextBox": "text",
    "InlineBlockBox": "inline-block",
    "BlockReplacedBox": "replaced",
    "InlineReplacedBox": "inline-replaced",
    "TableBox": "table",
    "TableRowBox": "row",
    "TableCellBox": "cell",
    "TableColumnGroupBox": "column-group",
    "TableColumnBox": "column",
    "MarginBox": "margin",
}


def kind_of(box: Any) -> str:
    name = type(box).__name__
    if name == "TableRowGroupBox":
        return "header-group" if box.is_header else "footer-group" if box.is_footer else "row-group"
    return "table-wrapper" if box.is_table_wrapper else _KINDS[name]


def facts_of(box: Any) -> tuple[Any, ...]:
    """What of one of WeasyPrint's boxes the layout reads, beside its style and children."""
    kind = kind_of(box)
    cell = (box.grid_x, box.colspan, box.rowspan) if kind == "cell" else None
    return (
        kind,
        box.element_tag,
        getattr(box, "text", ""),
        cell,
        *_spaces(kind, box.leading_collapsible_space, box.trailing_collapsible_space),
        bool(box.is_outside_marker),
        box.bookmark_label or "",
        tuple(box.string_set or ()),
        (box.link or ("url", ("external", "")))[1][1],
    )


def _spaces(kind: str, before: bool, after: bool) -> tuple[bool, bool]:
    """Whether a space was collapsed round a box; of one in no line it says nothing to the layout."""
    return (False, False) if kind in ("cell", "block") else (before, after)


def our_facts(box: Box) -> tuple[Any, ...]:
    cell = (box.column, box.colspan, box.rowspan) if box.kind == "cell" else None
    return (
        box.kind,
        box.tag,
        box.text,
        cell,
        *_spaces(box.kind, box.space_before, box.space_after),
        box.marker,
        box.label,
        box.strings,
        box.link.removeprefix("#"),
    )


def assert_same_boxes(ours: Box, theirs: Any, seen: set[tuple[int, int]], way: str = "") -> None:
    """Every box with its style, unless that was compared before."""
    way = f"{way}/{ours.tag}"
    assert our_facts(ours) == facts_of(theirs), way
    if (id(ours.style), id(theirs.style)) not in seen:
        differ = style_differences(ours.style, theirs.style)
        assert not differ, (way, differ)
    children = list(getattr(theirs, "column_groups", ())) + list(theirs.children)
    assert [our_facts(box) for box in ours.children] == [facts_of(box) for box in children], way
    for child, other in zip(ours.children, children, strict=True):
        assert_same_boxes(child, other, seen, way)


@pytest.mark.parametrize("name", ONE_OF_EACH.values())
def test_elements_styles_and_boxes_are_those_of_weasyprint(judge: Judge, name: str) -> None:
    # For one side of the sheet: what is for two says something of pages only (see below).
    form, values = CASES[name]
    text = html.compose(form, values)

    def by_weasyprint() -> None:
        theirs = Reference(text, form, values, False)
        ours, cascade = markup.parse(theirs.text), Cascade(sheets_of(form, False))
        seen = assert_same_elements(ours, cascade, theirs)
        assert_same_boxes(formatted(ours, cascade), theirs.root, seen)

    judge(by_weasyprint, (text, values.images), [*FRONT, *styles_of(form)])


def test_a_sheet_for_two_sides_says_something_of_pages_only() -> None:
    sheet = parse((SHARED / "duplex.css").read_text("utf-8"), "duplex.css")
    assert sheet.pages
    assert not sheet.rules


@pytest.mark.parametrize("duplex", [False, True], ids=["simplex", "duplex"])
@pytest.mark.parametrize("form", sorted(ONE_OF_EACH))
def test_pages_are_styled_as_weasyprint_styles_them(judge: Judge, form: str, duplex: bool) -> None:
    asked, values = CASES[ONE_OF_EACH[form]]
    bare = page_of("")  # what stands in the body has no say in it

    def by_weasyprint() -> None:
        assert_same_pages(Reference(bare, asked, values, duplex), bare, sheets_of(asked, duplex))

    judge(by_weasyprint, (bare, values.images, duplex), [*FRONT, *styles_of(asked)])


def assert_same_pages(theirs: Reference, bare: str, sheets: list[Sheet]) -> None:
    """Every kind of page and its margins, with their styles."""
    from weasyprint.layout import page

    cascade = Cascade(sheets)
    root = cascade.place_root(markup.parse(bare)).style
    assert {rule.index for _, rule in cascade._page_rules} <= {None, 0, 1}  # first, second, and any other
    named = {rule.name or "" for _, rule in cascade._page_rules} | {""}
    for title, side, index in itertools.product(sorted(named), ("left", "right"), range(3)):
        kind = page.PageType(side, False, title, index, ())
        page.set_page_type_computed_styles(kind, theirs.html, theirs.context.style_for)
        found = theirs.context.style_for.get_computed_styles()
        expected = {pseudo or "": style for (element, pseudo), style in found.items() if element == kind}
        ours = cascade.page(root, title, side, index)
        assert set(ours) == set(expected) - {"@footnote", "@note-area"}  # (which none of ours has)
        for margin, style in ours.items():
            assert not style_differences(style, expected[margin]), (title, side, index, margin)


SHEET_FAULTS = {
    "a property": "p { float: left }",
    "a value": "p { display: grid }",
    "a unit": "p { width: 3vw }",
    "a negative padding": "p { padding: -1mm }",
    "a selector": "p:nth-child(2) { margin: 0 }",
    "an attribute's value": "p[rowspan=x] { margin: 0 }",
    "an id": "#one { margin: 0 }",
    "a pseudo-element": "p::first-line { margin: 0 }",
    "a media query": "@media print { p { margin: 0 } }",
    "a margin": "@page { @footnote { margin: 0 } }",
    "a page": "@page a:nth(2n) { margin: 0 }",
}


@pytest.mark.parametrize("css", SHEET_FAULTS.values(), ids=SHEET_FAULTS)
def test_what_a_sheet_says_beyond_the_known_is_refused(css: str) -> None:
    with pytest.raises(Unsupported, match=r"one\.css:1"):
        parse(css, "one.css")


@pytest.mark.parametrize(
    "css", ["p { width: var(--none) }", "p { width: calc(1mm + 2) }", "p { text-decoration: underline }"]
)
def test_what_only_an_element_shows_to_be_unknown_is_refused_there(css: str) -> None:
    cascade = Cascade([parse(css, "one.css")])
    with pytest.raises(Unsupported):
        formatted(markup.parse(page_of("<p>甲</p>")), cascade)


def page_of(body: str) -> str:
    return f'<!doctype html>\n<html lang="zh-CN"><head><title>一</title></head><body>{body}</body></html>'


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲<p>乙</p>",  # ends of elements that are left out
        "<p><table></table></p>",  # a table ends a paragraph
        "<table>甲<tr><td></td></tr></table>",  # text is moved before the table
        "<table><td></td></table>",
        "<b>甲</b>",
        '<a href="#一"><span><a href="#二">甲</a></span></a>',
        "甲 < 乙",
        "&hellip;",
        "甲\x00",
        "<svg></svg>",
    ],
)
def test_markup_that_is_not_strict_is_refused(body: str) -> None:
    with pytest.raises(Unsupported):
        markup.parse(page_of(body))


def test_elements_that_look_alike_share_a_style_in_one_document_and_the_next() -> None:
    cascade = Cascade([parse("td + td { padding: 1mm }", "one.css")])
    text = page_of("<table>" + "<tr><td>甲</td><td>乙</td><td>丙</td></tr>" * 3 + "</table>")
    first, second = (
        [place.style for element, place in styled(cascade, markup.parse(text)) if element.tag == "td"]
        for _ in range(2)
    )
    assert [id(style) for style in first] == [id(style) for style in second]
    assert [style["padding_left"] for style in first] == [1.0, 96 / 25.4, 96 / 25.4] * 3
    assert len({id(style) for style in first}) == 2


def test_a_length_by_the_root_is_reckoned_from_the_root_of_its_own_document() -> None:
    cascade = Cascade([parse("p { margin-left: 2rem }", "one.css")])

    def indents(size: int, tag: str) -> list[float]:
        text = page_of(f"<{tag}><p>甲</p></{tag}>").replace("<html", f'<html style="font-size: {size}px"')
        of_all = styled(cascade, markup.parse(text))
        return [place.style["margin_left"] for element, place in of_all if element.tag == "p"]

    assert [indents(10, "div"), indents(20, "div"), indents(10, "section")] == [[20.0], [40.0], [20.0]]
