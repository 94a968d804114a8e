"""Files made wrong, each way by chance and yet the same for the same seed: bytes, text, data, zips, pictures.

What the members of one format are broken by is a tuple of ways; `mutant` takes one of them, or two.
"""

from __future__ import annotations

import io
import json
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

import yaml

Way = Callable[[bytes, Random], bytes]

NUMBERS = (
    *(
        "0",
        "-1",
        "1000000000",
        "99999999999999999999",
        "1e400",
        "-1e400",
        "1e-400",
        "0.5",
        ".inf",
        ".nan",
        "1_0",
    ),
    *("9" * 5000, "0x7fffffff", "0o17", "1:30:00", "２０２１", "3.", "2021-13-45", "1e400000000"),
)
ODD_VALUES: tuple[Any, ...] = (
    *(None, True, [], {}, "", " ", [[]], {"a": {"b": []}}, [None], {"": ""}, {"是": "否"}),
    *(-1, 0, 10**9, 10**30, float("inf"), float("nan"), 1e300),
    *(
        "\x00",
        "\x1b[31m",
        "\u202e倒",
        "\ufeff",
        "\ufffe",
        "\u2028",
        "𠮷\U000f0000",
        "a\tb\n\nc",
        "../../etc/passwd",
    ),
    *(
        "{{ 7*7 }}",
        "{% for x in y %}",
        "=1+1",
        "<b>&amp;",
        "无",
        "unknown",
        "至今",
        "2021-02-30",
        "字" * 100_000,
    ),
)
ODD_TEXTS = (
    *(
        "\x00",
        "\x07",
        "\x1b",
        "\r",
        "\t",
        "\u2028",
        "\ufeff",
        "：",
        "- ",
        "? ",
        "*a",
        "&a ",
        "!!set ",
        "!!binary ",
    ),
    *(
        "!!python/name:os.system ",
        "!!timestamp ",
        "!!int ",
        "!!float ",
        "!!bool ",
        "!!null ",
        "<<: ",
        "|",
        ">",
        '"',
    ),
    *(
        "---\n",
        "...\n",
        "%YAML 9.9\n",
        "#",
        "{",
        "[",
        "]",
        "}",
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "<",
        "</p>",
        "\\",
    ),
    *("[" * 3000, "{a: " * 3000, "- " * 3000, "(" * 3000, "<div>" * 3000, "a" * 300_000, "{% if 1 %}" * 1000),
)
BOMB = "b0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"b{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?")


def mutant(raw: bytes, ways: tuple[Way, ...], rng: Random) -> bytes:
    """The bytes made wrong in one way, now and then in two."""
    for _ in range(1 + (rng.random() < 0.25)):
        raw = rng.choice(ways)(raw, rng)
    return raw


# --- bytes ---------------------------------------------------------------------------------------


def truncated(raw: bytes, rng: Random) -> bytes:
    return raw[: rng.randrange(len(raw) + 1)]


def flipped(raw: bytes, rng: Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 4, 50))) if raw else ():
        changed[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def spliced(raw: bytes, rng: Random) -> bytes:
    """A piece put somewhere else, or twice."""
    a, b = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    at, piece = rng.randrange(len(raw) + 1), raw[a : min(b, a + 2000)]
    return raw[:at] + piece + raw[at:] if rng.random() < 0.5 else raw[:a] + raw[b:]


def numbered(raw: bytes, rng: Random) -> bytes:
    """One of the numbers that stand in it as digits, or a few, become odd ones."""
    found = list(_NUMBER.finditer(raw))
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 1, 3)))), key=lambda m: -m.start()):
        raw = raw[: match.start()] + rng.choice(NUMBERS).encode() + raw[match.end() :]
    return raw


BYTES: tuple[Way, ...] = (truncated, flipped, spliced)


# --- text ----------------------------------------------------------------------------------------


def encoded(raw: bytes, rng: Random) -> bytes:
    text = raw.decode("utf-8", "replace")
    way = rng.choice(("utf-16", "utf-32", "gb18030", "utf-8-sig", "utf-7", "crlf", "cr", "lone"))
    if way in ("crlf", "cr"):
        return text.replace("\n", "\r\n" if way == "crlf" else "\r").encode()
    return raw + b"\xed\xa0\x80" if way == "lone" else text.encode(way)


def interspersed(raw: bytes, rng: Random) -> bytes:
    text = raw.decode("utf-8", "replace")
    at = rng.randrange(len(text) + 1)
    return (text[:at] + rng.choice(ODD_TEXTS) + text[at:]).encode("utf-8", "surrogatepass")


def reordered(raw: bytes, rng: Random) -> bytes:
    lines = raw.split(b"\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    if rng.random() < 0.5:
        lines[a], lines[b] = lines[b], lines[a]
    else:
        lines.insert(b, lines[a])
    return b"\n".join(lines)


TEXT: tuple[Way, ...] = (*BYTES, numbered, encoded, interspersed, reordered)


# --- data ----------------------------------------------------------------------------------------


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Every place of a tree, as the holder and the key or number in it; what stands in two is walked once."""
    found, waiting, known = [], [data], set()
    while waiting:
        holder = waiting.pop()
        if id(holder) in known or not isinstance(holder, dict | list):
            continue
        known.add(id(holder))
        pairs = [*(holder.items() if isinstance(holder, dict) else enumerate(holder))]
        found += [(holder, key) for key, _ in pairs]
        waiting += [value for _, value in reversed(pairs)]
    return found


def _restructured(data: Any, rng: Random) -> Any:
    """One value of a tree replaced, dropped, renamed or doubled."""
    places = _places(data)
    if not places or rng.random() < 0.02:
        return rng.choice(ODD_VALUES)
    holder, key = rng.choice(places)
    way = rng.randrange(5)
    if way == 0:
        del holder[key]
    elif way == 1 and isinstance(holder, dict):
        holder[rng.choice(("名称", "id", "a.b", "__class__", "", "备注：x"))] = holder.pop(key)
    elif way == 2:
        holder[key] = [holder[key]] * rng.choice((2, 50))
    elif way == 3:
        holder[key] = {"值": holder[key]}
    else:
        holder[key] = rng.choice(ODD_VALUES)
    return data


def restructured_yaml(raw: bytes, rng: Random) -> bytes:
    text = yaml.safe_dump(_restructured(_data(raw), rng), allow_unicode=rng.random() < 0.8)
    return text.encode("utf-8", "surrogatepass")


def restructured_json(raw: bytes, rng: Random) -> bytes:
    text = json.dumps(_restructured(_data(raw), rng), ensure_ascii=rng.random() < 0.5, default=str)
    return text.encode("utf-8", "surrogatepass")


def _data(raw: bytes) -> Any:
    """What the text says; something odd if it no longer says anything."""
    try:
        return yaml.safe_load(raw.decode("utf-8", "replace"))
    except Exception:  # of a text that was broken before, in whatever way
        return {"a": 1}


def exploding(raw: bytes, rng: Random) -> bytes:
    """Aliases of aliases before, after or in the text."""
    bomb, text = BOMB.encode(), raw
    return rng.choice(
        (bomb + text, text + b"\n" + bomb, bomb, text.replace(b": ", b": &x ", 1) + b"\ny: *x\n")
    )


YAML: tuple[Way, ...] = (*TEXT, exploding, *[restructured_yaml] * 5)
JSON: tuple[Way, ...] = (*TEXT, *[restructured_json] * 5)


# --- zips of XML ---------------------------------------------------------------------------------


def rezipped(raw: bytes, rng: Random) -> bytes:
    """A zip with one of its members changed, dropped, doubled or swapped with another."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = [(name, archive.read(name)) for name in archive.namelist()]
    except Exception:  # of one that was broken before, in whatever way
        return flipped(raw, rng)
    n, m = rng.randrange(len(parts)), rng.randrange(len(parts))
    name, content = parts[n]
    way = rng.randrange(8)
    if way == 0:
        del parts[n]
    elif way == 1:
        parts[n], parts[m] = (name, parts[m][1]), (parts[m][0], content)
    elif way == 2:
        parts.append((name, parts[m][1]))
    elif way == 3:
        parts.append((rng.choice(("../../out.txt", "/tmp/out.txt", "a\\b", "字.xml", "x" * 300)), content))
    elif way == 4:
        parts[n] = (name, bytes(rng.choice((10**6, 150 * 2**20))))
    else:
        ways: tuple[Way, ...] = (truncated, flipped, numbered, numbered, _foreign_xml, spliced)
        parts[n] = (name, rng.choice(ways)(content, rng))
    return _zipped(parts)


def _foreign_xml(raw: bytes, rng: Random) -> bytes:
    """XML with an entity, with elements nested deep, or with an element twice."""
    way = rng.randrange(3)
    if way == 0:
        return raw.replace(b"?>", b'?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', 1)
    if way == 1:
        at = raw.rfind(b"</")
        return raw[:at] + b"<a>" * 5000 + b"</a>" * 5000 + raw[at:]
    found = list(re.finditer(rb"<[^<>/?]+/>", raw))
    if not found:
        return flipped(raw, rng)
    match = rng.choice(found)
    return raw[: match.start()] + match[0] * rng.choice((2, 5000)) + raw[match.end() :]


def _zipped(parts: list[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of the names that stand twice
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


ZIP: tuple[Way, ...] = (*BYTES, *[rezipped] * 6)


# --- PDF and pictures ----------------------------------------------------------------------------


def renamed(raw: bytes, rng: Random) -> bytes:
    """One name of a PDF becomes another one that stands in it."""
    found = list(re.finditer(rb"/[A-Za-z]+", raw))
    if len(found) < 2:
        return flipped(raw, rng)
    one, other = rng.sample(found, 2)
    return raw[: one.start()] + other[0] + raw[one.end() :]


def resized(raw: bytes, rng: Random) -> bytes:
    """The width or height that a PNG or JPEG states becomes another one."""
    at = 16 if raw[:4] == b"\x89PNG" else max(raw.find(b"\xff\xc0"), raw.find(b"\xff\xc2")) + 5
    form = ">I" if raw[:4] == b"\x89PNG" else ">H"
    at += rng.randrange(2) * struct.calcsize(form)
    most = 2 ** (8 * struct.calcsize(form)) - 1
    size = struct.pack(form, rng.choice((0, 1, 20_000, 60_000, most)))
    return raw[:at] + size + raw[at + len(size) :]


PDF: tuple[Way, ...] = (*BYTES, numbered, numbered, renamed, renamed)
PICTURE: tuple[Way, ...] = (*BYTES, flipped, resized)
