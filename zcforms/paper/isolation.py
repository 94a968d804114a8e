"""A page of others made fit to be drawn on: what its content leaves open ends before anything of ours begins.

Viewers forgive a page that saves the graphics state and never restores it, restores more than it saved,
opens marked content for good, or clips by a path that it does not end (ISO 32000-1, 8.4.2, 14.6 and 8.5.4);
what is drawn after it would inherit it all.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from decimal import Decimal
from itertools import count

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from zcforms.ground.geometry import visible_box
from zcforms.paper.reading import decoded

_CLOSES = {"q": "Q", "BT": "ET", "BMC": "EMC", "BDC": "EMC"}
_CLIPS = ("W", "W*")  # they wait for what ends their path (8.5.4)
_PAINTS = ("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "n")
_END = "ZCEnd"  # set behind a content: read as an operator only if all strings and arrays before it end
_COUNTED = " ".join([*_CLOSES, *sorted(set(_CLOSES.values())), *_CLIPS, *_PAINTS, _END])
# What a glance steps over: strings without parentheses in them, hexadecimal strings, names.
_OPERAND = re.compile(
    rb"\([^()\\]*+(?:\\.[^()\\]*+)*\)|<[0-9A-Fa-f \t\r\n\f]*+>|/[^\s\0()<>\[\]{}/%]*+", re.DOTALL
)
_EVIDENT = b"".join(bytes([n]) for n in range(128) if chr(n).isalnum()) + b" \t\r\n\f.+-*'\""
_PAIRS = re.compile(rb"(?:\[\]|<<(?:\[\])*>>)*")
_WORD_WITHIN = re.compile(rb"(?:\[|<<)[^\]>]*[A-Za-z*'\"]")
# The first letter stands first, which a machine finds quickly; what is before it is asked afterwards.
_OPERATOR = re.compile(rb"[qQBEI](?<![^\s\[\]<>].)[^\s\[\]<>]*+")
_KNOWN = {*_CLOSES, *_CLOSES.values(), "B", "B*"}
_ENDS_PATH = re.compile(rb"(?<![^\s\]>])(?:[SsFfBbn]|[fBb]\*)(?![^\s\[<])")
_VALUES = (b"true", b"false", b"null")


def isolate(pdf: Pdf, page: pikepdf.Page) -> bool:
    """Whether a page's content was not closed; it is then drawn as a form, which leaves nothing behind.

    A content that is in order is not touched. One that cannot be decoded is not, either, but is no order.
    A page that lies "90.0" degrees round lies so for every reader, but not for who draws on it here.
    """
    if isinstance(turn := page.obj.get(Name.Rotate), Decimal):
        page.obj.Rotate = int(turn)
    parts = own_contents(page)
    if isinstance(contents := page.obj.get(Name.Contents), Array) and len(contents) > len(parts):
        page.obj.Contents = Array(parts)  # what is no content among them cannot be embedded
    try:
        content = b"\n".join(map(decoded, parts))
    except (pikepdf.PdfError, pikepdf.DataDecodingError):
        return True
    missing = [] if _is_plainly_closed(content) else _missing(content)
    if missing == []:
        return False
    if missing is None:
        content = _without_surplus(content)
    shown = Stream(pdf, content + "\n".join(["", *(missing or ())]).encode())
    shown.Type, shown.Subtype = Name.XObject, Name.Form
    shown.BBox = Array([round(n, 4) for n in visible_box(page.mediabox, page.mediabox)])
    shown.Resources = page.resources
    if Name.Group in page.obj:
        shown.Group = page.obj.Group
    # The page gets resources of its own: the form's must not hold the form. What annotations without
    # resources draw with stays.
    name = next(free_names([page], "ZCContent"))
    page.obj.Resources = copy(page.resources)
    page.obj.Resources.XObject = copy(page.resources.get(Name.XObject, Dictionary()))
    page.obj.Resources.XObject[name] = pdf.make_indirect(shown)
    page.obj.Contents = pdf.make_indirect(Stream(pdf, f"q {name} Do Q\n".encode()))
    return True


def own_contents(page: pikepdf.Page) -> list[Stream]:
    """The content streams of a page, one after the other.

    What else stands among them is left out: some readers do not draw such a page at all.
    """
    contents = page.obj.get(Name.Contents)
    parts = list(contents) if isinstance(contents, Array) else [contents]
    return [part for part in parts if isinstance(part, Stream)]


def free_names(pages: Iterable[pikepdf.Page], stem: str) -> Iterator[Name]:
    """Names stem0, stem1, … for resources of pages, without those that one of them has already."""
    kinds = (kind for page in pages for kind in page.resources.values() if isinstance(kind, Dictionary))
    taken = {name for kind in kinds for name in kind}
    return (Name(name) for n in count() if (name := f"/{stem}{n}") not in taken)


def _is_plainly_closed(content: bytes) -> bool:
    """Whether a glance shows that a content is in order: five times as fast as to read it.

    It never says so of one that is not, but leaves to be read what holds a comment, a picture, parentheses
    within a string, or anything else that it does not know.
    """
    bare = _OPERAND.sub(b" 0 ", content)
    if not _PAIRS.fullmatch(bare.translate(None, _EVIDENT)) or _WORD_WITHIN.search(bare):
        return False
    end = bare.rstrip()
    if end and (end[-1:] in b"0123456789.+-]>" or end.endswith(_VALUES)):
        return False
    clipped = bare.rfind(b"W")
    if clipped >= 0 and not _ENDS_PATH.search(bare, clipped):
        return False
    operators = [word.decode() for word in _OPERATOR.findall(bare)]
    if not _KNOWN.issuperset(operators):
        return False
    still = dict.fromkeys(_CLOSES.values(), 0)
    for operator in operators:
        if operator in _CLOSES:
            still[_CLOSES[operator]] += 1
        elif operator in still:
            still[operator] -= 1
            if still[operator] < 0:
                return False
    return not any(still.values())


def _missing(content: bytes) -> Sequence[str] | None:
    """The operators that close what a content leaves open; none if it is in order.

    None where that would not do: more is closed than was opened, or the content breaks off or is no content.
    """
    with Pdf.new() as alone, warnings.catch_warnings(action="ignore", category=UserWarning):
        try:
            read = pikepdf.parse_content_stream(Stream(alone, content + f"\n{_END}".encode()), _COUNTED)
        except (pikepdf.PdfError, ValueError):
            return None
        operators = [(str(one.operator), len(one.operands)) for one in read]
    if operators[-1:] != [(_END, 0)]:
        return None
    still: list[str] = []
    surplus = [operator for operator, _ in operators[:-1] if not _follows(operator, still)]
    return None if surplus else still[::-1]


def _follows(operator: str, still: list[str]) -> bool:
    """Whether an operator closes nothing that is not open; what is `still` to be closed, it changes."""
    if operator in _CLIPS:
        still += () if "n" in still else ("n",)
    elif operator in _PAINTS:
        still[:] = [one for one in still if one != "n"]
    elif operator in _CLOSES:
        still.append(_CLOSES[operator])
    elif operator in still:
        still.reverse()
        still.remove(operator)  # the innermost: state and marked content may overlap
        still.reverse()
    elif operator in _CLOSES.values():
        return False
    return True


def _without_surplus(content: bytes) -> bytes:
    """A content without what closes more than it opened, and closed; as it is where it cannot be read.

    Most readers pass over such operators; Poppler, which prints on Linux, draws nothing after the first.
    """
    with Pdf.new() as alone, warnings.catch_warnings(action="ignore", category=UserWarning):
        try:
            read = pikepdf.parse_content_stream(Stream(alone, content + f"\n{_END}".encode()))
            if [(str(one.operator), len(one.operands)) for one in read[-1:]] != [(_END, 0)]:
                return content
            still: list[str] = []
            kept = [one for one in read[:-1] if _follows(str(one.operator), still)]
            return pikepdf.unparse_content_stream(kept) + "\n".join(["", *still[::-1]]).encode()
        except (pikepdf.PdfError, ValueError, TypeError):
            return content
