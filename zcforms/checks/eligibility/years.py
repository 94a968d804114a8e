"""Predicates on years: with a title, in the field, since a certificate; and what may be broken."""

from __future__ import annotations

from datetime import date

from zcforms.checks.eligibility.case import Case, Diploma
from zcforms.checks.eligibility.judge import judge
from zcforms.checks.eligibility.result import FAR, NEAR, OTHER_WAY, Result, Standing
from zcforms.checks.eligibility.times import Run, Times, anniversary, lack
from zcforms.checks.wording import field_core
from zcforms.chinese.dates import PartialDate, full_years, months_later, served_to
from zcforms.chinese.names import without_brackets
from zcforms.model.career import SKILL_LEVELS, Title
from zcforms.plans.conditions import SingleBreak
from zcforms.plans.plan import may_shorten, names_title
from zcforms.plans.predicates import (
    FieldYears,
    Node,
    RequiredDegree,
    Terms,
    TitleYears,
    YearsAfterTransfer,
    YearsAtWork,
    YearsInField,
    YearsInTitle,
    YearsSince,
)
from zcforms.plans.present import present_title

SHORT, UNKNOWN, HOLDS = Standing.SHORT, Standing.UNKNOWN, Standing.HOLDS


_BOTH_DAYS = "首日、末日通知没有写明，都计入（本系统推定）"


def _measured(node: Node, what: str, times: Times, years: int, cutoff: date, doubt: str) -> Result:
    """Years served against years needed, with the figures; `doubt` says what to fill in if it decides."""
    sure, most = times.shortest, times.longest
    until = f"截至{PartialDate.of(cutoff).to_chinese()}"
    if most is None:
        return Result(node, SHORT, f"没有{what}的年限，须满{years}年", distance=NEAR)
    if sure is not None and sure.reaches(years):
        due = sure.due(years)
        last = sure.complete(years) == sure.end
        note = f"；{_BOTH_DAYS}" if last else ""
        if last and (sure.start.month, sure.start.day) == (2, 29):
            note += "，2月29日起算、按2月28日届满"
        return Result(node, HOLDS, f"{_total(what, sure)}满{sure.served}（须满{years}年{note}）", due)
    if most.reaches(years):
        least = sure.served if sure else "0年"
        text = f"{what}满{least}至{most.served}，须满{years}年，{until}：{doubt}"
        return Result(
            node, UNKNOWN, text, sure.due(years) if sure and sure.end == served_to(cutoff) else None
        )
    run = sure or most
    missing = lack(run.end, run.complete(years), exact=times.low == times.high)
    goes_on = run.end == served_to(cutoff)
    return Result(
        node,
        SHORT,
        f"{_total(what, run)}满{run.served}，须满{years}年，差{missing}，{until}",
        run.due(years) if goes_on else None,
        missing,
        distance=full_years(run.end, run.complete(years)) if goes_on else NEAR,
    )


def _total(what: str, run: Run) -> str:
    return f"{what}累计" if run.broken else what


def _titles(case: Case, terms: TitleYears) -> list[Title]:
    """The applicant's titles that the terms name; 助理工程师（机械）任职资格 is a 助理工程师."""
    named = [
        t
        for t in case.applicant.titles
        if (terms.level is None or t.level == terms.level)
        and (terms.title is None or terms.title in without_brackets(t.name))
    ]
    if terms.other_field:
        named = [t for t in named if t.major not in (case.applicant.application.speciality, case.plan.series)]
    if named and terms.same_level:
        return [t for t in case.applicant.titles if t.level == named[0].level]
    return named


def _is_above(title: Title, level: str) -> bool:
    return title.level != level and title.reaches(level)


@judge.register(YearsInTitle)
def _years_in_title(node: YearsInTitle, case: Case) -> Result:
    terms, cutoff = node.years_in_title, case.plan.tenure_until
    name = terms.title or f"{terms.level}专业技术职务"
    titles = _titles(case, terms)
    if not titles:
        others = [t for t in case.applicant.titles if terms.level not in (None, t.level)]
        bare = [(title, without_brackets(title.name)) for title in others]
        held = [(t, without_brackets(t.name)) for t in case.applicant.titles if t.level == terms.level]
        misled = next((t for t, said in bare if terms.title and names_title(said, terms.title)), None)
        if misled:  # a 助理工程师 who is said to be 员级
            return Result(node, UNKNOWN, f"{misled.name}的级别填写“{misled.level}”，不是{terms.level}")
        short = next((t for t, said in held if terms.title and may_shorten(said, terms.title)), None)
        if short:  # a 助工, or a 工程师 who is said to be 初级
            return Result(node, UNKNOWN, f"资格名称“{short.name}”（{short.level}）看不出是不是{terms.title}")
        other = "其他专业的" if terms.other_field else ""
        above = [t.name for t in case.applicant.titles if terms.level and _is_above(t, terms.level)]
        if above and not other:  # the lower one may only not be written down
            return Result(node, UNKNOWN, f"没有填写{name}资格（已有{above[0]}）")
        return Result(node, SHORT, f"没有{other}{name}资格", distance=NEAR)
    if terms.other_field:
        name = f"{name}（{'、'.join(t.name + (f'，{t.major}' if t.major else '') for t in titles)}）"
    since = Times.of([(t.qualified_on, None) for t in titles], cutoff)
    if terms.start == "qualified":
        if not terms.in_field:
            return _measured(node, f"取得{name}资格", since, terms.min, cutoff, _TITLE_DOUBT)
        what, work = f"取得{name}资格后从事本专业工作", case.field_times()
        early = (Times(since.high, since.high) & work).shortest
        doubt = _TITLE_DOUBT if early and early.reaches(terms.min) else _FIELD_DOUBT
        return _measured(node, what, since & work, terms.min, cutoff, doubt)
    appointed = [(t.appointed_from, t.appointed_to) for t in titles if t.appointed_from]
    posts = Times.of(appointed, cutoff)
    times = posts & since  # “取得助理工程师资格后，实际聘任”: a post held before the title is none of it
    if len(appointed) < len(titles) and not (times.shortest and times.shortest.reaches(terms.min)):
        # Nobody is appointed before the title: what cannot reach with that start is short for certain.
        judged = _measured(node, f"取得{name}资格", since, terms.min, cutoff, "")
        return judged if judged.standing is SHORT else Result(node, UNKNOWN, f"未填写{name}的聘任时间")
    known = posts.shortest and posts.shortest.reaches(terms.min)
    doubt = _TITLE_DOUBT if known else "聘任起止时间须写明到日"
    what = f"聘任{name}" if times.high == posts.high else f"取得{name}资格后聘任"
    return _measured(node, what, times, terms.min, cutoff, doubt)


_TITLE_DOUBT = "资格取得时间须写明到日"
_FIELD_DOUBT = "工作经历须写全，并写明起止日期、单位类型、是否从事申报专业"


@judge.register(YearsInField)
def _years_in_field(node: YearsInField, case: Case) -> Result:
    terms, cutoff = node.years_in_field, case.plan.work_until
    times, what = case.field_times(terms.employer), "从事本专业工作"
    if terms.employer:
        what = f"在{terms.employer}{what}"
    if terms.or_in_title:
        posts = [t for t in case.applicant.titles if t.level == terms.or_in_title and t.appointed_from]
        appointed = [(t.appointed_from, t.appointed_to) for t in posts if t.appointed_from]
        times, what = times | Times.of(appointed, cutoff), f"{what}与{terms.or_in_title}职务聘任"
    if terms.after_degree:
        ends = [d.education.end for d in case.diplomas if _is_after(d, terms)]
        if not ends:
            below = case.levels_below(_LEVEL_OF.get(terms.after_degree, terms.after_degree))
            return Result(node, SHORT, f"没有{terms.after_degree}学历或学位", distance=FAR + below)
        times, what = times & Times.of([(min(ends), None)], cutoff), f"{terms.after_degree}毕业后{what}"
    return _measured(node, what, times, terms.min, cutoff, _FIELD_DOUBT)


_LEVEL_OF = {"第二学士学位": "本科", "硕士": "硕士研究生"}


def _is_after(diploma: Diploma, terms: FieldYears) -> bool:
    """Whether a diploma is the one after which years count; majors do not matter here (附件1二)."""
    match terms.after_degree:
        case None:
            return False
        case "第二学士学位":
            return diploma.education.kind == "第二学士学位"
        case "硕士":
            return diploma.at_least("研究生") or diploma.has_degree("硕士")
        case level:
            return diploma.at_least(level)


@judge.register(YearsAtWork)
def _years_at_work(node: YearsAtWork, case: Case) -> Result:
    cutoff = case.plan.work_until
    times = Times.of([(case.applicant.work_started, None)], cutoff)
    return _measured(node, "参加工作", times, node.years_at_work.min, cutoff, "参加工作时间须写明到日")


@judge.register(YearsSince)
def _years_since(node: YearsSince, case: Case) -> Result:
    terms, cutoff = node.years_since, case.plan.work_until
    enough = SKILL_LEVELS[: SKILL_LEVELS.index(terms.item) + 1]
    dates = [s.date for s in case.applicant.skills or [] if s.level in enough]
    if not dates:
        bare = [s.title for s in case.applicant.skills or [] if s.level is None]
        if bare:
            return Result(node, UNKNOWN, f"“{bare[0]}”未填写等级")
        return Result(node, SHORT, f"没有填写{terms.item}以上职业技能等级", distance=OTHER_WAY)
    times, what = Times.of([(min(dates), None)], cutoff), f"取得{terms.item}后"
    if not terms.in_field:
        since = Times.of([(case.applicant.work_started, None)], cutoff)
        posts = Times.of([(w.start, w.end) for w in case.applicant.work], cutoff)
        worked = Times((times & posts).low, (times & since).high)  # some post may not be written down
        early = times.shortest and times.shortest.reaches(terms.min)
        doubt = "工作经历须写全，并写明起止日期" if early else "取得时间须写明到日"
        return _measured(node, what + "工作", worked, terms.min, cutoff, doubt)
    work = times & case.field_times()
    return _measured(node, what + "从事本专业工作", work, terms.min, cutoff, _FIELD_DOUBT)


@judge.register(YearsAfterTransfer)
def _years_after_transfer(node: YearsAfterTransfer, case: Case) -> Result:
    """转评后聘任满1年，方可申报高一级 (台光创〔2025〕8号 第八条).

    A title of another field *must* be 转评 first, and which field is another one no name can tell.
    """
    current, cutoff = present_title(case.applicant, case.plan), case.plan.tenure_until
    least = node.years_after_transfer.min
    if current is None:
        return Result(node, HOLDS, "")
    same = [t for t in case.applicant.titles if t.level == current.level]
    # Appointed again to a title one still holds the certificate of the same day.
    if min(len({(t.name, t.major) for t in same}), len({t.qualified_on for t in same})) < 2:
        if current.major is None or _is_of_field(current.major, case):
            return Result(node, HOLDS, "")
        whose = f"{current.name}（{current.major}）是{case.plan.series}或相近专业的"
        then = f"是其他专业的须先转评，转评后聘任满{least}年方可申报"
        return Result(node, Standing.HUMAN, f"{whose}；{then}")
    if current.appointed_from is None:
        return Result(node, UNKNOWN, f"未填写转评后{current.name}的聘任时间")
    times = Times.of([(current.appointed_from, current.appointed_to)], cutoff)
    return _measured(node, f"转评后聘任{current.name}", times, least, cutoff, "聘任时间须写明到日")


def _is_of_field(major: str, case: Case) -> bool:
    """Whether a major is one that the plan lists, or that the applicant applies for, by its name.

    Brackets behind it tell a branch of it.
    """
    cores = {field_core(part) for part in (major, without_brackets(major))} - {""}
    named = [case.plan.series, *case.plan.specialities, case.applicant.application.speciality]
    return not cores or any(core in name for core in cores for name in named)


@judge.register(SingleBreak)
def _single_break(node: SingleBreak, case: Case) -> Result:
    """学历破格或资历破格 (台光创〔2025〕8号 第九条（一）)."""
    terms, way = node.single_break, node.label or "破格"
    degree = judge(RequiredDegree(required_degree="具备"), case)
    needed = next(
        c.years for c in terms.seniority if c.degree is None or judge(c.degree, case).standing is not SHORT
    )
    years = judge(needed, case)

    def broken(has_degree: bool) -> Result:
        if years.standing is not SHORT:
            kept = "不必破格：" if years.standing is HOLDS else ""
            fact = f"{kept}{years.text}" if has_degree else f"学历破格：{degree.text}，{years.text}"
            return Result(node, years.standing, fact, years.due)
        if not has_degree:
            text = f"学历、资历均不符合，{way}仅限“单破”，不能同时破学历和资历"
            return Result(node, SHORT, text, distance=FAR)
        if years.due is None:
            return Result(node, SHORT, f"资历不能破格：{years.text}", distance=FAR)
        cutoff = case.plan.tenure_until
        if years.due <= anniversary(cutoff, terms.max_short_years):
            early = months_later(years.due, -12 * terms.max_short_years)
            return Result(node, HOLDS, f"资历破格：{years.text}", early)
        sooner = judge(_with_fewer(needed, terms.max_short_years), case)
        if sooner.standing is UNKNOWN:  # months may hide the day that decides
            return Result(node, UNKNOWN, f"资历破格（可提前{terms.max_short_years}年）：{sooner.text}")
        text = f"资历差{years.lacking}，超过{way}可提前的{terms.max_short_years}年"
        return Result(node, SHORT, text, distance=FAR)

    if degree.standing in (HOLDS, SHORT):
        return broken(degree.standing is HOLDS)
    with_it, without = broken(has_degree=True), broken(has_degree=False)
    if with_it.standing == without.standing:
        return with_it
    best = max(with_it, without, key=lambda r: r.standing)
    assumed = degree.text if best is with_it else f"不具备规定学历（{degree.text}的，不属此项）"
    return Result(node, min(best.standing, degree.standing), assumed)


def _with_fewer(node: Node, years: int) -> Node:
    """A condition, or several, whose terms ask for so many years fewer."""
    changed: dict[str, object] = {}
    for name in type(node).model_fields:
        inner = getattr(node, name)
        if isinstance(inner, list):
            changed[name] = [_with_fewer(one, years) if isinstance(one, Node) else one for one in inner]
        elif isinstance(inner, Terms) and "min" in type(inner).model_fields:
            changed[name] = inner.model_copy(update={"min": vars(inner)["min"] - years})
    return node.model_copy(update=changed)
