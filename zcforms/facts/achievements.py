"""An applicant's achievements as rows: in one list, and kind by kind with its own columns (requirements A8).

Only what counts under the plan, or may, in order of time as in every other list, kind after kind: on two
papers of one dossier the same works stand in the same order. None leaves a table blank (nothing stated, or
nothing of it counts), an empty list prints 无.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.titles import unmarked
from zcforms.facts.proofs import page, proof
from zcforms.facts.seen import OfApplicant
from zcforms.facts.wording import joined, number, period, role_in
from zcforms.facts.works import authorship, in_order, marked_title, told
from zcforms.ground.titled import Titled, titled
from zcforms.model import Award, Paper, Project
from zcforms.model.achievements import Achievement, Adoption, Certificate, Honour, Influence, Patent, Standard

_SOFTWARE = "软件著作权"
Index = Annotated[str, "序号"]
Proof = Annotated[str, "佐证"]
Page = Annotated[str, "佐证页码"]


@dataclass(frozen=True)
class AchievementRow(Titled):
    """An achievement of any kind."""

    index: Index
    kind: Annotated[str, "类别"]
    name: Annotated[str, "名称"]
    date: Annotated[str, "时间"]
    level: Annotated[str | None, "级别"]
    part: Annotated[str | None, "本人作用"]
    result: Annotated[str | None, "完成情况"]
    proof: Proof
    page: Page


@dataclass(frozen=True)
class ProjectRow(Titled):
    """A project."""

    index: Index
    name: Annotated[str, "项目名称"]
    number: Annotated[str | None, "立项编号"]
    amount: Annotated[str, "经费"]
    period: Annotated[str, "起止年月"]
    source: Annotated[str, "项目性质及来源"]
    role: Annotated[str, "担任角色"]
    result: Annotated[str | None, "完成情况"]
    proof: Proof
    page: Page


@dataclass(frozen=True)
class AwardRow(Titled):
    """An award for a piece of work."""

    index: Index
    name: Annotated[str, "获奖项目名称"]
    award: Annotated[str, "奖励名称"]
    grade: Annotated[str | None, "等级"]
    rank: Annotated[str | None, "排序"]
    date: Annotated[PartialDate, "获奖时间"]
    issuer: Annotated[str, "授予机构"]
    proof: Proof
    page: Page


@dataclass(frozen=True)
class PaperRow(Titled):
    """A paper or book."""

    index: Index
    name: Annotated[str, "题目"]
    rank: Annotated[str, "作者排序"]
    publication: Annotated[str, "刊物"]
    number: Annotated[str | None, "刊号"]
    published: Annotated[str, "刊物及刊号"]
    date: Annotated[PartialDate, "发表时间"]
    proof: Proof
    page: Page


@dataclass(frozen=True)
class PatentRow(Titled):
    """A patent or software copyright."""

    index: Index
    name: Annotated[str, "名称"]
    number: Annotated[str, "授权号"]
    kind: Annotated[str, "类别"]
    rank: Annotated[str, "排序"]
    date: Annotated[PartialDate, "授权时间"]
    proof: Proof
    page: Page


@dataclass(frozen=True)
class StandardRow(Titled):
    """A standard that the applicant helped to write."""

    index: Index
    name: Annotated[str, "名称"]
    number: Annotated[str, "标准编号"]
    level: Annotated[str, "级别"]
    rank: Annotated[str, "排序"]
    date: Annotated[PartialDate, "发布时间"]
    proof: Proof
    page: Page


@dataclass(frozen=True)
class HonourRow(Titled):
    """An honorary title."""

    index: Index
    name: Annotated[str, "荣誉称号"]
    issuer: Annotated[str, "授予机构"]
    date: Annotated[PartialDate, "授予时间"]
    proof: Proof
    page: Page


# What a kind is called where the record does not say it.
_KINDS: Mapping[type[Achievement], str] = {
    Project: "项目",
    Paper: "论文",
    Patent: "专利",
    Standard: "标准",
    Award: "获奖",
    Honour: "荣誉",
    Certificate: "资质证书",
    Influence: "行业影响力",
    Adoption: "成果运用推广",
}

_Entry = TypeVar("_Entry", bound=Achievement)
_Row = TypeVar("_Row", bound=Titled)


class AchievementFacts(OfApplicant):
    """What an applicant has achieved, as lists."""

    @titled("业绩清单")
    def achievements(self) -> list[AchievementRow] | None:
        """Whatever was put forward, of every kind; 无 only where every list was declared empty."""
        rows = self._listed([entry for _, _, entry in self._applicant.achievements], self._of_any_kind)
        return rows or ([] if self._applicant.nothing_achieved else None)

    @titled("项目清单")
    def project_rows(self) -> list[ProjectRow] | None:
        return self._listed(
            self._applicant.projects,
            lambda index, p: ProjectRow(
                index=index,
                name=p.title,
                number=p.number,
                amount=number(p.amount),
                period=period(p.start, p.end),
                source=joined(p.kind, p.source),
                role=role_in(p),
                result=p.result,
                **self._proved(p),
            ),
        )

    @titled("获奖清单")
    def award_rows(self) -> list[AwardRow] | None:
        return self._listed(
            self._applicant.awards,
            lambda index, w: AwardRow(
                index=index,
                name=w.title,
                award=w.award,
                grade=w.grade,
                rank=w.rank,
                date=w.date,
                issuer=w.issuer,
                **self._proved(w),
            ),
        )

    @titled("论文清单")
    def paper_rows(self) -> list[PaperRow] | None:
        return self._listed(
            self._applicant.papers,
            lambda index, p: PaperRow(
                index=index,
                name=marked_title(p),
                rank=authorship(p),
                publication=joined(p.publication, p.issue),
                number=p.number,
                published=joined(p.publication, p.issue, p.number),
                date=p.date,
                **self._proved(p),
            ),
        )

    @titled("专利清单")
    def patent_rows(self) -> list[PatentRow] | None:
        return self._patents(self._applicant.patents)

    @titled("专利清单（不含软件著作权）")
    def patents_proper(self) -> list[PatentRow] | None:
        return self._patents(self._of_kind(lambda kind: kind != _SOFTWARE))

    @titled("软件著作权清单")
    def software_rows(self) -> list[PatentRow] | None:
        return self._patents(self._of_kind(lambda kind: kind == _SOFTWARE))

    def _of_kind(self, is_wanted: Callable[[str], bool]) -> list[Patent] | None:
        """The stated patents of some kinds; who stated others only has not said 无 of these."""
        stated = self._applicant.patents
        return stated and ([p for p in stated if is_wanted(p.kind)] or None)

    def _patents(self, stated: list[Patent] | None) -> list[PatentRow] | None:
        return self._listed(
            stated,
            lambda index, p: PatentRow(
                index=index,
                name=p.title,
                number=p.number,
                kind=p.kind,
                rank=p.rank,
                date=p.date,
                **self._proved(p),
            ),
        )

    @titled("标准清单")
    def standard_rows(self) -> list[StandardRow] | None:
        return self._listed(
            self._applicant.standards,
            lambda index, s: StandardRow(
                index=index,
                name=unmarked(s.title),
                number=s.number,
                level=s.level,
                rank=s.rank,
                date=s.date,
                **self._proved(s),
            ),
        )

    @titled("荣誉清单")
    def honour_rows(self) -> list[HonourRow] | None:
        return self._listed(
            self._applicant.honours,
            lambda index, h: HonourRow(
                index=index, name=h.title, issuer=h.issuer, date=h.date, **self._proved(h)
            ),
        )

    def _of_any_kind(self, index: str, entry: Achievement) -> AchievementRow:
        words = told(entry)
        return AchievementRow(
            index=index,
            kind=getattr(entry, "kind", None) or _KINDS[type(entry)],
            name=words.name,
            date=words.date,
            level=getattr(entry, "level", None),
            part=words.part,
            result=words.result,
            **self._proved(entry),
        )

    def _proved(self, entry: Achievement) -> dict[str, str]:
        return {
            "proof": proof(entry.evidence, self._applicant, self._proofs),
            "page": page(entry.evidence, self._applicant, self._proofs),
        }

    def _listed(self, entries: list[_Entry] | None, row: Callable[[str, _Entry], _Row]) -> list[_Row] | None:
        if entries is None:
            return None
        counted = sorted(filter(self._window.shows, entries), key=_by_kind_and_time)
        # Where something was stated but nothing of it counts, nobody has said 无: the table stays blank.
        return None if entries and not counted else [row(str(n), e) for n, e in enumerate(counted, 1)]


def _by_kind_and_time(entry: Achievement) -> tuple[int, tuple[PartialDate, ...]]:
    return tuple(_KINDS).index(type(entry)), in_order(entry)
