"""Fields of a mail merge (邮件合并) as tags: an office brings the Word file that it has printed from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lxml import etree

from zcforms.authoring.adding.guessing import plain
from zcforms.authoring.adding.word.captions import Words
from zcforms.authoring.adding.word.marks import SPACE
from zcforms.authoring.adding.word.package import Package
from zcforms.facts.vocabulary import Fact, Vocabulary
from zcforms.fillers.word_file import W

_MERGED = re.compile(r"""\s*MERGEFIELD\s+(?:"([^"]*)"|(\S+))(.*)""", re.IGNORECASE | re.DOTALL)
# What is said beside the name: how the text looks, which is as here, and how a date is written.
_LOOKS = re.compile(r"\s*\\\*\s*(?:MERGEFORMAT|CHARFORMAT|Upper|Lower|FirstCap|Caps)\b", re.IGNORECASE)
_DATE = re.compile(r"""\s*\\@\s*("[^"]*"|\S+)""")
# What acts or changes only while Word merges: a label for each, numbers of records, whole addresses.
_MERGING = re.compile(
    r"(?<!\S)(?:MERGE(?:FIELD|REC|SEQ)|NEXT(?:IF)?|SKIPIF|ADDRESSBLOCK|GREETINGLINE)(?!\S)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Merged:
    """A field of a mail merge: the elements that it is made of, in one place, and what it says."""

    elements: list[Any]
    code: re.Match[str]

    @property
    def name(self) -> str:
        """The column that it shows."""
        return (self.code[1] or self.code[2]).strip()

    def _tag(self, name: str) -> str:
        """The tag that says the same; what a field says beside, and no tag can, is in it and is told."""
        rest = _LOOKS.sub("", self.code[3])
        way = ""
        if date := _DATE.search(rest):
            rest, way = _DATE.sub("", rest), "|年月日" if "d" in date[1].lower() else "|年月"
        return f"{{{{ {name}{way}{rest.rstrip()} }}}}"

    def write(self, name: str) -> None:
        """Put a tag of that name in its place, in the looks of what it showed."""
        runs = [run for element in self.elements for run in element.iter(f"{W}r")]
        shown = [run for run in runs if run.find(f"{W}t") is not None] or runs
        run = etree.Element(f"{W}r")
        if shown and (looks := shown[0].find(f"{W}rPr")) is not None:
            run.append(deepcopy(looks))
        text = etree.SubElement(run, f"{W}t")
        text.text = self._tag(name)
        text.set(SPACE, "preserve")
        self.elements[0].addprevious(run)
        for element in self.elements:
            element.getparent().remove(element)


def as_tags(package: Package, vocabulary: Vocabulary, words: Words) -> None:
    """Write the fields as tags, where any shows what is known or there are tags already.

    What they show that is not known is told as of any tag; a file of which nothing is known has no tags.
    """
    merged = [one for part in package.text_parts() for one in _merged_in(package.trees[part])]
    meant = [_meant(one.name, vocabulary, words) for one in merged]
    if any(meant) or package.has_tags():
        for one, name in zip(merged, meant, strict=True):
            one.write(name or one.name)


def _meant(name: str, vocabulary: Vocabulary, words: Words) -> str:
    """What a column of the office's own is called here, in full where it must be; "" if it is not known."""
    if isinstance(vocabulary.fact(name), Fact):
        return name
    spec = words.captions.get(plain(name))
    fact = vocabulary.fact(spec.source) if spec and spec.source else ""
    return fact.chinese if isinstance(fact, Fact) else ""


def left_in(package: Package) -> bool:
    """Whether a field of a merge is left, as within another (IF), which shows what it showed when saved."""
    trees = [package.trees[part] for part in package.text_parts()]
    codes = ["".join(tree.itertext(f"{W}instrText")) for tree in trees]
    codes += [one.get(f"{W}instr", "") for tree in trees for one in tree.iter(f"{W}fldSimple")]
    return any(map(_MERGING.search, codes))


def _merged_in(tree: Any) -> Iterator[_Merged]:
    """The fields of a part that stand by themselves, in one place each."""
    begun: list[Any] = []
    for mark in tree.iter(f"{W}fldChar", f"{W}fldSimple"):
        kind = mark.get(f"{W}fldCharType")
        if mark.tag == f"{W}fldSimple":
            code = _MERGED.fullmatch(mark.get(f"{W}instr", ""))
            if code and not begun:
                yield _Merged([mark], code)
        elif kind == "begin":
            begun.append(mark)
        elif kind == "end" and begun:
            found = _whole(begun.pop(), mark)
            if found and not begun:
                yield found


def _whole(begun: Any, ended: Any) -> _Merged | None:
    """The field from one mark to another, if nothing else stands in their runs or between them."""
    runs = [begun.getparent()]
    while runs[-1] is not ended.getparent():
        if (following := runs[-1].getnext()) is None:
            return None
        runs.append(following)
    beside = [*begun.itersiblings(f"{W}t", preceding=True), *ended.itersiblings(f"{W}t")]
    code = _MERGED.fullmatch("".join(text for run in runs for text in run.itertext(f"{W}instrText")))
    return _Merged(runs, code) if code and not beside else None
