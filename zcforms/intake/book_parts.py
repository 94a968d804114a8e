"""The parts of a workbook's package by which its cells are read: its sheets, its texts, its styles.

Nothing else is looked at: colours, borders, names, views, the set-up of pages. Programs write there what the
standard does not allow, and Excel shows the book all the same.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from zcforms.ground.office_parts import alike, is_on, part_name, relations_of, target_of, texts_in

_GENERAL = "General"
# (A text with a remark inside it would come in two parts.)
_SAFELY = {"resolve_entities": False, "no_network": True, "remove_comments": True, "remove_pis": True}
_PARSER = etree.XMLParser(**_SAFELY)

# Numbers of formats that a Chinese Excel writes without saying them (ISO/IEC 29500-1, 18.8.30, zh-cn).
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    **dict.fromkeys((32, 34, 55), 'h"时"mm"分"'),
    **dict.fromkeys((33, 35, 56), 'h"时"mm"分"ss"秒"'),
}
_FORMATS = {**BUILTIN_FORMATS, **_CHINESE_DATES}


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell shows what it holds: by which format, that of a date or of a span; struck out or not."""

    number_format: str = _GENERAL
    is_date: bool = False
    is_span: bool = False
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a cell, and whether a part of it is struck out."""

    content: str
    struck: bool


@dataclass(frozen=True, slots=True)
class SheetPart:
    """Where the cells of a sheet are ("" if they are not there), and whether nobody sees it."""

    name: str
    is_hidden: bool


class Package:
    """What a workbook is packed in; its parts are found however their names are spelt."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._names = {alike(part_name(name)): name for name in archive.namelist()}
        main = dict(self._relations("").values())["officeDocument"]
        self.book, self._related = self.tree(main), self._relations(main)

    def source(self, part: str) -> Any:
        """A part to be read as it comes."""
        return self.archive.open(self._names[alike(part)])

    def tree(self, part: str) -> Any:
        """A part as a whole."""
        return etree.fromstring(self.archive.read(self._names[alike(part)]), _PARSER)

    def sheets(self) -> Iterator[tuple[str, SheetPart]]:
        """The sheets by their titles, in order."""
        for sheet in self.book.iterfind("{*}sheets/{*}sheet"):
            given = (value for key, value in sheet.attrib.items() if key.endswith("}id"))
            _, part = self._related.get(next(given, ""), ("", ""))
            is_there = alike(part) in self._names
            is_hidden = sheet.get("state", "visible") != "visible"
            yield str(sheet.get("name")), SheetPart(part if is_there else "", is_hidden)

    def epoch(self) -> datetime:
        """The day from which dates are counted."""
        properties = self.book.find("{*}workbookPr")
        is_mac = properties is not None and is_on(properties.get("date1904"))
        return MAC_EPOCH if is_mac else WINDOWS_EPOCH

    def texts(self) -> list[Text]:
        """The texts that the sheets share, in order."""
        part = self._part("sharedStrings")
        if not part:
            return []
        with self.source(part) as source:
            return [text_of(one) for one in each(source, "si")]

    def styles(self) -> list[Style]:
        """The styles of cells, by number."""
        part = self._part("styles")
        return _styles(self.tree(part)) if part else []

    def _part(self, kind: str) -> str:
        """The part of a kind, "" if there is none."""
        parts = (part for of, part in self._related.values() if of == kind and alike(part) in self._names)
        return next(parts, "")

    def _relations(self, part: str) -> Mapping[str, tuple[str, str]]:
        """The kinds and parts that a part refers to, by what it calls them; "" is the package itself."""
        tree = self.tree(relations_of(part))
        return {
            one.get("Id", ""): (
                one.get("Type", "").rpartition("/")[2],
                target_of(part, one.get("Target", "")),
            )
            for one in tree.iterfind("{*}Relationship")
        }


def each(source: Any, *names: str) -> Iterator[Any]:
    """The elements of these names as they come, each gone when the next one is asked for."""
    tags = [f"{{*}}{name}" for name in names]
    for _, one in etree.iterparse(source, tag=tags, **_SAFELY):
        yield one
        one.clear()


def text_of(element: Any) -> Text:
    """A text of one piece, or of runs."""
    marks = element.iterfind("{*}r/{*}rPr/{*}strike")
    return Text("".join(map(written_in, texts_in(element))), any(map(_strikes, marks)))


def written_in(element: Any) -> str:
    """What an element says; ValueError for an entity of the file's own, which no program writes."""
    if len(element):
        raise ValueError(element[0])
    return element.text or ""


def _styles(tree: Any) -> list[Style]:
    own = {one.get("numFmtId"): one.get("formatCode") for one in tree.iterfind("{*}numFmts/{*}numFmt")}
    usual = {str(number): shown for number, shown in _FORMATS.items()}
    struck = [_strikes(font.find("{*}strike")) for font in tree.iterfind("{*}fonts/{*}font")]
    return [
        _style(own.get(number := xf.get("numFmtId", "0")) or usual.get(number, _GENERAL), xf, struck)
        for xf in tree.iterfind("{*}cellXfs/{*}xf")
    ]


def _style(shown: str, xf: Any, struck: Sequence[bool]) -> Style:
    font = xf.get("fontId", "0")
    is_struck = font.isdecimal() and int(font) < len(struck) and struck[int(font)]
    return Style(shown, is_date_format(shown), is_timedelta_format(shown), is_struck)


def _strikes(mark: Any) -> bool:
    return mark is not None and is_on(mark.get("val", "1"))
