"""The ID photo at its exact bounds (requirements B1): bytes and pixels strict, the ratio inclusive."""

import pytest
from rules import ANFANG, plan

from zcforms.checks.photo import check_photo
from zcforms.model import PhotoFacts


def found(kind="JPEG", size=60_000, width=413, height=579, light_background=True):
    facts = PhotoFacts(kind, size, width, height, light_background)
    return [finding.code for finding in check_photo(facts, plan(ANFANG))]


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
