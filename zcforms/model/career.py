"""What an applicant brings along: studies, posts, titles, skills, hours, assessments, rewards and
punishments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field

from zcforms.chinese.dates import PartialDate
from zcforms.model.figures import MOST_HOURS
from zcforms.model.records import Code, End, Label, Line, Number, Record, YesNo

# All from the highest down.
TitleLevel = Literal["正高级", "副高级", "中级", "初级", "员级"]
TITLE_LEVELS: tuple[str, ...] = get_args(TitleLevel)
DegreeLevel = Literal["博士研究生", "硕士研究生", "研究生", "本科", "专科", "中专", "高中及以下"]
DEGREE_LEVELS: tuple[str, ...] = get_args(DegreeLevel)
SkillLevel = Literal["首席技师", "特级技师", "高级技师", "技师", "高级工", "中级工", "初级工"]
SKILL_LEVELS: tuple[str, ...] = get_args(SkillLevel)

# What people call these, and which is meant.
DEGREE_WORDS = {"大学本科": "本科", "大学": "本科", "大学专科": "专科", "大专": "专科"}
SKILL_WORDS = {"一级": "高级技师", "二级": "技师", "三级": "高级工", "四级": "中级工", "五级": "初级工"}


def _degree_level(value: object) -> object:
    return DEGREE_WORDS.get(value.strip(), value) if isinstance(value, str) else value


def _skill_level(value: object) -> object:
    """A level by its name; certificates and circulars put its number beside it: 技师（二级）, 二级/技师."""
    if not isinstance(value, str):
        return value
    parts = [part for part in re.split(r"[\s（）()/／、]+", value) if part]
    named = {SKILL_WORDS.get(part.removeprefix("国家职业资格"), part) for part in parts}
    return named.pop() if len(named) == 1 else value


class Education(Record):
    """One course of study with its diploma and degree."""

    start: PartialDate | None = Field(None, title="入学时间")
    end: PartialDate = Field(title="毕业时间")
    school: Line = Field(title="学校")
    school_original: Line | None = Field(None, title="学校原文名称")
    major: Line = Field(title="专业")
    level: Annotated[DegreeLevel, BeforeValidator(_degree_level)] = Field(title="学历")
    degree: Line | None = Field(None, title="学位")
    mode: Literal["全日制", "非全日制"] | None = Field(None, title="学习形式")
    length: Line | None = Field(None, title="学制")
    witness: Line | None = Field(None, title="证明人")
    certificate_no: Line | None = Field(None, title="证书编号")
    region: Literal["境内", "国外", "港澳台"] = Field("境内", title="授予地区")
    recognition_no: Line | None = Field(None, title="学历学位认证书编号")
    registry_no: Line | None = Field(None, title="学历备案表编号")
    kind: Literal["第二学士学位", "中级工班", "高级工班", "预备技师班", "技师班"] | None = Field(
        None, title="学历类别"
    )
    match: Literal["一致", "相近", "不一致"] | None = Field(None, title="与申报专业")


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
    unit: Label = Field(title="单位")
    work: Line = Field(title="从事专业技术工作")
    duty: Line | None = Field(None, title="职务")
    witness: Line | None = Field(None, title="证明人")
    employer: Literal["企业", "事业单位", "机关", "社会组织", "其他"] | None = Field(None, title="单位类型")
    county: Line | None = Field(None, title="工作地县（市、区）")
    in_field: YesNo | None = Field(None, title="从事申报专业")


class Title(Record):
    """One professional title: when it was obtained, by whom approved, when appointed to."""

    name: Label = Field(title="资格名称")
    level: TitleLevel = Field(title="级别")
    major: Label | None = Field(None, title="资格专业")
    qualified_on: PartialDate = Field(title="取得时间")
    approved_by: Line = Field(title="审批机关")
    certificate_no: Line | None = Field(None, title="证书编号")
    appointed_from: PartialDate | None = Field(None, title="聘任时间")
    appointed_to: End = Field(None, title="聘任截止")
    unit: Label | None = Field(None, title="聘任单位")

    def reaches(self, level: str) -> bool:
        """Whether it is of this level or a higher one."""
        return TITLE_LEVELS.index(self.level) <= TITLE_LEVELS.index(level)


# What the forms print of an entry beside what it must have, by the fields of the applicant and of the entry.
PRINTED_TOO = {"education": ("start", "degree", "length"), "titles": ("appointed_from",)}


class AcademicPost(Record):
    """A post in a learned society, on a committee or a journal, beside the job (学术技术兼职)."""

    start: PartialDate = Field(title="起始时间")
    end: End = Field(None, title="结束时间")
    organisation: Line = Field(title="组织名称")
    post: Line = Field(title="担任职务")


class Skill(Record):
    """One vocational skill: a certificate of 技师 or the like, or a title of the skilled."""

    title: Line = Field(title="名称")
    level: Annotated[SkillLevel | None, BeforeValidator(_skill_level)] = Field(None, title="等级")
    date: PartialDate = Field(title="取得时间")
    certificate_no: Line | None = Field(None, title="证书编号")
    evidence: list[Code] = Field(default_factory=list, title="佐证")


class Sanction(Record):
    """One punishment or finding of fraud, as it must be declared (requirements B8)."""

    kind: Literal[
        "警告",
        "记过",
        "记大过",
        "降低岗位等级",
        "降级",
        "撤职",
        "留用察看",
        "开除",
        "技术责任事故",
        "弄虚作假",
        "立案调查",
        "组织处理",
        "行政处罚",
    ] = Field(title="种类")
    decided_on: PartialDate = Field(title="决定时间")
    until: PartialDate | None = Field(None, title="影响期满时间")
    note: Line | None = Field(None, title="说明")


class Reward(Record):
    """A reward for the person's conduct at work; honorary titles have a list of their own (奖惩情况)."""

    date: PartialDate = Field(title="决定时间")
    content: Line = Field(title="奖励内容")
    issuer: Line = Field(title="决定单位")


class EducationItem(Record):
    """Continuing education by one route in one year, before caps and weights (requirements CE7, D2).

    `amount` is days, courses, papers… as the route counts them; `rank` the place among the participants.
    """

    year: int = Field(title="年度", ge=1990, le=2100)
    route: Line = Field(title="途径")
    title: Line = Field(title="内容")
    hours: Number = Field(title="学时", ge=0, le=MOST_HOURS)
    category: Literal["专业科目", "行业公需", "一般公需"] = Field("专业科目", title="科目类别")
    level: Line | None = Field(None, title="级别")
    amount: Number | None = Field(None, title="数量", gt=0, le=MOST_HOURS)
    rank: Line | None = Field(None, title="本人排名")


_CATEGORIES = ("major", "industry_public", "general_public")


class EducationYear(Record):
    """The continuing-education hours of one year; by category, as far as these were written."""

    year: int = Field(title="年度", ge=1990, le=2100)
    total: Number = Field(title="合计", ge=0, le=MOST_HOURS)
    major: Number | None = Field(None, title="专业科目", ge=0, le=MOST_HOURS)
    industry_public: Number | None = Field(None, title="行业公需", ge=0, le=MOST_HOURS)
    general_public: Number | None = Field(None, title="一般公需", ge=0, le=MOST_HOURS)
    system: Line | None = Field(None, title="登记系统")
    evidence: list[Code] = Field(default_factory=list, title="佐证")

    @property
    def public(self) -> Decimal | None:
        """The hours of 公需: 行业公需 and 一般公需 together, None where neither was written."""
        return _together(self.industry_public, self.general_public)

    @property
    def parts(self) -> Decimal | None:
        """The hours of all categories that were written, None where none was."""
        return _together(self.major, self.public)

    @property
    def unwritten(self) -> list[str]:
        """The categories that were not written, as the columns call them."""
        fields = type(self).model_fields
        return [str(fields[name].title) for name in _CATEGORIES if getattr(self, name) is None]

    def completes(self, other: EducationYear) -> bool:
        """Whether two are certificates of one year, each of other subjects and of nothing else."""
        apart = not any(getattr(self, name) and getattr(other, name) for name in _CATEGORIES)
        pure = self.parts == self.total and other.parts == other.total
        return self.year == other.year and apart and pure

    def together_with(self, other: EducationYear) -> EducationYear:
        """Both certificates of a year as one."""
        parts = {name: _together(getattr(self, name), getattr(other, name)) for name in _CATEGORIES}
        system = "、".join(dict.fromkeys(one.system for one in (self, other) if one.system)) or None
        more = {"total": self.total + other.total, "system": system}
        return self.model_copy(update={**parts, **more, "evidence": [*self.evidence, *other.evidence]})


def by_year(stated: Sequence[EducationYear]) -> list[EducationYear]:
    """The hours of the years, those added up of which the subjects have certificates of their own.

    安防2025 附件1二7 has 专业科目 and 公需科目 printed from two systems. A year written twice stays so.
    """
    found: list[EducationYear] = []
    for entry in stated:
        place = next((i for i, other in enumerate(found) if other.completes(entry)), None)
        if place is None:
            found.append(entry)
        else:
            found[place] = found[place].together_with(entry)
    return found


def _together(*hours: Decimal | None) -> Decimal | None:
    stated = [one for one in hours if one is not None]
    return sum(stated, Decimal(0)) if stated else None


class Assessment(Record):
    """The result of one annual assessment."""

    year: int = Field(title="年度", ge=1990, le=2100)
    level: Literal["优秀", "良好", "合格", "称职", "基本合格", "基本称职", "不合格", "不称职", "不定等次"] = (
        Field(title="等次")
    )
    unit: Label | None = Field(None, title="考核单位")
    kind: Literal["单年考核表", "多年合并", "奖状", "单句评语", "无业绩阐述"] | None = Field(
        None, title="材料形式"
    )
    evidence: list[Code] = Field(default_factory=list, title="佐证")


class Exam(Record):
    """The result of one examination."""

    date: PartialDate = Field(title="日期")
    kind: Line = Field(title="考试种类")
    subject: Line = Field(title="考试科目")
    score: Line = Field(title="考试成绩")
    organiser: Line = Field(title="组织考试单位")
