"""Content controls and form fields of Word made plain text: what they show for want of a value is room.

So is hidden text: nobody sees it on the page.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from zcforms.authoring.adding.word.marks import SPACE
from zcforms.fillers.word_file import W
from zcforms.fillers.word_grid import text_of
from zcforms.ground.office_parts import is_on

_ROOM = "\u3000" * 6  # in the place of a control inside a line


def unbind(tree: Any) -> None:
    """Take from content controls where else Word would get their text from: it would replace a value."""
    for binding in list(tree.iter("{*}dataBinding")):
        binding.getparent().remove(binding)
    for control in tree.iter(f"{W}sdt"):
        if "{{" in "".join(control.itertext(f"{W}t")):
            for sign in list(control.iter(f"{W}showingPlcHdr")):
                sign.getparent().remove(sign)


def make_plain(body: Any) -> None:
    """Leave of content controls what they hold, nothing of one without a value, a box of a box."""
    for hidden in list(body.iter(f"{W}vanish")):
        looks, run = hidden.getparent(), hidden.getparent().getparent()
        if run.tag == f"{W}r" and is_on(hidden.get(f"{W}val", "1")):
            looks.remove(hidden)
            for text in run.findall(f"{W}t"):
                run.remove(text)
    for control in list(body.iter(f"{W}sdt")):
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            _empty(control)
    for control in reversed(list(body.iter(f"{W}sdt"))):
        for child in control.iterfind(f"{W}sdtContent/*"):
            control.addprevious(child)
        control.getparent().remove(control)
    for box in list(body.iter(f"{W}checkBox")):
        _draw(next(box.iterancestors(f"{W}r")), box)


def _empty(control: Any) -> None:
    """Take out what a control says to be clicked on; in a line of text a line to write on takes its place."""
    content = control.find(f"{W}sdtContent")
    runs = [] if content is None else list(content.iter(f"{W}r"))
    for run in runs:
        run.getparent().remove(run)
    line = control.getparent()
    looks = control.find(f"{W}sdtPr/{W}rPr")
    is_in_text = line.tag == f"{W}p" and bool(text_of(line).strip())
    if content is None or line.tag != f"{W}p" or not (is_in_text or looks is not None):
        return
    run = etree.SubElement(content, f"{W}r")
    run.append(etree.Element(f"{W}rPr") if looks is None else deepcopy(looks))
    if is_in_text:
        for drawn in run[0].findall(f"{W}u"):
            run[0].remove(drawn)
        etree.SubElement(run[0], f"{W}u").set(f"{W}val", "single")
        text = etree.SubElement(run, f"{W}t")
        text.text = _ROOM
        text.set(SPACE, "preserve")


def _draw(begun: Any, box: Any) -> None:
    """A box in the place of an old form field that is one, from the run where it begins to its last."""
    runs = [begun, *begun.itersiblings(f"{W}r")]
    ends = (n for n, run in enumerate(runs) if run.find(f"{W}fldChar[@{W}fldCharType='end']") is not None)
    if (end := next(ends, None)) is None:
        return
    ticked = box.find(f"{W}checked")
    ticked = box.find(f"{W}default") if ticked is None else ticked
    is_ticked = ticked is not None and is_on(ticked.get(f"{W}val", "1"))
    for run in runs[1 : end + 1]:
        run.getparent().remove(run)
    for child in begun.findall(f"{W}fldChar") + begun.findall(f"{W}instrText"):
        begun.remove(child)
    etree.SubElement(begun, f"{W}t").text = "☑" if is_ticked else "□"
