"""Rows with merged cells on pages: none is torn, none is lost, and the last row leaves no foot alone."""

import random

import pytest

from zcforms.fillers.html.paged import pager
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.forms import load_forms

PAGED = pager(load_forms()["scoring_table"])
PAGE = {"first": 60, "later": 80, "foot": 20, "least": 8, "pt": 9, "line": 4, "pad": 2, "edge": 1}


def row(*keys: str, text: str = "", below: bool = False, own: str = "") -> dict:
    """A row of two merged cells, the first with a text, and one of its own, each ten characters wide."""
    wide = 33  # mm
    return {
        "keys": dict(zip(("a", "b"), keys, strict=True)),
        "cells": {} if below else {"a": [(text, wide)], "b": [("", wide)]},
        "own": [(own, wide)],
        "below": below,
    }


def numbers(plan):
    return [[one["nth"] for one in block] for block in plan["blocks"]]


def spans(plan):
    return [[tuple(one["spans"].values()) for one in block] for block in plan["blocks"]]


def test_a_merged_cell_takes_its_rows_and_is_begun_again_on_the_next_page():
    plan = PAGED([row("x", str(n)) for n in range(10)], PAGE)
    assert numbers(plan) == [[*range(7)], [7, 8, 9]]  # 7 of 8 mm in 60
    assert spans(plan) == [[(7, 1), *[(0, 1)] * 6], [(3, 1), (0, 1), (0, 1)]]
    assert not plan["along"]


def test_a_cell_higher_than_its_rows_counts_with_its_own_height():
    page, high = {**PAGE, "foot": 0}, "字" * 100  # ten lines: 42 mm
    three = [row("y", n) for n in "234"]
    assert numbers(PAGED([row("x", "1", text=high), *three], page)) == [[0, 1, 2], [3]]
    # Of rows that share it, what is below the cell begins no earlier, and no later.
    both = [row("x", n, text=high) for n in "12"]
    assert numbers(PAGED([*both, *three], page)) == [[0, 1, 2, 3], [4]]


def test_what_is_below_a_row_stays_with_it():
    rows = [row(str(n), "1") for n in range(7)]
    assert numbers(PAGED([*rows, row("s", "s", below=True)], PAGE)) == [[*range(6)], [6, 7]]


def test_the_foot_has_no_page_alone():
    plan = PAGED([row(str(n), "1") for n in range(6)], PAGE)  # 48 mm, and 20 of the foot
    assert (numbers(plan), plan["along"]) == ([[*range(5)], [5]], True)
    plan = PAGED([row(str(n), "1") for n in range(5)], PAGE)
    assert (numbers(plan), plan["along"]) == ([[*range(5)]], False)
    one = PAGED([row("x", "1", own="字" * 100)], PAGE)
    assert (numbers(one), one["along"]) == ([[0]], False), "a row alone has nowhere to go along to"
    # The row that begins the last page is alone there: nothing is higher for what the page before had.
    plan = PAGED([*[row(str(n), "1") for n in range(7)], row("x", "1"), row("y", "1")], PAGE)
    assert (numbers(plan), plan["along"]) == ([[*range(7)], [7, 8]], False)


@pytest.mark.parametrize("seed", range(20))
def test_no_row_is_lost_and_no_page_is_too_full(seed):
    dice = random.Random(seed)  # noqa: S311
    rows = []
    for n in range(dice.randrange(1, 40)):
        if rows and dice.random() < 0.2:
            rows.append(row(f"s{n}", f"s{n}", below=True))
        else:
            text, own = ("字" * dice.randrange(60) for _ in range(2))
            rows.append(row(dice.choice("xyz"), dice.choice("pq"), text=text, own=own))
    plan = PAGED(rows, PAGE)
    assert [nth for block in numbers(plan) for nth in block] == [*range(len(rows))]
    for page, block in enumerate(numbers(plan)):
        assert not rows[block[0]]["below"] or page == 0
        alone = sum(not rows[nth]["below"] for nth in block) == 1
        least = sum(max(8, -(-len(rows[nth]["own"][0][0]) // 10) * 4 + 2) for nth in block)
        assert alone or least <= (PAGE["later"] if page else PAGE["first"])
    for block in spans(plan):
        for cell in (0, 1):
            assert sum(spans[cell] for spans in block) == len(block)


@pytest.mark.parametrize(
    ("rows", "page"),
    [
        ([], {}),
        ([], {**PAGE, "pt": "9"}),
        ([], {**PAGE, "later": -1}),
        ([{}], PAGE),
        ([row("x", "1") | {"keys": {}}], PAGE),
        ([row("x", "1") | {"own": [(1, 2)]}], PAGE),
        ([row("x", "1") | {"cells": {"a": []}}], PAGE),
        (5, PAGE),
    ],
)
def test_what_a_template_says_wrongly_is_told_in_words(rows, page):
    with pytest.raises(Forbidden, match=r"paged\(各行, 版面\)要写全"):
        PAGED(rows, page)
