"""One person's application: who they are, what they did, what they apply for, what proves it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from zcforms.chinese.dates import PartialDate
from zcforms.chinese.identity import id_birth, id_number_problem, id_sex
from zcforms.model.achievements import (
    Achievement,
    Adoption,
    Award,
    Certificate,
    Honour,
    Influence,
    OtherMatter,
    Paper,
    Patent,
    Project,
    Standard,
)
from zcforms.model.application import Application, EvidenceItem, Expert, Publicity, ScoreRow
from zcforms.model.career import (
    DEGREE_LEVELS,
    AcademicPost,
    Assessment,
    Education,
    EducationItem,
    EducationYear,
    Employment,
    Exam,
    Reward,
    Sanction,
    Skill,
    Title,
    Training,
)
from zcforms.model.records import NONE_LIST, Code, Label, Line, Name, Nationality, Prose, Record

_ACHIEVEMENTS = (
    "projects",
    "papers",
    "patents",
    "standards",
    "awards",
    "honours",
    "certificates",
    "influence",
    "adoptions",
)


class IdDocument(Record):
    """The document that says who the applicant is (requirements ID1, ID2)."""

    type: Literal[
        "居民身份证",
        "港澳台居民居住证",
        "港澳居民来往内地通行证",
        "台湾居民来往大陆通行证",
        "护照",
        "外国人永久居留身份证",
    ] = Field("居民身份证", title="证件类型")
    number: Code = Field(title="证件号码")

    @property
    def has_citizen_number(self) -> bool:
        """Whether the number follows GB 11643 and tells birth date and sex."""
        return self.type in {"居民身份证", "港澳台居民居住证"}


class Applicant(Record):
    """One person's application, as the person or the office wrote it down."""

    name: Name = Field(title="姓名")
    former_name: Name | None = Field(None, title="曾用名")
    id: IdDocument = Field(title="证件")
    sex: Literal["男", "女"] | None = Field(None, title="性别")
    birth: PartialDate | None = Field(None, title="出生年月")
    ethnicity: Nationality = Field(title="民族")
    birthplace: Line | None = Field(None, title="出生地")
    phone: Line = Field(title="联系电话")
    photo: Prose | None = Field(None, title="照片")
    health: Line | None = Field(None, title="身体状况")
    party: Line | None = Field(None, title="政治面貌")
    party_post: Line | None = Field(None, title="何时入党团任何职务")
    democratic_party: Line | None = Field(None, title="民主党派情况")
    societies: Prose | None = Field(None, title="学术团体及社会兼职")
    foreign_language: Line | None = Field(None, title="外语程度")
    salary: Line | None = Field(None, title="标准工资")
    unit: Label = Field(title="工作单位")
    department: Line | None = Field(None, title="部门")
    duty: Line | None = Field(None, title="行政职务")
    duty_since: PartialDate | None = Field(None, title="行政职务任职时间")
    work_started: PartialDate = Field(title="参加工作时间")
    field: Label = Field(title="现从事专业")
    field_since: PartialDate = Field(title="从事本专业起始时间")
    application: Application = Field(title="申报")
    statement: Prose | None = Field(None, title="本人述职")

    education: list[Education] = Field(title="学历", min_length=1)
    training: Annotated[list[Training] | None, NONE_LIST] = Field(None, title="培训")
    work: list[Employment] = Field(title="工作经历", min_length=1)
    titles: Annotated[list[Title], NONE_LIST] = Field(title="专业技术资格")
    skills: Annotated[list[Skill] | None, NONE_LIST] = Field(None, title="职业技能")
    sanctions: Annotated[list[Sanction] | None, NONE_LIST] = Field(None, title="处分")
    education_items: Annotated[list[EducationItem] | None, NONE_LIST] = Field(None, title="继续教育明细")
    continuing_education: Annotated[list[EducationYear] | None, NONE_LIST] = Field(None, title="继续教育")
    assessments: Annotated[list[Assessment] | None, NONE_LIST] = Field(None, title="年度考核")
    exams: Annotated[list[Exam] | None, NONE_LIST] = Field(None, title="考试")
    projects: Annotated[list[Project] | None, NONE_LIST] = Field(None, title="项目")
    papers: Annotated[list[Paper] | None, NONE_LIST] = Field(None, title="论文著作")
    patents: Annotated[list[Patent] | None, NONE_LIST] = Field(None, title="专利")
    standards: Annotated[list[Standard] | None, NONE_LIST] = Field(None, title="标准")
    awards: Annotated[list[Award] | None, NONE_LIST] = Field(None, title="获奖")
    honours: Annotated[list[Honour] | None, NONE_LIST] = Field(None, title="荣誉")
    certificates: Annotated[list[Certificate] | None, NONE_LIST] = Field(None, title="资质证书")
    influence: Annotated[list[Influence] | None, NONE_LIST] = Field(None, title="行业影响力")
    adoptions: Annotated[list[Adoption] | None, NONE_LIST] = Field(None, title="成果运用推广")
    academic_posts: Annotated[list[AcademicPost] | None, NONE_LIST] = Field(None, title="学术兼职")
    rewards: Annotated[list[Reward] | None, NONE_LIST] = Field(None, title="奖励")
    others: Annotated[list[OtherMatter] | None, NONE_LIST] = Field(None, title="其他")
    experts: Annotated[list[Expert] | None, NONE_LIST] = Field(None, title="举荐专家")
    score_rows: Annotated[list[ScoreRow] | None, NONE_LIST] = Field(None, title="打分表")
    publicity: Publicity | None = Field(None, title="公示")
    evidence: Annotated[list[EvidenceItem], NONE_LIST] = Field(default_factory=list, title="佐证材料")
    remark: Line | None = Field(None, title="备注")

    @property
    def achievements(self) -> list[tuple[str, int, Achievement]]:
        """Every achievement with the name of its list and its place there."""
        return [
            (name, i, entry) for name in _ACHIEVEMENTS for i, entry in enumerate(getattr(self, name) or [])
        ]

    def proved_by(self, ids: Collection[str]) -> list[Achievement]:
        """The achievements that cite one of these items of evidence, or several."""
        return [entry for _, _, entry in self.achievements if not set(ids).isdisjoint(entry.evidence)]

    @property
    def nothing_achieved(self) -> bool:
        """Whether every list of achievements was declared to be empty (无)."""
        return all(getattr(self, name) == [] for name in _ACHIEVEMENTS)

    @property
    def sex_shown(self) -> str:
        """The sex that the forms show: as stated, else by the ID number."""
        return self.sex or (id_sex(self.id.number) if self._id_tells else "")

    @property
    def birth_shown(self) -> PartialDate | None:
        """The birth date that the forms show: as stated; by the ID number where it tells more of the same."""
        stated = self.birth
        if self._id_tells:
            born = id_birth(self.id.number)
            if stated is None or stated.earliest <= born <= stated.latest:
                return PartialDate.of(born)
        return stated

    @property
    def _id_tells(self) -> bool:
        return self.id.has_citizen_number and not id_number_problem(self.id.number)

    @property
    def highest_education(self) -> Education:
        """The highest diploma; of equals the latest."""
        return min(
            self.education,
            key=lambda e: (DEGREE_LEVELS.index(e.level), -e.end.latest.toordinal()),
        )


@dataclass(frozen=True, slots=True)
class ExportFacts:
    """What is written on each page of a form that the platform exported, in the file that is shown so."""

    shown: str
    texts: tuple[str, ...]
