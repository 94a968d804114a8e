"""The colours of cells, as conditions that always hold (ECMA-376 part 1, 18.3.1.10).

The format of a cell is the user's and stays: a condition of ours is laid over it, and is known again by the
words in its formula, which Excel, WPS, LibreOffice and openpyxl keep when they save. A format of ours in its
stead could not be told from theirs, nor what had been there before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from lxml import etree
from openpyxl.utils.cell import column_index_from_string as number_of
from openpyxl.utils.cell import coordinate_from_string

from zcforms.fillers.annotation.grid import place
from zcforms.fillers.workbook_file import MAIN, WorkbookFile
from zcforms.ground.findings import Severity

_WORDS = '"zcforms检查"'
_FORMULA = f"LEN({_WORDS})>0"
_MOST = 400  # ranges of one condition (inferred: Excel takes some thousands)
_AFTER_FORMATS = ("tableStyles", "colors", "extLst")  # CT_Stylesheet
# Excel's own light red and light yellow; a heading is light blue.
_GROUNDS = {Severity.ERROR: "FFFFC7CE", Severity.WARNING: "FFFFEB9C", Severity.INFO: "FFD9E1F2"}


def clear(root: Any) -> bool:
    """Take the conditions of ours out of a sheet; whether there were any."""
    ours = [rule for rule in root.iter(f"{{{MAIN}}}cfRule") if _is_ours(rule)]
    first = {_priority(rule) for rule in ours} == set(range(1, len(ours) + 1))
    for rule in ours:
        group = rule.getparent()
        group.remove(rule)
        if group.find(f"{{{MAIN}}}cfRule") is None:
            group.getparent().remove(group)
    if first:
        _shift(root, -len(ours))
    return bool(ours)


def lay(root: Any, cells: Mapping[str, Severity], formats: Mapping[Severity, int]) -> None:
    """Colour cells by their names, over whatever conditions of the user's hold there."""
    groups = []
    for severity, number in formats.items():
        ranges = _ranges(name for name, level in cells.items() if level is severity)
        for at in range(0, len(ranges), _MOST):
            sqref = " ".join(ranges[at : at + _MOST])
            group = etree.Element(f"{{{MAIN}}}conditionalFormatting", sqref=sqref)
            rule = etree.SubElement(group, f"{{{MAIN}}}cfRule", type="expression", dxfId=str(number))
            etree.SubElement(rule, f"{{{MAIN}}}formula").text = _FORMULA
            groups.append(group)
    _shift(root, len(groups))
    for priority, group in enumerate(groups, 1):
        group[0].set("priority", str(priority))
        place(root, group)


def formats_of(package: WorkbookFile, styles: str) -> dict[Severity, int]:
    """The numbers of our formats in the list of those that conditions use; they are added once."""
    tree = package.tree(styles)
    known = tree.find(f"{{{MAIN}}}dxfs")
    if known is None:
        known = etree.Element(f"{{{MAIN}}}dxfs", nsmap=tree.nsmap)
        later = next((e for e in tree if etree.QName(e).localname in _AFTER_FORMATS), None)
        if later is None:
            tree.append(known)
        else:
            later.addprevious(known)
    found = {severity: _number_of(known, colour, severity) for severity, colour in _GROUNDS.items()}
    if known.get("count") != str(len(known)):
        known.set("count", str(len(known)))
        package.put(styles, tree)
    return found


def _number_of(known: Any, colour: str, severity: Severity) -> int:
    bold = "<font><b/></font>" if severity is Severity.INFO else ""
    fill = f'<fgColor rgb="{colour}"/><bgColor rgb="{colour}"/>'
    ours = etree.fromstring(
        f'<dxf xmlns="{MAIN}">{bold}<fill><patternFill patternType="solid">{fill}</patternFill></fill></dxf>'
    )
    for number, one in enumerate(known):
        if _plain(one) == _plain(ours):
            return number
    known.append(ours)
    return len(known) - 1


def _plain(element: Any) -> tuple[Any, ...]:
    """What an element says, however it is written."""
    return (element.tag, sorted(element.items()), [_plain(part) for part in element])


def _is_ours(rule: Any) -> bool:
    return any(_WORDS in (formula.text or "") for formula in rule.iter(f"{{{MAIN}}}formula"))


def _priority(rule: Any) -> int:
    return int(rule.get("priority", "0"))


def _shift(root: Any, by: int) -> None:
    """Let all conditions of the user's, those of newer kinds too, come later; their order stays."""
    for rule in root.iter("{*}cfRule"):
        if rule.get("priority"):
            rule.set("priority", str(_priority(rule) + by))


def _ranges(names: Iterable[str]) -> list[str]:
    """The same cells in as few ranges as columns allow: C2:C9."""
    split = (coordinate_from_string(name) for name in names)
    cells = sorted((number_of(letter), row, letter) for letter, row in split)
    runs = groupby(enumerate(cells), lambda pair: (pair[1][0], pair[1][1] - pair[0]))
    found = []
    for _, run in runs:
        (_, first, letter), *rest = (cell for _, cell in run)
        found.append(f"{letter}{first}:{letter}{rest[-1][1]}" if rest else f"{letter}{first}")
    return found
