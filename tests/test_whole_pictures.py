"""A JPEG that is damaged anywhere is found out, and one that is whole is not suspected."""

import io
from itertools import product
from random import Random

import pytest
from conftest import pictures
from PIL import Image, ImageChops

from zcforms.ground.findings import Finding
from zcforms.ground.pictures import BROKEN, whole_picture
from zcforms.intake.evidence.scans import clean_scan

END = b"\xff\xd9"


def jpeg(mode="RGB", size=(240, 320), fill=None, **coded):
    """A picture of noise, or of one shade."""
    noise = Random(7).randbytes(size[0] * size[1])  # noqa: S311  the same each time
    shown = Image.frombytes("L", size, noise) if fill is None else Image.new("L", size, fill)
    target = io.BytesIO()
    shown.convert(mode).save(target, "JPEG", **coded)
    return target.getvalue()


def is_whole(raw, reduced=True):
    try:
        with whole_picture(raw, 10**6, reduced):
            return True
    except BROKEN:
        return False


@pytest.mark.parametrize("reduced", [True, False])
@pytest.mark.parametrize(
    "coded",
    [
        {},
        {"mode": "L", "optimize": True},
        {"mode": "CMYK"},
        {"subsampling": 0, "quality": 100},
        {"optimize": True, "quality": 30},
        {"restart_marker_rows": 1},
        {"progressive": True},
    ],
    ids=str,
)
def test_whole_ones_are_not_suspected(coded, reduced):
    for size, fill in product([(240, 320), (33, 17), (8, 8), (1, 1)], [None, 0, 128, 255]):
        raw = jpeg(size=size, fill=fill, **coded)
        assert is_whole(raw, reduced), (size, fill)
        # What stands behind the end is not looked at.
        assert is_whole(raw + b"more" + END, reduced), (size, fill)


@pytest.mark.parametrize("fill", [bytes(5), b"\xff\xff\xff", b"\xff\xd3", b"\0\xff\xd3\0"], ids=repr)
def test_what_programs_fill_up_the_end_with_is_no_damage(fill):
    raw = jpeg()
    assert is_whole(raw[:-2] + fill + END)


def damaged(raw, how, size, chance):
    at = chance.randrange(len(raw) // 4, len(raw) - size - 64)
    instead = {"zeros": bytes(size), "ones": b"\xff" * size, "lost": b"", "other": chance.randbytes(size)}[
        how
    ]
    return raw[:at] + instead + raw[at + size :]


@pytest.mark.parametrize("reduced", [True, False])
@pytest.mark.parametrize("how", ["zeros", "ones", "lost", "other"])
def test_a_block_that_is_overwritten_or_lost_in_the_middle_is_found(how, reduced):
    raw, chance = jpeg(size=(400, 400)), Random(how)  # noqa: S311  the same each time
    found = [not is_whole(damaged(raw, how, 4096, chance), reduced) for _ in range(40)]
    assert found.count(True) >= 39  # one may come out even by chance


@pytest.mark.parametrize("end", [b"", END, bytes(2000), bytes(2000) + END, END + bytes(2000)], ids=len)
@pytest.mark.parametrize("share", [0.3, 0.9, 0.99])
def test_one_whose_end_is_missing_is_found_whatever_stands_there_instead(share, end):
    raw = jpeg()
    assert not is_whole(raw[: int(len(raw) * share)] + end)


def test_a_damaged_scan_is_not_bound():
    raw = jpeg(size=(400, 400))
    middle = len(raw) // 2
    found = clean_scan(raw[:middle] + bytes(4096) + raw[middle + 4096 :], "一页.jpg")
    assert isinstance(found, Finding)
    assert found.code == "evidence-unreadable"
    assert not isinstance(clean_scan(raw, "一页.jpg"), Finding)


@pytest.mark.parametrize("frame", [b"\xff\xc9", b"\xff\xca"], ids=["in one go", "bit by bit"])
def test_one_that_is_coded_by_arithmetic_is_bound_as_one_that_readers_decode(frame):
    """A page that held it as it is would be blank."""
    raw = jpeg(progressive=frame == b"\xff\xca")
    start = raw.index(b"\xff\xc2" if frame == b"\xff\xca" else b"\xff\xc0")
    clean = clean_scan(raw[:start] + frame + raw[start + 2 :], "x.jpg")
    assert frame not in clean.content
    with Image.open(io.BytesIO(raw[:start] + frame + raw[start + 2 :])) as shown:
        wanted = shown.convert("L").resize((24, 32))
    (seen,) = pictures(clean.content)
    assert max(ImageChops.difference(seen.convert("L").resize((24, 32)), wanted).tobytes()) < 16
