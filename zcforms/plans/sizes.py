"""The bounds of a file's size as the circular says them, and what they come to by either reading of 1K.

A plan has strict bounds in bytes, of 1024 to the K: 30720 is 大于30K, and 40959 不小于40K.
"""

from __future__ import annotations

from dataclasses import dataclass

from zcforms.plans.clauses import PhotoRule

_K, _M = 2**10, 2**20


@dataclass(frozen=True)
class _Bound:
    """A bound in its unit: words, and the strict bound in bytes where 1K is 1000 of them."""

    words: str
    small: int


def size_words(rule: PhotoRule) -> str:
    """Both bounds in words: 大于30K且小于1M, 不小于40K且不大于500K."""
    low, high = _bounds(rule)
    return f"{low.words}且{high.words}"


def size_readings(rule: PhotoRule) -> tuple[tuple[int, int], tuple[int, int]]:
    """The strict bounds in bytes, by 1024 to the K and by 1000."""
    low, high = _bounds(rule)
    return (rule.bytes_gt, rule.bytes_lt), (low.small, high.small)


def _bounds(rule: PhotoRule) -> tuple[_Bound, _Bound]:
    return _bound(rule.bytes_gt, 1, ("大于", "不小于")), _bound(rule.bytes_lt, -1, ("小于", "不大于"))


def _bound(limit: int, inward: int, words: tuple[str, str]) -> _Bound:
    """A strict bound, which may be the next byte to a round number that is allowed itself."""
    for shift, word in zip((0, inward), words, strict=True):
        number = limit + shift
        if number >= _M and number * 2 % _M == 0:
            return _Bound(f"{word}{number / _M:g}M", number * 10**6 // _M - shift)
        if number > 0 and number % _K == 0:
            return _Bound(f"{word}{number // _K}K", number // _K * 1000 - shift)
    return _Bound(f"{words[0]}{limit:,}字节", limit)
