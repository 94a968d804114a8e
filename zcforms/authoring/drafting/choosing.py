"""Of all that the rules found one value for each key; what else was said of it; what no rule took."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zcforms.authoring.drafting import attachments, committee, heading, papers, study, timetable
from zcforms.authoring.drafting.found import Circular, Finder, Found
from zcforms.authoring.drafting.numerals import year_written
from zcforms.authoring.drafting.passages import Sentence

FINDERS: tuple[Finder, ...] = tuple(
    finder
    for module in (heading, timetable, papers, study, committee, attachments)
    for finder in module.FINDERS
)
_AROUND = 14  # characters of a quotation before and behind what was found
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?%?|[一二两三四五六七八九十百千]{1,7}(?=个?周?(?:年|月|日|份|项|名|篇|分|元|岁|次|天|字|册|工作日|学时|学分|件))"
)
# Figures that are names: numbers of documents and clauses, addresses, telephones, marks of lists.
_NAMES = re.compile(
    r"https?://[^\s，。）]+|[\w.]+\.(?:gov\.)?(?:cn|com|net)[\w/]*|[〔［\[（]\d{4}[〕］\]）]第?\d+号|\d+号|"
    r"第[一二三四五六七八九十\d]+[条款项章次]|附件[一二三四五六七八九十\d]*(?:[、，和]\d+)*|^\d{1,2}[、．.\t]|"
    r"（[一二三四五六七八九十\d]+）|\d{3,4}-\d{7,8}|\d{7,11}|[A-Za-z]\d+|第一|一致|一并|统一|一律|之一|一般|一票|一线|一定|一次性"
)


@dataclass(frozen=True)
class Chosen:
    """The value of a key, where it was found, and the places that say something else of it."""

    found: Found
    others: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Unplaced:
    """A sentence with figures that no rule took, which stand in 【】."""

    clause: str
    words: str


def quoted(found: Found) -> str:
    """Where a value stands: its clause and the words around it."""
    text, (start, end) = found.at.text, found.span
    before = "…" if start > _AROUND else ""
    behind = "…" if end + _AROUND < len(text) else ""
    cut = text[max(0, start - _AROUND) : end + _AROUND]
    where = "落款" if found.key in ("doc_date", "issuer") and found.at.clause else found.at.clause
    return f"{where or '正文'}：“{before}{cut}{behind}”"


def all_found(circular: Circular) -> list[Found]:
    """What every rule finds; a note says nothing that another rule took."""
    found = [one for finder in FINDERS for one in finder(circular)]
    taken = {(one.at.number, n) for one in found if one.key != "notes" for n in range(*one.span)}
    return [
        one
        for one in found
        if one.key != "notes" or not any((one.at.number, n) in taken for n in range(*one.span))
    ]


def choose(found: Iterable[Found]) -> dict[str, Chosen]:
    """By key the value that the circular itself says first; keys of lists keep all that is found."""
    by_key: dict[str, list[Found]] = {}
    for one in found:
        if one.key:
            by_key.setdefault(one.key, []).append(one)
    chosen = {}
    for key, all_of_it in by_key.items():
        ordered = sorted(all_of_it, key=_rank)
        first = ordered[0]
        others = {str(one.value): one for one in reversed(ordered) if str(one.value) != str(first.value)}
        chosen[key] = Chosen(first, tuple(others.values()))
    if "assessment.years" in chosen:
        chosen.pop("assessment.recent", None)  # the circular lists the years themselves
    return chosen


def _rank(found: Found) -> tuple[int, int]:
    """The circular before its attachments; of a form's titles the fullest, and the bag before the platform.

    What is uploaded may be handed in on paper, too.
    """
    if found.key.endswith(".title"):
        return -len(found.value), 0
    if found.key.endswith(".goes_to"):
        return int(found.value != "bag"), 0
    is_attached = found.at.part > 0
    if found.key in ("doc_date", "issuer", "series", "name"):
        is_attached = False
    return int(is_attached), int(_is_weaker(found))


def _is_weaker(found: Found) -> bool:
    """Whether another place says it more surely: a day for achievements, the document with the conditions."""
    if found.key == "dates.evidence_cutoff":
        return not re.search("业绩|成果|佐证", found.at.text[: found.span[0]])
    return found.key == "eligibility.external" and not re.search("条件|标准", found.value)


def unplaced(circular: Circular, found: Iterable[Found]) -> Iterator[Unplaced]:
    """The sentences with figures that no rule took: a person must see whether they are rules."""
    taken: dict[int, list[tuple[int, int]]] = {}
    for one in found:
        taken.setdefault(one.at.number, []).append(one.span)
    for sentence in circular.sentences:
        spans = [*taken.get(sentence.number, []), *_of_the_year(sentence, circular.year)]
        left = list(_left(sentence, spans))
        if left:
            yield Unplaced(sentence.clause, _marked(sentence.text, left))


def _of_the_year(sentence: Sentence, year: int | None) -> Iterator[tuple[int, int]]:
    """Where the circular's own year is named, "2026年度"."""
    named = re.finditer(f"{year_written(year)}年?度", sentence.text) if year is not None else ()
    return (match.span() for match in named)


def _left(sentence: Sentence, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    spans = [*taken, *(match.span() for match in _NAMES.finditer(sentence.text))]
    for match in _FIGURE.finditer(sentence.text):
        if not any(start < match.end() and match.start() < end for start, end in spans):
            yield match.span()


def _marked(text: str, left: list[tuple[int, int]]) -> str:
    first, last = max(0, left[0][0] - 30), min(len(text), left[-1][1] + 20)
    shown, at = ("…" if first else ""), first
    for start, end in left:
        shown += f"{text[at:start]}【{text[start:end]}】"
        at = end
    return shown + text[at:last] + ("…" if last < len(text) else "")
