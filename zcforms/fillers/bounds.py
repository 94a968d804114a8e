"""Numbers and links of a page and of its style sheets that no form has, refused before they are laid out.

Asked here, in the parsed markup and in the tokens of the sheets, and not of the template's text: whatever
writes a number (a template, a macro, `safe`, a style attribute), it passes here, in one shape. The engine
itself has no bounds: it makes a billion columns of `colspan="1000000000"`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import tinycss2

from zcforms.fillers.families import check_family, own_families
from zcforms.fillers.word_file import CLICKED, ELSEWHERE
from zcforms.ground.errors import BrokenForm

_MOST_SPAN = 1000  # columns or rows of one cell: what HTML allows a colspan (Standard, 4.9.11)
_MOST_SPANNED = 1_000_000  # places of tables that the cells of a page take together
_MOST_COUNTED = 10_000  # a number without unit; also where a list begins to count
_MOST_MM = 2000  # A0 is 1189 mm high
LEAST_SHEET = 50.0  # mm
_SMALL_SHEETS = frozenset({"a9", "a10", "b9", "b10", "c9", "c10"})  # ISO 216 and 269: a side below that
_MOST_OTHER = 400  # em and other relative lengths, degrees, dpi
_MOST_PERCENT = 1000
_MOST_TYPE = 200  # pt; 初号 is 42
_MOST_EM = 10  # of type in type, for it multiplies
_MOST_REPEATED = 100
_MOST_COLUMNS = 20
_MM = {"mm": 1.0, "cm": 10.0, "q": 0.25, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96}
_OF_TYPE = ("em", "rem", "ex", "ch", "ic", "cap", "lh", "rlh")
_WHOLE = re.compile(r"[ \t\n\f\r]*([-+]?)([0-9]+)")  # HTML Standard, rules for parsing integers
_SPANS = ("colspan", "rowspan", "span")
_COUNTS = ("start", "value", "rows", "cols", "size")
# Where a link may lead: a place of the page, a page of the volume, what a click may open. The engine would
# put the folders of this machine before a path.
_LED = re.compile(rf"#|(?:page|{'|'.join(sorted(CLICKED))}):", re.IGNORECASE)
_NUMBERS = frozenset((*_SPANS, *_COUNTS))


def check_markup(root: Any, where: str, template: str = "", least: float = LEAST_SHEET) -> None:
    """BrokenForm for a number of the parsed page, or of its own styles, or a link, that no form has.

    The text of the `template` tells in which line a style stands; `least` is as of check_sheet.
    """
    spanned = 0
    styles: dict[str, None] = {}
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if not _NUMBERS.isdisjoint(element.keys()):
            spans = [_whole(element, name, _MOST_SPAN, where) for name in _SPANS]
            spanned += spans[0] * spans[1] if element.tag in ("td", "th") else spans[2]
            for name in _COUNTS:
                _whole(element, name, _MOST_COUNTED, where)
        else:
            spanned += 1
        if style := element.get("style"):
            styles[style] = None
        if element.tag == "style":
            sheet = "".join(element.itertext())
            before, found, _ = template.partition(sheet)
            check_sheet(sheet, where, least, before.count("\n") if found else 0)
        if element.tag == "a" and not _LED.match(target := element.get("href", "#").strip()):
            hint = "只能指向#开头的本页位置、http(s)网页、mailto邮箱"
            raise BrokenForm(ELSEWHERE.format(target[:60]), hint=hint, where=where)
        if element.tag.endswith("}svg"):
            raise BrokenForm("模板不能用<svg>", hint="图片用PNG或JPEG文件", where=where)
        if element.tag == "link" and "stylesheet" in element.get("rel", ""):
            raise BrokenForm("模板不能用<link>引样式表", hint="样式写在style.css", where=where)
    if spanned > _MOST_SPANNED:
        raise BrokenForm(f"表格的格子合计超过{_MOST_SPANNED // 10_000}万", where=where)
    for style in styles:
        _check_style(style, where)


@lru_cache(1024)  # the same sizes and widths are set on the next person's paper
def _check_style(style: str, where: str) -> None:
    with _readable(where):
        parsed = tinycss2.parse_blocks_contents(style)
    for declaration in _declarations(parsed):
        _check(declaration, where)
        check_family(declaration, frozenset(), where)


@lru_cache(256)  # base.css is a sheet of every form
def check_sheet(text: str, where: str, least: float = LEAST_SHEET, above: int = 0) -> None:
    """BrokenForm, with the line, for a number of a style sheet that no form has.

    `least` is the smallest side of a page, in mm; `above` are the lines before the text in its file.
    """
    with _readable(where):
        rules = tinycss2.parse_stylesheet(text)
    for name in _imports(rules):
        if not name.lower().endswith(".css"):  # (as a picture or a font it would not be looked at)
            raise BrokenForm(f"@import只能取用.css文件，不能取用“{name[:60]}”", where=where)
    own = own_families(rules)
    for declaration in _declarations(rules):
        place = f"{where}:{above + declaration.source_line}"
        _check(declaration, place, least)
        check_family(declaration, own, place)


@contextmanager
def _readable(where: str) -> Iterator[None]:
    """A number with more digits than Python reads is told as any other that no form has."""
    try:
        yield
    except (ValueError, OverflowError) as e:
        raise BrokenForm("样式里有写得太长的数", hint="改小", where=where) from e


def _whole(element: Any, name: str, most: int, where: str) -> int:
    """The whole number of an attribute as the engine reads it: the digits that it begins with, else 1."""
    found = _WHOLE.match(element.get(name, ""))
    digits = found[2].lstrip("0") if found else "1"
    if len(digits) > len(str(most)) or int(digits or 0) > most:
        raise BrokenForm(f"<{element.tag}>的{name}不能超过{most}，写了{digits[:20]}", where=where)
    return 1 if found and found[1] == "-" else max(1, int(digits or 0))


def _imports(rules: Iterable[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield next((t.value for t in _tokens(rule.prelude) if t.type in ("string", "url")), "")


def _declarations(nodes: Iterable[Any]) -> Iterator[Any]:
    """The declarations of rules, of the rules in them, and of the margins of a page."""
    for node in nodes:
        if node.type == "declaration":
            yield node
        elif getattr(node, "content", None):
            yield from _declarations(tinycss2.parse_blocks_contents(node.content))


def _tokens(nodes: Iterable[Any]) -> Iterator[Any]:
    for node in nodes:
        yield node
        yield from _tokens(getattr(node, "arguments", None) or getattr(node, "content", None) or ())


def _check(declaration: Any, where: str, least: float = 0) -> None:
    name, tokens = declaration.lower_name, list(_tokens(declaration.value))
    functions = [token.lower_name for token in tokens if token.type == "function"]
    wrong = next(filter(None, (_wrong(token, name, least) for token in tokens)), "")
    if name.startswith("--") and functions.count("var") > 1:
        wrong = "一个变量里只能用一次var()"
    elif "repeat" in functions and any(_number(token) > _MOST_REPEATED for token in tokens):
        wrong = f"repeat()不能超过{_MOST_REPEATED}"
    if wrong:
        shown = tinycss2.serialize(declaration.value).strip()
        raise BrokenForm(f"样式“{declaration.name}: {shown[:60]}”：{wrong}", where=where)


def _number(token: Any) -> float:
    return float(token.value) if token.type == "number" else 0


def _wrong(token: Any, name: str, least: float) -> str:
    """What is wrong with one number of a declaration, "" if nothing."""
    if name == "size" and least:
        return _wrong_sheet(token, least)
    is_type = name in ("font-size", "font")
    if is_type and token.type == "dimension" and token.lower_unit in _OF_TYPE and token.value > _MOST_EM:
        return f"字号不能超过上一层的{_MOST_EM}倍"
    if name in ("columns", "column-count") and _number(token) > _MOST_COLUMNS:
        return f"分栏不能超过{_MOST_COLUMNS}"
    if token.type == "percentage":
        return f"百分数不能超过{_MOST_PERCENT}%" if abs(token.value) > _MOST_PERCENT else ""
    if token.type == "number":
        return f"数不能超过{_MOST_COUNTED}" if abs(token.value) > _MOST_COUNTED else ""
    if token.type != "dimension":
        return ""
    length = token.value * _MM.get(token.lower_unit, 0)
    if token.lower_unit not in _MM:
        return f"不能超过{_MOST_OTHER}{token.unit}" if abs(token.value) > _MOST_OTHER else ""
    if is_type and length > _MOST_TYPE * _MM["pt"]:
        return f"字号不能超过{_MOST_TYPE}磅"
    return f"长度不能超过{_MOST_MM}毫米" if abs(length) > _MOST_MM else ""


def _wrong_sheet(token: Any, least: float) -> str:
    """What is wrong with a part of the size of a page (css-page-3, 7.1), "" if nothing."""
    small = f"纸张不能小于{least:g}毫米"
    if token.type == "ident":
        return small if token.lower_value in _SMALL_SHEETS else ""
    if token.type not in ("dimension", "number", "function", "percentage"):
        return ""  # spaces and comments
    if token.type != "dimension" or token.lower_unit not in _MM:
        return "纸张的长宽要用毫米写"
    length = token.value * _MM[token.lower_unit]
    return small if length < least else f"长度不能超过{_MOST_MM}毫米" if length > _MOST_MM else ""
