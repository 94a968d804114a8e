"""Cells that are written alike: laid out once, and each at its place as if it were the only one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from zcforms.authoring.gallery import sample_values
from zcforms.fillers import html
from zcforms.forms import Row, load_forms
from zcforms.paper.typesetting import Cascade, Unsupported, markup, typeset
from zcforms.paper.typesetting.display import Sheet, Text
from zcforms.paper.typesetting.sheets import parse
from zcforms.paper.typesetting.structure import Node

_ROWS = (
    "<tr><td>甲</td><td><span>甲乙丙丁甲乙丙丁</span></td><td>甲</td></tr>",
    "<tr><td>甲</td><td>乙<br>丙</td><td>甲</td></tr>",
    '<tr><td>甲</td><td><span class="b">乙</span></td><td></td></tr>',
    '<tr><td><p>甲</p><div class="f">乙</div></td><td>甲<p>丙丁丙丁</p></td><td><p>甲</p><p>乙</p></td></tr>',
)
_SHEETS = {
    "apart": "",
    "collapsed": "table { border-collapse: collapse }",
    "high": "td { height: 30mm; vertical-align: bottom }",
    "other in the last row": "tr:last-child td { padding-top: 4mm }",
    "counting": "td { counter-increment: c } td:first-child::before { content: counter(c) }",
    "counted": "tr { counter-increment: c } td::before { content: counter(c) }",
    "positioned": ".b { position: relative; top: 1mm }",
    "blocks": "td p { margin: 1mm } td p + p { break-before: avoid } .f { height: 3mm; overflow: hidden }",
    "blocks in lines of one height": "td { vertical-align: baseline } td p { padding-top: 1mm }",
}
_COMMON = """
@page { size: 100mm 60mm; margin: 5mm }
html { font-family: "ZC Song"; font-size: 10pt; overflow-wrap: anywhere }
table { width: 90mm; table-layout: fixed; counter-reset: c }
tr { break-inside: avoid }
td { border: 1px solid #000; vertical-align: middle }
col { width: 20mm }
.b { display: inline-block }
"""


def _page(rows: str) -> str:
    columns = "<colgroup><col><col><col></colgroup>"
    return f"<!doctype html><html><body><table>{columns}<tbody>{rows}</tbody></table></body></html>"


def _told_apart(rows: str) -> str:
    """The same rows with no cell written like another; no style sheet can see it."""
    first, *rest = rows.split("<td>")
    return first + "".join(f'<td data-n="{n}">{one}' for n, one in enumerate(rest))


def _shown(sheet: Sheet) -> list[Any]:
    """What is painted, and of each text in which cell of which row it is read."""
    places = dict(_places(sheet.tables, ()))
    return [
        (replace(one, cell=None, used=None), {**one.used.style}, one.cell and places[id(one.cell)])
        if isinstance(one, Text)
        else one
        for one in sheet.items
    ]


def _places(nodes: Sequence[Node | int], within: tuple[Any, ...]) -> Iterator[tuple[int, Any]]:
    """By node, what it is and which of its neighbours, and all that it is in."""
    for n, node in enumerate(nodes):
        if isinstance(node, Node):
            place = (n, node.kind, node.columns, node.rows, within)
            yield id(node), place
            yield from _places(node.below, place)


@pytest.mark.parametrize("sheet", _SHEETS.values(), ids=list(_SHEETS))
def test_cells_that_are_written_alike_come_out_as_others_do(sheet):
    cascade = Cascade([parse(_COMMON + sheet, "one.css")])
    rows = "".join(_ROWS) * 4
    alike, apart = (typeset(_page(one), cascade) for one in (rows, _told_apart(rows)))
    assert len(alike) > 1
    assert [_shown(one) for one in alike] == [_shown(one) for one in apart]


def test_a_cell_that_asks_for_a_new_page_within_it_is_refused_and_loses_nothing():
    cascade = Cascade([parse(_COMMON + "td p + p { break-before: page }", "one.css")])
    with pytest.raises(Unsupported, match="forced break"):
        typeset(_page(_ROWS[3]), cascade)


_PARTS = (
    '<section><h2 data-t="子">甲</h2><p>乙丙</p></section>',
    '<section class="new"><table><tbody><tr><td>甲</td><td>甲</td></tr></tbody></table>丁</section>',
    '<section><ol><li>甲</li><li>乙</li></ol><div><a href="http://a.cn">戊</a></div></section>',
    f"<section><p>{'己庚' * 40}</p><p>辛</p></section>",
    f"<section><p>{'己庚' * 60}</p></section>",
)
_STYLES = {
    "apart": "",
    "on new pages": ".new { break-before: page }",
    "with what follows": "section { break-after: avoid }",
    "whole": "section { break-inside: avoid }",
    "counting": "section { counter-increment: c } h2::before { content: counter(c) }",
    "counted": "p { counter-increment: c } h2::before { content: counter(c) }",
    "named": "h2 { string-set: s attr(data-t) counter(c) } p { counter-increment: c }",
    "positioned": "section { position: relative } a { position: absolute; right: 0; top: 0 }",
    "margins": "section { margin: 3mm 0 2mm } h2 { margin-top: 5mm } .new { padding-top: 1mm }",
}
_NUMBERS = count()
_SPACED = """
section > table { border-spacing: 1mm }
@page { @top-center { content: string(s) counter(page); font-size: 8pt } }
html { counter-reset: c }
li { margin-left: 8mm }
a { text-decoration: none }
"""


def _of_parts(order: str, start: str = "") -> str:
    body = "\n".join(_PARTS[int(n)] for n in order)
    return f"<!doctype html><html><body>{start}{body}</body></html>"


@pytest.mark.parametrize("sheet", _STYLES.values(), ids=list(_STYLES))
def test_sections_that_are_written_alike_come_out_as_others_do(sheet):
    cascade = Cascade([parse(_COMMON + _SPACED + sheet, "one.css")])
    pages = [_of_parts(order) for order in ("0123", "3210", "01230123", "33333", "0000012")]
    for start in (
        f'<div style="margin-bottom: {n % 3 * 4}mm">{"壬<br>" * (n // 3)}</div>' for n in range(15, 39)
    ):
        pages += [_of_parts(order, start) for order in ("0312", "41", "4")]
    as_others = {}
    for page in pages:
        alike, apart = _looks(page, cascade), _looks(_numbered(page), cascade)
        assert alike == apart
        as_others[page] = apart
    for page in reversed(pages):
        assert _looks(page, cascade) == as_others[page]
    assert bool(cascade.cells.sections[_PARTS[1]].laid) is ("section { counter" not in sheet)


def _looks(page: str, cascade: Cascade) -> list[Any]:
    """What its sheets show, where they lead and what they are called."""
    return [(_shown(one), one.links, one.bookmarks) for one in typeset(page, cascade)]


def _numbered(page: str) -> str:
    """The same page with no section written like another; no style sheet can see it."""
    first, *rest = page.split("<section")
    return first + "".join(f'<section data-n="{next(_NUMBERS)}"{one}' for one in rest)


def test_sections_are_forgotten_that_were_not_asked_for_longest():
    cascade = Cascade([parse(_COMMON + _SPACED, "one.css")])
    for n in range(200):
        typeset(_of_parts("0", f"<section><p>{n}</p></section>"), cascade)
    assert _PARTS[0] in cascade.cells.sections
    assert len(cascade.cells.sections) == 60


def test_a_cell_is_known_again_unless_another_stands_in_it():
    rows = "<tr><td>甲</td> <td>甲</td><th>甲</th> </tr><tr><td><table><tr><td>甲</td></tr></table></td></tr>"
    first, second = markup.parse(_page(rows)).find("body").find("table").find("tbody").children
    one, two, three = first.children
    assert one is two
    assert three is not one
    assert (first.text, one.tail, three.tail) == ("", "", "")
    assert second.children[0].find("table") is not None


def test_every_row_that_names_the_same_page_leads_to_it():
    form = load_forms()["landmark_score"]
    values = sample_values(form)
    row = Row({**values.tables["lines"][0].cells, "proof": "P3"})
    counts = []
    for times in (1, 3):
        same = replace(values, tables={**values.tables, "lines": [row] * times})
        counts.append(len({jump.box for jump in html.fill(form, same).jumps if jump.first == 3}))
    assert counts == [1, 3]


def test_cells_are_known_in_the_documents_after_theirs_but_not_without_end():
    cascade = Cascade([parse(_COMMON, "one.css")])
    first = [_shown(sheet) for sheet in typeset(_page("".join(_ROWS)), cascade)]
    known = set(cascade.cells.boxes.values())
    assert any(child.kind == "block" for cell in known for child in cell.children)
    again = [_shown(sheet) for sheet in typeset(_page("".join(_ROWS)), cascade)]
    assert again == first
    assert set(cascade.cells.boxes.values()) == known
    thousands = "".join(f"<tr><td>{n}</td><td></td><td></td></tr>" for n in range(2100))
    of_blocks = "".join(f"<tr><td><p>{n}</p></td></tr>" for n in range(600))  # elements without a box here
    for rows in (thousands, of_blocks, of_blocks.replace("<p>", "<p>又")):
        typeset(_page(rows), cascade)
    assert not cascade.cells.elements
    assert not cascade.cells.boxes
    assert not cascade.cells.laid


class _Forgetful(dict[Any, Any]):
    """Cells that another thread forgets as soon as they are there."""

    def __setitem__(self, key: Any, value: Any) -> None:
        pass


def test_cells_may_be_forgotten_while_a_document_is_laid_out():
    cascade = Cascade([parse(_COMMON, "one.css")])
    kept = [_shown(sheet) for sheet in typeset(_page("".join(_ROWS)), cascade)]
    cascade.cells.clear()
    cascade.cells.laid = _Forgetful()
    assert [_shown(sheet) for sheet in typeset(_page("".join(_ROWS)), cascade)] == kept
