"""The lines of a circular as sentences, each with the clause that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from zcforms.chinese.names import in_use
from zcforms.chinese.numbers import number_of
from zcforms.chinese.widths import narrow

_ENDS = "。；！？：;!?:"
_GOES_ON = ("，", "、", "“", "《", "（", "/", "和", "或", "的", "及")
_SHORTEST, _USUAL = 24, 36  # characters of a line of running text
_WHOLE = 0.7  # from which part of that on a line may go on in the next
_LONGEST = 1000  # characters of a sentence
_LEAD = 40  # characters of a heading that are kept for what stands under it
_PAGE_NUMBER = re.compile(r"[-—–]\s*\d{1,3}\s*[-—–]|第\s*\d+\s*页(\s*共\s*\d+\s*页)?")
_LIST = r"[一二三四五六七八九十]{1,3}"
# Kinds of marks from the outermost in; by each, what it looks like at the start of a line.
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("附件", r"附\s*件\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[:：]?\s*(?P<named>$|\S{2,40}$)"),
        ("条", rf"第(?P<n>{_LIST}|\d+)条\s*"),
        ("一", rf"(?P<n>{_LIST})\s*[、．.]\s*"),
        ("（一）", rf"（(?P<n>{_LIST})）\s*[、．.]?"),
        (
            "1",  # or 1.1
            r"(?P<n>[1-9]\d?(?:\.\d{1,2}){1,3}(?=[\u4e00-\u9fff《“]|\s+\d{1,4}[年月])(?![分万元倍年])|"
            r"\d{1,2}(?=\s*(?:[、．]|\.(?!\d))))\s*[、．.]?\s*",
        ),
        ("（1）", r"（(?P<n>\d{1,2})）\s*[、．.]?|(?P<m>\d{1,2})）"),
        ("①", r"(?P<n>[①②③④⑤⑥⑦⑧⑨⑩])\s*"),
    )
)
_ORDER = [kind for kind, _ in _MARKS]
# A heading with nothing between its number and its words, as where clauses are counted 1, 1.1, 1.2.
_BARE = re.compile(
    r"(?P<n>\d{1,2})(?![寸名份篇项年月日个人件天次册岁届期级周]|分(?!类))(?P<words>[\u4e00-\u9fff]{2,12})"
)
# A document that follows without being called an attachment.
_TITLE = re.compile(r"[^，。；：、\t]{6,40}(?:办法|条件|细则|须知|说明|流程|要求|清单|标准)(?:（试行）)?")
# What is attached, as the text itself lists it above its signature.
_LISTED = re.compile(r"附\s*件\s*\d{0,2}\s*[:：]?.{0,60}|\d{1,2}\s*[．.、].{1,60}")
_DAY_SIGNED = re.compile(r"(?:20\d\d|二[〇○零]\S\S)年\S{1,3}月\S{1,3}日")
_SIGNS = re.compile("[^，。；：]{3,36}(?:厅|局|委|处|部|院|所|会|中心|公司|集团|大学|学院|政府|办公室)")
_SIGNATURES = 3  # lines of who signs, at most, and the day
# A line of its own, however long the one before: who else gets it, its number, when it was printed or signed.
_ALONE = re.compile(
    r"(?:抄送|报送|主送|联系)[^，。]{0,4}：|.*印发$|(?:20\d\d|二[〇○零]\S\S)年\S{1,3}月\S{1,3}日$|"
    r"[\u4e00-\u9fff]{2,14}[〔［\[（]\d{4}[〕］\]）]第?\d+号$"
)
_SENTENCE = re.compile(r"[^。；;！？\n]*[。；;！？\n]?")


@dataclass(frozen=True)
class Sentence:
    """A sentence or row of a table: its clause, "附件2二3（1）", and the words that lead to it.

    `part` is 0 in the circular itself, and counts its attachments.
    """

    text: str
    clause: str
    headings: str
    part: int
    number: int

    @property
    def around(self) -> str:
        """The sentence with the headings above it."""
        return f"{self.headings}／{self.text}"


@dataclass
class _Passage:
    clause: str
    headings: tuple[str, ...]
    part: int
    text: str = ""


@dataclass
class _Stack:
    """Where a line stands: the marks above it with their words, and the last number of each kind."""

    marks: list[tuple[str, str, str]] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=dict)
    part: int = 0

    def enter(self, kind: str, number: str, words: str) -> None:
        """Go into a clause of a kind; those of its kind and further in end."""
        rank = _ORDER.index(kind)
        self.marks = [mark for mark in self.marks if _ORDER.index(mark[0]) < rank]
        self.last = {k: n for k, n in self.last.items() if _ORDER.index(k) <= rank}
        self.marks.append((kind, number, words))
        self.last[kind] = int(number_of(number) or 0)
        self.part += kind == "附件"

    def clause(self) -> str:
        """The marks as plans cite them."""
        is_named = bool(self.marks) and self.marks[0][1].startswith("《")
        shapes = {
            "附件": "{}" if is_named else "附件{}",
            "条": "第{}条",
            "（一）": "（{}）",
            "（1）": "（{}）",
        }
        if [kind for kind, *_ in self.marks[:2]] == ["附件", "1"] and not is_named:
            shapes["1"] = "第{}项"
        if self.marks and "." in self.marks[-1][1]:
            return self.marks[-1][1]
        return "".join(shapes.get(kind, "{}").format(number) for kind, number, _ in self.marks)

    def follows(self, kind: str, number: str) -> bool:
        """Whether a mark is the first of its kind here, or the one after the last."""
        n = number_of(number)
        return n is not None and n in (1, self.last.get(kind, -1) + 1)


def normal(line: str) -> str:
    """A line in one writing: no spaces around Chinese characters, full-width brackets, plain digits."""
    line = in_use(narrow(line))
    line = re.sub(r"[\u200b\ufeff\xad]", "", line.replace("\xa0", " "))
    line = re.sub(r"^[#>*\s]+(?=\D)|\*{2,}|^[-·•]\s+", "", line.strip(" \r\n\f\v"))
    line = line.replace("(", "（").replace(")", "）")
    line = re.sub(r"(?<=[^\x00-\x7f])[^\S\t]+|[^\S\t]+(?=[^\x00-\x7f])", "", line)
    line = re.sub(r"(?<=[^\x00-\x7f]),|,(?=[^\x00-\x7f])", "，", line)
    return re.sub(r"(?<=[^\x00-\x7f]):(?!//)|:(?=[^\x00-\x7f/])", "：", line)


def sentences(lines: Iterable[str]) -> list[Sentence]:
    """Every sentence of a text in its order."""
    found: list[Sentence] = []
    kept = (line for line in lines if not _PAGE_NUMBER.fullmatch(line.strip()))
    for passage in _passages([normal(line) for line in kept]):
        named = begun = ""  # the words that name the clause, and those that begin a sentence of several parts
        for n, text in enumerate(_split(passage.text)):
            above = "／".join(filter(None, (*passage.headings, named, begun)))
            found.append(Sentence(text, passage.clause, above, passage.part, len(found)))
            if n == 0 and len(text) <= _LEAD:
                named = text
            begun = "" if text.endswith("。") else begun or text[:_LEAD]
    return found


def _split(text: str) -> Iterator[str]:
    """Sentences; what stands inside brackets is not torn, and none is so long that rules take for ever."""
    for whole in _whole_sentences(text):
        yield from (whole[n : n + _LONGEST] for n in range(0, len(whole), _LONGEST))


def _whole_sentences(text: str) -> Iterator[str]:
    held = ""
    for piece in _SENTENCE.findall(text):
        held += piece.replace("\n", "")
        is_open = held.count("（") > held.count("）") and len(held) < 400 and not piece.endswith("\n")
        if held and not is_open:
            yield held
            held = ""
    if held:
        yield held


def _passages(lines: list[str]) -> Iterator[_Passage]:
    """Clause by clause: what a line begins, and the lines that go on with it."""
    full = _WHOLE * _usual_length(lines)
    stack, current, before = _Stack(), _Passage("", (), 0), ""
    lines = [line for line in lines if re.search(r"\w", line)]
    signed = _signed(lines)
    for n, line in enumerate(lines):
        is_alone = "\t" in before + line or n in signed or _ALONE.match(line) is not None
        goes_on = bool(before) and not is_alone and _goes_on(before, full)
        mark = None if n in signed else _mark_of(line, stack, goes_on, before)
        if mark is None and stack.marks and before.endswith("。") and _TITLE.fullmatch(line):
            mark = ("附件", f"《{line}》", line)
        if mark is None:
            current.text += line if goes_on else f"\n{line}"
        else:
            if current.text:
                yield current
            kind, number, rest = mark
            stack.enter(kind, number, rest[:_LEAD])
            current = _Passage(stack.clause(), tuple(m[2] for m in stack.marks[:-1]), stack.part, rest)
            if _is_heading(rest) and not _goes_on(line, full):
                current.text += "\n"
        before = line
    if current.text:
        yield current


def _signed(lines: list[str]) -> set[int]:
    """The lines that sign, and those of a list of what is attached above them: they begin no attachment."""
    found = {
        n
        for n, (line, below) in enumerate(pairwise(lines))
        if _SIGNS.fullmatch(line) and _DAY_SIGNED.fullmatch(below)
    }
    end = 0
    for n, line in enumerate(lines):
        if n < end or n in found or not re.match(r"附\s*件", line):
            continue
        end = n + 1
        while end < len(lines) and _LISTED.fullmatch(lines[end]):
            end += 1
        below = lines[end : end + _SIGNATURES]
        day = next((k for k, one in enumerate(below) if _DAY_SIGNED.fullmatch(one)), None)
        if day is not None and all(_is_heading(one) or len(one) <= _LEAD for one in below[:day]):
            found |= set(range(n, end + day + 1))
    return found


def _usual_length(lines: list[str]) -> float:
    lengths = sorted(len(line) for line in lines if line)
    return max(_SHORTEST, min(_USUAL, lengths[int(len(lengths) * 0.9)] if lengths else 0))


def _goes_on(line: str, full: float) -> bool:
    """Whether a sentence that fills a line goes on in the next."""
    return line.endswith(_GOES_ON) or (len(line) >= full and line[-1] not in _ENDS)


def _is_heading(words: str) -> bool:
    return len(words) <= 25 and not re.search("[，。；：]", words)


def _mark_of(line: str, stack: _Stack, goes_on: bool, before: str) -> tuple[str, str, str] | None:
    """The kind and number of the clause that a line begins, and the rest of it; None if it begins none."""
    for kind, pattern in _MARKS:
        match = pattern.match(line)
        if match is None:
            continue
        number = match["n"] or (match.groupdict().get("m") or "")
        if kind == "附件":
            named = match["named"] or ""
            if match["n"] and not named:
                return kind, number, ""
            if goes_on or re.search(r"[。；]|^[：:]?\s*1?[．.、]", named) or _is_mention(named):
                return None
            return kind, number, named
        # A reference, "第六条（一）、（二）", may stand at the start of a line of wrapped text.
        if before.endswith(("、", "，", "“", "《", "（")) or (goes_on and not stack.follows(kind, number)):
            return None
        return kind, number, line[match.end() :]
    bare = _BARE.fullmatch(line)
    if bare and not goes_on and stack.follows("一", bare["n"]):
        return "一", bare["n"], bare["words"]
    return None


def _is_mention(words: str) -> bool:
    """Whether the words after 附件 go on with a sentence about it, and are no title."""
    return bool(re.match(r"[）、，《》的中]|所列|要求", words))
