"""The modules of the platform's 业绩档案 as rows of the review form (requirements A1).

In all of them None leaves a table blank (nobody stated anything), an empty list prints 无.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar

from zcforms.chinese.dates import PartialDate
from zcforms.facts.seen import OfApplicant
from zcforms.facts.wording import joined, number, period, role_in, time_of
from zcforms.facts.works import authorship, in_order, marked_title, published
from zcforms.ground.titled import Titled, titled
from zcforms.model.achievements import Adoption, Paper, Project

_BOOKS = {"著作", "译作", "教材"}


@dataclass(frozen=True)
class DegreeRow(Titled):
    """A course of study."""

    period: Annotated[str, "起止时间"]
    school: Annotated[str, "毕业院校"]
    major: Annotated[str, "专业"]
    level: Annotated[str, "学历"]
    degree: Annotated[str | None, "学位"]
    mode: Annotated[str | None, "学习形式"]
    certificate: Annotated[str | None, "证书编号"]


@dataclass(frozen=True)
class TrainingRow(Titled):
    """A further training."""

    period: Annotated[str, "起止时间"]
    content: Annotated[str, "主要内容"]
    place: Annotated[str, "学习地点"]
    result: Annotated[str | None, "结业情况"]


@dataclass(frozen=True)
class AcademicPostRow(Titled):
    """A post in a learned society."""

    period: Annotated[str, "起止时间"]
    organisation: Annotated[str, "组织名称"]
    post: Annotated[str, "担任职务"]


@dataclass(frozen=True)
class ArchivedProjectRow(Titled):
    """A project."""

    period: Annotated[str, "起止时间"]
    name: Annotated[str, "项目名称"]
    source: Annotated[str, "来源"]
    role: Annotated[str, "本人作用"]
    result: Annotated[str | None, "完成情况及效果"]


@dataclass(frozen=True)
class ArticleRow(Titled):
    """A paper."""

    date: Annotated[PartialDate, "发表时间"]
    name: Annotated[str, "题目"]
    publication: Annotated[str, "刊物"]
    rank: Annotated[str, "作者排序"]


@dataclass(frozen=True)
class BookRow(Titled):
    """A book, a translation, a textbook."""

    date: Annotated[PartialDate, "出版时间"]
    kind: Annotated[str | None, "类别"]
    name: Annotated[str, "名称"]
    publication: Annotated[str, "出版社及书号"]
    words: Annotated[str, "本人撰写万字"]
    rank: Annotated[str, "作者排序"]


@dataclass(frozen=True)
class AdoptionRow(Titled):
    """A result that was adopted."""

    date: Annotated[PartialDate, "时间"]
    name: Annotated[str, "成果名称"]
    kind: Annotated[str | None, "方式"]
    by: Annotated[str, "批示或采纳单位"]
    rank: Annotated[str | None, "本人排名"]
    effect: Annotated[str | None, "成效"]


@dataclass(frozen=True)
class CertificateRow(Titled):
    """A certificate of a qualification."""

    date: Annotated[PartialDate, "取得时间"]
    name: Annotated[str, "证书名称"]
    number: Annotated[str | None, "证书编号"]
    issuer: Annotated[str, "发证机构"]


@dataclass(frozen=True)
class RewardRow(Titled):
    """A reward or a punishment."""

    date: Annotated[PartialDate, "决定时间"]
    kind: Annotated[str, "类型"]
    content: Annotated[str, "奖惩内容"]
    issuer: Annotated[str | None, "决定单位"]


@dataclass(frozen=True)
class AssessedRow(Titled):
    """An annual assessment."""

    line: Annotated[str, "年度考核情况"]
    unit: Annotated[str | None, "考核单位"]


@dataclass(frozen=True)
class MatterRow(Titled):
    """What no other module holds."""

    date: Annotated[PartialDate | None, "时间"]
    name: Annotated[str, "事项"]
    note: Annotated[str | None, "说明"]


_Work = TypeVar("_Work", Project, Paper, Adoption)
_Row = TypeVar("_Row", bound=Titled)


class Archive(OfApplicant):
    """What the applicant put on file, module by module; works only if they count under the plan, or may."""

    @titled("学历教育")
    def degrees(self) -> list[DegreeRow]:
        return [
            DegreeRow(
                period=period(e.start, e.end),
                school=joined(e.school, e.school_original and f"（{e.school_original}）", by=""),
                major=e.major,
                level=e.level,
                degree=e.degree,
                mode=e.mode,
                certificate=e.certificate_no,
            )
            for e in sorted(self._applicant.education, key=lambda e: e.end)
        ]

    @titled("培训")
    def training(self) -> list[TrainingRow] | None:
        stated = self._applicant.training
        return (
            None
            if stated is None
            else [TrainingRow(time_of(t), t.content, t.place, t.result) for t in stated]
        )

    @titled("学术兼职")
    def academic_posts(self) -> list[AcademicPostRow] | None:
        stated = self._applicant.academic_posts
        return (
            None
            if stated is None
            else [AcademicPostRow(period(p.start, p.end), p.organisation, p.post) for p in stated]
        )

    @titled("科研项目")
    def research_projects(self) -> list[ArchivedProjectRow] | None:
        return self._projects(research=True)

    @titled("工程技术项目")
    def engineering_projects(self) -> list[ArchivedProjectRow] | None:
        """A project that does not say its kind is taken for an engineering one."""
        return self._projects(research=False)

    @titled("论文")
    def articles(self) -> list[ArticleRow] | None:
        return self._within(self._papers(books=False), _article)

    @titled("著作")
    def books(self) -> list[BookRow] | None:
        return self._within(self._papers(books=True), _book)

    @titled("成果采纳")
    def adoptions(self) -> list[AdoptionRow] | None:
        return self._within(self._applicant.adoptions, _adoption)

    @titled("资质证书")
    def certificates(self) -> list[CertificateRow] | None:
        stated = self._applicant.certificates
        return (
            None if stated is None else [CertificateRow(c.date, c.title, c.number, c.issuer) for c in stated]
        )

    @titled("奖惩")
    def rewards(self) -> list[RewardRow] | None:
        """In order of time; 无 only where both were declared."""
        a = self._applicant
        rows = [RewardRow(r.date, "奖励", r.content, r.issuer) for r in a.rewards or []]
        for s in a.sanctions or []:
            until = f"（影响期至{s.until.to_chinese()}）" if s.until else ""
            rows.append(RewardRow(s.decided_on, "惩处", s.kind + until, s.note))
        rows.sort(key=lambda row: row.date)
        return rows or (None if None in (a.rewards, a.sanctions) else [])

    @titled("考核")
    def assessments(self) -> list[AssessedRow] | None:
        stated = self._applicant.assessments
        return (
            None
            if stated is None
            else [AssessedRow(f"{x.year}年{x.level}", x.unit) for x in sorted(stated, key=lambda x: x.year)]
        )

    @titled("其他")
    def others(self) -> list[MatterRow] | None:
        stated = self._applicant.others
        return None if stated is None else [MatterRow(o.date, o.title, o.note) for o in stated]

    def _projects(self, research: bool) -> list[ArchivedProjectRow] | None:
        stated = self._applicant.projects
        chosen = stated and [p for p in stated if (p.kind == "科研项目") is research]
        return self._within(chosen, _project)

    def _papers(self, books: bool) -> list[Paper] | None:
        stated = self._applicant.papers
        return stated and [p for p in stated if (p.kind in _BOOKS) is books]

    def _within(self, entries: list[_Work] | None, row: Callable[[_Work], _Row]) -> list[_Row] | None:
        """The works that count or may, in order of time."""
        if not entries:
            return None if entries is None else []
        counted = sorted(filter(self._window.shows, entries), key=in_order)
        # Where something was stated but nothing of it counts, nobody has said 无: the table stays blank.
        return [row(entry) for entry in counted] or None


def _project(p: Project) -> ArchivedProjectRow:
    return ArchivedProjectRow(
        period=period(p.start, p.end),
        name=p.title,
        source=joined(p.source, p.number, f"{number(p.amount)}万元" if p.amount else None),
        role=role_in(p),
        result=p.result,
    )


def _article(p: Paper) -> ArticleRow:
    return ArticleRow(p.date, marked_title(p), published(p), authorship(p))


def _book(p: Paper) -> BookRow:
    return BookRow(
        date=p.date,
        kind=p.kind,
        name=marked_title(p),
        publication=joined(p.publication, p.number),
        words=number(p.words),
        rank=authorship(p),
    )


def _adoption(x: Adoption) -> AdoptionRow:
    return AdoptionRow(date=x.date, name=x.title, kind=x.kind, by=x.by, rank=x.rank, effect=x.effect)
