"""The paragraphs and rows of a Word file as lines, with the numbers that Word itself puts before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zcforms.chinese.numbers import numeral
from zcforms.fillers import word_file
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import own

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = (f"{W}moveFrom", f"{W}del", _FALLBACK)
_CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital")


def word_lines(content: bytes, where: str) -> list[str]:
    """Every paragraph outside tables, and every row with tabs between its cells.

    UnreadableInput for what is no Word file.
    """
    trees = word_file.parse(word_file.unpack(content, where), where)
    numbers = _Numbers(trees)
    return list(_lines(trees["word/document.xml"].find(f"{W}body"), numbers))


def _lines(around: Any, numbers: _Numbers) -> Iterator[str]:
    for element in around:
        if element.tag == f"{W}p":
            yield numbers.before(element) + _text(element)
        elif element.tag == f"{W}tbl":
            heads: dict[int, str] = {}
            for row in element.iterchildren(f"{W}tr"):
                yield "\t".join(_cells(row, heads))
        elif element.tag not in _SKIPPED and len(element):
            yield from _lines(element, numbers)


def _cells(row: Any, heads: dict[int, str]) -> Iterator[str]:
    """The words of a row; what heads several rows is said with each, by the column where it stands."""
    column = _value(row.find(f"{W}trPr"), "gridBefore", 0)
    for cell in own(row, "tc", row.getparent()):  # what a table inside a cell says is said by that cell
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merged is not None and merged.get(f"{W}val") != "restart"
        text = heads.get(column, "") if goes_on else "".join(_text(p) for p in cell.iter(f"{W}p"))
        heads[column] = "" if re.search(r"\d", text) else text
        yield text
        column += max(_value(cell.find(f"{W}tcPr"), "gridSpan", 1), 1)


def _text(paragraph: Any) -> str:
    """What is read in a paragraph: no revision that takes text away, a box of text once."""
    found = []
    for element in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if not any(above.tag in _SKIPPED for above in element.iterancestors()):
            found.append((element.text or "") if element.tag == f"{W}t" else " ")
    return "".join(found)


class _Numbers:
    """The lists of a file: the mark before each of their paragraphs, counted as they are read."""

    def __init__(self, trees: dict[str, Any]) -> None:
        tree = trees.get("word/numbering.xml")
        levels = {} if tree is None else {a.get(f"{W}abstractNumId"): a for a in tree.iter(f"{W}abstractNum")}
        self._lists = {}
        for one in [] if tree is None else tree.iter(f"{W}num"):
            target = one.find(f"{W}abstractNumId")
            if target is not None and target.get(f"{W}val") in levels:
                self._lists[one.get(f"{W}numId")] = levels[target.get(f"{W}val")]
        styles = trees.get("word/styles.xml")
        self._styles = {} if styles is None else {s.get(f"{W}styleId"): s for s in styles.iter(f"{W}style")}
        self._counts: dict[tuple[Any, int], int] = {}

    def before(self, paragraph: Any) -> str:
        """The mark that Word puts before a paragraph, "一、"; "" if none."""
        properties = self._properties(paragraph)
        if properties is None:
            return ""
        number, level = properties
        found = self._lists.get(number)
        if found is None:
            return ""
        shapes = {int(one.get(f"{W}ilvl", 0)): one for one in found.iterchildren(f"{W}lvl")}
        key = found.get(f"{W}abstractNumId")
        self._counts[key, level] = (
            self._counts.get((key, level), _value(shapes.get(level), "start", 1) - 1) + 1
        )
        for deeper in [k for k in self._counts if k[0] == key and k[1] > level]:
            del self._counts[deeper]
        return self._written(shapes, key, level)

    def _properties(self, paragraph: Any) -> tuple[str, int] | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        if own is None:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            named = self._styles.get(style.get(f"{W}val")) if style is not None else None
            own = named.find(f"{W}pPr/{W}numPr") if named is not None else None
        if own is None or (number := own.find(f"{W}numId")) is None:
            return None
        return number.get(f"{W}val", ""), _value(own, "ilvl", 0)

    def _written(self, shapes: dict[int, Any], key: Any, level: int) -> str:
        text = shapes[level].find(f"{W}lvlText") if level in shapes else None
        shown = text.get(f"{W}val", "") if text is not None else ""
        for other, shape in shapes.items():
            kind = shape.find(f"{W}numFmt")
            is_chinese = kind is not None and kind.get(f"{W}val") in _CHINESE
            count = self._counts.get((key, other), 1)
            shown = shown.replace(
                f"%{other + 1}", numeral(count) if is_chinese and 0 < count < 100 else str(count)
            )
        return shown if any(c.isdigit() or c in "一二三四五六七八九十" for c in shown) else ""


def _value(around: Any, name: str, otherwise: int) -> int:
    found = around.find(f"{W}{name}") if around is not None else None
    text = found.get(f"{W}val", "") if found is not None else ""
    return int(text) if text.isdecimal() else otherwise
