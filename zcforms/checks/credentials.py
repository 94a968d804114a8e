"""Papers of the person: diplomas, social insurance, appointments, contract, what a way needs (EV8-EV12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from zcforms.checks.eligibility import Standing, judged_methods
from zcforms.checks.eligibility.result import Result
from zcforms.checks.eligibility.times import Times
from zcforms.checks.norms import norms
from zcforms.checks.resting import resting
from zcforms.checks.unread import as_far_as_read
from zcforms.checks.wording import names
from zcforms.chinese.dates import full_years, months_later
from zcforms.ground.findings import Finding, Severity
from zcforms.model import Applicant, Institution
from zcforms.plans import Plan
from zcforms.plans.conditions import AnyOf, SingleBreak
from zcforms.plans.predicates import YearsInTitle
from zcforms.plans.present import present_title
from zcforms.plans.window import recent_years_begin

WARNING, INFO = Severity.WARNING, Severity.INFO
# What a way of applying needs and the forms or any evidence provide (checked there).
_IN_THE_FORMS = {"佐证材料", "破格具体内容"}


@resting
def check_credentials(
    applicant: Applicant, institution: Institution | None, plan: Plan, on: date
) -> Iterator[Finding]:
    """What the person's own papers lack on the day of filling."""
    yield from as_far_as_read(
        _foreign(applicant, plan),
        _appointment(applicant, institution, plan),
        _elsewhere(applicant, plan, on),
    )
    if not applicant.evidence:
        yield Finding(
            "evidence-none",
            "没有登记佐证材料，未核对学历、聘书、合同、社保等证明",
            INFO,
            "在平台上传的也登记到“佐证材料”，才能核对是否齐全",
            plan.basis(plan.evidence.src),
        )
        return
    yield from _diplomas(applicant, plan)
    yield from _needed(applicant, institution, plan)


def _has(applicant: Applicant, *words: str) -> bool:
    """Whether an item of evidence is called by one of the words."""
    return any(word in text for text in _given(applicant) for word in words)


def _given(applicant: Applicant) -> Iterator[str]:
    """What the evidence is called, item by item: its category and its names."""
    for item in applicant.evidence:
        yield item.category
        yield from item.names()


def _foreign(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """A degree from abroad, Hong Kong, Macao or Taiwan is recognised by the ministry's centre (EV9)."""
    wanted = plan.evidence.degree.foreign
    for i, study in enumerate(applicant.education):
        recognised = study.recognition_no or _has(applicant, *norms().called.recognition)
        if wanted and study.region != "境内" and not recognised:
            yield Finding(
                "degree-unrecognised",
                f"{study.school}的{study.level}学历（学位）在{study.region}取得，缺{wanted}",
                hint="填写“学历学位认证书编号”，或把认证书作为佐证",
                basis=plan.basis(plan.evidence.src),
                path=("education", i),
            )


def _diplomas(applicant: Applicant, plan: Plan) -> Iterator[Finding]:
    """Diplomas that the platform cannot fetch, and the 备案表 where it is asked for (EV8)."""
    rule, basis = plan.evidence.degree, plan.basis(plan.evidence.src)
    for i, study in enumerate(applicant.education):
        if study.region != "境内" or study.level not in norms().higher_education:
            continue
        year = study.end.year
        if rule.registered_from is not None and year >= rule.registered_from:
            asked = not study.registry_no
        else:
            asked = rule.automatic_from is not None and year < rule.automatic_from
        lacking = [wanted for wanted in rule.otherwise if asked and not _has(applicant, *_words(wanted))]
        if not lacking:
            continue
        yield Finding(
            "diploma-unproved",
            f"{year}年{study.school}{study.level}学历，须提供{'、'.join(lacking)}",
            WARNING,
            "作为佐证材料登记；"
            + ("平台已自动提取的不必理会" if rule.automatic_from else "备案表也可以只填“学历备案表编号”"),
            basis,
            ("education", i),
        )


def _words(wanted: str) -> Sequence[str]:
    """The words by which a kind of diploma proof is known: each of what is joined by 或 or 、."""
    called = norms().called
    return [w for w in (*called.registry, *called.graduate_form) if w in wanted] or called.diploma


def _years_of_letters(applicant: Applicant, institution: Institution | None, plan: Plan) -> int:
    """How many years of letters the applicant's way takes; 0 where none are asked for.

    The circular's number, but never more than the years in a title that the branch of the conditions
    takes by which the applicant may apply: who needs two years, or none, has no letters of four.
    What the conditions of another title take, which are in another document, nobody can tell.
    """
    rule, method = plan.evidence.appointment, plan.method_of(applicant)
    if rule is None or method is None or (rule.methods is not None and method.id not in rule.methods):
        return 0
    if plan.eligibility.external:
        return rule.years
    own = next((result for _, result in judged_methods(applicant, institution, plan)), None)
    if own is None:
        return 0
    titled = Times.of([(t.qualified_on, None) for t in applicant.titles], plan.last_day).longest
    most = full_years(titled.start, titled.end) if titled else 0
    return min(rule.years, max(_years_taken(own, most), default=0))


def _years_taken(result: Result, most: int) -> Iterator[int]:
    """The years in a title that a judged tree rests on: by the branch that decides, any while none does.

    Whose years may be short (资历破格) has letters of those since the title, `most`.
    """
    match result.node:
        case YearsInTitle(years_in_title=terms):
            yield terms.min
        case SingleBreak():
            yield most
        case AnyOf():
            for part in result.decisive if result.standing >= Standing.HUMAN else result.parts:
                yield from _years_taken(part, most)
        case _:
            for part in result.parts:
                yield from _years_taken(part, most)


def _appointment(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    """Letters of appointment: for how many years, and whether this year's is among them (EV11).

    “累计3年现任专业技术职务资格聘书” (椒江2025 附件2二5（4）): those of a lower level are none of them.
    """
    rule, basis = plan.evidence.appointment, plan.basis(plan.evidence.src)
    title = present_title(applicant, plan)
    years = _years_of_letters(applicant, institution, plan)
    if rule is None or title is None or not years:
        return
    at = ("titles", applicant.titles.index(title), "appointed_from")
    known = [t for t in applicant.titles if t.appointed_from and t.level == title.level]
    if not known:
        yield Finding(
            "appointment-unstated",
            f"没有填写{title.name}的聘任时间，无法核对聘书（{years}年）",
            WARNING,
            "填写“聘任时间”和“聘任截止”（现仍在聘的写“至今”）",
            basis,
            at,
        )
        return
    last = plan.last_day
    held = Times.of([(t.appointed_from, t.appointed_to) for t in known if t.appointed_from], last)
    within = f"近{rule.years}年（{plan.year - rule.years + 1}—{plan.year}年）" if rule.recent else ""
    if rule.recent:
        held &= Times.of([(recent_years_begin(plan, rule.years), None)], last)
    run = held.longest
    if run is None or not run.reaches(years):
        yield Finding(
            "appointment-short",
            f"{within}聘书合计{run.served if run else '0年'}（算到{last:%Y.%m.%d}），不足{years}年",
            WARNING,
            "补上以前的聘任，或核对聘任起止时间",
            basis,
            at,
        )
    ended = [t.appointed_to for t in known if t.appointed_to and t.appointed_to.year < plan.year]
    if rule.this_year and len(ended) == len(known):
        yield Finding(
            "appointment-ended",
            f"申报当年（{plan.year}年）须在聘，聘任截止于{max(ended)}",
            hint="续聘的填写新的聘任时间；现仍在聘的“聘任截止”写“至今”",
            basis=basis,
            path=at,
        )


def _elsewhere(applicant: Applicant, plan: Plan, on: date) -> Iterator[Finding]:
    """Work in another province, within the last years if so said, brings that province's record (EV10).

    The circulars speak of who is insured there: that who works there is, is an inference. 近n年 of insurance
    go back from the day of filling: no circular names its years, as some do of studies and assessments.
    """
    rule = plan.evidence.social
    years = rule.out_of_province_years
    if (years is None and not rule.out_of_province) or _has(applicant, "省外"):
        return
    others = tuple(name for name in norms().provinces if plan.province and name != plan.province)
    since = months_later(on, -12 * years) if years else date.min
    within = f"近{years}年内" if years else ""
    for i, entry in enumerate(applicant.work):
        recent = entry.end is None or entry.end.latest >= since
        if recent and (entry.county or "").startswith(others):
            yield Finding(
                "social-elsewhere",
                f"{within}在{entry.county}工作，没有登记省外缴纳社保的证明",
                WARNING,
                "在省外缴纳社保的，省外参保证明作为佐证材料登记，材料名称写明“省外”；没有在省外缴纳的不必理会",
                plan.basis(plan.evidence.src),
                ("work", i, "county"),
            )


def _needed(applicant: Applicant, institution: Institution | None, plan: Plan) -> Iterator[Finding]:
    """Contract, record of insurance, and the documents that the way of applying needs."""
    basis = plan.basis(plan.evidence.src)
    contract, social, called = plan.evidence.contract, plan.evidence.social.stated, norms().called
    if contract and not _has(applicant, *called.contract):
        yield Finding(
            "contract-missing",
            f"缺{contract}",
            WARNING,
            "作为佐证材料登记；以前的合同可用参保记录代替",
            basis,
        )
    if social and not _has(applicant, *called.insurance, *(["劳动合同"] if "合同" in social else [])):
        yield Finding(
            "social-missing",
            f"佐证材料中没有{social}",
            INFO if plan.evidence.social.automatic else WARNING,
            "平台能自动提取的不必上传；提取不到的补上"
            if plan.evidence.social.automatic
            else "下载后上传，并登记到佐证材料",
            basis,
        )
    method = plan.method_of(applicant)
    if method is None:
        return
    documents = [need for need in method.need if not need.isascii() and need not in _IN_THE_FORMS]
    # Where the circular counts the years of letters, a way that takes none is not asked for any.
    counted = plan.evidence.appointment is not None
    spared = counted and not _years_of_letters(applicant, institution, plan)
    asked = [need for need in documents if not (spared and "聘书" in need)]
    lacking = [need for need in asked if not any(names(need, text) for text in _given(applicant))]
    if lacking:
        yield Finding(
            "need-missing",
            f"“{method.label}”须提交{'、'.join(lacking)}，佐证材料中没有",
            WARNING,
            "作为佐证材料登记，材料名称写明是什么",
            plan.basis(method.src),
            ("application", "method"),
        )
