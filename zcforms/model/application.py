"""What is applied for, and what proves it: method, reasons, scores, experts, publicity, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from zcforms.chinese.dates import PartialDate
from zcforms.model.figures import MOST_FUNDS, MOST_POINTS
from zcforms.model.records import Choice, Code, Label, Line, Name, Number, Prose, Record, YesNo


class Reason(Record):
    """One clause of the exceptional conditions and the fact that meets it."""

    clause: Line = Field(title="条款")
    condition: Code | None = Field(None, title="条件编号")
    text: Line | None = Field(None, title="条款内容")
    fact: Prose = Field(title="符合情况")
    evidence: list[Code] = Field(default_factory=list, title="佐证")


class Expert(Record):
    """A full-senior (正高级) expert who recommends the applicant (requirements A11)."""

    name: Name = Field(title="姓名")
    sex: Literal["男", "女"] | None = Field(None, title="性别")
    unit: Label = Field(title="工作单位")
    field: Line = Field(title="从事专业")
    title: Line = Field(title="职称名称")
    qualified_on: PartialDate | None = Field(None, title="取得时间")
    certificate_no: Line | None = Field(None, title="证书编号")
    phone: Line | None = Field(None, title="联系电话")
    opinion: Prose | None = Field(None, title="举荐意见")
    evidence: list[Code] = Field(default_factory=list, title="佐证")


class ScoreRow(Record):
    """One line of a self-scoring table (requirements A10).

    Where the table's rows are known, `id` names one of them and the levels, maximum and rule are the
    table's; several lines may name the same row, one for each item. `quantity` is items or full years.
    """

    id: Code | None = Field(None, title="行号")
    indicator: Line | None = Field(None, title="评价指标")
    level1: Line | None = Field(None, title="一级指标")
    level2: Line | None = Field(None, title="二级指标")
    level3: Line | None = Field(None, title="三级指标")
    maximum: Number | None = Field(None, title="最高分值", ge=0, le=MOST_POINTS)
    rule: Line | None = Field(None, title="计分说明")
    cumulative: YesNo | None = Field(None, title="是否累计")
    quantity: Number | None = Field(None, title="数量", gt=0, le=MOST_FUNDS)
    rank: Line | None = Field(None, title="本人排名")
    basis: Prose | None = Field(None, title="自评依据")
    evidence: list[Code] = Field(default_factory=list, title="佐证")
    score: Number | None = Field(None, title="自评分", ge=0, le=MOST_POINTS)
    reviewed: Number | None = Field(None, title="单位复核分", ge=0, le=MOST_POINTS)


class Publicity(Record):
    """The publicity of the application inside the unit (requirements A9).

    Without an end it is announced: it ends on the first day that the circular allows.
    """

    start: PartialDate = Field(title="起始日期")
    end: PartialDate | None = Field(None, title="截止日期")
    place: Line | None = Field(None, title="地点")
    method: Line | None = Field(None, title="方式")
    result: Literal["无异议", "有异议"] | None = Field(None, title="结果")
    handling: Prose | None = Field(None, title="异议处理")


class Application(Record):
    """What is applied for, and by which way."""

    method: Label = Field(title="申报方式")
    option: Choice = Field(None, title="申报情形")
    speciality: Label = Field(title="申报专业")
    desk: Line | None = Field(None, title="受理点")
    target: Label | None = Field(None, title="申报资格")
    score: Number | None = Field(None, title="自评分", ge=0, le=MOST_POINTS)
    reasons: list[Reason] = Field(default_factory=list, title="破格理由")
    staffing: Literal["在编", "非在编"] | None = Field(None, title="编制情况")
    hired_rank: Line | None = Field(None, title="聘任专业技术职级")
    post_grade: Line | None = Field(None, title="在聘岗位等级")
    outside_kind: Line | None = Field(None, title="非在编类型")
    post_sought: Line | None = Field(None, title="拟竞聘岗位")
    goals: Prose | None = Field(None, title="履职目标")

    @property
    def in_post(self) -> bool:
        """Whether the applicant is stated to hold an established post (在编)."""
        return self.staffing == "在编"


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
    category: Label = Field(title="类别")
    title: Line = Field(title="材料名称")
    date: PartialDate | None = Field(None, title="取得时间")
    rank: Line | None = Field(None, title="本人排名")
    parts: list[EvidencePart] = Field(default_factory=list, title="文件")
    loose: Line | None = Field(None, title="不装订原因")
    note: Line | None = Field(None, title="备注")
    name_marked: YesNo | None = Field(None, title="已标注本人姓名")
    secret: Line | None = Field(None, title="密级")
    # How it is bound is no part of what is declared, either.
    arrangement: Literal["缩小", "折页", "两个一页"] | None = Field(None, title="版面", exclude=True)
    # Handed in after the volume was bound: it goes into the addendum.
    late: YesNo | None = Field(None, title="补充材料", exclude=True)
    # Opens the item's PDFs; it says nothing of the person, and is shown and signed nowhere.
    password: Prose | None = Field(None, title="密码", repr=False, exclude=True)

    def names(self) -> Iterator[str]:
        """What it is called, and then its files, as far as they have names."""
        yield self.title
        yield from (part.name for part in self.parts if part.name)
