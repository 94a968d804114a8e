"""One person's application: who they are, what they did, what they apply for, what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from zcforms.model.achievements import (
    Achievement,
    Award,
    Certificate,
    Honour,
    Influence,
    Paper,
    Patent,
    Project,
    Standard,
)
from zcforms.model.records import NONE_LIST, Code, End, Line, Name, Prose, Record, YesNo
from zcforms.values import PartialDate, id_birth, id_number_problem, id_sex

DEGREE_LEVELS = ("博士研究生", "硕士研究生", "研究生", "本科", "专科", "中专", "高中及以下")


def _degree_level(value: object) -> object:
    synonyms = {"大学本科": "本科", "大学": "本科", "大学专科": "专科", "大专": "专科"}
    return synonyms.get(value.strip(), value) if isinstance(value, str) else value


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


class Education(Record):
    """One course of study with its diploma and degree."""

    start: PartialDate | None = Field(None, title="入学时间")
    end: PartialDate = Field(title="毕业时间")
    school: Line = Field(title="学校")
    school_original: Line | None = Field(None, title="学校原文名称")
    major: Line = Field(title="专业")
    level: Annotated[Literal[DEGREE_LEVELS], BeforeValidator(_degree_level)] = Field(title="学历")  # type: ignore[valid-type]
    degree: Line | None = Field(None, title="学位")
    mode: Literal["全日制", "非全日制"] | None = Field(None, title="学习形式")
    length: Line | None = Field(None, title="学制")
    witness: Line | None = Field(None, title="证明人")
    certificate_no: Line | None = Field(None, title="证书编号")
    region: Literal["境内", "国外", "港澳台"] = Field("境内", title="授予地区")
    recognition_no: Line | None = Field(None, title="学历学位认证书编号")


class Training(Record):
    """One further training or study visit without a diploma."""

    start: PartialDate = Field(title="起始时间")
    end: End = Field(None, title="结束时间")
    content: Line = Field(title="主要内容")
    place: Line = Field(title="学习地点")
    result: Line | None = Field(None, title="结业情况")
    witness: Line | None = Field(None, title="证明人")


class Employment(Record):
    """One stretch of work with one employer in one post."""

    start: PartialDate = Field(title="起始时间")
    end: End = Field(None, title="结束时间")
    unit: Line = Field(title="单位")
    work: Line = Field(title="从事专业技术工作")
    duty: Line | None = Field(None, title="职务")
    witness: Line | None = Field(None, title="证明人")


class Title(Record):
    """One professional title: when it was obtained, by whom approved, when appointed to."""

    name: Line = Field(title="资格名称")
    level: Literal["正高级", "副高级", "中级", "初级", "员级"] = Field(title="级别")
    major: Line | None = Field(None, title="资格专业")
    qualified_on: PartialDate = Field(title="取得时间")
    approved_by: Line = Field(title="审批机关")
    certificate_no: Line | None = Field(None, title="证书编号")
    appointed_from: PartialDate | None = Field(None, title="聘任时间")
    appointed_to: End = Field(None, title="聘任截止")
    unit: Line | None = Field(None, title="聘任单位")


class EducationYear(Record):
    """The continuing-education hours of one year by category."""

    year: int = Field(title="年度", ge=1990, le=2100)
    total: Decimal = Field(title="合计", ge=0)
    major: Decimal = Field(Decimal(0), title="专业科目", ge=0)
    industry_public: Decimal = Field(Decimal(0), title="行业公需", ge=0)
    general_public: Decimal = Field(Decimal(0), title="一般公需", ge=0)
    evidence: list[Code] = Field(default_factory=list, title="佐证")


class Assessment(Record):
    """The result of one annual assessment."""

    year: int = Field(title="年度", ge=1990, le=2100)
    level: Literal["优秀", "良好", "合格", "称职", "基本合格", "基本称职", "不合格", "不称职", "不定等次"] = (
        Field(title="等次")
    )
    unit: Line | None = Field(None, title="考核单位")
    evidence: list[Code] = Field(default_factory=list, title="佐证")


class Exam(Record):
    """The result of one examination."""

    date: PartialDate = Field(title="日期")
    kind: Line = Field(title="考试种类")
    subject: Line = Field(title="考试科目")
    score: Line = Field(title="考试成绩")
    organiser: Line = Field(title="组织考试单位")


# --- the application -----------------------------------------------------------------------------


class Reason(Record):
    """One clause of the exceptional conditions and the fact that meets it."""

    clause: Line = Field(title="条款")
    text: Line | None = Field(None, title="条款内容")
    fact: Prose = Field(title="符合情况")
    evidence: list[Code] = Field(default_factory=list, title="佐证")


class Expert(Record):
    """A full-senior (正高级) expert who recommends the applicant (requirements A11)."""

    name: Name = Field(title="姓名")
    sex: Literal["男", "女"] | None = Field(None, title="性别")
    unit: Line = Field(title="工作单位")
    field: Line = Field(title="从事专业")
    title: Line = Field(title="职称名称")
    qualified_on: PartialDate | None = Field(None, title="取得时间")
    certificate_no: Line | None = Field(None, title="证书编号")
    phone: Line | None = Field(None, title="联系电话")
    opinion: Prose | None = Field(None, title="举荐意见")
    evidence: list[Code] = Field(default_factory=list, title="佐证")


class ScoreRow(Record):
    """One line of a self-scoring table (requirements A10)."""

    indicator: Line = Field(title="评价指标")
    level1: Line | None = Field(None, title="一级指标")
    level2: Line | None = Field(None, title="二级指标")
    level3: Line | None = Field(None, title="三级指标")
    maximum: Decimal | None = Field(None, title="最高分值", ge=0)
    rule: Line | None = Field(None, title="计分说明")
    cumulative: YesNo | None = Field(None, title="是否累计")
    basis: Prose | None = Field(None, title="自评依据")
    evidence: list[Code] = Field(default_factory=list, title="佐证")
    score: Decimal | None = Field(None, title="自评分", ge=0)
    reviewed: Decimal | None = Field(None, title="单位复核分", ge=0)


class Publicity(Record):
    """The publicity of the application inside the unit (requirements A9)."""

    start: PartialDate = Field(title="起始日期")
    end: PartialDate = Field(title="截止日期")
    place: Line | None = Field(None, title="地点")
    method: Line | None = Field(None, title="方式")
    result: Literal["无异议", "有异议"] | None = Field(None, title="结果")
    handling: Prose | None = Field(None, title="异议处理")


class Application(Record):
    """What is applied for, and by which way."""

    method: Line = Field(title="申报方式")
    speciality: Line = Field(title="申报专业")
    target: Line | None = Field(None, title="申报资格")
    score: Decimal | None = Field(None, title="自评分", ge=0)
    reasons: list[Reason] = Field(default_factory=list, title="破格理由")
    staffing: Literal["在编", "非在编"] | None = Field(None, title="编制情况")
    hired_rank: Line | None = Field(None, title="聘任专业技术职级")
    post_grade: Line | None = Field(None, title="在聘岗位等级")
    outside_kind: Line | None = Field(None, title="非在编类型")
    post_sought: Line | None = Field(None, title="拟竞聘岗位")
    goals: Prose | None = Field(None, title="履职目标")


class EvidencePart(Record):
    """One file of an evidence item, whole or some of its pages."""

    name: Line | None = Field(None, title="名称")
    file: Prose = Field(title="文件")
    pages: Annotated[str, StringConstraints(pattern=r"^\d+(-\d+)?(\s*[,，、]\s*\d+(-\d+)?)*$")] | None = (
        Field(None, title="页")
    )


class EvidenceItem(Record):
    """One piece of evidence: what it proves, and the files that make it up, in order."""

    id: Code = Field(title="编号")
    category: Line = Field(title="类别")
    title: Line = Field(title="材料名称")
    date: PartialDate | None = Field(None, title="取得时间")
    rank: Line | None = Field(None, title="本人排名")
    parts: list[EvidencePart] = Field(default_factory=list, title="文件")
    loose: Line | None = Field(None, title="不装订原因")
    note: Line | None = Field(None, title="备注")


class Applicant(Record):
    """One person's application, as the person or the office wrote it down."""

    name: Name = Field(title="姓名")
    former_name: Name | None = Field(None, title="曾用名")
    id: IdDocument = Field(title="证件")
    sex: Literal["男", "女"] | None = Field(None, title="性别")
    birth: PartialDate | None = Field(None, title="出生年月")
    ethnicity: Line = Field(title="民族")
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
    unit: Line = Field(title="工作单位")
    department: Line | None = Field(None, title="部门")
    duty: Line | None = Field(None, title="行政职务")
    duty_since: PartialDate | None = Field(None, title="行政职务任职时间")
    work_started: PartialDate = Field(title="参加工作时间")
    field: Line = Field(title="现从事专业")
    field_since: PartialDate = Field(title="从事本专业起始时间")
    application: Application = Field(title="申报")
    statement: Prose | None = Field(None, title="本人述职")

    education: list[Education] = Field(title="学历", min_length=1)
    training: Annotated[list[Training] | None, NONE_LIST] = Field(None, title="培训")
    work: list[Employment] = Field(title="工作经历", min_length=1)
    titles: Annotated[list[Title], NONE_LIST] = Field(title="专业技术资格")
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
    experts: Annotated[list[Expert] | None, NONE_LIST] = Field(None, title="举荐专家")
    score_rows: Annotated[list[ScoreRow] | None, NONE_LIST] = Field(None, title="打分表")
    publicity: Publicity | None = Field(None, title="公示")
    evidence: Annotated[list[EvidenceItem], NONE_LIST] = Field(default_factory=list, title="佐证材料")
    remark: Line | None = Field(None, title="备注")

    @property
    def achievements(self) -> list[tuple[str, int, Achievement]]:
        """Every achievement with the name of its list and its place there."""
        lists = (
            "projects",
            "papers",
            "patents",
            "standards",
            "awards",
            "honours",
            "certificates",
            "influence",
        )
        return [(name, i, entry) for name in lists for i, entry in enumerate(getattr(self, name) or [])]

    @property
    def sex_shown(self) -> str:
        """The sex that the forms show: as stated, else by the ID number."""
        return self.sex or (id_sex(self.id.number) if self._id_tells else "")

    @property
    def birth_shown(self) -> PartialDate | None:
        """The birth date that the forms show: as stated, else by the ID number."""
        if self.birth is None and self._id_tells:
            born = id_birth(self.id.number)
            return PartialDate(born.year, born.month, born.day)
        return self.birth

    @property
    def _id_tells(self) -> bool:
        return self.id.has_citizen_number and not id_number_problem(self.id.number)

    @property
    def current_title(self) -> Title | None:
        """The title that was obtained last; the application builds on it."""
        return max(self.titles, key=lambda t: t.qualified_on, default=None)

    @property
    def highest_education(self) -> Education:
        """The highest diploma; of equals the latest."""
        return min(
            self.education,
            key=lambda e: (DEGREE_LEVELS.index(e.level), -e.end.latest.toordinal()),
        )


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo file is: kind by content, size in bytes, upright width and height in pixels."""

    kind: str
    size: int
    width: int
    height: int
    light_background: bool
