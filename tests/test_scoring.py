"""Scoring tables: what a line is worth, what the levels cut, what is said of it; the scoring forms."""

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import build, citizen, page_texts, person, squeezed, text_of
from test_dossier import item, pdf_bytes

from zcforms.authoring.blank import blank_pdf
from zcforms.authoring.gallery import sample_values
from zcforms.checks.experts import check_experts
from zcforms.checks.scoring import check_scoring
from zcforms.chinese.dates import service_years
from zcforms.cli import main
from zcforms.facts.copies import copies_of
from zcforms.facts.office import roster_row
from zcforms.facts.person import Person
from zcforms.facts.proofs import Proof
from zcforms.facts.scores import ScoreFacts, blank_score_facts
from zcforms.facts.scoring import account_of, propose, sheet_of, shown
from zcforms.facts.scoring.levels import add_up, by_applicant, by_unit
from zcforms.fillers import html
from zcforms.forms import Row, left_blank, load_forms
from zcforms.ground.errors import BrokenPlan
from zcforms.ground.findings import Severity
from zcforms.model import Applicant, Institution
from zcforms.model.application import ScoreRow
from zcforms.pipeline.press import blank_prints, blank_values
from zcforms.plans import load_plan, parse_plan
from zcforms.plans.hours import hours_table
from zcforms.plans.mountain import mountain26
from zcforms.plans.score_table import COMBINE_WORDS, ScoringTable
from zcforms.plans.shared import shared_data
from zcforms.terminal.report import show_accounts

OPTICS = ScoringTable.model_validate(shared_data("optics-mid-2025"))
ANNEX = Path(__file__).parent / "data" / "optics-annex.txt"
OPTICS_PLAN = load_plan("tz-jiaojiang-optics-mid-2025")
SECURITY_PLAN = load_plan("zj-anfang-senior-2025")
MINING_PLAN = load_plan("zj-kuangshan-baopo-senior-2021")
D = Decimal


def applicant(plan=OPTICS_PLAN, **changes):
    """An invented applicant for the first speciality of a plan."""
    speciality = (plan.specialities or ["机械"])[0]
    record = {
        "name": "林一山",
        "id": {"number": citizen("33020019850615001")},
        "ethnicity": "汉族",
        "phone": "13800000009",
        "unit": "虚构光电有限公司",
        "work_started": "2015.07",
        "field": speciality,
        "field_since": "2015.07",
        "application": {"method": "正常申报", "speciality": speciality},
        "education": [
            {
                "end": "2015.06",
                "school": "虚构大学",
                "major": "光电信息",
                "level": "本科",
                "degree": "工学学士",
                "match": "一致",
            }
        ],
        "work": [
            {"start": "2015.07", "unit": "虚构光电有限公司", "work": "光学设计", "in_field": True},
        ],
        "titles": [
            {
                "name": "助理工程师",
                "level": "初级",
                "major": "光学",
                "qualified_on": "2021.12.20",
                "approved_by": "虚构市人社局",
            }
        ],
    }
    return Applicant.model_validate({**record, **changes})


def rated(score, plan=SECURITY_PLAN, **changes):
    """One who applies by 自评分申报, with so many points."""
    applied = {"method": "自评分申报", "speciality": plan.specialities[0], "score": score}
    return applicant(plan, application=applied, **changes)


def own_row(score, indicator="业绩", **more):
    """A line of a table whose rows we do not know."""
    return {"indicator": indicator, "score": score, "basis": "虚构", "evidence": ["E"], **more}


def said(person, plan, code):
    """The findings of one code about a person's scoring."""
    return [f for f in (*check_scoring(person, plan), *check_experts(person, plan)) if f.code == code]


def codes(person, plan):
    return {f.code for f in (*check_scoring(person, plan), *check_experts(person, plan))}


def line(row, score=None, evidence=("E",), **more):
    """One line of a scoring table, proved unless said otherwise."""
    return ScoreRow(id=row, score=score, evidence=list(evidence), **more)


def total(*lines, table=OPTICS, counting=by_applicant):
    return add_up(table, lines, counting)


def level(top, name):
    return next(found for found in top.every() if found.id == name)


def points(top, name):
    found = level(top, name)
    return found.raw, found.points


# --- the table -----------------------------------------------------------------------------------


def test_the_optics_table_is_worded_as_the_circular_prints_it():
    printed = squeezed(ANNEX.read_text())
    words = {OPTICS.title}
    for indicator, group, row in OPTICS.rows():
        words |= {indicator.name, group.name, COMBINE_WORDS[group.combine], row.level2, row.level3, row.note}
        words.add(f"最高{group.cap}分）")
    assert {word for word in words if word and squeezed(word) not in printed} == set()
    assert [i.cap for i in OPTICS.indicators] == [30, 40, 30, 20]
    assert OPTICS.cap == 120
    assert len(list(OPTICS.rows())) == 54


def test_a_table_with_a_mistake_is_refused_with_its_line():
    text = Path("zcforms/plans/circulars/tz-jiaojiang-optics-mid-2025.yaml")
    text = (Path(__file__).parent.parent / text).read_text()
    with pytest.raises(BrokenPlan, match="optics-mid-2052"):
        parse_plan(text.replace("table: optics-mid-2025", "table: optics-mid-2052"), "x.yaml")


# --- rows ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "B4.2",
            {2: "12", 3: "10.5", 4: "9", 5: "7.5", 6: "6", 7: "4.5", 8: "3", 9: "1.5", 10: "0", 11: "0"},
        ),
        ("B4.4", {2: "8", 3: "6.5", 4: "5", 5: "3.5", 6: "2", 7: "0.5", 8: "0", 9: "0"}),
        ("B4.6", {2: "8", 3: "6.5", 4: "5", 5: "3.5", 6: "2", 7: "0.5", 8: "0", 9: "0"}),
    ],
)
def test_points_fall_by_rank_and_never_below_nothing(row, expected):
    for rank, worth in expected.items():
        assert OPTICS.row(row).worth(None, rank) == D(worth), rank
        assert points(total(line(row, rank=f"{rank}/12")), row)[0] == D(worth)


def test_the_first_inventor_does_not_belong_in_the_row_of_the_others():
    assert OPTICS.row("B4.2").worth(None, 1) == 0


def test_an_unknown_rank_gives_nothing_by_itself_and_allows_the_best_rank():
    assert points(total(line("B4.2")), "B4.2") == (0, 0)
    assert points(total(line("B4.2", 12)), "B4.2") == (12, 12)
    assert points(total(line("B4.2", 13)), "B4.2") == (12, 12)


def test_years_count_in_full():
    assert points(total(line("C3.1", quantity=D("3.9"))), "C3.1") == (D("7.5"), D("7.5"))
    assert points(total(line("C2.1", quantity=8)), "C2.1") == (16, 10)
    assert points(total(line("C2.1")), "C2.1") == (0, 0)


def test_what_experts_give_is_left_to_them_up_to_the_most():
    assert points(total(line("A1.1")), "A1.1") == (0, 0)
    assert points(total(line("A1.1", 12)), "A1.1") == (12, 12)
    assert points(total(line("B4.5", 11)), "B4.5") == (10, 10)
    assert points(total(line("B4.5", 18, quantity=2)), "B4.5") == (18, 18)


# --- levels --------------------------------------------------------------------------------------


def test_items_of_a_row_add_up_to_its_maximum():
    top = total(*[line("B3.2")] * 3)
    assert points(top, "B3.2") == (30, 20)
    assert points(total(line("B3.2", quantity=3)), "B3.2") == (30, 20)


def test_rows_add_up_to_the_cap_of_the_group_and_of_the_indicator():
    top = total(line("B4.1"), line("B4.3"), line("B4.3"), line("B1.1"), line("B1.2"))
    assert points(top, "B4") == (40, 30)
    assert points(top, "B1") == (30, 30)
    assert points(top, "B") == (60, 40)
    assert top.points == 40


def test_of_a_choice_only_the_best_row_counts():
    top = total(line("C1.3"), line("C1.1"), line("C1.4"))
    assert points(top, "C1") == (10, 10)
    assert {name: level(top, name).counts for name in ("C1.1", "C1.3", "C1.4")} == {
        "C1.1": True,
        "C1.3": False,
        "C1.4": False,
    }


def test_level_two_adds_up_where_level_three_is_a_choice():
    # One 市厅级 project as 骨干, two parts in projects of the enterprise: the better of the two.
    top = total(line("C4.5"), line("C4.12"), line("C4.13"))
    assert points(top, "C4") == (24, 20)
    # Several projects of the same row do add up.
    assert points(total(line("C4.9"), line("C4.9")), "C4") == (10, 10)
    assert points(total(line("D1.2"), line("D1.1"), line("D1.3")), "D1") == (20, 20)


def test_without_evidence_a_line_counts_nothing_and_says_so():
    top = total(line("B3.2", 10, evidence=()), line("B3.2", 10))
    first, second = level(top, "B3.2").lines
    assert (first.points, first.reason) == (0, "无佐证")
    assert (second.points, second.reason) == (10, "")
    assert top.points == 10


def test_the_worked_example():
    top = total(
        line("A1.1", 12),
        line("A1.2", 6),
        line("A2.1", 7),
        line("B1.2"),
        line("B4.3"),
        line("B4.2", rank="3/6"),
        *[line("B3.2")] * 3,
        *[line("B5.4")] * 2,
        line("C1.4"),
        line("C2.1", quantity=8),
        line("C3.1", quantity=4),
        line("C4.5"),
        line("C4.12"),
        line("C4.13"),
        line("D1.2"),
        line("D1.3"),
        line("D2.1"),
    )
    assert {name: points(top, name) for name in "ABCD"} == {
        "A": (25, 25),
        "B": (D("60.5"), 40),
        "C": (45, 30),
        "D": (22, 20),
    }
    assert top.points == 115


def test_the_unit_rechecks_under_the_same_caps():
    top = total(*[line("B3.2", 10, reviewed=9)] * 3, counting=by_unit)
    assert points(top, "B3.2") == (27, 20)


# --- mountain counties and hours -----------------------------------------------------------------


def test_sc9_points_of_mountain_years():
    expected = {0: None, 14: None, 15: 4, 19: 4, 20: 6, 21: 7, 22: 8, 23: 9, 24: 10, 40: 10}
    assert {years: mountain26().points(years) for years in expected} == expected
    assert sum(len(counties) for counties in mountain26().counties.values()) == 26


@pytest.mark.parametrize(
    ("place", "counted"),
    [
        ("衢州市柯城区", True),
        ("龙泉", True),
        ("青田县温溪镇", True),
        ("浙江省丽水市遂昌县云峰街道", True),
        ("龙泉市剑池街道", True),
        ("丽水市", False),
        ("河南省三门峡市", False),
        ("杭州市余杭区仓前街道", False),
    ],
)
def test_sc9_a_town_of_a_county_is_in_it(place, counted):
    assert mountain26().includes(place) is counted


def test_shares_by_rank_sum_to_one():
    table = hours_table("hours-taizhou")
    weights = table.weights
    assert [sum(shares) for shares in weights.values()] == [1] * 8
    assert table.weight(3, 2) == D("0.15")
    assert table.weight(8, 7) == 0
    assert table.weight(30, 1) == D("0.60")


@pytest.mark.parametrize(
    ("route", "amount", "level", "rank", "hours"),
    [
        (2, 5, None, None, 30),
        (6, 1, "省部级", "2/3", D("3.6")),
        (6, None, "省部级", "2/3", D("3.6")),
        (7, 2, "核心刊物", None, 16),
        (9, 3, None, "2/2", 9),
        (2, None, None, None, None),
    ],
)
def test_the_most_hours_of_a_route_are_shared_by_rank(route, amount, level, rank, hours):
    table = hours_table("hours-taizhou")
    way = next(way for way in table.routes if way.id == route)
    assert table.most(way, level, None if amount is None else D(amount), rank) == hours


def test_years_of_several_stretches_are_full_anniversaries_together():
    assert service_years([(date(2005, 7, 1), date(2010, 6, 30)), (date(2012, 7, 1), date(2022, 6, 30))]) == 15
    assert service_years([(date(2005, 7, 1), date(2020, 6, 30))]) == 15
    assert service_years([(date(2005, 7, 1), date(2020, 6, 29))]) == 14
    # Two posts at the same time are one time.
    assert (
        service_years([(date(2000, 1, 1), date(2009, 12, 31)), (date(2005, 1, 1), date(2012, 12, 31))]) == 13
    )
    assert service_years([]) == 0


def county(start, end, name):
    return {"start": start, "end": end, "unit": "甲公司", "work": "施工", "county": name}


@pytest.mark.parametrize(
    ("work", "message"),
    [
        (
            [county("2010.01", "2018.12", "淳安县"), county("2019.01", "2024.12", "景宁县")],
            "14至15周年（起止时间没有都写明到日），算到2025.12.31，不满15周年，照量化评价表计分"
            "；写明后满15周年的，计4分",
        ),
        ([county("2001.12.20", "2025.12.31", "浙江省丽水市龙泉市")], "24周年，算到2025.12.31，计10分"),
        ([county("2010-12-31", None, "淳安县")], "15周年，算到2025.12.31，计4分"),
        ([county("2011-01-01", None, "淳安县")], "15周年，算到2025.12.31，计4分"),
        ([county("2011-01-02", None, "淳安县")], "14周年，算到2025.12.31，不满15周年，照量化评价表计分"),
        (
            [county("2005-01-01", "2024-12-31", "淳安县"), county("2025-01-01", None, "杭州市西湖区")],
            "20周年，算到2025.12.31，计6分"
            "；现工作地“杭州市西湖区”不在其中，是不是“山区26县的申报人员”由评委会定",
        ),
        (
            [county("2010.01", "2018.12", "淳安县"), county("2019.01", "2023.12", "西湖区")],
            "8至9周年（起止时间没有都写明到日），算到2025.12.31，不满15周年，照量化评价表计分",
        ),
        ([county("2000.01", None, "龙泉驿区")], None),
    ],
)
def test_years_in_the_mountain_counties_are_told_with_their_points(work, message):
    told = said(rated(85, work=work), SECURITY_PLAN, "score-mountain")
    assert [f.message for f in told] == ([f"山区26县工龄{message}"] if message else [])


# --- findings ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("score", "below"), [("80", False), ("79.5", True), ("100", False)])
def test_sc1_exactly_eighty_points_pass(score, below):
    assert bool(said(rated(score), SECURITY_PLAN, "score-below-pass")) is below


def test_self_scoring_without_a_score_or_a_table_is_told():
    person = rated(None)
    assert {"score-missing", "score-table-missing"} <= codes(person, SECURITY_PLAN)
    found = {f.code: f for f in check_scoring(person, SECURITY_PLAN)}
    assert found["score-missing"].path == ("application", "method")
    for plan in (SECURITY_PLAN, MINING_PLAN):
        (told,) = said(rated(85, plan), plan, "score-table-missing")
        assert told.severity is Severity.ERROR
    speciality = SECURITY_PLAN.specialities[0]
    plain = applicant(SECURITY_PLAN, application={"method": "正常申报", "speciality": speciality})
    assert "score-table-missing" not in codes(plain, SECURITY_PLAN)


def test_sc8_the_account_shows_no_zero_where_no_table_is_asked_for(capsys):
    speciality = SECURITY_PLAN.specialities[0]
    plain = applicant(SECURITY_PLAN, application={"method": "正常申报", "speciality": speciality})
    show_accounts({"a": account_of(plain, SECURITY_PLAN)})
    out = capsys.readouterr().out
    assert "没有填写，所选申报方式也不要求" in out
    assert "分数线" not in out
    assert "0分" not in out.replace("80分", "")
    show_accounts({"a": account_of(rated(85), SECURITY_PLAN)})
    out = capsys.readouterr().out
    assert "（分数线80分，申报时填85分）：打分表各行没有填写，没有可以合计的" in out
    assert "打分表　0分" not in out


def test_a_table_whose_rows_name_no_records_is_not_estimated(capsys):
    (use,) = OPTICS_PLAN.scoring.tables
    bare = use.table.model_copy(
        update={
            "indicators": [
                i.model_copy(
                    update={
                        "groups": [
                            g.model_copy(
                                update={"rows": [r.model_copy(update={"sources": []}) for r in g.rows]}
                            )
                            for g in i.groups
                        ]
                    }
                )
                for i in use.table.indicators
            ]
        }
    )
    rule = OPTICS_PLAN.scoring.model_copy(update={"tables": [use.model_copy(update={"table": bare})]})
    plan = OPTICS_PLAN.model_copy(update={"scoring": rule})
    show_accounts({"a": account_of(applicant(), plan)})
    out = capsys.readouterr().out
    assert "本表各行没有写sources，不能按资料估算" in out
    assert "按所填资料可计" not in out


def test_a_pass_mark_that_is_lost_is_said_not_guessed():
    (told,) = said(applicant(score_rows=[{"id": "B3.2", "score": 5}]), OPTICS_PLAN, "score-pass-unknown")
    assert told.severity is Severity.INFO
    assert "分数线见当年通知" in told.message
    assert "score-below-pass" not in codes(rated(10, OPTICS_PLAN), OPTICS_PLAN)


EXPERT = {
    "name": "甲某",
    "unit": "虚构学院",
    "field": "安全技术防范",
    "title": "正高级工程师",
    "evidence": ["Z"],
}


def test_sc2_and_sc3_two_experts_with_certificates_in_a_field_akin():
    one, other = EXPERT, {**EXPERT, "name": "乙某"}
    assert (
        said(rated(85, experts=[one]), SECURITY_PLAN, "experts-missing")[0].message
        == "正高级专家举荐仅1名，需2名"
    )
    (twice,) = said(rated(85, experts=[one, one]), SECURITY_PLAN, "experts-missing")
    assert twice.message == "正高级专家举荐仅1名，需2名（“甲某”写了2次，只算1名）"
    assert not said(rated(85, experts=[one, one, other]), SECURITY_PLAN, "experts-missing")
    expert_codes = {
        c for c in codes(rated(85, experts=[one, other]), SECURITY_PLAN) if c.startswith("expert")
    }
    assert expert_codes == set()
    odd = {**other, "field": "园林", "title": "副教授", "evidence": [], "unit": "虚构光电有限公司"}
    assert {"expert-certificate", "expert-level", "expert-field", "expert-colleague"} <= codes(
        rated(85, experts=[one, odd]), SECURITY_PLAN
    )
    for others, severity in (([one], Severity.ERROR), ([one, other], Severity.WARNING)):
        third = {**odd, "name": "丙某"}
        (level,) = said(rated(85, experts=[*others, third]), SECURITY_PLAN, "expert-level")
        assert level.severity is severity, "two are enough, a third is superfluous"
    unclear = rated(85, experts=[one, {**other, "title": "高工"}, {**odd, "name": "丙某"}])
    (_, level) = said(unclear, SECURITY_PLAN, "expert-level")
    assert level.hint.endswith("其他专家都是正高级的已够，删去这一位"), "of whom one does not show it"
    # Who applies another way needs none.
    assert "experts-missing" not in codes(applicant(SECURITY_PLAN), SECURITY_PLAN)


def test_000_4_2_whether_two_experts_of_one_name_are_two_is_for_the_reviewer():
    """“由2名本专业或相近专业正高级专家举荐”: a name may be two people's, or one's of two units."""
    namesakes = rated(85, experts=[EXPERT, {**EXPERT, "unit": "虚构大学"}])
    (box,) = said(namesakes, SECURITY_PLAN, "expert-namesake")
    assert (box.message, box.severity) == ("□ 举荐专家第1、2名“甲某”单位不同，是2个人", Severity.INFO)
    assert not said(namesakes, SECURITY_PLAN, "experts-missing")
    assert not said(rated(85, experts=[EXPERT, EXPERT]), SECURITY_PLAN, "expert-namesake")


def test_sc4_and_sc5_lines_without_words_or_proof_are_told():
    person = rated(0, score_rows=[own_row(10, basis=None), own_row(5, evidence=[])])
    (basis,) = said(person, SECURITY_PLAN, "score-basis-missing")
    assert (basis.path, basis.severity) == (("score_rows", 0), Severity.ERROR)
    (unproved,) = said(person, SECURITY_PLAN, "score-unproved")
    assert unproved.path == ("score_rows", 1)
    assert "按0分计" in unproved.message


@pytest.mark.parametrize(
    ("row", "most"),
    [
        ({"id": "B1.2", "score": 11}, "10"),
        ({"id": "B1.2", "score": 21, "quantity": 2}, "20"),
        ({"id": "B4.2", "score": "10.6", "rank": "3/6"}, "10.5"),
        ({"id": "B4.2", "score": "12.5"}, "12"),
        ({"id": "C2.1", "score": 17, "quantity": 8}, "16"),
        ({"id": "A1.2", "score": 11}, "10"),
        ({"id": "D1.2", "score": 8}, "7"),
    ],
)
def test_more_than_the_rule_gives_is_told_with_what_it_gives(row, most):
    line = {"basis": "虚构", "evidence": ["E"], **row}
    (over,) = said(applicant(score_rows=[line]), OPTICS_PLAN, "score-over-maximum")
    assert f"超过该项可得的{most}分" in over.message
    assert "第1项" in over.message
    exact = applicant(score_rows=[{**line, "score": most}])
    assert not said(exact, OPTICS_PLAN, "score-over-maximum")


def test_an_unknown_row_is_told_with_the_near_ones():
    rows = [{"id": "B32", "score": 1}, {"indicator": "论文", "level2": "核心期刊", "score": 1}]
    first, second = said(applicant(score_rows=rows), OPTICS_PLAN, "score-row-unknown")
    assert "B3.2" in first.hint
    assert "B3.1" in second.hint


def test_sc6_what_the_caps_cut_is_told_by_level():
    rows = [{"id": "B3.2", "score": 10, "basis": "甲", "evidence": [f"P{n}"]} for n in range(3)]
    (told,) = said(applicant(score_rows=rows), OPTICS_PLAN, "score-capped")
    assert "30分按20分计" in told.message
    rows = [{"id": name, "basis": "甲", "evidence": [name]} for name in ("C1.4", "C1.5")]
    (told,) = said(applicant(score_rows=rows), OPTICS_PLAN, "score-not-added")
    assert "非理工科" in told.message


def test_the_stated_score_must_be_that_of_the_table():
    rows = [own_row(30, "甲"), own_row("50.5", "乙"), own_row(5, "丙", evidence=[])]
    assert not said(rated("80.5", score_rows=rows), SECURITY_PLAN, "score-differs")
    (told,) = said(rated("85.5", score_rows=rows), SECURITY_PLAN, "score-differs")
    assert "80.5" in told.message


@pytest.mark.parametrize(
    ("reviewed", "severity"),
    [(81, None), (80, "info"), (79, "warning"), (72, "warning")],
)
def test_sc7_the_recheck_of_the_unit_is_compared(reviewed, severity):
    rows = [own_row(81, reviewed=reviewed)]
    told = said(rated(81, score_rows=rows), SECURITY_PLAN, "score-recheck-differs")
    assert [str(f.severity) for f in told] == ([severity] if severity else [])


def test_sc10_the_table_of_the_other_speciality_is_noticed():
    table = {
        "id": "T",
        "category": "评审打分表",
        "title": "浙江省爆破行业高级工程师任职资格评审打分表（自评）",
    }
    mining = applicant(MINING_PLAN, evidence=[table])
    (told,) = said(mining, MINING_PLAN, "score-table-wrong")
    assert "《浙江省矿山工程高级工程师任职资格评审打分表》" in told.message
    plain = applicant(MINING_PLAN, evidence=[{**table, "title": "评审打分表"}])
    assert not said(plain, MINING_PLAN, "score-table-wrong")


def test_the_same_proof_under_two_rows_is_told():
    rows = [{"id": name, "score": 5, "basis": "甲", "evidence": ["E"]} for name in ("B1.3", "C4.9", "C4.9")]
    told = said(applicant(score_rows=rows[:2]), OPTICS_PLAN, "score-evidence-twice")
    assert len(told) == 1
    assert not said(applicant(score_rows=rows[1:]), OPTICS_PLAN, "score-evidence-twice")


# --- proposals -----------------------------------------------------------------------------------


def proposed(**changes):
    found = propose(applicant(**changes), OPTICS_PLAN, OPTICS)
    return {level.id: level.points for level in found.total.every() if level.lines and level.counts}, found


def patent(kind, rank, **more):
    return {
        "kind": kind,
        "title": "甲",
        "number": "ZL1",
        "date": "2024.01",
        "rank": rank,
        "evidence": ["E"],
        **more,
    }


def test_records_become_lines():
    rows, found = proposed(
        patents=[
            patent("发明专利", "3/6"),
            patent("实用新型专利", "1/2"),
            patent("发明专利", "2/2", status="受理"),
        ],
        standards=[
            {"title": "某", "number": "Q1", "level": name, "date": "2024.01", "rank": "1"}
            for name in ("企业标准", "团体标准")
        ],
        assessments=[{"year": 2023, "level": "优秀"}, {"year": 2024, "level": "合格"}],
        projects=[
            {
                "kind": "科研项目",
                "title": "某项目",
                "start": "2023.01",
                "role": "负责镀膜",
                "content": "镀膜",
                "level": "市厅级",
                "part": "骨干",
            }
        ],
    )
    assert rows == {
        "B4.2": D("10.5"),
        "B4.3": 10,
        "B5.4": 5,
        "C1.4": 5,
        "C2.1": 10,
        "C3.1": 10,
        "C4.5": 12,
        "D1.5": 4,
    }
    assert found.total.points == D("25.5") + 30 + 4
    remarks = "。".join(found.remarks)
    assert "团体标准" in remarks
    assert "尚未授权" in remarks
    assert "最近一个年度" in remarks


def test_papers_count_only_with_a_report_and_below_the_bar():
    paper = {
        "title": "甲",
        "date": "2024.01",
        "publication": "乙",
        "rank": "1",
        "tier": "普通期刊",
        "report": "中国知网",
    }
    rows, found = proposed(
        papers=[
            paper,
            {**paper, "report": None},
            {**paper, "similarity": "50.1"},
            {**paper, "similarity": 50},
        ]
    )
    assert rows["B3.2"] == 20
    assert [r for r in found.remarks if "论文" in r] == [
        "论文著作第2条没有检索报告，视作无此论文，未计分",
        "论文著作第3条相似度50.1%，超过50%，未计分",
    ]


def test_what_is_too_early_does_not_count():
    # 担任助理工程师职务后（2021.12.20）或近4年.
    award = {"title": "甲", "award": "科技进步奖", "issuer": "丙", "level": "市厅级"}
    rows, found = proposed(
        awards=[{**award, "date": "2021.11"}, {**award, "date": "2021.12.20"}, {**award, "date": "2021.12"}]
    )
    assert rows["B1.2"] == 10
    assert found.remarks[:2] == (
        "获奖第1条（2021.11）早于计分时段（近几年从哪一天起算，通知没有写，由审核人定），未计分",
        "获奖第3条（2021.12）没有写明到日，不能判断是否在计分时段内，未计分",
    )


def test_004_2_2_3_only_papers_need_a_report_and_one_in_the_evidence_will_do():
    book = {"title": "甲", "date": "2024.01", "publication": "乙", "rank": "1", "kind": "著作"}
    paper = {**book, "kind": "论文", "tier": "普通期刊", "evidence": ["P"]}
    rows, _ = proposed(papers=[book])
    assert rows["B3.1"] == 20
    report = {"id": "P", "category": "论文检索报告", "title": "论文甲检索报告", "parts": []}
    rows, found = proposed(papers=[paper], evidence=[report])
    assert rows["B3.2"] == 10
    assert "论文著作第1条的检索报告：佐证“论文甲检索报告”" in found.remarks
    rows, found = proposed(papers=[paper], evidence=[{**report, "title": "论文甲"}])
    assert "B3.2" not in rows
    assert "论文著作第1条没有检索报告，视作无此论文，未计分" in found.remarks
    rows, found = proposed(papers=[{**book, "kind": "教材"}])
    assert "B3.1" not in rows
    assert any("教材是不是论著" in remark for remark in found.remarks)


def test_a_doctor_is_read_as_a_master_and_a_missing_field_is_asked_for():
    study = {"end": "2015.06", "school": "甲", "major": "乙", "level": "博士研究生"}
    rows, found = proposed(education=[{**study, "degree": "工学博士", "match": "相近"}])
    assert rows["C1.1"] == 10
    assert any("博士" in remark for remark in found.remarks)
    rows, found = proposed(education=[{**study, "level": "硕士研究生"}])
    assert not any(name.startswith("C1") for name in rows)
    assert any("与申报专业" in remark for remark in found.remarks)


def test_lines_above_the_records_are_told_and_what_is_left_out():
    rows = [
        {"id": "C3.1", "score": 10, "quantity": 4, "basis": "甲", "evidence": ["E"]},
        {"id": "B4.2", "score": 12, "basis": "乙", "evidence": ["P"]},
    ]
    person = applicant(
        score_rows=rows,
        patents=[patent("发明专利", "3/6")],
        titles=[
            {
                "name": "助理工程师",
                "level": "初级",
                "major": "光学技术",
                "qualified_on": "2022.12.31",
                "approved_by": "乙",
            }
        ],
    )
    told = {f.message for f in said(person, OPTICS_PLAN, "score-overstated")}
    assert told == {
        "“助理工程师·本专业或相近专业”自评10分，按所填资料为7.5分",
        "“国际、国内发明专利·主要发明人”自评12分，按所填资料为10.5分",
    }
    (left,) = said(person, OPTICS_PLAN, "score-unclaimed")
    assert "C1.4" in left.message
    assert "C2.1" in left.message


def test_004_2_1_an_assistant_engineer_gets_no_table_of_engineers():
    junior = {"method": "正常申报", "speciality": OPTICS_PLAN.specialities[0], "target": "助理工程师"}
    rows = [{"id": "B3.2", "score": 10, "basis": "甲", "evidence": ["E"]}]
    person = applicant(application=junior, score_rows=rows)
    assert sheet_of(person, OPTICS_PLAN) is None
    assert account_of(person, OPTICS_PLAN) is None
    assert codes(person, OPTICS_PLAN) == {"score-other-title"}
    facts = ScoreFacts(person, OPTICS_PLAN, {})
    assert (facts.score_rows, facts.score_title) == (None, None)
    firm = Institution.model_validate({"name": "虚构光电有限公司", "kind": "企业"})
    use = OPTICS_PLAN.form("scoring_table")
    assert copies_of(use, person, firm, OPTICS_PLAN, frozenset({"scoring_table"})) is None
    own = applicant(score_rows=rows)
    assert copies_of(use, own, firm, OPTICS_PLAN, frozenset({"scoring_table"})) == 0


AWARD = {"title": "甲", "award": "科技进步奖", "issuer": "丙", "level": "市厅级", "date": "2024.01"}


@pytest.mark.parametrize("name", ["优质工程奖", "自然科学优秀论文奖"])
def test_004_table_science_awards_another_award_is_a_remark(name):
    rows, found = proposed(awards=[AWARD, {**AWARD, "award": name}])
    assert rows["B1.2"] == 10
    assert f"获奖第2条“{name}”是不是科技奖项，由审核人定，未计分" in found.remarks
    assert "B1.2" not in found.judged


def test_004_table_degrees_another_major_is_asked_about():
    study = {"end": "2015.06", "school": "甲", "major": "土木工程", "level": "本科", "match": "不一致"}
    rows, found = proposed(education=[study])
    assert not any(name.startswith("C1") for name in rows)
    assert "学历第1条未填“学位”，不能判断是否计入“学历”" in found.remarks
    assert proposed(education=[{**study, "degree": "工学学士"}])[0]["C1.4"] == 5
    assert proposed(education=[{**study, "degree": "管理学学士"}])[0]["C1.5"] == 3
    rows, found = proposed(education=[{**study, "level": "专科"}])
    assert rows["C1.7"] == 2
    assert "学历第1条：所学专业“土木工程”是不是理工科专业，由审核人定；是的计3分" in found.remarks


@pytest.mark.parametrize(
    ("major", "row", "remark"),
    [
        ("光学技术", "C3.1", None),
        ("光学", "C3.1", "资格专业“光学”是不是本专业或相近专业，由审核人定；先按是的计"),
        ("精密仪器", "C3.2", "资格专业“精密仪器”是不是本专业或相近专业，由审核人定；先按不是的计"),
    ],
)
def test_004_table_titles_whether_a_field_is_akin_is_for_a_person(major, row, remark):
    held = {"name": "助理工程师", "level": "初级", "major": major, "approved_by": "乙"}
    rows, found = proposed(titles=[{**held, "qualified_on": "2021.12.20"}])
    assert [name for name in rows if name.startswith("C3")] == [row]
    said_of_it = [text for text in found.remarks if text.startswith("专业技术资格")]
    assert said_of_it == ([f"专业技术资格第1条：{remark}"] if remark else [])
    assert ("C3.1" in found.judged) is (remark is None)


def test_004_table_years_known_to_the_month_count_as_far_as_they_are_sure():
    held = {"name": "助理工程师", "level": "初级", "major": "光学技术", "approved_by": "乙"}
    rows, found = proposed(titles=[{**held, "qualified_on": "2022.01"}])
    assert rows["C3.1"] == D("7.5")
    assert any("按3周年计，写明后至多4周年" in remark for remark in found.remarks)


def test_004_table_patents_every_line_waits_for_the_experts():
    _, found = proposed(patents=[patent("发明专利", "1/2"), patent("软件著作权", "2/2")])
    lines = {entry.id: entry.basis for entry in found.entries if entry.id.startswith("B4")}
    assert lines == {
        "B4.1": "《甲》（2024.01）；须经专家认定产生实际效益",
        "B4.6": "《甲》（2024.01）；须经专家认定产生实际效益",
    }
    claimed = [
        {"id": name, "score": 5, "basis": "甲", "evidence": [name]} for name in ("B4.1", "B5.4", "B4.6")
    ]
    (told,) = said(applicant(score_rows=claimed), OPTICS_PLAN, "score-for-experts")
    assert told.message == "□ 打分表第1、3项经专家认定产生实际效益（否则不计分）"
    waiting = [text for text in found.remarks if "经专家认定" in text]
    assert waiting == [f"专利第{n}条须经专家认定产生实际效益方可计分，由审核人定" for n in (1, 2)]


# --- on paper ------------------------------------------------------------------------------------


FORMS = load_forms()


def test_the_form_shows_every_row_with_caps_and_reasons():
    rows = [
        {"id": "B3.2", "score": 10, "reviewed": 10, "basis": f"论文之{n}", "evidence": [f"P{n}"]}
        for n in range(3)
    ] + [
        {"id": "B1.1", "score": 20, "reviewed": 0, "basis": "获奖"},
        {"id": "C1.4", "basis": "本科", "evidence": ["X"]},
        {"id": "C1.5", "basis": "另一本科", "evidence": ["Y"]},
    ]
    facts = ScoreFacts(applicant(score_rows=rows), OPTICS_PLAN, {"P1": Proof("八-2", "23—25")})
    lines = facts.score_rows
    assert len({line.index for line in lines if line.kind == "line"}) == 54
    by_row = {}
    for line in lines:
        by_row.setdefault(line.index, []).append(line)
    assert [line.proof for line in by_row["B3.2"]] == ["P0", "八-2 第23—25页", "P2"]
    assert by_row["B1.1"][0].score == "0（自评20，无佐证）"
    assert by_row["C1.4"][0].score == "5"
    assert by_row["C1.5"][0].score == "0（自评3，不累计）"
    assert by_row["A1.1"][0].score is None
    sums = {line.indicator: (line.basis, line.score) for line in lines if line.kind == "subtotal"}
    assert sums["专业成果（最高40分）　小计"] == ("B3.2：30分按20分计", "20")
    assert facts.score_total == "25"


def test_rows_that_we_do_not_know_are_the_applicants_own():
    rows = [
        own_row(10, "甲", level1="一"),
        own_row(5, "甲", level1="一", id="3-2"),
        own_row(4, "乙", cumulative=True),
    ]
    facts = ScoreFacts(rated(19, score_rows=rows), SECURITY_PLAN, {})
    assert [line.index for line in facts.score_rows] == ["1", "3-2", None, "3", None]
    assert [line.score for line in facts.score_rows] == ["10", "5", "15", "4", "4"]
    assert facts.score_total == "19"
    assert ScoreFacts(rated(80), SECURITY_PLAN, {}).score_rows is None


def test_points_add_up_as_they_are_printed_and_are_those_of_the_roster():
    rows = [own_row("48.25", "甲"), own_row("41.5", "甲"), own_row("0.25", "甲")]
    facts = ScoreFacts(rated("90", score_rows=rows), SECURITY_PLAN, {})
    assert [line.score for line in facts.score_rows] == ["48.25", "41.5", "0.25", "90"]
    facts = ScoreFacts(rated("89.75", score_rows=rows[:2]), SECURITY_PLAN, {})
    assert facts.score == facts.score_total == "89.75"
    # "自评分89.8分，……合计89.8分，两处不一致", it once said.
    (told,) = said(rated("89.8", score_rows=rows[:2]), SECURITY_PLAN, "score-differs")
    assert "89.75" in told.message


def test_cells_of_points_hold_what_counts_and_the_subtotal_says_in_words_what_was_cut():
    rows = [{"id": "B3.2", "score": 10, "basis": f"论文之{n}", "evidence": ["P"]} for n in range(3)] + [
        {"id": "B1.1", "score": 20, "basis": "获奖", "evidence": ["Q"]} for _ in range(2)
    ]
    facts = ScoreFacts(applicant(score_rows=rows), OPTICS_PLAN, {})
    shown_points = [cell for row in facts.score_rows for cell in (row.score, row.reviewed) if cell]
    assert all(re.fullmatch(r"[\d.]+", cell) for cell in shown_points)
    subtotal = next(row for row in facts.score_rows if row.kind == "subtotal" and row.basis)
    assert (subtotal.basis, subtotal.score) == (
        "B1.1：40分按30分计；B3.2：30分按20分计；合计：50分按40分计",
        "40",
    )


def proofs_of(person, proofs):
    return [row.proof for row in ScoreFacts(person, SECURITY_PLAN, proofs).score_rows if row.kind == "line"]


def evidence_of(*categories):
    return [
        {"id": f"E{n}", "category": kind, "title": f"证书E{n}", "parts": [{"file": "a.pdf"}]}
        for n, kind in enumerate(categories, 1)
    ]


def test_without_a_volume_a_proof_stands_by_its_place_and_the_sheet_lists_the_places():
    evidence = evidence_of("获奖", "论文", "获奖", "论文", "论文", "论文")
    rows = [
        own_row(1, evidence=["E3"]),
        own_row(2, evidence=["E2", "E3", "X"]),
        own_row(3, evidence=["E6", "E2", "E4"]),
    ]
    person = rated(3, evidence=evidence, score_rows=rows)
    assert proofs_of(person, {}) == ["获奖-2", "获奖-2、\n论文-1、\nX", "论文-1—2、4"]
    listed = ScoreFacts(person, SECURITY_PLAN, {}).score_proofs
    assert [(row.place, row.title) for row in listed] == [
        ("获奖-2", "证书E3"),
        ("论文-1", "证书E2"),
        ("论文-2", "证书E4"),
        ("论文-4", "证书E6"),
    ]
    bound = {"E3": Proof("六-2", "3—4"), "E2": Proof(absent="另附")}
    assert proofs_of(person, bound)[:2] == ["六-2 第3—4页", "六-2 第3—4页、\n证书E2（另附）、\nX"]
    assert ScoreFacts(person, SECURITY_PLAN, bound).score_proofs == []  # the contents of the volume list them


def test_in_a_volume_proofs_stand_by_page_and_many_in_a_row_are_one():
    evidence = evidence_of(*["论文"] * 9)
    bound = {f"E{n}": Proof(f"十-{n}", f"{98 + n}") for n in range(1, 7)}
    bound |= {"E7": Proof("十-7", "106—107"), "E8": Proof("十-8", "108"), "E9": Proof("十一-9", "109")}
    rows = [
        own_row(1, evidence=["E4", "E2", "E1", "E3"]),
        own_row(2, evidence=["E9", "E2", "E1", "E3"]),
        own_row(3, evidence=["E3", "E4", "E5", "E6", "E7", "E8"]),  # a page of nobody's between them
    ]
    person = rated(3, evidence=evidence, score_rows=rows)
    assert proofs_of(person, bound) == [
        "十-1—4 第99—102页",
        "十-1 第99页、\n十-2 第100页、\n十-3 第101页、\n十一-9 第109页",
        "十-3—6 第101—104页、\n十-7 第106—107页、\n十-8 第108页",
    ]


def test_lines_of_one_indicator_stand_together_under_one_sum():
    rows = [
        own_row(20, "专业成果", level1="论文"),
        own_row(30, "业绩能力"),
        own_row(6, "专业成果", level1="专利"),
        own_row(5, "专业成果", level1="论文"),
    ]
    facts = ScoreFacts(rated(61, score_rows=rows), SECURITY_PLAN, {})
    assert [(row.index, row.indicator, row.level1, row.score) for row in facts.score_rows] == [
        ("1", "业绩能力", "", "30"),
        (None, "业绩能力　小计", None, "30"),
        ("2", "专业成果", "论文", "20"),
        ("3", "专业成果", "论文", "5"),
        ("4", "专业成果", "专利", "6"),
        (None, "专业成果　小计", None, "31"),
    ]
    assert facts.score_total == "61"


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("附加分 专业成果 业绩能力", "业绩能力 专业成果 附加分"),
        ("附加分（最高20分） 业绩能力", "业绩能力 附加分（最高20分）"),
        ("其他 附加分 虚构 业绩能力", "其他 业绩能力 虚构 附加分"),  # what the plan does not name stays
        ("乙 甲", "乙 甲"),
    ],
)
def test_indicators_stand_in_the_order_of_the_table_not_as_written(written, printed):
    rows = [own_row(1, name) for name in written.split()]
    sheet = sheet_of(rated(4, score_rows=rows), SECURITY_PLAN)
    assert [part.name for part in sheet.own.parts] == printed.split()


def test_lines_of_a_copied_table_stand_by_their_numbers_where_all_have_one():
    rows = [own_row(1, *of) for of in (("附加分",), ("业绩能力",), ("业绩能力",))]
    numbered = [{**row, "id": number} for row, number in zip(rows, ("C1", "B10", "B2"), strict=True)]
    for given, scores in ((numbered, ["B2", "B10", "C1"]), (rows, [None] * 3)):
        sheet = sheet_of(rated(3, score_rows=given), SECURITY_PLAN)
        lines = [line.place for level in sheet.own.every() for line in level.lines]
        assert [given[place].get("id") for place in lines] == scores


def test_a_blank_print_bears_the_titles_that_the_circular_gives():
    (security,) = blank_score_facts(SECURITY_PLAN)
    assert security["score_title"].endswith("量化评价表")
    (optics,) = blank_score_facts(OPTICS_PLAN)
    assert len(optics["score_rows"]) > 30


def test_a_plan_with_two_scoring_tables_has_two_blanks_each_under_its_own_title():
    """矿山2021（三）1: 矿建、采矿 use one table, 爆破工程、爆破器材 the other."""
    first, second = (use.title for use in MINING_PLAN.scoring.tables)
    filled = blank_pdf(load_forms()["scoring_table"], MINING_PLAN)
    pages = [squeezed(text) for text in page_texts(filled.pdf)]
    assert len(pages) == filled.pages and len(pages) % 2 == 0
    half = len(pages) // 2
    for title, other, own in ((first, second, pages[:half]), (second, first, pages[half:])):
        assert all(title in page and other not in page for page in own)
        assert all(f"{title}（续表）" in page for page in own[1:])
    (post,) = blank_prints(load_forms()["post_table"], MINING_PLAN)
    assert post == blank_values(load_forms()["post_table"], MINING_PLAN)


def test_a_copied_table_over_the_ceiling_that_its_own_label_states_is_told(capsys):
    rows = [
        own_row(35, "业绩（最高40分）", level1="奖项"),
        own_row(35, "业绩（最高40分）", level1="论文（每项最高10分）"),
        own_row(10, "附加分（最高10分）", level1="其他（最高 8 分）"),
    ]
    person = rated(80, MINING_PLAN, score_rows=rows)
    told = said(person, MINING_PLAN, "score-over-label")
    assert [(f.message.partition("；")[0], f.severity, f.path) for f in told] == [
        (
            "“业绩（最高40分）”各行合计70分，超过所写的最高40分",
            Severity.WARNING,
            ("score_rows", 0, "indicator"),
        ),
        (
            "“其他（最高 8 分）”各行合计10分，超过所写的最高8分",
            Severity.WARNING,
            ("score_rows", 2, "level1"),
        ),
    ]
    account = account_of(person, MINING_PLAN)
    assert account["over"] == [f.message.partition("；")[0] for f in told]
    assert account["own"]["points"] == 80  # told, not changed
    show_accounts({"林一山": account})
    assert account["over"][0] in capsys.readouterr().out
    known = applicant(score_rows=[own_row(50, "最高40分", id="B3.2")])
    assert not said(known, OPTICS_PLAN, "score-over-label")


BESIDE = [
    # What the line says, the most that its own words give it; None where they decide nothing.
    ({"rule": "每篇10分"}, 10),
    ({"rule": "每篇10分", "quantity": 2}, 20),
    ({"rule": "每篇10分", "evidence": ["P-1", "P-2"]}, 20),
    ({"rule": "每篇10分", "basis": "核心期刊论文15篇，普通期刊论文两篇"}, 170),
    ({"rule": "每篇10分", "basis": "《甲》《乙》"}, 20),
    ({"rule": "每篇10分", "quantity": 2, "cumulative": False}, 10),
    ({"rule": "每项得15分，不累计计分", "evidence": ["P-1", "P-2"]}, 15),
    ({"rule": "每项最高8分，累计不超过20分", "quantity": 4}, 20),
    ({"rule": "每一项计 5 分，须有证书", "quantity": 3}, 15),
    ({"rule": "第一作者每篇5分，第二作者每篇2分；增刊不计分", "quantity": 2}, 10),
    ({"rule": "最高12分"}, 12),
    ({"rule": "每年得2分", "quantity": 3, "cumulative": False}, 6),
    ({"rule": "每年得2分"}, None),
    ({"rule": "每万元1分"}, None),
    ({"rule": "每篇10分，获奖另加5分"}, None),
    ({"rule": "满15年计4分，每增一年加1分"}, None),
    ({"rule": "主持20分，主要参加10分"}, None),
    ({"rule": "每篇10分，第二作者起每后一名减2分"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("said_of_it", "most"), BESIDE)
def test_a_copied_line_is_told_where_its_own_words_cannot_give_its_points(said_of_it, most):
    for points, wrong in ((most, False), ((most or 0) + 5, most is not None)):
        row = own_row(points, **said_of_it)
        person = rated(80, MINING_PLAN, score_rows=[own_row(1), row])
        told = said(person, MINING_PLAN, "score-beside-words")
        assert [(f.path, f.severity) for f in told] == wrong * [
            (("score_rows", 1, "score"), Severity.WARNING)
        ], (row, told)


def test_a_copied_line_beside_its_words_says_what_they_give_and_a_known_table_has_its_own():
    row = own_row(20, "专业成果", level2="普通期刊", rule="每篇10分；不累计", cumulative=True, basis="《甲》")
    person = rated(20, MINING_PLAN, score_rows=[row])
    (over,) = said(person, MINING_PLAN, "score-beside-words")
    assert over.message.startswith(
        "打分表第1项“普通期刊”自评20分，计分说明“每篇10分；不累计”，1篇至多10分；通知的打分表不在本稿中"
    )
    (added,) = said(person, MINING_PLAN, "score-added-up")
    assert "“是否累计”写“是”，计分说明却是“每篇10分；不累计”" in added.message
    known = applicant(score_rows=[own_row(20, id="B3.2", rule="每篇10分；不累计", cumulative=True)])
    assert not {"score-beside-words", "score-added-up"} & codes(known, OPTICS_PLAN)


def test_a_blank_print_has_all_rows_and_empty_cells():
    form = FORMS["scoring_table"]
    filled = html.fill(form, left_blank(form, printed=blank_score_facts(OPTICS_PLAN)[0]))
    shown_text = squeezed(text_of(filled.pdf))
    for _, _, row in OPTICS.rows():
        assert squeezed(row.level3 or row.level2) in shown_text
    assert "合计" in shown_text


def test_merged_cells_never_cross_a_page_and_name_their_levels_on_each():
    form = FORMS["scoring_table"]
    rows = [
        {
            "id": row.id,
            "score": 1,
            "basis": "主持完成某某关键技术研究。" * (1 + n % 9),
            "evidence": [f"E-{n}"],
        }
        for n, (_, _, row) in enumerate(OPTICS.rows())
    ] + [{"id": "B3.2", "score": 1, "basis": f"论文之{n}" * 9, "evidence": [f"P{n}"]} for n in range(6)]
    facts = ScoreFacts(applicant(score_rows=rows), OPTICS_PLAN, {})
    values = replace(left_blank(form, printed={"score_rows": facts.score_rows}), blank=False)
    filled = html.fill(form, values)
    indicators = {i.name for i in OPTICS.indicators}
    for page in range(1, filled.pages + 1):
        text = squeezed(text_of(filled.pdf, page))
        assert "自评依据情况描述" in text
        ids = set(re.findall(r"(?<![A-Z.\d])[A-D]\d\.\d+", text))
        named = {i.name for i, _, row in OPTICS.rows() if row.id in ids}
        assert named
        assert named <= {name for name in indicators if name in text}
    everything = squeezed(text_of(filled.pdf))
    assert all(squeezed(row["basis"]) in everything for row in rows)


def test_a_line_that_is_higher_than_a_page_goes_on_in_rows_that_say_of_which():
    """Nothing is torn: laid out by our own typesetting, which tears no cell."""
    evidence = evidence_of(*["论文"] * 80)
    bound = {f"E{n}": Proof(f"十-{n}", f"{100 + 2 * n}") for n in range(1, 81)}
    basis = "主持完成某某关键技术研究，成果已经应用。" * 40
    rows = [own_row(20, evidence=[*bound]), own_row(5, basis=basis)]
    facts = ScoreFacts(rated(25, evidence=evidence, score_rows=rows), SECURITY_PLAN, bound)
    divided = [row for row in facts.score_rows if row.kind == "line"]
    assert [row.index for row in divided] == ["1", *["1\n续"] * 5, "2", *["2\n续"] * 2]
    assert [row.score for row in divided if row.score] == ["20", "5"]
    assert "".join(row.basis or "" for row in divided[6:]) == basis
    form = FORMS["scoring_table"]
    values = replace(left_blank(form, printed={"score_rows": facts.score_rows}), blank=False)
    filled = html.fill(form, values)
    assert (filled.findings, filled.way) == ((), "own")
    for page in range(1, filled.pages + 1):
        text = squeezed(text_of(filled.pdf, page))
        assert "业绩" in text and re.search(r"专家评分[12]续?", text), text[:200]
    everything = squeezed(text_of(filled.pdf))
    assert all(squeezed(f"{one.number}第{one.pages}页") in everything for one in bound.values())


def test_every_later_page_says_whose_it_is():
    values = sample_values(FORMS["scoring_table"])
    name, unit = values.fields["name"], values.fields["unit"]
    filled = html.fill(
        FORMS["scoring_table"], replace(values, tables={"lines": values.tables["lines"] * 3, "proofs": []})
    )
    assert filled.pages > 1
    for page in range(1, filled.pages + 1):
        said = squeezed(text_of(filled.pdf, page))
        assert said.count(f"姓名：{name}单位：{unit}") == 1


def test_the_list_of_proofs_stands_below_the_signatures_with_every_place():
    form = FORMS["landmark_score"]
    values = sample_values(form)
    proofs = [Row({"place": f"论文-{n}", "title": f"论文之{n}"}) for n in range(1, 72)]
    filled = html.fill(form, replace(values, tables={**values.tables, "proofs": proofs}))
    assert (filled.findings, filled.way) == ((), "own")
    text = squeezed(text_of(filled.pdf))
    assert text.index("申报人签名") < text.index("佐证目录（")
    assert all(f"论文-{n}论文之{n}" in text for n in range(1, 72))
    pages = [squeezed(text_of(filled.pdf, page)) for page in range(2, filled.pages + 1)]
    assert pages and all("佐证目录（" in page for page in pages)


def test_the_places_of_the_list_of_proofs_wrap_between_words():
    form = FORMS["landmark_score"]
    proofs = [Row({"place": "论文著作材料复印件-1", "title": "爆破振动监测（v≤2.0 cm/s）之一"})]
    values = sample_values(form)
    markup = html.compose(form, replace(values, tables={**values.tables, "proofs": proofs}))
    assert "论文著作材料<br>复印件-1" in markup


def test_forms_say_the_score_applied_with_or_else_the_sum_of_the_table():
    institution = Institution.model_validate({"name": "虚构光电有限公司", "kind": "企业"})

    def listed(person, plan):
        return roster_row(Person("lin", 1, person, institution), plan).score

    rows = [{"id": "B3.2", "quantity": 1, "basis": "论文", "evidence": ["E"]}]
    assert listed(applicant(score_rows=rows), OPTICS_PLAN) == "10"
    assert listed(rated(12, OPTICS_PLAN, score_rows=rows), OPTICS_PLAN) == "12"  # what differs is told
    assert listed(applicant(), OPTICS_PLAN) is None
    assert listed(applicant(score_rows=[]), OPTICS_PLAN) is None


def test_many_times_of_one_landmark_achievement_are_the_first_and_the_last():
    def projects(count):
        stated = {
            "title": "甲",
            "kind": "科研项目",
            "role": "主持",
            "start": "2019.01",
            "content": "乙",
            "evidence": ["A"],
        }
        return [{**stated, "end": f"2023.{n:02d}"} for n in range(count, 0, -1)]

    reasons = [{"clause": "第八条（一）", "fact": "主持", "evidence": ["A"]}]
    applied = {
        "method": "标志性业绩直接申报",
        "speciality": SECURITY_PLAN.specialities[0],
        "reasons": reasons,
    }
    for count, said_of in ((1, "2023.01"), (3, "2023.01\n2023.02\n2023.03"), (12, "2023.01—\n2023.12")):
        person = applicant(SECURITY_PLAN, application=applied, projects=projects(count))
        (row,) = ScoreFacts(person, SECURITY_PLAN, {}).landmark_rows
        assert row.date == said_of


def test_the_landmark_table_tells_the_parts_in_the_order_of_the_times():
    patent = {"title": "甲", "kind": "发明专利", "number": "ZL1", "evidence": ["A"]}
    patents = [
        {**patent, "date": date, "rank": rank} for date, rank in (("2023.05", "2/3"), ("2021.05", "1/4"))
    ]
    applied = {
        "method": "标志性业绩直接申报",
        "speciality": SECURITY_PLAN.specialities[0],
        "reasons": [{"clause": "第八条（一）", "fact": "专利", "evidence": ["A"]}],
    }
    (row,) = ScoreFacts(
        applicant(SECURITY_PLAN, application=applied, patents=patents), SECURITY_PLAN, {}
    ).landmark_rows
    assert (row.date, row.part) == ("2021.05\n2023.05", "1/4\n2/3")


def test_the_landmark_table_tells_level_time_and_part_of_what_it_cites():
    person = applicant(
        SECURITY_PLAN,
        application={
            "method": "标志性业绩直接申报",
            "speciality": SECURITY_PLAN.specialities[0],
            "reasons": [{"clause": "第八条（一）", "fact": "获奖", "evidence": ["A"]}],
        },
        awards=[
            {
                "title": "甲",
                "award": "科技进步奖",
                "grade": "二等奖",
                "issuer": "省政府",
                "level": "省部级",
                "date": "2023.05",
                "rank": "3/9",
                "evidence": ["A"],
            }
        ],
    )
    (row,) = ScoreFacts(person, SECURITY_PLAN, {"A": Proof("六-1", "12")}).landmark_rows
    assert (row.level, row.date, row.part, row.proof) == (
        "省部级\n二等奖",
        "2023.05",
        "3/9",
        "六-1 第12页",
    )
    facts = ScoreFacts(person, SECURITY_PLAN, {})
    assert facts.landmark_score_title.endswith("量化评价表（标志性成果）")


def test_the_table_is_bound_and_cites_the_pages_of_its_proofs(workshop, tmp_path):
    rows = [
        {
            "评价指标": f"业绩{n // 5}",
            "自评分": 1,
            "自评依据": "主持完成某某工程的设计和施工。" * 6,
            "佐证": [f"E-P{n}"],
        }
        for n in range(12)
    ]
    record = person(
        打分表=rows,
        佐证材料=[item(f"P{n}", f"证明之{n}") for n in range(12)],
        申报={"申报方式": "正常申报", "申报专业": "采矿工程"},
    )
    root = workshop({"lin": record}, {f"lin/P{n}.pdf": pdf_bytes((595, 842)) for n in range(12)})
    receipt = build(root, tmp_path / "out", {"dossier"})
    assert receipt["built"] == 1
    volume = (tmp_path / "out" / receipt["documents"][0]["path"]).read_bytes()
    pages = text_of(volume).split("\f")
    table = [text for text in pages if "得分符合情况描述" in text]
    assert len(table) > 1
    cited = re.findall(r"([一二三四五六七八九十]+-\d+)第(\d+)页", squeezed("".join(table)))
    assert len(dict(cited)) == 12
    first = next(n for n, text in enumerate(pages) if "图1" in text and "证明之0" in text)
    offset = first - int(cited[0][1])
    for n in (0, 7, 11):
        number, page = cited[n]
        assert f"证明之{n}（" in pages[int(page) + offset]
        assert f"目录{number}" in pages[int(page) + offset]
    assert "E-P" not in "".join(pages)


def test_the_command_shows_points_by_level(workshop):
    record = person(
        打分表=[{"评价指标": "业绩", "自评分": 12, "自评依据": "甲", "佐证": ["E-1"]}],
        佐证材料=[item("1", "证明")],
    )
    root = workshop({"lin": record})
    done = CliRunner().invoke(main, ["score", str(root), "--json"])
    (entry,) = json.loads(done.stdout)
    assert entry["person"] == "lin"
    assert entry["account"]["own"]["points"] == 12
    shown = CliRunner().invoke(main, ["score", str(root)]).output
    assert "lin 林一山（虚构矿业有限公司）" in shown, "an office knows people by their names"
    assert "12分" in shown


def test_points_are_shown_as_they_are_so_that_what_is_printed_adds_up():
    said = ("10.0", "10.5", "7.25", "0", "115", "100")
    assert [shown(D(x)) for x in said] == ["10", "10.5", "7.25", "0", "115", "100"]


def test_a_plan_without_a_table_has_no_sheet():
    plan = load_plan("hz-mfg-mid-2024")
    assert sheet_of(applicant(plan), plan) is None
