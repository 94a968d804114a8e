"""R-AS at its exact bounds (requirements B4)."""

import pytest
from rules import ANFANG, BAOPO, ERROR, HANGZHOU, JIAOJIANG, JXT, WARNING, applicant, by_code, plan

from zcforms.checks.assessments import check_assessments, required_years

UNIT = "虚构矿业有限公司"


def year(y, level="合格", **more):
    return {"year": y, "level": level, "unit": UNIT, "evidence": [f"E-{y}"], **more}


def assessed(plan_id, *years, **more):
    return by_code(check_assessments(applicant(assessments=list(years), **more), plan(plan_id)))


REQUIRED = {
    ANFANG: [2022, 2023, 2024],
    JXT: [2017, 2018, 2019],
    BAOPO: [2016, 2017, 2018, 2019, 2020],
    HANGZHOU: [2021, 2022, 2023],
    JIAOJIANG: [2022, 2023, 2024],
}


@pytest.mark.parametrize("plan_id", REQUIRED)
def test_as1_every_required_year(plan_id):
    years = REQUIRED[plan_id]
    assert required_years(applicant(), plan(plan_id)) == years
    assert assessed(plan_id, *map(year, years)) == {}
    found = assessed(plan_id, *map(year, years[2:]))["assessment-missing"]
    assert (found.message, found.severity) == (f"缺{years[0]}、{years[1]}年度考核结果", ERROR)


def test_as1_since_the_title_or_since_work_began():
    title = {"name": "工程师", "level": "中级", "qualified_on": "2019.12", "approved_by": "虚构市人社局"}
    assert required_years(applicant(titles=[title]), plan(BAOPO)) == [2020]
    assert required_years(applicant(titles=[{**title, "appointed_from": "2019-01-31"}]), plan(BAOPO)) == [
        2019,
        2020,
    ]
    late = {**title, "qualified_on": "2023.12"}
    assert required_years(applicant(titles=[late]), plan(JIAOJIANG)) == [2022, 2023, 2024]
    assert required_years(applicant(work_started="2023.07"), plan(JIAOJIANG)) == [2023, 2024]


@pytest.mark.parametrize(
    ("level", "passes"),
    [
        *((level, True) for level in ("优秀", "良好", "合格", "称职")),
        *((level, False) for level in ("基本合格", "基本称职", "不合格", "不定等次")),
    ],
)
def test_as2_and_as5_level(level, passes):
    years = [year(2022), year(2023, level), year(2024)]
    found = assessed(JIAOJIANG, *years).get("assessment-level")
    if passes:
        assert found is None
    else:
        assert found.message == f"2023年度考核为“{level}”，未达到合格（称职）以上"
        assert found.path == ("assessments", 1, "level")
    ours = assessed(JXT, *(year(y, level) for y in REQUIRED[JXT])).get("assessment-level")
    assert (ours and ours.severity) is (None if passes else WARNING)


def test_as2_only_the_required_years():
    assert assessed(JIAOJIANG, year(2020, "不合格"), *map(year, REQUIRED[JIAOJIANG])) == {}


def test_as3_one_document_a_year():
    shared = [year(y, evidence=["E-ALL"]) for y in (2022, 2023, 2024)]
    found = assessed(ANFANG, *shared)["assessment-shared"]
    assert found.message == "2022、2023、2024年度考核使用同一份考核材料，应逐年提供"
    assert assessed(JIAOJIANG, *shared) == {}
    bare = assessed(ANFANG, year(2022), year(2023), year(2024, evidence=[]))["assessment-unproved"]
    assert (bare.message, bare.severity) == ("2024年度考核没有佐证，应逐年提供考核表", WARNING)


@pytest.mark.parametrize("kind", ["多年合并", "奖状", "单句评语", "无业绩阐述"])
def test_as3_forbidden_documents(kind):
    years = [year(2022), year(2023), year(2024, kind=kind)]
    assert assessed(ANFANG, *years)["assessment-document"].severity is ERROR
    assert "assessment-document" not in assessed(HANGZHOU, year(2021), year(2022), year(2023, kind=kind))
    assert assessed(ANFANG, year(2022), year(2023), year(2024, kind="单年考核表")) == {}


MOVED = [
    {"start": "2008.07", "end": "2023.06", "unit": "甲公司", "work": "设计"},
    {"start": "2023.06", "unit": UNIT, "work": "设计"},
]


def test_as4_the_last_employer_of_the_year():
    years = [year(2022, unit="甲公司"), year(2023), year(2024)]
    assert assessed(ANFANG, *years, work=MOVED) == {}
    years[1] = year(2023, unit="甲公司")
    found = assessed(ANFANG, *years, work=MOVED)["assessment-unit"]
    assert found.message == f"2023年度考核单位应为“{UNIT}”（当年最终工作单位），填报为“甲公司”"
    assert assessed(JIAOJIANG, *years, work=MOVED) == {}
    years[2] = year(2024, unit="甲公司")
    found = assessed(ANFANG, *years, work=MOVED)["assessment-unit"]
    assert found.message.startswith(f"2023、2024年度考核单位应为“{UNIT}”"), "told once"


@pytest.mark.parametrize("plan_id", [JIAOJIANG, ANFANG])
def test_as6_an_assessor_who_never_employed(plan_id):
    """It may be the employer by its old name: 000 七（五） speaks of those who changed employers."""
    found = assessed(plan_id, year(2022), year(2023), year(2024, unit="乙公司"))["assessment-unit-unknown"]
    assert (found.message, found.severity) == ("2024年度考核单位“乙公司”与工作经历不一致", WARNING)
    others = [year(n, unit="乙公司") for n in (2024, 2022, 2023)]
    found = assessed(plan_id, *others)["assessment-unit-unknown"]
    assert found.message == "2022、2023、2024年度考核单位“乙公司”与工作经历不一致"


def test_co8_assessed_without_work():
    gap = [{**MOVED[0], "end": "2021.12"}, {**MOVED[1], "start": "2023.01"}]
    found = assessed(JIAOJIANG, year(2022), year(2023), year(2024), work=gap)["assessment-outside-work"]
    assert found.message == "2022年度有考核结果，但工作经历中没有该年度"


def test_a_year_stands_once_and_nothing_stated_is_said():
    rest = (year(2022), year(2023), year(2024))
    assert assessed(JIAOJIANG, year(2022), *rest)["year-repeated"].severity is ERROR
    moved = assessed(
        JIAOJIANG, year(2022, unit="甲公司"), *rest, work=[{**MOVED[0], "end": "2022.06"}, MOVED[1]]
    )
    assert moved["year-repeated"].severity is WARNING
    assert set(by_code(check_assessments(applicant(), plan(ANFANG)))) == {"assessments-unstated"}


@pytest.mark.parametrize(("started", "years"), [("2018-01-01", [2020]), ("2018-01-02", [2018, 2019, 2020])])
def test_as1_four_full_years_of_work_are_not_fewer_than_four(started, years):
    """矿山2021 （二）9 “因工作年限不满四年的”: the first and the last day count, as in all years of work."""
    title = {"name": "工程师", "level": "中级", "qualified_on": "2019.12", "approved_by": "虚构市人社局"}
    study = {"end": "2017.12", "school": "甲", "major": "乙", "level": "博士研究生"}
    doctor = applicant(work_started=started, education=[study], titles=[title])
    assert required_years(doctor, plan(BAOPO)) == years


@pytest.mark.parametrize(
    ("since", "level", "told"),
    [
        ("2023-01-31", None, False),  # a whole year: it is asked for as any other
        ("2023.02", None, True),
        ("2023-06-30", None, True),
        ("2023-07-01", None, False),
        ("2023.12", "不合格", True),
        ("2023.02", "合格", False),
        ("2021.02", "不合格", False),  # no year of 近3年
    ],
)
def test_as1_the_year_in_which_the_post_began(since, level, told):
    """安防2025 五（三） “任现职以来或近3年”: whether it is part of it the circular does not say."""
    title = {"name": "工程师", "level": "中级", "qualified_on": since, "approved_by": "虚构市人社局"}
    first = [year(int(since[:4]), level)] if level else []
    found = assessed(ANFANG, *first, year(2024), titles=[title])
    assert ("assessment-title-year" in found) is told
    if told:
        assert found["assessment-title-year"].severity is WARNING
        assert "assessment-missing" not in found


@pytest.mark.parametrize(
    ("started", "level", "code"),
    [
        ("2022-06-30", None, "assessment-missing"),
        ("2022-07-01", None, "assessment-first-year"),
        ("2022.09", "不定等次", "assessment-first-year"),
        ("2022.09", "不合格", "assessment-level"),
        ("2022.09", "合格", None),
        ("2021.09", None, "assessment-missing"),
    ],
)
def test_as1_the_year_in_which_work_began(started, level, code):
    """A graduate of 2022 who applies in 2025: no circular says what is asked of the half year of 2022."""
    first = [year(2022, level)] if level else []
    work = [{"start": started, "unit": UNIT, "work": "设计"}]
    found = assessed(JIAOJIANG, *first, year(2023), year(2024), work_started=started, work=work)
    assert set(found) == ({code} if code else set())
    if code:
        assert found[code].severity is (WARNING if code == "assessment-first-year" else ERROR)


@pytest.mark.parametrize(
    ("level", "since", "told"),
    [
        ("不合格", "2024.02", True),
        ("合格", "2024.02", False),
        ("不合格", "2022.01", False),
        ("不合格", "2025.02", True),
    ],
)
def test_000_annex_1_2_9_a_failed_year_before_the_post_is_told(level, since, told):
    """“任现职以来或至少近三年来年度考核均为合格或称职以上”: the last three may be meant."""
    title = {"name": "工程师", "level": "中级", "qualified_on": since, "approved_by": "虚构市人社局"}
    found = assessed(ANFANG, year(2022, level), year(2023), year(2024), titles=[title])
    assert ("assessment-before-title" in found) is told
    assert all(one.severity is WARNING for code, one in found.items() if code.endswith("title"))
