"""One applicant's facts, for forms of scope `person`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from zcforms.chinese.dates import PartialDate, full_years
from zcforms.chinese.workdays import Calendar, official_calendar
from zcforms.facts.achievements import AchievementFacts, Index, Page, Proof
from zcforms.facts.archive import Archive
from zcforms.facts.blank import method_boxes
from zcforms.facts.copies import PackageRow, package
from zcforms.facts.desk import desk_line
from zcforms.facts.history import CareerFacts
from zcforms.facts.proofs import Proofs, cited, page, proof
from zcforms.facts.publicity import PublicityFacts, publicity_facts
from zcforms.facts.scores import ScoreFacts
from zcforms.facts.seen import Surroundings
from zcforms.facts.wording import joined, of_speciality
from zcforms.facts.works import WorkFacts
from zcforms.ground.titled import Titled, titled
from zcforms.model import Applicant, Institution, Office, Settings
from zcforms.model.application import Application, Expert, Reason
from zcforms.plans import Plan


@dataclass(frozen=True)
class Person:
    """An applicant with what surrounds them: number in the roster, institution, images.

    `photo`, `pledge_qr` and `pledge_words` (the digest of what is signed) are read or worked out when a form
    shows them; `photo_digest` is the SHA-256 of the photo's file, in hex.
    `proofs` says of each evidence item where it is in the bound volume, or that it is not. `defence`
    says why the applicant must attend the defence (面试答辩), empty if nothing in the data demands it.
    `calendar` holds the working days that the folder knows. `signature` is the drawing with which the pledge
    was signed online, `signed` says when and under which number. `books` are those that the bound volume is
    divided into.
    """

    key: str
    number: int
    applicant: Applicant
    institution: Institution
    photo: Callable[[], bytes] | None = field(default=None, repr=False)
    photo_digest: str = ""
    pledge_qr: Callable[[], bytes] | None = field(default=None, repr=False)
    pledge_words: Callable[[], str] | None = field(default=None, repr=False)
    proofs: Proofs = field(default_factory=dict)
    defence: tuple[str, ...] = ()
    calendar: Calendar = field(default_factory=official_calendar, repr=False)
    signature: bytes | None = field(default=None, repr=False)
    signed: str = ""
    signed_on: PartialDate | None = None
    books: int = 1


def age_on(applicant: Applicant, filled_on: PartialDate | None) -> int | None:
    """How old somebody is in full years on the day of filling; None where what is known leaves it open."""
    born = applicant.birth_shown
    if born is None or filled_on is None:
        return None
    ages = {full_years(day, filled_on.latest) for day in (born.earliest, born.latest)}
    return ages.pop() if len(ages) == 1 else None


@dataclass(frozen=True)
class ReasonRow(Titled):
    """A clause of the exceptional or landmark conditions that the applicant meets."""

    index: Index
    clause: Annotated[str, "条款"]
    text: Annotated[str | None, "条款内容"]
    fact: Annotated[str | None, "符合情况"]
    proof: Proof
    page: Page


@dataclass(frozen=True)
class ExpertRow(Titled):
    """An expert who recommends the applicant, and where the copy of the certificate is."""

    name: Annotated[str, "姓名"]
    sex: Annotated[str | None, "性别"]
    unit: Annotated[str, "工作单位"]
    field: Annotated[str, "从事专业"]
    title: Annotated[str, "职称名称"]
    qualified_on: Annotated[PartialDate | None, "取得时间"]
    certificate_no: Annotated[str | None, "证书编号"]
    phone: Annotated[str | None, "联系电话"]
    opinion: Annotated[str | None, "举荐意见"]
    proof: Annotated[str, "证书复印件在何处"]


class PersonFacts(Surroundings, CareerFacts, WorkFacts, AchievementFacts, ScoreFacts):
    """One applicant's facts for forms of scope `person`."""

    def __init__(self, person: Person, plan: Plan, settings: Settings) -> None:
        Surroundings.__init__(self, plan, settings)
        CareerFacts.__init__(self, person.applicant, plan, person.proofs)
        self._person = person

    @titled("申报人")
    def person(self) -> Applicant:
        return self._applicant

    @titled("性别")
    def sex(self) -> str:
        return self._applicant.sex_shown

    @titled("出生年月")
    def birth(self) -> PartialDate | None:
        return self._applicant.birth_shown

    @titled("年龄")
    def age(self) -> int | None:
        return age_on(self._applicant, self._settings.date)

    @titled("照片")
    def photo(self) -> bytes | None:
        return self._person.photo and self._person.photo()

    @titled("单位")
    def unit(self) -> Institution:
        return self._person.institution

    @titled("是否在编")
    def in_post(self) -> str | None:
        """As it was stated; 否 outside public institutions, as the roster has it (facts/office)."""
        return self.application.staffing if self.unit.kind == "事业单位" else "否"

    @titled("单位及部门")
    def department_unit(self) -> str:
        return joined(self._applicant.unit, self._applicant.department, by="")

    @titled("报送单位")
    def office(self) -> Office:
        return self._settings.office

    @titled("受理部门")
    def desk(self) -> str:
        return desk_line(self._settings.office, self._plan)

    @titled("申报")
    def application(self) -> Application:
        return self._applicant.application

    @titled("申报资格")
    def target(self) -> str:
        return self._plan.title_sought(self.application.target)

    @titled("申报资格及专业")
    def target_line(self) -> str:
        return of_speciality(self.target, self.application.speciality)

    @titled("申报方式勾选")
    def method_boxes(self) -> str:
        return method_boxes(self._plan, self._plan.method_of(self._applicant))

    @titled("花名册序号")
    def number(self) -> int | None:
        return self._person.number or None

    @titled("推荐理由")
    def reasons(self) -> str:
        lines = []
        for r in self.application.reasons:
            where = cited(r.evidence, self._applicant, self._proofs) if r.evidence else ""
            line = f"符合{self._clause(r)}：{joined(r.text, r.fact, by='。')}"
            lines.append(line + (f"（佐证：{where}）" if where else ""))
        return "\n".join(lines)

    @titled("破格条款")
    def reason_rows(self) -> list[ReasonRow] | None:
        return [
            ReasonRow(
                str(n),
                self._clause(r),
                r.text,
                r.fact,
                proof(r.evidence, self._applicant, self._proofs),
                page(r.evidence, self._applicant, self._proofs),
            )
            for n, r in enumerate(self.application.reasons, 1)
        ] or None

    def _clause(self, reason: Reason) -> str:
        """The clause that a reason cites: of the condition that it names by number, else as it says."""
        method = self._plan.method_of(self._applicant)
        choices = self._plan.eligibility.choices(method.id) if method and reason.condition else {}
        chosen = choices.get((reason.condition or "").upper())
        return (chosen and chosen.clause) or reason.clause

    @titled("业绩档案")
    def archive(self) -> Archive:
        return Archive(self._applicant, self._plan, self._proofs)

    @titled("专家")
    def experts(self) -> list[ExpertRow] | None:
        """The recommending experts, one sheet each."""
        stated = self._applicant.experts
        return None if stated is None else [self._expert(one) for one in stated]

    def _expert(self, e: Expert) -> ExpertRow:
        said = (e.name, e.sex, e.unit, e.field, e.title, e.qualified_on, e.certificate_no, e.phone, e.opinion)
        return ExpertRow(*said, cited(e.evidence, self._applicant, self._proofs))

    @titled("公示")
    def publicity(self) -> PublicityFacts | None:
        return publicity_facts([self._applicant], self._plan, self._person.calendar)

    @titled("袋内材料")
    def package(self) -> list[PackageRow]:
        return package(self._applicant, self._person.institution, self._plan, self._person.books)

    @titled("次年")
    def next_year(self) -> str:
        return str(self._plan.year + 1)

    @titled("签署二维码")
    def pledge_qr(self) -> bytes | None:
        return self._person.pledge_qr and self._person.pledge_qr()

    @titled("内容词")
    def pledge_words(self) -> str:
        """The digest of what is signed by signing the pledge, in words: the same on the phone."""
        return self._person.pledge_words() if self._person.pledge_words else ""

    @titled("电子签名")
    def signature(self) -> bytes | None:
        """The drawing of the strokes with which the pledge was signed online."""
        return self._person.signature

    @titled("签署记录")
    def signed(self) -> str:
        """When the pledge was signed online, and under which number."""
        return self._person.signed

    @titled("签署日期")
    def signed_on(self) -> PartialDate | None:
        return self._person.signed_on

    @titled("弄虚作假的后果")
    def fraud_bar(self) -> str | None:
        """How long fraud bars from applying, and from when, as the plan says it."""
        return self._plan.discipline_of(self.application.target).fraud_bar

    @titled("不得申报年限")
    def bar_years(self) -> int | None:
        return self._plan.discipline_of(self.application.target).fraud_bar_years
