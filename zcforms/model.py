"""What the data means: an applicant, an institution, evidence, and the folder of work they are in.

Every field has the Chinese title that a clerk knows it by; a file may use either name as its key.
A list that is missing says "not stated"; an empty list, or the word 无, says "there is none".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from zcforms.values import PartialDate, id_birth, id_number_problem, id_sex, normal_name


def _flat(value: object) -> object:
    """One line of text: line breaks in a name or a title are accidents of typing."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _none_list(value: object) -> object:
    """The word 无 where a list is expected says that there is nothing."""
    return [] if isinstance(value, str) and value.strip() in {"无", "没有"} else value


def _yes_no(value: object) -> object:
    if isinstance(value, str):
        return {"是": True, "否": False, "有": True, "无": False}.get(value.strip(), value)
    return value


def _degree_level(value: object) -> object:
    synonyms = {"大学本科": "本科", "大学": "本科", "大学专科": "专科", "大专": "专科"}
    return synonyms.get(value.strip(), value) if isinstance(value, str) else value


def _open_end(value: object) -> object:
    return None if isinstance(value, str) and value.strip() in {"至今", "今"} else value


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


Line = Annotated[str, BeforeValidator(_flat), StringConstraints(min_length=1)]
Prose = Annotated[str, StringConstraints(min_length=1)]
Name = Annotated[
    str,
    BeforeValidator(lambda v: normal_name(v) if isinstance(v, str) else v),
    StringConstraints(min_length=1, max_length=50),
]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Code = Annotated[str, BeforeValidator(_upper), StringConstraints(min_length=1)]
End = Annotated[PartialDate | None, BeforeValidator(_open_end)]

DEGREE_LEVELS = ("博士研究生", "硕士研究生", "研究生", "本科", "专科", "中专", "高中及以下")
POST_LEVELS = ("正高级", "副高级", "中级", "初级及未定级")


class Record(BaseModel):
    """One record of a user's file: unknown keys are refused, so that nothing is lost silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


# --- a person ------------------------------------------------------------------------------------


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
    mode: Literal["全日制", "非全日制"] = Field("全日制", title="学习形式")
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


# --- achievements --------------------------------------------------------------------------------


class Achievement(Record):
    """What all achievements share."""

    evidence: list[Code] = Field(default_factory=list, title="佐证")
    representative: YesNo = Field(False, title="代表作")


class Project(Achievement):
    """A research or engineering project and the applicant's part in it."""

    kind: Literal["科研项目", "工程技术项目"] = Field("工程技术项目", title="类别")
    title: Line = Field(title="项目名称")
    number: Line | None = Field(None, title="立项编号")
    source: Line | None = Field(None, title="项目性质及来源")
    start: PartialDate = Field(title="起始时间")
    end: End = Field(None, title="结束时间")
    amount: Decimal | None = Field(None, title="经费（万元）", ge=0)
    role: Line = Field(title="本人作用")
    rank: Line | None = Field(None, title="本人排名")
    content: Prose = Field(title="工作内容")
    result: Prose | None = Field(None, title="完成情况及效果")


class Paper(Achievement):
    """A paper, book or technical report."""

    kind: Literal["论文", "著作", "译作", "教材", "技术报告"] = Field("论文", title="类别")
    title: Line = Field(title="题目")
    date: PartialDate = Field(title="发表时间")
    publication: Line = Field(title="刊物或出版社")
    issue: Line | None = Field(None, title="年卷期页")
    number: Line | None = Field(None, title="刊号或书号")
    abstract: Prose | None = Field(None, title="内容提要")
    rank: Line = Field(title="作者排序")
    status: Literal["已发表", "录用待发"] = Field("已发表", title="发表状态")


class Patent(Achievement):
    """A patent or software copyright."""

    kind: Literal["发明专利", "实用新型专利", "外观设计专利", "软件著作权"] = Field(title="类别")
    title: Line = Field(title="名称")
    number: Line = Field(title="授权号或登记号")
    date: PartialDate = Field(title="授权时间")
    rank: Line = Field(title="本人排名")
    status: Literal["授权", "受理"] = Field("授权", title="状态")


class Standard(Achievement):
    """A standard that the applicant helped to write."""

    title: Line = Field(title="标准名称")
    number: Line = Field(title="标准编号")
    level: Literal["国际标准", "国家标准", "行业标准", "地方标准", "团体标准", "企业标准"] = Field(
        title="级别"
    )
    date: PartialDate = Field(title="发布时间")
    rank: Line = Field(title="本人排名")


class Award(Achievement):
    """An award for a piece of work."""

    title: Line = Field(title="获奖项目名称")
    award: Line = Field(title="奖励名称")
    grade: Line | None = Field(None, title="等级")
    issuer: Line = Field(title="授予机构")
    date: PartialDate = Field(title="获奖时间")
    rank: Line | None = Field(None, title="本人排名")


class Honour(Achievement):
    """An honorary title of the person."""

    title: Line = Field(title="荣誉称号")
    issuer: Line = Field(title="授予机构")
    date: PartialDate = Field(title="授予时间")


class Certificate(Achievement):
    """A certificate of a qualification other than the professional title."""

    title: Line = Field(title="证书名称")
    number: Line | None = Field(None, title="证书编号")
    issuer: Line = Field(title="发证机构")
    date: PartialDate = Field(title="取得时间")


class Influence(Achievement):
    """Proof of standing in the trade: a committee seat, an expert panel, a lecture."""

    title: Line = Field(title="事项")
    issuer: Line | None = Field(None, title="授予机构")
    date: PartialDate = Field(title="时间")


# --- the application -----------------------------------------------------------------------------


class Reason(Record):
    """One clause of the exceptional conditions and the fact that meets it."""

    clause: Line = Field(title="条款")
    text: Line | None = Field(None, title="条款内容")
    fact: Prose = Field(title="符合情况")
    evidence: list[Code] = Field(default_factory=list, title="佐证")


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


class EvidencePart(Record):
    """One file of an evidence item, whole or some of its pages."""

    name: Line | None = Field(None, title="名称")
    file: Line = Field(title="文件")
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
    photo: Line | None = Field(None, title="照片")
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
    work_started: PartialDate = Field(title="参加工作时间")
    field: Line = Field(title="现从事专业")
    field_since: PartialDate = Field(title="从事本专业起始时间")
    application: Application = Field(title="申报")
    statement: Prose | None = Field(None, title="本人述职")

    education: list[Education] = Field(title="学历", min_length=1)
    training: Annotated[list[Training] | None, BeforeValidator(_none_list)] = Field(None, title="培训")
    work: list[Employment] = Field(title="工作经历", min_length=1)
    titles: Annotated[list[Title], BeforeValidator(_none_list)] = Field(title="专业技术资格")
    continuing_education: Annotated[list[EducationYear] | None, BeforeValidator(_none_list)] = Field(
        None, title="继续教育"
    )
    assessments: Annotated[list[Assessment] | None, BeforeValidator(_none_list)] = Field(
        None, title="年度考核"
    )
    exams: Annotated[list[Exam] | None, BeforeValidator(_none_list)] = Field(None, title="考试")
    projects: Annotated[list[Project] | None, BeforeValidator(_none_list)] = Field(None, title="项目")
    papers: Annotated[list[Paper] | None, BeforeValidator(_none_list)] = Field(None, title="论文著作")
    patents: Annotated[list[Patent] | None, BeforeValidator(_none_list)] = Field(None, title="专利")
    standards: Annotated[list[Standard] | None, BeforeValidator(_none_list)] = Field(None, title="标准")
    awards: Annotated[list[Award] | None, BeforeValidator(_none_list)] = Field(None, title="获奖")
    honours: Annotated[list[Honour] | None, BeforeValidator(_none_list)] = Field(None, title="荣誉")
    certificates: Annotated[list[Certificate] | None, BeforeValidator(_none_list)] = Field(
        None, title="资质证书"
    )
    influence: Annotated[list[Influence] | None, BeforeValidator(_none_list)] = Field(
        None, title="行业影响力"
    )
    evidence: Annotated[list[EvidenceItem], BeforeValidator(_none_list)] = Field(
        default_factory=list, title="佐证材料"
    )
    remark: Line | None = Field(None, title="备注")

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


# --- an institution and its posts ----------------------------------------------------------------


class PostLevel(Record):
    """The posts of one level: approved, filled and offered (requirements A5, QT1-QT4)."""

    ratio: Line | None = Field(None, title="核准比例")
    approved: int = Field(title="核准人数", ge=0)
    actual: int = Field(title="实聘人数", ge=0)
    vacancy: int | None = Field(None, title="空缺人数", ge=0)
    offered: int = Field(0, title="推出岗位数", ge=0)


class Establishment(Record):
    """The approved posts of a public institution (事业单位)."""

    staff_total: int = Field(title="编制数", ge=0)
    posts_total: int = Field(title="专业技术岗位总数", ge=0)
    levels: dict[Literal[POST_LEVELS], PostLevel] = Field(title="岗位等级")  # type: ignore[valid-type]
    direct_hire: int = Field(0, title="直接聘任人数", ge=0)


class Institution(Record):
    """An employer, under the name that is on its seal."""

    name: Line = Field(title="单位名称")
    uscc: Code | None = Field(None, title="统一社会信用代码")
    kind: Literal["企业", "事业单位", "机关", "社会团体", "民办非企业单位", "其他"] = Field(title="单位性质")
    supervisor: Line | None = Field(None, title="主管部门")
    address: Line | None = Field(None, title="地址")
    contact: Line | None = Field(None, title="联系人")
    phone: Line | None = Field(None, title="联系电话")
    establishment: Establishment | None = Field(None, title="岗位设置")


class Office(Record):
    """Who sends the applications in and issues the letter and the roster."""

    name: Line = Field(title="名称")
    contact: Line = Field(title="联系人")
    phone: Line = Field(title="联系电话")
    doc_no: Line | None = Field(None, title="文号")


class Signing(Record):
    """Where the QR code of the pledge leads."""

    base_url: Annotated[str, StringConstraints(pattern=r"^https://[\w.-]+(:\d+)?(/[\w./~-]*)?$")] = Field(
        title="签署地址"
    )


class Settings(Record):
    """The folder's own file, zcforms.yaml."""

    plan: Line = Field(title="评审计划")
    date: PartialDate | None = Field(None, title="填报日期")
    office: Office = Field(title="报送单位")
    institutions: list[Institution] = Field(title="单位", min_length=1)
    signing: Signing = Field(title="在线签署")
    order: list[Line] | None = Field(None, title="花名册顺序")
    binding_sides: Literal["单面", "双面"] = Field("单面", title="装订册印制方式")
    dividers: YesNo = Field(True, title="装订册隔页")

    def institution(self, name: str) -> Institution | None:
        """The institution of that exact name (legal name = seal name, requirements CO4)."""
        return next((i for i in self.institutions if i.name == name), None)


def fields_by_title(model: type[BaseModel]) -> dict[str, str]:
    """Chinese title → field name, for files that use the titles as keys."""
    return {f.title: name for name, f in model.model_fields.items() if f.title}
