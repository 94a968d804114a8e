"""What is left of a name or number on a list that is hung up in public (requirements G25).

The usual rule of 去标识化 in public notices: enough is left for colleagues to know who is meant, and no
number can be used by anybody else. This is the only place that decides what is covered.
"""

from __future__ import annotations

import re
import unicodedata

from zcforms.chinese.names import MIDDLE_DOT

_MASK = "*"
_KEPT = frozenset({MIDDLE_DOT, " "})  # what stands between the parts of a name stays, so that it can be read
_ENDS = 4  # characters left at either end of an ID number: 3305**********0015


def masked_name(name: str) -> str:
    """A name with its middle covered: 张*, 王*明, 欧**明, 阿*****·**提."""
    characters = _characters(name)
    last = len(characters) - 1
    open_ends = {0, last} if last > 1 else {0} if last else set()
    return "".join(c if n in open_ends or c in _KEPT else _MASK for n, c in enumerate(characters))


def masked_number(number: str) -> str:
    """The number of an ID card or another certificate, at least half of it covered: 3305**********0015."""
    ends = min(_ENDS, len(number) // 4)
    return number[:ends] + _MASK * (len(number) - 2 * ends) + number[len(number) - ends :]


def masked_phone(phone: str) -> str:
    """A telephone number without the four digits before its last four: 138****0001, 0571-****4321."""
    digits = [match.start() for match in re.finditer(r"\d", phone)]
    covered = set(digits[-8:-4] if len(digits) > 4 else digits)
    return "".join(_MASK if n in covered else c for n, c in enumerate(phone))


def _characters(text: str) -> list[str]:
    """The characters of a text, each with the marks and variation selectors that belong to it."""
    found: list[str] = []
    for c in text:
        if found and unicodedata.category(c).startswith("M"):
            found[-1] += c
        else:
            found.append(c)
    return found
