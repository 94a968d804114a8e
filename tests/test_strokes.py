"""Strokes of a signature: what a canvas may send, what is ink, and what is drawn of it."""

import json
import math
import re
from itertools import pairwise

import pytest

from zcforms.fillers.strokes import read_strokes, strokes_svg

NAME = [
    [[20 + 8 * i, 40 + 6 * (i % 3), 12 * i, 0.5] for i in range(20)],
    [[60, 20 + 6 * i, 400 + 10 * i, 0.5] for i in range(15)],
    [[130, 90, 700, 0.5]],
]


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        "[]",
        [[]],
        [[[1, 2, 3]]],
        [[[1, 2, 3, 0.5, 0]]],
        [[["1", 2, 3, 0.5]]],
        [[[True, 2, 3, 0.5]]],
        [[[math.nan, 2, 3, 0.5]]],
        [[[math.inf, 2, 3, 0.5]]],
        [[[1, 2, 3, 1.1]]],
        [[[-41, 2, 3, 0.5]]],
        [[[1, 4041, 3, 0.5]]],
        [[[10**400, 2, 3, 0.5]]],
        [[[1, 2, 3, 0.5]]] * 201,
        [[[1, 2, 3, 0.5]] * 4001] * 2,
    ],
)
def test_what_no_canvas_gives_is_refused(data):
    with pytest.raises(ValueError, match=r"stroke|point|number|range"):
        read_strokes(data)


@pytest.mark.parametrize(
    ("data", "is_ink"),
    [([], False), ([[[5, 5, 0, 0]]], False), ([[[5, 5, 0, 0], [17, 5, 9, 0]]], False), (NAME, True)],
)
def test_only_nothing_and_a_dot_are_no_ink(data, is_ink):
    assert read_strokes(data).is_ink is is_ink


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ([], ("没有写字",)),
        (NAME, ()),
        ([[[5, 5, 0, 0], [200, 5, 90, 0]]], ("字写得太小", "笔画太少")),
        (NAME[:1], ("字写得太小", "笔画太少")),
        ([[[x / 4, y / 4, t, p] for x, y, t, p in line] for line in NAME], ("字写得太小", "笔画太少")),
    ],
)
def test_what_can_hardly_be_read_is_doubted(data, said):
    assert read_strokes(data).doubts == said


def test_the_drawing_is_as_large_as_its_ink():
    svg = strokes_svg(read_strokes(NAME)).decode()
    left, top, width, height = map(float, re.search(r'viewBox="(.+?)"', svg)[1].split())
    xs, ys = ([point[n] for line in NAME for point in line] for n in (0, 1))
    assert left < min(xs) < max(xs) < left + width < max(xs) + 10
    assert top < min(ys) < max(ys) < top + height < max(ys) + 10


def test_a_tap_is_drawn_as_a_dot_and_a_small_one_is_not_blown_up():
    svg = strokes_svg(read_strokes([[[30, 30, 0, 0.5]]])).decode()
    assert 'circle cx="30.0" cy="30.0"' in svg
    assert 'width="140.0"' in svg


@pytest.mark.parametrize(
    "line",
    [
        [[4 * i, 20, 10 * i, 0.5] for i in range(9)]
        + [[36 + 30 * i, 20, 90 + 10 * i, 0.5] for i in range(9)],
        [[6 * i, 20, 10 * i, 0.9 if i < 9 else 0.1] for i in range(18)],
    ],
    ids=["fast", "light"],
)
def test_a_fast_or_light_pen_draws_thin(line):
    widths = [
        float(w) for w in re.findall(r'stroke-width="([\d.]+)"', strokes_svg(read_strokes([line])).decode())
    ]
    assert len(widths) == 18
    assert min(widths[2:8]) > 2.5 > 1.9 > max(widths[-4:]) >= 1.4


def test_the_curves_pass_from_piece_to_piece():
    svg = strokes_svg(read_strokes(NAME[:1])).decode()
    ends = [re.findall(r"-?[\d.]+ -?[\d.]+", path) for path in re.findall(r' d="(.+?)"', svg)]
    assert len(ends) == 20
    assert all(before[-1] == after[0] for before, after in pairwise(ends))


def test_the_drawing_is_the_same_every_time():
    assert strokes_svg(read_strokes(json.loads(json.dumps(NAME)))) == strokes_svg(read_strokes(NAME))
