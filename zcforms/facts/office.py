"""The facts of everybody together, for forms of scope `office`: roster and letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Annotated, Literal

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.masking import masked_name, masked_number, masked_phone
from zcforms.facts.copies import concerns, copies_of, package
from zcforms.facts.desk import desk_line
from zcforms.facts.figures import FigureRow, RuleRow, faults, figures
from zcforms.facts.history import field_years
from zcforms.facts.people import PeopleFacts
from zcforms.facts.person import Person, age_on
from zcforms.facts.scores import ScoreFacts
from zcforms.facts.wording import joined, unless_none
from zcforms.forms import Form, Role
from zcforms.ground.findings import Finding
from zcforms.ground.titled import Titled, titled
from zcforms.model import Office, Settings
from zcforms.model.records import as_told
from zcforms.plans import FormUse, Plan
from zcforms.plans.present import present_title


@dataclass(frozen=True)
class RosterRow(Titled):
    """An applicant's line of the roster."""

    index: Annotated[str, "序号"]
    name: Annotated[str, "姓名"]
    sex: Annotated[str, "性别"]
    birth: Annotated[PartialDate | None, "出生年月"]
    age: Annotated[int | None, "年龄"]
    id_number: Annotated[str, "身份证号码"]
    unit: Annotated[str, "工作单位"]
    unit_kind: Annotated[str | None, "单位性质"]
    education: Annotated[str, "学历学位"]
    school: Annotated[str, "毕业院校及专业"]
    college: Annotated[str | None, "毕业院校"]
    major: Annotated[str | None, "所学专业"]
    graduated: Annotated[PartialDate | None, "毕业时间"]
    work_started: Annotated[PartialDate | None, "参加工作时间"]
    field_years: Annotated[str, "专业工作年限"]
    title: Annotated[str, "现有资格"]
    qualified_on: Annotated[PartialDate | None, "取得时间"]
    appointed_from: Annotated[PartialDate | None, "聘任时间"]
    speciality: Annotated[str, "申报专业"]
    target: Annotated[str, "申报资格"]
    method: Annotated[str, "申报方式"]
    score: Annotated[str | None, "自评分"]
    staffing: Annotated[bool | None, "是否事业编制"]
    defence: Annotated[Literal[True] | None, "是否答辩"]
    defence_reason: Annotated[str, "答辩原因"]
    desk: Annotated[str | None, "主管部门"]
    phone: Annotated[str | None, "联系电话"]
    remark: Annotated[str | None, "备注"]


@dataclass(frozen=True)
class PostedRow(Titled):
    """An applicant's line of the roster as it may be hung up in public (requirements G25)."""

    index: Annotated[str, "序号"]
    name: Annotated[str, "姓名"]
    sex: Annotated[str, "性别"]
    id_number: Annotated[str, "身份证号码"]
    unit: Annotated[str, "工作单位"]
    education: Annotated[str, "学历学位"]
    title: Annotated[str, "现有资格"]
    qualified_on: Annotated[PartialDate | None, "取得时间"]
    speciality: Annotated[str, "申报专业"]
    target: Annotated[str, "申报资格"]
    method: Annotated[str, "申报方式"]
    phone: Annotated[str | None, "联系电话"]


def posted_row(row: RosterRow) -> PostedRow:
    """A line of the roster with name and numbers covered; what people say of themselves stays away."""
    return PostedRow(
        index=row.index,
        name=masked_name(row.name),
        sex=row.sex,
        id_number=masked_number(row.id_number),
        unit=row.unit,
        education=row.education,
        title=row.title,
        qualified_on=row.qualified_on,
        speciality=row.speciality,
        target=row.target,
        method=row.method,
        phone=masked_phone(row.phone) if row.phone else None,
    )


def roster_row(person: Person, plan: Plan, filled_on: PartialDate | None = None) -> RosterRow:
    """One applicant's row of the roster; blank where another desk's list says nothing."""
    a, institution = person.applicant, person.institution
    title = as_told(lambda: present_title(a, plan), None) or as_told(lambda: next(iter(a.titles), None), None)
    highest = as_told(lambda: a.highest_education, None) or as_told(lambda: a.education[0], None)

    def studied(*names: str) -> list[str | None]:
        return [as_told(partial(getattr, highest, name), None) if highest else None for name in names]

    return RosterRow(
        index=str(person.number),
        name=a.name,
        sex=a.sex_shown,
        birth=a.birth_shown,
        age=age_on(a, filled_on),
        id_number=a.id.number,
        unit=a.unit,
        unit_kind=as_told(lambda: institution.kind, None),
        education=joined(*map(unless_none, studied("level", "degree")), by="／"),
        school=joined(*studied("school", "major"), by="\n"),
        college=studied("school")[0],
        major=studied("major")[0],
        graduated=as_told(lambda: highest.end, None) if highest else None,
        work_started=as_told(lambda: a.work_started, None),
        field_years=as_told(lambda: str(field_years(a, plan)), ""),
        title=as_told(lambda: title.name, "") if title else as_told(lambda: "" if a.titles else "无", ""),
        qualified_on=as_told(lambda: title.qualified_on, None) if title else None,
        appointed_from=title.appointed_from if title else None,
        speciality=a.application.speciality,
        target=plan.title_sought(a.application.target),
        method=a.application.method,
        score=as_told(lambda: ScoreFacts(a, plan, person.proofs).score, None),
        staffing=as_told(lambda: _staffing(person), None),
        desk=institution.supervisor,
        phone=as_told(lambda: a.phone, None),
        # Never 否: the committee may call anybody (requirements B14).
        defence=True if person.defence else None,
        defence_reason="；".join(person.defence),
        remark=a.remark,
    )


def _staffing(person: Person) -> bool | None:
    """是否事业编制: only a public institution's staff can be in post; unknown there if not stated.

    A unit of another desk's list is not known: what that list says of the post holds, as 在编 is told of a
    public institution alone, and who is not 在编 is not in post anywhere.
    """
    if as_told(lambda: person.institution.kind, "事业单位") != "事业单位":
        return False
    application = person.applicant.application
    return None if application.staffing is None else application.in_post


def _of_role(role: Role, plan: Plan, forms: Mapping[str, Form]) -> list[FormUse]:
    """The plan's forms of a role."""
    return [use for use in plan.forms if forms[use.id].role == role]


def _exceptional(people: Sequence[Person], plan: Plan, forms: Mapping[str, Form]) -> int:
    """How many apply by a way that needs an approval of its own (破格、标志性业绩)."""
    uses = _of_role("approval", plan, forms)
    return sum(any(concerns(use.when, p.applicant, p.institution, plan) for use in uses) for p in people)


def _materials(people: Sequence[Person], plan: Plan, forms: Mapping[str, Form]) -> str:
    """What is sent in, a line each: once, once a unit, once a person (requirements A4)."""
    lines = []
    for use in (use for use in plan.forms if use.goes_to is None):
        units = {p.institution.name for p in people if copies_of(use, p.applicant, p.institution, plan)}
        if units and forms[use.id].scope == "office":
            lines.append(f"{use.title}　{use.copies}份")
        elif units and forms[use.id].scope == "institution":
            lines.append(f"{use.title}　{len(units)}个单位×{use.copies}份")
    bags = Counter(
        (line.title, line.copies)
        for p in people
        # Single pieces of evidence are listed on the bag itself.
        for line in package(p.applicant.model_copy(update={"evidence": []}), p.institution, plan, p.books)
    )
    lines += [f"{title}　{n}人×{copies}" for (title, copies), n in bags.items()]
    lines.append(f"资料袋　{len(people)}只")
    return "\n".join(f"{n}．{line}" for n, line in enumerate(lines, 1))


def _handed_in(plan: Plan, settings: Settings) -> str:
    """Where, if the circular lists it: one that it does not list would say the sender twice."""
    listed = plan.desk_of(settings.office.name)
    return f"\n受理部门：{desk_line(settings.office, plan)}" if listed else ""


def _is_clear(person: Person) -> bool:
    shown = person.applicant.publicity
    return shown is not None and shown.result == "无异议"


class OfficeFacts(PeopleFacts):
    """The facts of everybody together.

    `told` is what was found on everybody who was checked, by key: on who came through and who is held back.
    """

    def __init__(
        self,
        people: Sequence[Person],
        plan: Plan,
        settings: Settings,
        forms: Mapping[str, Form],
        told: Mapping[str, Sequence[Finding]] = MappingProxyType({}),
    ) -> None:
        super().__init__(people, plan, settings)
        self._forms, self._told = forms, told

    @titled("报送单位")
    def office(self) -> Office:
        return self._settings.office

    @titled("主送单位")
    def addressee(self) -> str:
        return self._plan.committee or self._plan.issuer

    @titled("公示说明")
    def publicity_note(self) -> str:
        """Only where everybody's result says so: nobody vouches for what was not stated."""
        return "，公示无异议" if self._people and all(map(_is_clear, self._people)) else ""

    @titled("名单说明")
    def list_note(self) -> str:
        return "（名单附后）" if len(self._people) > 1 else ""

    @titled("按申报方式人数")
    def by_method(self) -> str:
        methods = Counter(p.applicant.application.method for p in self._people)
        return "，".join(f"{m.label}{methods[m.label]}人" for m in self._plan.methods if methods[m.label])

    @titled("按专业人数")
    def by_speciality(self) -> str:
        specialities = Counter(p.applicant.application.speciality for p in self._people)
        return "，".join(f"{s}{n}人" for s, n in specialities.items())

    @titled("男性人数")
    def men(self) -> str | None:
        return self._of_sex("男")

    @titled("女性人数")
    def women(self) -> str | None:
        return self._of_sex("女")

    def _of_sex(self, sex: str) -> str | None:
        sexes = Counter(p.applicant.sex_shown for p in self._people)
        return None if sexes[""] else str(sexes[sex])

    @titled("破格人数")
    def exceptional(self) -> str:
        return str(_exceptional(self._people, self._plan, self._forms))

    @titled("事业编制人数")
    def in_post(self) -> str | None:
        staffing = [_staffing(p) for p in self._people]
        return None if None in staffing else str(sum(map(bool, staffing)))

    @titled("报送材料")
    def materials(self) -> str | None:
        if not self._people:
            return None
        return _materials(self._people, self._plan, self._forms) + _handed_in(self._plan, self._settings)

    @titled("花名册名称")
    def roster_title(self) -> str:
        return "、".join(use.title for use in _of_role("batch_roster", self._plan, self._forms))

    @titled("依据")
    def basis(self) -> str:
        number = self._plan.document_number
        return self._plan.circular + (f"（{number}）" if number else "")

    @titled("花名册")
    def people(self) -> list[RosterRow]:
        return [roster_row(p, self._plan, self._settings.date) for p in self._people]

    @titled("公示花名册")
    def posted(self) -> list[PostedRow]:
        return [posted_row(row) for row in self.people]

    @titled("人数统计")
    def figures(self) -> list[FigureRow]:
        return figures(self._people, self._plan, self._settings.date)

    @titled("检查人数")
    def checked(self) -> str:
        return str(len(self._told))

    @titled("暂缓人数")
    def held(self) -> str:
        return str(len(self._told) - len(self._people))

    @titled("按规定的检查结果")
    def faults(self) -> list[RuleRow]:
        return faults(self._told)

    def tallies(self) -> list[tuple[str, str, str]]:
        """How many people of each kind: what is counted, the kind, how many; each count sums up to all."""
        return [(row.group, row.kind, row.count) for row in self.figures]
