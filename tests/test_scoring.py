"""Scoring tables: what a line is worth, what the levels cut, what is said of it; the scoring forms."""

from decimal import Decimal

import pytest

from zcforms.model.application import ScoreRow
from zcforms.plans.hours import taizhou_hours
from zcforms.plans.mountain import mountain26
from zcforms.plans.scoring import ScoringTable
from zcforms.plans.shared import shared_data
from zcforms.scoring.levels import add_up, by_applicant, by_unit

OPTICS = ScoringTable.model_validate(shared_data("optics-mid-2025"))
D = Decimal


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


def test_points_of_mountain_years():
    expected = {0: 0, 14: 0, 15: 4, 19: 4, 20: 6, 21: 7, 22: 8, 23: 9, 24: 10, 40: 10}
    assert {years: mountain26().points(years) for years in expected} == expected
    assert sum(len(counties) for counties in mountain26().counties.values()) == 26


def test_shares_by_rank_sum_to_one():
    weights = taizhou_hours().weights
    assert [sum(shares) for shares in weights.values()] == [1] * 8
    assert taizhou_hours().weight(3, 2) == D("0.15")
    assert taizhou_hours().weight(8, 7) == 0
    assert taizhou_hours().weight(30, 1) == D("0.60")


@pytest.mark.parametrize(
    ("route", "amount", "more", "hours"),
    [
        (2, 5, {}, 30),
        (2, 7, {}, 36),
        (6, 1, {"level": "省部级", "participants": 3, "rank": 2}, D("3.6")),
        (7, 2, {"level": "核心刊物"}, 16),
        (9, 3, {"participants": 2, "rank": 2}, 9),
    ],
)
def test_hours_of_a_route_are_shared_by_rank_and_capped(route, amount, more, hours):
    assert taizhou_hours().registered(route, D(amount), **more) == hours
