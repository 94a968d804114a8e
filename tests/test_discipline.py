"""Punishments at their exact bounds (requirements B8), and who must attend the defence (B14)."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from test_eligibility import FIRM, SCHOOL, TZ, applicant, degree, title

from zcforms.checks import needs_defence
from zcforms.checks.defence import check_defence
from zcforms.checks.discipline import check_discipline
from zcforms.facts import Person
from zcforms.facts.office import roster_row
from zcforms.forms import load_forms
from zcforms.model import Applicant, Institution
from zcforms.pipeline.press import blank_values
from zcforms.plans import Plan, load_plan
from zcforms.plans.clauses import Discipline

ANFANG, JXT, HZ = (
    load_plan("zj-anfang-senior-2025"),
    load_plan("zj-jxt-senior-2020"),
    load_plan("hz-mfg-mid-2024"),
)
INSTITUTION = Institution.model_validate({"name": FIRM, "kind": "企业"})


def punished(kind: str, decided: str, until: str | None = "2000", **changes: Any) -> Applicant:
    sanction = {"kind": kind, "decided_on": decided, "until": until}
    facts = {"started": "2010-01-01", "titles": [title("2018-12-31")], "sanctions": [sanction]}
    return applicant(**(facts | changes))


def found(person: Applicant, plan: Plan = TZ, on: date = date(2025, 9, 1)) -> dict[str, str]:
    return {f.code: f.message for f in check_discipline(person, INSTITUTION, plan, on)}


@pytest.mark.parametrize("kind", ["弄虚作假", "记过", "立案调查"])
def test_004_5_14_15_what_is_said_of_engineers_bars_no_assistant(kind):
    """第五条 “申报光学光电行业工程师任职资格的专业技术人员”: of these are 第十四、十五条."""
    junior = {"application": {"target": "助理工程师"}}
    person = punished(kind, "2024-05-01", "2026-05-01", **junior)
    assert list(found(person)) == ["sanction-open"]
    assert set(found(punished(kind, "2024-05-01", "2026-05-01"))) & {
        "barred-by-fraud",
        "sanction-pending",
    }
    assert found(punished(kind, "2024-05-01", **junior, sanctions=None)) == {}


def test_dc1_fraud_bars_for_three_years_from_the_year_after():
    assert found(punished("弄虚作假", "2022-01-01")) == {
        "barred-by-fraud": "申报人2022年度因弄虚作假被处理，至2025年12月31日前不得申报"
    }
    assert found(punished("弄虚作假", "2021-12-31")) == {}
    assert "barred-by-fraud" in found(punished("弄虚作假", "2017"), JXT)
    assert found(punished("弄虚作假", "2016"), JXT) == {}


def test_dc2_under_inquiry_or_inside_the_term_nobody_may_apply():
    on = date(2025, 9, 1)
    inquiry = found(punished("立案调查", "2025-01-01", None))
    assert inquiry["sanction-pending"] == "填报日期2025年9月1日尚在立案调查阶段，不得申报"
    warned = found(punished("警告", "2025-03-01", "2025-09-01"), on=on)["sanction-pending"]
    assert warned == "填报日期2025年9月1日尚在处分阶段（至2025年9月1日），不得申报"
    assert found(punished("警告", "2025-02-28", "2025-08-31"), on=on) == {}
    assert set(found(punished("警告", "2025-03-01", None))) == {"sanction-until-missing"}


@pytest.mark.parametrize(("kind", "stage"), [("组织处理", "处理"), ("行政处罚", "处罚"), ("警告", "处分")])
def test_004_article_14_3_every_stage_holds_back_on_the_day_of_filling(kind, stage):
    """“仍在立案调查、处理、处罚或处分阶段的”: on its last day still, the day after no more."""
    told = found(punished(kind, "2025-03-01", "2025-09-01"), on=date(2025, 9, 1))
    assert told == {"sanction-pending": f"填报日期2025年9月1日尚在{stage}阶段（至2025年9月1日），不得申报"}
    assert found(punished(kind, "2025-03-01", "2025-09-01"), on=date(2025, 9, 2)) == {}
    unsaid = found(punished(kind, "2025-03-01", None))
    assert unsaid == {"sanction-until-missing": f"没有填写{kind}的影响期满时间，无法判断是否仍在{stage}阶段"}
    assert set(found(punished(kind, "2025-03-01", "2025-09-01"), JXT)) == {"sanction-open"}


def test_dc3_a_decision_after_the_years_are_served_delays_from_its_own_day():
    # The title of 2018-12-31 makes its four years on 2022-12-31.
    assert set(found(punished("记过", "2023-12-31"))) == {"sanction-delay-open"}
    assert found(punished("记过", "2024-01-01"))["sanction-delays"] == "受记过处分，延迟2年申报，最早2026年"
    assert found(punished("警告", "2025-01-01")) == {}  # below 记过


def test_004_article_15_2_two_years_that_are_over_between_filling_and_the_end_of_the_year_are_asked_about():
    """“从处罚决定书发布之日起，延迟2年申报”: not said whether to the day of applying."""
    assert found(punished("记过", "2023-09-01"), on=date(2025, 9, 1)) == {}
    asked = found(punished("记过", "2023-09-02"), on=date(2025, 9, 1))
    told = "□ 受记过处分，延迟2年到2025年9月2日，填报日期2025年9月1日还没有到，本年度可以申报"
    assert asked == {"sanction-delay-open": told}


def test_dc3_a_decision_inside_the_required_years_adds_to_them():
    inside = "2020-06-01"
    assert found(punished("技术责任事故", inside)) == {}  # 2023-01-01 and two years: 2024
    later = punished("技术责任事故", inside, titles=[title("2020-01-01")])
    assert found(later) == {}  # 2024-01-01 and two years: to the day
    late = punished("技术责任事故", inside, titles=[title("2020-01-02")])
    assert found(late)["sanction-delays"].endswith("最早2026年")


@pytest.mark.parametrize("kind", ["降低岗位等级", "留用察看"])
def test_004_article_15_every_punishment_above_a_demerit_delays_two_years(kind):
    # The title of 2018-12-31 makes its four years on 2022-12-30.
    late = found(punished(kind, "2024-01-01"))["sanction-delays"]
    assert late == f"受{kind}处分，延迟2年申报，最早2026年"
    assert "sanction-delays" not in found(punished(kind, "2023-12-31"))
    inside = punished(kind, "2022-12-30", titles=[title("2020-01-02")])
    assert found(inside)["sanction-delays"].endswith("最早2026年")
    assert found(punished(kind, "2022-12-30")) == {}


def test_dc3_a_punishment_before_the_present_title_is_past():
    assert found(punished("记过", "2018-12-30", titles=[title("2018-12-31")])) == {}


def test_dc4_what_is_not_declared_is_asked_for():
    assert found(applicant())["sanctions-unstated"].endswith("，取消评审资格")
    silent = TZ.discipline.model_copy(update={"unstated_means": None})
    assert found(applicant(), TZ.model_copy(update={"discipline": silent})) == {
        "sanctions-unstated": "没有填写“处分”"
    }
    assert found(applicant(sanctions=[])) == {}


def test_a_plan_without_a_rule_leaves_it_to_the_clerk():
    assert set(found(punished("记过", "2023"), HZ)) == {"sanction-open"}
    assert found(applicant(), HZ) == {}


# --- defence -------------------------------------------------------------------------------------


def later_degree(end: str) -> list[dict[str, Any]]:
    return [degree(end="2010-06"), degree("硕士研究生", end, school=SCHOOL)]


@pytest.mark.parametrize(
    ("end", "reasons"),
    [
        ("2023-12-31", []),
        ("2024-01-01", []),  # the first and the last day count: two full years
        ("2024-01-02", ["后学历取得时间2024年1月2日，不满2年"]),
        ("2024.01", ["后学历取得时间2024年1月，是否不满2年，须写明到日"]),
        ("2024.06", ["后学历取得时间2024年6月，不满2年"]),
        ("2023.12", []),
    ],
)
def test_df_a_later_degree_of_less_than_two_years_needs_a_defence(end, reasons):
    person = applicant(started="2010-07-01", education=later_degree(end))
    assert needs_defence(person, INSTITUTION, ANFANG) == reasons
    assert needs_defence(person, INSTITUTION, HZ) == []


def test_a_first_degree_is_no_later_degree():
    person = applicant(started="2024-07-01", education=[degree(end="2024-06-30")])
    assert needs_defence(person, INSTITUTION, ANFANG) == []


@pytest.mark.parametrize(
    ("method", "reasons"),
    [
        ("正常申报", []),
        ("技能人才申报", []),
        ("转（兼）评", ["转评"]),
        ("标志性业绩直接申报", ["标志性业绩申报"]),
    ],
)
def test_df_methods_that_need_a_defence(method, reasons):
    assert needs_defence(applicant(method), INSTITUTION, ANFANG) == reasons


def test_whoever_lacks_the_years_needs_a_defence_where_the_plan_states_them():
    plan = TZ.model_copy(update={"defence": ANFANG.defence})
    held = applicant(started="2010-01-01", titles=[title("2021-12-31")], education=[degree(end="2009")])
    short = held.model_copy(update={"titles": []})
    assert needs_defence(held, INSTITUTION, plan) == []
    assert needs_defence(short, INSTITUTION, plan) == ["不具备规定的学历或资历"]


def test_df_the_defence_is_told():
    (finding,) = check_defence(applicant("转（兼）评"), INSTITUTION, ANFANG)
    assert finding.message == "需参加面试答辩：转评"
    assert finding.basis.endswith("八（二）")


def test_the_roster_says_who_must_attend_and_never_that_somebody_need_not():
    def row(*defence: str) -> tuple[Any, Any]:
        shown = roster_row(Person("lin", 1, applicant(), INSTITUTION, defence=defence), ANFANG)
        return shown.defence, shown.defence_reason

    assert row("转评", "标志性业绩申报") == (True, "转评；标志性业绩申报")
    assert row() == (None, "")


def test_a_later_degree_must_be_declared_where_the_plan_asks():
    def codes(end: str, option: str | None = None) -> list[str]:
        person = applicant(started="2010-07-01", education=later_degree(end), application={"option": option})
        return [f.code for f in check_defence(person, INSTITUTION, TZ)]

    assert codes("2024-01-02") == ["late-degree-undeclared"]
    assert codes("2024-01-02", "后学历（学位）取得时间不满2年") == []
    assert codes("2024-01-01") == []
    late = applicant(started="2010-07-01", education=later_degree("2024.01"), application={})
    (told,) = check_defence(late, INSTITUTION, TZ)
    assert told.message == "后学历取得时间2024年1月，是否不满2年，须写明到日；不满的，申报时须勾选"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"fraud_bar_years": 3, "fraud_bar_from": "查实次年"}, "自查实次年起3年内不得申报"),
        ({"fraud_bar_years": 3, "fraud_bar_from": None}, "3年内不得申报"),
        ({"fraud_bar_years": None, "fraud_bar_from": None}, None),
    ],
)
def test_the_bar_after_fraud_begins_when_the_plan_says(rule, words):
    assert Discipline.model_validate({**rule, "src": "九（一）"}).fraud_bar == words


def test_the_pledge_says_the_bar_of_its_plan_and_nothing_of_its_own():
    template = (files("zcforms.templates") / "pledge/template.html").read_text("utf-8")
    assert "field('fraud_bar')" in template
    assert "次年" not in template


@pytest.mark.parametrize(("plan", "words"), [(JXT, "自评审次年起3年内不得申报"), (ANFANG, "")])
def test_the_blank_pledge_says_the_bar_as_the_filled_one(plan, words):
    assert blank_values(load_forms()["pledge"], plan).fields["fraud_bar"] == words


@pytest.mark.parametrize(
    ("qualified", "delayed"),
    [("2023-01-01", "最早2027年"), ("2021-06-01", "最早2027年"), ("2019-01-01", None)],
)
def test_004_article_15_1_who_breaks_the_years_is_delayed_from_the_end_of_those_asked(qualified, delayed):
    """“在学历、资历条件规定年限内的，延迟2年申报”: by 资历破格 these are a year fewer."""
    by = {"method": "破格申报", "application": {"option": "一般破格"}}
    person = punished("记过", "2023-06-30", "2024-06-30", titles=[title(qualified)], **by)
    assert (found(person).get("sanction-delays") or "").endswith(delayed or "")
    assert ("sanction-delays" in found(person)) is bool(delayed)
