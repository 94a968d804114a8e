"""What the text of a Word file is set in: said by its run, else by the styles of the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from zcforms.fillers.word_file import W
from zcforms.ground.office_parts import is_on

_BEFORE_SIZE = re.compile(  # in the properties of a run
    "rStyle|rFonts|b|bCs|i|iCs|caps|smallCaps|strike|dstrike|outline|shadow|emboss|imprint|noProof|"
    "snapToGrid|vanish|webHidden|color|spacing|w|kern|position"
)


class Styles:
    """The styles of a Word file by their ids, as far as they say of what size and family a text is."""

    def __init__(self, element: Any) -> None:
        self._defaults = element.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._by_id = {style.get(f"{W}styleId"): style for style in element.iter(f"{W}style")}
        self._usual = next(
            (
                name
                for name, style in self._by_id.items()
                if style.get(f"{W}type") == "paragraph" and is_on(style.get(f"{W}default"))
            ),
            None,
        )

    def of(self, run: Any) -> Iterator[Any]:
        """The properties that hold for a run in a paragraph, the nearest first."""
        paragraph = next(run.iterancestors(f"{W}p"))
        for named in (run.find(f"{W}rPr/{W}rStyle"), paragraph.find(f"{W}pPr/{W}pStyle")):
            yield from self._chain(None if named is None else named.get(f"{W}val"))
        yield from self._chain(self._usual)
        if self._defaults is not None:
            yield self._defaults

    def _chain(self, name: str | None) -> Iterator[Any]:
        """The properties of a style and of those that it is based on."""
        seen: set[str] = set()
        while name is not None and name not in seen and (style := self._by_id.get(name)) is not None:
            seen.add(name)
            if (looks := style.find(f"{W}rPr")) is not None:
                yield looks
            based = style.find(f"{W}basedOn")
            name = None if based is None else based.get(f"{W}val")


def type_of(run: Any, styles: Styles | None) -> tuple[int, str]:
    """The size (half points, 0 if nothing says it) and the family of a run."""
    own = run.find(f"{W}rPr")
    every = [own] if own is not None else []
    size, family = _size(every), _family(every)
    if styles is not None and not (size and family):
        every = list(styles.of(run))
        size, family = size or _size(every), family or _family(every)
    return size, family


def _size(every: list[Any]) -> int:
    found = (looks.find(f"{W}sz") for looks in every)
    return next((int(size.get(f"{W}val")) for size in found if size is not None), 0)


def _family(every: list[Any]) -> str:
    found = (looks.find(f"{W}rFonts") for looks in every)
    return next((name for one in found if one is not None and (name := one.get(f"{W}eastAsia"))), "")


def properties_of(element: Any, name: str) -> Any:
    """The properties of a paragraph (pPr) or a run (rPr), put in where there are none."""
    found = element.find(f"{W}{name}")
    if found is None:
        found = element.makeelement(f"{W}{name}")
        element.insert(0, found)
    return found


def set_size(run: Any, half_points: int) -> None:
    """Set a run in a size, whatever said it before."""
    looks = properties_of(run, "rPr")
    size, other = looks.find(f"{W}sz"), looks.find(f"{W}szCs")
    if size is None:
        size = looks.makeelement(f"{W}sz")
        looks.insert(sum(bool(_BEFORE_SIZE.fullmatch(one.tag.removeprefix(W))) for one in looks), size)
    if other is None:
        other = looks.makeelement(f"{W}szCs")
        size.addnext(other)
    for one in (size, other):
        one.set(f"{W}val", str(half_points))
