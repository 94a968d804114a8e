"""One institution's facts, for forms of scope `institution`: the post table, the public notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.numbers import runs
from zcforms.chinese.titles import unmarked
from zcforms.facts.history import field_years
from zcforms.facts.order import sought
from zcforms.facts.people import PeopleFacts
from zcforms.facts.person import Person
from zcforms.facts.publicity import PublicityFacts, publicity_facts
from zcforms.facts.wording import full_title, joined, unless_none
from zcforms.ground.titled import Titled, titled
from zcforms.model import POST_LEVELS, Establishment, Institution, Settings
from zcforms.plans import Plan
from zcforms.plans.present import present_title
from zcforms.plans.window import counting_window


@dataclass(frozen=True)
class Levels(Titled):
    """A figure of each level of posts, and of all."""

    senior: Annotated[str, "正高级"]
    deputy: Annotated[str, "副高级"]
    mid: Annotated[str, "中级"]
    junior: Annotated[str, "初级及未定级"]
    total: Annotated[str, "总数"]


@dataclass(frozen=True)
class OfferedPosts(Titled):
    """The posts that the unit offers."""

    senior: Annotated[str, "正高级"]
    deputy: Annotated[str, "副高级"]
    lower: Annotated[str, "中初级"]


@dataclass(frozen=True)
class PostFigures(Titled):
    """The figures of the post table."""

    staff_total: Annotated[str, "编制数"]
    posts_total: Annotated[str, "专业技术岗位总数"]
    ratio: Annotated[Levels, "核准比例"]
    approved: Annotated[Levels, "核准人数"]
    actual: Annotated[Levels, "实聘人数"]
    vacancy: Annotated[Levels, "空缺"]
    offered: Annotated[OfferedPosts, "推出岗位"]
    direct_hire: Annotated[str, "直接聘任人数"]


@dataclass(frozen=True)
class StaffRow(Titled):
    """An applicant in an established post, as the post table lists them."""

    name: Annotated[str, "姓名"]
    id_number: Annotated[str, "身份证号码"]
    current_title: Annotated[str, "现有资格"]
    hired_rank: Annotated[str | None, "聘任职级"]
    appointed_from: Annotated[PartialDate | None, "聘任时间"]
    post_grade: Annotated[str | None, "岗位等级"]
    target: Annotated[str, "申报资格"]


@dataclass(frozen=True)
class NoticeRow(Titled):
    """An applicant as hung up in public: no ID number, phone or address (requirements G25)."""

    name: Annotated[str, "姓名"]
    sex: Annotated[str, "性别"]
    birth: Annotated[PartialDate | None, "出生年月"]
    department: Annotated[str | None, "部门"]
    education: Annotated[str, "学历"]
    title_line: Annotated[str, "现任资格及时间"]
    speciality: Annotated[str, "申报专业"]
    method: Annotated[str, "申报方式"]
    works: Annotated[str | None, "主要业绩"]
    school: Annotated[str, "毕业院校及专业"]
    field_years: Annotated[str, "专业工作年限"]
    target: Annotated[str, "申报资格"]


class InstitutionFacts(PeopleFacts):
    """One institution and its applicants: numbers computed, never copied."""

    def __init__(
        self, institution: Institution, people: Sequence[Person], plan: Plan, settings: Settings
    ) -> None:
        super().__init__(people, plan, settings)
        self._institution = institution
        self._staff = [p for p in people if p.applicant.application.in_post]

    @titled("单位")
    def unit(self) -> Institution:
        return self._institution

    @titled("年度")
    def year(self) -> str:
        return str(self._plan.year)

    @titled("推荐参加评审人数")
    def to_review(self) -> str | None:
        return str(len(self._staff)) if self._institution.establishment else None

    @titled("岗位")
    def posts(self) -> PostFigures | None:
        establishment = self._institution.establishment
        return post_figures(establishment) if establishment else None

    @titled("在编申报人")
    def people(self) -> list[StaffRow]:
        return [staff_row(p, self._plan) for p in self._staff]

    @titled("申报人员")
    def applicants(self) -> list[NoticeRow]:
        return [notice_row(p, self._plan) for p in self._people]

    @titled("公示")
    def publicity(self) -> PublicityFacts | None:
        people = self._people
        return publicity_facts(self._applicants, self._plan, people[0].calendar) if people else None

    @titled("各资格申报人")
    def targets_note(self) -> str | None:
        """Who applies for which title, by their places; None where all apply for one."""
        places = sought(self._applicants, self._plan)
        each = (f"序号{runs(theirs)}申报{title}" for title, theirs in places.items())
        return "，其中" + "，".join(each) if len(places) > 1 else None


def staff_row(person: Person, plan: Plan) -> StaffRow:
    """One applicant's row of the post table."""
    application, title = person.applicant.application, present_title(person.applicant, plan)
    return StaffRow(
        name=person.applicant.name,
        id_number=person.applicant.id.number,
        current_title=full_title(title),
        hired_rank=application.hired_rank,
        appointed_from=title.appointed_from if title else None,
        post_grade=application.post_grade,
        target=plan.title_sought(application.target),
    )


def notice_row(person: Person, plan: Plan) -> NoticeRow:
    """One applicant's row of the notice."""
    a, title, highest = (
        person.applicant,
        present_title(person.applicant, plan),
        person.applicant.highest_education,
    )
    window = counting_window(a, plan)
    # What counts, as on every list; the representative ones first. A project and its award bear one title.
    counted = (work for _, _, work in a.achievements if window.shows(work))
    works = sorted(counted, key=lambda work: not work.representative)
    titles = list(dict.fromkeys(unmarked(work.title) for work in works))  # type: ignore[attr-defined]
    return NoticeRow(
        name=a.name,
        sex=a.sex_shown,
        birth=a.birth_shown,
        department=a.department,
        education=joined(highest.level, unless_none(highest.degree), by="\n"),
        school=joined(highest.school, highest.major, by="\n"),
        field_years=str(field_years(a, plan)),
        target=plan.title_sought(a.application.target),
        title_line=joined(full_title(title), title.qualified_on.to_month() if title else None, by="\n"),
        speciality=a.application.speciality,
        method=a.application.method,
        works="；".join(titles[:3]) or ("无" if a.nothing_achieved else None),
    )


def post_figures(establishment: Establishment) -> PostFigures:
    """The figures of the post table (requirements A5, QT1, QT2, QT8).

    空缺 = 核准 − 实聘, 0 with a note where more are employed than approved; 总数 = sum of the levels, with
    the same note, so that it agrees with 核准 and 实聘.
    """
    levels = [establishment.levels.get(name) for name in POST_LEVELS]
    known = [level for level in levels if level]

    def row(read: str) -> Levels:
        cells = [str(getattr(level, read)) if level else None for level in levels]
        return _levels(cells, str(sum(getattr(level, read) for level in known)))

    vacant = [_vacant(level.vacant, level.overfilled) if level else None for level in levels]
    all_vacant = _vacant(sum(level.vacant for level in known), sum(level.overfilled for level in known))
    offered = [level.offered if level else 0 for level in levels]
    return PostFigures(
        staff_total=str(establishment.staff_total),
        posts_total=str(establishment.posts_total),
        ratio=_levels([level.ratio if level else None for level in levels], "—"),
        approved=row("approved"),
        actual=row("actual"),
        vacancy=_levels(vacant, all_vacant),
        offered=OfferedPosts(str(offered[0]), str(offered[1]), str(offered[2] + offered[3])),
        direct_hire=str(establishment.direct_hire),
    )


def _vacant(vacancy: int, over: int) -> str:
    return f"{vacancy}（超聘{over}人）" if over else str(vacancy)


def _levels(cells: list[str | None], total: str) -> Levels:
    senior, deputy, mid, junior = (cell or "" for cell in cells)
    return Levels(senior, deputy, mid, junior, total)
