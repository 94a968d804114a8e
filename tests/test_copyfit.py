"""Copyfitting: at which size the rows of lists stand in the room that they share, and which do not."""

from types import MappingProxyType

import pytest

from zcforms.fillers.html.copyfit import fitter
from zcforms.fillers.sandbox.limits import Forbidden
from zcforms.forms import load_forms

FIT = fitter(load_forms()["summary_form"])
KINDS = {"own": {"inset": 1}, "small": {"inset": 1, "pt": 9, "leading": 1.2, "by": "、"}, "line": {}}
COLUMNS = {"what": (30, "own"), "on": (20, "line"), "proof": (15, "small")}


def rows(*texts: str, proof: str = "") -> list[MappingProxyType]:
    return [
        MappingProxyType({"cells": {"what": text, "on": "2019" * 20, "proof": proof}, "blank": not text})
        for text in texts
    ]


def listed(**lists: list[MappingProxyType]) -> dict[str, dict]:
    return {name: {"rows": of, "columns": COLUMNS, "head": 5, "label": 12} for name, of in lists.items()}


def room(mm: object, **other: object) -> dict[str, object]:
    steps = ((10, 1.5, False), (9, 1.2, False), (8, 1, False))
    sizes = {"spare": 1, "note": 4, "least": 5, "blank": 9, "edge": 1}
    return {"mm": mm, "steps": steps, "kinds": KINDS, **sizes, **other}


def test_the_first_step_is_taken_at_which_the_rows_stand_and_some_room_is_left():
    lists = listed(a=rows("十" * 8, "十" * 16))  # 1 and 2 lines of 10 pt in 29 mm
    one, two = (round(n * 15 * 0.3528 + 1, 2) for n in (1, 2))
    fit = FIT(lists, room(5 + one + two + 1.001))
    assert (fit["size"], fit["heights"]["a"], fit["kept"]["a"]) == (10, (one, two), 2)
    assert fit["left"] == pytest.approx(1, abs=0.01)
    assert FIT(lists, room(5 + one + two + 0.9))["size"] == 9  # for a little less, the next one
    # The last but one is kept as long as the rows stand at all, and only the last leaves any out.
    at_nine = 5 + sum(FIT(lists, room(5 + one + two + 0.9))["heights"]["a"])
    assert FIT(lists, room(at_nine + 0.001))["size"] == 9
    assert FIT(lists, room(at_nine - 0.1))["size"] == 8


def test_what_there_is_no_room_for_is_left_out_of_the_longest_list_last_rows_first():
    lists = listed(a=rows("甲", "乙", "丙", "丁"), b=rows("甲", "乙"), c=[])
    fit = FIT(lists, room(19.001 + 15))
    assert dict(fit["kept"]) == {"a": 2, "b": 2, "c": 0}
    assert fit["left"] == pytest.approx(0, abs=0.01)
    assert dict(FIT(lists, room(10))["kept"]) == {"a": 1, "b": 1, "c": 0}  # never a list without a row


def test_lists_that_are_together_keep_the_same_rows_or_none():
    same = rows("甲", "乙", "丙")
    lists = listed(a=same, b=same)
    steps = ((20, 1.5, False), (8, 1, False, 9))
    fit = FIT(lists, room(10 + 2 * (18 + 4) + 1, steps=steps, together=True))
    assert (fit["step"], dict(fit["kept"]), fit["left"]) == (1, {"a": 2, "b": 2}, 1)
    assert dict(FIT(lists, room(10, steps=steps, together=True))["kept"]) == {"a": 0, "b": 0}


def test_a_row_is_higher_than_its_lines_by_the_edge_of_its_list():
    lists = listed(a=rows("十" * 16), b=rows("十" * 16))
    lists["b"]["edge"] = 3
    heights = FIT(lists, room(100))["heights"]
    assert heights["b"][0] - heights["a"][0] == pytest.approx(2)


def test_a_list_is_as_high_as_its_label_a_blank_row_as_stated_and_parts_have_a_line_each():
    assert FIT(listed(a=rows("甲")), room(40))["left"] == pytest.approx(40 - 12)
    assert FIT(listed(a=rows("")), room(40))["heights"]["a"] == (9,)
    three = FIT(listed(a=rows("甲", proof="1、2、3")), room(60))["heights"]["a"]
    assert three == (round(3 * 9 * 1.2 * 0.3528 + 1, 2),)


@pytest.mark.parametrize(
    ("lists", "page"),
    [
        (listed(a=rows("甲")), {}),
        (listed(a=rows("甲")), room(40, steps=())),
        (listed(a=rows("甲")), room(40, steps=((0, 1, False),))),
        (listed(a=rows("甲")), room(40, steps=((9, -1, False),))),
        (listed(a=rows("甲")), room(40, steps=((9, 1, False, "5"),))),
        (listed(a=rows("甲")), room("40")),
        (listed(a=rows("甲")), room(10**9)),
        (listed(a=rows("甲")), room(40, kinds={})),
        (listed(a=rows("甲")), room(40, kinds={**KINDS, "small": {"inset": 1, "by": 1}})),
        ({"a": {"rows": [{"blank": False}], "columns": COLUMNS, "head": 0, "label": 0}}, room(40)),
        ([], room(40)),
        ("甲", "乙"),
    ],
)
def test_what_a_template_says_wrongly_is_told_in_words(lists, page):
    with pytest.raises(Forbidden, match=r"copyfit\(各表, 版面\)要写全"):
        FIT(lists, page)
