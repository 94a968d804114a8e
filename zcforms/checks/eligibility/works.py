"""Predicates on achievements: so many of a kind, of a level, within the plan's window of time."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from zcforms.checks.eligibility.case import Case
from zcforms.checks.eligibility.judge import judge
from zcforms.checks.eligibility.result import NEAR, Result, Standing
from zcforms.checks.norms import norms, rank_in
from zcforms.chinese.names import rank_of
from zcforms.chinese.titles import in_marks
from zcforms.model.achievements import (
    LEVELS,
    PARTS,
    Achievement,
    Award,
    Honour,
    Paper,
    Patent,
    Project,
    Standard,
)
from zcforms.plans.acceptance import is_article, not_accepted
from zcforms.plans.naming import issued_by, listed, mentioned, science_awards
from zcforms.plans.predicates import (
    AwardHeld,
    BookOut,
    HonourHeld,
    Named,
    Node,
    PaperOut,
    PatentHeld,
    ProjectDone,
    StandardOut,
)

SHORT, UNKNOWN, HUMAN, HOLDS = Standing.SHORT, Standing.UNKNOWN, Standing.HUMAN, Standing.HOLDS
T = TypeVar("T", bound=Achievement)
S = TypeVar("S")
W = TypeVar("W")
Judged = tuple[Standing, str]  # and what is missing, or what the clerk must judge
_NOTHING_NEAR = NEAR + 5  # farther than an entry that falls short in every way


def _count(
    node: Node,
    case: Case,
    noun: str,
    entries: Sequence[T] | None,
    count: int,
    test: Callable[[T], Sequence[Judged]],
) -> Result:
    """As the n-th best entry; every entry is as good as the worst of its tests.

    What would do but for its date, or for what the circular says of its kind, is named with the reason;
    of several kinds the nearest is that of which an entry falls short in the fewest ways.
    """
    if not entries:
        return Result(node, SHORT, f"没有填写{noun}", distance=_NOTHING_NEAR)
    judged, ways = [], []
    for entry in entries:
        refused = not_accepted(entry, case.applicant, case.plan)
        tests = [*test(entry), (SHORT, refused) if refused else (HOLDS, ""), case.achieved(entry)]
        worst, note = min(tests, key=lambda t: t[0])
        judged.append((worst, f"{in_marks(getattr(entry, 'title', ''))}{note if worst is not HOLDS else ''}"))
        if worst is SHORT and note:
            ways.append(sum(standing is SHORT for standing, _ in tests))
    judged.sort(key=lambda pair: -pair[0])
    good = [pair for pair in judged if pair[0] is not SHORT]
    if len(good) < count:
        why = [text for standing, text in judged if standing is SHORT and not text.endswith("》")]
        text = f"符合的{noun}{len(good)}项，须{count}项" + (f"（{'；'.join(why)}）" if why else "")
        return Result(node, SHORT, text, distance=min(ways, default=_NOTHING_NEAR))
    standing = good[count - 1][0]
    return Result(node, standing, "、".join(text for s, text in good[:count] if s is standing))


def _holds(fact: bool, short: str = "") -> Judged:
    """A fact; `short` says what is wrong where it does not hold."""
    return (HOLDS, "") if fact else (SHORT, short)


def _meets(
    stated: S | None, wanted: W | None, unstated: str, test: Callable[[S, W], bool], short: str = ""
) -> Judged:
    """What is stated against what is wanted, if anything is; `unstated` says what is not filled in."""
    if wanted is None:
        return HOLDS, ""
    return (UNKNOWN, unstated) if stated is None else _holds(test(stated, wanted), short)


def _reaches(order: Sequence[str]) -> Callable[[str, str], bool]:
    """Whether one word stands as high as another in an order from the top down."""
    return lambda stated, wanted: order.index(stated) <= order.index(wanted)


def _level(stated: str | None, wanted: str | None) -> Judged:
    return _meets(stated, wanted, "未填写级别", _reaches(LEVELS), f"是{stated}，须{wanted}以上")


def _named(name: str, wanted: Sequence[str], terms: Named, like: str) -> Judged:
    """A listed name holds; one that only contains it, or is like it where the list is open, is a box."""
    if not wanted or listed(name, wanted):
        return HOLDS, ""
    if mentioned(name, wanted) or terms.or_like:
        return HUMAN, like
    return SHORT, f"的“{name}”不是{'、'.join(wanted)}"


def _granted(entry: Award | Honour, terms: Named) -> Judged:
    """By whom it was granted, where the circular says who must have."""
    wanted = terms.issuer
    if wanted is None or issued_by(entry.issuer, wanted.names):
        return HOLDS, ""
    if entry.level and _level(entry.level, wanted.least)[0] is SHORT:
        return SHORT, f"是{entry.level}，须{wanted.told}颁发"
    return HUMAN, f"的授予机构“{entry.issuer}”是{wanted.told}"


def _grade(name: str) -> int | None:
    """The place of a grade from the highest down, by the first of its characters that tells one."""
    places = (rank_in(norms().award_grades, character) for character in name)
    return next((place for place in places if place is not None), None)


@judge.register(AwardHeld)
def _award(node: AwardHeld, case: Case) -> Result:
    terms = node.award

    def grade(award: Award) -> Judged:
        if terms.grade is None:
            return HOLDS, ""
        if award.grade is None:
            return UNKNOWN, "未填写等级"
        place, least = _grade(award.grade), _grade(terms.grade)
        if place is None or least is None:
            return HUMAN, f"的等级“{award.grade}”相当于{terms.grade}以上"
        return _holds(place <= least, f"是{award.grade}，须{terms.grade}以上")

    def test(award: Award) -> list[Judged]:
        wanted = science_awards() if terms.science else terms.named
        name = _named(award.award, wanted, terms, f"的“{award.award}”属{'、'.join(wanted)}等奖项")
        return [_level(award.level, terms.level), _granted(award, terms), grade(award), name]

    return _count(node, case, "获奖", case.applicant.awards, terms.count, test)


@judge.register(HonourHeld)
def _honour(node: HonourHeld, case: Case) -> Result:
    terms = node.honour

    def test(honour: Honour) -> list[Judged]:
        name = _named(honour.title, terms.named, terms, f"属{'、'.join(terms.named)}等同等称号")
        return [_level(honour.level, terms.level), _granted(honour, terms), name]

    return _count(node, case, "荣誉", case.applicant.honours, terms.count, test)


@judge.register(PatentHeld)
def _patent(node: PatentHeld, case: Case) -> Result:
    terms = node.patent

    def test(patent: Patent) -> list[Judged]:
        return [_holds(patent.kind in terms.kinds)]

    return _count(node, case, "、".join(terms.kinds), case.applicant.patents, terms.count, test)


@judge.register(PaperOut)
def _paper(node: PaperOut, case: Case) -> Result:
    terms = node.paper

    def test(paper: Paper) -> list[Judged]:
        return [
            _holds(is_article(paper)),
            _level(paper.level, terms.level),
            _meets(paper.tier, terms.tiers or None, "未填写刊物类别", lambda tier, tiers: tier in tiers),
            _alone(paper) if terms.sole else (HOLDS, ""),
        ]

    return _count(node, case, "论文", case.applicant.papers, terms.count, test)


def _alone(paper: Paper) -> Judged:
    """独著, as stated or by the rank; who is the first of nobody says how many may be alone."""
    number = re.search(r"\d\s*[/／]\s*(\d+)", paper.rank)
    alone = paper.author == "独著" if paper.author else "独" in paper.rank or (number and number[1] == "1")
    if alone:
        return HOLDS, ""
    if paper.author or number or rank_of(paper.rank) not in (1, None):
        return SHORT, "不是独著"
    return UNKNOWN, "未填写作者类型"


@judge.register(BookOut)
def _book(node: BookOut, case: Case) -> Result:
    terms = node.book

    def test(paper: Paper) -> list[Judged]:
        textbook = paper.kind == "教材"  # which no circular names beside 著作 and 译作
        kind = (HUMAN, "是专业著作（填的是教材）") if textbook else _holds(paper.kind in ("著作", "译作"))
        written = f"本人撰写{paper.words}万字，须{terms.words or 0:g}万字"
        words = _meets(paper.words, terms.words, "未填写本人撰写字数", operator.ge, written)
        return [kind, _level(paper.level, terms.level), words]

    return _count(node, case, "著作、译作", case.applicant.papers, terms.count, test)


@judge.register(ProjectDone)
def _project(node: ProjectDone, case: Case) -> Result:
    terms = node.project

    def test(project: Project) -> list[Judged]:
        research = "科研项目" if terms.research else None
        return [
            _meets(project.kind, research, "未填写类别", operator.eq, f"是{project.kind}"),
            _level(project.level, terms.level),
            _meets(project.part, terms.part, "未填写本人角色", _reaches(PARTS), f"中本人是{project.part}"),
            _meets(project.accepted, terms.accepted or None, "未填写是否已验收", operator.eq, "没有验收"),
        ]

    return _count(node, case, "项目", case.applicant.projects, terms.count, test)


@judge.register(StandardOut)
def _standard(node: StandardOut, case: Case) -> Result:
    terms = node.standard

    def test(standard: Standard) -> list[Judged]:
        first = 1 if terms.first else None
        return [
            _holds(standard.level in terms.levels),
            _meets(rank_of(standard.rank), first, "的本人排名不清楚", operator.eq, "不是第一起草人"),
        ]

    return _count(node, case, "、".join(terms.levels), case.applicant.standards, terms.count, test)
