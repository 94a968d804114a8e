"""How the cells of a workbook look (ECMA-376 part 1, 18.8): read, and one changed in one thing."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from zcforms.fillers.workbook_file import MAIN
from zcforms.ground.office_parts import is_on

_USUAL = 11.0  # pt


class Styles:
    """The formats of cells by their numbers."""

    def __init__(self, root: Any) -> None:
        self.root = root
        self._formats = root.find(f"{{{MAIN}}}cellXfs")
        self._made: dict[tuple[int, str], int] = {}

    def prove(self) -> None:
        """Raise what a format raises that is not there whole: TypeError, IndexError, ValueError."""
        looks = {(one.get("fontId"), one.get("borderId")): number for number, one in enumerate(self._formats)}
        for number in looks.values():
            self.size(number)
            self.is_bordered(number)

    def _format(self, number: int) -> Any:
        """A format; of a number that is not there, the first, as Excel shows such a cell."""
        return self._formats[number if 0 <= number < len(self._formats) else 0]

    def size(self, number: int) -> float:
        """How large a format writes (pt)."""
        fonts = self.root.find(f"{{{MAIN}}}fonts")
        size = fonts[int(self._format(number).get("fontId", "0"))].find(f"{{{MAIN}}}sz")
        return float(size.get("val")) if size is not None else _USUAL

    def _alignment(self, number: int, name: str) -> bool:
        said = self._format(number).find(f"{{{MAIN}}}alignment")
        return said is not None and is_on(said.get(name))

    def wraps(self, number: int) -> bool:
        """Whether a long text goes on in a second line."""
        return self._alignment(number, "wrapText")

    def shrinks(self, number: int) -> bool:
        """Whether a long text is made smaller."""
        return self._alignment(number, "shrinkToFit")

    def is_bordered(self, number: int) -> bool:
        """Whether a cell is drawn with a line on any side."""
        borders = self.root.find(f"{{{MAIN}}}borders")
        border = borders[int(self._format(number).get("borderId", "0"))]
        return any(side.get("style", "none") != "none" for side in border)

    def flows(self, number: int) -> bool:
        """Whether a long text goes on over the blank cells at its right: no lines, and from the left."""
        said = self._format(number).find(f"{{{MAIN}}}alignment")
        across = "general" if said is None else said.get("horizontal", "general")
        return across in ("general", "left") and not self.wraps(number) and not self.is_bordered(number)

    def wrapping(self, number: int) -> int:
        """The same format, a long text going on in a second line."""
        return self._changed(number, "wrap")

    def on(self, number: int, colour: str) -> int:
        """The same format on a ground of a colour (RGB in hex), a long text going on in a second line."""
        return self._changed(number, colour)

    def _changed(self, number: int, change: str) -> int:
        known = self._made.get((number, change))
        if known is not None:
            return known
        made = deepcopy(self._format(number))
        said = made.find(f"{{{MAIN}}}alignment")
        if said is None:
            said = etree.Element(f"{{{MAIN}}}alignment")
            made.insert(0, said)
        said.set("wrapText", "1")
        made.set("applyAlignment", "1")
        if change != "wrap":
            made.set("fillId", str(self._fill(change)))
            made.set("applyFill", "1")
        self._formats.append(made)
        self._formats.set("count", str(len(self._formats)))
        return self._made.setdefault((number, change), len(self._formats) - 1)

    def _fill(self, colour: str) -> int:
        fills = self.root.find(f"{{{MAIN}}}fills")
        fill = etree.SubElement(etree.SubElement(fills, f"{{{MAIN}}}fill"), f"{{{MAIN}}}patternFill")
        fill.set("patternType", "solid")
        etree.SubElement(fill, f"{{{MAIN}}}fgColor").set("rgb", f"FF{colour}")
        fills.set("count", str(len(fills)))
        return len(fills) - 1
