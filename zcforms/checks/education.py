"""Continuing education against the plan: each year, their sum, make-up, caps by route (R-CE)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from zcforms.checks.resting import resting
from zcforms.checks.routes import Counted, capped_year
from zcforms.checks.wording import years_of
from zcforms.facts.wording import number
from zcforms.ground.findings import Finding, Path, Severity
from zcforms.model import Applicant, EducationYear
from zcforms.model.career import by_year
from zcforms.plans import Plan
from zcforms.plans.clauses import EducationRule, Hours

_CATEGORIES = {"total": "继续教育", "major": "专业科目", "public": "公需科目"}
_CODES = {"total": "hours-short", "major": "hours-major-short", "public": "hours-public-short"}
_LIST: Path = ("continuing_education",)


@resting
def check_education(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """What is wrong with the hours of continuing education (requirements CE1-CE8)."""
    rule, stated = plan.continuing_education, applicant.continuing_education
    basis = plan.basis(rule.src)
    if stated is None:
        yield Finding(
            "hours-unstated",
            f"没有填写继续教育，无法核对{_window(rule.years)}{rule.unit}",
            Severity.WARNING,
            "增加“继续教育”，每年一项；平台能自动提取的也请填写，供核对",
            basis,
        )
        return
    yield from _parts(stated, rule, basis)
    counted = []
    for entry in by_year(stated):
        capped, findings = capped_year(applicant, entry, plan)
        counted.append(capped)
        yield from findings
    span = _Span(tuple(rule.years), applicant.work_started.year)
    if rule.per_year is not None:
        yield from _before_work(applicant, counted, span, plan)
    if rule.per_year is not None or rule.cumulative is None:
        yield from _years(counted, stated, span, plan)
    yield from _sums(counted, span, plan)
    yield from _made_up(counted, span, plan)
    yield from _certificates(stated, rule.years, rule, basis)


@dataclass(frozen=True)
class _Span:
    """The years that the circular names, and the year in which the applicant began to work.

    No circular says what is asked of the years before: its numbers stand, and where only these years
    lack, a person decides.
    """

    years: tuple[int, ...]
    started: int

    @property
    def worked(self) -> list[int]:
        """The years of the window from the beginning of work on."""
        return [year for year in self.years if year >= self.started]

    def is_open(self, counted: Sequence[Counted], category: str, wanted: int) -> bool:
        """Whether a sum is short by the years before work alone: those worked have their even share of it."""
        share = Decimal(wanted) * len(self.worked) / len(self.years)
        return len(self.worked) < len(self.years) and _sum(counted, self.worked, category) >= share


def _before_work(
    applicant: Applicant, counted: Sequence[Counted], span: _Span, plan: Plan
) -> Iterator[Finding]:
    """Years before the person worked that are short or missing, and the sums that are short by them."""
    rule = plan.continuing_education
    if _is_made_up(counted, rule):
        return
    lacking = _lacking(
        counted, [year for year in span.years if year < span.started], rule.per_year or Hours()
    )
    if lacking:
        sums = [
            f"{what}{number(got)}{rule.unit}，不足{wanted}{rule.unit}"
            for category, what, wanted, got in _short_sums(counted, span, rule)
            if span.is_open(counted, category, wanted)
        ]
        told = f"（{_window(span.years)}累计：{'；'.join(sums)}）" if sums else ""
        yield Finding(
            "hours-before-work",
            f"{applicant.work_started}参加工作，{years_of(lacking)}继续教育没有填写或不足{told}，"
            "参加工作以前的年度可以不要求",
            Severity.WARNING,
            "参加工作以前的年度如何要求，通知没有写明，由审核人定，请与受理部门核实",
            plan.basis(rule.src),
            _LIST,
        )


def _window(years: Sequence[int]) -> str:
    return f"{years[0]}—{years[-1]}年" if len(years) > 1 else f"{years[0]}年度"


def _parts(stated: Sequence[EducationYear], rule: EducationRule, basis: str) -> Iterator[Finding]:
    """The total of each year is the sum of its parts (CE8), and each year stands once.

    Once, or once for each of its certificates. A total above the parts is only worth a look where a
    category was not written: the rest may be that.
    """
    for i, entry in enumerate(stated):
        if any(other.year == entry.year and not other.completes(entry) for other in stated[:i]):
            yield Finding(
                "year-repeated",
                f"{entry.year}年度继续教育填写了不止一次",
                hint="每年一项，合并后填写",
                path=(*_LIST, i, "year"),
            )
        parts = entry.parts
        if parts is not None and parts != entry.total:
            unwritten = entry.unwritten if parts < entry.total else []
            told = f"{entry.year}年度{rule.unit}合计{number(entry.total)}与分项之和{number(parts)}不符"
            yield Finding(
                "hours-parts-differ",
                told + (f"，{'、'.join(unwritten)}没有填写" if unwritten else ""),
                Severity.WARNING if unwritten else Severity.ERROR,
                "合计＝专业科目＋行业公需＋一般公需，对照登记证明改正" + ("或补上" if unwritten else ""),
                basis,
                (*_LIST, i, "total"),
            )


def _years(
    counted: Sequence[Counted], stated: Sequence[EducationYear], span: _Span, plan: Plan
) -> Iterator[Finding]:
    """Each year worked by itself, unless the circular lets a short one be made up for (CE1-CE3, CE5)."""
    rule, basis, years = plan.continuing_education, plan.basis(plan.continuing_education.src), span.worked
    place = {entry.year: i for i, entry in enumerate(stated)}
    missing = [year for year in years if year not in place]
    numbers = rule.per_year or rule.cumulative or rule.make_up
    if missing:
        yield Finding(
            "hours-year-missing",
            f"缺{years_of(missing)}{rule.unit}登记证明",
            Severity.ERROR if rule.per_year else Severity.WARNING,
            ("补上该年度的继续教育" if numbers else "补上该年度的继续教育证明")
            + (f"；确实没有的合计写0，由{rule.make_up.year}年度补足" if rule.make_up else ""),
            basis,
            _LIST,
        )
    if rule.per_year is None or rule.make_up is not None:
        return
    for category, code in _CODES.items():
        least = getattr(rule.per_year, category)
        short = [c for c in counted if c.year in years and least is not None and c.of(category) < least]
        for alike in ([c for c in short if c.states(category)], [c for c in short if not c.states(category)]):
            if not alike:
                continue
            yield Finding(
                code,
                _shortage(alike, category, least, rule.unit),
                hint="对照登记证明核对；"
                + (rule.catch_up or "确实不足的能不能补学，通知没有写，请与受理部门核实"),
                basis=basis,
                path=(*_LIST, place[alike[0].year]),
            )


def _shortage(short: Sequence[Counted], category: str, least: int, unit: str) -> str:
    what = _CATEGORIES[category]
    if not short[0].states(category):
        return f"{years_of([c.year for c in short])}没有填写{what}，不能核对是否满{least}{unit}"
    figures = "、".join(number(c.of(category)) for c in short)
    if len(short) == 1:
        gap = number(least - short[0].of(category))
        return f"{short[0].year}年度{what}{figures}{unit}，不足{least}{unit}（缺{gap}）"
    return f"{years_of([c.year for c in short])}{what}分别为{figures}{unit}，均不足{least}{unit}"


def _sum(counted: Sequence[Counted], years: Sequence[int], category: str) -> Decimal:
    return sum((c.of(category) for c in counted if c.year in years), Decimal(0))


def _is_made_up(counted: Sequence[Counted], rule: EducationRule) -> bool:
    """Whether short years are made up for by the sum over the window."""
    return rule.make_up is not None and _sum(counted, rule.years, "total") >= rule.make_up.total


def _short_sums(
    counted: Sequence[Counted], span: _Span, rule: EducationRule
) -> Iterator[tuple[str, str, int, Decimal]]:
    """The sums over the window that are short, by category: how they are called, the least, what there is."""
    wanted = rule.cumulative or (Hours(total=rule.make_up.total) if rule.make_up else Hours())
    for category, what in _CATEGORIES.items():
        least, got = getattr(wanted, category), _sum(counted, span.years, category)
        if least is not None and got < least:
            yield category, what, least, got


def _sums(counted: Sequence[Counted], span: _Span, plan: Plan) -> Iterator[Finding]:
    """The sums over the window (CE4), unless only years before work lack: that is told with these."""
    rule, basis = plan.continuing_education, plan.basis(plan.continuing_education.src)
    if rule.cumulative is None:
        return
    for category, what, wanted, got in _short_sums(counted, span, rule):
        if rule.per_year is not None and span.is_open(counted, category, wanted):
            continue
        label = "" if category == "total" else what
        told = f"{_window(span.years)}累计{label}{number(got)}{rule.unit}，不足{wanted}{rule.unit}"
        cure = f"补足{number(wanted - got)}{rule.unit}"
        if counted and not any(c.states(category) for c in counted):
            told = f"各年度都没有填写{what}，不能核对{_window(span.years)}累计是否满{wanted}{rule.unit}"
            cure = f"对照登记证明，在各年度写上{what}"
        yield Finding(
            "hours-sum-short",
            told,
            hint=cure,
            basis=basis,
            path=_LIST,
        )


def _made_up(counted: Sequence[Counted], span: _Span, plan: Plan) -> Iterator[Finding]:
    """Whether short years are made up for by their sum, and what that leaves open (CE4).

    Years that are missing are told as such: until they are filled in there is no sum.
    """
    rule, basis = plan.continuing_education, plan.basis(plan.continuing_education.src)
    if rule.make_up is None or rule.per_year is None:
        return
    years = span.years
    lacking = _lacking(counted, span.worked, rule.per_year)
    if not lacking:
        return
    unmet = _unmet(counted, lacking, rule.per_year)
    wanted, got = rule.make_up.total, _sum(counted, years, "total")
    if not _is_made_up(counted, rule):
        if {*span.worked} - {c.year for c in counted} or span.is_open(counted, "total", wanted):
            return
        yield Finding(
            "hours-sum-short",
            f"{unmet}，{_window(years)}累计{number(got)}{rule.unit}，不足{wanted}{rule.unit}，"
            f"可于{rule.make_up.year}年度补足{number(wanted - got)}{rule.unit}",
            hint=f"对照登记证明核对；在{rule.make_up.year}年度补学后改正",
            basis=basis,
            path=_LIST,
        )
        return
    yield Finding(
        "hours-made-up",
        f"{unmet}，{_window(years)}合计{number(got)}{rule.unit}，已补足{wanted}{rule.unit}",
        Severity.INFO,
        "按年度提供登记证明",
        basis,
        _LIST,
    )
    yield from _uneven(counted, years, rule.per_year, plan)


def _unmet(counted: Sequence[Counted], lacking: Sequence[int], least: Hours) -> str:
    """That years are short; of those whose categories nobody wrote it cannot be said."""
    asked = [name for name in _CATEGORIES if getattr(least, name) is not None]
    unsaid = any(not c.states(name) for c in counted if c.year in lacking for name in asked)
    return years_of(lacking) + ("未达标，或没有填写专业科目、公需科目" if unsaid else "未达标")


def _uneven(counted: Sequence[Counted], years: Sequence[int], least: Hours, plan: Plan) -> Iterator[Finding]:
    """The whole is made up, but not the subjects: the circular does not say whether they must be."""
    unit, basis = plan.continuing_education.unit, plan.basis(plan.continuing_education.src)
    uneven = [
        _CATEGORIES[name]
        + (
            f"{number(_sum(counted, years, name))}{unit}"
            if any(c.states(name) for c in counted)
            else "没有填写"
        )
        for name in ("major", "public")
        if _sum(counted, years, name) < (getattr(least, name) or 0) * len(years)
    ]
    if uneven:
        yield Finding(
            "hours-made-up-uneven",
            f"合计已补足，但{'、'.join(uneven)}，少于各年要求之和",
            Severity.WARNING,
            "通知未载明补足后分科是否另有要求，请与受理部门核实",
            basis,
            _LIST,
        )


def _lacking(counted: Sequence[Counted], years: Sequence[int], least: Hours) -> list[int]:
    by_year = {c.year: c for c in counted}
    return [
        year
        for year in years
        if year not in by_year
        or any(
            by_year[year].of(name) < getattr(least, name)
            for name in _CATEGORIES
            if getattr(least, name) is not None
        )
    ]


def _certificates(
    stated: Sequence[EducationYear], years: Sequence[int], rule: EducationRule, basis: str
) -> Iterator[Finding]:
    """A certificate for each year, from the system that the circular names (CE5)."""
    bare = [e.year for e in stated if e.year in years and not e.evidence]
    if rule.certificate_per_year and bare:
        yield Finding(
            "hours-certificate-missing",
            f"{years_of(sorted(bare))}继续教育没有登记证明作佐证",
            Severity.WARNING,
            "按年度上传登记证明，并在“佐证”中写上编号",
            basis,
            _LIST,
        )
    yield from _elsewhere(stated, years, rule, basis)


def _elsewhere(
    stated: Sequence[EducationYear], years: Sequence[int], rule: EducationRule, basis: str
) -> Iterator[Finding]:
    """Systems that the circular does not name; where it lets others serve, a person decides."""
    named = tuple(dict.fromkeys(rule.systems.values()))
    # Who writes the circular's own words for what else may serve gives no name to judge.
    known = [name for both in (*named, rule.systems_open) if both for name in both.split("或")]
    found: dict[str, list[int]] = {}
    for i, entry in enumerate(stated):
        system = entry.system
        if not named or not system or entry.year not in years:
            continue
        if not any(system in name or name in system for name in known):
            found.setdefault(system, []).append(i)
    for system, places in found.items():
        told = f"{years_of(sorted(stated[i].year for i in places))}登记系统“{system}”"
        path = (*_LIST, places[0], "system")
        if rule.systems_open is not None:
            said = f"{told}是{rule.systems_open}"
            yield Finding("hours-system-local", said, Severity.INFO, "由审核人认定", basis, path)
            continue
        yield Finding(
            "hours-system",
            f"{told}不是通知指定的系统",
            Severity.WARNING,
            "以指定系统打印的证明为准：" + "；".join(named),
            basis,
            path,
        )
