"""R-CE at its exact bounds (requirements B3, G16)."""

import pytest
from rules import (
    ANFANG,
    BAOPO,
    ERROR,
    HANGZHOU,
    INFO,
    JIAOJIANG,
    JXT,
    WARNING,
    applicant,
    by_code,
    institution,
    plan,
)

from zcforms.checks.education import check_education
from zcforms.facts import Person
from zcforms.facts.history import CareerFacts
from zcforms.facts.office import roster_row
from zcforms.facts.unit import notice_row
from zcforms.ground.findings import Ground


def year(y, total, major, public, **more):
    """One year; 公需 half by the trade, half general."""
    half = round(public / 2, 1)
    return {
        "year": y,
        "total": total,
        "major": major,
        "industry_public": half,
        "general_public": round(public - half, 1),
        "evidence": [f"E-{y}"],
        **more,
    }


def hours(plan_id, *years, **more):
    return by_code(check_education(applicant(continuing_education=list(years), **more), plan(plan_id)))


FULL = {y: year(y, 90, 60, 30) for y in range(2018, 2026)}


def four(**changed):
    """2022 to 2025 at the least, some years changed."""
    return [changed.get(f"y{y}", FULL[y]) for y in range(2022, 2026)]


@pytest.mark.parametrize(
    ("plan_id", "years"),
    [(ANFANG, four()), (JIAOJIANG, four()), (JXT, [FULL[y] for y in (2018, 2019, 2020)])],
)
def test_the_exact_hours_pass(plan_id, years):
    assert hours(plan_id, *years) == {}


@pytest.mark.parametrize(
    ("short", "code", "message"),
    [
        (year(2023, 89.5, 60, 29.5), "hours-short", "2023年度继续教育89.5学时，不足90学时（缺0.5）"),
        (year(2023, 78, 60, 18), "hours-short", "2023年度继续教育78学时，不足90学时（缺12）"),
        (year(2023, 90, 52, 38), "hours-major-short", "2023年度专业科目52学时，不足60学时（缺8）"),
        (
            year(2023, 90, 78, 12),
            "hours-public-short",
            "2023年度公需科目12学时，不足30学时（缺18）",
        ),
    ],
    ids=["CE1-decimal", "CE1-18+60", "CE2", "CE3"],
)
def test_a_short_year(short, code, message):
    found = hours(JIAOJIANG, *four(y2023=short))
    assert (found[code].message, found[code].severity) == (message, ERROR)
    assert found[code].path == ("continuing_education", 1)
    assert "二（二）1" in found[code].basis


def test_ce3_asks_18_or_30_by_plan():
    eighteen = [year(y, 90, 72, 18) for y in (2018, 2019, 2020)]
    assert hours(JXT, *eighteen) == {}
    assert "hours-public-short" in hours(JXT, *eighteen[:2], year(2020, 90, 72.5, 17.5))
    assert hours(JIAOJIANG, *four(y2023=year(2023, 90, 60.5, 29.5)))["hours-public-short"]


def test_years_with_the_same_fault_are_one_finding():
    found = hours(JIAOJIANG, *four(y2022=year(2022, 80, 50, 30), y2023=year(2023, 81, 51, 30)))
    assert found["hours-short"].message == "2022、2023年度继续教育分别为80、81学时，均不足90学时"


def test_ce4_the_sum_makes_up_for_a_short_year():
    short, long = year(2023, 80, 60, 20), year(2025, 100, 80, 20)
    found = hours(ANFANG, *four(y2023=short, y2025=long))
    assert "hours-short" not in found
    assert found["hours-made-up"].severity is INFO
    assert "2023年度未达标，2022—2025年合计360学时" in found["hours-made-up"].message


def test_ce4_short_of_the_sum():
    found = hours(ANFANG, *four(y2023=year(2023, 74, 60, 14)))
    message = "2023年度未达标，2022—2025年累计344学时，不足360学时，可于2025年度补足16学时"
    assert (found["hours-sum-short"].message, found["hours-sum-short"].severity) == (message, ERROR)
    assert set(found) == {"hours-sum-short"}


def test_ce4_a_make_up_of_the_wrong_kind_is_for_the_clerk():
    found = hours(ANFANG, *four(y2023=year(2023, 20, 0, 20), y2025=year(2025, 160, 60, 100)))
    assert "少于各年要求之和" in found["hours-made-up-uneven"].message
    assert found["hours-made-up-uneven"].severity is WARNING


def test_ce4_jiaojiang_asks_every_year_and_the_sum():
    found = hours(JIAOJIANG, *four(y2023=year(2023, 80, 60, 20), y2025=year(2025, 200, 100, 100)))
    assert "hours-short" in found
    assert "hours-sum-short" not in found
    found = hours(JIAOJIANG, *four(y2023=year(2023, 89, 59, 30)))
    assert found["hours-sum-short"].message == "2022—2025年累计359学时，不足360学时"


def test_ce4_hangzhou_asks_only_the_sum_in_credits():
    years = [year(2022, 30, 20, 10), year(2023, 30, 30, 0), year(2024, 30, 0, 30)]
    assert hours(HANGZHOU, *years) == {}
    found = hours(HANGZHOU, *years[:2], year(2024, 29.5, 0, 29.5))
    assert found["hours-sum-short"].message == "2022—2024年累计89.5学分，不足90学分"
    assert "hours-short" not in found


def test_ce5_a_year_or_its_certificate_is_missing():
    found = hours(ANFANG, *four()[1:])
    assert (found["hours-year-missing"].message, found["hours-year-missing"].severity) == (
        "缺2022年度学时登记证明",
        ERROR,
    )
    found = hours(ANFANG, *four(y2024=year(2024, 90, 60, 30, evidence=[])))
    assert found["hours-certificate-missing"].message == "2024年度继续教育没有登记证明作佐证"
    assert "hours-certificate-missing" not in hours(
        JXT, *(year(y, 90, 60, 30, evidence=[]) for y in (2018, 2019, 2020))
    )


@pytest.mark.parametrize(
    ("plan_id", "named"),
    [
        (JIAOJIANG, "台州市继续教育学时管理系统"),
        (JIAOJIANG, "台州市专业技术人员继续教育学时管理系统"),  # 二（二）1, of 台人社函〔2020〕7号
        (ANFANG, "浙江省安防行业专业技术人员继续教育学时登记管理系统"),
        (ANFANG, "浙江省安防专业技术人员继续教育学时登记系统"),  # 五（二）: 专业科目学时也可在……登记
        (ANFANG, "浙江省专业技术人员继续教育学时登记管理系统"),
        (ANFANG, "浙江省安防行业专业技术人员继续教育学时登记管理系统（专业科目）"),
    ],
)
def test_ce5_every_name_of_a_system_in_the_circular_is_its_own(plan_id, named):
    assert hours(plan_id, *four(y2022=year(2022, 90, 60, 30, system=named))) == {}


def test_ce5_the_system_is_the_named_one():
    found = hours(JIAOJIANG, *(year(y, 90, 60, 30, system="学习强国") for y in range(2022, 2026)))
    told = "2022、2023、2024、2025年度登记系统“学习强国”不是通知指定的系统"
    assert found["hours-system"].message == told


@pytest.mark.parametrize(
    ("plan_id", "y", "route", "item_hours", "capped"),
    [
        (JIAOJIANG, 2023, "网络课件", 36, False),
        (JIAOJIANG, 2023, "网络课件", 36.5, True),
        (JXT, 2020, "网络课件", 48, False),
        (JXT, 2019, "网络课件", 48, True),
        (JXT, 2019, "研修班", 48, False),
        (ANFANG, 2023, "网络课件", 48, False),
    ],
)
def test_ce7_route_cap(plan_id, y, route, item_hours, capped):
    years = four() if plan_id != JXT else [FULL[n] for n in (2018, 2019, 2020)]
    rest = {"year": y, "route": "其他途径", "title": "其他", "hours": 60 - item_hours}
    items = [{"year": y, "route": route, "title": "课程", "hours": item_hours}, rest]
    found = hours(plan_id, *years, education_items=items)
    assert ("hours-route-capped" in found) is capped
    assert ("hours-major-short" in found) is capped
    if capped:
        assert f"途径“{route}”{item_hours}学时，按36学时计" in found["hours-route-capped"].message


@pytest.mark.parametrize(
    ("item", "most"),
    [
        ({"route": "论文", "hours": 36}, "8"),
        ({"route": "发表论文", "hours": 6, "level": "省级刊物"}, "4"),
        ({"route": "论文", "hours": 16, "amount": 2}, None),
        ({"route": "论文", "hours": "1.6", "rank": "2/2"}, None),
        ({"route": "论文", "hours": 8, "rank": "2/2"}, "1.6"),
        ({"route": "课题研究", "hours": 24, "level": "省部级", "rank": "1/3"}, "18"),
        ({"route": "备案的培训班", "hours": 30, "amount": 5}, None),
        ({"route": "备案的培训班", "hours": 31, "amount": 5}, "30"),
        ({"route": "备案的培训班", "hours": 36}, None),  # its days are not stated
        ({"route": "其他", "hours": 36}, None),
    ],
)
def test_004_annex4_article_6_hours_by_route_level_and_rank(item, most):
    rest = {"year": 2023, "route": "其他途径", "title": "乙", "hours": 36}
    items = [{"year": 2023, "title": "甲", **item}, rest]
    found = hours(JIAOJIANG, *four(), education_items=items)
    if most is None:
        assert "hours-item-over" not in found
    else:
        told = found["hours-item-over"]
        assert f"《甲》登记{item['hours']}学时" in told.message
        assert told.message.endswith(f"至多{most}学时")
        assert told.severity is WARNING


def test_004_annex4_article_6_thirty_six_hours_for_one_paper_do_not_pass():
    items = [
        {"year": 2023, "route": "论文", "title": "甲", "hours": 36},
        {"year": 2023, "route": "备案的培训班", "title": "乙", "hours": 24, "amount": 4},
    ]
    found = hours(JIAOJIANG, *four(), education_items=items)
    assert found["hours-major-short"].message == "2023年度专业科目32学时，不足60学时（缺28）"
    assert found["hours-item-over"].basis.endswith("附件4台经信人教〔2018〕90号第六条（七）")


def test_ce8_parts_add_up():
    found = hours(JIAOJIANG, *four(y2022=year(2022, 95, 60, 30)))
    assert found["hours-parts-differ"].message == "2022年度学时合计95与分项之和90不符"
    assert "hours-parts-differ" not in hours(HANGZHOU, {"year": 2024, "total": 90})


def test_ce8_a_category_that_nobody_wrote_may_be_what_the_total_has_more():
    """003 附件1三 asks for the whole alone; who writes 专业科目 beside it writes nothing wrong."""
    found = hours(HANGZHOU, {"year": 2024, "total": 90, "major": 60})
    assert (set(found), found["hours-parts-differ"].severity) == ({"hours-parts-differ"}, WARNING)
    assert found["hours-parts-differ"].message.endswith("分项之和60不符，行业公需、一般公需没有填写")
    over = hours(HANGZHOU, {"year": 2024, "total": 90, "major": 91})["hours-parts-differ"]
    assert (over.severity, over.message) == (ERROR, "2024年度学分合计90与分项之和91不符")


def test_003_annex1_3_ninety_credits_since_2022_are_asked_of_everybody():
    started = {"work_started": "2023.07"}
    found = hours(HANGZHOU, year(2023, 30, 20, 10), year(2024, 30, 0, 30), **started)
    assert found["hours-sum-short"].message == "2022—2024年累计60学分，不足90学分"
    assert found["hours-sum-short"].severity is ERROR
    assert hours(HANGZHOU, year(2024, 90, 60, 30), **started) == {}


def test_003_annex1_3_no_year_is_asked_about_only_the_sum():
    """“2022年以来合计取得90学分即可申报”."""
    assert hours(HANGZHOU, year(2023, 90, 60, 30)) == {}
    assert set(hours(HANGZHOU, year(2023, 89, 59, 30))) == {"hours-sum-short"}


def test_004_2_2_1_the_hours_never_shrink_for_who_began_to_work_later():
    found = hours(JIAOJIANG, *four()[2:], work_started="2024.07")
    assert set(found) == {"hours-before-work"}, "one matter, one box"
    box = found["hours-before-work"]
    assert box.message == (
        "□ 2024.07参加工作，2022、2023年度继续教育没有填写或不足（2022—2025年累计：继续教育180学时，"
        "不足360学时；专业科目120学时，不足240学时；公需科目60学时，不足120学时），"
        "参加工作以前的年度可以不要求"
    )
    assert (box.severity, box.ground) == (WARNING, Ground.MANUAL)


def test_004_2_2_1_the_years_worked_stay_as_the_circular_says():
    found = hours(JIAOJIANG, year(2024, 80, 50, 30), FULL[2025], work_started="2024.07")
    assert (found["hours-short"].severity, found["hours-sum-short"].severity) == (ERROR, ERROR)
    assert "hours-year-missing" in hours(JIAOJIANG, FULL[2025], work_started="2024.07")


def test_000_5_2_years_before_work_are_for_a_person_to_decide():
    found = hours(ANFANG, *four()[2:], work_started="2024.07")
    assert set(found) == {"hours-before-work"}
    assert found["hours-before-work"].severity is WARNING
    assert "hours-year-missing" in hours(ANFANG, *four()[3:], work_started="2024.07")
    made_up = hours(ANFANG, year(2024, 90, 60, 30), year(2025, 270, 180, 90), work_started="2024.07")
    assert made_up == {}


def test_a_plan_without_numbers_asks_only_for_the_year():
    assert hours(BAOPO, year(2021, 1, 1, 0)) == {}
    assert hours(BAOPO, year(2020, 90, 60, 30))["hours-year-missing"].severity is WARNING


def test_a_year_stands_once_and_nothing_stated_is_said():
    assert "year-repeated" in hours(JXT, FULL[2018], FULL[2018], FULL[2019], FULL[2020])
    found = by_code(check_education(applicant(), plan(ANFANG)))
    assert (set(found), found["hours-unstated"].severity) == ({"hours-unstated"}, WARNING)


def test_000_annex_1_2_7_a_year_has_a_certificate_for_each_of_its_subjects():
    """专业科目 and 公需科目 are printed from two systems: “按年度、科目类别提供”."""
    apart = [one for y in range(2022, 2026) for one in (year(y, 72, 72, 0), year(y, 18, 0, 18))]
    assert hours(ANFANG, *apart) == {}
    rows = CareerFacts(applicant(continuing_education=apart), plan(ANFANG), {}).continuing_education
    assert [(row.total, row.major, row.public) for row in rows] == [("90", "72", "18")] * 4
    assert "hours-sum-short" in hours(ANFANG, *apart[:-1], year(2025, 17, 0, 17))
    twice = [*apart, year(2025, 18, 0, 18)]
    assert "year-repeated" in hours(ANFANG, *twice)
    bare = hours(ANFANG, *({**one, "evidence": []} for one in apart))["hours-certificate-missing"]
    assert bare.message.startswith("2022、2023、2024、2025年度")


def bare(y, total=96):
    """A year of which only the whole was written."""
    return {"year": y, "total": total, "evidence": [f"E-{y}"]}


def test_categories_that_nobody_wrote_are_not_nought():
    found = hours(JIAOJIANG, *four(y2023=bare(2023)))
    assert set(found) == {"hours-major-short", "hours-public-short", "hours-sum-short"}
    assert found["hours-major-short"].message == "2023年度没有填写专业科目，不能核对是否满60学时"
    found = hours(JIAOJIANG, *map(bare, range(2022, 2026)))
    assert "各年度都没有填写" in found["hours-sum-short"].message
    found = hours(ANFANG, *map(bare, range(2022, 2026)))
    assert "或没有填写专业科目、公需科目" in found["hours-made-up"].message
    assert "专业科目没有填写、公需科目没有填写" in found["hours-made-up-uneven"].message
    assert not any("0学时，" in one.message and "科目0" in one.message for one in found.values())


def test_categories_that_nobody_wrote_are_printed_as_nothing():
    told = applicant(continuing_education=[bare(2023), year(2024, 90, 60, 30)])
    facts = CareerFacts(told, plan(ANFANG), {})
    first, second = facts.continuing_education
    assert (first.total, first.major, first.public, first.industry, first.general) == ("96", "", "", "", "")
    assert (second.major, second.public) == ("60", "30")


@pytest.mark.parametrize("said", ["无", "没有", None])
def test_a_degree_or_a_witness_that_is_none_takes_no_place_beside_what_there_is(said):
    studied = {"end": "2009.06", "school": "甲", "major": "乙", "level": "本科", "length": "四年"}
    worked = {"start": "2009.07", "unit": "甲", "work": "乙", "witness": said}
    told = applicant(education=[{**studied, "degree": said, "witness": said}], work=[worked])
    facts = CareerFacts(told, plan(BAOPO), {})
    (study,), (job,) = facts.education, facts.work
    assert (study.result, study.witness, job.witness) == ("四年／本科", None, None)
    person = Person("lin", 1, told, institution())
    assert notice_row(person, plan(BAOPO)).education == "本科"
    assert roster_row(person, plan(BAOPO)).education == "本科"


def test_000_5_2_a_year_without_any_hours_is_made_up_for_as_a_short_one_is():
    """“2025年度补充学习合计补足达到360学时”: what is not written is asked for, and 0 is an answer."""
    others = [year(2023, 90, 60, 30), year(2024, 90, 60, 30), year(2025, 180, 120, 60)]
    assert "确实没有的合计写0，由2025年度补足" in hours(ANFANG, *others)["hours-year-missing"].hint
    found = hours(ANFANG, year(2022, 0, 0, 0), *others)
    assert not [f for f in found.values() if f.severity is ERROR]
    assert found["hours-made-up"].message == "2022年度未达标，2022—2025年合计360学时，已补足360学时"


@pytest.mark.parametrize(
    ("plan_id", "names"),
    [
        (JIAOJIANG, ("网络课件学习", "网络平台课程")),
        (JIAOJIANG, ("单位组织的培训", "企业组织的学术研讨")),
        (JXT, ("网络课件", "网络课件学习")),
    ],
)
def test_ce7_one_route_under_two_names_is_one_route(plan_id, names):
    """“每个途径每年度最多计36学时”: a route is an item of 第六条, whatever it is called."""
    years = four() if plan_id == JIAOJIANG else [year(y, 90, 60, 30) for y in (2018, 2019, 2020)]
    when = years[1]["year"]
    items = [{"year": when, "route": name, "title": "甲", "hours": 30, "amount": 30} for name in names]
    found = hours(plan_id, *years, education_items=items)["hours-route-capped"]
    assert f"{when}年度途径“{'、'.join(names)}”60学时，按36学时计" in found.message
