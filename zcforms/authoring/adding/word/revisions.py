"""Revisions that nobody has accepted yet, and remarks at the margin (ECMA-376 part 1, 17.13.4 and 17.13.5).

Word prints both, in colour and with the names of who made them: on a form they have no business.
"""

from __future__ import annotations

import re
from typing import Any

from zcforms.fillers.word_file import W

_ADDED, _TAKEN = ("ins", "moveTo"), ("del", "moveFrom")
# What only says how something was before, where a change begins or ends, and that others are to be noted.
_BEFORE = re.compile(
    r"\w+Change|(?:move(?:From|To)|customXml\w+)Range(?:Start|End)|cell(?:Ins|Merge)|trackRevisions"
)
_REMARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")
REMARKS = re.compile(r"word/(?:comments\w*|people)\.xml")  # the parts with the remarks, and who made them
_REMARKED = re.compile(r"comments\w*|people")  # the kinds of relations to them
_LOOKS, _ROW, _OF_PARAGRAPH = f"{W}rPr", f"{W}trPr", f"{W}pPr"
_HELD = {f"{W}tr": f"{W}tc", f"{W}tbl": f"{W}tr"}  # what must hold one of the other, or is nothing


def accept(tree: Any) -> bool:
    """Make a part what it is with all its revisions accepted; whether there were any but of looks."""
    added, taken = ([one for kind in kinds for one in tree.iter(f"{W}{kind}")] for kinds in (_ADDED, _TAKEN))
    rows = [_around(one, "tr") for one in taken if one.getparent().tag == _ROW]
    cells = [_around(one, "tc") for one in tree.iter(f"{W}cellDel")]
    marks = [one.getparent() for one in taken if one.getparent().tag == _LOOKS]
    ended = [_around(mark, "p") for mark in marks if mark.getparent().tag == _OF_PARAGRAPH]
    for one in added:
        for child in list(one):
            one.addprevious(child)
    for one in [*added, *taken, *rows, *cells]:
        _take_out(one)
    for one in [one for one in tree.iter(f"{W}*") if _BEFORE.fullmatch(one.tag.removeprefix(W))]:
        _take_out(one)
    for paragraph in ended:
        _join(paragraph)
    return bool(added or taken or cells)


def forget_remarks(tree: Any) -> None:
    """Take out of a part the signs of remarks on it, and of its relations those to the remarks."""
    for sign in [one for name in _REMARKS for one in tree.iter(f"{W}{name}")]:
        run = sign.getparent()
        run.remove(sign)
        if run.tag == f"{W}r" and all(child.tag == _LOOKS for child in run):
            _take_out(run)
    for relation in list(tree.iterchildren("{*}Relationship")):
        if _REMARKED.fullmatch(relation.get("Type", "").rpartition("/")[2]):
            tree.remove(relation)


def _around(element: Any, name: str) -> Any:
    return next(element.iterancestors(f"{W}{name}"))


def _take_out(element: Any) -> None:
    """Remove an element, and a row or a table that nothing is left of."""
    if (above := element.getparent()) is None:
        return
    above.remove(element)
    if above.tag in _HELD and next(above.iter(_HELD[above.tag]), None) is None:
        _take_out(above)


def _join(paragraph: Any) -> None:
    """A paragraph whose mark was taken out with the one behind it, whose mark stays."""
    behind = next(paragraph.itersiblings(f"{W}p", f"{W}tbl", f"{W}sdt"), None)
    if behind is None or behind.tag != f"{W}p":
        return
    at = int(behind.find(f"{W}pPr") is not None)
    for child in reversed([one for one in paragraph if one.tag != f"{W}pPr"]):
        behind.insert(at, child)
    _take_out(paragraph)
