"""The running text of a template in its words, written into the template once, before it is compiled."""

from __future__ import annotations

import re

from zcforms.chinese.breaking import standing, unit_before

# (What stands in a tag is parted in one way: of many there would be no end where none closes it.)
_CODE = r"\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}|\{\#(?:(?!\#\}).)*\#\}"
_TOKEN = re.compile(rf"({_CODE}|<(?:{_CODE}|[^<>{{])*>)", re.DOTALL)
_BEGINS, _ENDS = re.compile(r"<(?:p|li)\b"), re.compile(r"</(?:p|li)>")
_HELD = re.compile(r"\w\w")
_WHOLE = '<span class="whole">'


def in_words(source: str) -> str:
    """A template in which no line's end tears a word of its paragraphs, nor a number from its unit.

    Only what stands in <p> and <li>: labels have lines of their own. What goes on in the next line
    (macros.html: stretch) is no number.
    """
    parts = _TOKEN.split(source)  # text, token, text, …
    running = False
    for n in range(1, len(parts), 2):
        token, text = parts[n], parts[n + 1]
        running = (running or bool(_BEGINS.match(token))) and not _ENDS.match(token)
        if not running or token == _WHOLE:
            continue
        unit = unit_before(text) if token.startswith("{{") and "stretch(" not in token else ""
        if unit:
            parts[n] = f"{_WHOLE}{token}{unit}</span>"
        after = parts[n + 2] if n + 2 < len(parts) else ""
        parts[n + 1] = _held(text[len(unit) :], bool(_ENDS.match(after)))
    return "".join(parts)


def _held(text: str, ends: bool) -> str:
    lines = text.split("\n")  # of the template's own file
    held = [_line(line, ends and n == len(lines)) for n, line in enumerate(lines, 1)]
    return "\n".join(held)


def _line(line: str, ends: bool) -> str:
    pieces = standing(line, ends) if line.strip() else [line]
    return "".join(f'<span class="kept">{piece}</span>' if _HELD.search(piece) else piece for piece in pieces)
