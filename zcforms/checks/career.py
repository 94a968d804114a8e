"""The work history against itself and the rest of the application (CO6, CO7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant, Employment
from zcforms.plans import Plan

WARNING = Severity.WARNING


@resting
def check_career(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Holes and overlaps of the work history, its last employer, and the title applied for."""
    history = sorted(applicant.work, key=lambda e: e.start)
    yield from _holes(applicant, history)
    yield from _overlaps(applicant, history)
    yield from _studies_at_work(applicant, history)
    yield from _studies_at_once(applicant)
    yield from _without_end(applicant, history)
    last = max(history, key=lambda e: (_end(e), e.start))
    if last.unit != applicant.unit:
        yield Finding(
            "work-unit-differs",
            f"工作单位填写“{applicant.unit}”，工作经历最后一段是“{last.unit}”",
            WARNING,
            "两处应一致；劳务派遣、人事代理的附说明",
            path=("unit",),
        )
    target = applicant.application.target
    if plan.also_level is None and not plan.is_own_title(target):
        yield Finding(
            "target-differs",
            f"申报资格“{target}”与本计划评审的“{plan.target_title}”不符",
            hint=f"改为“{plan.target_title}”，或换用相应级别的评审计划",
            basis=plan.basis(plan.src),
            path=("application", "target"),
        )


def _overlaps(applicant: Applicant, history: list[Employment]) -> Iterator[Finding]:
    """Work at two units at a time: each stretch beside the one before it that goes on the longest.

    A short stretch between does not hide that a long one still goes on.
    """
    for n, later in enumerate(history):
        before = [entry for entry in history[:n] if entry.unit != later.unit]
        earlier = max(before, key=_end, default=None)
        if earlier and _end(earlier) > later.start.latest:
            yield Finding(
                "work-overlap",
                f"在“{earlier.unit}”和“{later.unit}”的工作时间重叠（{later.start}起）",
                WARNING,
                "核对起止时间；确为兼职、借调的在“职务”中注明",
                path=("work", applicant.work.index(later), "start"),
            )


def _studies_at_work(applicant: Applicant, history: list[Employment]) -> Iterator[Finding]:
    """Full-time studies (全日制) during a post, for longer than a practical term or a late start explains."""
    for i, study in enumerate(applicant.education):
        if study.start is None or study.mode != "全日制":
            continue
        first, last = study.start.latest, study.end.earliest
        for post in history:
            both = min(last, _end(post)) - max(first, post.start.latest)
            if both > timedelta(days=norms().work_gap_days):
                yield Finding(
                    "study-at-work",
                    f"{study.start}至{study.end}在“{study.school}”全日制学习，同时在“{post.unit}”工作",
                    WARNING,
                    "核对起止时间；在职学习的“学习形式”写“非全日制”；单位保留职务、脱产学习的附说明",
                    path=("education", i, "mode"),
                )
                break


def _studies_at_once(applicant: Applicant) -> Iterator[Finding]:
    """Full-time studies (全日制) at two schools at a time, for longer than a term that begins early explains.

    Not of one school (双学位, 硕博连读) or a part of it (某大学法学院), nor of one school here and one
    abroad, which teach together.
    """
    stated = [e for e in applicant.education if e.mode == "全日制" and e.start and e.region == "境内"]
    for n, later in enumerate(stated):
        for earlier in stated[:n]:
            assert later.start is not None and earlier.start is not None, "asked above"
            both = min(later.end.earliest, earlier.end.earliest) - max(
                later.start.latest, earlier.start.latest
            )
            is_one = later.school.startswith(earlier.school) or earlier.school.startswith(later.school)
            if not is_one and both > timedelta(days=norms().work_gap_days):
                yield Finding(
                    "studies-overlap",
                    f"在“{earlier.school}”（{earlier.start}至{earlier.end}）和“{later.school}”"
                    f"（{later.start}至{later.end}）同时全日制学习",
                    WARNING,
                    "核对起止时间和学习形式；其中一段是在职的，“学习形式”写“非全日制”",
                    path=("education", applicant.education.index(later), "start"),
                )
                break


def _without_end(applicant: Applicant, history: list[Employment]) -> Iterator[Finding]:
    """Stretches that others follow, of which nobody said when they ended: on the page they would go on."""
    for entry in history:
        if "end" not in entry.model_fields_set and history[-1].start > entry.start:
            stretch, later = f"{entry.start}起在“{entry.unit}”的一段", f"{history[-1].start}起的一段"
            yield Finding(
                "work-end-missing",
                f"{stretch}没有写结束时间，表上会印成“至今”，后面却另有{later}",
                hint="填写结束时间；现在仍在那里的，写“至今”",
                path=("work", applicant.work.index(entry), "end"),
            )


def _end(entry: Employment) -> date:
    """The last day of a stretch; a month or a year that it ends in counts from its beginning.

    So work that ends and begins within one month neither overlaps nor leaves a hole.
    """
    return entry.end.earliest if entry.end else date.max


def _holes(applicant: Applicant, history: list[Employment]) -> Iterator[Finding]:
    """Stretches without work that no study explains."""
    studies = [(e.start or e.end, e.end) for e in applicant.education]
    studies += [(t.start, t.end or t.start) for t in applicant.training or []]
    known = [(e.start.earliest, e.end.latest if e.end else date.max) for e in history]
    known += [(start.earliest, end.latest) for start, end in studies]
    reached, gap = history[0].start.earliest, timedelta(days=norms().work_gap_days)
    for start, end in sorted(known):
        if start - reached > gap:
            yield Finding(
                "work-gap",
                f"工作经历{reached:%Y.%m}至{start:%Y.%m}中断，没有说明",
                WARNING,
                "补上这段工作或学习经历；确实待业的在备注中说明",
                path=("work",),
            )
        reached = max(reached, end)
