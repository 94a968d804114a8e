"""Achievements in words: the rows of 业绩登记 and 论文登记."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.names import rank_of
from zcforms.chinese.numbers import numeral
from zcforms.chinese.titles import in_marks, unmarked
from zcforms.facts.seen import OfApplicant
from zcforms.facts.wording import joined, number, period
from zcforms.ground.titled import Titled, titled
from zcforms.model import Award, Paper, Project
from zcforms.model.achievements import (
    Achievement,
    Adoption,
    Certificate,
    Honour,
    Influence,
    Patent,
    Standard,
)
from zcforms.plans.window import achieved_on, title_window


@dataclass(frozen=True, slots=True)
class Told:
    """What an achievement is, when it was, the applicant's part in it and what came of it: as stated."""

    name: str
    date: str
    part: str
    result: str


@dataclass(frozen=True)
class WorkRow(Titled):
    """A row of 业绩登记."""

    date: Annotated[str, "起止时间"]
    name: Annotated[str, "工作名称"]
    part: Annotated[str, "本人作用"]
    result: Annotated[str, "完成情况及效果"]


@dataclass(frozen=True)
class PaperEntry(Titled):
    """A row of 论文登记."""

    date: Annotated[str, "日期"]
    name: Annotated[str, "名称"]
    publication: Annotated[str, "出版登载情况"]
    rank: Annotated[str, "合（独）著、译"]


class WorkFacts(OfApplicant):
    """Works before and after the current title; None leaves the table blank, [] prints 无.

    By the title alone, also where the plan counts the last years too; what may be from either side is
    after, once. 无 is printed only where every list was declared: nobody else has said that there is
    nothing.
    """

    @titled("任现职前业绩")
    def before(self) -> list[WorkRow] | None:
        return self._works(after=False)

    @titled("任现职后业绩")
    def after(self) -> list[WorkRow] | None:
        return self._works(after=True)

    @titled("论文登记")
    def papers(self) -> list[PaperEntry] | None:
        stated = self._applicant.papers
        return None if stated is None else [_paper(p) for p in sorted(stated, key=lambda p: p.date)]

    def _works(self, after: bool) -> list[WorkRow] | None:
        a, title = self._applicant, title_window(self._applicant, self._plan)
        lists = (a.projects, a.patents, a.standards, a.awards, a.honours)
        works = [(entry, _registered(entry)) for entries in lists for entry in entries or []]
        works.sort(key=lambda pair: in_order(pair[0]))
        rows = [row for entry, row in works if title.shows(entry) is after]
        return None if not rows and None in lists else rows


_MARK = "【代表作】"


def in_order(entry: Achievement) -> tuple[PartialDate, ...]:
    """What a list in order of time goes by: when a work began, as its row says first; then its end.

    Of those that began together, what goes on comes last.
    """
    ended = achieved_on(entry) or PartialDate(2100)
    return (entry.start if isinstance(entry, Project) else ended, ended)


def _open_ended(text: str | None) -> str | None:
    """A sentence that goes on: without its full stop."""
    return text and text.rstrip().rstrip("。；")


def told(entry: Achievement) -> Told:
    """An achievement of any kind in words."""
    match entry:
        case Project():
            rank = f"（排名{entry.rank}）" if entry.rank else ""
            amount = f"经费{number(entry.amount)}万元" if entry.amount else None
            return Told(
                entry.title,
                period(entry.start, entry.end),
                joined(entry.role + rank, entry.content, by="："),
                joined(_open_ended(entry.result) if amount else entry.result, amount, by="；"),
            )
        case Paper():
            return Told(marked_title(entry), entry.date.to_month(), authorship(entry), published(entry))
        case Patent():
            result = joined(entry.status, entry.number)
        case Standard():
            result = entry.number
        case Award():
            result = joined(entry.award, entry.grade, by="") + f"（{entry.issuer}）"
        case Honour():
            result = f"{entry.issuer}授予"
        case Certificate():
            result = joined(entry.issuer, entry.number)
        case Influence():
            result = entry.issuer or ""
        case Adoption():
            result = joined(entry.by, entry.effect)
        case _:
            raise TypeError(type(entry).__name__)
    place: str | None = getattr(entry, "rank", None)
    name = unmarked(entry.title) if isinstance(entry, Standard) else entry.title
    return Told(name, entry.date.to_month(), f"排名{place}" if place else "", result)


def _registered(entry: Project | Patent | Standard | Award | Honour) -> WorkRow:
    match entry:
        case Project():
            kind = joined(entry.kind, entry.number)
            name = entry.title + (f"（{kind}）" if kind else "")
        case Patent():
            name = f"{entry.title}（{entry.kind}）"
        case Standard():
            name = f"{in_marks(entry.title)}（{entry.level}）"
        case Award():
            name = entry.title
        case Honour():
            name = f"荣誉称号：{entry.title}"
    words = told(entry)
    return WorkRow(words.date, name, words.part, words.result)


def _paper(p: Paper) -> PaperEntry:
    name = f"{in_marks(p.title)}{_MARK if p.representative else ''}"
    words = told(p)
    return PaperEntry(words.date, joined(name, p.abstract, by="："), words.result, words.part)


def marked_title(paper: Paper) -> str:
    """The title without 《》, with 【代表作】 where it is one."""
    return unmarked(paper.title) + (_MARK if paper.representative else "")


def published(paper: Paper) -> str:
    """Where a paper appeared, and that it is still to appear."""
    status = paper.status if paper.status == "录用待发" else None
    return joined(paper.publication, paper.issue, paper.number, status)


def _among_authors(rank: str) -> str:
    """A place that is surely one, as 第一作者: 1, 第1, 第一; any other wording as it stands."""
    place = rank_of(rank) if re.fullmatch(r"第?(\d{1,2}|[一二三四五六七八九十])(作者)?", rank) else None
    return f"第{numeral(place)}作者" if place and place <= 10 else rank


def authorship(paper: Paper) -> str:
    """合（独）著、译: the word, with the rank where there are several authors."""
    if paper.kind == "译作":
        return f"译（{paper.rank}）"
    match = re.fullmatch(r"(\d+)\s*/\s*(\d+)", paper.rank)
    if match is None:
        return _among_authors(paper.rank)
    return "独著" if match[2] == "1" else f"合著（{paper.rank}）"
