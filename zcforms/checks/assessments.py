"""Annual assessments against the plan: every year, the level, one document a year, by whom (R-AS)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from zcforms.checks.norms import norms, rank_in
from zcforms.checks.resting import resting
from zcforms.checks.wording import years_of
from zcforms.chinese.dates import PartialDate, full_years, served_to
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant, Assessment, Employment
from zcforms.plans import Plan
from zcforms.plans.present import present_title

_LIST: Path = ("assessments",)


def required_years(applicant: Applicant, plan: Plan) -> list[int]:
    """The years whose assessments the plan asks of this applicant, oldest first.

    The plan's own list, or the last completed years; none before work began, and, where the plan
    takes the years since the title instead (任现职以来), none before the first whole year in it. Whom an
    exception names brings all the years since work began.
    """
    first = applicant.work_started.year
    if excepted(applicant, plan):
        return list(range(first, plan.year))
    since = _in_office(applicant, plan)
    if since:
        first = max(first, since.year + (since.latest > date(since.year, 1, 31)))
    return [year for year in _years(plan) if year >= first]


def _years(plan: Plan) -> list[int]:
    rule = plan.assessment
    return rule.years or list(range(plan.year - (rule.recent or 0), plan.year))


def _in_office(applicant: Applicant, plan: Plan) -> PartialDate | None:
    """From when 任现职以来 is, where the plan takes the years since the title."""
    title = present_title(applicant, plan) if plan.assessment.or_since_title else None
    return (title.appointed_from or title.qualified_on) if title else None


def excepted(applicant: Applicant, plan: Plan) -> bool:
    """Whether the exception of the plan names the applicant: the degree, and surely too few years of work."""
    rule = plan.assessment.exception
    if rule is None:
        return False
    worked = full_years(applicant.work_started.earliest, served_to(plan.work_until))
    holds = any(rule.degree in f"{study.level}{study.degree or ''}" for study in applicant.education)
    return holds and worked < rule.work_years_lt


@resting
def check_assessments(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """What is wrong with the annual assessments (requirements AS1-AS6, CO8)."""
    rule, stated = plan.assessment, applicant.assessments
    basis = plan.basis(rule.src)
    if stated is None:
        yield Finding(
            "assessments-unstated",
            f"没有填写年度考核，无法核对（要求：{_stated(applicant, plan)}）",
            Severity.WARNING,
            "增加“年度考核”，每年一项；平台能自动提取的也请填写，供核对",
            basis,
        )
        return
    required = required_years(applicant, plan)
    present = {a.year for a in stated}
    begun = _begun(applicant, plan)
    missing = [year for year in required if year not in present and year != begun]
    if missing:
        yield Finding(
            "assessment-missing",
            f"缺{years_of(missing)}考核结果",
            hint=f"补上该年度考核（要求：{_stated(applicant, plan)}）",
            basis=basis,
            path=_LIST,
        )
    yield from _levels(stated, required, begun, plan)
    yield from _first_year(stated, required, begun, plan)
    yield from _title_year(applicant, stated, required, plan)
    yield from _before_title(applicant, stated, required, plan)
    if rule.document_per_year:
        yield from _documents(stated, required, plan)
    yield from _units(applicant, stated, plan)
    for i, entry in enumerate(stated):
        same = [other for other in stated[:i] if other.year == entry.year]
        if same:
            moved = entry.unit and all(other.unit and other.unit != entry.unit for other in same)
            yield Finding(
                "year-repeated",
                f"{entry.year}年度考核填写了不止一次",
                Severity.WARNING if moved else Severity.ERROR,  # two units may well assess who moves
                "每年只写一项，以当年最终工作单位的考核为准",
                path=(*_LIST, i, "year"),
            )


def _stated(applicant: Applicant, plan: Plan) -> str:
    """The circular's words for the years that it asks of this applicant."""
    rule = plan.assessment
    return rule.exception.stated if rule.exception and excepted(applicant, plan) else rule.stated


def _rank(level: str) -> int:
    """The place of a level from the best down; 不定等次 is below them all."""
    ranks = norms().assessment_levels
    rank = rank_in(ranks, level)
    return len(ranks) if rank is None else rank


def _fails(level: str, plan: Plan) -> bool:
    """Whether a level is below the least that counts; one that the circular does not name is ours."""
    return _rank(level) > max(map(_rank, plan.assessment.levels or ("合格",)))


def _began_late(began: PartialDate) -> bool:
    """Whether less than half of the year in which something began was left."""
    return began.latest > date(began.year, 6, 30)


def _level_of(year: int | None, stated: Sequence[Assessment]) -> str | None:
    return next((entry.level for entry in stated if entry.year == year), None)


def _begun(applicant: Applicant, plan: Plan) -> int | None:
    """The year in which work began, where less than half of it was worked: many units assess nobody then.

    None where the circular asks for all since work began (参加工作以来).
    """
    began = applicant.work_started
    return began.year if _began_late(began) and not excepted(applicant, plan) else None


def _first_year(
    stated: Sequence[Assessment], required: Sequence[int], begun: int | None, plan: Plan
) -> Iterator[Finding]:
    """No result, or none with a level, of the year in which work began: a person decides."""
    level = _level_of(begun, stated)
    if begun in required and level in (None, "不定等次"):
        result = f"为“{level}”" if level else "没有填写"
        yield Finding(
            "assessment-first-year",
            f"{begun}年下半年参加工作，当年度考核{result}，要求是“{plan.assessment.stated}”",
            Severity.WARNING,
            "当年有考核结果的补上；没有参加考核或不定等次的，由审核人定",
            plan.basis(plan.assessment.src),
            _LIST,
        )


def _levels(
    stated: Sequence[Assessment], required: Sequence[int], begun: int | None, plan: Plan
) -> Iterator[Finding]:
    """No required year below the least level."""
    for i, entry in enumerate(stated):
        undecided = entry.year == begun and entry.level == "不定等次"
        if entry.year in required and _fails(entry.level, plan) and not undecided:
            yield Finding(
                "assessment-level",
                f"{entry.year}年度考核为“{entry.level}”，未达到合格（称职）以上",
                hint="核对考核结果；确实如此的不符合申报条件",
                basis=plan.basis(plan.assessment.src),
                path=(*_LIST, i, "level"),
            )


def _title_year(
    applicant: Applicant, stated: Sequence[Assessment], required: Sequence[int], plan: Plan
) -> Iterator[Finding]:
    """The year in which the post began: whether it is one of 任现职以来 no circular says.

    Missing it is told only where more than half of it was in the post, and failing always.
    """
    since = _in_office(applicant, plan)
    if since is None or since.year in required or since.year not in _years(plan):
        return
    level = _level_of(since.year, stated)
    if level is None and _began_late(since):
        return
    if level is None or _fails(level, plan):
        result = "没有填写" if level is None else f"为“{level}”，未达到合格（称职）以上"
        yield Finding(
            "assessment-title-year",
            f"{since.year}年度（{since}起任现职）考核{result}，要求是“{plan.assessment.stated}”",
            Severity.WARNING,
            "任现职的当年算不算，由审核人定；有考核结果的请填上",
            plan.basis(plan.assessment.src),
            _LIST,
        )


def _before_title(
    applicant: Applicant, stated: Sequence[Assessment], required: Sequence[int], plan: Plan
) -> Iterator[Finding]:
    """A failed year of the last ones before the post began: 或至少近三年 (安防2025 附件1二9) may mean it.

    Whose post began early has none; whose post is young by 转评 held the same before.
    """
    since = _in_office(applicant, plan)
    for i, entry in enumerate(stated):
        is_recent = since is not None and entry.year in _years(plan) and entry.year < since.year
        if is_recent and entry.year not in required and _fails(entry.level, plan):
            yield Finding(
                "assessment-before-title",
                f"{entry.year}年度（{since}任现职以前）考核为“{entry.level}”，未达到合格（称职）以上，"
                f"要求是“{plan.assessment.stated}”",
                Severity.WARNING,
                "任现职以前的年度算不算，由审核人定",
                plan.basis(plan.assessment.src),
                (*_LIST, i, "level"),
            )


def _documents(stated: Sequence[Assessment], required: Sequence[int], plan: Plan) -> Iterator[Finding]:
    """Each year by a document of its own, and by none that the plan forbids (AS3)."""
    rule, basis = plan.assessment, plan.basis(plan.assessment.src)
    asked = [(i, entry) for i, entry in enumerate(stated) if entry.year in required]
    for i, entry in asked:
        if entry.kind and entry.kind in rule.forbidden:
            yield Finding(
                "assessment-document",
                f"{entry.year}年度考核材料是“{entry.kind}”，不能作为年度考核材料",
                hint="以年度为单位提供单位的年度考核表",
                basis=basis,
                path=(*_LIST, i, "kind"),
            )
    sharing: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for _, entry in asked:
        if entry.evidence:
            sharing[tuple(sorted(entry.evidence))].append(entry.year)
    for same in sharing.values():
        if len(same) > 1:
            yield Finding(
                "assessment-shared",
                f"{years_of(sorted(same))}考核使用同一份考核材料，应逐年提供",
                Severity.WARNING,
                "每年一份考核表，分别编号；确已逐年分页的，分成几项登记",
                basis,
                _LIST,
            )
    bare = [entry.year for _, entry in asked if not entry.evidence]
    if bare:
        yield Finding(
            "assessment-unproved",
            f"{years_of(sorted(bare))}考核没有佐证，应逐年提供考核表",
            Severity.WARNING,
            "上传考核表，并在“佐证”中写上编号",
            basis,
            _LIST,
        )


def employers_in(applicant: Applicant, year: int) -> list[Employment]:
    """The stretches of work that touch a year, in the order in which they ended."""
    touching = [
        e
        for e in applicant.work
        if e.start.earliest.year <= year and (not e.end or e.end.latest.year >= year)
    ]
    return sorted(touching, key=lambda e: (e.end is None, e.end or e.start, e.start))


def _told_years(stated: Sequence[Assessment], places: Sequence[int]) -> str:
    return years_of(sorted(stated[i].year for i in places))


def _units(applicant: Applicant, stated: Sequence[Assessment], plan: Plan) -> Iterator[Finding]:
    """The unit that assessed is the year's last employer (AS4), or at least an employer (AS6, CO8).

    One that the history does not name at all may be the last one by its name of that time.
    """
    history = {employment.unit for employment in applicant.work}
    idle: list[int] = []
    last_ones: dict[tuple[str, str], list[int]] = {}
    elsewhere: dict[str, list[int]] = {}
    for i, entry in enumerate(stated):
        employers = employers_in(applicant, entry.year)
        if not employers:
            idle.append(entry.year)
            continue
        if entry.unit is None:
            continue
        last = employers[-1].unit
        if plan.assessment.last_employer and entry.unit != last and entry.unit in history:
            last_ones.setdefault((last, entry.unit), []).append(i)
        elif entry.unit not in {e.unit for e in employers}:
            elsewhere.setdefault(entry.unit, []).append(i)
    for (last, unit), places in last_ones.items():
        yield Finding(
            "assessment-unit",
            f"{_told_years(stated, places)}考核单位应为“{last}”（当年最终工作单位），填报为“{unit}”",
            hint="对照考核表和工作经历核对",
            basis=plan.basis(plan.assessment.src),
            path=(*_LIST, places[0], "unit"),
        )
    for unit, places in elsewhere.items():
        yield Finding(
            "assessment-unit-unknown",
            f"{_told_years(stated, places)}考核单位“{unit}”与工作经历不一致",
            Severity.WARNING,
            "对照工作经历核对单位全称；单位更名的，两处写同一个名称，或附更名的证明",
            path=(*_LIST, places[0], "unit"),
        )
    if idle:
        yield Finding(
            "assessment-outside-work",
            f"{years_of(sorted(idle))}有考核结果，但工作经历中没有该年度",
            Severity.WARNING,
            "核对考核年度和工作经历的起止时间",
            path=_LIST,
        )
