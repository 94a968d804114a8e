"""Every fact that a form may draw on, by scope, with its Chinese title: the vocabulary of `source:`.

Read off the records of facts themselves, so that it can be listed and looked up without an applicant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from zcforms.facts.office import OfficeFacts
from zcforms.facts.person import PersonFacts
from zcforms.facts.unit import InstitutionFacts
from zcforms.ground.titled import Titled, parts_of, readable
from zcforms.model import Applicant
from zcforms.model.records import Record

DECLARED: Mapping[str, type[Titled]] = {
    "person": PersonFacts,
    "institution": InstitutionFacts,
    "office": OfficeFacts,
}
SCOPES = {"person": "每人", "institution": "每单位", "office": "每批"}
# What people also call a fact, where its scope has it.
ALSO = {
    "证件号码": "person.id.number",
    "身份证号码": "person.id.number",
    "身份证号": "person.id.number",
    "手机": "person.phone",
    "手机号码": "person.phone",
    "职称": "title.name",
    "现任职称": "title.name",
    "单位": "unit.name",
}
# Parts of an applicant that are facts of their own, or no facts at all.
_SAID_AT_THE_TOP = {"application", "photo", "evidence"}
IMAGES = frozenset({"photo", "pledge_qr", "signature"})


@dataclass(frozen=True)
class Fact:
    """One fact: its name ("person.name"), its title ("姓名") and its Chinese name ("申报人.姓名")."""

    name: str
    title: str
    chinese: str

    @property
    def may_be_date(self) -> bool:
        """Whether it can be written as 年月: by its title; a period is a text."""
        return self.title.endswith(("时间", "年月", "日期")) and not re.search("起止|及", self.title)


@dataclass(frozen=True)
class Listing(Fact):
    """A list of facts alike; its columns are named without the list.

    `untitled` says how a row is set or ticked: only our own templates ask for it.
    """

    columns: Mapping[str, Fact] = field(default_factory=dict, hash=False)
    untitled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Vocabulary:
    """All facts and lists of one scope, by name."""

    facts: Mapping[str, Fact]
    lists: Mapping[str, Listing]

    def fact(self, asked: str) -> Fact | str:
        """The fact of that English or Chinese name, or what is wrong with the name, in Chinese.

        A bare title that columns of lists bear, too, is taken only for what is said of the form's own
        subject.
        """
        found = _find(asked, self.facts)
        if isinstance(found, str) or asked != found.title:
            return found
        if "." not in found.name or found.name.startswith("person."):
            return found
        columns = [
            f"{listing.chinese}.{asked}"
            for listing in self.lists.values()
            if any(one.title == asked for one in listing.columns.values())
        ]
        return _in_full(asked, [found.chinese, *columns]) if columns else found

    def listing(self, asked: str) -> Listing | str:
        """The list of that English or Chinese name, or what is wrong with the name, in Chinese."""
        return _find(asked, self.lists)


F = TypeVar("F", bound=Fact)
_MANY = 5  # names to choose from that can still be taken in


def column(listing: Listing, asked: str) -> Fact | str:
    """The column of a list by its English or Chinese name, or what is wrong with the name."""
    return _find(asked, listing.columns, f"“{listing.title}”里")


def _find(asked: str, known: Mapping[str, F], where: str = "") -> F | str:
    if asked in known:
        return known[asked]
    for fact in known.values():
        if asked == fact.chinese:
            return fact
    if ALSO.get(asked) in known:
        return known[ALSO[asked]]
    alike = [fact for fact in known.values() if asked == fact.title]
    # A bare title means what is said of the form's own subject, if that is one thing. What lies deeper
    # (the ID number of a unit's operator) is never meant by its bare title.
    for depth in (0, 1):
        candidates = [f for f in alike if f.name.count(".") == depth]
        if len(candidates) == 1:
            return candidates[0]
    if alike:
        return _in_full(asked, [f.chinese for f in alike])
    names = [*known, *(f.title for f in known.values()), *(f.chinese for f in known.values())]
    near = "”或“".join(_near(asked, names))
    return f"{where}没有栏目“{asked}”" + (f"，是否想写“{near}”？" if near else "")


def _in_full(asked: str, names: list[str]) -> str:
    return f"“{asked}”要写全：" + "或".join(names[:_MANY]) + ("等" if len(names) > _MANY else "")


def _near(asked: str, names: list[str]) -> list[str]:
    """Every name in which one character is another, else the nearest: 姓别 is as near to 姓名 as to 性别."""
    one_off = [
        name
        for name in dict.fromkeys(names)
        if len(name) == len(asked) > 1 and sum(a != b for a, b in zip(asked, name, strict=True)) == 1
    ]
    return one_off[:_MANY] or get_close_matches(asked, names, n=1, cutoff=0.5)


@cache
def vocabulary(scope: str) -> Vocabulary:
    """The vocabulary of the forms of one scope: person, institution or office."""
    facts: dict[str, Fact] = {}
    lists: dict[str, Listing] = {}
    for found in _walk(DECLARED[scope], "", ""):
        if isinstance(found, Listing):
            lists[found.name] = found
        else:
            facts[found.name] = found
    return Vocabulary(facts, lists)


def _walk(record: type, name: str, chinese: str) -> Iterator[Fact]:
    for key, (title, annotation) in _parts(record).items():
        kinds = [*_kinds(annotation)]
        inner = next((k for k in kinds if isinstance(k, type) and issubclass(k, Titled | Record)), None)
        full, full_chinese = f"{name}{key}", f"{chinese}{title}"
        if list in kinds:
            if inner:
                columns = {f.name: f for f in _walk(inner, "", "") if not isinstance(f, Listing)}
                yield Listing(full, title, full_chinese, columns, _untitled(inner))
        elif inner:
            yield from _walk(inner, f"{full}.", f"{full_chinese}.")
        elif dict not in kinds:
            yield Fact(full, title, full_chinese)


def _parts(record: type) -> Mapping[str, tuple[str, Any]]:
    """The parts of a record of facts or of the applicant's own, by name with title and type."""
    if not issubclass(record, Record):
        return parts_of(record)
    return {
        name: (field.title or name, field.annotation)
        for name, field in record.model_fields.items()
        if not (record is Applicant and name in _SAID_AT_THE_TOP)
    }


def _untitled(record: type) -> frozenset[str]:
    if issubclass(record, Record):
        return frozenset()
    return readable(record) - parts_of(record).keys()  # type: ignore[arg-type]  # a class can be hashed


def _kinds(annotation: Any) -> Iterator[Any]:
    """The plain types that an annotation is made of."""
    origin = get_origin(annotation)
    if origin is None:
        yield annotation
    elif origin is Annotated:
        yield from _kinds(get_args(annotation)[0])
    elif origin in {Union, UnionType}:
        for part in get_args(annotation):
            yield from _kinds(part)
    else:
        yield origin
        if origin is list:
            for part in get_args(annotation):
                yield from _kinds(part)
