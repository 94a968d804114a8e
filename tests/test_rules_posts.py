"""R-QT and the rest of an institution's own data (requirements B11, ID3)."""

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
from stdnum.cn import uscc

from zcforms.checks.institution import check_institution

IN_POST = applicant(application={"staffing": "在编"})
JUNIOR = applicant(
    application={"staffing": "在编"},
    titles=[
        {"name": "助理工程师", "level": "初级", "qualified_on": "2014.12", "approved_by": "虚构市人社局"}
    ],
)


def posts(plan_id=BAOPO, people=1, direct=0, levels=None, staff=(), **more):
    shown = {
        "正高级": {"approved": 5, "actual": 3},
        "副高级": {"approved": 12, "actual": 9, "offered": 2},
        "中级": {"approved": 20, "actual": 18, "offered": 1},
        "初级及未定级": {"approved": 10, "actual": 9},
    }
    for name, changes in (levels or {}).items():
        shown[name] = {**shown[name], **changes}
    establishment = {"staff_total": 60, "posts_total": 47, "direct_hire": direct, "levels": shown, **more}
    unit = institution(kind="事业单位", uscc="12330100470000001D", establishment=establishment)
    one = JUNIOR if plan_id in (HANGZHOU, JIAOJIANG) else IN_POST
    recommended = [*staff, *[one] * people]
    return by_code(check_institution(unit, recommended, plan(plan_id), ("institutions", 0)))


def test_figures_that_agree_pass():
    assert posts() == {}
    assert posts(people=2) == {}


def test_a_character_that_no_paper_holds_is_told_at_the_ratio_of_a_level():
    told = posts(levels={"中级": {"ratio": "40%\U0001f9a7"}})["character-not-drawn"]
    assert told.path == ("institutions", 0, "establishment", "levels", "中级", "ratio")


def test_qt1_vacancy():
    assert posts(levels={"副高级": {"vacancy": 3}}) == {}
    found = posts(levels={"副高级": {"vacancy": 4}})["posts-vacancy"]
    assert found.message == "副高级空缺应为3（核准12−实聘9），填报为4"


def test_qt3_approved_posts_staff():
    assert "posts-sum" in posts(posts_total=46)
    assert posts(posts_total=60) == {}
    assert posts(posts_total=61)["posts-over-staff"].severity is WARNING


def test_qt4_offered_within_the_vacancy():
    assert posts(levels={"副高级": {"offered": 3}}) == {}
    assert (
        posts(levels={"副高级": {"offered": 4}})["posts-offered"].message == "副高级推出岗位4个，超过空缺3个"
    )


@pytest.mark.parametrize(
    ("people", "direct", "fits"),
    [(2, 0, True), (3, 0, False), (2, 1, True), (2, 2, False), (1, 2, True), (1, 3, False)],
)
def test_qt5_recommended_within_what_is_left(people, direct, fits):
    """One post of 中级 is offered beside the two: whom the unit appoints without a review may have it."""
    assert ("posts-too-few" not in posts(people=people, direct=direct)) is fits


@pytest.mark.parametrize(("direct", "fits"), [(0, True), (1, False)])
def test_qt5_direct_appointments_take_posts_of_the_middle_level_too(direct, fits):
    mid = {"副高级": {"offered": 0}, "中级": {"offered": 1}}
    assert ("posts-too-few" not in posts(JIAOJIANG, direct=direct, levels=mid)) is fits


@pytest.mark.parametrize("plan_id", [BAOPO, JXT, ANFANG, HANGZHOU, JIAOJIANG])
def test_qt7_nobody_without_a_vacancy(plan_id):
    level = "中级" if plan_id in (HANGZHOU, JIAOJIANG) else "副高级"
    found = posts(plan_id, levels={level: {"approved": 9, "actual": 9, "offered": 0}})["posts-none"]
    assert f"{level}无空缺岗位，不得推荐申报" in found.message
    assert found.severity is (WARNING if plan_id == HANGZHOU else ERROR), "003 states no 岗位结构比例"
    assert "posts-none" not in posts(plan_id)


@pytest.mark.parametrize(("plan_id", "level"), [(ANFANG, "副高级"), (JIAOJIANG, "中级")])
def test_qt7_who_has_a_title_of_the_level_may_have_a_post_of_it(plan_id, level):
    """转评 fills no vacancy where the post is kept; whether it does no circular says."""
    title = {"name": "虚构", "level": level, "qualified_on": "2019.12", "approved_by": "虚构市人社局"}
    staff, full = [applicant(titles=[title])], {level: {"approved": 9, "actual": 9, "offered": 0}}
    found = posts(plan_id, people=0, staff=staff, levels=full)
    assert {code for code in found if code != "posts-not-approved"} == {"posts-transfer"}
    assert found["posts-transfer"].severity is WARNING
    assert "可聘岗位0个，其中1人已有" in found["posts-transfer"].message
    assert "posts-none" in posts(plan_id, people=1, staff=staff, levels=full)
    assert "posts-transfer" not in posts(plan_id, people=0, staff=staff)


def test_qt7_other_units_skip():
    found = by_code(check_institution(institution(uscc=None), [IN_POST], plan(), ("institutions", 0)))
    assert found == {}


def test_qt8_more_hired_than_approved():
    found = posts(levels={"中级": {"actual": 21, "offered": 0}})
    assert found["posts-overfilled"].severity is WARNING


def test_qt9_approved_in_the_system_first():
    assert posts(JIAOJIANG)["posts-not-approved"].severity is INFO
    assert posts(JIAOJIANG, approved_in_system=True) == {}
    found = posts(JIAOJIANG, approved_in_system=False)["posts-not-approved"]
    assert (found.message, found.severity) == ("未在“浙江省事业单位人事工资管理服务系统”完成岗位审核", ERROR)
    assert posts(BAOPO, approved_in_system=False) == {}


def test_qt10_people_who_passed_and_were_not_hired():
    found = posts(JIAOJIANG, approved_in_system=True, unhired=1)["posts-unhired"]
    assert found.message == "本单位有评审通过1年内未聘人员1人，原则上暂停下一年度职称申报"
    assert posts(JIAOJIANG, approved_in_system=True, unhired=0) == {}
    assert posts(BAOPO, unhired=1) == {}


def test_qt11_shares_make_a_hundred():
    def shares(*given):
        names = ("正高级", "副高级", "中级", "初级及未定级")
        return posts(levels={n: {"ratio": r} for n, r in zip(names, given, strict=True)})

    assert shares("10%", "30%", "40%", "20%") == {}
    assert shares("10%", "30%", "40%", "19%")["posts-ratio"].message == "核准比例合计99%，不为100%"
    assert shares("1", "3", "4", "2") == {}


@pytest.mark.parametrize(
    ("prefix", "kind", "fits"), [("12", "事业单位", True), ("12", "企业", False), ("91", "企业", True)]
)
def test_id3_kind_of_unit(prefix, kind, fits):
    first17 = f"{prefix}330100470000001"
    unit = institution(kind=kind, uscc=first17 + uscc.calc_check_digit(first17))
    found = by_code(check_institution(unit, [], plan(), ("institutions", 0)))
    assert ("uscc-kind" not in found) is fits


def test_id3_check_character():
    unit = institution(uscc="91330100MA2B000019")
    assert "uscc" in by_code(check_institution(unit, [], plan(), ("institutions", 0)))
