"""A width shared out to the columns of a table: by their longest lines, the rest to one; or as they need."""

import pytest

from zcforms.fillers.html.shares import by_need, shared_out
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
        ([row("阿勒·萨木普", works="项目")], {"name": 14.3, "works": 85.7}),
        ([row(works="项目")], {"works": 100}),
    ],
)
def test_a_column_is_as_wide_as_its_longest_line_and_the_rest_goes_to_one(rows, right):
    assert shared_out(rows, ROOM) == pytest.approx(right)


def test_where_nobody_has_the_rest_the_others_share_it_by_their_widths():
    widths = shared_out([row("林一山", "男", "无")], ROOM)
    assert widths == pytest.approx({"name": 14 / 22 * 100, "sex": 8 / 22 * 100})
    assert shared_out([row(works="无")], ROOM) == {}


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


# --- many columns, whose texts wrap --------------------------------------------------------------


def sheet(mm=100.0, **columns):
    return {"mm": mm, "em": 2, "edge": 1, "words": (6, 4, 2), "columns": columns}


def needed(mm, columns, *rows):
    return dict(by_need([dict(zip(columns, row, strict=True)) for row in rows], sheet(mm, **columns)))


def test_a_column_holds_its_heading_what_does_not_wrap_and_a_word():
    columns = {
        "date": {"head": "取得\n时间", "whole": True},
        "unit": {"head": "工作单位"},
        "no": {"head": "序号"},
    }
    rows = ("二〇二一年九月", "虚构矿业有限公司", "一"), ("无", "无", "二")
    assert needed(200, columns, *rows) == {"date": 15, "unit": 17, "no": 5}  # there is room for all
    assert needed(34, columns, *rows) == {
        "date": 15,
        "unit": 14,
        "no": 5,
    }  # a word of six, and the rest of it
    assert needed(29, columns, *rows) == {"date": 15, "unit": 9, "no": 5}  # a word of four
    assert needed(30, columns, *rows) == {"date": 15, "unit": 10, "no": 5}


def test_the_longer_gets_the_more_of_what_is_left():
    columns = {"one": {"head": ""}, "two": {"head": ""}}
    widths = needed(50, columns, ("一" * 12, "一" * 18))  # 13 each of a word; they wish 12 and 24
    assert widths == pytest.approx({"one": 13 + 8, "two": 13 + 16})


def test_what_breaks_well_yields_where_there_is_not_enough():
    columns = {"one": {"head": "", "yields": True}, "two": {"head": ""}}
    assert needed(50, columns, ("一" * 12, "一" * 18)) == {"one": 13, "two": 37}
    assert needed(62, columns, ("一" * 12, "一" * 18)) == {"one": 25, "two": 37}


def test_parts_of_names_and_of_what_is_in_brackets_are_held():
    names, fields = {"name": {"head": "", "dots": True}}, {"field": {"head": "", "brackets": True}}
    assert needed(10, names, ("林一山",))["name"] == pytest.approx(3.3 * 2 + 1)
    long = ("甲" * 5 + "·" + "乙" * 3,)
    assert needed(90, names, long)["name"] == pytest.approx(8.775 * 2 + 1)  # there is room for all of it
    assert needed(13.15, names, long)["name"] == pytest.approx(6.075 * 2 + 1)  # the first part with its dot
    assert needed(90, names, ("甲" * 20,))["name"] == pytest.approx(41)
    assert needed(17, names, ("甲" * 20,))["name"] == pytest.approx(17)  # eight are held together
    assert needed(13.2, fields, ("工程（采矿）",))["field"] == pytest.approx(13)
    assert needed(13.2, fields, ("工程（采矿选矿）" * 3,))["field"] == pytest.approx(13.2)


def test_no_text_is_long_as_a_page_to_hold_the_words_of_others():
    columns = {"remark": {"head": ""}, "unit": {"head": ""}}
    for length, word in ((300, 6), (400, 2), (900, 2)):  # (the last is long whatever is done)
        widths = needed(40, columns, ("一" * length, "一" * 12))
        assert widths["unit"] == pytest.approx(word * 2 + 1, abs=1)
        assert sum(widths.values()) == pytest.approx(40)


def test_where_there_is_too_little_all_are_narrower_and_none_is_nothing():
    columns = {"date": {"head": "时间", "whole": True}, "unit": {"head": "工作单位", "more": 1}}
    widths = needed(20, columns, ("一" * 15, "一" * 40))
    assert widths == pytest.approx({"date": 31 * 20 / 41, "unit": 10 * 20 / 41})


@pytest.mark.parametrize(
    "spoiled",
    [
        {"mm": 0},
        {"words": ()},
        {"words": (6,) * 21},
        {"words": ("一",)},
        {"columns": {}},
        {"columns": {"a": {}}},
    ],
)
def test_what_a_template_says_wrongly_of_many_columns_is_told(spoiled):
    with pytest.raises(Forbidden, match="by_need"):
        by_need([{"a": "一"}], sheet(a={"head": ""}) | spoiled)
