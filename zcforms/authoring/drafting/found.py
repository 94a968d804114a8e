"""What a rule found in a circular: a value for a key of the plan, and the words that it stands on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zcforms.authoring.drafting.numerals import YEAR
from zcforms.authoring.drafting.passages import Sentence, sentences
from zcforms.chinese.numbers import whole

Span = tuple[int, int]


@dataclass(frozen=True)
class Found:
    """A value, the sentence that says it, and where in it the words stand that the rule took.

    Without a key the words are only understood: they say again what is said elsewhere.
    """

    key: str
    value: Any
    at: Sentence
    span: Span


# A heading without 关于: "某省2026年度某专业资格评审工作安排".
_PLAIN_TITLE = re.compile(
    r"[\u4e00-\u9fff]{0,20}20\d\d年[\u4e00-\u9fff（）、]{2,60}?评审[\u4e00-\u9fff]{0,12}?(?:通知|公告|通告|安排|方案)"
)
Finder = Callable[["Circular"], Iterator[Found]]


class Circular:
    """The sentences of a circular, with its year and heading."""

    def __init__(self, lines: list[str]) -> None:
        self.sentences = sentences(lines)

    @cached_property
    def text(self) -> str:
        """All sentences, a line each."""
        return "\n".join(sentence.text for sentence in self.sentences)

    @cached_property
    def head(self) -> list[Sentence]:
        """What stands before the first clause."""
        return [s for s in self.sentences if not s.clause]

    @cached_property
    def title(self) -> str:
        """The name of the circular as its heading has it; "" if it is not there."""
        whole = "".join(s.text for s in self.head)
        if match := re.search(r"关于(?:(?!关于)[^。《》]|《[^《》]*》){3,80}?的(?:通知|公告|通告)", whole):
            return match[0]
        named = (_PLAIN_TITLE.match(s.text) for s in self.head)
        return next((match[0] for match in named if match), "")

    @cached_property
    def year(self) -> int | None:
        """The year that it is for: the one of its heading, else the one that it names most often so."""
        found = re.search(rf"({YEAR})年", self.title)
        years = [found[1]] if found else re.findall(r"(20\d\d)年?度(?!继续教育)", self.text)
        if years:
            return whole(max(years, key=years.count))
        return max(map(int, re.findall(r"(20\d\d)年", self.text)), default=None)

    def about(self, words: str, unless: str = "(?!)") -> Iterator[Sentence]:
        """The sentences in which a pattern is met, there or in a heading above, and another is not."""
        for sentence in self.sentences:
            if re.search(words, sentence.around) and not re.search(unless, sentence.text):
                yield sentence


def rule(
    key: str,
    pattern: str,
    value: Callable[[re.Match[str]], Any],
    about: str = "",
    unless: str = "(?!)",
) -> Finder:
    """A rule for a key whose value one pattern says, in sentences about something."""
    compiled = re.compile(pattern)

    def find(circular: Circular) -> Iterator[Found]:
        for sentence in circular.about(about, unless):
            for match in compiled.finditer(sentence.text):
                yield Found(key, value(match), sentence, match.span())

    return find


_DENIED_BEFORE = (
    r"不[得能可](?!超过|大于|小于|[低高少多]于)|不[要再须需必用]|不接受|无需|无须|严禁|禁止|谢绝|勿|非$"
)
_DENIED_BEHIND = (
    r"无效|不符合|不合格|不可用|不(?:予|被)?(?:接受|采用|采纳|受理|认可|通过)|"
    r"不行|免[于予]?(?:参加)?(?:答辩|面试)|不(?:必|需)?参加|不得(?:使用|采用|上传)?$"
)


def is_denied(text: str, span: Span) -> bool:
    """Whether the words of a span are named as what is not wanted: "红底、蓝底无效", "不得用红底".

    "非白底的无效" and "白底以外的无效" want it.
    """
    before = re.split("[，。；：（）]", text[: span[0]])[-1]
    behind = re.split("[，。；：（）]", text[span[1] :])[0]
    is_denied_behind = re.search(_DENIED_BEHIND, behind) and not re.search("[以之]外|其[他它余]", behind)
    return bool(re.search(_DENIED_BEFORE, before)) != bool(is_denied_behind)


def yes(_: re.Match[str]) -> bool:
    """That something is said at all."""
    return True


def words(group: str | int = "w") -> Callable[[re.Match[str]], str]:
    """The words of a group."""
    return lambda match: match[group]


def count(group: str = "n") -> Callable[[re.Match[str]], int]:
    """The whole number of a group."""
    return lambda match: whole(match[group])
