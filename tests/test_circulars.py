"""The five circulars differ where requirements C4 says so: a value of one that leaked into another fails.

Each row of the table puts one fact to all five plans and says what each of them makes of it.
"""

from datetime import date

import pytest
from rules import ANFANG, BAOPO, HANGZHOU, JIAOJIANG, JXT, applicant, by_code, institution

from zcforms.checks import check_applicant, check_institution, check_schedule
from zcforms.chinese.workdays import official_calendar
from zcforms.facts.history import field_years
from zcforms.forms import load_forms
from zcforms.ground.photo import PhotoFacts
from zcforms.plans import load_plan

PLANS = (ANFANG, JXT, BAOPO, HANGZHOU, JIAOJIANG)
FORMS = load_forms()
CALENDAR = official_calendar()


def differ(anfang, jxt, baopo, hangzhou, jiaojiang):
    """What each plan is expected to say, in the order of the columns of C4."""
    return dict(zip(PLANS, (anfang, jxt, baopo, hangzhou, jiaojiang), strict=True))


def says(*codes, photo=None, **changes):
    """Which of the codes each plan gives for an applicant."""

    def ask(plan_id):
        found = by_code(
            check_applicant(
                applicant(**changes),
                institution(),
                photo,
                load_plan(plan_id),
                FORMS,
                date(2026, 6, 1),
                CALENDAR,
            )
        )
        return {code for code in codes if code in found}

    return ask


# --- what a plan states --------------------------------------------------------------------------


def copies(form_id):
    def ask(plan_id):
        use = load_plan(plan_id).form(form_id)
        return use and (use.copies, use.watermark)

    return ask


STATED = {
    "year": (lambda p: load_plan(p).year, differ(2025, 2020, 2021, 2024, 2025)),
    "level": (lambda p: load_plan(p).level, differ("senior", "senior", "senior", "mid", "mid")),
    "methods": (
        lambda p: [m.label for m in load_plan(p).methods],
        differ(
            ["正常申报", "技能人才申报", "自评分申报", "转（兼）评", "标志性业绩直接申报"],
            ["正常申报", "破格晋升"],
            ["正常申报", "自评分申报", "标志性业绩直接申报", "转（兼）评申报"],
            ["正常申报", "破格申报", "转（兼）评", "技能人才申报"],
            ["正常申报", "转评", "破格申报"],
        ),
    ),
    "review form": (copies("review_form"), differ((0, True), (3, True), (3, True), (2, True), None)),
    "summary form": (copies("summary_form"), differ(None, None, (3, False), None, None)),
    "exception form": (copies("exception_form"), differ(None, (1, False), None, (2, True), (1, False))),
    "landmark form": (copies("landmark_form"), differ(None, None, (1, False), None, None)),
    "letter": (copies("entrustment_letter"), differ((1, False), None, (1, False), None, None)),
    "report": (copies("submission_report"), differ(None, None, None, (1, False), None)),
    "roster": (copies("roster"), differ((1, False), (0, False), (1, False), (1, False), (0, False))),
    "experts' forms": (copies("expert_recommendation"), differ((1, False), None, None, None, None)),
    "bound volume": (lambda p: load_plan(p).binding is not None, differ(False, False, True, False, False)),
    "unit of hours": (
        lambda p: load_plan(p).continuing_education.unit,
        differ("学时", "学时", "学时", "学分", "学时"),
    ),
    "title of the statement": (
        lambda p: load_plan(p).statement.label,
        differ("本人述职", "专业技术工作总结", "个人述职", "本人述职", "本人述职"),
    ),
    "years of work to": (
        lambda p: field_years(applicant(field_since="2012.01"), load_plan(p)),
        differ(13, 8, 9, 12, 13),
    ),
}


@pytest.mark.parametrize("fact", STATED)
def test_what_each_circular_states(fact):
    ask, expected = STATED[fact]
    assert {plan_id: ask(plan_id) for plan_id in PLANS} == expected


# --- what a plan makes of an application ---------------------------------------------------------


def hours(years, total, major, public):
    one = {"total": total, "major": major, "industry_public": public, "evidence": ["E-1"]}
    return [{"year": year, **one} for year in years]


def paper(**more):
    shown = {"title": "甲", "date": "2019.06", "publication": "虚构学报", "rank": "独著", "evidence": ["E-1"]}
    return [{**shown, **more}]


def evidence(*parts, **more):
    files = [{"name": part, "file": "a.pdf"} for part in parts]
    return [{"id": "E-1", "category": "其他", "title": "材料", "parts": files, **more}]


EVERY_YEAR = range(2016, 2026)
SHOWN = {"start": "2025-10-09", "end": "2025-10-16", "place": "微信群"}
SHORT, SUM = {"hours-short"}, {"hours-sum-short"}
NONE = set()

ASKED = {
    "90, 72 and 18 hours a year": (
        says(
            "hours-short",
            "hours-public-short",
            "hours-sum-short",
            continuing_education=hours(EVERY_YEAR, 90, 72, 18),
        ),
        differ(NONE, NONE, NONE, NONE, {"hours-public-short", *SUM}),
    ),
    "30 hours a year": (
        says("hours-short", "hours-sum-short", continuing_education=hours(EVERY_YEAR, 30, 20, 10)),
        differ(SUM, SHORT, NONE, NONE, SHORT | SUM),
    ),
    "29 hours a year": (
        says("hours-short", "hours-sum-short", continuing_education=hours(EVERY_YEAR, 29, 19, 10)),
        differ(SUM, SHORT, NONE, SUM, SHORT | SUM),
    ),
    "assessments of three years before 2020": (
        says("assessment-missing", assessments=[{"year": y, "level": "合格"} for y in (2017, 2018, 2019)]),
        differ({"assessment-missing"}, NONE, *[{"assessment-missing"}] * 3),
    ),
    "assessments of 2021 to 2023": (
        says("assessment-missing", assessments=[{"year": y, "level": "合格"} for y in (2021, 2022, 2023)]),
        differ(*[{"assessment-missing"}] * 3, NONE, {"assessment-missing"}),
    ),
    "a level below 合格": (
        says("assessment-level", assessments=[{"year": y, "level": "基本合格"} for y in EVERY_YEAR]),
        differ(*[{"assessment-level"}] * 5),
    ),
    "one document for several years": (
        says(
            "assessment-shared",
            assessments=[{"year": y, "level": "合格", "evidence": ["E-1"]} for y in EVERY_YEAR],
        ),
        differ({"assessment-shared"}, NONE, NONE, {"assessment-shared"}, NONE),
    ),
    "an achievement of November 2025": (
        says("evidence-too-late", papers=paper(date="2025-11-12")),
        differ({"evidence-too-late"}, NONE, NONE, NONE, NONE),
    ),
    "a paper that is only accepted": (
        says("paper-unpublished", papers=paper(status="录用待发")),
        differ({"paper-unpublished"}, NONE, NONE, NONE, NONE),
    ),
    "a similarity of 60%": (
        says("paper-similar", papers=paper(similarity=60)),
        differ(NONE, NONE, NONE, NONE, {"paper-similar"}),
    ),
    "a paper without its pages": (
        says("parts-missing", papers=paper(), evidence=evidence("封面")),
        differ({"parts-missing"}, {"parts-missing"}, {"parts-missing"}, {"parts-missing"}, NONE),
    ),
    "a name that is not marked": (
        says("name-unmarked", papers=paper(), evidence=evidence("封面", name_marked=False)),
        differ({"name-unmarked"}, NONE, NONE, {"name-unmarked"}, NONE),
    ),
    "papers without a representative one": (
        says("representative-missing", papers=paper()),
        differ(
            {"representative-missing"}, {"representative-missing"}, NONE, {"representative-missing"}, NONE
        ),
    ),
    "a secret": (
        lambda p: (
            by_code(
                check_applicant(
                    applicant(evidence=evidence("封面", secret="秘密")),  # noqa: S106
                    institution(),
                    None,
                    load_plan(p),
                    FORMS,
                    date(2026, 6, 1),
                    CALENDAR,
                )
            )["evidence-secret"].severity.value
        ),
        differ("error", "warning", "warning", "warning", "warning"),
    ),
    "a statement of 1001 characters": (
        says("statement-too-long", statement="字" * 1001),
        differ({"statement-too-long"}, NONE, *[{"statement-too-long"}] * 3),
    ),
    "a photo of neither one nor two inches": (
        says("photo-size", photo=PhotoFacts("JPEG", 60_000, 480, 640, light_background=True)),
        differ(NONE, NONE, NONE, {"photo-size"}, {"photo-size"}),
    ),
    "no publicity stated": (
        says("publicity-missing"),
        differ(*[{"publicity-missing"}] * 5),
    ),
    "a notice that hung elsewhere": (
        says("publicity-place", publicity=SHOWN),
        differ(NONE, NONE, NONE, {"publicity-place"}, NONE),
    ),
    "another speciality than the present one": (
        says("speciality-unknown", application={"speciality": "光学技术"}, field="光学技术"),
        differ({"speciality-unknown"}, NONE, {"speciality-unknown"}, NONE, NONE),
    ),
    "no contract": (
        says("contract-missing", evidence=evidence("身份证")),
        differ(NONE, NONE, NONE, {"contract-missing"}, NONE),
    ),
    "a diploma of 1995": (
        says(
            "diploma-unproved",
            education=[{"end": "1995.06", "school": "甲", "major": "乙", "level": "本科"}],
            evidence=evidence("身份证"),
        ),
        differ({"diploma-unproved"}, {"diploma-unproved"}, {"diploma-unproved"}, NONE, {"diploma-unproved"}),
    ),
    "a diploma of 2010 without 备案表": (
        says(
            "diploma-unproved",
            education=[{"end": "2010.06", "school": "甲", "major": "乙", "level": "本科"}],
            evidence=evidence("身份证"),
        ),
        differ(NONE, NONE, NONE, NONE, {"diploma-unproved"}),
    ),
    "a score of 79.5": (
        says("score-below-pass", "method-unknown", application={"method": "自评分申报", "score": 79.5}),
        differ(
            {"score-below-pass"},
            {"method-unknown"},
            {"score-below-pass"},
            {"method-unknown"},
            {"method-unknown"},
        ),
    ),
    "a self-scored application without experts": (
        says("experts-missing", application={"method": "自评分申报", "score": 85}),
        differ({"experts-missing"}, NONE, NONE, NONE, NONE),
    ),
    "a later degree of June 2024": (
        says(
            "defence-by-degree",
            education=[
                {"end": "2024.06", "school": "甲", "major": "乙", "level": "本科", "mode": "非全日制"}
            ],
        ),
        differ({"defence-by-degree"}, NONE, NONE, NONE, NONE),
    ),
    "fraud in 2023": (
        says("barred-by-fraud", sanctions=[{"kind": "弄虚作假", "decided_on": "2023.05"}]),
        differ(NONE, {"barred-by-fraud"}, NONE, NONE, {"barred-by-fraud"}),
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_what_each_circular_makes_of_it(case):
    ask, expected = ASKED[case]
    assert {plan_id: ask(plan_id) for plan_id in PLANS} == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2020, 10, 11), differ({"not-open"}, {"deadline-passed"}, NONE, NONE, NONE)),
        ((2024, 10, 1), differ({"not-open"}, {"deadline-passed"}, NONE, {"deadline-passed"}, NONE)),
        ((2025, 10, 21), differ({"deadline-passed"}, {"deadline-passed"}, NONE, {"deadline-passed"}, NONE)),
    ],
)
@pytest.mark.parametrize("plan_id", PLANS)
def test_each_circular_has_its_own_deadlines(day, expected, plan_id):
    found = by_code(check_schedule(load_plan(plan_id), date(*day), CALENDAR))
    assert set(found) & {"not-open", "deadline-passed"} == expected[plan_id]


@pytest.mark.parametrize("plan_id", PLANS)
def test_dates_that_are_lost_and_publicity_of_the_committee(plan_id):
    found = by_code(check_schedule(load_plan(plan_id), date(2020, 8, 1), CALENDAR))
    lost = differ(False, False, False, True, True)
    assert ("dates-unknown" in found) is lost[plan_id]
    assert ("committee-publicity" in found) is (plan_id == JXT)


@pytest.mark.parametrize("plan_id", PLANS)
def test_posts_are_approved_in_the_system_first(plan_id):
    levels = {
        "副高级": {"approved": 4, "actual": 2, "offered": 2},
        "中级": {"approved": 4, "actual": 2, "offered": 2},
    }
    unit = institution(
        kind="事业单位", establishment={"staff_total": 10, "posts_total": 8, "levels": levels, "unhired": 1}
    )
    in_post = applicant(application={"staffing": "在编"})
    found = by_code(check_institution(unit, [in_post], load_plan(plan_id), ("institutions", 0)))
    expected = differ({"posts-not-approved"}, NONE, NONE, NONE, {"posts-not-approved", "posts-unhired"})
    assert set(found) == expected[plan_id]


def test_full_time_studies_between_two_posts_are_no_years_of_work():
    """杭州市2024年度制造业 附件2三2: 专业工作年限，指从事工程技术工作整年年限."""
    plan = load_plan("hz-mfg-mid-2024")
    studies = {"end": "2007.09", "school": "虚构大学", "major": "采矿", "level": "硕士研究生"}
    away = [{**studies, "start": "2004.10"}]
    beside = [{**studies, "start": "2004.10", "mode": "非全日制"}]
    years = [field_years(applicant(field_since="2002.07", education=e), plan) for e in (away, beside)]
    assert years == [19, 22]
