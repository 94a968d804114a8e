"""Rows dealt out to pages: in which type they take the fewest, and which of them stand on each."""

import pytest

from zcforms.fillers.html.dealing import dealer
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.forms import load_forms

DEALT = dealer(load_forms()["post_table"])


def step(pt: float = 10, first: float = 40, later: float = 60, foot: float = 10) -> dict[str, float]:
    return {
        "pt": pt,
        "line": pt,
        "text_pt": pt,
        "text_line": pt,
        "first": first,
        "later": later,
        "foot": foot,
    }


def page(*steps: dict, **other: object) -> dict[str, object]:
    around = {"inset": 1, "above": (), "below": (), "wide": 100, "least": 8, "pad": 2, "few": 2, "hole": 500}
    return {"columns": {"name": 21}, "steps": steps, **around, **other}


def rows(*lines: int) -> list[dict[str, str]]:
    """Rows of so many lines of 10 pt in 20 mm, five characters each."""
    return [{"name": "十" * (5 * count)} for count in lines]


def test_rows_stand_on_a_page_while_there_is_room_and_the_foot_needs_some_of_the_last():
    assert DEALT(rows(1, 1), page(step()))["pages"] == ((0, 2),)  # 12 mm each, and the foot
    assert DEALT(rows(1, 1, 1, 1, 1), page(step()))["pages"] == ((0, 3), (3, 5))
    assert DEALT(rows(1, 1), page(step(), least=13))["pages"] == ((0, 2),)  # 15 mm each: all of it
    assert DEALT(rows(1, 1), page(step(), least=13.1))["pages"] == ((0, 0), (0, 2))
    assert DEALT(rows(9), page(step(later=99)))["pages"] == ((0, 0), (0, 1))
    assert DEALT([], page(step()))["pages"] == ((0, 0),)


def test_few_rows_are_not_left_alone_with_the_foot():
    assert DEALT(rows(1, 1, 1), page(step()))["pages"] == ((0, 1), (1, 3))  # the foot takes two along
    assert DEALT(rows(1, 1, 1, 1), page(step()))["pages"] == ((0, 2), (2, 4))  # and so does the last row
    assert DEALT(rows(1, 1, 1, 1), page(step(), few=3))["pages"] == ((0, 1), (1, 4))


def test_texts_around_the_rows_take_of_their_room():
    assert DEALT(rows(1), page(step(), above=("甲",)))["pages"] == ((0, 1),)  # 40 = 10 + 12 + 10 and 8
    assert len(DEALT(rows(1), page(step(), above=("甲",), below=("乙",)))["pages"]) == 2
    assert len(DEALT(rows(1), page(step(), above=("甲" * 29,)))["pages"]) == 2  # two lines in 100 mm


def test_the_first_type_is_taken_in_which_there_is_one_page_else_the_fewest():
    five = rows(1, 1, 1, 1, 1)
    assert DEALT(five, page(step(), step(8, first=60), step(6, first=60)))["step"] == 1
    nine = rows(*[1] * 9)
    assert DEALT(nine, page(step(), step(9), step(8, first=50, later=80), step(7, later=80)))["step"] == 2


def test_a_hole_that_is_too_large_gives_way_to_a_smaller_one():
    tall = rows(1, 3)  # 12 and 32 mm: 48 mm are left on the first of two pages
    steps = step(first=60, foot=30), step(11, first=60, foot=30)
    assert DEALT(tall, page(*steps, few=1, hole=40))["step"] == 1
    assert DEALT(tall, page(*steps, few=1, hole=49))["step"] == 0


def test_a_type_in_which_the_last_page_does_not_hold_the_foot_takes_a_sheet_more():
    three = rows(2, 2, 2)  # 22 mm each: in the larger type 24 mm, and two of them with the foot 68 of 60
    steps = step(first=60), step(11, first=60, foot=20)
    assert DEALT(three, page(*steps, hole=10))["step"] == 0
    assert DEALT(three, page(*steps[:1], step(11, first=60, later=70, foot=20), hole=10))["step"] == 1


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (rows(1), page()),
        (rows(1), page({**step(), "foot": "10"})),
        (rows(1), page(step(0))),
        (rows(1), page(step(), few=0)),
        (rows(1), page(step(), few="2")),
        (rows(1), page(step(), above=(1,))),
        (rows(1), page(step(), columns={"title": 20})),
        (rows(1), page(step(), wide=10**9)),
        ([{"name": 1}], page(step())),
        (rows(1), {}),
        (1, page(step())),
    ],
)
def test_what_a_template_says_wrongly_is_told_in_words(given, wrong):
    with pytest.raises(Forbidden, match=r"dealt\(各行的cells, 版面\)要写全"):
        DEALT(given, wrong)
