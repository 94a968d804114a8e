"""The glyphs of a face with PostScript outlines that a file needs, as a CFF of their own (Adobe TN 5176).

Of the shipped faces 仿宋 alone has such outlines: keyed by CID, with one font dictionary and no subroutines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from struct import pack, unpack_from

from zcforms.paper.typesetting.unsupported import Unsupported

_CHARSET, _CHAR_STRINGS, _PRIVATE, _SUBRS = 15, 17, 18, 19
_ROS, _CID_COUNT, _FD_ARRAY, _FD_SELECT = 0x0C1E, 0x0C22, 0x0C24, 0x0C25
_FONT_BOX = 5
_STANDARD_STRINGS = 391


def subset(table: bytes, glyphs: Sequence[int]) -> bytes:
    """A CFF of some glyphs of another, which keep their numbers there as CIDs; the first is .notdef."""
    names, at = _index(table, table[2])
    tops, at = _index(table, at)
    _, at = _index(table, at)  # strings: the names that they are of are left out
    shared, _ = _index(table, at)
    top = dict(_dictionary(tops[0]))
    if shared or _ROS not in top:
        raise Unsupported("CFF with subroutines, or not keyed by CID")
    fonts, _ = _index(table, _whole(top[_FD_ARRAY]))
    if len(fonts) != 1:
        raise Unsupported("CFF of several fonts")
    size, place = (_number(one) for one in _operands(dict(_dictionary(fonts[0]))[_PRIVATE]))
    private = table[place : place + size]
    if _SUBRS in dict(_dictionary(private)):
        raise Unsupported("CFF with subroutines")
    outlines = _outlines(table, _whole(top[_CHAR_STRINGS]), glyphs)
    return _written(names[0], top, private, outlines, glyphs)


def _written(
    name: bytes, top: dict[int, bytes], private: bytes, outlines: list[bytes], glyphs: Sequence[int]
) -> bytes:
    count = len(outlines)
    charset = pack(f">B{count - 1}H", 0, *glyphs[1:])  # format 0: of each glyph but .notdef its CID
    select = b"\3" + pack(">HHBH", 1, 0, 0, count)  # format 3: one range, all of font 0
    strings = _packed([b"Adobe", b"Identity"])
    ros = b"".join(map(_long, (_STANDARD_STRINGS, _STANDARD_STRINGS + 1, 0)))
    kept = {op: operands for op, operands in top.items() if op == _FONT_BOX}

    def head(charset_at: int, select_at: int, strings_at: int, fonts_at: int) -> bytes:
        entries = {_ROS: ros, **kept, _CID_COUNT: _long(glyphs[-1] + 1), _CHARSET: _long(charset_at)}
        entries |= {
            _FD_SELECT: _long(select_at),
            _CHAR_STRINGS: _long(strings_at),
            _FD_ARRAY: _long(fonts_at),
        }
        body = b"".join(operands + _operator(op) for op, operands in entries.items())
        return b"\1\0\4\4" + _packed([name]) + _packed([body]) + strings + _packed([])

    charset_at = len(head(0, 0, 0, 0))  # every number takes five bytes
    select_at = charset_at + len(charset)
    strings_at = select_at + len(select)
    packed = _packed(outlines)
    private_at = strings_at + len(packed)
    font = _long(len(private)) + _long(private_at) + _operator(_PRIVATE)
    fonts_at = private_at + len(private)
    body = charset + select + packed + private + _packed([font])
    return head(charset_at, select_at, strings_at, fonts_at) + body


def _index(table: bytes, at: int) -> tuple[list[bytes], int]:
    """The objects of an INDEX, and where it ends."""
    (count,) = unpack_from(">H", table, at)
    if not count:
        return [], at + 2
    wide, start = table[at + 2], at + 3
    data = start + (count + 1) * wide - 1
    ends = [int.from_bytes(table[start + n * wide : start + (n + 1) * wide]) for n in range(count + 1)]
    return [table[data + a : data + b] for a, b in pairwise(ends)], data + ends[-1]


def _outlines(table: bytes, at: int, glyphs: Sequence[int]) -> list[bytes]:
    """The outlines of some glyphs: of an INDEX of thousands, no more is read."""
    count: int = unpack_from(">H", table, at)[0]
    wide, start = table[at + 2], at + 3
    data = start + (count + 1) * wide - 1

    def end(n: int) -> int:
        return data + int.from_bytes(table[start + n * wide : start + (n + 1) * wide])

    return [table[end(glyph) : end(glyph + 1)] for glyph in glyphs]


def _packed(objects: Sequence[bytes]) -> bytes:
    """Objects as an INDEX."""
    if not objects:
        return b"\0\0"
    places = [1]
    for one in objects:
        places.append(places[-1] + len(one))
    ends = b"".join(place.to_bytes(4) for place in places)
    return pack(">HB", len(objects), 4) + ends + b"".join(objects)


def _dictionary(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The operators of a DICT with their operands, as they are written."""
    start = at = 0
    while at < len(content):
        first = content[at]
        if first <= 21:
            operator, wide = (0x0C00 | content[at + 1], 2) if first == 12 else (first, 1)
            yield operator, content[start:at]
            at += wide
            start = at
        elif first == 30:  # a real number, of half bytes to an f
            at += 1
            while 0xF not in (content[at] >> 4, content[at] & 0xF):
                at += 1
            at += 1
        else:
            at += _length(first)


def _length(first: int) -> int:
    return 5 if first == 29 else 3 if first == 28 else 1 if first <= 246 else 2


def _operands(written: bytes) -> list[bytes]:
    found, at = [], 0
    while at < len(written):
        end = at + _length(written[at])
        found.append(written[at:end])
        at = end
    return found


def _whole(written: bytes) -> int:
    return _number(_operands(written)[0])


def _number(written: bytes) -> int:
    """A whole number of a DICT (TN 5176, table 3)."""
    first: int = written[0]
    if first in (28, 29):
        return int.from_bytes(written[1:], signed=True)
    if first <= 246:
        return first - 139
    return (first - 247) * 256 + written[1] + 108 if first <= 250 else -(first - 251) * 256 - written[1] - 108


def _long(number: int) -> bytes:
    return b"\x1d" + number.to_bytes(4, signed=True)


def _operator(number: int) -> bytes:
    return number.to_bytes(2 if number > 0xFF else 1)
