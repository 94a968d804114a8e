"""What an applicant has achieved: projects, papers, patents, standards, awards and the like."""

from __future__ import annotations

import re
from typing import Literal, get_args

from pydantic import Field

from zcforms.chinese.dates import PartialDate
from zcforms.model.figures import MOST_FUNDS, MOST_WORDS
from zcforms.model.records import Code, End, Line, Number, Percent, Prose, Record, YesNo

# From the highest down; 国家级行业 counts as 省部级, 省级行业 as 市厅级 (台光创〔2025〕8号 附件).
Level = Literal["国家级", "省部级", "市厅级", "县区级", "企业级"]
LEVELS: tuple[str, ...] = get_args(Level)
Part = Literal["负责人", "骨干", "成员"]
PARTS: tuple[str, ...] = get_args(Part)  # from the greatest down
PaperTier = Literal["核心期刊", "普通期刊", "会议论文集", "内部刊物"]
PatentKind = Literal["发明专利", "实用新型专利", "外观设计专利", "软件著作权"]
StandardLevel = Literal["国际标准", "国家标准", "行业标准", "地方标准", "团体标准", "企业标准"]

_BARE_PRIZE = re.compile(r"(?:优胜|优秀|[特一二三]等|[金银铜])?[奖牌]?")


class Achievement(Record):
    """What all achievements share."""

    evidence: list[Code] = Field(default_factory=list, title="佐证")
    representative: YesNo = Field(False, title="代表作")


class Project(Achievement):
    """A research or engineering project and the applicant's part in it."""

    kind: Literal["科研项目", "工程技术项目"] | None = Field(None, title="类别")
    title: Line = Field(title="项目名称")
    number: Line | None = Field(None, title="立项编号")
    source: Line | None = Field(None, title="项目性质及来源")
    start: PartialDate = Field(title="起始时间")
    end: End = Field(None, title="结束时间")
    amount: Number | None = Field(None, title="经费（万元）", ge=0, le=MOST_FUNDS)
    role: Line = Field(title="本人作用")
    rank: Line | None = Field(None, title="本人排名")
    level: Level | None = Field(None, title="级别")
    part: Part | None = Field(None, title="本人角色")
    accepted: YesNo | None = Field(None, title="已验收")
    content: Prose = Field(title="工作内容")
    result: Prose | None = Field(None, title="完成情况及效果")


class Paper(Achievement):
    """A paper, book or technical report."""

    kind: Literal["论文", "著作", "译作", "教材", "技术报告"] | None = Field(None, title="类别")
    title: Line = Field(title="题目")
    date: PartialDate = Field(title="发表时间")
    publication: Line = Field(title="刊物或出版社")
    issue: Line | None = Field(None, title="年卷期页")
    number: Line | None = Field(None, title="刊号或书号")
    abstract: Prose | None = Field(None, title="内容提要")
    rank: Line = Field(title="作者排序")
    status: Literal["已发表", "录用待发"] | None = Field(None, title="发表状态")
    tier: PaperTier | None = Field(None, title="刊物类别")
    level: Level | None = Field(None, title="刊物级别")
    author: Literal["独著", "第一作者", "通讯作者", "其他作者"] | None = Field(None, title="作者类型")
    words: Number | None = Field(None, title="本人撰写字数（万字）", ge=0, le=MOST_WORDS)
    similarity: Percent | None = Field(None, title="相似度（%）", ge=0, le=100)
    report: Line | None = Field(None, title="检索机构")


class Patent(Achievement):
    """A patent or software copyright."""

    kind: PatentKind = Field(title="类别")
    title: Line = Field(title="名称")
    number: Line = Field(title="授权号或登记号")
    date: PartialDate = Field(title="授权时间")
    rank: Line = Field(title="本人排名")
    status: Literal["授权", "受理"] | None = Field(None, title="状态")


class Standard(Achievement):
    """A standard that the applicant helped to write."""

    title: Line = Field(title="标准名称")
    number: Line = Field(title="标准编号")
    level: StandardLevel = Field(title="级别")
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
    level: Level | None = Field(None, title="级别")

    @property
    def called(self) -> str:
        """What was awarded, with its grade: a bare 优胜奖 is of the contest that stands as the work."""
        whole = f"{self.award}{self.grade or ''}"
        return f"{self.title}{whole}" if _BARE_PRIZE.fullmatch(self.award) else whole


class Honour(Achievement):
    """An honorary title of the person."""

    title: Line = Field(title="荣誉称号")
    issuer: Line = Field(title="授予机构")
    date: PartialDate = Field(title="授予时间")
    level: Level | None = Field(None, title="级别")


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


class Adoption(Achievement):
    """A result that was instructed on, adopted, applied or spread (成果被批示、采纳、运用和推广)."""

    kind: Literal["批示", "采纳", "运用", "推广"] | None = Field(None, title="方式")
    title: Line = Field(title="成果名称")
    by: Line = Field(title="批示或采纳单位")
    date: PartialDate = Field(title="时间")
    rank: Line | None = Field(None, title="本人排名")
    effect: Prose | None = Field(None, title="成效")


class OtherMatter(Record):
    """What the applicant adds that no other list holds (其他)."""

    date: PartialDate | None = Field(None, title="时间")
    title: Line = Field(title="事项")
    note: Prose | None = Field(None, title="说明")
    evidence: list[Code] = Field(default_factory=list, title="佐证")
