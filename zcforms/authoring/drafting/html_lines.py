"""The text of a saved web page line by line; a row of a table is one line, with tabs between its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from zcforms.ground.errors import UnreadableInput

_BEFORE = r"(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->|\s)*"  # (parted in one way only)
_PAGE = re.compile(rf"{_BEFORE}<(?:!doctype\s+html|html|head|body|div|table|p)\b", re.I | re.S)
_MOST_ROWS = 40  # that a cell is looked for which heads a row
_BEGINNING = 2000  # characters in which a page shows that it is one
_UNREAD = {"head", "script", "style", "noscript", "template", "textarea", "select", "button", "iframe", "svg"}
_UNREAD |= {"nav", "footer", "aside"}  # what stands around the circular on every page of its site
_BLOCKS = {"p", "div", "br", "li", "ul", "ol", "dl", "dt", "dd", "section", "article", "blockquote", "pre"}
_BLOCKS |= {"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "center", "hr", "form"}
_BLOCKS |= {f"h{n}" for n in range(1, 7)} | {"body", "header", "main", "figure", "fieldset"}


def is_page(text: str) -> bool:
    """Whether a text is a web page, by how it begins."""
    return _PAGE.match(text[:_BEGINNING]) is not None


def html_lines(text: str, where: str) -> list[str]:
    """Every line that a reader of the page sees, without what the site puts beside the circular.

    UnreadableInput for a page that cannot be read to its end, so deep is one part of it in another.
    """
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    if parser.error_log.filter_from_fatals():
        hint = "在浏览器里打开，选中通知的文字，复制到Word文件或文本文件"
        raise UnreadableInput("网页套得太深，读不完", hint=hint, where=where)
    return [] if root is None else "".join(_read(root)).splitlines()


def _read(element: Any) -> Iterator[str]:
    """The words of an element; a block begins and ends a line."""
    if element.tag not in _UNREAD and not _is_hidden(element):
        if element.tag == "tr" and (cells := _cells(element)):
            yield "\n" + "\t".join(cells) + "\n"
        else:
            edge = "\n" if element.tag in _BLOCKS else ""
            yield edge + _flat(element.text)
            for inner in element:
                yield from _read(inner)
            yield edge
    yield _flat(element.tail)


def _cells(row: Any) -> list[str]:
    """What a row says side by side, after what heads it; nothing of one that only lays out the page."""
    if row.find(".//table") is not None:
        return []
    cells = [*_heads(row), *map(_words, row.iterchildren("td", "th"))]
    return cells if len(cells) > 1 else []


def _words(cell: Any) -> str:
    return " ".join("".join(_read(cell)).split())


def _heads(row: Any) -> list[str]:
    """What cells of the rows above say of this row, too: words that head it, no figures."""
    found: list[str] = []
    for back, above in enumerate(row.itersiblings("tr", preceding=True), 1):
        if back > _MOST_ROWS:
            break
        spans = (cell for cell in above.iterchildren("td", "th") if _rows(cell) > back)
        found[:0] = ["" if re.search(r"\d", said) else said for said in map(_words, spans)]
    return found


def _rows(cell: Any) -> int:
    said = cell.get("rowspan", "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) < 3 else 1


def _is_hidden(element: Any) -> bool:
    return re.search(r"display\s*:\s*none", element.get("style", "")) is not None


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")
