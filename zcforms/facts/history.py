"""An applicant's studies, posts, titles, hours and assessments, as the review form tells them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zcforms.chinese.dates import PartialDate, full_years, served_to
from zcforms.facts.seen import OfApplicant
from zcforms.facts.wording import full_title, joined, number, period, run_on, time_of, unless_none
from zcforms.ground.titled import Titled, titled
from zcforms.model import Applicant
from zcforms.model.career import Education, Exam, Title, by_year
from zcforms.plans import Plan
from zcforms.plans.present import present_title


@dataclass(frozen=True)
class StudyRow(Titled):
    """A row of 学习培训经历."""

    period: Annotated[str, "起止时间"]
    content: Annotated[str, "专业或主要内容"]
    school: Annotated[str, "学习地点"]
    result: Annotated[str | None, "学制学历学位"]
    witness: Annotated[str | None, "证明人"]


@dataclass(frozen=True)
class EmploymentRow(Titled):
    """A row of 工作简历."""

    period: Annotated[str, "起止时间"]
    unit: Annotated[str, "单位"]
    work: Annotated[str, "从事专业技术工作"]
    duty: Annotated[str | None, "职务"]
    witness: Annotated[str | None, "证明人"]


@dataclass(frozen=True)
class HoursRow(Titled):
    """The continuing education of a year."""

    year: Annotated[str, "年度"]
    total: Annotated[str, "合计"]
    major: Annotated[str, "专业科目"]
    public: Annotated[str, "公需科目"]
    industry: Annotated[str, "行业公需"]
    general: Annotated[str, "一般公需"]


@dataclass(frozen=True)
class AssessmentRow(Titled):
    """The assessment of a year."""

    year: Annotated[str, "年度"]
    level: Annotated[str, "等次"]
    unit: Annotated[str | None, "考核单位"]


def field_years(applicant: Applicant, plan: Plan) -> int:
    """专业工作年限 in whole years to the day up to which years of work count.

    A start known to the month counts from its end. Only years of work count (杭州市2024年度制造业 附件2三2:
    从事工程技术工作整年年限): those of full-time studies between two posts do not.
    """
    since = applicant.field_since.latest
    years, month = divmod(since.month - 1 + _months_of_study(applicant), 12)
    year = since.year + years
    start = date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))
    return full_years(start, served_to(plan.work_until))


def _months_of_study(applicant: Applicant) -> int:
    """The months since the start in the field of full-time studies, with no post beside them."""
    return sum(
        (e.end.latest.year - e.start.earliest.year) * 12 + e.end.latest.month - e.start.earliest.month + 1
        for e in applicant.education
        if e.start and e.mode != "非全日制" and applicant.field_since.earliest <= e.start.earliest
        if not any(
            w.start.earliest < e.end.earliest and (w.end is None or w.end.latest > e.start.latest)
            for w in applicant.work
        )
    )


class CareerFacts(OfApplicant):
    """Where an applicant studied and worked, and what the years brought."""

    @titled("现任资格")
    def title(self) -> Title | None:
        return present_title(self._applicant, self._plan)

    @titled("现任资格及专业")
    def title_name(self) -> str:
        return full_title(self.title)

    @titled("现任职务及任职时间")
    def title_line(self) -> str:
        title = self.title
        if title is None:
            return "无"
        return joined(title.name, title.appointed_from.to_month() if title.appointed_from else None)

    @titled("行政职务及任职时间")
    def duty_line(self) -> str:
        a = self._applicant
        return joined(a.duty, a.duty_since.to_month() if a.duty and a.duty_since else None)

    @titled("资格取得时间及审批机关")
    def qualification_line(self) -> str:
        title = self.title
        return joined(title.name, title.qualified_on.to_month(), title.approved_by) if title else "无"

    @titled("专业工作年限")
    def field_years(self) -> str:
        return f"{field_years(self._applicant, self._plan)}年"

    @titled("最高学历")
    def highest(self) -> Education:
        return self._applicant.highest_education

    @titled("何年何校何专业毕业")
    def highest_line(self) -> str:
        highest = self.highest
        graduated = PartialDate(highest.end.year, highest.end.month).to_chinese()
        return joined(graduated, highest.school, highest.major, by="\n")

    @titled("毕业院校及专业")
    def school_line(self) -> str:
        return joined(self.highest.school, self.highest.major, by="\u3000")

    @titled("简历")
    def resume(self) -> str:
        """Studies and posts by when they began (a study without that: when it ended), one a line."""
        a = self._applicant
        lines = [
            (e.start or e.end, f"{period(e.start, e.end)}　{run_on(e.school, e.major)}专业{e.level}学习")
            for e in a.education
        ]
        lines += [(w.start, f"{period(w.start, w.end)}　{w.unit}　{joined(w.work, w.duty)}") for w in a.work]
        return "\n".join(text for _, text in sorted(lines, key=lambda line: line[0]))

    @titled("学习培训经历")
    def education(self) -> list[StudyRow]:
        a = self._applicant
        studies = [
            StudyRow(
                period(e.start, e.end),
                joined(e.major, e.mode),
                joined(e.school, f"（{e.school_original}）" if e.school_original else None, by=""),
                joined(e.length, e.level, unless_none(e.degree), by="／"),
                unless_none(e.witness),
            )
            for e in sorted(a.education, key=lambda e: e.end)
        ]
        return studies + [
            StudyRow(time_of(t), t.content, t.place, t.result, unless_none(t.witness))
            for t in a.training or []
        ]

    @titled("工作简历")
    def work(self) -> list[EmploymentRow]:
        return [
            EmploymentRow(period(w.start, w.end), w.unit, w.work, w.duty, unless_none(w.witness))
            for w in sorted(self._applicant.work, key=lambda w: w.start)
        ]

    @titled("考试成绩")
    def exams(self) -> list[Exam] | None:
        return self._applicant.exams

    @titled("考核情况")
    def assessments(self) -> str | None:
        return self._assessed(by="　")

    @titled("逐年考核情况")
    def assessment_lines(self) -> str | None:
        return self._assessed(by="\n")

    @titled("近三年考核情况")
    def assessments_of_three(self) -> str | None:
        return self._assessed(by="　", latest=3)

    @titled("近五年考核情况")
    def assessments_of_five(self) -> str | None:
        return self._assessed(by="　", latest=5)

    def _assessed(self, by: str, latest: int | None = None) -> str | None:
        """Assessments, oldest first: all, or those of the latest years completed before the plan's own."""
        stated = self._applicant.assessments
        if stated is None:
            return None
        if latest is not None:
            year = self._plan.year
            stated = [x for x in stated if year - latest <= x.year < year]
        return by.join(f"{x.year}年{x.level}" for x in sorted(stated, key=lambda x: x.year)) or "无"

    @titled("历年考核")
    def assessment_years(self) -> list[AssessmentRow] | None:
        """The last annual assessments, oldest first."""
        stated = self._applicant.assessments
        if stated is None:
            return None
        latest = sorted(stated, key=lambda x: x.year)[-(self._plan.assessment.recent or 3) :]
        return [AssessmentRow(f"{x.year}年", x.level, x.unit) for x in latest]

    @titled("继续教育学时")
    def continuing_education(self) -> list[HoursRow] | None:
        stated = self._applicant.continuing_education
        if stated is None:
            return None
        return [
            HoursRow(
                year=f"{c.year}年",
                total=number(c.total),
                major=number(c.major),
                public=number(c.public),
                industry=number(c.industry_public),
                general=number(c.general_public),
            )
            for c in sorted(by_year(stated), key=lambda c: c.year)
        ]
