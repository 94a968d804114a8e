"""The bounds of a photo as the circular says them, and what a file's come to by either reading of 1K.

A plan has strict bounds in bytes, of 1024 to the K: 30720 is 大于30K, and 40959 不小于40K.
"""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.plans.clauses import PhotoRule

_K, _M = 2**10, 2**20
_ANY = 2**40  # bytes; no photo has them


@dataclass(frozen=True)
class _Bound:
    """A bound in its unit: words, and the strict bound in bytes where 1K is 1024 and 1000 of them."""

    words: str
    usual: int
    small: int


def size_words(rule: PhotoRule) -> str:
    """Both bounds in words: 大于30K且小于1M, 不小于40K且不大于500K."""
    return "且".join(bound.words for bound in _bounds(rule) if bound.words)


def pixel_words(rule: PhotoRule) -> str:
    """The least width and height in words: 大于215×300; "" where neither is stated."""
    if rule.width_gt is None or rule.height_gt is None:
        sides = (("宽", rule.width_gt), ("高", rule.height_gt))
        return "".join(f"{side}大于{least}" for side, least in sides if least is not None)
    return f"大于{rule.width_gt}×{rule.height_gt}"


def ratio_words(rule: PhotoRule) -> str:
    """The bounds of width ÷ height in words: 在0.65～0.80之间; "" where none is stated."""
    low, high = rule.aspect_min, rule.aspect_max
    if low is not None and high is not None:
        return f"在{low:.2f}～{high:.2f}之间"
    bounds = (("不小于", low), ("不大于", high))
    return "".join(f"{word}{bound:.2f}" for word, bound in bounds if bound is not None)


def size_readings(rule: PhotoRule) -> tuple[tuple[int, int], tuple[int, int]]:
    """The strict bounds in bytes, by 1024 to the K and by 1000."""
    low, high = _bounds(rule)
    return (low.usual, high.usual), (low.small, high.small)


def _bounds(rule: PhotoRule) -> tuple[_Bound, _Bound]:
    low, high = _Bound("", -1, -1), _Bound("", _ANY, _ANY)  # where none is stated
    if rule.bytes_gt is not None:
        low = _bound(rule.bytes_gt, 1, ("大于", "不小于"))
    if rule.bytes_lt is not None:
        high = _bound(rule.bytes_lt, -1, ("小于", "不大于"))
    return low, high


def _bound(limit: int, inward: int, words: tuple[str, str]) -> _Bound:
    """A strict bound, which may be the next byte to a round number that is allowed itself."""
    for shift, word in zip((0, inward), words, strict=True):
        number = limit + shift
        if number >= _M and number * 2 % _M == 0:
            return _Bound(f"{word}{number / _M:g}M", limit, number * 10**6 // _M - shift)
        if number > 0 and number % _K == 0:
            return _Bound(f"{word}{number // _K}K", limit, number // _K * 1000 - shift)
    return _Bound(f"{words[0]}{limit:,}字节", limit, limit)
