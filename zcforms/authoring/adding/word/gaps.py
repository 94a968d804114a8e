"""Gaps to write in: underlined or dotted room after a caption in a line of text, and boxes to tick."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from unicodedata import east_asian_width

from lxml import etree

from zcforms.authoring.adding.guessing import plain
from zcforms.authoring.adding.word.captions import Meant, Words, around, is_of_a_clerk, is_phone, meant
from zcforms.authoring.adding.word.marks import SPACE, Draft, Guess, Mark
from zcforms.fillers.word_file import W
from zcforms.forms import FieldSpec

BOXES = "□☐◻▢○◯"
_THIN = "".join(map(chr, [*range(0x2000, 0x200C), 0x202F, 0x205F, 0x2060, 0xFEFF]))  # room of no usual width
_ROOM = " \u3000\xa0_＿" + _THIN
_SPACE = r"\s\u3000\xa0_＿./-"
_YEAR = rf"(?:(?:20|19)[{_SPACE}]*)?年[{_SPACE}]*月[日{_SPACE}]*"
_DATE = re.compile(rf"[{_SPACE}]*(?:{_YEAR})+")  # (one way only to match: a file may have a million of them)
_WORD = r"\w（）()、/／·"
_CAPTION = re.compile(rf"([{_WORD}][{_WORD} \u3000]*?)[ \u3000]*([：:]?)[ \u3000]*$")
_DATED = re.compile(rf"[{_ROOM}]*年[{_ROOM}]*月(?:[{_ROOM}]*日)?")
_SINCE = re.compile(r"[于自从至到在]\s*(?:20|19)?$")  # what stands before the room for a date in a sentence
_TO = rf"[{_ROOM}]*起?[至到—－~～-]+[{_ROOM}]*"
_UNTIL = re.compile(_TO)
_BEGINS = re.compile(rf"{_TO}{_DATED.pattern}")  # what stands behind the first of two dates
_ENDS = re.compile(rf"年[{_ROOM}]*月(?:[{_ROOM}]*日)?{_TO}$")  # before the last
_CENTURY = re.compile("(?<!\\d)(?:20|19)$")  # printed before the room for the rest of a year
_UNITS = (
    "人次|人|名|份|亿元|万元|元|分|周岁|岁|项|个月|个工作日|工作日|个|年|月|天|次|届|"
    "学时|课时|学分|小时|篇|部|本|件|万字|字|级|%|％"
)
_MEASURED = re.compile(rf"[{_ROOM}]+((?:{_UNITS})?)[{_ROOM}]*")
_COUNTED = re.compile(rf"(?!年|月|天)(?:{_UNITS})(?=[，。；、,;.）)\s]|$)")  # behind room in a sentence
_WORDED = re.compile(r"[\u4e00-\u9fff]{2}$|[，、；（]共$")  # before it: 姓　　名 is one word
_YEAR_ALONE = re.compile(rf"年(?![{_ROOM}\d]*月)")
_IN_A_DATE = re.compile(rf"[月日]|年(?:[{_ROOM}月\d]|$)")  # what stands behind room for a date
_YEARS = frozenset({"plan.year", "year"})  # what is a year, and no year and month
_CONTACTS = frozenset({"unit.contact", "office.contact"})  # whose telephone may follow
_NEAR = 60  # characters before and after a gap that may say what it is for
_LEAST = 4  # characters of plain room after a colon that are a gap
_AT_LEAST = 2  # underlined ones


@dataclass(frozen=True)
class _Gap:
    """Room in a paragraph: where it begins and ends in its text, and what stands before it."""

    start: int
    end: int
    caption: str
    colon: bool
    before: str
    after: str
    drawn: bool  # as a line, or before the measure word of what is counted
    date: bool = False

    @property
    def name(self) -> str:
        """What it is called: its caption, or what stands around it in its sentence."""
        if self.date and not self.colon:
            return f"{plain(self.before)[-6:]}…{plain(self.after)[:4]}"
        return self.caption

    def meant(self, words: Words) -> Meant:
        """What belongs there."""
        said = meant(self.caption, words) if self.caption else Meant()
        told = around(self.before, self.after, words)
        if self.date and not self.colon:
            return Meant(told.spec, by_hand=said.by_hand)
        said = Meant() if said.also else said  # one blank for two things
        if _YEAR_ALONE.match(self.after):
            said = said if said.spec and said.spec.source in _YEARS else Meant(by_hand=said.by_hand)
        return told if told.spec and not (said.by_hand or (said.sure and self.colon)) else said


def is_blank(text: str) -> bool:
    """Whether nothing but room stands there."""
    return not text.strip(_ROOM + "\n\t\r")


def is_date(text: str) -> bool:
    """Whether only 年　月　日 stands there."""
    return _DATE.fullmatch(text.strip()) is not None


def measure(text: str) -> str:
    """The measure word that alone stands in a blank: 人 of 　　人; "" for none."""
    found = _MEASURED.fullmatch(text.strip("\n"))
    return found[1] if found else ""


def fill_gaps(paragraph: Any, place: str, words: Words, draft: Draft, beside: str = "") -> bool:
    """Put tags into the gaps of a paragraph that follow a caption; whether there was any.

    `beside` is the caption of the cell that it stands in.
    """
    pieces = [(run, t) for run in paragraph.iter(f"{W}r") for t in run.findall(f"{W}t")]
    gaps = list(_gaps(pieces))
    ends = dict(_ends(gaps, beside + "".join(t.text or "" for _, t in pieces), words))
    found: list[tuple[_Gap, Guess]] = []
    signed = ""  # what follows somebody's signature is theirs
    for gap in gaps:
        said = ends.get(gap) or gap.meant(words)
        if gap.date and said.spec and not draft.facts[said.spec.source or ""].may_be_date:
            said = Meant()  # 公示时间 of which we know the whole, not the day that it begins
        if gap.date and not gap.colon and (signed or said.by_hand):
            continue
        if said.by_hand:
            draft.by_hand.append(f"{place}“{gap.caption}”")
            signed = gap.caption or "签名"
        elif said.spec and is_phone(said.spec) and words.scope == "person" and is_of_a_clerk(signed):
            found.append((gap, draft.guess(place, gap.caption, None, False)))
        elif said.spec and said.spec.format != "image":
            form = "chinese_date" if gap.date else ""
            theirs = bool(signed) or (found and found[-1][1].source in _CONTACTS)
            sure = said.sure and gap.colon and not theirs
            name = gap.name or said.spec.title
            found.append((gap, draft.guess(place, name, said.spec, sure, form)))
        elif gap.drawn or gap.date:
            name = gap.name or plain(gap.before)[-6:] or "空格"
            found.append((gap, draft.guess(place, name, None, False, "chinese_date" if gap.date else "")))
    for gap, guess in reversed(found):  # what is changed lies behind what is still to be looked at
        _put(pieces, gap, guess, draft)
    return bool(gaps)


def _ends(gaps: list[_Gap], around: str, words: Words) -> Iterator[tuple[_Gap, Meant]]:
    """Of two dates with 至 between them the two ends, where a word says of what."""
    sources = next((both for topic, both in words.spans.items() if topic in plain(around)), ())
    for first, last in pairwise(gaps) if sources else ():
        if first.date and last.date and _UNTIL.fullmatch(last.before):
            for gap, source in zip((first, last), sources, strict=True):
                yield gap, Meant(FieldSpec(title=gap.name, source=source))


def _gaps(pieces: list[tuple[Any, Any]]) -> Iterator[_Gap]:
    text = "".join(t.text or "" for _, t in pieces)
    lined = "".join(("1" if _underlined(run) else "0") * len(t.text or "") for run, t in pieces)
    last = 0
    for room in re.finditer(f"[{_ROOM}]+|$", text):
        if room.start() < last:
            continue
        start, end = _drawn(text, lined, *room.span())
        before = text[max(last, room.start() - _NEAR) : room.start()]
        caption = _CAPTION.search(re.split(r"[，。；,;\n\t]", before)[-1])
        colon = bool(caption and caption[2])
        date = _DATED.match(text, start)
        if text[end : end + 1] and text[end] in BOXES:
            continue
        if date and not colon and not _is_in_a_sentence(text, lined, *date.span()):
            date = None
        if date and (printed := _CENTURY.search(text, last, start)):
            start, before = printed.start(), text[max(last, room.start() - _NEAR) : printed.start()]
        end = date.end() if date else end
        if date or _is_room(text, lined, start, end, colon):
            said = caption[1].lstrip("（(").strip() if caption else ""
            drawn = "1" in lined[start:end] or "_" in text[start:end] or "＿" in text[start:end]
            drawn = drawn or _is_counted(text, start, end)
            yield _Gap(start, end, said, colon, before, text[end : end + _NEAR], drawn, bool(date))
            last = end


def _is_in_a_sentence(text: str, lined: str, start: int, end: int) -> bool:
    """Whether room for 年　月 is part of a sentence: what stands alone, or last, is when somebody signs."""
    if _SINCE.search(text[max(0, start - _NEAR) : start]) or _BEGINS.match(text, end):
        return True
    if _ENDS.search(text[max(0, start - _NEAR) : start]):
        return True
    goes_on = text[end:].strip(_ROOM + "）)。；;，,.")
    is_drawn = "1" in lined[start:end] or "_" in text[start:end] or "＿" in text[start:end]
    return is_drawn and bool(goes_on) and not is_date(goes_on) and bool(text[:start].strip())


def _is_room(text: str, lined: str, start: int, end: int, colon: bool) -> bool:
    """Whether there is room to write: drawn as a line; or plain after a colon, much or up to the end."""
    if _IN_A_DATE.match(text, end) and not (colon and _YEAR_ALONE.match(text, end)):
        return False
    if "1" in lined[start:end] or text[start : start + 1] in ("_", "＿"):
        return end - start >= _AT_LEAST
    return (colon and (end - start >= _LEAST or end == len(text))) or _is_counted(text, start, end)


def _is_counted(text: str, start: int, end: int) -> bool:
    """Whether room without a line stands between words and a measure word: 累计　　学时."""
    wide = sum(2 if c == "\u3000" else 1 for c in text[start:end])
    worded = _WORDED.search(text[max(0, start - 2) : start])
    return wide >= _LEAST and bool(worded and _COUNTED.match(text, end))


def _drawn(text: str, lined: str, start: int, end: int) -> tuple[int, int]:
    """Of some room what is drawn as a line, if a part of it is: underlined, or made of underscores."""
    if "1" in lined[start:end]:
        return lined.index("1", start), lined.rindex("1", start, end) + 1
    if line := re.search("[_＿]+", text[start:end]):
        return start + line.start(), start + line.end()
    return start, end


def _underlined(run: Any) -> bool:
    line = run.find(f"{W}rPr/{W}u")
    return line is not None and line.get(f"{W}val", "single") != "none"


def _put(pieces: list[tuple[Any, Any]], gap: _Gap, guess: Guess, draft: Draft) -> None:
    """A field's value in place of a gap: what it leaves of the room stays, so nothing after it moves.

    Without a value the room stands there as it did, each piece with its own looks.
    """
    room = "".join(text.text or "" for _, text in pieces)[gap.start : gap.end]
    at = 0
    first = True
    for run, text in pieces:
        said = text.text or ""
        start, end = max(gap.start - at, 0), min(gap.end - at, len(said))
        at += len(said)
        is_at_the_end = first and not room and at == gap.start and text is pieces[-1][1]
        if start >= end and not is_at_the_end:
            continue
        if said[end:]:
            run.addnext(_alike(run, said[end:]))
        if said[start:end]:
            run.addnext(_blank(run, said[start:end], guess.key, draft))
        if first:
            tagged = _alike(run, "")
            if "_" in room or "＿" in room:  # a value on a line of underscores is underlined in their place
                _underline(tagged)
            run.addnext(tagged)
            draft.put(tagged.find(f"{W}t"), _padded(guess.key, room), guess)
            first = False
        text.text = said[:start]
        text.set(SPACE, "preserve")


def _padded(key: str, room: str) -> str:
    """A value, and after it as much of the room, which em widths measure, as it does not take."""
    if not room:
        return f"{{{{ {key} }}}}"
    wide = sum(1 if east_asian_width(c) in "FW" else 0.5 for c in room)
    rest = f"{{{{ '\u3000' * ({wide:g} - ({key}|em))|int }}}}"
    return f"{{% if {key} %}}{{{{ {key} }}}}{rest}{{% endif %}}"


def _blank(run: Any, room: str, key: str, draft: Draft) -> Any:
    """A run with what stood in a part of a gap, where there is no value."""
    other = _alike(run, f"{{% if not {key} %}}{room}{{% endif %}}")
    draft.marks.append(Mark(other.find(f"{W}t"), said=""))
    return other


def _alike(run: Any, said: str) -> Any:
    """Another run that looks as one does, with a text of its own."""
    other = etree.Element(f"{W}r")
    looks = run.find(f"{W}rPr")
    if looks is not None:
        other.append(deepcopy(looks))
    text = etree.SubElement(other, f"{W}t")
    text.text = said
    text.set(SPACE, "preserve")
    return other


def _underline(run: Any) -> None:
    looks = run.find(f"{W}rPr")
    if looks is None:
        looks = etree.Element(f"{W}rPr")
        run.insert(0, looks)
    etree.SubElement(looks, f"{W}u").set(f"{W}val", "single")
