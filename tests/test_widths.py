"""A width shared out to the columns of a table: by their longest lines, within bounds, the rest to one."""

import pytest

from zcforms.fillers.html.widths import shared_out
from zcforms.fillers.sandbox.limits import Forbidden

ROOM = {
    "mm": 100,
    "em": 4,
    "edge": 2,
    "columns": {"name": (10, 30, 20), "sex": (8, 8, 9)},
    "rest": "works",
    "hand": False,
    "empty": False,
}


def row(name="", sex="", works=""):
    return {"name": name, "sex": sex, "works": works}


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ([row("林一山", "男", "项目")], {"name": 14, "sex": 8, "works": 78}),
        ([row("林", "男", "项目")], {"name": 10, "sex": 8, "works": 82}),  # the least
        ([row("林" * 9, "男", "项目")], {"name": 30, "sex": 8, "works": 62}),  # the most
        ([row("林一山"), row("林一山四", "女", "无")], {"name": 18, "sex": 8, "works": 74}),
        ([row("林\n一山四", works="项目")], {"name": 14, "works": 86}),  # nobody has a sex
        (
            [row("阿勒·萨木普", works="项目")],
            {"name": 14.3, "works": 85.7},
        ),  # in two lines
        ([row(works="项目")], {"works": 100}),
    ],
)
def test_a_column_is_as_wide_as_its_longest_line_and_the_rest_goes_to_one(rows, right):
    assert shared_out(rows, ROOM) == pytest.approx(right)


def test_where_nobody_has_the_rest_the_others_share_it_by_their_widths():
    assert shared_out([row("林一山", "男", "无")], ROOM) == pytest.approx(
        {"name": 1400 / 22, "sex": 800 / 22}
    )


def test_by_hand_and_where_empty_ones_stay_every_column_has_its_width():
    assert shared_out([row()], ROOM | {"hand": True}) == {"name": 20, "sex": 9, "works": 71}
    assert shared_out([row()], ROOM | {"empty": True}) == {"name": 10, "sex": 8, "works": 82}


@pytest.mark.parametrize(
    ("said", "given"),
    [("mm", True), ("mm", "100"), ("em", 0), ("edge", 5000), ("columns", {"name": (1, 2)}), ("rest", "none")],
)
def test_what_a_template_says_wrongly_is_told(said, given):
    with pytest.raises(Forbidden, match="shared_out"):
        shared_out([row("林")], ROOM | {said: given})


def test_what_is_no_row_is_told():
    with pytest.raises(Forbidden, match="shared_out"):
        shared_out([1], ROOM)
