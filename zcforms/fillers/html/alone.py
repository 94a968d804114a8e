"""Values for paper that is printed already (套打): what a page has and its print for writing by hand has not.

The values are laid out in the boxes and rows of that print, by the typesetter of our own. Where all that
the paper bears stands in its place, what is left over are the values; where not, nothing is printed.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Any

from zcforms.fillers import html
from zcforms.fillers.filled import Filled
from zcforms.fillers.html import tree
from zcforms.fillers.html.laying import Typeset, lay_out, undisturbed
from zcforms.fillers.html.placed import PlacedPage
from zcforms.forms import Form, Values
from zcforms.forms.values import Row
from zcforms.ground.findings import Finding
from zcforms.paper.typesetting.display import Item, Picture, Rule, Sheet, Text
from zcforms.paper.typesetting.markup import Element, parse
from zcforms.paper.typesetting.metrics import UNITS
from zcforms.paper.typesetting.pdf import PrintFile

_NEAR = 0.3 * 96 / 25.4  # px, 0.3 mm: as far as print may stand from where the paper bears it
_GAP = re.compile(r"[\u3000 ]*年(?:[\u3000 ]*月(?:[\u3000 ]*日)?)?[\u3000 ]*")
_DATE = re.compile(r"(\d+)年(?:(\d+)月(?:(\d+)日)?)?")
_HINT = (
    "套打要求值都放得进空白表的格子。压缩文字；或整张打印：zcforms build --form；"
    "句子中间填字的表会推开印好的字，只能整张打印"
)


def overprint(
    form: Form, values: Values, paper: Values, duplex: bool, without: Container[str] = ()
) -> Filled:
    """The values of one of our forms alone, where they belong on its blank print `paper`.

    The images named in `without` are left out. A page on which the values would move what the paper bears
    is a finding; so are values that its boxes and rows do not hold.
    """
    whole = html.compose(form, values)
    values, more = _on_paper(form, values, paper)
    findings = [*more, *html.overflows(form, values)]
    with undisturbed():
        bearing = lay_out(html.compose(form, paper), form, paper.images, duplex)
        page, markup = _laid_out(form, values, duplex)
    if not isinstance(bearing, Typeset) or not isinstance(page, Typeset):
        findings = findings or [_off(values, "", "")]
        return Filled(b"", 0, tuple(findings))
    findings = findings or list(_unseen(form, values, whole, markup))
    borne = bearing.document.sheets
    if len(page.document.sheets) != len(borne):
        said = f"排出{len(page.document.sheets)}页，空白表是{len(borne)}页"
        findings = findings or [_off(values, "", said)]
    sheets = []
    for number, (own, under) in enumerate(zip(page.document.sheets, borne, strict=False), 1):
        left, moved = _left_over(own, under)
        left += _dated(page.pages[number - 1], own)
        findings += [_off(values, f"第{number}页", moved)] if moved and not findings else []
        shown = [item for item in left if not (isinstance(item, Picture) and _named(item) in without)]
        sheets.append(Sheet(own.width, own.height, shown, tables=own.tables))
    identifier = hashlib.sha256(b"overprint" + markup.encode()).hexdigest()[:32].encode()
    file = PrintFile()
    file.add(sheets, page.images)
    return Filled(
        file.finished(page.title, page.language, identifier), len(sheets), tuple(findings), way="own"
    )


def _on_paper(form: Form, values: Values, paper: Values) -> tuple[Values, list[Finding]]:
    """The values in the rows of the blank print, and the tables that have more."""
    tables, found = {}, []
    for name, rows in values.tables.items():
        borne = paper.tables[name]
        said = [Row(row.cells, blank=True) for row in rows if not row.blank]
        if len(said) > len(borne):
            title = form.tables[name].title
            room = f"空白表只有{len(borne)}行" if borne else "空白表上一行也没有画"
            over = f"《{values.title}》“{title}”有{len(said)}行，{room}"
            found.append(Finding("overprint-off-paper", over, hint=_HINT))
        tables[name] = [*said[: len(borne)], *borne[len(said) :]]
    return replace(values, tables=tables, blank=True, overprinted=True), found


def _unseen(form: Form, values: Values, whole: str, markup: str) -> Iterator[Finding]:
    """The values that stand on an ordinary page and have no box on the paper, if any."""
    lacking = _shown(whole) - _shown(markup)
    titles = dict.fromkeys(form.spec(name).title.replace("\n", "") for name, _ in lacking)
    if titles:
        yield _off(values, "", f"空白表上没有“{'”“'.join(titles)}”的格子")


def _shown(markup: str) -> Counter[tuple[str, str]]:
    """How often each value stands in a markup, by the name of its field, whatever its lines."""
    elements = [one for one in parse(markup).iter() if one.get("data-field") and one.tag != "img"]
    return Counter(
        (one.get("data-field") or "", one.get("data-date") or "".join(_words(one).split()))
        for one in elements
    )


def _words(element: Element) -> str:
    parts = (_words(child) + (child.tail or "") for child in element.children)
    return (element.text or "") + "".join(parts)


def _laid_out(form: Form, values: Values, duplex: bool) -> tuple[Any, str]:
    markup = html.compose(form, values)
    document = lay_out(markup, form, values.images, duplex)
    if misjudged := tree.misjudged(document):
        markup = html.compose(form, values, misjudged)
        document = lay_out(markup, form, values.images, duplex)
    return document, markup


def _off(values: Values, where: str, moved: str) -> Finding:
    said = f"：{moved}" if moved else "：值放不进空白表的格子"
    return Finding("overprint-off-paper", f"《{values.title}》{where}套打不了{said}", hint=_HINT)


def _named(picture: Picture) -> str:
    return picture.source.removeprefix("image:")


# --- what the paper bears and what is left -------------------------------------------------------


def _left_over(page: Sheet, paper: Sheet) -> tuple[list[Item], str]:
    """What a page has and its paper has not; and, in words, what the paper bears elsewhere than the page."""
    waiting: dict[Any, list[Item]] = {}
    for item in page.items:
        waiting.setdefault(_kind(item), []).append(item)
    lost = [item for item in paper.items if not _found(item, waiting.get(_kind(item), []))]
    rest = {id(item) for items in waiting.values() for item in items}
    left = [item for item in page.items if id(item) in rest]
    for gap in list(lost):
        if isinstance(gap, Text) and (taken := _filled(gap, left)):
            value, shown = taken
            left[left.index(value) : left.index(value) + 1] = shown
            lost.remove(gap)
    lined = [item for item in left if not isinstance(item, Text | Picture)]
    moved = "".join(dict.fromkeys(f"“{item.text.strip()}”" for item in lost if isinstance(item, Text)))
    if lost or lined:
        said = f"印好的{moved[:40]}" if moved else "印好的表格线"
        return left, f"{said}与空白表不在同一处"
    return left, ""


def _kind(item: Item) -> tuple[Any, ...]:
    """What tells items apart wherever they stand."""
    if isinstance(item, Text):
        return "text", item.text, item.used.size
    if isinstance(item, Picture):
        return "picture", item.source
    return (type(item).__name__,)


def _place(item: Item) -> tuple[float, ...]:
    if isinstance(item, Text):
        return item.x, item.y
    if isinstance(item, Rule):
        return item.x, item.y, item.end_x, item.end_y
    return item.x, item.y, item.width, item.height


def _found(item: Item, among: list[Item]) -> bool:
    """Whether an item is among others of its kind, at its place; it is then taken from them."""
    place = _place(item)
    for other in among:
        if math.dist(place, _place(other)) <= _NEAR:
            among.remove(other)
            return True
    return False


def _filled(borne: Text, left: list[Item]) -> tuple[Text, list[Item]] | None:
    """The text of a page that fills what the paper bears, and what is printed of it.

    A box □ is ticked, and 　　年　　月　　日 gets its figures.
    """
    for item in left:
        if not isinstance(item, Text) or abs(item.y - borne.y) > _NEAR:
            continue
        if item.text.replace("☑", "□") == borne.text and abs(item.x - borne.x) <= _NEAR:
            return item, list(_ticks(item))
        if _GAP.fullmatch(borne.text) and (date := _DATE.fullmatch(item.text)) and _meet(item, borne):
            figures = list(_figures(borne, item, date))
            if len(figures) == sum(unit in borne.text for unit in "年月日"):
                return item, figures
    return None


def _dated(page: PlacedPage, sheet: Sheet) -> Iterator[Item]:
    """The figures of the dates whose words stand on a page."""
    for piece in tree.pieces(page):
        if piece.text and piece.value is not None and (date := _DATE.match(piece.value.get("data-date", ""))):
            for item in sheet.items:
                if isinstance(item, Text) and item.text == piece.box.text and _stands(item, piece.box):
                    yield from _figures(item, item, date)


def _stands(text: Text, box: tree.Standing) -> bool:
    return abs(text.x - box.at.x) < _NEAR and box.at.y <= text.y <= box.at.y + box.at.height


def _meet(one: Text, other: Text) -> bool:
    return one.x < other.x + _width(other) and other.x < one.x + _width(one)


def _width(text: Text) -> float:
    return sum(_steps(text))


def _steps(text: Text) -> list[float]:
    """How far each character of a text goes on (px)."""
    return [advance / UNITS + text.gap for *_, advance in text.used.fount.set(text.text)]


def _ticks(text: Text) -> Iterator[Item]:
    at = text.x
    for character, step in zip(text.text, _steps(text), strict=True):
        if character == "☑":
            yield replace(text, x=at, text=character)
        at += step


def _figures(borne: Text, value: Text, date: re.Match[str]) -> Iterator[Item]:
    """The figures of a date, each before its 年, 月 or 日 on the paper; those without room are left out."""
    at, room = borne.x, borne.x - borne.used.size  # nothing stands before 年
    said = iter(date.groups())
    for character, step in zip(borne.text, _steps(borne), strict=True):
        if character in "年月日":
            figures = replace(value, text=next(said) or "", gap=0.0)
            start = at - _width(figures)
            if figures.text and start >= room - _NEAR:
                yield replace(figures, x=start)
            room = at + step
        at += step
