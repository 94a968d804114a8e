"""The ID photo at its exact bounds (requirements B1): bytes and pixels strict, the ratio inclusive."""

import pytest
from rules import ANFANG, plan

from zcforms.checks.photo import check_photo
from zcforms.ground.photo import PhotoFacts
from zcforms.plans.overview import photo_words
from zcforms.plans.sizes import size_words


def facts_of(kind="JPEG", size=60_000, width=413, height=579, light_background=True):
    return PhotoFacts(kind, size, width, height, light_background)


def found(**facts):
    return [finding.code for finding in check_photo(facts_of(**facts), plan(ANFANG))]


@pytest.mark.parametrize(("kind", "passes"), [("JPEG", True), ("JPG", True), ("PNG", False)])
def test_ph1_kind(kind, passes):
    assert ("photo-format" not in found(kind=kind)) is passes


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (30_000, ["photo-bytes"]),
        (30_001, ["photo-kilobytes"]),
        (30_720, ["photo-kilobytes"]),
        (30_721, []),
        (999_999, []),
        (1_000_000, ["photo-kilobytes"]),
        (1_048_575, ["photo-kilobytes"]),
        (1_048_576, ["photo-bytes"]),
    ],
)
def test_ph2_bytes(size, told):
    """“大于30K且小于1M”: what 1K is no circular says, and only what is out by both readings is an error."""
    assert found(size=size) == told


@pytest.mark.parametrize(
    ("width", "height", "passes"),
    [(215, 300, False), (216, 300, False), (215, 301, False), (216, 301, True)],
)
def test_ph3_pixels(width, height, passes):
    assert ("photo-pixels" not in found(width=width, height=height)) is passes


@pytest.mark.parametrize(
    ("width", "height", "passes"),
    [(650, 1000, True), (649, 1000, False), (800, 1000, True), (801, 1000, False), (358, 441, False)],
)
def test_ph4_ratio(width, height, passes):
    assert ("photo-aspect" not in found(width=width, height=height)) is passes


def test_ph5_background():
    assert found() == []
    assert found(light_background=False) == ["photo-background"]


# 不小于40KB、不大于500KB: both numbers are allowed themselves.
INCLUDED = {"bytes_gt": 40 * 1024 - 1, "bytes_lt": 500 * 1024 + 1}


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (39_999, ["photo-bytes"]),
        (40_000, ["photo-kilobytes"]),
        (40_959, ["photo-kilobytes"]),
        (40_960, []),
        (126_477, []),
        (500_000, []),
        (500_001, ["photo-kilobytes"]),
        (512_000, ["photo-kilobytes"]),
        (512_001, ["photo-bytes"]),
    ],
)
def test_bounds_that_include_their_number_are_said_so_and_are_open_only_at_the_edges(size, told):
    findings = list(check_photo(facts_of(size=size), plan(ANFANG, photo=INCLUDED)))
    assert [finding.code for finding in findings] == told
    assert all("应不小于40K且不大于500K" in finding.message for finding in findings)
    assert all(f"{size:,}字节" in finding.message for finding in findings), "500.0K is no reason"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (30 * 1024, 2**20, "大于30K且小于1M"),
        (2**20 - 1, 3 * 2**19 + 1, "不小于1M且不大于1.5M"),
        (39_999, 700_000, "大于39,999字节且小于700,000字节"),
    ],
)
def test_the_words_of_the_bounds_are_the_same_wherever_they_are_said(low, high, words):
    rule = plan(ANFANG, photo={"bytes_gt": low, "bytes_lt": high}).photo
    assert size_words(rule) == words
    assert words in photo_words(rule)


def test_the_kinds_and_the_way_to_crop_are_those_of_the_plan():
    strange = plan(ANFANG, photo={"formats": ["PNG"], "aspect_min": 0.78, "aspect_max": 0.82, "sizes": None})
    kind, ratio = check_photo(facts_of(), strange)
    assert kind.message == "证件照格式应为PNG，当前为JPEG"
    assert "2寸" not in ratio.hint
    assert "不符合" not in ratio.hint


def judged(rule, **facts):
    return [finding.code for finding in check_photo(facts_of(**facts), plan(ANFANG, photo=rule))]


@pytest.mark.parametrize(
    ("background", "on_white", "on_another"),
    [
        ("白底", [], ["photo-background"]),
        ("蓝底", ["photo-background"], []),
        ("红底或蓝底", ["photo-background"], []),
        ("白底或蓝底", [], []),
        ("浅色背景", [], []),
    ],
)
def test_a_background_is_judged_by_what_the_circular_asks_for(background, on_white, on_another):
    assert judged({"background": background}) == on_white
    assert judged({"background": background}, light_background=False) == on_another


def test_names_of_kinds_and_sizes_are_taken_as_circulars_write_them():
    assert judged({"formats": ["jpeg"]}, kind="JPG") == judged({"formats": ["JPG"]}) == []
    assert judged({"formats": ["png"]}, kind="PNG") == []
    assert judged({"sizes": ["小二寸"]}) == []  # of which we know no ratio
