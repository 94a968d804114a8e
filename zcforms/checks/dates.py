"""Dates against each other, the day of filling and the circular's cutoffs (R-DT)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.checks.unread import as_far_as_read
from zcforms.chinese.dates import PartialDate, full_years, months_later
from zcforms.chinese.titles import in_marks
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant
from zcforms.model.achievements import Achievement, Adoption, Project
from zcforms.model.records import steps_titled, values_within
from zcforms.plans import Plan
from zcforms.plans.window import Counted, Start, achieved_on, counting_window, untitled_options

WARNING = Severity.WARNING

# How an achievement and its date are called, by its list.
_HAPPENED = {
    "projects": ("项目", "完成于"),
    "papers": ("论文", "发表于"),
    "patents": ("专利", "授权于"),
    "standards": ("标准", "发布于"),
    "awards": ("获奖项目", "获奖于"),
    "honours": ("荣誉称号", "授予于"),
    "adoptions": ("成果", "运用推广于"),
}

# What has a beginning and an end, by its list: the two fields.
_SPANS = {
    **dict.fromkeys(("education", "work", "training", "projects", "academic_posts"), ("start", "end")),
    "titles": ("appointed_from", "appointed_to"),
    "sanctions": ("decided_on", "until"),
}


@resting
def check_dates(applicant: Applicant, plan: Plan, on: date) -> Iterator[Finding]:
    """What is wrong with the dates of an application; `on` is the day of filling."""
    yield from as_far_as_read(
        _ages(applicant, plan),
        _order(applicant),
        _future(applicant, on),
        _at_work(applicant, on),
        _outside_window(applicant, plan),
        _too_late(applicant, plan, on),
        _unpublished(applicant, plan),
    )


def _ages(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    born = applicant.birth_shown
    if born is None:
        return
    age = full_years(born.earliest, applicant.work_started.latest)
    if age < 18:
        yield Finding(
            "work-age",
            f"参加工作时间{applicant.work_started}时不满{16 if age < 16 else 18}周岁",
            WARNING,
            "核对参加工作时间和出生年月",
            path=("work_started",),
        )
    first = min(applicant.education, key=lambda e: e.end)
    if full_years(born.earliest, first.end.latest) < 15:
        yield Finding(
            "date-order",
            f"{first.end}从{first.school}毕业时不满15周岁",
            WARNING,
            "核对毕业时间和出生年月",
            path=("education", applicant.education.index(first), "end"),
        )
    until = plan.tenure_until
    limit = norms().retirement_age.get(applicant.sex_shown)
    retires, delay = _retirement(born.latest, limit) if limit else (date.max, 0)
    if retires <= until:
        reached = f"{limit}周岁" + (f"{delay}个月" if delay else "")
        yield Finding(
            "retirement-age",
            f"截至{until:%Y.%m.%d}已满{reached}，达到法定退休年龄，请核实是否延迟退休",
            WARNING,
            "离退休人员不能申报；仍在职在岗的附单位证明",
            "《职称评审管理暂行规定》",
            ("birth",),
        )


def _retirement(born: date, age: int) -> tuple[date, int]:
    """The day of retirement of whom it was at an age (years), and by how many months it is delayed.

    《关于实施渐进式延迟法定退休年龄的决定》: from January 2025 on a month for every four months, up to
    three years, of men (60) and of women whose age was 55.
    """
    before = months_later(born, 12 * age)
    since = 12 * (before.year - 2025) + before.month - 1
    delay = min(36, since // 4 + 1) if since >= 0 else 0
    return months_later(born, 12 * age + delay), delay


def _order(applicant: Applicant) -> Iterator[Finding]:
    for name, (first, last) in _SPANS.items():
        for i, entry in enumerate(getattr(applicant, name) or []):
            start, end = getattr(entry, first), getattr(entry, last)
            if start and end and end.latest < start.earliest:
                called = type(entry).model_fields
                message = f"{called[last].title}{end}早于{called[first].title}{start}"
                yield Finding("date-order", message, hint="核对起止时间", path=(name, i, last))
    for i, title in enumerate(applicant.titles):
        start = title.appointed_from
        if start and start.latest < title.qualified_on.earliest:
            yield Finding(
                "date-order",
                f"聘任时间{start}早于资格取得时间{title.qualified_on}",
                WARNING,
                "核对证书和聘书",
                path=("titles", i, "appointed_from"),
            )
        if title.qualified_on.latest < applicant.work_started.earliest:
            yield Finding(
                "date-order",
                f"资格取得时间{title.qualified_on}早于参加工作时间{applicant.work_started}",
                WARNING,
                "核对资格证书和参加工作时间",
                path=("titles", i, "qualified_on"),
            )
    yield from _before_work(applicant)


def _before_work(applicant: Applicant) -> Iterator[Finding]:
    """What belongs to work and lies before 参加工作时间: 专业工作年限 on the forms count from one of them."""
    for name in ("field_since", "duty_since"):
        since = getattr(applicant, name)
        if since and since.latest < applicant.work_started.earliest:
            yield Finding(
                "date-order",
                f"{Applicant.model_fields[name].title}{since}早于参加工作时间{applicant.work_started}",
                WARNING,
                "核对两个时间；工作年限从参加工作以后算起",
                path=(name,),
            )
    began = min(applicant.work, key=lambda w: w.start).start
    if began.latest < applicant.work_started.earliest:
        yield Finding(
            "date-order",
            f"工作经历从{began}开始，早于参加工作时间{applicant.work_started}",
            WARNING,
            "核对参加工作时间",
            path=("work_started",),
        )


def _future(applicant: Applicant, on: date) -> Iterator[Finding]:
    """Nothing on an application can lie after the day it is filled in (requirements DT15)."""
    shown = applicant.publicity
    for path, found in values_within(applicant, PartialDate):
        # The end of an appointment may well be ahead, and so may a publicity that has no result yet.
        if path[-1] in ("appointed_to", "until") or (path[0] == "publicity" and shown and not shown.result):
            continue
        if found.earliest > on:
            message = f"“{steps_titled(path, Applicant)[-1]}”{found}晚于填报日期{on:%Y.%m.%d}"
            yield Finding("date-future", message, hint="核对年份；或改zcforms.yaml的填报日期", path=path)
    born = applicant.birth_shown
    if born and applicant.birth is None and born.earliest > on:
        message = f"证件号码中的出生日期{born}晚于填报日期{on:%Y.%m.%d}"
        yield Finding("date-future", message, hint="对照证件逐位核对号码", path=("id", "number"))
    for i, assessment in enumerate(applicant.assessments or []):
        if assessment.year >= on.year:
            message = f"{assessment.year}年度考核结果，填报时（{on.year}年）该年度尚未结束"
            yield Finding("date-future", message, WARNING, "核对年度", path=("assessments", i, "year"))


def _at_work(applicant: Applicant, on: date) -> Iterator[Finding]:
    """Somebody is at work (在职在岗) on the day of filling: the history does not end before it."""
    last = max(applicant.work, key=lambda w: w.end.latest if w.end else date.max)
    if last.end and last.end.latest < on:
        yield Finding(
            "work-ended",
            f"工作经历到{last.end}为止（“{last.unit}”），填报日期{on:%Y.%m.%d}没有在职的工作",
            WARNING,
            "现仍在那里的，“结束时间”写“至今”；换了单位的补上现在的一段",
            path=("work", applicant.work.index(last), "end"),
        )


def _outside_window(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Achievements from before they count (DT11), and those whose date is too rough to tell."""
    rule, window = plan.evidence.after, counting_window(applicant, plan)
    if rule is None:
        return
    basis = plan.basis(rule.src or plan.evidence.src)
    options = "、".join(untitled_options(applicant, plan))
    ways = f"；属{options}的，在“申报情形”写明，由审核人定" if options else ""
    for name, i, entry in applicant.achievements:
        match window.answer(entry):
            case Counted.SHORT:
                text = f"{_told(name, entry)}，早于{'和'.join(map(str, window.starts))}，不予计入"
                hint = f"不是“{rule.stated}”取得的不计入申报业绩；时间无误即可保留{ways}"
                if window.is_open(entry):
                    yield Finding("achievement-before-recent", text, WARNING, hint, basis, (name, i))
                else:
                    yield Finding("achievement-too-early", text, WARNING, hint, basis, (name, i))
            case Counted.HUMAN if window.untitled:
                text = f"{_told(name, entry)}，早于{window.starts[0]}，表上照列"
                hint = f"是不是“{rule.stated}”取得的由审核人定；时间无误即可保留"
                yield Finding("achievement-untitled", text, WARNING, hint, basis, (name, i))
            case Counted.HUMAN:
                present = next(start for start in window.starts if not start.inferred)
                text = f"{_told(name, entry)}，早于{present}，在同级资格取得时间{window.before}以后，表上照列"
                hint = f"是不是“{rule.stated}”取得的由审核人定；时间无误即可保留"
                yield Finding("achievement-between-titles", text, WARNING, hint, basis, (name, i))
            case Counted.UNKNOWN:
                start = window.starts[0]
                yield Finding(
                    "achievement-date-imprecise",
                    f"{_told(name, entry)}，{start}，没有都写明到日，不能判断先后，表上照列",
                    WARNING,
                    f"把{'和'.join(_without_day(entry, start))}写明到日；不是“{rule.stated}”取得的不计入",
                    basis,
                    (name, i),
                )


def _told(name: str, entry: Achievement) -> str:
    """An achievement with its date, "论文《甲》发表于2018.03"."""
    what, happened = _HAPPENED[name]
    kind = None if isinstance(entry, Adoption) else getattr(entry, "kind", None)
    return f"{kind or what}{in_marks(getattr(entry, 'title', ''))}{happened}{achieved_on(entry)}"


def _without_day(entry: Achievement, start: Start) -> Iterator[str]:
    """The dates, by the titles of their fields, that are stated without the day."""
    at = achieved_on(entry)
    if at is not None and at.day is None:
        yield str(type(entry).model_fields["end" if isinstance(entry, Project) else "date"].title)
    if start.at.day is None:
        yield start.words


def _too_late(applicant: Applicant, plan: Plan, on: date) -> Iterator[Finding]:
    """Degrees, achievements and their evidence from after the cutoff (DT8, DT12), or that may be from then.

    Until then nobody can have any; of a date that is too rough to tell it is asked.
    """
    cutoff = plan.dates.known("evidence_cutoff")
    if cutoff is None:
        return
    found: list[tuple[Path, str, PartialDate | None]] = [
        *((("education", i, "end"), e.school, e.end) for i, e in enumerate(applicant.education)),
        *(
            ((name, i), str(getattr(entry, "title", "")), achieved_on(entry))
            for name, i, entry in applicant.achievements
        ),
        *((("evidence", i, "date"), item.title, item.date) for i, item in enumerate(applicant.evidence)),
    ]
    for path, title, got in found:
        if got is not None and got.earliest > cutoff.latest:
            yield Finding(
                "evidence-too-late",
                f"“{title}”取得时间{got}晚于截止时间{cutoff.to_chinese()}",
                hint="截止时间以后取得的不能申报，删去这一项或核对时间",
                basis=plan.basis(plan.dates.src),
                path=path,
            )
        elif got is not None and min(got.latest, on) > cutoff.latest:
            yield Finding(
                "evidence-too-late",
                f"“{title}”取得时间{got}看不出是不是晚于截止时间{cutoff.to_chinese()}",
                WARNING,
                "写明到月、日；截止时间以后取得的不能申报，删去这一项",
                plan.basis(plan.dates.src),
                path,
            )


def _unpublished(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """录用通知 is no publication (DT13)."""
    for i, paper in enumerate(applicant.papers or []):
        if plan.evidence.papers.published_only and paper.status == "录用待发":
            yield Finding(
                "paper-unpublished",
                f"{in_marks(paper.title)}仅有录用通知、未正式发表，评审中不予认可",
                WARNING,
                "发表后再列入；已发表的把“发表状态”改为“已发表”",
                plan.basis(plan.evidence.src),
                ("papers", i, "status"),
            )
