"""What the words beside a copied line (计分说明) let it be worth: so much a piece, so much at most.

Only tables whose rows are not in our copy are read so; of a table that we know, the rows say it as data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from zcforms.chinese.numbers import whole
from zcforms.model.application import ScoreRow

_POINTS = r"(?:可?[得计记加])?\s*(\d{1,4}(?:\.\d)?)\s*分"
# 每增一年加1分, 每后一名减1分: steps from one to the next, none of them the worth of a piece.
_MOST = "(?:最[高多]|至多|不超过)"
_EACH = re.compile(rf"每一?(?P<unit>[^扣减递增满多少超后\W\da-zA-Z]{{1,4}}?){_MOST}?{_POINTS}")
_CEILING = re.compile(rf"(?:{_MOST}|封顶|上限)(?:为|不超过)?{_POINTS}")
_ANY = re.compile(r"\d\s*分(?!之)")
_ONE_ONLY = re.compile(r"不(?:可|能|得|予|作)?(?:重复)?累计|只[计取]|[就取]高|计最高|取最高")
# What a proof or a title may stand for; years, hours, words and money are counted only as stated.
_PIECE = re.compile(r"[项篇件个部本次份套张种条门]\w{0,3}|论文|专利|项目|标准|证书|奖项|工程")


@dataclass(frozen=True, slots=True)
class Bound:
    """The most that a line can come to by its own words, and the pieces counted for it ("2篇"), if any."""

    most: Decimal
    pieces: str = ""


def bound_of(entry: ScoreRow) -> Bound | None:
    """What the words of a line allow; None where they decide nothing or say it in a way not read here."""
    words = entry.rule or ""
    each = [*_EACH.finditer(words)]
    rest = _EACH.sub("", words)
    ceilings = [Decimal(found[1]) for found in _CEILING.finditer(rest)]
    bounds = [Bound(min(ceilings))] if ceilings else []
    pieces = _pieces(entry, {found["unit"] for found in each})
    if each and pieces is not None and not _ANY.search(_CEILING.sub("", rest)):
        best = max(each, key=lambda found: Decimal(found[2]))
        bounds.append(Bound(Decimal(best[2]) * pieces, f"{pieces:f}{best['unit']}"))
    return min(bounds, key=lambda bound: bound.most, default=None)


def added_against_words(entry: ScoreRow) -> bool:
    """Whether a line is called 累计 that its own words call not so."""
    return entry.cumulative is True and bool(_ONE_ONLY.search(entry.rule or ""))


def _pieces(entry: ScoreRow, units: set[str]) -> Decimal | None:
    """How many pieces a line can stand for: as stated, else as its reason and its proofs number them."""
    of_works = all(_PIECE.fullmatch(unit) for unit in units)
    if of_works and (entry.cumulative is False or _ONE_ONLY.search(entry.rule or "")):
        return Decimal(1)
    if entry.quantity is not None:
        return entry.quantity
    basis = entry.basis or ""
    told = sum((_told(basis, unit) for unit in units), Decimal(0))
    if not of_works:
        return told or None
    return max(told, Decimal(len(entry.evidence)), Decimal(basis.count("《")), Decimal(1))


def _told(basis: str, unit: str) -> Decimal:
    """The numbers before the unit added up: 核心期刊论文15篇，普通期刊论文两篇 is 17."""
    found = re.findall(rf"(\d{{1,4}}(?:\.\d)?|[一两二三四五六七八九十])\s*{unit}", basis)
    return sum((Decimal(n if n.isascii() else whole(n)) for n in found), Decimal(0))
